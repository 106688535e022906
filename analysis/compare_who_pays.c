/* who_pays.csv: present values of what parties have more or less than in the first scenario. */
#include <math.h>
#include <string.h>
#include "analysis/compare_parts.h"
#include "analysis/who_pays.h"
#include "sim/io/file.h"

/* Begins with a comma too many. */
static const char header[] =
#define WHO_PAYS_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;

/* All destinations and Viet Nam. Errors of the two add up at most. */
static bool read_difference(const void *source, const char *series, size_t scenario, size_t period, double *mean,
                            double *error)
{
    const struct cor_comparison *comparison = source;
    const struct cor_run_series *base = cor_comparison_base(comparison);
    const size_t areas[] = {COR_AREA_ALL, cor_run_series_home(base)};
    size_t s = cor_run_series_find(base, series);
    *mean = *error = 0.0;
    if (s == base->n_series || areas[1] == base->n_areas) {
        return false;
    }
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        *mean += comparison->differences[cor_comparison_place(comparison, s, scenario, COR_MEAN, areas[i]) + period];
        *error +=
            comparison
                ->differences[cor_comparison_place(comparison, s, scenario, COR_STANDARD_ERROR, areas[i]) + period];
    }
    return true;
}

struct line {
    const char *scenario, *item, *unit;
    double rate;
};

static void add_line(struct cor_text *text, const struct cor_differences *differences, const struct line *line,
                     const struct cor_worth *worth)
{
    cor_csv_add_text(text, line->scenario);
    cor_text_add(text, ",%s,%s,%g,", line->item, line->unit, 100.0 * line->rate);
    if (!isnan(worth->value)) {
        cor_text_add(text, "%.10g", worth->value + 0.0);
    }
    cor_text_add(text, ",");
    if (!isnan(worth->error_most)) {
        cor_text_add(text, "%.6g", worth->error_most);
    }
    cor_text_add(text, ",%s\n", cor_worth_is_clear(differences, worth) ? "clear" : "not clear");
}

static void add_scenario(struct cor_text *text, const struct cor_differences *differences, const char *name,
                         size_t scenario, double rate)
{
    struct cor_worth worth, cost;
    for (size_t p = 0; p < cor_n_parties; p++) {
        if (cor_worth_of(differences, cor_parties[p].series, scenario, rate, &worth)) {
            add_line(text, differences, &(struct line){name, cor_parties[p].series, "USD", rate}, &worth);
        }
    }
    if (cor_worth_of_all(differences, scenario, rate, false, &worth)) {
        add_line(text, differences, &(struct line){name, "output_gained", "USD", rate}, &worth);
    }
    if (cor_worth_of_all(differences, scenario, rate, true, &worth)) {
        add_line(text, differences, &(struct line){name, "public_balance", "USD", rate}, &worth);
    }
    if (cor_cost_of_coverage(differences, scenario, rate, &worth, &cost)) {
        add_line(text, differences, &(struct line){name, "contributor_years", "years", rate}, &worth);
        add_line(text, differences, &(struct line){name, "public_cost_per_contributor_year", "USD", rate}, &cost);
    }
}

enum cor_status cor_compare_write_who_pays(const struct cor_comparison *comparison, const char *path,
                                           char message[COR_MESSAGE_SIZE])
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    struct cor_differences differences = {.source = comparison,
                                          .read = read_difference,
                                          .n_periods = base->n_periods,
                                          .years = strcmp(base->period_unit, "year") == 0 ? 1.0 : 1.0 / 12.0,
                                          .replicates = (double)base->n_replicates};
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &header[1]);
    for (size_t s = 1; s < comparison->n_scenarios; s++) {
        for (size_t r = 0; r < COR_N_RATES; r++) {
            add_scenario(&text, &differences, comparison->scenarios[s].name, s, cor_discount_rates[r]);
        }
    }
    return cor_file_write_text(path, &text, message);
}
