#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/utf8.h"
#include "sim/run/scenario_reader.h"

static const char *type_name(const struct cor_json_value *value)
{
    static const char *const NAMES[] = {
        [COR_JSON_NULL] = "null",     [COR_JSON_BOOL] = "true or false", [COR_JSON_NUMBER] = "a number",
        [COR_JSON_STRING] = "a text", [COR_JSON_ARRAY] = "a list",       [COR_JSON_OBJECT] = "an object",
    };
    return NAMES[value->type];
}

/* The name of a value in messages: its key. */
static const char *key_of(const struct cor_json_value *value)
{
    return value->key ? value->key : "this item";
}

bool scenario_is_object(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *value, const char *what)
{
    if (value->type == COR_JSON_OBJECT) {
        return true;
    }
    cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value), "%s must be an object, found %s",
                        what, type_name(value));
    return false;
}

static bool has_control_characters(const char *text, bool one_line)
{
    size_t rest = strlen(text);
    while (rest > 0) {
        uint32_t code_point = 0;
        size_t length = cor_utf8_decode(text, rest, &code_point);
        if (length == 0 || (cor_utf8_is_control(code_point) && (one_line || code_point != '\n'))) {
            return true;
        }
        text += length;
        rest -= length;
    }
    return false;
}

bool scenario_read_text(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *value, size_t max_bytes, bool one_line, char **text)
{
    struct cor_place place = cor_json_place(page->json, value);
    char *copy;
    if (value->type != COR_JSON_STRING) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "\"%s\" must be a text, found %s", key_of(value),
                            type_name(value));
        return false;
    }
    if (value->string[0] == '\0' || strlen(value->string) > max_bytes ||
        has_control_characters(value->string, one_line)) {
        cor_diagnostics_add(reader->list, COR_ERROR, place,
                            "\"%s\" must be a text of 1 to %zu bytes without control characters", key_of(value),
                            max_bytes);
        return false;
    }
    copy = cor_strdup(value->string);
    if (!copy) {
        reader->out_of_memory = true;
        return false;
    }
    free(*text);
    *text = copy;
    return true;
}

bool scenario_read_number(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *value, double min, double max, const char *unit, double *number)
{
    struct cor_place place = cor_json_place(page->json, value);
    if (value->type != COR_JSON_NUMBER) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "\"%s\" must be a number (%s), found %s", key_of(value),
                            unit, type_name(value));
        return false;
    }
    if (!(value->number >= min && value->number <= max)) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "\"%s\" is %.10g, allowed is %.10g to %.10g (%s)",
                            key_of(value), value->number, min, max, unit);
        return false;
    }
    *number = value->number + 0.0; /* -0 becomes 0: one number, one digest */
    return true;
}

bool scenario_read_month(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *value, int32_t *month)
{
    struct cor_place place = cor_json_place(page->json, value);
    int32_t read = value->type == COR_JSON_STRING ? cor_month_parse(value->string) : 0;
    if (read == 0) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "\"%s\" must be a month such as \"2027-01\", found %s",
                            key_of(value), value->type == COR_JSON_STRING ? value->string : type_name(value));
        return false;
    }
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    if ((read < vocabulary->first_start && !reader->is_dated) || read >= vocabulary->end) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "\"%s\" is %s, allowed is %d-01 to %d-12", key_of(value),
                            value->string, (int)cor_month_year(vocabulary->first_start),
                            (int)cor_month_year(vocabulary->end - 1));
        return false;
    }
    *month = read;
    return true;
}

/* "a, b or c"; cut after some hundred bytes. */
static void list_names(char *text, size_t size, const char *const *names, size_t n_names)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n_names; i++) {
        const char *link = i == 0 ? "" : i + 1 == n_names ? " or " : ", ";
        if (length + strlen(link) + strlen(names[i]) + 5 > size) {
            memcpy(text + length, " ...", 5);
            return;
        }
        memcpy(text + length, link, strlen(link));
        length += strlen(link);
        memcpy(text + length, names[i], strlen(names[i]) + 1);
        length += strlen(names[i]);
    }
}

void scenario_unknown_name(struct scenario_reader *reader, struct cor_place place, const char *what, const char *name,
                           const char *const *known, size_t n_known)
{
    const char *nearest = cor_diagnostics_nearest(reader->list, name, known, n_known);
    char names[400];
    if (nearest) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "unknown %s \"%.200s\"; did you mean \"%s\"?", what, name,
                            nearest);
        return;
    }
    list_names(names, sizeof names, known, n_known);
    cor_diagnostics_add(reader->list, COR_ERROR, place, "unknown %s \"%.200s\"; known are %s", what, name, names);
}

void scenario_check_keys(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *object, const char *const *known, size_t n_known)
{
    for (size_t i = 0; i < object->n_children && !cor_diagnostics_full(reader->list); i++) {
        const struct cor_json_value *member = &object->children[i];
        struct cor_place place = {cor_json_file(page->json), member->key_line, member->key_column};
        bool is_known = false;
        for (size_t k = 0; k < n_known && !is_known; k++) {
            is_known = strcmp(member->key, known[k]) == 0;
        }
        if (!is_known) {
            scenario_unknown_name(reader, place, "key", member->key, known, n_known);
        }
    }
}
