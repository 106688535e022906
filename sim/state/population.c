#include "sim/state/population.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"

enum { COLUMN_ALIGNMENT = 64 };

size_t cor_type_size(enum cor_type type)
{
    switch (type) {
    case COR_U8:
        return 1;
    case COR_U16:
        return 2;
    case COR_U32:
    case COR_I32:
        return 4;
    case COR_I64:
        return 8;
    }
    return 0;
}

static int column_exists(const struct cor_column *column, uint16_t kind)
{
    return (column->kinds >> kind) & 1;
}

static size_t column_bytes(const struct cor_column *column, uint32_t capacity)
{
    size_t bytes = cor_type_size(column->type) * column->count * (size_t)capacity;
    return (bytes + COLUMN_ALIGNMENT - 1) / COLUMN_ALIGNMENT * COLUMN_ALIGNMENT;
}

static size_t block_bytes(const struct cor_table *table, uint16_t kind, uint32_t capacity)
{
    size_t bytes = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        if (column_exists(&table->columns[c], kind)) {
            bytes += column_bytes(&table->columns[c], capacity);
        }
    }
    return bytes;
}

/* Let the view's pointers of one table point into `block`. */
static void bind_columns(const struct cor_table *table, struct cor_chunk *chunk, char *block, uint32_t capacity)
{
    size_t offset = 0;
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct cor_column *column = &table->columns[c];
        void *pointer = NULL;
        if (column_exists(column, chunk->kind)) {
            pointer = block + offset;
            offset += column_bytes(column, capacity);
        }
        memcpy((char *)chunk->view + column->pointer, &pointer, sizeof pointer);
    }
}

static char *column_pointer(const struct cor_chunk *chunk, const struct cor_column *column)
{
    char *pointer;
    memcpy(&pointer, (const char *)chunk->view + column->pointer, sizeof pointer);
    return pointer;
}

/* A fresh zeroed block; bytes are rounded so that capacity 0 still yields one. */
static void *block_create(const struct cor_table *table, uint16_t kind, uint32_t capacity)
{
    size_t bytes = block_bytes(table, kind, capacity);
    return cor_aligned_calloc(bytes ? bytes : 1, 1);
}

struct cor_chunk *cor_chunk_create(const struct cor_layout *layout, uint32_t index, uint16_t kind, uint16_t group,
                                   uint32_t weight, const uint32_t capacity[COR_MAX_TABLES])
{
    struct cor_chunk *chunk = cor_aligned_calloc(1, sizeof *chunk + layout->view_size);
    if (!chunk) {
        return NULL;
    }
    chunk->index = index;
    chunk->kind = kind;
    chunk->group = group;
    chunk->weight = weight;
    for (size_t t = 0; t < layout->n_tables; t++) {
        chunk->block[t] = block_create(&layout->tables[t], kind, capacity[t]);
        if (!chunk->block[t]) {
            cor_chunk_free(chunk);
            return NULL;
        }
        chunk->capacity[t] = capacity[t];
        bind_columns(&layout->tables[t], chunk, chunk->block[t], capacity[t]);
    }
    return chunk;
}

void cor_chunk_free(struct cor_chunk *chunk)
{
    if (!chunk) {
        return;
    }
    for (size_t t = 0; t < COR_MAX_TABLES; t++) {
        free(chunk->block[t]);
    }
    free(chunk);
}

static enum cor_status chunk_grow(const struct cor_table *table, struct cor_chunk *chunk, size_t t, uint32_t capacity)
{
    char *old[64] = {NULL};
    char *block = block_create(table, chunk->kind, capacity);
    if (!block || table->n_columns > sizeof old / sizeof old[0]) {
        free(block);
        return COR_ERR_MEMORY;
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        old[c] = column_pointer(chunk, &table->columns[c]);
    }
    bind_columns(table, chunk, block, capacity);
    for (size_t c = 0; c < table->n_columns; c++) {
        const struct cor_column *column = &table->columns[c];
        if (old[c]) {
            memcpy(column_pointer(chunk, column), old[c],
                   cor_type_size(column->type) * column->count * (size_t)chunk->n_rows[t]);
        }
    }
    free(chunk->block[t]);
    chunk->block[t] = block;
    chunk->capacity[t] = capacity;
    return COR_OK;
}

enum cor_status cor_chunk_reserve(const struct cor_layout *layout, struct cor_chunk *chunk, size_t table,
                                  uint32_t n_spare)
{
    uint32_t need = chunk->n_rows[table] + n_spare;
    if (need <= chunk->capacity[table] || chunk->n_free[table] >= n_spare) {
        return COR_OK;
    }
    uint32_t grown = chunk->capacity[table] + chunk->capacity[table] / 8 + 16;
    return chunk_grow(&layout->tables[table], chunk, table, need > grown ? need : grown);
}

size_t cor_row_bytes(const struct cor_layout *layout, size_t table, uint16_t kind)
{
    size_t bytes = 0;
    for (size_t c = 0; c < layout->tables[table].n_columns; c++) {
        const struct cor_column *column = &layout->tables[table].columns[c];
        bytes += column_exists(column, kind) ? cor_type_size(column->type) * column->count : 0;
    }
    return bytes;
}

size_t cor_chunk_bytes_of(const struct cor_layout *layout, uint16_t kind, const uint32_t capacity[COR_MAX_TABLES])
{
    size_t bytes = sizeof(struct cor_chunk) + layout->view_size;
    for (size_t t = 0; t < layout->n_tables; t++) {
        bytes += block_bytes(&layout->tables[t], kind, capacity[t]);
    }
    return bytes;
}

size_t cor_chunk_bytes(const struct cor_layout *layout, const struct cor_chunk *chunk)
{
    return cor_chunk_bytes_of(layout, chunk->kind, chunk->capacity);
}

enum cor_status cor_population_init(struct cor_population *population, const struct cor_layout *layout, size_t n_chunks)
{
    population->layout = layout;
    population->n_chunks = 0;
    population->chunks = cor_calloc(n_chunks, sizeof *population->chunks);
    if (!population->chunks) {
        return COR_ERR_MEMORY;
    }
    population->n_chunks = n_chunks;
    return COR_OK;
}

void cor_population_free(struct cor_population *population)
{
    for (size_t i = 0; i < population->n_chunks; i++) {
        cor_chunk_free(population->chunks[i]);
    }
    free(population->chunks);
    population->chunks = NULL;
    population->n_chunks = 0;
}

size_t cor_population_bytes(const struct cor_population *population)
{
    size_t bytes = 0;
    for (size_t i = 0; i < population->n_chunks; i++) {
        bytes += cor_chunk_bytes(population->layout, population->chunks[i]);
    }
    return bytes;
}
