/* corridor compare: all scenarios with the same random numbers, then the report of their differences. All files are written
 * in a folder of their own beside the results, FOLDER/compare.HOST-PROCESS.part, and take their places together: the folder
 * never holds results of two comparisons. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "analysis/compare.h"
#include "cli/cli.h"
#include "cli/compare_results.h"
#include "cli/experiment.h"
#include "cli/replace.h"
#include "sim/base/memory.h"

/* What the files of a comparison are called; a scenario of such a name would lose its result or be taken for one. */
static const char *const reserved_names[] = {"comparison", "report", "headline", "scenarios"};
enum { N_RESERVED = sizeof reserved_names / sizeof reserved_names[0] };

struct comparison_plan {
    struct cli *cli;
    const char *folder;
    char *workshop; /* where the files are made */
    const struct simulation_input *input;
    struct simulation_arm *arms;
    struct cor_compare_scenario *entries;
    char **paths, **changes; /* [n] */
    size_t n;
};

static void plan_free(struct comparison_plan *plan)
{
    for (size_t i = 0; plan->paths && plan->changes && i < plan->n; i++) {
        free(plan->paths[i]);
        free(plan->changes[i]);
    }
    free(plan->paths);
    free(plan->changes);
    free(plan->arms);
    free(plan->entries);
    free(plan->workshop);
}

/* ---- what can be wrong, before anything runs ---- */

static void refuse_name(struct cli *cli, const struct simulation_input *input, size_t i)
{
    const char *name = simulation_scenario(input, i)->name;
    const struct cor_place place = {cli->options.files[i], 0, 0};
    for (size_t j = 0; j < i; j++) {
        if (strcasecmp(simulation_scenario(input, j)->name, name) == 0) {
            cor_diagnostics_add(&cli->list, COR_ERROR, place, "this scenario has the same name as %s: \"%s\"",
                                cli->options.files[j], name);
        }
    }
    for (size_t r = 0; r < N_RESERVED; r++) {
        if (strcasecmp(reserved_names[r], name) == 0) {
            cor_diagnostics_add(
                &cli->list, COR_ERROR, place,
                "a scenario that is compared cannot have the name \"%s\": a file of the comparison has it", name);
        }
    }
}

/* Results of other experiments in the folder; one problem tells enough. */
static enum cor_status refuse_earlier(struct cli *cli, const struct simulation_input *input, const char *folder)
{
    size_t n = cli->options.n_files;
    char *path = cor_format("%s/comparison.nc", folder);
    enum cor_status status = path ? cli_refuse_replacing_comparison(cli, input, n, path) : COR_ERR_MEMORY;
    free(path);
    for (size_t i = 0; i < n && status == COR_OK && cli->list.n_errors == 0; i++) {
        const struct cor_scenario *scenario = simulation_scenario(input, i);
        path = cor_format("%s/%s.nc", folder, scenario->name);
        status = path ? cli_refuse_replacing(cli, input, scenario, path) : COR_ERR_MEMORY;
        free(path);
    }
    return status;
}

static enum cor_status refuse_outputs(struct cli *cli, const struct simulation_input *input, const char *folder)
{
    static const char *const names[] = {"comparison.nc", "comparison.csv", "report.html",
                                        "headline.csv",  "scenarios.csv",  "who_pays.csv"};
    struct cli_inputs inputs = {0};
    bool failed = false;
    cli_inputs_add_folder(&inputs, cli_data_directory(&cli->options));
    for (size_t i = 0; i < cli->options.n_files; i++) {
        cli_inputs_add_scenario(&inputs, simulation_scenario(input, i));
    }
    for (size_t i = 0; i < cli->options.n_files; i++) {
        failed |= !cli_refuse_overwriting_in(cli, &inputs, folder, simulation_scenario(input, i)->name, ".nc");
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        failed |= !cli_refuse_overwriting_in(cli, &inputs, folder, names[i], "");
    }
    cli_refuse_overwriting(cli, &inputs, folder);
    failed |= inputs.failed || !cli_refuse_among_data(cli, folder);
    cli_inputs_free(&inputs);
    enum cor_status status = failed ? COR_ERR_MEMORY : COR_OK;
    if (status == COR_OK && cli->list.n_errors == 0) {
        status = refuse_earlier(cli, input, folder);
    }
    return status == COR_OK && cli->list.n_errors > 0 ? COR_ERR_USAGE : status;
}

static enum cor_status check_plan(struct cli *cli, const struct simulation_input *input, const char *folder)
{
    for (size_t i = 0; i < cli->options.n_files; i++) {
        refuse_name(cli, input, i);
    }
    cli_refuse_other_horizons(cli, input, cli->options.n_files);
    return cli->list.n_errors > 0 ? COR_ERR_INPUT : refuse_outputs(cli, input, folder);
}

/* ---- the plan ---- */

static enum cor_status plan_item(struct comparison_plan *plan, const struct cor_scenario *scenario, size_t i)
{
    plan->paths[i] = cor_format("%s/%s.nc", plan->workshop, scenario->name);
    plan->changes[i] = cor_scenario_policy_words(simulation_words(plan->input), scenario);
    if (!plan->paths[i] || !plan->changes[i]) {
        return COR_ERR_MEMORY;
    }
    plan->arms[i] = (struct simulation_arm){scenario, plan->paths[i]};
    plan->entries[i] = (struct cor_compare_scenario){.path = plan->paths[i],
                                                     .name = scenario->name,
                                                     .description = scenario->description,
                                                     .changes = plan->changes[i]};
    return COR_OK;
}

static enum cor_status plan_make(struct comparison_plan *plan)
{
    enum cor_status status = COR_OK;
    char *name = cor_format("%s/compare", plan->folder);
    plan->workshop = name ? cor_file_private_name(name) : NULL;
    free(name);
    plan->n = plan->cli->options.n_files;
    plan->arms = cor_calloc(plan->n, sizeof *plan->arms);
    plan->entries = cor_calloc(plan->n, sizeof *plan->entries);
    plan->paths = cor_calloc(plan->n, sizeof *plan->paths);
    plan->changes = cor_calloc(plan->n, sizeof *plan->changes);
    if (!plan->workshop || !plan->arms || !plan->entries || !plan->paths || !plan->changes) {
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < plan->n && status == COR_OK; i++) {
        status = plan_item(plan, simulation_scenario(plan->input, i), i);
    }
    return status;
}

/* ---- the work ---- */

/* The results are there: compare them, and put everything in its place. */
static enum cor_status finish(void *data)
{
    struct comparison_plan *plan = data;
    struct cli *cli = plan->cli;
    enum cor_status status = cor_compare_write(plan->entries, plan->n, plan->workshop, cli->message);
    return status == COR_OK ? cor_directory_move_files(plan->workshop, plan->folder, cli->message) : status;
}

enum cor_status cli_print_comparison(struct cli *cli, const char *folder)
{
    char *path = cor_format("%s/comparison.nc", folder);
    enum cor_status status = path ? cor_compare_print(path, stdout, cli->message) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        printf("\nReport: %s/report.html (open it in a browser)\nTables: %s/comparison.csv, %s/comparison.nc\n", folder,
               folder, folder);
    }
    free(path);
    return status;
}

static enum cor_status simulate_and_report(struct comparison_plan *plan)
{
    struct cli *cli = plan->cli;
    if (cli->options.dry_run) {
        return cli_simulate(cli, plan->input, plan->arms, plan->n, NULL, NULL);
    }
    cor_directory_tidy(plan->folder);
    enum cor_status status = cor_directory_create(plan->workshop, cli->message);
    if (status == COR_OK) {
        status = cor_file_probe(plan->paths[0], cli->message);
    }
    if (status == COR_OK) {
        status = cli_simulate(cli, plan->input, plan->arms, plan->n, finish, plan);
    }
    cor_directory_remove(plan->workshop);
    return status == COR_OK ? cli_print_comparison(cli, plan->folder) : status;
}

static enum cor_status compare_scenarios(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    struct simulation_input *input = NULL;
    struct comparison_plan plan = {.cli = cli, .folder = options->output ? options->output : "out"};
    enum cor_status status = cli_refuse_results(cli);
    if (status == COR_OK) {
        status = cli_input_open(cli, options->files, options->n_files, &input);
    }
    if (status == COR_OK) {
        plan.input = input;
        status = check_plan(cli, input, plan.folder);
    }
    if (status == COR_OK) {
        status = plan_make(&plan);
    }
    if (status == COR_OK) {
        status = simulate_and_report(&plan);
    }
    plan_free(&plan);
    simulation_close(input);
    return status;
}

enum cor_status cli_compare(struct cli *cli)
{
    enum cor_status status = cli_find_files(cli);
    bool all_results = true;
    for (size_t i = 0; status == COR_OK && i < cli->options.n_files; i++) {
        all_results &= cli_is_result(cli->options.files[i]);
    }
    return status != COR_OK ? status : all_results ? cli_compare_results(cli) : compare_scenarios(cli);
}
