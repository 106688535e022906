/* Parties, channels and occupations of a policy. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

bool scenario_choose(const struct cor_selector *selector, const char *name, uint8_t *chosen)
{
    for (size_t i = 0; i < selector->n_items; i++) {
        if (strcmp(selector->items[i], name) == 0) {
            chosen[i] = 1;
            return true;
        }
    }
    for (size_t g = 0; g < selector->n_groups; g++) {
        if (strcmp(selector->groups[g].name, name) == 0) {
            for (size_t i = 0; i < selector->n_items; i++) {
                chosen[i] |= selector->groups[g].members[i];
            }
            return true;
        }
    }
    return false;
}

/* The item whose label is or begins with `name`, as "Germany" and "GER" do for DEU; n_items when there is none. */
static size_t item_with_label(const struct cor_selector *selector, const char *name)
{
    enum { LEAST_LETTERS = 3 };
    size_t length = strlen(name);
    for (size_t i = 0; length >= LEAST_LETTERS && i < selector->n_items; i++) {
        if (selector->required && strncasecmp(selector->labels[i], name, length) == 0) {
            return i;
        }
    }
    return selector->n_items;
}

static void refuse_item(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_selector *selector, const struct cor_json_value *value)
{
    size_t labelled = item_with_label(selector, value->string);
    if (labelled < selector->n_items) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value),
                            "unknown name \"%s\" in \"%s\"; did you mean \"%s\" (%s)?", value->string, selector->field,
                            selector->items[labelled], selector->labels[labelled]);
        return;
    }
    const char **names = cor_calloc(selector->n_items + selector->n_groups, sizeof *names);
    if (!names) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t g = 0; g < selector->n_groups; g++) {
        names[g] = selector->groups[g].name;
    }
    memcpy(names + selector->n_groups, selector->items, selector->n_items * sizeof *names);
    char *what = cor_format("name in \"%s\"", selector->field);
    if (what) {
        scenario_unknown_name(reader, cor_json_place(page->json, value), what, value->string, names,
                              selector->n_items + selector->n_groups);
    }
    reader->out_of_memory |= !what;
    free(what);
    free(names);
}

static void check_named_once(struct scenario_reader *reader, const struct scenario_page *page,
                             const struct cor_json_value *list, size_t row)
{
    for (size_t i = 0; i < row; i++) {
        if (list->children[i].type == COR_JSON_STRING &&
            strcmp(list->children[i].string, list->children[row].string) == 0) {
            cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, &list->children[row]),
                                "\"%s\" is named twice in \"%s\"", list->children[row].string, list->key);
            return;
        }
    }
}

/* Is every member of `inner` a member of `outer`? */
static bool is_within(const struct cor_selector *selector, const char *inner, const char *outer, uint8_t *room)
{
    uint8_t *members = room, *others = room + selector->n_items;
    memset(room, 0, 2 * selector->n_items);
    if (!scenario_choose(selector, inner, members) || !scenario_choose(selector, outer, others)) {
        return false;
    }
    for (size_t i = 0; i < selector->n_items; i++) {
        if (members[i] && !others[i]) {
            return false;
        }
    }
    return true;
}

/* A name beside a group that holds it. Equal names are refused elsewhere. */
static void warn_of_name_within_group(struct scenario_reader *reader, const struct scenario_page *page,
                                      const struct cor_selector *selector, const struct cor_json_value *list)
{
    uint8_t *room = cor_calloc(2 * selector->n_items, 1);
    reader->out_of_memory |= !room;
    for (size_t i = 0; room && i < list->n_children; i++) {
        for (size_t j = 0; j < list->n_children; j++) {
            const struct cor_json_value *inner = &list->children[i], *outer = &list->children[j];
            if (i != j && inner->type == COR_JSON_STRING && outer->type == COR_JSON_STRING &&
                strcmp(inner->string, outer->string) != 0 && is_within(selector, inner->string, outer->string, room)) {
                cor_diagnostics_add(reader->list, COR_WARNING, cor_json_place(page->json, inner),
                                    "\"%s\" is part of \"%s\", which is named too: it counts once; leave it out",
                                    inner->string, outer->string);
                break;
            }
        }
    }
    free(room);
}

static void read_choice(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_selector *selector, const struct cor_json_value *list, uint8_t *chosen)
{
    size_t n_names = selector->n_items + selector->n_groups;
    if (list->type != COR_JSON_ARRAY || list->n_children == 0 || list->n_children > n_names) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, list),
                            "\"%s\" must be a list of 1 to %zu names%s", selector->field, n_names,
                            selector->required ? "" : "; leave it out for all");
        return;
    }
    for (size_t i = 0; i < list->n_children; i++) {
        const struct cor_json_value *item = &list->children[i];
        if (item->type != COR_JSON_STRING) {
            cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, item),
                                "\"%s\" must hold names in quotation marks", selector->field);
        } else if (!scenario_choose(selector, item->string, chosen)) {
            refuse_item(reader, page, selector, item);
        } else {
            check_named_once(reader, page, list, i);
        }
    }
    warn_of_name_within_group(reader, page, selector, list);
}

/* Keep the cells whose code of selector `s` was chosen. */
static void keep_chosen(const struct scenario_reader *reader, size_t s, const uint8_t *chosen, uint8_t *cells)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    size_t stride = 1;
    for (size_t i = s + 1; i < vocabulary->n_selectors; i++) {
        stride *= vocabulary->n_codes[i];
    }
    for (size_t cell = 0; cell < reader->n_cells; cell++) {
        size_t code = cell / stride % vocabulary->n_codes[s];
        cells[cell] = (uint8_t)(cells[cell] & (code < vocabulary->selectors[s].n_items ? chosen[code] : 0));
    }
}

void scenario_read_selector(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *object, size_t s, uint8_t *cells)
{
    const struct cor_selector *selector = &reader->vocabulary->selectors[s];
    const struct cor_json_value *list = cor_json_member(object, selector->field);
    uint8_t *chosen = cor_calloc(selector->n_items, 1);
    if (!chosen) {
        reader->out_of_memory = true;
        return;
    }
    if (list) {
        read_choice(reader, page, selector, list, chosen);
    } else if (selector->required) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, object), "the policy has no \"%s\"",
                            selector->field);
    } else {
        memset(chosen, 1, selector->n_items);
    }
    keep_chosen(reader, s, chosen, cells);
    free(chosen);
}
