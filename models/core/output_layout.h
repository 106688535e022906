/* The flat array of output sums as a struct, so that offsets are known at compile time. Defines the one-letter dimension
 * words of outputs.def: include it in outputs.c only. */
#ifndef MODEL_OUTPUT_LAYOUT_H
#define MODEL_OUTPUT_LAYOUT_H
#include "models/core/output_cells.h"
#include "models/core/world.h"

/* "C H S" in outputs.def reads as 0 | 1 | 2 | 4: a mask made of the letters of the dimensions. */
#define C | 1u << BY_country
#define H | 1u << BY_channel
#define S | 1u << BY_sex
#define A | 1u << BY_age_band
#define K | 1u << BY_skill
#define O | 1u << BY_occupation
#define G | 1u << BY_income_class

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
#define OUTPUT(name, kind, dimensions, unit, scale, doc) int64_t name[SIZE_C(0u dimensions)];
#define RATIO(...)
#include "models/core/outputs.def"
};

#endif
