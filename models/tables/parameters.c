#include "models/tables/parameters.h"
#include <string.h>

const struct cor_parameter parameter_table[] = {
#define PARAMETERS_OF(mechanism, field, value_, min_, max_, unit_, source_, status_, doc_)                             \
    {.name = #mechanism "." #field,                                                                                    \
     .offset = offsetof(struct parameters, mechanism.field),                                                           \
     .value = value_,                                                                                                  \
     .min = min_,                                                                                                      \
     .max = max_,                                                                                                      \
     .low = min_,                                                                                                      \
     .high = max_,                                                                                                     \
     .unit = unit_,                                                                                                    \
     .source = source_,                                                                                                \
     .status = COR_##status_,                                                                                          \
     .doc = doc_},
#include "models/mechanisms.def"
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
