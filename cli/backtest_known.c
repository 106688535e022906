#include "cli/backtest_known.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/io/csv.h"
#include "sim/run/scenario.h"

static const char *const columns[] = {"fit_to", "parameter", "value",  "standard_error",
                                      "low",    "high",      "source", "status"};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };
static const char batch[] = "batch"; /* the row that is of observations, not of the model */

void cli_backtest_know_entries(struct cli_options *options)
{
    snprintf(options->known, sizeof options->known, "migration.entries_until=%u", options->fit_to);
    memmove(options->set + 1, options->set, options->n_set * sizeof *options->set);
    options->set[0].text = options->known; /* the list has room for one more than the words and a start */
    options->n_set++;
}

static bool read_number(struct cli *cli, const struct cor_csv *table, size_t row, const char *column, double *number)
{
    return cor_csv_number(table, row, cor_csv_column(table, column), -1e9, 1e9, &cli->list, number);
}

/* The latest year of a fit that used no year beyond --fit-to; 0: none. */
static double latest_fit(struct cli *cli, const struct cor_csv *table)
{
    double latest = 0.0, year = 0.0;
    for (size_t row = 0; row < table->n_rows; row++) {
        bool may_be_known = read_number(cli, table, row, "fit_to", &year) && year <= (double)cli->options.fit_to;
        latest = may_be_known && year > latest ? year : latest;
    }
    return latest;
}

static void take_row(struct cli *cli, const struct cor_csv *table, size_t row, struct simulation_input *input,
                     struct cli_backtest_fit *fit)
{
    double value, low, high;
    size_t column = cor_csv_column(table, "parameter");
    const char *name = cor_csv_cell(table, row, column);
    if (strcmp(name, batch) == 0) {
        if (cor_csv_number(table, row, cor_csv_column(table, "value"), 0.0, 1e6, &cli->list, &value)) {
            fit->batch = value;
        }
        return;
    }
    if (read_number(cli, table, row, "value", &value) && read_number(cli, table, row, "low", &low) &&
        read_number(cli, table, row, "high", &high) && simulation_refit(input, name, value, low, high) != COR_OK) {
        cor_diagnostics_add(&cli->list, COR_ERROR, cor_csv_place(table, row, column),
                            "%.80s is no parameter, or value, low and high are not in order within its range", name);
    }
}

enum cor_status cli_backtest_know_fits(struct cli *cli, struct simulation_input *input, struct cli_backtest_fit *fit)
{
    struct cor_csv table;
    *fit = (struct cli_backtest_fit){.batch = 1.0};
    char *path = cor_format("%s/fits.csv", cli_data_directory(&cli->options));
    if (!path) {
        return COR_ERR_MEMORY;
    }
    bool is_there = access(path, R_OK) == 0;
    enum cor_status status = is_there ? cor_csv_read(path, columns, N_COLUMNS, &cli->list, &table) : COR_OK;
    free(path);
    if (status != COR_OK || !is_there) {
        return status;
    }
    double latest = latest_fit(cli, &table), year = 0.0;
    if (!(latest > 0.0)) {
        cor_diagnostics_add(
            &cli->list, COR_WARNING, cor_csv_place(&table, 0, cor_csv_column(&table, "fit_to")),
            "no fit uses the years up to %u alone: parameters keep their defaults, which later years are in",
            cli->options.fit_to);
    }
    for (size_t row = 0; row < table.n_rows; row++) {
        if (read_number(cli, &table, row, "fit_to", &year) && year == latest) {
            take_row(cli, &table, row, input, fit);
        }
    }
    fit->year = (int32_t)latest;
    cor_csv_free(&table);
    return cli->list.n_errors > 0 ? COR_ERR_INPUT : COR_OK;
}
