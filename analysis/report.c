/* The page: a template with marks such as {{title}}, filled with the page's own style and script, and the numbers as
 * one block of JSON. The script reads nothing else. Foreign text enters as JSON strings with < > & escaped, or through
 * add_html; the content security policy admits this style and this script only, by their hashes. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "analysis/compare_parts.h"
#include "analysis/headline.h"
#include "analysis/web_assets.h"
#include "sim/base/sha256.h"

/* Single countries are left out when there are more periods than this (months), to keep the page light. */
enum { MAX_PERIODS_BY_COUNTRY = 60 };

static void add(struct cor_text *text, const char *plain)
{
    cor_text_add_bytes(text, plain, strlen(plain));
}

static void add_html(struct cor_text *text, const char *string)
{
    for (; *string != '\0'; ++string) {
        switch (*string) {
        case '&':
            add(text, "&amp;");
            break;
        case '<':
            add(text, "&lt;");
            break;
        case '>':
            add(text, "&gt;");
            break;
        case '"':
            add(text, "&quot;");
            break;
        case '\'':
            add(text, "&#39;");
            break;
        default:
            cor_text_add_bytes(text, string, 1);
        }
    }
}

static void add_member(struct cor_text *text, const char *key, const char *value)
{
    cor_text_add_json_string(text, key);
    add(text, ":");
    cor_text_add_json_string(text, value != NULL ? value : "");
}

/* A few digits are more than a chart shows. */
static void add_values(struct cor_text *text, const double *values, size_t n, int digits)
{
    add(text, "[");
    for (size_t i = 0; i < n; ++i) {
        add(text, i > 0 ? "," : "");
        if (isfinite(values[i])) {
            cor_text_add(text, "%.*g", digits, values[i] + 0.0);
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
    for (size_t k = 0; k < sizeof shown / sizeof *shown; ++k) {
        add(text, k > 0 ? "," : "");
        add_values(text, values + cor_comparison_place(comparison, series, scenario, shown[k], area),
                   cor_comparison_base(comparison)->n_periods, shown[k] == COR_MEAN ? 5 : 4);
    }
    add(text, "]");
}

/* Levels of all scenarios, then differences of all but the base. */
static void add_area(struct cor_text *text, const struct cor_comparison *comparison, size_t series, size_t area)
{
    add(text, "{\"level\":[");
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        add(text, s > 0 ? "," : "");
        add_statistics(text, comparison, comparison->levels, series, s, area);
    }
    add(text, "],\"difference\":[null");
    for (size_t s = 1; s < comparison->n_scenarios; ++s) {
        add(text, ",");
        add_statistics(text, comparison, comparison->differences, series, s, area);
    }
    add(text, "]}");
}

/* Is there anything to see? */
static bool has_values(const struct cor_comparison *comparison, size_t series, size_t area)
{
    size_t n_periods = cor_comparison_base(comparison)->n_periods;
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        const double *mean = comparison->levels + cor_comparison_place(comparison, series, s, COR_MEAN, area);
        for (size_t t = 0; t < n_periods; ++t) {
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
    for (size_t k = 0; !shown && k < cor_n_key_series; ++k) {
        shown = strcmp(cor_key_series[k].series, name) == 0;
    }
    for (size_t h = 0; !shown && h < cor_n_headlines; ++h) {
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
    for (size_t a = 0; a < base->n_areas; ++a) {
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
    for (size_t v = 0; v < base->n_series; ++v) {
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
    add_member(text, "description", words->description);
    add(text, ",");
    add_member(text, "changes", words->changes);
    add(text, ",\"attributes\":[");
    for (size_t a = 0; a < run->n_attributes; ++a) {
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
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        add(text, s > 0 ? ",\n" : "\n");
        add_scenario(text, comparison, s);
    }
    add(text, "]");
}

static void add_headlines(struct cor_text *text)
{
    add(text, "[");
    for (size_t h = 0; h < cor_n_headlines; ++h) {
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
    for (size_t k = 0; k < cor_n_key_series; ++k) {
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
    for (size_t t = 0; t < base->n_periods; ++t) {
        cor_text_add(text, "%s\"%s\"", t > 0 ? "," : "", comparison->period_labels[t]);
    }
    add(text, "],\n\"areas\":[");
    for (size_t a = 0; a < base->n_areas; ++a) {
        add(text, a > 0 ? "," : "");
        cor_text_add_json_string(text, base->areas[a]);
    }
    add(text, "]");
}

static void add_data(struct cor_text *text, const struct cor_comparison *comparison)
{
    cor_text_add(text, "{\"replicates\":%zu", cor_comparison_base(comparison)->n_replicates);
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

static unsigned value_of_digit(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* A part of the page that is compiled in. */
struct asset {
    const unsigned char *bytes;
    const size_t *n_bytes;
};
static const struct asset style_parts[] = {{cor_asset_report_css, &cor_asset_report_css_size}};
static const struct asset script_parts[] = {{cor_asset_report_data_js, &cor_asset_report_data_js_size},
                                            {cor_asset_report_chart_js, &cor_asset_report_chart_js_size},
                                            {cor_asset_report_js, &cor_asset_report_js_size}};
enum { N_STYLES = sizeof style_parts / sizeof *style_parts, N_SCRIPTS = sizeof script_parts / sizeof *script_parts };

static void add_assets(struct cor_text *text, const struct asset *parts, size_t n_parts)
{
    for (size_t p = 0; p < n_parts; ++p) {
        cor_text_add_bytes(text, (const char *)parts[p].bytes, *parts[p].n_bytes);
    }
}

/* 'sha256-...' of the parts together, as a content security policy writes it. */
static void add_hash(struct cor_text *text, const struct asset *parts, size_t n_parts)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char digest[COR_SHA256_TEXT + 2] = {0};
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    for (size_t p = 0; p < n_parts; ++p) {
        cor_sha256_add(&hash, parts[p].bytes, *parts[p].n_bytes);
    }
    cor_sha256_end(&hash, digest);
    digest[64] = '0'; /* 256 bits are 42 groups of six and four bits more */
    digest[65] = '0';
    add(text, "'sha256-");
    for (size_t group = 0; group < 43; ++group) { /* three hexadecimal digits are two groups */
        const char *three = digest + group / 2 * 3;
        unsigned bits = value_of_digit(three[0]) << 8 | value_of_digit(three[1]) << 4 | value_of_digit(three[2]);
        cor_text_add(text, "%c", alphabet[group % 2 == 0 ? bits >> 6 : bits & 63]);
    }
    add(text, "='");
}

static void add_policy(struct cor_text *text)
{
    add(text, "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; style-src ");
    add_hash(text, style_parts, N_STYLES);
    add(text, "; script-src ");
    add_hash(text, script_parts, N_SCRIPTS);
}

static void add_title(struct cor_text *text, const struct cor_comparison *comparison)
{
    add(text, "Corridor: ");
    for (size_t s = 0; s < comparison->n_scenarios; ++s) {
        add(text, s > 0 ? ", " : "");
        add_html(text, comparison->scenarios[s].name);
    }
}

/* What stands for {{mark}} in the template. Unknown marks stand for nothing. */
static void fill_mark(struct cor_text *text, const struct cor_comparison *comparison, const char *mark, size_t length)
{
    if (length == 5 && memcmp(mark, "title", length) == 0) {
        add_title(text, comparison);
    } else if (length == 6 && memcmp(mark, "policy", length) == 0) {
        add_policy(text);
    } else if (length == 5 && memcmp(mark, "style", length) == 0) {
        add_assets(text, style_parts, N_STYLES);
    } else if (length == 6 && memcmp(mark, "script", length) == 0) {
        add_assets(text, script_parts, N_SCRIPTS);
    } else if (length == 4 && memcmp(mark, "data", length) == 0) {
        add_data(text, comparison);
    }
}

static void fill_template(struct cor_text *text, const struct cor_comparison *comparison)
{
    const char *rest = (const char *)cor_asset_report_html, *open, *close;
    while ((open = strstr(rest, "{{")) != NULL && (close = strstr(open, "}}")) != NULL) {
        cor_text_add_bytes(text, rest, (size_t)(open - rest));
        fill_mark(text, comparison, open + 2, (size_t)(close - open) - 2);
        rest = close + 2;
    }
    add(text, rest);
}

enum cor_status cor_compare_write_report(const struct cor_comparison *comparison, const char *path,
                                         char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = COR_ERR_MEMORY;
    struct cor_text text;
    cor_text_init(&text);
    fill_template(&text, comparison);
    if (text.failed) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "not enough memory to write '%.240s'", path);
    } else {
        status = cor_file_write(path, text.bytes, text.n_bytes, message);
    }
    cor_text_free(&text);
    return status;
}
