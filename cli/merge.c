/* From records to one tidy table: run, scenario, parameters, output, area, unit, year, value. Written whole or not at all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "cli/design.h"
#include "cli/record.h"
#include "models/core/parameters.h"
#include "sim/base/memory.h"

/* A text cell, quoted; a spreadsheet must not take it for a formula. */
static void add_cell(struct cor_text *text, const char *cell)
{
    cor_text_add(text, "\"%s", strchr("=+-@\t\r", cell[0]) && cell[0] ? "'" : "");
    for (; *cell; cell++) {
        cor_text_add(text, *cell == '"' ? "\"\"" : "%c", *cell);
    }
    cor_text_add(text, "\"");
}

static void add_header(struct cor_text *text, const struct cli_design *design)
{
    cor_text_add(text, "run,scenario");
    for (size_t k = 0; k < design->n_columns; k++) {
        cor_text_add(text, ",%s", parameter_table[design->columns[k]].name);
    }
    cor_text_add(text, ",output,area,unit,year,value\n");
}

/* What all rows of a run begin with. */
static void add_run(struct cor_text *text, const struct cli_design *design, size_t run)
{
    cor_text_add(text, "%zu,", run + 1);
    add_cell(text, design->scenarios[run]);
    for (size_t k = 0; k < design->n_columns; k++) {
        cor_text_add(text, ",");
        cor_text_add_number(text, design->values[run * design->n_columns + k]);
    }
}

static void add_output(struct cor_text *text, const struct cor_text *run, const struct cor_json_value *output,
                       const struct cor_json_value *years)
{
    const struct cor_json_value *values = cor_json_member(output, "values");
    for (size_t y = 0; y < years->n_children && y < values->n_children; y++) {
        const struct cor_json_value *value = &values->children[y];
        cor_text_add_bytes(text, run->bytes, run->n_bytes);
        cor_text_add(text, ",%s,%s,", cor_json_member(output, "name")->string, cor_json_member(output, "area")->string);
        add_cell(text, cor_json_member(output, "unit")->string);
        cor_text_add(text, ",%.0f,", years->children[y].number);
        if (value->type == COR_JSON_NUMBER) {
            cor_text_add_number(text, value->number);
        }
        cor_text_add(text, "\n");
    }
}

/* The checksum has said that we wrote this record, so its members are there. */
static enum cor_status append_record(struct cor_file_writer *writer, const struct cli_design *design, size_t run,
                                     const struct cor_json *document, char message[COR_MESSAGE_SIZE])
{
    struct cor_text rows, beginning;
    const struct cor_json_value *root = cor_json_root(document), *outputs = cor_json_member(root, "outputs");
    cor_text_init(&rows);
    cor_text_init(&beginning);
    add_run(&beginning, design, run);
    for (size_t i = 0; i < outputs->n_children && !beginning.failed; i++) {
        add_output(&rows, &beginning, &outputs->children[i], cor_json_member(root, "years"));
    }
    enum cor_status status =
        rows.failed || beginning.failed ? COR_ERR_MEMORY : cor_file_append(writer, rows.bytes, rows.n_bytes, message);
    cor_text_free(&rows);
    cor_text_free(&beginning);
    return status;
}

static enum cor_status append_header(struct cor_file_writer *writer, const struct cli_design *design,
                                     char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    add_header(&text, design);
    enum cor_status status = text.failed ? COR_ERR_MEMORY : cor_file_append(writer, text.bytes, text.n_bytes, message);
    cor_text_free(&text);
    return status;
}

static enum cor_status append_run(struct cor_file_writer *writer, const struct cli_design *design,
                                  const struct cli_record_key *key, char message[COR_MESSAGE_SIZE])
{
    struct cor_json *document = NULL;
    enum cli_record_state state = CLI_RECORD_MISSING;
    enum cor_status status = cli_record_read(key, &state, &document);
    if (status == COR_OK && state != CLI_RECORD_GOOD) {
        snprintf(message, COR_MESSAGE_SIZE, "the record of run %zu is missing or damaged", key->run + 1);
        return COR_ERR_IO;
    }
    if (status == COR_OK) {
        status = append_record(writer, design, key->run, document, message);
        cor_json_free(document);
    }
    return status;
}

enum cor_status cli_records_merge(const struct cli_design *design, const struct cli_record_key *keys,
                                  char message[COR_MESSAGE_SIZE])
{
    struct cor_file_writer writer;
    char *path = cor_format("%s/sweep.csv", keys[0].folder);
    enum cor_status status = path ? cor_file_begin(&writer, path, message) : COR_ERR_MEMORY;
    free(path);
    if (status != COR_OK) {
        return status;
    }
    status = append_header(&writer, design, message);
    for (size_t run = 0; run < design->n_runs && status == COR_OK; run++) {
        status = append_run(&writer, design, &keys[run], message);
    }
    if (status == COR_OK) {
        return cor_file_commit(&writer, message);
    }
    cor_file_abandon(&writer);
    return status;
}
