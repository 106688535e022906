/* Before the first month: files are read, worlds prepared, threads shared out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/experiment/simulation_internal.h"
#include "models/experiment/small_corridors.h"
#include "sim/base/memory.h"
#include "sim/engine/parallel.h"
#include "sim/run/run.h"

/* ---- reading ---- */

static enum cor_status read_world(struct simulation *simulation, const char *directory, struct cor_diagnostics *list)
{
    simulation->base = cor_calloc(1, sizeof *simulation->base);
    if (!simulation->base) {
        return COR_ERR_MEMORY;
    }
    parameters_default(&simulation->base->parameters);
    enum cor_status status = world_load(simulation->base, directory, list, simulation->data_digest);
    return status == COR_OK ? model_vocabulary_create(simulation->base, &simulation->vocabulary) : status;
}

static enum cor_status read_arm(struct simulation *simulation, struct arm *arm, const struct cor_override *overrides,
                                size_t n_overrides, struct cor_diagnostics *list)
{
    enum cor_status status =
        cor_scenario_load(arm->files->scenario_path, model_vocabulary_words(simulation->vocabulary), overrides,
                          n_overrides, list, &arm->scenario);
    arm->loaded = status == COR_OK;
    return status;
}

enum cor_status simulation_read(struct simulation *simulation, const struct simulation_arm *files, size_t n_arms,
                                const char *data_directory, const struct cor_override *overrides, size_t n_overrides,
                                struct cor_diagnostics *list)
{
    enum cor_status status = COR_OK;
    simulation->arms = cor_calloc(n_arms, sizeof *simulation->arms);
    if (!simulation->arms) {
        return COR_ERR_MEMORY;
    }
    simulation->n_arms = n_arms;
    status = read_world(simulation, data_directory, list);
    for (size_t a = 0; a < n_arms && simulation->vocabulary; a++) {
        simulation->arms[a].files = &files[a];
        enum cor_status read = read_arm(simulation, &simulation->arms[a], overrides, n_overrides, list);
        status = status == COR_OK ? read : status;
    }
    if (status == COR_OK && simulation->options->warns_of_small_corridors) {
        small_corridors_warn(simulation->base, simulation->options->sample, list);
    }
    return status == COR_OK && list->n_errors > 0 ? COR_ERR_INPUT : status;
}

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
        if (arm->loaded) {
            cor_scenario_free(&arm->scenario);
        }
        world_free(arm->world);
    }
    free(simulation->arms);
    model_vocabulary_free(simulation->vocabulary);
    free(simulation->base);
}

/* ---- planning ---- */

int32_t simulation_last_month(const struct simulation *simulation, const struct arm *arm)
{
    int32_t until = simulation->options->until;
    return until > arm->scenario.from && until < arm->scenario.to ? until : arm->scenario.to;
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
    memcpy(arm->world, simulation->base, sizeof *arm->world);
    parameters_set(&arm->world->parameters, arm->scenario.parameters);
    arm->world->first_month = arm->scenario.from;
    return world_prepare(arm->world);
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
    double months = simulation_last_month(simulation, arm) - arm->scenario.from;
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

enum cor_status simulation_prepare(struct simulation *simulation)
{
    enum cor_status status = COR_OK;
    for (size_t a = 0; a < simulation->n_arms && status == COR_OK; a++) {
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
