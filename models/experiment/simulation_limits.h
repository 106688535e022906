/* What became of the limits on admissions: whether, and when, employers looked for more workers than a limit let in. For readers of
 * results; the months are counted by the model (output limited). */
#ifndef MODEL_SIMULATION_LIMITS_H
#define MODEL_SIMULATION_LIMITS_H
#include "models/state/world.h"
#include "sim/run/scenario.h"

/* The sums of the runs of one scenario. */
struct limit_counts {
    const int64_t *const *sums; /* [n_replicates][n_periods x n_output_cells] */
    size_t n_replicates, n_periods;
    int32_t from, to; /* months */
    bool monthly;
};

/* One line for each policy that limits admissions in these months: "" without one, NULL when memory is short; the caller frees it. */
char *simulation_limit_words(const struct world *world, const struct cor_scenario *scenario,
                             const struct limit_counts *counts);

#endif
