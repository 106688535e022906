#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

/* The last is of scenarios only: what holds in all of them is in no group. */
static const char *const COMMON_KEYS[] = {"type", "name", "from", "to", "intensity", "ramp_months", "group"};

enum { N_COMMON_KEYS = sizeof COMMON_KEYS / sizeof COMMON_KEYS[0] };

void scenario_free_policy(struct cor_policy *policy)
{
    for (size_t i = 0; policy->weights && i < policy->type->n_fields; i++) {
        free(policy->weights[i]);
    }
    free(policy->weights);
    free(policy->name);
    free(policy->group);
    free(policy->file);
    free(policy->values);
    free(policy->cells);
    free(policy->words);
    memset(policy, 0, sizeof *policy);
}

bool scenario_copy_policy(const struct cor_policy *policy, size_t n_cells, struct cor_policy *copy)
{
    *copy = *policy;
    copy->name = cor_strdup(policy->name);
    copy->group = policy->group ? cor_strdup(policy->group) : NULL;
    copy->values = cor_calloc(policy->type->n_fields, sizeof *copy->values);
    copy->weights = cor_calloc(policy->type->n_fields, sizeof *copy->weights);
    copy->cells = cor_calloc(n_cells, sizeof *copy->cells);
    copy->file = cor_strdup(policy->file);
    copy->words = cor_strdup(policy->words);
    if (copy->values && copy->cells) {
        memcpy(copy->values, policy->values, policy->type->n_fields * sizeof *copy->values);
        memcpy(copy->cells, policy->cells, n_cells * sizeof *copy->cells);
    }
    return copy->name && copy->values && copy->weights && copy->cells && copy->file && copy->words &&
           (!policy->group || copy->group);
}

static void free_source(struct scenario_source *source)
{
    for (size_t i = 0; i < source->n_names; i++) {
        free(source->names[i].text);
    }
    free(source->names);
    free(source->fields);
    memset(source, 0, sizeof *source);
}

void scenario_free_sources(struct scenario_reader *reader)
{
    for (size_t i = 0; i < reader->scenario->n_policies; i++) {
        free_source(&reader->sources[i]);
    }
    free(reader->sources);
    reader->sources = NULL;
}

static const struct cor_policy_type *find_type(const struct cor_vocabulary *vocabulary, const char *name)
{
    for (size_t i = 0; i < vocabulary->n_policies; i++) {
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
    if (!names) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < vocabulary->n_policies; i++) {
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
    if (!value || value->type != COR_JSON_STRING) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value ? value : object),
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
    size_t n_evidence = reader->is_dated ? SCENARIO_N_EVIDENCE_KEYS : 0;
    size_t n_common = reader->is_dated ? N_COMMON_KEYS - 1 : N_COMMON_KEYS;
    size_t n_keys = 0, n_known = n_common + vocabulary->n_selectors + type->n_fields + n_evidence;
    const char **keys = cor_calloc(n_known, sizeof *keys);
    if (!keys) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < type->n_fields; i++) {
        keys[n_keys++] = type->fields[i].name;
    }
    for (size_t i = 0; i < vocabulary->n_selectors; i++) {
        keys[n_keys++] = vocabulary->selectors[i].field;
    }
    for (size_t i = 0; i < n_evidence; i++) {
        keys[n_keys++] = scenario_evidence_keys[i];
    }
    memcpy(keys + n_keys, COMMON_KEYS, n_common * sizeof *COMMON_KEYS);
    scenario_check_keys(reader, page, object, keys, n_known);
    free(keys);
}

void scenario_read_policy_months(struct scenario_reader *reader, const struct scenario_page *page,
                                 const struct cor_json_value *object, struct cor_policy *policy)
{
    const struct cor_json_value *from = cor_json_member(object, "from");
    const struct cor_json_value *to = cor_json_member(object, "to");
    bool has_from = from && scenario_read_month(reader, page, from, &policy->from);
    policy->to = SCENARIO_OPEN_END;
    if (!from) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, object),
                            "the policy has no \"from\", the first month in force");
    }
    if (to && scenario_read_month(reader, page, to, &policy->to)) {
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
    if (intensity) {
        scenario_read_number(reader, page, intensity, 0.0, 1.0, "share", &policy->intensity);
    }
    if (ramp && scenario_read_number(reader, page, ramp, 0.0, SCENARIO_MAX_RAMP, "months", &months) &&
        !ramp->is_integer) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, ramp),
                            "\"ramp_months\" must be a whole number");
    }
    policy->ramp_months = (int32_t)months;
}

static struct cor_place key_place(const struct scenario_page *page, const struct cor_json_value *member)
{
    return (struct cor_place){cor_json_file(page->json), member->key_line, member->key_column};
}

/* A number, or `true` for the usual value of the field. */
static void read_field(struct scenario_reader *reader, const struct scenario_page *page,
                       const struct cor_policy_field *field, const struct cor_json_value *value, double *number)
{
    if (value->type == COR_JSON_BOOL && value->boolean && !isnan(field->usual)) {
        *number = field->usual;
    } else {
        scenario_read_number(reader, page, value, field->min, field->max, field->unit, number);
    }
}

static void read_fields(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *object, struct cor_policy *policy)
{
    size_t n_written = 0;
    for (size_t i = 0; i < policy->type->n_fields; i++) {
        const struct cor_policy_field *field = &policy->type->fields[i];
        const struct cor_json_value *value = cor_json_member(object, field->name);
        policy->values[i] = field->neutral;
        if (value) {
            n_written += 1;
            read_field(reader, page, field, value, &policy->values[i]);
        }
    }
    if (n_written == 0) {
        cor_diagnostics_add(reader->list, COR_WARNING, cor_json_place(page->json, object),
                            "the policy \"%s\" sets none of its fields and changes nothing", policy->type->name);
    }
}

/* Fields that move nothing without another one, which the policy leaves out: it takes its usual value. */
static void complete_fields(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *object, struct cor_policy *policy)
{
    const struct cor_policy_field *fields = policy->type->fields;
    for (size_t i = 0; i < policy->type->n_fields; i++) {
        const struct cor_lever *lever = &reader->vocabulary->levers[fields[i].lever];
        for (size_t j = 0; lever->takes_usual && j < policy->type->n_fields; j++) {
            if (fields[j].lever == lever->needs && policy->values[i] != fields[i].neutral &&
                !cor_json_member(object, fields[j].name) && !isnan(fields[j].usual)) {
                policy->values[j] = fields[j].usual;
                cor_diagnostics_add(reader->list, COR_WARNING, key_place(page, cor_json_member(object, fields[i].name)),
                                    "\"%s\" needs \"%s\": the usual value %.6g (%s) is taken; write "
                                    "\"%s\": %.6g, or another value",
                                    fields[i].name, fields[j].name, fields[j].usual, fields[j].unit, fields[j].name,
                                    fields[j].usual);
            }
        }
    }
}

static bool take_memory(struct scenario_reader *reader, const struct scenario_page *page, struct cor_policy *policy)
{
    policy->values = cor_calloc(policy->type->n_fields, sizeof *policy->values);
    policy->weights = cor_calloc(policy->type->n_fields, sizeof *policy->weights);
    policy->cells = cor_calloc(reader->n_cells, 1);
    policy->name = cor_strdup("");
    policy->file = cor_strdup(page->path);
    if (!policy->file || !policy->values || !policy->weights || !policy->cells || !policy->name) {
        reader->out_of_memory = true;
        return false;
    }
    memset(policy->cells, 1, reader->n_cells);
    return true;
}

static void read_content(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *object, struct cor_policy *policy)
{
    const struct cor_json_value *name = cor_json_member(object, "name"), *group = cor_json_member(object, "group");
    check_policy_keys(reader, page, object, policy->type);
    if (name) {
        scenario_read_text(reader, page, name, SCENARIO_MAX_TITLE, true, &policy->name);
    }
    if (group && !reader->is_dated) {
        scenario_read_text(reader, page, group, SCENARIO_MAX_TITLE, true, &policy->group);
    }
    for (size_t s = 0; s < reader->vocabulary->n_selectors; s++) {
        scenario_read_selector(reader, page, object, s, policy->cells);
        policy->named |= cor_json_member(object, reader->vocabulary->selectors[s].field) ? 1u << s : 0u;
    }
    scenario_read_policy_months(reader, page, object, policy);
    read_strength(reader, page, object, policy);
    read_fields(reader, page, object, policy);
    complete_fields(reader, page, object, policy);
    scenario_refuse_limits(reader, page, object, policy);
    policy->words = scenario_policy_words(reader->vocabulary, policy, object);
    reader->out_of_memory |= !policy->words;
}

/* Room for one more policy, or NULL. */
static struct cor_policy *next_policy(struct scenario_reader *reader)
{
    struct cor_scenario *scenario = reader->scenario;
    if (scenario->n_policies == reader->policy_capacity) {
        size_t capacity = reader->policy_capacity == 0 ? 8 : 2 * reader->policy_capacity;
        struct cor_policy *policies = cor_realloc(scenario->policies, capacity, sizeof *policies);
        struct scenario_source *sources = cor_realloc(reader->sources, capacity, sizeof *sources);
        scenario->policies = policies ? policies : scenario->policies;
        reader->sources = sources ? sources : reader->sources;
        if (!policies || !sources) {
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
    for (size_t i = 0; name[0] != '\0' && i < reader->scenario->n_policies; i++) {
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

static void keep_names(struct scenario_reader *reader, const struct cor_json_value *list, size_t selector,
                       struct scenario_source *source)
{
    for (size_t i = 0; i < list->n_children; i++) {
        const struct cor_json_value *item = &list->children[i];
        char *text = item->type == COR_JSON_STRING ? cor_strdup(item->string) : NULL;
        if (text) {
            source->names[source->n_names++] = (struct scenario_name){text, selector, {item->line, item->column}};
        }
        reader->out_of_memory |= !text && item->type == COR_JSON_STRING;
    }
}

/* Note where the policy, its fields and what it names stand. */
static void keep_source(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *object, const struct cor_policy_type *type,
                        struct scenario_source *source)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    size_t n_names = 0;
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        const struct cor_json_value *list = cor_json_member(object, vocabulary->selectors[s].field);
        n_names += list ? list->n_children : 0;
    }
    *source = (struct scenario_source){.file = page->number,
                                       .fields = cor_calloc(type->n_fields, sizeof *source->fields),
                                       .names = cor_calloc(n_names, sizeof *source->names)};
    if (!source->fields || !source->names) {
        reader->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < type->n_fields; i++) {
        const struct cor_json_value *value = cor_json_member(object, type->fields[i].name);
        source->fields[i] = value ? (struct scenario_spot){value->key_line, value->key_column} : source->fields[i];
    }
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        const struct cor_json_value *list = cor_json_member(object, vocabulary->selectors[s].field);
        if (list) {
            keep_names(reader, list, s, source);
        }
    }
}

/* Hand the policy over to the scenario. */
static void place_policy(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *object, struct cor_policy *policy)
{
    struct cor_policy *slot = find_policy(reader, policy->name);
    if (slot) {
        struct scenario_source *earlier = &reader->sources[slot - reader->scenario->policies];
        report_same_name(reader, page, object, earlier->file);
        scenario_free_policy(slot);
        free_source(earlier);
    } else {
        slot = next_policy(reader);
    }
    if (slot) {
        *slot = *policy;
        memset(policy, 0, sizeof *policy);
        keep_source(reader, page, object, slot->type, &reader->sources[slot - reader->scenario->policies]);
    }
}

bool scenario_read_policy(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *object, struct cor_policy *policy)
{
    *policy = (struct cor_policy){.line = object->line, .column = object->column};
    if (scenario_is_object(reader, page, object, "a policy")) {
        policy->type = read_type(reader, page, object);
    }
    if (!policy->type || !take_memory(reader, page, policy)) {
        return false;
    }
    read_content(reader, page, object, policy);
    return true;
}

static void read_policy(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *object)
{
    struct cor_policy policy;
    if (scenario_read_policy(reader, page, object, &policy)) {
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
    for (size_t i = 0; i < array->n_children && !reader->out_of_memory; i++) {
        read_policy(reader, page, &array->children[i]);
    }
}
