/* Simple forecasts that a model should beat, made from the years that it was fitted to alone. All are normal (or Student's
 * t) in logarithms, the width of their bands taken from their own errors in these years. Numbers in, numbers out. */
#ifndef COR_ANALYSIS_BENCHMARKS_H
#define COR_ANALYSIS_BENCHMARKS_H
#include <stdbool.h>
#include <stddef.h>
#include "analysis/regression.h"

/* In logarithms; freedom 0: normal. No forecast: mean NaN. */
struct cor_forecast {
    double mean, sd, freedom;
};

/* A forecast as an ensemble of equally likely values: its quantiles, or one value where there is no band. Answers how many. */
enum { COR_FORECAST_MEMBERS = 99 };
size_t cor_forecast_members(const struct cor_forecast *forecast, double members[COR_FORECAST_MEMBERS]);

/* Squares of yearly changes of logarithms, of series that are alike. Years between two observations share the change. */
struct cor_changes {
    double squares;
    size_t n;
};
void cor_changes_add(struct cor_changes *changes, const double *logs, size_t n_fit);

/* The last of the first n_fit logarithms (NaN: missing), carried forward to `year`, an index beyond them: a random walk. Its
 * sd is that of its own changes when there are three at least, else of all `pooled`, else 0: a point without a band. */
struct cor_forecast cor_forecast_last(const double *logs, size_t n_fit, const struct cor_changes *pooled, size_t year);
/* The straight line through the first n_fit logarithms; needs three. */
struct cor_forecast cor_forecast_trend(const double *logs, size_t n_fit, size_t year);

/* A gravity equation over `n_areas` destinations: flows [n_areas x n_years], NaN where none was observed; covariates
 * [n_areas x n_years x k]. Areas without a covariate are passed over, and the area `left_out` (n_areas: none). */
struct cor_gravity_data {
    const double *flows, *covariates;
    size_t n_areas, n_years, n_fit, k, left_out;
};
struct cor_gravity {
    double b[COR_PPML_COLUMNS];
    double sd; /* of log(1 + flow) about log(1 + fit) */
    size_t n, k;
    bool fitted;
};
/* False when memory is short. */
bool cor_gravity_fit(const struct cor_gravity_data *data, struct cor_gravity *gravity);
/* In logarithms of one more than the flow. */
struct cor_forecast cor_forecast_gravity(const struct cor_gravity *gravity, const double *covariates);

#endif
