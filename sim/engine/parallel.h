/* Loops over independent pieces of work on several threads. The only door to OpenMP. Results must not depend on which thread
 * does what: pieces write their own data, sums are integers. */
#ifndef COR_ENGINE_PARALLEL_H
#define COR_ENGINE_PARALLEL_H
#include <stddef.h>

/* One piece of work: `thread` is 0 .. n_threads-1, constant during the call. */
typedef void cor_work(void *data, size_t thread, size_t index);

/* Do work for index 0 .. n-1. With one thread: a plain loop in order. Otherwise every thread has a share of its own, the
 * same one in every loop of the same length, so that it finds its data in its own cache and memory; whoever has done
 * his own share helps the others. Pieces are taken `grain` (at least 1) at a time. At most 1024 threads. Must not be
 * nested with more than one thread on both levels. */
void cor_parallel_for(size_t n, size_t n_threads, size_t grain, cor_work *work, void *data);

/* Processors this process may use, at least 1. */
size_t cor_parallel_processors(void);

#endif
