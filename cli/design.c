#include "cli/design.h"
#include <stdlib.h>
#include <string.h>
#include "models/tables/parameters.h"
#include "sim/base/memory.h"
#include "sim/base/random.h"
#include "sim/io/csv.h"
#include "sim/io/file.h"

enum { MAX_DESIGN_BYTES = 64 * 1024 * 1024, MAX_NAME = 128 };

/* Counter word 3 of the draws of designs: persons have 0 there, so that a design shares no draw with them. */
enum { DESIGN_STREAM = 1 };

static const struct cor_place command_line = {NULL, 0, 0};

void cli_design_free(struct cli_design *design)
{
    for (size_t i = 0; design->owned && i < design->n_owned; i++) {
        free(design->owned[i]);
    }
    free(design->owned);
    free(design->scenarios);
    free(design->columns);
    free(design->values);
    memset(design, 0, sizeof *design);
}

static enum cor_status design_take_room(struct cli_design *design, size_t n_runs, size_t n_columns)
{
    size_t n_values = 0;
    if (__builtin_mul_overflow(n_runs, n_columns, &n_values)) {
        return COR_ERR_MEMORY;
    }
    design->n_runs = n_runs;
    design->values = cor_calloc(n_values, sizeof *design->values);
    design->scenarios = cor_calloc(n_runs, sizeof *design->scenarios);
    design->owned = cor_calloc(n_runs + 1, sizeof *design->owned);
    return design->values && design->scenarios && design->owned ? COR_OK : COR_ERR_MEMORY;
}

/* Row of the parameter named by the first `length` characters, or n_parameters. */
static size_t find_parameter(const char *name, size_t length)
{
    for (size_t i = 0; i < n_parameters; i++) {
        if (strlen(parameter_table[i].name) == length && strncmp(parameter_table[i].name, name, length) == 0) {
            return i;
        }
    }
    return n_parameters;
}

static void refuse_parameter(struct cor_diagnostics *list, struct cor_place place, const char *name)
{
    const char **names = cor_calloc(n_parameters + 1, sizeof *names);
    const char *nearest = NULL;
    for (size_t i = 0; names && i < n_parameters; i++) {
        names[i] = parameter_table[i].name;
    }
    if (names) {
        names[n_parameters] = "scenario";
        nearest = cor_diagnostics_nearest(list, name, names, n_parameters + 1);
    }
    cor_diagnostics_add(list, COR_ERROR, place, "unknown parameter '%s'%s%s%s", name, nearest ? "; did you mean '" : "",
                        nearest ? nearest : "", nearest ? "'?" : "");
    free(names);
}

/* ---- from a table ---- */

/* The names of the header: the reader of tables wants to be told what may be there, and here anything may, until it is
 * looked up. Splits `text` in place; returns the number of names. */
static size_t split_header(char *text, const char **names, size_t max_names)
{
    size_t n = 0;
    char *at = strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text;
    at[strcspn(at, "\r\n")] = '\0';
    for (char *next; at && n < max_names; at = next) {
        next = strchr(at, ',');
        if (next) {
            *next++ = '\0';
        }
        size_t length = strlen(at);
        if (length >= 2 && at[0] == '"' && at[length - 1] == '"') {
            at[length - 1] = '\0';
            at++;
        }
        names[n++] = at;
    }
    return n;
}

static enum cor_status read_table(const char *path, struct cor_diagnostics *list, struct cor_csv *table)
{
    char *text = NULL, message[COR_MESSAGE_SIZE];
    const char **names = cor_calloc(n_parameters + 2, sizeof *names);
    size_t n_bytes = 0;
    enum cor_status status = names ? cor_file_read(path, MAX_DESIGN_BYTES, &text, &n_bytes, message) : COR_ERR_MEMORY;
    if (status == COR_ERR_IO) {
        cor_diagnostics_add(list, COR_ERROR, command_line, "%s", message);
        status = COR_ERR_INPUT;
    }
    if (status == COR_OK) {
        size_t n_names = split_header(text, names, n_parameters + 2);
        status = cor_csv_read(path, names, n_names, list, table);
    }
    free(text);
    free(names);
    return status;
}

static enum cor_status find_columns(const struct cor_csv *table, struct cor_diagnostics *list,
                                    struct cli_design *design, size_t *scenario_column)
{
    *scenario_column = table->n_columns;
    design->columns = cor_calloc(table->n_columns, sizeof *design->columns);
    if (!design->columns) {
        return COR_ERR_MEMORY;
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *name = table->header[c];
        size_t parameter = find_parameter(name, strlen(name));
        if (strcmp(name, "scenario") == 0) {
            *scenario_column = c;
        } else if (parameter < n_parameters) {
            design->columns[design->n_columns++] = parameter;
        } else {
            refuse_parameter(list, (struct cor_place){table->file, 1, 0}, name);
        }
    }
    return list->n_errors > 0 ? COR_ERR_INPUT : COR_OK;
}

/* `name` as it stands in the table at `table_path`: relative to its folder. */
static char *path_beside(const char *table_path, const char *name)
{
    const char *slash = strrchr(table_path, '/');
    return name[0] == '/' || !slash ? cor_strdup(name)
                                    : cor_format("%.*s/%s", (int)(slash - table_path), table_path, name);
}

static enum cor_status take_scenario(const struct cor_csv *table, size_t row, size_t column, const char *path,
                                     struct cor_diagnostics *list, struct cli_design *design)
{
    const char *name = cor_csv_cell(table, row, column);
    if (name[0] == '\0') {
        cor_diagnostics_add(list, COR_ERROR, cor_csv_place(table, row, column), "no scenario in this row");
        return COR_OK;
    }
    design->scenarios[row] = path_beside(path, name);
    design->owned[design->n_owned++] = design->scenarios[row];
    return design->scenarios[row] ? COR_OK : COR_ERR_MEMORY;
}

static enum cor_status take_rows(const struct cor_csv *table, size_t scenario_column, const char *path,
                                 struct cor_diagnostics *list, struct cli_design *design)
{
    enum cor_status status = COR_OK;
    for (size_t row = 0; row < table->n_rows && status == COR_OK; row++) {
        size_t k = 0;
        for (size_t c = 0; c < table->n_columns && status == COR_OK; c++) {
            if (c == scenario_column) {
                status = take_scenario(table, row, c, path, list, design);
                continue;
            }
            const struct cor_parameter *parameter = &parameter_table[design->columns[k]];
            double *value = &design->values[row * design->n_columns + k++];
            cor_csv_number(table, row, c, parameter->min, parameter->max, list, value);
        }
    }
    return status == COR_OK && list->n_errors > 0 ? COR_ERR_INPUT : status;
}

static enum cor_status use_one_scenario(const char *scenario, struct cor_diagnostics *list, struct cli_design *design)
{
    if (!scenario) {
        cor_diagnostics_add(list, COR_ERROR, command_line, "the design has no column 'scenario': add --scenario FILE");
        return COR_ERR_USAGE;
    }
    design->owned[0] = cor_strdup(scenario);
    if (!design->owned[0]) {
        return COR_ERR_MEMORY;
    }
    design->n_owned = 1;
    for (size_t run = 0; run < design->n_runs; run++) {
        design->scenarios[run] = design->owned[0];
    }
    return COR_OK;
}

static enum cor_status take_table(const struct cor_csv *table, const char *path, const char *scenario,
                                  struct cor_diagnostics *list, struct cli_design *design)
{
    size_t scenario_column = 0;
    enum cor_status status = find_columns(table, list, design, &scenario_column);
    design->has_scenarios = scenario_column < table->n_columns;
    if (status == COR_OK && table->n_rows == 0) {
        cor_diagnostics_add(list, COR_ERROR, (struct cor_place){table->file, 1, 0}, "the design has no rows");
        status = COR_ERR_INPUT;
    }
    if (status == COR_OK) {
        status = design_take_room(design, table->n_rows, design->n_columns);
    }
    if (status == COR_OK && scenario_column == table->n_columns) {
        status = use_one_scenario(scenario, list, design);
    }
    return status == COR_OK ? take_rows(table, scenario_column, path, list, design) : status;
}

enum cor_status cli_design_read(const char *path, const char *scenario, struct cor_diagnostics *list,
                                struct cli_design *design)
{
    struct cor_csv table;
    memset(design, 0, sizeof *design);
    enum cor_status status = read_table(path, list, &table);
    if (status != COR_OK) {
        return status;
    }
    status = take_table(&table, path, scenario, list, design);
    cor_csv_free(&table);
    if (status != COR_OK) {
        cli_design_free(design);
    }
    return status;
}

/* ---- Latin hypercube ---- */

struct range {
    size_t parameter;
    double low, high;
};

/* "low:high" within what the parameter allows. */
static bool read_range(const char *text, size_t length, const struct cor_parameter *parameter, struct range *range)
{
    char copy[MAX_NAME];
    if (length >= sizeof copy) {
        return false;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    char *colon = strchr(copy, ':');
    if (!colon) {
        return false;
    }
    *colon = '\0';
    return cor_number_parse(copy, &range->low) && cor_number_parse(colon + 1, &range->high) &&
           range->low >= parameter->min && range->low <= range->high && range->high <= parameter->max;
}

static void take_range(const char *text, size_t length, struct cor_diagnostics *list, struct range *range)
{
    char word[MAX_NAME];
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    range->parameter = find_parameter(text, name_length);
    if (range->parameter == n_parameters) {
        size_t shown = name_length < sizeof word ? name_length : sizeof word - 1;
        memcpy(word, text, shown);
        word[shown] = '\0';
        refuse_parameter(list, command_line, word);
        return;
    }
    const struct cor_parameter *parameter = &parameter_table[range->parameter];
    range->low = parameter->min;
    range->high = parameter->max;
    if (equals && !read_range(equals + 1, length - name_length - 1, parameter, range)) {
        cor_diagnostics_add(list, COR_ERROR, command_line,
                            "--parameters '%.*s': allowed is %s=LOW:HIGH within %.10g:%.10g", (int)length, text,
                            parameter->name, parameter->min, parameter->max);
    }
}

static size_t count_words(const char *text)
{
    size_t n = 1;
    for (; *text; text++) {
        n += *text == ',';
    }
    return n;
}

static void take_ranges(const char *text, struct cor_diagnostics *list, struct range *ranges)
{
    for (size_t k = 0;; k++) {
        size_t length = strcspn(text, ",");
        take_range(text, length, list, &ranges[k]);
        for (size_t j = 0; j < k && ranges[k].parameter < n_parameters; j++) {
            if (ranges[j].parameter == ranges[k].parameter) {
                cor_diagnostics_add(list, COR_ERROR, command_line, "--parameters names %s twice",
                                    parameter_table[ranges[k].parameter].name);
            }
        }
        if (text[length] == '\0') {
            return;
        }
        text += length + 1;
    }
}

/* A uniform whole number below n: n is small against 2^32, so the bias is below one in 4000 at n = 1e6. */
static uint32_t below(uint32_t word, uint32_t n)
{
    return (uint32_t)(((uint64_t)word * n) >> 32);
}

/* Column k: the slices in the order of a random permutation (Fisher and Yates), a uniform place in each. */
static void fill_column(struct cli_design *design, size_t k, const struct range *range, uint32_t seed, uint32_t *slice)
{
    const struct cor_key key = {seed, 0};
    uint32_t n = (uint32_t)design->n_runs;
    for (uint32_t i = 0; i < n; i++) {
        slice[i] = i;
    }
    for (uint32_t i = n; i-- > 1;) {
        struct cor_draws draws = cor_philox(i, (uint32_t)range->parameter, 0, DESIGN_STREAM, key);
        uint32_t j = below(draws.word[0], i + 1), kept = slice[i];
        slice[i] = slice[j];
        slice[j] = kept;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct cor_draws draws = cor_philox(i, (uint32_t)range->parameter, 1, DESIGN_STREAM, key);
        double u = ((double)slice[i] + cor_unit(draws.word[0])) / (double)n;
        design->values[i * design->n_columns + k] = range->low + u * (range->high - range->low);
    }
}

static enum cor_status fill_hypercube(struct cli_design *design, const struct range *ranges, size_t n_ranges,
                                      uint32_t seed)
{
    uint32_t *slice = cor_calloc(design->n_runs, sizeof *slice);
    design->columns = cor_calloc(n_ranges, sizeof *design->columns);
    design->n_columns = n_ranges;
    if (!slice || !design->columns) {
        free(slice);
        return COR_ERR_MEMORY;
    }
    for (size_t k = 0; k < n_ranges; k++) {
        design->columns[k] = ranges[k].parameter;
        fill_column(design, k, &ranges[k], seed, slice);
    }
    free(slice);
    return COR_OK;
}

enum cor_status cli_design_hypercube(const char *parameters, uint32_t n_runs, uint32_t seed, const char *scenario,
                                     struct cor_diagnostics *list, struct cli_design *design)
{
    size_t n_ranges = count_words(parameters);
    struct range *ranges = cor_calloc(n_ranges, sizeof *ranges);
    enum cor_status status = ranges ? COR_OK : COR_ERR_MEMORY;
    memset(design, 0, sizeof *design);
    if (status == COR_OK) {
        take_ranges(parameters, list, ranges);
        status = list->n_errors > 0 ? COR_ERR_USAGE : design_take_room(design, n_runs, n_ranges);
    }
    if (status == COR_OK) {
        status = use_one_scenario(scenario, list, design);
    }
    if (status == COR_OK) {
        status = fill_hypercube(design, ranges, n_ranges, seed);
    }
    if (status != COR_OK) {
        cli_design_free(design);
    }
    free(ranges);
    return status;
}
