/* The rules of shocks as pure functions: no state, no draws, no tables. Equations are numbered in README.md.
 */
#ifndef MODEL_SHOCKS_RULES_H
#define MODEL_SHOCKS_RULES_H
#include <math.h>
#include <stdbool.h>
#include "sim/base/math.h"

/* What is left of a deviation after a month (S1). yearly: what is left after a year, [0, 1). */
static inline double shocks_persistence(double yearly)
{
    return yearly > 0.0 ? cor_pow(yearly, 1.0 / 12.0) : 0.0;
}

/* News of a month for a country (S1): what all have in common and its own, so that the sum is standard normal and two
 * countries correlate by the share. */
static inline double shocks_news(double common, double own, double common_share)
{
    return sqrt(common_share) * common + sqrt(1.0 - common_share) * own;
}

/* Deviation after another month (S1): autoregressive, with standard deviation `spread` once it is stationary. */
static inline double shocks_step(double deviation, double persistence, double spread, double news)
{
    return persistence * deviation + spread * sqrt(1.0 - persistence * persistence) * news;
}

/* Variance of such a deviation a month later, which comes up to that of the stationary one from zero. */
static inline double shocks_variance(double variance, double persistence, double spread)
{
    double kept = persistence * persistence;
    return kept * variance + (1.0 - kept) * spread * spread;
}

/* Second moments of a deviation, and of its sum over the months of the last year in which entries are known. */
struct shocks_moments {
    double deviation, sum, both; /* variances, and the covariance of the two */
};

/* The moments a month later. counts: the month is of a year in which entries are known; first: it is the first of a year. */
static inline struct shocks_moments shocks_moments_step(struct shocks_moments moments, double persistence,
                                                        double spread, bool counts, bool first)
{
    moments.deviation = shocks_variance(moments.deviation, persistence, spread);
    moments.both *= persistence;
    if (counts) {
        double sum = first ? 0.0 : moments.sum, both = first ? 0.0 : moments.both;
        moments.sum = sum + 2.0 * both + moments.deviation;
        moments.both = both + moments.deviation;
    }
    return moments;
}

/* Deviation from the mean of that year, so that the mean of its exponential is 1 (S1). */
static inline double shocks_since_known(double deviation, double sum, const struct shocks_moments *moments)
{
    enum { MONTHS = 12 };
    double variance = moments->deviation - 2.0 * moments->both / MONTHS + moments->sum / (MONTHS * MONTHS);
    return deviation - sum / MONTHS - 0.5 * variance;
}

/* Deviation to which employers have adjusted (S2): a part of the way to that of the economy. */
static inline double shocks_followed(double followed, double deviation, double months)
{
    return followed + (deviation - followed) / months;
}

/* Log deviation of posts (S3) at which a steady market has ln(unemployment) lower by `deviation`. On the curve of
 * Beveridge the product U^eta V^(1-eta) is constant, so that vacancies rise by eta / (1 - eta) of what unemployment falls
 * by. unemployment, vacancies: usual rates, shares; eta: elasticity of matches with respect to unemployment. */
static inline double shocks_posts(double deviation, double unemployment, double vacancies, double eta)
{
    return deviation * (unemployment + vacancies * eta / (1.0 - eta));
}

/* Deviation while unemployment is observed (S4): corrected by a part of the log gap between simulated and observed rate. */
static inline double shocks_corrected(double deviation, double simulated, double observed, double part, double limit)
{
    double gap = simulated > 0.0 ? cor_log(simulated / observed) : -limit;
    gap = gap > limit ? limit : (gap < -limit ? -limit : gap);
    double next = deviation + part * gap;
    return next > limit ? limit : (next < -limit ? -limit : next);
}

#endif
