/* The rationed queue: exact, and independent of the order and the lanes of application. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/random.h"
#include "sim/engine/queue.h"

enum { N = 5000, CELLS = 7 };

static uint64_t key_of(uint32_t i)
{
    struct cor_draws d = cor_philox(i, 1, 2, 3, (struct cor_key){11, 0});
    return ((uint64_t)d.word[0] << 32) | d.word[1];
}

/* Everybody below n_all, in steps that have no divisor in common with it. */
static void apply_all(struct cor_queue *queue, uint32_t n_all, uint32_t step, uint32_t weight)
{
    for (uint32_t n = 0; n < n_all; n++) {
        uint32_t i = (uint32_t)((uint64_t)n * step % n_all);
        struct cor_lane *lane = &queue->lanes[i % queue->n_lanes];
        ck_assert_int_eq(cor_lane_reserve(lane, 1), COR_OK);
        cor_lane_apply(lane, i % CELLS, key_of(i), weight);
    }
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

START_TEST(test_exactly_the_smallest_keys_are_admitted_up_to_the_seats)
{
    struct cor_queue queue;
    const int64_t seats[CELLS] = {0, 1, 13, 400, 100000, -3, 250};
    ck_assert_int_eq(cor_queue_init(&queue, CELLS, 3), COR_OK);
    apply_all(&queue, N, 1, 1);
    ck_assert_int_eq(cor_queue_resolve(&queue, seats), COR_OK);
    for (uint32_t c = 0; c < CELLS; c++) {
        uint64_t keys[N];
        size_t n = 0;
        for (uint32_t i = c; i < N; i += CELLS) {
            keys[n++] = key_of(i);
        }
        qsort(keys, n, sizeof keys[0], compare_keys);
        size_t expected = seats[c] < 0 ? 0 : ((size_t)seats[c] < n ? (size_t)seats[c] : n);
        ck_assert_int_eq(queue.applied[c], (int64_t)n);
        ck_assert_int_eq(queue.admitted[c], (int64_t)expected);
        for (size_t i = 0; i < n; i++) {
            ck_assert_int_eq(cor_queue_admits(&queue, c, keys[i]), i < expected);
        }
    }
    cor_queue_free(&queue);
}
END_TEST

/* Many applications are resolved on several threads. */
static const uint32_t few_and_many[] = {N, 200003};

START_TEST(test_order_and_lanes_of_application_do_not_matter)
{
    struct cor_queue one, many;
    const uint32_t n_all = few_and_many[_i];
    const int64_t seats[CELLS] = {7, 1, 13, 400, 10, 3, 250};
    ck_assert_int_eq(cor_queue_init(&one, CELLS, 1), COR_OK);
    ck_assert_int_eq(cor_queue_init(&many, CELLS, 5), COR_OK);
    apply_all(&one, n_all, 1, 3);
    apply_all(&many, n_all, 1777, 3);
    ck_assert_int_eq(cor_queue_resolve(&one, seats), COR_OK);
    ck_assert_int_eq(cor_queue_resolve(&many, seats), COR_OK);
    ck_assert_mem_eq(one.cut, many.cut, CELLS * sizeof one.cut[0]);
    ck_assert_mem_eq(one.admitted, many.admitted, CELLS * sizeof one.admitted[0]);
    ck_assert_mem_eq(one.applied, many.applied, CELLS * sizeof one.applied[0]);
    cor_queue_free(&one);
    cor_queue_free(&many);
}
END_TEST

START_TEST(test_an_applicant_on_the_edge_is_admitted_when_half_of_the_weight_fits)
{
    struct cor_queue queue;
    int64_t seats[1] = {14};
    ck_assert_int_eq(cor_queue_init(&queue, 1, 1), COR_OK);
    for (uint64_t k = 1; k <= 3; k++) {
        ck_assert_int_eq(cor_lane_reserve(&queue.lanes[0], 1), COR_OK);
        cor_lane_apply(&queue.lanes[0], 0, k, 10);
    }
    ck_assert_int_eq(cor_queue_resolve(&queue, seats), COR_OK);
    ck_assert_int_eq(queue.admitted[0], 10);
    for (uint64_t k = 1; k <= 3; k++) {
        cor_lane_apply(&queue.lanes[0], 0, k, 10);
    }
    seats[0] = 15;
    ck_assert_int_eq(cor_queue_resolve(&queue, seats), COR_OK);
    ck_assert_int_eq(queue.admitted[0], 20);
    cor_queue_free(&queue);
}
END_TEST

START_TEST(test_presorted_keys_as_in_first_come_first_served_are_handled)
{
    struct cor_queue queue;
    const int64_t seats[1] = {1234};
    ck_assert_int_eq(cor_queue_init(&queue, 1, 1), COR_OK);
    for (uint32_t i = 0; i < 20000; i++) {
        ck_assert_int_eq(cor_lane_reserve(&queue.lanes[0], 1), COR_OK);
        cor_lane_apply(&queue.lanes[0], 0, ((uint64_t)(i / 500) << 48) | i, 1);
    }
    ck_assert_int_eq(cor_queue_resolve(&queue, seats), COR_OK);
    ck_assert_int_eq(queue.admitted[0], 1234);
    ck_assert(cor_queue_admits(&queue, 0, ((uint64_t)(1233 / 500) << 48) | 1233));
    ck_assert(!cor_queue_admits(&queue, 0, ((uint64_t)(1234 / 500) << 48) | 1234));
    cor_queue_free(&queue);
}
END_TEST

Suite *suite_queue(void)
{
    Suite *suite = suite_create("queue");
    TCase *tests = tcase_create("rationed queue");
    tcase_add_test(tests, test_exactly_the_smallest_keys_are_admitted_up_to_the_seats);
    tcase_add_loop_test(tests, test_order_and_lanes_of_application_do_not_matter, 0, 2);
    tcase_add_test(tests, test_an_applicant_on_the_edge_is_admitted_when_half_of_the_weight_fits);
    tcase_add_test(tests, test_presorted_keys_as_in_first_come_first_served_are_handled);
    suite_add_tcase(suite, tests);
    return suite;
}
