#include "sim/engine/engine.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/base/stopwatch.h"
#include "sim/engine/fetch.h"
#include "sim/engine/parallel.h"

static const void *world_now(const struct cor_engine *engine)
{
    return engine->model->world_at ? engine->model->world_at(engine->world, engine->month) : engine->world;
}

static struct cor_context context_of_thread(struct cor_engine *engine, size_t thread, bool observe)
{
    struct cor_engine_thread *t = &engine->threads[thread];
    struct cor_context context = {.month = engine->month,
                                  .observe = observe,
                                  .key = engine->key,
                                  .world = world_now(engine),
                                  .state = engine->state,
                                  .levers = engine->levers,
                                  .n_lever_cells = engine->timeline ? engine->timeline->n_cells : 0,
                                  .totals = t->totals,
                                  .outputs = t->outputs,
                                  .scratch = t->scratch,
                                  .queues = engine->queues,
                                  .layout = &engine->model->layout};
    for (size_t q = 0; q < engine->model->n_queues; q++) {
        context.lanes[q] = &engine->queues[q].lanes[thread];
    }
    return context;
}

/* Sums of different threads must not share a cache line: round up to 64 bytes. */
static int64_t *sums_create(size_t n)
{
    return cor_aligned_calloc((n + 7) / 8 * 8 + 8, sizeof(int64_t));
}

static enum cor_status threads_create(struct cor_engine *engine)
{
    const struct cor_model *model = engine->model;
    engine->threads = cor_calloc(engine->n_threads, sizeof *engine->threads);
    if (!engine->threads) {
        return COR_ERR_MEMORY;
    }
    for (size_t t = 0; t < engine->n_threads; t++) {
        struct cor_engine_thread *thread = &engine->threads[t];
        thread->totals = sums_create(model->n_totals);
        thread->outputs = sums_create(model->n_output_cells);
        thread->scratch = cor_aligned_calloc(model->scratch_size + 1, 1);
        if (!thread->totals || !thread->outputs || !thread->scratch) {
            return COR_ERR_MEMORY;
        }
    }
    return COR_OK;
}

static enum cor_status queues_create(struct cor_engine *engine)
{
    for (size_t q = 0; q < engine->model->n_queues; q++) {
        if (cor_queue_init(&engine->queues[q], engine->model->queues[q].n_cells, engine->n_threads) != COR_OK) {
            return COR_ERR_MEMORY;
        }
    }
    return COR_OK;
}

enum cor_status cor_engine_init(struct cor_engine *engine, const struct cor_model *model, const void *world,
                                const struct cor_timeline *timeline, struct cor_key key, int32_t first_month,
                                size_t n_threads)
{
    memset(engine, 0, sizeof *engine);
    engine->model = model;
    engine->world = world;
    engine->timeline = timeline;
    engine->key = key;
    engine->month = first_month;
    engine->n_threads = n_threads > 0 ? n_threads : 1;
    engine->state = cor_aligned_calloc(model->state_size + 1, 1);
    engine->totals = sums_create(model->n_totals);
    engine->levers = timeline ? cor_calloc(timeline->n_levers * timeline->n_cells, sizeof(double)) : NULL;
    if (!engine->state || !engine->totals || (timeline && !engine->levers) || threads_create(engine) != COR_OK ||
        queues_create(engine) != COR_OK) {
        cor_engine_free(engine);
        return COR_ERR_MEMORY;
    }
    if (timeline) {
        cor_timeline_values(timeline, first_month, engine->levers);
        engine->levers_valid = true;
    }
    return COR_OK;
}

void cor_engine_free(struct cor_engine *engine)
{
    for (size_t t = 0; engine->threads && t < engine->n_threads; t++) {
        free(engine->threads[t].totals);
        free(engine->threads[t].outputs);
        free(engine->threads[t].scratch);
    }
    for (size_t q = 0; engine->model && q < engine->model->n_queues; q++) {
        cor_queue_free(&engine->queues[q]);
    }
    free(engine->threads);
    free(engine->levers);
    free(engine->totals);
    free(engine->state);
    cor_population_free(&engine->population);
    memset(engine, 0, sizeof *engine);
}

static void clear_sums(struct cor_engine *engine)
{
    for (size_t t = 0; t < engine->n_threads; t++) {
        memset(engine->threads[t].totals, 0, engine->model->n_totals * sizeof(int64_t));
        memset(engine->threads[t].outputs, 0, engine->model->n_output_cells * sizeof(int64_t));
    }
}

struct build_job {
    struct cor_engine *engine;
    cor_chunk_builder *build;
    void *data;
};

static bool is_stopped(const struct cor_engine *engine)
{
    return engine->stop && *engine->stop;
}

static void build_chunk(void *data, size_t thread, size_t index)
{
    struct build_job *job = data;
    if (is_stopped(job->engine)) {
        return;
    }
    struct cor_context context = context_of_thread(job->engine, thread, false);
    job->engine->population.chunks[index] = job->build(&context, job->data, index);
}

enum cor_status cor_engine_populate(struct cor_engine *engine, size_t n_chunks, cor_chunk_builder *build, void *data)
{
    struct build_job job = {engine, build, data};
    if (cor_population_init(&engine->population, &engine->model->layout, n_chunks) != COR_OK) {
        return COR_ERR_MEMORY;
    }
    if (engine->model->begin) {
        struct cor_context macro = context_of_thread(engine, 0, false);
        macro.totals = engine->totals;
        engine->model->begin(&macro);
    }
    cor_parallel_for(n_chunks, engine->n_threads, 1, build_chunk, &job);
    clear_sums(engine); /* what the builders counted belongs to no month */
    for (size_t i = 0; i < n_chunks; i++) {
        if (!engine->population.chunks[i]) {
            return is_stopped(engine) ? COR_INTERRUPTED : COR_ERR_MEMORY;
        }
    }
    return COR_OK;
}

/* Room that kernels may count on: spare rows in every table, and places in the lanes they may apply to. */
static enum cor_status reserve_for_chunk(struct cor_engine *engine, struct cor_context *context,
                                         struct cor_chunk *chunk)
{
    const struct cor_model *model = engine->model;
    for (size_t t = 0; t < model->layout.n_tables; t++) {
        if (cor_chunk_reserve(&model->layout, chunk, t, model->spare_rows[t]) != COR_OK) {
            return COR_ERR_MEMORY;
        }
    }
    for (size_t q = 0; q < model->n_queues; q++) {
        if (cor_lane_reserve(context->lanes[q], model->max_applications(chunk, q)) != COR_OK) {
            return COR_ERR_MEMORY;
        }
    }
    return COR_OK;
}

static double phase_started(const struct cor_engine *engine)
{
    return engine->measures_phases ? cor_seconds() : 0.0;
}

static void phase_ended(struct cor_engine *engine, size_t thread, size_t phase, double start)
{
    if (engine->measures_phases) {
        engine->threads[thread].phase_seconds[phase] += cor_seconds() - start;
    }
}

void cor_engine_phase_seconds(const struct cor_engine *engine, double *seconds)
{
    for (size_t t = 0; t < engine->n_threads; t++) {
        for (size_t p = 0; p < engine->model->n_phases; p++) {
            seconds[p] += engine->threads[t].phase_seconds[p];
        }
    }
}

/* A piece of work: neighbouring chunks through all phases of a segment. Small enough to balance, large enough that each
 * thread finds its neighbours. */
struct map_job {
    struct cor_engine *engine;
    bool observe;
    bool reserve;        /* first segment of the month */
    size_t begin, end;   /* phases */
    size_t piece_chunks; /* chunks of a piece; the last may have fewer */
};

enum { PIECES_PER_THREAD = 32 };

static size_t piece_chunks(const struct cor_engine *engine)
{
    size_t n_pieces = engine->n_threads > 1 ? engine->n_threads * PIECES_PER_THREAD : 1;
    size_t n = engine->population.n_chunks / n_pieces;
    return n > 0 ? n : 1;
}

/* next: the chunk that this thread works on after this one, or NULL. */
static void map_chunk(const struct map_job *job, size_t thread, struct cor_chunk *chunk, const struct cor_chunk *next)
{
    struct cor_engine *engine = job->engine;
    struct cor_context context = context_of_thread(engine, thread, job->observe);
    if (job->reserve && reserve_for_chunk(engine, &context, chunk) != COR_OK) {
        engine->threads[thread].status = COR_ERR_MEMORY;
        return;
    }
    struct cor_fetch fetch = cor_fetch_chunk(&engine->model->layout, next);
    for (size_t p = job->begin; p < job->end; p++) {
        const struct cor_phase *phase = &engine->model->phases[p];
        if ((phase->kinds >> chunk->kind) & 1) {
            double start = phase_started(engine);
            cor_fetch_part(&fetch, p - job->begin);
            phase->map(&context, chunk);
            phase_ended(engine, thread, p, start);
        }
    }
}

static void map_piece(void *data, size_t thread, size_t index)
{
    const struct map_job *job = data;
    const struct cor_population *population = &job->engine->population;
    size_t begin = index * job->piece_chunks, left = population->n_chunks - begin;
    size_t end = begin + (left < job->piece_chunks ? left : job->piece_chunks);
    for (size_t i = begin; i < end; i++) {
        map_chunk(job, thread, population->chunks[i], i + 1 < end ? population->chunks[i + 1] : NULL);
    }
}

static enum cor_status run_segment(struct cor_engine *engine, size_t begin, size_t end, bool observe)
{
    struct map_job job = {engine, observe, begin == 0, begin, end, piece_chunks(engine)};
    size_t n_pieces = (engine->population.n_chunks + job.piece_chunks - 1) / job.piece_chunks;
    enum cor_status status = COR_OK;
    cor_parallel_for(n_pieces, engine->n_threads, 1, map_piece, &job);
    for (size_t t = 0; t < engine->n_threads; t++) {
        status = engine->threads[t].status != COR_OK ? engine->threads[t].status : status;
    }
    return status;
}

static void sum_totals(struct cor_engine *engine)
{
    memset(engine->totals, 0, engine->model->n_totals * sizeof(int64_t));
    for (size_t t = 0; t < engine->n_threads; t++) {
        for (size_t i = 0; i < engine->model->n_totals; i++) {
            engine->totals[i] += engine->threads[t].totals[i];
        }
    }
}

static void begin_month(struct cor_engine *engine)
{
    for (size_t t = 0; t < engine->n_threads; t++) {
        memset(engine->threads[t].totals, 0, engine->model->n_totals * sizeof(int64_t));
    }
    if (engine->timeline && (!engine->levers_valid || cor_timeline_changes(engine->timeline, engine->month))) {
        cor_timeline_values(engine->timeline, engine->month, engine->levers);
        engine->levers_valid = true;
    }
}

static size_t end_of_segment(const struct cor_model *model, size_t begin)
{
    size_t end = begin;
    while (end < model->n_phases && model->phases[end].kind == COR_PHASE_MAP) {
        end++;
    }
    return end;
}

static enum cor_status run_phases(struct cor_engine *engine, struct cor_context *macro)
{
    const struct cor_model *model = engine->model;
    enum cor_status status = COR_OK;
    bool summed = false;
    for (size_t p = 0; p < model->n_phases && status == COR_OK;) {
        const struct cor_phase *phase = &model->phases[p];
        if (phase->kind == COR_PHASE_MAP) {
            size_t end = end_of_segment(model, p);
            status = run_segment(engine, p, end, macro->observe);
            summed = false;
            p = end;
            continue;
        }
        if (!summed) {
            sum_totals(engine);
            summed = true;
        }
        double start = phase_started(engine);
        if (phase->kind == COR_PHASE_WORLD) {
            phase->world(macro);
        } else {
            status = cor_queue_resolve(&engine->queues[phase->queue], model->queues[phase->queue].seats(macro));
        }
        phase_ended(engine, 0, p, start);
        p++;
    }
    return status;
}

enum cor_status cor_engine_step(struct cor_engine *engine, bool observe)
{
    const struct cor_model *model = engine->model;
    begin_month(engine);
    struct cor_context macro = context_of_thread(engine, 0, observe);
    macro.totals = engine->totals;
    enum cor_status status = run_phases(engine, &macro);
    if (status == COR_OK && model->audit && !model->audit(&macro, engine->audit_message, COR_AUDIT_MESSAGE_SIZE)) {
        status = COR_ERR_INVARIANT;
    }
    engine->month++;
    return status;
}

void cor_engine_collect(struct cor_engine *engine, int64_t *sums)
{
    for (size_t t = 0; t < engine->n_threads; t++) {
        int64_t *outputs = engine->threads[t].outputs;
        for (size_t i = 0; i < engine->model->n_output_cells; i++) {
            sums[i] += outputs[i];
        }
        memset(outputs, 0, engine->model->n_output_cells * sizeof *outputs);
    }
}
