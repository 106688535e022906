/* The one strict door for JSON. Syntax is checked byte by byte before cJSON sees the text: no trailing text, no
 * duplicate or differently-cased keys, no NUL escapes, no invalid UTF-8, no number that is not finite or loses integer
 * digits, depth at most 32, size at most 4 MiB, at most 500000 values. Every value knows its line and column. */
#ifndef COR_IO_JSON_H
#define COR_IO_JSON_H
#include <stdbool.h>
#include <stddef.h>
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"

enum cor_json_type { COR_JSON_NULL, COR_JSON_BOOL, COR_JSON_NUMBER, COR_JSON_STRING, COR_JSON_ARRAY, COR_JSON_OBJECT };

struct cor_json; /* a document */

/* A value: plain pointers into the document, valid until it is freed. */
struct cor_json_value {
    const char *key; /* NULL unless member of an object */
    enum cor_json_type type;
    bool boolean;
    double number;
    bool is_integer;    /* number is an integer of at most 2^53 in magnitude */
    const char *string; /* when type is string */
    const struct cor_json_value *children;
    size_t n_children;
    unsigned line, column;         /* of the value */
    unsigned key_line, key_column; /* of the key, for members */
};

/* Parse `text` of n bytes; `file` names it in messages (copied). Problems go to `list`; returns COR_ERR_INPUT when
 * there were any, COR_ERR_MEMORY, or COR_OK with *document set. Free with cor_json_free. */
enum cor_status cor_json_parse(const char *file, const char *text, size_t n_bytes, struct cor_diagnostics *list,
                               struct cor_json **document);
void cor_json_free(struct cor_json *document);
const struct cor_json_value *cor_json_root(const struct cor_json *document);
const char *cor_json_file(const struct cor_json *document);
/* Member of an object by exact name, or NULL. */
const struct cor_json_value *cor_json_member(const struct cor_json_value *object, const char *name);
/* Where a value stands, for diagnostics. */
struct cor_place cor_json_place(const struct cor_json *document, const struct cor_json_value *value);

/* Writing: append to a growing text. Numbers are written with %.17g shortest form that reads back equal. */
struct cor_text {
    char *bytes;
    size_t n_bytes, capacity;
    bool failed; /* memory ran out; the text is unusable */
};
void cor_text_init(struct cor_text *text);
void cor_text_free(struct cor_text *text);
void cor_text_add(struct cor_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cor_text_add_bytes(struct cor_text *text, const char *bytes, size_t n_bytes);
void cor_text_add_json_string(struct cor_text *text, const char *string); /* with quotes; <, >, & as \u00XX */
void cor_text_add_number(struct cor_text *text, double number); /* shortest that reads back equal; NaN, inf: null */

#endif
