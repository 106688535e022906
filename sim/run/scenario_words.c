#include <string.h>
#include "sim/run/scenario_reader.h"

static const char *const MONTH_NAMES[] = {"January", "February", "March",     "April",   "May",      "June",
                                          "July",    "August",   "September", "October", "November", "December"};

/* The text that has been put together, or NULL. */
static char *taken(struct cor_text *text)
{
    if (text->failed) {
        cor_text_free(text);
    }
    return text->bytes;
}

/* "fee_cap_months" reads "fee cap months". */
static void add_plain(struct cor_text *text, const char *name)
{
    for (; *name != '\0'; name++) {
        char letter = *name == '_' ? ' ' : *name;
        cor_text_add_bytes(text, &letter, 1);
    }
}

static const char *label_of(const struct cor_selector *selector, const char *item)
{
    for (size_t i = 0; i < selector->n_items; i++) {
        if (strcmp(selector->items[i], item) == 0) {
            return selector->labels ? selector->labels[i] : item;
        }
    }
    return item;
}

static void add_selection(struct cor_text *text, const struct cor_selector *selector, const char *start,
                          const struct cor_json_value *list)
{
    bool use_labels = selector->required; /* labels of the others are definitions, too long for a sentence */
    if (!list || list->type != COR_JSON_ARRAY) {
        return;
    }
    cor_text_add(text, "%s", start);
    for (size_t i = 0; i < list->n_children; i++) {
        const char *item = list->children[i].type == COR_JSON_STRING ? list->children[i].string : "?";
        cor_text_add(text, "%s", i == 0 ? "" : i + 1 == list->n_children ? " and " : ", ");
        if (use_labels) {
            cor_text_add(text, "%s", label_of(selector, item));
        } else {
            add_plain(text, item);
        }
    }
}

static void add_month(struct cor_text *text, const char *start, int32_t month)
{
    cor_text_add(text, "%s%s %d", start, MONTH_NAMES[cor_month_of_year(month) - 1], (int)cor_month_year(month));
}

static void add_time(struct cor_text *text, const struct cor_policy *policy)
{
    add_month(text, ", from ", policy->from);
    if (policy->to != SCENARIO_OPEN_END) {
        add_month(text, " to ", policy->to - 1);
    }
    if (policy->ramp_months > 1) {
        cor_text_add(text, ", in full after %d months", (int)policy->ramp_months);
    }
    if (policy->intensity < 1.0) {
        cor_text_add(text, ", carried out to %.3g %%", 100.0 * policy->intensity);
    }
}

/* 12345.5 reads "12,345.5". */
static void add_amount(struct cor_text *text, double value)
{
    char digits[40];
    int length = snprintf(digits, sizeof digits, "%.10g", value);
    size_t whole = strspn(digits, "0123456789");
    for (size_t i = 0; i < (size_t)length; i++) {
        bool starts_group = i > 0 && i < whole && (whole - i) % 3 == 0;
        cor_text_add(text, "%s%c", starts_group ? "," : "", digits[i]);
    }
}

/* The words of a field with the number in the place of {}, or in percent in that of {%}. */
static void add_meaning(struct cor_text *text, const char *words, double value)
{
    const char *gap = strchr(words, '{');
    if (!gap) {
        cor_text_add(text, "%s", words);
        return;
    }
    cor_text_add_bytes(text, words, (size_t)(gap - words));
    add_amount(text, gap[1] == '%' ? 100.0 * value : value);
    cor_text_add(text, "%s", gap + strcspn(gap, "}") + 1);
}

static void add_fields(struct cor_text *text, const struct cor_policy *policy)
{
    const char *link = ": ";
    for (size_t i = 0; i < policy->type->n_fields; i++) {
        const struct cor_policy_field *field = &policy->type->fields[i];
        if (policy->values[i] == field->neutral) {
            continue;
        }
        cor_text_add(text, "%s", link);
        add_meaning(text, field->words, policy->values[i]);
        link = "; ";
    }
    cor_text_add(text, strcmp(link, ": ") == 0 ? ": changes nothing." : ".");
}

/* "Label with Germany, only contract, from May 2027 to June 2030" */
static void add_beginning(struct cor_text *text, const struct cor_vocabulary *vocabulary, const char *label,
                          const struct cor_policy *policy, const struct cor_json_value *value)
{
    cor_text_add(text, "%s", label);
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        const struct cor_selector *selector = &vocabulary->selectors[s];
        const char *start = selector->required ? " with " : ", only ";
        add_selection(text, selector, start, cor_json_member(value, selector->field));
    }
    add_time(text, policy);
}

char *scenario_policy_words(const struct cor_vocabulary *vocabulary, const struct cor_policy *policy,
                            const struct cor_json_value *value)
{
    struct cor_text text;
    cor_text_init(&text);
    add_beginning(&text, vocabulary, policy->type->label, policy, value);
    add_fields(&text, policy);
    return taken(&text);
}

char *scenario_record_words(const struct cor_vocabulary *vocabulary, const struct cor_policy *policy,
                            const char *carried_by, const struct cor_json_value *value)
{
    struct cor_text text;
    cor_text_init(&text);
    add_beginning(&text, vocabulary, "Record", policy, value);
    cor_text_add(&text, ": carried by %s.", carried_by);
    return taken(&text);
}

static void add_line(struct cor_text *text, const char *first, const char *link, const char *second)
{
    cor_text_add(text, "%s%s%s%s", text->n_bytes > 0 ? "\n" : "", first, link, second);
}

static bool is_row_left_out(const struct cor_vocabulary *vocabulary, const struct cor_scenario *scenario, size_t row)
{
    return scenario->without[row] && scenario_is_in_months(&vocabulary->dated->rows[row].policy, scenario);
}

char *cor_scenario_policy_words(const struct cor_vocabulary *vocabulary, const struct cor_scenario *scenario)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s", "");
    for (size_t p = 0; p < scenario->n_dated; p++) {
        add_line(&text, scenario->dated[p].name, ": ", scenario->dated[p].words);
    }
    for (size_t row = 0; vocabulary->dated && row < vocabulary->dated->n; row++) {
        if (is_row_left_out(vocabulary, scenario, row)) {
            add_line(&text, "Without ", vocabulary->dated->rows[row].policy.name, ".");
        }
    }
    for (size_t p = 0; p < scenario->n_policies; p++) {
        add_line(&text, scenario->policies[p].words, "", "");
    }
    return taken(&text);
}

/* "name = value unit (data 8)" */
static void add_fact(const struct cor_vocabulary *vocabulary, const struct cor_fact_setting *setting,
                     struct cor_text *text)
{
    struct cor_parameter row = {.unit = ""};
    scenario_find_fact(vocabulary, setting->name, &row);
    cor_text_add(text, "%s%s = ", text->n_bytes > 0 ? "\n" : "", setting->name);
    cor_text_add_number(text, setting->value);
    cor_text_add(text, " %s (data ", row.unit);
    cor_text_add_number(text, row.value);
    cor_text_add(text, ")");
}

char *cor_scenario_parameter_words(const struct cor_vocabulary *vocabulary, const struct cor_scenario *scenario)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s", "");
    for (size_t i = 0; i < vocabulary->n_parameters; i++) {
        const struct cor_parameter *row = &vocabulary->parameters[i];
        if (scenario->parameters[i] != row->value) {
            cor_text_add(&text, "%s%s = ", text.n_bytes > 0 ? "\n" : "", row->name);
            cor_text_add_number(&text, scenario->parameters[i]);
            cor_text_add(&text, " %s (default ", row->unit);
            cor_text_add_number(&text, row->value);
            cor_text_add(&text, ")");
        }
    }
    for (size_t i = 0; i < scenario->n_facts; i++) {
        add_fact(vocabulary, &scenario->facts[i], &text);
    }
    return taken(&text);
}
