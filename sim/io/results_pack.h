/* A dataset as one run of bytes, to pass it from one process to another of the same program. No file format. */
#ifndef COR_IO_RESULTS_PACK_H
#define COR_IO_RESULTS_PACK_H
#include <stddef.h>
#include "sim/io/json.h"
#include "sim/io/results.h"

/* Append the dataset to the empty text; text->failed when memory was short. */
void cor_results_pack(const struct cor_dataset *dataset, struct cor_text *text);
/* The dataset in the block, which it takes over in any case. Free with cor_results_free. NULL when memory is short or the
 * bytes are not what cor_results_pack makes. */
struct cor_dataset *cor_results_unpack(void *bytes, size_t n_bytes);

#endif
