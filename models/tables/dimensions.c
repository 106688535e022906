#include "models/tables/dimensions.h"

#define NAME_AND_LABEL(dimension)                                                                                      \
    const struct dimension_items dimension##_items = {                                                                 \
        #dimension, sizeof dimension##_names / sizeof dimension##_names[0], dimension##_names, dimension##_labels};

static const char *const occupation_names[] = {
#define OCCUPATION_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const occupation_labels[] = {
#define OCCUPATION_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};
static const char *const channel_names[] = {
#define CHANNEL_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const channel_labels[] = {
#define CHANNEL_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};
static const char *const education_names[] = {
#define EDUCATION_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const education_labels[] = {
#define EDUCATION_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};
static const char *const skill_names[] = {
#define SKILL_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const skill_labels[] = {
#define SKILL_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};
static const char *const sex_names[] = {
#define SEX_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const sex_labels[] = {
#define SEX_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};
static const char *const age_band_names[] = {
#define AGE_BAND_ITEM(name, from, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const age_band_labels[] = {
#define AGE_BAND_ITEM(name, from, label) label,
#include "models/tables/dimensions.def"
};
static const char *const region_names[] = {
#define REGION_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const region_labels[] = {
#define REGION_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};
static const char *const nest_names[] = {
#define NEST_ITEM(name, label) #name,
#include "models/tables/dimensions.def"
};
static const char *const nest_labels[] = {
#define NEST_ITEM(name, label) label,
#include "models/tables/dimensions.def"
};

NAME_AND_LABEL(occupation)
NAME_AND_LABEL(channel)
NAME_AND_LABEL(education)
NAME_AND_LABEL(skill)
NAME_AND_LABEL(sex)
NAME_AND_LABEL(age_band)
NAME_AND_LABEL(region)
NAME_AND_LABEL(nest)
