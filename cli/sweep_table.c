/* From records to one tidy table, sweep.csv, with scenarios.csv and the digest of the design beside it. The three take their
 * places together or not at all, and a table of another design is never replaced unasked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "cli/sweep.h"
#include "sim/base/memory.h"
#include "sim/io/csv.h"

void sweep_add_cell(struct cor_text *text, const char *cell)
{
    cor_text_add(text, "\"%s", strchr("=+-@\t\r", cell[0]) && cell[0] ? "'" : "");
    for (; *cell; cell++) {
        cor_text_add(text, *cell == '"' ? "\"\"" : *cell == '\n' || *cell == '\r' ? " " : "%c", *cell);
    }
    cor_text_add(text, "\"");
}

/* ---- rows ---- */

/* Is this setting of --set a column of the table? Not when a later --set has the parameter; the design has others. */
static bool is_column(const struct sweep *sweep, size_t setting)
{
    const struct cli_options *options = &sweep->cli->options;
    const char *text = options->set[setting].text;
    size_t length = strcspn(text, "=") + 1; /* with the sign, so that no longer name fits */
    for (size_t i = setting + 1; i < options->n_set; i++) {
        if (strncmp(options->set[i].text, text, length) == 0) {
            return false;
        }
    }
    return true;
}

static void add_header(struct cor_text *text, const struct sweep *sweep)
{
    const struct cli_options *options = &sweep->cli->options;
    cor_text_add(text, "run,scenario");
    for (size_t k = 0; k < sweep->design.n_columns; k++) {
        cor_text_add(text, ",%s", sweep->design.columns[k].name);
    }
    for (size_t i = 0; i < options->n_set; i++) {
        if (is_column(sweep, i)) {
            cor_text_add(text, ",%.*s", (int)strcspn(options->set[i].text, "="), options->set[i].text);
        }
    }
    cor_text_add(text, ",scenario_name,status,output,area,unit,year,months,value,standard_error,n_replicates\n");
}

/* What all rows of a run begin with. */
static void add_run(struct cor_text *text, const struct sweep *sweep, size_t run)
{
    const struct cli_options *options = &sweep->cli->options;
    const struct cor_scenario *scenario = simulation_scenario(sweep->input, sweep->scenario[run]);
    cor_text_add(text, "%zu,", run + 1);
    sweep_add_cell(text, scenario->path);
    for (size_t k = 0; k < sweep->design.n_columns; k++) {
        cor_text_add(text, ",");
        cor_text_add_number(text, sweep->design.values[run * sweep->design.n_columns + k]);
    }
    for (size_t i = 0; i < options->n_set; i++) {
        if (is_column(sweep, i)) {
            double value = 0.0;
            cor_number_parse(strchr(options->set[i].text, '=') + 1, &value);
            cor_text_add(text, ",");
            cor_text_add_number(text, value);
        }
    }
    cor_text_add(text, ",%s,", scenario->name);
}

static void add_number(struct cor_text *text, const struct cor_json_value *numbers, size_t i)
{
    cor_text_add(text, ",");
    if (numbers->children[i].type == COR_JSON_NUMBER) {
        cor_text_add_number(text, numbers->children[i].number);
    }
}

static void add_output(struct cor_text *text, const struct cor_text *run, const struct cor_json_value *root,
                       const struct cor_json_value *output)
{
    const struct cor_json_value *years = cor_json_member(root, "years");
    for (size_t y = 0; y < years->n_children; y++) {
        cor_text_add_bytes(text, run->bytes, run->n_bytes);
        cor_text_add(text, "complete,%s,%s,", cor_json_member(output, "name")->string,
                     cor_json_member(output, "area")->string);
        sweep_add_cell(text, cor_json_member(output, "unit")->string);
        add_number(text, years, y);
        add_number(text, cor_json_member(root, "months"), y);
        add_number(text, cor_json_member(output, "values"), y);
        add_number(text, cor_json_member(output, "errors"), y);
        add_number(text, cor_json_member(output, "counts"), y);
        cor_text_add(text, "\n");
    }
}

/* The checksum has said that we wrote this record, so its members are there. */
static void add_record(struct cor_text *text, const struct cor_text *run, const struct cor_json *document)
{
    const struct cor_json_value *root = cor_json_root(document), *outputs = cor_json_member(root, "outputs");
    for (size_t i = 0; i < outputs->n_children && !text->failed; i++) {
        add_output(text, run, root, &outputs->children[i]);
    }
}

/* A run that failed or was refused has one row, which says why and holds no value. */
static void add_failure(struct cor_text *text, const struct cor_text *run, const char *outcome, const char *cause)
{
    char *status = cor_format("%s: %s", outcome, cause);
    cor_text_add_bytes(text, run->bytes, run->n_bytes);
    sweep_add_cell(text, status ? status : outcome);
    cor_text_add(text, ",,,,,,,,\n");
    free(status);
}

static enum cor_status add_refused_row(struct cor_text *rows, const struct sweep *sweep, size_t run)
{
    struct cor_text beginning;
    cor_text_init(&beginning);
    add_run(&beginning, sweep, run);
    if (!beginning.failed) {
        add_failure(rows, &beginning, "refused", sweep->refused[run]);
    }
    enum cor_status status = beginning.failed || rows->failed ? COR_ERR_MEMORY : COR_OK;
    cor_text_free(&beginning);
    return status;
}

static enum cor_status add_rows(struct cor_text *rows, const struct sweep *sweep, size_t run, bool *missing,
                                enum cor_status *failed)
{
    char cause[COR_MESSAGE_SIZE];
    struct cor_text beginning;
    struct cor_json *document = NULL;
    enum cli_record_state state = CLI_RECORD_MISSING;
    enum cor_status status = cli_record_read(&sweep->keys[run], &state, &document), failure = COR_OK;
    if (status == COR_OK && state != CLI_RECORD_GOOD) {
        status = cli_failure_read(&sweep->keys[run], &failure, cause);
    }
    cor_text_init(&beginning);
    add_run(&beginning, sweep, run);
    if (status == COR_OK && state == CLI_RECORD_GOOD && !beginning.failed) {
        add_record(rows, &beginning, document);
    } else if (status == COR_OK && failure != COR_OK && !beginning.failed) {
        add_failure(rows, &beginning, "failed", cause);
        *failed = failure > *failed ? failure : *failed;
    } else {
        *missing = true;
    }
    status = beginning.failed || rows->failed ? COR_ERR_MEMORY : status;
    cor_json_free(document);
    cor_text_free(&beginning);
    return status;
}

/* ---- the files ---- */

static enum cor_status append(struct cor_file_writer *writer, const struct sweep *sweep, bool *missing,
                              enum cor_status *failed)
{
    struct cor_text text;
    char *message = sweep->cli->message;
    cor_text_init(&text);
    add_header(&text, sweep);
    enum cor_status status = text.failed ? COR_ERR_MEMORY : COR_OK;
    for (size_t run = 0; run < sweep->design.n_runs && status == COR_OK && !*missing; run++) {
        status =
            sweep->refused[run] ? add_refused_row(&text, sweep, run) : add_rows(&text, sweep, run, missing, failed);
        if (status == COR_OK && text.n_bytes > 0) {
            status = cor_file_append(writer, text.bytes, text.n_bytes, message);
            text.n_bytes = 0;
        }
    }
    cor_text_free(&text);
    return status;
}

static enum cor_status write_table(const struct sweep *sweep, const char *workshop, bool *missing,
                                   enum cor_status *failed)
{
    struct cor_file_writer writer;
    char *path = cor_format("%s/sweep.csv", workshop), *message = sweep->cli->message;
    enum cor_status status = path ? cor_file_begin(&writer, path, message) : COR_ERR_MEMORY;
    free(path);
    if (status != COR_OK) {
        return status;
    }
    status = append(&writer, sweep, missing, failed);
    if (status == COR_OK && !*missing) {
        return cor_file_commit(&writer, message);
    }
    cor_file_abandon(&writer);
    return status;
}

static enum cor_status write_text(const struct sweep *sweep, const char *workshop, const char *name, const char *text)
{
    char *path = cor_format("%s/%s", workshop, name);
    enum cor_status status = path ? cor_file_write(path, text, strlen(text), sweep->cli->message) : COR_ERR_MEMORY;
    free(path);
    return status;
}

enum cor_status sweep_table_write(const struct sweep *sweep, bool *missing, enum cor_status *failed)
{
    char *name = cor_format("%s/table", sweep->folder), *workshop = name ? cor_file_private_name(name) : NULL;
    enum cor_status status = workshop ? cor_directory_create(workshop, sweep->cli->message) : COR_ERR_MEMORY;
    *missing = false;
    *failed = COR_OK;
    if (status == COR_OK) {
        status = write_table(sweep, workshop, missing, failed);
    }
    if (status == COR_OK && !*missing) {
        status = write_text(sweep, workshop, "scenarios.csv", sweep->descriptions.bytes);
    }
    if (status == COR_OK && !*missing) {
        status = write_text(sweep, workshop, "design.digest", sweep->identity);
    }
    if (status == COR_OK && !*missing) {
        status = cor_directory_move_files(workshop, sweep->folder, sweep->cli->message);
    }
    if (workshop) {
        cor_directory_remove(workshop);
    }
    free(workshop);
    free(name);
    return status;
}

enum cor_status sweep_missing(const struct sweep *sweep, size_t *n_missing)
{
    char cause[COR_MESSAGE_SIZE];
    enum cor_status status = COR_OK;
    *n_missing = 0;
    for (size_t run = 0; run < sweep->design.n_runs && status == COR_OK; run++) {
        bool exists = sweep->refused[run] != NULL;
        enum cor_status failure = COR_OK;
        if (!exists) {
            status = cli_record_exists(&sweep->keys[run], &exists);
        }
        if (!exists && status == COR_OK) {
            status = cli_failure_read(&sweep->keys[run], &failure, cause);
        }
        *n_missing += !exists && failure == COR_OK;
    }
    return status;
}

enum cor_status sweep_table_check(struct sweep *sweep)
{
    char *table = cor_format("%s/sweep.csv", sweep->folder), *digest = cor_format("%s/design.digest", sweep->folder);
    char *found = NULL, ignored[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    enum cor_status status = table && digest ? COR_OK : COR_ERR_MEMORY;
    if (status == COR_OK && access(table, F_OK) == 0 && !sweep->cli->options.replace) {
        enum cor_status read = cor_file_read(digest, 1024, &found, &n_bytes, ignored);
        bool same = read == COR_OK && strcmp(found, sweep->identity) == 0;
        if (read == COR_ERR_MEMORY) {
            status = read;
        } else if (!same) {
            cor_diagnostics_add(&sweep->cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                                "'%s' is the table of another design, of other settings, data or of another program: "
                                "choose another folder with -o, or add --replace (matching records are used "
                                "again)",
                                table);
            status = COR_ERR_USAGE;
        }
    }
    free(found);
    free(table);
    free(digest);
    return status;
}
