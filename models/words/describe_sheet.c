#include "models/words/describe_sheet.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"

void sheet_free(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->n_cells; i++) {
        free(sheet->cells[i]);
    }
    free(sheet->cells);
    memset(sheet, 0, sizeof *sheet);
}

void sheet_add(struct sheet *sheet, const char *cell)
{
    if (sheet->n_cells == sheet->capacity) {
        size_t capacity = sheet->capacity == 0 ? 64 : 2 * sheet->capacity;
        char **cells = cor_realloc(sheet->cells, capacity, sizeof *cells);
        if (!cells) {
            sheet->failed = true;
            return;
        }
        sheet->cells = cells;
        sheet->capacity = capacity;
    }
    sheet->cells[sheet->n_cells] = cor_strdup(cell);
    if (!sheet->cells[sheet->n_cells]) {
        sheet->failed = true;
    } else {
        sheet->n_cells += 1;
    }
}

void sheet_add_number(struct sheet *sheet, double number)
{
    struct cor_text text;
    cor_text_init(&text);
    if (!isnan(number)) {
        cor_text_add_number(&text, number);
    }
    sheet->failed |= text.failed;
    sheet_add(sheet, text.bytes ? text.bytes : "");
    cor_text_free(&text);
}

static const char *cell_at(const struct sheet *sheet, size_t row, size_t column)
{
    return sheet->cells[row * sheet->n_columns + column];
}

static size_t count_rows(const struct sheet *sheet)
{
    return sheet->n_cells / sheet->n_columns;
}

static bool is_numeric(const struct sheet *sheet, size_t column)
{
    return (sheet->numeric >> column & 1u) != 0;
}

/* Width on a terminal: bytes that begin a code point. */
static size_t text_width(const char *text)
{
    size_t width = 0;
    for (; *text != '\0'; text++) {
        width += ((unsigned char)*text & 0xc0u) != 0x80u;
    }
    return width;
}

static size_t column_width(const struct sheet *sheet, size_t column)
{
    size_t width = text_width(sheet->headings[column]);
    for (size_t row = 0; row < count_rows(sheet); row++) {
        size_t cell = text_width(cell_at(sheet, row, column));
        width = cell > width ? cell : width;
    }
    return width;
}

/* Numbers to the right, the last column without spaces behind it. */
static void add_padded(const struct sheet *sheet, size_t column, size_t width, const char *cell, struct cor_text *text)
{
    int gap = (int)(width - text_width(cell));
    if (is_numeric(sheet, column)) {
        cor_text_add(text, "%*s%s", gap, "", cell);
    } else if (column + 1 == sheet->n_columns) {
        cor_text_add(text, "%s", cell);
    } else {
        cor_text_add(text, "%s%*s", cell, gap, "");
    }
    cor_text_add(text, "%s", column + 1 == sheet->n_columns ? "\n" : "  ");
}

static void write_text(const struct sheet *sheet, struct cor_text *text)
{
    size_t width[SHEET_MAX_COLUMNS];
    for (size_t column = 0; column < sheet->n_columns; column++) {
        width[column] = column_width(sheet, column);
    }
    for (size_t column = 0; column < sheet->n_columns; column++) {
        add_padded(sheet, column, width[column], sheet->headings[column], text);
    }
    for (size_t i = 0; i < sheet->n_cells; i++) {
        size_t column = i % sheet->n_columns;
        add_padded(sheet, column, width[column], sheet->cells[i], text);
    }
}

static void write_json(const struct sheet *sheet, struct cor_text *text)
{
    cor_text_add(text, "[");
    for (size_t i = 0; i < sheet->n_cells; i++) {
        size_t column = i % sheet->n_columns;
        cor_text_add(text, "%s", column > 0 ? ", " : i > 0 ? "},\n {" : "\n {");
        cor_text_add_json_string(text, sheet->headings[column]);
        cor_text_add(text, ": ");
        if (is_numeric(sheet, column)) {
            cor_text_add(text, "%s", sheet->cells[i][0] != '\0' ? sheet->cells[i] : "null");
        } else {
            cor_text_add_json_string(text, sheet->cells[i]);
        }
    }
    cor_text_add(text, sheet->n_cells > 0 ? "}\n]\n" : "]\n");
}

/* Characters that mean something in a Markdown table. */
static void add_markdown_cell(struct cor_text *text, const char *cell)
{
    for (; *cell != '\0'; cell++) {
        if (strchr("|*_<>`\\", *cell)) {
            cor_text_add(text, "\\");
        }
        cor_text_add_bytes(text, cell, 1);
    }
}

static void write_markdown(const struct sheet *sheet, struct cor_text *text)
{
    cor_text_add(text, "# %s\n\n%s\n\n<!-- generated from the program's tables: do not edit -->\n\n|", sheet->title,
                 sheet->introduction);
    for (size_t column = 0; column < sheet->n_columns; column++) {
        cor_text_add(text, " %s |", sheet->headings[column]);
    }
    cor_text_add(text, "\n|");
    for (size_t column = 0; column < sheet->n_columns; column++) {
        cor_text_add(text, "%s|", is_numeric(sheet, column) ? "---:" : "---");
    }
    for (size_t i = 0; i < sheet->n_cells; i++) {
        cor_text_add(text, "%s ", i % sheet->n_columns == 0 ? "\n|" : "");
        add_markdown_cell(text, sheet->cells[i]);
        cor_text_add(text, " |");
    }
    cor_text_add(text, "\n");
}

void sheet_write(const struct sheet *sheet, enum describe_format format, struct cor_text *text)
{
    text->failed |= sheet->failed;
    if (sheet->failed) {
        return;
    }
    switch (format) {
    case DESCRIBE_TEXT:
        write_text(sheet, text);
        break;
    case DESCRIBE_JSON:
        write_json(sheet, text);
        break;
    case DESCRIBE_MARKDOWN:
        write_markdown(sheet, text);
        break;
    }
}
