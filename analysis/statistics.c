#include "analysis/statistics.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

const char *const cor_statistic_names[COR_N_STATISTICS] = {"mean", "standard_error", "q05", "q25", "q50", "q75", "q95"};

static size_t drop_missing(double *values, size_t n)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < n; ++i) {
        if (!isnan(values[i])) {
            values[n_kept++] = values[i];
        }
    }
    return n_kept;
}

void cor_statistics(double *values, size_t n, double result[COR_N_STATISTICS])
{
    static const double shares[COR_N_STATISTICS] = {
        [COR_Q05] = 0.05, [COR_Q25] = 0.25, [COR_Q50] = 0.5, [COR_Q75] = 0.75, [COR_Q95] = 0.95};
    (void)gsl_set_error_handler_off(); /* it aborts by default */
    n = drop_missing(values, n);
    for (size_t s = 0; s < COR_N_STATISTICS; ++s) {
        result[s] = NAN;
    }
    if (n == 0) {
        return;
    }
    gsl_sort(values, 1, n);
    result[COR_MEAN] = gsl_stats_mean(values, 1, n);
    if (n > 1) {
        result[COR_STANDARD_ERROR] = gsl_stats_sd_m(values, 1, n, result[COR_MEAN]) / sqrt((double)n);
    }
    for (size_t s = COR_Q05; s < COR_N_STATISTICS; ++s) {
        result[s] = gsl_stats_quantile_from_sorted_data(values, 1, n, shares[s]);
    }
}
