#include "sim/io/csv.h"
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/utf8.h"
#include "sim/io/file.h"
#include "sim/io/number.h"

enum { MAX_BYTES = 64 * 1024 * 1024, MAX_COLUMNS = 1000, MAX_QUOTED = 80 };

/* Where the reader stands. Cells are unquoted and terminated in place, behind the cursor. */
struct cursor {
    const char *file;
    struct cor_diagnostics *list;
    char *at, *end, *line_start;
    unsigned line;
};

/* Where the cells of one line go; a line with more cells than `room` is counted to its end but stored no further. */
struct cell_row {
    const char **cells;
    size_t room, n_cells;
};

static unsigned column_of(const struct cursor *cursor, const char *at)
{
    return (unsigned)(at - cursor->line_start) + 1;
}

static struct cor_place place_of(const struct cursor *cursor, const char *at)
{
    return (struct cor_place){cursor->file, cursor->line, column_of(cursor, at)};
}

/* The column of a cell: that of its opening quote, if it has one. */
static unsigned column_of_cell(const char *line_start, const char *cell)
{
    bool is_quoted = cell > line_start && cell[-1] == '"';
    return (unsigned)(cell - line_start) + (is_quoted ? 0 : 1);
}

static bool at_line_end(const struct cursor *cursor)
{
    return cursor->at == cursor->end || *cursor->at == '\n' ||
           (*cursor->at == '\r' && cursor->at + 1 < cursor->end && cursor->at[1] == '\n');
}

static void go_to_next_line(struct cursor *cursor)
{
    char *line_end = memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
    cursor->at = line_end ? line_end + 1 : cursor->end;
    cursor->line_start = cursor->at;
    cursor->line++;
}

/* Take a quoted cell; *text_end is where its unquoted text ends. False after a problem. */
static bool take_quoted(struct cursor *cursor, char **text, char **text_end)
{
    char *opening = cursor->at++;
    char *to = cursor->at;
    *text = to;
    for (;;) {
        if (at_line_end(cursor)) {
            cor_diagnostics_add(cursor->list, COR_ERROR, place_of(cursor, opening),
                                "the quote that opens here is not closed on its line");
            return false;
        }
        if (*cursor->at == '"') {
            cursor->at++;
            if (cursor->at == cursor->end || *cursor->at != '"') {
                break;
            }
        }
        *to++ = *cursor->at++;
    }
    *text_end = to;
    if (!at_line_end(cursor) && *cursor->at != ',') {
        cor_diagnostics_add(cursor->list, COR_ERROR, place_of(cursor, cursor->at),
                            "text after a closing quote; write a quote inside a quoted cell twice");
        return false;
    }
    return true;
}

static bool take_plain(struct cursor *cursor, char **text, char **text_end)
{
    static const bool ENDS[256] = {['\0'] = true, [','] = true, ['\n'] = true, ['\r'] = true, ['"'] = true};
    *text = cursor->at;
    while (!ENDS[(unsigned char)*cursor->at]) { /* the only NUL is behind the text */
        cursor->at++;
    }
    *text_end = cursor->at;
    if (*cursor->at != ',' && !at_line_end(cursor)) {
        cor_diagnostics_add(cursor->list, COR_ERROR, place_of(cursor, cursor->at),
                            *cursor->at == '"' ? "a quote inside a cell that does not begin with one"
                                               : "a carriage return that does not end the line");
        return false;
    }
    return true;
}

/* Take the cells of the line and go to the next one. False after a problem with quotes. */
static bool take_line(struct cursor *cursor, struct cell_row *row)
{
    bool is_good = true, is_last = false;
    row->n_cells = 0;
    while (is_good && !is_last) {
        char *text = NULL, *text_end = NULL;
        bool is_quoted = cursor->at < cursor->end && *cursor->at == '"';
        is_good = is_quoted ? take_quoted(cursor, &text, &text_end) : take_plain(cursor, &text, &text_end);
        if (!is_good) {
            break;
        }
        if (row->n_cells < row->room) {
            row->cells[row->n_cells] = text;
        }
        row->n_cells++;
        is_last = at_line_end(cursor);
        if (is_last) {
            go_to_next_line(cursor); /* before the NUL overwrites the line's end */
        } else {
            cursor->at++;
        }
        *text_end = '\0';
    }
    if (!is_good) {
        go_to_next_line(cursor);
    }
    return is_good;
}

/* Where words of eight bytes, all ASCII and none NUL, come to an end. */
static char *behind_plain_words(char *at, const char *end)
{
    const uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    for (uint64_t word; end - at >= (ptrdiff_t)sizeof word; at += sizeof word) {
        memcpy(&word, at, sizeof word);
        if (((word | (word - ones)) & tops) != 0) {
            break;
        }
    }
    return at;
}

/* The whole text is UTF-8 without NUL; only the first fault is told, since a binary file has thousands. */
static bool check_bytes(struct cursor cursor)
{
    char *at = behind_plain_words(cursor.at, cursor.end);
    while (at < cursor.end) {
        uint32_t code_point = 0;
        size_t length = cor_utf8_decode(at, (size_t)(cursor.end - at), &code_point);
        if (length == 0 || code_point == 0) {
            char *fault = at, *line_end;
            while ((line_end = memchr(cursor.line_start, '\n', (size_t)(fault - cursor.line_start)))) {
                cursor.line_start = line_end + 1;
                cursor.line++;
            }
            cor_diagnostics_add(cursor.list, COR_ERROR, place_of(&cursor, fault),
                                length == 0 ? "byte 0x%02x is not UTF-8; save the table as UTF-8"
                                            : "a NUL byte (0x%02x)",
                                (unsigned)(unsigned char)*fault);
            return false;
        }
        at = length == 1 ? at + 1 : behind_plain_words(at + length, cursor.end);
    }
    return true;
}

/* How often a character occurs from here to the end of the line or, with `everywhere`, of the text. */
static size_t count(const struct cursor *cursor, char wanted, bool everywhere)
{
    const char *line_end = everywhere ? NULL : memchr(cursor->at, '\n', (size_t)(cursor->end - cursor->at));
    const char *end = line_end ? line_end : cursor->end;
    size_t n = 0;
    for (const char *at = cursor->at; at < end; at++) {
        n += *at == wanted ? 1u : 0u;
    }
    return n;
}

static bool is_among(const char *name, const char *const *names, size_t n_names)
{
    for (size_t i = 0; i < n_names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* The header's names are known, distinct and complete; otherwise problems are added. */
static void check_header(const struct cor_csv *table, const char *line_start, const char *const *required,
                         size_t n_required, struct cor_diagnostics *list)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *name = table->header[i];
        const bool known = is_among(name, required, n_required);
        const char *nearest = known ? NULL : cor_diagnostics_nearest(list, name, required, n_required);
        struct cor_place place = {table->file, 1, column_of_cell(line_start, name)};
        if (name[0] == '\0') {
            cor_diagnostics_add(list, COR_ERROR, place, "column %zu has no name", i + 1);
        } else if (is_among(name, table->header, i)) {
            cor_diagnostics_add(list, COR_ERROR, place, "column '%s' occurs twice", name);
        } else if (!known && nearest) {
            cor_diagnostics_add(list, COR_ERROR, place, "unknown column '%s'; did you mean '%s'?", name, nearest);
        } else if (!known) {
            cor_diagnostics_add(list, COR_ERROR, place, "unknown column '%s'", name);
        }
    }
    for (size_t i = 0; i < n_required; i++) {
        if (!is_among(required[i], table->header, table->n_columns)) {
            struct cor_place place = {table->file, 1, 0};
            cor_diagnostics_add(list, COR_ERROR, place, "column '%s' is missing", required[i]);
        }
    }
}

/* A spreadsheet set to Viet Nam or Germany saves cells separated by semicolons, with decimal commas: one problem tells it. */
static bool has_other_separator(const struct cursor *cursor)
{
    size_t n_semicolons = count(cursor, ';', false);
    if (count(cursor, ',', false) > 0 || n_semicolons + count(cursor, '\t', false) == 0) {
        return false;
    }
    cor_diagnostics_add(cursor->list, COR_ERROR, (struct cor_place){cursor->file, cursor->line, 0},
                        "cells are separated by %s: save the table with commas, and points in decimal numbers",
                        n_semicolons > 0 ? "';'" : "tabs");
    return true;
}

static enum cor_status take_header(struct cursor *cursor, const char *const *required, size_t n_required,
                                   struct cor_csv *table)
{
    size_t room = count(cursor, ',', false) + 1;
    const char *line_start = cursor->line_start;
    struct cell_row row = {NULL, room, 0};
    if (has_other_separator(cursor)) {
        return COR_ERR_INPUT;
    }
    if (cursor->at == cursor->end || room > MAX_COLUMNS) {
        cor_diagnostics_add(cursor->list, COR_ERROR, place_of(cursor, cursor->at),
                            room > MAX_COLUMNS ? "the header has more than 1000 columns" : "the table is empty");
        return COR_ERR_INPUT;
    }
    table->header = row.cells = cor_calloc(room, sizeof *row.cells);
    if (!row.cells) {
        return COR_ERR_MEMORY;
    }
    if (take_line(cursor, &row)) {
        table->n_columns = row.n_cells;
        check_header(table, line_start, required, n_required, cursor->list);
    }
    return COR_OK;
}

/* Store the line as the next row when it is one; otherwise a problem is added. */
static void take_row(struct cursor *cursor, struct cor_csv *table)
{
    unsigned line = cursor->line;
    const char *line_start = cursor->line_start;
    struct cell_row row = {table->cells + table->n_rows * table->n_columns, table->n_columns, 0};
    struct cor_place place = {table->file, line, 1};
    if (at_line_end(cursor)) {
        cor_diagnostics_add(cursor->list, COR_ERROR, place, "empty line");
        go_to_next_line(cursor);
        return;
    }
    if (!take_line(cursor, &row)) {
        return;
    }
    if (row.n_cells != table->n_columns) {
        cor_diagnostics_add(cursor->list, COR_ERROR, place, "%zu cell%s in this row, %zu in the header", row.n_cells,
                            row.n_cells == 1 ? "" : "s", table->n_columns);
        return;
    }
    table->start[table->n_rows] = line_start;
    table->line[table->n_rows++] = line;
}

static enum cor_status take_rows(struct cursor *cursor, struct cor_csv *table)
{
    size_t max_rows = count(cursor, '\n', true) + 1; /* rows have no line breaks inside */
    size_t max_cells;
    if (__builtin_mul_overflow(max_rows, table->n_columns, &max_cells)) {
        return COR_ERR_MEMORY;
    }
    table->cells = cor_calloc(max_cells, sizeof *table->cells);
    table->line = cor_calloc(max_rows, sizeof *table->line);
    table->start = cor_calloc(max_rows, sizeof *table->start);
    if (!table->cells || !table->line || !table->start) {
        return COR_ERR_MEMORY;
    }
    while (cursor->at < cursor->end) {
        take_row(cursor, table);
    }
    return COR_OK;
}

/* Everything after the text is in table->storage. Problems may be on the list even when COR_OK is returned. */
static enum cor_status take_table(size_t n_bytes, const char *const *required, size_t n_required,
                                  struct cor_diagnostics *list, struct cor_csv *table)
{
    static const char BYTE_ORDER_MARK[] = "\xef\xbb\xbf";
    char *text = table->storage;
    struct cursor cursor = {table->file, list, text, text + n_bytes, text, 1};
    size_t n_errors = list->n_errors;
    enum cor_status status;
    if (cor_utf8_is_utf16(text, n_bytes)) {
        cor_diagnostics_add(list, COR_ERROR, (struct cor_place){table->file, 1, 1},
                            "this table is in UTF-16; save it as UTF-8 (\"CSV UTF-8\" in spreadsheets)");
        return COR_ERR_INPUT;
    }
    if (strncmp(text, BYTE_ORDER_MARK, 3) == 0) { /* spreadsheets put one in front */
        cursor.at += 3;
        cursor.line_start = cursor.at;
    }
    if (!check_bytes(cursor)) {
        return COR_ERR_INPUT;
    }
    status = take_header(&cursor, required, n_required, table);
    if (status != COR_OK || list->n_errors > n_errors) {
        return status; /* rows under a wrong header would only add noise */
    }
    return take_rows(&cursor, table);
}

enum cor_status cor_csv_read(const char *path, const char *const *required, size_t n_required,
                             struct cor_diagnostics *list, struct cor_csv *table)
{
    char message[COR_MESSAGE_SIZE];
    size_t n_bytes = 0, n_errors = list->n_errors;
    enum cor_status status;
    memset(table, 0, sizeof *table);
    status = cor_file_read(path, MAX_BYTES, &table->storage, &n_bytes, message);
    if (status == COR_ERR_IO) {
        cor_diagnostics_add(list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "%s", message);
        return COR_ERR_INPUT;
    }
    if (status == COR_OK) {
        table->file = cor_strdup(path);
        status = !table->file ? COR_ERR_MEMORY : take_table(n_bytes, required, n_required, list, table);
    }
    if (status == COR_OK && list->n_errors > n_errors) {
        status = COR_ERR_INPUT;
    }
    if (status != COR_OK) {
        cor_csv_free(table);
    }
    return status;
}

void cor_csv_free(struct cor_csv *table)
{
    free(table->file);
    free(table->header);
    free(table->cells);
    free(table->line);
    free(table->start);
    free(table->storage);
    memset(table, 0, sizeof *table);
}

size_t cor_csv_column(const struct cor_csv *table, const char *name)
{
    size_t i = 0;
    while (i + 1 < table->n_columns && strcmp(table->header[i], name) != 0) {
        i++;
    }
    assert(strcmp(table->header[i], name) == 0);
    return i;
}

const char *cor_csv_cell(const struct cor_csv *table, size_t row, size_t column)
{
    assert(row < table->n_rows && column < table->n_columns);
    return table->cells[row * table->n_columns + column];
}

struct cor_place cor_csv_place(const struct cor_csv *table, size_t row, size_t column)
{
    const char *cell = cor_csv_cell(table, row, column);
    return (struct cor_place){table->file, table->line[row], column_of_cell(table->start[row], cell)};
}

/* Cells in a row without quotes or carriage returns follow each other in the text, each with its NUL: one piece. */
static void hash_cells(const char *const *cells, size_t n_cells, struct cor_sha256 *hash)
{
    for (size_t i = 0, first = 0; i < n_cells; i++) {
        if (i + 1 == n_cells || cells[i + 1][-1] != '\0') {
            const char *end = cells[i] + strlen(cells[i]) + 1;
            cor_sha256_add(hash, cells[first], (size_t)(end - cells[first]));
            first = i + 1;
        }
    }
}

void cor_csv_hash(const struct cor_csv *table, struct cor_sha256 *hash)
{
    hash_cells(table->header, table->n_columns, hash);
    hash_cells(table->cells, table->n_rows * table->n_columns, hash);
}

/* "from 0 to 1", "of at least 0", "of at most 1", or nothing when any number will do. */
static void describe_range(double min, double max, char *text, size_t size)
{
    text[0] = '\0';
    if (isfinite(min) && isfinite(max)) {
        snprintf(text, size, " from %.15g to %.15g", min, max);
    } else if (isfinite(min)) {
        snprintf(text, size, " of at least %.15g", min);
    } else if (isfinite(max)) {
        snprintf(text, size, " of at most %.15g", max);
    }
}

bool cor_csv_number(const struct cor_csv *table, size_t row, size_t column, double min, double max,
                    struct cor_diagnostics *list, double *value)
{
    const char *cell = cor_csv_cell(table, row, column);
    double found = 0.0;
    enum cor_number_fault fault = cor_number_read(cell, strlen(cell), &found);
    char range[MAX_QUOTED];
    if (fault == COR_NUMBER_OK && found >= min && found <= max) {
        *value = found;
        return true;
    }
    describe_range(min, max, range, sizeof range);
    if (fault == COR_NUMBER_OK) {
        cor_diagnostics_add(list, COR_ERROR, cor_csv_place(table, row, column),
                            "column '%s': found %s, expected a number%s", table->header[column], cell, range);
    } else {
        cor_diagnostics_add(list, COR_ERROR, cor_csv_place(table, row, column),
                            "column '%s': '%.*s' %s; expected a number%s", table->header[column], MAX_QUOTED, cell,
                            cor_number_fault_text(fault), range);
    }
    return false;
}
