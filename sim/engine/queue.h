/* Rationed queues: many want few places. Persons apply with a key (a draw, or waiting time and a draw); per cell the
 * smallest keys are admitted until the seats are used up. The outcome depends on the keys alone: neither on threads nor
 * on the order of application. An applicant of weight w takes w seats; the one on the edge is admitted when at least
 * half of its weight fits, so that the expected number equals the seats; the difference is carried by the caller. */
#ifndef COR_ENGINE_QUEUE_H
#define COR_ENGINE_QUEUE_H
#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/status.h"

struct cor_applicant {
    uint64_t key;
    uint32_t cell;
    uint32_t weight;
};

/* Applications of one thread; grows between chunks only, kernels find room reserved. A cache line of its own, for all
 * threads write to their lanes at once. */
struct cor_lane {
    alignas(64) struct cor_applicant *items;
    size_t n_items, capacity;
    size_t *n_of_cell; /* [n_cells] work space: where the lane's applicants of a cell go */
};

struct cor_queue {
    size_t n_cells;
    uint64_t *cut;     /* [n_cells] admitted when key < cut */
    int64_t *applied;  /* [n_cells] weight that applied this month */
    int64_t *admitted; /* [n_cells] weight admitted this month */
    struct cor_lane *lanes;
    size_t n_lanes;
    size_t n_most;                /* applicants of the month that had most */
    struct cor_applicant *sorted; /* work space: the applicants of a cell side by side ... */
    size_t sorted_capacity;
    size_t *start; /* ... from start[cell] to start[cell + 1] */
};

enum cor_status cor_queue_init(struct cor_queue *queue, size_t n_cells, size_t n_lanes);
void cor_queue_free(struct cor_queue *queue);
/* Make room for n further applications in a lane. */
enum cor_status cor_lane_reserve(struct cor_lane *lane, size_t n);
static inline void cor_lane_apply(struct cor_lane *lane, uint32_t cell, uint64_t key, uint32_t weight)
{
    lane->items[lane->n_items++] = (struct cor_applicant){.key = key, .cell = cell, .weight = weight};
}
/* Resolve all applications against seats[cell] (persons, negative counts as none), and empty the lanes; many
 * applications on as many threads as there are lanes. */
enum cor_status cor_queue_resolve(struct cor_queue *queue, const int64_t *seats);
static inline bool cor_queue_admits(const struct cor_queue *queue, uint32_t cell, uint64_t key)
{
    return key < queue->cut[cell];
}

#endif
