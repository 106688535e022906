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
    return has_axes(dataset, series->output) && (!series->divisor || has_axes(dataset, series->divisor)) &&
           (series->counted != COR_COUNTED_PERSONS || has_axes(dataset, "places"));
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

/* The middle of a year: of the first, its end less half of what the next year changes. */
static double middle_of(const struct cor_backtest *test, const double *sums, size_t at, size_t year)
{
    if (year > 0) {
        return (sums[at] + sums[at - test->n_replicates]) / 2.0;
    }
    return test->n_years > 1 ? sums[at] - (sums[at + test->n_replicates] - sums[at]) / 2.0 : (double)NAN;
}

static void put_members(struct cor_backtest *test, size_t s, double *members, double value)
{
    if (cor_backtest_series[s].counted == COR_COUNTED_PERSONS) {
        cor_chance_members(value, test->request->batch, members);
    } else {
        members[0] = value;
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
                double value = series->moment == COR_OF_MIDDLE ? middle_of(test, sums, at, year) : sums[at];
                if (series->divisor) {
                    value = divisors[at] > 0.0 ? series->scale * value / divisors[at] : (double)NAN;
                }
                put_members(test, s, members + r * cor_backtest_members_each(s), value);
            }
        }
    }
}

/* ---- flows of few persons ---- */

/* Persons of Viet Nam for whom an agent stands; 0 where the result does not say. */
static double weight_of(const struct cor_backtest *test)
{
    const struct cor_variable *weight = cor_dataset_variable(test->result, "persons_per_agent");
    return weight && cor_variable_size(test->result, weight) > test->home ? weight->values[test->home] : 0.0;
}

static const struct cor_dimension *channels_of(const struct cor_dataset *dataset, const char *name)
{
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    size_t axis = variable ? axis_of(dataset, variable, "channel") : 0;
    return variable && axis < variable->n_dimensions ? &dataset->dimensions[variable->dimensions[axis]] : NULL;
}

/* Add flows [n_areas x n_years x n_replicates] of a channel to the sums, without whole agents. */
static void add_without_lumps(const struct cor_backtest *test, const double *flows, const double *places, double weight,
                              double *sums)
{
    for (size_t area = 0; area < test->n_areas; area++) {
        for (size_t r = 0; r < test->n_replicates; r++) {
            size_t at = area * test->n_years * test->n_replicates + r;
            cor_without_lumps(flows + at, places + at, test->n_years, cor_backtest_n_fit(test), test->n_replicates,
                              weight, sums + at);
        }
    }
}

/* Sums of the channels of a series, each without whole agents. False when memory is short. */
static bool add_persons(const struct cor_backtest *test, const struct cor_backtest_series *series, double *sums)
{
    size_t n = test->n_areas * test->n_years * test->n_replicates;
    const struct cor_dimension *channels = channels_of(test->result, series->output);
    double *flows = cor_calloc(n, sizeof *flows), *places = cor_calloc(n, sizeof *places);
    for (size_t h = 0; flows && places && channels && h < channels->n_items; h++) {
        if (series->channels && !holds_word(series->channels, channels->items[h])) {
            continue;
        }
        memset(flows, 0, n * sizeof *flows);
        memset(places, 0, n * sizeof *places);
        add_variable(test, series->output, channels->items[h], flows);
        add_variable(test, "places", channels->items[h], places);
        add_without_lumps(test, flows, places, weight_of(test), sums);
    }
    free(flows);
    free(places);
    return flows && places;
}

/* ---- by another definition ---- */

static double mean_of(const double *values, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
    }
    return sum / (double)n;
}

/* From the last observation up to the fit on, by the definition of the observations. */
static void define_otherwise(struct cor_backtest *test, size_t s, size_t area)
{
    const double *observed = test->observed.values + cor_observations_place(&test->observed, s, area);
    double then = NAN, counted = NAN;
    for (size_t year = 0; year < test->n_years; year++) {
        if (test->first_year + (int32_t)year <= test->request->fit_to && !isnan(observed[year])) {
            then = mean_of(cor_backtest_members(test, s, area, year), test->n_replicates);
            counted = observed[year];
        }
    }
    for (size_t year = 0; year < test->n_years; year++) {
        double *members = cor_backtest_members(test, s, area, year);
        for (size_t r = 0; r < test->n_replicates; r++) {
            members[r] = cor_defined_otherwise(members[r], then, counted);
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

static bool add_series(const struct cor_backtest *test, size_t s, double *sums, double *divisors)
{
    const struct cor_backtest_series *series = &cor_backtest_series[s];
    size_t n = test->n_areas * test->n_years * test->n_replicates;
    memset(sums, 0, n * sizeof *sums);
    memset(divisors, 0, n * sizeof *divisors);
    if (series->counted == COR_COUNTED_PERSONS && !add_persons(test, series, sums)) {
        return false;
    }
    if (series->counted != COR_COUNTED_PERSONS) {
        add_variable(test, series->output, series->channels, sums);
    }
    if (series->divisor) {
        add_variable(test, series->divisor, NULL, divisors);
    }
    if (series->where == COR_AT_ABROAD) {
        sum_abroad(test, sums);
    }
    return true;
}

bool cor_backtest_simulate(struct cor_backtest *test)
{
    size_t n = test->n_areas * test->n_years * test->n_replicates, room = n * COR_CHANCE_MEMBERS;
    double *sums = cor_calloc(n, sizeof *sums), *divisors = cor_calloc(n, sizeof *divisors);
    test->simulated = cor_calloc(COR_N_BACKTEST_SERIES * room, sizeof *test->simulated);
    bool done = sums && divisors && test->simulated;
    for (size_t i = 0; done && i < COR_N_BACKTEST_SERIES * room; i++) {
        test->simulated[i] = NAN;
    }
    for (size_t s = 0; done && s < COR_N_BACKTEST_SERIES; s++) {
        if (!is_known(test->result, &cor_backtest_series[s])) {
            continue;
        }
        done = add_series(test, s, sums, divisors);
        fill(test, s, sums, divisors);
        for (size_t area = 0; cor_backtest_series[s].counted == COR_COUNTED_OTHERWISE && area < test->n_areas; area++) {
            define_otherwise(test, s, area);
        }
    }
    free(sums);
    free(divisors);
    return done;
}
