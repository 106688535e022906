/* Asks the arithmetic of this build what compiler flags and the state of the processor make of it. */
#include <math.h>
#include "sim/base/math.h"

/* Fused into one operation, x * x keeps the 2^-54 that rounding drops. */
static bool is_contracted(double x, double rounded_square)
{
    return x * x - rounded_square != 0.0;
}

/* Next to 2^53 a one is lost, unless the two large numbers are taken together first. */
static bool is_reordered(double large, double one)
{
    return one + large - large != 0.0;
}

/* Several quotients by one divisor invite its reciprocal: 49 times the rounded 1 / 49 is not 1. */
static bool is_by_reciprocal(double number, double divisor, double one)
{
    double part = one / divisor, whole = number / divisor, twice = (number + number) / divisor;
    return whole != one || twice != one + one || part * divisor == one;
}

static bool is_flushed(double smallest, double half)
{
    return !(smallest * half > 0.0);
}

static bool rounds_otherwise(double one, double half_unit)
{
    return one + half_unit != one || one + half_unit * 1.5 != one + half_unit * 2.0 || -one - half_unit != -one;
}

static bool knows_no_nan(double zero)
{
    double nothing = zero / zero;
    return nothing == nothing;
}

bool cor_math_is_exact(void)
{
    /* volatile: the compiler shall compute and not fold */
    volatile double x = 1.0 + 0x1p-27, square = 1.0 + 0x1p-26, large = 0x1p53, one = 1.0;
    volatile double number = 49.0, divisor = 49.0, smallest = DBL_MIN, half = 0.5, half_unit = 0x1p-53, zero = 0.0;
    return !is_contracted(x, square) && !is_reordered(large, one) && !is_by_reciprocal(number, divisor, one) &&
           !is_flushed(smallest, half) && !rounds_otherwise(one, half_unit) && !knows_no_nan(zero);
}
