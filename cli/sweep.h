/* A sweep while it is worked on, shared by sweep_plan.c (what is to be done, and everything that can be wrong with it),
 * sweep.c (the runs) and sweep_table.c (the table). */
#ifndef CLI_SWEEP_H
#define CLI_SWEEP_H
#include "cli/cli.h"
#include "cli/design.h"
#include "cli/record.h"

/* What became of the runs, for the closing line. */
enum { SWEEP_REUSED, SWEEP_COMPUTED, SWEEP_DAMAGED, SWEEP_FAILED, N_SWEEP_COUNTS };

/* A scenario of the design, once for all runs that have it. */
struct sweep_scenario {
    const char *path; /* as the design has it */
    char *name;
};

struct sweep {
    struct cli *cli;
    const char *folder;
    struct cli_design design;
    struct cli_record_key *keys;      /* [n_runs] */
    struct sweep_scenario *scenarios; /* [n_scenarios] */
    size_t n_scenarios, scenario_room;
    size_t *scenario;               /* [n_runs] row of scenarios */
    struct cor_text descriptions;   /* scenarios.csv */
    struct cor_override *overrides; /* --set, then the columns of the design */
    char (*settings)[192];          /* [n_columns] texts behind the overrides */
    char identity[COR_SHA256_TEXT]; /* of the table: all runs in their order */
    struct cli_progress progress;
    int64_t counts[N_SWEEP_COUNTS];
};

/* Read and check everything. Nothing is written. Free in every case. */
enum cor_status sweep_plan(struct sweep *sweep);
void sweep_free(struct sweep *sweep);
/* The settings of one run, as --set would write them. */
void sweep_write_settings(struct sweep *sweep, size_t run);

/* The runs that this process takes: first, first + step, ... */
struct sweep_share {
    size_t first, step, n;
};
struct sweep_share sweep_share_of(const struct sweep *sweep, int rank, int size);

/* Runs that have neither a record nor a failure. */
size_t sweep_missing(const struct sweep *sweep);
/* Put sweep.csv, scenarios.csv and design.digest in their places, all or none. *missing is set, and nothing is written, when
 * a record is missing or damaged after all; *failed is the status of a run that failed, or COR_OK. */
enum cor_status sweep_table_write(const struct sweep *sweep, bool *missing, enum cor_status *failed);
/* Is there a table of another design in the folder? Then a problem goes to the list, unless --replace-table allows it. */
enum cor_status sweep_table_check(struct sweep *sweep);

/* A text cell of CSV, quoted; a spreadsheet must not take it for a formula. */
void sweep_add_cell(struct cor_text *text, const char *cell);

#endif
