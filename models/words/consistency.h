/* What parameters must fulfil together, made from consistency.def. */
#ifndef MODEL_CONSISTENCY_H
#define MODEL_CONSISTENCY_H
#include <stddef.h>
#include "sim/desc/tables.h"

/* Measures take values in the order of parameter_table, and a struct world as it is read from data/ as facts. */
extern const struct cor_consistency consistency_table[];
extern const size_t n_consistency;

#endif
