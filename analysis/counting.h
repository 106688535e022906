/* How a number of the model becomes one that can be counted: without whole agents, with the chance that is in a number of persons,
 * and by another definition. Pure functions on numbers; knows nothing of files. */
#ifndef COR_ANALYSIS_COUNTING_H
#define COR_ANALYSIS_COUNTING_H
#include <stddef.h>

enum { COR_CHANCE_MEMBERS = 9 };

/* Persons by which a flow may run ahead of its places or behind them because an agent stands for `weight` of them: three
 * agents where the places of a year are few, nearly nothing where they are many. */
double cor_lumps(double places, double weight);

/* Departures a year with what is only a matter of whole agents taken out: those that came too early or too late by no more than
 * cor_lumps, so that where a year's places are fewer than an agent they are the places, and where they are many the
 * departures. The n years lie `stride` apart. places: at the end of a year; they are those of the whole year in the n_known
 * years in which entries are known by year, and move from month to month in later ones. Added to `persons`. */
void cor_without_lumps(const double *departures, const double *places, size_t n, size_t n_known, size_t stride,
                       double weight, double *persons);

/* Numbers of persons, all equally likely, when `expected` are expected who come in groups of `batch`: quantiles of the
 * lognormal distribution with that mean and the variance expected * batch. Their mean is `expected`. NaN stays NaN. */
void cor_chance_members(double expected, double batch, double members[COR_CHANCE_MEMBERS]);

/* A simulated number by the definition of a count that was `counted` when `then` were simulated. Persons whom the model does not
 * have (the count was the larger) stay; of those whom it has, the count goes on to see the same part. */
double cor_defined_otherwise(double simulated, double then, double counted);

#endif
