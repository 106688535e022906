/* Checkpoints: the complete state of a run between two months, in one file that is there completely or not at all. Binary, for
 * the machine that wrote it; every block carries its length and a CRC-32C. */
#ifndef COR_RUN_CHECKPOINT_H
#define COR_RUN_CHECKPOINT_H
#include <stdbool.h>
#include "sim/run/run.h"

/* Write the state of `engine` and the sums collected so far to spec->checkpoint. */
enum cor_status cor_checkpoint_write(const struct cor_run_spec *spec, const struct cor_engine *engine,
                                     const struct cor_run_result *result, char message[COR_MESSAGE_SIZE]);
/* Restore into an initialised engine without population, and a result with room for its sums. COR_ERR_VERSION when the file
 * belongs to another run or program, COR_ERR_IO when it is damaged or holds what no run can have left. *found is false when
 * there is no file. Checksums tell damage, not intent: whoever may write the file may change numbers, but not send the
 * kernels astray, since month, chunks, codes and links are checked. */
enum cor_status cor_checkpoint_read(const struct cor_run_spec *spec, struct cor_engine *engine,
                                    struct cor_run_result *result, bool *found, char message[COR_MESSAGE_SIZE]);

#endif
