/* What runs would take, without running them: memory from the plan, time from the first months of a small run. */
#include <stdlib.h>
#include "models/core/simulation_internal.h"
#include "sim/base/stopwatch.h"
#include "sim/run/run.h"

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
    small.phase_seconds = NULL;
    arm.world = NULL;
    arm.sums = NULL;
    probe.arms = &arm;
    probe.threads_per_run = 1;
    enum cor_status status = simulation_prepare_arm(&probe, &arm);
    if (status == COR_OK) {
        double begin = cor_seconds();
        simulation_run_one(&probe, 0, 0);
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
    enum cor_status status = simulation_read(&simulation, arms, n_arms, options->data_directory, options->overrides,
                                             options->n_overrides, list);
    if (status == COR_OK) {
        status = simulation_prepare(&simulation);
    }
    if (status == COR_OK) {
        status = probe_speed(&simulation, &per_second);
    }
    if (status == COR_OK) {
        const struct arm *arm = &simulation.arms[0];
        double threads = (double)(simulation.n_side_by_side * simulation.threads_per_run);
        double values =
            (double)corridor_model.n_output_cells *
            (double)cor_run_periods(arm->scenario.from, simulation_last_month(&simulation, arm), options->monthly) *
            options->n_replicates * (double)n_arms;
        *estimate = (struct simulation_estimate){
            .n_runs = n_arms * options->n_replicates,
            .n_side_by_side = simulation.n_side_by_side,
            .persons = simulation_agents(&arm->plan, KIND_ORIGIN),
            .residents = simulation_agents(&arm->plan, KIND_RESIDENT),
            .person_months = simulation.months_total,
            .bytes =
                simulation_run_bytes(arm, &simulation, simulation.threads_per_run) * (double)simulation.n_side_by_side +
                8.0 * values,
            .seconds = simulation.months_total / (per_second * threads),
            .disk_bytes = values * 1.5,
        };
    }
    simulation_release(&simulation);
    return status;
}
