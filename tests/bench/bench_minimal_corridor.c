/* Benchmark of the engine on the minimal corridor model: agent-steps per second per core, bytes per agent, share of
 * the memory bandwidth, and two floors: the draws alone, and the bandwidth. Not a test: prints figures. Rates are
 * medians of the repetitions by the clock on the wall, and by the processor time used, which other programs disturb
 * less; "undisturbed" takes each month from the repetition that was fastest in it.
 * bench_minimal_corridor [agents=N] [months=N] [rows=N] [threads=N] [repeat=N] [path=NAME] [utilities=NAME] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "sim/engine/parallel.h"
#include "tests/bench/floors.h"
#include "tests/bench/minimal_corridor/minimal_corridor.h"

enum { MAX_REPEAT = 99, MAX_MONTHS = 1200 };

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds_now(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

/* ---- the model ---- */

struct bench {
    struct minimal_corridor_options options;
    int months, n_repeats;
    double bandwidth;
};

struct outcome {
    double seconds[MAX_REPEAT], cpu_seconds[MAX_REPEAT]; /* of each repetition */
    double fastest_months[MAX_MONTHS];                   /* seconds, over all repetitions */
    double bytes_per_agent, draws_per_second;
    int64_t stock[N_COUNTRIES];
    char digest[COR_SHA256_TEXT];
};

static enum cor_status run_months(const struct bench *bench, struct minimal_corridor *corridor, struct outcome *outcome,
                                  int repeat)
{
    enum cor_status status = COR_OK;
    double begin = seconds_now(), cpu_begin = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    for (int month = 0; month < bench->months && status == COR_OK; month++) {
        double start = seconds_now();
        status = cor_engine_step(&corridor->engine, false);
        double seconds = seconds_now() - start, *fastest = &outcome->fastest_months[month];
        *fastest = repeat == 0 || seconds < *fastest ? seconds : *fastest;
    }
    outcome->seconds[repeat] = seconds_now() - begin;
    outcome->cpu_seconds[repeat] = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_begin;
    return status;
}

static enum cor_status run_once(const struct bench *bench, struct outcome *outcome, int repeat)
{
    struct minimal_corridor corridor;
    enum cor_status status = minimal_corridor_init(&corridor, &bench->options);
    if (status != COR_OK) {
        return status;
    }
    status = run_months(bench, &corridor, outcome, repeat);
    outcome->bytes_per_agent =
        (double)cor_population_bytes(&corridor.engine.population) / (double)bench->options.n_agents;
    minimal_corridor_count(&corridor, outcome->stock);
    minimal_corridor_digest(&corridor, outcome->digest);
    outcome->draws_per_second = floor_draws(corridor.law.words);
    minimal_corridor_free(&corridor);
    return status;
}

static void print_outcome(const struct bench *bench, struct outcome *outcome)
{
    const struct minimal_corridor_options *options = &bench->options;
    double steps = (double)options->n_agents * bench->months, fastest = 0.0;
    double seconds = median_of(outcome->seconds, (size_t)bench->n_repeats);
    double traffic = 2.0 * outcome->bytes_per_agent * steps / seconds; /* every column is read and written */
    for (int month = 0; month < bench->months; month++) {
        fastest += outcome->fastest_months[month];
    }
    printf("minimal_corridor utilities=%s path=%s agents=%zu months=%d threads=%zu rows_per_chunk=%u ",
           options->individual ? "individual" : "tabulated", options->path, options->n_agents, bench->months,
           options->n_threads, (unsigned)options->rows_per_chunk);
    printf("agent_steps_per_second_per_core=%.1fe6 per_cpu_second=%.1fe6 undisturbed=%.1fe6 draws_alone=%.1fe6 ",
           steps / seconds / (double)options->n_threads / 1e6,
           steps / median_of(outcome->cpu_seconds, (size_t)bench->n_repeats) / 1e6,
           steps / fastest / (double)options->n_threads / 1e6, outcome->draws_per_second / 1e6);
    printf("bytes_per_agent=%.2f bytes_moved_per_second=%.2fe9 share_of_bandwidth=%.1f%% stocks=",
           outcome->bytes_per_agent, traffic / 1e9, 100.0 * traffic / bench->bandwidth);
    for (int c = 0; c < N_COUNTRIES; c++) {
        printf("%s%.5f", c ? "," : "", (double)outcome->stock[c] / (double)options->n_agents);
    }
    printf(" sha256=%.16s\n", outcome->digest);
    fflush(stdout);
}

static int run_bench(const struct bench *bench)
{
    struct outcome outcome;
    for (int repeat = 0; repeat < bench->n_repeats; repeat++) {
        enum cor_status status = run_once(bench, &outcome, repeat);
        if (status != COR_OK) {
            fprintf(stderr, "bench_minimal_corridor: %s\n", cor_status_text(status));
            return 1;
        }
    }
    print_outcome(bench, &outcome);
    return 0;
}

/* ---- the command line ---- */

struct wishes {
    long agents, months, rows, threads, repeat;
    const char *path, *utilities;
};

/* A whole number from 1 to max after "name="; 0 when the argument is another one or not such a number. */
static long number_of(const char *argument, const char *name, long max)
{
    size_t length = strlen(name);
    char *end;
    if (strncmp(argument, name, length) != 0 || argument[length] != '=') {
        return 0;
    }
    long number = strtol(argument + length + 1, &end, 10);
    return *end == '\0' && number >= 1 && number <= max ? number : 0;
}

static bool read_wish(const char *argument, struct wishes *wishes)
{
    const struct {
        const char *name;
        long *value, max;
    } numbers[] = {{"agents", &wishes->agents, 1000000000},
                   {"months", &wishes->months, MAX_MONTHS},
                   {"rows", &wishes->rows, 1 << 20},
                   {"threads", &wishes->threads, 1024},
                   {"repeat", &wishes->repeat, MAX_REPEAT}};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        long number = number_of(argument, numbers[i].name, numbers[i].max);
        if (number) {
            *numbers[i].value = number;
            return true;
        }
    }
    if (strncmp(argument, "path=", 5) == 0) {
        wishes->path = argument + 5;
        return true;
    }
    if (strcmp(argument, "utilities=tabulated") == 0 || strcmp(argument, "utilities=individual") == 0) {
        wishes->utilities = argument + strlen("utilities=");
        return true;
    }
    return false;
}

static int run_all(const struct wishes *wishes, size_t n_threads)
{
    static const char *const utilities[] = {"tabulated", "individual"};
    double bandwidth = floor_bandwidth(n_threads);
    printf("memory threads=%zu triad_bytes_per_second=%.2fe9\n", n_threads, bandwidth / 1e9);
    for (int individual = 0; individual < 2; individual++) {
        struct bench bench = {
            .options = {(size_t)wishes->agents, (uint32_t)wishes->rows, n_threads, 1, individual == 1, wishes->path},
            .months = (int)wishes->months,
            .n_repeats = (int)wishes->repeat,
            .bandwidth = bandwidth,
        };
        bool wanted = !wishes->utilities || strcmp(wishes->utilities, utilities[individual]) == 0;
        if (wanted && run_bench(&bench)) {
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    const char *paths[MINIMAL_CORRIDOR_MAX_PATHS];
    size_t n_paths = minimal_corridor_paths(paths), n_processors = cor_parallel_processors();
    struct wishes wishes = {10000000, 120, MINIMAL_CORRIDOR_ROWS, 0, 5, paths[n_paths - 1], NULL};
    for (int i = 1; i < argc; i++) {
        if (!read_wish(argv[i], &wishes)) {
            fprintf(stderr, "usage: bench_minimal_corridor [agents=N] [months=N] [rows=N] [threads=N] [repeat=N] "
                            "[path=NAME] [utilities=tabulated|individual]\n");
            return 2;
        }
    }
    if (wishes.threads) {
        return run_all(&wishes, (size_t)wishes.threads);
    }
    int failed = run_all(&wishes, 1);
    return failed || n_processors == 1 ? failed : run_all(&wishes, n_processors);
}
