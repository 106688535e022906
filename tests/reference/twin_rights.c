/* What a person holds in the schemes of Viet Nam and abroad (models/social_protection/README.md, equations 1 to 4, 8). */
#include "tests/reference/twin_rights.h"
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/totalisation_rules.h"

static const struct vietnam_law *law_of(const struct twin *t)
{
    return &t->world->social_protection->law;
}
static const struct social_protection_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.social_protection;
}

/* ---- agreements ---- */

double twin_share_reached(const struct twin *t, enum lever lever, size_t country, size_t channel, size_t occupation)
{
    double year = t->world->country[country].social_security_agreement_year;
    bool in_operation = year > 0.0 && cor_month_year(t->month) >= (int32_t)year;
    return in_operation && lever != LEVER_refund_closed ? 1.0
                                                        : lever_at(&t->context, lever, country, channel, occupation);
}

/* One draw for life decides whom agreements reach, the same for all their clauses. */
static bool is_reached(const struct twin *t, const struct migrant *m, size_t country, enum lever lever)
{
    return cor_happens(draw_for_life(t, person_of(m), PURPOSE_claim, 0).word[0],
                       twin_share_reached(t, lever, country, m->channel, m->occupation));
}

/* One draw for life for each country decides who claims refunds and pensions. */
bool twin_claims_from(const struct twin *t, const struct migrant *m, size_t country, double take_up)
{
    double chance = take_up + lever_at(&t->context, LEVER_claim_added, country, m->channel, m->occupation);
    return cor_happens(draw_for_life(t, person_of(m), PURPOSE_claim, 1 + (uint32_t)country).word[0], chance);
}

/* ---- abroad ---- */

static uint32_t months_in_union(const struct twin *t, const struct migrant *m)
{
    uint32_t months = 0;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        bool counts = m->insured_country[slot] != HOME &&
                      t->world->social_protection->scheme[m->insured_country[slot]].coordinated;
        months += counts ? m->insured_months[slot] : 0u;
    }
    return months;
}

struct right_abroad twin_right_abroad(const struct twin *t, const struct migrant *m, unsigned slot)
{
    struct right_abroad right = {.alone = false};
    size_t country = m->insured_country[slot];
    uint32_t months = m->insured_months[slot], home = person_of(m)->insured_months;
    uint32_t minimum = (uint32_t)parameters_of(t)->minimum_period;
    const struct foreign_scheme *scheme = &t->world->social_protection->scheme[country];
    if (country == HOME || months == 0 || !scheme->old_age) {
        return right;
    }
    bool treaty = is_reached(t, m, country, LEVER_totalise_destination);
    uint32_t with_home = totalisation_sum(months, home, m->insured_both[slot]);
    right.alone = totalisation_vests_alone(months, scheme->qualifying);
    right.totalised =
        (treaty && totalisation_vests(months, with_home, scheme->qualifying, minimum)) ||
        (scheme->coordinated && totalisation_vests(months, months_in_union(t, m), scheme->qualifying, minimum));
    right.preserved = months >= minimum && (treaty || is_reached(t, m, country, LEVER_totalise_origin));
    right.payable =
        (right.alone || right.totalised) && (scheme->exports || is_reached(t, m, country, LEVER_pension_export));
    right.refundable = scheme->refund_share > 0.0 && ((scheme->refund_channels >> m->channel) & 1u) &&
                       m->insured_paid[slot] != 0 && (!right.alone || parameters_of(t)->refund_when_vested >= 0.5) &&
                       !is_reached(t, m, country, LEVER_refund_closed);
    return right;
}

/* ---- Viet Nam ---- */

bool twin_is_of_pension_age(const struct twin *t, const struct person *p)
{
    return work_draws_pension(p->work) ||
           vietnam_of_pension_age(law_of(t), trait_sex(p->traits), p->birth_month, t->month);
}

/* Do periods abroad complete those at home, and does anybody claim what this gives? */
static void totalise_at_home(const struct twin *t, const struct migrant *m, uint32_t home, struct right_at_home *right)
{
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        uint32_t foreign = m->insured_months[slot];
        uint32_t sum = totalisation_sum(home, foreign, m->insured_both[slot]);
        if (m->insured_country[slot] != HOME && foreign > 0 &&
            totalisation_vests(home, sum, vietnam_vesting_months(law_of(t), t->month),
                               (uint32_t)parameters_of(t)->minimum_period) &&
            is_reached(t, m, m->insured_country[slot], LEVER_totalise_origin)) {
            right->totalised = true;
            right->claimed |= twin_claims_from(t, m, m->insured_country[slot], parameters_of(t)->pension_take_up);
        }
    }
}

struct right_at_home twin_right_at_home(const struct twin *t, const struct person *p)
{
    struct right_at_home right = {.alone = false, .totalised = false, .claimed = false};
    right.alone = right.claimed = vietnam_vests(law_of(t), p->insured_months, t->month, twin_is_of_pension_age(t, p));
    if (!right.alone && p->insured_months > 0 && record_of(p)) {
        totalise_at_home(t, record_of(p), p->insured_months, &right);
    }
    return right;
}

/* ---- pensions, cents per month ---- */

static int64_t pension_of_viet_nam(const struct twin *t, const struct person *p)
{
    struct right_at_home right = twin_right_at_home(t, p);
    double years = vietnam_insurance_years(p->insured_months), rate = 0.0;
    double vesting = (double)vietnam_vesting_months(law_of(t), t->month) / 12.0;
    if (right.alone) {
        rate = vietnam_pension_rate(law_of(t), trait_sex(p->traits), years > vesting ? years : vesting);
    } else if (right.claimed) {
        rate = vietnam_treaty_rate(law_of(t), years);
    }
    return (int64_t)(10.0 * (double)p->insured_base * rate + 0.5);
}

static int64_t pensions_from_abroad(struct twin *t, const struct migrant *m, enum transfer paid, int64_t months)
{
    int64_t sum = 0;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        const struct country *country = &t->world->country[m->insured_country[slot]];
        bool claimed = twin_claims_from(t, m, m->insured_country[slot], parameters_of(t)->pension_take_up);
        struct right_abroad right = twin_right_abroad(t, m, slot);
        bool lives_there = m->stage == STAGE_ABROAD && m->country == m->insured_country[slot];
        int64_t pension = (claimed && right.payable) || (lives_there && (right.alone || right.totalised))
                              ? abroad_pension(abroad_held(m->insured_paid[slot]), country->pension_employee_rate,
                                               country->pension_accrual)
                              : 0;
        pay(t, m->stratum, paid, m->insured_country[slot], months * pension);
        sum += pension;
    }
    return sum;
}

static int64_t social_pension(const struct twin *t, const struct person *p)
{
    double from = t->month >= law_of(t)->reform_month ? parameters_of(t)->social_pension_age
                                                      : parameters_of(t)->social_pension_age_before;
    return (double)age_of(t, p) >= from ? t->world->social_protection->social_pension : 0;
}

/* Of Viet Nam, and from abroad after a return. */
int64_t twin_pensions_of(struct twin *t, const struct person *p, int64_t months)
{
    const struct migrant *m = record_of(p);
    bool returned = m && m->stage == STAGE_RETURNED;
    return pension_of_viet_nam(t, p) + (returned ? pensions_from_abroad(t, m, TRANSFER_pensions_abroad, months) : 0);
}

/* Of a person abroad without work. */
int32_t twin_pension_abroad(struct twin *t, const struct migrant *m)
{
    if (!twin_is_of_pension_age(t, person_of(m))) {
        return 0;
    }
    int64_t home = pension_of_viet_nam(t, person_of(m));
    pay(t, m->stratum, TRANSFER_pensions_home_to_workers, m->country, home);
    return (int32_t)(home + pensions_from_abroad(t, m, TRANSFER_pensions_abroad_to_workers, 1));
}

int64_t twin_pension_of(struct twin *t, const struct person *p)
{
    bool idle = status_of(p) == WORK_RETIRED || status_of(p) == WORK_INACTIVE;
    if (!idle || !twin_is_of_pension_age(t, p)) {
        return 0;
    }
    int64_t months = cor_month_of_year(t->month) == 12 ? 12 : 0;
    int64_t of_viet_nam = status_of(p) == WORK_RETIRED ? pension_of_viet_nam(t, p) : 0;
    int64_t pension = twin_pensions_of(t, p, months) - pension_of_viet_nam(t, p) + of_viet_nam;
    pay(t, p->stratum, TRANSFER_pensions_home, HOME, months * of_viet_nam);
    if (pension > 0) {
        return pension;
    }
    pay(t, p->stratum, TRANSFER_social_pensions, HOME, months * social_pension(t, p));
    return social_pension(t, p);
}
