/* The JSON Schema of scenario files, from the vocabulary. It helps editors; the reader stays the judge: cycles, names,
 * the order of months are beyond a schema. Laid out by hand, so that a difference between two versions reads well. */
#include <math.h>
#include <string.h>
#include "sim/run/scenario_reader.h"

enum { HEAD = 2, ROW = 4, TYPE = 5, FIELD = 7 }; /* depths of indentation */

/* How far down we are, and whether the next member needs a comma. */
static void start_line(struct cor_text *text, int depth, bool *is_first)
{
    cor_text_add(text, "%s\n%*s", *is_first ? "" : ",", 4 * depth, "");
    *is_first = false;
}

static void add_string(struct cor_text *text, const char *before, const char *string)
{
    cor_text_add(text, "%s", before);
    cor_text_add_json_string(text, string);
}

static void add_number(struct cor_text *text, const char *before, double number)
{
    cor_text_add(text, "%s", before);
    cor_text_add_number(text, number);
}

/* "key": { rest, which is valid JSON without its braces. */
static void add_member(struct cor_text *text, int depth, bool *is_first, const char *key, const char *rest)
{
    start_line(text, depth, is_first);
    add_string(text, "", key);
    cor_text_add(text, ": {%s}", rest);
}

static void add_range(struct cor_text *text, double min, double max)
{
    add_number(text, "\"type\": \"number\", \"minimum\": ", min);
    add_number(text, ", \"maximum\": ", max);
}

/* "doc. Unit: unit. Acts on where. Source: source." where: NULL for what acts as such. */
static void add_description(struct cor_text *text, const char *doc, const char *unit, const char *where,
                            const char *source)
{
    struct cor_text words;
    cor_text_init(&words);
    cor_text_add(&words, "%s. Unit: %s.%s%s%s Source: %s.", doc, unit, where ? " Acts on " : "", where ? where : "",
                 where ? "." : "", source);
    text->failed |= words.failed;
    add_string(text, ", \"description\": ", words.failed ? "" : words.bytes);
    cor_text_free(&words);
}

/* Many and alike: their meaning and limits are in the reference of facts, here only what completes and refuses. */
static void add_fact(struct cor_text *text, const struct cor_vocabulary *vocabulary, const char *name, bool *is_first)
{
    struct cor_parameter row;
    if (scenario_find_fact(vocabulary, name, &row)) {
        start_line(text, ROW, is_first);
        add_string(text, "", name);
        cor_text_add(text, ": {");
        add_range(text, row.min, row.max);
        cor_text_add(text, "}");
    }
}

static void add_parameters(struct cor_text *text, const struct cor_vocabulary *vocabulary)
{
    bool is_first = true;
    cor_text_add(text, "\"type\": \"object\", \"additionalProperties\": false, \"properties\": {");
    for (size_t i = 0; i < vocabulary->n_parameters; i++) {
        const struct cor_parameter *row = &vocabulary->parameters[i];
        start_line(text, ROW, &is_first);
        add_string(text, "", row->name);
        cor_text_add(text, ": {");
        add_range(text, row->min, row->max);
        add_number(text, ", \"default\": ", row->value);
        add_description(text, row->doc, row->unit, NULL, row->source);
        cor_text_add(text, "}");
    }
    for (size_t i = 0; i < vocabulary->facts.n_names; i++) {
        add_fact(text, vocabulary, vocabulary->facts.names[i], &is_first);
    }
    cor_text_add(text, "\n%*s}", 4 * (ROW - 1), "");
    if (vocabulary->facts.pattern) {
        add_string(text, ", \"patternProperties\": {", vocabulary->facts.pattern);
        cor_text_add(text, ": {\"type\": \"number\"}}");
    }
}

static void add_field(struct cor_text *text, const struct cor_policy_field *field, const char *where)
{
    add_string(text, "", field->name);
    cor_text_add(text, ": {");
    if (isnan(field->usual)) {
        add_range(text, field->min, field->max);
    } else {
        cor_text_add(text, "\"anyOf\": [{");
        add_range(text, field->min, field->max);
        add_number(text, "}, {\"const\": true, \"description\": \"the usual value, ", field->usual);
        cor_text_add(text, "\"}]");
    }
    add_description(text, field->doc, field->unit, where, field->source);
    cor_text_add(text, "}");
}

static void add_policy_type(struct cor_text *text, const struct cor_vocabulary *vocabulary,
                            const struct cor_policy_type *type)
{
    static const char *const DEFINED[] = {"name", "from", "to", "intensity", "ramp_months", "group"};
    bool is_first = true;
    add_string(text, "{\"type\": \"object\", \"additionalProperties\": false, \"description\": ", type->doc);
    cor_text_add(text, ",\n%*s\"required\": [\"type\", \"from\"", 4 * (TYPE + 1), "");
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        if (vocabulary->selectors[s].required) {
            add_string(text, ", ", vocabulary->selectors[s].field);
        }
    }
    cor_text_add(text, "],\n%*s\"properties\": {", 4 * (TYPE + 1), "");
    start_line(text, FIELD, &is_first);
    cor_text_add(text, "\"type\": {\"const\": \"%s\"}", type->name);
    for (size_t i = 0; i < sizeof DEFINED / sizeof DEFINED[0]; i++) {
        start_line(text, FIELD, &is_first);
        cor_text_add(text, "\"%s\": {\"$ref\": \"#/$defs/%s\"}", DEFINED[i], DEFINED[i]);
    }
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        const char *name = vocabulary->selectors[s].field; /* its items are many: they stand once, under "$defs" */
        start_line(text, FIELD, &is_first);
        cor_text_add(text, "\"%s\": {\"$ref\": \"#/$defs/%s\"}", name, name);
    }
    for (size_t i = 0; i < type->n_fields; i++) {
        start_line(text, FIELD, &is_first);
        add_field(text, &type->fields[i], vocabulary->levers[type->fields[i].lever].where);
    }
    cor_text_add(text, "\n%*s}}", 4 * (TYPE + 1), "");
}

static void add_policies(struct cor_text *text, const struct cor_vocabulary *vocabulary)
{
    bool is_first = true;
    cor_text_add(text, "\"type\": \"array\", \"maxItems\": %d, \"items\": {\"oneOf\": [", SCENARIO_MAX_POLICIES);
    for (size_t i = 0; i < vocabulary->n_policies; i++) {
        start_line(text, TYPE, &is_first);
        add_policy_type(text, vocabulary, &vocabulary->policies[i]);
    }
    cor_text_add(text, "\n%*s]}", 4 * (ROW - 1), "");
}

static void add_names(struct cor_text *text, const struct cor_selector *selector)
{
    add_string(text, "\"type\": \"array\", \"minItems\": 1, \"uniqueItems\": true, \"description\": ", selector->doc);
    cor_text_add(text, ", \"items\": {\"enum\": [");
    for (size_t i = 0; i < selector->n_items + selector->n_groups; i++) {
        add_string(text, i == 0 ? "" : ", ",
                   i < selector->n_items ? selector->items[i] : selector->groups[i - selector->n_items].name);
    }
    cor_text_add(text, "]}");
}

static void add_definitions(struct cor_text *text, const struct cor_vocabulary *vocabulary)
{
    static const char MONTH[] =
        "\"type\": \"string\", \"pattern\": \"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])(-[0-3][0-9])?$\", "
        "\"description\": \"a month such as 2027-01\"";
    char ramp[80], name[80], group[256];
    bool is_first = true;
    snprintf(ramp, sizeof ramp, "\"type\": \"integer\", \"minimum\": 0, \"maximum\": %d", SCENARIO_MAX_RAMP);
    snprintf(name, sizeof name, "\"type\": \"string\", \"minLength\": 1, \"maxLength\": %d", SCENARIO_MAX_TITLE);
    cor_text_add(text, "\"$defs\": {");
    add_member(text, HEAD, &is_first, "name", name);
    add_member(text, HEAD, &is_first, "from", MONTH);
    add_member(text, HEAD, &is_first, "to", MONTH);
    add_member(text, HEAD, &is_first, "intensity",
               "\"type\": \"number\", \"minimum\": 0, \"maximum\": 1, \"description\": \"share implemented\"");
    add_member(text, HEAD, &is_first, "ramp_months", ramp);
    snprintf(group, sizeof group,
             "%s, \"description\": \"policies of one group are told apart together (corridor attribute); "
             "default the type\"",
             name);
    add_member(text, HEAD, &is_first, "group", group);
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        start_line(text, HEAD, &is_first);
        add_string(text, "", vocabulary->selectors[s].field);
        cor_text_add(text, ": {");
        add_names(text, &vocabulary->selectors[s]);
        cor_text_add(text, "}");
    }
    cor_text_add(text, "\n    }");
}

/* Names of events of data/ that move something, each once. */
static void add_without(struct cor_text *text, const struct cor_vocabulary *vocabulary, bool *is_first)
{
    const struct cor_dated_policies *dated = vocabulary->dated;
    const char *last = "";
    start_line(text, HEAD, is_first);
    cor_text_add(text, "\"without\": {\"type\": \"array\", \"uniqueItems\": true, \"items\": {\"enum\": [");
    for (size_t i = 0; dated && i < dated->n; i++) {
        const struct cor_policy *policy = &dated->rows[i].policy;
        if (policy->type && strcmp(policy->name, last) != 0) {
            add_string(text, last[0] == '\0' ? "" : ", ", policy->name);
            last = policy->name;
        }
    }
    cor_text_add(text, "]}, \"description\": \"policies that were in force at their time, left out here\"}");
}

static void add_head(struct cor_text *text, bool *is_first)
{
    static const char PATH[] = "\"type\": \"string\", \"pattern\": \"^[^/].*\\\\.json$\", \"maxLength\": 255";
    char line[200];
    add_member(text, HEAD, is_first, "$schema", "\"type\": \"string\"");
    snprintf(line, sizeof line, "\"type\": \"string\", \"pattern\": \"^[a-z0-9_-]{1,%d}$\"", SCENARIO_MAX_NAME);
    add_member(text, HEAD, is_first, "name", line);
    add_member(text, HEAD, is_first, "title", "\"$ref\": \"#/$defs/name\"");
    snprintf(line, sizeof line, "%s, \"description\": \"parent scenario, applied first\"", PATH);
    add_member(text, HEAD, is_first, "extends", line);
    snprintf(line, sizeof line, "\"type\": \"array\", \"items\": {%s}, \"description\": \"%s\"", PATH,
             "files whose policies and parameters are added");
    add_member(text, HEAD, is_first, "include", line);
    snprintf(line, sizeof line, "\"type\": \"string\", \"minLength\": 1, \"maxLength\": %d", SCENARIO_MAX_TEXT);
    add_member(text, HEAD, is_first, "description", line);
    add_member(text, HEAD, is_first, "plausibility", line);
    add_member(text, HEAD, is_first, "from",
               "\"type\": \"string\", \"pattern\": \"^(19|20)[0-9]{2}-01(-01)?$\", "
               "\"description\": \"January in which the run begins; that of the latest country tables if left out\"");
    add_member(text, HEAD, is_first, "to", "\"$ref\": \"#/$defs/to\"");
}

void cor_scenario_schema(const struct cor_vocabulary *vocabulary, struct cor_text *text)
{
    bool is_first = true;
    cor_text_add(text, "{\n    \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                       "    \"title\": \"Corridor scenario\",\n    \"type\": \"object\",\n"
                       "    \"required\": [\"name\"],\n    \"additionalProperties\": false,\n    \"properties\": {");
    add_head(text, &is_first);
    add_without(text, vocabulary, &is_first);
    start_line(text, HEAD, &is_first);
    cor_text_add(text, "\"parameters\": {");
    add_parameters(text, vocabulary);
    cor_text_add(text, "}");
    start_line(text, HEAD, &is_first);
    cor_text_add(text, "\"policies\": {");
    add_policies(text, vocabulary);
    cor_text_add(text, "}\n    },\n    ");
    add_definitions(text, vocabulary);
    cor_text_add(text, "\n}\n");
}
