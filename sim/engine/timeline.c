#include "sim/engine/timeline.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"

void cor_timeline_init(struct cor_timeline *timeline, const struct cor_lever *levers, size_t n_levers, size_t n_cells)
{
    memset(timeline, 0, sizeof *timeline);
    timeline->levers = levers;
    timeline->n_levers = n_levers;
    timeline->n_cells = n_cells;
}

/* The measures own their cells and weights; the public struct shows them as const. */
static void free_cells(const struct cor_measure *measure)
{
    free((void *)(uintptr_t)measure->cells);
    free((void *)(uintptr_t)measure->weights);
}

void cor_timeline_free(struct cor_timeline *timeline)
{
    for (size_t i = 0; i < timeline->n_measures; i++) {
        free_cells(&timeline->measures[i]);
    }
    free(timeline->measures);
    memset(timeline, 0, sizeof *timeline);
}

/* Every rule of combination leaves the lever as it was when the value is the lever's neutral one. */
static bool can_move_something(const struct cor_timeline *timeline, const struct cor_measure *measure)
{
    return measure->intensity > 0.0 && measure->to > measure->from &&
           measure->value != timeline->levers[measure->lever].neutral && memchr(measure->cells, 1, timeline->n_cells);
}

static bool make_room(struct cor_timeline *timeline)
{
    size_t capacity = timeline->capacity == 0 ? 16 : 2 * timeline->capacity;
    struct cor_measure *measures;
    if (timeline->n_measures < timeline->capacity) {
        return true;
    }
    measures = cor_realloc(timeline->measures, capacity, sizeof *measures);
    if (!measures) {
        return false;
    }
    timeline->measures = measures;
    timeline->capacity = capacity;
    return true;
}

static void *copied(const void *items, size_t n, size_t size)
{
    void *copy = cor_calloc(n, size);
    if (copy) {
        memcpy(copy, items, n * size);
    }
    return copy;
}

enum cor_status cor_timeline_add(struct cor_timeline *timeline, const struct cor_measure *measure)
{
    struct cor_measure copy = *measure;
    assert(measure->lever < timeline->n_levers);
    if (!can_move_something(timeline, measure)) {
        return COR_OK;
    }
    copy.cells = copied(measure->cells, timeline->n_cells, sizeof *measure->cells);
    copy.weights = measure->weights ? copied(measure->weights, timeline->n_cells, sizeof *measure->weights) : NULL;
    if (!copy.cells || (measure->weights && !copy.weights) || !make_room(timeline)) {
        free_cells(&copy);
        return COR_ERR_MEMORY;
    }
    timeline->measures[timeline->n_measures++] = copy;
    return COR_OK;
}

double cor_measure_strength(const struct cor_measure *measure, int32_t month)
{
    if (month < measure->from || month >= measure->to) {
        return 0.0;
    }
    if (measure->ramp_months > 0 && month - measure->from < measure->ramp_months) {
        return measure->intensity * (double)(month - measure->from + 1) / (double)measure->ramp_months;
    }
    return measure->intensity;
}

double cor_measure_extreme(const struct cor_lever *lever, double s, double x)
{
    if (lever->combine != COR_MIN) {
        return s * x;
    }
    return s < 1.0 && x > 0.0 ? 1.0 / ((1.0 - s) / lever->neutral + s / x) : x;
}

/* The lever after one more measure of strength s > 0 and value x. */
static double combined(const struct cor_lever *lever, double current, double s, double x)
{
    double extreme = cor_measure_extreme(lever, s, x);
    switch (lever->combine) {
    case COR_ADD:
        return current + s * x;
    case COR_MULTIPLY:
        return current * (1.0 + s * (x - 1.0));
    case COR_MAX:
        return extreme > current ? extreme : current;
    case COR_MIN:
        return extreme < current ? extreme : current;
    }
    return current;
}

static void apply_measure(const struct cor_timeline *timeline, const struct cor_measure *measure, double strength,
                          double *values)
{
    const struct cor_lever *lever = &timeline->levers[measure->lever];
    double *row = values + measure->lever * timeline->n_cells;
    for (size_t cell = 0; cell < timeline->n_cells; cell++) {
        if (measure->cells[cell]) {
            double share = measure->weights ? measure->weights[cell] : 1.0;
            row[cell] = combined(lever, row[cell], strength, share * measure->value);
        }
    }
}

static double clamped(double x, double min, double max)
{
    return x < min ? min : x > max ? max : x;
}

void cor_timeline_values(const struct cor_timeline *timeline, int32_t month, double *values)
{
    size_t n_cells = timeline->n_cells;
    for (size_t i = 0; i < timeline->n_levers * n_cells; i++) {
        values[i] = timeline->levers[i / n_cells].neutral;
    }
    for (size_t i = 0; i < timeline->n_measures; i++) {
        double strength = cor_measure_strength(&timeline->measures[i], month);
        if (strength > 0.0) {
            apply_measure(timeline, &timeline->measures[i], strength, values);
        }
    }
    for (size_t i = 0; i < timeline->n_levers * n_cells; i++) {
        const struct cor_lever *lever = &timeline->levers[i / n_cells];
        values[i] = clamped(values[i], lever->min, lever->max);
    }
}

bool cor_timeline_changes(const struct cor_timeline *timeline, int32_t month)
{
    for (size_t i = 0; i < timeline->n_measures; i++) {
        if (cor_measure_strength(&timeline->measures[i], month) !=
            cor_measure_strength(&timeline->measures[i], month - 1)) {
            return true;
        }
    }
    return false;
}
