/* Strict reader of the project's CSV tables: UTF-8, comma, double quotes, LF or CRLF, header row first. A table is read
 * whole; cells are strings with the line and column where they begin. A row is one line: quotes do not span lines, and
 * empty lines are refused. A byte order mark in front is skipped. */
#ifndef COR_IO_CSV_H
#define COR_IO_CSV_H
#include <stdbool.h>
#include <stddef.h>
#include "sim/base/diagnostics.h"
#include "sim/base/sha256.h"
#include "sim/base/status.h"

struct cor_csv {
    char *file;          /* owned */
    const char **header; /* n_columns names */
    size_t n_columns, n_rows;
    const char **cells; /* row-major, n_rows x n_columns, never NULL */
    unsigned *line;     /* [n_rows]: line of each row */
    const char **start; /* [n_rows]: where the text of each row begins */
    char *storage;      /* owned text behind the cells */
};

/* Read the table at `path` (at most 64 MiB). Problems (missing file, ragged row, bad quote, NUL byte, invalid UTF-8,
 * duplicate or empty header name, missing or unknown column) go to `list`. `required` names n_required columns that
 * must be there, any order; other columns are refused with the nearest name. Returns COR_ERR_INPUT after problems
 * (nothing to free), COR_ERR_MEMORY, or COR_OK. */
enum cor_status cor_csv_read(const char *path, const char *const *required, size_t n_required,
                             struct cor_diagnostics *list, struct cor_csv *table);
void cor_csv_free(struct cor_csv *table);

/* Index of a column by name; the name is known to exist (a required one). */
size_t cor_csv_column(const struct cor_csv *table, const char *name);
const char *cor_csv_cell(const struct cor_csv *table, size_t row, size_t column);
struct cor_place cor_csv_place(const struct cor_csv *table, size_t row, size_t column);

/* Add the names of the columns and all cells, each with a NUL: line ends and quotation marks change nothing. */
void cor_csv_hash(const struct cor_csv *table, struct cor_sha256 *hash);

/* The cell as a finite number written without locale, spaces or thousands marks; otherwise a problem is added that
 * names what was found and the range allowed, and false is returned. min and max are inclusive. */
bool cor_csv_number(const struct cor_csv *table, size_t row, size_t column, double min, double max,
                    struct cor_diagnostics *list, double *value);

/* Locale-free strtod of a whole string in JSON's grammar (no spaces, no hex, no inf/nan), at most 63 characters. False
 * leaves *value as it was; false also when the number is beyond a double or, written in full, more digits than it. */
bool cor_number_parse(const char *text, double *value);

#endif
