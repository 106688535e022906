/* The syntax check behind sim/io/json.h: reads JSON byte by byte, refuses what is not strict, and marks where every
 * value stands. It builds no values and decodes no strings. */
#ifndef COR_IO_JSON_SCAN_H
#define COR_IO_JSON_SCAN_H
#include <stddef.h>
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"

enum { COR_JSON_MAX_BYTES = 4 * 1024 * 1024, COR_JSON_MAX_DEPTH = 32, COR_JSON_MAX_VALUES = 500000 };

/* One value, in the order in which values begin in the text (a container before its members). */
struct cor_json_mark {
    unsigned line, column;         /* of the value, from 1, columns in bytes */
    unsigned key_line, key_column; /* of its key; 0 when it is no member of an object */
    double number;                 /* the nearest double when it is a number */
};

struct cor_json_marks {
    struct cor_json_mark *items; /* owned */
    size_t n_items, capacity;
};

/* Scan the n_bytes of `text`. Problems go to `list` under the name `file`; a fault of grammar ends the scan, a fault
 * inside a string or number does not. Returns COR_OK with the marks (release items with free()), COR_ERR_INPUT or
 * COR_ERR_MEMORY with nothing to free. */
enum cor_status cor_json_scan(const char *file, const char *text, size_t n_bytes, struct cor_diagnostics *list,
                              struct cor_json_marks *marks);

#endif
