/* corridor run and corridor check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cli/experiment.h"
#include "cli/replace.h"
#include "sim/base/memory.h"

/* "out/NAME.nc" for ".../NAME.json". */
static char *default_output(const char *scenario)
{
    const char *slash = strrchr(scenario, '/');
    const char *name = slash ? slash + 1 : scenario;
    const char *dot = strrchr(name, '.');
    return cor_format("out/%.*s.nc", (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name)), name);
}

/* Is the name one that a result can be written under? Found out before the months are simulated. */
static enum cor_status check_output(struct cli *cli, const struct simulation_input *input, const char *output)
{
    const struct cor_scenario *scenario = simulation_scenario(input, 0);
    const char *dot = strrchr(output, '.');
    struct cli_inputs inputs = {0};
    cli_inputs_add_scenario(&inputs, scenario);
    cli_inputs_add_folder(&inputs, cli_data_directory(&cli->options));
    cli_refuse_overwriting(cli, &inputs, output);
    bool failed = inputs.failed || !cli_refuse_among_data(cli, output);
    cli_inputs_free(&inputs);
    enum cor_status status = failed ? COR_ERR_MEMORY : COR_OK;
    if (status == COR_OK && cli->list.n_errors == 0) {
        status = cli_refuse_replacing(cli, input, scenario, output);
    }
    if (status != COR_OK || cli->list.n_errors > 0) {
        return status != COR_OK ? status : COR_ERR_USAGE;
    }
    if (!dot || strcmp(dot, ".nc") != 0) {
        cor_diagnostics_add(&cli->list, COR_WARNING, (struct cor_place){NULL, 0, 0},
                            "the result '%s' is a netCDF file, but its name does not end in .nc", output);
    }
    status = cli->options.dry_run ? COR_OK : cli_create_folder_of(output, cli->message);
    return status == COR_OK && !cli->options.dry_run ? cor_file_probe(output, cli->message) : status;
}

enum cor_status cli_run(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    struct simulation_input *input = NULL;
    char *output = options->output ? cor_strdup(options->output) : default_output(options->files[0]);
    enum cor_status status = output ? cli_find_files(cli) : COR_ERR_MEMORY;
    status = status == COR_OK ? cli_refuse_results(cli) : status;
    if (status == COR_OK) {
        status = cli_input_open(cli, options->files, 1, &input);
    }
    if (status == COR_OK) {
        status = check_output(cli, input, output);
    }
    if (status == COR_OK) {
        const struct simulation_arm arm = {simulation_scenario(input, 0), output};
        status = cli_simulate(cli, input, &arm, 1, NULL, NULL);
    }
    if (status == COR_OK && !options->dry_run) {
        printf("%s\n", output);
    }
    simulation_close(input);
    free(output);
    return status;
}

/* A pattern over the folder of scenarios takes the schema along that lies beside them: it is passed over. */
static enum cor_status pass_over_schemas(struct cli_options *options)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < options->n_files; i++) {
        bool is_schema = false;
        if (cor_scenario_is_schema(options->files[i], &is_schema) != COR_OK) {
            return COR_ERR_MEMORY;
        }
        if (!is_schema) {
            options->files[n_kept++] = options->files[i];
        } else if (!options->quiet) {
            printf("%s: the schema of scenarios, passed over\n", options->files[i]);
        }
    }
    options->n_files = n_kept;
    return COR_OK;
}

/* What the scenarios do, one sentence a policy. */
static void tell_scenarios(const struct cli_options *options, const struct simulation_input *input)
{
    printf("%s: valid\n", cli_data_directory(options));
    for (size_t i = 0; i < options->n_files; i++) {
        const struct cor_scenario *scenario = simulation_scenario(input, i);
        printf("%s: valid\n", scenario->path);
        for (size_t p = 0; p < scenario->n_dated; p++) {
            printf("  %s: %s\n", scenario->dated[p].name, scenario->dated[p].words);
        }
        for (size_t p = 0; p < scenario->n_policies; p++) {
            printf("  %s\n", scenario->policies[p].words);
        }
    }
}

enum cor_status cli_check(struct cli *cli)
{
    struct cli_options *options = &cli->options;
    struct simulation_input *input = NULL;
    enum cor_status status = cli_find_files(cli);
    status = status == COR_OK ? cli_refuse_results(cli) : status;
    if (status == COR_OK) {
        status = pass_over_schemas(options);
    }
    if (status == COR_OK) {
        status = simulation_open(cli_data_directory(options), options->files, options->n_files, options->set,
                                 options->n_set, &cli->list, &input);
    }
    if (status == COR_OK && !options->quiet) {
        simulation_check(input, options->sample, &cli->list);
        tell_scenarios(options, input);
    }
    simulation_close(input);
    return status;
}
