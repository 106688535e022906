#include "analysis/regression.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

bool cor_line_fit(const double *x, const double *y, size_t n, struct cor_line *line)
{
    double variance_level, covariance, variance_slope, squares;
    gsl_set_error_handler_off(); /* it aborts by default */
    *line = (struct cor_line){.n = n};
    for (size_t i = 0; i < n; i++) {
        line->mean_x += x[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        line->sum_x += (x[i] - line->mean_x) * (x[i] - line->mean_x);
    }
    if (n < 3 || line->sum_x <= 0.0 ||
        gsl_fit_linear(x, 1, y, 1, n, &line->level, &line->slope, &variance_level, &covariance, &variance_slope,
                       &squares) != GSL_SUCCESS) {
        return false;
    }
    line->sd = sqrt(squares / ((double)n - 2.0));
    return true;
}

double cor_line_error(const struct cor_line *line, double x)
{
    double distance = x - line->mean_x;
    return line->sd * sqrt(1.0 + 1.0 / (double)line->n + distance * distance / line->sum_x);
}

/* ---- Poisson ---- */

struct ppml {
    const double *x, *y;
    size_t n, k;
    double products[COR_PPML_COLUMNS * COR_PPML_COLUMNS], sums[COR_PPML_COLUMNS]; /* X'WX and X'Wz */
};

static double exponent(const struct ppml *fit, size_t row, const double *b)
{
    double sum = 0.0;
    for (size_t j = 0; j < fit->k; j++) {
        sum += fit->x[row * fit->k + j] * b[j];
    }
    return sum;
}

/* The normal equations of the working response, weighted by the means. */
static void gather(struct ppml *fit, const double *b, bool first, double mean)
{
    memset(fit->products, 0, sizeof fit->products);
    memset(fit->sums, 0, sizeof fit->sums);
    for (size_t i = 0; i < fit->n; i++) {
        const double *row = fit->x + i * fit->k;
        double eta = first ? log((fit->y[i] + mean) / 2.0) : exponent(fit, i, b), mu = exp(eta);
        double response = eta + (fit->y[i] - mu) / mu;
        for (size_t j = 0; j < fit->k; j++) {
            fit->sums[j] += mu * row[j] * response;
            for (size_t l = 0; l < fit->k; l++) {
                fit->products[j * fit->k + l] += mu * row[j] * row[l];
            }
        }
    }
}

/* Solve them by Cholesky in place; what a column has beyond those before it must not be nothing. GSL's decompositions by
 * singular values take memory that they do not ask for. */
static bool solve(struct ppml *fit)
{
    double before[COR_PPML_COLUMNS];
    gsl_matrix_view products = gsl_matrix_view_array(fit->products, fit->k, fit->k);
    gsl_vector_view sums = gsl_vector_view_array(fit->sums, fit->k);
    for (size_t j = 0; j < fit->k; j++) {
        before[j] = fit->products[j * fit->k + j];
    }
    if (gsl_linalg_cholesky_decomp1(&products.matrix) != GSL_SUCCESS) {
        return false;
    }
    for (size_t j = 0; j < fit->k; j++) {
        double left = fit->products[j * fit->k + j];
        if (!(left * left > 1e-12 * before[j])) {
            return false;
        }
    }
    return gsl_linalg_cholesky_svx(&products.matrix, &sums.vector) == GSL_SUCCESS;
}

/* One step. Answers the largest change of b, or NaN. */
static double step(struct ppml *fit, double *b, bool first, double mean)
{
    double change = first ? 1.0 : 0.0;
    gather(fit, b, first, mean);
    if (!solve(fit)) {
        return (double)NAN;
    }
    for (size_t j = 0; j < fit->k; j++) {
        if (!isfinite(fit->sums[j])) {
            return (double)NAN;
        }
        change = first ? change : fmax(change, fabs(fit->sums[j] - b[j]));
        b[j] = fit->sums[j];
    }
    return change;
}

bool cor_ppml_fit(const double *x, const double *y, size_t n, size_t k, double *b)
{
    enum { MAX_STEPS = 200 };
    struct ppml fit = {.x = x, .y = y, .n = n, .k = k};
    double mean = 0.0, change = 1.0;
    gsl_set_error_handler_off();
    for (size_t i = 0; i < n; i++) {
        mean += y[i] / (double)n;
    }
    if (n <= k || k > COR_PPML_COLUMNS || !(mean > 0.0)) {
        return false;
    }
    for (size_t i = 0; i < MAX_STEPS && change > 1e-9; i++) {
        change = step(&fit, b, i == 0, mean);
    }
    return change <= 1e-9; /* false also of NaN */
}

double cor_student_quantile(double share, double freedom)
{
    return gsl_cdf_tdist_Pinv(share, freedom);
}
