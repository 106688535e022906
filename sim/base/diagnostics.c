#include "sim/base/diagnostics.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/utf8.h"

enum {
    MAX_ITEMS = 1000,
    MAX_HINTS = 100,    /* a hint costs a comparison with every name there is */
    MAX_MESSAGE = 2048, /* bytes: a quoted value of megabytes must not fill memory and screen */
    MAX_NAME = 127,     /* bytes: longer names are no typos of ours */
    MIN_PART = 4        /* bytes: shorter parts are in too many names */
};

void cor_diagnostics_init(struct cor_diagnostics *list)
{
    memset(list, 0, sizeof *list);
}

void cor_diagnostics_free(struct cor_diagnostics *list)
{
    for (size_t i = 0; i < list->n_items; i++) {
        free(list->items[i].file);
        free(list->items[i].message);
    }
    free(list->items);
    cor_diagnostics_init(list);
}

static int make_room(struct cor_diagnostics *list)
{
    size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
    struct cor_diagnostic *items;
    if (list->n_items < list->capacity) {
        return 1;
    }
    items = cor_realloc(list->items, capacity, sizeof *items);
    if (!items) {
        return 0;
    }
    list->items = items;
    list->capacity = capacity;
    return 1;
}

/* Append copies of `file` and `message`; 0 when memory runs out. */
static int append_copy(struct cor_diagnostics *list, enum cor_severity severity, struct cor_place place,
                       const char *message)
{
    struct cor_diagnostic item = {severity, NULL, place.line, place.column, NULL};
    if (!make_room(list)) {
        return 0;
    }
    item.message = cor_strdup(message);
    item.file = !place.file ? NULL : cor_strdup(place.file);
    if (!item.message || (place.file && !item.file)) {
        free(item.message);
        free(item.file);
        return 0;
    }
    list->items[list->n_items++] = item;
    return 1;
}

/* vsnprintf cuts at a byte: drop the incomplete code point it may leave, and show that something is missing. */
static void mark_cut(char message[MAX_MESSAGE])
{
    size_t end = MAX_MESSAGE - 4;
    while (end > 0 && ((unsigned char)message[end] & 0xc0u) == 0x80u) {
        end--;
    }
    memcpy(message + end, "...", 4);
}

void cor_diagnostics_add(struct cor_diagnostics *list, enum cor_severity severity, struct cor_place place,
                         const char *format, ...)
{
    char message[MAX_MESSAGE];
    va_list arguments;
    int length;
    list->n_errors += severity == COR_ERROR ? 1u : 0u;
    if (list->n_items >= MAX_ITEMS) { /* broken text can hold millions of problems: count them, no more */
        list->n_dropped++;
        return;
    }
    va_start(arguments, format);
    length = vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (length < 0) {
        message[0] = '\0';
    } else if (length >= MAX_MESSAGE) {
        mark_cut(message);
    }
    if (!append_copy(list, severity, place, message)) {
        list->out_of_memory = true;
        list->n_dropped++;
    }
}

bool cor_diagnostics_full(struct cor_diagnostics *list)
{
    bool full = list->n_items >= MAX_ITEMS;
    list->cut |= full;
    return full;
}

static int compare_numbers(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

/* By file (none first), line, column, then order of arrival: the items lie in one array, so their addresses tell it. */
static int compare_places(const void *left, const void *right)
{
    const struct cor_diagnostic *a = *(const struct cor_diagnostic *const *)left;
    const struct cor_diagnostic *b = *(const struct cor_diagnostic *const *)right;
    int order = strcmp(!a->file ? "" : a->file, !b->file ? "" : b->file);
    if (order == 0) {
        order = compare_numbers(a->line, b->line);
    }
    if (order == 0) {
        order = compare_numbers(a->column, b->column);
    }
    return order != 0 ? order : (a > b) - (a < b);
}

/* Foreign text on a terminal: escape sequences, forged lines and reversed text become visible. */
static void print_safely(const char *text, FILE *stream)
{
    size_t n_bytes = strlen(text);
    while (n_bytes > 0) {
        uint32_t code_point = 0;
        size_t length = cor_utf8_decode(text, n_bytes, &code_point);
        if (length == 0) {
            fputs("\xef\xbf\xbd", stream); /* U+FFFD, one for each byte that is not UTF-8 */
            length = 1;
        } else if (cor_utf8_is_control(code_point)) {
            fprintf(stream, code_point < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code_point);
        } else {
            fwrite(text, 1, length, stream);
        }
        text += length;
        n_bytes -= length;
    }
}

static void print_item(const struct cor_diagnostic *item, FILE *stream)
{
    if (item->file) {
        print_safely(item->file, stream);
        if (item->line > 0) {
            fprintf(stream, ":%u", item->line);
        }
        if (item->line > 0 && item->column > 0) {
            fprintf(stream, ":%u", item->column);
        }
        fputs(": ", stream);
    }
    fputs(item->severity == COR_ERROR ? "error: " : "warning: ", stream);
    print_safely(item->message, stream);
    fputc('\n', stream);
}

static void print_count(const struct cor_diagnostics *list, FILE *stream)
{
    size_t n_warnings = 0;
    for (size_t i = 0; i < list->n_items; i++) {
        n_warnings += list->items[i].severity == COR_WARNING ? 1u : 0u;
    }
    if (list->n_errors > 0) {
        fprintf(stream, "%zu error%s%s", list->n_errors, list->n_errors == 1 ? "" : "s", n_warnings > 0 ? ", " : "");
    }
    if (n_warnings > 0) {
        fprintf(stream, "%zu warning%s", n_warnings, n_warnings == 1 ? "" : "s");
    }
    if (list->n_dropped > 0) {
        fprintf(stream, " (%zu not shown)", list->n_dropped);
    }
    if (list->cut) {
        fputs(", and perhaps more: the reader stopped there", stream);
    }
    fputc('\n', stream);
}

void cor_diagnostics_print(const struct cor_diagnostics *list, FILE *stream)
{
    const struct cor_diagnostic **sorted = NULL;
    if (list->n_items == 0 && list->n_dropped == 0) {
        return;
    }
    sorted = cor_calloc(list->n_items, sizeof *sorted);
    if (sorted) {
        for (size_t i = 0; i < list->n_items; i++) {
            sorted[i] = &list->items[i];
        }
        qsort(sorted, list->n_items, sizeof *sorted, compare_places);
    }
    for (size_t i = 0; i < list->n_items; i++) {
        print_item(sorted ? sorted[i] : &list->items[i], stream);
    }
    if (list->n_items + list->n_dropped > 1) {
        print_count(list, stream);
    }
    free(sorted);
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, changes and swaps of neighbours that lead from a to b (optimal string alignment). Both are at
 * most MAX_NAME bytes. Three rows of the table suffice: a swap looks two rows back. */
static unsigned edit_distance(const char *a, const char *b)
{
    unsigned rows[3][MAX_NAME + 1];
    unsigned n_a = (unsigned)strlen(a), n_b = (unsigned)strlen(b);
    for (unsigned j = 0; j <= n_b; j++) {
        rows[0][j] = j;
    }
    for (unsigned i = 1; i <= n_a; i++) {
        const unsigned *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        unsigned *row = rows[i % 3];
        row[0] = i;
        for (unsigned j = 1; j <= n_b; j++) {
            unsigned change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = smaller(change, 1 + smaller(above[j], row[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = smaller(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return rows[n_a % 3][n_b];
}

/* Edit distance, or `best` when it cannot be below. */
static unsigned distance_below(unsigned best, const char *name, size_t length, const char *candidate)
{
    size_t other = strlen(candidate);
    size_t least = other > length ? other - length : length - other; /* so many insertions or deletions */
    return other > MAX_NAME || least >= best ? best : edit_distance(name, candidate);
}

/* The shortest candidate that holds `name` whole: readers remember a part. */
static const char *shortest_around(const char *name, const char *const *candidates, size_t n_candidates)
{
    const char *shortest = NULL;
    for (size_t i = 0; i < n_candidates; i++) {
        if (strstr(candidates[i], name) && (!shortest || strlen(candidates[i]) < strlen(shortest))) {
            shortest = candidates[i];
        }
    }
    return shortest;
}

const char *cor_nearest_name(const char *name, const char *const *candidates, size_t n_candidates)
{
    const char *nearest = NULL;
    size_t length = strlen(name);
    unsigned best = (unsigned)(length / 3) + 2; /* one more than a likely typo */
    for (size_t i = 0; length <= MAX_NAME && i < n_candidates; i++) {
        const char *dot = strrchr(candidates[i], '.');
        unsigned distance = distance_below(best, name, length, candidates[i]);
        if (dot) {
            distance = smaller(distance, distance_below(best, name, length, dot + 1));
        }
        if (distance < best) {
            best = distance;
            nearest = candidates[i];
        }
    }
    bool is_part = !nearest && length >= MIN_PART && length <= MAX_NAME;
    return is_part ? shortest_around(name, candidates, n_candidates) : nearest;
}

const char *cor_diagnostics_nearest(const struct cor_diagnostics *list, const char *name, const char *const *candidates,
                                    size_t n_candidates)
{
    return list->n_items < MAX_HINTS ? cor_nearest_name(name, candidates, n_candidates) : NULL;
}
