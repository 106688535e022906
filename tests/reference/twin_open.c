/* The corridors as a whole, once a month: networks, capacities, seats, and the intake of recruiters
 * (models/migration/README.md, M5 and M6). */
#include "models/migration/migration_rules.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* ---- stocks and networks ---- */

static void take_stock(struct twin *t)
{
    struct migration_macro *macro = &t->macro.migration;
    for (size_t r = 0; (t->month - t->world->first_month) % 6 == 0 && r < N_REGIONS; r++) {
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

/* Admissions per year that the rules of this month allow. */
static double capacity_by_rules(const struct twin *t, size_t country, size_t channel)
{
    double entries = t->world->country[country].vietnamese_entries[channel];
    double factor = migration_lever_mean(&t->context, LEVER_quota_factor, country, channel);
    double added = migration_lever_amount(&t->context, LEVER_quota_added, country, channel);
    return channel == CHANNEL_irregular ? 0.0
                                        : migration_capacity(entries, factor, parameters_of(t)->quota_fill, added);
}

/* Workers can only be admitted to posts that are vacant. */
static double share_open_to_workers(const struct twin *t, size_t country)
{
    double posts = 0.0, workers = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        posts += (double)t->macro.labour_market.vacancies[country][k];
    }
    for (size_t h = 0; h < N_CHANNELS; h++) {
        workers += is_channel_of_work(h) ? capacity_by_rules(t, country, h) : 0.0;
    }
    return country_has_residents(&t->world->country[country])
               ? migration_share_open(parameters_of(t)->share_open, posts, workers)
               : 1.0;
}

static void open_corridor(struct twin *t, size_t c, size_t h, double capacity)
{
    struct migration_macro *macro = &t->macro.migration;
    uint32_t cell = corridor_cell(c, h);
    macro->capacity[c][h] = capacity;
    macro->carry[c][h] = migration_carry(macro->carry[c][h], t->queue[QUEUE_admissions].admitted[cell], capacity,
                                         (double)t->world->person_weight);
    macro->seats[c][h] = macro->carry[c][h] > 0.0 ? (int64_t)macro->carry[c][h] : 0;
    macro->wait[c][h] = capacity > 0.0 ? 12.0 * (double)t->totals.queued[cell] / capacity : 0.0;
}

static void open_country(struct twin *t, size_t c)
{
    double open = share_open_to_workers(t, c);
    for (size_t h = 0; h < N_CHANNELS; h++) {
        open_corridor(t, c, h, capacity_by_rules(t, c, h) * (is_channel_of_work(h) ? open : 1.0));
    }
}

/* ---- recruiters (M5) ---- */

static void remember_interest(struct twin *t)
{
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            double *interest = &t->macro.migration.interest[c][h];
            double now = (double)t->totals.interested[corridor_cell(c, h)];
            *interest += (now - *interest) / parameters_of(t)->interest_smoothing;
        }
    }
}

/* Months of preparation of a beginner, exams taken again included. */
static double months_of_preparation(const struct twin *t, size_t country, size_t channel)
{
    struct training_goal goal = goal_of(t, country, channel);
    double language = months_of_language(t, 0.0, goal.language) + (goal.exam > 0.0 ? 0.5 : 0.0);
    double months = language > goal.vocational_months ? language : goal.vocational_months;
    double least = t->world->parameters.training.base_months;
    return months > least ? months : least;
}

/* Share of the interested whom recruiters take on, so that the pipeline feeds the corridor. */
static double intake_of(const struct twin *t, size_t c, size_t h)
{
    uint32_t cell = corridor_cell(c, h);
    double preparation = months_of_preparation(t, c, h);
    double waiting = t->world->country[c].processing_months[h] *
                         migration_lever_mean(&t->context, LEVER_processing_factor, c, h) +
                     parameters_of(t)->queue_months;
    double completion = cor_pow(1.0 - t->world->parameters.training.drop_out, preparation) *
                        cor_pow(1.0 - parameters_of(t)->queue_drop_out, waiting);
    double on_the_way = (double)(t->totals.preparing[cell] + t->totals.queued[cell]);
    double wanted = migration_intake(t->macro.migration.capacity[c][h], completion, preparation + waiting, on_the_way,
                                     parameters_of(t)->recruit_adjust_months, parameters_of(t)->recruit_surge);
    double interest = t->macro.migration.interest[c][h];
    return interest > wanted ? wanted / interest : (wanted > 0.0 ? 1.0 : 0.0);
}

/* ---- the first month: what later months are judged by, the same in all scenarios ---- */

/* First pay expected of somebody with upper secondary schooling. */
static double reference_of_pay(const struct twin *t, size_t c, size_t h)
{
    struct worker_abroad who = {.education = EDUCATION_upper_secondary,
                                .language = t->world->country[c].language_required[h]};
    double sum = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        sum += t->world->migration.occupation_weight[c][MIX_general][k] * pay_of_worker(t, c, h, k, who);
    }
    return sum;
}

static void set_baseline(struct twin *t)
{
    static double neutral[N_LEVERS * N_LEVER_CELLS];
    static const double value[N_LEVERS] = {
#define LEVER(name, combine, neutral, ...) neutral,
#include "models/core/levers.def"
    };
    const double *levers = t->context.levers, least = parameters_of(t)->places_least;
    for (size_t i = 0; i < (size_t)N_LEVERS * N_LEVER_CELLS; i++) {
        neutral[i] = value[i / N_LEVER_CELLS];
    }
    t->context.levers = neutral;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            double capacity = capacity_by_rules(t, c, h); /* corridors that only a policy would open count as small ones */
            t->macro.migration.capacity[c][h] = h < N_CHOICE_CHANNELS && capacity < least ? least : capacity;
            t->macro.migration.pay_reference[c][h] = reference_of_pay(t, c, h);
        }
    }
    weigh_alternatives(t);
    set_constants(t);
    t->context.levers = levers;
}

/* ---- the month ---- */

void twin_migration_open(struct twin *t)
{
    take_stock(t);
    if (t->macro.migration.attraction.ready) {
        remember_interest(t);
    } else {
        set_baseline(t);
    }
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        open_country(t, c);
    }
    weigh_alternatives(t);
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            t->macro.migration.intake[c][h] = intake_of(t, c, h);
        }
    }
}
