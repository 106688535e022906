/* The closed borders of 2020 and 2021: a run of these years with them, one without, and one with flights. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "tests/experiment/laboratory.h"

Suite *suite_borders(void);

enum {
    N_MONTHS = 48,
    CLOSED = 15,
    AUTUMN = 20,
    OPEN_AGAIN = 36
}; /* from January 2019: April 2020, September 2020, 2022 */

static struct cor_dataset *closed, *open, *flying;

static struct cor_dataset *run(const char *without)
{
    return laboratory_run((struct trial){.without = without,
                                         .from = "2019-01",
                                         .until = "2023-01",
                                         .sample = 1.0 / 500.0,
                                         .n_threads = 2,
                                         .monthly = 1});
}

static void run_both(void)
{
    closed = run(NULL);
    open = run("[\"closed_borders_japan\", \"closed_borders_taiwan\", \"closed_borders_korea\", "
               "\"closed_borders_europe\", \"closed_borders_elsewhere\"]");
    flying = run("[\"flights_suspended\"]");
}

static void forget(void)
{
    cor_results_free(closed);
    cor_results_free(open);
    cor_results_free(flying);
}

static double sum_of_months(const struct cor_dataset *dataset, const char *name, int first, int end,
                            const char *country)
{
    double sum = 0.0;
    for (int month = first; month < end; month++) {
        sum += laboratory_sum(dataset, name, -1, month, country, "contract");
    }
    return sum;
}

START_TEST(test_the_months_before_are_the_same_to_the_last_bit)
{
    size_t n_compared = 0;
    for (size_t v = 0; v < closed->n_variables; v++) {
        const struct cor_variable *with = &closed->variables[v];
        const struct cor_variable *without = cor_dataset_variable(open, with->name);
        ck_assert_ptr_nonnull(without);
        if (with->n_dimensions < 2 || closed->dimensions[with->dimensions[1]].n_items != N_MONTHS) {
            continue;
        }
        size_t n_replicates = closed->dimensions[0].n_items, n = cor_variable_size(closed, with) / n_replicates;
        for (size_t r = 0; r < n_replicates; r++) {
            ck_assert_msg(
                !memcmp(with->values + r * n, without->values + r * n, n / N_MONTHS * CLOSED * sizeof *with->values),
                "%s", with->name);
        }
        n_compared++;
    }
    ck_assert_uint_ge(n_compared, 50);
}
END_TEST

START_TEST(test_fewer_leave_while_borders_are_closed)
{
    double with = sum_of_months(closed, "departures", CLOSED, OPEN_AGAIN, NULL);
    double without = sum_of_months(open, "departures", CLOSED, OPEN_AGAIN, NULL);
    ck_assert_msg(with < 0.5 * without, "%.0f with closed borders, %.0f without", with, without);
    ck_assert(sum_of_months(closed, "departures", CLOSED, AUTUMN, "JPN") <
              0.1 * sum_of_months(open, "departures", CLOSED, AUTUMN, "JPN"));
}
END_TEST

/* Nobody is admitted, and nearly all who have prepared are there when borders open. */
START_TEST(test_who_has_prepared_waits)
{
    double before = sum_of_months(closed, "waiting", CLOSED - 1, CLOSED, "JPN");
    double at_the_end = sum_of_months(closed, "waiting", AUTUMN, AUTUMN + 1, "JPN");
    ck_assert_msg(at_the_end > before, "%.0f wait for Japan in September 2020, %.0f in March", at_the_end, before);
}
END_TEST

START_TEST(test_fewer_return_while_flights_are_suspended)
{
    double with = sum_of_months(closed, "returns", CLOSED, CLOSED + 9, NULL);
    double without = sum_of_months(flying, "returns", CLOSED, CLOSED + 9, NULL);
    ck_assert_msg(with < 0.5 * without, "%.0f return without flights, %.0f with", with, without);
}
END_TEST

START_TEST(test_departures_are_those_of_the_tables_once_borders_are_open)
{
    double with = sum_of_months(closed, "departures", OPEN_AGAIN, N_MONTHS, NULL);
    double without = sum_of_months(open, "departures", OPEN_AGAIN, N_MONTHS, NULL);
    ck_assert_msg(fabs(with / without - 1.0) < 0.1, "%.0f after closed borders, %.0f without", with, without);
}
END_TEST

Suite *suite_borders(void)
{
    Suite *suite = suite_create("borders");
    TCase *tests = tcase_create("2019 to 2022");
    tcase_set_timeout(tests, 600);
    tcase_add_unchecked_fixture(tests, run_both, forget);
    tcase_add_test(tests, test_the_months_before_are_the_same_to_the_last_bit);
    tcase_add_test(tests, test_fewer_leave_while_borders_are_closed);
    tcase_add_test(tests, test_who_has_prepared_waits);
    tcase_add_test(tests, test_fewer_return_while_flights_are_suspended);
    tcase_add_test(tests, test_departures_are_those_of_the_tables_once_borders_are_open);
    suite_add_tcase(suite, tests);
    return suite;
}
