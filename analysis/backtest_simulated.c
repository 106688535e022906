/* From the variables of a result file to the series of a back-test: sums over categories, ratios of sums, means of two ends. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/backtest_parts.h"
#include "sim/base/memory.h"

/* Where a variable has its axes; n_dimensions where it has none of that name. */
struct axes {
    size_t replicate, year, country, channel;
};

static size_t axis_of(const struct cor_dataset *dataset, const struct cor_variable *variable, const char *name)
{
    size_t d = 0;
    while (d < variable->n_dimensions && strcmp(dataset->dimensions[variable->dimensions[d]].name, name) != 0) {
        d++;
    }
    return d;
}

/* Is `word` one of the words of a text? */
static bool holds_word(const char *text, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = text; (at = strstr(at, word)) != NULL; at += length) {
        if ((at == text || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static bool is_counted(const struct cor_dataset *dataset, const struct cor_variable *variable, const struct axes *axes,
                       const size_t *position, const char *channels)
{
    if (!channels || axes->channel == variable->n_dimensions) {
        return true;
    }
    const struct cor_dimension *channel = &dataset->dimensions[variable->dimensions[axes->channel]];
    return holds_word(channels, channel->items[position[axes->channel]]);
}

/* Add a variable, summed over all but replicate, year and country, to sums [n_areas x n_years x n_replicates]. */
static void add_variable(const struct cor_backtest *test, const char *name, const char *channels, double *sums)
{
    const struct cor_dataset *dataset = test->result;
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    size_t position[COR_MAX_VARIABLE_DIMENSIONS] = {0};
    if (!variable) {
        return;
    }
    const struct axes axes = {axis_of(dataset, variable, "replicate"), axis_of(dataset, variable, "year"),
                              axis_of(dataset, variable, "country"), axis_of(dataset, variable, "channel")};
    for (size_t i = 0; i < cor_variable_size(dataset, variable); i++) {
        if (is_counted(dataset, variable, &axes, position, channels)) {
            sums[(position[axes.country] * test->n_years + position[axes.year]) * test->n_replicates +
                 position[axes.replicate]] += variable->values[i];
        }
        for (size_t d = variable->n_dimensions; d-- > 0;) {
            if (++position[d] < dataset->dimensions[variable->dimensions[d]].n_items) {
                break;
            }
            position[d] = 0;
        }
    }
}

/* Can every variable be laid out by replicate, year and country? */
static bool has_axes(const struct cor_dataset *dataset, const char *name)
{
    const struct cor_variable *variable = name ? cor_dataset_variable(dataset, name) : NULL;
    size_t n = variable ? variable->n_dimensions : 0;
    return variable && axis_of(dataset, variable, "replicate") < n && axis_of(dataset, variable, "year") < n &&
           axis_of(dataset, variable, "country") < n;
}

static bool is_known(const struct cor_dataset *dataset, const struct cor_backtest_series *series)
{
    return has_axes(dataset, series->output) && (!series->divisor || has_axes(dataset, series->divisor));
}

/* What ended before December is not that of a year. */
static bool is_whole(const struct cor_dataset *dataset, size_t year)
{
    const struct cor_variable *months = cor_dataset_variable(dataset, "months_in_period");
    return !months || months->n_dimensions != 1 || months->values[year] >= 12.0;
}

/* Sums over the destinations become a figure of Viet Nam. */
static void sum_abroad(const struct cor_backtest *test, double *sums)
{
    size_t n = test->n_years * test->n_replicates;
    double *home = sums + test->home * n;
    for (size_t i = 0; i < n; i++) {
        home[i] = 0.0;
        for (size_t area = 0; area < test->n_areas; area++) {
            home[i] += area == test->home ? 0.0 : sums[area * n + i];
        }
    }
}

static void fill(struct cor_backtest *test, size_t s, const double *sums, const double *divisors)
{
    const struct cor_backtest_series *series = &cor_backtest_series[s];
    for (size_t area = 0; area < test->n_areas; area++) {
        for (size_t year = 0; year < test->n_years; year++) {
            double *members = cor_backtest_members(test, s, area, year);
            for (size_t r = 0;
                 cor_backtest_has(test, s, area) && is_whole(test->result, year) && r < test->n_replicates; r++) {
                size_t at = (area * test->n_years + year) * test->n_replicates + r;
                double value = sums[at];
                if (series->moment == COR_OF_MIDDLE) {
                    value = year > 0 ? (value + sums[at - test->n_replicates]) / 2.0 : (double)NAN;
                }
                if (series->divisor) {
                    value = divisors[at] > 0.0 ? series->scale * value / divisors[at] : (double)NAN;
                }
                members[r] = value;
            }
        }
    }
}

bool cor_backtest_has(const struct cor_backtest *test, size_t series, size_t area)
{
    switch (cor_backtest_series[series].where) {
    case COR_AT_DESTINATIONS:
        return area != test->home;
    case COR_AT_HOME:
    case COR_AT_ABROAD:
        return area == test->home;
    case COR_AT_EVERYWHERE:
        return true;
    }
    return false;
}

bool cor_backtest_simulate(struct cor_backtest *test)
{
    size_t n = test->n_areas * test->n_years * test->n_replicates;
    double *sums = cor_calloc(n, sizeof *sums), *divisors = cor_calloc(n, sizeof *divisors);
    test->simulated = cor_calloc(COR_N_BACKTEST_SERIES * n, sizeof *test->simulated);
    for (size_t i = 0; test->simulated && i < COR_N_BACKTEST_SERIES * n; i++) {
        test->simulated[i] = NAN;
    }
    for (size_t s = 0; sums && divisors && test->simulated && s < COR_N_BACKTEST_SERIES; s++) {
        const struct cor_backtest_series *series = &cor_backtest_series[s];
        if (!is_known(test->result, series)) {
            continue;
        }
        memset(sums, 0, n * sizeof *sums);
        memset(divisors, 0, n * sizeof *divisors);
        add_variable(test, series->output, series->channels, sums);
        if (series->divisor) {
            add_variable(test, series->divisor, NULL, divisors);
        }
        if (series->where == COR_AT_ABROAD) {
            sum_abroad(test, sums);
        }
        fill(test, s, sums, divisors);
    }
    bool done = sums && divisors && test->simulated;
    free(sums);
    free(divisors);
    return done;
}
