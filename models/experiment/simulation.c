/* All arms and replicates, side by side or one after the other, and their result files. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "models/experiment/simulation_internal.h"
#include "models/experiment/simulation_results.h"
#include "models/tables/version.h"
#include "sim/base/math.h"
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

/* What a checkpoint must have been written for: everything that the state depends on. The run names the file; identity
 * holds the program and the data besides, so that a checkpoint of another program or of other data is met and told. */
static void run_identity(const struct simulation *simulation, const struct arm *arm, uint32_t replicate, char run[65],
                         char identity[65])
{
    const struct simulation_options *options = simulation->options;
    char text[512];
    int n = snprintf(text, sizeof text, "%s %u %u %.17g %.17g %d %d", arm->scenario.digest, options->seed, replicate,
                     options->sample, simulation_resident_sample(options), simulation_last_month(simulation, arm),
                     options->monthly);
    cor_sha256(text, (size_t)n, run);
    n = snprintf(text, sizeof text, "%s %s %s", run, program_digest, simulation->data_digest);
    cor_sha256(text, (size_t)n, identity);
}

enum { CHECKPOINT_PATH = 1024 };

static void checkpoint_path(const struct simulation_options *options, const char *run, char path[CHECKPOINT_PATH])
{
    snprintf(path, CHECKPOINT_PATH, "%s/%.16s.checkpoint",
             options->checkpoint_directory ? options->checkpoint_directory : "", run);
}

/* All runs are in result files now. */
static void remove_checkpoints(const struct simulation *simulation)
{
    const struct simulation_options *options = simulation->options;
    for (size_t a = 0; options->checkpoint_directory && a < simulation->n_arms; a++) {
        for (uint32_t r = 0; r < options->n_replicates; r++) {
            char run[65], identity[65], path[CHECKPOINT_PATH];
            run_identity(simulation, &simulation->arms[a], options->first_replicate + r, run, identity);
            checkpoint_path(options, run, path);
            unlink(path);
        }
    }
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
        snprintf(simulation->message, COR_MESSAGE_SIZE, "%.100s: %.400s", arm->scenario.name,
                 result->message[0] ? result->message : cor_status_text(status));
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
    char run[65], identity[65], checkpoint[CHECKPOINT_PATH];
    (void)thread;
    if (has_failed(simulation)) {
        return;
    }
    run_identity(simulation, arm, options->first_replicate + r, run, identity);
    checkpoint_path(options, run, checkpoint);
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
                                .keeps_checkpoint = true,
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

static void weights_of(const struct population_plan *plan, uint32_t weights[MAX_COUNTRIES])
{
    for (size_t i = 0; i < plan->n_chunks; i++) {
        weights[plan->chunk[i].group] = plan->chunk[i].weight;
    }
}

static enum cor_status write_facts(struct simulation *simulation, struct arm *arm, struct result_facts *facts)
{
    const struct simulation_options *options = simulation->options;
    uint32_t weights[MAX_COUNTRIES] = {0};
    weights_of(&arm->plan, weights);
    facts->scenario = arm->scenario.name;
    facts->title = arm->scenario.title;
    facts->description = arm->scenario.description;
    facts->plausibility = arm->scenario.plausibility;
    facts->scenario_digest = arm->scenario.digest;
    facts->data_digest = simulation->data_digest;
    facts->version = COR_VERSION;
    facts->program_digest = program_digest;
    facts->sample = options->sample;
    facts->resident_sample = simulation_resident_sample(options);
    facts->seed = options->seed;
    facts->first_replicate = options->first_replicate;
    facts->n_replicates = options->n_replicates;
    facts->from = arm->scenario.from;
    facts->to = simulation_last_month(simulation, arm);
    facts->monthly = options->monthly;
    facts->weights = weights;
    return simulation_results_write(arm->files->output_path, arm->world, facts, (const int64_t *const *)arm->sums,
                                    cor_run_periods(facts->from, facts->to, facts->monthly), simulation->message);
}

static enum cor_status write_arm(struct simulation *simulation, struct arm *arm)
{
    char *policies = cor_scenario_policy_words(&arm->scenario);
    char *changed = cor_scenario_parameter_words(model_vocabulary_words(simulation->vocabulary), &arm->scenario);
    struct result_facts facts = {.policies = policies, .parameters_changed = changed};
    enum cor_status status = policies && changed ? write_facts(simulation, arm, &facts) : COR_ERR_MEMORY;
    free(policies);
    free(changed);
    return status;
}

static enum cor_status check_arithmetic(char message[COR_MESSAGE_SIZE])
{
    if (cor_math_is_exact()) {
        return COR_OK;
    }
    snprintf(
        message, COR_MESSAGE_SIZE,
        "the arithmetic of this build is not exact (fused, reordered or flushed to zero): its results would differ "
        "from those of other builds; build it without such compiler flags");
    return COR_ERR_INVARIANT;
}

enum cor_status simulation_run(const struct simulation_arm *arms, size_t n_arms,
                               const struct simulation_options *options, struct cor_diagnostics *list,
                               struct simulation_facts *facts, char message[COR_MESSAGE_SIZE])
{
    struct simulation simulation = {.options = options, .message = message, .lock = PTHREAD_MUTEX_INITIALIZER};
    double begin = cor_seconds();
    message[0] = '\0';
    enum cor_status status = check_arithmetic(message);
    if (status == COR_OK) {
        status = simulation_read(&simulation, arms, n_arms, options->data_directory, options->overrides,
                                 options->n_overrides, list);
    }
    if (status == COR_OK) {
        status = simulation_prepare(&simulation);
    }
    if (status == COR_OK) {
        simulation_examine(&simulation, list);
    }
    if (status == COR_OK) {
        cor_parallel_for(n_arms * options->n_replicates, simulation.n_side_by_side, 1, simulation_run_one, &simulation);
        status = simulation.status;
    }
    for (size_t a = 0; a < n_arms && status == COR_OK; a++) {
        status = write_arm(&simulation, &simulation.arms[a]);
    }
    if (status == COR_OK && options->finish) {
        status = options->finish(options->finish_data);
    }
    if (status == COR_OK) {
        remove_checkpoints(&simulation);
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
