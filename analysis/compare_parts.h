/* The files that a comparison is written as. Private to analysis/. */
#ifndef COR_ANALYSIS_COMPARE_PARTS_H
#define COR_ANALYSIS_COMPARE_PARTS_H
#include "analysis/comparison.h"
#include "sim/io/json.h"
#include "sim/io/results.h"

/* comparison.nc: X [scenario, statistic, country, year] and X_difference for every series X. */
enum cor_status cor_compare_write_dataset(const struct cor_comparison *comparison, const char *path,
                                          char message[COR_MESSAGE_SIZE]);

/* comparison.csv: columns of sim/io/result_files.def, as of the other tables. Totals and Viet Nam: every series and statistic;
 * single countries: the key series, with mean, q05, q95, difference_mean and difference_standard_error (comparison.nc
 * has the rest). Rows without a value, series that are 0 throughout, and differences of the base are left out. */
enum cor_status cor_compare_write_csv(const struct cor_comparison *comparison, const char *path,
                                      char message[COR_MESSAGE_SIZE]);

/* headline.csv: the headline series of every scenario in 2030, 2040 and the last whole year, with intervals, differences
 * and whether they are clear. */
enum cor_status cor_compare_write_headline(const struct cor_comparison *comparison, const char *path,
                                           char message[COR_MESSAGE_SIZE]);

/* scenarios.csv: what was compared, one row per scenario. */
enum cor_status cor_compare_write_scenarios(const struct cor_comparison *comparison, const char *path,
                                            char message[COR_MESSAGE_SIZE]);

/* who_pays.csv: what each party has more or less than in the first scenario, discounted; see who_pays.h. */
enum cor_status cor_compare_write_who_pays(const struct cor_comparison *comparison, const char *path,
                                           char message[COR_MESSAGE_SIZE]);

/* The same as text for people, to `stream` (FILE *), from a comparison that was read; nothing where files lack balances. */
void cor_print_who_pays(const struct cor_dataset *dataset, void *stream);

/* report.html: one page, nothing loaded from elsewhere. */
enum cor_status cor_compare_write_report(const struct cor_comparison *comparison, const char *path,
                                         char message[COR_MESSAGE_SIZE]);

/* What the script of the page reads, as JSON: numbers, periods, scenarios and their words. */
void cor_report_add_data(struct cor_text *text, const struct cor_comparison *comparison);

/* Append a text cell of CSV: quoted where needed, and with an apostrophe before anything that a spreadsheet would take
 * for a formula. */
void cor_csv_add_text(struct cor_text *text, const char *cell);

#endif
