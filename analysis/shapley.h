/* What each of a few groups contributes to what all achieve together: values of every set of groups, and linear forms of
 * them with whole weights over the common denominator n!. Bit g of the number of a set: group g is in it; set 0 is nobody,
 * the last one everybody. Because weights and values are whole numbers, what the groups contribute adds up to the whole
 * without a rest. Knows numbers, not policies or files. */
#ifndef COR_ANALYSIS_SHAPLEY_H
#define COR_ANALYSIS_SHAPLEY_H
#include <stddef.h>
#include <stdint.h>

enum {
    COR_SHAPLEY_GROUPS = 6, /* at most: every set of them is simulated */
    COR_SHAPLEY_SETS = 1 << COR_SHAPLEY_GROUPS
};

static inline size_t cor_shapley_n_sets(size_t n_groups)
{
    return (size_t)1 << n_groups;
}

/* n!, the denominator of all weights for n groups. */
int64_t cor_shapley_denominator(size_t n_groups);

/* The Shapley value of a group (Shapley 1953): what it adds when groups join one after the other, mean over all orders.
 * S without the group: -|S|! (n - |S| - 1)!; with it the same of S less the group, positive. */
void cor_shapley_value(size_t n_groups, size_t group, int64_t weights[]);
/* The interaction of a pair (Grabisch and Roubens 1999, Shapley interaction index): how much more the two add together than
 * each alone, mean over the sets that the others form. Positive: they need each other; negative: they replace each other. */
void cor_shapley_pair(size_t n_groups, size_t first, size_t second, int64_t weights[]);
/* The value of set `to` less that of set `from`, over the same denominator. */
void cor_shapley_difference(size_t n_groups, size_t from, size_t to, int64_t weights[]);

/* Values as whole multiples of a power of two, which is the answer: that at which the largest has COR_SHAPLEY_BITS bits. Whole
 * numbers below 2^COR_SHAPLEY_BITS stay as they are; what is not finite becomes 0. */
enum { COR_SHAPLEY_BITS = 50 };
double cor_shapley_whole(const double *values, size_t n, int64_t *whole);

/* The form of whole values: n! times the result, in units of what cor_shapley_whole answered. Exact. */
int64_t cor_shapley_sum(size_t n_groups, const int64_t weights[], const int64_t whole[]);

/* Parts of a total, in whole steps: each rounded down or up so that they add up to the total rounded (largest remainders).
 * The parts must add up to the total but for their last digits. Answers the total in steps. */
int64_t cor_shapley_round(const double *parts, size_t n, double step, int64_t *steps);

#endif
