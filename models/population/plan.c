/* How many agents of each kind, and which chunk holds whom. */
#include <stdlib.h>
#include <string.h>
#include "models/model.h"
#include "models/population/fill.h"
#include "models/population/pipeline.h"
#include "models/population/stays.h"
#include "sim/base/memory.h"

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

/* at_home: persons at home, without those in the pipeline. */
static void deal_home(const struct world *world, struct population_plan *plan, double at_home[N_AGE_CELLS])
{
    struct pipeline pipeline;
    double persons[N_SLOTS] = {0};
    double *home = persons + 3 * N_CORRIDORS;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        home[cell] = world->country[HOME].population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)];
    }
    population_pipeline_at_start(world, &world->parameters, &pipeline);
    population_pipeline_take_from_home(world, &pipeline, plan->arrival_age, home);
    memcpy(at_home, home, N_AGE_CELLS * sizeof *home);
    for (size_t c = 1; c < world->n_countries; c++) {
        for (size_t channel = 0; channel < N_CHANNELS; channel++) {
            size_t corridor = c * N_CHANNELS + channel;
            persons[SLOT_ABROAD * N_CORRIDORS + corridor] = world->country[c].vietnamese_stock[channel];
            persons[SLOT_PREPARING * N_CORRIDORS + corridor] = pipeline.preparing[c][channel];
            persons[SLOT_QUEUED * N_CORRIDORS + corridor] = pipeline.queued[c][channel];
        }
    }
    deal_out(&plan->home, persons, N_SLOTS, 3 * N_CORRIDORS, plan->weight);
    plan->compulsory = (uint64_t)(world->country[HOME].insured_compulsory / plan->weight + 0.5);
    plan->former = (uint64_t)(world->parameters.population.former_members / plan->weight + 0.5);
    plan->voluntary = (uint64_t)(world->country[HOME].insured_voluntary / plan->weight + 0.5);
}

static double residents_of(const double residents[N_AGE_CELLS])
{
    double sum = 0.0;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        sum += residents[cell] > 0.0 ? residents[cell] : 0.0;
    }
    return sum;
}

static uint32_t resident_weight(const struct world *world, const double residents[N_AGE_CELLS], double resident_sample)
{
    double most = residents_of(residents) / world->parameters.demography.min_resident_agents;
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
        double returned = plan->past->persons / plan->weight / (double)plan->home.n_persons;
        double records = 1.6 * (corridors + returned) > 0.06 ? 1.6 * (corridors + returned) : 0.06;
        chunk->capacity[TABLE_household] =
            (uint32_t)(1.25 * n / world->country[HOME].household_size) + 48; /* they split */
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

/* (P16) The residents of the table less the persons from Viet Nam among them, who are agents of their own. */
static void residents_without_migrants(const struct world *world, const struct population_plan *plan, size_t country,
                                       double residents[N_AGE_CELLS])
{
    memcpy(residents, world->country[country].population, N_AGE_CELLS * sizeof *residents);
    for (size_t channel = 0; channel < N_CHANNELS; channel++) {
        double stock = world->country[country].vietnamese_stock[channel], age_now[MAX_AGE + 1];
        double women = population_women_among_migrants(world, country, channel);
        if (stock > 0.0) {
            population_ages_abroad(plan, country, channel, age_now);
        }
        for (size_t age = 0; age <= MAX_AGE && stock > 0.0; age++) {
            residents[SEX_female * (MAX_AGE + 1) + age] -= women * stock * age_now[age];
            residents[SEX_male * (MAX_AGE + 1) + age] -= (1.0 - women) * stock * age_now[age];
        }
    }
}

static void deal_residents(const struct world *world, struct population_plan *plan, double resident_sample,
                           uint32_t weights[MAX_COUNTRIES])
{
    double residents[N_AGE_CELLS];
    for (size_t c = 1; c < world->n_countries; c++) {
        if (country_has_residents(&world->country[c])) {
            residents_without_migrants(world, plan, c, residents);
            weights[c] = resident_weight(world, residents, resident_sample);
            deal_out(&plan->residents[c], residents, N_AGE_CELLS, 0, weights[c]);
        }
    }
}

enum cor_status population_plan(const struct world *world, double sample, double resident_sample,
                                struct population_plan *plan)
{
    uint32_t weights[MAX_COUNTRIES] = {0};
    double at_home[N_AGE_CELLS];
    memset(plan, 0, sizeof *plan);
    plan->weight = sample < 1.0 ? (uint32_t)(1.0 / sample + 0.5) : 1u;
    plan->residents = cor_calloc(MAX_COUNTRIES, sizeof *plan->residents);
    plan->stay = cor_calloc(MAX_COUNTRIES, sizeof *plan->stay);
    plan->past = cor_calloc(1, sizeof *plan->past);
    plan->levers = cor_calloc((size_t)N_LEVERS * N_LEVER_CELLS, sizeof *plan->levers);
    if (!plan->residents || !plan->stay || !plan->past || !plan->levers) {
        population_plan_free(plan);
        return COR_ERR_MEMORY;
    }
    levers_set_neutral(plan->levers);
    population_prepare_cuts(world, &plan->cuts);
    for (size_t cell = 0; cell < N_SLOTS; cell++) {
        plan->slot[cell] = slot_of_cell(cell);
    }
    population_pipeline_arrival_ages(&world->parameters, plan->arrival_age);
    deal_home(world, plan, at_home);
    if (population_plan_stays(world, plan, at_home) != COR_OK) {
        population_plan_free(plan);
        return COR_ERR_MEMORY;
    }
    deal_residents(world, plan, resident_sample, weights);
    size_t n_chunks = chunks_for(plan->home.n_persons);
    for (size_t c = 1; c < world->n_countries; c++) {
        n_chunks += chunks_for(plan->residents[c].n_persons);
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
    free(plan->past);
    free(plan->levers);
    memset(plan, 0, sizeof *plan);
}
