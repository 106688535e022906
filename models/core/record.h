/* The life of a migrant record: opened, begun anew for another journey, closed. Nobody else takes or gives back a record. */
#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H
#include "models/core/state.h"

/* A new record of a person who has none, in this stage, all else at its free value. NO_ROW when the table is full. */
uint32_t record_open(struct cor_chunk *chunk, uint32_t person_row, enum stage stage);
/* The record of a person, opened if there is none, at the beginning of a journey to a country: what belongs to an earlier
 * one (term, pay, cost; if it was to another country, also language and recognition) is gone. NO_ROW when the table is
 * full. */
uint32_t record_begin(struct cor_chunk *chunk, uint32_t person_row, enum stage stage, size_t country, size_t channel,
                      int32_t month);
/* Somebody arrives in the country of the record. */
void record_arrive(struct cor_chunk *chunk, uint32_t record, int32_t month);
/* Give the record back; the person's link becomes NO_ROW. */
void record_close(struct cor_chunk *chunk, uint32_t record);

#endif
