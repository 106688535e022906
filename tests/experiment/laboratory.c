#include "tests/experiment/laboratory.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tests/one_run.h"

#ifndef COR_SOURCE_DIRECTORY
#define COR_SOURCE_DIRECTORY "."
#endif

const char *laboratory_directory(void)
{
    static char directory[256];
    if (!directory[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(directory, sizeof directory, "%s/corridor-test-XXXXXX", base && base[0] ? base : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(directory));
    }
    return directory;
}

static void write_scenario(const char *path, const struct trial *trial)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file,
            "{\"name\": \"%s\", \"title\": \"Trial\", \"description\": \"A trial.\", \"plausibility\": \"A test.\",\n"
            "%s%s%s\"parameters\": %s,\n\"without\": %s,\n\"policies\": %s}\n",
            trial->name ? trial->name : "trial", trial->from ? "\"from\": \"" : "", trial->from ? trial->from : "",
            trial->from ? "\", " : "", trial->parameters ? trial->parameters : "{}",
            trial->without ? trial->without : "[]", trial->policies ? trial->policies : "[]");
    ck_assert_int_eq(fclose(file), 0);
}

static enum cor_status simulate(const char *scenario, const char *result, const struct simulation_options *options,
                                char message[COR_MESSAGE_SIZE])
{
    struct simulation_facts facts;
    return one_run(COR_SOURCE_DIRECTORY "/data", scenario, result, options, &facts, message);
}

/* Stops a run after so many calls of progress: one a month when there is one replicate. */
struct stop {
    volatile sig_atomic_t now;
    int months_left;
};

static void stop_when_due(void *data, double done, double total)
{
    struct stop *stop = data;
    (void)done;
    (void)total;
    stop->now = --stop->months_left <= 0;
}

static void run_to_file(struct trial trial, char result_path[512])
{
    static unsigned counter;
    char scenario_path[512], message[COR_MESSAGE_SIZE];
    snprintf(scenario_path, sizeof scenario_path, "%s/trial-%u.json", laboratory_directory(), ++counter);
    snprintf(result_path, 512, "%s/trial-%u.nc", laboratory_directory(), counter);
    write_scenario(scenario_path, &trial);
    struct simulation_options options = {.sample = trial.sample > 0.0 ? trial.sample : 1.0 / 2000.0,
                                         .resident_sample =
                                             trial.resident_sample > 0.0 ? trial.resident_sample : 1.0 / 40000.0,
                                         .seed = trial.seed ? trial.seed : 1,
                                         .n_replicates = trial.n_replicates ? trial.n_replicates : 2,
                                         .n_threads = trial.n_threads ? trial.n_threads : 1,
                                         .monthly = trial.monthly != 0,
                                         .until = cor_month_parse(trial.until ? trial.until : "2028-01")};
    if (trial.stop_after > 0) {
        struct stop stop = {0, trial.stop_after};
        options.checkpoint_directory = laboratory_directory();
        options.stop = &stop.now;
        options.progress = stop_when_due;
        options.progress_data = &stop;
        ck_assert_int_eq(simulate(scenario_path, result_path, &options, message), COR_INTERRUPTED);
        options.stop = NULL;
        options.progress = NULL;
    }
    enum cor_status status = simulate(scenario_path, result_path, &options, message);
    ck_assert_msg(status == COR_OK, "%s: %s", cor_status_text(status), message);
    unlink(scenario_path);
}

struct cor_dataset *laboratory_run(struct trial trial)
{
    char path[512], message[COR_MESSAGE_SIZE];
    struct cor_dataset *dataset = NULL;
    run_to_file(trial, path);
    ck_assert_msg(cor_results_read(path, &dataset, message) == COR_OK, "%s", message);
    unlink(path);
    return dataset;
}

void laboratory_digest(struct trial trial, char digest[65])
{
    char path[512], message[COR_MESSAGE_SIZE], *bytes = NULL;
    size_t n_bytes = 0;
    run_to_file(trial, path);
    ck_assert_msg(cor_file_read(path, (size_t)1 << 30, &bytes, &n_bytes, message) == COR_OK, "%s", message);
    cor_sha256(bytes, n_bytes, digest);
    free(bytes);
    unlink(path);
}

/* Does item `i` of a dimension match what the caller wants? */
static int is_wanted(const struct cor_dimension *dimension, size_t i, int replicate, int period, const char *country,
                     const char *channel)
{
    if (!strcmp(dimension->name, "replicate")) {
        return replicate < 0 || (size_t)replicate == i;
    }
    if (!strcmp(dimension->name, "year") || !strcmp(dimension->name, "time")) {
        return period < 0 || (size_t)period == i;
    }
    if (!strcmp(dimension->name, "country")) {
        return !country || !strcmp(country, dimension->items[i]);
    }
    if (!strcmp(dimension->name, "channel")) {
        return !channel || !strcmp(channel, dimension->items[i]);
    }
    return 1;
}

double laboratory_sum(const struct cor_dataset *dataset, const char *name, int replicate, int period,
                      const char *country, const char *channel)
{
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    ck_assert_msg(variable != NULL, "no variable %s", name);
    size_t n = cor_variable_size(dataset, variable);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        size_t rest = i;
        int wanted = 1;
        for (size_t d = variable->n_dimensions; d-- > 0;) {
            const struct cor_dimension *dimension = &dataset->dimensions[variable->dimensions[d]];
            wanted = wanted && is_wanted(dimension, rest % dimension->n_items, replicate, period, country, channel);
            rest /= dimension->n_items;
        }
        sum += wanted && !isnan(variable->values[i]) ? variable->values[i] : 0.0;
    }
    return sum;
}

double laboratory_flow(const struct cor_dataset *dataset, const char *variable, int first, int last,
                       const char *country, const char *channel)
{
    int end = last < 0 ? (int)dataset->dimensions[1].n_items : last + 1;
    double sum = 0.0;
    for (int period = first; period < end; period++) {
        sum += laboratory_sum(dataset, variable, -1, period, country, channel);
    }
    return sum;
}

double laboratory_hired(const struct cor_dataset *dataset, int first, int last, const char *country)
{
    static const char *const channels[] = {"contract", "apprenticeship", "skilled"};
    double sum = 0.0;
    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++) {
        sum += laboratory_flow(dataset, "departures", first, last, country, channels[i]);
    }
    return sum;
}
