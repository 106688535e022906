#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "sim/base/memory.h"
#include "sim/io/file.h"
#include "sim/run/scenario_reader.h"

enum { MAX_FILE_BYTES = 4 * 1024 * 1024, MAX_REFERENCE = 255 };

static const char *const KEYS[] = {"$schema",      "name", "title", "extends",    "include", "description",
                                   "plausibility", "from", "to",    "parameters", "without", "policies"};

static bool ends_with(const char *text, const char *end)
{
    size_t n_text = strlen(text), n_end = strlen(end);
    return n_text >= n_end && strcmp(text + n_text - n_end, end) == 0;
}

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return !slash ? 0 : (size_t)(slash - path) + 1;
}

/* Does the relative path climb higher than the parent of the folder where it starts? */
static bool climbs_too_high(const char *path)
{
    int depth = 0, lowest = 0;
    while (*path != '\0') {
        size_t length = strcspn(path, "/");
        if (length == 2 && path[0] == '.' && path[1] == '.') {
            depth--;
        } else if (length > 0 && !(length == 1 && path[0] == '.')) {
            depth++;
        }
        lowest = depth < lowest ? depth : lowest;
        path += length;
        path += *path == '/';
    }
    return lowest < -1;
}

/* The path of the file that `value` names, relative to the file in which it stands; NULL after a problem. */
static char *referenced_path(struct scenario_reader *reader, const struct scenario_page *page,
                             const struct cor_json_value *value)
{
    char *reference = NULL, *path = NULL;
    bool is_text = scenario_read_text(reader, page, value, MAX_REFERENCE, true, &reference);
    if (is_text && (reference[0] == '/' || !ends_with(reference, ".json"))) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value),
                            "\"%s\" must be a relative path that ends in .json", reference);
    } else if (is_text) {
        path = cor_format("%.*s%s", (int)folder_length(page->path), page->path, reference);
        reader->out_of_memory |= !path;
    }
    if (path && climbs_too_high(path + reader->root_length)) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value),
                            "\"%s\" leads beyond the parent folder of the scenario", reference);
        free(path);
        path = NULL;
    }
    free(reference);
    return path;
}

static void read_reference(struct scenario_reader *reader, const struct scenario_page *page,
                           const struct cor_json_value *value)
{
    char *path = referenced_path(reader, page, value);
    if (path) {
        scenario_read_file(reader, path, cor_json_place(page->json, value), page->depth + 1);
    }
    free(path);
}

/* A list of files whose policies and parameters are taken over, in this order. */
static void read_includes(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *value)
{
    if (value->type != COR_JSON_ARRAY || value->n_children > SCENARIO_MAX_FILES) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value),
                            "\"include\" must be a list of at most %d scenario files", SCENARIO_MAX_FILES);
        return;
    }
    reader->n_includes_open += 1;
    for (size_t i = 0; i < value->n_children; i++) {
        read_reference(reader, page, &value->children[i]);
    }
    reader->n_includes_open -= 1;
}

static bool is_plain_name(const char *name)
{
    return strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == strlen(name);
}

static void read_name(struct scenario_reader *reader, const struct scenario_page *page, char **name)
{
    const struct cor_json_value *value = cor_json_member(page->root, "name");
    if (!value) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, page->root),
                            "the scenario has no \"name\"");
    } else if (scenario_read_text(reader, page, value, SCENARIO_MAX_NAME, true, name) && !is_plain_name(*name)) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, value),
                            "\"name\" may hold a-z, 0-9, _ and - only, found \"%s\"", *name);
    }
}

static void read_member_text(struct scenario_reader *reader, const struct scenario_page *page, const char *key,
                             size_t max_bytes, char **text)
{
    const struct cor_json_value *value = cor_json_member(page->root, key);
    if (value) {
        scenario_read_text(reader, page, value, max_bytes, max_bytes <= SCENARIO_MAX_TITLE, text);
    }
}

static void read_months(struct scenario_reader *reader, const struct scenario_page *page, struct cor_scenario *scenario)
{
    const struct cor_json_value *from = cor_json_member(page->root, "from");
    const struct cor_json_value *to = cor_json_member(page->root, "to");
    int32_t month = 0;
    if (from && scenario_read_month(reader, page, from, &month)) {
        scenario_set_start(reader, cor_json_place(page->json, from), month, scenario);
    }
    if (to && scenario_read_month(reader, page, to, &month)) {
        scenario->to = month + 1;
    }
}

/* Name, texts and months. Those of an included file are checked and thrown away. */
static void read_head(struct scenario_reader *reader, const struct scenario_page *page)
{
    struct cor_scenario unused = {0};
    struct cor_scenario *head = reader->n_includes_open > 0 ? &unused : reader->scenario;
    read_name(reader, page, &head->name);
    read_member_text(reader, page, "title", SCENARIO_MAX_TITLE, &head->title);
    read_member_text(reader, page, "description", SCENARIO_MAX_TEXT, &head->description);
    read_member_text(reader, page, "plausibility", SCENARIO_MAX_TEXT, &head->plausibility);
    read_months(reader, page, head);
    free(unused.name);
    free(unused.title);
    free(unused.description);
    free(unused.plausibility);
}

const struct cor_parameter *scenario_find_parameter(const struct cor_vocabulary *vocabulary, const char *name)
{
    for (size_t i = 0; i < vocabulary->n_parameters; i++) {
        if (strcmp(vocabulary->parameters[i].name, name) == 0) {
            return &vocabulary->parameters[i];
        }
    }
    return NULL;
}

static void refuse_parameter(struct scenario_reader *reader, struct cor_place place, const char *name)
{
    bool helps = !cor_diagnostics_full(reader->list);
    const char *nearest = helps ? cor_scenario_nearest_setting(reader->vocabulary, name) : NULL;
    cor_diagnostics_add(reader->list, COR_ERROR, place, "unknown parameter \"%.200s\"%s%s%s", name,
                        nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "");
}

static void read_parameter(struct scenario_reader *reader, const struct scenario_page *page,
                           const struct cor_json_value *value)
{
    const struct cor_parameter *row = scenario_find_parameter(reader->vocabulary, value->key);
    struct cor_parameter fact;
    double number = 0.0;
    if (row) {
        size_t index = (size_t)(row - reader->vocabulary->parameters);
        if (scenario_read_number(reader, page, value, row->min, row->max, row->unit,
                                 &reader->scenario->parameters[index])) {
            scenario_note_setting(reader, index, cor_json_place(page->json, value));
        }
    } else if (!scenario_find_fact(reader->vocabulary, value->key, &fact)) {
        struct cor_place place = {cor_json_file(page->json), value->key_line, value->key_column};
        refuse_parameter(reader, place, value->key);
    } else if (scenario_read_number(reader, page, value, fact.min, fact.max, fact.unit, &number)) {
        scenario_set_fact(reader, &fact, number);
    }
}

static void read_parameters(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *object)
{
    if (!scenario_is_object(reader, page, object, "\"parameters\"")) {
        return;
    }
    for (size_t i = 0; i < object->n_children && !cor_diagnostics_full(reader->list); i++) {
        read_parameter(reader, page, &object->children[i]);
    }
}

/* A schema says by which schema of schemas it is written; the "$schema" of a scenario is a file beside it. */
static bool says_schema(const struct cor_json_value *root)
{
    static const char SCHEMAS[] = "https://json-schema.org/";
    const struct cor_json_value *value = root->type == COR_JSON_OBJECT ? cor_json_member(root, "$schema") : NULL;
    return value && value->type == COR_JSON_STRING && strncmp(value->string, SCHEMAS, strlen(SCHEMAS)) == 0;
}

enum cor_status cor_scenario_is_schema(const char *path, bool *is_schema)
{
    struct cor_diagnostics unheard;
    struct cor_json *json = NULL;
    char message[COR_MESSAGE_SIZE], *text = NULL;
    size_t n_bytes = 0;
    struct stat facts;
    enum cor_status status = COR_OK;
    *is_schema = false;
    cor_diagnostics_init(&unheard);
    if (stat(path, &facts) == 0 && S_ISREG(facts.st_mode)) { /* what is read from a pipe is gone */
        status = cor_file_read(path, MAX_FILE_BYTES, &text, &n_bytes, message);
        status = status == COR_OK ? cor_json_parse(path, text, n_bytes, &unheard, &json) : status;
        *is_schema = status == COR_OK && says_schema(cor_json_root(json));
        cor_json_free(json);
    }
    cor_diagnostics_free(&unheard);
    free(text);
    return status == COR_ERR_MEMORY ? status : COR_OK;
}

/* What the file builds on comes first, so that what it says itself holds. */
static void read_scenario(struct scenario_reader *reader, const struct scenario_page *page)
{
    const struct cor_json_value *value;
    if (!scenario_is_object(reader, page, page->root, "a scenario")) {
        return;
    }
    if (says_schema(page->root)) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_json_place(page->json, page->root),
                            "this is a JSON Schema, which describes scenarios; it is not a scenario");
        return;
    }
    scenario_check_keys(reader, page, page->root, KEYS, sizeof KEYS / sizeof KEYS[0]);
    if ((value = cor_json_member(page->root, "extends")) != NULL) {
        read_reference(reader, page, value);
    }
    if ((value = cor_json_member(page->root, "include")) != NULL) {
        read_includes(reader, page, value);
    }
    read_head(reader, page);
    if ((value = cor_json_member(page->root, "parameters")) != NULL) {
        read_parameters(reader, page, value);
    }
    if ((value = cor_json_member(page->root, "without")) != NULL) {
        scenario_read_without(reader, page, value);
    }
    if ((value = cor_json_member(page->root, "policies")) != NULL) {
        scenario_read_policies(reader, page, value);
    }
}

/* Is the file in the list of files? Then it has been taken over (two packages that extend one baseline), or it builds on
 * itself, which is a problem. */
static bool is_entered(struct scenario_reader *reader, const char *path, const struct stat *facts,
                       struct cor_place from)
{
    for (size_t i = 0; i < reader->n_files; i++) {
        if (reader->files[i].device == facts->st_dev && reader->files[i].inode == facts->st_ino) {
            if (reader->files[i].open) {
                cor_diagnostics_add(reader->list, COR_ERROR, from, "the scenario %s builds on itself", path);
            }
            return true;
        }
    }
    return false;
}

/* Enter a file of `n_bytes` in the list of files. False after a problem. */
static bool enter_file(struct scenario_reader *reader, const char *path, const struct stat *facts, size_t n_bytes,
                       struct cor_place from, int depth)
{
    if (reader->n_files == SCENARIO_MAX_FILES || depth >= SCENARIO_MAX_DEPTH ||
        n_bytes > SCENARIO_MAX_BYTES - reader->n_bytes) {
        cor_diagnostics_add(reader->list, COR_ERROR, from,
                            "too many scenarios that build on each other at %s: at most %d deep, %d files and %d bytes",
                            path, SCENARIO_MAX_DEPTH, SCENARIO_MAX_FILES, SCENARIO_MAX_BYTES);
        return false;
    }
    reader->n_bytes += n_bytes;
    reader->files[reader->n_files++] = (struct scenario_file){facts->st_dev, facts->st_ino, true};
    return true;
}

static void read_text_of_file(struct scenario_reader *reader, const char *path, const char *text, size_t n_bytes,
                              int depth)
{
    struct cor_json *json = NULL;
    size_t number = reader->n_files - 1;
    enum cor_status status = cor_json_parse(path, text, n_bytes, reader->list, &json);
    if (status == COR_OK) {
        struct scenario_page page = {json, cor_json_root(json), path, number, depth};
        read_scenario(reader, &page);
        cor_json_free(json);
    }
    reader->out_of_memory |= status == COR_ERR_MEMORY;
    reader->files[number].open = false;
}

/* Put a text on the shelf, which owns it from now on. */
static const struct scenario_text *shelve(struct scenario_shelf *shelf, struct scenario_text text)
{
    if (shelf->n_texts == shelf->room) {
        size_t room = 2 * shelf->room + 8;
        struct scenario_text *texts = cor_realloc(shelf->texts, room, sizeof *texts);
        if (!texts) {
            free(text.bytes);
            return NULL;
        }
        shelf->texts = texts;
        shelf->room = room;
    }
    shelf->texts[shelf->n_texts] = text;
    return &shelf->texts[shelf->n_texts++];
}

/* The text of a file, read when it is not on the shelf yet; NULL after a problem. */
static const struct scenario_text *text_of(struct scenario_reader *reader, const char *path, const struct stat *facts,
                                           struct cor_place from)
{
    struct scenario_shelf *shelf = reader->shelf;
    struct scenario_text text = {.device = facts->st_dev, .inode = facts->st_ino};
    char message[COR_MESSAGE_SIZE];
    for (size_t i = 0; i < shelf->n_texts; i++) {
        if (shelf->texts[i].device == text.device && shelf->texts[i].inode == text.inode) {
            return &shelf->texts[i];
        }
    }
    enum cor_status status = cor_file_read(path, MAX_FILE_BYTES, &text.bytes, &text.n_bytes, message);
    const struct scenario_text *shelved = status == COR_OK ? shelve(shelf, text) : NULL;
    if (status == COR_ERR_IO) {
        cor_diagnostics_add(reader->list, COR_ERROR, from, "%s", message);
    }
    reader->out_of_memory |= status == COR_ERR_MEMORY || (status == COR_OK && !shelved);
    return shelved;
}

void scenario_free_shelf(struct scenario_shelf *shelf)
{
    for (size_t i = 0; i < shelf->n_texts; i++) {
        free(shelf->texts[i].bytes);
    }
    free(shelf->texts);
    *shelf = (struct scenario_shelf){0};
}

void scenario_read_file(struct scenario_reader *reader, const char *path, struct cor_place from, int depth)
{
    struct stat facts = {0};
    if (stat(path, &facts) == 0 && is_entered(reader, path, &facts, from)) {
        return;
    }
    const struct scenario_text *text = text_of(reader, path, &facts, from);
    if (text && enter_file(reader, path, &facts, text->n_bytes, from, depth)) {
        /* the shelf may move while other files are read, the bytes do not */
        read_text_of_file(reader, path, text->bytes, text->n_bytes, depth);
    }
}
