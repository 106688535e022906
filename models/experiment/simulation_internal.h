/* What the files of the simulation share: one call of simulation_run or simulation_estimate while it is worked on. */
#ifndef MODEL_SIMULATION_INTERNAL_H
#define MODEL_SIMULATION_INTERNAL_H
#include <pthread.h>
#include "models/model.h"
#include "models/experiment/simulation.h"
#include "models/facts/world_load.h"
#include "models/population/population.h"

/* One arm while it is worked on. */
struct arm {
    const struct simulation_arm *files;
    struct cor_scenario scenario;
    bool loaded;
    struct world *world;
    struct population_plan plan;
    bool planned;
    int64_t **sums; /* [n_replicates] */
};

/* Everything of one call. */
struct simulation {
    const struct simulation_options *options;
    struct world *base; /* as read from data/ */
    struct model_vocabulary *vocabulary;
    struct arm *arms;
    size_t n_arms;
    char data_digest[65];
    size_t n_side_by_side, threads_per_run;
    pthread_mutex_t lock; /* guards what follows */
    enum cor_status status;
    char *message;
    double months_done, months_total;
    double person_months, build_seconds, step_seconds;
    size_t bytes, n_applicants, rows;
};

/* Read the world and the scenarios of all arms; all problems go to the list. */
enum cor_status simulation_read(struct simulation *simulation, const struct simulation_arm *files, size_t n_arms,
                                const char *data_directory, const struct cor_override *overrides, size_t n_overrides,
                                struct cor_diagnostics *list);
/* Free what reading, planning and running left. */
void simulation_release(struct simulation *simulation);
/* First month beyond the last of an arm. */
int32_t simulation_last_month(const struct simulation *simulation, const struct arm *arm);
/* Share of residents simulated, before the least number per country. */
double simulation_resident_sample(const struct simulation_options *options);
/* The arm's own world: the base with the scenario's parameters, prepared. */
enum cor_status simulation_prepare_world(struct simulation *simulation, struct arm *arm);
/* The plan of its population. */
enum cor_status simulation_plan_population(struct simulation *simulation, struct arm *arm);
/* All arms, and how many runs go side by side. */
enum cor_status simulation_prepare(struct simulation *simulation);
/* Once prepared: warn of a last year that is not whole, and of a sample too small for the migrants of the Union. */
void simulation_examine(const struct simulation *simulation, struct cor_diagnostics *list);
/* Bytes that one run takes on so many threads while it runs: the population as it is laid out and what threads write to;
 * neither its result nor what its queues need. */
double simulation_run_bytes(const struct arm *arm, size_t n_threads);
/* Agents of a kind of chunk in a plan. */
double simulation_agents(const struct population_plan *plan, uint16_t kind);
/* Agents of a run times its months. */
double simulation_agent_months(const struct simulation *simulation, const struct arm *arm);
/* One run: work for cor_parallel_for; index counts arms fastest, so that the arms of a replicate run close together. */
void simulation_run_one(void *data, size_t thread, size_t index);

#endif
