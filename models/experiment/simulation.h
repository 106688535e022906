/* From scenario files to result files. A command opens its input once: the world of data/ and the scenarios are read, checked
 * and hashed there, and what was checked is what is estimated or run. A run simulates all arms and replicates and writes one
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

/* The world, the words that scenarios may use in it, and the scenarios of a command. Does not change once it is open. */
struct simulation_input;
struct world;

/* Read data alone (no scenarios), or scenarios too; the overrides are applied to every scenario. All problems and warnings go to the list. *input is NULL
 * unless the answer is COR_OK. */
enum cor_status simulation_open(const char *data_directory, const char *const *scenario_paths, size_t n_scenarios,
                                const struct cor_override *overrides, size_t n_overrides, struct cor_diagnostics *list,
                                struct simulation_input **input);
/* Another default and plausible range of a parameter, before scenarios are read. COR_ERR_INPUT when there is no such parameter
 * or the values are beyond its range. */
enum cor_status simulation_refit(struct simulation_input *input, const char *parameter, double value, double low,
                                 double high);
/* Read scenarios into an input that has none, as simulation_open does; after a problem it still has none. */
enum cor_status simulation_read_scenarios(struct simulation_input *input, const char *const *scenario_paths,
                                          size_t n_scenarios, const struct cor_override *overrides, size_t n_overrides,
                                          struct cor_diagnostics *list);
void simulation_close(struct simulation_input *input); /* NULL: nothing */
const struct cor_scenario *simulation_scenario(const struct simulation_input *input, size_t i);
const struct world *simulation_world(const struct simulation_input *input);
const struct cor_vocabulary *simulation_words(const struct simulation_input *input);
/* SHA-256 of the data as they were read. */
const char *simulation_data_digest(const struct simulation_input *input);
/* Warn of corridors that are small at this sample. */
void simulation_check(const struct simulation_input *input, double sample, struct cor_diagnostics *list);

struct simulation_options {
    double sample; /* share of persons of Viet Nam simulated, (0, 1] */
    double
        resident_sample; /* share of residents of the destinations, (0, 1]; 0: sample / 20, with a floor per country */
    uint32_t seed;
    uint32_t n_replicates;
    uint32_t first_replicate;
    size_t n_threads;
    bool monthly;
    bool varies_parameters; /* each replicate has its own draw of estimated and assumed parameters and facts */
    int32_t until;          /* first month beyond the last; 0: as the scenario says */
    const char *checkpoint_directory; /* NULL: none */
    int32_t checkpoint_every;         /* months */
    const volatile sig_atomic_t *stop;
    /* Called now and then from any thread, never from two at once: person-months done of all. NULL for none. */
    void (*progress)(void *data, double done, double total);
    void *progress_data;
    /* Called once when all is planned and warnings are on the list, before the first month; may be NULL. */
    void (*begin)(void *data);
    void *begin_data;
    /* Called once when all result files are written, before checkpoints are given up; may be NULL. What it returns is what
     * the simulation returns; a cause is left to it. */
    enum cor_status (*finish)(void *data);
    void *finish_data;
    /* Sums of so many bytes are held at once: as many arms run together, and their files are written before the next begin;
     * one at least. 0: 1 GiB. */
    double sum_bytes;
    /* Called for each scenario with limits on admissions when its result file is written: what became of them, one a line. May be
     * NULL. */
    void (*tell_limits)(void *data, const char *scenario, const char *lines);
    void *tell_data;
    double *phase_seconds; /* thread-seconds of every phase of the model are added here; NULL: not measured */
};

/* Share of residents simulated, before the least number per country. */
double simulation_resident_sample(const struct simulation_options *options);

/* One arm: a scenario, of the input or a variant of one (cor_scenario_vary), and where its results go. */
struct simulation_arm {
    const struct cor_scenario *scenario;
    const char *output_path;
};

/* What the runs would take. */
struct simulation_estimate {
    size_t n_runs, n_side_by_side;
    int32_t from, to;          /* first month and first beyond the last, of the first scenario */
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

/* Run everything, write every arm. Warnings of a sample or of months that tell little go to the list. */
enum cor_status simulation_run(const struct simulation_input *input, const struct simulation_arm *arms, size_t n_arms,
                               const struct simulation_options *options, struct cor_diagnostics *list,
                               struct simulation_facts *facts, char message[COR_MESSAGE_SIZE]);
/* Predict what a run would take; warns likewise. */
enum cor_status simulation_estimate(const struct simulation_input *input, const struct simulation_arm *arms,
                                    size_t n_arms, const struct simulation_options *options,
                                    struct cor_diagnostics *list, struct simulation_estimate *estimate,
                                    char message[COR_MESSAGE_SIZE]);

#endif
