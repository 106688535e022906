/* Who is covered, by the steps of the ILO: in the scope of the law, affiliated, contributing, protected; and who has
 * earned a right. */
#include "models/social_protection/rights.h"
#include "models/social_protection/social_protection_world.h"

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
    struct home_right home = social_protection_home_right(context, chunk, view_of(chunk)->migrant.person[migrant_row]);
    bool alone = false, totalised = home.totalised, portable = false;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        if (view_of(chunk)->migrant.insured_country[INSURANCE_SLOTS * migrant_row + slot] == HOME) {
            continue; /* most slots are empty */
        }
        struct foreign_right right = social_protection_foreign_right(context, chunk, migrant_row, slot);
        alone |= right.alone;
        totalised |= right.totalised;
        portable |= right.payable || right.refundable;
    }
    observe(context, chunk, OUTPUT_vested_home, who, home.alone);
    observe(context, chunk, OUTPUT_vested_abroad, who, alone);
    observe(context, chunk, OUTPUT_vested_by_totalisation, who, totalised);
    observe(context, chunk, OUTPUT_pension_rights, who, alone || totalised);
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

/* Insured men among n rows, n no more than a block, and the insured of both sexes. Branchless. */
static inline void count_insured(uint32_t n, const uint8_t *restrict work, const uint8_t *restrict traits,
                                 uint32_t *all, uint32_t *men)
{
    uint8_t insured = 0, insured_men = 0;
    for (uint32_t row = 0; row < n; row++) {
        uint8_t one = (uint8_t)insured_at_home(work[row]);
        insured = (uint8_t)(insured + one);
        insured_men = (uint8_t)(insured_men + (one & (trait_sex(traits[row]) == SEX_male)));
    }
    *all += insured;
    *men += insured_men;
}

static void observe_insured(const struct cor_context *context, const struct cor_chunk *chunk)
{
    enum { BLOCK = 64 };
    const struct person_columns *person = &const_view_of(chunk)->person;
    uint32_t n = chunk->n_rows[TABLE_person], row = 0, all = 0, men = 0;
    for (; row + BLOCK <= n; row += BLOCK) {
        count_insured(BLOCK, person->work + row, person->traits + row, &all, &men);
    }
    count_insured(n - row, person->work + row, person->traits + row, &all, &men);
    observe(context, chunk, OUTPUT_insured, (struct observed){.country = HOME, .sex = SEX_female}, all - men);
    observe(context, chunk, OUTPUT_insured, (struct observed){.country = HOME, .sex = SEX_male}, men);
}

static void observe_pensioners(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *rows = scratch_of(context)->persons;
    uint32_t n = cor_rows_where(person->work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, WORK_RETIRED, rows);
    n = social_protection_keep_of_pension_age(context, chunk, rows, n);
    int64_t pensioners[N_SEXES] = {0};
    for (uint32_t i = 0; i < n; i++) {
        struct home_right right = social_protection_home_right(context, chunk, rows[i]);
        pensioners[trait_sex(person->traits[rows[i]])] += right.claimed;
    }
    for (unsigned sex = 0; sex < N_SEXES; sex++) {
        observe(context, chunk, OUTPUT_pensioners, (struct observed){.country = HOME, .sex = (uint8_t)sex},
                pensioners[sex]);
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
        observe_insured(context, chunk);
        observe_pensioners(context, chunk);
    }
}
