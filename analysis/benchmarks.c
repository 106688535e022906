#include "analysis/benchmarks.h"
#include <math.h>
#include <stdlib.h>
#include "analysis/regression.h"
#include "sim/base/math.h"
#include "sim/base/memory.h"

enum { MAX_POINTS = 64, LEAST_CHANGES = 3 };

static const struct cor_forecast none = {NAN, NAN, 0.0};

size_t cor_forecast_members(const struct cor_forecast *forecast, double members[COR_FORECAST_MEMBERS])
{
    if (!(forecast->sd > 0.0)) {
        members[0] = forecast->mean;
        return 1;
    }
    for (size_t i = 0; i < COR_FORECAST_MEMBERS; i++) {
        double share = ((double)i + 0.5) / COR_FORECAST_MEMBERS;
        double place =
            forecast->freedom > 0.0 ? cor_student_quantile(share, forecast->freedom) : cor_normal_quantile(share);
        members[i] = forecast->mean + forecast->sd * place;
    }
    return COR_FORECAST_MEMBERS;
}

/* ---- last value ---- */

void cor_changes_add(struct cor_changes *changes, const double *logs, size_t n_fit)
{
    size_t last = n_fit;
    for (size_t year = 0; year < n_fit; year++) {
        if (isnan(logs[year])) {
            continue;
        }
        if (last < n_fit) {
            double change = logs[year] - logs[last];
            changes->squares += change * change / (double)(year - last);
            changes->n++;
        }
        last = year;
    }
}

struct cor_forecast cor_forecast_last(const double *logs, size_t n_fit, const struct cor_changes *pooled, size_t year)
{
    struct cor_changes own = {0};
    size_t last = n_fit;
    for (size_t y = 0; y < n_fit; y++) {
        last = isnan(logs[y]) ? last : y;
    }
    cor_changes_add(&own, logs, n_fit);
    const struct cor_changes *changes = own.n >= LEAST_CHANGES ? &own : pooled;
    if (last == n_fit) {
        return none;
    }
    double variance = changes->n > 0 ? changes->squares / (double)changes->n * (double)(year - last) : 0.0;
    return (struct cor_forecast){.mean = logs[last], .sd = sqrt(variance)};
}

/* ---- trend ---- */

struct cor_forecast cor_forecast_trend(const double *logs, size_t n_fit, size_t year)
{
    double x[MAX_POINTS], y[MAX_POINTS];
    struct cor_line line;
    size_t n = 0;
    for (size_t i = 0; i < n_fit && n < MAX_POINTS; i++) {
        if (!isnan(logs[i])) {
            x[n] = (double)i;
            y[n++] = logs[i];
        }
    }
    if (!cor_line_fit(x, y, n, &line)) {
        return none;
    }
    double at = (double)year;
    return (struct cor_forecast){line.level + line.slope * at, cor_line_error(&line, at), (double)n - 2.0};
}

/* ---- gravity ---- */

static bool is_complete(const double *covariates, size_t k)
{
    bool complete = true;
    for (size_t j = 0; j < k; j++) {
        complete &= isfinite(covariates[j]);
    }
    return complete;
}

static double flow_fitted(const double *covariates, const double *b, size_t k)
{
    double sum = 0.0;
    for (size_t j = 0; j < k; j++) {
        sum += covariates[j] * b[j];
    }
    return exp(sum);
}

static size_t gather(const struct cor_gravity_data *data, double *x, double *y)
{
    size_t n = 0;
    for (size_t area = 0; area < data->n_areas; area++) {
        for (size_t year = 0; area != data->left_out && year < data->n_fit; year++) {
            size_t cell = area * data->n_years + year;
            const double *covariates = data->covariates + cell * data->k;
            if (isnan(data->flows[cell]) || !is_complete(covariates, data->k)) {
                continue;
            }
            for (size_t j = 0; j < data->k; j++) {
                x[n * data->k + j] = covariates[j];
            }
            y[n++] = data->flows[cell];
        }
    }
    return n;
}

bool cor_gravity_fit(const struct cor_gravity_data *data, struct cor_gravity *gravity)
{
    size_t room = data->n_areas * data->n_years;
    double *x = cor_calloc(room * data->k, sizeof *x), *y = cor_calloc(room, sizeof *y), squares = 0.0;
    *gravity = (struct cor_gravity){.k = data->k};
    if (x && y) {
        size_t n = gather(data, x, y);
        gravity->n = n;
        gravity->fitted = cor_ppml_fit(x, y, n, data->k, gravity->b);
        for (size_t i = 0; i < n; i++) {
            double error = log1p(y[i]) - log1p(flow_fitted(x + i * data->k, gravity->b, data->k));
            squares += error * error;
        }
        gravity->sd = n > data->k ? sqrt(squares / (double)(n - data->k)) : (double)NAN;
    }
    bool had_room = x && y;
    free(x);
    free(y);
    return had_room;
}

struct cor_forecast cor_forecast_gravity(const struct cor_gravity *gravity, const double *covariates)
{
    if (!gravity->fitted || !is_complete(covariates, gravity->k)) {
        return none;
    }
    return (struct cor_forecast){.mean = log1p(flow_fitted(covariates, gravity->b, gravity->k)), .sd = gravity->sd};
}
