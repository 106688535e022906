#include "analysis/observations.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/io/csv.h"
#include "sim/io/file.h"

#define HOME "VNM"

static const char *const target_columns[] = {"target", "country", "group",  "year", "value",
                                             "unit",   "source",  "status", "note"};
static const char *const fact_columns[] = {"fact", "group", "year", "value", "unit", "source", "status", "note"};
static const char *const population_columns[] = {"year", "age", "female", "male", "unit", "source", "status"};
enum { N_TARGET_COLUMNS = 9, N_FACT_COLUMNS = 8, N_POPULATION_COLUMNS = 7 };
enum { WORKING_FROM = 15, WORKING_TO = 64 };

struct reader {
    const char *data;
    const char *const *areas;
    struct cor_diagnostics *list;
    struct cor_observations *result;
};

static double number_of(const struct cor_csv *table, size_t row, const char *column, struct cor_diagnostics *list)
{
    double value = NAN;
    cor_csv_number(table, row, cor_csv_column(table, column), -1e15, 1e15, list, &value);
    return value;
}

static const char *cell_of(const struct cor_csv *table, size_t row, const char *column)
{
    return cor_csv_cell(table, row, cor_csv_column(table, column));
}

/* Rows of one cell are two ends of a range: each comes in with its weight. */
static void put(struct reader *reader, size_t series, size_t area, double year, double value, const char *source)
{
    struct cor_observations *result = reader->result;
    double index = year - result->first_year;
    if (area == result->n_areas || !(index >= 0.0 && index < (double)result->n_years)) {
        return;
    }
    size_t place = cor_observations_place(result, series, area) + (size_t)index;
    result->values[place] = isnan(result->values[place]) ? value : (result->values[place] + value) / 2.0;
    snprintf(result->sources[place], COR_SOURCE_TEXT, "%s", source);
}

static size_t area_of(const struct reader *reader, const char *code)
{
    size_t a = 0;
    while (a < reader->result->n_areas && strcmp(reader->areas[a], code) != 0) {
        a++;
    }
    return a;
}

/* ---- targets ---- */

static bool is_target_of(const struct cor_backtest_series *series, const char *name)
{
    return series->from == COR_FROM_TARGETS &&
           (strcmp(series->target, name) == 0 || (series->other_target && strcmp(series->other_target, name) == 0));
}

static void take_target(struct reader *reader, const struct cor_csv *table, size_t row)
{
    const char *name = cell_of(table, row, "target");
    if (strcmp(cell_of(table, row, "status"), "assumed") == 0 || cell_of(table, row, "year")[0] == '\0') {
        return;
    }
    for (size_t s = 0; s < COR_N_BACKTEST_SERIES; s++) {
        if (is_target_of(&cor_backtest_series[s], name)) {
            put(reader, s, area_of(reader, cell_of(table, row, "country")), number_of(table, row, "year", reader->list),
                number_of(table, row, "value", reader->list), cell_of(table, row, "source"));
        }
    }
}

/* Tables that a country need not have are told by `optional`. COR_OK with no rows then. */
static enum cor_status read_table(struct reader *reader, const char *area, const char *name, const char *const *columns,
                                  size_t n_columns, bool optional, struct cor_csv *table)
{
    struct cor_file_id id;
    char *path = area ? cor_format("%s/%s/%s", reader->data, area, name) : cor_format("%s/%s", reader->data, name);
    enum cor_status status = path ? COR_OK : COR_ERR_MEMORY;
    *table = (struct cor_csv){0};
    if (status == COR_OK && (!optional || cor_file_identify(path, &id))) {
        status = cor_csv_read(path, columns, n_columns, reader->list, table);
    }
    free(path);
    return status;
}

static enum cor_status read_targets(struct reader *reader)
{
    struct cor_csv table;
    enum cor_status status = read_table(reader, NULL, "targets.csv", target_columns, N_TARGET_COLUMNS, false, &table);
    for (size_t row = 0; status == COR_OK && row < table.n_rows; row++) {
        take_target(reader, &table, row);
    }
    if (status == COR_OK) {
        cor_csv_free(&table);
    }
    return status;
}

/* ---- population ---- */

static void take_population(struct reader *reader, const struct cor_csv *table, size_t area)
{
    struct cor_observations *result = reader->result;
    double *sums = result->values + cor_observations_place(result, COR_BACKTEST_population, area);
    char(*sources)[COR_SOURCE_TEXT] = result->sources + cor_observations_place(result, COR_BACKTEST_population, area);
    for (size_t row = 0; row < table->n_rows; row++) {
        double age = number_of(table, row, "age", reader->list);
        double persons = number_of(table, row, "female", reader->list) + number_of(table, row, "male", reader->list);
        double index = number_of(table, row, "year", reader->list) - result->first_year;
        if (index >= 1.0 && index <= (double)result->n_years) {
            double *end = &sums[(size_t)index - 1]; /* 1 January is the end of the year before */
            *end = isnan(*end) ? persons : *end + persons;
            snprintf(sources[(size_t)index - 1], COR_SOURCE_TEXT, "%s", cell_of(table, row, "source"));
        }
        if (index >= 0.0 && index < (double)result->n_years && age >= WORKING_FROM && age <= WORKING_TO) {
            double *working = &cor_covariates_of(result, area, (size_t)index)[COR_GRAVITY_WORKING_AGE];
            *working = isnan(*working) ? persons : *working + persons;
        }
    }
}

/* ---- facts ---- */

static bool is_fact(const struct cor_csv *table, size_t row, const char *fact, const char *group)
{
    return strcmp(cell_of(table, row, "fact"), fact) == 0 &&
           (!group || strcmp(cell_of(table, row, "group"), group) == 0);
}

/* A fact of one group in January of a year: linear between the years given, held before the first and after the last. */
static double interpolated(const struct cor_csv *table, const char *fact, const char *group, double year)
{
    double before = -INFINITY, after = INFINITY, low = NAN, high = NAN;
    for (size_t row = 0; row < table->n_rows; row++) {
        double at = year, value = NAN;
        if (!is_fact(table, row, fact, group) || !cor_number_parse(cell_of(table, row, "value"), &value)) {
            continue;
        }
        cor_number_parse(cell_of(table, row, "year"), &at); /* without one, of every year */
        if (at <= year && at > before) {
            before = at;
            low = value;
        }
        if (at >= year && at < after) {
            after = at;
            high = value;
        }
    }
    if (isnan(low) || isnan(high)) {
        return isnan(low) ? high : low;
    }
    return after > before ? low + (high - low) * (year - before) / (after - before) : low;
}

static bool is_first_of_group(const struct cor_csv *table, size_t row, const char *fact)
{
    for (size_t earlier = 0; earlier < row; earlier++) {
        if (is_fact(table, earlier, fact, cell_of(table, row, "group"))) {
            return false;
        }
    }
    return is_fact(table, row, fact, NULL);
}

/* Sum over the groups of a fact in January of a year; NaN when there is none. */
static double total(const struct cor_csv *table, const char *fact, double year, size_t *n_groups)
{
    double sum = 0.0;
    *n_groups = 0;
    for (size_t row = 0; row < table->n_rows; row++) {
        if (is_first_of_group(table, row, fact)) {
            sum += interpolated(table, fact, cell_of(table, row, "group"), year);
            (*n_groups)++;
        }
    }
    return *n_groups > 0 ? sum : (double)NAN;
}

static void take_facts(struct reader *reader, const struct cor_csv *table, size_t area)
{
    struct cor_observations *result = reader->result;
    size_t n_groups;
    double stock = total(table, "vietnamese_stock", result->first_year, &n_groups);
    for (size_t year = 0; year < result->n_years; year++) {
        double *covariates = cor_covariates_of(result, area, year);
        double pay = total(table, "gross_wage", result->first_year + (double)year, &n_groups);
        covariates[COR_GRAVITY_PAY] = pay / (double)n_groups;
        covariates[COR_GRAVITY_STOCK] = stock;
    }
    for (size_t s = 0; s < COR_N_BACKTEST_SERIES; s++) {
        for (size_t row = 0; cor_backtest_series[s].from == COR_FROM_FACTS && row < table->n_rows; row++) {
            if (is_fact(table, row, cor_backtest_series[s].target, NULL) && cell_of(table, row, "year")[0] != '\0') {
                put(reader, s, area, number_of(table, row, "year", reader->list),
                    number_of(table, row, "value", reader->list), cell_of(table, row, "source"));
            }
        }
    }
}

static enum cor_status read_country(struct reader *reader, size_t area)
{
    struct cor_csv table;
    enum cor_status status = read_table(reader, reader->areas[area], "population.csv", population_columns,
                                        N_POPULATION_COLUMNS, true, &table);
    if (status == COR_OK) {
        take_population(reader, &table, area);
        cor_csv_free(&table);
        status = read_table(reader, reader->areas[area], "facts.csv", fact_columns, N_FACT_COLUMNS, false, &table);
    }
    if (status == COR_OK) {
        take_facts(reader, &table, area);
        cor_csv_free(&table);
    }
    return status;
}

/* ---- all ---- */

static void finish_covariates(struct reader *reader)
{
    struct cor_observations *result = reader->result;
    size_t home = area_of(reader, HOME);
    for (size_t year = 0; year < result->n_years; year++) {
        double home_pay = home < result->n_areas ? cor_covariates_of(result, home, year)[COR_GRAVITY_PAY] : (double)NAN;
        for (size_t area = 0; area < result->n_areas; area++) {
            double *covariates = cor_covariates_of(result, area, year);
            covariates[COR_GRAVITY_CONSTANT] = 1.0;
            covariates[COR_GRAVITY_WORKING_AGE] = log(covariates[COR_GRAVITY_WORKING_AGE]);
            covariates[COR_GRAVITY_PAY] = log(covariates[COR_GRAVITY_PAY] / home_pay);
            covariates[COR_GRAVITY_STOCK] = log1p(covariates[COR_GRAVITY_STOCK]);
        }
    }
}

static bool take_room(struct cor_observations *result)
{
    size_t n_cells = COR_N_BACKTEST_SERIES * result->n_areas * result->n_years;
    size_t n_covariates = result->n_areas * result->n_years * COR_N_COVARIATES;
    result->values = cor_calloc(n_cells, sizeof *result->values);
    result->sources = cor_calloc(n_cells, sizeof *result->sources);
    result->covariates = cor_calloc(n_covariates, sizeof *result->covariates);
    if (!result->values || !result->sources || !result->covariates) {
        return false;
    }
    for (size_t i = 0; i < n_cells; i++) {
        result->values[i] = NAN;
    }
    for (size_t i = 0; i < n_covariates; i++) {
        result->covariates[i] = NAN;
    }
    return true;
}

enum cor_status cor_observations_read(const char *data, const char *const *areas, size_t n_areas, int32_t first_year,
                                      size_t n_years, struct cor_diagnostics *list, struct cor_observations *result)
{
    struct reader reader = {data, areas, list, result};
    *result = (struct cor_observations){.n_areas = n_areas, .n_years = n_years, .first_year = first_year};
    enum cor_status status = take_room(result) ? read_targets(&reader) : COR_ERR_MEMORY;
    for (size_t area = 0; status == COR_OK && area < n_areas; area++) {
        status = read_country(&reader, area);
    }
    if (status == COR_OK) {
        finish_covariates(&reader);
        status = list->n_errors > 0 ? COR_ERR_INPUT : COR_OK;
    }
    if (status != COR_OK) {
        cor_observations_free(result);
    }
    return status;
}

void cor_observations_free(struct cor_observations *observations)
{
    free(observations->values);
    free(observations->sources);
    free(observations->covariates);
    *observations = (struct cor_observations){0};
}
