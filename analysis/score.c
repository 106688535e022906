#include "analysis/score.h"
#include <math.h>
#include "analysis/statistics.h"

/* The sum of the distances between members i < j is, of sorted members, the sum of (2 i - n + 1) x_i. */
double cor_crps(double *members, size_t n, double observed)
{
    double near = 0.0, apart = 0.0, quantiles[COR_N_STATISTICS];
    cor_statistics(members, n, quantiles); /* sorts */
    for (size_t i = 0; i < n; i++) {
        near += fabs(members[i] - observed);
        apart += (2.0 * (double)i - (double)n + 1.0) * members[i];
    }
    double pairs = (double)n * ((double)n - 1.0) / 2.0;
    return near / (double)n - (n > 1 ? apart / pairs / 2.0 : 0.0);
}

bool cor_score_add(struct cor_score *score, double *members, size_t n, double centre, double observed)
{
    double quantiles[COR_N_STATISTICS];
    bool missing = n == 0 || isnan(observed);
    for (size_t i = 0; i < n; i++) {
        missing |= isnan(members[i]);
    }
    if (missing) {
        return false;
    }
    score->crps += cor_crps(members, n, observed);
    cor_statistics(members, n, quantiles);
    double error = (isnan(centre) ? quantiles[COR_Q50] : centre) - observed;
    score->squares += error * error;
    score->n_in_50 += quantiles[COR_Q25] <= observed && observed <= quantiles[COR_Q75];
    score->n_in_90 += quantiles[COR_Q05] <= observed && observed <= quantiles[COR_Q95];
    score->n++;
    return true;
}

void cor_score_join(struct cor_score *score, const struct cor_score *other)
{
    score->n += other->n;
    score->squares += other->squares;
    score->crps += other->crps;
    score->n_in_50 += other->n_in_50;
    score->n_in_90 += other->n_in_90;
}

static double per_forecast(const struct cor_score *score, double sum)
{
    return score->n > 0 ? sum / (double)score->n : (double)NAN;
}

double cor_score_rmse(const struct cor_score *score)
{
    return sqrt(per_forecast(score, score->squares));
}

double cor_score_crps(const struct cor_score *score)
{
    return per_forecast(score, score->crps);
}

double cor_score_coverage_50(const struct cor_score *score)
{
    return per_forecast(score, 100.0 * (double)score->n_in_50);
}

double cor_score_coverage_90(const struct cor_score *score)
{
    return per_forecast(score, 100.0 * (double)score->n_in_90);
}
