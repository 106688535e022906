#include "tests/analysis/fake_runs.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/io/results.h"

enum { N_YEARS = 27, FIRST_YEAR = 2024, N_COUNTRIES = 12, HOME_INDEX = 0, MAX_VARIABLES = 200 };
enum { REPLICATE, YEAR, COUNTRY, CHANNEL, SEX, AGE_BAND, SKILL, OCCUPATION, INCOME_CLASS, N_DIMENSIONS };

static const char *const countries[N_COUNTRIES] = {"VNM", "DEU", "CZE", "POL", "HUN", "ROU",
                                                   "SVK", "FRA", "JPN", "KOR", "TWN", "GBR"};
static const double country_weights[N_COUNTRIES] = {0, 9, 3.5, 2, 3, 2.5, 1, 2, 71, 13, 62, 1.5};
static const char eu_members[] = "DEU,CZE,POL,HUN,ROU,SVK,FRA";
static const char *const channels[] = {"contract", "apprenticeship", "skilled", "study", "family", "irregular"};
static const char *const sexes[] = {"female", "male"};
static const char *const age_bands[] = {"age_0_14", "age_15_24", "age_25_34", "age_35_49", "age_50_64", "age_65_plus"};
static const char *const skills[] = {"low", "medium", "high"};
static const char *const occupations[] = {"agriculture", "manufacturing", "construction", "care",
                                          "hospitality", "services",      "professional"};

/* Level in 2024 over all countries, growth a year, and how strongly policy moves it. Viet Nam: `home` of the level. */
struct fake_level {
    const char *name;
    double level, growth, response;
    bool home;
};
static const struct fake_level levels[] = {
    {"migrants", 1.2e6, .022, .6, false},
    {"departures", 1.8e5, .018, 1, false},
    {"returns", 1.1e5, .024, .2, false},
    {"overstays", 5200, -.01, -.7, false},
    {"waiting", 41000, .02, .3, false},
    {"workers_abroad", 7.0e5, .022, .8, false},
    {"migrants_employed", 8.6e5, .022, .65, false},
    {"migrants_unemployed", 4.1e4, .01, .3, false},
    {"migrant_labour_force", 9.0e5, .021, .6, false},
    {"migrant_gross_pay", 1.4e9, .035, .7, false},
    {"migrant_net_pay", 1.1e9, .035, .7, false},
    {"recruitment_months", 6.4e5, .01, -1.2, false},
    {"recruitment_cost", 7.2e8, .01, -1.2, false},
    {"workers_departed", 1.5e5, .018, 1, false},
    {"debt", 1.3e9, .01, -.5, false},
    {"indebted", 3.1e5, .012, -.2, false},
    {"worker_debt", 1.0e9, .01, -.5, false},
    {"workers_in_debt", 2.4e5, .012, -.2, false},
    {"remittances", 5.1e9, .03, .8, false},
    {"start_language", 3.2e5, .02, 1.6, false},
    {"covered_by_law", 9.9e5, .022, .6, false},
    {"affiliated", 8.1e5, .022, .7, false},
    {"contributing", 7.2e5, .022, 1.1, false},
    {"protected", 6.1e5, .022, 1.3, false},
    {"vested_abroad", 6.0e4, .05, .5, false},
    {"vested_by_totalisation", 9.0e3, .06, 4, false},
    {"pension_rights", 6.6e4, .05, 1, false},
    {"contributions_abroad", 1.9e9, .035, .9, false},
    {"forfeited", 2.4e8, .03, -2.5, false},
    {"vacancies", 4.1e6, .004, -.02, false},
    {"unemployed", 1.1e7, .001, .01, false},
    {"employed", 1.9e8, .001, .01, false},
    {"population", 1.0e8, .003, 0, true},
    {"insured", 1.8e7, .025, .05, true},
    {"households", 2.8e7, .008, 0, true},
    {"household_income", 1.9e10, .03, .02, true},
};

/* A draw between -1 and 1 from a name and two numbers. */
static double noise(const char *name, size_t a, size_t b)
{
    uint64_t hash = 1469598103934665603u ^ (a * 0x9e3779b97f4a7c15u) ^ (b * 0xbf58476d1ce4e5b9u);
    for (; *name != '\0'; name++) {
        hash = (hash ^ (uint64_t)(unsigned char)*name) * 1099511628211u;
    }
    hash ^= hash >> 31;
    hash *= 0x94d049bb133111ebu;
    hash ^= hash >> 29;
    return (double)(hash >> 11) / 4503599627370496.0 - 1;
}

/* A wandering factor: the same in every scenario until policy begins, nearly the same after. */
static double wander(const char *name, const struct fake_run *run, size_t replicate, size_t year)
{
    double sum = 0;
    for (size_t t = 0; t <= year; t++) {
        sum += noise(name, replicate, t) * 0.02;
    }
    return exp(sum + (year > 2 && run->effect != 0 ? 0.008 * noise(run->scenario, replicate, year) : 0));
}

struct builder {
    const struct fake_run *run;
    const struct cor_dimension *dimensions;
    struct cor_variable variables[MAX_VARIABLES];
    size_t n_variables;
    bool failed;
};

static const struct fake_level *level_of(const char *name)
{
    static const struct fake_level other = {"", 1000, .01, 0, false};
    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        if (strcmp(levels[l].name, name) == 0) {
            return &levels[l];
        }
    }
    return &other;
}

static double country_value(const struct builder *builder, const struct fake_level *level, const char *name,
                            size_t replicate, size_t year, size_t country)
{
    double total = 0, ramp = year < 3 ? 0 : year < 8 ? ((double)year - 2) / 6 : 1;
    bool is_member = strstr(eu_members, countries[country]) != NULL;
    for (size_t c = 0; c < N_COUNTRIES; c++) {
        total += country_weights[c];
    }
    return level->level * (level->home ? country == HOME_INDEX : country_weights[country] / total) *
           exp(level->growth * (double)year * (is_member ? 1.8 : 1)) * wander(name, builder->run, replicate, year) *
           (1 + (is_member || level->home ? builder->run->effect * level->response * ramp : 0));
}

static struct cor_variable *add_variable(struct builder *builder, const char *name, unsigned mask)
{
    struct cor_variable *variable = &builder->variables[builder->n_variables++];
    size_t n = builder->dimensions[REPLICATE].n_items * N_YEARS;
    *variable = (struct cor_variable){.name = name, .n_dimensions = 2, .dimensions = {REPLICATE, YEAR}};
    for (unsigned d = COUNTRY; d < N_DIMENSIONS; d++) {
        if (mask >> d & 1u) {
            variable->dimensions[variable->n_dimensions++] = d;
            n *= builder->dimensions[d].n_items;
        }
    }
    variable->values = calloc(n, sizeof(double));
    builder->failed = builder->failed || !variable->values;
    return variable;
}

static bool is_of_departures(const char *name)
{
    return strcmp(name, "workers_departed") == 0 || strncmp(name, "recruitment_", 12) == 0 ||
           strncmp(name, "start_", 6) == 0;
}

/* Spread the value of a country evenly over the categories below it. */
static void fill_output(const struct builder *builder, const struct cor_variable *variable, unsigned mask)
{
    double *values = (double *)(uintptr_t)variable->values;
    size_t n_countries = mask >> COUNTRY & 1u ? N_COUNTRIES : 1, n_cells = 1;
    for (size_t d = CHANNEL; d < N_DIMENSIONS; d++) {
        n_cells *= mask >> d & 1u ? builder->dimensions[d].n_items : 1;
    }
    for (size_t i = 0; values && i < builder->run->n_replicates * N_YEARS * n_countries; i++) {
        size_t country = i % n_countries, year = i / n_countries % N_YEARS, replicate = i / n_countries / N_YEARS;
        double value = country_value(builder, level_of(variable->name), variable->name, replicate, year, country);
        bool is_gap = builder->run->gaps && strcmp(countries[country], "GBR") == 0 &&
                      is_of_departures(variable->name) && (replicate + (builder->run->effect != 0 ? 1 : 0)) % 3 == 0;
        value = is_gap ? 0 : value;
        for (size_t cell = 0; cell < n_cells; cell++) {
            values[i * n_cells + cell] = value / (double)n_cells;
        }
    }
}

static void add_output(struct builder *builder, const char *name, const char *kind, unsigned mask, const char *unit,
                       const char *doc)
{
    struct cor_variable *variable = add_variable(builder, name, mask);
    variable->unit = unit;
    variable->long_name = doc;
    variable->attributes[COR_VARIABLE_kind] = kind;
    fill_output(builder, variable, mask);
}

/* A ratio without values: readers make it from its parts. */
static void add_ratio(struct builder *builder, const char *name, const char *numerator, const char *denominator,
                      const char *unit, const char *doc)
{
    struct cor_variable *variable = add_variable(builder, name, 1u << COUNTRY);
    variable->unit = unit;
    variable->long_name = doc;
    variable->attributes[COR_VARIABLE_kind] = "ratio";
    variable->attributes[COR_VARIABLE_numerator] = numerator;
    variable->attributes[COR_VARIABLE_denominator] = denominator;
}

/* By year only: no country. */
static void add_gini(struct builder *builder)
{
    struct cor_variable *variable = add_variable(builder, "gini", 0);
    double *values = (double *)(uintptr_t)variable->values;
    variable->unit = "ratio";
    variable->long_name = "Gini coefficient of household income per head in Viet Nam";
    variable->attributes[COR_VARIABLE_kind] = "indicator";
    for (size_t i = 0; values && i < builder->run->n_replicates * N_YEARS; i++) {
        double effect = i % N_YEARS > 3 ? -0.004 * builder->run->effect : 0;
        values[i] = 0.372 + effect + 0.0006 * (double)(i % N_YEARS) + 0.003 * noise("gini", i / N_YEARS, i % N_YEARS);
    }
}

/* The last year may be cut short; one agent stands for a hundred persons. */
static void add_sizes(struct builder *builder)
{
    struct cor_variable *months = &builder->variables[builder->n_variables++];
    struct cor_variable *weights = &builder->variables[builder->n_variables++];
    double *values = calloc(N_YEARS + N_COUNTRIES, sizeof *values);
    *months = (struct cor_variable){.name = "months_in_period", .n_dimensions = 1, .dimensions = {YEAR}};
    *weights = (struct cor_variable){.name = "persons_per_agent", .n_dimensions = 1, .dimensions = {COUNTRY}};
    for (size_t i = 0; values && i < N_YEARS + N_COUNTRIES; i++) {
        values[i] = i + 1 == N_YEARS && builder->run->last_months > 0 ? builder->run->last_months
                    : i < N_YEARS                                     ? 12
                                                                      : 100;
    }
    months->values = values;
    weights->values = values ? values + N_YEARS : NULL;
    builder->failed = builder->failed || !values;
}

static void add_all_variables(struct builder *builder)
{
#define STOCK "stock"
#define FLOW "flow"
#define C | 1u << COUNTRY
#define H | 1u << CHANNEL
#define S | 1u << SEX
#define A | 1u << AGE_BAND
#define K | 1u << SKILL
#define O | 1u << OCCUPATION
#define G | 1u << INCOME_CLASS
#define OUTPUT(name, kind, dimensions, unit, scale, doc) add_output(builder, #name, kind, 0u dimensions, unit, doc);
#define RATIO(name, numerator, denominator, unit, scale, doc)                                                          \
    add_ratio(builder, #name, #numerator, #denominator, unit, doc);
#include "models/tables/outputs.def"
#undef C
#undef H
#undef S
#undef A
#undef K
#undef O
#undef G
    add_gini(builder);
    add_sizes(builder);
}

bool fake_run_write(const char *path, const struct fake_run *run)
{
    int32_t years[N_YEARS];
    const struct cor_dimension dimensions[N_DIMENSIONS] = {
        {.name = "replicate", .n_items = run->n_replicates, .long_name = "Replicate"},
        {.name = "year", .n_items = N_YEARS, .numbers = years, .unit = "year", .long_name = "Year"},
        {.name = "country", .n_items = N_COUNTRIES, .items = countries, .long_name = "Country"},
        {.name = "channel", .n_items = 6, .items = channels, .long_name = "Channel"},
        {.name = "sex", .n_items = 2, .items = sexes, .long_name = "Sex"},
        {.name = "age_band", .n_items = 6, .items = age_bands, .long_name = "Age band"},
        {.name = "skill", .n_items = 3, .items = skills, .long_name = "Skill"},
        {.name = "occupation", .n_items = 7, .items = occupations, .long_name = "Occupation"},
        {.name = "income_class", .n_items = 64, .long_name = "Class of income"}};
    const struct cor_attribute attributes[] = {
        {"title", "Corridor: labour migration from Viet Nam, simulated", COR_ATTRIBUTE_TEXT},
        {"scenario", run->scenario, COR_ATTRIBUTE_TEXT},
        {"scenario_title", "Invented", COR_ATTRIBUTE_TEXT},
        {"policies", run->policies ? run->policies : "", COR_ATTRIBUTE_TEXT},
        {"parameters_changed", "", COR_ATTRIBUTE_TEXT},
        {"scenario_digest", run->scenario, COR_ATTRIBUTE_TEXT},
        {"corridor_version", "0.0-test", COR_ATTRIBUTE_TEXT},
        {"seed", run->seed, COR_ATTRIBUTE_INTEGER},
        {"replicates", "0", COR_ATTRIBUTE_INTEGER},
        {"sample", "0.01", COR_ATTRIBUTE_REAL},
        {"eu_members", eu_members, COR_ATTRIBUTE_TEXT},
        {"references", "Invented numbers for tests", COR_ATTRIBUTE_TEXT}};
    struct builder *builder = calloc(1, sizeof *builder);
    char message[COR_MESSAGE_SIZE];
    bool good = builder != NULL;
    for (int32_t t = 0; t < N_YEARS; t++) {
        years[t] = FIRST_YEAR + t;
    }
    if (good) {
        struct cor_dataset dataset = {dimensions, N_DIMENSIONS, builder->variables,
                                      0,          attributes,   sizeof attributes / sizeof *attributes};
        builder->run = run;
        builder->dimensions = dimensions;
        add_all_variables(builder);
        dataset.n_variables = builder->n_variables;
        good = !builder->failed && cor_results_write(path, &dataset, message) == COR_OK;
        if (!good) {
            fprintf(stderr, "%s\n", builder->failed ? "not enough memory" : message);
        }
        for (size_t v = 0; v + 1 < builder->n_variables; v++) { /* the last two share their values */
            free((void *)(uintptr_t)builder->variables[v].values);
        }
    }
    free(builder);
    return good;
}
