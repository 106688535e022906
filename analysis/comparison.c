#include "analysis/comparison.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/memory.h"

void cor_comparison_free(struct cor_comparison *comparison)
{
    for (size_t s = 0; comparison->runs != NULL && s < comparison->n_scenarios; ++s) {
        cor_run_series_free(&comparison->runs[s]);
    }
    free(comparison->runs);
    free(comparison->period_labels);
    free(comparison->levels);
    free(comparison->differences);
    memset(comparison, 0, sizeof *comparison);
}

size_t cor_comparison_place(const struct cor_comparison *comparison, size_t series, size_t scenario,
                            enum cor_statistic statistic, size_t area)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    size_t row = (series * comparison->n_scenarios + scenario) * COR_N_STATISTICS + statistic;
    return (row * base->n_areas + area) * base->n_periods;
}

const char *cor_comparison_attribute(const struct cor_comparison *comparison, size_t scenario, const char *name)
{
    const struct cor_run_series *run = &comparison->runs[scenario];
    for (size_t a = 0; a < run->n_attributes; ++a) {
        if (strcmp(run->attributes[a].name, name) == 0) {
            return run->attributes[a].text;
        }
    }
    return NULL;
}

static bool same_names(const char *const *a, const char *const *b, size_t n)
{
    for (size_t i = 0; i < n; ++i) {
        if (strcmp(a[i], b[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_series(const struct cor_run_series *a, const struct cor_run_series *b)
{
    if (a->n_series != b->n_series) {
        return false;
    }
    for (size_t s = 0; s < a->n_series; ++s) {
        if (strcmp(a->info[s].name, b->info[s].name) != 0 || strcmp(a->info[s].unit, b->info[s].unit) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_attribute(const struct cor_comparison *comparison, size_t scenario, const char *name)
{
    const char *first = cor_comparison_attribute(comparison, 0, name);
    const char *other = cor_comparison_attribute(comparison, scenario, name);
    return first == NULL || other == NULL || strcmp(first, other) == 0;
}

/* What keeps this run from being paired with the base? NULL: nothing. */
static const char *mismatch_of(const struct cor_comparison *comparison, size_t scenario)
{
    const struct cor_run_series *base = &comparison->runs[0], *run = &comparison->runs[scenario];
    if (base->n_replicates != run->n_replicates) {
        return "it has another number of replicates";
    }
    if (base->n_periods != run->n_periods || strcmp(base->period_name, run->period_name) != 0 ||
        memcmp(base->periods, run->periods, base->n_periods * sizeof *base->periods) != 0) {
        return "it has other years or months";
    }
    if (base->n_areas != run->n_areas || !same_names(base->areas, run->areas, base->n_areas)) {
        return "it has other countries";
    }
    if (!same_series(base, run)) {
        return "it has other variables";
    }
    if (!same_attribute(comparison, scenario, "seed")) {
        return "it has another seed, so its replicates are not pairs";
    }
    if (!same_attribute(comparison, scenario, "program_digest")) {
        return "another program made it, so that the difference is not the scenario's alone";
    }
    return same_attribute(comparison, scenario, "data_digest")
               ? NULL
               : "it was made from other data, so that the difference is not the scenario's alone";
}

static enum cor_status check_names(const struct cor_compare_scenario *scenarios, size_t n_scenarios, char *message)
{
    if (n_scenarios == 0) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "there is no scenario to compare");
        return COR_ERR_INPUT;
    }
    for (size_t s = 1; s < n_scenarios; ++s) {
        for (size_t other = 0; other < s; ++other) {
            if (strcmp(scenarios[s].name, scenarios[other].name) == 0) {
                (void)snprintf(message, COR_MESSAGE_SIZE, "two scenarios have the name '%.120s'", scenarios[s].name);
                return COR_ERR_INPUT;
            }
        }
    }
    return COR_OK;
}

static bool label_periods(struct cor_comparison *comparison)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    comparison->period_labels = cor_calloc(base->n_periods, sizeof *comparison->period_labels);
    for (size_t t = 0; comparison->period_labels != NULL && t < base->n_periods; ++t) {
        cor_period_label(base->periods[t], base->period_unit, comparison->period_labels[t]);
    }
    return comparison->period_labels != NULL;
}

static enum cor_status read_runs(struct cor_comparison *comparison, char *message)
{
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        const char *mismatch;
        enum cor_status status = cor_run_series_read(comparison->scenarios[s].path, &comparison->runs[s], message);
        if (status != COR_OK) {
            return status;
        }
        mismatch = mismatch_of(comparison, s);
        if (mismatch != NULL) {
            (void)snprintf(message, COR_MESSAGE_SIZE, "'%.240s' cannot be compared with '%.120s': %s",
                           comparison->scenarios[s].path, comparison->scenarios[0].name, mismatch);
            return COR_ERR_INPUT;
        }
    }
    return COR_OK;
}

/* Where a value is for all replicates of one cell. */
struct cell {
    size_t first, stride;
};

static struct cell cell_at(const struct cor_run_series *run, size_t series, size_t area, size_t period)
{
    size_t stride = run->n_areas * run->n_periods;
    return (struct cell){series * run->n_replicates * stride + area * run->n_periods + period, stride};
}

/* Statistics of one series, area and period of one scenario. `scratch` holds a value per replicate. */
static void compare_cell(struct cor_comparison *comparison, size_t series, size_t scenario, size_t area, size_t period,
                         double *scratch)
{
    const struct cor_run_series *base = &comparison->runs[0], *run = &comparison->runs[scenario];
    struct cell cell = cell_at(base, series, area, period);
    double level[COR_N_STATISTICS], difference[COR_N_STATISTICS];
    for (size_t r = 0; r < run->n_replicates; ++r) {
        scratch[r] = run->values[cell.first + r * cell.stride];
    }
    cor_statistics(scratch, run->n_replicates, level);
    for (size_t r = 0; r < run->n_replicates; ++r) {
        scratch[r] = run->values[cell.first + r * cell.stride] - base->values[cell.first + r * cell.stride];
    }
    cor_statistics(scratch, run->n_replicates, difference);
    for (size_t k = 0; k < COR_N_STATISTICS; ++k) {
        size_t place = cor_comparison_place(comparison, series, scenario, (enum cor_statistic)k, area) + period;
        comparison->levels[place] = level[k];
        comparison->differences[place] = difference[k];
    }
}

static void compare_series(struct cor_comparison *comparison, size_t series, double *scratch)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        for (size_t a = 0; a < base->n_areas; ++a) {
            for (size_t t = 0; t < base->n_periods; ++t) {
                compare_cell(comparison, series, s, a, t, scratch);
            }
        }
    }
}

/* The values of the runs are the larger part of memory: they go as soon as the statistics are made. */
static void drop_values(struct cor_comparison *comparison)
{
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        free(comparison->runs[s].values);
        comparison->runs[s].values = NULL;
    }
}

static bool compare_all(struct cor_comparison *comparison)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    size_t n = base->n_series * comparison->n_scenarios * COR_N_STATISTICS * base->n_areas * base->n_periods;
    double *scratch = cor_calloc(base->n_replicates, sizeof *scratch);
    bool good;
    comparison->levels = cor_calloc(n, sizeof *comparison->levels);
    comparison->differences = cor_calloc(n, sizeof *comparison->differences);
    good =
        scratch != NULL && comparison->levels != NULL && comparison->differences != NULL && label_periods(comparison);
    for (size_t v = 0; good && v < base->n_series; ++v) {
        compare_series(comparison, v, scratch);
    }
    drop_values(comparison);
    free(scratch);
    return good;
}

enum cor_status cor_comparison_build(const struct cor_compare_scenario *scenarios, size_t n_scenarios,
                                     struct cor_comparison *comparison, char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = check_names(scenarios, n_scenarios, message);
    memset(comparison, 0, sizeof *comparison);
    if (status != COR_OK) {
        return status;
    }
    comparison->scenarios = scenarios;
    comparison->n_scenarios = n_scenarios;
    comparison->runs = cor_calloc(n_scenarios, sizeof *comparison->runs);
    if (comparison->runs != NULL) {
        status = read_runs(comparison, message);
    }
    if (status == COR_OK && (comparison->runs == NULL || !compare_all(comparison))) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "not enough memory to compare %zu scenarios", n_scenarios);
        status = COR_ERR_MEMORY;
    }
    if (status != COR_OK) {
        cor_comparison_free(comparison);
    }
    return status;
}
