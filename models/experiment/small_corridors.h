/* Corridors that a sample shows in lumps: fewer than two agents leave in a month. */
#ifndef MODEL_SMALL_CORRIDORS_H
#define MODEL_SMALL_CORRIDORS_H
#include "sim/base/diagnostics.h"

struct world;

/* Warn in one line of how many there are at a sample, by the entries of the data, and name the largest. sample: share of
 * the persons of Viet Nam simulated, (0, 1]. */
void small_corridors_warn(const struct world *facts, double sample, struct cor_diagnostics *list);

#endif
