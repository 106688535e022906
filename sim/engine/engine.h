/* The engine: one population, one model, one key, run month by month. It owns the population, the macro state, the queues
 * and the threads' sums; world and timeline belong to the caller and stay constant. No I/O, no parameters. */
#ifndef COR_ENGINE_ENGINE_H
#define COR_ENGINE_ENGINE_H
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/random.h"
#include "sim/engine/model.h"
#include "sim/engine/timeline.h"
#include "sim/state/population.h"

enum { COR_AUDIT_MESSAGE_SIZE = 256 };

/* Everything one thread writes, apart from the rows of its chunks. */
struct cor_engine_thread {
    int64_t *totals, *outputs;
    void *scratch;
    double phase_seconds[COR_MAX_PHASES]; /* spent in each phase since the start, when measured */
    enum cor_status status;
};

struct cor_engine {
    const struct cor_model *model;
    const void *world;
    const struct cor_timeline *timeline; /* NULL: no levers */
    struct cor_key key;
    int32_t month; /* the next month to run */
    size_t n_threads;
    struct cor_population population;
    void *state;
    int64_t *totals; /* sums of the month over all threads */
    double *levers;
    bool levers_valid;
    bool measures_phases;              /* may be set before the first month; costs about a hundredth */
    const volatile sig_atomic_t *stop; /* may be set before the population is built, which ends when it is non-zero */
    struct cor_queue queues[COR_MAX_QUEUES];
    struct cor_engine_thread *threads;
    char audit_message[COR_AUDIT_MESSAGE_SIZE];
};

/* Everything but the population, which is empty. first_month is the month that cor_engine_step will run first. On failure
 * (COR_ERR_MEMORY) nothing is left to free. */
enum cor_status cor_engine_init(struct cor_engine *engine, const struct cor_model *model, const void *world,
                                const struct cor_timeline *timeline, struct cor_key key, int32_t first_month,
                                size_t n_threads);
void cor_engine_free(struct cor_engine *engine);

/* Build chunk `index`: returns a fresh chunk or NULL when memory is short. */
typedef struct cor_chunk *cor_chunk_builder(const struct cor_context *context, void *data, size_t index);
/* Build the population, chunks in parallel, each by the thread that is likely to work on it. COR_INTERRUPTED when stopped
 * between chunks: the population is then of no use. */
enum cor_status cor_engine_populate(struct cor_engine *engine, size_t n_chunks, cor_chunk_builder *build, void *data);

/* Run one month. With `observe` the month ends a period and stocks are observed. Returns COR_OK, COR_ERR_MEMORY, or
 * COR_ERR_INVARIANT with engine->audit_message saying which identity failed. */
enum cor_status cor_engine_step(struct cor_engine *engine, bool observe);

/* Add the threads' output sums into sums[n_output_cells] and clear them: the end of a period. */
void cor_engine_collect(struct cor_engine *engine, int64_t *sums);

/* Seconds spent in every phase, added to seconds[n_phases], summed over threads; zeros unless measured. */
void cor_engine_phase_seconds(const struct cor_engine *engine, double *seconds);

#endif
