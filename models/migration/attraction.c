/* What the alternatives are worth this month. WORLD side of the choice. */
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/recruitment/recruitment.h"
#include "models/social_protection/social_protection.h"
#include "models/training/training.h"
#include "models/wages/wages.h"
#include "models/migration/migration_world.h"

/* Mean expected first pay over the occupations of the corridor, cents per month. */
static double expected_pay(const struct cor_context *context, size_t country, size_t channel, unsigned education)
{
    const struct world *world = world_of(context);
    const double *share = world->migration->occupation_weight[country][mix_of(channel, education)];
    return wages_abroad_expected_mean(context, country, channel, share, education,
                                      world->country[country].language_required[channel]);
}

/* Log of the purchasing power of net pay, part of it spent in Viet Nam. contributes: chance that contributions are paid. */
static double log_purchasing_power(const struct world *world, size_t country, double pay, double contributes)
{
    int32_t gross = pay > 1e9 ? 1000000000 : (int32_t)pay;
    int64_t contribution = (int64_t)(contributes * (double)wages_contribution(world, country, gross));
    int64_t net = (int64_t)gross - contribution - wages_tax(world, country, gross);
    int64_t remitted = (int64_t)(world->parameters.migration.belief_remitted * (double)net);
    int64_t power = wages_purchasing_power(world, country, net, remitted);
    return cor_log(power > 1 ? (double)power : 1.0);
}

static bool leads_to_settlement(size_t channel)
{
    return channel == CHANNEL_apprenticeship || channel == CHANNEL_skilled;
}

/* Places a year that the law leaves of the known entries and adds to them. */
static double places_by_law(const struct cor_context *context, size_t country, size_t channel)
{
    double known = migration_macro_of(context)->market.known[country][channel];
    struct migration_law law = migration_law_of(context, country, channel);
    known *= migration_left_by_limit(migration_openings(context, country, channel), law.limit);
    law.limit = known; /* what it closes is off: one that openings stay below closes nothing */
    return migration_capacity(known, &law, world_of(context)->parameters.migration.quota_fill);
}

/* What places are worth more than others, through the candidates they draw (README M5). */
static double worth_beside(const struct cor_context *context, double places, double others)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    return p->nest_dissimilarity *
           cor_log(choice_interest_in(places, p->interest_least, p->interest_scale, p->places_least) /
                   choice_interest_in(others, p->interest_least, p->interest_scale, p->places_least));
}

/* Places that a policy opens draw candidates, as known entries of later years do, and those it closes lose them: relative to
 * those for which the constants were solved, so that interest follows choice_interest_in. */
static double worth_of_places(const struct cor_context *context, size_t country, size_t channel)
{
    return worth_beside(context, places_by_law(context, country, channel),
                        world_at_start(world_of(context))->country[country].vietnamese_entries[channel]);
}

double migration_worth_of_law(const struct cor_context *context, size_t country, size_t channel)
{
    return worth_beside(context, places_by_law(context, country, channel),
                        migration_macro_of(context)->market.known[country][channel]);
}

static void weigh_alternative(const struct cor_context *context, struct migration_attraction *to, size_t country,
                              size_t channel)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    const struct migration_tables *tables = world->migration;
    const struct country *facts = &world->country[country];
    const struct migration_macro *macro = migration_macro_of(context);
    struct alternative_terms terms = {.constant = macro->constant[alternative_of(country, channel)],
                                      .settlement = leads_to_settlement(channel) ? 1.0 : 0.0,
                                      .places = worth_of_places(context, country, channel),
                                      .level = facts->language_required[channel],
                                      .wait_months = macro->wait[country][channel],
                                      .horizon = tables->horizon[country][channel]};
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        size_t k = migration_commonest_occupation(tables->occupation_weight[country][mix_of(channel, e)]);
        double pay = expected_pay(context, country, channel, e);
        double gain = pay * social_protection_gain(context, country, channel, k, tables->stay_months[country][channel]);
        to->cost[e][channel][country] = recruitment_cost_expected(context, country, channel, k, pay) +
                                        training_cost_expected(context, country, channel, 0.0);
        double contributes = social_protection_contributes(context, country, channel, k);
        terms.log_pay_power = log_purchasing_power(world, country, pay, contributes);
        to->money[e][channel][country] = choice_money(p, gain, to->cost[e][channel][country]);
        to->value[e][channel][country] = choice_value_to_all(p, &terms);
        to->log_pay[e] += macro->capacity[country][channel] * cor_log(pay > 1.0 ? pay : 1.0);
        to->cheapest[e] =
            to->cost[e][channel][country] < to->cheapest[e] ? to->cost[e][channel][country] : to->cheapest[e];
    }
}

static void weigh_networks(const struct cor_context *context, struct migration_attraction *to)
{
    const struct migration_macro *macro = migration_macro_of(context);
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        for (size_t r = 0; r < N_REGIONS; r++) {
            to->network[r][c] = choice_worth_of_network(&world_of(context)->parameters.migration, macro->network[c][r]);
            to->abroad[r] += macro->network[c][r];
        }
    }
}

/* Until they are opened, alternatives cost more than anybody has. */
static void close_all(struct migration_attraction *attraction)
{
    memset(attraction, 0, sizeof *attraction);
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            for (size_t c = 0; c < MAX_COUNTRIES; c++) {
                attraction->cost[e][h][c] = 1e300;
            }
        }
        attraction->cheapest[e] = 1e15;
    }
}

void migration_weigh_alternatives(const struct cor_context *context, struct migration_attraction *attraction)
{
    const struct world *world = world_of(context);
    const struct migration_macro *macro = migration_macro_of(context);
    double capacity = 0.0;
    close_all(attraction);
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            attraction->home_weight[h][c] =
                world->parameters.migration.pay_elasticity * world->migration->horizon[c][h];
            if (macro->capacity[c][h] > 0.0) {
                attraction->open[alternative_of(c, h)] = 1;
                capacity += macro->capacity[c][h];
                weigh_alternative(context, attraction, c, h);
            }
        }
    }
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        attraction->log_pay[e] = capacity > 0.0 ? attraction->log_pay[e] / capacity : 0.0;
    }
    weigh_networks(context, attraction);
    migration_screen_aspirants(world, attraction);
    attraction->ready = 1;
}
