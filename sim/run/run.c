#include "sim/run/run.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/base/stopwatch.h"
#include "sim/run/checkpoint.h"

size_t cor_run_periods(int32_t from, int32_t to, bool monthly)
{
    if (to <= from) {
        return 0;
    }
    return monthly ? (size_t)(to - from) : (size_t)(cor_month_year(to - 1) - cor_month_year(from) + 1);
}

static size_t period_of(const struct cor_run_spec *spec, int32_t month)
{
    return spec->monthly ? (size_t)(month - spec->from) : (size_t)(cor_month_year(month) - cor_month_year(spec->from));
}

static bool ends_period(const struct cor_run_spec *spec, int32_t month)
{
    return month + 1 == spec->to || period_of(spec, month + 1) != period_of(spec, month);
}

static bool checkpoint_is_due(const struct cor_run_spec *spec, int32_t month)
{
    return spec->checkpoint && spec->checkpoint_every > 0 && month < spec->to &&
           (month - spec->from) % spec->checkpoint_every == 0;
}

static void count_rows(const struct cor_engine *engine, struct cor_run_result *result)
{
    result->n_rows = 0;
    for (size_t i = 0; i < engine->population.n_chunks; i++) {
        const struct cor_chunk *chunk = engine->population.chunks[i];
        result->n_rows += chunk->n_rows[0] - chunk->n_free[0];
    }
    result->row_months += (int64_t)result->n_rows;
}

/* One month, and its sums where they belong. Sums are collected every month so that a checkpoint holds them all. */
static enum cor_status run_month(const struct cor_run_spec *spec, struct cor_engine *engine,
                                 struct cor_run_result *result)
{
    int32_t month = engine->month;
    enum cor_status status = cor_engine_step(engine, ends_period(spec, month));
    if (status == COR_ERR_INVARIANT) {
        snprintf(result->message, sizeof result->message, "%s", engine->audit_message);
    }
    if (status == COR_OK) {
        size_t period = period_of(spec, month);
        cor_engine_collect(engine, result->sums + period * spec->model->n_output_cells);
        count_rows(engine, result);
    }
    return status;
}

static enum cor_status stop_with_checkpoint(const struct cor_run_spec *spec, const struct cor_engine *engine,
                                            struct cor_run_result *result)
{
    if (!spec->checkpoint) {
        return COR_INTERRUPTED;
    }
    enum cor_status status = cor_checkpoint_write(spec, engine, result, result->message);
    return status == COR_OK ? COR_INTERRUPTED : status;
}

static enum cor_status run_months(const struct cor_run_spec *spec, struct cor_engine *engine,
                                  struct cor_run_result *result)
{
    enum cor_status status = COR_OK;
    while (status == COR_OK && engine->month < spec->to) {
        status = run_month(spec, engine, result);
        if (status == COR_OK && spec->progress) {
            spec->progress(spec->progress_data, engine->month - spec->from);
        }
        if (status == COR_OK && spec->stop && *spec->stop && engine->month < spec->to) {
            return stop_with_checkpoint(spec, engine, result);
        }
        if (status == COR_OK && checkpoint_is_due(spec, engine->month)) {
            status = cor_checkpoint_write(spec, engine, result, result->message);
        }
    }
    return status;
}

/* The population: from the checkpoint when there is one for this run, else built anew. */
static enum cor_status begin(const struct cor_run_spec *spec, struct cor_engine *engine, struct cor_run_result *result)
{
    bool found = false;
    if (spec->checkpoint) {
        enum cor_status status = cor_checkpoint_read(spec, engine, result, &found, result->message);
        if (status != COR_OK) {
            return status;
        }
    }
    return found ? COR_OK : cor_engine_populate(engine, spec->n_chunks, spec->build, spec->build_data);
}

static enum cor_status end_checkpoint(const struct cor_run_spec *spec, struct cor_engine *engine,
                                      struct cor_run_result *result)
{
    if (!spec->keeps_checkpoint) {
        unlink(spec->checkpoint);
        return COR_OK;
    }
    cor_population_free(&engine->population);
    return cor_checkpoint_write(spec, engine, result, result->message);
}

enum cor_status cor_run(const struct cor_run_spec *spec, struct cor_run_result *result)
{
    struct cor_engine engine;
    memset(result, 0, sizeof *result);
    result->n_periods = cor_run_periods(spec->from, spec->to, spec->monthly);
    result->sums = cor_calloc(result->n_periods * spec->model->n_output_cells, sizeof(int64_t));
    if (!result->sums) {
        return COR_ERR_MEMORY;
    }
    enum cor_status status =
        cor_engine_init(&engine, spec->model, spec->world, spec->timeline, spec->key, spec->from, spec->n_threads);
    if (status != COR_OK) {
        return status;
    }
    engine.measures_phases = spec->measures_phases;
    engine.stop = spec->stop;
    double start = cor_seconds();
    status = begin(spec, &engine, result);
    result->build_seconds = cor_seconds() - start;
    if (status == COR_OK) {
        status = run_months(spec, &engine, result);
        result->step_seconds = cor_seconds() - start - result->build_seconds;
        cor_engine_phase_seconds(&engine, result->phase_seconds);
        result->population_bytes = cor_population_bytes(&engine.population);
        for (size_t q = 0; q < spec->model->n_queues; q++) {
            result->n_applicants += engine.queues[q].n_most;
        }
    }
    if (status == COR_OK && spec->checkpoint) {
        status = end_checkpoint(spec, &engine, result);
    }
    cor_engine_free(&engine);
    return status;
}

void cor_run_result_free(struct cor_run_result *result)
{
    free(result->sums);
    memset(result, 0, sizeof *result);
}
