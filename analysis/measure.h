/* The level of a series in one run: statistics over its replicates, ratios of sums, and on how many agents they rest. Knows
 * one run, not comparisons. */
#ifndef COR_ANALYSIS_MEASURE_H
#define COR_ANALYSIS_MEASURE_H
#include <stdbool.h>
#include <stddef.h>
#include "analysis/series.h"
#include "analysis/statistics.h"

/* How a series is to be measured; the same for all runs that have the same series. */
struct cor_measure {
    size_t series;
    size_t counter; /* series that counts those on whom it rests; n_series: nobody is counted */
    size_t home;    /* the area of Viet Nam */
    bool is_ratio;
};

void cor_measure_init(const struct cor_run_series *run, size_t series, struct cor_measure *measure);

/* Statistics of one area and period. The mean of a ratio is the sum of numerators over the sum of denominators of all
 * replicates; `residuals` then tells how each replicate departs from it, so that their standard error is that of the ratio
 * (linearised: Cochran 1977, section 6.4). `values` and `residuals` have room for a number per replicate. */
void cor_measure_level(const struct cor_run_series *run, const struct cor_measure *measure, size_t area, size_t period,
                       double *values, double *residuals, double level[COR_N_STATISTICS]);

#endif
