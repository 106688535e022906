#include "analysis/shapley.h"
#include <math.h>
#include <string.h>

static int64_t factorial(size_t n)
{
    int64_t product = 1;
    for (size_t i = 2; i <= n; i++) {
        product *= (int64_t)i;
    }
    return product;
}

int64_t cor_shapley_denominator(size_t n_groups)
{
    return factorial(n_groups);
}

static size_t size_of(size_t set)
{
    size_t n = 0;
    for (; set > 0; set >>= 1) {
        n += set & 1u;
    }
    return n;
}

static void clear(size_t n_groups, int64_t weights[])
{
    memset(weights, 0, cor_shapley_n_sets(n_groups) * sizeof *weights);
}

void cor_shapley_value(size_t n_groups, size_t group, int64_t weights[])
{
    size_t bit = (size_t)1 << group;
    for (size_t set = 0; set < cor_shapley_n_sets(n_groups); set++) {
        size_t n_others = size_of(set & ~bit);
        int64_t orders = factorial(n_others) * factorial(n_groups - n_others - 1);
        weights[set] = set & bit ? orders : -orders;
    }
}

/* Over (n - 1)! in the literature: times n for the common denominator. */
void cor_shapley_pair(size_t n_groups, size_t first, size_t second, int64_t weights[])
{
    size_t bits = (size_t)1 << first | (size_t)1 << second;
    for (size_t set = 0; set < cor_shapley_n_sets(n_groups); set++) {
        size_t n_others = size_of(set & ~bits);
        int64_t orders = factorial(n_others) * factorial(n_groups - n_others - 2) * (int64_t)n_groups;
        weights[set] = size_of(set & bits) == 1 ? -orders : orders;
    }
}

void cor_shapley_difference(size_t n_groups, size_t from, size_t to, int64_t weights[])
{
    clear(n_groups, weights);
    weights[to] += factorial(n_groups);
    weights[from] -= factorial(n_groups);
}

double cor_shapley_whole(const double *values, size_t n, int64_t *whole)
{
    double largest = 0.0;
    int exponent = 0;
    for (size_t i = 0; i < n; i++) {
        largest = isfinite(values[i]) ? fmax(largest, fabs(values[i])) : largest;
    }
    frexp(largest, &exponent);
    for (size_t i = 0; i < n; i++) {
        whole[i] = isfinite(values[i]) ? llround(ldexp(values[i], COR_SHAPLEY_BITS - exponent)) : 0;
    }
    return ldexp(1.0, exponent - COR_SHAPLEY_BITS);
}

int64_t cor_shapley_sum(size_t n_groups, const int64_t weights[], const int64_t whole[])
{
    int64_t sum = 0;
    for (size_t set = 0; set < cor_shapley_n_sets(n_groups); set++) {
        sum += weights[set] * whole[set];
    }
    return sum;
}

int64_t cor_shapley_round(const double *parts, size_t n, double step, int64_t *steps)
{
    double total = 0.0, rests[COR_SHAPLEY_GROUPS];
    int64_t missing;
    for (size_t i = 0; i < n; i++) {
        double below = floor(parts[i] / step);
        steps[i] = (int64_t)below;
        rests[i] = parts[i] / step - below;
        total += rests[i];
    }
    missing = llround(total);
    int64_t sum = missing;
    for (size_t i = 0; i < n; i++) {
        sum += steps[i];
    }
    for (; missing > 0; missing--) {
        size_t next = 0;
        for (size_t i = 1; i < n; i++) {
            next = rests[i] > rests[next] ? i : next;
        }
        steps[next]++;
        rests[next] = -1.0;
    }
    return sum;
}
