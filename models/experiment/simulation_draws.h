/* Parameters drawn from their ranges: one draw for a replicate, the same in all scenarios. Facts: models/facts/fact_ranges.h. */
#ifndef MODEL_SIMULATION_DRAWS_H
#define MODEL_SIMULATION_DRAWS_H
#include "sim/base/random.h"
#include "sim/run/scenario.h"

/* Draw every parameter that is estimated or assumed and that the scenario leaves at its default, from the range of its row:
 * above and below the default with the same chance, the less likely the farther from it. Where parameters would contradict
 * each other those concerned are drawn anew; if that does not help they keep their defaults. `values` [n_parameters]. */
void simulation_draw_parameters(const struct cor_vocabulary *words, const struct cor_scenario *scenario,
                                struct cor_key key, double *values);

#endif
