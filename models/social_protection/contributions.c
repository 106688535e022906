/* Months of insurance, month by month: who is insured where, and what is paid. */
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/rights.h"
#include "models/social_protection/social_protection_world.h"

/* Months are 16 bits wide; no life is that long. */
enum { MONTHS_MOST = 60000 };

/* One month for the insured among n rows, n no more than a block; returns the months credited. Branchless, and with sums
 * as narrow as the columns. */
static inline uint32_t credit_rows(uint32_t n, const uint8_t *restrict work, uint16_t *restrict months)
{
    uint16_t credited = 0;
    for (uint32_t row = 0; row < n; row++) {
        uint16_t credit = (uint16_t)(insured_at_home(work[row]) & (months[row] < MONTHS_MOST));
        months[row] = (uint16_t)(months[row] + credit);
        credited = (uint16_t)(credited + credit);
    }
    return credited;
}

/* The one loop over all persons: in blocks of a constant size, which compilers turn into vector instructions. */
static uint32_t credit_months_at_home(uint32_t n, const uint8_t *work, uint16_t *months)
{
    enum { BLOCK = 64 };
    uint32_t credited = 0, row = 0;
    for (; row + BLOCK <= n; row += BLOCK) {
        credited += credit_rows(BLOCK, work + row, months + row);
    }
    return credited + credit_rows(n - row, work + row, months + row);
}

/* Slot of a scheme, or NO_ROW. */
static uint32_t slot_of(const struct migrant_columns *migrant, uint32_t migrant_row, size_t country)
{
    for (uint32_t slot = 0; slot < INSURANCE_SLOTS; slot++) {
        if (migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot] == country) {
            return slot;
        }
    }
    return NO_ROW;
}

static uint32_t smallest_slot(const struct migrant_columns *migrant, uint32_t migrant_row)
{
    uint32_t smallest = 0;
    for (uint32_t slot = 1; slot < INSURANCE_SLOTS; slot++) {
        if (migrant->insured_months[INSURANCE_SLOTS * migrant_row + slot] <
            migrant->insured_months[INSURANCE_SLOTS * migrant_row + smallest]) {
            smallest = slot;
        }
    }
    return smallest;
}

/* Slot for a scheme: its own, else an empty one, else the one that holds least, whose months are lost. */
static uint32_t slot_open(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                          size_t country)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t slot = slot_of(migrant, migrant_row, country);
    if (slot != NO_ROW) {
        return slot;
    }
    slot = slot_of(migrant, migrant_row, HOME);
    if (slot == NO_ROW) {
        slot = smallest_slot(migrant, migrant_row);
        social_protection_slot_end(context, chunk, migrant_row, slot);
    }
    migrant->insured_country[INSURANCE_SLOTS * migrant_row + slot] = (uint8_t)country;
    return slot;
}

/* One month in the old-age branch. */
static void credit_month_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                int32_t pension_rate)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t slot = slot_open(context, chunk, migrant_row, migrant->country[migrant_row]);
    uint32_t cell = INSURANCE_SLOTS * migrant_row + slot;
    if (migrant->insured_months[cell] < MONTHS_MOST) {
        migrant->insured_months[cell]++;
        migrant->insured_both[cell] = (uint16_t)(migrant->insured_both[cell] + insures_at_home(migrant, migrant_row));
        totals_of(context)->foreign_months_credited[0]++;
    }
    social_protection_revive(context, chunk, migrant_row, slot);
    int64_t paid =
        (int64_t)migrant->insured_paid[cell] + abroad_contribution(migrant->gross_pay[migrant_row], pension_rate);
    migrant->insured_paid[cell] = paid < INT32_MAX ? (int32_t)paid : INT32_MAX;
}

static void contribute_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    const struct foreign_scheme *scheme = &world_of(context)->social_protection->scheme[migrant->country[migrant_row]];
    if (scheme->old_age) {
        credit_month_abroad(context, chunk, migrant_row, scheme->pension_rate);
    }
    /* by country, channel and sex only: a full description would cost more than the rest of the month */
    uint8_t traits = view_of(chunk)->person.traits[migrant->person[migrant_row]];
    struct observed who = {.country = migrant->country[migrant_row],
                           .channel = migrant->channel[migrant_row],
                           .sex = (uint8_t)trait_sex(traits)};
    int32_t paid = social_protection_all_contributions(world_of(context), who.country, migrant->gross_pay[migrant_row]);
    observe(context, chunk, OUTPUT_contributions_abroad, who, paid);
    totals_of(context)->contributed_abroad[who.country] += (int64_t)paid * chunk->weight;
}

static uint32_t credit_month_from_abroad(struct chunk_view *view, uint32_t migrant_row)
{
    uint16_t *months = &view->person.insured_months[view->migrant.person[migrant_row]];
    if (*months >= MONTHS_MOST) {
        return 0;
    }
    ++*months;
    return 1;
}

/* Lists first, so that who pays is not a guess of the processor, record by record. */
static uint32_t credit_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t *rows = scratch_of(context)->records, n = 0, n_rows = chunk->n_rows[TABLE_migrant], credited = 0;
    for (uint32_t row = 0; row < n_rows; row++) {
        rows[n] = row;
        n += contributes_abroad(&view->migrant, row);
        cor_prefetch(&view->migrant.insured_paid[INSURANCE_SLOTS * row]);
    }
    for (uint32_t i = 0; i < n; i++) {
        contribute_abroad(context, chunk, rows[i]);
    }
    n = 0;
    for (uint32_t row = 0; row < n_rows; row++) {
        rows[n] = row;
        n += insures_at_home(&view->migrant, row);
    }
    for (uint32_t i = 0; i < n; i++) {
        credited += credit_month_from_abroad(view, rows[i]);
    }
    return credited;
}

void social_protection_contribute(struct cor_context *context, struct cor_chunk *chunk)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t credited =
        credit_months_at_home(chunk->n_rows[TABLE_person], view->person.work, view->person.insured_months);
    totals_of(context)->insured_months_credited[0] += credited + credit_migrants(context, chunk);
}

int32_t social_protection_home_contribution(const struct world *world, uint8_t work, uint16_t pay)
{
    const struct social_protection_tables *tables = world->social_protection;
    if (!insured_at_home(work)) {
        return 0;
    }
    if (!work_is_formal_job(work)) {
        return tables->voluntary_contribution;
    }
    uint16_t insured = vietnam_insured_pay(pay, tables->base_least, tables->base_most);
    return (int32_t)part_of(10 * (int32_t)insured, tables->employee_rate);
}

struct home_insurance social_protection_home_insurance(const struct world *world, int64_t employee)
{
    const struct social_protection_tables *tables = world->social_protection;
    return vietnam_insurance_parts(employee, tables->employee_rate, tables->employee_pension_rate,
                                   tables->employer_rate, tables->employer_pension_rate);
}

int32_t social_protection_all_contributions(const struct world *world, size_t country, int32_t gross)
{
    return abroad_contribution(gross, world->social_protection->scheme[country].all_rate);
}

int32_t social_protection_overseas_contribution(const struct cor_context *context, struct cor_chunk *chunk,
                                                uint32_t migrant_row)
{
    bool pays = insures_at_home(&view_of(chunk)->migrant, migrant_row);
    return pays ? world_of(context)->social_protection->overseas_contribution : 0;
}

void social_protection_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    totals_of(context)->insured_months_ended[0] += person->insured_months[person_row];
    person->insured_months[person_row] = 0;
    person->insured_base[person_row] = 0;
    for (unsigned slot = 0; person->migrant[person_row] != NO_ROW && slot < INSURANCE_SLOTS; slot++) {
        social_protection_slot_end(context, chunk, person->migrant[person_row], slot);
    }
}
