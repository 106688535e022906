/* The table "Who pays, who gains" of a comparison, as text. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/compare_parts.h"
#include "analysis/who_pays.h"

enum { SCENARIO, STATISTIC, COUNTRY, PERIOD, LABEL_WIDTH = 36 }; /* axes of comparison.nc */

static double value_at(const struct cor_dataset *dataset, const struct cor_variable *variable, size_t scenario,
                       enum cor_statistic statistic, size_t country, size_t period)
{
    size_t row = (scenario * COR_N_STATISTICS + statistic) * dataset->dimensions[COUNTRY].n_items + country;
    return variable->values[row * dataset->dimensions[PERIOD].n_items + period];
}

/* All destinations and Viet Nam. */
static bool read_difference(const void *source, const char *series, size_t scenario, size_t period, double *mean,
                            double *error)
{
    const struct cor_dataset *dataset = source;
    const struct cor_dimension *countries = &dataset->dimensions[COUNTRY];
    char name[64];
    snprintf(name, sizeof name, "%s_difference", series);
    const struct cor_variable *difference = cor_dataset_variable(dataset, name);
    *mean = *error = 0.0;
    if (!difference || difference->n_dimensions != PERIOD + 1) {
        return false;
    }
    for (size_t c = 0; c < countries->n_items; c++) {
        if (strcmp(countries->items[c], "ALL") == 0 || strcmp(countries->items[c], "VNM") == 0) {
            *mean += value_at(dataset, difference, scenario, COR_MEAN, c, period);
            *error += value_at(dataset, difference, scenario, COR_STANDARD_ERROR, c, period);
        }
    }
    return true;
}

/* A line: the values at each discount rate, divided by a unit; whether the middle one is clear. */
static void print_line(FILE *stream, const struct cor_differences *differences, const char *label, double unit,
                       const struct cor_worth worth[COR_N_RATES])
{
    const struct cor_worth *middle = &worth[COR_N_RATES / 2];
    fprintf(stream, "    %-*s", LABEL_WIDTH, label);
    for (size_t r = 0; r < COR_N_RATES; r++) {
        if (isnan(worth[r].value)) {
            fprintf(stream, " %14s", "n/a");
        } else {
            fprintf(stream, " %14.1f", worth[r].value / unit + 0.0);
        }
    }
    bool told = isnan(middle->value) || middle->value == 0.0 || cor_worth_is_clear(differences, middle);
    fprintf(stream, "%s\n", told ? "" : "   not clear");
}

static void print_scenario(FILE *stream, const struct cor_differences *differences, const char *name, size_t scenario)
{
    struct cor_worth worth[COR_N_RATES], years[COR_N_RATES];
    fprintf(stream, "  %.*s\n", LABEL_WIDTH, name);
    for (size_t p = 0; p < cor_n_parties; p++) {
        for (size_t r = 0; r < COR_N_RATES; r++) {
            cor_worth_of(differences, cor_parties[p].series, scenario, cor_discount_rates[r], &worth[r]);
        }
        print_line(stream, differences, cor_parties[p].label, 1e6, worth);
    }
    for (size_t r = 0; r < COR_N_RATES; r++) {
        cor_worth_of_all(differences, scenario, cor_discount_rates[r], false, &worth[r]);
    }
    print_line(stream, differences, "All parties: output gained", 1e6, worth);
    for (size_t r = 0; r < COR_N_RATES; r++) {
        cor_worth_of_all(differences, scenario, cor_discount_rates[r], true, &worth[r]);
    }
    print_line(stream, differences, "of these public", 1e6, worth);
    bool found = true;
    for (size_t r = 0; r < COR_N_RATES; r++) {
        found &= cor_cost_of_coverage(differences, scenario, cor_discount_rates[r], &years[r], &worth[r]);
    }
    if (found) {
        print_line(stream, differences, "Years of contributions abroad", 1.0, years);
        print_line(stream, differences, "Public cost of one of them, USD", 1.0, worth);
    }
}

void cor_print_who_pays(const struct cor_dataset *dataset, void *stream)
{
    const struct cor_dimension *scenarios = &dataset->dimensions[SCENARIO], *period = &dataset->dimensions[PERIOD];
    struct cor_differences differences = {.source = dataset,
                                          .read = read_difference,
                                          .n_periods = period->n_items,
                                          .years =
                                              period->unit && strcmp(period->unit, "year") == 0 ? 1.0 : 1.0 / 12.0};
    struct cor_worth worth;
    const char *replicates = cor_dataset_attribute(dataset, "replicates");
    differences.replicates = replicates ? atof(replicates) : 0.0;
    if (scenarios->n_items < 2 || !cor_worth_of_all(&differences, 1, cor_discount_rates[0], false, &worth)) {
        return;
    }
    fprintf(stream, "\nWho pays, who gains: present values of differences from the first scenario, million USD, at");
    for (size_t r = 0; r < COR_N_RATES; r++) {
        fprintf(stream, "%s %g", r > 0 ? "," : "", 100.0 * cor_discount_rates[r]);
    }
    fprintf(stream, " %% a year\n");
    for (size_t s = 1; s < scenarios->n_items; s++) {
        print_scenario(stream, &differences, scenarios->items[s], s);
    }
}
