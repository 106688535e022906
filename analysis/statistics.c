#include "analysis/statistics.h"

#include <math.h>
#include <stdlib.h>

const char *const cor_statistic_names[COR_N_STATISTICS] = {"mean", "standard_error", "q05", "q25", "q50", "q75", "q95"};

static int compare_values(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

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

static double mean_of(const double *values, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; ++i) {
        sum += values[i];
    }
    return sum / (double)n;
}

static double standard_error_of(const double *values, size_t n, double mean)
{
    double sum = 0;
    for (size_t i = 0; i < n; ++i) {
        sum += (values[i] - mean) * (values[i] - mean);
    }
    return n < 2 ? NAN : sqrt(sum / (double)(n - 1) / (double)n);
}

static double quantile_of(const double *ordered, size_t n, double share)
{
    double place = share * (double)(n - 1);
    size_t below = (size_t)place;
    size_t above = below + 1 < n ? below + 1 : below;
    return ordered[below] + (place - (double)below) * (ordered[above] - ordered[below]);
}

void cor_statistics(double *values, size_t n, double result[COR_N_STATISTICS])
{
    static const double shares[COR_N_STATISTICS] = {
        [COR_Q05] = 0.05, [COR_Q25] = 0.25, [COR_Q50] = 0.5, [COR_Q75] = 0.75, [COR_Q95] = 0.95};
    n = drop_missing(values, n);
    for (size_t s = 0; s < COR_N_STATISTICS; ++s) {
        result[s] = NAN;
    }
    if (n == 0) {
        return;
    }
    qsort(values, n, sizeof *values, compare_values);
    result[COR_MEAN] = mean_of(values, n);
    result[COR_STANDARD_ERROR] = standard_error_of(values, n, result[COR_MEAN]);
    for (size_t s = COR_Q05; s < COR_N_STATISTICS; ++s) {
        result[s] = quantile_of(values, n, shares[s]);
    }
}
