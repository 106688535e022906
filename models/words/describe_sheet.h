/* A sheet: rows of texts under headings, and its three renderings. For describe.c alone. */
#ifndef MODEL_DESCRIBE_SHEET_H
#define MODEL_DESCRIBE_SHEET_H
#include "models/words/describe.h"

enum { SHEET_MAX_COLUMNS = 10 };

struct sheet {
    const char *title, *introduction;
    size_t n_columns;
    const char *headings[SHEET_MAX_COLUMNS];
    unsigned numeric; /* bit c: column c holds numbers */
    char **cells;     /* owned, row by row, in the order added */
    size_t n_cells, capacity;
    bool failed;
};

void sheet_free(struct sheet *sheet);
/* Add the next cell of the row. */
void sheet_add(struct sheet *sheet, const char *cell);
/* A number, as short as it can be read back; NaN stays empty. */
void sheet_add_number(struct sheet *sheet, double number);
void sheet_write(const struct sheet *sheet, enum describe_format format, struct cor_text *text);

#endif
