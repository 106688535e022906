/* Benchmark of the full model: person-months per second per core (median of the repetitions) and bytes per person at growing
 * samples, the exponents of growth, and the floors: draws, and the columns read from memory twice a month. Not a test:
 * prints one line per sample, and on demand where the time went.
 * bench_full DATA SCENARIO [months=N] [threads=N] [repeat=N] [sample=1/N ...] [phases=yes] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "models/model.h"
#include "sim/base/clock.h"
#include "tests/bench/floors.h"
#include "tests/one_run.h"

enum { MAX_SAMPLES = 16, MAX_REPEAT = 99, PASSES = 2 };

struct settings {
    const char *data, *scenario;
    double one_in[MAX_SAMPLES];
    size_t n_samples;
    int months, n_repeats;
    size_t n_threads;
    double bandwidth; /* bytes per second, all threads */
    bool phases;
};

struct measurement {
    double persons, seconds, bytes;
};

static int run(const struct settings *settings, double sample, double *phase_seconds, struct simulation_facts *facts)
{
    char path[] = "/tmp/corridor-bench-XXXXXX", message[COR_MESSAGE_SIZE];
    int descriptor = mkstemp(path);
    if (descriptor < 0) {
        return 1;
    }
    close(descriptor);
    struct simulation_options options = {.sample = sample,
                                         .resident_sample = sample / 20,
                                         .seed = 1,
                                         .n_replicates = 1,
                                         .n_threads = settings->n_threads,
                                         .until = cor_month(2024, 1) + settings->months,
                                         .phase_seconds = phase_seconds};
    enum cor_status status = one_run(settings->data, settings->scenario, path, &options, facts, message);
    unlink(path);
    if (status != COR_OK) {
        fprintf(stderr, "bench_full: %s: %s\n", cor_status_text(status), message);
        return 1;
    }
    return 0;
}

/* Nanoseconds per person-month, over all persons, whether a phase concerns them or not. */
static void print_phases(const double *seconds, double person_months)
{
    double sum = 0.0;
    for (size_t p = 0; p < corridor_model.n_phases; p++) {
        printf("  %-36s %7.3f ns per person-month\n", corridor_model.phases[p].name, 1e9 * seconds[p] / person_months);
        sum += seconds[p];
    }
    printf("  %-36s %7.3f\n", "all phases", 1e9 * sum / person_months);
}

/* The median of the repetitions in seconds of all threads; facts are those of the last. */
static int repeat_run(const struct settings *settings, double sample, double *phase_seconds,
                      struct simulation_facts *facts)
{
    double seconds[MAX_REPEAT];
    for (int i = 0; i < settings->n_repeats; i++) {
        memset(phase_seconds, 0, COR_MAX_PHASES * sizeof *phase_seconds);
        if (run(settings, sample, settings->phases ? phase_seconds : NULL, facts)) {
            return 1;
        }
        seconds[i] = facts->step_seconds;
    }
    facts->step_seconds = median_of(seconds, (size_t)settings->n_repeats);
    return 0;
}

static int measure(const struct settings *settings, double one_in, struct measurement *m)
{
    double phase_seconds[COR_MAX_PHASES], n_threads = (double)settings->n_threads;
    struct simulation_facts facts;
    if (repeat_run(settings, 1.0 / one_in, phase_seconds, &facts)) {
        return 1;
    }
    *m = (struct measurement){facts.person_months / settings->months, facts.step_seconds, facts.bytes};
    printf("full_model sample=1/%.0f agents=%.0f months=%d threads=%.0f person_months_per_second_per_core=%.2fe6 "
           "build_seconds=%.2f step_seconds=%.2f bytes_per_agent=%.1f share_of_bandwidth=%.0f%%\n",
           one_in, m->persons, settings->months, n_threads, facts.person_months / facts.step_seconds / 1e6,
           facts.build_seconds / n_threads, facts.step_seconds / n_threads, facts.bytes_per_person,
           100.0 * PASSES * facts.bytes_per_person * facts.person_months * n_threads / facts.step_seconds /
               settings->bandwidth);
    if (settings->phases) {
        print_phases(phase_seconds, facts.person_months);
    }
    fflush(stdout);
    return 0;
}

static bool read_setting(struct settings *settings, const char *word)
{
    if (strncmp(word, "sample=1/", 9) == 0 && settings->n_samples < MAX_SAMPLES) {
        settings->one_in[settings->n_samples++] = atof(word + 9);
        return settings->one_in[settings->n_samples - 1] >= 1.0;
    }
    settings->phases |= strcmp(word, "phases=yes") == 0;
    return sscanf(word, "months=%d", &settings->months) == 1 || sscanf(word, "repeat=%d", &settings->n_repeats) == 1 ||
           sscanf(word, "threads=%zu", &settings->n_threads) == 1 || strcmp(word, "phases=yes") == 0;
}

static bool read_settings(int argc, char **argv, struct settings *settings)
{
    const double usual[] = {200, 100, 50, 20};
    bool understood = argc >= 3;
    *settings = (struct settings){.months = 36, .n_repeats = 1, .n_threads = 1};
    for (int i = 3; i < argc; i++) {
        understood = understood && read_setting(settings, argv[i]);
    }
    if (!understood || settings->months < 1 || settings->n_threads < 1 || settings->n_repeats < 1 ||
        settings->n_repeats > MAX_REPEAT) {
        return false;
    }
    settings->data = argv[1];
    settings->scenario = argv[2];
    if (settings->n_samples == 0) {
        memcpy(settings->one_in, usual, sizeof usual);
        settings->n_samples = sizeof usual / sizeof usual[0];
    }
    return true;
}

int main(int argc, char **argv)
{
    struct settings settings;
    struct measurement m[MAX_SAMPLES];
    if (!read_settings(argc, argv, &settings)) {
        fprintf(stderr,
                "usage: bench_full DATA SCENARIO [months=N] [threads=N] [repeat=N] [sample=1/N ...] [phases=yes]\n"
                "       samples grow from the first to the last; without any 1/200, 1/100, 1/50, 1/20\n");
        return 2;
    }
    settings.bandwidth = floor_bandwidth(settings.n_threads);
    printf("floors: bandwidth=%.1fe9 bytes a second, %zu threads; draws=%.0fe6 blocks a second and core\n",
           settings.bandwidth / 1e9, settings.n_threads, floor_draws(cor_block_words) / 1e6);
    for (size_t i = 0; i < settings.n_samples; i++) {
        if (measure(&settings, settings.one_in[i], &m[i])) {
            return 1;
        }
    }
    if (settings.n_samples > 1) {
        const struct measurement *first = &m[0], *last = &m[settings.n_samples - 1];
        double size = log(last->persons / first->persons);
        printf("growth from 1/%.0f to 1/%.0f: seconds ~ agents^%.3f, bytes ~ agents^%.3f\n", settings.one_in[0],
               settings.one_in[settings.n_samples - 1], log(last->seconds / first->seconds) / size,
               log(last->bytes / first->bytes) / size);
    }
    return 0;
}
