/* The flat array of output sums as a struct, and the strides of every output: the place of an observation is known when
 * a kernel is compiled, up to the codes of whom it is about. Part of world.h. */
#ifndef MODEL_OUTPUT_LAYOUT_H
#define MODEL_OUTPUT_LAYOUT_H
#include "models/tables/dimensions.h"
#include "models/tables/output_cells.h"

enum { N_INCOME_CLASSES = 64 };

/* "C H S" in outputs.def reads as 0 | 1 | 2 | 4: a mask made of the letters of the dimensions. */
#define C | 1u << BY_country
#define H | 1u << BY_channel
#define S | 1u << BY_sex
#define A | 1u << BY_age_band
#define K | 1u << BY_skill
#define O | 1u << BY_occupation
#define G | 1u << BY_income_class
enum {
#define OUTPUT(name, kind, dimensions, unit, scale, doc) DIMENSIONS_OF_##name = 0u dimensions,
#define RATIO(...)
#include "models/tables/outputs.def"
};
#undef C
#undef H
#undef S
#undef A
#undef K
#undef O
#undef G

/* Cells of an output from its last dimension to the first, given the mask of the dimensions it has. */
#define HAS(mask, dimension) ((((mask) >> (dimension)) & 1u) != 0)
#define SIZE_G(mask) (HAS(mask, BY_income_class) ? (size_t)N_INCOME_CLASSES : 1)
#define SIZE_O(mask) (SIZE_G(mask) * (HAS(mask, BY_occupation) ? (size_t)N_OCCUPATIONS : 1))
#define SIZE_K(mask) (SIZE_O(mask) * (HAS(mask, BY_skill) ? (size_t)N_SKILLS : 1))
#define SIZE_A(mask) (SIZE_K(mask) * (HAS(mask, BY_age_band) ? (size_t)N_AGE_BANDS : 1))
#define SIZE_S(mask) (SIZE_A(mask) * (HAS(mask, BY_sex) ? (size_t)N_SEXES : 1))
#define SIZE_H(mask) (SIZE_S(mask) * (HAS(mask, BY_channel) ? (size_t)N_CHANNELS : 1))
#define SIZE_C(mask) (SIZE_H(mask) * (HAS(mask, BY_country) ? (size_t)MAX_COUNTRIES : 1))
#define STRIDE(mask, dimension, inner) (HAS(mask, dimension) ? (uint32_t)(inner) : 0u)

/* Never created: its member offsets are the places of the outputs. */
struct output_cells {
#define OUTPUT(name, kind, dimensions, unit, scale, doc) int64_t name[SIZE_C(DIMENSIONS_OF_##name)];
#define RATIO(...)
#include "models/tables/outputs.def"
};

/* Every output's place, in the order of enum output. Each file has its own copy, of which compilers keep what it uses. */
static const struct output_place output_places[] = {
#define OUTPUT(name, kind, dimensions, unit, scale, doc)                                                               \
    {.offset = offsetof(struct output_cells, name) / sizeof(int64_t),                                                  \
     .stride = {STRIDE(DIMENSIONS_OF_##name, BY_country, SIZE_H(DIMENSIONS_OF_##name)),                                \
                STRIDE(DIMENSIONS_OF_##name, BY_channel, SIZE_S(DIMENSIONS_OF_##name)),                                \
                STRIDE(DIMENSIONS_OF_##name, BY_sex, SIZE_A(DIMENSIONS_OF_##name)),                                    \
                STRIDE(DIMENSIONS_OF_##name, BY_age_band, SIZE_K(DIMENSIONS_OF_##name)),                               \
                STRIDE(DIMENSIONS_OF_##name, BY_skill, SIZE_O(DIMENSIONS_OF_##name)),                                  \
                STRIDE(DIMENSIONS_OF_##name, BY_occupation, SIZE_G(DIMENSIONS_OF_##name)),                             \
                STRIDE(DIMENSIONS_OF_##name, BY_income_class, 1)}},
#define RATIO(...) {.offset = 0, .stride = {0}},
#include "models/tables/outputs.def"
};

#undef HAS
#undef SIZE_G
#undef SIZE_O
#undef SIZE_K
#undef SIZE_A
#undef SIZE_S
#undef SIZE_H
#undef SIZE_C
#undef STRIDE

#endif
