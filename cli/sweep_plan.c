/* What a sweep is to do: the design with its scenarios, the identity of every run, and all that can be wrong with them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/experiment.h"
#include "cli/signals.h"
#include "cli/sweep.h"
#include "models/tables/version.h"
#include "sim/base/memory.h"

void sweep_free(struct sweep *sweep)
{
    simulation_close(sweep->input);
    cor_text_free(&sweep->descriptions);
    for (size_t run = 0; sweep->refused && run < sweep->design.n_runs; run++) {
        free(sweep->refused[run]);
    }
    cli_design_free(&sweep->design);
    free(sweep->refused);
    free(sweep->scenario);
    free(sweep->keys);
    free(sweep->overrides);
    free(sweep->settings);
}

/* A column of the design holds for every row: what the command line says of the same would be lost without a word. */
static void refuse_what_columns_say(struct sweep *sweep)
{
    const struct cli_options *options = &sweep->cli->options;
    const struct cor_place nowhere = {NULL, 0, 0};
    for (size_t i = 0; i < options->n_set; i++) {
        size_t length = strcspn(options->set[i].text, "=");
        for (size_t k = 0; k < sweep->design.n_columns; k++) {
            const char *name = sweep->design.columns[k].name;
            if (strlen(name) == length && strncmp(name, options->set[i].text, length) == 0) {
                cor_diagnostics_add(&sweep->cli->list, COR_ERROR, nowhere,
                                    "--set %s has no effect, since the design gives %s for every run: leave out --set, "
                                    "or %s",
                                    options->set[i].text, name,
                                    options->lhs > 0 ? "take the parameter out of --parameters" : "delete the column");
            }
        }
    }
    if (options->scenario && sweep->design.has_scenarios) {
        cor_diagnostics_add(&sweep->cli->list, COR_ERROR, nowhere,
                            "--scenario %s has no effect, since the design has a column 'scenario': leave out "
                            "--scenario, or delete the column",
                            options->scenario);
    }
}

static enum cor_status read_design(struct sweep *sweep)
{
    struct cli *cli = sweep->cli;
    const struct cli_options *options = &cli->options;
    enum cor_status status = cli_find_files(cli);
    status = status == COR_OK ? cli_refuse_results(cli) : status;
    if (status == COR_OK) {
        status = simulation_open(cli_data_directory(options), NULL, 0, NULL, 0, &cli->list, &sweep->input);
    }
    if (status == COR_OK) {
        const struct cor_vocabulary *words = simulation_words(sweep->input);
        status = options->lhs > 0
                     ? cli_design_hypercube(options->parameters, options->lhs, options->seed, options->scenario, words,
                                            &cli->list, &sweep->design)
                     : cli_design_read(options->files[0], options->scenario, words, &cli->list, &sweep->design);
    }
    if (status != COR_OK) {
        return status;
    }
    refuse_what_columns_say(sweep);
    if (cli->list.n_errors > 0) {
        return COR_ERR_USAGE;
    }
    sweep->refused = cor_calloc(sweep->design.n_runs, sizeof *sweep->refused);
    sweep->keys = cor_calloc(sweep->design.n_runs, sizeof *sweep->keys);
    sweep->scenario = cor_calloc(sweep->design.n_runs, sizeof *sweep->scenario);
    sweep->overrides = cor_calloc(sweep->design.n_columns, sizeof *sweep->overrides);
    sweep->settings = cor_calloc(sweep->design.n_columns, sizeof *sweep->settings);
    return sweep->keys && sweep->refused && sweep->scenario && sweep->overrides && sweep->settings ? COR_OK
                                                                                                   : COR_ERR_MEMORY;
}

enum cor_status sweep_vary(struct sweep *sweep, size_t run, struct cor_diagnostics *list, struct cor_scenario *scenario)
{
    const struct cli_design *design = &sweep->design;
    for (size_t k = 0; k < design->n_columns; k++) {
        snprintf(sweep->settings[k], sizeof sweep->settings[k], "%s=%.17g", design->columns[k].name,
                 design->values[run * design->n_columns + k]);
        sweep->overrides[k].text = sweep->settings[k];
    }
    return cor_scenario_vary(simulation_scenario(sweep->input, sweep->scenario[run]), simulation_words(sweep->input),
                             sweep->overrides, design->n_columns, list, scenario);
}

/* ---- scenarios ---- */

/* Begins with a comma too many. */
static const char scenarios_header[] =
#define SWEEP_SCENARIOS_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;

static void describe_scenario(struct cor_text *text, const struct cor_scenario *scenario)
{
    const char *const cells[] = {scenario->path, scenario->name, scenario->title, scenario->description,
                                 scenario->plausibility};
    struct cor_text policies;
    cor_text_init(&policies);
    for (size_t p = 0; p < scenario->n_policies; p++) {
        cor_text_add(&policies, "%s%s", p > 0 ? "; " : "", scenario->policies[p].words);
    }
    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
        sweep_add_cell(text, cells[i]);
        cor_text_add(text, ",");
    }
    sweep_add_cell(text, policies.n_bytes > 0 && !policies.failed ? policies.bytes : "");
    cor_text_add(text, "\n");
    text->failed |= policies.failed;
    cor_text_free(&policies);
}

/* Which scenario each run has; paths[n_runs] gets each of them once, in the order in which they are met. */
static void find_scenarios(struct sweep *sweep, const char **paths)
{
    const struct cli_design *design = &sweep->design;
    for (size_t run = 0; run < design->n_runs; run++) {
        size_t s = 0;
        while (s < sweep->n_scenarios && strcmp(paths[s], design->scenarios[run]) != 0) {
            s++;
        }
        sweep->scenario[run] = s;
        if (s == sweep->n_scenarios) {
            paths[sweep->n_scenarios++] = design->scenarios[run];
        }
    }
}

static enum cor_status read_scenarios(struct sweep *sweep)
{
    const char **paths = cor_calloc(sweep->design.n_runs, sizeof *paths);
    if (!paths) {
        return COR_ERR_MEMORY;
    }
    find_scenarios(sweep, paths);
    enum cor_status status = cli_input_read_scenarios(sweep->cli, paths, sweep->n_scenarios, sweep->input);
    free(paths);
    cor_text_add(&sweep->descriptions, "%s\n", &scenarios_header[1]);
    for (size_t i = 0; status == COR_OK && i < sweep->n_scenarios; i++) {
        describe_scenario(&sweep->descriptions, simulation_scenario(sweep->input, i));
    }
    return status == COR_OK && sweep->descriptions.failed ? COR_ERR_MEMORY : status;
}

/* ---- runs ---- */

/* Everything that the outputs of a run depend on, as one digest. */
static void write_identity(struct sweep *sweep, size_t run, const struct cor_scenario *scenario)
{
    const struct cli_options *options = &sweep->cli->options;
    struct cli_record_key *key = &sweep->keys[run];
    char text[512];
    int n = snprintf(text, sizeof text, "%s %s %s %.17g %.17g %u %u %d", program_digest, scenario->digest,
                     simulation_data_digest(sweep->input), options->sample, options->residents, options->seed,
                     options->replicates, options->until);
    key->folder = sweep->folder;
    key->end = cli_experiment_end(options, scenario);
    cor_sha256(text, (size_t)n, key->identity);
}

/* Problems of one run come from its values: its number is what a reader looks for. */
static void take_problems(struct sweep *sweep, size_t run, const struct cor_diagnostics *found)
{
    for (size_t i = 0; i < found->n_items; i++) {
        const struct cor_diagnostic *item = &found->items[i];
        if (item->severity == COR_ERROR) {
            cor_diagnostics_add(&sweep->cli->list, COR_ERROR, (struct cor_place){item->file, item->line, item->column},
                                "run %zu: %s", run + 1, item->message);
        }
    }
}

/* A set drawn by --lhs that does not go together is nobody's mistake: it becomes a row of the table that says why. */
static enum cor_status note_refusal(struct sweep *sweep, size_t run, const struct cor_diagnostics *found)
{
    const char *cause = "the parameters do not go together";
    struct cor_sha256 hash;
    for (size_t i = found->n_items; i-- > 0;) {
        cause = found->items[i].severity == COR_ERROR ? found->items[i].message : cause;
    }
    sweep->refused[run] = cor_strdup(cause);
    sweep->n_refused++;
    cor_sha256_begin(&hash);
    for (size_t k = 0; k < sweep->design.n_columns; k++) {
        cor_sha256_add(&hash, sweep->settings[k], strlen(sweep->settings[k]) + 1);
    }
    cor_sha256_end(&hash, sweep->keys[run].identity);
    return sweep->refused[run] ? COR_OK : COR_ERR_MEMORY;
}

static void warn_of_refusals(struct sweep *sweep)
{
    size_t first = 0;
    while (first < sweep->design.n_runs && !sweep->refused[first]) {
        first++;
    }
    if (first < sweep->design.n_runs && sweep->cli->farm.rank == 0) {
        cor_diagnostics_add(&sweep->cli->list, COR_WARNING, (struct cor_place){NULL, 0, 0},
                            "%zu of %zu parameter sets are refused and not run; the table says why in their rows, for "
                            "example run %zu: %s",
                            sweep->n_refused, sweep->design.n_runs, first + 1, sweep->refused[first]);
    }
}

static enum cor_status check_run(struct sweep *sweep, size_t run, struct cor_diagnostics *found)
{
    struct cor_scenario scenario;
    enum cor_status status = sweep_vary(sweep, run, found, &scenario);
    if (status == COR_OK) {
        write_identity(sweep, run, &scenario);
        cor_scenario_free(&scenario);
    } else if (status == COR_ERR_INPUT && sweep->cli->options.lhs > 0) {
        return note_refusal(sweep, run, found);
    } else {
        take_problems(sweep, run, found);
    }
    return status;
}

/* The scenario of every run, so that all problems are found before the first run. */
static enum cor_status check_runs(struct sweep *sweep)
{
    enum cor_status worst = COR_OK;
    size_t n_runs = sweep->design.n_runs;
    for (size_t run = 0; run < n_runs && (worst == COR_OK || worst == COR_ERR_INPUT); run++) {
        struct cor_diagnostics found;
        cor_diagnostics_init(&found);
        enum cor_status status = check_run(sweep, run, &found);
        if (sweep->n_refused == n_runs) {
            take_problems(sweep, run, &found); /* of the last one, since there is nothing to run */
            status = COR_ERR_INPUT;
        }
        cor_diagnostics_free(&found);
        worst = *cli_signal() ? COR_INTERRUPTED : status == COR_OK ? worst : status;
    }
    if (worst == COR_OK) {
        warn_of_refusals(sweep);
    }
    return worst;
}

/* The table holds these runs in this order under these names. */
static void write_table_identity(struct sweep *sweep)
{
    const struct cli_options *options = &sweep->cli->options;
    const struct cli_design *design = &sweep->design;
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    for (size_t k = 0; k < design->n_columns; k++) {
        const char *name = design->columns[k].name;
        cor_sha256_add(&hash, name, strlen(name) + 1);
    }
    for (size_t i = 0; i < options->n_set; i++) {
        cor_sha256_add(&hash, options->set[i].text, strlen(options->set[i].text) + 1);
    }
    for (size_t run = 0; run < design->n_runs; run++) {
        const char *name = simulation_scenario(sweep->input, sweep->scenario[run])->name;
        cor_sha256_add(&hash, sweep->keys[run].identity, sizeof sweep->keys[run].identity);
        cor_sha256_add(&hash, name, strlen(name) + 1);
    }
    cor_sha256_end(&hash, sweep->identity);
}

/* ---- the whole ---- */

static enum cor_status refuse_outputs(struct sweep *sweep)
{
    static const char *const names[] = {"sweep.csv", "scenarios.csv", "design.digest"};
    struct cli *cli = sweep->cli;
    struct cli_inputs inputs = {0};
    bool failed = false;
    for (size_t i = 0; i < sweep->n_scenarios; i++) {
        cli_inputs_add_scenario(&inputs, simulation_scenario(sweep->input, i));
    }
    cli_inputs_add_folder(&inputs, cli_data_directory(&cli->options));
    for (size_t i = 0; i < cli->options.n_files; i++) {
        cli_inputs_add_file(&inputs, cli->options.files[i]);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        failed |= !cli_refuse_overwriting_in(cli, &inputs, sweep->folder, names[i], "");
    }
    cli_refuse_overwriting(cli, &inputs, sweep->folder);
    failed |= inputs.failed || !cli_refuse_among_data(cli, sweep->folder);
    cli_inputs_free(&inputs);
    return failed ? COR_ERR_MEMORY : cli->list.n_errors > 0 ? COR_ERR_USAGE : COR_OK;
}

enum cor_status sweep_plan(struct sweep *sweep)
{
    cor_text_init(&sweep->descriptions);
    enum cor_status status = read_design(sweep);
    if (status == COR_OK) {
        status = read_scenarios(sweep);
    }
    if (status == COR_OK) {
        status = check_runs(sweep);
    }
    if (status == COR_OK) {
        status = refuse_outputs(sweep);
    }
    if (status == COR_OK) {
        write_table_identity(sweep);
        status = sweep_table_check(sweep);
    }
    return status;
}
