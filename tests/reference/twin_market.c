/* How many workers employers look for, and what recruiters charge (models/migration/README.md, M17 to M20). */
#include "models/migration/market_rules.h"
#include "models/labour_market/labour_market.h"
#include "models/shocks/shocks.h"
#include "models/wages/wages_rules.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* Shares of occupations among the country's Vietnamese workers. */
static const double *shares_of(const struct twin *t, size_t c)
{
    return t->world->migration->occupation_weight[c][MIX_general];
}

/* Vacancies that stay unfilled in these occupations, relative to the first month. */
static double shortage_of(const struct twin *t, size_t c)
{
    double now = 0.0, start = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        now += shares_of(t, c)[k] * t->macro.labour_market.unfilled[c][k];
        start += shares_of(t, c)[k] * labour_market_shortage_at_start(&t->context, c, k);
    }
    return market_shortage(now, start);
}

static double crowding_of(const struct twin *t, size_t c)
{
    double sum = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        double share = shares_of(t, c)[k], vacancies = labour_market_shortage_at_start(&t->context, c, k);
        sum += vacancies > 0.0 ? share * share / vacancies : 0.0;
    }
    return sum;
}

/* Vietnamese who live in the country. */
static double stock_of(const struct twin *t, size_t c)
{
    int64_t sum = 0;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        sum += t->totals.stock_abroad[corridor_cell(c, h)];
    }
    return (double)sum;
}

/* Pay in the country over pay in Viet Nam, both relative to the first month of the run. */
static double pay_of(const struct twin *t, size_t c)
{
    double curve = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        curve += shares_of(t, c)[k] * t->macro.wages.curve[c][k];
    }
    return curve * t->macro.wages.level[c] / t->macro.wages.level[HOME];
}

static void know_entries(struct twin *t, size_t c)
{
    struct migration_market *market = &t->macro.migration.market;
    market->shortage_known[c] = market->shortage[c];
    for (size_t h = 0; h < N_CHANNELS; h++) {
        market->known[c][h] = market->openings[c][h] = t->world->country[c].vietnamese_entries[h];
        market->habit_known[c][h] = market->habit[c][h];
    }
}

void twin_begin_market(struct twin *t, size_t c)
{
    struct migration_market *market = &t->macro.migration.market;
    market->shortage[c] = market->shortage_known[c] = 1.0;
    market->shortage_start[c] = shortage_of(t, c);
    market->pay_start[c] = pay_of(t, c);
    market->stock_start[c] = stock_of(t, c);
    market->crowding[c] = crowding_of(t, c);
    know_entries(t, c);
}

/* ---- what moves the habit of recruiting (M17) ---- */

/* Log of what a worker costs, relative to neutral levers (M19). */
static double log_labour_cost(const struct twin *t, size_t c, size_t h)
{
    size_t k = twin_commonest_occupation(shares_of(t, c));
    double pay = t->macro.migration.pay_reference[c][h] * t->macro.wages.level[c];
    double gap = t->world->wages->entry_gap[c][h], speed = t->world->parameters.wages.assimilation;
    double gain =
        assimilation_factor(gap * migration_lever_mean(&t->context, LEVER_entry_gap_factor, c, h), speed, 0.0) /
        assimilation_factor(gap, speed, 0.0);
    double rate = t->world->country[c].employer_contribution_rate / 100.0;
    double spared = twin_fees(t, c, h) - twin_expected_cost_of_recruitment(t, c, h, k, pay * gain);
    double borne = spared > 0.0 ? parameters_of(t)->fee_borne * spared : 0.0;
    double stay = t->world->migration->stay_months[c][h];
    double now = market_labour_cost(pay * gain, rate * twin_contributes(t, c, h, k), borne, stay);
    double usual = market_labour_cost(pay, rate * t->world->social_protection->scheme[c].compliance[h], 0.0, stay);
    return market_log_ratio(now, usual);
}

static double log_interest(const struct twin *t, size_t c, size_t h)
{
    const struct migration_market *market = &t->macro.migration.market;
    size_t a = c * N_CHOICE_CHANNELS + h;
    return market_log_ratio(market->wished[a], market->wished_start[a]);
}

/* Vietnamese in the country; where they are few, those of the nest count beside them. */
static double log_stock(const struct twin *t, size_t c)
{
    const double *first = t->macro.migration.market.stock_start;
    double now = 0.0, start = 0.0;
    for (size_t i = HOME + 1; i < t->world->n_countries; i++) {
        bool near = t->world->country[i].nest == t->world->country[c].nest;
        now += near ? stock_of(t, i) : 0.0;
        start += near ? first[i] : 0.0;
    }
    double around = now > 0.0 && start > 0.0 ? now / start : 1.0;
    return market_log_stock(stock_of(t, c), first[c], around,
                            MIGRATION_LUMPS_REMEMBERED * (double)t->world->person_weight);
}

static void follow_demand(struct twin *t, size_t c, size_t h)
{
    struct migration_market *market = &t->macro.migration.market;
    struct market_drivers by = {.pay = market_log_ratio(pay_of(t, c), market->pay_start[c]), .stock = log_stock(t, c)};
    if (twin_is_channel_of_work(h)) {
        by.shortage = cor_log(market->shortage[c]);
        by.cost = log_labour_cost(t, c, h);
    }
    market->habit[c][h] = market_habit(parameters_of(t), market->habit[c][h], market_target(parameters_of(t), &by));
    market->openings[c][h] = market_openings(market->known[c][h], market->habit[c][h], market->habit_known[c][h],
                                             shocks_openness(&t->context, c));
}

/* ---- fees (M20) ---- */

static void follow_fees(struct twin *t, size_t c, size_t h)
{
    struct migration_market *market = &t->macro.migration.market;
    double places = market_log_ratio(t->macro.migration.capacity[c][h], market->capacity_start[c][h]);
    market->fee[c][h] = market_fee(parameters_of(t), market->fee[c][h], log_interest(t, c, h) - places);
}

static void set_fees(struct twin *t, size_t c)
{
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        t->macro.recruitment.log_fee[c][h] = t->macro.migration.market.fee[c][h] + cor_log(t->macro.wages.level[c]);
    }
}

/* ---- the month ---- */

/* As long as entries are known, openings are these, and interest is judged anew. */
static void begin_anew(struct twin *t, size_t c)
{
    struct migration_market *market = &t->macro.migration.market;
    know_entries(t, c);
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        double places = t->world->country[c].vietnamese_entries[h];
        market->capacity_start[c][h] = places > 0.0 ? places : parameters_of(t)->places_least;
    }
}

void twin_follow_market(struct twin *t, size_t c)
{
    struct migration_market *market = &t->macro.migration.market;
    bool known = cor_month_year(t->month) <= (int32_t)parameters_of(t)->entries_until;
    market->shortage[c] = shortage_of(t, c) / market->shortage_start[c];
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        if (known || market->known[c][h] > 0.0) {
            follow_demand(t, c, h);
        }
        if (!known) {
            follow_fees(t, c, h);
        }
    }
    if (known) {
        begin_anew(t, c);
    }
    set_fees(t, c);
}

/* Share of the openings that meet a vacancy (M18). */
static double room_of(const struct twin *t, size_t c)
{
    const struct migration_market *market = &t->macro.migration.market;
    double openings = 0.0, start = 0.0;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        openings += twin_is_channel_of_work(h) ? market->openings[c][h] : 0.0;
        start += twin_is_channel_of_work(h) ? market->known[c][h] : 0.0;
    }
    return market_room(openings, start, market->crowding[c], parameters_of(t)->share_open, market->shortage[c],
                       market->shortage_known[c]);
}

double twin_openings(const struct twin *t, size_t c, size_t h)
{
    return t->macro.migration.market.openings[c][h] * (twin_is_channel_of_work(h) ? room_of(t, c) : 1.0);
}
