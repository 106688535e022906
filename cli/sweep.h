/* A sweep while it is worked on, shared by sweep_plan.c (what is to be done, and everything that can be wrong with it),
 * sweep.c (the runs) and sweep_table.c (the table). */
#ifndef CLI_SWEEP_H
#define CLI_SWEEP_H
#include "cli/cli.h"
#include "cli/design.h"
#include "cli/record.h"

/* What became of the runs, for the closing line. */
enum { SWEEP_REUSED, SWEEP_COMPUTED, SWEEP_DAMAGED, SWEEP_FAILED, SWEEP_REFUSED, N_SWEEP_COUNTS };

struct sweep {
    struct cli *cli;
    const char *folder;
    struct cli_design design;
    struct cli_record_key *keys; /* [n_runs] */
    char **refused;              /* [n_runs] why a parameter set of --lhs is not run, NULL for the others */
    size_t n_refused;
    struct simulation_input *input; /* data, and every scenario of the design once */
    size_t n_scenarios;
    size_t *scenario;               /* [n_runs] number in the input */
    struct cor_text descriptions;   /* scenarios.csv */
    struct cor_override *overrides; /* [n_columns] the settings as --set takes them */
    char (*settings)[192];          /* [n_columns] texts behind the overrides */
    char identity[COR_SHA256_TEXT]; /* of the table: all runs in their order */
    struct cli_progress progress;
    int64_t counts[N_SWEEP_COUNTS];
};

/* Read and check everything. Nothing is written. Free in every case. */
enum cor_status sweep_plan(struct sweep *sweep);
void sweep_free(struct sweep *sweep);
/* The scenario of one run: that of its row with the row's values for parameters, as --set would set them. */
enum cor_status sweep_vary(struct sweep *sweep, size_t run, struct cor_diagnostics *list,
                           struct cor_scenario *scenario);

/* The runs that this process takes: first, first + step, ... */
struct sweep_share {
    size_t first, step, n;
};
struct sweep_share sweep_share_of(const struct sweep *sweep, int rank, int size);

/* Runs that have neither a record nor a failure and are not refused. COR_ERR_MEMORY or COR_OK. */
enum cor_status sweep_missing(const struct sweep *sweep, size_t *n_missing);
/* Put sweep.csv, scenarios.csv and design.digest in their places, all or none. *missing is set, and nothing is written, when
 * a record is missing or damaged after all; *failed is the status of a run that failed, or COR_OK. */
enum cor_status sweep_table_write(const struct sweep *sweep, bool *missing, enum cor_status *failed);
/* Is there a table of another design in the folder? Then a problem goes to the list, unless --replace allows it. */
enum cor_status sweep_table_check(struct sweep *sweep);

/* A text cell of CSV, quoted; a spreadsheet must not take it for a formula. */
void sweep_add_cell(struct cor_text *text, const char *cell);

#endif
