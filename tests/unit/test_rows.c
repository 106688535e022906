/* On every path the scans list exactly the rows that a plain loop finds, for every length around the width of a vector,
 * and write nothing beyond their room. */
#include <check.h>
#include <string.h>
#include "sim/base/random.h"
#include "sim/state/rows.h"
#include "sim/state/rows_paths.h"

enum { N = 211, SENTINEL = 0x25a5a5a5 };

/* The paths of this processor, and the one that callers get. */
static size_t all_paths(struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1])
{
    size_t n_paths = cor_rows_paths(paths);
    paths[n_paths] = (struct cor_rows_path){"chosen",       cor_rows_where, cor_rows_equal, cor_rows_of_month,
                                            cor_rows_count, cor_rows_tally, cor_rows_hold};
    return n_paths + 1;
}

START_TEST(test_rows_of_a_value_are_listed_in_order_for_every_length)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1];
    const struct cor_rows_path *path = &paths[_i];
    uint8_t column[N];
    uint32_t rows[N + 1];
    if ((size_t)_i >= all_paths(paths)) {
        return; /* not on this processor */
    }
    for (uint32_t i = 0; i < N; i++) {
        column[i] = (uint8_t)(cor_philox(i, 0, 0, 0, (struct cor_key){3, 0}).word[0] % 11);
    }
    for (uint32_t n_rows = 0; n_rows <= N; n_rows++) {
        rows[n_rows] = SENTINEL;
        uint32_t n = path->where(column, n_rows, 7, 5, rows), expected = 0;
        ck_assert_uint_eq(rows[n_rows], SENTINEL);
        for (uint32_t r = 0; r < n_rows; r++) {
            if ((column[r] & 7) == 5) {
                ck_assert_uint_lt(expected, n);
                ck_assert_uint_eq(rows[expected++], r);
            }
        }
        ck_assert_uint_eq(n, expected);
        ck_assert_uint_eq(path->count(column, n_rows, 7, 5), expected);
    }
}
END_TEST

START_TEST(test_equal_numbers_are_listed_in_order_for_every_length)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1];
    const struct cor_rows_path *path = &paths[_i];
    uint16_t column[N];
    uint32_t rows[N + 1];
    if ((size_t)_i >= all_paths(paths)) {
        return;
    }
    for (uint32_t i = 0; i < N; i++) {
        column[i] = (uint16_t)(65000 + cor_philox(i, 1, 0, 0, (struct cor_key){3, 0}).word[0] % 7);
    }
    for (uint32_t n_rows = 0; n_rows <= N; n_rows++) {
        rows[n_rows] = SENTINEL;
        uint32_t n = path->equal(column, n_rows, 65004, rows), expected = 0;
        ck_assert_uint_eq(rows[n_rows], SENTINEL);
        for (uint32_t r = 0; r < n_rows; r++) {
            if (column[r] == 65004) {
                ck_assert_uint_lt(expected, n);
                ck_assert_uint_eq(rows[expected++], r);
            }
        }
        ck_assert_uint_eq(n, expected);
    }
}
END_TEST

START_TEST(test_long_columns_are_counted_without_overflow)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1];
    const struct cor_rows_path *path = &paths[_i];
    static uint8_t column[70000];
    if ((size_t)_i >= all_paths(paths)) {
        return;
    }
    memset(column, 9, sizeof column);
    ck_assert_uint_eq(path->count(column, 70000, 0xff, 9), 70000);
    ck_assert_uint_eq(path->count(column, 69999, 0xff, 8), 0);
}
END_TEST

START_TEST(test_values_are_tallied_as_they_are_counted_one_by_one)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1];
    const struct cor_rows_path *path = &paths[_i];
    static uint8_t column[10000];
    const uint8_t values[COR_TALLY_VALUES] = {0, 1, 2, 3, 4, 5, 6, 9};
    uint32_t counts[COR_TALLY_VALUES];
    if ((size_t)_i >= all_paths(paths)) {
        return;
    }
    for (uint32_t i = 0; i < sizeof column; i++) {
        column[i] = (uint8_t)(cor_philox(i, 2, 0, 0, (struct cor_key){3, 0}).word[0] % 3 ? 0x41 : i % 251);
    }
    for (uint32_t n_rows = 0; n_rows <= sizeof column; n_rows += n_rows < 2 * N ? 1 : 4859) {
        path->tally(column, n_rows, 0x3f, values, counts);
        for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
            ck_assert_uint_eq(counts[k], path->count(column, n_rows, 0x3f, values[k]));
        }
    }
}
END_TEST

START_TEST(test_months_of_the_year_are_found_for_all_numbers)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1];
    const struct cor_rows_path *path = &paths[_i];
    static uint16_t column[65536];
    static uint32_t rows[65536];
    if ((size_t)_i >= all_paths(paths)) {
        return;
    }
    for (uint32_t i = 0; i < 65536; i++) {
        column[i] = (uint16_t)i;
    }
    for (uint16_t remainder = 0; remainder < 12; remainder++) {
        uint32_t n = path->of_month(column, 65536, remainder, rows), expected = 0;
        for (uint32_t r = remainder; r < 65536; r += 12) {
            ck_assert_uint_eq(rows[expected++], r);
        }
        ck_assert_uint_eq(n, expected);
    }
    ck_assert_uint_eq(path->of_month(column, 5, 11, rows), 0);
}
END_TEST

START_TEST(test_a_number_is_found_wherever_it_stands)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS + 1];
    const struct cor_rows_path *path = &paths[_i];
    uint32_t column[N + 1];
    if ((size_t)_i >= all_paths(paths)) {
        return;
    }
    for (uint32_t i = 0; i <= N; i++) {
        column[i] = 0x80000000u + i;
    }
    for (uint32_t n_rows = 0; n_rows <= N; n_rows++) {
        for (uint32_t i = 0; i <= N; i++) {
            ck_assert(path->hold(column, n_rows, column[i]) == (i < n_rows));
        }
        ck_assert(!path->hold(column, n_rows, 0));
    }
}
END_TEST

Suite *suite_rows(void)
{
    Suite *suite = suite_create("rows");
    TCase *tests = tcase_create("scans");
    tcase_add_loop_test(tests, test_rows_of_a_value_are_listed_in_order_for_every_length, 0, COR_MAX_ROWS_PATHS + 1);
    tcase_add_loop_test(tests, test_equal_numbers_are_listed_in_order_for_every_length, 0, COR_MAX_ROWS_PATHS + 1);
    tcase_add_loop_test(tests, test_long_columns_are_counted_without_overflow, 0, COR_MAX_ROWS_PATHS + 1);
    tcase_add_loop_test(tests, test_months_of_the_year_are_found_for_all_numbers, 0, COR_MAX_ROWS_PATHS + 1);
    tcase_add_loop_test(tests, test_a_number_is_found_wherever_it_stands, 0, COR_MAX_ROWS_PATHS + 1);
    tcase_add_loop_test(tests, test_values_are_tallied_as_they_are_counted_one_by_one, 0, COR_MAX_ROWS_PATHS + 1);
    suite_add_tcase(suite, tests);
    return suite;
}
