/* Statistics over replicates: few values, all of them kept, missing ones left out. Knows nothing of files. */
#ifndef COR_ANALYSIS_STATISTICS_H
#define COR_ANALYSIS_STATISTICS_H
#include <stddef.h>

enum cor_statistic {
    COR_MEAN,
    COR_STANDARD_ERROR, /* of the mean: standard deviation (n - 1) over the square root of n */
    COR_Q05,
    COR_Q25,
    COR_Q50,
    COR_Q75,
    COR_Q95, /* quantiles between order statistics by linear interpolation (Hyndman and Fan 1996, type 7) */
    COR_N_STATISTICS
};

/* Names as they stand in files, in the order of the enumeration. */
extern const char *const cor_statistic_names[COR_N_STATISTICS];

/* Statistics of the n values that are not NaN; the values are put in order. All NaN when there are none; the standard
 * error is NaN when there are fewer than two. Quantiles and mean of one value are that value. */
void cor_statistics(double *values, size_t n, double result[COR_N_STATISTICS]);

#endif
