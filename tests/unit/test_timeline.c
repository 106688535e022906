#include <check.h>
#include <stdint.h>
#include <string.h>
#include "sim/engine/timeline.h"

Suite *suite_timeline(void);

enum { SUM, PRODUCT, LARGEST, SMALLEST, N_LEVERS };
enum { N_CELLS = 3, NO_RAMP = 0 };

static const struct cor_lever LEVERS[N_LEVERS] = {
    {"sum", COR_ADD, 0, 0, 100, "1", "doc", "", COR_NO_LEVER, false, true, false},
    {"product", COR_MULTIPLY, 1, 0.1, 10, "1", "doc", "", COR_NO_LEVER, false, false, false},
    {"largest", COR_MAX, 0, 0, 1, "1", "doc", "", COR_NO_LEVER, false, false, false},
    {"smallest", COR_MIN, 24, 0, 24, "1", "doc", "", COR_NO_LEVER, false, false, false},
};
static const uint8_t FIRST_CELL[N_CELLS] = {1, 0, 0};

static void add(struct cor_timeline *timeline, size_t lever, double value, double intensity, int32_t from, int32_t to,
                int32_t ramp)
{
    struct cor_measure measure = {lever, value, intensity, from, to, ramp, FIRST_CELL, NULL};
    ck_assert_int_eq(cor_timeline_add(timeline, &measure), COR_OK);
}

/* Value of a lever in the first cell. */
static double value_of(const struct cor_timeline *timeline, size_t lever, int32_t month)
{
    double values[N_LEVERS * N_CELLS];
    cor_timeline_values(timeline, month, values);
    return values[lever * N_CELLS];
}

START_TEST(test_a_timeline_without_measures_is_neutral)
{
    struct cor_timeline timeline;
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    for (size_t lever = 0; lever < N_LEVERS; lever++) {
        ck_assert(value_of(&timeline, lever, 1500) == LEVERS[lever].neutral);
    }
    ck_assert(!cor_timeline_changes(&timeline, 1500));
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_strength_rises_linearly_from_the_first_month_and_ends_with_the_last)
{
    struct cor_measure measure = {SUM, 2.385, 0.8, 100, 110, 4, FIRST_CELL, NULL};
    static const double DUE[] = {0, 0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0};
    for (int32_t i = 0; i < 12; i++) {
        ck_assert_double_eq_tol(cor_measure_strength(&measure, 99 + i), DUE[i], 1e-15);
    }
    measure.ramp_months = NO_RAMP;
    ck_assert(cor_measure_strength(&measure, 100) == 0.8);
    ck_assert(cor_measure_strength(&measure, 110) == 0.0);
}
END_TEST

START_TEST(test_each_rule_combines_two_policies_as_it_says)
{
    struct cor_timeline timeline;
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    add(&timeline, SUM, 2.385, 1.0, 100, 200, NO_RAMP);
    add(&timeline, SUM, 10.0, 0.5, 150, 200, NO_RAMP);
    add(&timeline, PRODUCT, 0.8, 1.0, 100, 200, NO_RAMP);
    add(&timeline, PRODUCT, 3.0, 0.25, 150, 200, NO_RAMP);
    add(&timeline, LARGEST, 0.3, 1.0, 100, 200, NO_RAMP);
    add(&timeline, LARGEST, 0.8, 0.5, 150, 200, NO_RAMP);
    add(&timeline, SMALLEST, 6.0, 1.0, 100, 200, NO_RAMP);
    add(&timeline, SMALLEST, 2.0, 0.01, 150, 200, NO_RAMP);
    ck_assert(value_of(&timeline, SUM, 120) == 2.385);
    ck_assert(value_of(&timeline, PRODUCT, 120) == 1.0 + (0.8 - 1.0));
    ck_assert(value_of(&timeline, LARGEST, 120) == 0.3);
    ck_assert(value_of(&timeline, SMALLEST, 120) == 6.0);
    ck_assert_double_eq_tol(value_of(&timeline, SUM, 150), 7.385, 1e-14);
    ck_assert_double_eq_tol(value_of(&timeline, PRODUCT, 150), 0.8 * 1.5, 1e-15);
    ck_assert(value_of(&timeline, LARGEST, 150) == 0.4);
    ck_assert(value_of(&timeline, SMALLEST, 150) == 6.0);
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_a_limit_comes_in_steps_equal_in_the_reciprocal)
{
    static const double STRENGTHS[] = {0.125, 0.25, 0.375, 0.5, 0.5};
    struct cor_timeline timeline;
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    add(&timeline, SMALLEST, 2.0, 0.5, 100, 200, 4);
    for (int32_t i = 0; i < 5; i++) {
        double due = 1.0 / ((1.0 - STRENGTHS[i]) / 24.0 + STRENGTHS[i] / 2.0);
        ck_assert_double_eq_tol(value_of(&timeline, SMALLEST, 100 + i), due, 1e-12);
    }
    add(&timeline, SMALLEST, 0.3, 1.0, 150, 200, NO_RAMP);
    ck_assert(value_of(&timeline, SMALLEST, 150) == 0.3); /* to the last bit */
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_a_limit_in_steps_leaves_a_tighter_one_alone_until_it_is_below)
{
    struct cor_timeline timeline;
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    add(&timeline, SMALLEST, 2.0, 1.0, 100, 200, 10);
    add(&timeline, SMALLEST, 5.0, 1.0, 100, 200, NO_RAMP);
    ck_assert(value_of(&timeline, SMALLEST, 100) == 5.0);
    ck_assert(value_of(&timeline, SMALLEST, 104) < 5.0);
    ck_assert(value_of(&timeline, SMALLEST, 109) == 2.0);
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_a_weighted_measure_gives_each_cell_its_part)
{
    static const uint8_t CELLS[N_CELLS] = {1, 1, 1};
    const double weights[N_CELLS] = {0.25, 0.0, 0.75};
    struct cor_measure measure = {SUM, 60.0, 0.5, 100, 200, NO_RAMP, CELLS, weights};
    struct cor_timeline timeline;
    double values[N_LEVERS * N_CELLS];
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    ck_assert_int_eq(cor_timeline_add(&timeline, &measure), COR_OK);
    add(&timeline, SUM, 1.0, 1.0, 100, 200, NO_RAMP);
    cor_timeline_values(&timeline, 150, values);
    ck_assert(values[SUM * N_CELLS] == 8.5);
    ck_assert(values[SUM * N_CELLS + 1] == 0.0);
    ck_assert(values[SUM * N_CELLS + 2] == 22.5);
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_other_cells_and_other_months_stay_exactly_neutral)
{
    struct cor_timeline timeline;
    double values[N_LEVERS * N_CELLS];
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    for (size_t lever = 0; lever < N_LEVERS; lever++) {
        add(&timeline, lever, 0.7, 0.9, 100, 120, 6);
    }
    for (int32_t month = 98; month < 123; month++) {
        cor_timeline_values(&timeline, month, values);
        for (size_t i = 0; i < N_LEVERS * N_CELLS; i++) {
            bool is_moved = month >= 100 && month < 120 && i % N_CELLS == 0;
            ck_assert((values[i] != LEVERS[i / N_CELLS].neutral) == is_moved);
        }
    }
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_values_are_clamped_to_the_range_of_the_lever)
{
    struct cor_timeline timeline;
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    add(&timeline, SUM, 70, 1.0, 100, 200, NO_RAMP);
    add(&timeline, SUM, 70, 1.0, 100, 200, NO_RAMP);
    add(&timeline, PRODUCT, 0.0, 1.0, 100, 200, NO_RAMP);
    ck_assert(value_of(&timeline, SUM, 100) == 100.0);
    ck_assert(value_of(&timeline, PRODUCT, 100) == 0.1);
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_measures_that_can_move_nothing_are_left_out)
{
    static const uint8_t NO_CELL[N_CELLS] = {0};
    struct cor_measure nowhere = {SUM, 1.0, 1.0, 100, 200, NO_RAMP, NO_CELL, NULL};
    struct cor_timeline timeline;
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    add(&timeline, SUM, 1.0, 0.0, 100, 200, NO_RAMP);
    add(&timeline, SUM, 1.0, 1.0, 100, 100, NO_RAMP);
    for (size_t lever = 0; lever < N_LEVERS; lever++) {
        add(&timeline, lever, LEVERS[lever].neutral, 1.0, 100, 200, NO_RAMP);
    }
    ck_assert_int_eq(cor_timeline_add(&timeline, &nowhere), COR_OK);
    ck_assert_uint_eq(timeline.n_measures, 0);
    cor_timeline_free(&timeline);
}
END_TEST

START_TEST(test_changes_are_announced_exactly_in_the_months_in_which_values_change)
{
    struct cor_timeline timeline;
    double before[N_LEVERS * N_CELLS], now[N_LEVERS * N_CELLS];
    cor_timeline_init(&timeline, LEVERS, N_LEVERS, N_CELLS);
    add(&timeline, SUM, 2.385, 1.0, 100, 130, 5);
    add(&timeline, PRODUCT, 1.5, 0.5, 115, 140, NO_RAMP);
    for (int32_t month = 90; month < 150; month++) {
        cor_timeline_values(&timeline, month - 1, before);
        cor_timeline_values(&timeline, month, now);
        ck_assert(cor_timeline_changes(&timeline, month) == (memcmp(before, now, sizeof now) != 0));
    }
    cor_timeline_free(&timeline);
}
END_TEST

Suite *suite_timeline(void)
{
    Suite *suite = suite_create("timeline");
    TCase *tests = tcase_create("timeline");
    tcase_add_test(tests, test_a_timeline_without_measures_is_neutral);
    tcase_add_test(tests, test_strength_rises_linearly_from_the_first_month_and_ends_with_the_last);
    tcase_add_test(tests, test_each_rule_combines_two_policies_as_it_says);
    tcase_add_test(tests, test_a_limit_comes_in_steps_equal_in_the_reciprocal);
    tcase_add_test(tests, test_a_limit_in_steps_leaves_a_tighter_one_alone_until_it_is_below);
    tcase_add_test(tests, test_a_weighted_measure_gives_each_cell_its_part);
    tcase_add_test(tests, test_other_cells_and_other_months_stay_exactly_neutral);
    tcase_add_test(tests, test_values_are_clamped_to_the_range_of_the_lever);
    tcase_add_test(tests, test_measures_that_can_move_nothing_are_left_out);
    tcase_add_test(tests, test_changes_are_announced_exactly_in_the_months_in_which_values_change);
    suite_add_tcase(suite, tests);
    return suite;
}
