/* Benchmark of the full model: person-months per second per core and bytes per person at growing samples, and the exponents
 * of growth. Not a test: prints one line per sample.  bench_full DATA SCENARIO [MONTHS] [THREADS] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "models/core/simulation.h"
#include "sim/base/clock.h"

struct measurement {
    double sample, persons, seconds, bytes;
};

static int measure(const char *data, const char *scenario, double sample, int months, size_t n_threads,
                   struct measurement *m)
{
    char path[] = "/tmp/corridor-bench-XXXXXX", message[COR_MESSAGE_SIZE];
    int descriptor = mkstemp(path);
    if (descriptor < 0) {
        return 1;
    }
    close(descriptor);
    struct simulation_arm arm = {scenario, path};
    struct simulation_options options = {.data_directory = data,
                                         .sample = sample,
                                         .resident_sample = sample / 20,
                                         .seed = 1,
                                         .n_replicates = 1,
                                         .n_threads = n_threads,
                                         .until = cor_month(2024, 1) + months};
    struct simulation_facts facts;
    struct cor_diagnostics list;
    cor_diagnostics_init(&list);
    enum cor_status status = simulation_run(&arm, 1, &options, &list, &facts, message);
    cor_diagnostics_print(&list, stderr);
    cor_diagnostics_free(&list);
    unlink(path);
    if (status != COR_OK) {
        fprintf(stderr, "bench_full: %s: %s\n", cor_status_text(status), message);
        return 1;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    *m = (struct measurement){sample, facts.person_months / months, facts.step_seconds, facts.bytes};
    printf("full_model sample=1/%.0f agents=%.0f months=%d threads=%zu person_months_per_second_per_core=%.2fe6 "
           "build_seconds=%.2f step_seconds=%.2f bytes_per_agent=%.1f peak_mib=%ld\n",
           1 / sample, m->persons, months, n_threads, facts.person_months / facts.step_seconds / 1e6,
           facts.build_seconds / (double)n_threads, facts.step_seconds / (double)n_threads, facts.bytes_per_person,
           usage.ru_maxrss / 1024);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    const double samples[] = {1.0 / 200, 1.0 / 100, 1.0 / 50, 1.0 / 20};
    enum { N = sizeof samples / sizeof samples[0] };
    struct measurement m[N];
    if (argc < 3) {
        fprintf(stderr, "usage: bench_full DATA SCENARIO [MONTHS] [THREADS]\n");
        return 2;
    }
    int months = argc > 3 ? atoi(argv[3]) : 36;
    size_t n_threads = argc > 4 ? (size_t)atoi(argv[4]) : 1;
    for (size_t i = 0; i < N; i++) {
        if (measure(argv[1], argv[2], samples[i], months, n_threads, &m[i])) {
            return 1;
        }
    }
    double size = log(m[N - 1].persons / m[0].persons);
    printf("growth from 1/%.0f to 1/%.0f: seconds ~ agents^%.3f, bytes ~ agents^%.3f\n", 1 / samples[0],
           1 / samples[N - 1], log(m[N - 1].seconds / m[0].seconds) / size, log(m[N - 1].bytes / m[0].bytes) / size);
    return 0;
}
