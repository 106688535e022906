/* Arithmetic of shares that every mechanism needs in one and the same way: rates as millionths, and outcomes drawn from a
 * discrete distribution. */
#ifndef MODEL_SHARES_H
#define MODEL_SHARES_H
#include <stddef.h>
#include <stdint.h>
#include "sim/base/random.h"

/* A rate in percent as whole millionths. */
static inline int32_t millionths(double percent)
{
    return (int32_t)(percent * 10000.0 + 0.5);
}

/* Part of an amount, rounded half up to the cent. amount: cents, >= 0; rate: millionths, >= 0. */
static inline int64_t part_of(int64_t amount, int64_t rate)
{
    return (amount * rate + 500000) / 1000000;
}

/* Scale shares to sum 1; equal ones where there are none. */
static inline void scale_to_one(double *share, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += share[i];
    }
    for (size_t i = 0; i < n; i++) {
        share[i] = sum > 0.0 ? share[i] / sum : 1.0 / (double)n;
    }
}

/* Cumulative cuts of shares that sum to 1. */
static inline void cuts_of_shares(const double *share, unsigned n, uint64_t *cut)
{
    double sum = 0.0;
    for (unsigned i = 0; i < n; i++) {
        sum += share[i];
        cut[i] = i + 1 == n ? (uint64_t)1 << 32 : cor_threshold(sum);
    }
}

/* The outcome of a draw among n with cumulative cuts; the last takes what is left. */
static inline unsigned pick(const uint64_t *cut, unsigned n, uint32_t word)
{
    unsigned item = 0;
    for (unsigned i = 0; i + 1 < n; i++) {
        item += word >= cut[i];
    }
    return item;
}

static inline void add_up_weights(const double *weights, size_t n, double *ends)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += weights[i];
        ends[i] = sum;
    }
}

/* Index drawn by u in (0, 1) with probability proportional to n > 0 weights, none negative, of which `ends` are the
 * cumulated sums. */
static inline size_t pick_summed(const double *ends, size_t n, double u)
{
    size_t index = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        index += u * ends[n - 1] >= ends[i];
    }
    return index;
}

/* The same from the weights themselves. */
static inline size_t pick_weighted(const double *weights, size_t n, double u)
{
    double sum = 0.0, so_far = 0.0;
    for (size_t i = 0; i < n; i++) {
        sum += weights[i];
    }
    for (size_t i = 0; i < n; i++) {
        so_far += weights[i];
        if (u * sum < so_far) {
            return i;
        }
    }
    return n - 1;
}

#endif
