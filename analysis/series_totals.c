/* Totals over countries, and ratios. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/series_parts.h"
#include "sim/base/memory.h"

static bool is_member(const char *codes, const char *code)
{
    const char *found = codes;
    size_t length = strlen(code);
    while ((found = strstr(found, code)) != NULL) {
        if ((found == codes || found[-1] == ',' || found[-1] == ' ') &&
            (found[length] == '\0' || found[length] == ',' || found[length] == ' ')) {
            return true;
        }
        found += length;
    }
    return false;
}

/* Sum of the members of a total that have a value; NaN when none has. */
static void sum_members(const struct cor_run_series *run, size_t series, size_t total, const bool *members)
{
    for (size_t r = 0; r < run->n_replicates; r++) {
        double *sums = cor_series_cells(run, series, r, total);
        for (size_t a = COR_N_TOTALS; a < run->n_areas; a++) {
            const double *cells = cor_series_cells(run, series, r, a);
            for (size_t t = 0; members[a] && t < run->n_periods; t++) {
                sums[t] = isnan(sums[t]) ? cells[t] : isnan(cells[t]) ? sums[t] : sums[t] + cells[t];
            }
        }
    }
}

bool cor_series_sum_totals(const struct cor_run_series *run, const char *eu_members)
{
    bool *members = cor_calloc(run->n_areas * COR_N_TOTALS, sizeof *members);
    if (!members) {
        return false;
    }
    for (size_t a = COR_N_TOTALS; a < run->n_areas; a++) {
        members[COR_AREA_ALL * run->n_areas + a] = strcmp(run->areas[a], COR_HOME_CODE) != 0;
        members[COR_AREA_EU * run->n_areas + a] = eu_members && is_member(eu_members, run->areas[a]);
    }
    for (size_t s = 0; s < run->n_series; s++) {
        for (size_t total = 0; cor_series_adds_up(&run->info[s]) && total < COR_N_TOTALS; total++) {
            sum_members(run, s, total, members + total * run->n_areas);
        }
    }
    free(members);
    return true;
}

void cor_series_fill_ratios(const struct cor_run_series *run)
{
    size_t n_cells = run->n_replicates * run->n_areas * run->n_periods;
    for (size_t s = 0; s < run->n_series; s++) {
        const struct cor_series_info *info = &run->info[s];
        for (size_t i = 0; info->numerator < run->n_series && i < n_cells; i++) {
            double top = run->values[info->numerator * n_cells + i],
                   bottom = run->values[info->denominator * n_cells + i];
            run->values[s * n_cells + i] = bottom != 0 ? info->scale * top / bottom : (double)NAN;
        }
    }
}
