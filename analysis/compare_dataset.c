#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/bands.h"
#include "analysis/compare_parts.h"
#include "sim/base/memory.h"
#include "sim/io/results.h"

enum { N_DIMENSIONS = 4 };

/* What the dataset points to while it is written. */
struct writer {
    const struct cor_comparison *comparison;
    const char **scenario_names;
    struct cor_variable *variables;
    double *months; /* of the periods */
    struct cor_attribute *attributes;
    size_t n_attributes, n_attribute_room;
    char **texts;
    size_t n_texts, n_text_room;
    bool failed;
};

/* Take over a fresh text; "" and a failed writer when memory ran out. */
static const char *keep(struct writer *writer, char *text)
{
    if (text && writer->n_texts == writer->n_text_room) {
        size_t n_room = writer->n_text_room * 2 + 256;
        char **texts = cor_realloc(writer->texts, n_room, sizeof *texts);
        if (texts) {
            writer->texts = texts;
            writer->n_text_room = n_room;
        }
    }
    if (!text || writer->n_texts == writer->n_text_room) {
        free(text);
        writer->failed = true;
        return "";
    }
    writer->texts[writer->n_texts++] = text;
    return text;
}

static void add_typed(struct writer *writer, const char *name, const char *text, enum cor_attribute_type type)
{
    if (writer->n_attributes == writer->n_attribute_room) {
        size_t n_room = writer->n_attribute_room * 2 + 64;
        struct cor_attribute *attributes = cor_realloc(writer->attributes, n_room, sizeof *attributes);
        if (!attributes) {
            writer->failed = true;
            return;
        }
        writer->attributes = attributes;
        writer->n_attribute_room = n_room;
    }
    writer->attributes[writer->n_attributes++] = (struct cor_attribute){name, text, type};
}

static void add_attribute(struct writer *writer, const char *name, const char *text)
{
    add_typed(writer, name, text, COR_ATTRIBUTE_TEXT);
}

static bool is_same_in_all(const struct cor_comparison *comparison, const char *name)
{
    const char *first = cor_comparison_attribute(comparison, 0, name);
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const char *other = cor_comparison_attribute(comparison, s, name);
        if (!first || !other || strcmp(first, other) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_written_anew(const char *name)
{
    static const char *const names[] = {"title",
                                        "Conventions",
                                        "base",
                                        "replicates",
                                        "bands",
                                        "scenario",
                                        "scenario_title",
                                        "scenario_description",
                                        "scenario_plausibility",
                                        "policies",
                                        "parameters_changed"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Attributes of the runs: once when all agree, else as scenario_N_NAME. */
static void add_run_attributes(struct writer *writer, size_t scenario)
{
    const struct cor_run_series *run = &writer->comparison->runs[scenario];
    for (size_t a = 0; a < run->n_attributes; a++) {
        const char *name = run->attributes[a].name;
        if (is_written_anew(name)) {
            continue;
        }
        if (!is_same_in_all(writer->comparison, name)) {
            name = keep(writer, cor_format("scenario_%zu_%s", scenario + 1, name));
        } else if (scenario > 0) {
            continue;
        }
        add_typed(writer, name, run->attributes[a].text, run->attributes[a].type);
    }
}

/* How to read the statistics. */
static void add_notes(struct writer *writer)
{
    size_t n = writer->comparison->runs[0].n_replicates;
    add_typed(writer, "replicates", keep(writer, cor_format("%zu", n)), COR_ATTRIBUTE_INTEGER);
    add_typed(writer, "t_quantile", keep(writer, cor_format("%.6f", n > 1 ? cor_t_quantile((double)n) : 0)),
              COR_ATTRIBUTE_REAL);
    add_typed(writer, "few_agents", keep(writer, cor_format("%d", COR_FEW_AGENTS)), COR_ATTRIBUTE_INTEGER);
    add_attribute(
        writer, "intervals",
        "mean plus and minus t_quantile standard errors is the 95 % interval of the mean (Student's t, "
        "replicates - 1 degrees of freedom); values resting on fewer than few_agents agents in a replicate are "
        "rough");
    const char *uncertainty = cor_comparison_attribute(writer->comparison, 0, "uncertainty");
    add_attribute(writer, "bands",
                  keep(writer, cor_format("q05 to q95 is a %s: the spread over replicates, which shows %s",
                                          cor_band_name(uncertainty), cor_band_meaning(uncertainty))));
    if (n < COR_FEW_REPLICATES) {
        add_attribute(
            writer, "warning",
            keep(writer, cor_format("only %zu replicates: quantiles are little more than the smallest and the "
                                    "largest value",
                                    n)));
    }
}

/* "scenario_2_title" */
static void add_of_scenario(struct writer *writer, size_t scenario, const char *name, const char *text)
{
    add_attribute(writer, keep(writer, cor_format("scenario_%zu_%s", scenario + 1, name)), text);
}

static void add_attributes(struct writer *writer)
{
    const struct cor_comparison *comparison = writer->comparison;
    add_attribute(writer, "title", "Corridor: comparison of scenarios");
    add_attribute(writer, "base", comparison->scenarios[0].name);
    add_notes(writer);
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const struct cor_compare_scenario *scenario = &comparison->scenarios[s];
        const char *both = scenario->changes[0] != '\0' && scenario->parameters[0] != '\0' ? "\n" : "";
        add_of_scenario(writer, s, "label", scenario->name);
        add_of_scenario(writer, s, "title", scenario->title);
        add_of_scenario(writer, s, "description", scenario->description);
        add_of_scenario(writer, s, "plausibility", scenario->plausibility);
        add_of_scenario(writer, s, "changes",
                        keep(writer, cor_format("%s%s%s", scenario->changes, both, scenario->parameters)));
        add_run_attributes(writer, s);
    }
}

static void add_variables(struct writer *writer)
{
    const struct cor_comparison *comparison = writer->comparison;
    const struct cor_run_series *base = cor_comparison_base(comparison);
    for (size_t v = 0; v < base->n_series; v++) {
        const struct cor_series_info *info = &base->info[v];
        size_t place = cor_comparison_place(comparison, v, 0, COR_MEAN, COR_AREA_ALL);
        struct cor_variable *level = &writer->variables[2 * v], *difference = level + 1;
        *level = (struct cor_variable){info->name, N_DIMENSIONS,    {0, 1, 2, 3}, comparison->levels + place,
                                       info->unit, info->long_name, {NULL}};
        memcpy(level->attributes, info->attributes, sizeof level->attributes);
        *difference = *level;
        difference->name = keep(writer, cor_format("%s_difference", info->name));
        difference->values = comparison->differences + place;
        difference->long_name = keep(writer, cor_format("%s: difference from %s, paired by replicate", info->long_name,
                                                        comparison->scenarios[0].name));
    }
    for (size_t t = 0; t < base->n_periods; t++) {
        writer->months[t] = base->period_months[t];
    }
    writer->variables[2 * base->n_series] =
        (struct cor_variable){.name = "months_in_period",
                              .n_dimensions = 1,
                              .dimensions = {N_DIMENSIONS - 1},
                              .values = writer->months,
                              .unit = "months",
                              .long_name = "Months of the period that were simulated; flows of a year of fewer than 12 "
                                           "are not those of a year"};
}

static enum cor_status write_with(struct writer *writer, const char *path, char *message)
{
    const struct cor_comparison *comparison = writer->comparison;
    const struct cor_run_series *base = cor_comparison_base(comparison);
    const struct cor_dimension dimensions[N_DIMENSIONS] = {
        {.name = "scenario",
         .n_items = comparison->n_scenarios,
         .items = writer->scenario_names,
         .long_name = "Scenario"},
        {.name = "statistic",
         .n_items = COR_N_STATISTICS,
         .items = cor_statistic_names,
         .long_name = "Statistic over replicates"},
        {.name = "country",
         .n_items = base->n_areas,
         .items = base->areas,
         .labels = base->area_names,
         .long_name = "Country by ISO 3166; ALL: all but Viet Nam; EU: members of the European Union"},
        {.name = base->period_name,
         .n_items = base->n_periods,
         .numbers = base->periods,
         .unit = base->period_unit[0] != '\0' ? base->period_unit : NULL,
         .long_name = "Period"},
    };
    const struct cor_dataset dataset = {
        dimensions, N_DIMENSIONS, writer->variables, 2 * base->n_series + 1, writer->attributes, writer->n_attributes};
    return cor_results_write(path, &dataset, message);
}

static void free_writer(struct writer *writer)
{
    for (size_t t = 0; t < writer->n_texts; t++) {
        free(writer->texts[t]);
    }
    free(writer->texts);
    free(writer->scenario_names);
    free(writer->variables);
    free(writer->months);
    free(writer->attributes);
}

enum cor_status cor_compare_write_dataset(const struct cor_comparison *comparison, const char *path,
                                          char message[COR_MESSAGE_SIZE])
{
    struct writer writer = {.comparison = comparison};
    enum cor_status status = COR_ERR_MEMORY;
    const struct cor_run_series *base = cor_comparison_base(comparison);
    writer.variables = cor_calloc(2 * base->n_series + 1, sizeof *writer.variables);
    writer.months = cor_calloc(base->n_periods, sizeof *writer.months);
    writer.scenario_names = cor_calloc(comparison->n_scenarios, sizeof *writer.scenario_names);
    if (writer.variables && writer.scenario_names && writer.months) {
        for (size_t s = 0; s < comparison->n_scenarios; s++) {
            writer.scenario_names[s] = comparison->scenarios[s].name;
        }
        add_attributes(&writer);
        add_variables(&writer);
    }
    if (!writer.variables || !writer.scenario_names || !writer.months || writer.failed) {
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory to write '%.240s'", path);
    } else {
        status = write_with(&writer, path, message);
    }
    free_writer(&writer);
    return status;
}
