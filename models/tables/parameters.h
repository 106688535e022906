/* All parameters of the model: one struct per mechanism, made from the rows of mechanisms.def and what follows them. */
#ifndef MODEL_PARAMETERS_H
#define MODEL_PARAMETERS_H
#include <stddef.h>
#include "sim/desc/tables.h"

/* The row of a mechanism ends the struct before it and begins its own; the first ends one that nobody needs. */
struct no_parameters {
    double none;
#define MECHANISM(name, ...)                                                                                           \
    }                                                                                                                  \
    ;                                                                                                                  \
    struct name##_parameters {
#define PARAMETERS_OF(mechanism, field, ...) double field;
#include "models/mechanisms.def"
};

struct parameters {
#define MECHANISM(name, ...) struct name##_parameters name;
#include "models/mechanisms.def"
};

/* The table of all parameters and its length; offsets are into struct parameters. */
extern const struct cor_parameter parameter_table[];
extern const size_t n_parameters;
/* Set every parameter to its default. */
void parameters_default(struct parameters *parameters);
/* Set every parameter from values in the order of the table. */
void parameters_set(struct parameters *parameters, const double *values);

#endif
