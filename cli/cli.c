#include "cli/cli.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "cli/signals.h"
#include "sim/base/memory.h"
#include "sim/engine/parallel.h"

static bool holds_countries(const char *folder)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/countries.csv", folder);
    return length > 0 && (size_t)length < sizeof path && access(path, R_OK) == 0;
}

const char *cli_data_directory(const struct cli_options *options)
{
    static const char *const folders[] = {"data", COR_SOURCE_DIRECTORY "/data", COR_INSTALL_DIRECTORY "/data"};
    if (options->data) {
        return options->data;
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        if (holds_countries(folders[i])) {
            return folders[i];
        }
    }
    return folders[0];
}

struct simulation_options cli_simulation_options(const struct cli *cli, struct cli_progress *progress)
{
    const struct cli_options *options = &cli->options;
    return (struct simulation_options){
        .sample = options->sample,
        .resident_sample = options->residents,
        .seed = options->seed,
        .n_replicates = options->replicates,
        .n_threads = options->threads > 0 ? options->threads : cor_parallel_processors(),
        .monthly = options->monthly,
        .varies_parameters = cli_options_vary_parameters(options),
        .until = options->until,
        .checkpoint_directory = options->checkpoint,
        .checkpoint_every = options->checkpoint ? (int32_t)options->checkpoint_every : 0,
        .stop = cli_signal(),
        .progress = cli_progress_report,
        .progress_data = progress,
    };
}

static double gibibytes(double bytes)
{
    return bytes / (1024.0 * 1024.0 * 1024.0);
}

void cli_print_estimate(const struct simulation_estimate *estimate, double n_times)
{
    char duration[CLI_DURATION];
    cli_duration(estimate->seconds * n_times, duration);
    printf("runs           %.0f, %zu side by side\n", n_times * (double)estimate->n_runs, estimate->n_side_by_side);
    printf("months         %d-%02d to %d-%02d\n", (int)cor_month_year(estimate->from),
           (int)cor_month_of_year(estimate->from), (int)cor_month_year(estimate->to - 1),
           (int)cor_month_of_year(estimate->to - 1));
    printf("agents         %.0f from Viet Nam, %.0f residents of destinations, in each run\n", estimate->persons,
           estimate->residents);
    printf("person-months  %.0f\n", n_times * estimate->person_months);
    printf("memory         %.3f GiB\n", gibibytes(estimate->bytes));
    printf("time           %s\n", duration);
    printf("disk           %.1f MiB\n", 1024.0 * gibibytes(n_times * estimate->disk_bytes));
}

static void print_facts(const struct cli *cli, size_t n_arms, const struct simulation_facts *facts)
{
    char duration[CLI_DURATION];
    cli_duration(facts->seconds, duration);
    fprintf(stderr, "%zu scenario%s x %u replicate%s%s in %s (%.1f million person-months a second)\n", n_arms,
            n_arms == 1 ? "" : "s", cli->options.replicates, cli->options.replicates == 1 ? "" : "s",
            cli_options_vary_parameters(&cli->options) ? " with their own parameters" : "", duration,
            facts->seconds > 0.0 ? facts->person_months / facts->seconds / 1e6 : 0.0);
}

/* ---- warnings ---- */

enum cor_status cli_tell_warnings(struct cli *cli)
{
    bool out_of_memory = cli->list.out_of_memory;
    if (cli->list.n_errors == 0) { /* or all of them come at the end, in order */
        cor_diagnostics_print(&cli->list, stderr);
        cor_diagnostics_free(&cli->list);
        cor_diagnostics_init(&cli->list);
        cli->list.out_of_memory = out_of_memory;
    }
    return out_of_memory ? COR_ERR_MEMORY : COR_OK;
}

static enum cor_status predict(struct cli *cli, const struct simulation_input *input, const struct simulation_arm *arms,
                               size_t n_arms)
{
    struct simulation_estimate estimate = {0};
    struct simulation_options options = cli_simulation_options(cli, NULL);
    options.progress = NULL;
    enum cor_status status = simulation_estimate(input, arms, n_arms, &options, &cli->list, &estimate, cli->message);
    if (status == COR_OK) {
        cli_print_estimate(&estimate, 1.0);
    }
    return status;
}

static void tell_warnings(void *data)
{
    cli_tell_warnings(data); /* that one is lost is told at the end */
}

/* What became of limits is told below the bar of progress. */
struct told_limits {
    struct cor_text text;
    bool several; /* scenarios: each line names its own */
};

static void tell_limits(void *data, const char *scenario, const char *lines)
{
    struct told_limits *told = data;
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        cor_text_add(&told->text, "%s%s%.*s\n", told->several ? scenario : "", told->several ? ": " : "", (int)length,
                     lines);
        lines += length + (lines[length] == '\n');
    }
}

enum cor_status cli_simulate(struct cli *cli, const struct simulation_input *input, const struct simulation_arm *arms,
                             size_t n_arms, enum cor_status (*finish)(void *data), void *finish_data)
{
    struct cli_progress progress;
    struct simulation_facts facts = {0};
    if (!cli->options.quiet) {
        simulation_check(input, cli->options.sample, &cli->list);
    }
    if (cli_tell_warnings(cli) != COR_OK) {
        return COR_ERR_MEMORY;
    }
    if (cli->options.dry_run) {
        return predict(cli, input, arms, n_arms);
    }
    if (cli->options.checkpoint) {
        enum cor_status created = cor_directory_create(cli->options.checkpoint, cli->message);
        if (created != COR_OK) {
            return created;
        }
        cli->resumable = true;
    }
    cli_progress_begin(&progress, cli->options.quiet);
    struct simulation_options options = cli_simulation_options(cli, &progress);
    options.begin = tell_warnings;
    options.begin_data = cli;
    struct told_limits told = {.several = n_arms > 1};
    options.tell_limits = cli->options.quiet ? NULL : tell_limits;
    options.tell_data = &told;
    options.finish = finish;
    options.finish_data = finish_data;
    enum cor_status status = simulation_run(input, arms, n_arms, &options, &cli->list, &facts, cli->message);
    cli_progress_end(&progress);
    if (status == COR_OK && told.text.bytes && !told.text.failed) {
        fputs(told.text.bytes, stderr);
    }
    cor_text_free(&told.text);
    if (status == COR_OK && !cli->options.quiet) {
        print_facts(cli, n_arms, &facts);
    }
    return status;
}

enum cor_status cli_create_folder_of(const char *path, char message[COR_MESSAGE_SIZE])
{
    const char *slash = strrchr(path, '/');
    if (!slash || slash == path) {
        return COR_OK;
    }
    char *folder = cor_format("%.*s", (int)(slash - path), path);
    enum cor_status status = folder ? cor_directory_create(folder, message) : COR_ERR_MEMORY;
    free(folder);
    return status;
}

enum cor_status cli_print_text(struct cor_text *text)
{
    enum cor_status status = text->failed ? COR_ERR_MEMORY : COR_OK;
    if (status == COR_OK) {
        fwrite(text->bytes, 1, text->n_bytes, stdout);
    }
    cor_text_free(text);
    return status;
}
