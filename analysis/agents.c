#include "analysis/agents.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "analysis/formula.h"
#include "analysis/series.h"

static bool counts_agents(const struct cor_series_info *info)
{
    return (info->kind == COR_SERIES_STOCK || info->kind == COR_SERIES_FLOW) &&
           (strcmp(info->unit, "persons") == 0 || strcmp(info->unit, "households") == 0);
}

/* The only denominator of a ratio, or n_series. */
static size_t denominator_of(const struct cor_run_series *run, size_t series, struct cor_formula *formula)
{
    bool is_ratio = run->info[series].kind == COR_SERIES_RATIO &&
                    cor_formula_parse(run->info[series].formula, run, series, formula) && formula->n_bottom == 1;
    return is_ratio && counts_agents(&run->info[formula->bottom[0]]) ? formula->bottom[0] : run->n_series;
}

size_t cor_agents_counter(const struct cor_run_series *run, size_t series)
{
    struct cor_formula formula;
    if (counts_agents(&run->info[series])) {
        return series;
    }
    if (run->info[series].kind == COR_SERIES_RATIO) {
        return denominator_of(run, series, &formula);
    }
    for (size_t s = 0; s < run->n_series; ++s) {
        size_t denominator = denominator_of(run, s, &formula);
        if (denominator < run->n_series && formula.n_top == 1 && formula.top[0] == series) {
            return denominator;
        }
    }
    return run->info[series].of_viet_nam ? cor_run_series_find(run, "migrants") : run->n_series;
}

double cor_agents_behind(const struct cor_run_series *run, size_t counter, size_t area, size_t period)
{
    size_t home = cor_run_series_home(run), weighed;
    double sum = 0;
    if (counter == run->n_series || home == run->n_areas) {
        return NAN;
    }
    weighed = run->info[counter].of_viet_nam ? home : area;
    for (size_t r = 0; r < run->n_replicates; ++r) {
        sum += run->values[((counter * run->n_replicates + r) * run->n_areas + area) * run->n_periods + period];
    }
    return sum / (double)run->n_replicates / run->persons_per_agent[weighed];
}
