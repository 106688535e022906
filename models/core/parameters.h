/* All parameters of the model, one struct per mechanism, made from the mechanisms' NAME_parameters.def. */
#ifndef MODEL_PARAMETERS_H
#define MODEL_PARAMETERS_H
#include <stddef.h>
#include "sim/desc/tables.h"

#define PARAMETER(field, ...) double field;
struct demography_parameters {
#include "models/demography/demography_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct education_parameters {
#include "models/education/education_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct population_parameters {
#include "models/population/population_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct labour_market_parameters {
#include "models/labour_market/labour_market_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct wages_parameters {
#include "models/wages/wages_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct migration_parameters {
#include "models/migration/migration_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct recruitment_parameters {
#include "models/recruitment/recruitment_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct training_parameters {
#include "models/training/training_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct remittances_parameters {
#include "models/remittances/remittances_parameters.def"
};
#define PARAMETER(field, ...) double field;
struct social_protection_parameters {
#include "models/social_protection/social_protection_parameters.def"
};

struct parameters {
    struct demography_parameters demography;
    struct education_parameters education;
    struct population_parameters population;
    struct labour_market_parameters labour_market;
    struct wages_parameters wages;
    struct migration_parameters migration;
    struct recruitment_parameters recruitment;
    struct training_parameters training;
    struct remittances_parameters remittances;
    struct social_protection_parameters social_protection;
};

/* The table of all parameters and its length; offsets are into struct parameters. */
extern const struct cor_parameter parameter_table[];
extern const size_t n_parameters;
/* Set every parameter to its default. */
void parameters_default(struct parameters *parameters);
/* Set every parameter from values in the order of the table. */
void parameters_set(struct parameters *parameters, const double *values);

#endif
