#include "analysis/series.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/period.h"
#include "analysis/series_parts.h"
#include "sim/base/memory.h"
#include "sim/io/csv.h"

/* Where the dimensions that matter stand in the file; n_dimensions of it when absent. */
struct axes {
    size_t replicate, period, country;
    size_t channel;      /* of migration: what has it is about persons from Viet Nam */
    size_t income_class; /* a distribution: its sum says nothing */
};

static const char *const kind_names[] = {"", "stock", "flow", "ratio", "indicator"};

const char *cor_series_kind_name(enum cor_series_kind kind)
{
    return kind_names[kind];
}

void cor_run_series_free(struct cor_run_series *run)
{
    for (size_t t = 0; t < run->n_texts; t++) {
        free(run->texts[t]);
    }
    free(run->texts);
    free(run->info);
    free(run->areas);
    free(run->area_names);
    free(run->periods);
    free(run->period_months);
    free(run->persons_per_agent);
    free(run->attributes);
    free(run->values);
    memset(run, 0, sizeof *run);
}

size_t cor_run_series_find(const struct cor_run_series *run, const char *name)
{
    size_t s = 0;
    while (s < run->n_series && strcmp(run->info[s].name, name) != 0) {
        s++;
    }
    return s;
}

size_t cor_run_series_home(const struct cor_run_series *run)
{
    size_t a = COR_N_TOTALS;
    while (a < run->n_areas && strcmp(run->areas[a], COR_HOME_CODE) != 0) {
        a++;
    }
    return a;
}

const char *cor_run_series_attribute(const struct cor_run_series *run, const char *name)
{
    for (size_t a = 0; a < run->n_attributes; a++) {
        if (strcmp(run->attributes[a].name, name) == 0) {
            return run->attributes[a].text;
        }
    }
    return NULL;
}

size_t cor_run_series_last_whole(const struct cor_run_series *run)
{
    size_t t = run->n_periods;
    while (t > 0 && !cor_period_is_whole(run->period_unit, run->period_months[t - 1])) {
        t--;
    }
    return t > 0 ? t - 1 : run->n_periods;
}

/* A copy that lives as long as the run, or NULL. NULL counts as "". */
static const char *keep_text(struct cor_run_series *run, const char *text)
{
    if (run->n_texts == run->n_text_room) {
        size_t n_room = run->n_text_room * 2 + 64;
        char **texts = cor_realloc(run->texts, n_room, sizeof *texts);
        if (!texts) {
            return NULL;
        }
        run->texts = texts;
        run->n_text_room = n_room;
    }
    run->texts[run->n_texts] = cor_strdup(text ? text : "");
    return run->texts[run->n_texts] ? run->texts[run->n_texts++] : NULL;
}

static size_t find_axis(const struct cor_dataset *dataset, const char *name)
{
    size_t d = 0;
    while (d < dataset->n_dimensions && strcmp(dataset->dimensions[d].name, name) != 0) {
        d++;
    }
    return d;
}

static bool find_axes(const struct cor_dataset *dataset, struct axes *axes)
{
    size_t year = find_axis(dataset, "year");
    axes->replicate = find_axis(dataset, "replicate");
    axes->period = year < dataset->n_dimensions ? year : find_axis(dataset, "time");
    axes->country = find_axis(dataset, "country");
    axes->channel = find_axis(dataset, "channel");
    axes->income_class = find_axis(dataset, "income_class");
    return axes->replicate < dataset->n_dimensions && axes->period < dataset->n_dimensions &&
           axes->country < dataset->n_dimensions && dataset->dimensions[axes->period].numbers &&
           dataset->dimensions[axes->country].items;
}

static size_t count_along(const struct cor_variable *variable, size_t axis)
{
    size_t n = 0;
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        n += variable->dimensions[d] == axis;
    }
    return n;
}

/* What kind of series is the variable? 0: none that can be compared. */
static enum cor_series_kind kind_of(const struct cor_variable *variable, const struct axes *axes)
{
    const char *word = variable->attributes[COR_VARIABLE_kind];
    size_t n_country = count_along(variable, axes->country), kind = COR_SERIES_INDICATOR;
    if (count_along(variable, axes->replicate) != 1 || count_along(variable, axes->period) != 1 || n_country > 1 ||
        count_along(variable, axes->income_class) > 0) {
        return 0;
    }
    while (word && kind > 0 && strcmp(word, kind_names[kind]) != 0) {
        kind--;
    }
    return !word || (kind == COR_SERIES_INDICATOR && variable->n_dimensions != 2 + n_country)
               ? 0
               : (enum cor_series_kind)kind;
}

/* How far one step along each axis of the variable moves in the values of its series; 0 where axes are summed over. */
static void find_steps(const struct cor_run_series *run, const struct cor_variable *variable, const struct axes *axes,
                       size_t steps[COR_MAX_VARIABLE_DIMENSIONS])
{
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        size_t axis = variable->dimensions[d];
        steps[d] = axis == axes->replicate ? run->n_areas * run->n_periods
                   : axis == axes->country ? run->n_periods
                   : axis == axes->period  ? 1
                                           : 0;
    }
}

static void clear_countries(const struct cor_run_series *run, size_t series)
{
    for (size_t r = 0; r < run->n_replicates; r++) {
        double *first = cor_series_cells(run, series, r, COR_N_TOTALS);
        memset(first, 0, (run->n_areas - COR_N_TOTALS) * run->n_periods * sizeof *first);
    }
}

/* Sum the variable over all other axes, walking its values in the order of storage. */
static void sum_to_countries(const struct cor_run_series *run, size_t series, const struct cor_dataset *dataset,
                             const struct cor_variable *variable, const struct axes *axes)
{
    size_t steps[COR_MAX_VARIABLE_DIMENSIONS], position[COR_MAX_VARIABLE_DIMENSIONS] = {0};
    size_t n = cor_variable_size(dataset, variable);
    bool by_country = count_along(variable, axes->country) == 1;
    size_t area = by_country ? COR_N_TOTALS : cor_run_series_home(run);
    double *target = cor_series_cells(run, series, 0, area);
    size_t offset = 0;
    find_steps(run, variable, axes, steps);
    for (size_t i = 0; i < n; i++) {
        size_t d = variable->n_dimensions;
        target[offset] += variable->values[i];
        while (d-- > 0) {
            offset += steps[d];
            if (++position[d] < dataset->dimensions[variable->dimensions[d]].n_items) {
                break;
            }
            offset -= steps[d] * position[d];
            position[d] = 0;
        }
    }
}

/* A series without countries says nothing about any country but Viet Nam. */
static void forget_other_countries(const struct cor_run_series *run, size_t series)
{
    size_t home = cor_run_series_home(run);
    for (size_t r = 0; r < run->n_replicates; r++) {
        for (size_t a = COR_N_TOTALS; a < run->n_areas; a++) {
            double *cells = cor_series_cells(run, series, r, a);
            for (size_t t = 0; a != home && t < run->n_periods; t++) {
                cells[t] = NAN;
            }
        }
    }
}

static bool describe_series(struct cor_run_series *run, const struct cor_variable *variable, enum cor_series_kind kind,
                            const struct axes *axes)
{
    struct cor_series_info *info = &run->info[run->n_series++];
    bool good = true;
    info->kind = kind;
    info->scale = 1;
    info->of_viet_nam = count_along(variable, axes->channel) == 1;
    info->name = keep_text(run, variable->name);
    info->unit = keep_text(run, variable->unit);
    info->long_name = keep_text(run, variable->long_name);
    for (size_t a = 0; good && a < COR_N_VARIABLE_ATTRIBUTES; a++) {
        if (variable->attributes[a]) {
            info->attributes[a] = keep_text(run, variable->attributes[a]);
            good = info->attributes[a] != NULL;
        }
    }
    return good && info->name && info->unit && info->long_name;
}

static size_t find_part(const struct cor_run_series *run, const char *name)
{
    return name ? cor_run_series_find(run, name) : run->n_series;
}

/* Which series a ratio is made of; n_series both, when they are not in the file. A ratio of itself is none. */
static void find_parts(const struct cor_run_series *run, size_t series)
{
    struct cor_series_info *info = &run->info[series];
    const char *scale = info->attributes[COR_VARIABLE_scale];
    size_t top = find_part(run, info->attributes[COR_VARIABLE_numerator]);
    size_t bottom = find_part(run, info->attributes[COR_VARIABLE_denominator]);
    bool is_good = info->kind == COR_SERIES_RATIO && top < run->n_series && bottom < run->n_series &&
                   cor_series_adds_up(&run->info[top]) && cor_series_adds_up(&run->info[bottom]) &&
                   (!scale || cor_number_parse(scale, &info->scale));
    info->numerator = is_good ? top : run->n_series;
    info->denominator = is_good ? bottom : run->n_series;
}

static bool describe_all_series(struct cor_run_series *run, const struct cor_dataset *dataset, const struct axes *axes)
{
    bool good = true;
    run->info = cor_calloc(dataset->n_variables, sizeof *run->info);
    for (size_t v = 0; run->info && good && v < dataset->n_variables; v++) {
        enum cor_series_kind kind = kind_of(&dataset->variables[v], axes);
        good = kind == 0 || describe_series(run, &dataset->variables[v], kind, axes);
    }
    for (size_t s = 0; good && s < run->n_series; s++) {
        find_parts(run, s);
    }
    return run->info && good;
}

static bool describe_areas(struct cor_run_series *run, const struct cor_dimension *country)
{
    const char *const *names = country->labels ? country->labels : country->items;
    bool good = true;
    run->n_areas = COR_N_TOTALS + country->n_items;
    run->areas = cor_calloc(run->n_areas, sizeof *run->areas);
    run->area_names = cor_calloc(run->n_areas, sizeof *run->area_names);
    if (!run->areas || !run->area_names) {
        return false;
    }
    run->areas[COR_AREA_ALL] = "ALL";
    run->areas[COR_AREA_EU] = "EU";
    run->area_names[COR_AREA_ALL] = "all destinations";
    run->area_names[COR_AREA_EU] = "European Union";
    for (size_t c = 0; c < country->n_items; c++) {
        size_t a = COR_N_TOTALS + c;
        run->areas[a] = keep_text(run, country->items[c]);
        run->area_names[a] = keep_text(run, names[c]);
        good = good && run->areas[a] && run->area_names[a];
    }
    return good;
}

static bool describe_periods(struct cor_run_series *run, const struct cor_dimension *period)
{
    run->n_periods = period->n_items;
    run->period_name = keep_text(run, period->name);
    run->period_unit = keep_text(run, period->unit);
    run->periods = cor_calloc(run->n_periods, sizeof *run->periods);
    if (!run->periods || !run->period_name || !run->period_unit) {
        return false;
    }
    memcpy(run->periods, period->numbers, run->n_periods * sizeof *run->periods);
    return true;
}

/* The values of a variable that runs along one dimension only, or NULL. */
static const double *values_along(const struct cor_dataset *dataset, const char *name, size_t axis)
{
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    return variable && variable->n_dimensions == 1 && variable->dimensions[0] == axis ? variable->values : NULL;
}

/* Periods are whole and weights unknown in files that do not say. */
static bool describe_sizes(struct cor_run_series *run, const struct cor_dataset *dataset, const struct axes *axes)
{
    const double *months = values_along(dataset, "months_in_period", axes->period);
    const double *weights = values_along(dataset, "persons_per_agent", axes->country);
    run->period_months = cor_calloc(run->n_periods, sizeof *run->period_months);
    run->persons_per_agent = cor_calloc(run->n_areas, sizeof *run->persons_per_agent);
    if (!run->period_months || !run->persons_per_agent) {
        return false;
    }
    for (size_t t = 0; t < run->n_periods; t++) {
        bool is_known = months && months[t] >= 1 && months[t] <= COR_MONTHS_OF_YEAR;
        run->period_months[t] = is_known ? (int32_t)months[t] : cor_period_length(run->period_unit);
    }
    for (size_t a = 0; a < run->n_areas; a++) {
        run->persons_per_agent[a] = a < COR_N_TOTALS || !weights ? (double)NAN : weights[a - COR_N_TOTALS];
    }
    return true;
}

static bool copy_attributes(struct cor_run_series *run, const struct cor_dataset *dataset)
{
    bool good = true;
    run->attributes = cor_calloc(dataset->n_attributes, sizeof *run->attributes);
    for (size_t a = 0; run->attributes && a < dataset->n_attributes; a++) {
        run->attributes[a].name = keep_text(run, dataset->attributes[a].name);
        run->attributes[a].text = keep_text(run, dataset->attributes[a].text);
        run->attributes[a].type = dataset->attributes[a].type;
        good = good && run->attributes[a].name && run->attributes[a].text;
        run->n_attributes++;
    }
    return run->attributes && good;
}

static bool make_values(struct cor_run_series *run)
{
    size_t n = run->n_series * run->n_replicates * run->n_areas * run->n_periods;
    run->values = cor_calloc(n, sizeof *run->values);
    for (size_t i = 0; run->values && i < n; i++) {
        run->values[i] = NAN;
    }
    return run->values != NULL;
}

/* Variables that are summed; the series are in the order of the file, without those that are no series. */
static void sum_variables(const struct cor_run_series *run, const struct cor_dataset *dataset, const struct axes *axes)
{
    size_t home = cor_run_series_home(run), s = 0;
    for (size_t v = 0; v < dataset->n_variables; v++) {
        const struct cor_variable *variable = &dataset->variables[v];
        bool by_country = count_along(variable, axes->country) == 1;
        if (kind_of(variable, axes) == 0) {
            continue;
        }
        if (run->info[s].kind != COR_SERIES_RATIO && (by_country || home < run->n_areas)) {
            clear_countries(run, s);
            sum_to_countries(run, s, dataset, variable, axes);
            if (!by_country) {
                forget_other_countries(run, s);
            }
        }
        s++;
    }
}

static bool build_series(struct cor_run_series *run, const struct cor_dataset *dataset, const struct axes *axes)
{
    run->n_replicates = dataset->dimensions[axes->replicate].n_items;
    if (!describe_areas(run, &dataset->dimensions[axes->country]) ||
        !describe_periods(run, &dataset->dimensions[axes->period]) || !describe_sizes(run, dataset, axes) ||
        !copy_attributes(run, dataset) || !describe_all_series(run, dataset, axes) || !make_values(run)) {
        return false;
    }
    sum_variables(run, dataset, axes);
    if (!cor_series_sum_totals(run, cor_dataset_attribute(dataset, "eu_members"))) {
        return false;
    }
    cor_series_fill_ratios(run);
    return true;
}

enum cor_status cor_run_series_read(const char *path, struct cor_run_series *run, char message[COR_MESSAGE_SIZE])
{
    struct cor_dataset *dataset = NULL;
    struct axes axes;
    enum cor_status status = cor_results_read(path, &dataset, message);
    memset(run, 0, sizeof *run);
    if (status != COR_OK) {
        return status;
    }
    if (!find_axes(dataset, &axes)) {
        snprintf(message, COR_MESSAGE_SIZE,
                 "'%.240s' is not the result of a run: it needs the dimensions replicate, year (or time), country",
                 path);
        status = COR_ERR_INPUT;
    } else if (!build_series(run, dataset, &axes)) {
        snprintf(message, COR_MESSAGE_SIZE, "cannot read '%.240s': not enough memory", path);
        status = COR_ERR_MEMORY;
        cor_run_series_free(run);
    }
    cor_results_free(dataset);
    return status;
}
