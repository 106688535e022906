/* What happens to persons, households and migrant records by the doing of several mechanisms, and therefore here, once:
 * somebody is born or arrives, stops working, goes abroad, comes home; a record is opened, begun anew for another journey,
 * marked, closed. Nobody else takes or gives back a record. */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H
#include "models/state/state.h"

/* Abroad for good: not on a contract, in training or without a permit. */
static inline bool record_is_settled(const struct migrant_columns *migrant, uint32_t record)
{
    unsigned channel = migrant->channel[record];
    return channel == CHANNEL_skilled || channel == CHANNEL_family || (migrant->flags[record] & MIGRANT_PERMANENT);
}

/* Somebody who was not there before: born, or arrived. NO_ROW when the table is full. */
uint32_t person_open(struct cor_chunk *chunk, uint32_t id, int32_t birth_month, uint8_t traits, uint8_t work);
/* No job and no pay in Viet Nam any more; the occupation is remembered. */
void person_stops_work(struct cor_chunk *chunk, uint32_t person_row, enum work_status status);
/* No job any more, and a pension of Viet Nam. */
void person_draws_pension(struct cor_chunk *chunk, uint32_t person_row);
/* Insurance in Viet Nam, kept in bytes that belong to others: a member by choice, or no longer; not insured at the last
 * birthday, or insured; holds months from before the reform, or none. */
void person_insures_freely(struct cor_chunk *chunk, uint32_t person_row, bool member);
void person_lapses(struct cor_chunk *chunk, uint32_t person_row, bool lapsed);
void person_insured_early(struct cor_chunk *chunk, uint32_t person_row, bool early);
/* From the household to another country, and with one's savings back to it. Stage and dates of the record, and the totals
 * of departures and returns, are the caller's. */
void person_goes_abroad(struct cor_chunk *chunk, uint32_t person_row);
void person_comes_home(struct cor_chunk *chunk, uint32_t record);
/* Cents into the wealth of a household, or out of it. */
void household_receives(struct cor_chunk *chunk, uint32_t household, int64_t cents);

/* A new record of a person who has none, in this stage, all else at its free value. NO_ROW when the table is full. */
uint32_t record_open(struct cor_chunk *chunk, uint32_t person_row, enum stage stage);
/* The record of a person, opened if there is none, at the beginning of a journey to a country: what belongs to an earlier
 * one (term, pay, cost; if it was to another country, also language and recognition) is gone. NO_ROW when the table is
 * full. */
uint32_t record_begin(struct cor_chunk *chunk, uint32_t person_row, enum stage stage, size_t country, size_t channel,
                      int32_t month);
/* Somebody arrives in the country of the record. */
void record_arrive(struct cor_chunk *chunk, uint32_t record, int32_t month);
/* Another stage begins. */
void record_enter(struct cor_chunk *chunk, uint32_t record, enum stage stage, int32_t month);
/* Flags (enum migrant_flag) that are lost, and those that are gained. */
void record_mark(struct cor_chunk *chunk, uint32_t record, unsigned lost, unsigned gained);
/* At home: give the record back unless it shows debt, savings or months of insurance abroad. */
void record_settle(struct cor_chunk *chunk, uint32_t record);
/* Give the record back; the person's link becomes NO_ROW. */
void record_close(struct cor_chunk *chunk, uint32_t record);

#endif
