#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/bands.h"
#include "analysis/compare.h"
#include "analysis/compare_parts.h"
#include "analysis/headline.h"
#include "analysis/period.h"
#include "analysis/print.h"
#include "analysis/statistics.h"
#include "sim/io/results.h"

enum { SCENARIO, STATISTIC, COUNTRY, PERIOD, N_AXES, NAME_WIDTH = 28, WORDS = 80 };

static void print_name(const char *name, FILE *stream)
{
    fprintf(stream, "%*s", (int)(NAME_WIDTH - cor_print_plain(name, NAME_WIDTH, stream)), "");
}

static size_t find_item(const struct cor_dimension *dimension, const char *item)
{
    size_t i = 0;
    while (i < dimension->n_items && strcmp(dimension->items[i], item) != 0) {
        i++;
    }
    return i;
}

/* Is this a comparison, and not some other result? */
static bool has_axes_of_a_comparison(const struct cor_dataset *dataset)
{
    const struct cor_dimension *axes = dataset->dimensions;
    return dataset->n_dimensions == N_AXES && strcmp(axes[SCENARIO].name, "scenario") == 0 &&
           strcmp(axes[STATISTIC].name, "statistic") == 0 && strcmp(axes[COUNTRY].name, "country") == 0 &&
           axes[SCENARIO].items && axes[COUNTRY].items && axes[PERIOD].numbers &&
           axes[STATISTIC].n_items == COR_N_STATISTICS;
}

static bool runs_along_all(const struct cor_variable *variable)
{
    bool all = variable && variable->n_dimensions == N_AXES;
    for (size_t d = 0; all && d < N_AXES; d++) {
        all = variable->dimensions[d] == d;
    }
    return all;
}

/* What is printed: one period of a comparison. */
struct table {
    const struct cor_dataset *dataset;
    size_t period;
    FILE *stream;
};

static double value_of(const struct table *table, const struct cor_variable *variable, size_t scenario,
                       enum cor_statistic statistic, size_t country)
{
    size_t n_countries = table->dataset->dimensions[COUNTRY].n_items;
    size_t row = (scenario * COR_N_STATISTICS + statistic) * n_countries + country;
    return variable->values[row * table->dataset->dimensions[PERIOD].n_items + table->period];
}

static double half_width(const struct table *table, const struct cor_variable *difference, size_t scenario,
                         size_t country)
{
    return cor_t_quantile(value_of(table, difference, scenario, COR_REPLICATES, country)) *
           value_of(table, difference, scenario, COR_STANDARD_ERROR, country);
}

/* One step for all numbers of a headline, so that a difference printed is the difference of the levels printed. */
static double step_of_headline(const struct table *table, const struct cor_variable *level,
                               const struct cor_variable *difference, size_t country)
{
    double largest = 0.0, step = INFINITY;
    size_t n = table->dataset->dimensions[SCENARIO].n_items;
    for (size_t s = 0; s < n; s++) {
        largest = fmax(largest, fabs(value_of(table, level, s, COR_MEAN, country)));
    }
    for (size_t s = 1; s < n; s++) {
        double width = half_width(table, difference, s, country);
        double unsure = isnan(width) ? fabs(value_of(table, difference, s, COR_MEAN, country)) : width;
        step = fmin(step, cor_print_step_of_difference(unsure, largest));
    }
    return fmin(step, cor_print_step_of_level(largest));
}

/* The numbers of one headline. */
struct headline_numbers {
    const struct cor_variable *level, *difference;
    size_t country;
    double step;
};

static void print_difference(const struct table *table, const struct headline_numbers *numbers, size_t scenario)
{
    static const char *const remarks[] = {[COR_NOT_CLEAR] = ", not clear", [COR_ON_FEW_AGENTS] = ", on few agents"};
    char change[COR_PRINT_NUMBER], half[COR_PRINT_NUMBER];
    double values[COR_N_STATISTICS], step = numbers->step;
    for (size_t k = 0; k < COR_N_STATISTICS; k++) {
        values[k] = value_of(table, numbers->difference, scenario, (enum cor_statistic)k, numbers->country);
    }
    if (isnan(values[COR_MEAN])) {
        fputs("   difference n/a", table->stream);
        return;
    }
    if (values[COR_MEAN] == 0) {
        fputs("   no difference", table->stream);
        return;
    }
    double shown = cor_print_rounded(value_of(table, numbers->level, scenario, COR_MEAN, numbers->country), step) -
                   cor_print_rounded(value_of(table, numbers->level, 0, COR_MEAN, numbers->country), step);
    double width = half_width(table, numbers->difference, scenario, numbers->country);
    enum cor_verdict verdict = cor_verdict_of(values);
    const char *remark = verdict < sizeof remarks / sizeof *remarks ? remarks[verdict] : NULL;
    cor_print_number(shown, step, change);
    cor_print_number(width, step, half);
    fprintf(table->stream, "   difference %s%s%s%s%s", change[0] == '-' ? "" : "+", change,
            isnan(width) ? "" : " \302\261 ", isnan(width) ? "" : half, remark ? remark : "");
}

static void print_scenario(const struct table *table, const struct headline_numbers *numbers, size_t scenario)
{
    static const enum cor_statistic shown[] = {COR_MEAN, COR_Q05, COR_Q95};
    char text[3][COR_PRINT_NUMBER];
    for (size_t i = 0; i < 3; i++) {
        cor_print_number(value_of(table, numbers->level, scenario, shown[i], numbers->country), numbers->step, text[i]);
    }
    fputs("  ", table->stream);
    print_name(table->dataset->dimensions[SCENARIO].items[scenario], table->stream);
    fprintf(table->stream, " %16s", text[0]);
    if (strcmp(text[0], "n/a") != 0) {
        fprintf(table->stream, "   %s to %s", text[1], text[2]);
    }
    if (scenario > 0) {
        print_difference(table, numbers, scenario);
    }
    fputc('\n', table->stream);
}

static void print_headline(const struct table *table, const struct cor_headline *headline, const char *area)
{
    char name[64];
    const struct cor_variable *level = cor_dataset_variable(table->dataset, headline->series), *difference;
    const struct cor_dimension *countries = &table->dataset->dimensions[COUNTRY];
    size_t country = find_item(countries, area);
    snprintf(name, sizeof name, "%s_difference", headline->series);
    difference = cor_dataset_variable(table->dataset, name);
    if (!runs_along_all(level) || !runs_along_all(difference) || country == countries->n_items) {
        return;
    }
    fprintf(table->stream, "\n%s, ", headline->label);
    cor_print_plain(countries->labels ? countries->labels[country] : area, WORDS, table->stream);
    fputs(" (", table->stream);
    cor_print_plain(level->unit ? level->unit : "no unit", WORDS, table->stream);
    fputs(")\n", table->stream);
    const struct headline_numbers numbers = {level, difference, country,
                                             step_of_headline(table, level, difference, country)};
    for (size_t s = 0; s < table->dataset->dimensions[SCENARIO].n_items; s++) {
        print_scenario(table, &numbers, s);
    }
}

/* Months of period t that were simulated, or a whole year where the file does not say. */
static int32_t months_of(const struct cor_dataset *dataset, size_t t)
{
    const struct cor_variable *months = cor_dataset_variable(dataset, "months_in_period");
    bool is_known = months && months->n_dimensions == 1 && months->dimensions[0] == PERIOD;
    double value = is_known ? months->values[t] : COR_MONTHS_OF_YEAR;
    return value >= 1 && value <= COR_MONTHS_OF_YEAR ? (int32_t)value : COR_MONTHS_OF_YEAR;
}

/* The last whole period, else the last. */
static size_t last_whole_period(const struct cor_dataset *dataset)
{
    const struct cor_dimension *period = &dataset->dimensions[PERIOD];
    for (size_t t = period->n_items; t-- > 0;) {
        if (cor_period_is_whole(period->unit, months_of(dataset, t))) {
            return t;
        }
    }
    return period->n_items - 1;
}

static void print_heading(const struct table *table)
{
    const struct cor_dimension *period = &table->dataset->dimensions[PERIOD];
    const char *replicates = cor_dataset_attribute(table->dataset, "replicates");
    const char *uncertainty = cor_dataset_attribute(table->dataset, "uncertainty");
    char label[COR_PERIOD_LABEL], last[COR_PERIOD_LABEL];
    size_t t = table->period, end = period->n_items - 1;
    cor_period_label(period->numbers[t], period->unit, months_of(table->dataset, t), label);
    cor_period_label(period->numbers[end], period->unit, months_of(table->dataset, end), last);
    fprintf(table->stream,
            "%s%s%s%s: mean, %s (5th to 95th percentile of replicates), difference from "
            "the first scenario with its 95 %% interval\n",
            label, t < end ? " (the last whole year; " : "", t < end ? last : "", t < end ? " is not compared)" : "",
            cor_band_name(uncertainty));
    fprintf(table->stream, "Bands and intervals show %s.\n", cor_band_meaning(uncertainty));
    if (replicates && atol(replicates) < COR_FEW_REPLICATES) {
        fprintf(table->stream, "Only %ld replicate%s: bands are little more than the smallest and the largest value.\n",
                atol(replicates), atol(replicates) == 1 ? "" : "s");
    }
}

static void print_table(const struct table *table)
{
    print_heading(table);
    for (size_t h = 0; h < cor_n_headlines; h++) {
        for (size_t a = 0; a < COR_HEADLINE_AREAS && cor_headlines[h].areas[a]; a++) {
            print_headline(table, &cor_headlines[h], cor_headlines[h].areas[a]);
        }
    }
}

enum cor_status cor_compare_print(const char *comparison_path, void *stream, char message[COR_MESSAGE_SIZE])
{
    struct cor_dataset *dataset = NULL;
    enum cor_status status = cor_results_read(comparison_path, &dataset, message);
    if (status != COR_OK) {
        return status;
    }
    if (!has_axes_of_a_comparison(dataset)) {
        snprintf(message, COR_MESSAGE_SIZE, "'%.240s' is not a comparison of scenarios", comparison_path);
        cor_results_free(dataset);
        return COR_ERR_VERSION;
    }
    print_table(&(struct table){dataset, last_whole_period(dataset), stream});
    cor_print_who_pays(dataset, stream);
    if (ferror((FILE *)stream) != 0) {
        snprintf(message, COR_MESSAGE_SIZE, "the table could not be written out");
        status = COR_ERR_IO;
    }
    cor_results_free(dataset);
    return status;
}
