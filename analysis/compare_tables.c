/* The small tables beside comparison.csv: headline.csv for a spreadsheet, scenarios.csv for what was compared. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "analysis/bands.h"
#include "analysis/compare_parts.h"
#include "analysis/headline.h"
#include "sim/io/file.h"

/* Both begin with a comma too many. */
static const char headline_header[] =
#define HEADLINE_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;
static const char scenarios_header[] =
#define SCENARIOS_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;
static const char *const scenarios_columns[] = {
#define SCENARIOS_COLUMN(name, ...) #name,
#include "sim/io/result_files.def"
};
enum { N_WORDS = 6 }; /* columns of words; those after them are attributes of result files under the same names */

static void add_cell(struct cor_text *text, const char *cell)
{
    cor_csv_add_text(text, cell);
    cor_text_add(text, ",");
}

/* An empty cell where there is no value. */
static void add_value(struct cor_text *text, double value)
{
    if (!isnan(value)) {
        cor_text_add(text, "%.6g", value + 0.0);
    }
    cor_text_add(text, ",");
}

/* Mean, standard error and the two ends of the 95 % interval of the mean. */
static void add_interval(struct cor_text *text, const double statistics[COR_N_STATISTICS])
{
    double mean = statistics[COR_MEAN], error = statistics[COR_STANDARD_ERROR];
    double half = cor_t_quantile(statistics[COR_REPLICATES]) * error;
    add_value(text, mean);
    add_value(text, error);
    add_value(text, mean - half);
    add_value(text, mean + half);
}

/* One cell of the comparison, in words and numbers. */
struct row {
    const char *label, *area_name;
    size_t series, area, scenario, period;
};

static void take_statistics(const struct cor_comparison *comparison, const double *values, const struct row *row,
                            double statistics[COR_N_STATISTICS])
{
    for (size_t k = 0; k < COR_N_STATISTICS; k++) {
        statistics[k] =
            values[cor_comparison_place(comparison, row->series, row->scenario, (enum cor_statistic)k, row->area) +
                   row->period];
    }
}

static void add_headline_row(struct cor_text *text, const struct cor_comparison *comparison, const struct row *row)
{
    const struct cor_series_info *info = &cor_comparison_base(comparison)->info[row->series];
    double level[COR_N_STATISTICS], difference[COR_N_STATISTICS];
    take_statistics(comparison, comparison->levels, row, level);
    take_statistics(comparison, comparison->differences, row, difference);
    add_cell(text, row->label);
    add_cell(text, row->area_name);
    add_cell(text, info->unit);
    add_cell(text, info->name);
    add_cell(text, comparison->scenarios[row->scenario].name);
    add_cell(text, comparison->scenarios[row->scenario].title);
    add_cell(text, comparison->period_labels[row->period]);
    add_interval(text, level);
    if (row->scenario > 0) {
        add_interval(text, difference);
    } else {
        cor_text_add(text, ",,,,");
    }
    add_cell(text, row->scenario > 0 ? cor_verdict_names[cor_verdict_of(difference)] : "base");
    cor_text_add(text, "%.0f,", level[COR_REPLICATES]);
    if (!isnan(level[COR_AGENTS])) {
        cor_text_add(text, "%.0f", level[COR_AGENTS]);
    }
    cor_text_add(text, ",%s\n", cor_band_word(cor_comparison_attribute(comparison, row->scenario, "uncertainty")));
}

/* The years that readers ask for, and the last whole period; the last one where none is whole. */
static bool is_headline_period(const struct cor_comparison *comparison, size_t period)
{
    static const char *const asked[] = {"2030", "2040", "2030-12", "2040-12"};
    size_t last = cor_run_series_last_whole(cor_comparison_base(comparison));
    if (last == cor_comparison_base(comparison)->n_periods) {
        return period + 1 == last;
    }
    for (size_t i = 0; period < last && i < sizeof asked / sizeof *asked; i++) {
        if (strcmp(comparison->period_labels[period], asked[i]) == 0) {
            return true;
        }
    }
    return period == last;
}

static void add_headline(struct cor_text *text, const struct cor_comparison *comparison, struct row *row)
{
    for (row->period = 0; row->period < cor_comparison_base(comparison)->n_periods; row->period++) {
        for (row->scenario = 0; is_headline_period(comparison, row->period) && row->scenario < comparison->n_scenarios;
             row->scenario++) {
            add_headline_row(text, comparison, row);
        }
    }
}

enum cor_status cor_compare_write_headline(const struct cor_comparison *comparison, const char *path,
                                           char message[COR_MESSAGE_SIZE])
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &headline_header[1]);
    for (size_t h = 0; h < cor_n_headlines; h++) {
        struct row row = {.label = cor_headlines[h].label,
                          .series = cor_run_series_find(base, cor_headlines[h].series)};
        for (size_t a = 0; a < COR_N_TOTALS; a++) {
            for (size_t i = 0; row.series < base->n_series && i < COR_HEADLINE_AREAS; i++) {
                const char *area = cor_headlines[h].areas[i];
                if (area && strcmp(area, base->areas[a]) == 0) {
                    row.area = a;
                    row.area_name = base->area_names[a];
                    add_headline(&text, comparison, &row);
                }
            }
        }
    }
    return cor_file_write_text(path, &text, message);
}

enum cor_status cor_compare_write_scenarios(const struct cor_comparison *comparison, const char *path,
                                            char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &scenarios_header[1]);
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const struct cor_compare_scenario *scenario = &comparison->scenarios[s];
        add_cell(&text, scenario->name);
        add_cell(&text, scenario->title);
        add_cell(&text, scenario->description);
        add_cell(&text, scenario->plausibility);
        add_cell(&text, scenario->changes);
        cor_csv_add_text(&text, scenario->parameters);
        for (size_t i = N_WORDS; i < sizeof scenarios_columns / sizeof *scenarios_columns; i++) {
            const char *value = cor_comparison_attribute(comparison, s, scenarios_columns[i]);
            cor_text_add(&text, ",");
            cor_csv_add_text(&text, value ? value : "");
        }
        cor_text_add(&text, "\n");
    }
    return cor_file_write_text(path, &text, message);
}
