#include "cli/record.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/headline.h"
#include "analysis/series.h"
#include "sim/base/clock.h"
#include "sim/base/memory.h"

#define FORMAT "corridor sweep record 2"
static const char opening[] = "{\"checksum\":\"", middle[] = "\",\"record\":", closing[] = "}\n";
enum { CHECKSUM = COR_SHA256_TEXT - 1, MAX_RECORD_BYTES = 4 * 1024 * 1024 };
enum { BODY_AT = sizeof opening - 1 + CHECKSUM + sizeof middle - 1 };

char *cli_record_path(const struct cli_record_key *key, const char *suffix)
{
    return cor_format("%s/records/%.32s.%s", key->folder, key->identity, suffix);
}

enum cor_status cli_record_exists(const struct cli_record_key *key, bool *exists)
{
    char *path = cli_record_path(key, "json");
    enum cor_status status = path ? COR_OK : COR_ERR_MEMORY;
    *exists = path && access(path, F_OK) == 0;
    free(path);
    return status;
}

/* ---- writing ---- */

/* A number over the replicates that have one. */
struct cell {
    double mean, standard_error; /* NaN: no replicate, fewer than two */
    size_t n;
};

static double value_of(const struct cor_run_series *series, size_t s, size_t area, size_t period, size_t replicate)
{
    return series
        ->values[((s * series->n_replicates + replicate) * series->n_areas + area) * series->n_periods + period];
}

static struct cell cell_of(const struct cor_run_series *series, size_t s, size_t area, size_t period)
{
    double sum = 0.0, squares = 0.0;
    struct cell cell = {(double)NAN, (double)NAN, 0};
    for (size_t r = 0; r < series->n_replicates; r++) {
        double value = value_of(series, s, area, period, r);
        sum += isnan(value) ? 0.0 : value;
        cell.n += isnan(value) ? 0 : 1;
    }
    if (cell.n > 0) {
        cell.mean = sum / (double)cell.n;
    }
    for (size_t r = 0; r < series->n_replicates; r++) {
        double from_mean = value_of(series, s, area, period, r) - cell.mean;
        squares += isnan(from_mean) ? 0.0 : from_mean * from_mean;
    }
    if (cell.n > 1) {
        cell.standard_error = sqrt(squares / (double)(cell.n - 1) / (double)cell.n);
    }
    return cell;
}

static size_t find_area(const struct cor_run_series *series, const char *code)
{
    size_t area = 0;
    while (area < series->n_areas && strcmp(series->areas[area], code) != 0) {
        area++;
    }
    return area;
}

enum part { VALUES, ERRORS, COUNTS };

static void add_cells(struct cor_text *text, const struct cor_run_series *series, size_t s, size_t area, enum part part)
{
    for (size_t p = 0; p < series->n_periods; p++) {
        struct cell cell = cell_of(series, s, area, p);
        cor_text_add(text, "%s", p > 0 ? "," : "");
        cor_text_add_number(text, part == VALUES ? cell.mean : part == ERRORS ? cell.standard_error : (double)cell.n);
    }
}

static void add_output(struct cor_text *text, const struct cor_run_series *series, const struct cor_key_series *key,
                       const char *code)
{
    size_t s = cor_run_series_find(series, key->series), area = find_area(series, code);
    if (s == series->n_series || area == series->n_areas) {
        return;
    }
    cor_text_add(text, "%s{\"name\":", text->bytes[text->n_bytes - 1] == '}' ? "," : "");
    cor_text_add_json_string(text, key->series);
    cor_text_add(text, ",\"unit\":");
    cor_text_add_json_string(text, series->info[s].unit);
    cor_text_add(text, ",\"area\":\"%s\",\"values\":[", code);
    add_cells(text, series, s, area, VALUES);
    cor_text_add(text, "],\"errors\":[");
    add_cells(text, series, s, area, ERRORS);
    cor_text_add(text, "],\"counts\":[");
    add_cells(text, series, s, area, COUNTS);
    cor_text_add(text, "]}");
}

static void add_body(struct cor_text *text, const struct cli_record_key *key, const struct cor_run_series *series)
{
    int32_t last = key->end - 1;
    cor_text_add(text, "{\"format\":\"" FORMAT "\",\"identity\":\"%s\",\"years\":[", key->identity);
    for (size_t p = 0; p < series->n_periods; p++) {
        cor_text_add(text, "%s%d", p > 0 ? "," : "", (int)series->periods[p]);
    }
    cor_text_add(text, "],\"months\":[");
    for (size_t p = 0; p < series->n_periods; p++) {
        bool is_last = series->periods[p] == cor_month_year(last);
        cor_text_add(text, "%s%d", p > 0 ? "," : "", is_last ? (int)cor_month_of_year(last) : 12);
    }
    cor_text_add(text, "],\"outputs\":[");
    for (size_t k = 0; k < cor_n_key_series && !text->failed; k++) {
        const struct cor_key_series *series_key = &cor_key_series[k];
        add_output(text, series, series_key, series_key->home ? "VNM" : "ALL");
        if (!series_key->home) {
            add_output(text, series, series_key, "EU");
        }
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
    enum cor_status status =
        text.failed ? COR_ERR_MEMORY : cor_file_write_shared(path, text.bytes, text.n_bytes, message);
    cor_text_free(&text);
    return status;
}

/* ---- failures ---- */

enum cor_status cli_failure_write(const struct cli_record_key *key, enum cor_status status, const char *cause,
                                  char message[COR_MESSAGE_SIZE])
{
    char *path = cli_record_path(key, "failed"), *text = cor_format("%d %s", (int)status, cause);
    enum cor_status written = path && text ? cor_file_write_shared(path, text, strlen(text), message) : COR_ERR_MEMORY;
    free(path);
    free(text);
    return written;
}

enum cor_status cli_failure_read(const struct cli_record_key *key, enum cor_status *failure,
                                 char cause[COR_MESSAGE_SIZE])
{
    char *path = cli_record_path(key, "failed"), *bytes = NULL, *space = NULL, ignored[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    enum cor_status status = path ? cor_file_read(path, MAX_RECORD_BYTES, &bytes, &n_bytes, ignored) : COR_ERR_MEMORY;
    *failure = COR_OK;
    if (status == COR_OK) {
        long number = strtol(bytes, &space, 10);
        *failure = number > COR_OK && number < COR_INTERRUPTED ? (enum cor_status)number : COR_ERR_INVARIANT;
        snprintf(cause, COR_MESSAGE_SIZE, "%s", *space == ' ' ? space + 1 : cor_status_text(*failure));
    }
    free(bytes);
    free(path);
    return status == COR_ERR_MEMORY ? status : COR_OK;
}

static void forget_failure(const struct cli_record_key *key)
{
    char *path = cli_record_path(key, "failed");
    if (path) {
        unlink(path);
    }
    free(path);
}

/* ---- the whole ---- */

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
    if (status == COR_OK) {
        forget_failure(key);
    }
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
