/* What runs would take, without running them: memory from the plan, time and the size of the queues from the first months
 * of a small run. */
#include <stdlib.h>
#include "models/tables/output_cells.h"
#include "models/experiment/simulation_internal.h"
#include "sim/base/memory.h"
#include "sim/run/run.h"

/* What compression leaves of a value in a result file. */
static const double disk_bytes_per_value = 1.5;

/* An applicant stands in a lane and in the sorted queue, each with a quarter of room to spare. */
static const double applicant_bytes = 2.5 * sizeof(struct cor_applicant);

/* What the library holds that writes result files: blocks, for which the room of the last population serves, and its own
 * pages, which come on top. */
static const double writer_bytes = 5.6e6, library_bytes = 3.4e6;

/* Of one thread. */
struct probe {
    double build_seconds_per_agent, seconds_per_person_month;
    double applicants_per_agent;
};

static struct probe probe_result(const struct simulation *probe, const struct arm *arm)
{
    double agents = simulation_agents(&arm->plan, KIND_ORIGIN) + simulation_agents(&arm->plan, KIND_RESIDENT);
    return (struct probe){.build_seconds_per_agent = probe->build_seconds / agents,
                          .seconds_per_person_month = probe->step_seconds / probe->person_months,
                          .applicants_per_agent = (double)probe->n_applicants / agents};
}

static enum cor_status run_probe(struct simulation *simulation, struct probe *result)
{
    enum { PROBE_MONTHS = 14, PROBE_RESIDENTS = 4000 /* at most what a destination has at least */ };
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
    enum cor_status status = simulation_prepare_world(&probe, &arm);
    if (status == COR_OK) {
        double *residents = &arm.world->parameters.demography.min_resident_agents;
        *residents = *residents < PROBE_RESIDENTS ? *residents : PROBE_RESIDENTS;
        status = simulation_plan_population(&probe, &arm);
    }
    if (status == COR_OK) {
        simulation_run_one(&probe, 0, 0);
        status = probe.status;
    }
    if (status == COR_OK) {
        *result = probe_result(&probe, &arm);
        free(arm.sums[0]);
    }
    if (arm.planned) {
        population_plan_free(&arm.plan);
    }
    free(arm.sums);
    world_free(arm.world);
    return status;
}

/* Numbers per period and replicate in a result file, ratios included. */
static size_t values_in_file(size_t n_countries)
{
    size_t n_values = 0;
    for (size_t o = 0; o < N_OUTPUTS; o++) {
        size_t n = 1;
        for (size_t d = 0; d < N_OUTPUT_DIMENSIONS; d++) {
            size_t n_items = d == BY_country ? n_countries : output_dimension_codes[d];
            n *= (output_table[o].dimensions >> d) & 1u ? n_items : 1;
        }
        n_values += n;
    }
    return n_values;
}

/* held: bytes of this process before the first population. */
static struct simulation_estimate estimate_of(const struct simulation *simulation, const struct probe *probe,
                                              double held)
{
    const struct simulation_options *options = simulation->options;
    const struct arm *arm = &simulation->arms[0];
    size_t n_runs = simulation->n_arms * options->n_replicates;
    double threads = (double)(simulation->n_side_by_side * simulation->threads_per_run);
    double persons = simulation_agents(&arm->plan, KIND_ORIGIN);
    double residents = simulation_agents(&arm->plan, KIND_RESIDENT), agents = persons + residents;
    double per_cell =
        (double)cor_run_periods(arm->scenario.from, simulation_last_month(simulation, arm), options->monthly) *
        options->n_replicates;
    double values = (double)corridor_model.n_output_cells * per_cell * (double)simulation->n_arms;
    double disk_bytes = disk_bytes_per_value * values;
    double running = (double)simulation->n_side_by_side * (simulation_run_bytes(arm, simulation->threads_per_run) +
                                                           applicant_bytes * probe->applicants_per_agent * agents);
    double writing = /* a file's values as numbers, and twice as its image */
        writer_bytes +
        (double)values_in_file(arm->world->n_countries) * per_cell * (sizeof(double) + 2.0 * disk_bytes_per_value);
    return (struct simulation_estimate){
        .n_runs = n_runs,
        .n_side_by_side = simulation->n_side_by_side,
        .persons = persons,
        .residents = residents,
        .person_months = simulation->months_total,
        .bytes = held + (double)sizeof(int64_t) * values + (running > writing ? running : writing) + library_bytes,
        .seconds = (probe->seconds_per_person_month * simulation->months_total +
                    probe->build_seconds_per_agent * agents * (double)n_runs) /
                   threads,
        .disk_bytes = disk_bytes,
    };
}

enum cor_status simulation_estimate(const struct simulation_arm *arms, size_t n_arms,
                                    const struct simulation_options *options, struct cor_diagnostics *list,
                                    struct simulation_estimate *estimate, char message[COR_MESSAGE_SIZE])
{
    struct simulation simulation = {.options = options, .message = message, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct probe probe = {0};
    message[0] = '\0';
    enum cor_status status = simulation_read(&simulation, arms, n_arms, options->data_directory, options->overrides,
                                             options->n_overrides, list);
    if (status == COR_OK) {
        status = simulation_prepare(&simulation);
    }
    if (status == COR_OK) {
        simulation_examine(&simulation, list);
    }
    double held = (double)cor_memory_peak();
    if (status == COR_OK) {
        status = run_probe(&simulation, &probe);
    }
    if (status == COR_OK) {
        *estimate = estimate_of(&simulation, &probe, held);
    }
    simulation_release(&simulation);
    return status;
}
