/* Small whole runs for tests of what the model as a whole must show: write a scenario, run it, read the result back. */
#ifndef TESTS_EXPERIMENT_LABORATORY_H
#define TESTS_EXPERIMENT_LABORATORY_H
#include <stdint.h>
#include "sim/io/results.h"

/* How to run; zero means: sample 1/2000, residents 1/40000, 2 replicates, seed 1, 1 thread, until 2028-01. */
struct trial {
    const char *name;       /* of the scenario; default "trial" */
    const char *policies;   /* JSON list, default [] */
    const char *parameters; /* JSON object, default {} */
    const char *without;    /* JSON list, default [] */
    double sample, resident_sample;
    uint32_t n_replicates, seed;
    size_t n_threads;
    const char *from;  /* "2010-01"; default the latest start */
    const char *until; /* "2028-01" */
    int monthly;
    int stop_after; /* months: stop with a checkpoint, then go on in a second run; 0 for one run */
};

/* Run and read back; fails the test with the messages when anything is wrong. Free with cor_results_free. */
struct cor_dataset *laboratory_run(struct trial trial);
/* The bytes of the result file of a run as a SHA-256 digest. */
void laboratory_digest(struct trial trial, char digest[65]);

/* Sum of a variable over everything but the given replicate, period (index; -1: all) and, where it has these dimensions,
 * items of country and channel by name (NULL: all). */
double laboratory_sum(const struct cor_dataset *dataset, const char *variable, int replicate, int period,
                      const char *country, const char *channel);
/* Sum of a flow over all replicates and over the periods first to last (index; -1: the last of the run). */
double laboratory_flow(const struct cor_dataset *dataset, const char *variable, int first, int last,
                       const char *country, const char *channel);
/* Departures to a country, or to all (NULL), through the channels of work, periods as above. */
double laboratory_hired(const struct cor_dataset *dataset, int first, int last, const char *country);
/* Directory for the files of tests, made on first use. */
const char *laboratory_directory(void);

#endif
