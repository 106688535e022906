/* The population: persons and what hangs on them, stored as columns in chunks. A chunk is a small world of its own (some
 * thousand persons, whole households): one thread at a time works on it, so that kernels need no locks and births,
 * deaths and splits happen in the chunk's own order. The engine knows tables and rows; what they mean is the model's. */
#ifndef COR_STATE_POPULATION_H
#define COR_STATE_POPULATION_H
#include <stddef.h>
#include <stdint.h>
#include "sim/base/status.h"

enum cor_type { COR_U8 = 1, COR_U16, COR_U32, COR_I32, COR_I64 };
size_t cor_type_size(enum cor_type type);

/* One column of a table. */
struct cor_column {
    const char *name;
    enum cor_type type;
    uint16_t count; /* values per row, 1 or more: value j of row r is p[count * r + j] */
    uint16_t kinds; /* bit k: chunks of kind k have this column; elsewhere its pointer is NULL */
    size_t pointer; /* offset of the column's pointer within the chunk's view */
    const char *unit;
    const char *doc;
};

struct cor_table {
    const char *name;
    const struct cor_column *columns;
    size_t n_columns;
};

enum { COR_MAX_TABLES = 4 };

/* Tables of the model and the size of the struct of column pointers (the view) that its kernels see. */
struct cor_layout {
    const struct cor_table *tables;
    size_t n_tables;
    size_t view_size;
};

struct cor_chunk {
    uint32_t index;                    /* position in the population and stratum of the draws, constant for life */
    uint16_t kind;                     /* which columns it has */
    uint16_t group;                    /* the model's: country */
    uint32_t weight;                   /* persons that one row of table 0 stands for */
    uint32_t n_rows[COR_MAX_TABLES];   /* rows in use: all rows at or above are free */
    uint32_t n_free[COR_MAX_TABLES];   /* free rows below n_rows */
    uint32_t capacity[COR_MAX_TABLES]; /* rows allocated */
    void *block[COR_MAX_TABLES];       /* owned */
    max_align_t view[];                /* the model's struct of column pointers */
};

struct cor_population {
    struct cor_chunk **chunks; /* owned */
    size_t n_chunks;
    const struct cor_layout *layout;
};

/* A chunk with room for capacity[t] rows in table t; rows are zero. NULL when memory is short. */
struct cor_chunk *cor_chunk_create(const struct cor_layout *layout, uint32_t index, uint16_t kind, uint16_t group,
                                   uint32_t weight, const uint32_t capacity[COR_MAX_TABLES]);
void cor_chunk_free(struct cor_chunk *chunk);
/* Make sure that table t has at least n_spare rows beyond n_rows, moving the block when it must grow (by an eighth or
 * more). Column pointers in the view change. COR_OK or COR_ERR_MEMORY (chunk unchanged). */
enum cor_status cor_chunk_reserve(const struct cor_layout *layout, struct cor_chunk *chunk, size_t table,
                                  uint32_t n_spare);
/* Bytes of all columns of one row of a table in chunks of a kind. */
size_t cor_row_bytes(const struct cor_layout *layout, size_t table, uint16_t kind);
/* Bytes of a chunk with such capacities; of a chunk that exists. */
size_t cor_chunk_bytes_of(const struct cor_layout *layout, uint16_t kind, const uint32_t capacity[COR_MAX_TABLES]);
size_t cor_chunk_bytes(const struct cor_layout *layout, const struct cor_chunk *chunk);

enum cor_status cor_population_init(struct cor_population *population, const struct cor_layout *layout,
                                    size_t n_chunks);
void cor_population_free(struct cor_population *population);
size_t cor_population_bytes(const struct cor_population *population);

#endif
