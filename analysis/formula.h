/* "sum of A + B" and "ratio of A + B to C + D times 100": how one series is made of others, cell by cell. */
#ifndef COR_ANALYSIS_FORMULA_H
#define COR_ANALYSIS_FORMULA_H
#include <stdbool.h>
#include <stddef.h>

struct cor_run_series;

enum { COR_MAX_TERMS = 6 };

struct cor_formula {
    size_t top[COR_MAX_TERMS], bottom[COR_MAX_TERMS]; /* indices of series */
    size_t n_top, n_bottom;                           /* n_bottom is 0 for a sum */
    double scale;
};

/* Read a formula about series of `run` with an index other than `self`. False when it is not one, or when a series that
 * it names does not exist. */
bool cor_formula_parse(const char *text, const struct cor_run_series *run, size_t self, struct cor_formula *formula);

/* Its value for one cell: `first` is that cell of series 0, `stride` values further comes series 1. NaN when a part is
 * missing or the denominator is 0. */
double cor_formula_value(const struct cor_formula *formula, const double *first, size_t stride);

/* Numerator (times the scale) and denominator of a ratio for one cell. */
void cor_formula_parts(const struct cor_formula *formula, const double *first, size_t stride, double *top,
                       double *bottom);

#endif
