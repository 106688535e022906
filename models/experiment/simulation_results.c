#include "models/experiment/simulation_results.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/tables/output_layout.h"
#include "models/books/output_values.h"
#include "sim/base/memory.h"
#include "models/remittances/remittances.h"

enum { N_TIME_DIMENSIONS = 2, TEXT = 256, SCALE_TEXT = 32, CELL_METHODS = 16 };
enum {
    N_ATTRIBUTES = 0
#define RUN_ATTRIBUTE(...) +1
#include "sim/io/result_files.def"
};

/* The other figures of a file, after the outputs. */
enum indicator {
#define INDICATOR(name, ...) INDICATOR_##name,
#define OUTPUT(...)
#define RATIO(...)
#include "models/tables/outputs.def"
    N_INDICATORS
};
enum { N_FILE_VARIABLES = N_OUTPUTS + N_INDICATORS };

static const struct {
    const char *name, *axes, *unit, *doc;
} indicator_rows[N_INDICATORS] = {
#define INDICATOR(name_, axes_, unit_, doc_) {.name = #name_, .axes = #axes_, .unit = unit_, .doc = doc_},
#define OUTPUT(...)
#define RATIO(...)
#include "models/tables/outputs.def"
};

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
    const char *country_names[MAX_COUNTRIES];
    char scales[N_OUTPUTS][SCALE_TEXT];
    char at_the_end[CELL_METHODS], over_the_period[CELL_METHODS]; /* CF: how a value comes about along the period */
    double *values[N_FILE_VARIABLES];
    struct cor_dimension dimensions[N_TIME_DIMENSIONS + N_OUTPUT_DIMENSIONS];
    struct cor_variable variables[N_FILE_VARIABLES];
    char attribute_text[N_ATTRIBUTES][TEXT];
    struct cor_attribute attributes[N_ATTRIBUTES];
    size_t n_attributes;
};

static struct cor_dimension dimension_of_items(const struct dimension_items *items, const char *long_name)
{
    return (struct cor_dimension){.name = items->name,
                                  .n_items = items->n_items,
                                  .items = items->items,
                                  .labels = items->labels,
                                  .long_name = long_name};
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
    snprintf(draft->at_the_end, CELL_METHODS, "%s: point", d[1].name);
    snprintf(draft->over_the_period, CELL_METHODS, "%s: sum", d[1].name);
    by[BY_country] = (struct cor_dimension){.name = "country",
                                            .n_items = draft->world->n_countries,
                                            .items = draft->country_codes,
                                            .labels = draft->country_names,
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
        draft->country_names[c] = draft->world->country[c].name;
    }
    for (unsigned i = 0; i < N_INCOME_CLASSES; i++) {
        snprintf(draft->income_text[i], sizeof draft->income_text[i], "%.2f",
                 remittances_income_class_bound(i) / 100.0);
        draft->income_classes[i] = draft->income_text[i];
    }
}

static enum output numerator_of(enum output output)
{
    return output_table[output].kind == COR_RATIO ? (enum output)output_table[output].numerator : output;
}

static enum cor_status fill_values(struct draft *draft, enum output output)
{
    draft->values[output] =
        output_values(output, draft->world->n_countries, draft->sums, draft->facts->n_replicates, draft->n_periods);
    return draft->values[output] ? COR_OK : COR_ERR_MEMORY;
}

/* What a reader must know to sum the variable over categories, countries or years. */
static void describe_kind(struct draft *draft, enum output output, const char *attributes[COR_N_VARIABLE_ATTRIBUTES])
{
    const struct cor_output *row = &output_table[output];
    if (row->kind == COR_RATIO) {
        snprintf(draft->scales[output], SCALE_TEXT, "%.17g", row->scale);
        attributes[COR_VARIABLE_kind] = "ratio";
        attributes[COR_VARIABLE_numerator] = output_table[row->numerator].name;
        attributes[COR_VARIABLE_denominator] = output_table[row->denominator].name;
        attributes[COR_VARIABLE_scale] = draft->scales[output];
    } else {
        bool is_stock = row->kind == COR_STOCK;
        attributes[COR_VARIABLE_kind] = is_stock ? "stock" : "flow";
        attributes[COR_VARIABLE_cell_methods] = is_stock ? draft->at_the_end : draft->over_the_period;
    }
}

static void describe_variable(struct draft *draft, enum output output)
{
    const struct cor_output *row = &output_table[output];
    struct cor_variable *variable = &draft->variables[output];
    *variable = (struct cor_variable){
        .name = row->name, .values = draft->values[output], .unit = row->unit, .long_name = row->doc};
    variable->dimensions[variable->n_dimensions++] = 0;
    variable->dimensions[variable->n_dimensions++] = 1;
    for (size_t d = 0; d < N_OUTPUT_DIMENSIONS; d++) {
        if ((output_table[numerator_of(output)].dimensions >> d) & 1u) {
            variable->dimensions[variable->n_dimensions++] = N_TIME_DIMENSIONS + d;
        }
    }
    describe_kind(draft, output, variable->attributes);
}

/* Piecewise: within a class persons are taken at its lower bound times the square root of the step between classes. */
double simulation_gini_of_classes(const int64_t persons[N_INCOME_CLASSES])
{
    double total_persons = 0.0, total_income = 0.0, area = 0.0,
           ratio = remittances_income_class_bound(2) / remittances_income_class_bound(1);
    for (unsigned i = 0; i < N_INCOME_CLASSES; i++) {
        double income = remittances_income_class_bound(i) * sqrt(ratio) * (double)persons[i];
        area += (double)persons[i] * (total_income + 0.5 * income);
        total_persons += (double)persons[i];
        total_income += income;
    }
    return total_persons > 0.0 && total_income > 0.0 ? 1.0 - 2.0 * area / (total_persons * total_income) : NAN;
}

/* Months of the run that lie in period p. */
static double months_in_period(const struct result_facts *facts, size_t p)
{
    int32_t length = facts->monthly ? 1 : 12;
    int32_t begin =
        (facts->monthly ? facts->from : facts->from - cor_month_of_year(facts->from) + 1) + (int32_t)p * length;
    int32_t first = begin > facts->from ? begin : facts->from;
    int32_t end = begin + length < facts->to ? begin + length : facts->to;
    return end - first;
}

static double indicator_value(const struct draft *draft, enum indicator indicator, size_t r, size_t i)
{
    switch (indicator) {
    case INDICATOR_months_in_period:
        return months_in_period(draft->facts, i);
    case INDICATOR_persons_per_agent:
        return draft->facts->weights[i] > 0 ? draft->facts->weights[i] : (double)NAN;
    case INDICATOR_gini:
    default:
        return simulation_gini_of_classes(draft->sums[r] + i * n_output_cells +
                                          output_places[OUTPUT_income_histogram].offset);
    }
}

static enum cor_status add_indicator(struct draft *draft, enum indicator indicator)
{
    bool by_replicate = strchr(indicator_rows[indicator].axes, 'R') != NULL;
    size_t axis = strchr(indicator_rows[indicator].axes, 'C') ? N_TIME_DIMENSIONS + (size_t)BY_country : 1;
    size_t n = draft->dimensions[axis].n_items, n_replicates = by_replicate ? draft->facts->n_replicates : 1;
    double *values = cor_calloc(n_replicates * n, sizeof *values);
    struct cor_variable *variable = &draft->variables[N_OUTPUTS + indicator];
    draft->values[N_OUTPUTS + indicator] = values;
    if (!values) {
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < n_replicates * n; i++) {
        values[i] = indicator_value(draft, indicator, i / n, i % n);
    }
    *variable = (struct cor_variable){.name = indicator_rows[indicator].name,
                                      .values = values,
                                      .unit = indicator_rows[indicator].unit,
                                      .long_name = indicator_rows[indicator].doc};
    if (by_replicate) {
        variable->attributes[COR_VARIABLE_kind] = "indicator";
        variable->attributes[COR_VARIABLE_cell_methods] = draft->at_the_end;
        variable->dimensions[variable->n_dimensions++] = 0;
    }
    variable->dimensions[variable->n_dimensions++] = axis;
    return COR_OK;
}

/* The attribute borrows the text. */
static void add_text(struct draft *draft, const char *name, const char *text)
{
    draft->attributes[draft->n_attributes++] = (struct cor_attribute){.name = name, .text = text ? text : ""};
}

static void add_attribute(struct draft *draft, const char *name, enum cor_attribute_type type, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static void add_attribute(struct draft *draft, const char *name, enum cor_attribute_type type, const char *format, ...)
{
    size_t i = draft->n_attributes++;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(draft->attribute_text[i], TEXT, format, arguments);
    va_end(arguments);
    draft->attributes[i] = (struct cor_attribute){name, draft->attribute_text[i], type};
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
    add_attribute(draft, "eu_members", COR_ATTRIBUTE_TEXT, "%s", members);
}

/* What the file is of, so that it tells how to make it again. */
static void describe_file(struct draft *draft)
{
    const struct result_facts *facts = draft->facts;
    add_text(draft, "title", "Corridor: labour migration from Viet Nam, simulated");
    add_text(draft, "scenario", facts->scenario);
    add_text(draft, "scenario_title", facts->title);
    add_text(draft, "scenario_description", facts->description);
    add_text(draft, "scenario_plausibility", facts->plausibility);
    add_text(draft, "policies", facts->policies);
    add_text(draft, "limits", facts->limits);
    add_text(draft, "parameters_changed", facts->parameters_changed);
    add_text(draft, "scenario_digest", facts->scenario_digest);
    add_text(draft, "data_digest", facts->data_digest);
    add_text(draft, "corridor_version", facts->version);
    add_text(draft, "program_digest", facts->program_digest);
    add_attribute(draft, "seed", COR_ATTRIBUTE_INTEGER, "%u", facts->seed);
    add_attribute(draft, "first_replicate", COR_ATTRIBUTE_INTEGER, "%u", facts->first_replicate);
    add_attribute(draft, "replicates", COR_ATTRIBUTE_INTEGER, "%u", facts->n_replicates);
    add_attribute(draft, "sample", COR_ATTRIBUTE_REAL, "%.17g", facts->sample);
    add_attribute(draft, "resident_sample", COR_ATTRIBUTE_REAL, "%.17g", facts->resident_sample);
    add_attribute(draft, "months", COR_ATTRIBUTE_TEXT, "%d-%02d to %d-%02d", cor_month_year(facts->from),
                  cor_month_of_year(facts->from), cor_month_year(facts->to - 1), cor_month_of_year(facts->to - 1));
    add_text(draft, "uncertainty", facts->varies_parameters ? "parameters" : "sampling");
    add_text(
        draft, "bands",
        facts->varies_parameters
            ? "Replicates differ by chance of the simulated sample, by shocks and by one draw each of the parameters "
              "and facts "
              "that are estimated or assumed, from their ranges: their spread holds what these leave open, not what "
              "the model leaves out"
            : "Replicates differ by chance of the simulated sample and of shocks only: their spread says nothing of "
              "how uncertain "
              "the future, the data or the parameters are");
    add_text(draft, "money", "United States dollars of 2024 at market exchange rates");
    add_eu_members(draft);
    add_text(draft, "references",
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
    for (size_t i = 0; i < N_INDICATORS; i++) {
        if (add_indicator(draft, (enum indicator)i) != COR_OK) {
            return COR_ERR_MEMORY;
        }
    }
    return COR_OK;
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
                                      draft->variables,  N_FILE_VARIABLES,
                                      draft->attributes, draft->n_attributes};
        status = cor_results_write(path, &dataset, message);
    }
    for (size_t o = 0; o < N_FILE_VARIABLES; o++) {
        free(draft->values[o]);
    }
    free(draft->replicates);
    free(draft->periods);
    free(draft);
    return status;
}
