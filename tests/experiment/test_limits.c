/* Limits on admissions on whole runs: one that binds lets fewer in, one that does not changes no figure, and each result says which
 * it was. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include "tests/experiment/laboratory.h"

Suite *suite_limits(void);

#define LIMIT(n)                                                                                                       \
    "[{\"type\": \"quota\", \"parties\": [\"KOR\"], \"channels\": [\"contract\"], \"from\": \"2026-07\", "             \
    "\"admissions_limit\": " n "}]"

static struct trial trial_with(const char *policies)
{
    return (struct trial){.policies = policies, .without = "[\"eps_quota\"]", .until = "2029-01"};
}

static const char *told(const struct cor_dataset *dataset)
{
    for (size_t i = 0; i < dataset->n_attributes; i++) {
        if (strcmp(dataset->attributes[i].name, "limits") == 0) {
            return dataset->attributes[i].text;
        }
    }
    ck_abort_msg("no attribute limits");
}

static const struct cor_variable *variable_of(const struct cor_dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->n_variables; i++) {
        if (strcmp(dataset->variables[i].name, name) == 0) {
            return &dataset->variables[i];
        }
    }
    ck_abort_msg("no variable %s", name);
}

static size_t n_values(const struct cor_dataset *dataset, const struct cor_variable *variable)
{
    size_t n = 1;
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        n *= dataset->dimensions[variable->dimensions[d]].n_items;
    }
    return n;
}

START_TEST(test_a_limit_that_does_not_bind_changes_no_figure_and_says_so)
{
    struct cor_dataset *plain = laboratory_run(trial_with("[]"));
    struct cor_dataset *limited = laboratory_run(trial_with(LIMIT("500000")));
    ck_assert_str_eq(told(plain), "");
    ck_assert_ptr_nonnull(strstr(told(limited), "at most 500,000 admissions a year"));
    ck_assert_msg(strstr(told(limited), ": never bound between 2026-07 and 2028-12:") != NULL, "%s", told(limited));
    ck_assert_uint_eq(plain->n_variables, limited->n_variables);
    for (size_t i = 0; i < plain->n_variables; i++) {
        const struct cor_variable *before = &plain->variables[i], *after = variable_of(limited, before->name);
        ck_assert_mem_eq(before->values, after->values, n_values(plain, before) * sizeof *before->values);
    }
    cor_results_free(limited);
    cor_results_free(plain);
}
END_TEST

START_TEST(test_a_limit_that_binds_lets_fewer_in_and_says_in_which_months)
{
    struct cor_dataset *plain = laboratory_run(trial_with("[]"));
    struct cor_dataset *limited = laboratory_run(trial_with(LIMIT("1000")));
    ck_assert_msg(strstr(told(limited),
                         ": bound in 100 % of the months between 2026-07 and 2028-12, first in 2026, last in "
                         "2028.") != NULL,
                  "%s", told(limited));
    ck_assert_double_eq(laboratory_sum(limited, "limited", 0, 2, "KOR", "contract"), 6.0);
    ck_assert_double_eq(laboratory_sum(limited, "limited", 0, 3, "KOR", "contract"), 12.0);
    ck_assert_double_eq(laboratory_sum(limited, "limited", -1, -1, NULL, NULL), 2.0 * 30.0);
    ck_assert_double_lt(laboratory_flow(limited, "departures", 3, 4, "KOR", "contract"),
                        0.4 * laboratory_flow(plain, "departures", 3, 4, "KOR", "contract"));
    cor_results_free(limited);
    cor_results_free(plain);
}
END_TEST

START_TEST(test_of_two_limits_the_lower_is_the_one_that_bound)
{
    struct trial trial =
        trial_with("[{\"type\": \"quota\", \"name\": \"wide\", \"parties\": [\"KOR\"], \"channels\": [\"contract\"], "
                   "\"from\": \"2026-01\", "
                   "\"admissions_limit\": 2000}, {\"type\": \"quota\", \"name\": \"narrow\", \"parties\": [\"KOR\"], "
                   "\"channels\": "
                   "[\"contract\"], \"from\": \"2026-01\", \"ramp_months\": 12, \"admissions_limit\": 1000}]");
    struct cor_dataset *limited = laboratory_run(trial);
    const char *text = told(limited);
    ck_assert_msg(strncmp(text, "wide: ", 6) == 0 && strstr(text, "\nnarrow: "), "%s", text);
    ck_assert_msg(strstr(text, "bound in 100 % of the months between 2026-01 and 2026-05, first in 2026, last in 2026"),
                  "%s", text);
    ck_assert_msg(strstr(text, "bound in 100 % of the months between 2026-06 and 2028-12, first in 2026, last in 2028"),
                  "%s", text);
    cor_results_free(limited);
}
END_TEST

START_TEST(test_months_of_limits_hang_neither_on_threads_nor_on_a_stop)
{
    struct trial trial = trial_with(LIMIT("1000"));
    char once[65], other[65];
    laboratory_digest(trial, once);
    trial.n_threads = 2;
    trial.stop_after = 40;
    laboratory_digest(trial, other);
    ck_assert_str_eq(once, other);
}
END_TEST

Suite *suite_limits(void)
{
    Suite *suite = suite_create("limits");
    TCase *tests = tcase_create("limits");
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, test_a_limit_that_does_not_bind_changes_no_figure_and_says_so);
    tcase_add_test(tests, test_a_limit_that_binds_lets_fewer_in_and_says_in_which_months);
    tcase_add_test(tests, test_of_two_limits_the_lower_is_the_one_that_bound);
    tcase_add_test(tests, test_months_of_limits_hang_neither_on_threads_nor_on_a_stop);
    suite_add_tcase(suite, tests);
    return suite;
}
