/* The constants of the alternatives (models/migration/README.md, M4 and M5): solved once, in the first month and under
 * neutral levers, so that what groups of young people would choose gives the interest that the parameters ask for. With
 * them the same groups tell what interest is to be expected later. */
#include "models/migration/choice_rules.h"
#include "tests/reference/twin_world.h"

enum { N_ROUNDS = 200, N_GROUPS = 2 * N_REGIONS * N_EDUCATION_LEVELS };

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* ---- groups ---- */

/* Young people of one education, region and age class. */
struct group {
    unsigned education;
    size_t region;
    bool young;                      /* up to age_last_young */
    double people;                   /* who aspire in a month */
    double weight[MAX_ALTERNATIVES]; /* share for whom the alternative counts */
};

/* Share of households that can find an amount: a logistic approximation of the lognormal distribution. */
static double share_that_can_pay(const struct twin *t, double cost)
{
    const struct migration_parameters *p = parameters_of(t);
    return cost > 0.0
               ? cor_logistic(1.702 *
                              cor_log(100.0 * p->means_median * country_mean_wage(&t->world->country[HOME]) / cost) /
                              p->means_spread)
               : 1.0;
}

static double people_of(const struct twin *t, const struct group *group)
{
    const struct migration_parameters *p = parameters_of(t);
    const struct migration_attraction *abroad = &t->macro.migration.attraction;
    const struct country *home = &t->world->country[HOME];
    int from = group->young ? (int)p->age_first : (int)p->age_last_young + 1;
    int to = group->young ? (int)p->age_last_young : (int)p->age_last;
    struct aspirant who = {.region_term = t->world->migration->region_term[group->region],
                           .log_pay_ratio = abroad->log_pay[group->education] -
                                            cor_log(t->world->migration->home_pay[group->region]),
                           .network = abroad->abroad[group->region],
                           .cannot_pay = 1.0 - share_that_can_pay(t, abroad->cheapest[group->education]),
                           .female = p->interest_female,
                           .education = group->education};
    double sum = 0.0;
    for (int age = from; age <= to; age++) {
        size_t band = age < 25 ? 0 : (age < 35 ? 1 : 2);
        who.age_term = t->world->migration->age_term[age];
        double share = cor_logistic(choice_aspiration(p, t->world->migration->aspire_logit, &who)) / 12.0;
        for (size_t s = 0; s < N_SEXES; s++) {
            sum += share * home->population[s][age] * home->education[s][band][group->education] / 100.0;
        }
    }
    return sum * home->population_share[group->region] / 100.0;
}

static void gather_group(const struct twin *t, struct group *group)
{
    const struct migration_attraction *abroad = &t->macro.migration.attraction;
    unsigned e = group->education, eligible = choice_eligible_channels(e, group->young);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        bool counts = abroad->open[a] && ((eligible >> h) & 1u);
        group->weight[a] = counts ? share_that_can_pay(t, abroad->cost[e][h][c]) : 0.0;
    }
    group->people = people_of(t, group);
}

/* ---- the closed form of the nested logit (M4) ---- */

/* Value of an alternative to the mean person of a group. */
static double value_to(const struct twin *t, const struct group *group, size_t a, double constant)
{
    const struct migration_attraction *abroad = &t->macro.migration.attraction;
    size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
    double pay = t->world->migration->home_pay[group->region];
    return choice_value(constant + abroad->value[group->education][h][c], abroad->network[group->region][c],
                        abroad->money[group->education][h][c], 1.0 / (12.0 * pay), abroad->home_weight[h][c],
                        cor_log(pay) - t->world->migration->log_home_prices);
}

/* Adds those of a group who choose each alternative in a month. */
static void add_choices(const struct twin *t, const struct group *group, const double *constant, double *interest)
{
    double lambda = parameters_of(t)->nest_dissimilarity, share[MAX_ALTERNATIVES] = {0}, inner[N_NESTS] = {0};
    double all = 1.0; /* staying */
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        if (group->weight[a] > 0.0) {
            share[a] = group->weight[a] * cor_exp(value_to(t, group, a, constant[a]) / lambda);
            inner[t->world->country[a / N_CHOICE_CHANNELS].nest] += share[a];
        }
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        double nest = inner[t->world->country[a / N_CHOICE_CHANNELS].nest];
        share[a] *= nest > 0.0 ? cor_pow(nest, lambda - 1.0) : 0.0;
        all += share[a];
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        interest[a] += group->people * (share[a] / all);
    }
}

static void predict_interest(const struct twin *t, const struct group *group, const double *constant, double *interest)
{
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        interest[a] = 0.0;
    }
    for (size_t i = 0; i < N_GROUPS; i++) {
        add_choices(t, &group[i], constant, interest);
    }
}

/* ---- a contraction (Berry 1994) ---- */

/* Returns the largest difference of interest from what is wanted, in logs. */
static double correct(const struct twin *t, const double *interest, double *constant)
{
    double off = 0.0;
    const struct migration_parameters *p = parameters_of(t);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        double wanted = choice_interest_in(t->macro.migration.capacity[c][h], p->interest_least, p->interest_scale,
                                           p->places_least) *
                        twin_recruits_per_place(t, c, h) / 12.0;
        double gap = interest[a] > 0.0 ? cor_log(wanted / interest[a]) : 0.0;
        constant[a] += p->nest_dissimilarity * gap;
        off = choice_larger(off, gap);
    }
    return off;
}

static const struct group *gather_groups(const struct twin *t)
{
    static struct group group[N_GROUPS];
    for (size_t i = 0; i < N_GROUPS; i++) {
        group[i] = (struct group){
            .education = (unsigned)(i / (2 * N_REGIONS)), .region = i / 2 % N_REGIONS, .young = i % 2 == 0};
        gather_group(t, &group[i]);
    }
    return group;
}

void twin_set_constants(struct twin *t)
{
    struct migration_macro *macro = &t->macro.migration;
    double constant[MAX_ALTERNATIVES] = {0};
    const struct group *group = gather_groups(t);
    double off = 1.0;
    for (int round = 0; round < N_ROUNDS && off > CHOICE_INTEREST_IS_MET; round++) {
        predict_interest(t, group, constant, macro->predicted);
        off = correct(t, macro->predicted, constant);
    }
    predict_interest(t, group, constant, macro->predicted);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        macro->constant[a] = constant[a];
    }
}

void twin_foresee_interest(struct twin *t)
{
    const double constant[MAX_ALTERNATIVES] = {0}; /* they are part of the values since the first month */
    predict_interest(t, gather_groups(t), constant, t->macro.migration.predicted);
}
