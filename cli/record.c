#include "cli/record.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/headline.h"
#include "analysis/series.h"
#include "sim/base/memory.h"

#define FORMAT "corridor sweep record 1"
#define HOME "VNM"
#define ABROAD "ALL"
static const char opening[] = "{\"checksum\":\"", middle[] = "\",\"record\":", closing[] = "}\n";
enum { CHECKSUM = COR_SHA256_TEXT - 1, MAX_RECORD_BYTES = 4 * 1024 * 1024 };
enum { BODY_AT = sizeof opening - 1 + CHECKSUM + sizeof middle - 1 };

char *cli_record_path(const struct cli_record_key *key, const char *suffix)
{
    return cor_format("%s/records/run-%06zu.%s", key->folder, key->run + 1, suffix);
}

/* ---- writing ---- */

static double mean_over_replicates(const struct cor_run_series *series, size_t s, size_t area, size_t period)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t r = 0; r < series->n_replicates; r++) {
        double value =
            series->values[((s * series->n_replicates + r) * series->n_areas + area) * series->n_periods + period];
        if (!isnan(value)) {
            sum += value;
            n++;
        }
    }
    return n > 0 ? sum / (double)n : (double)NAN;
}

static size_t find_area(const struct cor_run_series *series, const char *code)
{
    size_t area = 0;
    while (area < series->n_areas && strcmp(series->areas[area], code) != 0) {
        area++;
    }
    return area;
}

/* Indicators have no totals; Viet Nam's own series are about Viet Nam. */
static size_t area_of(const struct cor_run_series *series, const struct cor_key_series *key)
{
    return find_area(series, key->home ? HOME : ABROAD);
}

static void add_output(struct cor_text *text, const struct cor_run_series *series, const struct cor_key_series *key)
{
    size_t s = cor_run_series_find(series, key->series), area = area_of(series, key);
    if (s == series->n_series || area == series->n_areas) {
        return;
    }
    cor_text_add(text, "%s{\"name\":", text->bytes[text->n_bytes - 1] == '}' ? "," : "");
    cor_text_add_json_string(text, key->series);
    cor_text_add(text, ",\"unit\":");
    cor_text_add_json_string(text, series->info[s].unit);
    cor_text_add(text, ",\"area\":\"%s\",\"values\":[", key->home ? HOME : ABROAD);
    for (size_t p = 0; p < series->n_periods; p++) {
        cor_text_add(text, "%s", p > 0 ? "," : "");
        cor_text_add_number(text, mean_over_replicates(series, s, area, p));
    }
    cor_text_add(text, "]}");
}

static void add_body(struct cor_text *text, const struct cli_record_key *key, const struct cor_run_series *series)
{
    cor_text_add(text, "{\"format\":\"" FORMAT "\",\"identity\":\"%s\",\"run\":%zu,\"years\":[", key->identity,
                 key->run + 1);
    for (size_t p = 0; p < series->n_periods; p++) {
        cor_text_add(text, "%s%d", p > 0 ? "," : "", (int)series->periods[p]);
    }
    cor_text_add(text, "],\"outputs\":[");
    for (size_t k = 0; k < cor_n_key_series && !text->failed; k++) {
        add_output(text, series, &cor_key_series[k]);
    }
    cor_text_add(text, "]}");
}

static enum cor_status write_sealed(const char *path, const struct cor_text *body, char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    char checksum[COR_SHA256_TEXT];
    cor_sha256(body->bytes, body->n_bytes, checksum);
    cor_text_init(&text);
    cor_text_add(&text, "%s%s%s", opening, checksum, middle);
    cor_text_add_bytes(&text, body->bytes, body->n_bytes);
    cor_text_add(&text, "%s", closing);
    enum cor_status status = text.failed ? COR_ERR_MEMORY : cor_file_write(path, text.bytes, text.n_bytes, message);
    cor_text_free(&text);
    return status;
}

enum cor_status cli_record_write(const struct cli_record_key *key, const char *result_path,
                                 char message[COR_MESSAGE_SIZE])
{
    struct cor_run_series series;
    struct cor_text body;
    enum cor_status status = cor_run_series_read(result_path, &series, message);
    if (status != COR_OK) {
        return status;
    }
    char *path = cli_record_path(key, "json");
    cor_text_init(&body);
    add_body(&body, key, &series);
    status = body.failed || !path ? COR_ERR_MEMORY : write_sealed(path, &body, message);
    free(path);
    cor_text_free(&body);
    cor_run_series_free(&series);
    return status;
}

/* ---- reading ---- */

/* Is the text framed as a record, and does the checksum fit? */
static bool is_whole(const char *bytes, size_t n_bytes)
{
    char checksum[COR_SHA256_TEXT];
    if (n_bytes < BODY_AT + sizeof closing || strncmp(bytes, opening, sizeof opening - 1) != 0 ||
        strncmp(bytes + sizeof opening - 1 + CHECKSUM, middle, sizeof middle - 1) != 0 ||
        strcmp(bytes + n_bytes - (sizeof closing - 1), closing) != 0) {
        return false;
    }
    cor_sha256(bytes + BODY_AT, n_bytes - BODY_AT - (sizeof closing - 1), checksum);
    return memcmp(bytes + sizeof opening - 1, checksum, CHECKSUM) == 0;
}

static bool has_text(const struct cor_json_value *object, const char *name, const char *wanted)
{
    const struct cor_json_value *value = cor_json_member(object, name);
    return value && value->type == COR_JSON_STRING && strcmp(value->string, wanted) == 0;
}

static enum cor_status parse(const struct cli_record_key *key, const char *bytes, size_t n_bytes,
                             enum cli_record_state *state, struct cor_json **document)
{
    struct cor_diagnostics list;
    struct cor_json *parsed = NULL;
    cor_diagnostics_init(&list);
    *state = CLI_RECORD_DAMAGED;
    enum cor_status status =
        cor_json_parse("record", bytes + BODY_AT, n_bytes - BODY_AT - (sizeof closing - 1), &list, &parsed);
    if (status == COR_OK) {
        const struct cor_json_value *root = cor_json_root(parsed);
        bool fits = has_text(root, "format", FORMAT) && has_text(root, "identity", key->identity);
        *state = fits ? CLI_RECORD_GOOD : CLI_RECORD_FOREIGN;
    }
    if (*state == CLI_RECORD_GOOD && document) {
        *document = parsed;
    } else {
        cor_json_free(parsed);
    }
    cor_diagnostics_free(&list);
    return status == COR_ERR_MEMORY ? status : COR_OK;
}

enum cor_status cli_record_read(const struct cli_record_key *key, enum cli_record_state *state,
                                struct cor_json **document)
{
    char *path = cli_record_path(key, "json"), *bytes = NULL, message[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    *state = CLI_RECORD_MISSING;
    enum cor_status status = path ? cor_file_read(path, MAX_RECORD_BYTES, &bytes, &n_bytes, message) : COR_ERR_MEMORY;
    if (status == COR_OK && is_whole(bytes, n_bytes)) {
        status = parse(key, bytes, n_bytes, state, document);
    } else if (status == COR_OK) {
        *state = CLI_RECORD_DAMAGED;
    }
    free(bytes);
    free(path);
    return status == COR_ERR_MEMORY ? status : COR_OK;
}
