#include "models/core/simulation.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/core/model.h"
#include "models/core/simulation_results.h"
#include "models/core/version.h"
#include "models/core/world_load.h"
#include "models/population/population.h"
#include "sim/base/memory.h"
#include "sim/base/stopwatch.h"
#include "sim/engine/parallel.h"
#include "sim/run/run.h"

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
    size_t bytes, rows;
};

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

static enum cor_status read_all(struct simulation *simulation, const struct simulation_arm *files, size_t n_arms,
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
    return status == COR_OK && list->n_errors > 0 ? COR_ERR_INPUT : status;
}

static void simulation_free(struct simulation *simulation)
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
        free(arm->world);
    }
    free(simulation->arms);
    model_vocabulary_free(simulation->vocabulary);
    free(simulation->base);
}

/* ---- planning ---- */

static int32_t last_month(const struct simulation *simulation, const struct arm *arm)
{
    int32_t until = simulation->options->until;
    return until > arm->scenario.from && until < arm->scenario.to ? until : arm->scenario.to;
}

static double resident_sample(const struct simulation_options *options)
{
    return options->resident_sample > 0.0 ? options->resident_sample : options->sample / 20.0;
}

/* The arm's own world: the base with the scenario's parameters, prepared. */
static enum cor_status prepare_arm(struct simulation *simulation, struct arm *arm)
{
    const struct simulation_options *options = simulation->options;
    arm->world = cor_calloc(1, sizeof *arm->world);
    arm->sums = cor_calloc(options->n_replicates, sizeof *arm->sums);
    if (!arm->world || !arm->sums) {
        return COR_ERR_MEMORY;
    }
    memcpy(arm->world, simulation->base, sizeof *arm->world);
    for (size_t i = 0; i < n_parameters; i++) {
        memcpy((char *)&arm->world->parameters + parameter_table[i].offset, &arm->scenario.parameters[i],
               sizeof(double));
    }
    arm->world->first_month = arm->scenario.from;
    world_prepare(arm->world);
    enum cor_status status = population_plan(arm->world, options->sample, resident_sample(options), &arm->plan);
    arm->planned = status == COR_OK;
    arm->world->person_weight = arm->plan.weight;
    return status;
}

static double bytes_of_run(const struct arm *arm, const struct simulation *simulation, size_t n_threads)
{
    const struct cor_layout *layout = &corridor_model.layout;
    size_t n_periods = cor_run_periods(arm->scenario.from, last_month(simulation, arm), simulation->options->monthly);
    double bytes = 8.0 * (double)corridor_model.n_output_cells * (double)(n_periods + n_threads) +
                   (double)(corridor_model.scratch_size * n_threads) + 8.0 * N_LEVERS * N_LEVER_CELLS;
    for (size_t i = 0; i < arm->plan.n_chunks; i++) {
        for (size_t t = 0; t < layout->n_tables; t++) {
            bytes += (double)cor_row_bytes(layout, t, arm->plan.chunk[i].kind) * arm->plan.chunk[i].capacity[t];
        }
        bytes += (double)(sizeof(struct cor_chunk) + layout->view_size);
    }
    return bytes;
}

static double agents_of_plan(const struct population_plan *plan, uint16_t kind)
{
    double n = 0.0;
    for (size_t i = 0; i < plan->n_chunks; i++) {
        n += plan->chunk[i].kind == kind ? (double)plan->chunk[i].n : 0.0;
    }
    return n;
}

static double agent_months(const struct simulation *simulation, const struct arm *arm)
{
    double months = last_month(simulation, arm) - arm->scenario.from;
    return months * (agents_of_plan(&arm->plan, KIND_ORIGIN) + agents_of_plan(&arm->plan, KIND_RESIDENT));
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
    double bytes = bytes_of_run(&simulation->arms[0], simulation, 1);
    bool side_by_side =
        n_runs >= n_threads && bytes * (double)n_threads < (double)((uint64_t)1 << SIDE_BY_SIDE_BYTES_LOG2);
    simulation->n_side_by_side = side_by_side ? n_threads : 1;
    simulation->threads_per_run = side_by_side ? 1 : n_threads;
}

static enum cor_status prepare_all(struct simulation *simulation)
{
    enum cor_status status = COR_OK;
    for (size_t a = 0; a < simulation->n_arms && status == COR_OK; a++) {
        status = prepare_arm(simulation, &simulation->arms[a]);
        simulation->months_total +=
            status == COR_OK ? agent_months(simulation, &simulation->arms[a]) * simulation->options->n_replicates : 0.0;
    }
    if (status == COR_OK) {
        plan_threads(simulation);
    }
    return status;
}

/* ---- running ---- */

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

struct run_progress {
    struct simulation *simulation;
    double per_month;
    int32_t done;
};

static void report_progress(void *data, int32_t months_done)
{
    struct run_progress *progress = data;
    struct simulation *simulation = progress->simulation;
    pthread_mutex_lock(&simulation->lock);
    simulation->months_done += progress->per_month * (months_done - progress->done);
    progress->done = months_done;
    simulation->options->progress(simulation->options->progress_data, simulation->months_done,
                                  simulation->months_total);
    pthread_mutex_unlock(&simulation->lock);
}

/* What a checkpoint must have been written for: everything that the state depends on. */
static void run_identity(const struct simulation *simulation, const struct arm *arm, uint32_t replicate,
                         char identity[65])
{
    const struct simulation_options *options = simulation->options;
    char text[512];
    int n = snprintf(text, sizeof text, "%s %s %s %u %u %.17g %.17g %d %d", COR_VERSION, arm->scenario.digest,
                     simulation->data_digest, options->seed, replicate, options->sample, resident_sample(options),
                     last_month(simulation, arm), options->monthly);
    cor_sha256(text, (size_t)n, identity);
}

static void keep_result(struct simulation *simulation, struct arm *arm, uint32_t r, enum cor_status status,
                        struct cor_run_result *result)
{
    pthread_mutex_lock(&simulation->lock);
    arm->sums[r] = result->sums;
    result->sums = NULL;
    simulation->person_months += (double)result->row_months;
    simulation->build_seconds += result->build_seconds * (double)simulation->threads_per_run;
    simulation->step_seconds += result->step_seconds * (double)simulation->threads_per_run;
    simulation->bytes = result->population_bytes;
    simulation->rows = result->n_rows;
    if (status != COR_OK && simulation->status == COR_OK) {
        simulation->status = status;
        snprintf(simulation->message, COR_MESSAGE_SIZE, "%.100s%s%.400s", arm->scenario.name,
                 result->message[0] ? ": " : "", result->message);
    }
    pthread_mutex_unlock(&simulation->lock);
}

static bool has_failed(struct simulation *simulation)
{
    pthread_mutex_lock(&simulation->lock);
    bool failed = simulation->status != COR_OK;
    pthread_mutex_unlock(&simulation->lock);
    return failed;
}

/* One run: index counts arms fastest, so that the arms of a replicate run close together. */
static void run_one(void *data, size_t thread, size_t index)
{
    struct simulation *simulation = data;
    const struct simulation_options *options = simulation->options;
    struct arm *arm = &simulation->arms[index % simulation->n_arms];
    uint32_t r = (uint32_t)(index / simulation->n_arms);
    char identity[65], checkpoint[1024];
    (void)thread;
    if (has_failed(simulation)) {
        return;
    }
    run_identity(simulation, arm, options->first_replicate + r, identity);
    snprintf(checkpoint, sizeof checkpoint, "%s/%.16s.checkpoint",
             options->checkpoint_directory ? options->checkpoint_directory : "", identity);
    struct run_progress progress = {
        simulation, agent_months(simulation, arm) / (last_month(simulation, arm) - arm->scenario.from), 0};
    struct cor_run_spec spec = {.model = &corridor_model,
                                .world = arm->world,
                                .timeline = &arm->scenario.timeline,
                                .key = {options->seed, options->first_replicate + r},
                                .from = arm->scenario.from,
                                .to = last_month(simulation, arm),
                                .monthly = options->monthly,
                                .n_threads = simulation->threads_per_run,
                                .n_chunks = arm->plan.n_chunks,
                                .build = build_chunk,
                                .build_data = &arm->plan,
                                .checkpoint = options->checkpoint_directory ? checkpoint : NULL,
                                .checkpoint_every = options->checkpoint_every,
                                .identity = identity,
                                .stop = options->stop,
                                .progress = options->progress ? report_progress : NULL,
                                .progress_data = &progress};
    struct cor_run_result result;
    enum cor_status status = cor_run(&spec, &result);
    keep_result(simulation, arm, r, status, &result);
    cor_run_result_free(&result);
}

/* ---- writing ---- */

static enum cor_status write_arm(struct simulation *simulation, struct arm *arm)
{
    const struct simulation_options *options = simulation->options;
    int32_t to = last_month(simulation, arm);
    struct result_facts facts = {.scenario = arm->scenario.name,
                                 .scenario_digest = arm->scenario.digest,
                                 .data_digest = simulation->data_digest,
                                 .version = COR_VERSION,
                                 .sample = options->sample,
                                 .resident_sample = resident_sample(options),
                                 .seed = options->seed,
                                 .first_replicate = options->first_replicate,
                                 .n_replicates = options->n_replicates,
                                 .from = arm->scenario.from,
                                 .to = to,
                                 .monthly = options->monthly};
    return simulation_results_write(arm->files->output_path, arm->world, &facts, (const int64_t *const *)arm->sums,
                                    cor_run_periods(arm->scenario.from, to, options->monthly), simulation->message);
}

enum cor_status simulation_run(const struct simulation_arm *arms, size_t n_arms,
                               const struct simulation_options *options, struct cor_diagnostics *list,
                               struct simulation_facts *facts, char message[COR_MESSAGE_SIZE])
{
    struct simulation simulation = {.options = options, .message = message, .lock = PTHREAD_MUTEX_INITIALIZER};
    double begin = cor_seconds();
    message[0] = '\0';
    enum cor_status status =
        read_all(&simulation, arms, n_arms, options->data_directory, options->overrides, options->n_overrides, list);
    if (status == COR_OK) {
        status = prepare_all(&simulation);
    }
    if (status == COR_OK) {
        cor_parallel_for(n_arms * options->n_replicates, simulation.n_side_by_side, 1, run_one, &simulation);
        status = simulation.status;
    }
    for (size_t a = 0; a < n_arms && status == COR_OK; a++) {
        status = write_arm(&simulation, &simulation.arms[a]);
    }
    *facts = (struct simulation_facts){.person_months = simulation.person_months,
                                       .seconds = cor_seconds() - begin,
                                       .build_seconds = simulation.build_seconds,
                                       .step_seconds = simulation.step_seconds,
                                       .bytes = (double)simulation.bytes,
                                       .bytes_per_person =
                                           simulation.rows ? (double)simulation.bytes / (double)simulation.rows : 0.0};
    simulation_free(&simulation);
    return status;
}

/* Person-months per second of one thread, from the first months of a small run. */
static enum cor_status probe_speed(struct simulation *simulation, double *per_second)
{
    enum { PROBE_MONTHS = 14 };
    struct simulation_options small = *simulation->options;
    struct simulation probe = {.options = &small,
                               .base = simulation->base,
                               .message = simulation->message,
                               .n_arms = 1,
                               .lock = PTHREAD_MUTEX_INITIALIZER};
    struct arm arm = simulation->arms[0];
    small.sample = small.sample < 0.002 ? small.sample : 0.002;
    small.resident_sample = small.sample / 20.0;
    small.n_replicates = 1;
    small.until = arm.scenario.from + PROBE_MONTHS;
    small.checkpoint_directory = NULL;
    small.progress = NULL;
    arm.world = NULL;
    arm.sums = NULL;
    probe.arms = &arm;
    probe.threads_per_run = 1;
    enum cor_status status = prepare_arm(&probe, &arm);
    if (status == COR_OK) {
        double begin = cor_seconds();
        run_one(&probe, 0, 0);
        status = probe.status;
        *per_second = probe.person_months / (cor_seconds() - begin);
        free(arm.sums[0]);
    }
    if (arm.planned) {
        population_plan_free(&arm.plan);
    }
    free(arm.sums);
    free(arm.world);
    return status;
}

enum cor_status simulation_estimate(const struct simulation_arm *arms, size_t n_arms,
                                    const struct simulation_options *options, struct cor_diagnostics *list,
                                    struct simulation_estimate *estimate, char message[COR_MESSAGE_SIZE])
{
    struct simulation simulation = {.options = options, .message = message, .lock = PTHREAD_MUTEX_INITIALIZER};
    double per_second = 1.0;
    message[0] = '\0';
    enum cor_status status =
        read_all(&simulation, arms, n_arms, options->data_directory, options->overrides, options->n_overrides, list);
    if (status == COR_OK) {
        status = prepare_all(&simulation);
    }
    if (status == COR_OK) {
        status = probe_speed(&simulation, &per_second);
    }
    if (status == COR_OK) {
        const struct arm *arm = &simulation.arms[0];
        double threads = (double)(simulation.n_side_by_side * simulation.threads_per_run);
        double values = (double)corridor_model.n_output_cells *
                        (double)cor_run_periods(arm->scenario.from, last_month(&simulation, arm), options->monthly) *
                        options->n_replicates * (double)n_arms;
        *estimate = (struct simulation_estimate){
            .n_runs = n_arms * options->n_replicates,
            .n_side_by_side = simulation.n_side_by_side,
            .persons = agents_of_plan(&arm->plan, KIND_ORIGIN),
            .residents = agents_of_plan(&arm->plan, KIND_RESIDENT),
            .person_months = simulation.months_total,
            .bytes = bytes_of_run(arm, &simulation, simulation.threads_per_run) * (double)simulation.n_side_by_side +
                     8.0 * values,
            .seconds = simulation.months_total / (per_second * threads),
            .disk_bytes = values * 1.5,
        };
    }
    simulation_free(&simulation);
    return status;
}

enum cor_status simulation_check(const char *const *scenario_paths, size_t n_paths, const char *data_directory,
                                 const struct cor_override *overrides, size_t n_overrides, struct cor_diagnostics *list,
                                 char message[COR_MESSAGE_SIZE])
{
    const struct simulation_options options = {.n_replicates = 0};
    struct simulation simulation = {.options = &options, .message = message, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct simulation_arm *arms = cor_calloc(n_paths, sizeof *arms);
    enum cor_status status = COR_ERR_MEMORY;
    message[0] = '\0';
    if (arms) {
        for (size_t i = 0; i < n_paths; i++) {
            arms[i].scenario_path = scenario_paths[i];
        }
        status = read_all(&simulation, arms, n_paths, data_directory, overrides, n_overrides, list);
        simulation_free(&simulation);
    }
    free(arms);
    return status;
}
