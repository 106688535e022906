/* The page's own source (web/), compiled in by cmake/embed.cmake. Bytes as they stand in the files, then a NUL that is not
 * counted. */
#ifndef COR_ANALYSIS_WEB_ASSETS_H
#define COR_ANALYSIS_WEB_ASSETS_H
#include <stddef.h>

extern const unsigned char cor_asset_report_html[], cor_asset_report_css[];
extern const size_t cor_asset_report_html_size, cor_asset_report_css_size;

extern const unsigned char cor_asset_backtest_css[];
extern const size_t cor_asset_backtest_css_size;

extern const unsigned char cor_asset_attribution_css[]; /* after that of the back-test */
extern const size_t cor_asset_attribution_css_size;

/* One script in six files, in this order. */
extern const unsigned char cor_asset_report_data_js[], cor_asset_report_chart_js[], cor_asset_report_cards_js[],
    cor_asset_report_tables_js[], cor_asset_report_large_js[], cor_asset_report_js[];
extern const size_t cor_asset_report_data_js_size, cor_asset_report_chart_js_size, cor_asset_report_cards_js_size,
    cor_asset_report_tables_js_size, cor_asset_report_large_js_size, cor_asset_report_js_size;

#endif
