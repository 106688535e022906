/* How each output lies in the flat array of sums. The places themselves are in output_layout.h. */
#ifndef MODEL_OUTPUT_CELLS_H
#define MODEL_OUTPUT_CELLS_H
#include <stddef.h>
#include <stdint.h>
#include "sim/desc/tables.h"

/* Dimensions of outputs, slowest first. Bit d of an output's mask: it has dimension d. */
enum output_dimension {
    BY_country,
    BY_channel,
    BY_sex,
    BY_age_band,
    BY_skill,
    BY_occupation,
    BY_income_class,
    N_OUTPUT_DIMENSIONS
};

struct output_place {
    size_t offset;                        /* first cell; 0 for ratios, which have none */
    uint32_t stride[N_OUTPUT_DIMENSIONS]; /* 0 where the output lacks the dimension */
};

extern const struct cor_output output_table[]; /* [N_OUTPUTS] */
extern const size_t n_output_cells;
/* Number of codes of a dimension as laid out in memory (countries: MAX_COUNTRIES). */
extern const size_t output_dimension_codes[N_OUTPUT_DIMENSIONS];

#endif
