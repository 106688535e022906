/* Exponential and logarithm that give the same bits on every processor and compiler (libm does not: it dispatches on
 * FMA). Use these, never libm's transcendental functions, in anything that changes the state of the simulation.
 * Error bounds against the correctly rounded result: below 1 unit in the last place (tests/unit measures them). */
#ifndef COR_BASE_MATH_H
#define COR_BASE_MATH_H

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
