/* What the same answer everywhere costs: each guarantee beside the cheapest way of doing without it, in nanoseconds per
 * operation. Medians of repetitions. Not a test.  bench_guarantees [repeat=N] */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "sim/base/math.h"
#include "sim/base/random.h"
#include "sim/base/stopwatch.h"
#include "sim/engine/queue.h"
#include "tests/bench/floors.h"

enum { N = 1 << 14, MAX_REPEAT = 999, SHUFFLE = 7919 };

struct work {
    uint32_t id[N], word[4][N];
    double x[N], y[N];
    uint64_t state[4]; /* of the generator that keeps a state */
    struct cor_queue queue;
    uint64_t sum; /* of everything, so that nothing is removed as unused */
};

typedef void operation(struct work *work);

/* ---- draws: four words for each of N persons ---- */

static void draw_one_by_one(struct work *work)
{
    const struct cor_key key = {1, 0};
    for (uint32_t i = 0; i < N; i++) {
        struct cor_draws draws = cor_person_draws(key, work->id[i], 3, 5, 7, 0);
        work->sum += draws.word[0] ^ draws.word[1] ^ draws.word[2] ^ draws.word[3];
    }
}

static void draw_many(struct work *work)
{
    const struct cor_key key = {1, 0};
    uint32_t *const words[4] = {work->word[0], work->word[1], work->word[2], work->word[3]};
    cor_person_blocks(key, work->id, N, 3, 5, 7, 0, words);
    work->sum += work->word[3][N - 1];
}

static uint64_t rotated(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256++ (Blackman and Vigna 2021): fast, but who draws what depends on who drew before. */
static void draw_with_a_state(struct work *work)
{
    uint64_t *s = work->state;
    for (uint32_t i = 0; i < 2 * N; i++) {
        uint64_t result = rotated(s[0] + s[3], 23) + s[0], t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = rotated(s[3], 45);
        work->sum += result;
    }
}

/* ---- logarithms and exponentials ---- */

static void log_of_our_own(struct work *work)
{
    for (uint32_t i = 0; i < N; i++) {
        work->y[i] = cor_log(work->x[i]);
    }
}

static void log_of_the_system(struct work *work)
{
    for (uint32_t i = 0; i < N; i++) {
        work->y[i] = log(work->x[i]);
    }
}

static void exp_of_our_own(struct work *work)
{
    for (uint32_t i = 0; i < N; i++) {
        work->y[i] = cor_exp(work->x[i]);
    }
}

static void exp_of_the_system(struct work *work)
{
    for (uint32_t i = 0; i < N; i++) {
        work->y[i] = exp(work->x[i]);
    }
}

/* ---- sums of money ---- */

static void sum_of_integers(struct work *work)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < N; i++) {
        sum += (int64_t)work->id[i];
    }
    work->sum += (uint64_t)sum;
}

static void sum_of_doubles(struct work *work)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < N; i++) {
        sum += work->x[i];
    }
    work->sum += (uint64_t)sum;
}

/* ---- rationing: N applicants for N / 3 seats in eight cells ---- */

static void ration_by_keyed_queue(struct work *work)
{
    static const int64_t seats[8] = {N / 24, N / 24, N / 24, N / 24, N / 24, N / 24, N / 24, N / 24};
    for (uint32_t i = 0; i < N; i++) {
        cor_lane_apply(&work->queue.lanes[0], i % 8, (uint64_t)work->word[0][i] << 32 | work->word[1][i], 1);
    }
    if (cor_queue_resolve(&work->queue, seats) != COR_OK) {
        abort();
    }
    for (uint32_t i = 0; i < N; i++) {
        work->sum += cor_queue_admits(&work->queue, i % 8, (uint64_t)work->word[0][i] << 32 | work->word[1][i]);
    }
}

static void ration_first_come(struct work *work)
{
    int64_t seats[8] = {N / 24, N / 24, N / 24, N / 24, N / 24, N / 24, N / 24, N / 24};
    for (uint32_t i = 0; i < N; i++) {
        work->sum += seats[i % 8]-- > 0;
    }
}

/* ---- measuring ---- */

static double nanoseconds(struct work *work, operation *run, int repeat)
{
    double seconds[MAX_REPEAT];
    for (int i = 0; i < repeat; i++) {
        double start = cor_seconds();
        run(work);
        seconds[i] = cor_seconds() - start;
    }
    return 1e9 * median_of(seconds, (size_t)repeat) / N;
}

static const struct {
    const char *guarantee;
    const char *ours;
    operation *run;
    const char *without;
    operation *run_without;
} comparisons[] = {
    {"draws by person and month", "Philox, one by one", draw_one_by_one, "xoshiro256++ with a state",
     draw_with_a_state},
    {"draws by person and month", "Philox, many at once", draw_many, "xoshiro256++ with a state", draw_with_a_state},
    {"the same bits on every processor", "cor_log", log_of_our_own, "log of the system", log_of_the_system},
    {"the same bits on every processor", "cor_exp", exp_of_our_own, "exp of the system", exp_of_the_system},
    {"sums in any order", "64-bit integers", sum_of_integers, "doubles in one order", sum_of_doubles},
    {"rationing without order", "keyed queue", ration_by_keyed_queue, "first come, first served", ration_first_come},
};

static void fill(struct work *work)
{
    for (uint32_t i = 0; i < N; i++) {
        work->id[i] = i * SHUFFLE + 1;
        work->x[i] = 0.001 * (double)(1 + i);
    }
    work->state[0] = 2385;
}

int main(int argc, char **argv)
{
    int repeat = 99;
    if (argc > 2 || (argc == 2 && (sscanf(argv[1], "repeat=%d", &repeat) != 1 || repeat < 1 || repeat > MAX_REPEAT))) {
        fprintf(stderr, "usage: bench_guarantees [repeat=1..%d]\n", MAX_REPEAT);
        return 2;
    }
    struct work *work = calloc(1, sizeof *work);
    if (!work || cor_queue_init(&work->queue, 8, 1) != COR_OK || cor_lane_reserve(&work->queue.lanes[0], N) != COR_OK) {
        fprintf(stderr, "bench_guarantees: out of memory\n");
        return 1;
    }
    fill(work);
    for (size_t i = 0; i < sizeof comparisons / sizeof comparisons[0]; i++) {
        double ours = nanoseconds(work, comparisons[i].run, repeat);
        double without = nanoseconds(work, comparisons[i].run_without, repeat);
        printf("%-34s %-22s %6.2f ns   %-26s %6.2f ns   ratio %.2f\n", comparisons[i].guarantee, comparisons[i].ours,
               ours, comparisons[i].without, without, ours / without);
    }
    fprintf(stderr, "check %llu\n", (unsigned long long)work->sum);
    cor_queue_free(&work->queue);
    free(work);
    return 0;
}
