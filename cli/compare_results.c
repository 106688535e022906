#include "cli/compare_results.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/compare.h"
#include "cli/experiment.h"
#include "sim/base/memory.h"
#include "sim/io/results.h"

enum { MAX_COMPARISON_BYTES = 1 << 30 };

/* What says how to simulate says nothing of results that exist. Of an option with a default only another value is seen. */
static void refuse_options(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    const struct {
        const char *name;
        bool given;
    } all[] = {{"--set", options->n_set > 0},
               {"--until", options->until > 0},
               {"--monthly", options->monthly},
               {"--checkpoint", options->checkpoint != NULL},
               {"--dry-run", options->dry_run},
               {"--residents", options->residents > 0.0},
               {"--uncertainty", options->uncertainty != NULL},
               {"--data", options->data != NULL},
               {"--seed", options->seed != cli_option_defaults.seed},
               {"--sample", options->sample != cli_option_defaults.sample},
               {"--replicates", options->replicates != cli_option_defaults.replicates}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].given) {
            cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                                "%s has no effect on results that exist: leave it out, or give the scenario files to "
                                "simulate them again",
                                all[i].name);
        }
    }
}

static enum cor_status refuse_outputs(struct cli *cli, const char *folder)
{
    static const char *const names[] = {"comparison.nc", "comparison.csv", "report.html",
                                        "headline.csv",  "scenarios.csv",  "who_pays.csv"};
    struct cli_inputs inputs = {0};
    bool failed = false;
    refuse_options(cli);
    for (size_t i = 0; i < cli->options.n_files; i++) {
        cli_inputs_add_file(&inputs, cli->options.files[i]);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        failed |= !cli_refuse_overwriting_in(cli, &inputs, folder, names[i], "");
    }
    cli_refuse_overwriting(cli, &inputs, folder);
    failed |= inputs.failed || !cli_refuse_among_data(cli, folder);
    cli_inputs_free(&inputs);
    return failed ? COR_ERR_MEMORY : cli->list.n_errors > 0 ? COR_ERR_USAGE : COR_OK;
}

/* The same comparison gives the same bytes; another one is not replaced unasked. */
static enum cor_status refuse_other(struct cli *cli, const char *workshop, const char *folder)
{
    char *earlier = cor_format("%s/comparison.nc", folder), *made = cor_format("%s/comparison.nc", workshop);
    char *old = NULL, *new = NULL, message[COR_MESSAGE_SIZE];
    size_t n_old = 0, n_new = 0;
    enum cor_status status = earlier && made ? COR_OK : COR_ERR_MEMORY;
    if (status == COR_OK && !cli->options.replace && access(earlier, F_OK) == 0) {
        status = cor_file_read(made, MAX_COMPARISON_BYTES, &new, &n_new, cli->message);
        enum cor_status read = cor_file_read(earlier, MAX_COMPARISON_BYTES, &old, &n_old, message);
        bool same = status == COR_OK && read == COR_OK && n_old == n_new && memcmp(old, new, n_new) == 0;
        if (status == COR_OK && read == COR_ERR_MEMORY) {
            snprintf(cli->message, sizeof cli->message, "%s", message);
            status = read;
        } else if (status == COR_OK && !same) {
            cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                                "'%s' is there and is another comparison: choose another folder with -o, or add "
                                "--replace",
                                earlier);
            status = COR_ERR_USAGE;
        }
    }
    free(old);
    free(new);
    free(earlier);
    free(made);
    return status;
}

static enum cor_status compare_into(struct cli *cli, const char *workshop, const char *folder)
{
    size_t n = cli->options.n_files;
    struct cor_compare_scenario *entries = cor_calloc(n, sizeof *entries);
    if (!entries) {
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        entries[i].path = cli->options.files[i];
    }
    enum cor_status status = cor_compare_write(entries, n, workshop, cli->message);
    free(entries);
    if (status == COR_OK) {
        status = refuse_other(cli, workshop, folder);
    }
    return status == COR_OK ? cor_directory_move_files(workshop, folder, cli->message) : status;
}

enum cor_status cli_compare_results(struct cli *cli)
{
    const char *folder = cli->options.output ? cli->options.output : "out";
    enum cor_status status = refuse_outputs(cli, folder);
    if (status != COR_OK) {
        return status;
    }
    char *name = cor_format("%s/compare", folder), *workshop = name ? cor_file_private_name(name) : NULL;
    free(name);
    cor_directory_tidy(folder);
    status = workshop ? cor_directory_create(workshop, cli->message) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = compare_into(cli, workshop, folder);
    }
    if (workshop) {
        cor_directory_remove(workshop);
    }
    free(workshop);
    return status == COR_OK ? cli_print_comparison(cli, folder) : status;
}
