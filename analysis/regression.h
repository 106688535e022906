/* Regressions behind the benchmarks of a back-test, by GSL. Numbers in, numbers out. */
#ifndef COR_ANALYSIS_REGRESSION_H
#define COR_ANALYSIS_REGRESSION_H
#include <stdbool.h>
#include <stddef.h>

/* y = level + slope x by least squares. */
struct cor_line {
    double level, slope;
    double sd;            /* of the residuals, with n - 2 degrees of freedom */
    double mean_x, sum_x; /* of the x, and sum of squares about it */
    size_t n;
};
/* False with fewer than three points or when all x are the same. */
bool cor_line_fit(const double *x, const double *y, size_t n, struct cor_line *line);
/* What a new observation at x has for a standard deviation about the line, the error of the line included. */
double cor_line_error(const struct cor_line *line, double x);

/* Poisson pseudo maximum likelihood (Santos Silva and Tenreyro 2006): E[y] = exp(x b), y at least 0 and zeros welcome, by
 * iteratively reweighted least squares. x is n rows of k columns, the constant among them. Takes no memory. False when n <= k,
 * when the columns are not independent, or when it does not settle. */
enum { COR_PPML_COLUMNS = 48 };
bool cor_ppml_fit(const double *x, const double *y, size_t n, size_t k, double *b);

/* A quantile of Student's t. */
double cor_student_quantile(double share, double freedom);

#endif
