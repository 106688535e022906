/* The corridors: queue for admission, capacities and seats. */
#include <string.h>
#include "models/migration/family.h"
#include "models/migration/migration_rules.h"
#include "models/wages/wages.h"
#include "models/migration/migration_world.h"

uint64_t migration_admission_key(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    struct cor_draws draws =
        draws_of(context, chunk, view->person.id[view->migrant.person[migrant_row]], DRAWS_admission);
    return migration_queue_key(view->migrant.since[migrant_row], draws.word[WORD_admission_rank_high],
                               draws.word[WORD_admission_rank_low]);
}

/* Months since the papers were ready; negative while they are not. */
static double months_ready(const struct cor_context *context, const struct migrant_columns *migrant,
                           uint32_t migrant_row)
{
    return (double)(context->month - migrant->since[migrant_row]) -
           months_of_processing(context, migrant->country[migrant_row], migrant->channel[migrant_row]);
}

bool migration_papers_ready(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    return months_ready(context, &view_of(chunk)->migrant, migrant_row) >= 0.0;
}

/* Months after the papers are ready in which a person's turn comes, as last month's pipeline has it. */
static double months_until_turn(const struct cor_context *context, size_t country, size_t channel)
{
    const struct migration_macro *macro = migration_macro_of(context);
    return macro->attraction.ready ? macro->turn[country][channel]
                                   : world_of(context)->parameters.migration.queue_months;
}

static void wait_for_admission(struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    size_t country = view->migrant.country[migrant_row], channel = view->migrant.channel[migrant_row];
    uint32_t cell = corridor_cell(country, channel);
    struct cor_draws draws =
        draws_of(context, chunk, view->person.id[view->migrant.person[migrant_row]], DRAWS_waiting);
    if (cor_happens(draws.word[WORD_waiting_gives_up], world_of(context)->parameters.migration.queue_drop_out)) {
        migration_give_up(context, chunk, migrant_row);
        return;
    }
    double ready = months_ready(context, &view->migrant, migrant_row);
    totals_of(context)->queued[cell] += chunk->weight;
    totals_of(context)->due[cell] += ready >= months_until_turn(context, country, channel) ? chunk->weight : 0;
    if (ready >= 0.0) {
        cor_lane_apply(context->lanes[QUEUE_admissions], cell, migration_admission_key(context, chunk, migrant_row),
                       chunk->weight);
    }
}

static void count_abroad(struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    size_t country = view->migrant.country[migrant_row];
    size_t region = trait_region(view->person.traits[view->migrant.person[migrant_row]]);
    totals_of(context)->stock_abroad[corridor_cell(country, view->migrant.channel[migrant_row])] += chunk->weight;
    totals_of(context)->stock_region[country * N_REGIONS + region] += chunk->weight;
    if (!migration_macro_of(context)->attraction.ready) {
        size_t group = view->migrant.channel[migrant_row] == CHANNEL_skilled ? SPONSOR_skilled : SPONSOR_settled;
        totals_of(context)->family_left[group] +=
            (int64_t)chunk->weight * migration_family_left(context, chunk, migrant_row);
    }
}

static void take_off_regions(struct cor_context *context, struct cor_chunk *chunk, enum work_status status)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *rows = scratch_of(context)->persons;
    uint32_t n = cor_rows_where(person->work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, (uint8_t)status, rows);
    for (uint32_t i = 0; i < n; i++) {
        totals_of(context)->region_population[trait_region(person->traits[rows[i]])] -= chunk->weight;
    }
}

/* Persons present by region: all rows, less the few that are free or whose person lives abroad. */
static void count_regions(struct cor_context *context, struct cor_chunk *chunk)
{
    for (unsigned r = 0; r < N_REGIONS; r++) {
        uint8_t mask = trait_make(0, 0, false, (enum region)7), region = trait_make(0, 0, false, (enum region)r);
        uint32_t n = cor_rows_count(view_of(chunk)->person.traits, chunk->n_rows[TABLE_person], mask, region);
        totals_of(context)->region_population[r] += (int64_t)n * chunk->weight;
    }
    take_off_regions(context, chunk, WORK_FREE);
    take_off_regions(context, chunk, WORK_ABROAD);
}

/* In the order of the rows: whose family is at home depends on who of it has given up before. */
static void apply_or_count(struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    switch (migrant->stage[migrant_row]) {
    case STAGE_PREPARING:
        totals_of(context)->preparing[corridor_cell(migrant->country[migrant_row], migrant->channel[migrant_row])] +=
            chunk->weight;
        break;
    case STAGE_QUEUED:
        wait_for_admission(context, chunk, migrant_row);
        break;
    case STAGE_ABROAD:
        count_abroad(context, chunk, migrant_row);
        break;
    default:
        break;
    }
}

void migration_apply(struct cor_context *context, struct cor_chunk *chunk)
{
    const uint8_t *stage = view_of(chunk)->migrant.stage;
    uint32_t rows[DRAW_BLOCK];
    if (is_census(context)) {
        count_regions(context, chunk);
        migration_count_singles(context, chunk);
    }
    for (struct piece p = pieces_of_table(chunk->n_rows[TABLE_migrant]); piece_next(&p);) {
        _Static_assert(STAGE_RETURNED == 4, "the stages before it lack its bit");
        uint32_t n = cor_rows_where(stage + p.first, p.n, STAGE_RETURNED, 0, rows);
        for (uint32_t i = 0; i < n; i++) {
            apply_or_count(context, chunk, p.first + rows[i]);
        }
    }
}

static void take_stock(const struct cor_context *context)
{
    struct migration_macro *macro = migration_macro_of(context);
    const struct totals *totals = totals_of(context);
    if (is_census(context)) {
        memcpy(macro->region_population, totals->region_population, sizeof macro->region_population);
    }
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            macro->stock[c][h] = totals->stock_abroad[corridor_cell(c, h)];
            macro->queued[c][h] = totals->queued[corridor_cell(c, h)];
        }
        for (size_t r = 0; r < N_REGIONS; r++) {
            int64_t people = macro->region_population[r];
            macro->network[c][r] = people > 0 ? (double)totals->stock_region[c * N_REGIONS + r] / (double)people : 0.0;
        }
    }
}

struct migration_law migration_law_of(const struct cor_context *context, size_t country, size_t channel)
{
    return (struct migration_law){.factor = migration_lever_mean(context, LEVER_quota_factor, country, channel),
                                  .limit = channel < N_CHOICE_CHANNELS /* families follow: see family.c */
                                               ? migration_lever_mean(context, LEVER_quota_limit, country, channel)
                                               : NEUTRAL_quota_limit,
                                  .added = migration_lever_amount(context, LEVER_quota_added, country, channel)};
}

/* Admissions per year: what employers look for, within the law of this month. */
static void set_capacities(const struct cor_context *context, size_t country)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    struct migration_macro *macro = migration_macro_of(context);
    for (size_t h = 0; h <= CHANNEL_family; h++) {
        struct migration_law law = migration_law_of(context, country, h);
        macro->capacity[country][h] = migration_capacity(migration_openings(context, country, h), &law, p->quota_fill);
    }
}

/* A fraction of an agent between minus and plus a half, with which a corridor opens: the same in all scenarios. */
static double start_of_places(const struct cor_context *context, uint32_t cell)
{
    struct cor_draws draws = draws_of_world(context, cell, DRAWS_corridor_opens);
    return (cor_unit(draws.word[WORD_corridor_opens_fraction]) - 0.5) * (double)world_of(context)->person_weight;
}

static int64_t seats_offered(const struct cor_context *context, size_t country, size_t channel, double weight)
{
    const struct migration_macro *macro = migration_macro_of(context);
    double capacity = macro->capacity[country][channel], carry = macro->carry[country][channel], offer;
    if (!(capacity > 0.0) || channel == CHANNEL_family) { /* nobody queues there, see family.c */
        return 0;
    }
    offer = migration_offer(carry, (double)totals_of(context)->due[corridor_cell(country, channel)],
                            migration_slack(capacity, weight));
    return offer > 0.0 ? (int64_t)(offer + 0.5) : 0;
}

static void open_seats(const struct cor_context *context, size_t country)
{
    struct migration_macro *macro = migration_macro_of(context);
    double weight = (double)world_of(context)->person_weight;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        uint32_t cell = corridor_cell(country, h);
        double capacity = macro->capacity[country][h];
        macro->carry[country][h] =
            migration_carry(macro->carry[country][h], context->queues[QUEUE_admissions].admitted[cell], capacity,
                            weight, start_of_places(context, cell));
        macro->seats[country][h] = seats_offered(context, country, h, weight);
        macro->wait[country][h] = capacity > 0.0 ? 12.0 * (double)macro->queued[country][h] / capacity : 0.0;
    }
}

/* First pay expected in the first month of the run, by which later pay abroad is judged. */
static void set_pay_references(const struct cor_context *context)
{
    const struct world *world = world_of(context);
    struct migration_macro *macro = migration_macro_of(context);
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            const double *share = world->migration->occupation_weight[c][MIX_general];
            for (size_t k = 0; k < N_OCCUPATIONS; k++) {
                macro->pay_reference[c][h] +=
                    share[k] * wages_abroad_expected(context, c, h, k, EDUCATION_upper_secondary,
                                                     world->country[c].language_required[h]);
            }
        }
    }
}

/* Places and pipelines with which corridors begin: the pipeline is the one that the entries of the first year want. */
static void set_starts(const struct cor_context *context)
{
    struct migration_macro *macro = migration_macro_of(context);
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        migration_begin_market(context, c);
        set_capacities(context, c);
        for (size_t h = 0; h < N_CHANNELS; h++) {
            macro->carry[c][h] = start_of_places(context, corridor_cell(c, h));
            macro->planned[c][h] = h < N_CHOICE_CHANNELS ? migration_pipeline_at_start(context, c, h) : 0.0;
        }
    }
}

/* In the first month: what later months are judged by, under neutral levers, so that it is the same in every scenario.
 */
static void set_baseline(struct cor_context *context)
{
    struct migration_macro *macro = migration_macro_of(context);
    struct cor_context baseline = *context;
    double *levers = scratch_of(context)->levers;
    _Static_assert(sizeof(((struct scratch *)0)->levers) >= sizeof(double) * N_LEVERS * N_LEVER_CELLS,
                   "scratch holds the levers of a month");
    levers_set_neutral(levers);
    baseline.levers = levers;
    set_starts(&baseline);
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        set_capacities(&baseline, c);
        for (size_t h = 0; h < N_CHOICE_CHANNELS;
             h++) { /* corridors that only a policy would open need a constant too */
            double least = world_of(context)->parameters.migration.places_least;
            macro->capacity[c][h] = macro->capacity[c][h] > least ? macro->capacity[c][h] : least;
            macro->market.capacity_start[c][h] = macro->capacity[c][h];
        }
    }
    migration_settle_family(&baseline);
    set_pay_references(&baseline);
    migration_weigh_alternatives(&baseline, &macro->attraction);
    migration_set_constants(&baseline, macro);
}

static void observe_corridor(struct cor_context *context, size_t country, size_t channel)
{
    struct observed who = {.country = (uint8_t)country, .channel = (uint8_t)channel};
    double openings = migration_openings(context, country, channel);
    observe_amount(context, OUTPUT_openings, who, (int64_t)(openings + 0.5));
    observe_amount(context, OUTPUT_places, who, (int64_t)(migration_capacity_of(context, country, channel) + 0.5));
}

/* Is employers' search kept below a limit this month? */
static void observe_limit(struct cor_context *context, size_t country, size_t channel)
{
    struct observed who = {.country = (uint8_t)country, .channel = (uint8_t)channel};
    double openings = migration_openings(context, country, channel);
    observe_amount(context, OUTPUT_limited, who, openings > migration_law_of(context, country, channel).limit);
}

void migration_open(struct cor_context *context)
{
    struct migration_macro *macro = migration_macro_of(context);
    take_stock(context);
    if (macro->attraction.ready) {
        migration_remember_interest(context);
        for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
            migration_follow_market(context, c);
        }
    } else {
        set_baseline(context);
    }
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        set_capacities(context, c);
        open_seats(context, c);
    }
    migration_open_family(context);
    migration_weigh_alternatives(context, &macro->attraction);
    migration_expect_interest(context);
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            migration_set_intake(context, c, h);
            observe_limit(context, c, h);
        }
        for (size_t h = 0; context->observe && h <= CHANNEL_family; h++) {
            observe_corridor(context, c, h);
        }
    }
    migration_set_bounds(context);
}

const int64_t *migration_seats(const struct cor_context *context)
{
    return &migration_macro_of(context)->seats[0][0];
}
