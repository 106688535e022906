/* The series of a back-test as a table; see backtest_series.def. */
#ifndef COR_ANALYSIS_BACKTEST_SERIES_H
#define COR_ANALYSIS_BACKTEST_SERIES_H
#include <stddef.h>

enum cor_backtest_series_name {
#define SERIES(name, ...) COR_BACKTEST_##name,
#include "analysis/backtest_series.def"
    COR_N_BACKTEST_SERIES
};

enum cor_observed_from { COR_FROM_TARGETS, COR_FROM_POPULATION, COR_FROM_FACTS };
enum cor_observed_where { COR_AT_DESTINATIONS, COR_AT_HOME, COR_AT_EVERYWHERE, COR_AT_ABROAD };
enum cor_observed_moment { COR_OF_WHOLE, COR_OF_MIDDLE };
enum cor_observed_count { COR_COUNTED_ALIKE, COR_COUNTED_PERSONS, COR_COUNTED_OTHERWISE };

struct cor_backtest_series {
    const char *name, *unit, *label;
    enum cor_observed_from from;
    const char *target, *other_target;
    const char *output, *channels, *divisor; /* all but the first may be NULL */
    double scale;
    enum cor_observed_where where;
    enum cor_observed_moment moment;
    enum cor_observed_count counted;
    const char *rule;
};
extern const struct cor_backtest_series cor_backtest_series[COR_N_BACKTEST_SERIES];
/* How a simulated number becomes one that can be counted, as a sentence. */
extern const char *const cor_backtest_counted[COR_COUNTED_OTHERWISE + 1];

/* Series that count something are compared in logarithms of one more than the number, so that nobody has one, too. */
double cor_backtest_log(const struct cor_backtest_series *series, double value);
double cor_backtest_unlog(const struct cor_backtest_series *series, double logarithm);

#endif
