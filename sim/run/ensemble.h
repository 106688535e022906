/* An experiment: arms x replicates, each one run, side by side or one after the other, with one progress and one end. Knows
 * an arm by its name and by what its runs are made from, nothing of the model behind; writes no results. */
#ifndef COR_RUN_ENSEMBLE_H
#define COR_RUN_ENSEMBLE_H
#include "sim/run/run.h"

struct cor_ensemble_arm {
    const char *name;
    /* What all its runs have in common, seed included. The ensemble fills in replicate, threads, checkpoint, identity, stop
     * and progress. */
    struct cor_run_spec run;
    double work; /* person-months of one run, for the progress */
};

struct cor_ensemble {
    const struct cor_ensemble_arm *arms;
    size_t n_arms;
    size_t first_arm; /* number of arms[0] for identify and begin_run: these may be some of the arms of an experiment */
    uint32_t first_replicate, n_replicates;
    size_t n_side_by_side, threads_per_run; /* cor_ensemble_share_threads */
    const char *checkpoint_directory;       /* NULL: none */
    int32_t checkpoint_every;               /* months */
    /* Two digests: `run` names the checkpoint of a run, `identity` is what it must have been written for. */
    void (*identify)(const void *data, size_t arm, uint32_t replicate, char run[65], char identity[65]);
    const void *identify_data;
    /* Change what one run is made from before it begins; NULL: all replicates of an arm share it. What is made for it is
     * handed to end_run when the run has ended, also after a failure. Called from several threads at once. */
    enum cor_status (*begin_run)(void *data, size_t arm, uint32_t replicate, struct cor_run_spec *spec, void **made);
    void (*end_run)(void *made);
    void *run_data;
    const volatile sig_atomic_t *stop; /* may be NULL */
    /* Called now and then from any thread, never from two at once: person-months done of all. NULL for none. */
    void (*progress)(void *data, double done, double total);
    void *progress_data;
    bool measures_phases;
};

struct cor_ensemble_result {
    int64_t **
        sums; /* [n_arms * n_replicates] owned, the replicates of an arm side by side; NULL for a run that did not begin */
    size_t n_runs;
    double row_months;                             /* person-months simulated */
    double build_seconds, step_seconds;            /* thread-seconds of populations and of months */
    double phase_seconds[COR_MAX_PHASES];          /* thread-seconds of every phase, when measured */
    size_t population_bytes, n_applicants, n_rows; /* of the run that ended last */
    char message[COR_MESSAGE_SIZE];                /* the arm that failed first, and why */
};

/* Many runs: one thread each, side by side, as far as the memory of `run_bytes` for each allows; few or large ones: one after
 * the other on all threads. */
void cor_ensemble_share_threads(struct cor_ensemble *ensemble, size_t n_threads, double run_bytes);
/* Run all; after a failure, or a stop, no further run begins, and its status is the answer. Free the result in every case. */
enum cor_status cor_ensemble_run(const struct cor_ensemble *ensemble, struct cor_ensemble_result *result);
void cor_ensemble_result_free(struct cor_ensemble_result *result);
/* Remove the checkpoints of all runs: their sums are in result files now. */
void cor_ensemble_forget(const struct cor_ensemble *ensemble);

#endif
