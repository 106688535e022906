/* How far forecasts are from what was observed. A forecast is an ensemble: some values of which each is as likely as the
 * others. Pure functions of numbers; they know neither series nor files. */
#ifndef COR_ANALYSIS_SCORE_H
#define COR_ANALYSIS_SCORE_H
#include <stdbool.h>
#include <stddef.h>

/* Continuous ranked probability score of an ensemble, in the unit of its values: the mean distance of the members from
 * what was observed, less half the mean distance between two different members (Ferro 2014: the size of the ensemble
 * makes no difference on average). Of one member: its distance. Sorts the members. */
double cor_crps(double *members, size_t n, double observed);

/* Scores of many forecasts, summed up. */
struct cor_score {
    size_t n;
    double squares, crps; /* sums */
    size_t n_in_50, n_in_90;
};
/* Add one forecast; logarithms all of them. `centre` counts in the error, or where it is NaN the median of the members. NaN
 * elsewhere adds nothing: false. */
bool cor_score_add(struct cor_score *score, double *members, size_t n, double centre, double observed);
void cor_score_join(struct cor_score *score, const struct cor_score *other);
/* NaN when nothing was scored. Coverage in percent. */
double cor_score_rmse(const struct cor_score *score);
double cor_score_crps(const struct cor_score *score);
double cor_score_coverage_50(const struct cor_score *score);
double cor_score_coverage_90(const struct cor_score *score);

#endif
