/* From the flat array of output sums to the values of one output in the order of a file, in the unit of the file. */
#ifndef MODEL_OUTPUT_VALUES_H
#define MODEL_OUTPUT_VALUES_H
#include <stddef.h>
#include <stdint.h>
#include "models/state/world.h"

/* Fresh values [n_replicates x n_periods x items of the output's dimensions], NaN where a ratio has no denominator; NULL
 * when memory is short. sums[r] is [n_periods x n_output_cells]. */
double *output_values(enum output output, size_t n_countries, const int64_t *const *sums, size_t n_replicates,
                      size_t n_periods);

#endif
