/* attribution.html: for every headline a chart of what groups contribute year by year, and the numbers of the last whole year
 * and of the sum. One page, nothing loaded, no script; in the style of the page of a back-test. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "analysis/attribution.h"
#include "analysis/bands.h"
#include "analysis/headline.h"
#include "analysis/page.h"
#include "analysis/print.h"
#include "analysis/web_assets.h"
#include "sim/io/file.h"
#include "sim/io/json.h"

static const struct cor_page_asset style[] = {{cor_asset_backtest_css, &cor_asset_backtest_css_size},
                                              {cor_asset_attribution_css, &cor_asset_attribution_css_size}};

/* ---- tables ---- */

/* An effect with half its interval. */
static void add_effect(struct cor_text *text, const struct cor_attribution_row *row, size_t e, int64_t steps,
                       double step)
{
    const double *statistics = row->effects[e];
    enum cor_verdict verdict = cor_verdict_of(statistics);
    double half = cor_t_quantile(statistics[COR_REPLICATES]) * statistics[COR_STANDARD_ERROR];
    char number[COR_PRINT_NUMBER], width[COR_PRINT_NUMBER];
    cor_print_number((double)steps * step, step, number);
    cor_print_number(half, step, width);
    cor_text_add(text, "<td%s>%s%s", verdict == COR_CLEAR || verdict == COR_SAME ? "" : " class=\"unclear\"",
                 number[0] == '-' || steps == 0 ? "" : "+", number);
    if (half > 0.0 && statistics[COR_MEAN] != 0.0) {
        cor_text_add(text, " &plusmn; %s", width);
    }
    cor_page_add(text, "</td>");
}

static void add_word(struct cor_text *text, const struct cor_attribution_row *row, size_t e)
{
    cor_text_add(text, "<td class=\"word\">%s</td></tr>\n", cor_verdict_names[cor_verdict_of(row->effects[e])]);
}

static void add_table(struct cor_text *text, const struct cor_attribution *attribution,
                      const struct cor_attribution_row *row)
{
    size_t n = attribution->request->n_groups;
    int64_t steps[COR_MOST_EFFECTS];
    double step = cor_attribution_step(attribution, row);
    cor_attribution_round(attribution, row, step, steps);
    cor_text_add(text,
                 "<div class=\"scroll\"><table><thead><tr><th class=\"word\">%s</th><th>contribution</th><th>alone</th>"
                 "<th>added last</th><th class=\"word\">verdict</th></tr></thead><tbody>\n",
                 row->label);
    for (size_t g = 0; g < n; g++) {
        cor_text_add(text, "<tr><th scope=\"row\"><span class=\"key g%zu\"></span>", g);
        cor_page_add_html(text, attribution->request->groups[g].title);
        cor_page_add(text, "</th>");
        for (size_t kind = 0; kind < 3; kind++) {
            size_t e = 1 + kind * n + g;
            add_effect(text, row, e, steps[e], step);
        }
        add_word(text, row, 1 + g);
    }
    cor_page_add(text, "<tr><th scope=\"row\">package</th>");
    add_effect(text, row, 0, steps[0], step);
    cor_page_add(text, "<td></td><td></td>");
    add_word(text, row, 0);
    cor_page_add(text, "<tr><th scope=\"row\">interaction</th>");
    add_effect(text, row, 1 + 3 * n, steps[1 + 3 * n], step);
    cor_page_add(text, "<td></td><td></td>");
    add_word(text, row, 1 + 3 * n);
    cor_page_add(text, "</tbody></table></div>\n");
}

/* ---- charts ---- */

enum { WIDTH = 420, HEIGHT = 190, LEFT = 56, RIGHT = 8, TOP = 10, BOTTOM = 20 };

/* Consecutive rows of single years. */
struct chart {
    const struct cor_attribution *attribution;
    const struct cor_attribution_row *rows;
    size_t n;
    double low, high; /* of the scale, 0 within */
};

/* The end of what is stacked above 0, or below it, up to and without a group. */
static double stacked(const struct chart *chart, size_t i, size_t before, bool above)
{
    double sum = 0.0;
    for (size_t g = 0; g < before; g++) {
        double part = chart->rows[i].effects[1 + g][COR_MEAN];
        sum += (part > 0.0) == above ? part : 0.0;
    }
    return sum;
}

static double y_of(const struct chart *chart, double value)
{
    return TOP + (chart->high - value) / (chart->high - chart->low) * (HEIGHT - TOP - BOTTOM);
}

static double x_of(const struct chart *chart, double i)
{
    return LEFT + i / (double)chart->n * (WIDTH - LEFT - RIGHT);
}

static void find_scale(struct chart *chart)
{
    size_t n = chart->attribution->request->n_groups;
    for (size_t i = 0; i < chart->n; i++) {
        chart->high = chart->rows[i].is_missing ? chart->high : fmax(chart->high, stacked(chart, i, n, true));
        chart->low = chart->rows[i].is_missing ? chart->low : fmin(chart->low, stacked(chart, i, n, false));
    }
    chart->high = chart->high - chart->low > 0.0 ? chart->high : 1.0;
}

static void add_bars(struct cor_text *text, const struct chart *chart, size_t i)
{
    for (size_t g = 0; g < chart->attribution->request->n_groups; g++) {
        double part = chart->rows[i].effects[1 + g][COR_MEAN], begin = stacked(chart, i, g, part > 0.0);
        double y = y_of(chart, fmax(begin, begin + part)), height = y_of(chart, fmin(begin, begin + part)) - y;
        if (part != 0.0) {
            cor_text_add(text, "<rect class=\"g%zu\" x=\"%.1f\" y=\"%.2f\" width=\"%.1f\" height=\"%.2f\"/>", g,
                         x_of(chart, (double)i + 0.1), y, x_of(chart, 0.8) - LEFT, height);
        }
    }
}

static void add_scale(struct cor_text *text, const struct chart *chart, double value)
{
    char number[COR_PRINT_NUMBER];
    cor_print_number(value, cor_print_step_of_level(fabs(value)), number);
    cor_text_add(text, "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 3,
                 y_of(chart, value) + 3.0, number);
}

static void add_chart(struct cor_text *text, struct chart chart)
{
    find_scale(&chart);
    cor_text_add(text, "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    cor_page_add_html(text, cor_headlines[chart.rows->headline].label);
    cor_text_add(text,
                 ": contributions of groups by year\"><rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" "
                 "height=\"%d\"/>",
                 LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    for (size_t i = 0; i < chart.n; i++) {
        if (!chart.rows[i].is_missing) {
            add_bars(text, &chart, i);
        }
    }
    cor_page_add(text, "<polyline class=\"total\" points=\"");
    for (size_t i = 0; i < chart.n; i++) {
        if (!chart.rows[i].is_missing) {
            cor_text_add(text, "%.1f,%.2f ", x_of(&chart, (double)i + 0.5),
                         y_of(&chart, chart.rows[i].effects[0][COR_MEAN]));
        }
    }
    cor_text_add(text, "\"/><line class=\"zero\" x1=\"%d\" x2=\"%d\" y1=\"%.2f\" y2=\"%.2f\"/>", LEFT, WIDTH - RIGHT,
                 y_of(&chart, 0.0), y_of(&chart, 0.0));
    add_scale(text, &chart, chart.high);
    if (chart.low < 0.0) {
        add_scale(text, &chart, chart.low);
    }
    cor_text_add(text,
                 "<text class=\"axis\" x=\"%d\" y=\"%d\">%s</text><text class=\"axis\" x=\"%d\" y=\"%d\" "
                 "text-anchor=\"end\">%s</text></svg></figure>\n",
                 LEFT, HEIGHT - 6, chart.rows[0].label, WIDTH - RIGHT, HEIGHT - 6, chart.rows[chart.n - 1].label);
}

/* ---- the page ---- */

/* The rows from `first` on that are of one headline and area; answers where the next ones begin. */
static size_t add_headline(struct cor_text *text, const struct cor_attribution *attribution, size_t first)
{
    const struct cor_attribution_row *rows = attribution->rows + first;
    const struct cor_run_series *run = &attribution->run;
    size_t n = 0, n_years = 0;
    while (first + n < attribution->n_rows && rows[n].headline == rows->headline && rows[n].area == rows->area) {
        n_years += rows[n].first == rows[n].last;
        n++;
    }
    cor_page_add(text, "<h2>");
    cor_page_add_html(text, cor_headlines[rows->headline].label);
    cor_page_add(text, ", ");
    cor_page_add_html(text, run->area_names[rows->area]);
    cor_page_add(text, " (");
    cor_page_add_html(text, run->info[rows->series].unit);
    cor_page_add(text, ")</h2>\n<div class=\"share\">\n");
    add_chart(text, (struct chart){.attribution = attribution, .rows = rows, .n = n_years});
    cor_page_add(text, "<div>\n");
    for (size_t i = 0; i < n; i++) {
        if (cor_attribution_is_shown(attribution, &rows[i])) {
            add_table(text, attribution, &rows[i]);
        }
    }
    cor_page_add(text, "</div></div>\n");
    return first + n;
}

static void add_head(struct cor_text *text, const struct cor_attribution *attribution)
{
    const char *uncertainty = cor_run_series_attribute(&attribution->run, "uncertainty");
    cor_page_add(text, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; "
                       "form-action 'none'; style-src ");
    cor_page_add_hash(text, style, 2);
    cor_page_add(text, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<title>Corridor: what each group of policies contributes</title>\n<style>");
    cor_page_add_assets(text, style, 2);
    cor_page_add(text,
                 "</style>\n</head>\n<body>\n<header class=\"top\"><div class=\"page\"><p class=\"brand\">Corridor"
                 "</p><h1>What each group of policies contributes</h1>\n<p>");
    cor_page_add_html(text, attribution->request->package);
    cor_page_add(text, " less ");
    cor_page_add_html(text, attribution->request->base);
    cor_text_add(
        text, ": every set of %zu groups simulated with the same random numbers, %zu replicate%s. Intervals show %s.",
        attribution->request->n_groups, attribution->run.n_replicates, attribution->run.n_replicates == 1 ? "" : "s",
        cor_band_meaning(uncertainty));
    cor_page_add(text, "</p></div></header>\n<main class=\"page\">\n");
}

static void add_groups(struct cor_text *text, const struct cor_attribution *attribution)
{
    cor_page_add(
        text, "<h2>How to read it</h2>\n<p>The contribution of a group is its Shapley value: what it adds, mean over "
              "all orders in which the groups may come. Contributions add up to the package, the line in the "
              "charts. Alone: the group without the others; added last: on top of all others. Interaction: the "
              "package less every group alone. Numbers stand with half their 95 percent interval; grey ones are "
              "not clear, or rest on few agents.</p>\n<ul>\n");
    for (size_t g = 0; g < attribution->request->n_groups; g++) {
        const struct cor_attribution_group *group = &attribution->request->groups[g];
        cor_text_add(text, "<li><details><summary><span class=\"key g%zu\"></span>", g);
        cor_page_add_html(text, group->title);
        cor_page_add(text, "</summary>\n");
        for (const char *line = group->policies; *line != '\0';) {
            size_t length = strcspn(line, "\n");
            char sentence[4096];
            snprintf(sentence, sizeof sentence, "%.*s", (int)length, line);
            cor_page_add(text, "<p>");
            cor_page_add_html(text, sentence);
            cor_page_add(text, "</p>\n");
            line += length + (line[length] == '\n');
        }
        cor_page_add(text, "</details></li>\n");
    }
    cor_page_add(text, "</ul>\n");
}

enum cor_status cor_attribution_write_page(const struct cor_attribution *attribution, const char *path,
                                           char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    add_head(&text, attribution);
    add_groups(&text, attribution);
    for (size_t i = 0; i < attribution->n_rows;) {
        i = add_headline(&text, attribution, i);
    }
    cor_page_add(&text, "</main>\n</body>\n</html>\n");
    return cor_file_write_text(path, &text, message);
}
