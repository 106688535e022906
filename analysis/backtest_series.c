#include "analysis/backtest_series.h"
#include <math.h>

const struct cor_backtest_series cor_backtest_series[COR_N_BACKTEST_SERIES] = {
#define SERIES(name, unit, label, from, target, other, output, channels, divisor, scale, where, moment, counted, rule) \
    {#name, unit,           label,           COR_FROM_##from,       target, other, output, channels, divisor,          \
     scale, COR_AT_##where, COR_OF_##moment, COR_COUNTED_##counted, rule},
#include "analysis/backtest_series.def"
};

const char *const cor_backtest_counted[COR_COUNTED_OTHERWISE + 1] = {
    [COR_COUNTED_ALIKE] = "",
    [COR_COUNTED_PERSONS] =
        " Of the model: departures without what is only a matter of whole agents (in small corridors "
        "the places that openings and law allow), with the chance that is in a number of persons.",
    [COR_COUNTED_OTHERWISE] = " Of the model, from the last observation up to the fit on: by the definition of the "
                              "observations, so that whom the model does not have stays and of the others the same "
                              "part is seen."};

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
