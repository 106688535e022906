/* All arms and replicates, and their result files. */
#include <stdio.h>
#include <stdlib.h>
#include "models/experiment/simulation_internal.h"
#include "models/experiment/simulation_limits.h"
#include "models/experiment/simulation_results.h"
#include "models/tables/version.h"
#include "sim/base/math.h"
#include "sim/base/stopwatch.h"

/* ---- writing ---- */

static void weights_of(const struct population_plan *plan, uint32_t weights[MAX_COUNTRIES])
{
    for (size_t i = 0; i < plan->n_chunks; i++) {
        weights[plan->chunk[i].group] = plan->chunk[i].weight;
    }
}

static enum cor_status write_facts(struct simulation *simulation, const struct arm *arm, int64_t *const *sums,
                                   struct result_facts *facts)
{
    const struct simulation_options *options = simulation->options;
    uint32_t weights[MAX_COUNTRIES] = {0};
    weights_of(&arm->plan, weights);
    facts->scenario = arm->scenario->name;
    facts->title = arm->scenario->title;
    facts->description = arm->scenario->description;
    facts->plausibility = arm->scenario->plausibility;
    facts->scenario_digest = arm->scenario->digest;
    facts->data_digest = simulation->input->data_digest;
    facts->version = COR_VERSION;
    facts->program_digest = program_digest;
    facts->sample = options->sample;
    facts->resident_sample = simulation_resident_sample(options);
    facts->seed = options->seed;
    facts->first_replicate = options->first_replicate;
    facts->n_replicates = options->n_replicates;
    facts->from = arm->scenario->from;
    facts->to = simulation_last_month(simulation, arm);
    facts->monthly = options->monthly;
    facts->varies_parameters = options->varies_parameters;
    facts->weights = weights;
    return simulation_results_write(arm->output_path, arm->world, facts, (const int64_t *const *)sums,
                                    cor_run_periods(facts->from, facts->to, facts->monthly), simulation->message);
}

static struct limit_counts counts_of(const struct simulation *simulation, const struct arm *arm, int64_t *const *sums)
{
    int32_t from = arm->scenario->from, to = simulation_last_month(simulation, arm);
    bool monthly = simulation->options->monthly;
    return (struct limit_counts){.sums = (const int64_t *const *)sums,
                                 .n_replicates = simulation->options->n_replicates,
                                 .n_periods = cor_run_periods(from, to, monthly),
                                 .from = from,
                                 .to = to,
                                 .monthly = monthly};
}

static enum cor_status write_arm(struct simulation *simulation, const struct arm *arm, int64_t *const *sums)
{
    const struct cor_vocabulary *words = simulation_words(simulation->input);
    char *policies = cor_scenario_policy_words(words, arm->scenario);
    char *changed = cor_scenario_parameter_words(words, arm->scenario);
    const struct limit_counts counts = counts_of(simulation, arm, sums);
    char *limits = simulation_limit_words(arm->world, arm->scenario, &counts);
    struct result_facts facts = {.policies = policies, .parameters_changed = changed, .limits = limits};
    enum cor_status status =
        policies && changed && limits ? write_facts(simulation, arm, sums, &facts) : COR_ERR_MEMORY;
    if (status == COR_OK && simulation->options->tell_limits && limits[0] != '\0') {
        simulation->options->tell_limits(simulation->options->tell_data, arm->scenario->name, limits);
    }
    free(limits);
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

static void report_progress(void *data, double done, double total)
{
    const struct simulation *simulation = data;
    (void)total; /* of the arms that run now */
    simulation->options->progress(simulation->options->progress_data, simulation->months_done + done,
                                  simulation->months_total);
}

/* What is told of all runs. Sums of phases go to the caller's. */
static void add_facts(const struct simulation_options *options, const struct cor_ensemble_result *result,
                      struct simulation_facts *facts)
{
    double bytes = (double)result->population_bytes;
    facts->person_months += result->row_months;
    facts->build_seconds += result->build_seconds;
    facts->step_seconds += result->step_seconds;
    facts->bytes = bytes;
    facts->bytes_per_person = result->n_rows ? bytes / (double)result->n_rows : 0.0;
    for (size_t p = 0; options->phase_seconds && p < corridor_model.n_phases; p++) {
        options->phase_seconds[p] += result->phase_seconds[p];
    }
}

/* The arms from `first` on, side by side, and their files. */
static enum cor_status run_some(struct simulation *simulation, size_t first, size_t n, struct simulation_facts *facts)
{
    const struct simulation_options *options = simulation->options;
    struct cor_ensemble ensemble = simulation->ensemble;
    struct cor_ensemble_result result = {0};
    ensemble.arms = simulation->runs + first;
    ensemble.n_arms = n;
    ensemble.first_arm = first;
    ensemble.progress = options->progress ? report_progress : NULL;
    ensemble.progress_data = simulation;
    enum cor_status status = cor_ensemble_run(&ensemble, &result);
    add_facts(options, &result, facts);
    if (status != COR_OK) {
        snprintf(simulation->message, COR_MESSAGE_SIZE, "%s", result.message);
    }
    for (size_t a = 0; a < n && status == COR_OK; a++) {
        status = write_arm(simulation, &simulation->arms[first + a], result.sums + a * options->n_replicates);
        simulation->months_done += simulation->runs[first + a].work * options->n_replicates;
    }
    cor_ensemble_result_free(&result);
    return status;
}

static enum cor_status run_and_write(struct simulation *simulation, struct simulation_facts *facts)
{
    const struct simulation_options *options = simulation->options;
    enum cor_status status = COR_OK;
    size_t n_arms = simulation->n_arms, at_once = simulation_arms_at_once(simulation);
    for (size_t first = 0; first < n_arms && status == COR_OK; first += at_once) {
        status = run_some(simulation, first, n_arms - first < at_once ? n_arms - first : at_once, facts);
    }
    if (status == COR_OK && options->finish) {
        status = options->finish(options->finish_data);
    }
    if (status == COR_OK) {
        cor_ensemble_forget(&simulation->ensemble);
    }
    return status;
}

enum cor_status simulation_run(const struct simulation_input *input, const struct simulation_arm *arms, size_t n_arms,
                               const struct simulation_options *options, struct cor_diagnostics *list,
                               struct simulation_facts *facts, char message[COR_MESSAGE_SIZE])
{
    struct simulation simulation = {.input = input, .options = options, .message = message};
    double begin = cor_seconds();
    message[0] = '\0';
    *facts = (struct simulation_facts){0};
    enum cor_status status = check_arithmetic(message);
    if (status == COR_OK) {
        status = simulation_prepare(&simulation, arms, n_arms);
    }
    if (status == COR_OK) {
        simulation_examine(&simulation, list);
        if (options->begin) {
            options->begin(options->begin_data);
        }
        status = run_and_write(&simulation, facts);
    }
    facts->seconds = cor_seconds() - begin;
    simulation_release(&simulation);
    return status;
}
