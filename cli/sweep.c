/* corridor sweep: one run per row of a design, each with a record of its own, shared out over processes. Runs are dealt out
 * in turn, so that no process asks another. Records are never recomputed: the same command resumes where it was
 * stopped. The process that completes the last record writes the table. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "cli/signals.h"
#include "cli/sweep.h"
#include "sim/base/memory.h"

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

/* What it warns of is dropped: the samples of a sweep are small, and every run would say so. */
static enum cor_status simulate(struct sweep *sweep, size_t run, const char *result_path)
{
    struct cli *cli = sweep->cli;
    struct simulation_facts facts;
    struct simulation_options options = cli_simulation_options(cli, &sweep->progress);
    struct cor_scenario scenario;
    struct cor_diagnostics dropped;
    cor_diagnostics_init(&dropped);
    enum cor_status status = sweep_vary(sweep, run, &dropped, &scenario);
    if (status == COR_OK) {
        const struct simulation_arm arm = {&scenario, result_path};
        status = simulation_run(sweep->input, &arm, 1, &options, &dropped, &facts, cli->message);
        cor_scenario_free(&scenario);
    }
    cor_diagnostics_free(&dropped);
    return status;
}

static enum cor_status compute(struct sweep *sweep, size_t run)
{
    char *record_path = cli_record_path(&sweep->keys[run], "nc");
    char *result_path = record_path ? cor_file_private_name(record_path) : NULL;
    enum cor_status status = result_path ? simulate(sweep, run, result_path) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = cli_record_write(&sweep->keys[run], result_path, sweep->cli->message);
    }
    if (result_path) {
        unlink(result_path);
    }
    free(result_path);
    free(record_path);
    return status;
}

/* The others go on, and the table will say so; unless that cannot be written, which ends the sweep. A failure that is not
 * noted for want of memory leaves the run missing. */
static enum cor_status note_failure(struct sweep *sweep, size_t run, enum cor_status status)
{
    char cause[COR_MESSAGE_SIZE], message[COR_MESSAGE_SIZE];
    struct cli *cli = sweep->cli;
    tell_failure(sweep, run, status);
    sweep->counts[SWEEP_FAILED]++;
    snprintf(cause, sizeof cause, "%s", cli->message[0] ? cli->message : cor_status_text(status));
    if (cli_failure_write(&sweep->keys[run], status, cause, message) == COR_ERR_IO) {
        snprintf(cli->message, sizeof cli->message, "%s", message);
        return COR_ERR_IO;
    }
    return status;
}

static bool ends_the_sweep(enum cor_status status)
{
    return status == COR_INTERRUPTED || status == COR_ERR_IO; /* a disk that is full is full for all */
}

static enum cor_status take_run(struct sweep *sweep, size_t run, bool *reused)
{
    enum cli_record_state state = CLI_RECORD_MISSING;
    if (sweep->refused[run]) {
        sweep->counts[SWEEP_REFUSED]++;
        *reused = true;
        return COR_OK;
    }
    enum cor_status status = cli_record_read(&sweep->keys[run], &state, NULL);
    *reused = status == COR_OK && state == CLI_RECORD_GOOD;
    if (*reused) {
        sweep->counts[SWEEP_REUSED]++;
        return COR_OK;
    }
    sweep->counts[SWEEP_DAMAGED] += state == CLI_RECORD_DAMAGED || state == CLI_RECORD_FOREIGN;
    sweep->cli->message[0] = '\0';
    status = status == COR_OK ? compute(sweep, run) : status;
    sweep->counts[SWEEP_COMPUTED] += status == COR_OK;
    if (ends_the_sweep(status)) {
        sweep->counts[SWEEP_FAILED] += status != COR_INTERRUPTED;
        return status;
    }
    return status == COR_OK ? status : note_failure(sweep, run, status);
}

struct sweep_share sweep_share_of(const struct sweep *sweep, int rank, int size)
{
    const struct cli_part *rows = &sweep->cli->options.rows;
    size_t n_parts = rows->n > 0 ? rows->n : 1, part = rows->n > 0 ? rows->i - 1 : 0;
    struct sweep_share share = {part + n_parts * (size_t)rank, n_parts * (size_t)size, 0};
    if (share.first < sweep->design.n_runs) {
        share.n = (sweep->design.n_runs - share.first - 1) / share.step + 1;
    }
    return share;
}

static enum cor_status take_runs(struct sweep *sweep)
{
    const struct cli_farm *farm = &sweep->cli->farm;
    const struct sweep_share mine = sweep_share_of(sweep, farm->rank, farm->size);
    enum cor_status worst = COR_OK;
    cli_progress_begin(&sweep->progress, sweep->cli->options.quiet || farm->rank > 0);
    sweep->progress.share = mine.n > 0 ? 1.0 / (double)mine.n : 1.0;
    for (size_t i = 0; i < mine.n; i++) {
        bool reused = false;
        enum cor_status status = *cli_signal() ? COR_INTERRUPTED : take_run(sweep, mine.first + i * mine.step, &reused);
        sweep->progress.before += sweep->progress.share;
        sweep->progress.given += reused ? sweep->progress.share : 0.0;
        worst = status > worst ? status : worst;
        if (ends_the_sweep(status)) {
            worst = status; /* a run that failed before must not hide that the same command goes on */
            break;
        }
    }
    cli_progress_end(&sweep->progress);
    return worst;
}

/* ---- the whole ---- */

static enum cor_status open_folder(struct sweep *sweep)
{
    char *message = sweep->cli->message;
    char *records = cor_format("%s/records", sweep->folder), *table = cor_format("%s/sweep.csv", sweep->folder);
    char *probe = table ? cor_file_private_name(table) : NULL;
    enum cor_status status = records && probe ? cor_directory_create(records, message) : COR_ERR_MEMORY;
    if (status == COR_OK && sweep->cli->farm.rank == 0) {
        cor_directory_tidy(sweep->folder);
        cor_directory_tidy(records);
        status = cor_file_probe(probe, message);
    }
    free(probe);
    free(records);
    free(table);
    return status;
}

static size_t n_runs_of_part(const struct sweep *sweep)
{
    return sweep_share_of(sweep, 0, 1).n;
}

static void print_counts(const struct sweep *sweep)
{
    const struct cli_options *options = &sweep->cli->options;
    const int64_t *counts = sweep->counts;
    size_t n_complete = (size_t)(counts[SWEEP_REUSED] + counts[SWEEP_COMPUTED]), n_runs = n_runs_of_part(sweep);
    char part[48] = "", refused[48] = "";
    if (options->rows.n > 0) {
        snprintf(part, sizeof part, " of part %u/%u", options->rows.i, options->rows.n);
    }
    if (counts[SWEEP_REFUSED] > 0) {
        snprintf(refused, sizeof refused, ", %lld refused", (long long)counts[SWEEP_REFUSED]);
    }
    if (!options->quiet || n_complete < n_runs) {
        fprintf(
            stderr,
            "%zu of %zu runs%s are complete: %lld reused, %lld computed (%lld for damaged records), %lld failed%s\n",
            n_complete, n_runs, part, (long long)counts[SWEEP_REUSED], (long long)counts[SWEEP_COMPUTED],
            (long long)counts[SWEEP_DAMAGED], (long long)counts[SWEEP_FAILED], refused);
    }
}

/* Runs are there or have failed: the table. */
static enum cor_status finish_table(struct sweep *sweep, enum cor_status status)
{
    struct cli *cli = sweep->cli;
    bool missing = false;
    enum cor_status failed = COR_OK, written = sweep_table_write(sweep, &missing, &failed);
    if (written != COR_OK) {
        return written;
    }
    if (missing) {
        snprintf(cli->message, sizeof cli->message, "a record was lost during the sweep; run the same command again");
        return COR_ERR_IO;
    }
    printf("%s/sweep.csv\n", sweep->folder);
    if (failed != COR_OK) {
        snprintf(cli->message, sizeof cli->message,
                 "%s/sweep.csv has runs that failed, told in its column 'status'; the same command tries them again",
                 sweep->folder);
    }
    if (sweep->n_refused > 0 && status == COR_OK && failed == COR_OK) {
        snprintf(cli->message, sizeof cli->message,
                 "%zu parameter sets were refused, told in the column 'status' of %s/sweep.csv; narrower ranges in "
                 "--parameters avoid them",
                 sweep->n_refused, sweep->folder);
        return COR_ERR_INPUT;
    }
    return status != COR_OK ? status : failed;
}

static enum cor_status close_sweep(struct sweep *sweep, enum cor_status status)
{
    size_t n_missing = 0;
    print_counts(sweep);
    if (!ends_the_sweep(status)) {
        enum cor_status counted = sweep_missing(sweep, &n_missing);
        if (counted != COR_OK || n_missing == 0) {
            return counted == COR_OK ? finish_table(sweep, status) : counted;
        }
    }
    if (sweep->cli->options.rows.n > 0 && n_missing > 0) {
        fprintf(stderr, "%zu runs of other parts are missing; the last part to end writes %s/sweep.csv\n", n_missing,
                sweep->folder);
    } else {
        fprintf(stderr, "%s/sweep.csv is written when all are complete; the same command goes on\n", sweep->folder);
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
    status = (enum cor_status)cli_farm_largest(&cli->farm, (int)cli_tell_warnings(cli));
    if (status != COR_OK) {
        return status;
    }
    status = (enum cor_status)cli_farm_largest(&cli->farm, (int)take_runs(sweep));
    cli_farm_sum(&cli->farm, sweep->counts, N_SWEEP_COUNTS);
    return cli->farm.rank == 0 ? close_sweep(sweep, status) : status;
}

static enum cor_status predict(struct sweep *sweep)
{
    struct cli *cli = sweep->cli;
    struct simulation_estimate estimate = {0};
    const struct simulation_arm arm = {simulation_scenario(sweep->input, 0), ""};
    struct simulation_options options = cli_simulation_options(cli, NULL);
    struct cor_diagnostics dropped;
    options.progress = NULL;
    cor_diagnostics_init(&dropped);
    enum cor_status status = simulation_estimate(sweep->input, &arm, 1, &options, &dropped, &estimate, cli->message);
    cor_diagnostics_free(&dropped);
    if (status == COR_OK && cli->farm.rank == 0) {
        cli_print_estimate(&estimate, (double)n_runs_of_part(sweep));
    }
    return status;
}

enum cor_status cli_sweep(struct cli *cli)
{
    struct sweep sweep = {.cli = cli, .folder = cli->options.output ? cli->options.output : "sweep"};
    cli->resumable = !cli->options.dry_run; /* whatever was done is kept */
    enum cor_status status = (enum cor_status)cli_farm_largest(&cli->farm, (int)sweep_plan(&sweep));
    if (status == COR_OK) {
        status = cli->options.dry_run ? predict(&sweep) : run_all(&sweep);
    }
    sweep_free(&sweep);
    return status;
}
