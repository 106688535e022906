/* The wish to leave and the choice of destination and channel (models/migration/README.md, M1 to M4). */
#include "models/migration/choice_rules.h"
#include "tests/reference/twin.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* Gross monthly pay at home in cents, for those without work what they could earn; at least a dollar. */
static double pay_of(const struct twin *t, const struct person *p)
{
    double pay = status_of(p) == WORK_EMPLOYED && p->pay > 0
                     ? 10.0 * p->pay
                     : t->world->migration->home_pay[trait_region(p->traits)] * t->macro.wages.level[HOME];
    return pay > 100.0 ? pay : 100.0;
}

/* What those without work would have left: jobs are formal as the mean of all. */
double twin_net_pay_in(const struct twin *t, size_t region)
{
    double gross = t->world->migration->home_pay[region], formal = t->world->labour_market->mean_formal_share;
    const struct person worker = {.work = WORK_EMPLOYED | WORK_FORMAL, .pay = (uint16_t)(gross / 10.0)};
    return (1.0 - formal) * gross + formal * twin_net_pay_at_home(t, &worker);
}

/* What is left of it. */
static double net_pay_of(const struct twin *t, const struct person *p)
{
    double pay = status_of(p) == WORK_EMPLOYED && p->pay > 0
                     ? twin_net_pay_at_home(t, p)
                     : twin_net_pay_in(t, trait_region(p->traits)) * t->macro.wages.level[HOME];
    return pay > 100.0 ? pay : 100.0;
}

/* ---- aspiration (M1) ---- */

static double chance_to_aspire(const struct twin *t, const struct person *p)
{
    const struct migration_attraction *abroad = &t->macro.migration.attraction;
    unsigned education = trait_education(p->traits);
    const struct aspirant who = {.age_term = t->world->migration->age_term[age_of(t, p)],
                                 .region_term = t->world->migration->region_term[trait_region(p->traits)],
                                 .log_pay_ratio = abroad->log_pay[education] - cor_log(pay_of(t, p)),
                                 .network = abroad->abroad[trait_region(p->traits)],
                                 .cannot_pay = twin_means_of(t, p) < abroad->cheapest[education] ? 1.0 : 0.0,
                                 .female = trait_sex(p->traits) == SEX_female ? 1.0 : 0.0,
                                 .returned = p->past_country != HOME ? 1.0 : 0.0,
                                 .education = education};
    return cor_logistic(choice_aspiration(parameters_of(t), t->world->migration->aspire_logit, &who));
}

static bool may_plan(const struct twin *t, const struct person *p)
{
    enum work_status status = status_of(p);
    int age = age_of(t, p);
    return has_birthday(t, p) && status != WORK_RETIRED && status != WORK_ABROAD &&
           age >= (int)parameters_of(t)->age_first && age <= (int)parameters_of(t)->age_last &&
           (!record_of(p) || record_of(p)->stage == STAGE_RETURNED);
}

/* ---- the choice (M2, M3) ---- */

/* What a destination and channel are worth to a person; minus infinity to those who may not or cannot go. */
static double worth_of(const struct twin *t, const struct person *p, size_t country, size_t channel)
{
    const struct migration_attraction *abroad = &t->macro.migration.attraction;
    unsigned e = trait_education(p->traits);
    bool young = age_of(t, p) <= (int)parameters_of(t)->age_last_young;
    bool eligible = (choice_eligible_channels(e, young) >> channel) & 1u;
    double pay = net_pay_of(t, p);
    if (!eligible || !abroad->open[country * N_CHOICE_CHANNELS + channel] ||
        abroad->cost[e][channel][country] > twin_means_of(t, p)) {
        return -INFINITY;
    }
    return choice_value(abroad->value[e][channel][country], abroad->network[trait_region(p->traits)][country],
                        abroad->money[e][channel][country], 1.0 / (12.0 * pay), abroad->home_weight[channel][country],
                        cor_log(pay) - t->world->migration->log_home_prices);
}

struct alternative {
    size_t country, channel;
    double utility;
};

/* Alternatives by which a person was refused this month. */
struct refusals {
    size_t n;
    struct alternative by[CHOICE_ROUNDS];
};

static bool has_refused(const struct refusals *refusals, size_t country, size_t channel)
{
    for (size_t i = 0; i < refusals->n; i++) {
        if (refusals->by[i].country == country && refusals->by[i].channel == channel) {
            return true;
        }
    }
    return false;
}

/* The best alternative of a nest, in units of lambda. PURPOSE_taste: a block for each country, a word for each channel. */
static struct alternative best_of_nest(const struct twin *t, const struct person *p, const struct refusals *refusals,
                                       size_t nest, double lambda)
{
    struct alternative best = {.country = HOME, .utility = -INFINITY};
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        struct cor_draws taste = draw(t, p, PURPOSE_taste, (uint32_t)c);
        for (size_t h = 0; t->world->country[c].nest == nest && h < N_CHOICE_CHANNELS; h++) {
            double worth = has_refused(refusals, c, h) ? -INFINITY : worth_of(t, p, c, h);
            double utility = choice_within_nest(worth, lambda, taste.word[h]);
            best = utility > best.utility ? (struct alternative){c, h, utility} : best;
        }
    }
    return best;
}

/* Nests are compared with each other and with staying, country HOME of the result. PURPOSE_taste_nest: a block for each
 * nest; words 0 and 1 the taste that all its alternatives share, word 2 that of staying. */
static struct alternative best_of_all(const struct twin *t, const struct person *p, const struct refusals *refusals)
{
    double lambda = parameters_of(t)->nest_dissimilarity;
    struct alternative best = {.country = HOME,
                               .utility = choice_gumbel(draw(t, p, PURPOSE_taste_nest, NEST_home).word[2])};
    for (size_t nest = 0; nest < N_NESTS; nest++) {
        struct alternative here = best_of_nest(t, p, refusals, nest, lambda);
        struct cor_draws shared = draw(t, p, PURPOSE_taste_nest, (uint32_t)nest);
        here.utility = lambda * here.utility + choice_nest_taste(lambda, shared.word[0], shared.word[1]);
        best = here.utility > best.utility ? here : best;
    }
    return best;
}

/* ---- recruiters (M5) ---- */

static void begin_to_prepare(const struct twin *t, struct person *p, const struct alternative *goal)
{
    struct migrant *m = record_of(p) ? record_of(p) : twin_take_migrant(p->stratum, p);
    bool same_country = m->country == goal->country;
    unsigned kept = MIGRANT_REPEAT | (same_country ? (unsigned)MIGRANT_RECOGNISED : 0u);
    m->language = same_country ? m->language : 0;
    m->flags = (uint8_t)(m->flags & kept);
    m->stage = STAGE_PREPARING;
    m->country = (uint8_t)goal->country;
    m->channel = (uint8_t)goal->channel;
    m->since = (uint16_t)t->month;
    m->contract_end = NO_MONTH;
    m->gross_pay = m->first_pay = m->cost = 0;
    m->course = 0;
}

/* PURPOSE_recruited: a block for each country, a word for each channel. */
static bool is_taken_on(struct twin *t, const struct person *p, const struct alternative *goal)
{
    double preferred = t->world->migration->female_weight[goal->country][trait_sex(p->traits)];
    t->totals.interested[corridor_cell(goal->country, goal->channel)] +=
        (int64_t)(preferred * p->stratum->weight + 0.5);
    return cor_happens(draw(t, p, PURPOSE_recruited, (uint32_t)goal->country).word[goal->channel],
                       preferred * t->macro.migration.intake[goal->country][goal->channel]);
}

/* Whoever is refused applies to the next best. Word 0 of PURPOSE_aspiration: aspires within the year. */
static void may_aspire(struct twin *t, struct person *p)
{
    if (!may_plan(t, p)) {
        return;
    }
    struct cor_draws draws = draw(t, p, PURPOSE_aspiration, 0);
    if (!cor_happens(draws.word[0], chance_to_aspire(t, p))) {
        return;
    }
    for (struct refusals refusals = {.n = 0}; refusals.n < CHOICE_ROUNDS; refusals.n++) {
        struct alternative goal = best_of_all(t, p, &refusals);
        if (goal.country == HOME) {
            return;
        }
        if (is_taken_on(t, p, &goal)) {
            begin_to_prepare(t, p, &goal);
            return;
        }
        refusals.by[refusals.n] = goal;
    }
}

void twin_migration_aspire(struct twin *t)
{
    if (t->macro.migration.attraction.ready) { /* the first month has no new aspirants */
        twin_each_person(t, ORIGIN, may_aspire);
    }
}
