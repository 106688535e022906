/* Claims: at the birthday in Viet Nam, after return against schemes abroad. */
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/rights.h"

static const struct social_protection_parameters *parameters_of(const struct cor_context *context)
{
    return &world_of(context)->parameters.social_protection;
}

static void pay_household(struct chunk_view *view, uint32_t person_row, int64_t cents)
{
    int32_t *wealth = &view->household.wealth[view->person.household[person_row]];
    int64_t sum = *wealth + cents;
    *wealth = sum < INT32_MAX ? (int32_t)sum : INT32_MAX;
}

/* ---- Viet Nam, at the birthday ---- */

/* Insured pay of this month, within the bounds of the law; 0 when not insured. */
static uint16_t insured_pay(const struct cor_context *context, const struct chunk_view *view, uint32_t person_row)
{
    const struct social_protection_tables *tables = &world_of(context)->social_protection;
    uint8_t work = view->person.work[person_row];
    uint32_t migrant_row = view->person.migrant[person_row];
    if (work_status(work) == WORK_ABROAD) {
        return migrant_row != NO_ROW && insures_at_home(&view->migrant, migrant_row) ? tables->base_overseas : 0;
    }
    if (!insured_at_home(work)) {
        return 0;
    }
    if (work_status(work) != WORK_EMPLOYED || !(work & WORK_FORMAL)) {
        return tables->base_voluntary;
    }
    uint16_t pay = view->person.pay[person_row];
    pay = pay > tables->base_least ? pay : tables->base_least;
    return pay < tables->base_most ? pay : tables->base_most;
}

/* The average base takes in the past year at the pay of today. Whoever was insured between birthdays only counts with
 * the lowest base. */
static void update_base(const struct cor_context *context, struct chunk_view *view, uint32_t person_row)
{
    uint32_t months = view->person.insured_months[person_row];
    uint16_t pay = insured_pay(context, view, person_row);
    uint16_t *base = &view->person.insured_base[person_row];
    if (months > 0 && pay > 0) {
        *base = vietnam_average_base(*base, months, months < 12 ? months : 12, pay);
    } else if (months > 0 && *base == 0) {
        *base = world_of(context)->social_protection.base_least;
    }
}

/* Informal workers join the voluntary scheme and leave it; formal employment replaces it. */
static void review_voluntary(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint8_t *work = &person->work[person_row];
    bool informal = work_status(*work) == WORK_EMPLOYED && !(*work & WORK_FORMAL);
    bool voluntary = *work & WORK_VOLUNTARY;
    if (!informal) {
        bool keeps = work_status(*work) == WORK_UNEMPLOYED || work_status(*work) == WORK_INACTIVE;
        *work = keeps ? *work : (uint8_t)(*work & ~(unsigned)WORK_VOLUNTARY);
    }
    if (!informal && !voluntary) {
        return;
    }
    double added = lever_at(context, LEVER_home_coverage_added, HOME, 0, work_occupation(*work));
    double turns =
        voluntary ? parameters_of(context)->voluntary_leave : parameters_of(context)->voluntary_join * (1.0 + added);
    struct cor_draws draws =
        draws_of(context, chunk, person->id[person_row], PURPOSE_compliance, COMPLIANCE_INDEX_voluntary);
    if (cor_happens(draws.word[0], turns)) {
        *work = (uint8_t)(voluntary ? *work & ~(unsigned)WORK_VOLUNTARY : *work | WORK_VOLUNTARY);
    }
}

/* Once, at the first birthday of pension age: the grant for long careers. */
static void pay_grant(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct vietnam_law *law = &world_of(context)->social_protection.law;
    enum sex sex = trait_sex(person->traits[person_row]);
    if (vietnam_of_pension_age(law, sex, person->birth_month[person_row], context->month - 12)) {
        return;
    }
    double years = vietnam_insurance_years(person->insured_months[person_row]);
    double months = vietnam_retirement_grant(law, sex, years);
    pay_household(view_of(chunk), person_row, (int64_t)(10.0 * person->insured_base[person_row] * months + 0.5));
}

/* Whoever draws a pension has stopped working. */
static void retire(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    person->work[person_row] = work_make(WORK_RETIRED, work_occupation(person->work[person_row]), false);
    person->pay[person_row] = 0;
    pay_grant(context, chunk, person_row);
}

static void withdraw(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint32_t months = person->insured_months[person_row];
    double lump = vietnam_lump_sum(&world_of(context)->social_protection.law, months, context->month);
    pay_household(view_of(chunk), person_row, (int64_t)(10.0 * person->insured_base[person_row] * lump + 0.5));
    totals_of(context)->insured_months_ended[0] += months;
    person->insured_months[person_row] = 0;
    person->insured_base[person_row] = 0;
    observe(context, chunk, OUTPUT_lump_sums, observed_person(context, chunk, person_row), 1);
}

static double withdrawal_chance(const struct cor_context *context, const struct chunk_view *view, uint32_t person_row,
                                bool old)
{
    const struct social_protection_parameters *p = parameters_of(context);
    const struct vietnam_law *law = &world_of(context)->social_protection.law;
    if (old) {
        return p->lump_old_age;
    }
    bool history = context->month >= world_of(context)->first_month + 12; /* before, nobody's last year is known */
    bool out_for_a_year = (view->person.traits[person_row] & TRAIT_LAPSED) || !history;
    if (!out_for_a_year || !vietnam_may_withdraw(law, view->person.insured_months[person_row], context->month)) {
        return 0.0;
    }
    return vietnam_lump_hazard(law, p->lump_hazard, p->lump_reform_effect, p->lump_reform_years, context->month);
}

static void claim_at_home(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    bool old = of_pension_age(context, chunk, person_row);
    struct home_right right = home_right_of(context, chunk, person_row);
    if (old && (right.alone || right.totalised)) {
        retire(context, chunk, person_row);
    } else if (!insured_at_home(view->person.work[person_row])) {
        struct cor_draws draws = draws_of(context, chunk, view->person.id[person_row], PURPOSE_claim, 0);
        if (cor_happens(draws.word[CLAIM_WORD_lump], withdrawal_chance(context, view, person_row, old))) {
            withdraw(context, chunk, person_row);
        }
    }
}

static void remember_lapse(struct person_columns *person, uint32_t person_row)
{
    bool insured = insured_at_home(person->work[person_row]);
    uint8_t traits = person->traits[person_row];
    person->traits[person_row] = (uint8_t)(insured ? traits & ~(unsigned)TRAIT_LAPSED : traits | TRAIT_LAPSED);
}

static void review_at_birthday(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    enum work_status status = work_status(view->person.work[person_row]);
    if (status < WORK_INACTIVE) {
        return;
    }
    update_base(context, view, person_row);
    if (status == WORK_ABROAD) {
        return;
    }
    review_voluntary(context, chunk, person_row);
    if (view->person.insured_months[person_row] > 0) {
        claim_at_home(context, chunk, person_row);
    }
    remember_lapse(&view->person, person_row);
}

/* ---- schemes abroad, after return ---- */

static bool claims_refund(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                          size_t country)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t id = view_of(chunk)->person.id[migrant->person[migrant_row]];
    double chance =
        parameters_of(context)->claim_take_up +
        lever_at(context, LEVER_claim_added, country, migrant->channel[migrant_row], migrant->occupation[migrant_row]);
    struct cor_draws draws = draws_frozen(context, chunk, id, PURPOSE_claim, CLAIM_INDEX_refund + (uint32_t)country);
    return cor_happens(draws.word[0], chance);
}

static struct observed observed_at(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                   size_t country)
{
    struct observed who = observed_migrant(context, chunk, migrant_row);
    who.country = (uint8_t)country;
    return who;
}

static void refund(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, unsigned slot)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
    size_t country = migrant->insured_country[cell];
    int32_t amount =
        abroad_refund(migrant->insured_paid[cell], world_of(context)->social_protection.scheme[country].refund_share);
    pay_household(view_of(chunk), migrant->person[migrant_row], amount);
    observe(context, chunk, OUTPUT_refunds, observed_at(context, chunk, migrant_row, country), amount);
    slot_end(context, chunk, migrant_row, slot);
}

/* Money lost is counted once; the sign remembers it. Periods stay on record, for a later treaty may add them up, unless
 * they are too short to count by themselves. */
static void forfeit(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, unsigned slot)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
    if (migrant->insured_paid[cell] > 0) {
        observe(context, chunk, OUTPUT_forfeited,
                observed_at(context, chunk, migrant_row, migrant->insured_country[cell]), migrant->insured_paid[cell]);
        migrant->insured_paid[cell] = -migrant->insured_paid[cell];
    }
    bool old_age = world_of(context)->social_protection.scheme[migrant->insured_country[cell]].old_age;
    if (!old_age || migrant->insured_months[cell] < parameters_of(context)->minimum_period) {
        slot_end(context, chunk, migrant_row, slot);
    }
}

static void claim_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                         unsigned slot)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    size_t country = migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot];
    int32_t wait = world_of(context)->social_protection.scheme[country].refund_wait;
    if (country == HOME || !abroad_claim_month(context->month, migrant->left_month[migrant_row], wait)) {
        return;
    }
    struct foreign_right right = foreign_right_of(context, chunk, migrant_row, slot);
    if (right.refundable) {
        if (claims_refund(context, chunk, migrant_row, country)) {
            refund(context, chunk, migrant_row, slot);
        }
    } else if (!right.payable && !right.preserved) {
        forfeit(context, chunk, migrant_row, slot);
    }
}

static bool holds_nothing(const struct migrant_columns *migrant, uint32_t migrant_row)
{
    const uint8_t *country = &migrant->insured_country[INSURANCE_SLOTS * migrant_row];
    return migrant->debt[migrant_row] == 0 && migrant->savings[migrant_row] == 0 && country[0] == HOME &&
           country[1] == HOME && country[2] == HOME;
}

static void review_returned(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        claim_abroad(context, chunk, migrant_row, slot);
    }
    if (holds_nothing(&view_of(chunk)->migrant, migrant_row)) {
        row_release_migrant(chunk, migrant_row);
    }
}

void social_protection_claims(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t *birthdays = scratch_of(context)->birthdays; /* the list of before the barrier is another chunk's */
    uint32_t n = cor_rows_of_month(view->person.birth_month, chunk->n_rows[TABLE_person],
                                   (uint16_t)(context->month % 12), birthdays);
    for (uint32_t i = 0; i < n; i++) {
        review_at_birthday(context, chunk, birthdays[i]);
    }
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_migrant]; row++) {
        if (view->migrant.stage[row] == STAGE_RETURNED) {
            review_returned(context, chunk, row);
        }
    }
}
