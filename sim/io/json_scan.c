#include "sim/io/json_scan.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/utf8.h"
#include "sim/io/number.h"

struct scan {
    const char *file;
    struct cor_diagnostics *list;
    const char *at, *end, *line_start;
    unsigned line;
    unsigned depth;
    struct cor_json_marks *marks;
    bool out_of_memory;
};

static struct cor_place place_of(const struct scan *scan, const char *at)
{
    return (struct cor_place){scan->file, scan->line, (unsigned)(at - scan->line_start) + 1};
}

static bool has_ended(const struct scan *scan)
{
    return scan->at == scan->end;
}

static bool next_is(const struct scan *scan, char byte)
{
    return !has_ended(scan) && *scan->at == byte;
}

static bool take(struct scan *scan, char byte)
{
    bool is_there = next_is(scan, byte);
    scan->at += is_there;
    return is_there;
}

static void skip_blanks(struct scan *scan)
{
    for (; next_is(scan, ' ') || next_is(scan, '\t') || next_is(scan, '\r') || next_is(scan, '\n'); scan->at++) {
        if (*scan->at == '\n') {
            scan->line_start = scan->at + 1;
            scan->line++;
        }
    }
}

static bool is_word_character(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* Length of the word or sign at the cursor, for messages: a word runs together, anything else stands alone. */
static int found_length(const struct scan *scan)
{
    const int enough = 24;
    uint32_t code_point = 0;
    size_t rest = (size_t)(scan->end - scan->at);
    int length = 0;
    while (length < enough && (size_t)length < rest && is_word_character(scan->at[length])) {
        length++;
    }
    return length > 0 ? length : (int)cor_utf8_decode(scan->at, rest, &code_point);
}

/* Always false, so that callers can return it. */
static bool refuse(struct scan *scan, const char *expected)
{
    struct cor_place place = place_of(scan, scan->at);
    int length = found_length(scan);
    if (has_ended(scan)) {
        cor_diagnostics_add(scan->list, COR_ERROR, place, "the text ends here, expected %s", expected);
    } else if (length == 0 || *scan->at == '\0') {
        cor_diagnostics_add(scan->list, COR_ERROR, place, "found byte 0x%02x, expected %s",
                            (unsigned)(unsigned char)*scan->at, expected);
    } else {
        cor_diagnostics_add(scan->list, COR_ERROR, place, "found '%.*s', expected %s", length, scan->at, expected);
    }
    return false;
}

static int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    if (digit >= 'a' && digit <= 'f') {
        return digit - 'a' + 10;
    }
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

/* The number behind `\u` at `at`, or -1. */
static int32_t unicode_escape(const struct scan *scan, const char *at)
{
    int32_t value = 0;
    if (scan->end - at < 6 || at[0] != '\\' || at[1] != 'u') {
        return -1;
    }
    for (int i = 2; i < 6; i++) {
        int digit = hex_value(at[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

/* Take the \uXXXX at the cursor, with its second half when it is a surrogate. NUL would end the string for C, and half
 * a pair is no character: both are problems of the string, after which the scan goes on. */
static bool take_unicode_escape(struct scan *scan)
{
    int32_t value = unicode_escape(scan, scan->at);
    struct cor_place place = place_of(scan, scan->at);
    if (value < 0) {
        cor_diagnostics_add(scan->list, COR_ERROR, place, "\\u takes four hexadecimal digits");
        return false;
    }
    scan->at += 6;
    if (value == 0) {
        cor_diagnostics_add(scan->list, COR_ERROR, place, "\\u0000 is not allowed in a string");
    } else if (value >= 0xd800 && value <= 0xdfff) {
        int32_t second = unicode_escape(scan, scan->at);
        if (value >= 0xdc00 || second < 0xdc00 || second > 0xdfff) {
            cor_diagnostics_add(scan->list, COR_ERROR, place, "half of a surrogate pair");
        } else {
            scan->at += 6;
        }
    }
    return true;
}

static bool take_escape(struct scan *scan)
{
    char letter = scan->end - scan->at >= 2 ? scan->at[1] : '\0';
    if (letter == 'u') {
        return take_unicode_escape(scan);
    }
    if (letter == '\0' || !strchr("\"\\/bfnrt", letter)) {
        cor_diagnostics_add(scan->list, COR_ERROR, place_of(scan, scan->at),
                            "unknown escape in a string; a backslash is written \\\\");
        return false;
    }
    scan->at += 2;
    return true;
}

/* Take one plain character of a string. A byte that is not UTF-8 is a problem of the string; the scan goes on. */
static bool take_character(struct scan *scan)
{
    uint32_t code_point = 0;
    size_t length = cor_utf8_decode(scan->at, (size_t)(scan->end - scan->at), &code_point);
    if (length == 0) {
        cor_diagnostics_add(scan->list, COR_ERROR, place_of(scan, scan->at), "byte 0x%02x is not UTF-8",
                            (unsigned)(unsigned char)*scan->at);
        length = 1;
    } else if (code_point < 0x20) {
        cor_diagnostics_add(scan->list, COR_ERROR, place_of(scan, scan->at),
                            code_point == '\n' || code_point == '\r'
                                ? "the line ends inside a string"
                                : "control character 0x%02x in a string; write it as \\u00%02x",
                            (unsigned)code_point, (unsigned)code_point);
        return false;
    }
    scan->at += length;
    return true;
}

static bool take_string(struct scan *scan)
{
    const char *opening = scan->at++;
    while (!next_is(scan, '"')) {
        if (has_ended(scan)) {
            cor_diagnostics_add(scan->list, COR_ERROR, place_of(scan, opening),
                                "the string that begins here has no end");
            return false;
        }
        if (*scan->at == '\\' ? !take_escape(scan) : !take_character(scan)) {
            return false;
        }
    }
    scan->at++;
    return true;
}

static bool is_number_character(char byte)
{
    return byte != '\0' && strchr("+-.0123456789eE", byte);
}

static bool take_number(struct scan *scan, double *number)
{
    const char *begin = scan->at;
    enum cor_number_fault fault;
    size_t length;
    while (!has_ended(scan) && is_number_character(*scan->at)) {
        scan->at++;
    }
    length = (size_t)(scan->at - begin);
    fault = cor_number_read(begin, length, number);
    if (fault != COR_NUMBER_OK) {
        int shown = length > COR_MAX_NUMBER_LENGTH ? COR_MAX_NUMBER_LENGTH : (int)length;
        cor_diagnostics_add(scan->list, COR_ERROR, place_of(scan, begin), "number '%.*s' %s", shown, begin,
                            cor_number_fault_text(fault));
    }
    return fault != COR_NUMBER_SYNTAX;
}

static bool take_word(struct scan *scan, const char *word)
{
    size_t length = strlen(word);
    if (scan->end - scan->at < (ptrdiff_t)length || memcmp(scan->at, word, length) != 0) {
        return false;
    }
    scan->at += length;
    return true;
}

/* A place for the value at the cursor in the list of marks, or SIZE_MAX. */
static size_t add_mark(struct scan *scan, struct cor_place key)
{
    struct cor_json_marks *marks = scan->marks;
    struct cor_place place = place_of(scan, scan->at);
    if (marks->n_items == COR_JSON_MAX_VALUES) {
        cor_diagnostics_add(scan->list, COR_ERROR, place, "more than %d values", (int)COR_JSON_MAX_VALUES);
        return SIZE_MAX;
    }
    if (marks->n_items == marks->capacity) {
        size_t capacity = marks->capacity == 0 ? 64 : 2 * marks->capacity;
        struct cor_json_mark *items = cor_realloc(marks->items, capacity, sizeof *items);
        if (!items) {
            scan->out_of_memory = true;
            return SIZE_MAX;
        }
        marks->items = items;
        marks->capacity = capacity;
    }
    marks->items[marks->n_items] = (struct cor_json_mark){place.line, place.column, key.line, key.column, 0.0};
    return marks->n_items++;
}

static bool take_value(struct scan *scan, struct cor_place key);

/* `"key": value` at the cursor. */
static bool take_member(struct scan *scan)
{
    struct cor_place key = place_of(scan, scan->at);
    if (!next_is(scan, '"')) {
        return refuse(scan, "a name in double quotes");
    }
    if (!take_string(scan)) {
        return false;
    }
    skip_blanks(scan);
    if (!take(scan, ':')) {
        return refuse(scan, "':' after the name");
    }
    skip_blanks(scan);
    return take_value(scan, key);
}

/* The members or elements up to the closing bracket; the cursor stands behind the opening one. */
static bool take_items(struct scan *scan, char closing)
{
    const struct cor_place no_key = {NULL, 0, 0};
    bool is_object = closing == '}';
    skip_blanks(scan);
    if (take(scan, closing)) {
        return true;
    }
    for (;;) {
        if (is_object ? !take_member(scan) : !take_value(scan, no_key)) {
            return false;
        }
        skip_blanks(scan);
        if (take(scan, closing)) {
            return true;
        }
        if (!take(scan, ',')) {
            return refuse(scan, is_object ? "',' or '}'" : "',' or ']'");
        }
        skip_blanks(scan);
        if (next_is(scan, closing)) {
            return refuse(scan, "another value after ','; the last one has no comma");
        }
    }
}

static bool take_container(struct scan *scan)
{
    char closing = *scan->at == '{' ? '}' : ']';
    bool is_good;
    if (scan->depth == COR_JSON_MAX_DEPTH) {
        cor_diagnostics_add(scan->list, COR_ERROR, place_of(scan, scan->at), "nested more than %d deep",
                            (int)COR_JSON_MAX_DEPTH);
        return false;
    }
    scan->at++;
    scan->depth++;
    is_good = take_items(scan, closing);
    scan->depth--;
    return is_good;
}

static bool take_value(struct scan *scan, struct cor_place key)
{
    size_t mark = add_mark(scan, key);
    char first = has_ended(scan) ? '\0' : *scan->at;
    if (mark == SIZE_MAX) {
        return false;
    }
    if (first == '{' || first == '[') {
        return take_container(scan);
    }
    if (first == '"') {
        return take_string(scan);
    }
    if (first == '-' || (first >= '0' && first <= '9')) {
        return take_number(scan, &scan->marks->items[mark].number);
    }
    if (take_word(scan, "true") || take_word(scan, "false") || take_word(scan, "null")) {
        return true;
    }
    return refuse(scan, "a value (object, array, string in double quotes, number, true, false or null)");
}

static void scan_document(struct scan *scan, size_t n_bytes)
{
    const struct cor_place no_key = {NULL, 0, 0};
    if (n_bytes > COR_JSON_MAX_BYTES) {
        cor_diagnostics_add(scan->list, COR_ERROR, (struct cor_place){scan->file, 0, 0},
                            "%zu bytes are above the limit of %d", n_bytes, (int)COR_JSON_MAX_BYTES);
        return;
    }
    if (cor_utf8_is_utf16(scan->at, n_bytes)) {
        cor_diagnostics_add(scan->list, COR_ERROR, (struct cor_place){scan->file, 1, 1},
                            "this file is in UTF-16; save it as UTF-8");
        return;
    }
    if (take_word(scan, "\xef\xbb\xbf")) { /* the byte order mark that some editors write: no column of its own */
        scan->line_start = scan->at;
    }
    skip_blanks(scan);
    if (take_value(scan, no_key)) {
        skip_blanks(scan);
        if (!has_ended(scan)) {
            refuse(scan, "nothing after the end of the document");
        }
    }
}

enum cor_status cor_json_scan(const char *file, const char *text, size_t n_bytes, struct cor_diagnostics *list,
                              struct cor_json_marks *marks)
{
    struct scan scan = {file, list, text, text + n_bytes, text, 1, 0, marks, false};
    size_t n_errors = list->n_errors;
    memset(marks, 0, sizeof *marks);
    scan_document(&scan, n_bytes);
    if (!scan.out_of_memory && list->n_errors == n_errors) {
        return COR_OK;
    }
    free(marks->items);
    memset(marks, 0, sizeof *marks);
    return scan.out_of_memory ? COR_ERR_MEMORY : COR_ERR_INPUT;
}
