/* backtest.html: what the scores are, the scores, and a small chart of every destination that was observed. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "analysis/backtest_parts.h"
#include "analysis/bands.h"
#include "analysis/page.h"
#include "analysis/statistics.h"
#include "analysis/web_assets.h"
#include "sim/io/file.h"
#include "sim/io/json.h"

static const struct cor_page_asset style[] = {{cor_asset_backtest_css, &cor_asset_backtest_css_size}};

/* What the page says of every back-test. */
static const char about_scores[] =
    "<h2>How to read it</h2>\n<p>Errors are differences of logarithms: 0.10 is about 10 percent, 0.69 a factor of two; "
    "of "
    "numbers of persons, logarithms of one more, so that nobody has one as well. The model's one number is the mean of "
    "its replicates. CRPS is the continuous ranked "
    "probability "
    "score: the mean distance of a forecast's values from what was observed, less half the distance between them; it "
    "rewards forecasts that are near and as sharp as they may be. A band of 90 percent should hold 90 percent of the "
    "observations. What a forecast is compared with stands beside it: the model on the same destinations and "
    "years.</p>\n";
static const char about_left_out[] =
    "<p>Observations that the tables of the model were made from test nothing of it; data/README.md says which were "
    "used, and "
    "for what.</p>\n"
    "<p>Left out: the gravity equation is also fitted without the destination that it forecasts. The model has no such "
    "row: this command fits none of its parameters, and what its tables say of a destination cannot be taken from "
    "the others.</p>\n"
    "<p>What the model is told: entries from Viet Nam up to the year migration.entries_until, and nothing of those of "
    "later "
    "years; law, population, the trend of pay and unemployment of all years, as the gravity equation is.</p>\n"
    "<p>The boom and bust of Czechia in 2007 to 2010 is seen from its end only: the tables of residents, pay and "
    "migrants begin in 2010, and no run can begin before them.</p>\n";

/* ---- tables ---- */

static void add_number(struct cor_text *text, double number, int decimals, bool is_better)
{
    if (isnan(number)) {
        cor_page_add(text, "<td></td>");
    } else {
        cor_text_add(text, is_better ? "<td class=\"better\">%.*f</td>" : "<td>%.*f</td>", decimals, number);
    }
}

static void add_score_row(struct cor_text *text, const struct cor_backtest_score *score, size_t by, const char *first)
{
    double rmse = cor_score_rmse(&score->own), crps = cor_score_crps(&score->own);
    double model_rmse = cor_score_rmse(&score->model), model_crps = cor_score_crps(&score->model);
    cor_page_add(text, "<tr><th scope=\"row\">");
    cor_page_add_html(text, first);
    cor_text_add(text, "</th><td class=\"word\">%s</td><td>%zu</td>", cor_forecasters[by].label, score->own.n);
    add_number(text, rmse, 2, by != COR_BY_model && rmse < model_rmse);
    add_number(text, crps, 3, by != COR_BY_model && crps < model_crps);
    add_number(text, cor_score_coverage_50(&score->own), 0, false);
    add_number(text, cor_score_coverage_90(&score->own), 0, false);
    add_number(text, by == COR_BY_model ? (double)NAN : model_rmse, 2, model_rmse < rmse);
    add_number(text, by == COR_BY_model ? (double)NAN : model_crps, 3, model_crps < crps);
    cor_page_add(text, "</tr>\n");
}

static void begin_scores(struct cor_text *text, const char *first)
{
    cor_text_add(text,
                 "<div class=\"scroll\"><table><thead><tr><th class=\"word\">%s</th><th class=\"word\">forecast</th>"
                 "<th>n</th><th>log-RMSE</th><th>CRPS</th><th>within 50 %%</th><th>within 90 %%</th>"
                 "<th>model, log-RMSE</th><th>model, CRPS</th></tr></thead><tbody>\n",
                 first);
}

/* The scores of one area (n_areas: all together) of one series; the row of the first forecast bears `name`. */
static void add_scores(struct cor_text *text, const struct cor_backtest *test, size_t series, size_t area,
                       const char *name)
{
    for (size_t by = 0; by < COR_N_FORECASTERS; by++) {
        const struct cor_backtest_score *score = cor_backtest_score_of(test, series, area, by);
        if (score->own.n > 0) {
            add_score_row(text, score, by, by == COR_BY_model ? name : "");
        }
    }
}

/* ---- charts ---- */

enum { WIDTH = 270, HEIGHT = 130, LEFT = 40, RIGHT = 8, TOP = 8, BOTTOM = 18 };

struct chart {
    const struct cor_backtest *test;
    size_t series, area;
    double top; /* of the scale of values, which begins at 0 */
};

static double x_of(const struct chart *chart, double year)
{
    double n = (double)chart->test->n_years - 1.0;
    return LEFT + (n > 0.0 ? year / n : 0.5) * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct chart *chart, double value)
{
    return HEIGHT - BOTTOM - value / chart->top * (HEIGHT - BOTTOM - TOP);
}

static double observed_of(const struct chart *chart, size_t year)
{
    const struct cor_observations *observed = &chart->test->observed;
    return observed->values[cor_observations_place(observed, chart->series, chart->area) + year];
}

static void statistics_of(const struct chart *chart, size_t year, double statistics[COR_N_STATISTICS])
{
    cor_statistics(cor_backtest_members(chart->test, chart->series, chart->area, year),
                   cor_backtest_n_members(chart->test, chart->series), statistics);
}

static void find_top(struct chart *chart)
{
    double statistics[COR_N_STATISTICS];
    chart->top = 0.0;
    for (size_t year = 0; year < chart->test->n_years; year++) {
        statistics_of(chart, year, statistics);
        chart->top = fmax(chart->top, fmax(statistics[COR_Q95], observed_of(chart, year)));
    }
    chart->top = chart->top > 0.0 ? 1.05 * chart->top : 1.0;
}

/* There along the upper quantile, back along the lower one. */
static void add_band(struct cor_text *text, const struct chart *chart, enum cor_statistic low, enum cor_statistic high,
                     const char *class)
{
    double statistics[COR_N_STATISTICS];
    cor_text_add(text, "<polygon class=\"%s\" points=\"", class);
    for (size_t i = 0; i < 2 * chart->test->n_years; i++) {
        bool back = i >= chart->test->n_years;
        size_t year = back ? 2 * chart->test->n_years - 1 - i : i;
        statistics_of(chart, year, statistics);
        if (statistics[COR_REPLICATES] > 0.0) {
            cor_text_add(text, "%.1f,%.1f ", x_of(chart, (double)year), y_of(chart, statistics[back ? low : high]));
        }
    }
    cor_page_add(text, "\"/>");
}

static void add_median(struct cor_text *text, const struct chart *chart)
{
    double statistics[COR_N_STATISTICS];
    cor_page_add(text, "<polyline class=\"line\" points=\"");
    for (size_t year = 0; year < chart->test->n_years; year++) {
        statistics_of(chart, year, statistics);
        if (statistics[COR_REPLICATES] > 0.0) {
            cor_text_add(text, "%.1f,%.1f ", x_of(chart, (double)year), y_of(chart, statistics[COR_Q50]));
        }
    }
    cor_page_add(text, "\"/>");
}

static void add_axes(struct cor_text *text, const struct chart *chart)
{
    const struct cor_backtest *test = chart->test;
    double fit = test->request->fit_to - test->first_year + 0.5;
    bool large = chart->top >= 1e6, middle = !large && chart->top >= 1e4;
    cor_text_add(text, "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", LEFT, TOP,
                 WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    if (fit > 0.0 && fit < (double)test->n_years - 1.0) {
        cor_text_add(text, "<line class=\"fit\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", x_of(chart, fit),
                     x_of(chart, fit), TOP, HEIGHT - BOTTOM);
    }
    cor_text_add(text, "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%.4g%s</text>", LEFT - 3, TOP + 8,
                 chart->top / (large    ? 1e6
                               : middle ? 1e3
                                        : 1.0),
                 large    ? " m"
                 : middle ? " k"
                          : "");
    cor_text_add(text, "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>", LEFT - 3,
                 HEIGHT - BOTTOM);
    cor_text_add(text, "<text class=\"axis\" x=\"%d\" y=\"%d\">%d</text>", LEFT, HEIGHT - 6, (int)test->first_year);
    cor_text_add(text, "<text class=\"axis\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", WIDTH - RIGHT,
                 HEIGHT - 6, (int)test->first_year + (int)test->n_years - 1);
}

static void add_chart(struct cor_text *text, const struct cor_backtest *test, size_t series, size_t area)
{
    struct chart chart = {test, series, area, 1.0};
    find_top(&chart);
    cor_page_add(text, "<figure><figcaption>");
    cor_page_add_html(text, test->area_names[area]);
    cor_text_add(text, "</figcaption><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    cor_page_add_html(text, cor_backtest_series[series].label);
    cor_page_add(text, ", ");
    cor_page_add_html(text, test->area_names[area]);
    cor_page_add(text, "\">");
    add_axes(text, &chart);
    add_band(text, &chart, COR_Q05, COR_Q95, "band");
    add_band(text, &chart, COR_Q25, COR_Q75, "half");
    add_median(text, &chart);
    for (size_t year = 0; year < test->n_years; year++) {
        if (!isnan(observed_of(&chart, year))) {
            cor_text_add(text, "<circle class=\"dot\" r=\"2.6\" cx=\"%.1f\" cy=\"%.1f\"/>", x_of(&chart, (double)year),
                         y_of(&chart, observed_of(&chart, year)));
        }
    }
    cor_page_add(text, "</svg></figure>\n");
}

/* ---- the page ---- */

static bool is_observed(const struct cor_backtest *test, size_t series, size_t area)
{
    const struct chart chart = {test, series, area, 1.0};
    bool any = false;
    for (size_t year = 0; cor_backtest_has(test, series, area) && year < test->n_years; year++) {
        any |= !isnan(observed_of(&chart, year));
    }
    return any;
}

static void add_series(struct cor_text *text, const struct cor_backtest *test, size_t series)
{
    const struct cor_backtest_series *row = &cor_backtest_series[series];
    bool alone = row->where == COR_AT_HOME || row->where == COR_AT_ABROAD;
    cor_text_add(text, "<h2 id=\"%s\">%s</h2>\n<p class=\"rule\">%s%s Unit: %s.</p>\n<div class=\"charts\">\n",
                 row->name, row->label, row->rule, cor_backtest_counted[row->counted], row->unit);
    for (size_t area = 0; area < test->n_areas; area++) {
        if (is_observed(test, series, area)) {
            add_chart(text, test, series, area);
        }
    }
    cor_page_add(text, "</div>\n");
    if (alone || cor_backtest_score_of(test, series, test->n_areas, COR_BY_model)->own.n == 0) {
        return;
    }
    cor_page_add(text, "<details><summary>Scores by destination</summary>\n");
    begin_scores(text, "destination");
    for (size_t area = 0; area < test->n_areas; area++) {
        add_scores(text, test, series, area, test->area_names[area]);
    }
    cor_page_add(text, "</tbody></table></div></details>\n");
}

static void add_head(struct cor_text *text, const struct cor_backtest *test)
{
    const struct cor_backtest_request *request = test->request;
    const char *scenario = cor_dataset_attribute(test->result, "scenario");
    const char *uncertainty = cor_dataset_attribute(test->result, "uncertainty");
    const char *changed = cor_dataset_attribute(test->result, "parameters_changed");
    cor_page_add(text, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
                       "form-action 'none'; style-src ");
    cor_page_add_hash(text, style, 1);
    cor_page_add(text, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<title>Corridor: the past, simulated and observed</title>\n<style>");
    cor_page_add_assets(text, style, 1);
    cor_page_add(text,
                 "</style>\n</head>\n<body>\n<header class=\"top\"><div class=\"page\"><p class=\"brand\">Corridor"
                 "</p><h1>The past, simulated and observed</h1>\n<p>Scenario ");
    cor_page_add_html(text, scenario ? scenario : "");
    cor_text_add(
        text,
        ", %zu replicate%s, %d to %d. Forecasts from the years to %d (dashed line), scored on %d to %d. Dots were "
        "observed; the line is the median of the replicates, the bands hold 50 and 90 percent of them.</p>\n",
        test->n_replicates, test->n_replicates == 1 ? "" : "s", (int)test->first_year,
        (int)test->first_year + (int)test->n_years - 1, (int)request->fit_to, (int)request->score_from,
        (int)request->score_to);
    if (changed) {
        cor_page_add(text, "<p>Set: ");
        cor_page_add_html(text, changed);
        cor_page_add(text, ".</p>\n");
    }
    if (request->parameters_to > 0) {
        cor_text_add(text, "<p>Parameters of data/fits.csv as fitted to the years up to %d.</p>\n",
                     (int)request->parameters_to);
    }
    cor_text_add(text, "<p>Each band is a %s: it shows %s.", cor_band_name(uncertainty), cor_band_meaning(uncertainty));
    cor_page_add(text, "</p></div></header>\n<main class=\"page\">\n");
}

static void add_forecasters(struct cor_text *text)
{
    cor_page_add(text, "<h2>Forecasts</h2>\n<ul>\n");
    for (size_t by = 0; by < COR_N_FORECASTERS; by++) {
        cor_text_add(text, "<li><b>%s</b>: %s</li>\n", cor_forecasters[by].label, cor_forecasters[by].doc);
    }
    cor_page_add(text, "</ul>\n");
}

static void fill_page(struct cor_text *text, const struct cor_backtest *test)
{
    add_head(text, test);
    cor_page_add(text, "<h2>Scores of all destinations together</h2>\n");
    begin_scores(text, "series");
    for (size_t s = 0; s < COR_N_BACKTEST_SERIES; s++) {
        add_scores(text, test, s, test->n_areas, cor_backtest_series[s].label);
    }
    cor_page_add(text, "</tbody></table></div>\n");
    cor_page_add(text, about_scores);
    add_forecasters(text);
    cor_page_add(text, about_left_out);
    for (size_t s = 0; s < COR_N_BACKTEST_SERIES; s++) {
        add_series(text, test, s);
    }
    cor_page_add(text, "</main>\n</body>\n</html>\n");
}

enum cor_status cor_backtest_write_page(const struct cor_backtest *test, const char *path,
                                        char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    fill_page(&text, test);
    return cor_file_write_text(path, &text, message);
}
