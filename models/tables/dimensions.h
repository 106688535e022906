/* Codes of the model's dimensions, made from dimensions.def, and the country codes. Includes nothing of the engine. */
#ifndef MODEL_DIMENSIONS_H
#define MODEL_DIMENSIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

/* Units in which records count language and vocational training: per CEFR level, per year. */
enum { LANGUAGE_UNITS = 32, VOCATIONAL_UNITS = 32 };
static inline double level_of_units(uint8_t units)
{
    return (double)units / LANGUAGE_UNITS;
}
static inline enum skill skill_of_education(unsigned education)
{
    return education <= EDUCATION_lower_secondary
               ? SKILL_low
               : (education == EDUCATION_upper_secondary ? SKILL_medium : SKILL_high);
}
/* Age class of attainment (data/<ISO3>/education.csv): 15-24, 25-34 ... 65 and over; the young count as 15. */
static inline unsigned education_age_class(int age_years)
{
    return age_years < 25 ? 0u : age_years < 65 ? (unsigned)(age_years - 15) / 10 : 5u;
}
/* Channels of work; those of them that tie to an employer; those in which a contract or permit ends, and may be extended;
 * those whose holders may settle and move on. */
static inline bool is_channel_of_work(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_apprenticeship || channel == CHANNEL_skilled;
}
static inline bool is_tied(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_apprenticeship;
}
static inline bool has_terms(size_t channel)
{
    return is_tied(channel) || channel == CHANNEL_study;
}
static inline bool has_extensions(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_study;
}
static inline bool is_free_to_move(size_t channel)
{
    return channel == CHANNEL_skilled || channel == CHANNEL_family;
}
static inline enum age_band age_band_of(int age_years)
{
    return age_years < 15 ? 0 : age_years < 25 ? 1 : age_years < 35 ? 2 : age_years < 50 ? 3 : age_years < 65 ? 4 : 5;
}

#endif
