#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "analysis/compare_parts.h"
#include "analysis/headline.h"

enum { FLUSH_BYTES = 1 << 20 };

/* Begins with a comma too many. */
static const char header[] =
#define COMPARISON_COLUMN(name, ...) "," #name
#include "sim/io/result_files.def"
    ;

/* Would a spreadsheet read a cell that begins like this as a formula? The wide forms of East Asia count as well. */
static bool looks_like_formula(const char *cell)
{
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"}; /* = + - @ */
    for (size_t w = 0; w < sizeof wide / sizeof *wide; w++) {
        if (strncmp(cell, wide[w], strlen(wide[w])) == 0) {
            return true;
        }
    }
    return cell[0] != '\0' && strchr("=+-@\t\r\n|%", cell[0]) != NULL;
}

void cor_csv_add_text(struct cor_text *text, const char *cell)
{
    bool formula = looks_like_formula(cell);
    if (!formula && !strpbrk(cell, ",\"\r\n;")) {
        cor_text_add_bytes(text, cell, strlen(cell));
        return;
    }
    cor_text_add_bytes(text, "\"'", formula ? 2 : 1);
    for (; *cell != '\0'; cell++) {
        cor_text_add_bytes(text, *cell == '"' ? "\"\"" : cell, *cell == '"' ? 2 : 1);
    }
    cor_text_add_bytes(text, "\"", 1);
}

/* One statistic of one series, scenario and area. */
struct block {
    size_t series, scenario, area;
    enum cor_statistic statistic;
    bool difference;
};

static bool is_zero_throughout(const struct cor_comparison *comparison, size_t series, size_t area)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const double *mean = comparison->levels + cor_comparison_place(comparison, series, s, COR_MEAN, area);
        const double *most = comparison->levels + cor_comparison_place(comparison, series, s, COR_Q95, area);
        for (size_t t = 0; t < base->n_periods; t++) {
            if ((!isnan(mean[t]) && mean[t] != 0) || (!isnan(most[t]) && most[t] != 0)) {
                return false;
            }
        }
    }
    return true;
}

/* How many replicates and agents stand behind a value; agents are left out where they are not known. */
static void add_backing(struct cor_text *text, const double *values, size_t replicates, size_t agents)
{
    cor_text_add(text, ",%.0f,", values[replicates]);
    if (!isnan(values[agents])) {
        cor_text_add(text, "%.0f", values[agents]);
    }
    cor_text_add(text, "\n");
}

static void add_block(struct cor_text *text, const struct cor_comparison *comparison, const struct block *block)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    const struct cor_series_info *info = &base->info[block->series];
    size_t place = cor_comparison_place(comparison, block->series, block->scenario, COR_MEAN, block->area);
    const double *values = (block->difference ? comparison->differences : comparison->levels) + place;
    size_t step = base->n_areas * base->n_periods; /* from one statistic to the next */
    char period[COR_PERIOD_LABEL];
    for (size_t t = 0; t < base->n_periods; t++) {
        double value = values[(size_t)block->statistic * step + t];
        if (isnan(value)) {
            continue;
        }
        cor_csv_add_text(text, comparison->scenarios[block->scenario].name);
        cor_text_add(text, ",");
        cor_csv_add_text(text, info->name);
        cor_text_add(text, ",");
        cor_csv_add_text(text, info->unit);
        cor_text_add(text, ",");
        cor_csv_add_text(text, base->areas[block->area]);
        cor_period_label(base->periods[t], base->period_unit, COR_MONTHS_OF_YEAR, period);
        cor_text_add(text, ",%s,%s%s,%.10g,%s,%d", period, block->difference ? "difference_" : "",
                     cor_statistic_names[block->statistic], value + 0.0, cor_series_kind_name(info->kind),
                     (int)base->period_months[t]);
        add_backing(text, values, COR_REPLICATES * step + t, COR_AGENTS * step + t);
    }
}

static bool is_key_series(const char *name)
{
    for (size_t k = 0; k < cor_n_key_series; k++) {
        if (strcmp(cor_key_series[k].series, name) == 0) {
            return true;
        }
    }
    return false;
}

/* How much of a series is written for this area? See the header. */
static bool is_written(const struct cor_comparison *comparison, const struct block *block)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    bool is_total = block->area < COR_N_TOTALS || strcmp(base->areas[block->area], "VNM") == 0;
    if ((block->difference && block->scenario == 0) || block->statistic == COR_REPLICATES ||
        block->statistic == COR_AGENTS) {
        return false; /* they are columns */
    }
    if (is_total) {
        return true;
    }
    return is_key_series(base->info[block->series].name) &&
           (block->statistic == COR_MEAN ||
            (block->difference ? block->statistic == COR_STANDARD_ERROR
                               : block->statistic == COR_Q05 || block->statistic == COR_Q95));
}

static void add_series(struct cor_text *text, const struct cor_comparison *comparison, size_t series, size_t scenario,
                       size_t area)
{
    for (size_t i = 0; i < 2 * (size_t)COR_N_STATISTICS; i++) {
        struct block block = {series, scenario, area, (enum cor_statistic)(i % COR_N_STATISTICS),
                              i >= COR_N_STATISTICS};
        if (is_written(comparison, &block)) {
            add_block(text, comparison, &block);
        }
    }
}

/* Hand what has gathered over to the file. */
static enum cor_status flush(struct cor_file_writer *writer, struct cor_text *text, size_t at_least, char *message)
{
    enum cor_status status;
    if (text->failed) {
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory for a table");
        return COR_ERR_MEMORY;
    }
    if (text->n_bytes < at_least || text->n_bytes == 0) {
        return COR_OK;
    }
    status = cor_file_append(writer, text->bytes, text->n_bytes, message);
    text->n_bytes = 0;
    return status;
}

static enum cor_status write_rows(struct cor_file_writer *writer, const struct cor_comparison *comparison,
                                  char *message)
{
    const struct cor_run_series *base = cor_comparison_base(comparison);
    enum cor_status status = COR_OK;
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s\n", &header[1]);
    for (size_t v = 0; status == COR_OK && v < base->n_series; v++) {
        for (size_t a = 0; status == COR_OK && a < base->n_areas; a++) {
            size_t n_scenarios = is_zero_throughout(comparison, v, a) ? 0 : comparison->n_scenarios;
            for (size_t s = 0; s < n_scenarios; s++) {
                add_series(&text, comparison, v, s, a);
            }
            status = flush(writer, &text, FLUSH_BYTES, message);
        }
    }
    if (status == COR_OK) {
        status = flush(writer, &text, 0, message);
    }
    cor_text_free(&text);
    return status;
}

enum cor_status cor_compare_write_csv(const struct cor_comparison *comparison, const char *path,
                                      char message[COR_MESSAGE_SIZE])
{
    struct cor_file_writer writer;
    enum cor_status status = cor_file_begin(&writer, path, message);
    if (status != COR_OK) {
        return status;
    }
    status = write_rows(&writer, comparison, message);
    if (status == COR_OK) {
        return cor_file_commit(&writer, message);
    }
    cor_file_abandon(&writer);
    return status;
}
