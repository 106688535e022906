/* A comparison in memory: statistics over replicates of every series of every scenario, and of its difference from the
 * first scenario, replicate by replicate (paired). Owns everything; writes nothing. */
#ifndef COR_ANALYSIS_COMPARISON_H
#define COR_ANALYSIS_COMPARISON_H
#include <stddef.h>
#include <stdint.h>
#include "analysis/compare.h"
#include "analysis/period.h"
#include "analysis/series.h"
#include "analysis/statistics.h"
#include "sim/base/status.h"

struct cor_comparison {
    struct cor_compare_scenario *scenarios; /* [n_scenarios] with all words, borrowed or of the runs */
    size_t n_scenarios;
    struct cor_run_series *runs;             /* [n_scenarios]; their values are NULL once used */
    char (*period_labels)[COR_PERIOD_LABEL]; /* [n_periods] "2030", "2030-06" or, not whole, "2030 (Jan-Jun)" */
    /* [n_series x n_scenarios x COR_N_STATISTICS x n_areas x n_periods]; differences of the base are 0. The mean of a
     * ratio is the sum of numerators over the sum of denominators of all replicates. The mean of a difference is the
     * difference of the means shown. */
    double *levels, *differences;
};

/* Read the files and compare. COR_ERR_INPUT when there are none, when names repeat, or when runs do not match (series,
 * areas, periods, replicates, seed); otherwise as reading. On failure nothing is left to free. */
enum cor_status cor_comparison_build(const struct cor_compare_scenario *scenarios, size_t n_scenarios,
                                     struct cor_comparison *comparison, char message[COR_MESSAGE_SIZE]);
void cor_comparison_free(struct cor_comparison *comparison);

/* The base run: series, areas and periods are the same in all runs. */
static inline const struct cor_run_series *cor_comparison_base(const struct cor_comparison *comparison)
{
    return &comparison->runs[0];
}

/* Where the periods of one statistic begin in `levels` or `differences`. */
size_t cor_comparison_place(const struct cor_comparison *comparison, size_t series, size_t scenario,
                            enum cor_statistic statistic, size_t area);

/* What can be said of a difference from the base: clear, not clear, resting on too few agents? */
enum cor_verdict cor_comparison_verdict(const struct cor_comparison *comparison, size_t series, size_t scenario,
                                        size_t area, size_t period);

/* An attribute of the file of a scenario, or NULL. */
const char *cor_comparison_attribute(const struct cor_comparison *comparison, size_t scenario, const char *name);

#endif
