#include "analysis/backtest_series.h"
#include <math.h>

const struct cor_backtest_series cor_backtest_series[COR_N_BACKTEST_SERIES] = {
#define SERIES(name, unit, label, from, target, other, output, channels, divisor, scale, where, moment, rule)          \
    {#name,    unit,    label, COR_FROM_##from, target,          other, output,                                        \
     channels, divisor, scale, COR_AT_##where,  COR_OF_##moment, rule},
#include "analysis/backtest_series.def"
};

static double least(const struct cor_backtest_series *series)
{
    return series->divisor ? 0.0 : 1.0;
}

double cor_backtest_log(const struct cor_backtest_series *series, double value)
{
    double argument = value + least(series);
    return argument > 0.0 ? log(argument) : (double)NAN;
}

double cor_backtest_unlog(const struct cor_backtest_series *series, double logarithm)
{
    double value = exp(logarithm) - least(series);
    return value > 0.0 ? value : 0.0;
}
