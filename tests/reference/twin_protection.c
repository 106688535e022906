/* Months of insurance, claims and coverage (models/social_protection/README.md). */
#include "models/social_protection/abroad_rules.h"
#include "tests/reference/twin_rights.h"

enum { MONTHS_MOST = 60000 };

static const struct social_protection_tables *tables_of(const struct twin *t)
{
    return t->world->social_protection;
}
static const struct social_protection_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.social_protection;
}

/* ---- who pays into which scheme ---- */

static bool is_in_formal_work(const struct person *p)
{
    return status_of(p) == WORK_EMPLOYED && (p->work & WORK_FORMAL);
}

bool twin_is_insured_at_home(const struct person *p)
{
    enum work_status status = status_of(p);
    bool may = status == WORK_INACTIVE || status == WORK_UNEMPLOYED || status == WORK_EMPLOYED;
    return is_in_formal_work(p) || (may && (p->work & WORK_VOLUNTARY));
}

bool twin_contributes_there(const struct migrant *m)
{
    return works_abroad(m) && (m->flags & MIGRANT_CONTRIBUTES) && m->channel != CHANNEL_irregular;
}

bool twin_insures_from_abroad(const struct migrant *m)
{
    return works_abroad(m) && (m->flags & MIGRANT_HOME_INSURED) && m->channel == CHANNEL_contract;
}

/* At hire or arrival: does the employer contribute, does the worker insure at home? */
void twin_enrol(struct twin *t, struct migrant *m)
{
    bool liable = (m->flags & MIGRANT_EMPLOYED) && m->channel != CHANNEL_irregular;
    double added = policy_for(t, LEVER_contribution_added, m);
    double pays = tables_of(t)->scheme[m->country].compliance[m->channel] + added;
    double insures = parameters_of(t)->home_insurance + policy_for(t, LEVER_home_insurance_added, m);
    uint32_t of_employer = draw(t, person_of(m), PURPOSE_compliance, 0).word[0];
    uint32_t of_worker = draw_for_life(t, person_of(m), PURPOSE_overseas_insurance, 0).word[0];
    set_flag(m, MIGRANT_CONTRIBUTES, liable && cor_happens(of_employer, pays));
    set_flag(m, MIGRANT_HOME_INSURED, liable && m->channel == CHANNEL_contract && cor_happens(of_worker, insures));
    if (liable) {
        pay(t, m->stratum, TRANSFER_inspection_abroad, m->country,
            (int64_t)(100.0 * parameters_of(t)->inspection_cost * added + 0.5));
    }
}

/* What a person at home pays for insurance, cents per month. */
int32_t twin_contribution_at_home(const struct twin *t, const struct person *p)
{
    const struct social_protection_tables *tables = tables_of(t);
    if (is_in_formal_work(p)) {
        uint16_t insured = vietnam_insured_pay(p->pay, tables->base_least, tables->base_most);
        return (int32_t)part_of(10 * (int32_t)insured, tables->employee_rate);
    }
    return twin_is_insured_at_home(p) ? tables->voluntary_contribution : 0;
}

/* ---- contributions of a month ---- */

static void credit_month_at_home(struct twin *t, struct person *p)
{
    if (p->insured_months < MONTHS_MOST) {
        p->insured_months++;
        t->totals.insured_months_credited[0]++;
    }
}

static void contribute(struct twin *t, struct person *p)
{
    if (twin_is_insured_at_home(p)) {
        credit_month_at_home(t, p);
    }
}

static void end_slot(struct twin *t, struct migrant *m, unsigned slot)
{
    t->totals.foreign_months_ended[0] += m->insured_months[slot];
    m->insured_country[slot] = HOME;
    m->insured_months[slot] = 0;
    m->insured_both[slot] = 0;
    m->insured_paid[slot] = 0;
}

/* What was counted as forfeited, which the sign remembers, is worth something again. */
static void revive(struct twin *t, struct migrant *m, unsigned slot)
{
    struct observed who = twin_who_migrated(t, m);
    who.country = m->insured_country[slot];
    if (m->insured_paid[slot] < 0) {
        count(t, m->stratum, OUTPUT_forfeited, who, m->insured_paid[slot]);
        m->insured_paid[slot] = -m->insured_paid[slot];
    }
}

static int slot_of(const struct migrant *m, size_t country)
{
    for (int slot = 0; slot < INSURANCE_SLOTS; slot++) {
        if (m->insured_country[slot] == country) {
            return slot;
        }
    }
    return -1;
}

/* The scheme's own slot, else an empty one, else the one that holds the fewest months, which are lost. */
static unsigned open_slot(struct twin *t, struct migrant *m)
{
    int slot = slot_of(m, m->country);
    slot = slot >= 0 ? slot : slot_of(m, HOME);
    if (slot < 0) {
        slot = 0;
        for (int other = 1; other < INSURANCE_SLOTS; other++) {
            slot = m->insured_months[other] < m->insured_months[slot] ? other : slot;
        }
        end_slot(t, m, (unsigned)slot);
    }
    m->insured_country[slot] = m->country;
    return (unsigned)slot;
}

static void contribute_abroad(struct twin *t, struct migrant *m)
{
    const struct foreign_scheme *scheme = &tables_of(t)->scheme[m->country];
    if (twin_insures_from_abroad(m)) {
        credit_month_at_home(t, person_of(m));
    }
    if (!twin_contributes_there(m)) {
        return;
    }
    if (scheme->old_age) {
        unsigned slot = open_slot(t, m);
        if (m->insured_months[slot] < MONTHS_MOST) {
            m->insured_months[slot]++;
            m->insured_both[slot] = (uint16_t)(m->insured_both[slot] + twin_insures_from_abroad(m));
            t->totals.foreign_months_credited[0]++;
        }
        revive(t, m, slot);
        int64_t paid = (int64_t)m->insured_paid[slot] + abroad_contribution(m->gross_pay, scheme->pension_rate);
        m->insured_paid[slot] = paid < INT32_MAX ? (int32_t)paid : INT32_MAX;
    }
    int32_t both_sides = abroad_contribution(m->gross_pay, scheme->all_rate);
    count(t, m->stratum, OUTPUT_contributions_abroad, twin_who_migrated(t, m), both_sides);
    t->totals.contributed_abroad[m->country] += (int64_t)both_sides * m->stratum->weight;
}

void twin_social_protection_contribute(struct twin *t)
{
    twin_each_person(t, ORIGIN, contribute);
    twin_each_migrant(t, contribute_abroad);
}

void twin_end_insurance(struct twin *t, struct person *p)
{
    t->totals.insured_months_ended[0] += p->insured_months;
    p->insured_months = 0;
    for (unsigned slot = 0; record_of(p) && slot < INSURANCE_SLOTS; slot++) {
        end_slot(t, record_of(p), slot);
    }
}

/* ---- the birthday: base, membership, pension or lump sum ---- */

static void pay_household(const struct person *p, int64_t cents)
{
    int64_t wealth = household_of(p)->wealth + cents;
    household_of(p)->wealth = wealth < INT32_MAX ? (int32_t)wealth : INT32_MAX;
}

/* Months of base at once. */
static void pay_from_fund(struct twin *t, const struct person *p, double months)
{
    int64_t cents = (int64_t)(10.0 * p->insured_base * months + 0.5);
    pay_household(p, cents);
    pay(t, p->stratum, TRANSFER_lump_sums, HOME, cents);
}

/* Pay that is insured this month, in tenths of a dollar; 0 for those who are not insured. */
static uint16_t insured_pay(const struct twin *t, const struct person *p)
{
    const struct social_protection_tables *tables = tables_of(t);
    if (status_of(p) == WORK_ABROAD) {
        return twin_insures_from_abroad(record_of(p)) ? tables->base_overseas : 0;
    }
    if (is_in_formal_work(p)) {
        return vietnam_insured_pay(p->pay, tables->base_least, tables->base_most);
    }
    return twin_is_insured_at_home(p) ? tables->base_voluntary : 0;
}

/* The past year at the pay of today; months of those insured between birthdays only count with the lowest base. */
static void take_year_into_base(const struct twin *t, struct person *p)
{
    uint16_t pay = insured_pay(t, p);
    uint32_t months = p->insured_months;
    if (months > 0 && pay > 0) {
        p->insured_base = vietnam_average_base(p->insured_base, months, months < 12 ? months : 12, pay);
    } else if (months > 0 && p->insured_base == 0) {
        p->insured_base = tables_of(t)->base_least;
    }
}

/* Informal workers join and leave the voluntary scheme, members without work may leave; formal work and retirement end
 * membership. */
static void review_membership(const struct twin *t, struct person *p)
{
    enum work_status status = status_of(p);
    bool is_member = p->work & WORK_VOLUNTARY, informal = status == WORK_EMPLOYED && !(p->work & WORK_FORMAL);
    bool decides = informal || (is_member && (status == WORK_UNEMPLOYED || status == WORK_INACTIVE));
    double added = lever_at(&t->context, LEVER_home_coverage_added, HOME, 0, work_occupation(p->work));
    double turns = is_member ? parameters_of(t)->voluntary_leave : parameters_of(t)->voluntary_join * (1.0 + added);
    if (decides && cor_happens(draw(t, p, PURPOSE_compliance, 1).word[0], turns)) {
        p->work ^= WORK_VOLUNTARY;
    } else if (!decides) {
        p->work &= (uint8_t) ~(unsigned)WORK_VOLUNTARY;
    }
}

/* Whoever draws a pension has stopped working; workers whose pensions would replace too little of their pay work on. At the
 * first birthday of pension age there is a grant for long careers. */
static void claim_pension(struct twin *t, struct person *p)
{
    const struct vietnam_law *law = &tables_of(t)->law;
    enum sex sex = trait_sex(p->traits);
    if (!vietnam_of_pension_age(law, sex, p->birth_month, t->month - 12)) {
        double grant = vietnam_retirement_grant(law, sex, vietnam_insurance_years(p->insured_months));
        pay_from_fund(t, p, grant);
    }
    if (status_of(p) != WORK_EMPLOYED ||
        vietnam_replaces_pay(twin_pensions_of(t, p, 0), 10 * (int64_t)p->pay, parameters_of(t)->retire_replacement)) {
        p->work = work_make(WORK_RETIRED, work_occupation(p->work), false) | WORK_PENSION;
        p->pay = 0;
        p->traits |= TRAIT_LAPSED;
    }
}

static void withdraw(struct twin *t, struct person *p)
{
    double lump = vietnam_lump_sum(&tables_of(t)->law, p->insured_months, t->month);
    pay_from_fund(t, p, lump);
    t->totals.insured_months_ended[0] += p->insured_months;
    p->insured_months = 0;
    p->insured_base = 0;
    p->parity &= (uint8_t) ~(unsigned)PARITY_INSURED_EARLY;
    for (unsigned slot = 0; record_of(p) && slot < INSURANCE_SLOTS; slot++) {
        record_of(p)->insured_both[slot] = 0;
    }
    count(t, p->stratum, OUTPUT_lump_sums, twin_who_is(t, p), 1);
}

static double chance_to_withdraw(const struct twin *t, const struct person *p, bool lapsed)
{
    const struct social_protection_parameters *parameters = parameters_of(t);
    const struct vietnam_law *law = &tables_of(t)->law;
    if (twin_is_insured_at_home(p) || p->insured_months == 0) {
        return 0.0;
    }
    if (twin_is_of_pension_age(t, p)) {
        return parameters->lump_old_age;
    }
    return vietnam_may_withdraw(law, p->insured_months, t->month, p->parity & PARITY_INSURED_EARLY) && lapsed
               ? vietnam_lump_hazard(law, parameters->lump_hazard, parameters->lump_reform_effect,
                                     parameters->lump_reform_years, t->month)
               : 0.0;
}

static void claim_at_home(struct twin *t, struct person *p)
{
    bool lapsed = p->traits & TRAIT_LAPSED;
    p->traits = (uint8_t)((p->traits & ~(unsigned)TRAIT_LAPSED) | (twin_is_insured_at_home(p) ? 0u : TRAIT_LAPSED));
    struct right_at_home right = twin_right_at_home(t, p);
    if (twin_is_of_pension_age(t, p) && right.claimed) {
        claim_pension(t, p);
    } else if (cor_happens(draw(t, p, PURPOSE_claim, 0).word[0], chance_to_withdraw(t, p, lapsed))) {
        withdraw(t, p);
    }
}

static void review_at_birthday(struct twin *t, struct person *p)
{
    if (!has_birthday(t, p) || status_of(p) < WORK_INACTIVE) {
        return;
    }
    take_year_into_base(t, p);
    if (status_of(p) != WORK_ABROAD) {
        review_membership(t, p);
        claim_at_home(t, p);
    }
}

/* ---- schemes abroad, after return (9, 10) ---- */

static void claim_abroad(struct twin *t, struct migrant *m, unsigned slot)
{
    size_t country = m->insured_country[slot];
    const struct foreign_scheme *scheme = &tables_of(t)->scheme[country];
    struct observed who = twin_who_migrated(t, m);
    who.country = (uint8_t)country;
    if (country == HOME || !abroad_claim_month(t->month, m->left_month, scheme->refund_wait)) {
        return;
    }
    struct right_abroad right = twin_right_abroad(t, m, slot);
    if (right.refundable || right.payable || right.preserved) {
        revive(t, m, slot);
    }
    if (right.refundable) {
        if (twin_claims_from(t, m, country, parameters_of(t)->claim_take_up)) {
            int32_t amount = abroad_refund(m->insured_paid[slot], scheme->refund_share, m->insured_months[slot],
                                           scheme->refund_months_most);
            pay_household(person_of(m), amount);
            pay(t, m->stratum, TRANSFER_refunds, country, amount);
            count(t, m->stratum, OUTPUT_refunds, who, amount);
            end_slot(t, m, slot);
        }
    } else if (!right.payable && !right.preserved) {
        if (m->insured_paid[slot] > 0) { /* counted as forfeited once: the sign remembers it */
            count(t, m->stratum, OUTPUT_forfeited, who, m->insured_paid[slot]);
            m->insured_paid[slot] = -m->insured_paid[slot];
        }
        if (!scheme->old_age || m->insured_months[slot] < parameters_of(t)->minimum_period) {
            end_slot(t, m, slot);
        }
    }
}

static void review_returned(struct twin *t, struct migrant *m)
{
    if (m->stage != STAGE_RETURNED) {
        return;
    }
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        claim_abroad(t, m, slot);
    }
    const uint8_t *country = m->insured_country;
    if (m->debt == 0 && m->savings == 0 && country[0] == HOME && country[1] == HOME && country[2] == HOME) {
        twin_release_migrant(m);
    }
}

/* Members of the last month before the reform. */
static void remember_member(struct twin *t, struct person *p)
{
    if (t->month == tables_of(t)->law.reform_month - 1) {
        p->parity = (uint8_t)((p->parity & PARITY_CHILDREN) | (p->insured_months > 0 ? PARITY_INSURED_EARLY : 0));
    }
}

void twin_social_protection_claims(struct twin *t)
{
    twin_each_person(t, ORIGIN, remember_member);
    twin_each_person(t, ORIGIN, review_at_birthday);
    twin_each_migrant(t, review_returned);
}

/* ---- coverage ---- */

static void observe_coverage(struct twin *t, struct migrant *m, struct observed who)
{
    const struct stratum *s = m->stratum;
    bool covered = m->channel != CHANNEL_irregular && (m->flags & MIGRANT_EMPLOYED);
    bool registered = (m->flags & MIGRANT_CONTRIBUTES) || slot_of(m, m->country) >= 0;
    bool served = (double)(t->month - m->arrived) >= parameters_of(t)->sickness_wait;
    count(t, s, OUTPUT_covered_by_law, who, covered);
    count(t, s, OUTPUT_affiliated, who, covered && registered);
    count(t, s, OUTPUT_contributing, who, twin_contributes_there(m));
    count(t, s, OUTPUT_protected, who, twin_contributes_there(m) && served);
    count(t, s, OUTPUT_home_insured, who, twin_insures_from_abroad(m));
}

static void observe_rights(struct twin *t, struct migrant *m)
{
    struct observed who = twin_who_migrated(t, m);
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        t->totals.foreign_months_stock[0] += m->insured_months[slot];
    }
    if (!t->context.observe || (m->stage != STAGE_ABROAD && m->stage != STAGE_RETURNED)) {
        return;
    }
    if (m->stage == STAGE_ABROAD) {
        observe_coverage(t, m, who);
    }
    struct right_at_home home = twin_right_at_home(t, person_of(m));
    bool alone = false, totalised = home.totalised, portable = false;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        struct right_abroad right = twin_right_abroad(t, m, slot);
        alone |= right.alone;
        totalised |= right.totalised;
        portable |= right.payable || right.refundable;
    }
    count(t, m->stratum, OUTPUT_vested_home, who, home.alone);
    count(t, m->stratum, OUTPUT_vested_abroad, who, alone);
    count(t, m->stratum, OUTPUT_vested_by_totalisation, who, totalised);
    count(t, m->stratum, OUTPUT_pension_rights, who, alone || totalised);
    count(t, m->stratum, OUTPUT_portable, who, portable);
}

static void observe_insurance(struct twin *t, struct person *p)
{
    struct observed who = {.country = HOME, .sex = (uint8_t)trait_sex(p->traits)};
    t->totals.insured_months_stock[0] += p->insured_months;
    if (!t->context.observe) {
        return;
    }
    count(t, p->stratum, OUTPUT_insured, who, twin_is_insured_at_home(p));
    if (status_of(p) == WORK_RETIRED && twin_is_of_pension_age(t, p)) {
        struct right_at_home right = twin_right_at_home(t, p);
        count(t, p->stratum, OUTPUT_pensioners, who, right.claimed);
    }
}

void twin_social_protection_observe(struct twin *t)
{
    twin_each_migrant(t, observe_rights);
    twin_each_person(t, ORIGIN, observe_insurance);
}
