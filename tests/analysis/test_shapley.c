/* Shapley values against games whose values are known, and what holds for every game: nothing is left over, who adds nothing
 * gets nothing, and the numbering of groups does not matter. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include "analysis/shapley.h"

Suite *suite_shapley(void);

enum { MOST = COR_SHAPLEY_GROUPS, SETS = COR_SHAPLEY_SETS };

static uint64_t state;

/* Any numbers: of both signs, with cents. */
static double number(void)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)((int64_t)(state >> 33) % 2000000 - 1000000) / 100.0;
}

static void make_game(size_t n_groups, double values[SETS])
{
    for (size_t set = 0; set < cor_shapley_n_sets(n_groups); set++) {
        values[set] = number();
    }
}

static int64_t value_of(size_t n_groups, size_t group, const int64_t whole[])
{
    int64_t weights[SETS];
    cor_shapley_value(n_groups, group, weights);
    return cor_shapley_sum(n_groups, weights, whole);
}

static int64_t pair_of(size_t n_groups, size_t first, size_t second, const int64_t whole[])
{
    int64_t weights[SETS];
    cor_shapley_pair(n_groups, first, second, weights);
    return cor_shapley_sum(n_groups, weights, whole);
}

START_TEST(test_nothing_is_left_over)
{
    double values[SETS];
    int64_t whole[SETS], sum = 0;
    size_t n = (size_t)_i;
    for (int game = 0; game < 200; game++) {
        make_game(n, values);
        cor_shapley_whole(values, cor_shapley_n_sets(n), whole);
        sum = 0;
        for (size_t g = 0; g < n; g++) {
            sum += value_of(n, g, whole);
        }
        ck_assert_int_eq(sum, cor_shapley_denominator(n) * (whole[cor_shapley_n_sets(n) - 1] - whole[0]));
    }
    ck_assert_int_ne(sum, 0);
}
END_TEST

START_TEST(test_what_does_not_depend_on_the_others_is_the_own_effect_and_no_pair_interacts)
{
    size_t n = (size_t)_i;
    int64_t whole[SETS];
    for (size_t set = 0; set < cor_shapley_n_sets(n); set++) {
        whole[set] = 1000;
        for (size_t g = 0; g < n; g++) {
            whole[set] += set >> g & 1u ? (int64_t)(7 + 11 * g) : 0;
        }
    }
    for (size_t g = 0; g < n; g++) {
        ck_assert_int_eq(value_of(n, g, whole), cor_shapley_denominator(n) * (int64_t)(7 + 11 * g));
        for (size_t other = 0; other < g; other++) {
            ck_assert_int_eq(pair_of(n, other, g, whole), 0);
        }
    }
}
END_TEST

START_TEST(test_the_only_left_glove_is_worth_four_times_each_of_two_right_ones)
{
    int64_t whole[8]; /* group 0 has the left glove; a pair is worth 1 */
    for (size_t set = 0; set < 8; set++) {
        whole[set] = (set & 1u) && (set & 6u);
    }
    ck_assert_int_eq(cor_shapley_denominator(3), 6);
    ck_assert_int_eq(value_of(3, 0, whole), 4); /* 2/3, 1/6, 1/6 (Shapley 1953) */
    ck_assert_int_eq(value_of(3, 1, whole), 1);
    ck_assert_int_eq(value_of(3, 2, whole), 1);
    ck_assert_int_eq(pair_of(3, 0, 1, whole), 3);  /* left and right need each other: 1 in half of the sets ... */
    ck_assert_int_eq(pair_of(3, 1, 2, whole), -3); /* ... one right one replaces the other */
}
END_TEST

START_TEST(test_groups_that_are_alike_get_the_same)
{
    size_t n = (size_t)_i;
    int64_t whole[SETS];
    for (size_t set = 0; set < cor_shapley_n_sets(n); set++) {
        int64_t size = 0;
        for (size_t g = 0; g < n; g++) {
            size += (int64_t)(set >> g & 1u);
        }
        whole[set] = size * size; /* of n^2 everybody gets n; every pair adds 2 */
    }
    for (size_t g = 0; g < n; g++) {
        ck_assert_int_eq(value_of(n, g, whole), cor_shapley_denominator(n) * (int64_t)n);
        for (size_t other = 0; other < g; other++) {
            ck_assert_int_eq(pair_of(n, other, g, whole), 2 * cor_shapley_denominator(n));
        }
    }
}
END_TEST

START_TEST(test_who_never_adds_anything_gets_exactly_nothing)
{
    size_t n = (size_t)_i;
    double values[SETS];
    int64_t whole[SETS];
    for (size_t idle = 0; idle < n; idle++) {
        make_game(n, values);
        for (size_t set = 0; set < cor_shapley_n_sets(n); set++) {
            values[set] = values[set & ~((size_t)1 << idle)];
        }
        cor_shapley_whole(values, cor_shapley_n_sets(n), whole);
        ck_assert_int_eq(value_of(n, idle, whole), 0);
        for (size_t g = 0; g < n; g++) {
            ck_assert(g == idle || pair_of(n, g < idle ? g : idle, g < idle ? idle : g, whole) == 0);
        }
    }
}
END_TEST

START_TEST(test_the_numbering_of_groups_does_not_matter)
{
    static const size_t place[MOST] = {3, 5, 0, 1, 4, 2};
    double values[SETS];
    int64_t whole[SETS], other[SETS];
    make_game(MOST, values);
    cor_shapley_whole(values, SETS, whole);
    for (size_t set = 0; set < SETS; set++) {
        size_t moved = 0;
        for (size_t g = 0; g < MOST; g++) {
            moved |= (set >> g & 1u) << place[g];
        }
        other[moved] = whole[set];
    }
    for (size_t g = 0; g < MOST; g++) {
        ck_assert_int_eq(value_of(MOST, g, whole), value_of(MOST, place[g], other));
        for (size_t h = 0; h < g; h++) {
            ck_assert_int_eq(pair_of(MOST, g, h, whole), pair_of(MOST, place[g], place[h], other));
        }
    }
}
END_TEST

START_TEST(test_a_difference_is_of_the_two_sets_it_names)
{
    const int64_t whole[4] = {5, 7, 11, 40};
    int64_t weights[4];
    cor_shapley_difference(2, 1, 3, weights);
    ck_assert_int_eq(cor_shapley_sum(2, weights, whole), 2 * (40 - 7));
    cor_shapley_difference(2, 2, 2, weights);
    ck_assert_int_eq(cor_shapley_sum(2, weights, whole), 0);
}
END_TEST

START_TEST(test_whole_numbers_stay_and_others_keep_fifty_bits)
{
    const double counts[] = {0, 1, -3, 123456789012.0, 1125899906842623.0 /* 2^50 - 1 */};
    const double shares[] = {0.1, -73.46853, 1e-9, 0};
    int64_t whole[5];
    double unit = cor_shapley_whole(counts, 5, whole);
    for (size_t i = 0; i < 5; i++) {
        ck_assert((double)whole[i] * unit == counts[i]);
    }
    unit = cor_shapley_whole(shares, 4, whole);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_double_le(fabs((double)whole[i] * unit - shares[i]), ldexp(73.5, -COR_SHAPLEY_BITS));
    }
    ck_assert_int_eq(whole[3], 0);
    cor_shapley_whole(&shares[3], 1, whole);
    ck_assert_int_eq(whole[0], 0);
}
END_TEST

START_TEST(test_rounded_parts_add_up_to_the_rounded_total)
{
    double parts[MOST];
    int64_t steps[MOST];
    for (int trial = 0; trial < 1000; trial++) {
        double total = 0.0;
        size_t n = (size_t)trial % MOST + 1;
        int64_t sum = 0;
        for (size_t i = 0; i < n; i++) {
            parts[i] = i == 1 ? 0.0 : number() / 7.0;
            total += parts[i];
        }
        int64_t rounded = cor_shapley_round(parts, n, 0.5, steps);
        ck_assert_double_le(fabs((double)rounded * 0.5 - total), 0.25 + 1e-6);
        for (size_t i = 0; i < n; i++) {
            sum += steps[i];
            ck_assert_double_lt(fabs((double)steps[i] * 0.5 - parts[i]), 0.5);
        }
        ck_assert_int_eq(sum, rounded);
        ck_assert(n == 1 || steps[1] == 0);
    }
}
END_TEST

Suite *suite_shapley(void)
{
    Suite *suite = suite_create("shapley");
    TCase *tests = tcase_create("shapley");
    tcase_add_loop_test(tests, test_nothing_is_left_over, 1, MOST + 1);
    tcase_add_loop_test(tests, test_what_does_not_depend_on_the_others_is_the_own_effect_and_no_pair_interacts, 1,
                        MOST + 1);
    tcase_add_test(tests, test_the_only_left_glove_is_worth_four_times_each_of_two_right_ones);
    tcase_add_loop_test(tests, test_groups_that_are_alike_get_the_same, 1, MOST + 1);
    tcase_add_loop_test(tests, test_who_never_adds_anything_gets_exactly_nothing, 1, MOST + 1);
    tcase_add_test(tests, test_the_numbering_of_groups_does_not_matter);
    tcase_add_test(tests, test_a_difference_is_of_the_two_sets_it_names);
    tcase_add_test(tests, test_whole_numbers_stay_and_others_keep_fifty_bits);
    tcase_add_test(tests, test_rounded_parts_add_up_to_the_rounded_total);
    suite_add_tcase(suite, tests);
    return suite;
}
