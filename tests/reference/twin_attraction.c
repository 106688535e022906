/* What the alternatives are worth this month (models/migration/README.md, M2). Alternatives are destinations and
 * channels; what differs between persons is added in twin_choice.c. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_rules.h"
#include "models/recruitment/recruitment_rules.h"
#include "models/social_protection/abroad_rules.h"
#include "models/training/training_rules.h"
#include "models/wages/wages_rules.h"
#include "tests/reference/twin_rights.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* Shares of occupations among those who leave: graduates in skilled work have their own. */
static const double *shares_of_occupations(const struct twin *t, size_t c, size_t h, unsigned education)
{
    bool graduate = h == CHANNEL_skilled && education == EDUCATION_tertiary;
    return t->world->migration->occupation_weight[c][graduate ? MIX_graduate : MIX_general];
}

size_t twin_commonest_occupation(const double *share)
{
    size_t commonest = 0;
    for (size_t k = 1; k < N_OCCUPATIONS; k++) {
        commonest = share[k] > share[commonest] ? k : commonest;
    }
    return commonest;
}

/* ---- what a candidate expects ---- */

static double expected_pay(const struct twin *t, size_t c, size_t h, unsigned education)
{
    const double *share = shares_of_occupations(t, c, h, education);
    struct worker_abroad who = {.education = education, .language = t->world->country[c].language_required[h]};
    double mean = 0.0;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        mean += share[k] > 0.0 ? share[k] * twin_pay_to_expect(t, c, h, k, who) : 0.0;
    }
    return mean;
}

/* Purchasing power of net pay, part of it spent in Viet Nam, cents per month. contributes: chance that contributions are paid. */
static double power_of(const struct twin *t, size_t c, double pay, double contributes)
{
    int32_t gross = pay > 1e9 ? 1000000000 : (int32_t)pay;
    const struct wages_tables *law = t->world->wages;
    int64_t contribution = (int64_t)(contributes * (double)(int32_t)part_of(gross, law->contribution_rate[c]));
    int64_t net = gross - contribution - income_tax(gross, law->allowance[c], law->tax_rate[c]);
    int64_t remitted = (int64_t)(parameters_of(t)->belief_remitted * (double)net);
    int64_t power = wages_purchasing_power(t->world, c, net, remitted);
    return power > 1 ? (double)power : 1.0;
}

double twin_fees(const struct twin *t, size_t c, size_t h)
{
    return recruitment_mean_cost(100.0 * t->world->country[c].recruitment_cost[h], t->macro.recruitment.log_fee[c][h]);
}

/* Mean of what recruiters charge, over equal parts of the distribution of cost (R2). */
double twin_expected_cost_of_recruitment(const struct twin *t, size_t c, size_t h, size_t k, double first_pay)
{
    double mean = twin_fees(t, c, h), capped = 0.0;
    double months = lever_at(&t->context, LEVER_fee_cap_months, c, h, k);
    double kept = lever_at(&t->context, LEVER_fee_cap_enforced, c, h, k);
    double employer = lever_at(&t->context, LEVER_employer_pays, c, h, k);
    double cap = months < NEUTRAL_fee_cap_months ? months * first_pay : 1e300;
    for (int i = 0; i < N_COST_NODES; i++) {
        double cost = mean * t->world->recruitment->cost_node[i];
        capped += recruitment_paid_by_worker(cost, true, cap, employer) / N_COST_NODES;
    }
    return kept * capped + (1.0 - kept) * recruitment_paid_by_worker(mean, false, cap, employer);
}

static double expected_cost_of_training(const struct twin *t, size_t c, size_t h)
{
    const struct training_parameters *p = &t->world->parameters.training;
    struct training_goal goal = twin_goal_of(t, c, h);
    double units = training_units_between(t->world->training->units_level, 0.0, goal.language);
    return 100.0 * (p->cost_unit * units + p->cost_vocational_month * goal.vocational_months) *
           twin_payers_of(t, c, h).worker;
}

static double at_most_one(double share)
{
    return share < 1.0 ? share : 1.0;
}

/* Chance that worker and employer contribute abroad. */
double twin_contributes(const struct twin *t, size_t c, size_t h, size_t k)
{
    double usual = t->world->social_protection->scheme[c].compliance[h];
    return at_most_one(usual + lever_at(&t->context, LEVER_contribution_added, c, h, k));
}

/* Value of social protection over the stay, in months of pay (models/social_protection/README.md, 11). */
static double gain_in_protection(const struct twin *t, size_t c, size_t h, size_t k, double stay)
{
    const struct social_protection_parameters *p = &t->world->parameters.social_protection;
    const struct foreign_scheme *scheme = &t->world->social_protection->scheme[c];
    double totalised = stay < p->minimum_period ? 0.0 : twin_share_reached(t, LEVER_totalise_destination, c, h, k);
    double vests = stay >= (double)scheme->qualifying ? 1.0 : at_most_one(totalised);
    double exported = scheme->exports ? 1.0 : at_most_one(twin_share_reached(t, LEVER_pension_export, c, h, k));
    double added = lever_at(&t->context, LEVER_claim_added, c, h, k);
    struct abroad_prospect prospect = {
        .contributes = twin_contributes(t, c, h, k),
        .pension_chance = vests < exported ? vests : exported, /* both hang on the same agreement and the same draw */
        .pension_value = scheme->pension_value * at_most_one(p->pension_take_up + added),
        .refund_chance =
            (1.0 - lever_at(&t->context, LEVER_refund_closed, c, h, k)) * at_most_one(p->claim_take_up + added),
        .refund_value = (scheme->refund_channels >> h) & 1u
                            ? scheme->refund_value * abroad_refund_counts(stay, scheme->refund_months_most)
                            : 0.0};
    return abroad_gain(&prospect, stay);
}

/* ---- the worth of an alternative ---- */

static double interest_in(const struct twin *t, double places)
{
    const struct migration_parameters *p = parameters_of(t);
    return choice_interest_in(places, p->interest_least, p->interest_scale, p->places_least);
}

/* Places of the known entries under this month's law. */
static double places_by_law(const struct twin *t, size_t c, size_t h)
{
    struct migration_law law = twin_law_of(t, c, h);
    double openings = twin_openings(t, c, h), known = t->macro.migration.market.known[c][h];
    double within = openings > law.limit ? known * (law.limit / openings) : known;
    return within * law.factor + parameters_of(t)->quota_fill * law.added;
}

/* Places that policies open draw candidates beyond those for whom the constant was solved; places that they close lose some. */
static double worth_of_places(const struct twin *t, size_t c, size_t h)
{
    double before = world_at_start(t->world)->country[c].vietnamese_entries[h];
    double ratio = interest_in(t, places_by_law(t, c, h)) / interest_in(t, before);
    return parameters_of(t)->nest_dissimilarity * cor_log(ratio);
}

double twin_worth_of_law(const struct twin *t, size_t c, size_t h)
{
    double ratio = interest_in(t, places_by_law(t, c, h)) / interest_in(t, t->macro.migration.market.known[c][h]);
    return parameters_of(t)->nest_dissimilarity * cor_log(ratio);
}

static void weigh_alternative(struct twin *t, size_t c, size_t h, unsigned e)
{
    struct migration_attraction *to = &t->macro.migration.attraction;
    const struct migration_tables *tables = t->world->migration;
    double capacity = t->macro.migration.capacity[c][h], pay = expected_pay(t, c, h, e);
    size_t commonest = twin_commonest_occupation(shares_of_occupations(t, c, h, e));
    double cost = twin_expected_cost_of_recruitment(t, c, h, commonest, pay) + expected_cost_of_training(t, c, h);
    double gain = pay * gain_in_protection(t, c, h, commonest, tables->stay_months[c][h]);
    struct alternative_terms terms = {.constant = t->macro.migration.constant[c * N_CHOICE_CHANNELS + h],
                                      .settlement = h == CHANNEL_apprenticeship || h == CHANNEL_skilled ? 1.0 : 0.0,
                                      .places = worth_of_places(t, c, h),
                                      .level = t->world->country[c].language_required[h],
                                      .wait_months = t->macro.migration.wait[c][h],
                                      .horizon = tables->horizon[c][h],
                                      .log_pay_power =
                                          cor_log(power_of(t, c, pay, twin_contributes(t, c, h, commonest)))};
    to->cost[e][h][c] = cost;
    to->money[e][h][c] = choice_money(parameters_of(t), gain, cost);
    to->value[e][h][c] = choice_value_to_all(parameters_of(t), &terms);
    to->cheapest[e] = cost < to->cheapest[e] ? cost : to->cheapest[e];
    to->log_pay[e] += capacity * cor_log(pay > 1.0 ? pay : 1.0); /* a mean by capacity, divided at the end */
}

static void close_all(struct migration_attraction *to)
{
    *to = (struct migration_attraction){.ready = 1};
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        for (size_t i = 0; i < (size_t)N_CHOICE_CHANNELS * MAX_COUNTRIES; i++) {
            to->cost[e][i / MAX_COUNTRIES][i % MAX_COUNTRIES] = 1e300; /* more than anybody has */
        }
        to->cheapest[e] = 1e15;
    }
}

static void weigh_networks(struct twin *t)
{
    struct migration_attraction *to = &t->macro.migration.attraction;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t r = 0; r < N_REGIONS; r++) {
            to->network[r][c] = choice_worth_of_network(parameters_of(t), t->macro.migration.network[c][r]);
            to->abroad[r] += t->macro.migration.network[c][r];
        }
    }
}

void twin_weigh_alternatives(struct twin *t)
{
    struct migration_attraction *to = &t->macro.migration.attraction;
    double all = 0.0;
    close_all(to);
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            double capacity = t->macro.migration.capacity[c][h];
            to->home_weight[h][c] = parameters_of(t)->pay_elasticity * t->world->migration->horizon[c][h];
            to->open[c * N_CHOICE_CHANNELS + h] = capacity > 0.0;
            for (unsigned e = 0; capacity > 0.0 && e < N_EDUCATION_LEVELS; e++) {
                weigh_alternative(t, c, h, e);
            }
            all += capacity > 0.0 ? capacity : 0.0;
        }
    }
    for (unsigned e = 0; e < N_EDUCATION_LEVELS; e++) {
        to->log_pay[e] = all > 0.0 ? to->log_pay[e] / all : 0.0;
    }
    weigh_networks(t);
}
