/* Policies with a date that hold in every scenario: read once, before any scenario, by the reader of scenarios. */
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

const char *const scenario_evidence_keys[SCENARIO_N_EVIDENCE_KEYS] = {"source", "status", "note"};
static const char *const RECORD_KEYS[] = {"name", "from", "to", "carried_by"};

enum { N_RECORD_KEYS = sizeof RECORD_KEYS / sizeof RECORD_KEYS[0], MAX_SELECTORS = 8 };

/* What reading takes along. */
struct dated_reader {
    struct scenario_reader reader;
    struct scenario_page page;
    const char *const *sources;
    size_t n_sources;
};

/* ---- one row ---- */

/* A member that must be there and be a text. */
static bool read_needed_text(struct dated_reader *dated, const struct cor_json_value *object, const char *key,
                             size_t max_bytes, char **text)
{
    const struct cor_json_value *value = cor_json_member(object, key);
    if (!value) {
        cor_diagnostics_add(dated->reader.list, COR_ERROR, cor_json_place(dated->page.json, object),
                            "the policy has no \"%s\"", key);
    }
    return value && scenario_read_text(&dated->reader, &dated->page, value, max_bytes, true, text);
}

static void read_status(struct dated_reader *dated, const struct cor_json_value *object, enum cor_evidence *status)
{
    const char *names[COR_ASSUMED];
    char *text = NULL;
    for (size_t i = 0; i < COR_ASSUMED; i++) {
        names[i] = cor_evidence_name((enum cor_evidence)(COR_OBSERVED + i));
    }
    if (read_needed_text(dated, object, "status", SCENARIO_MAX_NAME, &text)) {
        for (size_t i = 0; i < COR_ASSUMED; i++) {
            *status = strcmp(names[i], text) == 0 ? (enum cor_evidence)(COR_OBSERVED + i) : *status;
        }
        if (*status == 0) {
            scenario_unknown_name(&dated->reader, cor_json_place(dated->page.json, cor_json_member(object, "status")),
                                  "status", text, names, COR_ASSUMED);
        }
    }
    free(text);
}

static void read_evidence(struct dated_reader *dated, const struct cor_json_value *object, struct cor_dated_policy *row)
{
    bool is_known = false;
    if (read_needed_text(dated, object, "source", SCENARIO_MAX_TITLE, &row->source)) {
        for (size_t i = 0; i < dated->n_sources && !is_known; i++) {
            is_known = strcmp(dated->sources[i], row->source) == 0;
        }
        if (!is_known) {
            scenario_unknown_name(&dated->reader, cor_json_place(dated->page.json, cor_json_member(object, "source")),
                                  "source", row->source, dated->sources, dated->n_sources);
        }
    }
    read_status(dated, object, &row->status);
    read_needed_text(dated, object, "note", SCENARIO_MAX_TEXT, &row->note);
}

static void check_carrier(struct dated_reader *dated, const struct cor_json_value *item, struct cor_text *names)
{
    const struct cor_vocabulary *vocabulary = dated->reader.vocabulary;
    struct cor_place place = cor_json_place(dated->page.json, item);
    struct cor_parameter unused;
    if (item->type != COR_JSON_STRING) {
        cor_diagnostics_add(dated->reader.list, COR_ERROR, place, "\"carried_by\" must hold names in quotation marks");
    } else if (!cor_scenario_find_setting(vocabulary, item->string, &unused)) {
        const char *nearest = cor_scenario_nearest_setting(vocabulary, item->string);
        cor_diagnostics_add(dated->reader.list, COR_ERROR, place, "unknown parameter or fact \"%.200s\"%s%s%s",
                            item->string, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                            nearest ? "\"?" : "");
    } else {
        cor_text_add(names, "%s%s", names->n_bytes > 0 ? ", " : "", item->string);
    }
}

static void read_carriers(struct dated_reader *dated, const struct cor_json_value *list, char **carried_by)
{
    struct cor_text names;
    cor_text_init(&names);
    cor_text_add(&names, "%s", "");
    if (list->type != COR_JSON_ARRAY || list->n_children == 0) {
        cor_diagnostics_add(dated->reader.list, COR_ERROR, cor_json_place(dated->page.json, list),
                            "\"carried_by\" must be a list of facts and parameters that hold the effect");
    }
    for (size_t i = 0; list->type == COR_JSON_ARRAY && i < list->n_children; i++) {
        check_carrier(dated, &list->children[i], &names);
    }
    dated->reader.out_of_memory |= names.failed;
    *carried_by = names.bytes;
}

static void check_record_keys(struct dated_reader *dated, const struct cor_json_value *object)
{
    const char *keys[N_RECORD_KEYS + SCENARIO_N_EVIDENCE_KEYS + MAX_SELECTORS];
    const struct cor_vocabulary *vocabulary = dated->reader.vocabulary;
    size_t n = 0;
    for (size_t i = 0; i < N_RECORD_KEYS; i++) {
        keys[n++] = RECORD_KEYS[i];
    }
    for (size_t i = 0; i < SCENARIO_N_EVIDENCE_KEYS; i++) {
        keys[n++] = scenario_evidence_keys[i];
    }
    for (size_t s = 0; s < vocabulary->n_selectors && s < MAX_SELECTORS; s++) {
        keys[n++] = vocabulary->selectors[s].field;
    }
    scenario_check_keys(&dated->reader, &dated->page, object, keys, n);
}

/* What moves nothing itself. Its parties are checked and told, its cells are not needed. */
static void read_record(struct dated_reader *dated, const struct cor_json_value *object, struct cor_dated_policy *row)
{
    struct scenario_reader *reader = &dated->reader;
    uint8_t *cells = cor_calloc(reader->n_cells, 1);
    row->policy = (struct cor_policy){.intensity = 1.0, .line = object->line, .column = object->column};
    row->policy.name = cor_strdup("");
    row->policy.file = cor_strdup(dated->page.path);
    check_record_keys(dated, object);
    for (size_t s = 0; cells && s < reader->vocabulary->n_selectors; s++) {
        scenario_read_selector(reader, &dated->page, object, s, cells);
    }
    scenario_read_policy_months(reader, &dated->page, object, &row->policy);
    read_carriers(dated, cor_json_member(object, "carried_by"), &row->carried_by);
    row->policy.words =
        row->carried_by ? scenario_record_words(reader->vocabulary, &row->policy, row->carried_by, object) : NULL;
    reader->out_of_memory |= !cells || !row->policy.name || !row->policy.file || !row->policy.words;
    free(cells);
}

static void read_row(struct dated_reader *dated, const struct cor_json_value *object, struct cor_dated_policy *row)
{
    bool is_record =
        object->type == COR_JSON_OBJECT && !cor_json_member(object, "type") && cor_json_member(object, "carried_by");
    if (is_record) {
        read_record(dated, object, row);
    } else if (scenario_read_policy(&dated->reader, &dated->page, object, &row->policy)) {
        row->carried_by = cor_strdup("");
        dated->reader.out_of_memory |= !row->carried_by;
    } else {
        return;
    }
    if (!dated->reader.out_of_memory) {
        read_needed_text(dated, object, "name", SCENARIO_MAX_NAME, &row->policy.name);
        read_evidence(dated, object, row);
    }
}

/* ---- the file ---- */

static void read_rows(struct dated_reader *dated, struct cor_dated_policies *rows)
{
    static const char *const KEYS[] = {"policies"};
    const struct cor_json_value *root = dated->page.root;
    const struct cor_json_value *list = root->type == COR_JSON_OBJECT ? cor_json_member(root, "policies") : NULL;
    if (!list || list->type != COR_JSON_ARRAY || list->n_children > SCENARIO_MAX_POLICIES) {
        cor_diagnostics_add(dated->reader.list, COR_ERROR, cor_json_place(dated->page.json, list ? list : root),
                            "dated policies must be an object with a list \"policies\" of at most %d",
                            SCENARIO_MAX_POLICIES);
        return;
    }
    scenario_check_keys(&dated->reader, &dated->page, root, KEYS, 1);
    rows->rows = cor_calloc(list->n_children, sizeof *rows->rows);
    dated->reader.out_of_memory |= !rows->rows;
    while (!dated->reader.out_of_memory && rows->n < list->n_children) {
        size_t i = rows->n++;
        read_row(dated, &list->children[i], &rows->rows[i]);
    }
}

enum cor_status cor_dated_policies_read(const char *path, const char *text, size_t n_bytes,
                                        const struct cor_vocabulary *vocabulary, const char *const *sources,
                                        size_t n_sources, struct cor_diagnostics *list, struct cor_dated_policies *rows)
{
    size_t n_errors = list->n_errors;
    struct cor_json *json = NULL;
    *rows = (struct cor_dated_policies){0};
    enum cor_status status = cor_json_parse(path, text, n_bytes, list, &json);
    if (status != COR_OK) {
        return status;
    }
    struct dated_reader dated = {.reader = {.vocabulary = vocabulary,
                                            .list = list,
                                            .n_cells = scenario_count_cells(vocabulary),
                                            .is_dated = true},
                                 .page = {.json = json, .root = cor_json_root(json), .path = path},
                                 .sources = sources,
                                 .n_sources = n_sources};
    read_rows(&dated, rows);
    cor_json_free(json);
    return dated.reader.out_of_memory ? COR_ERR_MEMORY : list->n_errors > n_errors ? COR_ERR_INPUT : COR_OK;
}

void cor_dated_policies_free(struct cor_dated_policies *dated)
{
    for (size_t i = 0; i < dated->n; i++) {
        scenario_free_policy(&dated->rows[i].policy);
        free(dated->rows[i].carried_by);
        free(dated->rows[i].source);
        free(dated->rows[i].note);
    }
    free(dated->rows);
    *dated = (struct cor_dated_policies){0};
}

/* ---- in a scenario ---- */

static void refuse_event(struct scenario_reader *reader, struct cor_place place, const char *name)
{
    const struct cor_dated_policies *dated = reader->vocabulary->dated;
    size_t n = dated ? dated->n : 0, n_names = 0;
    const char **names = cor_calloc(n, sizeof *names);
    for (size_t i = 0; names && i < n; i++) {
        const struct cor_policy *policy = &dated->rows[i].policy;
        bool told = i > 0 && strcmp(policy->name, dated->rows[i - 1].policy.name) == 0;
        names[n_names] = policy->name;
        n_names += policy->type && !told;
    }
    reader->out_of_memory |= !names;
    if (names) {
        scenario_unknown_name(reader, place, "dated policy", name, names, n_names);
    }
    free(names);
}

static void leave_out(struct scenario_reader *reader, struct cor_place place, const char *name)
{
    const struct cor_dated_policies *dated = reader->vocabulary->dated;
    bool is_found = false;
    for (size_t i = 0; dated && i < dated->n; i++) {
        const struct cor_dated_policy *row = &dated->rows[i];
        if (strcmp(row->policy.name, name) != 0) {
            continue;
        }
        is_found = true;
        reader->scenario->without[i] = 1;
        if (!row->policy.type) {
            cor_diagnostics_add(reader->list, COR_ERROR, place,
                                "\"%s\" is a record and cannot be left out: its effect is in %s; set these instead",
                                name, row->carried_by);
        }
    }
    if (!is_found) {
        refuse_event(reader, place, name);
    }
}

void scenario_read_without(struct scenario_reader *reader, const struct scenario_page *page,
                           const struct cor_json_value *array)
{
    if (array->type != COR_JSON_ARRAY) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, array),
                            "\"without\" must be a list of names of dated policies");
        return;
    }
    for (size_t i = 0; i < array->n_children && !cor_diagnostics_full(reader->list); i++) {
        const struct cor_json_value *item = &array->children[i];
        struct cor_place place = cor_json_place(page->json, item);
        if (item->type == COR_JSON_STRING) {
            leave_out(reader, place, item->string);
        } else {
            cor_diagnostics_add(reader->list, COR_ERROR, place, "\"without\" must hold names in quotation marks");
        }
    }
}

bool scenario_is_in_months(const struct cor_policy *policy, const struct cor_scenario *scenario)
{
    return policy->type && policy->from < scenario->to && policy->to > scenario->from;
}

bool scenario_take_dated(const struct cor_vocabulary *vocabulary, struct cor_scenario *scenario)
{
    const struct cor_dated_policies *dated = vocabulary->dated;
    bool whole = true;
    scenario_free_dated(scenario);
    scenario->dated = cor_calloc(dated ? dated->n : 0, sizeof *scenario->dated);
    for (size_t i = 0; scenario->dated && dated && whole && i < dated->n; i++) {
        const struct cor_policy *policy = &dated->rows[i].policy;
        if (scenario_is_in_months(policy, scenario) && !scenario->without[i]) {
            struct cor_policy *copy = &scenario->dated[scenario->n_dated++];
            whole = scenario_copy_policy(policy, scenario->timeline.n_cells, copy);
            copy->to = policy->to < scenario->to ? policy->to : scenario->to;
        }
    }
    return whole && scenario->dated;
}

void scenario_free_dated(struct cor_scenario *scenario)
{
    for (size_t i = 0; i < scenario->n_dated; i++) {
        scenario_free_policy(&scenario->dated[i]);
    }
    free(scenario->dated);
    scenario->dated = NULL;
    scenario->n_dated = 0;
}
