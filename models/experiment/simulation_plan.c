/* Before the first month: worlds are prepared, threads shared out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/experiment/simulation_internal.h"
#include "models/experiment/simulation_draws.h"
#include "models/facts/fact_names.h"
#include "models/facts/fact_ranges.h"
#include "models/tables/version.h"
#include "sim/base/memory.h"
#include "sim/engine/parallel.h"

static void free_arm(struct arm *arm)
{
    if (arm->planned) {
        population_plan_free(&arm->plan);
    }
    world_free(arm->world);
}

void simulation_release(struct simulation *simulation)
{
    for (size_t a = 0; a < simulation->n_arms; a++) {
        free_arm(&simulation->arms[a]);
    }
    free(simulation->arms);
    free(simulation->runs);
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

/* What is drawn comes first: facts that a scenario sets hold as it says, or multiply what was drawn. */
static enum cor_status set_values(const struct simulation *simulation, struct arm *arm, const struct cor_key *draw)
{
    const struct cor_vocabulary *words = simulation_words(simulation->input);
    if (!draw) {
        parameters_set(&arm->world->parameters, arm->scenario->parameters);
        return COR_OK;
    }
    double *values = cor_calloc(words->n_parameters, sizeof *values);
    if (!values) {
        return COR_ERR_MEMORY;
    }
    simulation_draw_parameters(words, arm->scenario, *draw, values);
    parameters_set(&arm->world->parameters, values);
    free(values);
    return fact_ranges_draw(arm->world, *draw);
}

enum cor_status simulation_prepare_world(const struct simulation *simulation, struct arm *arm,
                                         const struct cor_key *draw)
{
    arm->world = world_copy(simulation->input->world);
    enum cor_status prepared = arm->world ? set_values(simulation, arm, draw) : COR_ERR_MEMORY;
    if (prepared != COR_OK) {
        return prepared;
    }
    for (size_t i = 0; i < arm->scenario->n_facts; i++) {
        const struct cor_fact_setting *setting = &arm->scenario->facts[i];
        enum cor_status status = fact_name_set(arm->world, setting->name, setting->value);
        if (status != COR_OK) {
            return status;
        }
    }
    return world_begin(arm->world, arm->scenario->from, simulation_last_month(simulation, arm));
}

enum cor_status simulation_plan_population(struct simulation *simulation, struct arm *arm)
{
    const struct simulation_options *options = simulation->options;
    enum cor_status status =
        population_plan(arm->world, options->sample, simulation_resident_sample(options), &arm->plan);
    arm->planned = status == COR_OK;
    for (struct world *world = arm->world; world; world = world->next) {
        world->person_weight = arm->plan.weight;
    }
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

double simulation_sum_bytes(const struct simulation *simulation)
{
    const struct arm *arm = &simulation->arms[0];
    const struct simulation_options *options = simulation->options;
    size_t n_periods = cor_run_periods(arm->scenario->from, simulation_last_month(simulation, arm), options->monthly);
    return (double)sizeof(int64_t) * (double)corridor_model.n_output_cells * (double)n_periods * options->n_replicates;
}

size_t simulation_arms_at_once(const struct simulation *simulation)
{
    enum { SUM_BYTES_LOG2 = 30 };
    double allowed =
        simulation->options->sum_bytes > 0.0 ? simulation->options->sum_bytes : (double)((uint64_t)1 << SUM_BYTES_LOG2);
    double n = allowed / simulation_sum_bytes(simulation);
    return n >= (double)simulation->n_arms ? simulation->n_arms : n >= 1.0 ? (size_t)n : 1;
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

/* ---- the runs ---- */

static struct cor_chunk *build_chunk(const struct cor_context *context, void *data, size_t index)
{
    const struct population_plan *plan = data;
    struct cor_chunk *chunk =
        cor_chunk_create(context->layout, (uint32_t)index, plan->chunk[index].kind, plan->chunk[index].group,
                         plan->chunk[index].weight, plan->chunk[index].capacity);
    if (chunk) {
        population_fill(context, chunk, plan);
    }
    return chunk;
}

/* What a checkpoint must have been written for: everything that the state depends on. The run names the file; identity
 * holds the program and the data besides, so that a checkpoint of another program or of other data is met and told. */
static void identify(const void *data, size_t a, uint32_t replicate, char run[65], char identity[65])
{
    const struct simulation *simulation = data;
    const struct simulation_options *options = simulation->options;
    const struct arm *arm = &simulation->arms[a];
    char text[512];
    int n = snprintf(text, sizeof text, "%s %u %u %.17g %.17g %d %d%s", arm->scenario->digest, options->seed, replicate,
                     options->sample, simulation_resident_sample(options), simulation_last_month(simulation, arm),
                     options->monthly, options->varies_parameters ? " parameters" : "");
    cor_sha256(text, (size_t)n, run);
    n = snprintf(text, sizeof text, "%s %s %s", run, program_digest, simulation->input->data_digest);
    cor_sha256(text, (size_t)n, identity);
}

/* A replicate with parameters and facts of its own has a world and a population of its own, while it runs. */
static enum cor_status begin_run(void *data, size_t a, uint32_t replicate, struct cor_run_spec *spec, void **made)
{
    struct simulation *simulation = data;
    struct arm *own = cor_calloc(1, sizeof *own);
    const struct cor_key draw = {.seed = simulation->options->seed, .replicate = replicate};
    *made = own;
    if (!own) {
        return COR_ERR_MEMORY;
    }
    own->scenario = simulation->arms[a].scenario;
    enum cor_status status = simulation_prepare_world(simulation, own, &draw);
    status = status == COR_OK ? simulation_plan_population(simulation, own) : status;
    spec->world = own->world;
    spec->n_chunks = own->plan.n_chunks;
    spec->build_data = &own->plan;
    return status;
}

static void end_run(void *made)
{
    struct arm *own = made;
    if (own) {
        free_arm(own);
    }
    free(own);
}

static struct cor_ensemble_arm runs_of(const struct simulation *simulation, struct arm *arm)
{
    return (struct cor_ensemble_arm){.name = arm->scenario->name,
                                     .run = {.model = &corridor_model,
                                             .world = arm->world,
                                             .timeline = &arm->scenario->timeline,
                                             .key = {.seed = simulation->options->seed},
                                             .from = arm->scenario->from,
                                             .to = simulation_last_month(simulation, arm),
                                             .monthly = simulation->options->monthly,
                                             .n_chunks = arm->plan.n_chunks,
                                             .build = build_chunk,
                                             .build_data = &arm->plan},
                                     .work = simulation_agent_months(simulation, arm)};
}

enum cor_status simulation_describe_runs(struct simulation *simulation)
{
    const struct simulation_options *options = simulation->options;
    simulation->runs = cor_calloc(simulation->n_arms, sizeof *simulation->runs);
    if (!simulation->runs) {
        return COR_ERR_MEMORY;
    }
    for (size_t a = 0; a < simulation->n_arms; a++) {
        simulation->runs[a] = runs_of(simulation, &simulation->arms[a]);
        simulation->months_total += simulation->runs[a].work * options->n_replicates;
    }
    simulation->ensemble = (struct cor_ensemble){.arms = simulation->runs,
                                                 .n_arms = simulation->n_arms,
                                                 .first_replicate = options->first_replicate,
                                                 .n_replicates = options->n_replicates,
                                                 .checkpoint_directory = options->checkpoint_directory,
                                                 .checkpoint_every = options->checkpoint_every,
                                                 .identify = identify,
                                                 .identify_data = simulation,
                                                 .begin_run = options->varies_parameters ? begin_run : NULL,
                                                 .end_run = end_run,
                                                 .run_data = simulation,
                                                 .stop = options->stop,
                                                 .progress = options->progress,
                                                 .progress_data = options->progress_data,
                                                 .measures_phases = options->phase_seconds != NULL};
    cor_ensemble_share_threads(&simulation->ensemble,
                               options->n_threads > 0 ? options->n_threads : cor_parallel_processors(),
                               simulation_run_bytes(&simulation->arms[0], 1));
    return COR_OK;
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
        status = simulation_prepare_world(simulation, &simulation->arms[a], NULL);
        if (status == COR_OK) {
            status = simulation_plan_population(simulation, &simulation->arms[a]);
        }
    }
    return status == COR_OK ? simulation_describe_runs(simulation) : status;
}
