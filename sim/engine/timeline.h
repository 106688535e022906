/* The policy timeline: what each lever is in each cell and month, given the dated policies of a scenario. Built before
 * the first month and constant afterwards. A cell is country x channel x occupation, flattened by the model. */
#ifndef COR_ENGINE_TIMELINE_H
#define COR_ENGINE_TIMELINE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/status.h"
#include "sim/desc/tables.h"

/* One field of one policy, resolved: lever, cells, months and strength. */
struct cor_measure {
    size_t lever;
    double value;
    double intensity;     /* 0..1 */
    int32_t from, to;     /* first month in force, first month no longer in force */
    int32_t ramp_months;  /* full strength after so many months; 0 at once */
    const uint8_t *cells; /* [n_cells] 1 where it applies; owned by the timeline */
    const double
        *weights; /* [n_cells] share of the value that falls to each cell, or NULL: all of it; owned likewise */
};

struct cor_timeline {
    const struct cor_lever *levers;
    size_t n_levers, n_cells;
    struct cor_measure *measures; /* owned, with their cells */
    size_t n_measures, capacity;
};

void cor_timeline_init(struct cor_timeline *timeline, const struct cor_lever *levers, size_t n_levers, size_t n_cells);
void cor_timeline_free(struct cor_timeline *timeline);
/* Add a measure; `cells` and `weights` are copied. Measures that can move nothing (intensity 0, to <= from) are left out. */
enum cor_status cor_timeline_add(struct cor_timeline *timeline, const struct cor_measure *measure);
/* Strength of a measure in a month: intensity x ramp share, 0 outside [from, to). */
double cor_measure_strength(const struct cor_measure *measure, int32_t month);
/* With what a measure of strength s > 0 and value x enters where the largest or the smallest holds: s * x of a lever whose
 * neutral value is 0, and of one whose neutral value is the most a value on the way from there to x, in steps that are equal
 * in the reciprocal, so that a limit of x at strength s is about x / s. */
double cor_measure_extreme(const struct cor_lever *lever, double s, double x);
/* Fill values[lever * n_cells + cell] for a month. */
void cor_timeline_values(const struct cor_timeline *timeline, int32_t month, double *values);
/* True when the values of `month` may differ from those of the month before. */
bool cor_timeline_changes(const struct cor_timeline *timeline, int32_t month);

#endif
