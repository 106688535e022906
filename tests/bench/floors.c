#include "tests/bench/floors.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/stopwatch.h"
#include "sim/engine/parallel.h"

enum { PIECE = 8192, N_PIECES = 2048, DRAWS_ROWS = 1024 };

static void triad_piece(void *data, size_t thread, size_t index)
{
    double *const *array = data;
    double *a = array[0] + index * PIECE;
    const double *b = array[1] + index * PIECE, *c = array[2] + index * PIECE;
    (void)thread;
    for (size_t i = 0; i < PIECE; i++) {
        a[i] = b[i] + 2.385 * c[i];
    }
}

double floor_bandwidth(size_t n_threads)
{
    const size_t n_bytes = (size_t)PIECE * N_PIECES * sizeof(double);
    double *array[3] = {malloc(n_bytes), malloc(n_bytes), malloc(n_bytes)}, best = 0.0;
    bool complete = array[0] && array[1] && array[2];
    for (int i = 0; complete && i < 3; i++) {
        memset(array[i], 0, n_bytes);
    }
    for (int repeat = 0; complete && repeat < 10; repeat++) {
        double start = cor_seconds();
        cor_parallel_for(N_PIECES, n_threads, 4, triad_piece, array);
        double rate = 3.0 * (double)n_bytes / (cor_seconds() - start);
        best = rate > best ? rate : best;
    }
    for (int i = 0; i < 3; i++) {
        free(array[i]);
    }
    return best;
}

double floor_draws(cor_block_words_function *words)
{
    static uint32_t space[4][DRAWS_ROWS];
    uint32_t *const out[4] = {space[0], space[1], space[2], space[3]};
    double best = 0.0;
    for (uint32_t piece = 0; piece < 3000; piece++) {
        double start = cor_seconds();
        for (uint32_t month = 0; month < 20; month++) {
            words((struct cor_key){1, 0}, 0, DRAWS_ROWS, piece, month, 1, out);
        }
        double rate = 20.0 * DRAWS_ROWS / (cor_seconds() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double median_of(double *numbers, size_t n)
{
    qsort(numbers, n, sizeof *numbers, compare_numbers);
    return numbers[n / 2];
}
