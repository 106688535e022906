/* corridor run and corridor check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/cli.h"
#include "sim/base/memory.h"

/* "out/NAME.nc" for ".../NAME.json". */
static char *default_output(const char *scenario)
{
    const char *slash = strrchr(scenario, '/');
    const char *name = slash ? slash + 1 : scenario;
    const char *dot = strrchr(name, '.');
    return cor_format("out/%.*s.nc", (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name)), name);
}

enum cor_status cli_run(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    char *output = options->output ? cor_strdup(options->output) : default_output(options->files[0]);
    enum cor_status status = output ? COR_OK : COR_ERR_MEMORY;
    if (status == COR_OK) {
        const char *const paths[] = {options->files[0]};
        status = simulation_check(paths, 1, cli_data_directory(options), 0.0, options->set, options->n_set, &cli->list,
                                  cli->message);
    }
    if (status == COR_OK && !options->dry_run) {
        status = cli_create_folder_of(output, cli->message);
    }
    if (status == COR_OK) {
        const struct simulation_arm arm = {options->files[0], output};
        cor_diagnostics_free(&cli->list); /* the simulation finds the same warnings again */
        cor_diagnostics_init(&cli->list);
        status = cli_simulate(cli, &arm, 1);
    }
    if (status == COR_OK && !options->dry_run) {
        printf("%s\n", output);
    }
    free(output);
    return status;
}

enum cor_status cli_check(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    enum cor_status status = simulation_check(options->files, options->n_files, cli_data_directory(options),
                                              options->quiet ? 0.0 : options->sample, options->set, options->n_set,
                                              &cli->list, cli->message);
    if (status == COR_OK && !options->quiet) {
        printf("%s: valid\n", cli_data_directory(options));
        for (size_t i = 0; i < options->n_files; i++) {
            printf("%s: valid\n", options->files[i]);
        }
    }
    return status;
}
