#include "analysis/attribution.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/headline.h"
#include "analysis/measure.h"
#include "sim/base/memory.h"

const char *const cor_effect_names[COR_N_EFFECT_KINDS] = {"package", "part", "alone", "last", "interaction", "pair"};

/* What the sets say of one row: all replicates together, each by itself, and the agents behind them. */
struct sets {
    double *levels;     /* [n_sets] sum over replicates; of a ratio, sum of numerators over sum of denominators */
    double *replicates; /* [n_replicates x n_sets] values; of a ratio, how each departs from that (cor_measure_level) */
    double *agents;     /* [n_sets] */
    double divisor;     /* from a level to the mean */
};

struct work {
    struct cor_attribution *attribution;
    size_t n_sets;
    struct sets *sets;                    /* [n_rows] */
    int64_t (*weights)[COR_SHAPLEY_SETS]; /* [n_effects] */
    double *values, *residuals;           /* [n_replicates] room */
    int64_t *whole;                       /* [n_replicates x n_sets] room */
};

void cor_attribution_free(struct cor_attribution *attribution)
{
    for (size_t i = 0; i < attribution->n_rows; i++) {
        free(attribution->rows[i].effects);
    }
    free(attribution->rows);
    cor_run_series_free(&attribution->run);
    *attribution = (struct cor_attribution){0};
}

/* ---- what is told ---- */

static void add_effect(struct cor_attribution *attribution, enum cor_effect_kind kind, size_t group, size_t other)
{
    attribution->effects[attribution->n_effects++] = (struct cor_effect){kind, group, other};
}

static void list_effects(struct cor_attribution *attribution)
{
    size_t n = attribution->request->n_groups;
    add_effect(attribution, COR_EFFECT_PACKAGE, n, n);
    for (enum cor_effect_kind kind = COR_EFFECT_PART; kind <= COR_EFFECT_LAST; kind++) {
        for (size_t g = 0; g < n; g++) {
            add_effect(attribution, kind, g, n);
        }
    }
    add_effect(attribution, COR_EFFECT_INTERACTION, n, n);
    for (size_t g = 0; g < n; g++) {
        for (size_t other = g + 1; other < n; other++) {
            add_effect(attribution, COR_EFFECT_PAIR, g, other);
        }
    }
}

static void weigh_interaction(size_t n_groups, int64_t weights[COR_SHAPLEY_SETS])
{
    int64_t alone[COR_SHAPLEY_SETS];
    size_t n_sets = cor_shapley_n_sets(n_groups);
    cor_shapley_difference(n_groups, 0, n_sets - 1, weights);
    for (size_t g = 0; g < n_groups; g++) {
        cor_shapley_difference(n_groups, 0, (size_t)1 << g, alone);
        for (size_t set = 0; set < n_sets; set++) {
            weights[set] -= alone[set];
        }
    }
}

static void weigh(const struct cor_effect *effect, size_t n_groups, int64_t weights[COR_SHAPLEY_SETS])
{
    size_t all = cor_shapley_n_sets(n_groups) - 1, bit = (size_t)1 << effect->group;
    switch (effect->kind) {
    case COR_EFFECT_PART:
        cor_shapley_value(n_groups, effect->group, weights);
        break;
    case COR_EFFECT_ALONE:
        cor_shapley_difference(n_groups, 0, bit, weights);
        break;
    case COR_EFFECT_LAST:
        cor_shapley_difference(n_groups, all & ~bit, all, weights);
        break;
    case COR_EFFECT_INTERACTION:
        weigh_interaction(n_groups, weights);
        break;
    case COR_EFFECT_PAIR:
        cor_shapley_pair(n_groups, effect->group, effect->other, weights);
        break;
    case COR_EFFECT_PACKAGE:
    default:
        cor_shapley_difference(n_groups, 0, all, weights);
    }
}

/* ---- rows ---- */

static size_t first_period(const struct cor_attribution *attribution)
{
    const struct cor_run_series *run = &attribution->run;
    size_t t = 0;
    while (t + 1 < run->n_periods && run->periods[t] < attribution->request->first_year) {
        t++;
    }
    return t;
}

static void add_row(struct cor_attribution *attribution, struct cor_attribution_row row)
{
    const struct cor_run_series *run = &attribution->run;
    char last[COR_PERIOD_LABEL];
    cor_period_label(run->periods[row.first], run->period_unit, run->period_months[row.first], row.label);
    if (row.last > row.first) {
        cor_period_label(run->periods[row.last], run->period_unit, run->period_months[row.last], last);
        size_t length = strlen(row.label);
        snprintf(row.label + length, sizeof row.label - length, "-%s", last);
    }
    attribution->rows[attribution->n_rows++] = row;
}

/* All periods of a series and area from the first policy on; a flow over the whole ones together. */
static void add_rows_of(struct cor_attribution *attribution, size_t headline, size_t series, size_t area)
{
    const struct cor_run_series *run = &attribution->run;
    size_t first = first_period(attribution), last = cor_run_series_last_whole(run);
    struct cor_attribution_row row = {.headline = headline, .series = series, .area = area};
    for (size_t t = first; t < run->n_periods; t++) {
        row.first = row.last = t;
        add_row(attribution, row);
    }
    if (run->info[series].kind == COR_SERIES_FLOW && last < run->n_periods && last > first) {
        row.first = first;
        row.last = last;
        add_row(attribution, row);
    }
}

static bool list_rows(struct cor_attribution *attribution)
{
    const struct cor_run_series *run = &attribution->run;
    attribution->rows =
        cor_calloc(cor_n_headlines * COR_HEADLINE_AREAS * (run->n_periods + 1), sizeof *attribution->rows);
    for (size_t h = 0; attribution->rows && h < cor_n_headlines; h++) {
        size_t series = cor_run_series_find(run, cor_headlines[h].series);
        for (size_t i = 0; series < run->n_series && i < COR_HEADLINE_AREAS; i++) {
            for (size_t a = 0; cor_headlines[h].areas[i] && a < COR_N_TOTALS; a++) {
                if (strcmp(cor_headlines[h].areas[i], run->areas[a]) == 0) {
                    add_rows_of(attribution, h, series, a);
                }
            }
        }
    }
    return attribution->rows != NULL;
}

/* ---- one set ---- */

static void take_row(const struct work *work, const struct cor_run_series *run, size_t set, size_t i)
{
    struct cor_attribution_row *row = &work->attribution->rows[i];
    struct sets *sets = &work->sets[i];
    struct cor_measure measure;
    double level[COR_N_STATISTICS];
    cor_measure_init(run, row->series, &measure);
    sets->divisor = measure.is_ratio ? 1.0 : (double)run->n_replicates;
    for (size_t t = row->first; t <= row->last; t++) {
        cor_measure_level(run, &measure, row->area, t, work->values, work->residuals, level);
        sets->agents[set] += level[COR_AGENTS];
        for (size_t r = 0; r < run->n_replicates; r++) {
            double value = run->values[cor_run_series_place(run, row->series, r, row->area) + t];
            sets->replicates[r * work->n_sets + set] += measure.is_ratio ? work->residuals[r] : value;
            sets->levels[set] += measure.is_ratio ? 0.0 : value;
        }
        sets->levels[set] += measure.is_ratio ? level[COR_MEAN] : 0.0;
    }
    row->is_missing |= !isfinite(sets->levels[set]);
}

static bool is_alike(const struct cor_run_series *a, const struct cor_run_series *b)
{
    return a->n_series == b->n_series && a->n_replicates == b->n_replicates && a->n_areas == b->n_areas &&
           a->n_periods == b->n_periods;
}

static enum cor_status take_set(const struct work *work, size_t set, char *message)
{
    const struct cor_attribution *attribution = work->attribution;
    const char *path = attribution->request->results[set];
    struct cor_run_series run;
    enum cor_status status = cor_run_series_read(path, &run, message);
    if (status != COR_OK) {
        return status;
    }
    if (!is_alike(&attribution->run, &run)) {
        snprintf(message, COR_MESSAGE_SIZE, "'%.240s' is not of the same experiment as '%.120s'", path,
                 attribution->request->results[0]);
        status = COR_ERR_INPUT;
    }
    for (size_t i = 0; status == COR_OK && i < attribution->n_rows; i++) {
        take_row(work, &run, set, i);
    }
    cor_run_series_free(&run);
    return status;
}

/* ---- effects ---- */

/* The effect in every replicate that has all sets, NaN in the others. `whole` holds what all replicates are made of. */
static double error_of(const struct work *work, const struct sets *sets, size_t effect, double unit, double *n)
{
    size_t n_groups = work->attribution->request->n_groups;
    double scale = unit / (double)cor_shapley_denominator(n_groups);
    *n = 0.0;
    for (size_t r = 0; r < work->attribution->run.n_replicates; r++) {
        bool is_whole = isfinite(sets->replicates[r * work->n_sets]);
        int64_t sum = cor_shapley_sum(n_groups, work->weights[effect], work->whole + r * work->n_sets);
        work->values[r] = is_whole ? (double)sum * scale : (double)NAN;
        *n += is_whole;
    }
    return cor_standard_error(work->values, work->attribution->run.n_replicates);
}

/* A replicate that lacks the value in one set has none in any. */
static void drop_broken_replicates(const struct work *work, const struct sets *sets)
{
    for (size_t r = 0; r < work->attribution->run.n_replicates; r++) {
        double *values = sets->replicates + r * work->n_sets;
        bool is_whole = true;
        for (size_t set = 0; set < work->n_sets; set++) {
            is_whole &= isfinite(values[set]) != 0;
        }
        for (size_t set = 0; !is_whole && set < work->n_sets; set++) {
            values[set] = NAN;
        }
    }
}

static void value_row(const struct work *work, size_t i)
{
    struct cor_attribution_row *row = &work->attribution->rows[i];
    const struct sets *sets = &work->sets[i];
    size_t n_groups = work->attribution->request->n_groups, n_replicates = work->attribution->run.n_replicates;
    double denominator = (double)cor_shapley_denominator(n_groups) * sets->divisor, agents = sets->agents[0];
    for (size_t set = 1; set < work->n_sets; set++) {
        agents = fmin(agents, sets->agents[set]);
    }
    double unit = cor_shapley_whole(sets->levels, work->n_sets, work->whole);
    for (size_t e = 0; e < work->attribution->n_effects; e++) {
        for (size_t k = 0; k < COR_N_STATISTICS; k++) {
            row->effects[e][k] = NAN;
        }
        row->effects[e][COR_MEAN] =
            (double)cor_shapley_sum(n_groups, work->weights[e], work->whole) * (unit / denominator);
        row->effects[e][COR_AGENTS] = agents;
    }
    drop_broken_replicates(work, sets);
    unit = cor_shapley_whole(sets->replicates, n_replicates * work->n_sets, work->whole);
    for (size_t e = 0; e < work->attribution->n_effects; e++) {
        row->effects[e][COR_STANDARD_ERROR] = error_of(work, sets, e, unit, &row->effects[e][COR_REPLICATES]);
    }
}

/* ---- all ---- */

static bool make_room(struct work *work)
{
    struct cor_attribution *attribution = work->attribution;
    size_t n_replicates = attribution->run.n_replicates;
    bool good = true;
    work->sets = cor_calloc(attribution->n_rows, sizeof *work->sets);
    work->weights = cor_calloc(attribution->n_effects, sizeof *work->weights);
    work->values = cor_calloc(n_replicates, sizeof *work->values);
    work->residuals = cor_calloc(n_replicates, sizeof *work->residuals);
    work->whole = cor_calloc((n_replicates + 1) * work->n_sets, sizeof *work->whole);
    for (size_t i = 0; work->sets && i < attribution->n_rows; i++) {
        struct sets *sets = &work->sets[i];
        sets->levels = cor_calloc(work->n_sets, sizeof *sets->levels);
        sets->replicates = cor_calloc(n_replicates * work->n_sets, sizeof *sets->replicates);
        sets->agents = cor_calloc(work->n_sets, sizeof *sets->agents);
        attribution->rows[i].effects = cor_calloc(attribution->n_effects, sizeof *attribution->rows[i].effects);
        good &= sets->levels && sets->replicates && sets->agents && attribution->rows[i].effects;
    }
    return good && work->sets && work->weights && work->values && work->residuals && work->whole;
}

static void free_work(struct work *work)
{
    for (size_t i = 0; work->sets && i < work->attribution->n_rows; i++) {
        free(work->sets[i].levels);
        free(work->sets[i].replicates);
        free(work->sets[i].agents);
    }
    free(work->sets);
    free(work->weights);
    free(work->values);
    free(work->residuals);
    free(work->whole);
}

static enum cor_status build(struct work *work, char *message)
{
    struct cor_attribution *attribution = work->attribution;
    enum cor_status status = make_room(work) ? COR_OK : COR_ERR_MEMORY;
    for (size_t set = 0; status == COR_OK && set < work->n_sets; set++) {
        status = take_set(work, set, message);
    }
    for (size_t e = 0; status == COR_OK && e < attribution->n_effects; e++) {
        weigh(&attribution->effects[e], attribution->request->n_groups, work->weights[e]);
    }
    for (size_t i = 0; status == COR_OK && i < attribution->n_rows; i++) {
        if (!attribution->rows[i].is_missing) {
            value_row(work, i);
        }
    }
    free_work(work);
    return status;
}

enum cor_status cor_attribution_build(const struct cor_attribution_request *request,
                                      struct cor_attribution *attribution, char message[COR_MESSAGE_SIZE])
{
    struct work work = {.attribution = attribution, .n_sets = cor_shapley_n_sets(request->n_groups)};
    *attribution = (struct cor_attribution){.request = request};
    enum cor_status status = cor_run_series_read(request->results[0], &attribution->run, message);
    if (status != COR_OK) {
        *attribution = (struct cor_attribution){0};
        return status;
    }
    list_effects(attribution);
    status = list_rows(attribution) ? build(&work, message) : COR_ERR_MEMORY;
    free(attribution->run.values);
    attribution->run.values = NULL;
    if (status == COR_ERR_MEMORY) {
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory to tell %zu groups of policies apart",
                 request->n_groups);
    }
    if (status != COR_OK) {
        cor_attribution_free(attribution);
    }
    return status;
}

/* ---- showing ---- */

bool cor_attribution_is_shown(const struct cor_attribution *attribution, const struct cor_attribution_row *row)
{
    size_t last = cor_run_series_last_whole(&attribution->run);
    return !row->is_missing && row->last == (last < attribution->run.n_periods ? last : attribution->run.n_periods - 1);
}

double cor_attribution_largest(const struct cor_attribution *attribution, const struct cor_attribution_row *row)
{
    double largest = 0.0;
    for (size_t e = 0; e < attribution->n_effects; e++) {
        largest = fmax(largest, fabs(row->effects[e][COR_MEAN]));
    }
    return largest;
}

void cor_attribution_round(const struct cor_attribution *attribution, const struct cor_attribution_row *row,
                           double step, int64_t steps[COR_MOST_EFFECTS])
{
    double parts[COR_SHAPLEY_GROUPS] = {0};
    size_t n = attribution->request->n_groups, interaction = 1 + 3 * n; /* in the order of list_effects */
    for (size_t e = 0; e < attribution->n_effects; e++) {
        steps[e] = llround(row->effects[e][COR_MEAN] / step);
    }
    for (size_t g = 0; g < n; g++) {
        parts[g] = row->effects[1 + g][COR_MEAN];
    }
    steps[0] = cor_shapley_round(parts, n, step, steps + 1);
    steps[interaction] = steps[0];
    for (size_t g = 0; g < n; g++) {
        steps[interaction] -= steps[1 + n + g];
    }
}
