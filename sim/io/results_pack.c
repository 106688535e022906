#include "sim/io/results_pack.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/memory.h"

enum { ALIGNMENT = sizeof(double) };

/* ---- packing: descriptions as they are, each followed by the texts and numbers it points to. Every part is padded, so that
 * the next one is aligned. ---- */

static void pack_bytes(struct cor_text *text, const void *bytes, size_t n_bytes)
{
    static const char padding[ALIGNMENT];
    cor_text_add_bytes(text, bytes, n_bytes);
    cor_text_add_bytes(text, padding, (ALIGNMENT - n_bytes % ALIGNMENT) % ALIGNMENT);
}

static void pack_size(struct cor_text *text, size_t size)
{
    const uint64_t word = size;
    pack_bytes(text, &word, sizeof word);
}

/* Length with the closing NUL, then the bytes; nothing for NULL. */
static void pack_text(struct cor_text *text, const char *string)
{
    if (string != NULL) {
        size_t n_bytes = strlen(string) + 1;
        pack_size(text, n_bytes);
        pack_bytes(text, string, n_bytes);
    }
}

static void pack_attribute(struct cor_text *text, const struct cor_attribute *attribute)
{
    pack_bytes(text, attribute, sizeof *attribute);
    pack_text(text, attribute->name);
    pack_text(text, attribute->text);
}

static void pack_dimension(struct cor_text *text, const struct cor_dimension *dimension)
{
    pack_bytes(text, dimension, sizeof *dimension);
    pack_text(text, dimension->name);
    pack_text(text, dimension->unit);
    pack_text(text, dimension->long_name);
    for (size_t i = 0; dimension->items != NULL && i < dimension->n_items; ++i) {
        pack_text(text, dimension->items[i]);
    }
    if (dimension->numbers != NULL) {
        pack_bytes(text, dimension->numbers, dimension->n_items * sizeof *dimension->numbers);
    }
}

static void pack_variable(struct cor_text *text, const struct cor_dataset *dataset, const struct cor_variable *variable)
{
    pack_bytes(text, variable, sizeof *variable);
    pack_text(text, variable->name);
    pack_text(text, variable->unit);
    pack_text(text, variable->long_name);
    pack_text(text, variable->note);
    pack_bytes(text, variable->values, cor_variable_size(dataset, variable) * sizeof *variable->values);
}

void cor_results_pack(const struct cor_dataset *dataset, struct cor_text *text)
{
    pack_size(text, dataset->n_attributes);
    pack_size(text, dataset->n_dimensions);
    pack_size(text, dataset->n_variables);
    for (size_t a = 0; a < dataset->n_attributes; ++a) {
        pack_attribute(text, &dataset->attributes[a]);
    }
    for (size_t d = 0; d < dataset->n_dimensions; ++d) {
        pack_dimension(text, &dataset->dimensions[d]);
    }
    for (size_t v = 0; v < dataset->n_variables; ++v) {
        pack_variable(text, dataset, &dataset->variables[v]);
    }
}

/* ---- unpacking: texts and numbers stay where they are; only the descriptions are made anew ---- */

/* A dataset with what it owns; the public part comes first. */
struct unpacked {
    struct cor_dataset dataset;
    void *bytes;
    struct cor_attribute *attributes;
    struct cor_dimension *dimensions;
    struct cor_variable *variables;
};

struct cursor {
    const char *at;
    size_t n_left;
    bool failed; /* the bytes ended too early, or memory was short */
};

/* The next part, which has n items of `size` bytes. */
static const void *take_bytes(struct cursor *cursor, size_t n, size_t size)
{
    const void *part = cursor->at;
    size_t n_bytes = 0;
    if (cursor->failed || __builtin_mul_overflow(n, size, &n_bytes) || n_bytes > cursor->n_left) {
        cursor->failed = true;
        return NULL;
    }
    n_bytes += (ALIGNMENT - n_bytes % ALIGNMENT) % ALIGNMENT; /* n_left is a multiple, so the padding is there */
    cursor->at += n_bytes;
    cursor->n_left -= n_bytes;
    return part;
}

/* Fill a description with its packed twin, whose pointers are those of another time: only their being NULL counts. */
static void take_description(struct cursor *cursor, void *description, size_t size)
{
    const void *part = take_bytes(cursor, 1, size);
    if (part != NULL) {
        memcpy(description, part, size);
    }
}

static size_t take_size(struct cursor *cursor)
{
    uint64_t word = 0;
    take_description(cursor, &word, sizeof word);
    return (size_t)word;
}

static const char *take_text(struct cursor *cursor, const char *packed)
{
    size_t n_bytes = packed != NULL ? take_size(cursor) : 0;
    const char *string = n_bytes > 0 ? take_bytes(cursor, n_bytes, 1) : NULL;
    cursor->failed = cursor->failed || (string != NULL && string[n_bytes - 1] != '\0');
    return string;
}

/* Room for n things that each take at least one word of the bytes. */
static void *take_room(struct cursor *cursor, size_t n, size_t size)
{
    void *room = cursor->failed || n > cursor->n_left / sizeof(uint64_t) ? NULL : cor_calloc(n, size);
    cursor->failed = cursor->failed || room == NULL;
    return room;
}

static void take_attribute(struct cursor *cursor, struct cor_attribute *attribute)
{
    take_description(cursor, attribute, sizeof *attribute);
    attribute->name = take_text(cursor, attribute->name);
    attribute->text = take_text(cursor, attribute->text);
}

static const char *const *take_items(struct cursor *cursor, size_t n_items)
{
    const char **items = take_room(cursor, n_items, sizeof *items);
    for (size_t i = 0; items != NULL && i < n_items; ++i) {
        items[i] = take_text(cursor, "");
    }
    return items;
}

static void take_dimension(struct cursor *cursor, struct cor_dimension *dimension)
{
    struct cor_dimension packed = {0};
    take_description(cursor, &packed, sizeof packed);
    *dimension = packed;
    dimension->name = take_text(cursor, packed.name);
    dimension->unit = take_text(cursor, packed.unit);
    dimension->long_name = take_text(cursor, packed.long_name);
    dimension->items = packed.items != NULL ? take_items(cursor, packed.n_items) : NULL;
    dimension->numbers = packed.numbers != NULL ? take_bytes(cursor, packed.n_items, sizeof *dimension->numbers) : NULL;
}

static bool axes_are_known(const struct cor_dataset *dataset, const struct cor_variable *variable)
{
    bool known = variable->n_dimensions <= COR_MAX_VARIABLE_DIMENSIONS;
    for (size_t d = 0; known && d < variable->n_dimensions; ++d) {
        known = variable->dimensions[d] < dataset->n_dimensions;
    }
    return known;
}

static void take_variable(struct cursor *cursor, const struct cor_dataset *dataset, struct cor_variable *variable)
{
    take_description(cursor, variable, sizeof *variable);
    variable->name = take_text(cursor, variable->name);
    variable->unit = take_text(cursor, variable->unit);
    variable->long_name = take_text(cursor, variable->long_name);
    variable->note = take_text(cursor, variable->note);
    cursor->failed = cursor->failed || !axes_are_known(dataset, variable);
    variable->values =
        cursor->failed ? NULL : take_bytes(cursor, cor_variable_size(dataset, variable), sizeof *variable->values);
}

static void take_dataset(struct cursor *cursor, struct unpacked *unpacked)
{
    struct cor_dataset *dataset = &unpacked->dataset;
    size_t n_attributes = take_size(cursor), n_dimensions = take_size(cursor), n_variables = take_size(cursor);
    dataset->attributes = unpacked->attributes = take_room(cursor, n_attributes, sizeof *unpacked->attributes);
    dataset->dimensions = unpacked->dimensions = take_room(cursor, n_dimensions, sizeof *unpacked->dimensions);
    dataset->variables = unpacked->variables = take_room(cursor, n_variables, sizeof *unpacked->variables);
    while (!cursor->failed && dataset->n_attributes < n_attributes) {
        take_attribute(cursor, &unpacked->attributes[dataset->n_attributes++]);
    }
    while (!cursor->failed && dataset->n_dimensions < n_dimensions) {
        take_dimension(cursor, &unpacked->dimensions[dataset->n_dimensions++]);
    }
    while (!cursor->failed && dataset->n_variables < n_variables) {
        take_variable(cursor, dataset, &unpacked->variables[dataset->n_variables++]);
    }
}

struct cor_dataset *cor_results_unpack(void *bytes, size_t n_bytes)
{
    struct cursor cursor = {bytes, n_bytes, n_bytes % ALIGNMENT != 0};
    struct unpacked *unpacked = cor_calloc(1, sizeof *unpacked);
    if (unpacked == NULL) {
        free(bytes);
        return NULL;
    }
    unpacked->bytes = bytes;
    take_dataset(&cursor, unpacked);
    if (cursor.failed || cursor.n_left > 0) {
        cor_results_free(&unpacked->dataset);
        return NULL;
    }
    return &unpacked->dataset;
}

void cor_results_free(struct cor_dataset *dataset)
{
    struct unpacked *unpacked = (struct unpacked *)(void *)dataset;
    if (unpacked == NULL) {
        return;
    }
    for (size_t d = 0; d < unpacked->dataset.n_dimensions; ++d) {
        free((void *)unpacked->dimensions[d].items);
    }
    free(unpacked->attributes);
    free(unpacked->dimensions);
    free(unpacked->variables);
    free(unpacked->bytes);
    free(unpacked);
}
