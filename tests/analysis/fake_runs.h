/* Result files as a run writes them, with invented but plausible numbers: to test what reads them without a simulation.
 */
#ifndef TESTS_FAKE_RUNS_H
#define TESTS_FAKE_RUNS_H
#include <stdbool.h>
#include <stddef.h>

struct fake_run {
    const char *scenario;
    size_t n_replicates;
    double effect; /* of policy from 2027 on in the European Union: 0.2 is plus a fifth of departures, say */
    const char *seed;
    int last_months;      /* simulated months of the last year; 0: all */
    const char *policies; /* in words; NULL: none */
    bool gaps;            /* nobody leaves for the United Kingdom in some replicates, others in each scenario */
};

/* All outputs of the model over twelve countries, 2024 to 2050. False with a message on stderr when it fails. */
bool fake_run_write(const char *path, const struct fake_run *run);

#endif
