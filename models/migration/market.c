/* The corridors as markets: how many workers employers look for in Viet Nam, and what recruiters charge. WORLD side. */
#include "models/labour_market/labour_market.h"
#include "models/migration/market_rules.h"
#include "models/migration/migration_internal.h"
#include "models/migration/migration_world.h"
#include "models/recruitment/recruitment.h"
#include "models/shocks/shocks.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages.h"

static const struct migration_parameters *parameters_of(const struct cor_context *context)
{
    return &world_of(context)->parameters.migration;
}

static struct migration_market *market_of(const struct cor_context *context)
{
    return &migration_macro_of(context)->market;
}

/* Vacancies that stay unfilled in the occupations of the country's Vietnamese workers, relative to the first month. */
static double shortage_of(const struct cor_context *context, size_t country)
{
    const double *share = world_of(context)->migration->occupation_weight[country][MIX_general];
    const double *vacancies = labour_market_shortage(context, country);
    double now = 0.0, start = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        now += share[k] * vacancies[k];
        start += share[k] * labour_market_shortage_at_start(context, country, k);
    }
    return market_shortage(now, start);
}

/* One over the vacancies that an opening meets: openings spread over occupations by the shares of the country's workers. */
static double crowding_of(const struct cor_context *context, size_t country)
{
    const double *share = world_of(context)->migration->occupation_weight[country][MIX_general];
    double sum = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        double vacancies = labour_market_shortage_at_start(context, country, k);
        sum += vacancies > 0.0 ? share[k] * share[k] / vacancies : 0.0;
    }
    return sum;
}

static int64_t stock_of(const struct cor_context *context, size_t country)
{
    int64_t sum = 0;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        sum += migration_macro_of(context)->stock[country][h];
    }
    return sum;
}

/* Pay in the country over pay in Viet Nam, both relative to the first month of the run. */
static double pay_of(const struct cor_context *context, size_t country)
{
    const double *share = world_of(context)->migration->occupation_weight[country][MIX_general];
    double curve = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        curve += share[k] * wages_curve(context, country, k);
    }
    return curve * wages_level(context, country) / wages_level(context, HOME);
}

/* Openings are the entries that are known, and the market moves on from them. */
static void know_entries(const struct cor_context *context, size_t country)
{
    struct migration_market *market = market_of(context);
    market->shortage_known[country] = market->shortage[country];
    for (size_t h = 0; h < N_CHANNELS; h++) {
        market->known[country][h] = world_of(context)->country[country].vietnamese_entries[h];
        market->openings[country][h] = market->known[country][h];
        market->habit_known[country][h] = market->habit[country][h];
    }
}

void migration_begin_market(const struct cor_context *context, size_t country)
{
    struct migration_market *market = market_of(context);
    market->shortage[country] = market->shortage_known[country] = 1.0;
    market->shortage_start[country] = shortage_of(context, country);
    market->pay_start[country] = pay_of(context, country);
    market->stock_start[country] = (double)stock_of(context, country);
    market->crowding[country] = crowding_of(context, country);
    know_entries(context, country);
}

/* Places by which the market is judged from now on: those that employers offer, so that what law closes or opens in these days is
 * not taken for the custom of the corridor. The candidates for them are migration_predict_interest's. */
static void begin_fees(const struct cor_context *context, size_t country)
{
    struct migration_market *market = market_of(context);
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        double offered = market->openings[country][h];
        market->capacity_start[country][h] = offered > 0.0 ? offered : parameters_of(context)->places_least;
    }
}

/* Log of what a worker costs the employer, relative to neutral levers (README M19). */
static double log_labour_cost(const struct cor_context *context, size_t country, size_t channel)
{
    const struct world *world = world_of(context);
    const struct country *facts = &world->country[country];
    const double *share = world->migration->occupation_weight[country][MIX_general];
    size_t k = migration_commonest_occupation(share);
    double pay = migration_macro_of(context)->pay_reference[country][channel] * wages_level(context, country);
    double gain = wages_gain_on_entry(context, country, channel,
                                      migration_lever_mean(context, LEVER_entry_gap_factor, country, channel));
    double rate = facts->employer_contribution_rate / 100.0;
    double fee = recruitment_cost_uncapped(context, country, channel);
    double charged = recruitment_cost_expected(context, country, channel, k, pay * gain);
    double borne = fee > charged ? parameters_of(context)->fee_borne * (fee - charged) : 0.0;
    double stay = world->migration->stay_months[country][channel];
    double now =
        market_labour_cost(pay * gain, rate * social_protection_contributes(context, country, channel, k), borne, stay);
    double usual =
        market_labour_cost(pay, rate * social_protection_usually_contributes(context, country, channel), 0.0, stay);
    return market_log_ratio(now, usual);
}

/* Persons who would like to go, relative to the first month; closed corridors have none. */
static double log_interest(const struct cor_context *context, size_t country, size_t channel)
{
    const struct migration_market *market = market_of(context);
    size_t a = alternative_of(country, channel);
    return market_log_ratio(market->wished[a], market->wished_start[a]);
}

/* Vietnamese in the countries of a nest relative to the first month. */
static double stock_around(const struct cor_context *context, enum nest nest)
{
    const struct world *world = world_of(context);
    double now = 0.0, start = 0.0;
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        now += world->country[c].nest == nest ? (double)stock_of(context, c) : 0.0;
        start += world->country[c].nest == nest ? market_of(context)->stock_start[c] : 0.0;
    }
    return now > 0.0 && start > 0.0 ? now / start : 1.0;
}

/* Vietnamese in the country relative to the first month. */
static double log_stock(const struct cor_context *context, size_t country)
{
    double ballast = MIGRATION_LUMPS_REMEMBERED * (double)world_of(context)->person_weight;
    return market_log_stock((double)stock_of(context, country), market_of(context)->stock_start[country],
                            stock_around(context, world_of(context)->country[country].nest), ballast);
}

static void follow_demand(const struct cor_context *context, size_t country, size_t channel)
{
    const struct migration_parameters *p = parameters_of(context);
    struct migration_market *market = market_of(context);
    struct market_drivers by = {.pay = market_log_ratio(pay_of(context, country), market->pay_start[country]),
                                .stock = log_stock(context, country)};
    if (is_channel_of_work(channel)) {
        by.shortage = cor_log(market->shortage[country]);
        by.cost = log_labour_cost(context, country, channel);
    }
    double *habit = &market->habit[country][channel];
    *habit = market_habit(p, *habit, market_target(p, &by));
    market->openings[country][channel] =
        market_openings(market->known[country][channel], *habit, market->habit_known[country][channel],
                        shocks_openness(context, country));
}

/* Recruiters take a rent where candidates are many (README M20). */
static void follow_fees(const struct cor_context *context, size_t country, size_t channel)
{
    struct migration_market *market = market_of(context);
    double *fee = &market->fee[country][channel];
    double places = market_log_ratio(migration_macro_of(context)->capacity[country][channel],
                                     market->capacity_start[country][channel]);
    *fee = market_fee(parameters_of(context), *fee, log_interest(context, country, channel) - places);
}

/* With the rent, and with pay. */
static void set_fees(const struct cor_context *context, size_t country)
{
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        double rent = market_of(context)->fee[country][h];
        recruitment_set_fees(context, country, h, rent + cor_log(wages_level(context, country)));
    }
}

/* Recruiting follows its drivers while entries are known, too: what it has not yet come up to when they end comes after. */
void migration_follow_market(const struct cor_context *context, size_t country)
{
    struct migration_market *market = market_of(context);
    bool known = entries_are_known(world_of(context), context->month);
    market->shortage[country] = shortage_of(context, country) / market->shortage_start[country];
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if (known || market->known[country][h] > 0.0) {
            follow_demand(context, country, h);
        }
    }
    if (known) {
        know_entries(context, country);
        begin_fees(context, country);
    }
    for (size_t h = 0; !known && h < N_CHOICE_CHANNELS; h++) {
        follow_fees(context, country, h);
    }
    set_fees(context, country);
}

/* Share of the openings for workers that meet a vacancy (README M18). */
static double room_of(const struct cor_context *context, size_t country)
{
    const struct migration_market *market = market_of(context);
    double openings = 0.0, start = 0.0;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        openings += is_channel_of_work(h) ? market->openings[country][h] : 0.0;
        start += is_channel_of_work(h) ? market->known[country][h] : 0.0;
    }
    return market_room(openings, start, market->crowding[country], parameters_of(context)->share_open,
                       market->shortage[country], market->shortage_known[country]);
}

double migration_openings(const struct cor_context *context, size_t country, size_t channel)
{
    double openings = market_of(context)->openings[country][channel];
    return is_channel_of_work(channel) ? openings * room_of(context, country) : openings;
}
