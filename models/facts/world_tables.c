#include <stdlib.h>
#include <string.h>
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"

/* Texts that wait to be hashed together: most are a few bytes. */
struct hash_buffer {
    struct cor_sha256 *hash;
    size_t n_bytes;
    char bytes[4096];
};

static void flush_hash(struct hash_buffer *buffer)
{
    cor_sha256_add(buffer->hash, buffer->bytes, buffer->n_bytes);
    buffer->n_bytes = 0;
}

static void hash_text(struct hash_buffer *buffer, const char *text)
{
    size_t n_bytes = strlen(text) + 1;
    if (n_bytes > sizeof buffer->bytes - buffer->n_bytes) {
        flush_hash(buffer);
    }
    if (n_bytes > sizeof buffer->bytes) {
        cor_sha256_add(buffer->hash, text, n_bytes);
        return;
    }
    memcpy(buffer->bytes + buffer->n_bytes, text, n_bytes);
    buffer->n_bytes += n_bytes;
}

/* Cells and not bytes: line ends and quotation marks change nothing. */
static void hash_table(struct world_reader *reader, const char *name, const struct cor_csv *table)
{
    struct hash_buffer buffer = {.hash = &reader->hash};
    hash_text(&buffer, name);
    for (size_t column = 0; column < table->n_columns; column++) {
        hash_text(&buffer, table->header[column]);
    }
    for (size_t i = 0; i < table->n_rows * table->n_columns; i++) {
        hash_text(&buffer, table->cells[i]);
    }
    flush_hash(&buffer);
}

bool world_read_table(struct world_reader *reader, const char *name, const char *const *columns, size_t n_columns,
                      struct cor_csv *table)
{
    char *path = cor_format("%s/%s", reader->directory, name);
    enum cor_status status = COR_ERR_MEMORY;
    if (path) {
        status = cor_csv_read(path, columns, n_columns, reader->list, table);
    }
    if (status == COR_OK) {
        hash_table(reader, name, table);
    }
    reader->out_of_memory |= status == COR_ERR_MEMORY;
    free(path);
    return status == COR_OK;
}

void world_cell_problem(struct world_reader *reader, const struct cor_csv *table, size_t row, const char *column,
                        const char *problem)
{
    size_t index = cor_csv_column(table, column);
    cor_diagnostics_add(reader->list, COR_ERROR, cor_csv_place(table, row, index), "%s: \"%.200s\" %s", column,
                        cor_csv_cell(table, row, index), problem);
}

size_t world_find_name(struct world_reader *reader, const struct cor_csv *table, size_t row, const char *column,
                       const char *const *names, size_t n_names)
{
    size_t index = cor_csv_column(table, column);
    const char *name = cor_csv_cell(table, row, index);
    const char *nearest;
    for (size_t i = 0; i < n_names; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    nearest = cor_diagnostics_nearest(reader->list, name, names, n_names);
    cor_diagnostics_add(reader->list, COR_ERROR, cor_csv_place(table, row, index), "unknown %s \"%.200s\"%s%s%s",
                        column, name, nearest ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
                        nearest ? "\"?" : "");
    return n_names;
}

size_t world_check_row(struct world_reader *reader, const struct cor_csv *table, size_t row, const char *unit)
{
    static const char *const STATUS[N_EVIDENCE] = {"observed", "estimated", "assumed"};
    size_t evidence = world_find_name(reader, table, row, "status", STATUS, N_EVIDENCE);
    const char *source = cor_csv_cell(table, row, cor_csv_column(table, "source"));
    if (reader->has_sources && !(reader->last_source && strcmp(source, reader->last_source) == 0)) {
        size_t found = world_find_name(reader, table, row, "source", reader->sources, reader->n_sources);
        reader->last_source = found < reader->n_sources ? reader->sources[found] : NULL;
    }
    if (unit && strcmp(cor_csv_cell(table, row, cor_csv_column(table, "unit")), unit) != 0) {
        size_t column = cor_csv_column(table, "unit");
        cor_diagnostics_add(reader->list, COR_ERROR, cor_csv_place(table, row, column),
                            "the unit is \"%.100s\", it must be \"%s\"", cor_csv_cell(table, row, column), unit);
    }
    return evidence;
}
