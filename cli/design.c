#include "cli/design.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/random.h"
#include "sim/io/csv.h"
#include "sim/io/file.h"

enum { MAX_DESIGN_BYTES = 64 * 1024 * 1024, MAX_NAME = 128, MAX_COLUMNS = 4096 };

static const struct cor_place command_line = {NULL, 0, 0};

void cli_design_free(struct cli_design *design)
{
    for (size_t i = 0; design->owned && i < design->n_owned; i++) {
        free(design->owned[i]);
    }
    free(design->owned);
    free(design->scenarios);
    for (size_t k = 0; design->columns && k < design->n_columns; k++) {
        free((char *)design->columns[k].name);
    }
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

static void refuse_setting(const struct cor_vocabulary *words, struct cor_diagnostics *list, struct cor_place place,
                           const char *name)
{
    const char *nearest = cor_scenario_nearest_setting(words, name);
    cor_diagnostics_add(list, COR_ERROR, place, "unknown parameter '%s'%s%s%s", name, nearest ? "; did you mean '" : "",
                        nearest ? nearest : "", nearest ? "'?" : "");
}

/* The column of that name, which it then owns. COR_ERR_INPUT after a problem. */
static enum cor_status add_column(const char *name, const struct cor_vocabulary *words, struct cor_place place,
                                  struct cor_diagnostics *list, struct cli_design *design)
{
    char *owned = cor_strdup(name);
    if (!owned) {
        return COR_ERR_MEMORY;
    }
    if (!cor_scenario_find_setting(words, owned, &design->columns[design->n_columns])) {
        refuse_setting(words, list, place, name);
        free(owned);
        return COR_ERR_INPUT;
    }
    design->columns[design->n_columns++].name = owned;
    return COR_OK;
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
    const char **names = cor_calloc(MAX_COLUMNS, sizeof *names);
    size_t n_bytes = 0;
    enum cor_status status = names ? cor_file_read(path, MAX_DESIGN_BYTES, &text, &n_bytes, message) : COR_ERR_MEMORY;
    if (status == COR_ERR_IO) {
        cor_diagnostics_add(list, COR_ERROR, command_line, "%s", message);
        status = COR_ERR_INPUT;
    }
    if (status == COR_OK) {
        size_t n_names = split_header(text, names, MAX_COLUMNS);
        status = cor_csv_read(path, names, n_names, list, table);
    }
    free(text);
    free(names);
    return status;
}

static enum cor_status find_columns(const struct cor_csv *table, const struct cor_vocabulary *words,
                                    struct cor_diagnostics *list, struct cli_design *design, size_t *scenario_column)
{
    enum cor_status status = COR_OK;
    *scenario_column = table->n_columns;
    design->columns = cor_calloc(table->n_columns, sizeof *design->columns);
    if (!design->columns) {
        return COR_ERR_MEMORY;
    }
    for (size_t c = 0; c < table->n_columns && status != COR_ERR_MEMORY; c++) {
        if (strcmp(table->header[c], "scenario") == 0) {
            *scenario_column = c;
        } else {
            status = add_column(table->header[c], words, (struct cor_place){table->file, 1, 0}, list, design);
        }
    }
    return status == COR_ERR_MEMORY ? status : list->n_errors > 0 ? COR_ERR_INPUT : COR_OK;
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
            const struct cor_parameter *parameter = &design->columns[k];
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
                                  const struct cor_vocabulary *words, struct cor_diagnostics *list,
                                  struct cli_design *design)
{
    size_t scenario_column = 0;
    enum cor_status status = find_columns(table, words, list, design, &scenario_column);
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

enum cor_status cli_design_read(const char *path, const char *scenario, const struct cor_vocabulary *words,
                                struct cor_diagnostics *list, struct cli_design *design)
{
    struct cor_csv table;
    memset(design, 0, sizeof *design);
    enum cor_status status = read_table(path, list, &table);
    if (status != COR_OK) {
        return status;
    }
    status = take_table(&table, path, scenario, words, list, design);
    cor_csv_free(&table);
    if (status != COR_OK) {
        cli_design_free(design);
    }
    return status;
}

/* ---- Latin hypercube ---- */

struct range {
    double low, high;
};

/* "low:high" within what the parameter allows. */
static bool read_range(const char *text, const struct cor_parameter *parameter, struct range *range)
{
    char copy[MAX_NAME];
    if (strlen(text) >= sizeof copy) {
        return false;
    }
    memcpy(copy, text, strlen(text) + 1);
    char *colon = strchr(copy, ':');
    if (!colon) {
        return false;
    }
    *colon = '\0';
    return cor_number_parse(copy, &range->low) && cor_number_parse(colon + 1, &range->high) &&
           range->low >= parameter->min && range->low <= range->high && range->high <= parameter->max;
}

/* One word of --parameters becomes a column and its range. */
static enum cor_status take_range(char *word, const struct cor_vocabulary *words, struct cor_diagnostics *list,
                                  struct cli_design *design, struct range *ranges)
{
    char *equals = strchr(word, '=');
    if (equals) {
        *equals = '\0';
    }
    enum cor_status status = add_column(word, words, command_line, list, design);
    if (status != COR_OK) {
        return status == COR_ERR_INPUT ? COR_OK : status; /* told: go on with the next */
    }
    const struct cor_parameter *parameter = &design->columns[design->n_columns - 1];
    struct range *range = &ranges[design->n_columns - 1];
    *range = (struct range){parameter->low, parameter->high};
    if (equals && !read_range(equals + 1, parameter, range)) {
        cor_diagnostics_add(list, COR_ERROR, command_line,
                            "--parameters '%s=%s': allowed is %s=LOW:HIGH within %.10g:%.10g", word, equals + 1,
                            parameter->name, parameter->min, parameter->max);
    }
    for (size_t k = 0; k + 1 < design->n_columns; k++) {
        if (strcmp(design->columns[k].name, parameter->name) == 0) {
            cor_diagnostics_add(list, COR_ERROR, command_line, "--parameters names %s twice", parameter->name);
        }
    }
    return COR_OK;
}

static size_t count_words(const char *text)
{
    size_t n = 1;
    for (; *text; text++) {
        n += *text == ',';
    }
    return n;
}

static enum cor_status take_ranges(const char *text, const struct cor_vocabulary *words, struct cor_diagnostics *list,
                                   struct cli_design *design, struct range *ranges)
{
    char *copy = cor_strdup(text), *left = copy;
    enum cor_status status = copy ? COR_OK : COR_ERR_MEMORY;
    while (status == COR_OK && left) {
        char *word = left, *comma = strchr(left, ',');
        if (comma) {
            *comma = '\0';
        }
        left = comma ? comma + 1 : NULL;
        status = take_range(word, words, list, design, ranges);
    }
    free(copy);
    return status;
}

/* A uniform whole number below n: n is small against 2^32, so the bias is below one in 4000 at n = 1e6. */
static uint32_t below(uint32_t word, uint32_t n)
{
    return (uint32_t)(((uint64_t)word * n) >> 32);
}

/* What tells the draws of one column from those of another: the row of a parameter, or the name of a fact. */
static uint32_t stream_of(const struct cor_vocabulary *words, const char *name)
{
    for (size_t i = 0; i < words->n_parameters; i++) {
        if (strcmp(words->parameters[i].name, name) == 0) {
            return (uint32_t)i;
        }
    }
    return cor_name_hash(name) | 0x80000000u;
}

/* Column k: the slices in the order of a random permutation (Fisher and Yates), a uniform place in each. */
static void fill_column(struct cli_design *design, size_t k, const struct range *range, uint32_t stream, uint32_t seed,
                        uint32_t *slice)
{
    const struct cor_key key = {seed, 0};
    uint32_t n = (uint32_t)design->n_runs;
    for (uint32_t i = 0; i < n; i++) {
        slice[i] = i;
    }
    for (uint32_t i = n; i-- > 1;) {
        struct cor_draws draws = cor_philox(i, stream, 0, COR_STREAM_DESIGNS, key);
        uint32_t j = below(draws.word[0], i + 1), kept = slice[i];
        slice[i] = slice[j];
        slice[j] = kept;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct cor_draws draws = cor_philox(i, stream, 1, COR_STREAM_DESIGNS, key);
        double u = ((double)slice[i] + cor_unit(draws.word[0])) / (double)n;
        design->values[i * design->n_columns + k] = range->low + u * (range->high - range->low);
    }
}

static enum cor_status fill_hypercube(struct cli_design *design, const struct range *ranges,
                                      const struct cor_vocabulary *words, uint32_t seed)
{
    uint32_t *slice = cor_calloc(design->n_runs, sizeof *slice);
    if (!slice) {
        return COR_ERR_MEMORY;
    }
    for (size_t k = 0; k < design->n_columns; k++) {
        fill_column(design, k, &ranges[k], stream_of(words, design->columns[k].name), seed, slice);
    }
    free(slice);
    return COR_OK;
}

enum cor_status cli_design_hypercube(const char *parameters, uint32_t n_runs, uint32_t seed, const char *scenario,
                                     const struct cor_vocabulary *words, struct cor_diagnostics *list,
                                     struct cli_design *design)
{
    size_t n_ranges = count_words(parameters);
    memset(design, 0, sizeof *design);
    struct range *ranges = cor_calloc(n_ranges, sizeof *ranges);
    design->columns = cor_calloc(n_ranges, sizeof *design->columns);
    enum cor_status status = ranges && design->columns ? COR_OK : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = take_ranges(parameters, words, list, design, ranges);
    }
    if (status == COR_OK) {
        status = list->n_errors > 0 ? COR_ERR_USAGE : design_take_room(design, n_runs, design->n_columns);
    }
    if (status == COR_OK) {
        status = use_one_scenario(scenario, list, design);
    }
    if (status == COR_OK) {
        status = fill_hypercube(design, ranges, words, seed);
    }
    if (status != COR_OK) {
        cli_design_free(design);
    }
    free(ranges);
    return status;
}
