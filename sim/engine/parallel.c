#include "sim/engine/parallel.h"
#include <omp.h>
#include <stdalign.h>
#include <stdatomic.h>

enum { MOST_THREADS = 1024, CACHE_LINE = 64 };

/* The pieces that belong to one thread; others take from them when their own are done. A cache line each, so that
 * threads who count their own pieces do not disturb each other. */
struct share {
    alignas(CACHE_LINE) atomic_size_t next;
    size_t end;
};

struct loop {
    size_t n_threads, grain;
    cor_work *work;
    void *data;
    struct share shares[MOST_THREADS];
};

static void deal_out(struct loop *loop, size_t n)
{
    for (size_t t = 0; t < loop->n_threads; t++) {
        atomic_init(&loop->shares[t].next, n * t / loop->n_threads);
        loop->shares[t].end = n * (t + 1) / loop->n_threads;
    }
}

/* Everything in one share that no other thread takes meanwhile. */
static void work_off(struct loop *loop, struct share *share, size_t thread)
{
    size_t begin = atomic_fetch_add_explicit(&share->next, loop->grain, memory_order_relaxed);
    while (begin < share->end) {
        size_t end = share->end - begin < loop->grain ? share->end : begin + loop->grain;
        for (size_t i = begin; i < end; i++) {
            loop->work(loop->data, thread, i);
        }
        begin = atomic_fetch_add_explicit(&share->next, loop->grain, memory_order_relaxed);
    }
}

void cor_parallel_for(size_t n, size_t n_threads, size_t grain, cor_work *work, void *data)
{
    if (n_threads <= 1) {
        for (size_t i = 0; i < n; i++) {
            work(data, 0, i);
        }
        return;
    }
    struct loop loop = {.n_threads = n_threads < MOST_THREADS ? n_threads : MOST_THREADS,
                        .grain = grain > 0 ? grain : 1,
                        .work = work,
                        .data = data};
    deal_out(&loop, n);
#pragma omp parallel num_threads((int)loop.n_threads) default(none) shared(loop)
    {
        const size_t own = (size_t)omp_get_thread_num();
        for (size_t k = 0; k < loop.n_threads; k++) {
            work_off(&loop, &loop.shares[(own + k) % loop.n_threads], own);
        }
    }
}

size_t cor_parallel_processors(void)
{
    int n = omp_get_num_procs();
    return n > 0 ? (size_t)n : 1;
}
