/* Family reunion: in the month of the anniversary of the arrival, a migrant with a secure status applies for one member
 * of the household; places are those of the family channel. */
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/migration/migration_world.h"
#include "models/training/training.h"

static bool may_bring_family(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t row)
{
    unsigned channel = migrant->channel[row];
    bool secure = channel == CHANNEL_skilled || channel == CHANNEL_family || (migrant->flags[row] & MIGRANT_PERMANENT);
    return secure && context->month - migrant->arrived[row] >=
                         (int32_t)world_of(context)->parameters.migration.family_wait_months;
}

/* Spouse by age and sex, or a child, not on the way abroad. */
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
    uint32_t *members = ((struct scratch *)context->scratch)->members; /* no kernel's list */
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
        draws_of(context, chunk, view->person.id[view->migrant.person[migrant_row]], DRAWS_reunion);
    return migration_queue_key(0, draws.word[WORD_reunion_rank_high], draws.word[WORD_reunion_rank_low]);
}

/* Those who only prepared for the country before have nothing of it left. */
static void join_sponsor(struct cor_chunk *chunk, uint32_t record, uint32_t sponsor, uint8_t occupation)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned kept = migrant->flags[record] & (unsigned)MIGRANT_REPEAT;
    if (!kept) {
        training_forget_language(chunk, record);
    }
    migrant->occupation[record] = occupation;
    migrant->flags[record] = (uint8_t)(kept | (unsigned)MIGRANT_FAMILY_HERE);
    migrant->flags[sponsor] = (uint8_t)(migrant->flags[sponsor] | (unsigned)MIGRANT_FAMILY_HERE);
}

void migration_family_follows(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t person_row = member_to_follow(context, chunk, migrant_row);
    if (person_row == NO_ROW) {
        return;
    }
    size_t country = view->migrant.country[migrant_row];
    uint32_t record = record_begin(chunk, person_row, STAGE_ABROAD, country, CHANNEL_family, context->month);
    if (record == NO_ROW) {
        return;
    }
    record_arrive(chunk, record, context->month);
    struct cor_draws draws = draws_of(context, chunk, view->person.id[person_row], DRAWS_reunion);
    join_sponsor(chunk, record, migrant_row,
                 (uint8_t)pick_weighted(world_of(context)->migration->occupation_weight[country][MIX_general],
                                        N_OCCUPATIONS, cor_unit(draws.word[WORD_reunion_occupation])));
    person_goes_abroad(chunk, person_row);
    totals_of(context)->rows_departed[0]++;
    observe(context, chunk, OUTPUT_departures, observed_migrant(context, chunk, record), 1);
}
