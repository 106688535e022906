/* Shocks: how far demand for labour in a country, and its openness to workers from Viet Nam, are from their trend this month.
 * The path is drawn from seed, replicate, country and month alone: it is the same in all scenarios of a replicate. While
 * unemployment of a country is observed, demand follows what was observed. */
#ifndef MODEL_SHOCKS_H
#define MODEL_SHOCKS_H
#include "models/state/state.h"

/* WORLD, before the market is matched: the deviations of this month. All are zero in the first. */
void shocks_update(struct cor_context *context);
/* Log deviation of posts in a country from their trend; 0 where no residents are simulated. */
double shocks_demand(const struct cor_context *context, size_t country);
/* Log deviation of a country's openness to workers from Viet Nam from its trend, after known entries (migration.entries_until) from its
 * mean over the last year of them; so that the mean of its exponential is 1. 0 while entries are known. */
double shocks_openness(const struct cor_context *context, size_t country);
/* Tell the unemployment rate of a country at the end of the month, share: what is compared with what was observed. */
void shocks_tell_unemployment(const struct cor_context *context, size_t country, double rate);

#endif
