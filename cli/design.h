/* The design of a sweep: one row per run with values for some parameters and, if wanted, a scenario. Comes from a CSV file or
 * is a Latin hypercube. Owns its values and paths. */
#ifndef CLI_DESIGN_H
#define CLI_DESIGN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"
#include "sim/run/scenario.h"

struct cli_design {
    size_t n_runs, n_columns;
    struct cor_parameter *columns; /* [n_columns] parameters and facts; owned, with their names */
    double *values;                /* [n_runs x n_columns] */
    char **scenarios;              /* [n_runs] paths; the same text may stand for many runs */
    char **owned;                  /* [n_owned] the paths to free */
    size_t n_owned;
    bool has_scenarios; /* in a column of their own */
};

/* A table whose header names parameters or facts of the vocabulary and perhaps "scenario" (paths relative to the table); `scenario` is used where there
 * is no such column, and may be NULL. Problems go to the list: COR_ERR_INPUT. */
enum cor_status cli_design_read(const char *path, const char *scenario, const struct cor_vocabulary *words,
                                struct cor_diagnostics *list, struct cli_design *design);

/* Latin hypercube (McKay, Beckman and Conover 1979): of every parameter n_runs equal slices of its range, each used once, in an
 * order of its own; a uniform place within the slice. `parameters`: "name,name=low:high,..."; without a range it is
 * the plausible one. */
enum cor_status cli_design_hypercube(const char *parameters, uint32_t n_runs, uint32_t seed, const char *scenario,
                                     const struct cor_vocabulary *words, struct cor_diagnostics *list,
                                     struct cli_design *design);

void cli_design_free(struct cli_design *design);

#endif
