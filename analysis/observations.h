/* What was observed, as a back-test needs it: read from the data folder, by series, country and year, with its source. Also
 * what a gravity equation explains flows by. Knows tables, not results of runs. */
#ifndef COR_ANALYSIS_OBSERVATIONS_H
#define COR_ANALYSIS_OBSERVATIONS_H
#include <stddef.h>
#include <stdint.h>
#include "analysis/backtest_series.h"
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"

/* Columns of a gravity equation: the constant, and logarithms of the residents aged 15-64, of pay relative to Viet Nam (mean
 * over occupations), and of one more than the Vietnamese who lived there when the run began: what came later is not known
 * when a forecast is made. */
enum cor_covariate {
    COR_GRAVITY_CONSTANT,
    COR_GRAVITY_WORKING_AGE,
    COR_GRAVITY_PAY,
    COR_GRAVITY_STOCK,
    COR_N_COVARIATES
};

enum { COR_SOURCE_TEXT = 64 };

struct cor_observations {
    size_t n_areas, n_years;
    int32_t first_year;
    double *values;                   /* [COR_N_BACKTEST_SERIES x n_areas x n_years], NaN where nothing was observed */
    char (*sources)[COR_SOURCE_TEXT]; /* the same, "" where nothing was observed */
    double *covariates;               /* [n_areas x n_years x COR_N_COVARIATES], NaN where the tables have nothing */
};

/* `areas` are country codes, Viet Nam among them. Problems of the tables go to the list (COR_ERR_INPUT); COR_ERR_MEMORY.
 * On failure there is nothing to free. */
enum cor_status cor_observations_read(const char *data, const char *const *areas, size_t n_areas, int32_t first_year,
                                      size_t n_years, struct cor_diagnostics *list, struct cor_observations *result);
void cor_observations_free(struct cor_observations *observations);

/* Where the years of a series and area begin in `values` and `sources`. */
static inline size_t cor_observations_place(const struct cor_observations *observations, size_t series, size_t area)
{
    return (series * observations->n_areas + area) * observations->n_years;
}
static inline double *cor_covariates_of(const struct cor_observations *observations, size_t area, size_t year)
{
    return observations->covariates + (area * observations->n_years + year) * COR_N_COVARIATES;
}

#endif
