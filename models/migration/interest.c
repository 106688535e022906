/* Constants of the alternatives: set once, so that under the rules of the first month interest in each corridor exceeds
 * its places as the parameters say. A contraction on the closed form of the nested logit (Berry 1994), over groups of
 * young people that stand for the population. */
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/migration/migration_world.h"

enum { N_ROUNDS = 200, N_GROUPS = 2 * N_REGIONS * N_EDUCATION_LEVELS };

/* A group: people of one education, region and age class. */
struct group {
    unsigned education;
    size_t region;
    bool young;    /* up to age_last_young */
    double people; /* who aspire in a month */
};

/* All groups, and the shares that can pay: the same in every round. */
struct groups {
    struct group group[N_GROUPS];
    double can_pay[N_EDUCATION_LEVELS][MAX_ALTERNATIVES];
};

/* Share of households that can find `cost` cents: logistic approximation of the lognormal distribution. */
static double share_that_can_pay(const struct world *world, double cost)
{
    enum { LOGISTIC_PER_MILLE = 1702 }; /* normal distribution function at x is about logistic(1.702 x) */
    const struct migration_parameters *p = &world->parameters.migration;
    double median = 100.0 * p->means_median * country_mean_wage(&world->country[HOME]);
    return cost > 0.0 ? cor_logistic(LOGISTIC_PER_MILLE / 1000.0 * cor_log(median / cost) / p->means_spread) : 1.0;
}

/* Value and weight of each alternative for the group's mean person; constants are not in the attraction yet. */
static void weigh_for_group(const struct cor_context *context, const struct group *group, const double *can_pay,
                            const double *constant, double *value, double *weight)
{
    const struct world *world = world_of(context);
    const struct migration_attraction *attraction = &migration_macro_of(context)->attraction;
    unsigned e = group->education, eligible = choice_eligible_channels(e, group->young);
    double pay = migration_home_net_pay(world, group->region);
    double log_home = cor_log(pay) - world->migration->log_home_prices;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        bool counts = attraction->open[a] && ((eligible >> h) & 1u);
        weight[a] = counts ? can_pay[a] : 0.0;
        value[a] = counts ? choice_value(constant[a] + attraction->value[e][h][c],
                                         attraction->network[group->region][c], attraction->money[e][h][c],
                                         1.0 / (12.0 * pay), attraction->home_weight[h][c], log_home)
                          : 0.0;
    }
}

/* The group's mean person, without age. */
static struct aspirant mean_person(const struct cor_context *context, const struct group *group)
{
    const struct world *world = world_of(context);
    const struct migration_attraction *attraction = &migration_macro_of(context)->attraction;
    return (struct aspirant){.region_term = world->migration->region_term[group->region],
                             .log_pay_ratio = attraction->log_pay[group->education] -
                                              cor_log(world->migration->home_pay[group->region]),
                             .network = attraction->abroad[group->region],
                             .cannot_pay = 1.0 - share_that_can_pay(world, attraction->cheapest[group->education]),
                             .female = world->parameters.migration.interest_female,
                             .education = group->education};
}

/* Persons of the group who aspire in a month. */
static double people_of(const struct cor_context *context, const struct group *group)
{
    const struct world *world = world_of(context);
    const struct country *home = &world->country[HOME];
    const struct migration_parameters *p = &world->parameters.migration;
    int from = group->young ? (int)p->age_first : (int)p->age_last_young + 1;
    int to = group->young ? (int)p->age_last_young : (int)p->age_last;
    struct aspirant who = mean_person(context, group);
    double sum = 0.0;
    for (int age = from; age <= to; age++) {
        size_t band = age < 25 ? 0 : (age < 35 ? 1 : 2);
        who.age_term = world->migration->age_term[age];
        double share = cor_logistic(choice_aspiration(p, world->migration->aspire_logit, &who)) / 12.0;
        for (size_t s = 0; s < N_SEXES; s++) {
            sum += share * home->population[s][age] * home->education[s][band][group->education] / 100.0;
        }
    }
    return sum * home->population_share[group->region] / 100.0;
}

static struct group group_of(const struct cor_context *context, size_t i)
{
    struct group group = {
        .education = (unsigned)(i / (2 * N_REGIONS)), .region = i / 2 % N_REGIONS, .young = i % 2 == 0};
    group.people = people_of(context, &group);
    return group;
}

static void gather_groups(const struct cor_context *context, struct groups *groups)
{
    const struct migration_attraction *attraction = &migration_macro_of(context)->attraction;
    for (size_t i = 0; i < N_GROUPS; i++) {
        groups->group[i] = group_of(context, i);
    }
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            double cost = attraction->cost[e][a % N_CHOICE_CHANNELS][a / N_CHOICE_CHANNELS];
            groups->can_pay[e][a] = attraction->open[a] ? share_that_can_pay(world_of(context), cost) : 0.0;
        }
    }
}

/* Persons a month whose first choice each alternative is, under the given constants. */
static void predict_wishes(const struct cor_context *context, const struct groups *groups, const double *constant,
                           double *wished)
{
    double value[MAX_ALTERNATIVES], weight[MAX_ALTERNATIVES], share[MAX_ALTERNATIVES];
    memset(wished, 0, MAX_ALTERNATIVES * sizeof *wished);
    for (size_t i = 0; i < N_GROUPS; i++) {
        const struct group *group = &groups->group[i];
        weigh_for_group(context, group, groups->can_pay[group->education], constant, value, weight);
        migration_choice_shares(world_of(context), value, weight, share);
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            wished[a] += group->people * share[a];
        }
    }
}

/* Persons a month who apply for each alternative in all rounds, when recruiters take on the shares `intake`. */
static void predict_applications(const struct cor_context *context, const struct groups *groups, const double *constant,
                                 const double *intake, double *applied)
{
    double value[MAX_ALTERNATIVES], weight[MAX_ALTERNATIVES], share[MAX_ALTERNATIVES];
    memset(applied, 0, MAX_ALTERNATIVES * sizeof *applied);
    for (size_t i = 0; i < N_GROUPS; i++) {
        const struct group *group = &groups->group[i];
        weigh_for_group(context, group, groups->can_pay[group->education], constant, value, weight);
        migration_application_shares(world_of(context), value, weight, intake, share);
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            applied[a] += group->people * share[a];
        }
    }
}

/* Persons a month who are to be interested in each alternative (README M5). */
static void want_interest(const struct cor_context *context, const struct migration_macro *macro, double *wanted)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        wanted[a] = choice_interest_in(macro->capacity[c][h], p->interest_least, p->interest_scale, p->places_least) *
                    migration_recruits_per_place(context, c, h) / 12.0;
    }
}

/* Shares taken on and applications of the first month that go with each other: who is refused applies elsewhere, and many
 * applications make recruiters choosy. */
static void begin_intake(const struct cor_context *context, const struct groups *groups, const double *constant,
                         struct migration_macro *macro)
{
    enum { N_TURNS = 8 };
    double intake[MAX_ALTERNATIVES], recruits[MAX_ALTERNATIVES];
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        recruits[a] = macro->capacity[c][h] * migration_recruits_per_place(context, c, h) / 12.0;
        macro->predicted[a] = macro->market.wished[a];
    }
    for (int turn = 0; turn < N_TURNS; turn++) {
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            intake[a] = recruits[a] < macro->predicted[a] ? recruits[a] / macro->predicted[a] : 1.0;
        }
        predict_applications(context, groups, constant, intake, macro->predicted);
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        macro->intake[a / N_CHOICE_CHANNELS][a % N_CHOICE_CHANNELS] = intake[a];
    }
}

void migration_set_constants(const struct cor_context *context, struct migration_macro *macro)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    double wanted[MAX_ALTERNATIVES], constant[MAX_ALTERNATIVES] = {0};
    double *wished = macro->market.wished;
    struct groups groups;
    gather_groups(context, &groups);
    want_interest(context, macro, wanted);
    double off = 1.0;
    for (int round = 0; round < N_ROUNDS && off > CHOICE_INTEREST_IS_MET; round++) {
        predict_wishes(context, &groups, constant, wished);
        off = 0.0;
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            double gap = wished[a] > 0.0 ? cor_log(wanted[a] / wished[a]) : 0.0;
            constant[a] += p->nest_dissimilarity * gap;
            off = choice_larger(off, gap);
        }
    }
    predict_wishes(context, &groups, constant, wished);
    begin_intake(context, &groups, constant, macro);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        macro->constant[a] = constant[a];
        macro->market.wished_start[a] = wished[a];
        macro->interest[c][h] = macro->seen[c][h] = macro->foreseen[c][h] = macro->predicted[a];
    }
}

/* Wishes as if no law closed or opened places: what those of months in which entries are no longer known are judged by. */
static void remember_custom(const struct cor_context *context, const struct groups *groups)
{
    double without_law[MAX_ALTERNATIVES];
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        bool counts = migration_macro_of(context)->attraction.open[a];
        without_law[a] = counts ? -migration_worth_of_law(context, c, h) : 0.0;
    }
    predict_wishes(context, groups, without_law, migration_macro_of(context)->market.wished_start);
}

void migration_predict_interest(const struct cor_context *context)
{
    static const double in_attraction[MAX_ALTERNATIVES]; /* the constants are part of the values by now */
    struct migration_macro *macro = migration_macro_of(context);
    double intake[MAX_ALTERNATIVES];
    struct groups groups;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        intake[a] = macro->intake[a / N_CHOICE_CHANNELS][a % N_CHOICE_CHANNELS];
    }
    gather_groups(context, &groups);
    predict_wishes(context, &groups, in_attraction, macro->market.wished);
    if (entries_are_known(world_of(context), context->month)) {
        remember_custom(context, &groups);
    }
    predict_applications(context, &groups, in_attraction, intake, macro->predicted);
}
