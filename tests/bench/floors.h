/* What no program on this machine can beat: the bandwidth of its memory, and its random numbers. Benchmarks measure both in
 * the same run as themselves, for machines differ from day to day. */
#ifndef BENCH_FLOORS_H
#define BENCH_FLOORS_H
#include <stddef.h>
#include "sim/base/random_paths.h"

/* Bytes per second read and written by a = b + s c over arrays beyond every cache: best of ten. 0: no memory. */
double floor_bandwidth(size_t n_threads);
/* Blocks of four words per second on one core: no agent-step that draws once is faster. Best of many short pieces. */
double floor_draws(cor_block_words_function *words);

/* The middle of n > 0 numbers, which are sorted. */
double median_of(double *numbers, size_t n);

#endif
