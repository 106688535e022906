/* The page: a template with marks such as {{title}}, filled with the page's own style and script, and the numbers as
 * one block of JSON (report_data.c). The script reads nothing else. Foreign text enters as JSON strings with < > &
 * escaped, or through add_html; the content security policy admits this style and this script only, by their hashes. */
#include <stdio.h>
#include <string.h>
#include "analysis/compare_parts.h"
#include "analysis/page.h"
#include "analysis/web_assets.h"
#include "sim/io/file.h"

static const struct cor_page_asset style_parts[] = {{cor_asset_report_css, &cor_asset_report_css_size}};
static const struct cor_page_asset script_parts[] = {{cor_asset_report_data_js, &cor_asset_report_data_js_size},
                                                     {cor_asset_report_chart_js, &cor_asset_report_chart_js_size},
                                                     {cor_asset_report_cards_js, &cor_asset_report_cards_js_size},
                                                     {cor_asset_report_tables_js, &cor_asset_report_tables_js_size},
                                                     {cor_asset_report_large_js, &cor_asset_report_large_js_size},
                                                     {cor_asset_report_js, &cor_asset_report_js_size}};
enum { N_STYLES = sizeof style_parts / sizeof *style_parts, N_SCRIPTS = sizeof script_parts / sizeof *script_parts };

static void add_policy(struct cor_text *text)
{
    cor_page_add(text, "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data: blob:; style-src ");
    cor_page_add_hash(text, style_parts, N_STYLES);
    cor_page_add(text, "; script-src ");
    cor_page_add_hash(text, script_parts, N_SCRIPTS);
}

static void add_title(struct cor_text *text, const struct cor_comparison *comparison)
{
    cor_page_add(text, "Corridor: ");
    for (size_t s = 0; s < comparison->n_scenarios; s++) {
        const struct cor_compare_scenario *words = &comparison->scenarios[s];
        cor_page_add(text, s > 0 ? ", " : "");
        cor_page_add_html(text, words->title && words->title[0] != '\0' ? words->title : words->name);
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
        cor_page_add_assets(text, style_parts, N_STYLES);
    } else if (length == 6 && memcmp(mark, "script", length) == 0) {
        cor_page_add_assets(text, script_parts, N_SCRIPTS);
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
    cor_page_add(text, rest);
}

enum cor_status cor_compare_write_report(const struct cor_comparison *comparison, const char *path,
                                         char message[COR_MESSAGE_SIZE])
{
    struct cor_text text;
    cor_text_init(&text);
    fill_template(&text, comparison);
    return cor_file_write_text(path, &text, message);
}
