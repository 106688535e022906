#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

static const char *const COMMON_KEYS[] = {"type", "name", "from", "to", "intensity", "ramp_months"};

enum { N_COMMON_KEYS = sizeof COMMON_KEYS / sizeof COMMON_KEYS[0] };

void scenario_free_policy(struct cor_policy *policy)
{
    free(policy->name);
    free(policy->values);
    free(policy->cells);
    free(policy->words);
    memset(policy, 0, sizeof *policy);
}

static const struct cor_policy_type *find_type(const struct cor_vocabulary *vocabulary, const char *name)
{
    for (size_t i = 0; i < vocabulary->n_policies; ++i) {
        if (strcmp(vocabulary->policies[i].name, name) == 0) {
            return &vocabulary->policies[i];
        }
    }
    return NULL;
}

static void refuse_type(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *value)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    const char **names = cor_calloc(vocabulary->n_policies, sizeof *names);
    if (names == NULL) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < vocabulary->n_policies; ++i) {
        names[i] = vocabulary->policies[i].name;
    }
    scenario_unknown_name(reader, cor_json_place(page->json, value), "policy type", value->string, names,
                          vocabulary->n_policies);
    free(names);
}

static const struct cor_policy_type *read_type(struct scenario_reader *reader, const struct scenario_page *page,
                                               const struct cor_json_value *object)
{
    const struct cor_json_value *value = cor_json_member(object, "type");
    const struct cor_policy_type *type = NULL;
    if (value == NULL || value->type != COR_JSON_STRING) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value != NULL ? value : object),
                            "a policy needs a \"type\"");
    } else if ((type = find_type(reader->vocabulary, value->string)) == NULL) {
        refuse_type(reader, page, value);
    }
    return type;
}

static void check_policy_keys(struct scenario_reader *reader, const struct scenario_page *page,
                              const struct cor_json_value *object, const struct cor_policy_type *type)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    size_t n_keys = 0, n_known = N_COMMON_KEYS + vocabulary->n_selectors + type->n_fields;
    const char **keys = cor_calloc(n_known, sizeof *keys);
    if (keys == NULL) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < type->n_fields; ++i) {
        keys[n_keys++] = type->fields[i].name;
    }
    for (size_t i = 0; i < vocabulary->n_selectors; ++i) {
        keys[n_keys++] = vocabulary->selectors[i].field;
    }
    memcpy(keys + n_keys, COMMON_KEYS, sizeof COMMON_KEYS);
    scenario_check_keys(reader, page, object, keys, n_known);
    free(keys);
}

/* Mark the item or group `name` in chosen[n_items]; false when there is none. */
static bool choose(const struct cor_selector *selector, const char *name, uint8_t *chosen)
{
    for (size_t i = 0; i < selector->n_items; ++i) {
        if (strcmp(selector->items[i], name) == 0) {
            chosen[i] = 1;
            return true;
        }
    }
    for (size_t g = 0; g < selector->n_groups; ++g) {
        if (strcmp(selector->groups[g].name, name) == 0) {
            for (size_t i = 0; i < selector->n_items; ++i) {
                chosen[i] |= selector->groups[g].members[i];
            }
            return true;
        }
    }
    return false;
}

static void refuse_item(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_selector *selector, const struct cor_json_value *value)
{
    const char **names = cor_calloc(selector->n_items + selector->n_groups, sizeof *names);
    if (names == NULL) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t g = 0; g < selector->n_groups; ++g) {
        names[g] = selector->groups[g].name;
    }
    memcpy(names + selector->n_groups, selector->items, selector->n_items * sizeof *names);
    scenario_unknown_name(reader, cor_json_place(page->json, value), selector->field, value->string, names,
                          selector->n_items + selector->n_groups);
    free(names);
}

static void check_named_once(struct scenario_reader *reader, const struct scenario_page *page,
                             const struct cor_json_value *list, size_t row)
{
    for (size_t i = 0; i < row; ++i) {
        if (list->children[i].type == COR_JSON_STRING &&
            strcmp(list->children[i].string, list->children[row].string) == 0) {
            cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, &list->children[row]),
                                "\"%s\" is named twice in \"%s\"", list->children[row].string, list->key);
            return;
        }
    }
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
    for (size_t i = 0; i < list->n_children; ++i) {
        const struct cor_json_value *item = &list->children[i];
        if (item->type != COR_JSON_STRING) {
            cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, item),
                                "\"%s\" must hold names in quotation marks", selector->field);
        } else if (!choose(selector, item->string, chosen)) {
            refuse_item(reader, page, selector, item);
        } else {
            check_named_once(reader, page, list, i);
        }
    }
}

/* Keep the cells whose code of selector `s` was chosen. */
static void keep_chosen(const struct scenario_reader *reader, size_t s, const uint8_t *chosen, uint8_t *cells)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    size_t stride = 1;
    for (size_t i = s + 1; i < vocabulary->n_selectors; ++i) {
        stride *= vocabulary->n_codes[i];
    }
    for (size_t cell = 0; cell < reader->n_cells; ++cell) {
        size_t code = cell / stride % vocabulary->n_codes[s];
        cells[cell] = (uint8_t)(cells[cell] & (code < vocabulary->selectors[s].n_items ? chosen[code] : 0));
    }
}

static void read_selector(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *object, size_t s, uint8_t *cells)
{
    const struct cor_selector *selector = &reader->vocabulary->selectors[s];
    const struct cor_json_value *list = cor_json_member(object, selector->field);
    uint8_t *chosen = cor_calloc(selector->n_items, 1);
    if (chosen == NULL) {
        reader->out_of_memory = true;
        return;
    }
    if (list != NULL) {
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

static void read_policy_months(struct scenario_reader *reader, const struct scenario_page *page,
                               const struct cor_json_value *object, struct cor_policy *policy)
{
    const struct cor_json_value *from = cor_json_member(object, "from");
    const struct cor_json_value *to = cor_json_member(object, "to");
    bool has_from = from != NULL && scenario_read_month(reader, page, from, &policy->from);
    policy->to = SCENARIO_OPEN_END;
    if (from == NULL) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, object),
                            "the policy has no \"from\", the first month in force");
    }
    if (to != NULL && scenario_read_month(reader, page, to, &policy->to)) {
        policy->to += 1;
        if (has_from && policy->to <= policy->from) {
            cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, to),
                                "\"to\" is %s, before \"from\", which is %s", to->string, from->string);
        }
    }
}

static void read_strength(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *object, struct cor_policy *policy)
{
    const struct cor_json_value *intensity = cor_json_member(object, "intensity");
    const struct cor_json_value *ramp = cor_json_member(object, "ramp_months");
    double months = 0.0;
    policy->intensity = 1.0;
    if (intensity != NULL) {
        (void)scenario_read_number(reader, page, intensity, 0.0, 1.0, "share", &policy->intensity);
    }
    if (ramp != NULL && scenario_read_number(reader, page, ramp, 0.0, SCENARIO_MAX_RAMP, "months", &months) &&
        !ramp->is_integer) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, ramp),
                            "\"ramp_months\" must be a whole number");
    }
    policy->ramp_months = (int32_t)months;
}

/* A number, or `true` for the usual value of the field. */
static void read_field(struct scenario_reader *reader, const struct scenario_page *page,
                       const struct cor_policy_field *field, const struct cor_json_value *value, double *number)
{
    if (value->type == COR_JSON_BOOL && value->boolean && !isnan(field->usual)) {
        *number = field->usual;
    } else {
        (void)scenario_read_number(reader, page, value, field->min, field->max, field->unit, number);
    }
}

static void read_fields(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *object, struct cor_policy *policy)
{
    size_t n_written = 0;
    for (size_t i = 0; i < policy->type->n_fields; ++i) {
        const struct cor_policy_field *field = &policy->type->fields[i];
        const struct cor_json_value *value = cor_json_member(object, field->name);
        policy->values[i] = field->neutral;
        if (value != NULL) {
            n_written += 1;
            read_field(reader, page, field, value, &policy->values[i]);
        }
    }
    if (n_written == 0) {
        cor_diagnostics_add(reader->list, COR_WARNING, cor_json_place(page->json, object),
                            "the policy \"%s\" sets none of its fields and changes nothing", policy->type->name);
    }
}

static bool take_memory(struct scenario_reader *reader, struct cor_policy *policy)
{
    policy->values = cor_calloc(policy->type->n_fields, sizeof *policy->values);
    policy->cells = cor_calloc(reader->n_cells, 1);
    policy->name = cor_strdup("");
    if (policy->values == NULL || policy->cells == NULL || policy->name == NULL) {
        reader->out_of_memory = true;
        return false;
    }
    memset(policy->cells, 1, reader->n_cells);
    return true;
}

static void read_content(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *object, struct cor_policy *policy)
{
    const struct cor_json_value *name = cor_json_member(object, "name");
    check_policy_keys(reader, page, object, policy->type);
    if (name != NULL) {
        (void)scenario_read_text(reader, page, name, SCENARIO_MAX_TITLE, true, &policy->name);
    }
    for (size_t s = 0; s < reader->vocabulary->n_selectors; ++s) {
        read_selector(reader, page, object, s, policy->cells);
    }
    read_policy_months(reader, page, object, policy);
    read_strength(reader, page, object, policy);
    read_fields(reader, page, object, policy);
    policy->words = scenario_policy_words(reader->vocabulary, policy, object);
    reader->out_of_memory |= policy->words == NULL;
}

/* Room for one more policy, or NULL. */
static struct cor_policy *next_policy(struct scenario_reader *reader)
{
    struct cor_scenario *scenario = reader->scenario;
    if (scenario->n_policies == reader->policy_capacity) {
        size_t capacity = reader->policy_capacity == 0 ? 8 : 2 * reader->policy_capacity;
        struct cor_policy *policies = cor_realloc(scenario->policies, capacity, sizeof *policies);
        size_t *files = cor_realloc(reader->policy_file, capacity, sizeof *files);
        scenario->policies = policies != NULL ? policies : scenario->policies;
        reader->policy_file = files != NULL ? files : reader->policy_file;
        if (policies == NULL || files == NULL) {
            reader->out_of_memory = true;
            return NULL;
        }
        reader->policy_capacity = capacity;
    }
    return &scenario->policies[scenario->n_policies++];
}

/* The policy of that name which is there already, or NULL. */
static struct cor_policy *find_policy(const struct scenario_reader *reader, const char *name)
{
    for (size_t i = 0; name[0] != '\0' && i < reader->scenario->n_policies; ++i) {
        if (strcmp(reader->scenario->policies[i].name, name) == 0) {
            return &reader->scenario->policies[i];
        }
    }
    return NULL;
}

/* Two policies of one name: a mistake within a file; else the later replaces the earlier, which is worth a warning only
 * where neither file knows of the other. */
static void report_same_name(struct scenario_reader *reader, const struct scenario_page *page,
                             const struct cor_json_value *object, size_t earlier_file)
{
    const char *name = cor_json_member(object, "name")->string;
    struct cor_place place = cor_json_place(page->json, cor_json_member(object, "name"));
    if (earlier_file == page->number) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "there are two policies named \"%s\"", name);
    } else if (reader->n_includes_open > 0) {
        cor_diagnostics_add(reader->list, COR_WARNING, place,
                            "the included policy \"%s\" replaces one of the same name", name);
    }
}

/* Hand the policy over to the scenario. */
static void place_policy(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *object, struct cor_policy *policy)
{
    struct cor_policy *slot = find_policy(reader, policy->name);
    if (slot != NULL) {
        report_same_name(reader, page, object, reader->policy_file[slot - reader->scenario->policies]);
        scenario_free_policy(slot);
    } else {
        slot = next_policy(reader);
    }
    if (slot != NULL) {
        *slot = *policy;
        reader->policy_file[slot - reader->scenario->policies] = page->number;
        memset(policy, 0, sizeof *policy);
    }
}

static void read_policy(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *object)
{
    struct cor_policy policy = {0};
    if (!scenario_is_object(reader, page, object, "a policy")) {
        return;
    }
    policy.type = read_type(reader, page, object);
    if (policy.type != NULL && take_memory(reader, &policy)) {
        read_content(reader, page, object, &policy);
        place_policy(reader, page, object, &policy);
    }
    scenario_free_policy(&policy);
}

void scenario_read_policies(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *array)
{
    if (array->type != COR_JSON_ARRAY || array->n_children > SCENARIO_MAX_POLICIES - reader->scenario->n_policies) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, array),
                            "\"policies\" must be a list; all files together may hold %d", SCENARIO_MAX_POLICIES);
        return;
    }
    for (size_t i = 0; i < array->n_children && !reader->out_of_memory; ++i) {
        read_policy(reader, page, &array->children[i]);
    }
}
