/* How the series of a run are put together, step by step. Private to series.c and series_totals.c. */
#ifndef COR_ANALYSIS_SERIES_PARTS_H
#define COR_ANALYSIS_SERIES_PARTS_H
#include <stdbool.h>
#include <stddef.h>
#include "analysis/series.h"

#define COR_HOME_CODE "VNM"

/* The values of all periods of a series for one replicate and area. */
static inline double *cor_series_cells(const struct cor_run_series *run, size_t series, size_t replicate, size_t area)
{
    return run->values + cor_run_series_place(run, series, replicate, area);
}

/* May the series be summed over categories and countries? */
static inline bool cor_series_adds_up(const struct cor_series_info *info)
{
    return info->kind == COR_SERIES_STOCK || info->kind == COR_SERIES_FLOW;
}

/* Fill the totals of all stocks and flows: ALL without Viet Nam, EU by the list of codes (may be NULL). False when memory
 * ran out. */
bool cor_series_sum_totals(const struct cor_run_series *run, const char *eu_members);

/* Fill the ratios, after what they are made of; those without their parts stay missing. */
void cor_series_fill_ratios(const struct cor_run_series *run);

#endif
