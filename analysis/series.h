/* The series of one run: every variable of a result file summed to replicate, area and period. What may be summed is
 * read from the attributes of the variable (sim/io/result_files.def):
 *
 *     kind = stock        state at the end of the period: sums over categories and countries
 *     kind = flow         sum over the period: the same
 *     kind = ratio        scale * sum of numerator / sum of denominator, both variables of the file
 *     kind = indicator    kept by country, no totals; it may have no other categories
 *
 * Distributions (by class of income) and variables of no kind are no series. A variable without countries is about Viet Nam.
 * Knows files and sums, not scenarios. */
#ifndef COR_ANALYSIS_SERIES_H
#define COR_ANALYSIS_SERIES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/status.h"
#include "sim/io/file.h"
#include "sim/io/results.h"

/* The first areas are totals; countries follow in the order of the file. */
enum { COR_AREA_ALL, COR_AREA_EU, COR_N_TOTALS };

enum cor_series_kind { COR_SERIES_STOCK = 1, COR_SERIES_FLOW, COR_SERIES_RATIO, COR_SERIES_INDICATOR };

struct cor_series_info {
    const char *name, *unit, *long_name; /* "" where the file says nothing */
    enum cor_series_kind kind;
    const char *attributes[COR_N_VARIABLE_ATTRIBUTES]; /* as in the file; NULL: none */
    size_t numerator, denominator; /* of a ratio: series; both n_series when it is none or the file lacks one of them */
    double scale;                  /* of a ratio */
    bool of_viet_nam; /* about persons from Viet Nam wherever they are, not about residents of the country */
};

/* Owns everything it points to. */
struct cor_run_series {
    size_t n_series, n_replicates, n_areas, n_periods, n_attributes;
    struct cor_series_info *info; /* [n_series] */
    const char **areas;           /* [n_areas] codes: ALL, EU, then countries by ISO 3166 */
    const char **area_names;      /* [n_areas] the same in words, as the file has them; else the codes */
    int32_t *periods;             /* [n_periods] years, or days */
    int32_t *period_months;       /* [n_periods] months simulated: 12 for a whole year, 1 for a month */
    double *persons_per_agent; /* [n_areas] of residents; Viet Nam: of its persons; NaN for totals and where unknown */
    const char *period_name, *period_unit;
    struct cor_attribute *attributes;
    double *values; /* [n_series x n_replicates x n_areas x n_periods], NaN where there is nothing */
    char **texts;   /* behind the names */
    size_t n_texts, n_text_room;
};

/* Read a result file. COR_ERR_INPUT when it lacks replicate, period or country; otherwise as cor_results_read. */
enum cor_status cor_run_series_read(const char *path, struct cor_run_series *run, char message[COR_MESSAGE_SIZE]);
void cor_run_series_free(struct cor_run_series *run);

/* Index of the series, or n_series. */
size_t cor_run_series_find(const struct cor_run_series *run, const char *name);

/* Where the periods of a series begin in `values` for one replicate and area. */
static inline size_t cor_run_series_place(const struct cor_run_series *run, size_t series, size_t replicate,
                                          size_t area)
{
    return ((series * run->n_replicates + replicate) * run->n_areas + area) * run->n_periods;
}

/* The area of Viet Nam, or n_areas. */
size_t cor_run_series_home(const struct cor_run_series *run);

/* An attribute of the file, or NULL. */
const char *cor_run_series_attribute(const struct cor_run_series *run, const char *name);

/* The last period that is whole (see cor_period_is_whole), or n_periods. */
size_t cor_run_series_last_whole(const struct cor_run_series *run);

/* "stock", "flow", "ratio" or "indicator". */
const char *cor_series_kind_name(enum cor_series_kind kind);

#endif
