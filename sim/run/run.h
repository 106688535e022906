/* One run: one replicate of one scenario, month by month, with its yearly (or monthly) output sums, checkpoints and a stop
 * signal. Knows the model through its interface; writes no results. */
#ifndef COR_RUN_RUN_H
#define COR_RUN_RUN_H
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/engine/engine.h"
#include "sim/io/file.h"

struct cor_run_spec {
    const struct cor_model *model;
    const void *world;
    const struct cor_timeline *timeline;
    struct cor_key key;
    int32_t from, to; /* months: first, first beyond the last */
    bool monthly;     /* a period is a month, else a calendar year */
    size_t n_threads;
    size_t n_chunks;
    cor_chunk_builder *build;
    void *build_data;
    const char *checkpoint;            /* file to write to and resume from, or NULL */
    int32_t checkpoint_every;          /* months between checkpoints, 0: only when stopped */
    bool keeps_checkpoint;             /* at the end: keep the sums, without the persons, for the caller to remove */
    const char *identity;              /* what a checkpoint must have been written for */
    const volatile sig_atomic_t *stop; /* stop after the present month, or chunk while the population is built, when it
                                          becomes non-zero; may be NULL */
    void (*progress)(void *data, int32_t months_done); /* after every month, from the calling thread; may be NULL */
    void *progress_data;
    bool measures_phases;
};

struct cor_run_result {
    size_t n_periods;
    int64_t *sums;                        /* [n_periods x n_output_cells], owned */
    size_t population_bytes;              /* at the end */
    size_t n_applicants;                  /* of all queues, each in the month that had most */
    size_t n_rows;                        /* persons in table 0 at the end */
    int64_t row_months;                   /* rows of table 0 summed over the months: person-months simulated */
    double build_seconds;                 /* wall-clock time of building the population ... */
    double step_seconds;                  /* ... and of all months; for benchmarks, never part of results */
    double phase_seconds[COR_MAX_PHASES]; /* of every phase, summed over threads, when measured */
    char message[COR_MESSAGE_SIZE];
};

/* Number of periods between two months. */
size_t cor_run_periods(int32_t from, int32_t to, bool monthly);

/* Run. COR_OK; COR_INTERRUPTED after a checkpoint was written on a stop (none is while the population is built); COR_ERR_MEMORY, COR_ERR_INVARIANT, COR_ERR_IO or
 * COR_ERR_VERSION with result->message. Free the result in every case. When a checkpoint of the same identity exists it is
 * resumed. At the end it is removed or, with keeps_checkpoint, left as the sums of a run that is done: others of the same
 * experiment may be stopped before these are in a result file. */
enum cor_status cor_run(const struct cor_run_spec *spec, struct cor_run_result *result);
void cor_run_result_free(struct cor_run_result *result);

#endif
