/* Who is covered, by the steps of the ILO: in the scope of the law, affiliated, contributing, protected; and who has
 * earned a right. */
#include "models/social_protection/rights.h"

static inline uint32_t sum_rows(uint32_t n, const uint16_t *months)
{
    uint32_t sum = 0;
    for (uint32_t row = 0; row < n; row++) {
        sum += months[row];
    }
    return sum;
}

/* In blocks of a constant size, as in contributions.c. */
static int64_t sum_months(uint32_t n, const uint16_t *months)
{
    enum { BLOCK = 64 };
    int64_t sum = 0;
    uint32_t row = 0;
    for (; row + BLOCK <= n; row += BLOCK) {
        sum += sum_rows(BLOCK, months + row);
    }
    return sum + sum_rows(n - row, months + row);
}

static bool registered(const struct migrant_columns *migrant, uint32_t migrant_row)
{
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        if (migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot] == migrant->country[migrant_row]) {
            return true;
        }
    }
    return (migrant->flags[migrant_row] & MIGRANT_CONTRIBUTES) != 0;
}

/* Each step is part of the step before. */
static void observe_coverage(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                             struct observed who)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool covered =
        migrant->channel[migrant_row] != CHANNEL_irregular && (migrant->flags[migrant_row] & MIGRANT_EMPLOYED);
    bool contributes = contributes_abroad(migrant, migrant_row);
    int32_t months = context->month - (int32_t)migrant->arrived[migrant_row];
    bool served = (double)months >= world_of(context)->parameters.social_protection.sickness_wait;
    observe(context, chunk, OUTPUT_covered_by_law, who, covered);
    observe(context, chunk, OUTPUT_affiliated, who, covered && registered(migrant, migrant_row));
    observe(context, chunk, OUTPUT_contributing, who, contributes);
    observe(context, chunk, OUTPUT_protected, who, contributes && served);
    observe(context, chunk, OUTPUT_home_insured, who, insures_at_home(migrant, migrant_row));
}

static void observe_rights(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                           struct observed who)
{
    struct home_right home = home_right_of(context, chunk, view_of(chunk)->migrant.person[migrant_row]);
    bool alone = false, totalised = home.totalised, portable = false;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        struct foreign_right right = foreign_right_of(context, chunk, migrant_row, slot);
        alone |= right.alone;
        totalised |= right.totalised;
        portable |= right.payable || right.refundable;
    }
    observe(context, chunk, OUTPUT_vested_home, who, home.alone);
    observe(context, chunk, OUTPUT_vested_abroad, who, alone);
    observe(context, chunk, OUTPUT_vested_by_totalisation, who, totalised);
    observe(context, chunk, OUTPUT_portable, who, portable);
}

static void observe_migrants(const struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_migrant]; row++) {
        if (migrant->stage[row] != STAGE_ABROAD && migrant->stage[row] != STAGE_RETURNED) {
            continue;
        }
        struct observed who = observed_migrant(context, chunk, row);
        if (migrant->stage[row] == STAGE_ABROAD) {
            observe_coverage(context, chunk, row, who);
        }
        observe_rights(context, chunk, row, who);
    }
}

static bool draws_pension(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    if (work_status(person->work[person_row]) != WORK_RETIRED || person->insured_months[person_row] == 0 ||
        !of_pension_age(context, chunk, person_row)) {
        return false;
    }
    struct home_right right = home_right_of(context, chunk, person_row);
    return right.alone || right.totalised;
}

static void observe_at_home(const struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    int64_t insured[N_SEXES] = {0}, pensioners[N_SEXES] = {0};
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        enum sex sex = trait_sex(person->traits[row]);
        insured[sex] += insured_at_home(person->work[row]);
        pensioners[sex] += draws_pension(context, chunk, row);
    }
    for (unsigned sex = 0; sex < N_SEXES; sex++) {
        struct observed who = {.country = HOME, .sex = (uint8_t)sex};
        observe(context, chunk, OUTPUT_insured, who, insured[sex]);
        observe(context, chunk, OUTPUT_pensioners, who, pensioners[sex]);
    }
}

void social_protection_observe(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    totals_of(context)->insured_months_stock[0] += sum_months(chunk->n_rows[TABLE_person], view->person.insured_months);
    totals_of(context)->foreign_months_stock[0] +=
        sum_months(INSURANCE_SLOTS * chunk->n_rows[TABLE_migrant], view->migrant.insured_months);
    if (context->observe) {
        observe_migrants(context, chunk);
        observe_at_home(context, chunk);
    }
}
