#include "analysis/regression.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_multifit.h>
#include <math.h>

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
    gsl_matrix *rows, *covariance;
    gsl_vector *weights, *response, *b;
    gsl_multifit_linear_workspace *space;
};

static bool take_room(struct ppml *fit)
{
    fit->rows = gsl_matrix_alloc(fit->n, fit->k);
    fit->covariance = gsl_matrix_alloc(fit->k, fit->k);
    fit->weights = gsl_vector_alloc(fit->n);
    fit->response = gsl_vector_alloc(fit->n);
    fit->b = gsl_vector_alloc(fit->k);
    fit->space = gsl_multifit_linear_alloc(fit->n, fit->k);
    return fit->rows && fit->covariance && fit->weights && fit->response && fit->b && fit->space;
}

static void give_up_room(struct ppml *fit)
{
    gsl_matrix_free(fit->rows);
    gsl_matrix_free(fit->covariance);
    gsl_vector_free(fit->weights);
    gsl_vector_free(fit->response);
    gsl_vector_free(fit->b);
    if (fit->space) {
        gsl_multifit_linear_free(fit->space);
    }
}

static double exponent(const struct ppml *fit, size_t row, const double *b)
{
    double sum = 0.0;
    for (size_t j = 0; j < fit->k; j++) {
        sum += fit->x[row * fit->k + j] * b[j];
    }
    return sum;
}

/* One step: least squares of the working response, weighted by the means. Answers the largest change of b, or NaN. */
static double step(struct ppml *fit, double *b, bool first, double mean)
{
    double squares, change = 0.0;
    size_t rank;
    for (size_t i = 0; i < fit->n; i++) {
        double eta = first ? log((fit->y[i] + mean) / 2.0) : exponent(fit, i, b), mu = exp(eta);
        gsl_vector_set(fit->weights, i, mu);
        gsl_vector_set(fit->response, i, eta + (fit->y[i] - mu) / mu);
        for (size_t j = 0; j < fit->k; j++) {
            gsl_matrix_set(fit->rows, i, j, fit->x[i * fit->k + j]);
        }
    }
    if (gsl_multifit_wlinear_svd(fit->rows, fit->weights, fit->response, 1e-10, &rank, fit->b, fit->covariance,
                                 &squares, fit->space) != GSL_SUCCESS ||
        rank < fit->k) {
        return (double)NAN;
    }
    for (size_t j = 0; j < fit->k; j++) {
        double value = gsl_vector_get(fit->b, j);
        change = isfinite(value) ? fmax(change, first ? 1.0 : fabs(value - b[j])) : (double)NAN;
        b[j] = value;
        if (isnan(change)) {
            break;
        }
    }
    return change;
}

enum cor_status cor_ppml_fit(const double *x, const double *y, size_t n, size_t k, double *b)
{
    enum { MAX_STEPS = 200 };
    struct ppml fit = {.x = x, .y = y, .n = n, .k = k};
    double mean = 0.0, change = 1.0;
    gsl_set_error_handler_off();
    for (size_t i = 0; i < n; i++) {
        mean += y[i] / (double)n;
    }
    if (n <= k || !(mean > 0.0)) {
        return COR_ERR_INPUT;
    }
    bool had_room = take_room(&fit), sound = had_room;
    for (size_t i = 0; sound && i < MAX_STEPS && change > 1e-9; i++) {
        change = step(&fit, b, i == 0, mean);
        sound = !isnan(change);
    }
    give_up_room(&fit);
    return !had_room ? COR_ERR_MEMORY : sound && change <= 1e-9 ? COR_OK : COR_ERR_INPUT;
}

double cor_student_quantile(double share, double freedom)
{
    return gsl_cdf_tdist_Pinv(share, freedom);
}
