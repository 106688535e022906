#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/headline.h"
#include "analysis/period.h"
#include "analysis/statistics.h"
#include "sim/base/utf8.h"
#include "sim/io/results.h"

enum { SCENARIO, STATISTIC, COUNTRY, PERIOD, N_AXES, MAX_NUMBER = 32, NAME_WIDTH = 28 };

/* Short form for people: 12345 -> 12,345; 2 345 678 -> 2.35 million. */
static void write_number(double number, char text[MAX_NUMBER])
{
    double size = fabs(number);
    if (isnan(number)) {
        (void)snprintf(text, MAX_NUMBER, "-");
    } else if (size >= 999.5e6) {
        (void)snprintf(text, MAX_NUMBER, "%.2f billion", number / 1e9);
    } else if (size >= 999999.5) {
        (void)snprintf(text, MAX_NUMBER, "%.2f million", number / 1e6);
    } else if (size >= 999.5) {
        long rounded = lround(size);
        (void)snprintf(text, MAX_NUMBER, "%s%ld,%03ld", number < 0 ? "-" : "", rounded / 1000, rounded % 1000);
    } else {
        (void)snprintf(text, MAX_NUMBER, "%.*f", size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2, number);
    }
}

/* A name out of a file, padded; nothing in it may move the cursor or colour the terminal. */
static void print_name(const char *name, FILE *stream)
{
    size_t rest = strlen(name), width = 0;
    for (; rest > 0 && width < NAME_WIDTH; ++width) {
        uint32_t code_point = 0;
        size_t length = cor_utf8_decode(name, rest, &code_point);
        bool plain = length > 0 && !cor_utf8_is_control(code_point);
        (void)fprintf(stream, "%.*s", plain ? (int)length : 1, plain ? name : "?");
        length = length > 0 ? length : 1;
        name += length;
        rest -= length;
    }
    (void)fprintf(stream, "%*s", (int)(NAME_WIDTH - width), "");
}

static size_t find_item(const struct cor_dimension *dimension, const char *item)
{
    size_t i = 0;
    while (i < dimension->n_items && strcmp(dimension->items[i], item) != 0) {
        ++i;
    }
    return i;
}

/* Is this a comparison, and not some other result? */
static bool has_axes_of_a_comparison(const struct cor_dataset *dataset)
{
    const struct cor_dimension *axes = dataset->dimensions;
    return dataset->n_dimensions == N_AXES && strcmp(axes[SCENARIO].name, "scenario") == 0 &&
           strcmp(axes[STATISTIC].name, "statistic") == 0 && strcmp(axes[COUNTRY].name, "country") == 0 &&
           axes[SCENARIO].items != NULL && axes[COUNTRY].items != NULL && axes[PERIOD].numbers != NULL &&
           axes[STATISTIC].n_items == COR_N_STATISTICS;
}

static bool runs_along_all(const struct cor_variable *variable)
{
    bool all = variable != NULL && variable->n_dimensions == N_AXES;
    for (size_t d = 0; all && d < N_AXES; ++d) {
        all = variable->dimensions[d] == d;
    }
    return all;
}

/* A statistic in the last period, written for people. */
static void write_cell(const struct cor_dataset *dataset, const struct cor_variable *variable, size_t scenario,
                       enum cor_statistic statistic, size_t country, char text[MAX_NUMBER])
{
    size_t n_countries = dataset->dimensions[COUNTRY].n_items, n_periods = dataset->dimensions[PERIOD].n_items;
    size_t row = (scenario * COR_N_STATISTICS + statistic) * n_countries + country;
    write_number(variable->values[row * n_periods + n_periods - 1], text);
}

static void print_scenario(const struct cor_dataset *dataset, const struct cor_variable *level,
                           const struct cor_variable *difference, size_t scenario, size_t country, FILE *stream)
{
    char mean[MAX_NUMBER], low[MAX_NUMBER], high[MAX_NUMBER], change[MAX_NUMBER], error[MAX_NUMBER];
    write_cell(dataset, level, scenario, COR_MEAN, country, mean);
    write_cell(dataset, level, scenario, COR_Q05, country, low);
    write_cell(dataset, level, scenario, COR_Q95, country, high);
    (void)fputs("  ", stream);
    print_name(dataset->dimensions[SCENARIO].items[scenario], stream);
    (void)fprintf(stream, " %16s   %s to %s", mean, low, high);
    if (scenario > 0) {
        write_cell(dataset, difference, scenario, COR_MEAN, country, change);
        write_cell(dataset, difference, scenario, COR_STANDARD_ERROR, country, error);
        (void)fprintf(stream, "   difference %s%s (s.e. %s)", change[0] == '-' ? "" : "+", change, error);
    }
    (void)fputc('\n', stream);
}

static void print_headline(const struct cor_dataset *dataset, const struct cor_headline *headline, FILE *stream)
{
    char name[64];
    const struct cor_variable *level = cor_dataset_variable(dataset, headline->series), *difference;
    size_t country = find_item(&dataset->dimensions[COUNTRY], headline->area);
    (void)snprintf(name, sizeof name, "%s_difference", headline->series);
    difference = cor_dataset_variable(dataset, name);
    if (!runs_along_all(level) || !runs_along_all(difference) || country == dataset->dimensions[COUNTRY].n_items) {
        return;
    }
    (void)fprintf(stream, "\n%s, %s (%s)\n", headline->label,
                  strcmp(headline->area, "EU") == 0 ? "European Union" : "all destinations",
                  level->unit != NULL ? level->unit : "no unit");
    for (size_t s = 0; s < dataset->dimensions[SCENARIO].n_items; ++s) {
        print_scenario(dataset, level, difference, s, country, stream);
    }
}

enum cor_status cor_compare_print(const char *comparison_path, void *stream, char message[COR_MESSAGE_SIZE])
{
    struct cor_dataset *dataset = NULL;
    char label[COR_PERIOD_LABEL];
    const struct cor_dimension *period;
    enum cor_status status = cor_results_read(comparison_path, &dataset, message);
    if (status != COR_OK) {
        return status;
    }
    if (!has_axes_of_a_comparison(dataset)) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "'%.240s' is not a comparison of scenarios", comparison_path);
        cor_results_free(dataset);
        return COR_ERR_VERSION;
    }
    period = &dataset->dimensions[PERIOD];
    cor_period_label(period->numbers[period->n_items - 1], period->unit, label);
    (void)fprintf(stream, "%s: mean, 5th to 95th percentile of replicates, difference from the first scenario\n",
                  label);
    for (size_t h = 0; h < cor_n_headlines; ++h) {
        print_headline(dataset, &cor_headlines[h], stream);
    }
    if (ferror((FILE *)stream) != 0) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "the table could not be written out");
        status = COR_ERR_IO;
    }
    cor_results_free(dataset);
    return status;
}
