#include "models/state/state.h"
#include <string.h>
#include "models/state/world.h"

/* Every column that the chunk has gets the value of a row that nobody has: what a new column adds is not forgotten. */
static void clear_row(struct cor_chunk *chunk, enum table of, uint32_t row)
{
    struct chunk_view *view = view_of(chunk);
#define COLUMN(table, name, ctype, type, count, kinds, free, ...)                                                      \
    if (of == TABLE_##table && ((unsigned)(kinds) >> chunk->kind & 1u)) {                                              \
        for (uint32_t i = 0; i < (count); i++) {                                                                       \
            view->table.name[(count)*row + i] = (ctype)(free);                                                         \
        }                                                                                                              \
    }
#include "models/tables/columns.def"
}

static uint32_t first_empty(const struct household_columns *household, uint32_t n)
{
    for (uint32_t row = 0; row < n; row++) {
        const uint8_t *hit = memchr(household->size + row, 0, n - row);
        row = hit ? (uint32_t)(hit - household->size) : n;
        if (hit && household->abroad[row] == 0) {
            return row;
        }
    }
    return NO_ROW;
}

/* Lowest free row below n_rows, known by a byte of zero, or NO_ROW. A household is free when nobody belongs to it. */
static uint32_t first_free(struct cor_chunk *chunk, enum table table)
{
    _Static_assert(WORK_FREE == 0 && STAGE_FREE == 0, "free rows are found by a byte of zero");
    const uint8_t *marker = table == TABLE_person ? view_of(chunk)->person.work : view_of(chunk)->migrant.stage;
    if (table == TABLE_household) {
        return first_empty(&view_of(chunk)->household, chunk->n_rows[table]);
    }
    const uint8_t *hit = memchr(marker, 0, chunk->n_rows[table]);
    return hit ? (uint32_t)(hit - marker) : NO_ROW;
}

/* Rows below n_rows that are free are used up first, so that a chunk's memory does not grow with turnover. */
static uint32_t find_row(struct cor_chunk *chunk, enum table table)
{
    if (chunk->n_free[table] > 0) {
        uint32_t row = first_free(chunk, table);
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

uint32_t row_take(struct cor_chunk *chunk, enum table table)
{
    uint32_t row = find_row(chunk, table);
    if (row != NO_ROW) {
        clear_row(chunk, table, row);
    }
    return row;
}

void row_release(struct cor_chunk *chunk, enum table table, uint32_t row)
{
    clear_row(chunk, table, row);
    chunk->n_free[table]++;
}

void rows_begin(struct cor_chunk *chunk, enum table table, uint32_t n)
{
    for (uint32_t row = 0; row < n; row++) {
        clear_row(chunk, table, row);
    }
    chunk->n_rows[table] = n;
}
