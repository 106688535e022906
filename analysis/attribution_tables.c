/* attribution.csv, with numbers that add up in decimals as well, and groups.csv. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/attribution.h"
#include "analysis/bands.h"
#include "analysis/compare_parts.h"
#include "analysis/headline.h"
#include "sim/base/memory.h"
#include "sim/io/json.h"

/* Both begin with a comma too many. */
static const char attribution_header[] =
#define ATTRIBUTION_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;
static const char groups_header[] =
#define GROUPS_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;

enum { DIGITS = 9 }; /* of the largest effect of a row */

static void add_cell(struct cor_text *text, const char *cell)
{
    cor_csv_add_text(text, cell);
    cor_text_add(text, ",");
}

static void add_number(struct cor_text *text, double number)
{
    if (!isnan(number)) {
        cor_text_add(text, "%.6g", number + 0.0);
    }
    cor_text_add(text, ",");
}

/* A whole number times a power of ten as a decimal number, without rounding. */
static void add_decimal(struct cor_text *text, int64_t steps, int exponent)
{
    char digits[32];
    snprintf(digits, sizeof digits, "%lld", (long long)(steps < 0 ? -steps : steps));
    int n_digits = (int)strlen(digits), n_whole = n_digits + exponent;
    cor_text_add(text, "%s", steps < 0 ? "-" : "");
    if (exponent >= 0 || steps == 0) {
        cor_text_add(text, "%s%.*s", digits, steps == 0 ? 0 : exponent, "000000000000000000000000");
    } else if (n_whole > 0) {
        cor_text_add(text, "%.*s.%s", n_whole, digits, digits + n_whole);
    } else {
        cor_text_add(text, "0.%.*s%s", -n_whole, "000000000000000000000000", digits);
    }
    cor_text_add(text, ",");
}

static const char *name_of(const struct cor_attribution *attribution, size_t group)
{
    return group < attribution->request->n_groups ? attribution->request->groups[group].name : "";
}

static void add_effect(struct cor_text *text, const struct cor_attribution *attribution,
                       const struct cor_attribution_row *row, size_t e, int64_t steps, int exponent)
{
    const struct cor_run_series *run = &attribution->run;
    const struct cor_effect *effect = &attribution->effects[e];
    const double *statistics = row->effects[e];
    double half = cor_t_quantile(statistics[COR_REPLICATES]) * statistics[COR_STANDARD_ERROR];
    add_cell(text, cor_headlines[row->headline].label);
    add_cell(text, run->area_names[row->area]);
    add_cell(text, run->info[row->series].unit);
    add_cell(text, run->info[row->series].name);
    add_cell(text, row->label);
    add_cell(text, cor_effect_names[effect->kind]);
    add_cell(text, name_of(attribution, effect->group));
    add_cell(text, name_of(attribution, effect->other));
    add_decimal(text, steps, exponent);
    add_number(text, statistics[COR_STANDARD_ERROR]);
    add_number(text, statistics[COR_MEAN] - half);
    add_number(text, statistics[COR_MEAN] + half);
    add_cell(text, cor_verdict_names[cor_verdict_of(statistics)]);
    cor_text_add(text, "%.0f,", statistics[COR_REPLICATES]);
    if (!isnan(statistics[COR_AGENTS])) {
        cor_text_add(text, "%.0f", statistics[COR_AGENTS]);
    }
    cor_text_add(text, ",%s\n", cor_band_word(cor_run_series_attribute(run, "uncertainty")));
}

static void add_row(struct cor_text *text, const struct cor_attribution *attribution,
                    const struct cor_attribution_row *row)
{
    double largest = cor_attribution_largest(attribution, row);
    int exponent = largest > 0.0 ? (int)floor(log10(largest)) - (DIGITS - 1) : 0;
    int64_t steps[COR_MOST_EFFECTS];
    cor_attribution_round(attribution, row, pow(10.0, exponent), steps);
    for (size_t e = 0; e < attribution->n_effects; e++) {
        add_effect(text, attribution, row, e, steps[e], exponent);
    }
}

static enum cor_status write_attribution(const struct cor_attribution *attribution, const char *path, char *message)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &attribution_header[1]);
    for (size_t i = 0; i < attribution->n_rows; i++) {
        if (!attribution->rows[i].is_missing) {
            add_row(&text, attribution, &attribution->rows[i]);
        }
    }
    return cor_file_write_text(path, &text, message);
}

static enum cor_status write_groups(const struct cor_attribution *attribution, const char *path, char *message)
{
    const struct cor_attribution_request *request = attribution->request;
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &groups_header[1]);
    for (size_t g = 0; g < request->n_groups; g++) {
        add_cell(&text, request->groups[g].name);
        add_cell(&text, request->groups[g].title);
        add_cell(&text, request->base);
        add_cell(&text, request->package);
        cor_csv_add_text(&text, request->groups[g].policies);
        cor_text_add(&text, "\n");
    }
    return cor_file_write_text(path, &text, message);
}

enum cor_status cor_attribution_write(const struct cor_attribution *attribution, const char *directory,
                                      char message[COR_MESSAGE_SIZE])
{
    static const struct {
        const char *name;
        enum cor_status (*write)(const struct cor_attribution *attribution, const char *path, char *message);
    } parts[] = {{"attribution.csv", write_attribution},
                 {"groups.csv", write_groups},
                 {"attribution.html", cor_attribution_write_page}};
    enum cor_status status = COR_OK;
    for (size_t i = 0; status == COR_OK && i < sizeof parts / sizeof *parts; i++) {
        char *path = cor_format("%s/%s", directory, parts[i].name);
        status = path ? parts[i].write(attribution, path, message) : COR_ERR_MEMORY;
        free(path);
    }
    return status;
}
