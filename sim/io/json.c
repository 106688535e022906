#include "sim/io/json.h"
#include <assert.h>
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/io/json_scan.h"

struct cor_json {
    char *file;
    cJSON *tree;                   /* owns the decoded strings */
    struct cor_json_value *values; /* the root, then the children of each container side by side */
};

/* Turns the tree of cJSON and the marks of the scan, which hold the same values in the same order, into our values. */
struct build {
    const struct cor_json_mark *next_mark;
    struct cor_json_value *next_free;
};

static enum cor_json_type type_of(const cJSON *item)
{
    switch (item->type & 0xff) {
    case cJSON_False:
    case cJSON_True:
        return COR_JSON_BOOL;
    case cJSON_Number:
        return COR_JSON_NUMBER;
    case cJSON_String:
        return COR_JSON_STRING;
    case cJSON_Array:
        return COR_JSON_ARRAY;
    case cJSON_Object:
        return COR_JSON_OBJECT;
    default:
        return COR_JSON_NULL;
    }
}

static bool is_exact_integer(double number)
{
    return fabs(number) <= 0x1p53 && floor(number) == number;
}

/* Fill `value` and, in the order of the text, everything below it. Numbers come from the scan: cJSON's depend on the
 * locale and saturate. */
static void build_value(struct build *build, const cJSON *item, struct cor_json_value *value)
{
    const struct cor_json_mark *mark = build->next_mark++;
    struct cor_json_value *children = build->next_free;
    *value = (struct cor_json_value){.key = mark->key_line > 0 ? item->string : NULL,
                                     .type = type_of(item),
                                     .boolean = cJSON_IsTrue(item) != 0,
                                     .number = mark->number,
                                     .string = item->valuestring,
                                     .line = mark->line,
                                     .column = mark->column,
                                     .key_line = mark->key_line,
                                     .key_column = mark->key_column};
    value->is_integer = value->type == COR_JSON_NUMBER && is_exact_integer(value->number);
    for (const cJSON *child = item->child; child; child = child->next) {
        value->n_children++;
    }
    value->children = children;
    build->next_free += value->n_children;
    for (const cJSON *child = item->child; child; child = child->next) {
        build_value(build, child, children++);
    }
}

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static int compare_ignoring_case(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return (lower(*a) > lower(*b)) - (lower(*a) < lower(*b));
}

/* By key without regard to case, then in the order of the text. */
static int compare_members(const void *left, const void *right)
{
    const struct cor_json_value *a = *(const struct cor_json_value *const *)left;
    const struct cor_json_value *b = *(const struct cor_json_value *const *)right;
    int order = compare_ignoring_case(a->key, b->key);
    return order != 0 ? order : (a > b) - (a < b);
}

static void report_twin(const struct cor_json *document, const struct cor_json_value *first,
                        const struct cor_json_value *second, struct cor_diagnostics *list)
{
    struct cor_place place = {document->file, second->key_line, second->key_column};
    if (strcmp(first->key, second->key) == 0) {
        cor_diagnostics_add(list, COR_ERROR, place, "'%s' occurs twice, also in line %u", second->key, first->key_line);
    } else {
        cor_diagnostics_add(list, COR_ERROR, place, "'%s' differs only in case from '%s' in line %u", second->key,
                            first->key, first->key_line);
    }
}

/* `room` has space for all children. */
static void check_members(const struct cor_json *document, const struct cor_json_value *object,
                          const struct cor_json_value **room, struct cor_diagnostics *list)
{
    for (size_t i = 0; i < object->n_children; i++) {
        room[i] = &object->children[i];
    }
    qsort(room, object->n_children, sizeof *room, compare_members);
    for (size_t i = 1; i < object->n_children; i++) {
        if (compare_ignoring_case(room[i - 1]->key, room[i]->key) == 0) {
            report_twin(document, room[i - 1], room[i], list);
        }
    }
}

/* No object has two members of one name. Sorted rather than compared pair by pair: the text may come from anybody. */
static enum cor_status check_all_members(const struct cor_json *document, size_t n_values, struct cor_diagnostics *list)
{
    size_t n_errors = list->n_errors;
    const struct cor_json_value **room = cor_calloc(n_values, sizeof *room);
    if (!room) {
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < n_values; i++) {
        if (document->values[i].type == COR_JSON_OBJECT) {
            check_members(document, &document->values[i], room, list);
        }
    }
    free(room);
    return list->n_errors == n_errors ? COR_OK : COR_ERR_INPUT;
}

/* The scan has accepted the text, so cJSON can fail for want of memory only. */
static enum cor_status build_document(const char *file, const char *text, size_t n_bytes,
                                      const struct cor_json_marks *marks, struct cor_json *document)
{
    struct build build = {marks->items, NULL};
    document->file = cor_strdup(file);
    document->tree = cJSON_ParseWithLengthOpts(text, n_bytes, NULL, 0);
    document->values = cor_calloc(marks->n_items, sizeof *document->values);
    if (!document->file || !document->tree || !document->values) {
        return COR_ERR_MEMORY;
    }
    build.next_free = document->values + 1;
    build_value(&build, document->tree, document->values);
    assert(build.next_free == document->values + marks->n_items);
    return COR_OK;
}

enum cor_status cor_json_parse(const char *file, const char *text, size_t n_bytes, struct cor_diagnostics *list,
                               struct cor_json **document)
{
    struct cor_json_marks marks;
    struct cor_json *fresh = NULL;
    enum cor_status status = cor_json_scan(file, text, n_bytes, list, &marks);
    *document = NULL;
    if (status != COR_OK) {
        return status;
    }
    fresh = cor_calloc(1, sizeof *fresh);
    status = !fresh ? COR_ERR_MEMORY : build_document(file, text, n_bytes, &marks, fresh);
    if (status == COR_OK) {
        status = check_all_members(fresh, marks.n_items, list);
    }
    free(marks.items);
    if (status != COR_OK) {
        cor_json_free(fresh);
        return status;
    }
    *document = fresh;
    return COR_OK;
}

void cor_json_free(struct cor_json *document)
{
    if (document) {
        cJSON_Delete(document->tree);
        free(document->values);
        free(document->file);
        free(document);
    }
}

const struct cor_json_value *cor_json_root(const struct cor_json *document)
{
    return document->values;
}

const char *cor_json_file(const struct cor_json *document)
{
    return document->file;
}

const struct cor_json_value *cor_json_member(const struct cor_json_value *object, const char *name)
{
    for (size_t i = 0; object->type == COR_JSON_OBJECT && i < object->n_children; i++) {
        if (strcmp(object->children[i].key, name) == 0) {
            return &object->children[i];
        }
    }
    return NULL;
}

struct cor_place cor_json_place(const struct cor_json *document, const struct cor_json_value *value)
{
    return (struct cor_place){document->file, value->line, value->column};
}
