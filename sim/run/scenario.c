#include "sim/run/scenario.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/io/csv.h"
#include "sim/run/scenario_reader.h"

void cor_scenario_free(struct cor_scenario *scenario)
{
    for (size_t i = 0; i < scenario->n_policies; i++) {
        scenario_free_policy(&scenario->policies[i]);
    }
    free(scenario->policies);
    scenario_free_dated(scenario);
    free(scenario->without);
    scenario_free_settings(scenario);
    scenario_free_facts(scenario);
    free(scenario->parameters);
    free(scenario->path);
    free(scenario->name);
    free(scenario->title);
    free(scenario->description);
    free(scenario->plausibility);
    free(scenario->files);
    cor_timeline_free(&scenario->timeline);
    memset(scenario, 0, sizeof *scenario);
}

size_t scenario_count_cells(const struct cor_vocabulary *vocabulary)
{
    size_t n_cells = 1;
    for (size_t s = 0; s < vocabulary->n_selectors; s++) {
        n_cells *= vocabulary->n_codes[s];
    }
    return n_cells;
}

/* The scenario in which nobody wrote anything. */
static bool start_scenario(const char *path, const struct cor_vocabulary *vocabulary, struct cor_scenario *scenario)
{
    memset(scenario, 0, sizeof *scenario);
    cor_timeline_init(&scenario->timeline, vocabulary->levers, vocabulary->n_levers, scenario_count_cells(vocabulary));
    scenario->from = vocabulary->last_start;
    scenario->to = vocabulary->end;
    scenario->path = cor_strdup(path);
    scenario->n_parameters = vocabulary->n_parameters;
    scenario->parameters = cor_calloc(vocabulary->n_parameters, sizeof *scenario->parameters);
    for (size_t i = 0; scenario->parameters && i < vocabulary->n_parameters; i++) {
        scenario->parameters[i] = vocabulary->parameters[i].value;
    }
    scenario->without = vocabulary->dated ? cor_calloc(vocabulary->dated->n, 1) : NULL;
    return scenario->path && scenario->parameters && (!vocabulary->dated || scenario->without);
}

static void refuse_override(const struct scenario_reader *reader, const char *text, const char *name)
{
    const struct cor_place nowhere = {NULL, 0, 0};
    const char *nearest = cor_scenario_nearest_setting(reader->vocabulary, name);
    cor_diagnostics_add(reader->list, COR_ERROR, nowhere, "unknown parameter in \"%.200s\"%s%s%s", text,
                        nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

void scenario_set_start(struct scenario_reader *reader, struct cor_place place, int32_t month,
                        struct cor_scenario *scenario)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    if (month < vocabulary->first_start || month > vocabulary->last_start || cor_month_of_year(month) != 1) {
        cor_diagnostics_add(
            reader->list, COR_ERROR, place,
            "a run begins in a January that the country tables describe, %d-01 to %d-01, not in %d-%02d",
            (int)cor_month_year(vocabulary->first_start), (int)cor_month_year(vocabulary->last_start),
            (int)cor_month_year(month), (int)cor_month_of_year(month));
        return;
    }
    scenario->from = month;
}

static void override_start(struct scenario_reader *reader, const char *text)
{
    const struct cor_place nowhere = {NULL, 0, 0};
    int32_t month = cor_month_parse(text);
    if (month == 0) {
        cor_diagnostics_add(reader->list, COR_ERROR, nowhere,
                            "\"from\" must be a month such as \"2010-01\", found %.40s", text);
        return;
    }
    scenario_set_start(reader, nowhere, month, reader->scenario);
}

static void override_setting(struct scenario_reader *reader, const char *text, const char *name, double value)
{
    const struct cor_place nowhere = {NULL, 0, 0};
    const struct cor_parameter *parameter = scenario_find_parameter(reader->vocabulary, name);
    struct cor_parameter row;
    if (!cor_scenario_find_setting(reader->vocabulary, name, &row)) {
        refuse_override(reader, text, name);
    } else if (!(value >= row.min && value <= row.max)) {
        cor_diagnostics_add(reader->list, COR_ERROR, nowhere, "%s is %.10g, allowed is %.10g to %.10g (%s)", row.name,
                            value, row.min, row.max, row.unit);
    } else if (!parameter) {
        scenario_set_fact(reader, &row, value);
    } else {
        size_t index = (size_t)(parameter - reader->vocabulary->parameters);
        reader->scenario->parameters[index] = value + 0.0;
        scenario_note_setting(reader, index, nowhere);
    }
}

void scenario_apply_override(struct scenario_reader *reader, const char *text)
{
    static const char START[] = "from=";
    const struct cor_place nowhere = {NULL, 0, 0};
    const char *number = strchr(text, '=');
    char name[SCENARIO_MAX_SETTING] = "";
    double value = 0.0;
    if (strncmp(text, START, sizeof START - 1) == 0) {
        override_start(reader, text + sizeof START - 1);
        return;
    }
    if (!number || (size_t)(number - text) >= sizeof name || !cor_number_parse(number + 1, &value)) {
        cor_diagnostics_add(reader->list, COR_ERROR, nowhere, "\"%.200s\" is not of the form name=number", text);
        return;
    }
    memcpy(name, text, (size_t)(number - text));
    override_setting(reader, text, name, value);
}

/* Policies that begin after the end are no error: the scenario may only have been shortened. */
static void warn_of_late_policies(const struct cor_policy *first, size_t n_late, struct cor_diagnostics *list)
{
    if (n_late == 0) {
        return;
    }
    const struct cor_place place = {first->file, first->line, first->column};
    const char *name = first->name[0] != '\0' ? first->name : first->type->name;
    if (n_late == 1) {
        cor_diagnostics_add(list, COR_WARNING, place, "the policy \"%s\" begins after the last month: %s", name,
                            first->words);
    } else {
        cor_diagnostics_add(list, COR_WARNING, place,
                            "the policy \"%s\" and %zu more policies begin after the last month; the first: %s", name,
                            n_late - 1, first->words);
    }
}

void cor_scenario_warn_of_end(const struct cor_scenario *scenario, int32_t end, struct cor_diagnostics *list)
{
    const struct cor_policy *first = NULL;
    size_t n_late = 0;
    for (size_t i = 0; i < scenario->n_policies; i++) {
        const struct cor_policy *policy = &scenario->policies[i];
        if (policy->from >= end && policy->from < scenario->to) {
            first = first ? first : policy;
            n_late++;
        }
    }
    warn_of_late_policies(first, n_late, list);
}

static void close_policies(struct cor_diagnostics *list, struct cor_scenario *scenario)
{
    const struct cor_policy *first = NULL;
    size_t n_late = 0;
    for (size_t i = 0; i < scenario->n_policies; i++) {
        struct cor_policy *policy = &scenario->policies[i];
        policy->to = policy->to < scenario->to ? policy->to : scenario->to;
        if (policy->from >= scenario->to) {
            first = first ? first : policy;
            n_late++;
        }
    }
    warn_of_late_policies(first, n_late, list);
}

/* A measure with what is needed to put it in order. */
struct ordered_measure {
    struct cor_measure measure;
    size_t n_cells;
};

static int compare_doubles(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_weights(const double *a, const double *b, size_t n_cells)
{
    int order = 0;
    for (size_t cell = 0; a && b && order == 0 && cell < n_cells; cell++) {
        order = compare_doubles(a[cell], b[cell]);
    }
    return order;
}

/* Any order would do as long as it does not depend on the order in which policies are written: sums and products of
 * three numbers do, in the last bit. */
static int compare_measures(const void *left, const void *right)
{
    const struct cor_measure *a = &((const struct ordered_measure *)left)->measure;
    const struct cor_measure *b = &((const struct ordered_measure *)right)->measure;
    int order = (a->lever > b->lever) - (a->lever < b->lever);
    order = order != 0 ? order : (a->from > b->from) - (a->from < b->from);
    order = order != 0 ? order : (a->to > b->to) - (a->to < b->to);
    order = order != 0 ? order : (a->ramp_months > b->ramp_months) - (a->ramp_months < b->ramp_months);
    order = order != 0 ? order : compare_doubles(a->value, b->value);
    order = order != 0 ? order : compare_doubles(a->intensity, b->intensity);
    order = order != 0 ? order : memcmp(a->cells, b->cells, ((const struct ordered_measure *)left)->n_cells);
    return order != 0 ? order
                      : compare_weights(a->weights, b->weights, ((const struct ordered_measure *)left)->n_cells);
}

/* All fields of all policies, in canonical order; returns their number. */
static size_t order_measures(const struct cor_scenario *scenario, struct ordered_measure *ordered)
{
    size_t n = 0;
    for (size_t i = 0; i < scenario_n_all(scenario); i++) {
        const struct cor_policy *policy = scenario_policy_of_all(scenario, i);
        for (size_t f = 0; f < policy->type->n_fields; f++) {
            ordered[n].measure = (struct cor_measure){.lever = policy->type->fields[f].lever,
                                                      .value = policy->values[f],
                                                      .intensity = policy->intensity,
                                                      .from = policy->from,
                                                      .to = policy->to,
                                                      .ramp_months = policy->ramp_months > 1 ? policy->ramp_months : 0,
                                                      .cells = policy->cells,
                                                      .weights = policy->weights[f]};
            ordered[n++].n_cells = scenario->timeline.n_cells;
        }
    }
    qsort(ordered, n, sizeof *ordered, compare_measures);
    return n;
}

enum cor_status scenario_build_timeline(struct cor_scenario *scenario)
{
    enum cor_status status = COR_OK;
    struct ordered_measure *ordered;
    size_t n = 0;
    for (size_t i = 0; i < scenario_n_all(scenario); i++) {
        n += scenario_policy_of_all(scenario, i)->type->n_fields;
    }
    ordered = cor_calloc(n, sizeof *ordered);
    if (!ordered) {
        return COR_ERR_MEMORY;
    }
    n = order_measures(scenario, ordered);
    for (size_t i = 0; i < n && status == COR_OK; i++) {
        status = cor_timeline_add(&scenario->timeline, &ordered[i].measure);
    }
    free(ordered);
    return status;
}

static void add_text(struct cor_sha256 *hash, const char *text)
{
    cor_sha256_add(hash, text, strlen(text) + 1);
}

/* Numbers enter by their bits, lowest byte first on every machine. */
static void add_word(struct cor_sha256 *hash, uint64_t word)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++) {
        bytes[i] = (uint8_t)(word >> (8u * i));
    }
    cor_sha256_add(hash, bytes, sizeof bytes);
}

static void add_number(struct cor_sha256 *hash, double number)
{
    uint64_t word;
    memcpy(&word, &number, sizeof word);
    add_word(hash, word);
}

static void add_measure(struct cor_sha256 *hash, const struct cor_timeline *timeline, const struct cor_measure *measure)
{
    add_text(hash, timeline->levers[measure->lever].name);
    add_number(hash, measure->value);
    add_number(hash, measure->intensity);
    add_word(hash, (uint64_t)measure->from);
    add_word(hash, (uint64_t)measure->to);
    add_word(hash, (uint64_t)measure->ramp_months);
    cor_sha256_add(hash, measure->cells, timeline->n_cells);
    for (size_t cell = 0; measure->weights && cell < timeline->n_cells; cell++) {
        add_number(hash, measure->weights[cell]);
    }
}

void scenario_make_digest(const struct cor_vocabulary *vocabulary, struct cor_scenario *scenario)
{
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    add_text(&hash, "corridor scenario 1");
    add_word(&hash, (uint64_t)scenario->from);
    add_word(&hash, (uint64_t)scenario->to);
    for (size_t i = 0; i < vocabulary->n_parameters; i++) {
        add_text(&hash, vocabulary->parameters[i].name);
        add_number(&hash, scenario->parameters[i]);
    }
    for (size_t i = 0; i < scenario->n_facts; i++) {
        add_text(&hash, scenario->facts[i].name);
        add_number(&hash, scenario->facts[i].value);
    }
    for (size_t i = 0; i < scenario->timeline.n_measures; i++) {
        add_measure(&hash, &scenario->timeline, &scenario->timeline.measures[i]);
    }
    cor_sha256_end(&hash, scenario->digest);
}

/* Texts that nobody wrote. */
static bool fill_texts(struct cor_scenario *scenario)
{
    if (!scenario->title) {
        scenario->title = cor_strdup(scenario->name);
    }
    if (!scenario->description) {
        scenario->description = cor_strdup("");
    }
    if (!scenario->plausibility) {
        scenario->plausibility = cor_strdup("");
    }
    return scenario->title && scenario->description && scenario->plausibility;
}

static bool keep_files(const struct scenario_reader *reader)
{
    struct cor_scenario *scenario = reader->scenario;
    scenario->files = cor_calloc(reader->n_files, sizeof *scenario->files);
    for (size_t i = 0; scenario->files && i < reader->n_files; i++) {
        const struct scenario_file *file = &reader->files[i];
        scenario->files[i] = (struct cor_file_id){(uint64_t)file->device, (uint64_t)file->inode};
    }
    scenario->n_files = reader->n_files;
    return scenario->files != NULL;
}

static void read_all(struct scenario_reader *reader, const char *path, const struct cor_override *overrides,
                     size_t n_overrides)
{
    const char *slash = strrchr(path, '/');
    const struct cor_place place = {path, 0, 0};
    reader->root_length = !slash ? 0 : (size_t)(slash - path) + 1;
    scenario_read_file(reader, path, place, 0);
    for (size_t i = 0; i < n_overrides; i++) {
        scenario_apply_override(reader, overrides[i].text);
    }
}

static enum cor_status load(const char *path, const struct cor_vocabulary *vocabulary,
                            const struct cor_override *overrides, size_t n_overrides, struct scenario_shelf *shelf,
                            struct cor_diagnostics *list, struct cor_scenario *scenario)
{
    size_t n_errors = list->n_errors;
    enum cor_status status = start_scenario(path, vocabulary, scenario) ? COR_OK : COR_ERR_MEMORY;
    struct scenario_reader reader = {.shelf = shelf,
                                     .vocabulary = vocabulary,
                                     .list = list,
                                     .scenario = scenario,
                                     .n_cells = scenario->timeline.n_cells};
    if (status == COR_OK) {
        read_all(&reader, path, overrides, n_overrides);
        if (!reader.out_of_memory && list->n_errors == n_errors) {
            scenario_check_consistency(&reader, path);
        }
        status = reader.out_of_memory ? COR_ERR_MEMORY : list->n_errors > n_errors ? COR_ERR_INPUT : COR_OK;
    }
    if (status == COR_OK) {
        close_policies(list, scenario);
        status = scenario_take_dated(vocabulary, scenario) ? COR_OK : COR_ERR_MEMORY;
    }
    if (status == COR_OK) {
        scenario_find_effects(&reader);
        scenario_find_overlaps(&reader);
        status = !reader.out_of_memory && fill_texts(scenario) && keep_files(&reader)
                     ? scenario_build_timeline(scenario)
                     : COR_ERR_MEMORY;
    }
    scenario_free_sources(&reader);
    if (status == COR_OK) {
        scenario_make_digest(vocabulary, scenario);
    } else {
        cor_scenario_free(scenario);
    }
    return status;
}

enum cor_status cor_scenario_load_all(const char *const *paths, size_t n, const struct cor_vocabulary *vocabulary,
                                      const struct cor_override *overrides, size_t n_overrides,
                                      struct cor_diagnostics *list, struct cor_scenario *scenarios)
{
    struct scenario_shelf shelf = {0};
    enum cor_status status = COR_OK;
    for (size_t i = 0; i < n; i++) {
        enum cor_status one = load(paths[i], vocabulary, overrides, n_overrides, &shelf, list, &scenarios[i]);
        status = status == COR_OK ? one : status;
    }
    for (size_t i = 0; status != COR_OK && i < n; i++) {
        cor_scenario_free(&scenarios[i]);
    }
    scenario_free_shelf(&shelf);
    return status;
}

enum cor_status cor_scenario_load(const char *path, const struct cor_vocabulary *vocabulary,
                                  const struct cor_override *overrides, size_t n_overrides,
                                  struct cor_diagnostics *list, struct cor_scenario *scenario)
{
    return cor_scenario_load_all(&path, 1, vocabulary, overrides, n_overrides, list, scenario);
}
