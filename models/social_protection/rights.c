#include "models/social_protection/rights.h"
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/totalisation_rules.h"
#include "models/social_protection/social_protection_world.h"

static const struct social_protection_tables *tables_of(const struct cor_context *context)
{
    return world_of(context)->social_protection;
}

static const struct social_protection_parameters *parameters_of(const struct cor_context *context)
{
    return &world_of(context)->parameters.social_protection;
}

static uint32_t minimum_period(const struct cor_context *context)
{
    return (uint32_t)parameters_of(context)->minimum_period;
}

double social_protection_agreement_share(const struct cor_context *context, enum lever lever, size_t country,
                                         size_t channel, size_t occupation)
{
    double share = lever_at(context, lever, country, channel, occupation);
    double year = world_of(context)->country[country].social_security_agreement_year;
    if (year > 0.0 && cor_month_year(context->month) >= (int32_t)year && lever != LEVER_refund_closed) {
        share = 1.0;
    }
    return share;
}

bool social_protection_claims_from(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                   size_t country, double take_up)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t id = view_of(chunk)->person.id[migrant->person[migrant_row]];
    double added =
        lever_at(context, LEVER_claim_added, country, migrant->channel[migrant_row], migrant->occupation[migrant_row]);
    struct cor_draws draws = draws_of_series(context, chunk, id, DRAWS_refund, country);
    return cor_happens(draws.word[WORD_refund_claims], take_up + added);
}

/* Does the agreement with a country reach this person as far as the lever is concerned? One word decides for all
 * countries and levers, so that those for whom the refund is closed are those whose periods are totalised. */
static bool agreement_reaches(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                              size_t country, enum lever lever)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    double share = social_protection_agreement_share(context, lever, country, migrant->channel[migrant_row],
                                                     migrant->occupation[migrant_row]);
    if (share <= 0.0) {
        return false;
    }
    uint32_t id = view_of(chunk)->person.id[migrant->person[migrant_row]];
    return cor_happens(draws_of(context, chunk, id, DRAWS_agreement).word[WORD_agreement_reached], share);
}

static uint32_t months_in_union(const struct cor_context *context, const struct migrant_columns *migrant,
                                uint32_t migrant_row)
{
    uint32_t months = 0;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        size_t country = migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot];
        if (country != HOME && tables_of(context)->scheme[country].coordinated) {
            months += migrant->insured_months[INSURANCE_SLOTS * migrant_row + slot];
        }
    }
    return months;
}

struct foreign_right social_protection_foreign_right(const struct cor_context *context, struct cor_chunk *chunk,
                                                     uint32_t migrant_row, unsigned slot)
{
    const struct chunk_view *view = view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    struct foreign_right right = {.months = migrant->insured_months[INSURANCE_SLOTS * migrant_row + slot]};
    size_t country = migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot];
    const struct foreign_scheme *scheme = &tables_of(context)->scheme[country];
    if (country == HOME || right.months == 0 || !scheme->old_age) {
        return right;
    }
    uint32_t least = minimum_period(context);
    right.alone = totalisation_vests_alone(right.months, scheme->qualifying);
    bool treaty = agreement_reaches(context, chunk, migrant_row, country, LEVER_totalise_destination);
    if (treaty) {
        uint32_t home = view->person.insured_months[migrant->person[migrant_row]];
        uint32_t both = migrant->insured_both[INSURANCE_SLOTS * migrant_row + slot];
        uint32_t sum = totalisation_sum(right.months, home, both);
        right.totalised = totalisation_vests(right.months, sum, scheme->qualifying, least);
    }
    if (scheme->coordinated && !right.totalised) {
        right.totalised =
            totalisation_vests(right.months, months_in_union(context, migrant, migrant_row), scheme->qualifying, least);
    }
    right.preserved = right.months >= least &&
                      (treaty || agreement_reaches(context, chunk, migrant_row, country, LEVER_totalise_origin));
    right.payable = (right.alone || right.totalised) &&
                    (scheme->exports || agreement_reaches(context, chunk, migrant_row, country, LEVER_pension_export));
    bool refunds = scheme->refund_share > 0.0 && (scheme->refund_channels >> migrant->channel[migrant_row]) & 1u;
    right.refundable = refunds && migrant->insured_paid[INSURANCE_SLOTS * migrant_row + slot] != 0 &&
                       (!right.alone || parameters_of(context)->refund_when_vested >= 0.5) &&
                       !agreement_reaches(context, chunk, migrant_row, country, LEVER_refund_closed);
    return right;
}

bool social_protection_of_pension_age(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    return work_draws_pension(person->work[person_row]) ||
           vietnam_of_pension_age(&tables_of(context)->law, trait_sex(person->traits[person_row]),
                                  person->birth_month[person_row], context->month);
}

/* Do periods abroad complete those at home, and is the pension that this gives claimed? */
static void totalise_at_home(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                             uint32_t home, struct home_right *right)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t vesting = vietnam_vesting_months(&tables_of(context)->law, context->month);
    for (unsigned slot = 0; slot < INSURANCE_SLOTS && !right->claimed; slot++) {
        size_t country = migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot];
        uint32_t foreign = migrant->insured_months[INSURANCE_SLOTS * migrant_row + slot];
        uint32_t both = migrant->insured_both[INSURANCE_SLOTS * migrant_row + slot];
        uint32_t sum = totalisation_sum(home, foreign, both);
        if (country != HOME && foreign > 0 && totalisation_vests(home, sum, vesting, minimum_period(context)) &&
            agreement_reaches(context, chunk, migrant_row, country, LEVER_totalise_origin)) {
            right->totalised = true;
            right->claimed = social_protection_claims_from(context, chunk, migrant_row, country,
                                                           parameters_of(context)->pension_take_up);
        }
    }
}

static struct home_right home_right_at(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                                       bool old)
{
    const struct person_columns *person = &view_of(chunk)->person;
    struct home_right right = {.alone = false, .totalised = false, .claimed = false};
    uint32_t months = person->insured_months[person_row];
    if (months == 0) {
        return right;
    }
    right.alone = right.claimed = vietnam_vests(&tables_of(context)->law, months, context->month, old);
    if (!right.alone && person->migrant[person_row] != NO_ROW) {
        totalise_at_home(context, chunk, person->migrant[person_row], months, &right);
    }
    return right;
}

struct home_right social_protection_home_right(const struct cor_context *context, struct cor_chunk *chunk,
                                               uint32_t person_row)
{
    return home_right_at(context, chunk, person_row, social_protection_of_pension_age(context, chunk, person_row));
}

int64_t social_protection_home_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                                       struct home_right right)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct vietnam_law *law = &tables_of(context)->law;
    double years = vietnam_insurance_years(person->insured_months[person_row]);
    double rate = 0.0;
    if (right.alone) {
        double vesting = (double)vietnam_vesting_months(law, context->month) / 12.0;
        rate = vietnam_pension_rate(law, trait_sex(person->traits[person_row]), years > vesting ? years : vesting);
    } else if (right.claimed) {
        rate = vietnam_treaty_rate(law, years);
    }
    return (int64_t)(10.0 * (double)person->insured_base[person_row] * rate + 0.5);
}

/* Pensions from abroad, cents per month; books them for a number of months as `paid`. A scheme pays in its own country;
 * elsewhere as it does in Viet Nam. */
static int64_t foreign_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                               enum transfer paid, int64_t months)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    int64_t sum = 0;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        struct foreign_right right = social_protection_foreign_right(context, chunk, migrant_row, slot);
        uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
        size_t code = migrant->insured_country[cell];
        bool lives_there = migrant->stage[migrant_row] == STAGE_ABROAD && migrant->country[migrant_row] == code;
        double take_up = parameters_of(context)->pension_take_up;
        if ((lives_there && (right.alone || right.totalised)) ||
            (right.payable && social_protection_claims_from(context, chunk, migrant_row, code, take_up))) {
            const struct country *country = &world_of(context)->country[code];
            int64_t pension = abroad_pension(abroad_held(migrant->insured_paid[cell]), country->pension_employee_rate,
                                             country->pension_accrual);
            book_transfer(context, chunk, paid, code, months * pension);
            sum += pension;
        }
    }
    return sum;
}

/* The pensions of a person at home; books them for a number of months. */
static int64_t pensions_booked(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                               struct home_right right, int64_t months)
{
    int64_t pensions = social_protection_home_pension(context, chunk, person_row, right);
    uint32_t migrant_row = view_of(chunk)->person.migrant[person_row];
    book_transfer(context, chunk, TRANSFER_pensions_home, HOME, months * pensions);
    if (migrant_row != NO_ROW && view_of(chunk)->migrant.stage[migrant_row] == STAGE_RETURNED) {
        pensions += foreign_pension(context, chunk, migrant_row, TRANSFER_pensions_abroad, months);
    }
    return pensions;
}

int64_t social_protection_pensions(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                                   struct home_right right)
{
    return pensions_booked(context, chunk, person_row, right, 0);
}

int32_t social_protection_pension_abroad(const struct cor_context *context, struct cor_chunk *chunk,
                                         uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t person_row = migrant->person[migrant_row];
    if (!social_protection_of_pension_age(context, chunk, person_row)) {
        return 0;
    }
    struct home_right right = home_right_at(context, chunk, person_row, true);
    int64_t home = social_protection_home_pension(context, chunk, person_row, right);
    book_transfer(context, chunk, TRANSFER_pensions_home_to_workers, migrant->country[migrant_row], home);
    return (int32_t)(home + foreign_pension(context, chunk, migrant_row, TRANSFER_pensions_abroad_to_workers, 1));
}

static int64_t social_pension(const struct cor_context *context, int age)
{
    const struct social_protection_parameters *parameters = parameters_of(context);
    bool reformed = context->month >= tables_of(context)->law.reform_month;
    double from = reformed ? parameters->social_pension_age : parameters->social_pension_age_before;
    return (double)age >= from ? tables_of(context)->social_pension : 0;
}

/* Of a person of pension age who does not work: of Viet Nam, from abroad as far as it is paid there, or the social pension
 * of the old without either. */
static int64_t pension_of_old(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    struct home_right right = {.alone = false, .totalised = false, .claimed = false};
    if (work_status(person->work[person_row]) == WORK_RETIRED) {
        right = home_right_at(context, chunk, person_row, true);
    }
    int64_t months = months_booked_at_home(context->month);
    int64_t pension = pensions_booked(context, chunk, person_row, right, months);
    if (pension == 0) {
        pension = social_pension(context, age_years(person->birth_month[person_row], context->month));
        book_transfer(context, chunk, TRANSFER_social_pensions, HOME, months * pension);
    }
    return pension;
}

uint32_t social_protection_keep_of_pension_age(const struct cor_context *context, struct cor_chunk *chunk,
                                               uint32_t *rows, uint32_t n)
{
    const struct person_columns *person = &view_of(chunk)->person;
    int32_t born_by[N_SEXES];
    for (unsigned sex = 0; sex < N_SEXES; sex++) {
        born_by[sex] = context->month - vietnam_pension_age(&tables_of(context)->law, (enum sex)sex, context->month);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        rows[kept] = row;
        kept += (person->birth_month[row] <= born_by[trait_sex(person->traits[row])]) |
                work_draws_pension(person->work[row]);
    }
    return kept;
}

void social_protection_add_pensions(struct cor_context *context, struct cor_chunk *chunk, int64_t *income)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *rows = scratch_of(context)->persons, n_rows = chunk->n_rows[TABLE_person];
    uint32_t n = cor_rows_where(person->work, n_rows, WORK_STATUS_MASK, WORK_RETIRED, rows);
    n += cor_rows_where(person->work, n_rows, WORK_STATUS_MASK, WORK_INACTIVE, rows + n);
    n = social_protection_keep_of_pension_age(context, chunk, rows, n);
    for (uint32_t i = 0; i < n; i++) {
        income[person->household[rows[i]]] += pension_of_old(context, chunk, rows[i]);
    }
}

void social_protection_slot_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                unsigned slot)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
    totals_of(context)->foreign_months_ended[0] += migrant->insured_months[cell];
    migrant->insured_country[cell] = HOME;
    migrant->insured_months[cell] = 0;
    migrant->insured_both[cell] = 0;
    migrant->insured_paid[cell] = 0;
}

void social_protection_revive(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                              unsigned slot)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
    if (migrant->insured_paid[cell] < 0) {
        struct observed who = observed_migrant(context, chunk, migrant_row);
        who.country = migrant->insured_country[cell];
        observe(context, chunk, OUTPUT_forfeited, who, migrant->insured_paid[cell]);
        migrant->insured_paid[cell] = abroad_held(migrant->insured_paid[cell]);
    }
}
