/* From output sums to a result file: which variables there are, in which units, over which dimensions. */
#ifndef MODEL_SIMULATION_RESULTS_H
#define MODEL_SIMULATION_RESULTS_H
#include "models/state/world.h"
#include "sim/io/results.h"

/* What a result file says about its runs. */
struct result_facts {
    const char *scenario;                           /* name */
    const char *title, *description, *plausibility; /* as the author of the scenario wrote them */
    const char *policies, *parameters_changed;      /* one a line */
    const char *limits;                             /* what became of each limit on admissions, one a line */
    const char *scenario_digest, *data_digest, *version, *program_digest;
    double sample, resident_sample;
    uint32_t seed, first_replicate, n_replicates;
    int32_t from, to;
    bool monthly, varies_parameters;
    const uint32_t *weights; /* [countries] persons per simulated resident, 0 where there are none */
};

/* Write the sums of all replicates of one arm: sums[r] is [n_periods x n_output_cells]. */
enum cor_status simulation_results_write(const char *path, const struct world *world, const struct result_facts *facts,
                                         const int64_t *const *sums, size_t n_periods, char message[COR_MESSAGE_SIZE]);

/* Gini coefficient of income per head from persons by class (lower bounds from income_class_bound): 0 equal, 1 unequal. */
double simulation_gini_of_classes(const int64_t persons[N_INCOME_CLASSES]);

#endif
