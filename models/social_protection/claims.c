/* Claims: at the birthday in Viet Nam, after return against schemes abroad. */
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/rights.h"
#include "models/social_protection/social_protection_world.h"

static const struct social_protection_parameters *parameters_of(const struct cor_context *context)
{
    return &world_of(context)->parameters.social_protection;
}

static void pay_household(struct cor_chunk *chunk, uint32_t person_row, int64_t cents)
{
    household_receives(chunk, view_of(chunk)->person.household[person_row], cents);
}

/* Months of average base at once, in Viet Nam. */
static void pay_from_fund(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                          double months)
{
    int64_t cents = (int64_t)(10.0 * view_of(chunk)->person.insured_base[person_row] * months + 0.5);
    pay_household(chunk, person_row, cents);
    book_transfer(context, chunk, TRANSFER_lump_sums, HOME, cents);
}

/* ---- Viet Nam, at the birthday ---- */

/* The chances of this month as thresholds of draws, found once per chunk. */
struct birthday_chances {
    uint64_t joins[N_OCCUPATIONS], leaves;
    uint64_t withdraws, withdraws_old;
};

static struct birthday_chances chances_of_month(const struct cor_context *context)
{
    const struct social_protection_parameters *p = parameters_of(context);
    struct birthday_chances chances = {
        .leaves = cor_threshold(p->voluntary_leave),
        .withdraws = cor_threshold(vietnam_lump_hazard(&world_of(context)->social_protection->law, p->lump_hazard,
                                                       p->lump_reform_effect, p->lump_reform_years, context->month)),
        .withdraws_old = cor_threshold(p->lump_old_age),
    };
    for (size_t occupation = 0; occupation < N_OCCUPATIONS; occupation++) {
        double added = lever_at(context, LEVER_home_coverage_added, HOME, 0, occupation);
        chances.joins[occupation] = cor_threshold(p->voluntary_join * (1.0 + added));
    }
    return chances;
}

/* Persons whom a draw concerns, from one piece of the list of birthdays. Persons do not influence each other: the wealth
 * of households is a sum of amounts that are never negative, the same in every order. */
struct drawn {
    uint32_t n, row[DRAW_BLOCK];
    uint64_t threshold[DRAW_BLOCK];
    struct draw_block draws;
};

/* Adds a row if a draw concerns it; without a branch, since that changes from row to row. */
static void list_if(bool concerns, uint32_t row, uint64_t threshold, struct drawn *drawn)
{
    drawn->row[drawn->n] = row;
    drawn->threshold[drawn->n] = threshold;
    drawn->n += concerns;
}

static uint32_t keep_adults(const struct person_columns *person, uint32_t *rows, uint32_t n)
{
    uint32_t n_adults = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        rows[n_adults] = row;
        n_adults += work_status(person->work[row]) >= WORK_INACTIVE;
        cor_prefetch(&person->insured_months[row]);
        cor_prefetch(&person->insured_base[row]);
        cor_prefetch(&person->traits[row]);
    }
    return n_adults;
}

static uint32_t list_holders(const uint16_t *insured_months, const uint32_t *rows, uint32_t n, uint32_t *holders)
{
    uint32_t n_holders = 0;
    for (uint32_t i = 0; i < n; i++) {
        holders[n_holders] = rows[i];
        n_holders += insured_months[rows[i]] > 0;
    }
    return n_holders;
}

/* Insured pay of an adult this month: pay within the bounds of the law, or the base of members; 0 without insurance. */
static uint16_t insured_pay(const struct social_protection_tables *tables, const struct chunk_view *view, uint32_t row)
{
    uint8_t work = view->person.work[row];
    if (work_status(work) == WORK_ABROAD) {
        uint32_t record = view->person.migrant[row];
        return record != NO_ROW && insures_at_home(&view->migrant, record) ? tables->base_overseas : 0;
    }
    if (!insured_at_home(work)) {
        return 0;
    }
    return work_is_formal_job(work) ? vietnam_insured_pay(view->person.pay[row], tables->base_least, tables->base_most)
                                    : tables->base_voluntary;
}

/* The average base takes in the past year at the pay of today. A person insured only between birthdays counts with the
 * lowest base. */
static void take_in_year(const struct social_protection_tables *tables, struct chunk_view *view, uint32_t row)
{
    uint32_t months = view->person.insured_months[row];
    uint16_t *base = &view->person.insured_base[row], pay = insured_pay(tables, view, row);
    if (pay > 0) {
        *base = vietnam_average_base(*base, months, months < 12 ? months : 12, pay);
    } else if (*base == 0) {
        *base = tables->base_least;
    }
}

/* Informal workers join the voluntary scheme and leave it, and so may members without work; formal employment and
 * retirement end membership. */
static void review_voluntary(const struct cor_context *context, struct cor_chunk *chunk,
                             const struct birthday_chances *chances, const uint32_t *rows, uint32_t n)
{
    const uint8_t *work = view_of(chunk)->person.work;
    struct drawn drawn;
    drawn.n = 0; /* and nothing else, or the block of draws would be cleared */
    for (uint32_t i = 0; i < n; i++) {
        uint8_t own = work[rows[i]];
        enum work_status status = work_status(own);
        bool member = own & WORK_VOLUNTARY, informal = (status == WORK_EMPLOYED) & !(own & WORK_FORMAL);
        bool decides = informal | (member & ((status == WORK_UNEMPLOYED) | (status == WORK_INACTIVE)));
        list_if(decides, rows[i], member ? chances->leaves : chances->joins[work_occupation(own)], &drawn);
        if (member && !decides && status != WORK_ABROAD) {
            person_insures_freely(chunk, rows[i], false);
        }
    }
    draws_of_rows(context, chunk, drawn.row, drawn.n, DRAWS_voluntary, &drawn.draws);
    for (uint32_t i = 0; i < drawn.n; i++) {
        if (drawn.draws.word[WORD_voluntary_turns][i] < drawn.threshold[i]) {
            person_insures_freely(chunk, drawn.row[i], !(work[drawn.row[i]] & WORK_VOLUNTARY));
        }
    }
}

/* Once, at the first birthday of pension age: the grant for long careers. */
static void pay_grant(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct vietnam_law *law = &world_of(context)->social_protection->law;
    enum sex sex = trait_sex(person->traits[person_row]);
    if (vietnam_of_pension_age(law, sex, person->birth_month[person_row], context->month - 12)) {
        return;
    }
    double years = vietnam_insurance_years(person->insured_months[person_row]);
    double months = vietnam_retirement_grant(law, sex, years);
    pay_from_fund(context, chunk, person_row, months);
}

/* Pensioners no longer work or contribute. Workers whose pensions would replace too little of their pay work on until they leave
 * the labour force, and draw them then. */
static void claim_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                          struct home_right right)
{
    const struct person_columns *person = &view_of(chunk)->person;
    pay_grant(context, chunk, person_row);
    if (work_status(person->work[person_row]) != WORK_EMPLOYED ||
        vietnam_replaces_pay(social_protection_pensions(context, chunk, person_row, right),
                             10 * (int64_t)person->pay[person_row], parameters_of(context)->retire_replacement)) {
        person_draws_pension(chunk, person_row);
    }
}

/* Months of insurance at home that were months abroad as well are gone. */
static void forget_overlaps(struct chunk_view *view, uint32_t person_row)
{
    uint32_t record = view->person.migrant[person_row];
    for (unsigned slot = 0; record != NO_ROW && slot < INSURANCE_SLOTS; slot++) {
        view->migrant.insured_both[INSURANCE_SLOTS * record + slot] = 0;
    }
}

static void withdraw(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint32_t months = person->insured_months[person_row];
    double lump = vietnam_lump_sum(&world_of(context)->social_protection->law, months, context->month);
    pay_from_fund(context, chunk, person_row, lump);
    totals_of(context)->insured_months_ended[0] += months;
    person->insured_months[person_row] = 0;
    person->insured_base[person_row] = 0;
    forget_overlaps(view_of(chunk), person_row);
    person_insured_early(chunk, person_row, false);
    observe(context, chunk, OUTPUT_lump_sums, observed_person(context, chunk, person_row), 1);
}

/* Chance that a person without a pension takes the lump sum, as a threshold. */
static uint64_t chance_to_withdraw(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t row,
                                   const struct birthday_chances *chances, bool old)
{
    const struct person_columns *person = &const_view_of(chunk)->person;
    if (insured_at_home(person->work[row])) {
        return 0;
    }
    if (old) {
        return chances->withdraws_old;
    }
    bool lapsed = person->traits[row] & TRAIT_LAPSED;
    bool may = vietnam_may_withdraw(&world_of(context)->social_protection->law, person->insured_months[row],
                                    context->month, person->parity[row] & PARITY_INSURED_EARLY);
    return may && lapsed ? chances->withdraws : 0;
}

/* Holders of months of pension age claim a pension with a right; all others at home who may withdraw are listed. */
static void list_claims(const struct cor_context *context, struct cor_chunk *chunk,
                        const struct birthday_chances *chances, const uint32_t *holders, uint32_t n,
                        struct drawn *drawn)
{
    const struct person_columns *person = &view_of(chunk)->person;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = holders[i];
        if (work_status(person->work[row]) == WORK_ABROAD) {
            continue;
        }
        bool old = social_protection_of_pension_age(context, chunk, row);
        struct home_right right = old ? social_protection_home_right(context, chunk, row) : (struct home_right){0};
        if (right.claimed) {
            claim_pension(context, chunk, row, right);
        } else {
            uint64_t threshold = chance_to_withdraw(context, chunk, row, chances, old);
            list_if(threshold > 0, row, threshold, drawn);
        }
    }
}

static void claim_at_home(const struct cor_context *context, struct cor_chunk *chunk,
                          const struct birthday_chances *chances, const uint32_t *holders, uint32_t n)
{
    struct drawn drawn;
    drawn.n = 0;
    list_claims(context, chunk, chances, holders, n, &drawn);
    draws_of_rows(context, chunk, drawn.row, drawn.n, DRAWS_lump_sum, &drawn.draws);
    for (uint32_t i = 0; i < drawn.n; i++) {
        if (drawn.draws.word[WORD_lump_sum_withdraws][i] < drawn.threshold[i]) {
            withdraw(context, chunk, drawn.row[i]);
        }
    }
}

/* Remembers until the next birthday who at home is not insured. */
static void remember_lapses(struct cor_chunk *chunk, const uint32_t *rows, uint32_t n)
{
    const uint8_t *work = view_of(chunk)->person.work;
    for (uint32_t i = 0; i < n; i++) {
        if (work_status(work[rows[i]]) != WORK_ABROAD) {
            person_lapses(chunk, rows[i], !insured_at_home(work[rows[i]]));
        }
    }
}

static void review_at_birthday(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *rows, uint32_t n)
{
    struct chunk_view *view = view_of(chunk);
    struct birthday_chances chances = chances_of_month(context);
    uint32_t holders[DRAW_BLOCK];
    n = keep_adults(&view->person, rows, n);
    for (struct piece p = pieces_of_persons(rows, n); piece_next(&p);) {
        uint32_t n_holders = list_holders(view->person.insured_months, p.rows, p.n, holders);
        for (uint32_t i = 0; i < n_holders; i++) {
            take_in_year(world_of(context)->social_protection, view, holders[i]);
        }
        review_voluntary(context, chunk, &chances, p.rows, p.n);
        claim_at_home(context, chunk, &chances, holders, n_holders);
        remember_lapses(chunk, p.rows, p.n);
    }
}

/* ---- schemes abroad, after return ---- */

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
    const struct foreign_scheme *scheme = &world_of(context)->social_protection->scheme[country];
    int32_t amount = abroad_refund(migrant->insured_paid[cell], scheme->refund_share, migrant->insured_months[cell],
                                   scheme->refund_months_most);
    pay_household(chunk, migrant->person[migrant_row], amount);
    book_transfer(context, chunk, TRANSFER_refunds, country, amount);
    observe(context, chunk, OUTPUT_refunds, observed_at(context, chunk, migrant_row, country), amount);
    social_protection_slot_end(context, chunk, migrant_row, slot);
}

/* Money lost is counted once; the sign remembers it. Periods and what was paid for them stay on record, for a later treaty may
 * add them up, unless they are too short to count by themselves. */
static void forfeit(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, unsigned slot)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
    if (migrant->insured_paid[cell] > 0) {
        observe(context, chunk, OUTPUT_forfeited,
                observed_at(context, chunk, migrant_row, migrant->insured_country[cell]), migrant->insured_paid[cell]);
        migrant->insured_paid[cell] = -migrant->insured_paid[cell];
    }
    bool old_age = world_of(context)->social_protection->scheme[migrant->insured_country[cell]].old_age;
    if (!old_age || migrant->insured_months[cell] < parameters_of(context)->minimum_period) {
        social_protection_slot_end(context, chunk, migrant_row, slot);
    }
}

/* A claim against the scheme of one country, in the months in which it may be made. */
static void claim_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                         unsigned slot, size_t country)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    int32_t wait = world_of(context)->social_protection->scheme[country].refund_wait;
    if (!abroad_claim_month(context->month, migrant->left_month[migrant_row], wait)) {
        return;
    }
    struct foreign_right right = social_protection_foreign_right(context, chunk, migrant_row, slot);
    if (right.refundable || right.payable || right.preserved) {
        social_protection_revive(context, chunk, migrant_row, slot);
    }
    if (right.refundable) {
        if (social_protection_claims_from(context, chunk, migrant_row, country,
                                          parameters_of(context)->claim_take_up)) {
            refund(context, chunk, migrant_row, slot);
        }
    } else if (!right.payable && !right.preserved) {
        forfeit(context, chunk, migrant_row, slot);
    }
}

/* Nearly all slots are empty. */
static void claim_from_all(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const uint8_t *country = &view_of(chunk)->migrant.insured_country[INSURANCE_SLOTS * migrant_row];
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        if (country[slot] != HOME) {
            claim_abroad(context, chunk, migrant_row, slot, country[slot]);
        }
    }
}

void social_protection_claims_before(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t household = view->person.household[view->migrant.person[migrant_row]];
    int32_t wealth = view->household.wealth[household];
    struct cor_context then = *context;
    for (then.month = view->migrant.left_month[migrant_row]; then.month <= context->month; then.month++) {
        claim_from_all(&then, chunk, migrant_row);
    }
    household_receives(chunk, household, (int64_t)wealth - view->household.wealth[household]);
}

static bool holds_nothing(const struct migrant_columns *migrant, uint32_t migrant_row)
{
    const uint8_t *country = &migrant->insured_country[INSURANCE_SLOTS * migrant_row];
    return (migrant->debt[migrant_row] == 0) & (migrant->savings[migrant_row] == 0) & (country[0] == HOME) &
           (country[1] == HOME) & (country[2] == HOME);
}

static void review_returned(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    claim_from_all(context, chunk, migrant_row);
    if (holds_nothing(&view_of(chunk)->migrant, migrant_row)) {
        record_close(chunk, migrant_row);
    }
}

/* In the last month before the reform, and never again. */
static void remember_members(const struct cor_context *context, struct cor_chunk *chunk)
{
    const uint16_t *months = view_of(chunk)->person.insured_months;
    if (context->month != world_of(context)->social_protection->law.reform_month - 1) {
        return;
    }
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        person_insured_early(chunk, row, months[row] > 0);
    }
}

void social_protection_remember_members_at_start(const struct cor_context *context, struct cor_chunk *chunk)
{
    const struct vietnam_law *law = &world_of(context)->social_protection->law;
    const uint16_t *months = view_of(chunk)->person.insured_months;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        person_insured_early(chunk, row, vietnam_insured_early(law, months[row], context->month));
    }
}

void social_protection_claims(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    struct scratch *scratch = scratch_of(context);
    remember_members(context, chunk);
    review_at_birthday(context, chunk, scratch->birthdays, scratch->n_birthdays);
    uint32_t *returned = scratch->records;
    uint32_t n = cor_rows_where(view->migrant.stage, chunk->n_rows[TABLE_migrant], UINT8_MAX, STAGE_RETURNED, returned);
    for (uint32_t i = 0; i < n; i++) {
        review_returned(context, chunk, returned[i]);
    }
}
