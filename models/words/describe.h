/* The model's tables of facts as words: parameters, columns, outputs, files of results, levers, policies, facts, purposes and dimensions,
 * as aligned text for a terminal, as JSON for programs, as Markdown for docs/reference. Reads the tables, adds nothing.
 */
#ifndef MODEL_DESCRIBE_H
#define MODEL_DESCRIBE_H
#include <stdbool.h>
#include <stddef.h>
#include "sim/io/json.h"

struct world;

enum describe_format { DESCRIBE_TEXT, DESCRIBE_JSON, DESCRIBE_MARKDOWN };

/* Append the description of `what` (one of the names below). False when there is no such name; text->failed when memory
 * ran out. Markdown is a whole page, JSON one value. */
bool describe(const char *what, enum describe_format format, struct cor_text *text);

/* How many rows of each fact in data/ are observed, estimated and assumed, a series counted once by its weakest row. */
void describe_evidence(const struct world *world, enum describe_format format, struct cor_text *text);

/* The policies and laws of data/ with their months, what they do or which facts carry them, and their sources. */
void describe_dated(const struct world *world, enum describe_format format, struct cor_text *text);

/* The names that can be described, for help and messages; *n_names gets their number. */
const char *const *describe_names(size_t *n_names);

#endif
