#include "sim/engine/queue.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/engine/parallel.h"

enum cor_status cor_queue_init(struct cor_queue *queue, size_t n_cells, size_t n_lanes)
{
    memset(queue, 0, sizeof *queue);
    queue->n_cells = n_cells;
    queue->n_lanes = n_lanes;
    queue->cut = cor_calloc(n_cells, sizeof *queue->cut);
    queue->applied = cor_calloc(n_cells, sizeof *queue->applied);
    queue->admitted = cor_calloc(n_cells, sizeof *queue->admitted);
    queue->start = cor_calloc(n_cells + 1, sizeof *queue->start);
    queue->lanes = cor_aligned_calloc(n_lanes, sizeof *queue->lanes);
    bool complete = queue->cut && queue->applied && queue->admitted && queue->start && queue->lanes;
    for (size_t l = 0; complete && l < n_lanes; l++) {
        queue->lanes[l].n_of_cell = cor_calloc(n_cells, sizeof(size_t));
        complete = queue->lanes[l].n_of_cell != NULL;
    }
    if (!complete) {
        cor_queue_free(queue);
        return COR_ERR_MEMORY;
    }
    return COR_OK;
}

void cor_queue_free(struct cor_queue *queue)
{
    if (queue->lanes) {
        for (size_t l = 0; l < queue->n_lanes; l++) {
            free(queue->lanes[l].items);
            free(queue->lanes[l].n_of_cell);
        }
    }
    free(queue->lanes);
    free(queue->cut);
    free(queue->applied);
    free(queue->admitted);
    free(queue->start);
    free(queue->sorted);
    memset(queue, 0, sizeof *queue);
}

enum cor_status cor_lane_reserve(struct cor_lane *lane, size_t n)
{
    if (lane->n_items + n <= lane->capacity) {
        return COR_OK;
    }
    size_t capacity = lane->capacity + lane->capacity / 2 + n;
    struct cor_applicant *items = cor_realloc(lane->items, capacity, sizeof *items);
    if (!items) {
        return COR_ERR_MEMORY;
    }
    lane->items = items;
    lane->capacity = capacity;
    return COR_OK;
}

static enum cor_status reserve_sorted(struct cor_queue *queue, size_t n)
{
    if (n <= queue->sorted_capacity) {
        return COR_OK;
    }
    struct cor_applicant *sorted = cor_realloc(queue->sorted, n + n / 4, sizeof *sorted);
    if (!sorted) {
        return COR_ERR_MEMORY;
    }
    queue->sorted = sorted;
    queue->sorted_capacity = n + n / 4;
    return COR_OK;
}

static void count_lane(void *data, size_t thread, size_t index)
{
    struct cor_queue *queue = data;
    struct cor_lane *lane = &queue->lanes[index];
    (void)thread;
    memset(lane->n_of_cell, 0, queue->n_cells * sizeof *lane->n_of_cell);
    for (size_t i = 0; i < lane->n_items; i++) {
        lane->n_of_cell[lane->items[i].cell]++;
    }
}

/* Where the applicants of each cell, and of each lane within it, begin. */
static void lay_out_cells(struct cor_queue *queue)
{
    size_t n = 0;
    for (size_t c = 0; c < queue->n_cells; c++) {
        queue->start[c] = n;
        for (size_t l = 0; l < queue->n_lanes; l++) {
            size_t n_here = queue->lanes[l].n_of_cell[c];
            queue->lanes[l].n_of_cell[c] = n;
            n += n_here;
        }
    }
    queue->start[queue->n_cells] = n;
}

static void empty_lane(void *data, size_t thread, size_t index)
{
    struct cor_queue *queue = data;
    struct cor_lane *lane = &queue->lanes[index];
    (void)thread;
    for (size_t i = 0; i < lane->n_items; i++) {
        queue->sorted[lane->n_of_cell[lane->items[i].cell]++] = lane->items[i];
    }
    lane->n_items = 0;
}

/* Bring the applicants of each cell together: a counting sort over all lanes at once. */
static void gather_by_cell(struct cor_queue *queue, size_t n_threads)
{
    cor_parallel_for(queue->n_lanes, n_threads, 1, count_lane, queue);
    lay_out_cells(queue);
    cor_parallel_for(queue->n_lanes, n_threads, 1, empty_lane, queue);
}

static void swap_applicants(struct cor_applicant *a, struct cor_applicant *b)
{
    struct cor_applicant t = *a;
    *a = *b;
    *b = t;
}

/* Put the median of first, middle and last in front as pivot: keys may come presorted. */
static void choose_pivot(struct cor_applicant *a, size_t n)
{
    size_t middle = n / 2, last = n - 1;
    if (a[middle].key < a[0].key) {
        swap_applicants(&a[middle], &a[0]);
    }
    if (a[last].key < a[0].key) {
        swap_applicants(&a[last], &a[0]);
    }
    if (a[last].key < a[middle].key) {
        swap_applicants(&a[last], &a[middle]);
    }
    swap_applicants(&a[0], &a[middle]);
}

/* Three-way partition around the key of a[0]: keys below come first (n_below), then the equal ones (n_equal). */
static void partition(struct cor_applicant *a, size_t n, size_t *n_below, size_t *n_equal)
{
    uint64_t pivot = a[0].key;
    size_t low = 0, i = 0, high = n;
    while (i < high) {
        if (a[i].key < pivot) {
            swap_applicants(&a[low++], &a[i++]);
        } else if (a[i].key > pivot) {
            swap_applicants(&a[i], &a[--high]);
        } else {
            i++;
        }
    }
    *n_below = low;
    *n_equal = high - low;
}

static int64_t weight_of(const struct cor_applicant *a, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += a[i].weight;
    }
    return sum;
}

/* The smallest key that is not admitted, by weighted quick-select: an applicant is admitted when half of its weight still
 * fits. Applicants with equal keys (chance 2^-64 for draws) are admitted or refused together. */
static uint64_t find_cut(struct cor_applicant *a, size_t n, int64_t seats, int64_t *admitted)
{
    uint64_t cut = UINT64_MAX;
    while (n > 0) {
        size_t n_below, n_equal;
        choose_pivot(a, n);
        partition(a, n, &n_below, &n_equal);
        int64_t below = weight_of(a, n_below), equal = weight_of(a + n_below, n_equal);
        uint64_t pivot = a[n_below].key;
        if (2 * (seats - *admitted - below) < equal) { /* the pivot stays out: look among the smaller keys */
            cut = pivot;
            n = n_below;
        } else {
            *admitted += below + equal;
            a += n_below + n_equal;
            n -= n_below + n_equal;
        }
    }
    return cut;
}

/* Below this size, waking threads costs more than it saves. */
enum { FEW_APPLICANTS = 65536 };

struct resolution {
    struct cor_queue *queue;
    const int64_t *seats;
};

static void resolve_cell(void *data, size_t thread, size_t index)
{
    const struct resolution *resolution = data;
    struct cor_queue *queue = resolution->queue;
    size_t n_applicants = queue->start[index + 1] - queue->start[index];
    struct cor_applicant *applicants = n_applicants > 0 ? queue->sorted + queue->start[index] : NULL;
    int64_t seats = resolution->seats[index];
    (void)thread;
    queue->applied[index] = weight_of(applicants, n_applicants);
    queue->admitted[index] = 0;
    queue->cut[index] = 0;
    if (seats > 0 && n_applicants > 0) {
        queue->cut[index] = find_cut(applicants, n_applicants, seats, &queue->admitted[index]);
    }
}

enum cor_status cor_queue_resolve(struct cor_queue *queue, const int64_t *seats)
{
    struct resolution resolution = {queue, seats};
    size_t n = 0;
    for (size_t l = 0; l < queue->n_lanes; l++) {
        n += queue->lanes[l].n_items;
    }
    if (reserve_sorted(queue, n) != COR_OK) {
        return COR_ERR_MEMORY;
    }
    queue->n_most = n > queue->n_most ? n : queue->n_most;
    const size_t n_threads = n < FEW_APPLICANTS ? 1 : queue->n_lanes;
    gather_by_cell(queue, n_threads);
    cor_parallel_for(queue->n_cells, n_threads, 1, resolve_cell, &resolution);
    return COR_OK;
}
