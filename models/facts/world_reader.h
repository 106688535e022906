/* How data/ is read, shared by the files world_*.c only. The reader knows the folder, the list of
 * problems, the keys of sources.csv, and hashes whatever it reads. */
#ifndef MODEL_WORLD_READER_H
#define MODEL_WORLD_READER_H
#include "models/facts/world_load.h"
#include "sim/base/sha256.h"
#include "sim/io/csv.h"

struct world_reader {
    struct world *world;
    const char *directory;
    struct cor_diagnostics *list;
    struct cor_sha256 hash;
    const char **sources; /* [n_sources] keys; owned, the texts belong to source_table */
    size_t n_sources;
    struct cor_csv source_table;
    bool has_sources;
    const char *last_source; /* the one found last: neighbouring rows share theirs */
    bool out_of_memory;
};

/* world_tables.c: read the table `name`, a path below the folder; false after problems. Free with cor_csv_free. */
bool world_read_table(struct world_reader *reader, const char *name, const char *const *columns, size_t n_columns,
                      struct cor_csv *table);
/* The columns that tell of each row where it is from. */
struct world_columns {
    size_t source, status, unit;
};

struct world_columns world_find_columns(const struct cor_csv *table, bool has_units);
/* Source and status of a row are known ones; its unit is `unit` (NULL: the table has no units). Returns its evidence: a number
 * of enum cor_evidence less one; N_EVIDENCE when its status is none. */
size_t world_check_row(struct world_reader *reader, const struct cor_csv *table, size_t row,
                       const struct world_columns *columns, const char *unit);
/* The row of the cell's text in `names`, or n_names after saying that it is unknown, with the nearest name. */
size_t world_find_name(struct world_reader *reader, const struct cor_csv *table, size_t row, size_t column,
                       const char *const *names, size_t n_names);
/* A problem at a cell. */
void world_cell_problem(struct world_reader *reader, const struct cor_csv *table, size_t row, const char *column,
                        const char *problem);

/* world_facts.c: data/<ISO3>/facts.csv. */
void world_read_facts(struct world_reader *reader, struct country *country);
/* world_ages.c: population, mortality, fertility, net migration and education of a country with residents. */
void world_read_ages(struct world_reader *reader, struct country *country);

/* world_policies.c: data/policies.json, once everything else has been read without a problem. */
void world_read_policies(struct world_reader *reader);

#endif
