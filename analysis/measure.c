#include "analysis/measure.h"
#include <math.h>
#include <string.h>

static bool counts_agents(const struct cor_series_info *info)
{
    return (info->kind == COR_SERIES_STOCK || info->kind == COR_SERIES_FLOW) &&
           (strcmp(info->unit, "persons") == 0 || strcmp(info->unit, "households") == 0);
}

/* The denominator of a ratio that counts persons or households, or n_series. */
static size_t denominator_of(const struct cor_run_series *run, size_t series)
{
    size_t bottom = run->info[series].denominator;
    return bottom < run->n_series && counts_agents(&run->info[bottom]) ? bottom : run->n_series;
}

/* The series that counts those on whom a series rests: itself when it counts persons or households; the denominator of a
 * ratio; for sums of money and the like the denominator of the mean that is made of them, else the migrants. */
static size_t counter_of(const struct cor_run_series *run, size_t series)
{
    if (counts_agents(&run->info[series])) {
        return series;
    }
    if (run->info[series].kind == COR_SERIES_RATIO) {
        return denominator_of(run, series);
    }
    for (size_t s = 0; s < run->n_series; s++) {
        size_t denominator = denominator_of(run, s);
        if (denominator < run->n_series && run->info[s].numerator == series) {
            return denominator;
        }
    }
    return run->info[series].of_viet_nam ? cor_run_series_find(run, "migrants") : run->n_series;
}

void cor_measure_init(const struct cor_run_series *run, size_t series, struct cor_measure *measure)
{
    measure->series = series;
    measure->counter = counter_of(run, series);
    measure->home = cor_run_series_home(run);
    measure->is_ratio = run->info[series].numerator < run->n_series;
}

/* Agents on whom the value rests, mean over replicates. NaN where unknown: totals over residents of several countries, and
 * files that do not say whom an agent stands for. */
static double agents_behind(const struct cor_run_series *run, const struct cor_measure *measure, size_t area,
                            size_t period)
{
    double sum = 0;
    if (measure->counter == run->n_series || measure->home == run->n_areas) {
        return NAN;
    }
    for (size_t r = 0; r < run->n_replicates; r++) {
        sum += run->values[cor_run_series_place(run, measure->counter, r, area) + period];
    }
    return sum / (double)run->n_replicates /
           run->persons_per_agent[run->info[measure->counter].of_viet_nam ? measure->home : area];
}

/* Numerator, times the scale, and denominator of the ratio in one replicate. */
static void parts_of(const struct cor_run_series *run, const struct cor_measure *measure, size_t replicate, size_t area,
                     size_t period, double *top, double *bottom)
{
    const struct cor_series_info *info = &run->info[measure->series];
    *top = info->scale * run->values[cor_run_series_place(run, info->numerator, replicate, area) + period];
    *bottom = run->values[cor_run_series_place(run, info->denominator, replicate, area) + period];
}

static double ratio_of_sums(const struct cor_run_series *run, const struct cor_measure *measure, size_t area,
                            size_t period, double *residuals)
{
    double top, bottom, tops = 0, bottoms = 0, ratio;
    size_t n = 0;
    for (size_t r = 0; r < run->n_replicates; r++) {
        parts_of(run, measure, r, area, period, &top, &bottom);
        if (!isnan(top) && !isnan(bottom)) {
            tops += top;
            bottoms += bottom;
            n++;
        }
    }
    ratio = bottoms != 0 ? tops / bottoms : (double)NAN;
    for (size_t r = 0; r < run->n_replicates; r++) {
        parts_of(run, measure, r, area, period, &top, &bottom);
        residuals[r] = (top - ratio * bottom) / (bottoms / (double)n);
    }
    return ratio;
}

void cor_measure_level(const struct cor_run_series *run, const struct cor_measure *measure, size_t area, size_t period,
                       double *values, double *residuals, double level[COR_N_STATISTICS])
{
    for (size_t r = 0; r < run->n_replicates; r++) {
        values[r] = run->values[cor_run_series_place(run, measure->series, r, area) + period];
        residuals[r] = NAN;
    }
    cor_statistics(values, run->n_replicates, level);
    if (measure->is_ratio && level[COR_REPLICATES] > 0) {
        level[COR_MEAN] = ratio_of_sums(run, measure, area, period, residuals);
        level[COR_STANDARD_ERROR] = cor_standard_error(residuals, run->n_replicates);
    }
    level[COR_AGENTS] = agents_behind(run, measure, area, period);
}
