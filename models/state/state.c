#include "models/state/state.h"
#include <string.h>

/* Lowest row below n_rows whose marker byte is zero, or NO_ROW. */
static uint32_t first_free(const uint8_t *marker, uint32_t n_rows)
{
    const uint8_t *hit = n_rows ? memchr(marker, 0, n_rows) : NULL;
    return hit ? (uint32_t)(hit - marker) : NO_ROW;
}

/* Rows below n_rows that are free are used up first, so that a chunk's memory does not grow with turnover. */
static uint32_t row_take(struct cor_chunk *chunk, enum table table, const uint8_t *marker)
{
    if (chunk->n_free[table] > 0) {
        uint32_t row = first_free(marker, chunk->n_rows[table]);
        if (row != NO_ROW) {
            chunk->n_free[table]--;
            return row;
        }
    }
    if (chunk->n_rows[table] >= chunk->capacity[table] || chunk->n_rows[table] >= NO_ROW) {
        return NO_ROW;
    }
    return chunk->n_rows[table]++;
}

/* A free person row has work 0 in all bits: WORK_FREE without occupation or formality. */
uint32_t row_take_person(struct cor_chunk *chunk)
{
    return row_take(chunk, TABLE_person, view_of(chunk)->person.work);
}

uint32_t row_take_migrant(struct cor_chunk *chunk)
{
    return row_take(chunk, TABLE_migrant, view_of(chunk)->migrant.stage);
}

void row_release_person(struct cor_chunk *chunk, uint32_t person_row)
{
    struct person_columns *person = &view_of(chunk)->person;
    person->id[person_row] = 0;
    person->birth_month[person_row] = 0;
    person->traits[person_row] = 0;
    person->work[person_row] = WORK_FREE;
    person->job_end[person_row] = 0;
    if (chunk->kind == KIND_ORIGIN) {
        person->household[person_row] = 0;
        person->pay[person_row] = 0;
        person->ability[person_row] = 0;
        person->parity[person_row] = 0;
        person->insured_months[person_row] = 0;
        person->insured_base[person_row] = 0;
        person->migrant[person_row] = NO_ROW;
    }
    chunk->n_free[TABLE_person]++;
}

void row_clear_migrant(struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
#define COLUMN(table, name, ctype, type, count, ...) CLEAR_##table(name, ctype, count)
#define CLEAR_person(name, ctype, count)
#define CLEAR_household(name, ctype, count)
#define CLEAR_migrant(name, ctype, count) memset(&migrant->name[(count)*migrant_row], 0, (count) * sizeof(ctype));
#include "models/tables/columns.def"
}

void row_release_migrant(struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    view->person.migrant[view->migrant.person[migrant_row]] = NO_ROW;
    row_clear_migrant(chunk, migrant_row);
    chunk->n_free[TABLE_migrant]++;
}
