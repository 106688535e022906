/* Totals over countries, and series made of others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/formula.h"
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
    for (size_t r = 0; r < run->n_replicates; ++r) {
        double *sums = cor_series_cells(run, series, r, total);
        for (size_t a = COR_N_TOTALS; a < run->n_areas; ++a) {
            const double *cells = cor_series_cells(run, series, r, a);
            for (size_t t = 0; members[a] && t < run->n_periods; ++t) {
                sums[t] = isnan(sums[t]) ? cells[t] : isnan(cells[t]) ? sums[t] : sums[t] + cells[t];
            }
        }
    }
}

bool cor_series_sum_totals(const struct cor_run_series *run, const char *eu_members)
{
    bool *members = cor_calloc(run->n_areas * COR_N_TOTALS, sizeof *members);
    if (members == NULL) {
        return false;
    }
    for (size_t a = COR_N_TOTALS; a < run->n_areas; ++a) {
        members[COR_AREA_ALL * run->n_areas + a] = strcmp(run->areas[a], COR_HOME_CODE) != 0;
        members[COR_AREA_EU * run->n_areas + a] = eu_members != NULL && is_member(eu_members, run->areas[a]);
    }
    for (size_t s = 0; s < run->n_series; ++s) {
        bool adds_up = run->info[s].kind == COR_SERIES_STOCK || run->info[s].kind == COR_SERIES_FLOW;
        for (size_t total = 0; adds_up && total < COR_N_TOTALS; ++total) {
            sum_members(run, s, total, members + total * run->n_areas);
        }
    }
    free(members);
    return true;
}

bool cor_series_is_formula(const struct cor_series_info *info)
{
    return strncmp(info->formula, "ratio of ", 9) == 0 || strncmp(info->formula, "sum of ", 7) == 0;
}

static void fill_from_formula(const struct cor_run_series *run, size_t series, const struct cor_formula *formula)
{
    size_t stride = run->n_replicates * run->n_areas * run->n_periods;
    for (size_t i = 0; i < stride; ++i) {
        run->values[series * stride + i] = cor_formula_value(formula, run->values + i, stride);
    }
}

void cor_series_fill_formulas(const struct cor_run_series *run)
{
    struct cor_formula formula;
    for (size_t s = 0; s < run->n_series; ++s) {
        if (cor_series_is_formula(&run->info[s]) && cor_formula_parse(run->info[s].formula, run, s, &formula)) {
            fill_from_formula(run, s, &formula);
        }
    }
}
