/* backtest.csv and scores.csv. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "analysis/backtest_parts.h"
#include "analysis/bands.h"
#include "analysis/compare_parts.h"
#include "analysis/statistics.h"
#include "sim/io/file.h"
#include "sim/io/json.h"

/* Both begin with a comma too many. */
static const char backtest_header[] =
#define BACKTEST_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;
static const char scores_header[] =
#define SCORES_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;

/* Behind a comma; nothing where there is no number. */
static void add_number(struct cor_text *text, double number)
{
    cor_text_add(text, ",");
    if (!isnan(number)) {
        cor_text_add(text, "%.10g", number + 0.0);
    }
}

/* ---- every series, destination and year ---- */

static bool is_simulated(const struct cor_backtest *test, size_t series, size_t area)
{
    bool any = false;
    for (size_t year = 0; year < test->n_years; year++) {
        any |= !isnan(cor_backtest_members(test, series, area, year)[0]);
    }
    return any;
}

static bool is_observed(const struct cor_backtest *test, size_t series, size_t area)
{
    const double *values = test->observed.values + cor_observations_place(&test->observed, series, area);
    bool any = false;
    for (size_t year = 0; year < test->n_years; year++) {
        any |= !isnan(values[year]);
    }
    return any;
}

static void add_cell(struct cor_text *text, const struct cor_backtest *test, size_t series, size_t area, size_t year)
{
    size_t place = cor_observations_place(&test->observed, series, area) + year;
    double statistics[COR_N_STATISTICS];
    static const enum cor_statistic shown[] = {COR_MEAN, COR_Q05, COR_Q25, COR_Q50, COR_Q75, COR_Q95};
    cor_statistics(cor_backtest_members(test, series, area, year), cor_backtest_n_members(test, series), statistics);
    cor_csv_add_text(text, cor_backtest_series[series].name);
    cor_text_add(text, ",");
    cor_csv_add_text(text, test->areas[area]);
    cor_text_add(text, ",%d,%.0f", (int)test->first_year + (int)year,
                 statistics[COR_REPLICATES] / (double)cor_backtest_members_each(series));
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        add_number(text, statistics[shown[i]]);
    }
    add_number(text, test->observed.values[place]);
    cor_text_add(text, ",");
    cor_csv_add_text(text, test->observed.sources[place]);
    cor_text_add(text, "\n");
}

enum cor_status cor_backtest_write_csv(const struct cor_backtest *test, const char *path,
                                       char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &backtest_header[1]);
    for (size_t s = 0; s < COR_N_BACKTEST_SERIES; s++) {
        for (size_t area = 0; area < test->n_areas; area++) {
            bool written =
                cor_backtest_has(test, s, area) && (is_simulated(test, s, area) || is_observed(test, s, area));
            for (size_t year = 0; written && year < test->n_years; year++) {
                add_cell(&text, test, s, area, year);
            }
        }
    }
    return cor_file_write_text(path, &text, message);
}

/* ---- scores ---- */

static void add_score(struct cor_text *text, const struct cor_backtest *test, size_t series, size_t area, size_t by)
{
    const struct cor_backtest_score *score = cor_backtest_score_of(test, series, area, by);
    if (score->own.n == 0) {
        return;
    }
    cor_csv_add_text(text, cor_backtest_series[series].name);
    cor_text_add(text, ",");
    cor_csv_add_text(text, area == test->n_areas ? "ALL" : test->areas[area]);
    cor_text_add(text, ",%s,%zu", cor_forecasters[by].name, score->own.n);
    add_number(text, cor_score_rmse(&score->own));
    add_number(text, cor_score_crps(&score->own));
    add_number(text, cor_score_coverage_50(&score->own));
    add_number(text, cor_score_coverage_90(&score->own));
    add_number(text, cor_score_rmse(&score->model));
    add_number(text, cor_score_crps(&score->model));
    cor_text_add(text, ",%s\n", cor_band_word(cor_dataset_attribute(test->result, "uncertainty")));
}

enum cor_status cor_backtest_write_scores(const struct cor_backtest *test, const char *path,
                                          char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &scores_header[1]);
    for (size_t s = 0; s < COR_N_BACKTEST_SERIES; s++) {
        for (size_t i = 0; i <= test->n_areas; i++) {
            size_t area = i == 0 ? test->n_areas : i - 1; /* all together first */
            for (size_t by = 0; by < COR_N_FORECASTERS; by++) {
                add_score(&text, test, s, area, by);
            }
        }
    }
    return cor_file_write_text(path, &text, message);
}
