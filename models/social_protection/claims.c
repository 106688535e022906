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

/* ---- Viet Nam, at the birthday ---- */

/* The law and the chances of this month, found once per chunk. Chances are thresholds of draws. */
struct birthday_rules {
    int32_t month;
    int32_t pension_age[N_SEXES]; /* months */
    bool history;                 /* is everybody's last year known? Before the run nobody's is */
    uint64_t joins[N_OCCUPATIONS], leaves;
    uint64_t withdraws, withdraws_old;
    const struct vietnam_law *law;
    const struct social_protection_tables *tables;
};

static struct birthday_rules rules_of_month(const struct cor_context *context)
{
    const struct social_protection_parameters *p = parameters_of(context);
    const struct social_protection_tables *tables = world_of(context)->social_protection;
    const struct vietnam_law *law = &tables->law;
    struct birthday_rules rules = {
        .month = context->month,
        .history = context->month >= world_of(context)->first_month + 12,
        .leaves = cor_threshold(p->voluntary_leave),
        .withdraws = cor_threshold(
            vietnam_lump_hazard(law, p->lump_hazard, p->lump_reform_effect, p->lump_reform_years, context->month)),
        .withdraws_old = cor_threshold(p->lump_old_age),
        .law = law,
        .tables = tables,
    };
    for (unsigned sex = 0; sex < N_SEXES; sex++) {
        rules.pension_age[sex] = vietnam_pension_age(law, (enum sex)sex, context->month);
    }
    for (size_t occupation = 0; occupation < N_OCCUPATIONS; occupation++) {
        double added = lever_at(context, LEVER_home_coverage_added, HOME, 0, occupation);
        rules.joins[occupation] = cor_threshold(p->voluntary_join * (1.0 + added));
    }
    return rules;
}

/* Persons of one piece of the list of birthdays, of working age and over, and their draws. Persons do not influence each
 * other: the wealth of households is a sum of amounts that are never negative, the same in every order. */
struct birthday_piece {
    uint32_t n_home, n_insured, n_other, n_old, n_drawn;
    uint32_t home[DRAW_BLOCK];    /* not abroad */
    uint32_t insured[DRAW_BLOCK]; /* with months of insurance, and insured at home this month */
    uint32_t other[DRAW_BLOCK];   /* with months of insurance, not insured at home, perhaps abroad */
    uint32_t old[DRAW_BLOCK];     /* not abroad, with months of insurance, of pension age */
    uint32_t drawn[DRAW_BLOCK];   /* those whom a draw concerns */
    uint32_t words[DRAW_BLOCK];
    struct draw_block draws;
};

static void list_adults(const uint8_t *standing, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                        struct birthday_piece *piece)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t n_home = 0, n_insured = 0, n_other = 0, n_drawn = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        unsigned bits = standing[person->work[row]], holds = person->insured_months[row] > 0;
        cor_prefetch(&person->insured_base[row]); /* what the loops after this one read first */
        cor_prefetch(&person->traits[row]);
        cor_prefetch(&person->pay[row]);
        piece->home[n_home] = row;
        n_home += bits / STANDING_home & 1;
        piece->insured[n_insured] = row;
        n_insured += bits / STANDING_insured & holds;
        piece->other[n_other] = row;
        n_other += bits / STANDING_other & holds;
        piece->drawn[n_drawn] = row;
        n_drawn += bits / STANDING_decides & 1;
        if (bits & STANDING_ends) { /* rare, and nothing below pays attention to it */
            person_insures_freely(chunk, row, false);
        }
    }
    piece->n_home = n_home;
    piece->n_insured = n_insured;
    piece->n_other = n_other;
    piece->n_drawn = n_drawn;
}

/* Insured pay of a person insured at home this month: pay within the bounds of the law, or the base of members. */
static uint16_t insured_pay(const struct social_protection_tables *tables, uint8_t work, uint16_t pay)
{
    bool formal = (work & (WORK_STATUS_MASK | WORK_FORMAL)) == (WORK_EMPLOYED | WORK_FORMAL);
    pay = pay > tables->base_least ? pay : tables->base_least;
    pay = pay < tables->base_most ? pay : tables->base_most;
    return formal ? pay : tables->base_voluntary;
}

/* The average base takes in the past year at the pay of today. Whoever was insured between birthdays only counts with
 * the lowest base. */
static void take_in_year(const struct social_protection_tables *tables, struct person_columns *person, uint32_t row,
                         uint16_t pay)
{
    uint32_t months = person->insured_months[row];
    uint16_t base = person->insured_base[row];
    if (pay > 0) {
        person->insured_base[row] = vietnam_average_base(base, months, months < 12 ? months : 12, pay);
    } else if (base == 0) {
        person->insured_base[row] = tables->base_least;
    }
}

static void update_bases(const struct social_protection_tables *tables, struct chunk_view *view,
                         const struct birthday_piece *piece)
{
    struct person_columns *person = &view->person;
    for (uint32_t i = 0; i < piece->n_insured; i++) {
        uint32_t row = piece->insured[i];
        take_in_year(tables, person, row, insured_pay(tables, person->work[row], person->pay[row]));
    }
    for (uint32_t i = 0; i < piece->n_other; i++) {
        uint32_t row = piece->other[i];
        uint32_t record = work_status(person->work[row]) == WORK_ABROAD ? person->migrant[row] : NO_ROW;
        bool insures = record != NO_ROW && insures_at_home(&view->migrant, record);
        take_in_year(tables, person, row, insures ? tables->base_overseas : 0);
    }
}

/* Among persons who decide: members leave, others join. */
static void review_voluntary(const struct cor_context *context, struct cor_chunk *chunk,
                             const struct birthday_rules *rules, struct birthday_piece *piece)
{
    const uint8_t *work = view_of(chunk)->person.work;
    draws_of_rows(context, chunk, piece->drawn, piece->n_drawn, DRAWS_voluntary, &piece->draws);
    for (uint32_t i = 0; i < piece->n_drawn; i++) {
        uint8_t own = work[piece->drawn[i]];
        bool member = own & WORK_VOLUNTARY;
        uint64_t turns = member ? rules->leaves : rules->joins[work_occupation(own)];
        if (piece->draws.word[WORD_voluntary_turns][i] < turns) {
            person_insures_freely(chunk, piece->drawn[i], !member);
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
    pay_household(chunk, person_row, (int64_t)(10.0 * person->insured_base[person_row] * months + 0.5));
}

/* Pensioners no longer work or contribute. */
static void retire(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    person_stops_work(chunk, person_row, WORK_RETIRED);
    person_lapses(chunk, person_row, true);
    pay_grant(context, chunk, person_row);
}

static void withdraw(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint32_t months = person->insured_months[person_row];
    double lump = vietnam_lump_sum(&world_of(context)->social_protection->law, months, context->month);
    pay_household(chunk, person_row, (int64_t)(10.0 * person->insured_base[person_row] * lump + 0.5));
    totals_of(context)->insured_months_ended[0] += months;
    person->insured_months[person_row] = 0;
    person->insured_base[person_row] = 0;
    observe(context, chunk, OUTPUT_lump_sums, observed_person(context, chunk, person_row), 1);
}

/* Lists the holders of months of pension age, and of the others those who may withdraw; then remembers who is not insured
 * until the next birthday. */
static void list_claims(const struct birthday_rules *rules, struct cor_chunk *chunk, struct birthday_piece *piece)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const uint8_t *standing = rules->tables->standing;
    uint32_t n_old = 0, n_drawn = 0;
    for (uint32_t i = 0; i < piece->n_home; i++) {
        uint32_t row = piece->home[i], months = person->insured_months[row];
        uint8_t traits = person->traits[row];
        bool insured = standing[person->work[row]] & STANDING_insured, lapsed = traits & TRAIT_LAPSED;
        int32_t age = rules->month - (int32_t)person->birth_month[row];
        bool old = age >= rules->pension_age[trait_sex(traits)];
        bool may = vietnam_may_withdraw(rules->law, months, rules->month) & (lapsed | !rules->history);
        piece->drawn[n_drawn] = row;
        n_drawn += may & !(insured | old);
        piece->old[n_old] = row;
        n_old += old & (months > 0);
        person_lapses(chunk, row, !insured);
    }
    piece->n_old = n_old;
    piece->n_drawn = n_drawn;
}

/* Those of pension age retire with a right; without one they may withdraw, and join the list of those who draw. */
static void retire_old(const struct cor_context *context, struct cor_chunk *chunk, struct birthday_piece *piece)
{
    for (uint32_t i = 0; i < piece->n_old; i++) {
        uint32_t row = piece->old[i];
        struct home_right right = social_protection_home_right(context, chunk, row);
        if (right.alone || right.totalised) {
            retire(context, chunk, row);
        } else if (!insured_at_home(view_of(chunk)->person.work[row])) {
            piece->drawn[piece->n_drawn++] = row;
        }
    }
}

static void claim_at_home(const struct cor_context *context, struct cor_chunk *chunk,
                          const struct birthday_rules *rules, struct birthday_piece *piece)
{
    list_claims(rules, chunk, piece);
    uint32_t n_young = piece->n_drawn;
    retire_old(context, chunk, piece);
    words_of_rows(context, chunk, piece->drawn, piece->n_drawn, DRAWS_lump_sum, piece->words);
    for (uint32_t i = 0; i < piece->n_drawn; i++) {
        if (piece->words[i] < (i < n_young ? rules->withdraws : rules->withdraws_old)) {
            withdraw(context, chunk, piece->drawn[i]);
        }
    }
}

static void review_at_birthday(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                               uint32_t n)
{
    struct chunk_view *view = view_of(chunk);
    struct birthday_rules rules = rules_of_month(context);
    struct birthday_piece piece;
    for (struct piece p = pieces_of_persons(rows, n); piece_next(&p);) {
        list_adults(rules.tables->standing, chunk, p.rows, p.n, &piece);
        update_bases(rules.tables, view, &piece);
        review_voluntary(context, chunk, &rules, &piece);
        claim_at_home(context, chunk, &rules, &piece);
    }
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
    struct cor_draws draws = draws_of_series(context, chunk, id, DRAWS_refund, country);
    return cor_happens(draws.word[WORD_refund_claims], chance);
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
        abroad_refund(migrant->insured_paid[cell], world_of(context)->social_protection->scheme[country].refund_share);
    pay_household(chunk, migrant->person[migrant_row], amount);
    observe(context, chunk, OUTPUT_refunds, observed_at(context, chunk, migrant_row, country), amount);
    social_protection_slot_end(context, chunk, migrant_row, slot);
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
    bool old_age = world_of(context)->social_protection->scheme[migrant->insured_country[cell]].old_age;
    if (!old_age || migrant->insured_months[cell] < parameters_of(context)->minimum_period) {
        social_protection_slot_end(context, chunk, migrant_row, slot);
    }
}

static void claim_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                         unsigned slot)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    size_t country = migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot];
    int32_t wait = world_of(context)->social_protection->scheme[country].refund_wait;
    if ((country == HOME) | !abroad_claim_month(context->month, migrant->left_month[migrant_row], wait)) {
        return;
    }
    struct foreign_right right = social_protection_foreign_right(context, chunk, migrant_row, slot);
    if (right.refundable) {
        if (claims_refund(context, chunk, migrant_row, country)) {
            refund(context, chunk, migrant_row, slot);
        }
    } else if (!right.payable && !right.preserved) {
        forfeit(context, chunk, migrant_row, slot);
    }
}

static void review_returned(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        claim_abroad(context, chunk, migrant_row, slot);
    }
    record_settle(chunk, migrant_row);
}

void social_protection_claims(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t *birthdays =
        scratch_of(context)->birthdays; /* the list made before the barrier belongs to another chunk */
    uint32_t n = cor_rows_of_month(view->person.birth_month, chunk->n_rows[TABLE_person],
                                   (uint16_t)(context->month % 12), birthdays);
    review_at_birthday(context, chunk, birthdays, n);
    uint32_t *returned = scratch_of(context)->records;
    n = cor_rows_where(view->migrant.stage, chunk->n_rows[TABLE_migrant], UINT8_MAX, STAGE_RETURNED, returned);
    for (uint32_t i = 0; i < n; i++) {
        review_returned(context, chunk, returned[i]);
    }
}
