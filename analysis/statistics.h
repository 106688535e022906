/* Statistics over replicates: few values, all of them kept, missing ones left out. The spread over replicates is that of
 * the sample: it says nothing of how uncertain the future is. Knows nothing of files. */
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
    COR_Q95,        /* quantiles between order statistics by linear interpolation (Hyndman and Fan 1996, type 7) */
    COR_REPLICATES, /* replicates that have a value */
    COR_AGENTS,     /* simulated persons or households on which the value rests, mean over replicates */
    COR_N_STATISTICS
};

enum {
    COR_FEW_REPLICATES = 5, /* with fewer, quantiles are little more than the smallest and largest value */
    COR_FEW_AGENTS = 30     /* values that rest on fewer in a replicate are rough */
};

/* Names as they stand in files, in the order of the enumeration. */
extern const char *const cor_statistic_names[COR_N_STATISTICS];

/* Statistics of the n values that are not NaN, without agents (NaN); the values are put in order. All NaN when there are none; the standard
 * error is NaN when there are fewer than two. Quantiles and mean of one value are that value. */
void cor_statistics(double *values, size_t n, double result[COR_N_STATISTICS]);

/* Standard error of the mean of the n values that are not NaN; NaN when there are fewer than two. */
double cor_standard_error(const double *values, size_t n);

/* Half the width of the 95 % interval of a mean in standard errors: the 0.975 quantile of Student's t with n - 1 degrees
 * of freedom. NaN when n is below two. */
double cor_t_quantile(double n);

/* What can be said of a difference between two scenarios. */
enum cor_verdict {
    COR_SAME,          /* no difference, or nothing to compare */
    COR_CLEAR,         /* 0 lies outside the 95 % interval */
    COR_NOT_CLEAR,     /* it does not; or the replicates are too few and too alike to tell */
    COR_ON_FEW_AGENTS, /* as clear, but resting on so few that one person more or less shows */
    COR_N_VERDICTS
};
extern const char *const cor_verdict_names[COR_N_VERDICTS];
enum cor_verdict cor_verdict_of(const double difference[COR_N_STATISTICS]);

#endif
