/* All arms and replicates, side by side or one after the other, and their result files. */
#include <stdio.h>
#include <stdlib.h>
#include "models/core/simulation_internal.h"
#include "models/core/simulation_results.h"
#include "models/core/version.h"
#include "sim/base/memory.h"
#include "sim/base/stopwatch.h"
#include "sim/engine/parallel.h"
#include "sim/run/run.h"

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
                     simulation->data_digest, options->seed, replicate, options->sample,
                     simulation_resident_sample(options), simulation_last_month(simulation, arm), options->monthly);
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
    for (size_t p = 0; simulation->options->phase_seconds && p < corridor_model.n_phases; p++) {
        simulation->options->phase_seconds[p] += result->phase_seconds[p];
    }
    simulation->bytes = result->population_bytes;
    simulation->n_applicants = result->n_applicants;
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
void simulation_run_one(void *data, size_t thread, size_t index)
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
        simulation,
        simulation_agent_months(simulation, arm) / (simulation_last_month(simulation, arm) - arm->scenario.from), 0};
    struct cor_run_spec spec = {.model = &corridor_model,
                                .world = arm->world,
                                .timeline = &arm->scenario.timeline,
                                .key = {options->seed, options->first_replicate + r},
                                .from = arm->scenario.from,
                                .to = simulation_last_month(simulation, arm),
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
                                .progress_data = &progress,
                                .measures_phases = options->phase_seconds != NULL};
    struct cor_run_result result;
    enum cor_status status = cor_run(&spec, &result);
    keep_result(simulation, arm, r, status, &result);
    cor_run_result_free(&result);
}

/* ---- writing ---- */

static enum cor_status write_arm(struct simulation *simulation, struct arm *arm)
{
    const struct simulation_options *options = simulation->options;
    int32_t to = simulation_last_month(simulation, arm);
    struct result_facts facts = {.scenario = arm->scenario.name,
                                 .scenario_digest = arm->scenario.digest,
                                 .data_digest = simulation->data_digest,
                                 .version = COR_VERSION,
                                 .sample = options->sample,
                                 .resident_sample = simulation_resident_sample(options),
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
    enum cor_status status = simulation_read(&simulation, arms, n_arms, options->data_directory, options->overrides,
                                             options->n_overrides, list);
    if (status == COR_OK) {
        status = simulation_prepare(&simulation);
    }
    if (status == COR_OK) {
        cor_parallel_for(n_arms * options->n_replicates, simulation.n_side_by_side, 1, simulation_run_one, &simulation);
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
    simulation_release(&simulation);
    return status;
}

enum cor_status simulation_check(const char *const *scenario_paths, size_t n_paths, const char *data_directory,
                                 double sample, const struct cor_override *overrides, size_t n_overrides,
                                 struct cor_diagnostics *list, char message[COR_MESSAGE_SIZE])
{
    const struct simulation_options options = {.sample = sample, .warns_of_small_corridors = sample > 0.0};
    struct simulation simulation = {.options = &options, .message = message, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct simulation_arm *arms = cor_calloc(n_paths, sizeof *arms);
    enum cor_status status = COR_ERR_MEMORY;
    message[0] = '\0';
    if (arms) {
        for (size_t i = 0; i < n_paths; i++) {
            arms[i].scenario_path = scenario_paths[i];
        }
        status = simulation_read(&simulation, arms, n_paths, data_directory, overrides, n_overrides, list);
        simulation_release(&simulation);
    }
    free(arms);
    return status;
}
