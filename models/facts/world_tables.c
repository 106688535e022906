#include <stdlib.h>
#include <string.h>
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"

bool world_read_table(struct world_reader *reader, const char *name, const char *const *columns, size_t n_columns,
                      struct cor_csv *table)
{
    char *path = cor_format("%s/%s", reader->directory, name);
    enum cor_status status = COR_ERR_MEMORY;
    if (path) {
        status = cor_csv_read(path, columns, n_columns, reader->list, table);
    }
    if (status == COR_OK) {
        cor_sha256_add(&reader->hash, name, strlen(name) + 1);
        cor_csv_hash(table, &reader->hash);
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

size_t world_find_name(struct world_reader *reader, const struct cor_csv *table, size_t row, size_t column,
                       const char *const *names, size_t n_names)
{
    const char *name = cor_csv_cell(table, row, column);
    const char *nearest;
    for (size_t i = 0; i < n_names; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    nearest = cor_diagnostics_nearest(reader->list, name, names, n_names);
    cor_diagnostics_add(reader->list, COR_ERROR, cor_csv_place(table, row, column), "unknown %s \"%.200s\"%s%s%s",
                        table->header[column], name, nearest ? "; did you mean \"" : "", nearest != NULL ? nearest : "",
                        nearest ? "\"?" : "");
    return n_names;
}

struct world_columns world_find_columns(const struct cor_csv *table, bool has_units)
{
    return (struct world_columns){.source = cor_csv_column(table, "source"),
                                  .status = cor_csv_column(table, "status"),
                                  .unit = has_units ? cor_csv_column(table, "unit") : table->n_columns};
}

size_t world_check_row(struct world_reader *reader, const struct cor_csv *table, size_t row,
                       const struct world_columns *columns, const char *unit)
{
    static const char *const STATUS[N_EVIDENCE] = {"observed", "estimated", "assumed"};
    size_t evidence = world_find_name(reader, table, row, columns->status, STATUS, N_EVIDENCE);
    const char *source = cor_csv_cell(table, row, columns->source);
    if (reader->sources && !(reader->last_source && strcmp(source, reader->last_source) == 0)) {
        size_t found = world_find_name(reader, table, row, columns->source, reader->sources, reader->n_sources);
        reader->last_source = found < reader->n_sources ? reader->sources[found] : NULL;
    }
    if (unit && strcmp(cor_csv_cell(table, row, columns->unit), unit) != 0) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_csv_place(table, row, columns->unit),
                            "the unit is \"%.100s\", it must be \"%s\"", cor_csv_cell(table, row, columns->unit), unit);
    }
    return evidence;
}
