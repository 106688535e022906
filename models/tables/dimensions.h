/* Codes of the model's dimensions, made from dimensions.def, and the country codes. Includes nothing of the engine. */
#ifndef MODEL_DIMENSIONS_H
#define MODEL_DIMENSIONS_H
#include <stddef.h>

enum occupation {
#define OCCUPATION_ITEM(name, label) OCCUPATION_##name,
#include "models/tables/dimensions.def"
    N_OCCUPATIONS
};
enum channel {
#define CHANNEL_ITEM(name, label) CHANNEL_##name,
#include "models/tables/dimensions.def"
    N_CHANNELS
};
enum education_level {
#define EDUCATION_ITEM(name, label) EDUCATION_##name,
#include "models/tables/dimensions.def"
    N_EDUCATION_LEVELS
};
enum skill {
#define SKILL_ITEM(name, label) SKILL_##name,
#include "models/tables/dimensions.def"
    N_SKILLS
};
enum sex {
#define SEX_ITEM(name, label) SEX_##name,
#include "models/tables/dimensions.def"
    N_SEXES
};
enum age_band {
#define AGE_BAND_ITEM(name, from, label) AGE_BAND_##name,
#include "models/tables/dimensions.def"
    N_AGE_BANDS
};
enum region {
#define REGION_ITEM(name, label) REGION_##name,
#include "models/tables/dimensions.def"
    N_REGIONS
};
enum nest {
#define NEST_ITEM(name, label) NEST_##name,
#include "models/tables/dimensions.def"
    N_NESTS
};

enum {
    HOME = 0, /* country code of Viet Nam; destinations follow in the order of data/countries.csv */
    MAX_COUNTRIES = 40,
    MAX_AGE = 100 /* 100 stands for 100 and over */
};

/* Item names and labels of a dimension, for files, schema and documentation. */
struct dimension_items {
    const char *name;
    size_t n_items;
    const char *const *items;
    const char *const *labels;
};
extern const struct dimension_items occupation_items, channel_items, education_items, skill_items, sex_items,
    age_band_items, region_items, nest_items;

static inline enum skill skill_of_education(unsigned education)
{
    return education <= EDUCATION_lower_secondary
               ? SKILL_low
               : (education == EDUCATION_upper_secondary ? SKILL_medium : SKILL_high);
}
static inline enum age_band age_band_of(int age_years)
{
    return age_years < 15 ? 0 : age_years < 25 ? 1 : age_years < 35 ? 2 : age_years < 50 ? 3 : age_years < 65 ? 4 : 5;
}

#endif
