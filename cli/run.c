/* corridor run and corridor check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cli/experiment.h"
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
static enum cor_status check_output(struct cli *cli, const struct cli_experiment *experiment, const char *output)
{
    const char *dot = strrchr(output, '.');
    struct cli_inputs inputs = {0};
    cli_inputs_add_scenario(&inputs, &experiment->scenarios[0]);
    cli_inputs_add_folder(&inputs, cli_data_directory(&cli->options));
    cli_refuse_overwriting(cli, &inputs, output);
    bool failed = inputs.failed;
    cli_inputs_free(&inputs);
    if (failed) {
        return COR_ERR_MEMORY;
    }
    if (cli->list.n_errors > 0) {
        return COR_ERR_USAGE;
    }
    if (!dot || strcmp(dot, ".nc") != 0) {
        cor_diagnostics_add(&cli->list, COR_WARNING, (struct cor_place){NULL, 0, 0},
                            "the result '%s' is a netCDF file, but its name does not end in .nc", output);
    }
    enum cor_status status = cli->options.dry_run ? COR_OK : cli_create_folder_of(output, cli->message);
    return status == COR_OK && !cli->options.dry_run ? cor_file_probe(output, cli->message) : status;
}

enum cor_status cli_run(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    struct cli_experiment experiment;
    char *output = options->output ? cor_strdup(options->output) : default_output(options->files[0]);
    enum cor_status status = cli_experiment_read(cli, &experiment);
    if (status == COR_OK) {
        status = output ? check_output(cli, &experiment, output) : COR_ERR_MEMORY;
    }
    cli_experiment_free(&experiment); /* the simulation reads its own */
    if (status == COR_OK) {
        const struct simulation_arm arm = {options->files[0], output};
        status = cli_simulate(cli, &arm, 1, NULL, NULL);
    }
    if (status == COR_OK && !options->dry_run) {
        printf("%s\n", output);
    }
    free(output);
    return status;
}

/* scenarios/schema.json lies beside the scenarios and comes along when all files there are named. */
static bool is_schema(const char *path)
{
    enum { MAX_SCHEMA = 4 * 1024 * 1024 };
    char *text = NULL, ignored[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    bool is = cor_file_read(path, MAX_SCHEMA, &text, &n_bytes, ignored) == COR_OK &&
              strstr(text, "\"$schema\": \"https://json-schema.org/") != NULL;
    free(text);
    return is;
}

/* Takes schemas off the list of files, so that what is left are scenarios. */
static void pass_over_schemas(struct cli_options *options)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < options->n_files; i++) {
        if (!is_schema(options->files[i])) {
            options->files[n_kept++] = options->files[i];
        } else if (!options->quiet) {
            printf("%s: passed over, a JSON Schema\n", options->files[i]);
        }
    }
    options->n_files = n_kept;
}

enum cor_status cli_check(struct cli *cli)
{
    struct cli_options *options = &cli->options;
    enum cor_status status = cli_find_files(cli);
    if (status == COR_OK) {
        pass_over_schemas(options);
        status = simulation_check(options->files, options->n_files, cli_data_directory(options), options->set,
                                  options->n_set, &cli->list, cli->message);
    }
    if (status == COR_OK && !options->quiet) {
        printf("%s: valid\n", cli_data_directory(options));
        for (size_t i = 0; i < options->n_files; i++) {
            printf("%s: valid\n", options->files[i]);
        }
    }
    return status;
}
