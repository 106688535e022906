/* Loops over several threads: everything is done once, whoever does it. */
#include <check.h>
#include <stdatomic.h>
#include <time.h>
#include "sim/engine/parallel.h"

enum { N_MOST = 1000, THREADS_MOST = 9 };

struct tally {
    atomic_int done[N_MOST];
    atomic_int by_thread[THREADS_MOST];
};

static void count_piece(void *data, size_t thread, size_t index)
{
    struct tally *tally = data;
    ck_assert_uint_lt(thread, THREADS_MOST);
    atomic_fetch_add(&tally->done[index], 1);
    atomic_fetch_add(&tally->by_thread[thread], 1);
}

START_TEST(test_every_piece_is_done_once_for_any_number_of_pieces_threads_and_any_grain)
{
    static const size_t numbers[] = {0, 1, 2, 7, 63, 64, 1000}, grains[] = {1, 3, 64, 5000};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        for (size_t g = 0; g < sizeof grains / sizeof grains[0]; g++) {
            for (size_t n_threads = 1; n_threads <= THREADS_MOST; n_threads++) {
                struct tally tally = {0};
                cor_parallel_for(numbers[i], n_threads, grains[g], count_piece, &tally);
                for (size_t p = 0; p < N_MOST; p++) {
                    ck_assert_int_eq(tally.done[p], p < numbers[i]);
                }
                for (size_t t = n_threads; t < THREADS_MOST; t++) {
                    ck_assert_int_eq(tally.by_thread[t], 0);
                }
            }
        }
    }
}
END_TEST

/* The first share takes long: its pieces sleep, those of the other shares do not. */
static void sleep_in_first_half(void *data, size_t thread, size_t index)
{
    count_piece(data, thread, index);
    if (index < 20) {
        nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
    }
}

START_TEST(test_who_has_done_his_share_helps_the_others)
{
    struct tally tally = {0};
    cor_parallel_for(40, 2, 1, sleep_in_first_half, &tally);
    for (size_t p = 0; p < 40; p++) {
        ck_assert_int_eq(tally.done[p], 1);
    }
    ck_assert_int_gt(tally.by_thread[1], 20); /* the second thread's own share is 20 pieces */
}
END_TEST

Suite *suite_parallel(void)
{
    Suite *suite = suite_create("parallel");
    TCase *tests = tcase_create("loops");
    tcase_add_test(tests, test_every_piece_is_done_once_for_any_number_of_pieces_threads_and_any_grain);
    tcase_add_test(tests, test_who_has_done_his_share_helps_the_others);
    suite_add_tcase(suite, tests);
    return suite;
}
