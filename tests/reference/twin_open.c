/* The corridors as a whole, once a month: networks, capacities and places (models/migration/README.md, M6, M12, M13). */
#include "models/migration/migration_rules.h"
#include "tests/reference/twin_kin.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* ---- stocks and networks ---- */

static void take_stock(struct twin *t)
{
    struct migration_macro *macro = &t->macro.migration;
    for (size_t r = 0; is_month_of_census(t) && r < N_REGIONS; r++) {
        macro->region_population[r] = t->totals.region_population[r];
    }
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t r = 0; r < N_REGIONS; r++) {
            int64_t abroad = t->totals.stock_region[c * N_REGIONS + r], people = macro->region_population[r];
            macro->network[c][r] = people > 0 ? (double)abroad / (double)people : 0.0;
        }
    }
}

/* ---- capacities and seats (M6) ---- */

struct migration_law twin_law_of(const struct twin *t, size_t c, size_t h)
{
    return (struct migration_law){migration_lever_mean(&t->context, LEVER_quota_factor, c, h),
                                  h < N_CHOICE_CHANNELS ? migration_lever_mean(&t->context, LEVER_quota_limit, c, h)
                                                        : NEUTRAL_quota_limit,
                                  migration_lever_amount(&t->context, LEVER_quota_added, c, h)};
}

/* Admissions per year that the rules of this month allow. */
static double capacity_by_rules(const struct twin *t, size_t country, size_t channel)
{
    struct migration_law law = twin_law_of(t, country, channel);
    return channel == CHANNEL_irregular
               ? 0.0
               : migration_capacity(twin_openings(t, country, channel), &law, parameters_of(t)->quota_fill);
}

/* The fraction of an agent with which a corridor opens. */
static double fraction_at_start(const struct twin *t, size_t c, size_t h)
{
    struct cor_draws draws = cor_person_draws(t->context.key, corridor_cell(c, h), 0, 0, PURPOSE_places, 0);
    return (cor_unit(draws.word[0]) - 0.5) * (double)t->world->person_weight;
}

/* Places offered this month (M13). */
static double places_offered(const struct twin *t, size_t c, size_t h)
{
    double capacity = t->macro.migration.capacity[c][h], carry = t->macro.migration.carry[c][h];
    if (!(capacity > 0.0) || h == CHANNEL_family) { /* family does not queue */
        return 0.0;
    }
    return migration_offer(carry, (double)t->totals.due[corridor_cell(c, h)],
                           migration_slack(capacity, (double)t->world->person_weight));
}

static void open_corridor(struct twin *t, size_t c, size_t h, double capacity)
{
    struct migration_macro *macro = &t->macro.migration;
    uint32_t cell = corridor_cell(c, h);
    macro->capacity[c][h] = capacity;
    macro->carry[c][h] = migration_carry(macro->carry[c][h], t->queue[QUEUE_admissions].admitted[cell], capacity,
                                         (double)t->world->person_weight, fraction_at_start(t, c, h));
    double places = places_offered(t, c, h);
    macro->seats[c][h] = places > 0.0 ? (int64_t)(places + 0.5) : 0;
    macro->wait[c][h] = capacity > 0.0 ? 12.0 * (double)t->totals.queued[cell] / capacity : 0.0;
}

/* ---- the first month: what later months are judged by, the same in all scenarios ---- */

/* First pay expected of somebody with upper secondary schooling. */
static double reference_of_pay(const struct twin *t, size_t c, size_t h)
{
    struct worker_abroad who = {.education = EDUCATION_upper_secondary,
                                .language = t->world->country[c].language_required[h]};
    double sum = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        sum += t->world->migration->occupation_weight[c][MIX_general][k] * twin_pay_to_expect(t, c, h, k, who);
    }
    return sum;
}

static void set_baseline(struct twin *t)
{
    static double neutral[N_LEVERS * N_LEVER_CELLS];
    static const double value[N_LEVERS] = {
#define LEVER(name, combine, neutral, ...) neutral,
#include "models/tables/levers.def"
    };
    struct migration_macro *macro = &t->macro.migration;
    const double *levers = t->context.levers, least = parameters_of(t)->places_least;
    for (size_t i = 0; i < (size_t)N_LEVERS * N_LEVER_CELLS; i++) {
        neutral[i] = value[i / N_LEVER_CELLS];
    }
    t->context.levers = neutral;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        twin_begin_market(t, c);
        for (size_t h = 0; h < N_CHANNELS; h++) {
            double capacity = capacity_by_rules(t, c, h);
            macro->capacity[c][h] = capacity;
            macro->carry[c][h] = fraction_at_start(t, c, h);
            macro->planned[c][h] = h < N_CHOICE_CHANNELS ? twin_pipeline_at_start(t, c, h) : 0.0;
            /* corridors that only a policy would open have a constant too */
            macro->capacity[c][h] = h < N_CHOICE_CHANNELS && capacity < least ? least : capacity;
            macro->market.capacity_start[c][h] = h < N_CHOICE_CHANNELS ? macro->capacity[c][h] : 0.0;
            macro->pay_reference[c][h] = reference_of_pay(t, c, h);
        }
    }
    twin_settle_family(t);
    twin_weigh_alternatives(t);
    twin_set_constants(t);
    twin_begin_to_watch(t);
    t->context.levers = levers;
}

/* ---- the month ---- */

void twin_migration_open(struct twin *t)
{
    take_stock(t);
    if (t->macro.migration.attraction.ready) {
        twin_remember_interest(t);
        for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
            twin_follow_market(t, c);
        }
    } else {
        set_baseline(t);
    }
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            open_corridor(t, c, h, capacity_by_rules(t, c, h));
        }
    }
    twin_open_family(t);
    twin_weigh_alternatives(t);
    if (is_month_of_census(t)) {
        twin_foresee_interest(t);
    }
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            twin_set_intake(t, c, h);
            struct observed who = {.country = (uint8_t)c, .channel = (uint8_t)h};
            observe_amount(&t->context, OUTPUT_limited, who, twin_openings(t, c, h) > twin_law_of(t, c, h).limit);
        }
        for (size_t h = 0; t->context.observe && h <= CHANNEL_family; h++) {
            struct observed who = {.country = (uint8_t)c, .channel = (uint8_t)h};
            observe_amount(&t->context, OUTPUT_openings, who, (int64_t)(twin_openings(t, c, h) + 0.5));
            observe_amount(&t->context, OUTPUT_places, who, (int64_t)(t->macro.migration.capacity[c][h] + 0.5));
        }
    }
}
