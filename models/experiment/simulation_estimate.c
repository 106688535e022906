/* What runs would take, without running them: memory from the plan, time and the size of the queues from the first months
 * of a small run. */
#include <stdio.h>
#include "models/tables/output_cells.h"
#include "models/experiment/simulation_internal.h"
#include "sim/base/memory.h"

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

static struct probe probe_result(const struct cor_ensemble_result *result, const struct arm *arm)
{
    double agents = simulation_agents(&arm->plan, KIND_ORIGIN) + simulation_agents(&arm->plan, KIND_RESIDENT);
    return (struct probe){.build_seconds_per_agent = result->build_seconds / agents,
                          .seconds_per_person_month = result->step_seconds / result->row_months,
                          .applicants_per_agent = (double)result->n_applicants / agents};
}

enum { PROBE_MONTHS = 14, PROBE_RESIDENTS = 4000 /* at most what a destination has at least */ };

static struct simulation_options probe_options(const struct simulation *simulation)
{
    const struct simulation_options *options = simulation->options;
    double sample = options->sample < 0.002 ? options->sample : 0.002;
    return (struct simulation_options){.sample = sample,
                                       .resident_sample = sample / 20.0,
                                       .seed = options->seed,
                                       .n_replicates = 1,
                                       .first_replicate = options->first_replicate,
                                       .n_threads = 1,
                                       .monthly = options->monthly,
                                       .until = simulation->arms[0].scenario->from + PROBE_MONTHS,
                                       .stop = options->stop};
}

static enum cor_status prepare_probe(struct simulation *probe, struct arm *arm)
{
    enum cor_status status = simulation_prepare_world(probe, arm, NULL);
    if (status == COR_OK) {
        double *residents = &arm->world->parameters.demography.min_resident_agents;
        *residents = *residents < PROBE_RESIDENTS ? *residents : PROBE_RESIDENTS;
        status = simulation_plan_population(probe, arm);
    }
    return status == COR_OK ? simulation_describe_runs(probe) : status;
}

static enum cor_status run_probe(const struct simulation *simulation, struct probe *result)
{
    struct simulation_options options = probe_options(simulation);
    struct simulation probe = {
        .input = simulation->input, .options = &options, .message = simulation->message, .n_arms = 1};
    struct cor_ensemble_result run = {0};
    probe.arms = cor_calloc(1, sizeof *probe.arms);
    if (!probe.arms) {
        return COR_ERR_MEMORY;
    }
    probe.arms[0].scenario = simulation->arms[0].scenario;
    enum cor_status status = prepare_probe(&probe, &probe.arms[0]);
    if (status == COR_OK) {
        status = cor_ensemble_run(&probe.ensemble, &run);
        snprintf(probe.message, COR_MESSAGE_SIZE, "%s", run.message);
    }
    if (status == COR_OK) {
        *result = probe_result(&run, &probe.arms[0]);
    }
    cor_ensemble_result_free(&run);
    simulation_release(&probe);
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
    const struct cor_ensemble *ensemble = &simulation->ensemble;
    double threads = (double)(ensemble->n_side_by_side * ensemble->threads_per_run);
    double persons = simulation_agents(&arm->plan, KIND_ORIGIN);
    double residents = simulation_agents(&arm->plan, KIND_RESIDENT), agents = persons + residents;
    double per_cell =
        (double)cor_run_periods(arm->scenario->from, simulation_last_month(simulation, arm), options->monthly) *
        options->n_replicates;
    double disk_bytes =
        disk_bytes_per_value * (double)corridor_model.n_output_cells * per_cell * (double)simulation->n_arms;
    double sums = simulation_sum_bytes(simulation) * (double)simulation_arms_at_once(simulation);
    double running = (double)ensemble->n_side_by_side * (simulation_run_bytes(arm, ensemble->threads_per_run) +
                                                         applicant_bytes * probe->applicants_per_agent * agents);
    double writing = /* a file's values as numbers, and twice as its image */
        writer_bytes +
        (double)values_in_file(arm->world->n_countries) * per_cell * (sizeof(double) + 2.0 * disk_bytes_per_value);
    return (struct simulation_estimate){
        .n_runs = n_runs,
        .n_side_by_side = ensemble->n_side_by_side,
        .from = arm->scenario->from,
        .to = simulation_last_month(simulation, arm),
        .persons = persons,
        .residents = residents,
        .person_months = simulation->months_total,
        .bytes = held + sums + (running > writing ? running : writing) + library_bytes,
        .seconds = (probe->seconds_per_person_month * simulation->months_total +
                    probe->build_seconds_per_agent * agents * (double)n_runs) /
                   threads,
        .disk_bytes = disk_bytes,
    };
}

enum cor_status simulation_estimate(const struct simulation_input *input, const struct simulation_arm *arms,
                                    size_t n_arms, const struct simulation_options *options,
                                    struct cor_diagnostics *list, struct simulation_estimate *estimate,
                                    char message[COR_MESSAGE_SIZE])
{
    struct simulation simulation = {.input = input, .options = options, .message = message};
    struct probe probe = {0};
    message[0] = '\0';
    enum cor_status status = simulation_prepare(&simulation, arms, n_arms);
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
