#include "models/core/record.h"

uint32_t record_open(struct cor_chunk *chunk, uint32_t person_row, enum stage stage)
{
    struct chunk_view *view = view_of(chunk);
    uint32_t record = row_take(chunk, TABLE_migrant);
    if (record != NO_ROW) {
        view->migrant.stage[record] = (uint8_t)stage;
        view->migrant.person[record] = (uint16_t)person_row;
        view->person.migrant[person_row] = (uint16_t)record;
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
    return record;
}

void record_arrive(struct cor_chunk *chunk, uint32_t record, int32_t month)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->stage[record] = STAGE_ABROAD;
    migrant->since[record] = (uint16_t)month;
    migrant->arrived[record] = (uint16_t)month;
}

void record_close(struct cor_chunk *chunk, uint32_t record)
{
    struct chunk_view *view = view_of(chunk);
    view->person.migrant[view->migrant.person[record]] = NO_ROW;
    row_release(chunk, TABLE_migrant, record);
}
