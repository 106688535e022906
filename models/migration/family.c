/* Family reunion: in the month of the anniversary of the arrival, a migrant with a secure status applies for one member
 * of the household; places are those of the family channel. */
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/migration/migration_world.h"

enum { BLOCK_LOTTERY = 1, WORD_HIGH = 0, WORD_LOW = 1, WORD_JOB = 2 };

static bool may_bring_family(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t row)
{
    unsigned channel = migrant->channel[row];
    bool secure = channel == CHANNEL_skilled || channel == CHANNEL_family || (migrant->flags[row] & MIGRANT_PERMANENT);
    return secure && context->month - migrant->arrived[row] >=
                         (int32_t)world_of(context)->parameters.migration.family_wait_months;
}

/* Spouse by age and sex, or a child; nobody who is on the way abroad. */
static bool may_follow(const struct cor_context *context, const struct chunk_view *view, uint32_t sponsor, uint32_t row)
{
    const struct person_columns *person = &view->person;
    enum work_status status = work_status(person->work[row]);
    uint16_t record = person->migrant[row];
    if (status == WORK_FREE || status == WORK_ABROAD ||
        (record != NO_ROW && view->migrant.stage[record] != STAGE_RETURNED)) {
        return false;
    }
    int age = age_years(person->birth_month[row], context->month);
    int age_of_sponsor = age_years(person->birth_month[sponsor], context->month);
    int gap = age > age_of_sponsor ? age - age_of_sponsor : age_of_sponsor - age;
    bool spouse = age >= 18 && age_of_sponsor >= 18 &&
                  gap <= (int)world_of(context)->parameters.migration.family_spouse_age_gap &&
                  trait_sex(person->traits[row]) != trait_sex(person->traits[sponsor]);
    bool child = age < 18 && age_of_sponsor >= age + 16;
    return spouse || child;
}

/* First row of the household at home who may follow, NO_ROW when there is none. */
static uint32_t member_to_follow(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t sponsor = view->migrant.person[migrant_row];
    uint16_t household = view->person.household[sponsor];
    uint32_t *members = scratch_of(context)->words;
    uint32_t n = cor_rows_equal(view->person.household, chunk->n_rows[TABLE_person], household, members);
    for (uint32_t i = 0; i < n; i++) {
        if (members[i] != sponsor && may_follow(context, view, sponsor, members[i])) {
            return members[i];
        }
    }
    return NO_ROW;
}

static bool has_household_at_home(const struct chunk_view *view, uint32_t migrant_row)
{
    return view->household.size[view->person.household[view->migrant.person[migrant_row]]] > 0;
}

bool migration_family_may_apply(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    return may_bring_family(context, &view->migrant, migrant_row) && has_household_at_home(view, migrant_row) &&
           migration_macro_of(context)->capacity[view->migrant.country[migrant_row]][CHANNEL_family] > 0.0;
}

bool migration_family_applies(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    return migration_family_may_apply(context, chunk, migrant_row) &&
           member_to_follow(context, chunk, migrant_row) != NO_ROW;
}

uint64_t migration_family_key(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    struct cor_draws draws =
        draws_of(context, chunk, view->person.id[view->migrant.person[migrant_row]], PURPOSE_family, BLOCK_LOTTERY);
    return migration_queue_key(0, draws.word[WORD_HIGH], draws.word[WORD_LOW]);
}

static uint8_t occupation_of_follower(const struct world *world, size_t country, uint32_t word)
{
    const double *share = world->migration->occupation_weight[country][MIX_general];
    double at = cor_unit(word);
    uint8_t k = 0;
    while (k + 1 < N_OCCUPATIONS && at >= share[k]) {
        at -= share[k++];
    }
    return k;
}

static void fill_record(const struct cor_context *context, struct migrant_columns *migrant, uint32_t record,
                        uint32_t sponsor, uint8_t occupation)
{
    unsigned kept = migrant->flags[record] & (unsigned)MIGRANT_REPEAT;
    bool same_country = kept && migrant->country[record] == migrant->country[sponsor];
    migrant->language[record] = same_country ? migrant->language[record] : 0;
    migrant->stage[record] = STAGE_ABROAD;
    migrant->country[record] = migrant->country[sponsor];
    migrant->channel[record] = CHANNEL_family;
    migrant->occupation[record] = occupation;
    migrant->flags[record] = (uint8_t)(kept | (unsigned)MIGRANT_FAMILY_HERE);
    migrant->since[record] = (uint16_t)context->month;
    migrant->arrived[record] = (uint16_t)context->month;
    migrant->contract_end[record] = NO_MONTH;
    migrant->gross_pay[record] = 0;
    migrant->first_pay[record] = 0;
    migrant->cost[record] = 0;
    migrant->flags[sponsor] = (uint8_t)(migrant->flags[sponsor] | (unsigned)MIGRANT_FAMILY_HERE);
}

void migration_family_follows(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t person_row = member_to_follow(context, chunk, migrant_row);
    if (person_row == NO_ROW) {
        return;
    }
    uint32_t record = view->person.migrant[person_row];
    if (record == NO_ROW) {
        record = row_take_migrant(chunk);
        if (record == NO_ROW) {
            return;
        }
        row_clear_migrant(chunk, record);
        view->migrant.person[record] = (uint16_t)person_row;
        view->person.migrant[person_row] = (uint16_t)record;
    }
    struct cor_draws draws = draws_of(context, chunk, view->person.id[person_row], PURPOSE_family, BLOCK_LOTTERY);
    fill_record(context, &view->migrant, record, migrant_row,
                occupation_of_follower(world_of(context), view->migrant.country[migrant_row], draws.word[WORD_JOB]));
    migration_settle_abroad(context, chunk, record);
    totals_of(context)->rows_departed[0]++;
    observe(context, chunk, OUTPUT_departures, observed_migrant(context, chunk, record), 1);
}
