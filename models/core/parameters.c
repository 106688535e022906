#include "models/core/parameters.h"
#include <string.h>

#define ROW(mechanism, field, value_, min_, max_, unit_, source_, status_, doc_)                                       \
    {.name = #mechanism "." #field,                                                                                    \
     .offset = offsetof(struct parameters, mechanism.field),                                                           \
     .value = value_,                                                                                                  \
     .min = min_,                                                                                                      \
     .max = max_,                                                                                                      \
     .unit = unit_,                                                                                                    \
     .source = source_,                                                                                                \
     .status = COR_##status_,                                                                                          \
     .doc = doc_},

const struct cor_parameter parameter_table[] = {
#define PARAMETER(...) ROW(demography, __VA_ARGS__)
#include "models/demography/demography_parameters.def"
#define PARAMETER(...) ROW(education, __VA_ARGS__)
#include "models/education/education_parameters.def"
#define PARAMETER(...) ROW(population, __VA_ARGS__)
#include "models/population/population_parameters.def"
#define PARAMETER(...) ROW(labour_market, __VA_ARGS__)
#include "models/labour_market/labour_market_parameters.def"
#define PARAMETER(...) ROW(wages, __VA_ARGS__)
#include "models/wages/wages_parameters.def"
#define PARAMETER(...) ROW(migration, __VA_ARGS__)
#include "models/migration/migration_parameters.def"
#define PARAMETER(...) ROW(recruitment, __VA_ARGS__)
#include "models/recruitment/recruitment_parameters.def"
#define PARAMETER(...) ROW(training, __VA_ARGS__)
#include "models/training/training_parameters.def"
#define PARAMETER(...) ROW(remittances, __VA_ARGS__)
#include "models/remittances/remittances_parameters.def"
#define PARAMETER(...) ROW(social_protection, __VA_ARGS__)
#include "models/social_protection/social_protection_parameters.def"
};
const size_t n_parameters = sizeof parameter_table / sizeof parameter_table[0];

void parameters_set(struct parameters *parameters, const double *values)
{
    for (size_t i = 0; i < n_parameters; i++) {
        memcpy((char *)parameters + parameter_table[i].offset, &values[i], sizeof(double));
    }
}

void parameters_default(struct parameters *parameters)
{
    for (size_t i = 0; i < n_parameters; i++) {
        memcpy((char *)parameters + parameter_table[i].offset, &parameter_table[i].value, sizeof(double));
    }
}
