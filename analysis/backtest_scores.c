/* Forecasts of every series and destination, and their scores in the years that are scored. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/backtest_parts.h"
#include "analysis/benchmarks.h"
#include "sim/base/memory.h"

const struct cor_forecaster_words cor_forecasters[COR_N_FORECASTERS] = {
#define FORECASTER(name, label, doc) {#name, label, doc},
#include "analysis/forecasters.def"
};

/* One series while it is scored. */
struct work {
    struct cor_backtest *test;
    size_t series;
    size_t n_fit;    /* years of the run up to the fit */
    double *logs;    /* [n_areas x n_years] of what was observed */
    double *members; /* room for the model's */
    struct cor_changes changes;
    struct cor_gravity everywhere, elsewhere; /* the second without the area at hand */
};

static const double *logs_of(const struct work *work, size_t area)
{
    return work->logs + area * work->test->n_years;
}

/* Flows out of Viet Nam are what a gravity equation is about. */
static bool is_flow(const struct cor_backtest_series *series)
{
    return series->where == COR_AT_DESTINATIONS && strcmp(series->output, "departures") == 0;
}

static enum cor_status fit_gravity(struct work *work, size_t left_out, struct cor_gravity *gravity)
{
    const struct cor_backtest *test = work->test;
    const struct cor_gravity_data data = {.flows = test->observed.values +
                                                   cor_observations_place(&test->observed, work->series, 0),
                                          .covariates = test->observed.covariates,
                                          .n_areas = test->n_areas,
                                          .n_years = test->n_years,
                                          .n_fit = work->n_fit,
                                          .k = COR_N_COVARIATES,
                                          .left_out = left_out};
    *gravity = (struct cor_gravity){0};
    return !is_flow(&cor_backtest_series[work->series]) || cor_gravity_fit(&data, gravity) ? COR_OK : COR_ERR_MEMORY;
}

static struct cor_forecast forecast_by(const struct work *work, enum cor_forecaster by, size_t area, size_t year)
{
    const double *covariates = cor_covariates_of(&work->test->observed, area, year);
    switch (by) {
    case COR_BY_last_value:
        return cor_forecast_last(logs_of(work, area), work->n_fit, &work->changes, year);
    case COR_BY_trend:
        return cor_forecast_trend(logs_of(work, area), work->n_fit, year);
    case COR_BY_gravity:
        return cor_forecast_gravity(&work->everywhere, covariates);
    case COR_BY_gravity_elsewhere:
        return cor_forecast_gravity(&work->elsewhere, covariates);
    case COR_BY_model:
    case COR_N_FORECASTERS:
        break;
    }
    return (struct cor_forecast){NAN, NAN, 0.0};
}

/* The replicates in logarithms; the answer is that of their mean. Of a few persons most replicates simulate none, for want of
 * agents: the median says nothing of them. */
static double take_members(struct work *work, size_t area, size_t year)
{
    const double *values = cor_backtest_members(work->test, work->series, area, year);
    size_t n = cor_backtest_n_members(work->test, work->series);
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        work->members[i] = cor_backtest_log(&cor_backtest_series[work->series], values[i]);
        sum += values[i];
    }
    return cor_backtest_log(&cor_backtest_series[work->series], sum / (double)n);
}

static void score_cell(struct work *work, size_t area, size_t year)
{
    double observed = logs_of(work, area)[year], members[COR_FORECAST_MEMBERS];
    for (size_t by = 0; by < COR_N_FORECASTERS; by++) {
        struct cor_backtest_score *score = cor_backtest_score_of(work->test, work->series, area, by);
        struct cor_score model = {0}, own = {0};
        double centre = take_members(work, area, year);
        if (!cor_score_add(&model, work->members, cor_backtest_n_members(work->test, work->series), centre, observed)) {
            continue;
        }
        if (by == COR_BY_model) {
            own = model;
        } else {
            struct cor_forecast forecast = forecast_by(work, (enum cor_forecaster)by, area, year);
            size_t n_members = cor_forecast_members(&forecast, members);
            if (!cor_score_add(&own, members, n_members, NAN, observed)) {
                continue;
            }
        }
        cor_score_join(&score->own, &own);
        cor_score_join(&score->model, &model);
    }
}

static enum cor_status score_area(struct work *work, size_t area)
{
    struct cor_backtest *test = work->test;
    bool asked = false;
    for (size_t year = 0; year < test->n_years; year++) {
        int32_t number = test->first_year + (int32_t)year;
        bool scored = number >= test->request->score_from && number <= test->request->score_to &&
                      !isnan(logs_of(work, area)[year]) && cor_backtest_has(test, work->series, area);
        if (scored && !asked) {
            enum cor_status status = fit_gravity(work, area, &work->elsewhere);
            if (status != COR_OK) {
                return status;
            }
            asked = true;
        }
        if (scored) {
            score_cell(work, area, year);
        }
    }
    for (size_t by = 0; by < COR_N_FORECASTERS; by++) {
        const struct cor_backtest_score *score = cor_backtest_score_of(test, work->series, area, by);
        struct cor_backtest_score *all = cor_backtest_score_of(test, work->series, test->n_areas, by);
        cor_score_join(&all->own, &score->own);
        cor_score_join(&all->model, &score->model);
    }
    return COR_OK;
}

static enum cor_status score_series(struct work *work)
{
    struct cor_backtest *test = work->test;
    const double *values = test->observed.values + cor_observations_place(&test->observed, work->series, 0);
    work->changes = (struct cor_changes){0};
    for (size_t i = 0; i < test->n_areas * test->n_years; i++) {
        work->logs[i] = cor_backtest_log(&cor_backtest_series[work->series], values[i]);
    }
    for (size_t area = 0; area < test->n_areas; area++) {
        cor_changes_add(&work->changes, logs_of(work, area), work->n_fit);
    }
    enum cor_status status = fit_gravity(work, test->n_areas, &work->everywhere);
    for (size_t area = 0; status == COR_OK && area < test->n_areas; area++) {
        status = score_area(work, area);
    }
    return status;
}

enum cor_status cor_backtest_score(struct cor_backtest *test)
{
    struct work work = {.test = test, .n_fit = cor_backtest_n_fit(test)};
    work.logs = cor_calloc(test->n_areas * test->n_years, sizeof *work.logs);
    work.members = cor_calloc(test->n_replicates * COR_CHANCE_MEMBERS, sizeof *work.members);
    test->scores = cor_calloc(COR_N_BACKTEST_SERIES * (test->n_areas + 1) * COR_N_FORECASTERS, sizeof *test->scores);
    enum cor_status status = work.logs && work.members && test->scores ? COR_OK : COR_ERR_MEMORY;
    for (size_t s = 0; status == COR_OK && s < COR_N_BACKTEST_SERIES; s++) {
        work.series = s;
        status = score_series(&work);
    }
    free(work.logs);
    free(work.members);
    return status;
}
