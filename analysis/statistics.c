#include "analysis/statistics.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdbool.h>

const char *const cor_statistic_names[COR_N_STATISTICS] = {
#define STATISTIC(name, ...) #name,
#include "sim/io/result_files.def"
};
const char *const cor_verdict_names[COR_N_VERDICTS] = {"same", "clear", "not clear", "few agents"};

static size_t drop_missing(double *values, size_t n)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            values[n_kept++] = values[i];
        }
    }
    return n_kept;
}

void cor_statistics(double *values, size_t n, double result[COR_N_STATISTICS])
{
    static const double shares[COR_Q95 + 1] = {
        [COR_Q05] = 0.05, [COR_Q25] = 0.25, [COR_Q50] = 0.5, [COR_Q75] = 0.75, [COR_Q95] = 0.95};
    gsl_set_error_handler_off(); /* it aborts by default */
    n = drop_missing(values, n);
    for (size_t s = 0; s < COR_N_STATISTICS; s++) {
        result[s] = NAN;
    }
    result[COR_REPLICATES] = (double)n;
    if (n == 0) {
        return;
    }
    gsl_sort(values, 1, n);
    result[COR_MEAN] = gsl_stats_mean(values, 1, n);
    if (n > 1) {
        result[COR_STANDARD_ERROR] = gsl_stats_sd_m(values, 1, n, result[COR_MEAN]) / sqrt((double)n);
    }
    for (size_t s = COR_Q05; s <= COR_Q95; s++) {
        result[s] = gsl_stats_quantile_from_sorted_data(values, 1, n, shares[s]);
    }
}

double cor_standard_error(const double *values, size_t n)
{
    double sum = 0, squares = 0;
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        sum += isnan(values[i]) ? 0 : values[i];
        n_kept += isnan(values[i]) ? 0 : 1;
    }
    for (size_t i = 0; n_kept > 1 && i < n; i++) {
        double distance = values[i] - sum / (double)n_kept;
        squares += isnan(values[i]) ? 0 : distance * distance;
    }
    return n_kept > 1 ? sqrt(squares / (double)(n_kept - 1) / (double)n_kept) : (double)NAN;
}

double cor_t_quantile(double n)
{
    return n >= 2 ? gsl_cdf_tdist_Pinv(0.975, n - 1) : (double)NAN;
}

enum cor_verdict cor_verdict_of(const double difference[COR_N_STATISTICS])
{
    double mean = difference[COR_MEAN], error = difference[COR_STANDARD_ERROR], n = difference[COR_REPLICATES];
    bool clear;
    if (isnan(mean) || mean == 0) {
        return COR_SAME;
    }
    clear = error > 0 ? fabs(mean) > cor_t_quantile(n) * error : error == 0 && n >= COR_FEW_REPLICATES;
    return !clear ? COR_NOT_CLEAR : difference[COR_AGENTS] < COR_FEW_AGENTS ? COR_ON_FEW_AGENTS : COR_CLEAR;
}
