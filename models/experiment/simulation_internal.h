/* What the files of the simulation share: one call of simulation_run or simulation_estimate while it is worked on. */
#ifndef MODEL_SIMULATION_INTERNAL_H
#define MODEL_SIMULATION_INTERNAL_H
#include "models/model.h"
#include "models/experiment/simulation.h"
#include "models/facts/world_load.h"
#include "models/population/population.h"
#include "sim/run/ensemble.h"

struct simulation_input {
    struct world *world; /* as read from data/, parameters at their defaults */
    struct model_vocabulary *vocabulary;
    struct cor_scenario *scenarios;
    size_t n_scenarios;
    char data_digest[65];
};

/* One arm while it is worked on. */
struct arm {
    const struct cor_scenario *scenario;
    const char *output_path;
    struct world *world;
    struct population_plan plan;
    bool planned;
};

/* Everything of one call. */
struct simulation {
    const struct simulation_input *input;
    const struct simulation_options *options;
    struct arm *arms;
    size_t n_arms;
    struct cor_ensemble_arm *runs; /* [n_arms] how their runs are made */
    struct cor_ensemble ensemble;
    double months_total; /* person-months of all runs */
    double months_done;  /* of the arms before those that run now */
    char *message;
};

/* Free what planning left. */
void simulation_release(struct simulation *simulation);
/* First month beyond the last of an arm. */
int32_t simulation_last_month(const struct simulation *simulation, const struct arm *arm);
/* The arm's own world: the base with the scenario's parameters, prepared; with a draw of parameters and facts unless `draw`
 * is NULL. */
enum cor_status simulation_prepare_world(const struct simulation *simulation, struct arm *arm,
                                         const struct cor_key *draw);
/* The plan of its population. */
enum cor_status simulation_plan_population(struct simulation *simulation, struct arm *arm);
/* When all arms are planned: the ensemble of their runs. */
enum cor_status simulation_describe_runs(struct simulation *simulation);
/* All arms, and the ensemble. */
enum cor_status simulation_prepare(struct simulation *simulation, const struct simulation_arm *arms, size_t n_arms);
/* Arms that run together, and the bytes of the sums of each. */
size_t simulation_arms_at_once(const struct simulation *simulation);
double simulation_sum_bytes(const struct simulation *simulation);
/* Once prepared: warn of a last year that is not whole, and of a sample too small for the migrants of the Union. */
void simulation_examine(const struct simulation *simulation, struct cor_diagnostics *list);
/* Bytes that one run takes on so many threads while it runs: the population as it is laid out and what threads write to;
 * neither its result nor what its queues need. */
double simulation_run_bytes(const struct arm *arm, size_t n_threads);
/* Agents of a kind of chunk in a plan. */
double simulation_agents(const struct population_plan *plan, uint16_t kind);
/* Agents of a run times its months. */
double simulation_agent_months(const struct simulation *simulation, const struct arm *arm);

#endif
