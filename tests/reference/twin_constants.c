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
    double pay = twin_net_pay_in(t, group->region);
    return choice_value(constant + abroad->value[group->education][h][c], abroad->network[group->region][c],
                        abroad->money[group->education][h][c], 1.0 / (12.0 * pay), abroad->home_weight[h][c],
                        cor_log(pay) - t->world->migration->log_home_prices);
}

/* A nested logit: pull of the alternatives, their sums by nest, one plus the sum over nests, shares of first choices. */
struct logit {
    double pull[MAX_ALTERNATIVES], inner[N_NESTS], all, share[MAX_ALTERNATIVES];
};

static size_t nest_of(const struct twin *t, size_t a)
{
    return (size_t)t->world->country[a / N_CHOICE_CHANNELS].nest;
}

static struct logit choices_of(const struct twin *t, const struct group *group, const double *constant)
{
    double lambda = parameters_of(t)->nest_dissimilarity;
    struct logit of = {.all = 1.0}; /* staying */
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        if (group->weight[a] > 0.0) {
            of.pull[a] = group->weight[a] * cor_exp(value_to(t, group, a, constant[a]) / lambda);
            of.inner[nest_of(t, a)] += of.pull[a];
        }
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        double nest = of.inner[nest_of(t, a)];
        of.share[a] = of.pull[a] * (nest > 0.0 ? cor_pow(nest, lambda - 1.0) : 0.0);
        of.all += of.share[a];
    }
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        of.share[a] /= of.all;
    }
    return of;
}

static void predict_wishes(const struct twin *t, const struct group *group, const double *constant, double *wished)
{
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        wished[a] = 0.0;
    }
    for (size_t i = 0; i < N_GROUPS; i++) {
        struct logit of = choices_of(t, &group[i], constant);
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            wished[a] += group[i].people * of.share[a];
        }
    }
}

/* What the shares of others gain, relatively, from those who are refused by an alternative and choose again: in other nests, and
 * in the same one. */
static struct choice_gain gain_by_refusals(const struct twin *t, const struct logit *of, size_t a, double intake)
{
    if (!(of->share[a] > 0.0)) {
        return (struct choice_gain){0.0, 0.0};
    }
    struct choice_gain gain =
        choice_gain_of_rest(parameters_of(t)->nest_dissimilarity, of->pull[a], of->inner[nest_of(t, a)], of->all);
    return (struct choice_gain){(1.0 - intake) * gain.others, (1.0 - intake) * gain.nest};
}

/* Shares of second choices, when recruiters take on the shares `intake` of first ones. */
static void choose_again(const struct twin *t, const struct logit *of, const double *intake, double *second)
{
    double all = 0.0, others[N_NESTS] = {0}, same[N_NESTS] = {0};
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        struct choice_gain gain = gain_by_refusals(t, of, a, intake[a]);
        all += gain.others;
        others[nest_of(t, a)] += gain.others;
        same[nest_of(t, a)] += gain.nest;
    }
    for (size_t b = 0; b < MAX_ALTERNATIVES; b++) {
        size_t n = nest_of(t, b);
        double own = gain_by_refusals(t, of, b, intake[b]).nest;
        second[b] = of->share[b] * (all - others[n] + same[n] - own);
    }
}

/* Applications of a group in all rounds; as many of those who are refused twice apply again as of those refused once. */
static void add_applications(const struct twin *t, const struct group *group, const double *constant,
                             const double *intake, double *applied)
{
    struct logit of = choices_of(t, group, constant);
    double second[MAX_ALTERNATIVES], once = 0.0, twice = 0.0;
    choose_again(t, &of, intake, second);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        once += of.share[a] * (1.0 - intake[a]);
        twice += second[a] * (1.0 - intake[a]);
    }
    double again = once > 0.0 ? twice / once : 0.0;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        applied[a] += group->people * (of.share[a] + second[a] * (1.0 + again));
    }
}

static void predict_applications(const struct twin *t, const struct group *group, const double *constant,
                                 const double *intake, double *applied)
{
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        applied[a] = 0.0;
    }
    for (size_t i = 0; i < N_GROUPS; i++) {
        add_applications(t, &group[i], constant, intake, applied);
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

/* Intake and applications of the first month, which depend on each other: eight times in turn. */
static void begin_intake(struct twin *t, const struct group *group, const double *constant)
{
    struct migration_macro *macro = &t->macro.migration;
    double intake[MAX_ALTERNATIVES];
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        macro->predicted[a] = macro->market.wished[a];
    }
    for (int turn = 0; turn < 8; turn++) {
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
            double recruits = macro->capacity[c][h] * twin_recruits_per_place(t, c, h) / 12.0;
            intake[a] = recruits < macro->predicted[a] ? recruits / macro->predicted[a] : 1.0;
            macro->intake[c][h] = intake[a];
        }
        predict_applications(t, group, constant, intake, macro->predicted);
    }
}

void twin_set_constants(struct twin *t)
{
    struct migration_macro *macro = &t->macro.migration;
    double constant[MAX_ALTERNATIVES] = {0};
    const struct group *group = gather_groups(t);
    double off = 1.0;
    for (int round = 0; round < N_ROUNDS && off > CHOICE_INTEREST_IS_MET; round++) {
        predict_wishes(t, group, constant, macro->market.wished);
        off = correct(t, macro->market.wished, constant);
    }
    predict_wishes(t, group, constant, macro->market.wished);
    begin_intake(t, group, constant);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        macro->constant[a] = constant[a];
        macro->market.wished_start[a] = macro->market.wished[a];
    }
}

void twin_foresee_interest(struct twin *t)
{
    const double constant[MAX_ALTERNATIVES] = {0}; /* they are part of the values since the first month */
    struct migration_macro *macro = &t->macro.migration;
    double intake[MAX_ALTERNATIVES];
    const struct group *group = gather_groups(t);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        intake[a] = macro->intake[a / N_CHOICE_CHANNELS][a % N_CHOICE_CHANNELS];
    }
    predict_wishes(t, group, constant, macro->market.wished);
    if (cor_month_year(t->month) <= (int32_t)parameters_of(t)->entries_until) {
        double without_law[MAX_ALTERNATIVES];
        for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
            without_law[a] =
                macro->attraction.open[a] ? -twin_worth_of_law(t, a / N_CHOICE_CHANNELS, a % N_CHOICE_CHANNELS) : 0.0;
        }
        predict_wishes(t, group, without_law, macro->market.wished_start);
    }
    predict_applications(t, group, constant, intake, macro->predicted);
}
