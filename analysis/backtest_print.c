/* The scores of all destinations together as a table for the terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/backtest.h"
#include "sim/base/memory.h"
#include "sim/io/csv.h"

static const char *const columns[] = {
#define SCORES_COLUMN(name, ...) #name,
#include "sim/io/result_files.def"
};
enum { N_COLUMNS = sizeof columns / sizeof columns[0], CELL = 16 };

/* A number with `decimals`, or a dash. */
static const char *rounded(const struct cor_csv *table, size_t row, const char *column, int decimals, char text[CELL])
{
    double number;
    bool known = cor_number_parse(cor_csv_cell(table, row, cor_csv_column(table, column)), &number);
    snprintf(text, CELL, known ? "%.*f" : "-", decimals, number);
    return text;
}

static void print_row(const struct cor_csv *table, size_t row, bool first, FILE *stream)
{
    char n[CELL], rmse[CELL], crps[CELL], half[CELL], most[CELL], model_rmse[CELL], model_crps[CELL];
    const char *series = cor_csv_cell(table, row, cor_csv_column(table, "series"));
    const char *forecast = cor_csv_cell(table, row, cor_csv_column(table, "forecast"));
    bool is_model = strcmp(forecast, "model") == 0;
    fprintf(stream, "%-20.20s %-17.17s %5s %8s %8s %5s %5s", first ? series : "", forecast,
            rounded(table, row, "n", 0, n), rounded(table, row, "log_rmse", 2, rmse),
            rounded(table, row, "crps", 3, crps), rounded(table, row, "coverage_50", 0, half),
            rounded(table, row, "coverage_90", 0, most));
    if (!is_model) {
        fprintf(stream, " %8s %8s", rounded(table, row, "model_log_rmse", 2, model_rmse),
                rounded(table, row, "model_crps", 3, model_crps));
    }
    fprintf(stream, "\n");
}

static void print_table(const struct cor_csv *table, FILE *stream)
{
    const char *last = "";
    fprintf(stream, "%-20s %-17s %5s %8s %8s %5s %5s %17s\n", "", "", "", "", "", "within band", "",
            "model on the same");
    fprintf(stream, "%-20s %-17s %5s %8s %8s %5s %5s %8s %8s\n", "series", "forecast", "n", "log-RMSE", "CRPS", "50 %",
            "90 %", "log-RMSE", "CRPS");
    for (size_t row = 0; row < table->n_rows; row++) {
        if (strcmp(cor_csv_cell(table, row, cor_csv_column(table, "destination")), "ALL") == 0) {
            const char *series = cor_csv_cell(table, row, cor_csv_column(table, "series"));
            print_row(table, row, strcmp(series, last) != 0, stream);
            last = series;
        }
    }
}

enum cor_status cor_backtest_print(const char *directory, void *stream, struct cor_diagnostics *list)
{
    struct cor_csv table;
    char *path = cor_format("%s/scores.csv", directory);
    enum cor_status status = path ? cor_csv_read(path, columns, N_COLUMNS, list, &table) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        print_table(&table, stream);
        cor_csv_free(&table);
    }
    free(path);
    return status;
}
