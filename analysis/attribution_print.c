/* The table in the terminal: the last whole year of every headline, and the sums of flows. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/attribution.h"
#include "analysis/bands.h"
#include "analysis/headline.h"
#include "analysis/print.h"

enum { NAME_WIDTH = 34, VALUE_WIDTH = 48, WORDS = 80 };

struct table {
    const struct cor_attribution *attribution;
    FILE *stream;
    const struct cor_attribution_row *row;
    double step;
    int64_t steps[COR_MOST_EFFECTS];
};

static double half_width(const double statistics[COR_N_STATISTICS])
{
    return cor_t_quantile(statistics[COR_REPLICATES]) * statistics[COR_STANDARD_ERROR];
}

/* One step for all numbers of a row: that of the package and the parts. */
double cor_attribution_step(const struct cor_attribution *attribution, const struct cor_attribution_row *row)
{
    double largest = cor_attribution_largest(attribution, row), step = INFINITY;
    for (size_t e = 0; e <= attribution->request->n_groups; e++) {
        double width = half_width(row->effects[e]);
        double unsure = isnan(width) ? fabs(row->effects[e][COR_MEAN]) : width;
        step = fmin(step, cor_print_step_of_difference(unsure, largest));
    }
    return isfinite(step) ? fmin(step, cor_print_step_of_level(largest)) : cor_print_step_of_level(largest);
}

static int print_signed(const struct table *table, const char *before, size_t e)
{
    char number[COR_PRINT_NUMBER];
    cor_print_number((double)table->steps[e] * table->step, table->step, number);
    return fprintf(table->stream, "%s%s%s", before, number[0] == '-' ? "" : "+", number);
}

/* Value, half an interval and what is to be said of it; padded when something follows. */
static void print_value(const struct table *table, size_t e, bool is_last)
{
    static const char *const remarks[COR_N_VERDICTS] = {
        [COR_NOT_CLEAR] = ", not clear", [COR_ON_FEW_AGENTS] = ", on few agents"};
    const double *statistics = table->row->effects[e];
    const char *remark = remarks[cor_verdict_of(statistics)];
    char half[COR_PRINT_NUMBER];
    double width = half_width(statistics);
    int length;
    if (statistics[COR_MEAN] == 0.0) {
        length = fprintf(table->stream, " no difference");
    } else {
        length = print_signed(table, " ", e);
        cor_print_number(width, table->step, half);
        length += width > 0.0 ? fprintf(table->stream, " \302\261 %s", half) - 1 : 0;
        length += fprintf(table->stream, "%s", remark ? remark : "");
    }
    fprintf(table->stream, "%*s", is_last ? 0 : length < VALUE_WIDTH ? VALUE_WIDTH - length : 1, "");
}

static void print_name(const struct table *table, const char *indent, const char *name)
{
    size_t width = strlen(indent);
    fputs(indent, table->stream);
    width += cor_print_plain(name, NAME_WIDTH - width, table->stream);
    fprintf(table->stream, "%*s", (int)(NAME_WIDTH - width), "");
}

/* The pair whose interaction is largest among those that are clear. */
static void print_strongest_pair(const struct table *table)
{
    const struct cor_attribution *attribution = table->attribution;
    size_t strongest = attribution->n_effects;
    for (size_t e = 0; e < attribution->n_effects; e++) {
        if (attribution->effects[e].kind == COR_EFFECT_PAIR && cor_verdict_of(table->row->effects[e]) == COR_CLEAR &&
            (strongest == attribution->n_effects ||
             fabs(table->row->effects[e][COR_MEAN]) > fabs(table->row->effects[strongest][COR_MEAN]))) {
            strongest = e;
        }
    }
    if (strongest < attribution->n_effects && attribution->request->n_groups > 2) {
        const struct cor_effect *pair = &attribution->effects[strongest];
        print_name(table, "  ", "strongest pair");
        print_value(table, strongest, false);
        cor_print_plain(attribution->request->groups[pair->group].title, WORDS, table->stream);
        fputs(" with ", table->stream);
        cor_print_plain(attribution->request->groups[pair->other].title, WORDS, table->stream);
        fputc('\n', table->stream);
    }
}

static void print_row(struct table *table)
{
    const struct cor_attribution *attribution = table->attribution;
    const struct cor_run_series *run = &attribution->run;
    size_t n = attribution->request->n_groups;
    table->step = cor_attribution_step(attribution, table->row);
    cor_attribution_round(attribution, table->row, table->step, table->steps);
    fprintf(table->stream, "\n%s, ", cor_headlines[table->row->headline].label);
    cor_print_plain(run->area_names[table->row->area], WORDS, table->stream);
    fprintf(table->stream, ", %s (", table->row->label);
    cor_print_plain(run->info[table->row->series].unit, WORDS, table->stream);
    fputs(")\n", table->stream);
    print_name(table, "  ", "package");
    print_value(table, 0, true);
    fputc('\n', table->stream);
    for (size_t g = 0; g < n; g++) {
        print_name(table, "    ", attribution->request->groups[g].title);
        print_value(table, 1 + g, false);
        print_signed(table, "alone ", 1 + n + g);
        print_signed(table, ", last ", 1 + 2 * n + g);
        fputc('\n', table->stream);
    }
    if (n > 1) {
        print_name(table, "  ", "interaction");
        print_value(table, 1 + 3 * n, true);
        fputc('\n', table->stream);
    }
    print_strongest_pair(table);
}

static void print_heading(const struct table *table)
{
    const struct cor_attribution *attribution = table->attribution;
    const char *uncertainty = cor_run_series_attribute(&attribution->run, "uncertainty");
    fputs("What groups of policies contribute to the difference of ", table->stream);
    cor_print_plain(attribution->request->package, WORDS, table->stream);
    fputs(" from ", table->stream);
    cor_print_plain(attribution->request->base, WORDS, table->stream);
    fprintf(
        table->stream,
        ": means of %zu replicate%s with their 95 %% intervals.\n"
        "The contribution of a group is its Shapley value: what it adds, mean over all orders in which the groups may "
        "come;\ncontributions add up to the package. Alone: the group without the others; last: added to all others.\n"
        "Interaction: the package less every group alone. Intervals show %s.\n",
        attribution->run.n_replicates, attribution->run.n_replicates == 1 ? "" : "s", cor_band_meaning(uncertainty));
}

void cor_attribution_print(const struct cor_attribution *attribution, void *stream)
{
    struct table table = {.attribution = attribution, .stream = stream};
    print_heading(&table);
    for (size_t i = 0; i < attribution->n_rows; i++) {
        table.row = &attribution->rows[i];
        if (cor_attribution_is_shown(attribution, table.row)) {
            print_row(&table);
        }
    }
}
