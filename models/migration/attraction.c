/* What the alternatives are worth this month, and the closed form of the nested logit. WORLD side of the choice. */
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"

/* Mean expected first pay over the occupations of the corridor, cents per month. */
static double expected_pay(const struct cor_context *context, size_t country, size_t channel, unsigned education)
{
    const struct world *world = world_of(context);
    const double *share = world->migration.occupation_weight[country][mix_of(channel, education)];
    double language = world->country[country].language_required[channel], pay = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        if (share[k] > 0.0) {
            pay += share[k] * wages_abroad_expected(context, country, channel, k, education, language);
        }
    }
    return pay;
}

static size_t commonest_occupation(const double *share)
{
    size_t best = 0;
    for (size_t k = 1; k < N_OCCUPATIONS; k++) {
        best = share[k] > share[best] ? k : best;
    }
    return best;
}

/* Log of the purchasing power of net pay, part of it spent in Viet Nam. */
static double log_purchasing_power(const struct world *world, size_t country, double pay)
{
    int32_t gross = pay > 1e9 ? 1000000000 : (int32_t)pay;
    int64_t net = (int64_t)gross - wages_contribution(world, country, gross) - wages_tax(world, country, gross);
    int64_t remitted = (int64_t)(world->parameters.migration.belief_remitted * (double)net);
    int64_t power = wages_purchasing_power(world, country, net, remitted);
    return cor_log(power > 1 ? (double)power : 1.0);
}

static bool leads_to_settlement(size_t channel)
{
    return channel == CHANNEL_apprenticeship || channel == CHANNEL_skilled;
}

static void weigh_alternative(const struct cor_context *context, struct migration_attraction *to, size_t country,
                              size_t channel)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    const struct migration_tables *tables = &world->migration;
    const struct country *facts = &world->country[country];
    const struct migration_macro *macro = &macro_of(context)->migration;
    size_t a = alternative_of(country, channel);
    double common = (leads_to_settlement(channel) ? p->settlement_weight : 0.0) - tables->distance[facts->nest] -
                    p->language_weight * facts->language_required[channel] -
                    p->wait_weight * macro->wait[country][channel] / 12.0;
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        size_t k = commonest_occupation(tables->occupation_weight[country][mix_of(channel, e)]);
        double pay = expected_pay(context, country, channel, e);
        double gain = pay * social_protection_gain(context, country, channel, k, tables->stay_months[country][channel]);
        to->cost[a][e] = recruitment_cost_expected(context, country, channel, k, pay) +
                         training_cost_expected(context, country, channel, k, 0.0);
        to->money[a][e] = p->protection_weight * gain - p->cost_weight * to->cost[a][e];
        to->value[a][e] = common + p->pay_elasticity * tables->horizon[country][channel] *
                                       log_purchasing_power(world, country, pay);
        to->log_pay[e] += macro->capacity[country][channel] * cor_log(pay > 1.0 ? pay : 1.0);
        to->cheapest[e] = to->cost[a][e] < to->cheapest[e] ? to->cost[a][e] : to->cheapest[e];
    }
}

static void weigh_networks(const struct cor_context *context, struct migration_attraction *to)
{
    const struct migration_macro *macro = &macro_of(context)->migration;
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        for (size_t r = 0; r < N_REGIONS; r++) {
            to->network[c][r] = world_of(context)->parameters.migration.network_elasticity *
                                cor_log(1.0 + 1e5 * macro->network[c][r]);
        }
    }
}

void migration_weigh_alternatives(const struct cor_context *context, struct migration_attraction *attraction)
{
    const struct world *world = world_of(context);
    const struct migration_macro *macro = &macro_of(context)->migration;
    double capacity = 0.0;
    memset(attraction, 0, sizeof *attraction);
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        attraction->cheapest[e] = 1e15;
    }
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
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
    attraction->ready = 1;
}

double migration_choice_shares(const struct world *world, const double *value, const uint8_t *open, double *share)
{
    double lambda = world->parameters.migration.nest_dissimilarity, inner[N_NESTS] = { 0 }, all = 1.0;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        if (open[a]) {
            inner[world->country[a / N_CHOICE_CHANNELS].nest] += cor_exp(value[a] / lambda);
        }
    }
    for (size_t n = 0; n < N_NESTS; n++) {
        all += inner[n] > 0.0 ? cor_pow(inner[n], lambda) : 0.0;
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t n = open[a] ? world->country[a / N_CHOICE_CHANNELS].nest : 0;
        share[a] = open[a] ? cor_exp(value[a] / lambda) / inner[n] * cor_pow(inner[n], lambda) / all : 0.0;
    }
    return 1.0 / all;
}

/* Values of the alternatives for somebody with the mean pay of the region. */
static void values_of_the_mean(const struct cor_context *context, unsigned education, size_t region, double *value)
{
    const struct world *world = world_of(context);
    const struct migration_attraction *attraction = &macro_of(context)->migration.attraction;
    double pay = world->migration.home_pay[region];
    double log_home = cor_log(pay / world->country[HOME].price_level);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        value[a] = attraction->value[a][education] + attraction->network[c][region] +
                   attraction->money[a][education] / (12.0 * pay) -
                   world->parameters.migration.pay_elasticity * world->migration.horizon[c][h] * log_home;
    }
}

/* Persons aged 18-35 at home by education, from the facts. */
static double young_adults(const struct country *home, unsigned education)
{
    double sum = 0.0;
    for (size_t s = 0; s < N_SEXES; s++) {
        for (size_t age = 18; age <= 35; age++) {
            sum += home->population[s][age] * home->education[s][age < 25 ? 0 : 1][education] / 100.0;
        }
    }
    return sum;
}

void migration_guess_interest(const struct cor_context *context, double interest[MAX_COUNTRIES][N_CHANNELS])
{
    const struct world *world = world_of(context);
    double value[MAX_ALTERNATIVES], share[MAX_ALTERNATIVES];
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        double people = young_adults(&world->country[HOME], e) * world->parameters.migration.aspire_share / 12.0;
        for (size_t r = 0; r < N_REGIONS; r++) {
            double part = world->country[HOME].population_share[r] / 100.0 * world->country[HOME].dispatch_ratio[r];
            values_of_the_mean(context, e, r, value);
            migration_choice_shares(world, value, macro_of(context)->migration.attraction.open, share);
            for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
                interest[a / N_CHOICE_CHANNELS][a % N_CHOICE_CHANNELS] += people * part * share[a];
            }
        }
    }
}
