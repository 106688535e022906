/* Cost and debt of leaving (models/recruitment/README.md), the account of migrants and the households in Viet Nam
 * (models/remittances/README.md). */
#include <float.h>
#include "models/recruitment/recruitment_rules.h"
#include "models/remittances/remittances_rules.h"
#include "models/wages/wages_rules.h"
#include "tests/reference/twin.h"
#include "tests/reference/twin_world.h"

static const struct recruitment_parameters *costs_of(const struct twin *t)
{
    return &t->world->parameters.recruitment;
}
static const struct remittances_parameters *uses_of(const struct twin *t)
{
    return &t->world->parameters.remittances;
}
static struct household *household_of_migrant(const struct migrant *m)
{
    return household_of(person_of(m));
}

/* ---- what leaving costs (R1 to R4) ---- */

static double own_funds(const struct twin *t, const struct household *household)
{
    return household->wealth > 0 ? (double)household->wealth * costs_of(t)->wealth_used : 0.0;
}

double twin_means_of(const struct twin *t, const struct person *p)
{
    const struct household *household = household_of(p);
    double loan = household->income > 0 ? costs_of(t)->borrow_income_years * 12.0 * (double)household->income : 0.0;
    return own_funds(t, household) + loan + 100.0 * costs_of(t)->policy_loan;
}

/* Words of PURPOSE_cost: 0 the cost, 1 whether the recruiter keeps a cap. */
static double cost_of_recruitment(const struct twin *t, const struct migrant *m)
{
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_cost, 0);
    double mean = twin_fees(t, m->country, m->channel);
    double cost =
        recruitment_lognormal(mean, costs_of(t)->cost_variation, cor_normal_quantile(cor_unit(draws.word[0])));
    double months = policy_for(t, LEVER_fee_cap_months, m);
    double cap = months < NEUTRAL_fee_cap_months ? months * m->first_pay : DBL_MAX;
    /* Students and others without a job on arrival have no pay that could bound a fee. */
    bool kept = m->first_pay > 0 && cor_happens(draws.word[1], policy_for(t, LEVER_fee_cap_enforced, m));
    return kept && cost > cap ? cap : cost;
}

void twin_pay_for_departure(struct twin *t, struct migrant *m)
{
    struct household *household = household_of_migrant(m);
    double charge = cost_of_recruitment(t, m), by_worker = charge * (1.0 - policy_for(t, LEVER_employer_pays, m));
    int32_t training = m->cost;
    double total = (double)training + by_worker;
    int32_t cost = (int32_t)(total > 5e8 ? 5e8 : total + 0.5);
    int32_t own = recruitment_part(own_funds(t, household), 1.0, cost), borrowed = cost - own;
    household->wealth -= own;
    m->cost = cost;
    m->debt += borrowed;
    t->totals.debt_borrowed[0] += borrowed;
    pay(t, m->stratum, TRANSFER_training_by_household, m->country, training);
    pay(t, m->stratum, TRANSFER_recruitment_fees, m->country, cost - training);
    pay(t, m->stratum, TRANSFER_loans, m->country, borrowed);
    pay(t, m->stratum, TRANSFER_recruitment_by_employer, m->country, (int64_t)(charge - by_worker + 0.5));
    if (m->first_pay > 0) { /* there is a cap that might be inspected */
        double visits = policy_for(t, LEVER_fee_cap_enforced, m);
        pay(t, m->stratum, TRANSFER_inspection_home, m->country,
            (int64_t)(visits * (100.0 * t->world->parameters.social_protection.inspection_cost) + 0.5));
    }
    if (m->channel <= CHANNEL_skilled && m->first_pay > 0) {
        count(t, m->stratum, OUTPUT_recruitment_cost, twin_who_migrated(t, m), cost);
        count(t, m->stratum, OUTPUT_recruitment_months, twin_who_migrated(t, m), 100 * (int64_t)cost / m->first_pay);
    }
}

/* ---- debt (R5, R6) ---- */

static void add_interest(struct twin *t, struct migrant *m)
{
    int32_t interest = recruitment_interest(m->debt, t->world->country[HOME].informal_loan_rate,
                                            costs_of(t)->debt_growth_most * (double)m->cost);
    m->debt += interest;
    t->totals.debt_interest[0] += interest;
}

int32_t twin_instalment_due(struct twin *t, struct migrant *m, int32_t net)
{
    if (m->debt <= 0) {
        return 0;
    }
    add_interest(t, m);
    return recruitment_part((double)net, costs_of(t)->debt_service, m->debt);
}

void twin_repay(struct twin *t, struct migrant *m, int32_t amount)
{
    m->debt -= amount;
    t->totals.debt_repaid[0] += amount;
}

/* Debt that no pay abroad serves. */
static void serve_debt_at_home(struct twin *t, struct migrant *m)
{
    struct household *household = household_of_migrant(m);
    if (m->debt <= 0 || works_abroad(m)) {
        return;
    }
    if (m->stage != STAGE_ABROAD) { /* those abroad were charged with their account */
        add_interest(t, m);
    }
    int32_t from_wealth = recruitment_part((double)household->wealth, costs_of(t)->returned_wealth, m->debt);
    household->wealth -= from_wealth;
    twin_repay(t, m, from_wealth);
    int32_t from_income = recruitment_part((double)household->income, costs_of(t)->returned_service, m->debt);
    twin_repay(t, m, from_income);
    pay(t, m->stratum, TRANSFER_debt_service_home, m->country, (int64_t)from_wealth + from_income);
    if (m->stage != STAGE_ABROAD && t->month - m->left_month >= (int32_t)costs_of(t)->write_off_months) {
        t->totals.debt_ended[0] += m->debt;
        m->debt = 0;
    }
}

void twin_recruitment_returned(struct twin *t)
{
    twin_each_migrant(t, serve_debt_at_home);
}

/* ---- the account of a month abroad ---- */

static int32_t least(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static double share_sent(const struct twin *t, const struct migrant *m, bool shock)
{
    const struct remittances_parameters *p = uses_of(t);
    const double share[N_CHANNELS] = {
        [CHANNEL_contract] = p->share_contract, [CHANNEL_apprenticeship] = p->share_apprenticeship,
        [CHANNEL_skilled] = p->share_skilled,   [CHANNEL_study] = p->share_study,
        [CHANNEL_family] = p->share_family,     [CHANNEL_irregular] = p->share_irregular};
    int years = (t->month - m->arrived) / 12;
    double decay = m->channel == CHANNEL_contract ? 0.0 : p->decay;
    years = years > REMITTANCE_YEARS ? REMITTANCE_YEARS : years;
    return remittance_share(share[m->channel] * cor_exp(-decay * years), m->flags & MIGRANT_FAMILY_HERE,
                            p->family_here_reduction, shock, p->shock_response);
}

static void account_of_worker(struct twin *t, struct migrant *m)
{
    struct household *household = household_of_migrant(m);
    const struct wages_tables *law = t->world->wages;
    int32_t gross = m->gross_pay, contributions = 0, tax = 0, by_employer = 0;
    if ((m->flags & MIGRANT_CONTRIBUTES) && m->channel != CHANNEL_irregular) { /* declared work */
        contributions = least((int32_t)part_of(gross, law->contribution_rate[m->country]), gross);
        tax = least((int32_t)income_tax(gross, law->allowance[m->country], law->tax_rate[m->country]),
                    gross - contributions);
        by_employer = (int32_t)part_of(gross, t->world->social_protection->scheme[m->country].all_rate) - contributions;
    }
    int32_t net = gross - contributions - tax;
    int32_t overseas = least(twin_insures_from_abroad(m) ? t->world->social_protection->overseas_contribution : 0, net);
    int32_t instalment = twin_instalment_due(t, m, net - overseas);
    instalment = least(least(instalment, net - overseas), m->debt);
    twin_repay(t, m, instalment);
    bool shock = cor_happens(draw(t, person_of(m), PURPOSE_remittance, 0).word[0], uses_of(t)->shock_chance);
    struct use_plan plan = {.living_cost = (int32_t)(t->world->country[m->country].living_cost * 100.0 + 0.5),
                            .sent = share_sent(t, m, shock),
                            .fee = uses_of(t)->fee,
                            .saved = uses_of(t)->saving_share,
                            .room = INT32_MAX - (household->received > m->savings ? household->received : m->savings)};
    struct uses uses = remittance_uses(net - overseas - instalment, &plan);
    m->savings += uses.saving;
    household->received += uses.remitted;
    const struct stratum *s = m->stratum;
    pay(t, s, TRANSFER_output_abroad, m->country, (int64_t)gross + by_employer);
    pay(t, s, TRANSFER_pay_abroad, m->country, gross);
    pay(t, s, TRANSFER_contributions_employee, m->country, contributions);
    pay(t, s, TRANSFER_contributions_employer, m->country, by_employer);
    pay(t, s, TRANSFER_tax_abroad, m->country, tax);
    pay(t, s, TRANSFER_overseas_insurance, m->country, overseas);
    pay(t, s, TRANSFER_debt_service_abroad, m->country, instalment);
    pay(t, s, TRANSFER_remitted, m->country, uses.remitted);
    pay(t, s, TRANSFER_remittance_fees, m->country, uses.fee);
    t->totals.consumed_abroad[0] += (int64_t)uses.consumption * s->weight;
    struct observed who = twin_who_migrated(t, m);
    count(t, m->stratum, OUTPUT_remittances, who, uses.remitted);
    if (t->context.observe) {
        count(t, m->stratum, OUTPUT_migrants_employed, who, 1);
        count(t, m->stratum, OUTPUT_migrant_labour_force, who, 1);
        count(t, m->stratum, OUTPUT_migrant_gross_pay, who, gross);
        count(t, m->stratum, OUTPUT_migrant_net_pay, who, net);
        count(t, m->stratum, OUTPUT_migrant_ppp_income, who,
              wages_purchasing_power(t->world, m->country, net, uses.remitted));
    }
}

/* The old use pensions as pay, but for the lower cost of living; returns what they cover of that. */
static int32_t use_pension(struct twin *t, struct migrant *m, int32_t cost)
{
    struct household *household = household_of_migrant(m);
    int32_t pension = twin_pension_abroad(t, m);
    struct use_plan plan = {.living_cost = cost,
                            .sent = share_sent(t, m, false),
                            .fee = uses_of(t)->fee,
                            .saved = uses_of(t)->saving_share,
                            .room = INT32_MAX - (household->received > m->savings ? household->received : m->savings)};
    struct uses uses = remittance_uses(pension, &plan);
    m->savings += uses.saving;
    household->received += uses.remitted;
    pay(t, m->stratum, TRANSFER_remitted, m->country, uses.remitted);
    pay(t, m->stratum, TRANSFER_remittance_fees, m->country, uses.fee);
    t->totals.consumed_abroad[0] += (int64_t)uses.consumption * m->stratum->weight;
    count(t, m->stratum, OUTPUT_remittances, twin_who_migrated(t, m), uses.remitted);
    return least(pension, cost);
}

/* Settled families live on each other; others without work on savings, then on those at home. */
static void account_without_work(struct twin *t, struct migrant *m)
{
    struct household *household = household_of_migrant(m);
    twin_instalment_due(t, m, 0); /* interest runs on */
    double cost = t->world->country[m->country].living_cost * 100.0 * uses_of(t)->idle_consumption;
    int32_t need = (int32_t)(cost + 0.5);
    need -= use_pension(t, m, need);
    if (m->channel != CHANNEL_family) {
        struct support support = remittance_support(need, m->savings, household->wealth, uses_of(t)->support_share);
        m->savings -= support.from_savings;
        household->wealth -= support.from_household;
        pay(t, m->stratum, TRANSFER_support, m->country, support.from_household);
        t->totals.consumed_abroad[0] += ((int64_t)support.from_savings + support.from_household) * m->stratum->weight;
    }
    if (t->context.observe && twin_seeks_work_abroad(t, m)) {
        count(t, m->stratum, OUTPUT_migrants_unemployed, twin_who_migrated(t, m), 1);
        count(t, m->stratum, OUTPUT_migrant_labour_force, twin_who_migrated(t, m), 1);
    }
}

static void account(struct twin *t, struct migrant *m)
{
    if (m->stage == STAGE_ABROAD) {
        (works_abroad(m) ? account_of_worker : account_without_work)(t, m);
    }
}

void twin_remittances_account(struct twin *t)
{
    twin_each_migrant(t, account);
}

/* What the dead have saved abroad goes to their household. */
void twin_leave_savings(struct twin *t, struct person *p)
{
    if (record_of(p)) {
        pay(t, p->stratum, TRANSFER_savings_left, record_of(p)->country, record_of(p)->savings);
        int64_t wealth = (int64_t)household_of(p)->wealth + record_of(p)->savings;
        household_of(p)->wealth = wealth < INT32_MAX ? (int32_t)wealth : INT32_MAX;
    }
}

/* ---- households ---- */

/* Pay in Viet Nam of a stratum and what is taken off it, cents per month. */
struct pay_at_home {
    int64_t gross, tax, insurance, voluntary;
};

/* Net pay, or pension less what members without work pay in. */
static int64_t own_income_of(struct twin *t, struct person *p, struct pay_at_home *sums)
{
    const struct wages_tables *law = t->world->wages;
    int64_t gross = 10 * (int64_t)p->pay;
    if (status_of(p) != WORK_EMPLOYED) {
        sums->voluntary += twin_contribution_at_home(t, p);
        return twin_pension_of(t, p) - twin_contribution_at_home(t, p);
    }
    int64_t net = twin_net_pay_at_home(t, p), tax = 0;
    if (p->work & WORK_FORMAL) {
        tax = income_tax(gross, law->allowance[HOME], law->tax_rate[HOME]);
        tax = tax < gross - net ? tax : gross - net;
        sums->insurance += gross - net - tax;
    } else {
        sums->voluntary += gross - net;
    }
    sums->gross += gross;
    sums->tax += tax;
    return net;
}

/* Both sides pay on the same insured pay: what employers and the pension fund have of it follows from the rates. */
static void book_pay_at_home(struct twin *t, const struct stratum *s, const struct pay_at_home *sums)
{
    const struct country *home = &t->world->country[HOME];
    int64_t months = cor_month_of_year(t->month) == 12 ? 12 : 0, all = millionths(home->employee_contribution_rate);
    int64_t insurance = months * sums->insurance;
    int64_t pension = insurance * millionths(home->pension_employee_rate) / all;
    int64_t employer = insurance * millionths(home->employer_contribution_rate) / all;
    int64_t employer_pension = insurance * millionths(home->pension_employer_rate) / all;
    pay(t, s, TRANSFER_output_home, HOME, months * sums->gross + employer);
    pay(t, s, TRANSFER_pay_home, HOME, months * sums->gross);
    pay(t, s, TRANSFER_tax_home, HOME, months * sums->tax);
    pay(t, s, TRANSFER_voluntary_insurance, HOME, months * sums->voluntary);
    pay(t, s, TRANSFER_pension_insurance_employee, HOME, pension);
    pay(t, s, TRANSFER_pension_insurance_employer, HOME, employer_pension);
    pay(t, s, TRANSFER_other_insurance_employee, HOME, insurance - pension);
    pay(t, s, TRANSFER_other_insurance_employer, HOME, employer - employer_pension);
}

static void observe_pay(struct twin *t, const struct person *p)
{
    struct observed who = twin_who_is(t, p);
    if (t->context.observe && status_of(p) == WORK_EMPLOYED) {
        count(t, p->stratum, OUTPUT_home_pay, who, 10 * (int64_t)p->pay);
        count(t, p->stratum, OUTPUT_home_paid, who, 1);
    }
}

static void observe_household(struct twin *t, const struct stratum *s, const struct household *household,
                              int64_t income)
{
    struct observed who = {.country = HOME};
    if (!t->context.observe || household->size == 0) {
        return;
    }
    count(t, s, OUTPUT_households, who, 1);
    count(t, s, OUTPUT_household_income, who, income);
    if (household->abroad > 0) {
        count(t, s, OUTPUT_migrant_households, who, 1);
        count(t, s, OUTPUT_migrant_household_income, who, income);
    }
    who.income_class = remittances_income_class(income / household->size);
    count(t, s, OUTPUT_income_histogram, who, household->size);
}

static int32_t within_books(int64_t cents)
{
    return cents > INT32_MAX ? INT32_MAX : (cents < -INT32_MAX ? -INT32_MAX : (int32_t)cents);
}

static void close_year(const struct twin *t, struct household *household, int64_t own_income, int64_t income)
{
    household->wealth = within_books(wealth_after_year(household->wealth, 12 * own_income, household->received,
                                                       uses_of(t)->wealth_spending, uses_of(t)->income_saving,
                                                       uses_of(t)->received_saving));
    household->income = within_books(income);
    household->received = 0;
}

static void review_households(struct twin *t, struct stratum *s)
{
    static int64_t own_income[NO_ROW];
    int month_of_year = cor_month_of_year(t->month);
    struct pay_at_home sums = {0, 0, 0, 0};
    for (uint32_t row = 0; row < s->n_households; row++) {
        own_income[row] = 0;
    }
    for (uint32_t row = 0; row < s->n_persons; row++) {
        struct person *p = &s->person[row];
        if (status_of(p) != WORK_FREE && status_of(p) != WORK_ABROAD) {
            own_income[p->household] += own_income_of(t, p, &sums);
            observe_pay(t, p);
        }
    }
    book_pay_at_home(t, s, &sums);
    for (uint32_t row = 0; row < s->n_households; row++) {
        struct household *household = &s->household[row];
        int64_t income = own_income[row] + household->received / month_of_year;
        observe_household(t, s, household, income);
        if (month_of_year == 12) {
            close_year(t, household, own_income[row], income);
        }
    }
}

void twin_remittances_households(struct twin *t)
{
    for (size_t i = 0; i < t->n_strata; i++) {
        if (t->stratum[i].kind == KIND_ORIGIN) {
            review_households(t, &t->stratum[i]);
        }
    }
}
