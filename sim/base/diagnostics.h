/* Diagnostics: the list of everything that is wrong with what the user wrote. Readers append and go on, so that all
 * problems are reported at once; the caller asks for the number of errors before anything runs. The list owns its text.
 * It is not for failures of memory or disk: these are returned as a status. Not thread safe. */
#ifndef COR_BASE_DIAGNOSTICS_H
#define COR_BASE_DIAGNOSTICS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum cor_severity { COR_WARNING = 1, COR_ERROR = 2 };

/* Where a problem lies. line and column count from 1; 0 means unknown. file may be NULL (command line). */
struct cor_place {
    const char *file;
    unsigned line;
    unsigned column;
};

struct cor_diagnostic {
    enum cor_severity severity;
    char *file; /* owned, may be NULL */
    unsigned line, column;
    char *message; /* owned: what was found, what is allowed, the nearest name */
};

struct cor_diagnostics {
    struct cor_diagnostic *items;
    size_t n_items, capacity;
    size_t n_errors;
    size_t n_dropped; /* beyond the cap of 1000, or memory ran out */
    bool out_of_memory;
    bool cut; /* a reader stopped because the list was full */
};

void cor_diagnostics_init(struct cor_diagnostics *list);
void cor_diagnostics_free(struct cor_diagnostics *list);

/* Append a problem. If memory runs out the problem still counts in n_errors. Messages are cut at 2 KiB. */
void cor_diagnostics_add(struct cor_diagnostics *list, enum cor_severity severity, struct cor_place place,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Has the list no room for another problem? Then readers of long lists stop looking, and the count says so: a text of
 * megabytes can hold a problem every ten bytes. */
bool cor_diagnostics_full(struct cor_diagnostics *list);

/* Print as `file:line:column: error: message`, sorted by file, line, column (stable), control characters made visible,
 * then, when there are several, one line with their number. Prints nothing when there is nothing to tell. */
void cor_diagnostics_print(const struct cor_diagnostics *list, FILE *stream);

/* The candidate nearest to `name` by edit distance (transpositions count one; of "mechanism.parameter" also the part after
 * the dot alone), else the shortest that holds it whole. NULL when none is near enough to be a likely typo (distance at
 * most 1 + length/3) and none holds it. `candidates` has n_candidates entries. */
const char *cor_nearest_name(const char *name, const char *const *candidates, size_t n_candidates);

/* The same as help with a problem that is about to be added: NULL after the first hundred, who are told enough. */
const char *cor_diagnostics_nearest(const struct cor_diagnostics *list, const char *name, const char *const *candidates,
                                    size_t n_candidates);

#endif
