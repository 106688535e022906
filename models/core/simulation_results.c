#include "models/core/simulation_results.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/core/output_layout.h"
#include "sim/base/memory.h"

enum { N_TIME_DIMENSIONS = 2, TEXT = 256, N_ATTRIBUTES = 16 };

/* Everything of one file while it is put together. */
struct draft {
    const struct world *world;
    const struct result_facts *facts;
    const int64_t *const *sums;
    size_t n_periods;
    int32_t *replicates, *periods;
    const char *country_codes[MAX_COUNTRIES];
    const char *income_classes[N_INCOME_CLASSES];
    char income_text[N_INCOME_CLASSES][24];
    char notes[N_OUTPUTS][TEXT];
    double *values[N_OUTPUTS + 1];
    struct cor_dimension dimensions[N_TIME_DIMENSIONS + N_OUTPUT_DIMENSIONS];
    struct cor_variable variables[N_OUTPUTS + 1];
    char attribute_text[N_ATTRIBUTES][TEXT];
    struct cor_attribute attributes[N_ATTRIBUTES];
    size_t n_attributes;
};

static size_t items_of(const struct draft *draft, size_t d)
{
    return d == BY_country ? draft->world->n_countries : output_dimension_codes[d];
}

static struct cor_dimension dimension_of_items(const struct dimension_items *items, const char *long_name)
{
    return (struct cor_dimension){
        .name = items->name, .n_items = items->n_items, .items = items->items, .long_name = long_name};
}

static void describe_dimensions(struct draft *draft)
{
    struct cor_dimension *d = draft->dimensions, *by = d + N_TIME_DIMENSIONS;
    bool monthly = draft->facts->monthly;
    d[0] = (struct cor_dimension){.name = "replicate",
                                  .n_items = draft->facts->n_replicates,
                                  .numbers = draft->replicates,
                                  .long_name = "Replicate"};
    d[1] = (struct cor_dimension){.name = monthly ? "time" : "year",
                                  .n_items = draft->n_periods,
                                  .numbers = draft->periods,
                                  .unit = monthly ? "days since 1900-01-01" : "year",
                                  .long_name = monthly ? "Month (first day)" : "Year"};
    by[BY_country] = (struct cor_dimension){.name = "country",
                                            .n_items = draft->world->n_countries,
                                            .items = draft->country_codes,
                                            .long_name = "Country, ISO 3166-1 alpha-3; ROW rest of the world"};
    by[BY_channel] = dimension_of_items(&channel_items, "Channel of migration");
    by[BY_sex] = dimension_of_items(&sex_items, "Sex");
    by[BY_age_band] = dimension_of_items(&age_band_items, "Age at last birthday");
    by[BY_skill] = dimension_of_items(&skill_items, "Skill by educational attainment");
    by[BY_occupation] = dimension_of_items(&occupation_items, "Occupation group");
    by[BY_income_class] =
        (struct cor_dimension){.name = "income_class",
                               .n_items = N_INCOME_CLASSES,
                               .items = draft->income_classes,
                               .long_name = "Household income per head, lower bound in USD per month"};
}

/* Days from 1900-01-01 to the first of a month (proleptic Gregorian). */
static int32_t days_to_month(int32_t month)
{
    int32_t year = cor_month_year(month), m = cor_month_of_year(month);
    int32_t y = m <= 2 ? year - 1 : year;
    int32_t era_days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5;
    const int32_t days_1900 = 365 * 1899 + 1899 / 4 - 1899 / 100 + 1899 / 400 + (153 * 10 + 2) / 5;
    return era_days - days_1900;
}

static void fill_coordinates(struct draft *draft)
{
    const struct result_facts *facts = draft->facts;
    for (uint32_t r = 0; r < facts->n_replicates; r++) {
        draft->replicates[r] = (int32_t)(facts->first_replicate + r);
    }
    for (size_t p = 0; p < draft->n_periods; p++) {
        draft->periods[p] =
            facts->monthly ? days_to_month(facts->from + (int32_t)p) : cor_month_year(facts->from) + (int32_t)p;
    }
    for (size_t c = 0; c < draft->world->n_countries; c++) {
        draft->country_codes[c] = draft->world->country[c].iso3;
    }
    for (unsigned i = 0; i < N_INCOME_CLASSES; i++) {
        snprintf(draft->income_text[i], sizeof draft->income_text[i], "%.2f", income_class_bound(i) / 100.0);
        draft->income_classes[i] = draft->income_text[i];
    }
}

/* Walk over the items of an output's dimensions in file order; calls for each the cell relative to the output's place. */
static size_t cell_of_item(const struct draft *draft, enum output output, size_t item)
{
    size_t cell = 0;
    for (size_t d = N_OUTPUT_DIMENSIONS; d-- > 0;) {
        if ((output_table[output].dimensions >> d) & 1u) {
            size_t n = items_of(draft, d);
            cell += output_places[output].stride[d] * (item % n);
            item /= n;
        }
    }
    return cell;
}

static size_t n_items_of_output(const struct draft *draft, enum output output)
{
    size_t n = 1;
    for (size_t d = 0; d < N_OUTPUT_DIMENSIONS; d++) {
        n *= (output_table[output].dimensions >> d) & 1u ? items_of(draft, d) : 1;
    }
    return n;
}

static enum output base_of(enum output output)
{
    return output_table[output].kind == COR_RATIO ? (enum output)output_table[output].numerator : output;
}

static double value_of(const struct draft *draft, enum output output, const int64_t *sums, size_t cell)
{
    const struct cor_output *row = &output_table[output];
    if (row->kind != COR_RATIO) {
        return (double)sums[output_places[output].offset + cell] / row->scale;
    }
    double numerator = value_of(draft, (enum output)row->numerator, sums, cell);
    double denominator = value_of(draft, (enum output)row->denominator, sums, cell);
    return denominator > 0.0 ? row->scale * numerator / denominator : NAN;
}

static enum cor_status fill_values(struct draft *draft, enum output output)
{
    size_t n_items = n_items_of_output(draft, base_of(output));
    size_t *cells = cor_calloc(n_items, sizeof *cells);
    double *values = cor_calloc(n_items * draft->n_periods * draft->facts->n_replicates, sizeof *values);
    draft->values[output] = values;
    if (!values || !cells) {
        free(cells);
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < n_items; i++) {
        cells[i] = cell_of_item(draft, base_of(output), i);
    }
    for (size_t r = 0; r < draft->facts->n_replicates; r++) {
        for (size_t p = 0; p < draft->n_periods; p++) {
            const int64_t *sums = draft->sums[r] + p * n_output_cells;
            for (size_t i = 0; i < n_items; i++) {
                *values++ = value_of(draft, output, sums, cells[i]);
            }
        }
    }
    free(cells);
    return COR_OK;
}

static void describe_variable(struct draft *draft, enum output output)
{
    const struct cor_output *row = &output_table[output];
    struct cor_variable *variable = &draft->variables[output];
    *variable = (struct cor_variable){.name = row->name,
                                      .values = draft->values[output],
                                      .unit = row->unit,
                                      .long_name = row->doc,
                                      .note = draft->notes[output]};
    variable->dimensions[variable->n_dimensions++] = 0;
    variable->dimensions[variable->n_dimensions++] = 1;
    for (size_t d = 0; d < N_OUTPUT_DIMENSIONS; d++) {
        if ((output_table[base_of(output)].dimensions >> d) & 1u) {
            variable->dimensions[variable->n_dimensions++] = N_TIME_DIMENSIONS + d;
        }
    }
    if (row->kind == COR_RATIO) {
        snprintf(draft->notes[output], TEXT, row->scale == 1.0 ? "ratio of %s to %s" : "ratio of %s to %s times %g",
                 output_table[row->numerator].name, output_table[row->denominator].name, row->scale);
    } else {
        snprintf(draft->notes[output], TEXT, "%s",
                 row->kind == COR_STOCK ? "stock at the end of the period" : "flow over the period");
    }
}

/* Piecewise: within a class persons are taken at its lower bound times the square root of the step between classes. */
double gini_of_classes(const int64_t persons[N_INCOME_CLASSES])
{
    double total_persons = 0.0, total_income = 0.0, area = 0.0, ratio = income_class_bound(2) / income_class_bound(1);
    for (unsigned i = 0; i < N_INCOME_CLASSES; i++) {
        double income = income_class_bound(i) * sqrt(ratio) * (double)persons[i];
        area += (double)persons[i] * (total_income + 0.5 * income);
        total_persons += (double)persons[i];
        total_income += income;
    }
    return total_persons > 0.0 && total_income > 0.0 ? 1.0 - 2.0 * area / (total_persons * total_income) : NAN;
}

static enum cor_status add_gini(struct draft *draft)
{
    size_t n = (size_t)draft->facts->n_replicates * draft->n_periods;
    double *values = cor_calloc(n, sizeof *values);
    draft->values[N_OUTPUTS] = values;
    if (!values) {
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        const int64_t *sums = draft->sums[i / draft->n_periods] + i % draft->n_periods * n_output_cells;
        values[i] = gini_of_classes(sums + output_places[OUTPUT_income_histogram].offset);
    }
    draft->variables[N_OUTPUTS] =
        (struct cor_variable){.name = "gini",
                              .n_dimensions = 2,
                              .dimensions = {0, 1},
                              .values = values,
                              .unit = "ratio",
                              .long_name = "Gini coefficient of household income per head in Viet Nam",
                              .note = "stock at the end of the period"};
    return COR_OK;
}

static void add_attribute(struct draft *draft, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void add_attribute(struct draft *draft, const char *name, const char *format, ...)
{
    size_t i = draft->n_attributes++;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(draft->attribute_text[i], TEXT, format, arguments);
    va_end(arguments);
    draft->attributes[i] = (struct cor_attribute){name, draft->attribute_text[i]};
}

static void add_eu_members(struct draft *draft)
{
    char members[TEXT] = "";
    size_t n = 0;
    for (size_t c = 0; c < draft->world->n_countries; c++) {
        if (draft->world->country[c].eu && n + 5 < sizeof members) {
            n += (size_t)snprintf(members + n, sizeof members - n, n ? ",%s" : "%s", draft->world->country[c].iso3);
        }
    }
    add_attribute(draft, "eu_members", "%s", members);
}

static void describe_file(struct draft *draft)
{
    const struct result_facts *facts = draft->facts;
    add_attribute(draft, "title", "Corridor: labour migration from Viet Nam, simulated");
    add_attribute(draft, "scenario", "%s", facts->scenario);
    add_attribute(draft, "scenario_digest", "%s", facts->scenario_digest);
    add_attribute(draft, "data_digest", "%s", facts->data_digest);
    add_attribute(draft, "corridor_version", "%s", facts->version);
    add_attribute(draft, "program_digest", "%s", facts->program_digest);
    add_attribute(draft, "seed", "%u", facts->seed);
    add_attribute(draft, "replicates", "%u", facts->n_replicates);
    add_attribute(draft, "sample", "%.17g", facts->sample);
    add_attribute(draft, "resident_sample", "%.17g", facts->resident_sample);
    add_attribute(draft, "months", "%d-%02d to %d-%02d", cor_month_year(facts->from), cor_month_of_year(facts->from),
                  cor_month_year(facts->to - 1), cor_month_of_year(facts->to - 1));
    add_attribute(draft, "money", "United States dollars of 2024 at market exchange rates");
    add_eu_members(draft);
    add_attribute(draft, "references",
                  "United Nations, DESA, Population Division (2024). World Population Prospects 2024; International "
                  "Migrant Stock 2024. CC BY 3.0 IGO. All sources: data/sources.csv");
}

static enum cor_status fill_draft(struct draft *draft)
{
    draft->replicates = cor_calloc(draft->facts->n_replicates, sizeof *draft->replicates);
    draft->periods = cor_calloc(draft->n_periods, sizeof *draft->periods);
    if (!draft->replicates || !draft->periods) {
        return COR_ERR_MEMORY;
    }
    fill_coordinates(draft);
    describe_dimensions(draft);
    describe_file(draft);
    for (size_t o = 0; o < N_OUTPUTS; o++) {
        if (fill_values(draft, (enum output)o) != COR_OK) {
            return COR_ERR_MEMORY;
        }
        describe_variable(draft, (enum output)o);
    }
    return add_gini(draft);
}

enum cor_status simulation_results_write(const char *path, const struct world *world, const struct result_facts *facts,
                                         const int64_t *const *sums, size_t n_periods, char message[COR_MESSAGE_SIZE])
{
    struct draft *draft = cor_calloc(1, sizeof *draft);
    enum cor_status status = COR_ERR_MEMORY;
    if (!draft) {
        return COR_ERR_MEMORY;
    }
    draft->world = world;
    draft->facts = facts;
    draft->sums = sums;
    draft->n_periods = n_periods;
    status = fill_draft(draft);
    if (status == COR_OK) {
        struct cor_dataset dataset = {draft->dimensions, N_TIME_DIMENSIONS + N_OUTPUT_DIMENSIONS,
                                      draft->variables,  N_OUTPUTS + 1,
                                      draft->attributes, draft->n_attributes};
        status = cor_results_write(path, &dataset, message);
    }
    for (size_t o = 0; o <= N_OUTPUTS; o++) {
        free(draft->values[o]);
    }
    free(draft->replicates);
    free(draft->periods);
    free(draft);
    return status;
}
