#include "models/state/record.h"

uint32_t person_open(struct cor_chunk *chunk, uint32_t id, int32_t birth_month, uint8_t traits, uint8_t work)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint32_t row = row_take(chunk, TABLE_person);
    if (row != NO_ROW) {
        person->id[row] = id;
        person->birth_month[row] = (uint16_t)birth_month;
        person->traits[row] = traits;
        person->work[row] = work;
    }
    return row;
}

void person_stops_work(struct cor_chunk *chunk, uint32_t person_row, enum work_status status)
{
    struct person_columns *person = &view_of(chunk)->person;
    person->work[person_row] = work_make(status, work_occupation(person->work[person_row]), false);
    person->pay[person_row] = 0;
}

void person_draws_pension(struct cor_chunk *chunk, uint32_t person_row)
{
    person_stops_work(chunk, person_row, WORK_RETIRED);
    view_of(chunk)->person.work[person_row] |= WORK_PENSION;
}

static uint8_t with_bit(uint8_t byte, unsigned bit, bool set)
{
    return (uint8_t)((byte & ~bit) | (set ? bit : 0u));
}

void person_insures_freely(struct cor_chunk *chunk, uint32_t person_row, bool member)
{
    uint8_t *work = &view_of(chunk)->person.work[person_row];
    *work = with_bit(*work, WORK_VOLUNTARY, member);
}

void person_lapses(struct cor_chunk *chunk, uint32_t person_row, bool lapsed)
{
    uint8_t *traits = &view_of(chunk)->person.traits[person_row];
    *traits = with_bit(*traits, TRAIT_LAPSED, lapsed);
}

void person_insured_early(struct cor_chunk *chunk, uint32_t person_row, bool early)
{
    uint8_t *parity = &view_of(chunk)->person.parity[person_row];
    *parity = with_bit(*parity, PARITY_INSURED_EARLY, early);
}

void person_goes_abroad(struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[person_row];
    person_stops_work(chunk, person_row, WORK_ABROAD);
    view->person.traits[person_row] = (uint8_t)(view->person.traits[person_row] & ~(unsigned)TRAIT_ENROLLED);
    view->household.size[household]--;
    view->household.abroad[household]++;
}

void person_comes_home(struct cor_chunk *chunk, uint32_t record)
{
    struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[view->migrant.person[record]];
    view->household.abroad[household]--;
    view->household.size[household]++;
    household_receives(chunk, household, view->migrant.savings[record]);
    view->migrant.savings[record] = 0;
}

void household_receives(struct cor_chunk *chunk, uint32_t household, int64_t cents)
{
    int32_t *wealth = &view_of(chunk)->household.wealth[household];
    int64_t sum = *wealth + cents;
    *wealth = sum < INT32_MAX ? (int32_t)sum : INT32_MAX;
}

/* What a person brings from an earlier stay into a new record. */
static void recall_past(struct chunk_view *view, uint32_t record)
{
    struct migrant_columns *migrant = &view->migrant;
    uint32_t person_row = migrant->person[record];
    if (view->person.past_country[person_row] != HOME) {
        migrant->country[record] = view->person.past_country[person_row];
        migrant->language[record] = view->person.past_skill[person_row];
        migrant->flags[record] = MIGRANT_REPEAT;
    } else {
        migrant->vocational[record] = view->person.past_skill[person_row];
    }
}

uint32_t record_open(struct cor_chunk *chunk, uint32_t person_row, enum stage stage)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t record = row_take(chunk, TABLE_migrant);
    if (record != NO_ROW) {
        view->migrant.stage[record] = (uint8_t)stage;
        view->migrant.person[record] = (uint16_t)person_row;
        view->person.migrant[person_row] = (uint16_t)record;
        recall_past(view, record);
    }
    return record;
}

uint32_t record_begin(struct cor_chunk *chunk, uint32_t person_row, enum stage stage, size_t country, size_t channel,
                      int32_t month)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    uint32_t record = view->person.migrant[person_row];
    record = record != NO_ROW ? record : record_open(chunk, person_row, stage);
    if (record == NO_ROW) {
        return NO_ROW;
    }
    bool same_country = migrant->country[record] == country;
    migrant->language[record] = same_country ? migrant->language[record] : 0;
    migrant->flags[record] = (uint8_t)(migrant->flags[record] &
                                       ((unsigned)MIGRANT_REPEAT | (same_country ? (unsigned)MIGRANT_RECOGNISED : 0u)));
    migrant->stage[record] = (uint8_t)stage;
    migrant->country[record] = (uint8_t)country;
    migrant->channel[record] = (uint8_t)channel;
    migrant->since[record] = (uint16_t)month;
    migrant->contract_end[record] = NO_MONTH;
    migrant->gross_pay[record] = 0;
    migrant->first_pay[record] = 0;
    migrant->cost[record] = 0;
    migrant->course[record] = 0;
    return record;
}

void record_arrive(struct cor_chunk *chunk, uint32_t record, int32_t month)
{
    record_enter(chunk, record, STAGE_ABROAD, month);
    view_of(chunk)->migrant.arrived[record] = (uint16_t)month;
}

void record_enter(struct cor_chunk *chunk, uint32_t record, enum stage stage, int32_t month)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->stage[record] = (uint8_t)stage;
    migrant->since[record] = (uint16_t)month;
}

void record_mark(struct cor_chunk *chunk, uint32_t record, unsigned lost, unsigned gained)
{
    uint8_t *flags = &view_of(chunk)->migrant.flags[record];
    *flags = (uint8_t)((*flags & ~lost) | gained);
}

void record_settle(struct cor_chunk *chunk, uint32_t record)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned months = 0;
    for (unsigned slot = 0; slot < INSURANCE_SLOTS; slot++) {
        months |= migrant->insured_months[INSURANCE_SLOTS * record + slot];
    }
    if ((migrant->debt[record] == 0) & (migrant->savings[record] == 0) & (months == 0)) {
        record_close(chunk, record);
    }
}

void record_close(struct cor_chunk *chunk, uint32_t record)
{
    struct chunk_view *view = view_of(chunk);
    view->person.migrant[view->migrant.person[record]] = NO_ROW;
    row_release(chunk, TABLE_migrant, record);
}
