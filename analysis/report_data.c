/* The numbers and words of the page as one block of JSON, all that its script reads. */
#include <math.h>
#include <stdbool.h>
#include <string.h>
#include "analysis/compare_parts.h"
#include "analysis/headline.h"

/* Single countries are left out when there are more periods than this (months), to keep the page light. */
enum { MAX_PERIODS_BY_COUNTRY = 60 };

static void add(struct cor_text *text, const char *plain)
{
    cor_text_add_bytes(text, plain, strlen(plain));
}

static void add_member(struct cor_text *text, const char *key, const char *value)
{
    cor_text_add_json_string(text, key);
    add(text, ":");
    cor_text_add_json_string(text, value ? value : "");
}

/* A few digits are more than a chart shows. */
static void add_values(struct cor_text *text, const double *values, size_t n)
{
    add(text, "[");
    for (size_t i = 0; i < n; i++) {
        add(text, i > 0 ? "," : "");
        if (isfinite(values[i])) {
            cor_text_add(text, "%.7g", values[i] + 0.0); /* the page rounds once more */
        } else {
            add(text, "null");
        }
    }
    add(text, "]");
}

/* What the page needs to know of each value besides, one digit a period: of a level, do few agents stand behind it (1)?
 * Of a difference, its verdict. */
static void add_flags(struct cor_text *text, const struct cor_comparison *comparison, bool of_difference, size_t series,
                      size_t scenario, size_t area)
{
    const double *agents = comparison->levels + cor_comparison_place(comparison, series, scenario, COR_AGENTS, area);
    add(text, ",\"");
    for (size_t t = 0; t < cor_comparison_base(comparison)->n_periods; t++) {
        cor_text_add(text, "%d",
                     of_difference ? (int)cor_comparison_verdict(comparison, series, scenario, area, t)
                                   : agents[t] < COR_FEW_AGENTS);
    }
    add(text, "\"");
}

/* Half the width of the 95 % interval of a difference; none where nothing can be said: few replicates that are all alike. */
static void add_half_widths(struct cor_text *text, const struct cor_comparison *comparison, size_t series,
                            size_t scenario, size_t area)
{
    size_t error = cor_comparison_place(comparison, series, scenario, COR_STANDARD_ERROR, area);
    size_t replicates = cor_comparison_place(comparison, series, scenario, COR_REPLICATES, area);
    for (size_t t = 0; t < cor_comparison_base(comparison)->n_periods; t++) {
        double n = comparison->differences[replicates + t];
        double half = cor_t_quantile(n) * comparison->differences[error + t];
        add(text, t > 0 ? "," : ",[");
        if (isfinite(half) && (half > 0 || n >= COR_FEW_REPLICATES)) {
            cor_text_add(text, "%.4g", half);
        } else {
            add(text, "null");
        }
    }
    add(text, "]");
}

static void add_statistics(struct cor_text *text, const struct cor_comparison *comparison, const double *values,
                           size_t series, size_t scenario, size_t area)
{
    static const enum cor_statistic shown[] = {COR_MEAN, COR_STANDARD_ERROR, COR_Q05, COR_Q25, COR_Q75, COR_Q95};
    add(text, "[");
    for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
        add(text, k > 0 ? "," : "");
        add_values(text, values + cor_comparison_place(comparison, series, scenario, shown[k], area),
                   cor_comparison_base(comparison)->n_periods);
    }
    add_flags(text, comparison, values == comparison->differences, series, scenario, area);
    if (values == comparison->differences) {
        add_half_widths(text, comparison, series, scenario, area);
    }
    add(text, "]");
}

/* Levels of all scenarios, then differences of all but the base. */
static void add_area(struct cor_text *text, const struct cor_comparison *comparison, size_t series, size_t area)
{
    add(text, "{\"level\":[");
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        add(text, s > 0 ? "," : "");
        add_statistics(text, comparison, comparison->levels, series, s, area);
    }
    add(text, "],\"difference\":[null");
    for (size_t s = 1; s < comparison->n_scenarios; s++) {
        add(text, ",");
        add_statistics(text, comparison, comparison->differences, series, s, area);
    }
    add(text, "]}");
}

/* Is there anything to see? */
static bool has_values(const struct cor_comparison *comparison, size_t series, size_t area)
{
    size_t n_periods = cor_comparison_base(comparison)->n_periods;
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const double *mean = comparison->levels + cor_comparison_place(comparison, series, s, COR_MEAN, area);
        for (size_t t = 0; t < n_periods; t++) {
            if (isfinite(mean[t]) && mean[t] != 0) {
                return true;
            }
        }
    }
    return false;
}

static bool is_shown(const char *name)
{
    bool shown = false;
    for (size_t k = 0; !shown && k < cor_n_key_series; k++) {
        shown = strcmp(cor_key_series[k].series, name) == 0;
    }
    for (size_t h = 0; !shown && h < cor_n_headlines; h++) {
        shown = strcmp(cor_headlines[h].series, name) == 0;
    }
    return shown;
}

static void add_one_series(struct cor_text *text, const struct cor_comparison *comparison, size_t series)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    const struct cor_series_info *info = &base->info[series];
    bool first = true;
    cor_text_add_json_string(text, info->name);
    add(text, ":{");
    add_member(text, "unit", info->unit);
    add(text, ",");
    add_member(text, "long_name", info->long_name);
    add(text, ",");
    add_member(text, "kind", cor_series_kind_name(info->kind));
    add(text, ",\"areas\":{");
    for (size_t a = 0; a < base->n_areas; a++) {
        bool is_kept =
            a < COR_N_TOTALS || strcmp(base->areas[a], "VNM") == 0 || base->n_periods <= MAX_PERIODS_BY_COUNTRY;
        if (is_kept && has_values(comparison, series, a)) {
            add(text, first ? "\n" : ",\n");
            cor_text_add_json_string(text, base->areas[a]);
            add(text, ":");
            add_area(text, comparison, series, a);
            first = false;
        }
    }
    add(text, "}}");
}

static void add_all_series(struct cor_text *text, const struct cor_comparison *comparison)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    bool first = true;
    add(text, "{");
    for (size_t v = 0; v < base->n_series; v++) {
        if (is_shown(base->info[v].name)) {
            add(text, first ? "\n" : ",\n");
            add_one_series(text, comparison, v);
            first = false;
        }
    }
    add(text, "}");
}

static void add_scenario(struct cor_text *text, const struct cor_comparison *comparison, size_t scenario)
{
    const struct cor_compare_scenario *words = &comparison->scenarios[scenario];
    const struct cor_run_series *run = &comparison->runs[scenario];
    add(text, "{");
    add_member(text, "name", words->name);
    add(text, ",");
    add_member(text, "title", words->title);
    add(text, ",");
    add_member(text, "description", words->description);
    add(text, ",");
    add_member(text, "plausibility", words->plausibility);
    add(text, ",");
    add_member(text, "policies", words->changes);
    add(text, ",");
    add_member(text, "parameters", words->parameters);
    add(text, ",");
    add_member(text, "limits", words->limits);
    add(text, ",\"attributes\":[");
    for (size_t a = 0; a < run->n_attributes; a++) {
        add(text, a > 0 ? ",[" : "[");
        cor_text_add_json_string(text, run->attributes[a].name);
        add(text, ",");
        cor_text_add_json_string(text, run->attributes[a].text);
        add(text, "]");
    }
    add(text, "]}");
}

static void add_scenarios(struct cor_text *text, const struct cor_comparison *comparison)
{
    add(text, "[");
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        add(text, s > 0 ? ",\n" : "\n");
        add_scenario(text, comparison, s);
    }
    add(text, "]");
}

static void add_headlines(struct cor_text *text)
{
    add(text, "[");
    for (size_t h = 0; h < cor_n_headlines; h++) {
        add(text, h > 0 ? ",{" : "{");
        add_member(text, "series", cor_headlines[h].series);
        add(text, ",");
        add_member(text, "label", cor_headlines[h].label);
        add(text, "}");
    }
    add(text, "]");
}

static void add_charts(struct cor_text *text)
{
    add(text, "[");
    for (size_t k = 0; k < cor_n_key_series; k++) {
        const struct cor_key_series *chart = &cor_key_series[k];
        add(text, k > 0 ? ",{" : "{");
        add_member(text, "series", chart->series);
        add(text, ",");
        add_member(text, "label", chart->label);
        add(text, ",");
        add_member(text, "group", chart->group);
        cor_text_add(text, ",\"home\":%s}", chart->home ? "true" : "false");
    }
    add(text, "]");
}

static void add_names(struct cor_text *text, const struct cor_comparison *comparison)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    add(text, ",\n\"periods\":[");
    for (size_t t = 0; t < base->n_periods; t++) {
        cor_text_add(text, "%s\"%s\"", t > 0 ? "," : "", comparison->period_labels[t]);
    }
    add(text, "],\n\"months\":[");
    for (size_t t = 0; t < base->n_periods; t++) {
        cor_text_add(text, "%s%d", t > 0 ? "," : "", (int)base->period_months[t]);
    }
    add(text, "],\n\"areas\":[");
    for (size_t a = 0; a < base->n_areas; a++) {
        add(text, a > 0 ? "," : "");
        cor_text_add_json_string(text, base->areas[a]);
    }
    add(text, "],\n\"area_names\":{");
    for (size_t a = 0; a < base->n_areas; a++) {
        add(text, a > 0 ? "," : "");
        add_member(text, base->areas[a], base->area_names[a]);
    }
    add(text, "}");
}

/* How sure one can be of a difference. */
static void add_certainty(struct cor_text *text, const struct cor_comparison *comparison)
{
    size_t n = cor_comparison_base(comparison)->n_replicates;
    double quantile = cor_t_quantile((double)n);
    cor_text_add(text, "{\"replicates\":%zu,\"few_replicates\":%d,\"few_agents\":%d,\"t_quantile\":", n,
                 COR_FEW_REPLICATES, COR_FEW_AGENTS);
    if (isfinite(quantile)) {
        cor_text_add(text, "%.6g", quantile);
    } else {
        add(text, "null");
    }
    add(text, ",\"verdicts\":[");
    for (size_t v = 0; v < COR_N_VERDICTS; v++) {
        add(text, v > 0 ? "," : "");
        cor_text_add_json_string(text, cor_verdict_names[v]);
    }
    add(text, "]");
}

void cor_report_add_data(struct cor_text *text, const struct cor_comparison *comparison)
{
    add_certainty(text, comparison);
    add_names(text, comparison);
    add(text, ",\n\"scenarios\":");
    add_scenarios(text, comparison);
    add(text, ",\n\"headlines\":");
    add_headlines(text);
    add(text, ",\n\"charts\":");
    add_charts(text);
    add(text, ",\n\"series\":");
    add_all_series(text, comparison);
    add(text, "}");
}
