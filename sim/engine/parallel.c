#include "sim/engine/parallel.h"
#include <omp.h>

void cor_parallel_for(size_t n, size_t n_threads, size_t grain, cor_work *work, void *data)
{
    if (n_threads <= 1) {
        for (size_t i = 0; i < n; i++) {
            work(data, 0, i);
        }
        return;
    }
#pragma omp parallel for schedule(dynamic, (int)grain) num_threads((int)n_threads)
    for (size_t i = 0; i < n; i++) {
        work(data, (size_t)omp_get_thread_num(), i);
    }
}

size_t cor_parallel_processors(void)
{
    int n = omp_get_num_procs();
    return n > 0 ? (size_t)n : 1;
}
