/* From scenario files to result files: loads the world, resolves scenarios, runs all arms and replicates, and writes one
 * result file per arm. Prints nothing; problems of input go to the diagnostics list, the rest to a message. */
#ifndef MODEL_SIMULATION_H
#define MODEL_SIMULATION_H
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"
#include "sim/io/file.h"
#include "sim/run/scenario.h"

struct simulation_options {
    const char *data_directory;
    double sample; /* share of persons of Viet Nam simulated, (0, 1] */
    double
        resident_sample; /* share of residents of the destinations, (0, 1]; 0: sample / 20, with a floor per country */
    uint32_t seed;
    uint32_t n_replicates;
    uint32_t first_replicate;
    size_t n_threads;
    bool monthly;
    int32_t until; /* first month beyond the last; 0: as the scenario says */
    const struct cor_override *overrides;
    size_t n_overrides;
    const char *checkpoint_directory; /* NULL: none */
    int32_t checkpoint_every;         /* months */
    const volatile sig_atomic_t *stop;
    /* Called now and then from any thread, never from two at once: person-months done of all. NULL for none. */
    void (*progress)(void *data, double done, double total);
    void *progress_data;
    /* Called once when all result files are written, before checkpoints are given up; may be NULL. What it returns is what
     * the simulation returns; a cause is left to it. */
    enum cor_status (*finish)(void *data);
    void *finish_data;
    bool warns_of_small_corridors; /* in the list, when there are any at this sample */
    double *phase_seconds;         /* thread-seconds of every phase of the model are added here; NULL: not measured */
};

/* One arm: a scenario file and where its results go. */
struct simulation_arm {
    const char *scenario_path;
    const char *output_path;
};

/* What the runs would take. */
struct simulation_estimate {
    size_t n_runs, n_side_by_side;
    double persons, residents; /* agents of one run */
    double person_months;      /* of all runs */
    double bytes;              /* peak */
    double seconds;            /* at the speed measured by a short probe */
    double disk_bytes;
};

struct simulation_facts { /* of the runs done, for the closing line */
    double person_months, seconds, bytes_per_person, bytes;
    double build_seconds, step_seconds; /* thread-seconds of building populations and of the months themselves */
};

/* Check everything, run everything, write every arm. */
enum cor_status simulation_run(const struct simulation_arm *arms, size_t n_arms,
                               const struct simulation_options *options, struct cor_diagnostics *list,
                               struct simulation_facts *facts, char message[COR_MESSAGE_SIZE]);
/* Check everything and predict. */
enum cor_status simulation_estimate(const struct simulation_arm *arms, size_t n_arms,
                                    const struct simulation_options *options, struct cor_diagnostics *list,
                                    struct simulation_estimate *estimate, char message[COR_MESSAGE_SIZE]);
/* Check data and scenario files only. sample: warns of corridors that are small at it; 0: does not. */
enum cor_status simulation_check(const char *const *scenario_paths, size_t n_paths, const char *data_directory,
                                 double sample, const struct cor_override *overrides, size_t n_overrides,
                                 struct cor_diagnostics *list, char message[COR_MESSAGE_SIZE]);

#endif
