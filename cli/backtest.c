/* corridor backtest: a run of the past, scored against what was observed. All files are written in a folder of their own
 * beside their places, FOLDER/backtest.HOST-PROCESS.part, and take them together. */
#include "analysis/backtest.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/bands.h"
#include "analysis/observations.h"
#include "cli/backtest_known.h"
#include "cli/cli.h"
#include "cli/experiment.h"
#include "cli/replace.h"
#include "models/state/world.h"
#include "sim/base/clock.h"
#include "sim/base/memory.h"

enum { FIRST_YEAR = 2010, LAST_YEAR = 2025 }; /* simulated unless the command says otherwise */

static const char *const names[] = {"backtest.nc", "backtest.csv", "scores.csv", "backtest.html"};
static const struct cor_place command_line = {NULL, 0, 0};

struct backtest {
    struct cli *cli;
    const char *folder;
    char *workshop, *result; /* where the files are made */
    struct cli_backtest_fit fit;
    struct cor_backtest_request request;
};

/* ---- what holds where the command says nothing ---- */

/* The baseline beside the data: of ./scenarios, the source tree's or the installed one. */
static const char *default_scenario(void)
{
    static const char *const paths[] = {"scenarios/baseline.json", COR_SOURCE_DIRECTORY "/scenarios/baseline.json",
                                        COR_INSTALL_DIRECTORY "/scenarios/baseline.json"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        if (access(paths[i], R_OK) == 0) {
            return paths[i];
        }
    }
    return paths[0];
}

static void fill_in(struct cli_options *options)
{
    if (options->from[0] == '\0') {
        snprintf(options->from, sizeof options->from, "from=%d-01", FIRST_YEAR);
        options->set[options->n_set++].text = options->from; /* the list has room for one more than there are words */
    }
    if (options->until == 0) {
        options->until = cor_month(LAST_YEAR, 12) + 1;
    }
    if (options->n_files == 0) {
        options->files[options->n_files++] = default_scenario();
    }
    if (!options->uncertainty) {
        options->uncertainty = "parameters"; /* a forecast is as uncertain as what it is made from */
    }
    cli_backtest_know_entries(options);
}

/* The inputs, as far as they were known in the year of the fit. */
static enum cor_status open_known(struct backtest *test, struct simulation_input **input)
{
    struct cli *cli = test->cli;
    const char *data = cli_data_directory(&cli->options);
    enum cor_status status = simulation_open(data, NULL, 0, NULL, 0, &cli->list, input);
    if (status == COR_OK) {
        status = cli_backtest_know_fits(cli, *input, &test->fit);
    }
    return status == COR_OK ? cli_input_read_scenarios(cli, cli->options.files, 1, *input) : status;
}

/* ---- what can be wrong, before anything runs ---- */

static void check_years(struct cli *cli, const struct cor_scenario *scenario)
{
    const struct cli_options *options = &cli->options;
    int32_t first = cor_month_year(scenario->from);
    int32_t beyond = cli_experiment_end(options, scenario), last = cor_month_year(beyond) - 1;
    if ((int32_t)options->fit_to < first) {
        cor_diagnostics_add(&cli->list, COR_ERROR, command_line,
                            "--fit-to %u: the run begins in %d, and forecasts are made from its years", options->fit_to,
                            (int)first);
    }
    if (options->score.first <= (int32_t)options->fit_to) {
        cor_diagnostics_add(&cli->list, COR_ERROR, command_line,
                            "--score %d-%d: a year up to --fit-to %u tests nothing; allowed is from %u on",
                            (int)options->score.first, (int)options->score.last, options->fit_to, options->fit_to + 1);
    }
    if (options->score.last > last) {
        cor_diagnostics_add(&cli->list, COR_ERROR, command_line,
                            "--score %d-%d: the last whole year simulated is %d (--until)", (int)options->score.first,
                            (int)options->score.last, (int)last);
    }
}

/* Entries that the model is told are no forecast of theirs. */
static void warn_of_told_entries(struct cli *cli, const struct simulation_input *input)
{
    const struct cor_vocabulary *words = simulation_words(input);
    const struct cli_options *options = &cli->options;
    for (size_t i = 0; i < words->n_parameters; i++) {
        double until = simulation_scenario(input, 0)->parameters[i];
        if (strcmp(words->parameters[i].name, "migration.entries_until") == 0 &&
            until >= (double)options->score.first) {
            cor_diagnostics_add(
                &cli->list, COR_WARNING, command_line,
                "migration.entries_until=%.0f: the model is told entries of the years that are scored, from %d "
                "on, so that their scores are no test; write %u or less",
                until, (int)options->score.first, options->fit_to);
        }
    }
}

/* The tables of observations are read before the months are simulated, so that what is wrong with them is told now. */
static enum cor_status check_observations(struct cli *cli, const struct simulation_input *input)
{
    const struct world *world = simulation_world(input);
    const char *areas[MAX_COUNTRIES];
    struct cor_observations observations;
    for (size_t c = 0; c < world->n_countries; c++) {
        areas[c] = world->country[c].iso3;
    }
    enum cor_status status = cor_observations_read(cli_data_directory(&cli->options), areas, world->n_countries,
                                                   FIRST_YEAR, 1, &cli->list, &observations);
    if (status == COR_OK) {
        cor_observations_free(&observations);
    }
    return status;
}

static enum cor_status refuse_outputs(struct backtest *test, const struct simulation_input *input)
{
    struct cli *cli = test->cli;
    struct cli_inputs inputs = {0};
    bool failed = false;
    cli_inputs_add_folder(&inputs, cli_data_directory(&cli->options));
    cli_inputs_add_scenario(&inputs, simulation_scenario(input, 0));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        failed |= !cli_refuse_overwriting_in(cli, &inputs, test->folder, names[i], "");
    }
    cli_refuse_overwriting(cli, &inputs, test->folder);
    failed |= inputs.failed || !cli_refuse_among_data(cli, test->folder);
    cli_inputs_free(&inputs);
    char *earlier = cor_format("%s/%s", test->folder, names[0]);
    enum cor_status status = failed || !earlier ? COR_ERR_MEMORY : COR_OK;
    if (status == COR_OK && cli->list.n_errors == 0) {
        status = cli_refuse_replacing(cli, input, simulation_scenario(input, 0), earlier);
    }
    free(earlier);
    return status == COR_OK && cli->list.n_errors > 0 ? COR_ERR_USAGE : status;
}

static enum cor_status check(struct backtest *test, const struct simulation_input *input)
{
    check_years(test->cli, simulation_scenario(input, 0));
    if (test->cli->list.n_errors > 0) {
        return COR_ERR_USAGE;
    }
    warn_of_told_entries(test->cli, input);
    enum cor_status status = check_observations(test->cli, input);
    return status == COR_OK ? refuse_outputs(test, input) : status;
}

/* ---- the work ---- */

static enum cor_status plan(struct backtest *test)
{
    const struct cli_options *options = &test->cli->options;
    char *name = cor_format("%s/backtest", test->folder);
    test->workshop = name ? cor_file_private_name(name) : NULL;
    test->result = test->workshop ? cor_format("%s/%s", test->workshop, names[0]) : NULL;
    test->request = (struct cor_backtest_request){.result = test->result,
                                                  .data = cli_data_directory(options),
                                                  .directory = test->workshop,
                                                  .fit_to = (int32_t)options->fit_to,
                                                  .parameters_to = test->fit.year,
                                                  .batch = test->fit.batch,
                                                  .score_from = options->score.first,
                                                  .score_to = options->score.last};
    free(name);
    return test->result ? COR_OK : COR_ERR_MEMORY;
}

/* The result is there: score it, and put everything in its place. */
static enum cor_status finish(void *data)
{
    struct backtest *test = data;
    struct cli *cli = test->cli;
    enum cor_status status = cor_backtest_write(&test->request, &cli->list, cli->message);
    return status == COR_OK ? cor_directory_move_files(test->workshop, test->folder, cli->message) : status;
}

static enum cor_status simulate_and_score(struct backtest *test, const struct simulation_input *input)
{
    struct cli *cli = test->cli;
    const struct simulation_arm arm = {simulation_scenario(input, 0), test->result};
    if (cli->options.dry_run) {
        return cli_simulate(cli, input, &arm, 1, NULL, NULL);
    }
    cor_directory_tidy(test->folder);
    enum cor_status status = cor_directory_create(test->workshop, cli->message);
    if (status == COR_OK) {
        status = cor_file_probe(test->result, cli->message);
    }
    if (status == COR_OK) {
        status = cli_simulate(cli, input, &arm, 1, finish, test);
    }
    cor_directory_remove(test->workshop);
    if (status == COR_OK) {
        status = cor_backtest_print(test->folder, stdout, &cli->list);
    }
    if (status == COR_OK) {
        printf("\nThe bands of the model show %s.\n", cor_band_meaning(cli->options.uncertainty));
        printf("Page: %s/backtest.html (open it in a browser)\nTables: %s/backtest.csv, %s/scores.csv\n", test->folder,
               test->folder, test->folder);
    }
    return status;
}

enum cor_status cli_backtest(struct cli *cli)
{
    struct cli_options *options = &cli->options;
    struct simulation_input *input = NULL;
    fill_in(options);
    struct backtest test = {.cli = cli, .folder = options->output ? options->output : "backtest"};
    enum cor_status status = cli_find_files(cli);
    status = status == COR_OK ? cli_refuse_results(cli) : status;
    if (status == COR_OK) {
        status = open_known(&test, &input);
    }
    if (status == COR_OK) {
        status = check(&test, input);
    }
    if (status == COR_OK) {
        status = plan(&test);
    }
    if (status == COR_OK) {
        status = simulate_and_score(&test, input);
    }
    free(test.workshop);
    free(test.result);
    simulation_close(input);
    return status;
}
