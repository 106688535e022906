#include "sim/run/ensemble.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/engine/parallel.h"

/* An ensemble while it runs. */
struct work {
    const struct cor_ensemble *ensemble;
    pthread_mutex_t lock; /* guards what follows */
    struct cor_ensemble_result *result;
    enum cor_status status;
    double done, total;
};

/* One run of it. */
struct run_progress {
    struct work *work;
    double per_month;
    int32_t months_done;
};

enum { CHECKPOINT_PATH = 1024 };

/* ---- threads ---- */

enum { SIDE_BY_SIDE_BYTES_LOG2 = 33 }; /* runs side by side share at most 8 GiB */

void cor_ensemble_share_threads(struct cor_ensemble *ensemble, size_t n_threads, double run_bytes)
{
    size_t n_runs = ensemble->n_arms * ensemble->n_replicates;
    bool side_by_side =
        n_runs >= n_threads && run_bytes * (double)n_threads < (double)((uint64_t)1 << SIDE_BY_SIDE_BYTES_LOG2);
    ensemble->n_side_by_side = side_by_side ? n_threads : 1;
    ensemble->threads_per_run = side_by_side ? 1 : n_threads;
}

/* ---- one run ---- */

static void report_progress(void *data, int32_t months_done)
{
    struct run_progress *progress = data;
    struct work *work = progress->work;
    pthread_mutex_lock(&work->lock);
    work->done += progress->per_month * (months_done - progress->months_done);
    progress->months_done = months_done;
    work->ensemble->progress(work->ensemble->progress_data, work->done, work->total);
    pthread_mutex_unlock(&work->lock);
}

static void checkpoint_path(const struct cor_ensemble *ensemble, const char *run, char path[CHECKPOINT_PATH])
{
    snprintf(path, CHECKPOINT_PATH, "%s/%.16s.checkpoint",
             ensemble->checkpoint_directory ? ensemble->checkpoint_directory : "", run);
}

static void keep_result(struct work *work, size_t arm, uint32_t r, enum cor_status status, struct cor_run_result *run)
{
    const struct cor_ensemble *ensemble = work->ensemble;
    struct cor_ensemble_result *result = work->result;
    double n_threads = (double)ensemble->threads_per_run;
    pthread_mutex_lock(&work->lock);
    result->sums[arm * ensemble->n_replicates + r] = run->sums;
    run->sums = NULL;
    result->row_months += (double)run->row_months;
    result->build_seconds += run->build_seconds * n_threads;
    result->step_seconds += run->step_seconds * n_threads;
    for (size_t p = 0; p < COR_MAX_PHASES; p++) {
        result->phase_seconds[p] += run->phase_seconds[p];
    }
    result->population_bytes = run->population_bytes;
    result->n_applicants = run->n_applicants;
    result->n_rows = run->n_rows;
    if (status != COR_OK && work->status == COR_OK) {
        work->status = status;
        snprintf(result->message, sizeof result->message, "%.100s: %.400s", ensemble->arms[arm].name,
                 run->message[0] ? run->message : cor_status_text(status));
    }
    pthread_mutex_unlock(&work->lock);
}

static bool has_failed(struct work *work)
{
    pthread_mutex_lock(&work->lock);
    bool failed = work->status != COR_OK;
    pthread_mutex_unlock(&work->lock);
    return failed;
}

/* index counts arms fastest, so that the arms of a replicate run close together. */
static void run_one(void *data, size_t thread, size_t index)
{
    struct work *work = data;
    const struct cor_ensemble *ensemble = work->ensemble;
    size_t a = index % ensemble->n_arms;
    const struct cor_ensemble_arm *arm = &ensemble->arms[a];
    uint32_t r = (uint32_t)(index / ensemble->n_arms);
    char run[65], identity[65], checkpoint[CHECKPOINT_PATH];
    (void)thread;
    if (has_failed(work)) {
        return;
    }
    ensemble->identify(ensemble->identify_data, ensemble->first_arm + a, ensemble->first_replicate + r, run, identity);
    checkpoint_path(ensemble, run, checkpoint);
    struct run_progress progress = {work, arm->work / (arm->run.to - arm->run.from), 0};
    struct cor_run_spec spec = arm->run;
    spec.key.replicate = ensemble->first_replicate + r;
    spec.n_threads = ensemble->threads_per_run;
    spec.checkpoint = ensemble->checkpoint_directory ? checkpoint : NULL;
    spec.checkpoint_every = ensemble->checkpoint_every;
    spec.keeps_checkpoint = true;
    spec.identity = identity;
    spec.stop = ensemble->stop;
    spec.progress = ensemble->progress ? report_progress : NULL;
    spec.progress_data = &progress;
    spec.measures_phases = ensemble->measures_phases;
    struct cor_run_result result = {0};
    void *made = NULL;
    enum cor_status status = ensemble->begin_run ? ensemble->begin_run(ensemble->run_data, ensemble->first_arm + a,
                                                                       spec.key.replicate, &spec, &made)
                                                 : COR_OK;
    if (status == COR_OK) {
        status = cor_run(&spec, &result);
    }
    keep_result(work, a, r, status, &result);
    cor_run_result_free(&result);
    if (ensemble->begin_run) {
        ensemble->end_run(made);
    }
}

/* ---- all ---- */

enum cor_status cor_ensemble_run(const struct cor_ensemble *ensemble, struct cor_ensemble_result *result)
{
    struct work work = {.ensemble = ensemble, .lock = PTHREAD_MUTEX_INITIALIZER, .result = result};
    *result = (struct cor_ensemble_result){.n_runs = ensemble->n_arms * ensemble->n_replicates};
    result->sums = cor_calloc(result->n_runs, sizeof *result->sums);
    if (!result->sums) {
        return COR_ERR_MEMORY;
    }
    for (size_t a = 0; a < ensemble->n_arms; a++) {
        work.total += ensemble->arms[a].work * ensemble->n_replicates;
    }
    cor_parallel_for(result->n_runs, ensemble->n_side_by_side, 1, run_one, &work);
    return work.status;
}

void cor_ensemble_result_free(struct cor_ensemble_result *result)
{
    for (size_t i = 0; result->sums && i < result->n_runs; i++) {
        free(result->sums[i]);
    }
    free(result->sums);
    *result = (struct cor_ensemble_result){0};
}

void cor_ensemble_forget(const struct cor_ensemble *ensemble)
{
    for (size_t a = 0; ensemble->checkpoint_directory && a < ensemble->n_arms; a++) {
        for (uint32_t r = 0; r < ensemble->n_replicates; r++) {
            char run[65], identity[65], path[CHECKPOINT_PATH];
            ensemble->identify(ensemble->identify_data, ensemble->first_arm + a, ensemble->first_replicate + r, run,
                               identity);
            checkpoint_path(ensemble, run, path);
            unlink(path);
        }
    }
}
