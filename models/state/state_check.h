/* Is a chunk that came from a file one that the kernels can work on? They index tables by its codes and rows by its links, and
 * never ask. Macro state is not looked at: kernels take only numbers from it, and no table is indexed by them. */
#ifndef MODEL_STATE_CHECK_H
#define MODEL_STATE_CHECK_H
#include <stdint.h>
#include "sim/state/population.h"

/* NULL, or what is wrong with it as part of a sentence. `month` is the next to run. */
const char *state_check(const void *world, int32_t month, const struct cor_chunk *chunk);

#endif
