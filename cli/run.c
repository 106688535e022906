/* corridor run and corridor check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "cli/experiment.h"
#include "models/facts/world_load.h"
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

/* A pattern over the folder of scenarios takes the schema along that lies beside them: it is passed over. */
static void pass_over_schemas(struct cli_options *options)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < options->n_files; i++) {
        if (!cor_scenario_is_schema(options->files[i])) {
            options->files[n_kept++] = options->files[i];
        } else if (!options->quiet) {
            printf("%s: the schema of scenarios, passed over\n", options->files[i]);
        }
    }
    options->n_files = n_kept;
}

/* What the scenarios do, one sentence a policy. Their problems have been told before. */
static enum cor_status tell_scenarios(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    struct cor_diagnostics told;
    struct cli_words words;
    enum cor_status status = cli_words_read(cli, &words);
    cor_diagnostics_init(&told);
    for (size_t i = 0; status == COR_OK && i < options->n_files; i++) {
        struct cor_scenario scenario;
        status = cor_scenario_load(options->files[i], model_vocabulary_words(words.vocabulary), options->set,
                                   options->n_set, &told, &scenario);
        if (status == COR_OK) {
            printf("%s: valid\n", options->files[i]);
            for (size_t p = 0; p < scenario.n_policies; p++) {
                printf("  %s\n", scenario.policies[p].words);
            }
            cor_scenario_free(&scenario);
        }
    }
    cli_words_free(&words);
    cor_diagnostics_free(&told);
    return status;
}

enum cor_status cli_check(struct cli *cli)
{
    struct cli_options *options = &cli->options;
    enum cor_status status = cli_find_files(cli);
    if (status == COR_OK) {
        pass_over_schemas(options);
        status = simulation_check(options->files, options->n_files, cli_data_directory(options),
                                  options->quiet ? 0.0 : options->sample, options->set, options->n_set, &cli->list,
                                  cli->message);
    }
    if (status == COR_OK && !options->quiet) {
        printf("%s: valid\n", cli_data_directory(options));
        status = tell_scenarios(cli);
    }
    return status;
}
