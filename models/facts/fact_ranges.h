/* Facts drawn from their plausible ranges: what is not observed could be otherwise. */
#ifndef MODEL_FACT_RANGES_H
#define MODEL_FACT_RANGES_H
#include "models/facts/facts.h"
#include "sim/base/random.h"

/* A draw about 0, between -1 and 1, that is the less likely the farther it lies: symmetric triangular. */
double fact_deviation(uint32_t word);

/* Multiply every fact that has a row which is estimated or assumed, country by country, by one plus a draw of the width that
 * country_facts.def names as its plausible range: all items and years of the fact alike, but each share of a whole by its own.
 * Values stay within what is allowed. The same key gives the same draws in every world. The world is not yet prepared.
 * COR_ERR_MEMORY. */
enum cor_status fact_ranges_draw(struct world *world, struct cor_key key);

#endif
