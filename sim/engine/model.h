/* What a model is to the engine: tables of columns, a list of phases, queues, totals, outputs. The engine runs the
 * phases month by month over all chunks; it does not know what a wage is. */
#ifndef COR_ENGINE_MODEL_H
#define COR_ENGINE_MODEL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/clock.h"
#include "sim/base/random.h"
#include "sim/base/status.h"
#include "sim/desc/tables.h"
#include "sim/engine/queue.h"
#include "sim/state/population.h"

enum { COR_MAX_QUEUES = 4, COR_MAX_PHASES = 64 };

/* What a kernel sees. One per thread; only totals, outputs, scratch and lanes may be written. */
struct cor_context {
    int32_t month;
    bool observe; /* this month ends a period: stocks are to be observed */
    struct cor_key key;
    const void *world;    /* tables and parameters of this month, constant */
    void *state;          /* macro state; kernels read it, WORLD phases write it */
    const double *levers; /* [lever * n_cells + cell] of this month */
    size_t n_lever_cells;
    int64_t *totals;  /* map: this thread's sums of the month; world: the sums of all, since the start of the month */
    int64_t *outputs; /* this thread's sums of the period */
    void *scratch;    /* this thread's work space, contents undefined at the start of a chunk */
    struct cor_lane *lanes[COR_MAX_QUEUES]; /* where this thread applies */
    struct cor_queue *queues;               /* resolved queues, to ask who is admitted */
    const struct cor_layout *layout;
};

typedef void cor_map_kernel(struct cor_context *context, struct cor_chunk *chunk);
typedef void cor_world_kernel(struct cor_context *context);
/* Seats of a queue this month, persons per cell. */
typedef const int64_t *cor_seats(const struct cor_context *context);

enum cor_phase_kind {
    COR_PHASE_MAP = 1, /* per chunk, writes its own rows; consecutive MAP phases run fused, chunk by chunk */
    COR_PHASE_WORLD,   /* once, after a barrier, with the totals of all chunks since the start of the month */
    COR_PHASE_QUEUE    /* once: resolves one queue */
};

struct cor_phase {
    const char *name; /* "mechanism.phase" */
    enum cor_phase_kind kind;
    uint16_t kinds; /* MAP: bit k: for chunks of kind k */
    cor_map_kernel *map;
    cor_world_kernel *world;
    size_t queue; /* QUEUE: index */
    const char *doc;
};

struct cor_queue_spec {
    const char *name;
    size_t n_cells;
    cor_seats *seats;
    const char *doc;
};

struct cor_model {
    const char *name;
    struct cor_layout layout;
    const struct cor_phase *phases;
    size_t n_phases;
    const struct cor_queue_spec *queues;
    size_t n_queues;
    size_t n_totals;       /* int64 per thread */
    size_t n_output_cells; /* int64 per thread */
    size_t state_size;     /* bytes of macro state, plain data without pointers: it is checkpointed as it is */
    size_t scratch_size;   /* bytes per thread */
    /* The world of a month, given that of the run; NULL: one for all months. */
    const void *(*world_at)(const void *world, int32_t month);
    cor_world_kernel *begin;             /* sets up the macro state before the population is built; NULL for none */
    uint32_t spare_rows[COR_MAX_TABLES]; /* free rows guaranteed in each table of a chunk at the start of a month */
    /* Largest number of applications that one chunk can make to queue q in one month, given its row counts. */
    size_t (*max_applications)(const struct cor_chunk *chunk, size_t queue);
    /* Check of identities after the last phase of a month, given the totals of that barrier. NULL for none. Writes what
     * is wrong to message and returns false. */
    bool (*audit)(const struct cor_context *context, char *message, size_t n_message);
    /* What is wrong with a chunk that was read from a file (kernels trust codes and links), or NULL: nothing. NULL for no
     * check. `month` is the next to run. */
    const char *(*check)(const void *world, int32_t month, const struct cor_chunk *chunk);
};

#endif
