/* A back-test in memory, and the files that it is written as. Private to analysis/. */
#ifndef COR_ANALYSIS_BACKTEST_PARTS_H
#define COR_ANALYSIS_BACKTEST_PARTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "analysis/backtest.h"
#include "analysis/backtest_series.h"
#include "analysis/observations.h"
#include "analysis/counting.h"
#include "analysis/score.h"
#include "sim/io/results.h"

enum cor_forecaster {
#define FORECASTER(name, ...) COR_BY_##name,
#include "analysis/forecasters.def"
    COR_N_FORECASTERS
};
struct cor_forecaster_words {
    const char *name, *label, *doc;
};
extern const struct cor_forecaster_words cor_forecasters[COR_N_FORECASTERS];

/* A forecaster's scores, and those of the model for the same destinations and years. */
struct cor_backtest_score {
    struct cor_score own, model;
};

struct cor_backtest {
    const struct cor_backtest_request *request;
    struct cor_dataset *result; /* owned; names below point into it */
    const char *const *areas, *const *area_names;
    size_t n_areas, n_years, n_replicates, home;
    int32_t first_year;
    double *simulated; /* [COR_N_BACKTEST_SERIES x n_areas x n_years x room of a cell], NaN where there is nothing */
    struct cor_observations observed;
    struct cor_backtest_score *scores; /* [COR_N_BACKTEST_SERIES x (n_areas + 1) x COR_N_FORECASTERS], all areas last */
};

/* Members that a replicate has in a series: some where its number of persons is one of several by chance. */
static inline size_t cor_backtest_members_each(size_t series)
{
    return cor_backtest_series[series].counted == COR_COUNTED_PERSONS ? COR_CHANCE_MEMBERS : 1;
}
static inline size_t cor_backtest_n_members(const struct cor_backtest *test, size_t series)
{
    return test->n_replicates * cor_backtest_members_each(series);
}
/* The members of the ensemble of one cell, in the order of the replicates. */
static inline double *cor_backtest_members(const struct cor_backtest *test, size_t series, size_t area, size_t year)
{
    size_t room = test->n_replicates * COR_CHANCE_MEMBERS;
    return test->simulated + ((series * test->n_areas + area) * test->n_years + year) * room;
}
static inline struct cor_backtest_score *cor_backtest_score_of(const struct cor_backtest *test, size_t series,
                                                               size_t area, size_t forecaster)
{
    return &test->scores[(series * (test->n_areas + 1) + area) * COR_N_FORECASTERS + forecaster];
}
/* Years of the run up to the fit. */
static inline size_t cor_backtest_n_fit(const struct cor_backtest *test)
{
    int32_t n = test->request->fit_to - test->first_year + 1;
    return n < 0 ? 0 : (size_t)n < test->n_years ? (size_t)n : test->n_years;
}
/* Has the series this area? Of the others nothing is written. */
bool cor_backtest_has(const struct cor_backtest *test, size_t series, size_t area);

/* Fill `simulated` from the dataset. False when memory is short. */
bool cor_backtest_simulate(struct cor_backtest *test);
/* Fill `scores`. COR_ERR_MEMORY. */
enum cor_status cor_backtest_score(struct cor_backtest *test);

/* backtest.csv and scores.csv: columns of sim/io/result_files.def. */
enum cor_status cor_backtest_write_csv(const struct cor_backtest *test, const char *path,
                                       char message[COR_MESSAGE_SIZE]);
enum cor_status cor_backtest_write_scores(const struct cor_backtest *test, const char *path,
                                          char message[COR_MESSAGE_SIZE]);
/* backtest.html: one page, nothing loaded from elsewhere, no script. */
enum cor_status cor_backtest_write_page(const struct cor_backtest *test, const char *path,
                                        char message[COR_MESSAGE_SIZE]);

#endif
