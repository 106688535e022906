/* Exponential and logarithm that give the same bits on every processor and compiler (libm does not: it dispatches on
 * FMA). Use these, never libm's transcendental functions, in anything that changes the state of the simulation.
 * Error bounds against the correctly rounded result: below 1 unit in the last place (tests/unit measures them). */
#ifndef COR_BASE_MATH_H
#define COR_BASE_MATH_H
#include <float.h>
#include <stdbool.h>

#if defined(__FAST_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || FLT_EVAL_METHOD != 0
#error "these compiler flags change results: no -ffast-math, no -Ofast, no 80-bit registers"
#endif

/* Does this build round every operation by itself, keep the order in which sums are written, and keep subnormal numbers,
 * rounding to nearest? The compiler does not tell of every flag that changes that, so that the arithmetic is asked. */
bool cor_math_is_exact(void);

/* e^x. x in [-745.13, 709.78], where e^x is a double; outside it gives 0 or +infinity. NaN gives NaN. */
double cor_exp(double x);
/* Natural logarithm. x > 0; 0 gives -infinity, negative gives NaN. */
double cor_log(double x);
/* x^y for x > 0 as exp(y ln x); relative error below 1e-13 for |y ln x| < 100. 0^y is 0 for y > 0. */
double cor_pow(double x, double y);
/* 1 / (1 + e^-x). */
double cor_logistic(double x);
/* ln(p / (1 - p)), p in (0, 1). */
double cor_logit(double p);
/* Standard normal quantile of p in (0, 1), |error| < 1.2e-9 relative (Acklam's rational form, P. J. Acklam 2003). */
double cor_normal_quantile(double p);

#endif
