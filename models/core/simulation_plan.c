/* Before the first month: worlds are prepared, threads shared out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/core/simulation_internal.h"
#include "sim/base/memory.h"
#include "sim/engine/parallel.h"
#include "sim/run/run.h"

void simulation_release(struct simulation *simulation)
{
    for (size_t a = 0; a < simulation->n_arms; a++) {
        struct arm *arm = &simulation->arms[a];
        for (size_t r = 0; arm->sums && r < simulation->options->n_replicates; r++) {
            free(arm->sums[r]);
        }
        free(arm->sums);
        if (arm->planned) {
            population_plan_free(&arm->plan);
        }
        free(arm->world);
    }
    free(simulation->arms);
}

/* ---- planning ---- */

int32_t simulation_last_month(const struct simulation *simulation, const struct arm *arm)
{
    int32_t until = simulation->options->until;
    return until > arm->scenario->from && until < arm->scenario->to ? until : arm->scenario->to;
}

double simulation_resident_sample(const struct simulation_options *options)
{
    return options->resident_sample > 0.0 ? options->resident_sample : options->sample / 20.0;
}

enum cor_status simulation_prepare_world(struct simulation *simulation, struct arm *arm)
{
    const struct simulation_options *options = simulation->options;
    arm->world = cor_calloc(1, sizeof *arm->world);
    arm->sums = cor_calloc(options->n_replicates, sizeof *arm->sums);
    if (!arm->world || !arm->sums) {
        return COR_ERR_MEMORY;
    }
    memcpy(arm->world, simulation->input->world, sizeof *arm->world);
    parameters_set(&arm->world->parameters, arm->scenario->parameters);
    arm->world->first_month = arm->scenario->from;
    world_prepare(arm->world);
    return COR_OK;
}

enum cor_status simulation_plan_population(struct simulation *simulation, struct arm *arm)
{
    const struct simulation_options *options = simulation->options;
    enum cor_status status =
        population_plan(arm->world, options->sample, simulation_resident_sample(options), &arm->plan);
    arm->planned = status == COR_OK;
    arm->world->person_weight = arm->plan.weight;
    if (status == COR_OK && simulation_agents(&arm->plan, KIND_ORIGIN) < 1.0) {
        snprintf(simulation->message, COR_MESSAGE_SIZE,
                 "a sample of %.10g holds nobody from Viet Nam: choose a larger --sample", options->sample);
        status = COR_ERR_INPUT;
    }
    return status;
}

double simulation_run_bytes(const struct arm *arm, size_t n_threads)
{
    const struct cor_layout *layout = &corridor_model.layout;
    double bytes =
        (8.0 * (double)corridor_model.n_output_cells + (double)corridor_model.scratch_size) * (double)n_threads +
        8.0 * N_LEVERS * N_LEVER_CELLS;
    for (size_t i = 0; i < arm->plan.n_chunks; i++) {
        bytes += (double)cor_chunk_bytes_of(layout, arm->plan.chunk[i].kind, arm->plan.chunk[i].capacity);
    }
    return bytes;
}

double simulation_agents(const struct population_plan *plan, uint16_t kind)
{
    double n = 0.0;
    for (size_t i = 0; i < plan->n_chunks; i++) {
        n += plan->chunk[i].kind == kind ? (double)plan->chunk[i].n : 0.0;
    }
    return n;
}

double simulation_agent_months(const struct simulation *simulation, const struct arm *arm)
{
    double months = simulation_last_month(simulation, arm) - arm->scenario->from;
    return months * (simulation_agents(&arm->plan, KIND_ORIGIN) + simulation_agents(&arm->plan, KIND_RESIDENT));
}

enum {
    SIDE_BY_SIDE_BYTES_LOG2 = 33
}; /* runs side by side share at most 8 GiB; one large run uses all threads instead */

/* Many runs: one thread each, side by side, as far as memory allows; few or large ones: one after the other on all threads. */
static void plan_threads(struct simulation *simulation)
{
    const struct simulation_options *options = simulation->options;
    size_t n_threads = options->n_threads > 0 ? options->n_threads : cor_parallel_processors();
    size_t n_runs = simulation->n_arms * options->n_replicates;
    double bytes = simulation_run_bytes(&simulation->arms[0], 1);
    bool side_by_side =
        n_runs >= n_threads && bytes * (double)n_threads < (double)((uint64_t)1 << SIDE_BY_SIDE_BYTES_LOG2);
    simulation->n_side_by_side = side_by_side ? n_threads : 1;
    simulation->threads_per_run = side_by_side ? 1 : n_threads;
}

enum cor_status simulation_prepare(struct simulation *simulation, const struct simulation_arm *arms, size_t n_arms)
{
    enum cor_status status = COR_OK;
    simulation->arms = cor_calloc(n_arms, sizeof *simulation->arms);
    if (!simulation->arms) {
        return COR_ERR_MEMORY;
    }
    simulation->n_arms = n_arms;
    for (size_t a = 0; a < n_arms && status == COR_OK; a++) {
        simulation->arms[a].scenario = arms[a].scenario;
        simulation->arms[a].output_path = arms[a].output_path;
        status = simulation_prepare_world(simulation, &simulation->arms[a]);
        if (status == COR_OK) {
            status = simulation_plan_population(simulation, &simulation->arms[a]);
        }
        simulation->months_total += status == COR_OK ? simulation_agent_months(simulation, &simulation->arms[a]) *
                                                           simulation->options->n_replicates
                                                     : 0.0;
    }
    if (status == COR_OK) {
        plan_threads(simulation);
    }
    return status;
}
