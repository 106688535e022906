#include "analysis/comparison.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/measure.h"
#include "sim/base/memory.h"

void cor_comparison_free(struct cor_comparison *comparison)
{
    for (size_t s = 0; comparison->runs && s < comparison->n_scenarios; s++) {
        cor_run_series_free(&comparison->runs[s]);
    }
    free(comparison->runs);
    free(comparison->scenarios);
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
    return cor_run_series_attribute(&comparison->runs[scenario], name);
}

static bool same_names(const char *const *a, const char *const *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
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
    for (size_t s = 0; s < a->n_series; s++) {
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
    return !first || !other || strcmp(first, other) == 0;
}

/* What keeps this run from being paired with the base? NULL: nothing. */
static const char *mismatch_of(const struct cor_comparison *comparison, size_t scenario)
{
    const struct cor_run_series *base = &comparison->runs[0], *run = &comparison->runs[scenario];
    if (base->n_replicates != run->n_replicates) {
        return "it has another number of replicates";
    }
    if (base->n_periods != run->n_periods || strcmp(base->period_name, run->period_name) != 0 ||
        memcmp(base->periods, run->periods, base->n_periods * sizeof *base->periods) != 0 ||
        memcmp(base->period_months, run->period_months, base->n_periods * sizeof *base->period_months) != 0) {
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
    if (!same_attribute(comparison, scenario, "sample") || !same_attribute(comparison, scenario, "resident_sample")) {
        return "it has another sample, so the difference is not due to the scenario alone";
    }
    if (!same_attribute(comparison, scenario, "uncertainty")) {
        return "its replicates differ by sampling or by parameters as those of the first do not, so they are not pairs";
    }
    if (!same_attribute(comparison, scenario, "program_digest")) {
        return "another program made it, so the difference is not due to the scenario alone";
    }
    return same_attribute(comparison, scenario, "data_digest")
               ? NULL
               : "it was made from other data, so the difference is not due to the scenario alone";
}

/* Words that the caller did not give are those of the file. */
static void fill_words(const struct cor_comparison *comparison, size_t scenario)
{
    struct cor_compare_scenario *words = &comparison->scenarios[scenario];
    const struct {
        const char **word, *attribute;
    } all[] = {{&words->name, "scenario"},
               {&words->title, "scenario_title"},
               {&words->description, "scenario_description"},
               {&words->plausibility, "scenario_plausibility"},
               {&words->changes, "policies"},
               {&words->parameters, "parameters_changed"},
               {&words->limits, "limits"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const char *text = cor_comparison_attribute(comparison, scenario, all[i].attribute);
        if (!*all[i].word) {
            *all[i].word = text != NULL ? text : "";
        }
    }
}

static enum cor_status check_names(const struct cor_compare_scenario *scenarios, size_t n_scenarios, char *message)
{
    if (n_scenarios == 0) {
        snprintf(message, COR_MESSAGE_SIZE, "there is no scenario to compare");
        return COR_ERR_INPUT;
    }
    for (size_t s = 1; s < n_scenarios; s++) {
        for (size_t other = 0; other < s; other++) {
            if (strcmp(scenarios[s].name, scenarios[other].name) == 0) {
                snprintf(message, COR_MESSAGE_SIZE, "two scenarios have the name '%.120s'", scenarios[s].name);
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
    for (size_t t = 0; comparison->period_labels && t < base->n_periods; t++) {
        cor_period_label(base->periods[t], base->period_unit, base->period_months[t], comparison->period_labels[t]);
    }
    return comparison->period_labels != NULL;
}

static enum cor_status read_runs(struct cor_comparison *comparison, char *message)
{
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const char *mismatch;
        enum cor_status status = cor_run_series_read(comparison->scenarios[s].path, &comparison->runs[s], message);
        if (status != COR_OK) {
            return status;
        }
        mismatch = mismatch_of(comparison, s);
        if (mismatch) {
            snprintf(message, COR_MESSAGE_SIZE, "'%.240s' cannot be compared with '%.120s': %s",
                     comparison->scenarios[s].path, comparison->scenarios[0].name, mismatch);
            return COR_ERR_INPUT;
        }
        fill_words(comparison, s);
    }
    return check_names(comparison->scenarios, comparison->n_scenarios, message);
}

/* Room for a value per replicate. */
struct scratch {
    double *values, *residuals, *base_residuals;
};

/* A share is no better known than the smaller group; a number that one scenario has and the other has not rests on the
 * one that has. */
static double agents_behind_both(const struct cor_measure *measure, double agents, double base_agents)
{
    return measure->is_ratio ? fmin(agents, base_agents) : fmax(agents, base_agents);
}

static void describe_difference(const struct cor_comparison *comparison, const struct cor_measure *measure,
                                const struct scratch *scratch, size_t scenario, size_t area, size_t period,
                                const double levels[2][COR_N_STATISTICS], double difference[COR_N_STATISTICS])
{
    const struct cor_run_series *base = &comparison->runs[0], *run = &comparison->runs[scenario];
    const double *base_level = levels[0], *level = levels[1];
    for (size_t r = 0; r < run->n_replicates; r++) {
        size_t place = cor_run_series_place(base, measure->series, r, area) + period;
        scratch->values[r] = run->values[place] - base->values[place];
    }
    cor_statistics(scratch->values, run->n_replicates, difference);
    if (measure->is_ratio) {
        for (size_t r = 0; r < run->n_replicates; r++) {
            scratch->residuals[r] -= scratch->base_residuals[r];
        }
        difference[COR_STANDARD_ERROR] = cor_standard_error(scratch->residuals, run->n_replicates);
    }
    if (measure->is_ratio || difference[COR_REPLICATES] != level[COR_REPLICATES] ||
        difference[COR_REPLICATES] != base_level[COR_REPLICATES]) {
        difference[COR_MEAN] = level[COR_MEAN] - base_level[COR_MEAN];
    }
    difference[COR_AGENTS] = agents_behind_both(measure, level[COR_AGENTS], base_level[COR_AGENTS]);
}

/* Statistics of one series, area and period of all scenarios. */
static void compare_cell(struct cor_comparison *comparison, const struct cor_measure *measure,
                         const struct scratch *scratch, size_t area, size_t period)
{
    double levels[2][COR_N_STATISTICS], difference[COR_N_STATISTICS];
    const struct cor_run_series *base = cor_comparison_base(comparison);
    cor_measure_level(base, measure, area, period, scratch->values, scratch->base_residuals, levels[0]);
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        cor_measure_level(&comparison->runs[s], measure, area, period, scratch->values, scratch->residuals, levels[1]);
        describe_difference(comparison, measure, scratch, s, area, period, (const double(*)[COR_N_STATISTICS])levels,
                            difference);
        for (size_t k = 0; k < COR_N_STATISTICS; k++) {
            size_t place = cor_comparison_place(comparison, measure->series, s, (enum cor_statistic)k, area) + period;
            comparison->levels[place] = levels[1][k];
            comparison->differences[place] = difference[k];
        }
    }
}

static void compare_series(struct cor_comparison *comparison, const struct scratch *scratch, size_t series)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    struct cor_measure measure;
    cor_measure_init(base, series, &measure);
    for (size_t a = 0; a < base->n_areas; a++) {
        for (size_t t = 0; t < base->n_periods; t++) {
            compare_cell(comparison, &measure, scratch, a, t);
        }
    }
}

/* The values of the runs are the larger part of memory: they go as soon as the statistics are made. */
static void drop_values(struct cor_comparison *comparison)
{
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        free(comparison->runs[s].values);
        comparison->runs[s].values = NULL;
    }
}

static bool compare_all(struct cor_comparison *comparison)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    size_t n = base->n_series * comparison->n_scenarios * COR_N_STATISTICS * base->n_areas * base->n_periods;
    double *values = cor_calloc(3 * base->n_replicates, sizeof *values);
    bool good;
    comparison->levels = cor_calloc(n, sizeof *comparison->levels);
    comparison->differences = cor_calloc(n, sizeof *comparison->differences);
    good = values && comparison->levels && comparison->differences && label_periods(comparison);
    for (size_t v = 0; good && v < base->n_series; v++) {
        const struct scratch scratch = {values, values + base->n_replicates, values + 2 * base->n_replicates};
        compare_series(comparison, &scratch, v);
    }
    drop_values(comparison);
    free(values);
    return good;
}

enum cor_verdict cor_comparison_verdict(const struct cor_comparison *comparison, size_t series, size_t scenario,
                                        size_t area, size_t period)
{
    double difference[COR_N_STATISTICS];
    for (size_t k = 0; k < COR_N_STATISTICS; k++) {
        size_t place = cor_comparison_place(comparison, series, scenario, (enum cor_statistic)k, area);
        difference[k] = comparison->differences[place + period];
    }
    return cor_verdict_of(difference);
}

/* With all words still to be filled in. */
static enum cor_status start(const struct cor_compare_scenario *scenarios, size_t n_scenarios,
                             struct cor_comparison *comparison)
{
    memset(comparison, 0, sizeof *comparison);
    comparison->runs = cor_calloc(n_scenarios, sizeof *comparison->runs);
    comparison->scenarios = cor_calloc(n_scenarios, sizeof *comparison->scenarios);
    if (!comparison->runs || !comparison->scenarios) {
        cor_comparison_free(comparison);
        return COR_ERR_MEMORY;
    }
    memcpy(comparison->scenarios, scenarios, n_scenarios * sizeof *scenarios);
    comparison->n_scenarios = n_scenarios;
    return COR_OK;
}

enum cor_status cor_comparison_build(const struct cor_compare_scenario *scenarios, size_t n_scenarios,
                                     struct cor_comparison *comparison, char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = start(scenarios, n_scenarios, comparison);
    if (status == COR_OK) {
        status = read_runs(comparison, message);
        if (status == COR_OK && !compare_all(comparison)) {
            status = COR_ERR_MEMORY;
        }
    }
    if (status == COR_ERR_MEMORY) {
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory to compare %zu scenarios", n_scenarios);
    }
    if (status != COR_OK) {
        cor_comparison_free(comparison);
    }
    return status;
}
