/* The page: a template with marks such as {{title}}, filled with the page's own style and script, and the numbers as
 * one block of JSON (report_data.c). The script reads nothing else. Foreign text enters as JSON strings with < > &
 * escaped, or through add_html; the content security policy admits this style and this script only, by their hashes. */
#include <stdio.h>
#include <string.h>
#include "analysis/compare_parts.h"
#include "analysis/web_assets.h"
#include "sim/base/sha256.h"

static void add(struct cor_text *text, const char *plain)
{
    cor_text_add_bytes(text, plain, strlen(plain));
}

static void add_html(struct cor_text *text, const char *string)
{
    for (; *string != '\0'; string++) {
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
                                            {cor_asset_report_cards_js, &cor_asset_report_cards_js_size},
                                            {cor_asset_report_tables_js, &cor_asset_report_tables_js_size},
                                            {cor_asset_report_large_js, &cor_asset_report_large_js_size},
                                            {cor_asset_report_js, &cor_asset_report_js_size}};
enum { N_STYLES = sizeof style_parts / sizeof *style_parts, N_SCRIPTS = sizeof script_parts / sizeof *script_parts };

static void add_assets(struct cor_text *text, const struct asset *parts, size_t n_parts)
{
    for (size_t p = 0; p < n_parts; p++) {
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
    for (size_t p = 0; p < n_parts; p++) {
        cor_sha256_add(&hash, parts[p].bytes, *parts[p].n_bytes);
    }
    cor_sha256_end(&hash, digest);
    digest[64] = '0'; /* 256 bits are 42 groups of six and four bits more */
    digest[65] = '0';
    add(text, "'sha256-");
    for (size_t group = 0; group < 43; group++) { /* three hexadecimal digits are two groups */
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
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const struct cor_compare_scenario *words = &comparison->scenarios[s];
        add(text, s > 0 ? ", " : "");
        add_html(text, words->title && words->title[0] != '\0' ? words->title : words->name);
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
        cor_report_add_data(text, comparison);
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
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory to write '%.240s'", path);
    } else {
        status = cor_file_write(path, text.bytes, text.n_bytes, message);
    }
    cor_text_free(&text);
    return status;
}
