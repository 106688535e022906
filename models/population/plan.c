/* How many agents of each kind, and which chunk holds whom. */
#include <stdlib.h>
#include <string.h>
#include "models/core/model.h"
#include "models/population/fill.h"
#include "sim/base/memory.h"

static const double months_per_year = 12.0;

static bool is_prepared_for(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_apprenticeship || channel == CHANNEL_skilled ||
           channel == CHANNEL_study;
}

/* Persons in a stage that `leaving` persons a month leave at its end, when it takes `months` and a share `drop_out`
 * gives up each month: the middle of the stage is fuller than its end. */
static double persons_in_stage(double leaving, double months, double drop_out)
{
    return leaving * months * 0.5 * (1.0 + cor_pow(1.0 - drop_out, -months));
}

static double months_of_waiting(const struct world *world, size_t country, size_t channel)
{
    return world->country[country].processing_months[channel] + world->parameters.migration.queue_months;
}

static double persons_queued(const struct world *world, size_t country, size_t channel)
{
    double leaving = world->country[country].vietnamese_entries[channel] / months_per_year;
    return is_prepared_for(channel) ? persons_in_stage(leaving, months_of_waiting(world, country, channel),
                                                       world->parameters.migration.queue_drop_out)
                                    : 0.0;
}

/* Departures of the first months are the entries of the baseline, so that a pipeline for them must stand at the start
 * (models/migration, README M5). */
static double persons_preparing(const struct world *world, const struct population_plan *plan, size_t country,
                                size_t channel)
{
    struct cor_context context = {.month = world->first_month - 1, .world = world, .levers = plan->levers};
    double leaving =
        world->country[country].vietnamese_entries[channel] / months_per_year *
        cor_pow(1.0 - world->parameters.migration.queue_drop_out, -months_of_waiting(world, country, channel));
    if (!is_prepared_for(channel)) {
        return 0.0;
    }
    double months = training_months_expected(&context, country, channel, OCCUPATION_manufacturing, 0.0);
    return persons_in_stage(leaving, months, world->parameters.training.drop_out);
}

static double density_of_arrival(const struct world *world, size_t channel, int age)
{
    const struct population_parameters *p = &world->parameters.population;
    const struct migration_parameters *m = &world->parameters.migration;
    bool young = channel == CHANNEL_apprenticeship || channel == CHANNEL_study;
    double last = young ? p->arrival_last_young : p->arrival_last_contract;
    if (age < m->age_first || age > last) {
        return 0.0;
    }
    return young ? rogers_castro(age, p->arrival_young_decline, p->arrival_young_peak, p->arrival_young_rise)
                 : rogers_castro(age, m->aspire_age_decline, m->aspire_age_peak, m->aspire_age_rise);
}

static void plan_arrival_ages(const struct world *world, struct population_plan *plan)
{
    double children = world->parameters.population.arrival_family_children;
    int adult = (int)world->parameters.migration.age_first;
    for (size_t channel = 0; channel < N_CHANNELS; channel++) {
        double sum = 0.0, so_far = 0.0;
        for (int age = 0; age <= MAX_AGE; age++) {
            sum += density_of_arrival(world, channel, age);
        }
        for (int age = 0; age <= MAX_AGE; age++) {
            double share = density_of_arrival(world, channel, age) / sum;
            if (channel == CHANNEL_family) {
                share = (1.0 - children) * share + (age < adult ? children / adult : 0.0);
            }
            so_far += share;
            plan->arrival_age[channel][age] = so_far;
        }
    }
}

/* Chance of leaving the channel per month within a term, in the year since arrival (models/migration). */
static double hazard_of_leaving(const struct world *world, size_t country, size_t channel, int month)
{
    const double *exits = world->migration.exit_hazard[country][channel];
    double absconding = world->parameters.migration.abscond_rate / months_per_year;
    int year = month / 12 < 4 ? month / 12 : 4;
    switch (channel) {
    case CHANNEL_contract:
        return exits[0] + absconding;
    case CHANNEL_study:
        return exits[0];
    case CHANNEL_apprenticeship:
        return exits[year] + absconding;
    default:
        return exits[year];
    }
}

static bool has_terms(size_t channel)
{
    return channel == CHANNEL_contract || channel == CHANNEL_apprenticeship || channel == CHANNEL_study;
}

/* Chance of a further term in the channel when a contract or permit ends. */
static double chance_of_renewal(const struct world *world, size_t country, size_t channel)
{
    return channel == CHANNEL_apprenticeship ? 0.0 : world->migration.extension[country][channel];
}

/* Months since arrival in a steady state: density in proportion to the chance of being still there. */
static void plan_stay(const struct world *world, size_t country, size_t channel, float cumulative[N_STAY_MONTHS])
{
    int longest = (int)world->parameters.population.longest_stay;
    double renewal = chance_of_renewal(world, country, channel), staying = 1.0, sum = 0.0;
    int32_t term_end = has_terms(channel) ? (int32_t)world->country[country].contract_months[channel] : 0;
    for (int month = 0; month < N_STAY_MONTHS; month++) {
        if (month > 0 && month == term_end) {
            staying *= renewal;
            term_end = next_term_end(world, channel, term_end);
        }
        sum += month < longest ? staying : 0.0;
        cumulative[month] = (float)sum;
        staying *= cor_exp(-hazard_of_leaving(world, country, channel, month));
    }
    for (int month = 0; month < N_STAY_MONTHS; month++) {
        cumulative[month] = (float)(cumulative[month] / sum);
    }
}

int32_t next_term_end(const struct world *world, size_t channel, int32_t term_end)
{
    const struct migration_parameters *m = &world->parameters.migration;
    return term_end + (int32_t)(channel == CHANNEL_study ? m->extension_study_months : m->extension_contract_months);
}

static void make_guide(struct population_deal *deal)
{
    size_t cell = 0;
    while ((deal->n_persons >> deal->guide_shift) >= PLACE_GUIDE_SIZE) {
        deal->guide_shift++;
    }
    for (uint64_t i = 0; i < PLACE_GUIDE_SIZE; i++) {
        while (cell + 1 < deal->n_cells && i << deal->guide_shift >= deal->end[cell]) {
            cell++;
        }
        deal->guide[i] = (uint16_t)cell;
    }
}

/* A deal of cells with `persons` each at a weight: every cumulated number is right to the nearest agent, that of the
 * first n_drawn_cells by a draw. */
static void deal_out(struct population_deal *deal, const double *persons, size_t n_cells, size_t n_drawn_cells,
                     double weight)
{
    double sum = 0.0;
    for (size_t cell = 0; cell < n_cells; cell++) {
        sum += persons[cell] > 0.0 ? persons[cell] : 0.0;
        deal->exact_end[cell] = sum / weight;
        deal->end[cell] = (uint64_t)(sum / weight + 0.5);
    }
    deal->n_drawn_cells = n_drawn_cells;
    deal->n_drawn = n_drawn_cells > 0 ? deal->end[n_drawn_cells - 1] : 0;
    deal->n_cells = n_cells;
    deal->n_persons = deal->end[n_cells - 1];
    deal->step = deal->n_persons > 0 ? golden_step(deal->n_persons) : 1;
    make_guide(deal);
}

static void take_from_home(const struct world *world, const struct population_plan *plan, size_t country,
                           size_t channel, double persons, double *home)
{
    double women = world->country[country].vietnamese_female_share / 100.0;
    double before = 0.0;
    for (int age = 0; age <= MAX_AGE; age++) {
        double here = plan->arrival_age[channel][age];
        home[SEX_female * (MAX_AGE + 1) + age] -= persons * women * (here - before);
        home[SEX_male * (MAX_AGE + 1) + age] -= persons * (1.0 - women) * (here - before);
        before = here;
    }
}

static void deal_home(const struct world *world, struct population_plan *plan)
{
    double persons[N_SLOTS] = {0};
    double *home = persons + 3 * N_CORRIDORS;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        home[cell] = world->country[HOME].population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)];
    }
    for (size_t c = 1; c < world->n_countries; c++) {
        for (size_t channel = 0; channel < N_CHANNELS; channel++) {
            size_t corridor = c * N_CHANNELS + channel;
            persons[SLOT_ABROAD * N_CORRIDORS + corridor] = world->country[c].vietnamese_stock[channel];
            double preparing = persons_preparing(world, plan, c, channel), queued = persons_queued(world, c, channel);
            persons[SLOT_PREPARING * N_CORRIDORS + corridor] = preparing;
            persons[SLOT_QUEUED * N_CORRIDORS + corridor] = queued;
            take_from_home(world, plan, c, channel, preparing + queued, home);
        }
    }
    deal_out(&plan->home, persons, N_SLOTS, 3 * N_CORRIDORS, plan->weight);
    plan->compulsory = (uint64_t)(world->country[HOME].insured_compulsory / plan->weight + 0.5);
    plan->voluntary = (uint64_t)(world->country[HOME].insured_voluntary / plan->weight + 0.5);
}

static double residents_of(const struct country *country)
{
    double sum = 0.0;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        sum += country->population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)];
    }
    return sum;
}

static uint32_t resident_weight(const struct world *world, size_t country, double resident_sample)
{
    double most = residents_of(&world->country[country]) / world->parameters.demography.min_resident_agents;
    double weight = 1.0 / resident_sample;
    weight = weight < most ? weight : most;
    return weight < 1.0 ? 1u : (uint32_t)(weight + 0.5 < most ? weight + 0.5 : weight);
}

static size_t chunks_for(uint64_t n_persons)
{
    return (size_t)((n_persons + PERSONS_PER_CHUNK - 1) / PERSONS_PER_CHUNK);
}

static void capacities_of_chunk(const struct world *world, const struct population_plan *plan,
                                struct population_chunk *chunk)
{
    uint32_t n = (uint32_t)chunk->n;
    chunk->capacity[TABLE_person] = n + n / 6 + 112;
    if (chunk->kind == KIND_ORIGIN) {
        double corridors = (double)plan->home.end[3 * N_CORRIDORS - 1] / (double)plan->home.n_persons;
        double records = corridors * 1.6 > 0.06 ? corridors * 1.6 : 0.06;
        chunk->capacity[TABLE_household] = (uint32_t)(n / world->country[HOME].household_size) + 16;
        chunk->capacity[TABLE_migrant] = (uint32_t)(records * n) + 64;
    }
}

/* The persons of one deal in chunks of equal size. */
static void lay_out(const struct world *world, struct population_plan *plan, const struct population_deal *deal,
                    size_t country, uint32_t weight)
{
    size_t n_chunks = chunks_for(deal->n_persons);
    for (size_t i = 0; i < n_chunks; i++) {
        struct population_chunk *chunk = &plan->chunk[plan->n_chunks++];
        chunk->kind = country == HOME ? KIND_ORIGIN : KIND_RESIDENT;
        chunk->group = (uint16_t)country;
        chunk->weight = weight;
        chunk->first = deal->n_persons * i / n_chunks;
        chunk->n = deal->n_persons * (i + 1) / n_chunks - chunk->first;
        capacities_of_chunk(world, plan, chunk);
    }
}

static void deal_residents(const struct world *world, struct population_plan *plan, double resident_sample,
                           uint32_t weights[MAX_COUNTRIES])
{
    for (size_t c = 1; c < world->n_countries; c++) {
        if (country_has_residents(&world->country[c])) {
            weights[c] = resident_weight(world, c, resident_sample);
            deal_out(&plan->residents[c], &world->country[c].population[0][0], N_AGE_CELLS, 0, weights[c]);
        }
    }
}

static void set_levers_neutral(double *levers)
{
    for (size_t lever = 0; lever < N_LEVERS; lever++) {
        for (size_t cell = 0; cell < N_LEVER_CELLS; cell++) {
            levers[lever * N_LEVER_CELLS + cell] = lever_table[lever].neutral;
        }
    }
}

enum cor_status population_plan(const struct world *world, double sample, double resident_sample,
                                struct population_plan *plan)
{
    uint32_t weights[MAX_COUNTRIES] = {0};
    memset(plan, 0, sizeof *plan);
    plan->weight = sample < 1.0 ? (uint32_t)(1.0 / sample + 0.5) : 1u;
    plan->residents = cor_calloc(MAX_COUNTRIES, sizeof *plan->residents);
    plan->stay = cor_calloc(MAX_COUNTRIES, sizeof *plan->stay);
    plan->levers = cor_calloc((size_t)N_LEVERS * N_LEVER_CELLS, sizeof *plan->levers);
    if (!plan->residents || !plan->stay || !plan->levers) {
        population_plan_free(plan);
        return COR_ERR_MEMORY;
    }
    set_levers_neutral(plan->levers);
    start_cuts_prepare(world, &plan->cuts);
    for (size_t cell = 0; cell < N_SLOTS; cell++) {
        plan->slot[cell] = slot_of_cell(cell);
    }
    plan_arrival_ages(world, plan);
    deal_home(world, plan);
    deal_residents(world, plan, resident_sample, weights);
    size_t n_chunks = chunks_for(plan->home.n_persons);
    for (size_t c = 1; c < world->n_countries; c++) {
        n_chunks += chunks_for(plan->residents[c].n_persons);
        for (size_t channel = 0; channel < N_CHANNELS; channel++) {
            plan_stay(world, c, channel, plan->stay[c][channel]);
        }
    }
    plan->chunk = cor_calloc(n_chunks, sizeof *plan->chunk);
    if (!plan->chunk) {
        population_plan_free(plan);
        return COR_ERR_MEMORY;
    }
    lay_out(world, plan, &plan->home, HOME, plan->weight);
    for (size_t c = 1; c < world->n_countries; c++) {
        lay_out(world, plan, &plan->residents[c], c, weights[c]);
    }
    return COR_OK;
}

void population_plan_free(struct population_plan *plan)
{
    free(plan->chunk);
    free(plan->residents);
    free(plan->stay);
    free(plan->levers);
    memset(plan, 0, sizeof *plan);
}
