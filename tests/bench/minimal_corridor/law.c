#include "tests/bench/minimal_corridor/law.h"
#include <assert.h>

static const double wages_at_home[N_SKILLS] = {1.0, 1.5, 2.5};
static const double wages_abroad[N_SKILLS] = {1.0, 1.4, 2.2};
static const double wage_multiple[N_DESTINATIONS] = {3.0, 2.5, 4.0, 2.0, 3.5};
static const double moving_cost[N_DESTINATIONS] = {8.5, 8.3, 8.8, 8.2, 8.6};
static const double distance[N_DESTINATIONS] = {1.0, 0.5, 3.0, 2.0, 6.0};
static const double income_weight[N_DESTINATIONS] = {1.0, 0.8, 1.2, 0.9, 1.1};
static const double finding_at_home[N_SKILLS] = {0.06, 0.08, 0.10};
static const double finding_abroad[N_SKILLS] = {0.10, 0.12, 0.14};
static const double losing_at_home[N_SKILLS] = {0.020, 0.015, 0.010};
static const double losing_abroad[N_SKILLS] = {0.025, 0.015, 0.010};

static double wage(uint32_t country, uint32_t skill)
{
    return country == 0 ? wages_at_home[skill] : wage_multiple[country - 1] * wages_abroad[skill];
}

static double finding(uint32_t country, uint32_t skill)
{
    return country == 0 ? finding_at_home[skill] : finding_abroad[skill] + 0.005 * ((double)country - 3.0);
}

/* The threshold of a probability below one. */
static uint32_t below(double p)
{
    assert(p < 1.0);
    return (uint32_t)cor_threshold(p);
}

static double monthly_death(int years)
{
    double yearly = 0.0003 * cor_exp(0.085 * (years - 15));
    return 1.0 - cor_pow(1.0 - (yearly < 1.0 ? yearly : 1.0), 1.0 / 12.0);
}

static void law_of_status(struct law *law, uint32_t country, uint32_t skill)
{
    uint32_t status = country << COUNTRY_SHIFT | skill;
    law->job_below[status] = below(finding(country, skill));
    law->job_below[status | EMPLOYED] = below((country == 0 ? losing_at_home : losing_abroad)[skill]);
    law->wage[status | EMPLOYED] = (uint16_t)(wage(country, skill) * INCOME_UNITS + 0.5);
}

static void prepare_screens(struct law *law)
{
    assert(age_group(LAST_AGE) == N_AGE_GROUPS - 1);
    for (uint32_t age = 0; age <= LAST_AGE; age++) {
        uint32_t *screen = &law->death_screen[age_group(age)];
        uint32_t last = (uint32_t)(law->death_below[age / 12] - 1);
        *screen = last > *screen ? last : *screen;
    }
    for (uint32_t months = 0; months <= MAX_MONTHS_AWAY; months++) {
        uint32_t threshold = law->return_below[months];
        law->return_screen = threshold > law->return_screen ? threshold : law->return_screen;
    }
    for (uint32_t status = 0; status < N_STATUS; status++) {
        law->job_top[status] = (uint8_t)(law->job_below[status] >> 24);
        law->wage_low[status] = (uint8_t)(law->wage[status] & 0xff);
        law->wage_high[status] = (uint8_t)(law->wage[status] >> 8);
    }
}

void law_init(struct law *law, size_t n_agents, bool individual)
{
    *law = (struct law){.n_agents = (double)n_agents, .individual = individual};
    for (int years = 0; years < N_AGES; years++) {
        law->death_below[years] = cor_threshold(monthly_death(years));
    }
    assert(law->death_below[N_AGES - 1] == (uint64_t)1 << 32);
    for (uint32_t skill = 0; skill < N_SKILLS; skill++) {
        for (uint32_t country = 0; country < N_COUNTRIES; country++) {
            law_of_status(law, country, skill);
        }
        for (uint32_t d = 0; d < N_DESTINATIONS; d++) {
            law->utility[d][skill] =
                0.8 * cor_log(wage(d + 1, skill) / wage(0, skill)) - moving_cost[d] - 0.2 * distance[d];
        }
    }
    for (int months = 1; months <= MAX_MONTHS_AWAY; months++) {
        law->return_below[months] = below(0.010 * cor_exp((1 - months) / 36.0) + 0.002);
    }
    prepare_screens(law);
}

void law_choice(const struct law *law, const struct macro *macro, uint32_t skill, uint32_t income,
                uint32_t choice_below[N_DESTINATIONS])
{
    double weight[N_DESTINATIONS], sum = 1.0, part = 0.0;
    double log_income = law->individual ? cor_log(1.0 + income * (1.0 / INCOME_UNITS)) : 0.0;
    for (uint32_t d = 0; d < N_DESTINATIONS; d++) {
        weight[d] = macro->weight[d][skill] * cor_exp(-0.1 * income_weight[d] * log_income);
        sum += weight[d];
    }
    for (uint32_t d = 0; d < N_DESTINATIONS; d++) {
        part += weight[d];
        choice_below[d] = below(part / sum);
    }
}

void law_attract(const struct law *law, struct macro *macro)
{
    for (uint32_t d = 0; d < N_DESTINATIONS; d++) {
        double network = 0.5 * cor_log(1.0 + (double)macro->stock[d + 1] / (0.01 * law->n_agents));
        for (uint32_t skill = 0; skill < N_SKILLS; skill++) {
            macro->weight[d][skill] = cor_exp(law->utility[d][skill] + network);
        }
    }
    macro->leave_screen = 0;
    for (uint32_t skill = 0; skill < N_SKILLS; skill++) {
        law_choice(law, macro, skill, 0, macro->choice_below[skill]);
        uint32_t leave = macro->choice_below[skill][N_DESTINATIONS - 1];
        macro->leave_screen = leave > macro->leave_screen ? leave : macro->leave_screen;
    }
}
