/* corridor sweep: one run per row of a design, each with a record of its own, farmed over processes, resumable. Runs are dealt
 * out in turn, so that nobody has to be asked; the table is merged from the records at the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/build.h"
#include "cli/cli.h"
#include "cli/design.h"
#include "cli/record.h"
#include "cli/signals.h"
#include "models/core/parameters.h"
#include "models/core/world_load.h"
#include "sim/base/memory.h"

enum { MAX_SETTING = 192, MAX_REFUSED = 10 /* runs whose mistakes are told */ };

/* What became of the runs, for the closing line. */
enum { REUSED, COMPUTED, DAMAGED, FAILED, N_COUNTS };

struct sweep {
    struct cli *cli;
    const char *folder;
    struct cli_design design;
    struct cli_record_key *keys;    /* [n_runs] */
    struct cor_override *overrides; /* --set, then the columns of the design */
    char (*settings)[MAX_SETTING];  /* [n_columns] texts behind the overrides */
    struct cli_progress progress;
    int64_t counts[N_COUNTS];
};

static void sweep_free(struct sweep *sweep)
{
    cli_design_free(&sweep->design);
    free(sweep->keys);
    free(sweep->overrides);
    free(sweep->settings);
}

/* ---- planning ---- */

static enum cor_status read_design(struct sweep *sweep)
{
    struct cli *cli = sweep->cli;
    const struct cli_options *options = &cli->options;
    enum cor_status status = options->lhs > 0
                                 ? cli_design_hypercube(options->parameters, options->lhs, options->seed,
                                                        options->scenario, &cli->list, &sweep->design)
                                 : cli_design_read(options->files[0], options->scenario, &cli->list, &sweep->design);
    if (status != COR_OK) {
        return status;
    }
    sweep->keys = cor_calloc(sweep->design.n_runs, sizeof *sweep->keys);
    sweep->overrides = cor_calloc(options->n_set + sweep->design.n_columns, sizeof *sweep->overrides);
    sweep->settings = cor_calloc(sweep->design.n_columns, sizeof *sweep->settings);
    return sweep->keys && sweep->overrides && sweep->settings ? COR_OK : COR_ERR_MEMORY;
}

/* The settings of one run, as --set would write them. */
static void write_settings(struct sweep *sweep, size_t run)
{
    const struct cli_options *options = &sweep->cli->options;
    const struct cli_design *design = &sweep->design;
    memcpy(sweep->overrides, options->set, options->n_set * sizeof *options->set);
    for (size_t k = 0; k < design->n_columns; k++) {
        snprintf(sweep->settings[k], MAX_SETTING, "%s=%.17g", parameter_table[design->columns[k]].name,
                 design->values[run * design->n_columns + k]);
        sweep->overrides[options->n_set + k].text = sweep->settings[k];
    }
}

/* Everything that the outputs of a run depend on, as one digest. */
static void write_identity(struct sweep *sweep, size_t run, const char *scenario_digest, const char *data_digest)
{
    const struct cli_options *options = &sweep->cli->options;
    struct cli_record_key *key = &sweep->keys[run];
    char text[512];
    int n = snprintf(text, sizeof text, "%s %s %s %.17g %.17g %u %u %d", COR_BUILD, scenario_digest, data_digest,
                     options->sample, options->residents, options->seed, options->replicates, options->until);
    key->folder = sweep->folder;
    key->run = run;
    cor_sha256(text, (size_t)n, key->identity);
}

/* Errors name the run: each value may be within its range and the values still not go together. Warnings about a file
 * are told once. */
static void tell_problems_of_run(struct sweep *sweep, size_t run, bool known, const struct cor_diagnostics *list)
{
    for (size_t i = 0; i < list->n_items; i++) {
        const struct cor_diagnostic *item = &list->items[i];
        const struct cor_place place = {item->file, item->line, item->column};
        if (item->severity == COR_ERROR) {
            cor_diagnostics_add(&sweep->cli->list, COR_ERROR, place, "run %zu: %s", run + 1, item->message);
        } else if (!known) {
            cor_diagnostics_add(&sweep->cli->list, COR_WARNING, place, "%s", item->message);
        }
    }
}

/* Load every run's scenario once, so that problems are found before the first run: all, or those of the first runs that
 * are refused. */
static enum cor_status check_runs(struct sweep *sweep, const struct cli_words *words)
{
    const struct cli_design *design = &sweep->design;
    size_t n_overrides = sweep->cli->options.n_set + design->n_columns;
    size_t n_refused = 0;
    enum cor_status status = COR_OK;
    for (size_t run = 0; run < design->n_runs && status == COR_OK; run++) {
        struct cor_scenario scenario;
        struct cor_diagnostics again;
        bool known = run > 0 && design->scenarios[run] == design->scenarios[run - 1];
        cor_diagnostics_init(&again);
        write_settings(sweep, run);
        status = cor_scenario_load(design->scenarios[run], model_vocabulary_words(words->vocabulary), sweep->overrides,
                                   n_overrides, &again, &scenario);
        tell_problems_of_run(sweep, run, known, &again);
        if (status == COR_ERR_INPUT && ++n_refused < MAX_REFUSED) {
            status = COR_OK;
        } else if (status == COR_OK) {
            write_identity(sweep, run, scenario.digest, words->data_digest);
            cor_scenario_free(&scenario);
        }
        cor_diagnostics_free(&again);
    }
    return n_refused > 0 && status == COR_OK ? COR_ERR_INPUT : status;
}

static enum cor_status plan(struct sweep *sweep)
{
    struct cli_words words;
    enum cor_status status = read_design(sweep);
    if (status == COR_OK) {
        status = cli_words_read(sweep->cli, &words);
    }
    if (status == COR_OK) {
        status = check_runs(sweep, &words);
        cli_words_free(&words);
    }
    return status;
}

/* ---- running ---- */

/* Told at once and by the process that met it: the others may go on for hours. */
static void tell_failure(const struct sweep *sweep, size_t run, enum cor_status status)
{
    struct cor_diagnostics list;
    const char *message = sweep->cli->message;
    cor_diagnostics_init(&list);
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "run %zu: %s", run + 1,
                        message[0] ? message : cor_status_text(status));
    cor_diagnostics_print(&list, stderr);
    cor_diagnostics_free(&list);
}

static enum cor_status simulate(struct sweep *sweep, size_t run, const char *result_path)
{
    struct cli *cli = sweep->cli;
    struct simulation_facts facts;
    struct cor_diagnostics again;
    const struct simulation_arm arm = {sweep->design.scenarios[run], result_path};
    struct simulation_options options = cli_simulation_options(cli, &sweep->progress);
    write_settings(sweep, run);
    options.overrides = sweep->overrides;
    options.n_overrides = cli->options.n_set + sweep->design.n_columns;
    cor_diagnostics_init(&again);
    enum cor_status status = simulation_run(&arm, 1, &options, &again, &facts, cli->message);
    cor_diagnostics_free(&again);
    return status;
}

static enum cor_status compute(struct sweep *sweep, size_t run)
{
    char *result_path = cli_record_path(&sweep->keys[run], "nc");
    enum cor_status status = result_path ? simulate(sweep, run, result_path) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = cli_record_write(&sweep->keys[run], result_path, sweep->cli->message);
        unlink(result_path);
    }
    free(result_path);
    return status;
}

static enum cor_status take_run(struct sweep *sweep, size_t run)
{
    enum cli_record_state state = CLI_RECORD_MISSING;
    enum cor_status status = COR_OK;
    if (sweep->cli->options.resume) {
        status = cli_record_read(&sweep->keys[run], &state, NULL);
    }
    if (status == COR_OK && state == CLI_RECORD_GOOD) {
        sweep->counts[REUSED]++;
        return COR_OK;
    }
    sweep->counts[DAMAGED] += state == CLI_RECORD_DAMAGED;
    status = status == COR_OK ? compute(sweep, run) : status;
    sweep->counts[COMPUTED] += status == COR_OK;
    if (status != COR_OK && status != COR_INTERRUPTED) {
        sweep->counts[FAILED]++;
        tell_failure(sweep, run, status);
    }
    return status;
}

/* Every n-th run. A run that breaks an identity does not stop the others; a full disk does. */
static enum cor_status take_runs(struct sweep *sweep)
{
    const struct cli_farm *farm = &sweep->cli->farm;
    enum cor_status worst = COR_OK;
    double share = 1.0 / (double)sweep->design.n_runs;
    cli_progress_begin(&sweep->progress, sweep->cli->options.quiet || farm->rank > 0);
    sweep->progress.share = share * farm->size;
    for (size_t run = (size_t)farm->rank; run < sweep->design.n_runs; run += (size_t)farm->size) {
        enum cor_status status = *cli_signal() ? COR_INTERRUPTED : take_run(sweep, run);
        sweep->progress.before += share * farm->size;
        worst = status > worst ? status : worst;
        if (status != COR_OK && status != COR_ERR_INVARIANT) {
            break;
        }
    }
    cli_progress_end(&sweep->progress);
    return worst;
}

/* ---- the whole ---- */

static enum cor_status open_folder(struct sweep *sweep)
{
    char *records = cor_format("%s/records", sweep->folder), *table = cor_format("%s/sweep.csv", sweep->folder);
    enum cor_status status = records && table ? cor_directory_create(records, sweep->cli->message) : COR_ERR_MEMORY;
    if (status == COR_OK && sweep->cli->farm.rank == 0) {
        unlink(table); /* of an earlier sweep; it comes back when every run has its record */
    }
    free(records);
    free(table);
    return status;
}

static enum cor_status close_sweep(struct sweep *sweep, enum cor_status status)
{
    const struct cli *cli = sweep->cli;
    const int64_t *counts = sweep->counts;
    size_t n_complete = (size_t)(counts[REUSED] + counts[COMPUTED]), n_runs = sweep->design.n_runs;
    if (!cli->options.quiet || n_complete < n_runs) {
        fprintf(stderr,
                "%zu of %zu runs are complete: %lld reused, %lld computed (%lld for damaged records), %lld failed\n",
                n_complete, n_runs, (long long)counts[REUSED], (long long)counts[COMPUTED], (long long)counts[DAMAGED],
                (long long)counts[FAILED]);
    }
    if (status == COR_OK) {
        status = cli_records_merge(&sweep->design, sweep->keys, sweep->cli->message);
    } else {
        fprintf(stderr, "%s/sweep.csv is written when all are complete; --resume computes only what is missing\n",
                sweep->folder);
    }
    if (status == COR_OK) {
        printf("%s/sweep.csv\n", sweep->folder);
    }
    return status;
}

static enum cor_status run_all(struct sweep *sweep)
{
    struct cli *cli = sweep->cli;
    enum cor_status status = (enum cor_status)cli_farm_largest(&cli->farm, (int)open_folder(sweep));
    if (status != COR_OK) {
        return status;
    }
    status = (enum cor_status)cli_farm_largest(&cli->farm, (int)take_runs(sweep));
    cli_farm_sum(&cli->farm, sweep->counts, N_COUNTS);
    cli->resumable = true;
    return cli->farm.rank == 0 ? close_sweep(sweep, status) : status;
}

static enum cor_status predict(struct sweep *sweep)
{
    struct cli *cli = sweep->cli;
    struct simulation_estimate estimate = {0};
    const struct simulation_arm arm = {sweep->design.scenarios[0], ""};
    struct simulation_options options = cli_simulation_options(cli, NULL);
    struct cor_diagnostics again;
    options.progress = NULL;
    cor_diagnostics_init(&again);
    enum cor_status status = simulation_estimate(&arm, 1, &options, &again, &estimate, cli->message);
    cor_diagnostics_free(&again);
    if (status == COR_OK && cli->farm.rank == 0) {
        cli_print_estimate(&estimate, (double)sweep->design.n_runs);
    }
    return status;
}

enum cor_status cli_sweep(struct cli *cli)
{
    struct sweep sweep = {.cli = cli, .folder = cli->options.output ? cli->options.output : "sweep"};
    enum cor_status status = (enum cor_status)cli_farm_largest(&cli->farm, (int)plan(&sweep));
    if (status == COR_OK) {
        status = cli->options.dry_run ? predict(&sweep) : run_all(&sweep);
    }
    sweep_free(&sweep);
    return status;
}
