/* Who pays, who gains: present values by hand, parties that add up, and costs that are named only where something came of
 * them. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "analysis/who_pays.h"

/* Two years; every balance has a million more in the first and, with an error, two in the second; `contributors` more. */
struct invented {
    double contributors, error;
};

static bool read_invented(const void *source, const char *series, size_t scenario, size_t period, double *mean,
                          double *error)
{
    const struct invented *invented = source;
    (void)scenario;
    bool people = strcmp(series, "contributing") == 0;
    *mean = people ? invented->contributors : 1e6 * (double)(period + 1);
    *error = people ? invented->error : 1e5;
    return people || strncmp(series, "balance_", 8) == 0;
}

static struct cor_differences differences_of(const struct invented *invented)
{
    return (struct cor_differences){
        .source = invented, .read = read_invented, .n_periods = 2, .years = 1.0, .replicates = 10};
}

START_TEST(test_the_present_value_of_two_years_is_that_by_hand)
{
    const struct invented invented = {100, 1};
    struct cor_differences differences = differences_of(&invented);
    struct cor_worth worth;
    ck_assert(cor_worth_of(&differences, "balance_worker", 1, 0.05, &worth));
    ck_assert_double_eq_tol(worth.value, 1e6 / 1.05 + 2e6 / 1.1025, 1e-6);
    ck_assert_double_eq_tol(worth.error_most, 1e5 / 1.05 + 1e5 / 1.1025, 1e-6);
    differences.years = 1.0 / 12.0;
    ck_assert(cor_worth_of(&differences, "balance_worker", 1, 0.05, &worth));
    ck_assert_double_eq_tol(worth.value, 1e6 * pow(1.05, -1.0 / 12) + 2e6 * pow(1.05, -2.0 / 12), 1e-6);
    ck_assert(!cor_worth_of(&differences, "unknown", 1, 0.05, &worth));
}
END_TEST

START_TEST(test_parties_add_up_to_all_and_to_the_public)
{
    const struct invented invented = {100, 1};
    struct cor_differences differences = differences_of(&invented);
    struct cor_worth one, all, public;
    ck_assert(cor_worth_of(&differences, "balance_worker", 1, 0.03, &one));
    ck_assert(cor_worth_of_all(&differences, 1, 0.03, false, &all));
    ck_assert(cor_worth_of_all(&differences, 1, 0.03, true, &public));
    ck_assert_double_eq_tol(all.value, (double)cor_n_parties * one.value, 1e-3);
    ck_assert_double_eq_tol(public.value, 5 * one.value, 1e-3); /* two budgets and three funds */
}
END_TEST

START_TEST(test_a_cost_per_year_needs_years_that_are_clear_of_zero)
{
    const struct invented clear = {100, 1}, vague = {100, 100}, fewer = {-100, 1}, alone = {100, NAN};
    const struct invented *cases[] = {&clear, &vague, &fewer, &alone};
    for (size_t i = 0; i < 4; i++) {
        struct cor_differences differences = differences_of(cases[i]);
        struct cor_worth years, cost, money;
        ck_assert(cor_cost_of_coverage(&differences, 1, 0.08, &years, &cost));
        ck_assert(cor_worth_of_all(&differences, 1, 0.08, true, &money));
        if (i == 0) {
            ck_assert_double_eq_tol(cost.value, -money.value / years.value, 1e-6);
        } else {
            ck_assert(isnan(cost.value));
        }
    }
}
END_TEST

Suite *suite_who_pays(void);
Suite *suite_who_pays(void)
{
    Suite *suite = suite_create("who_pays");
    TCase *cases = tcase_create("present values");
    tcase_add_test(cases, test_the_present_value_of_two_years_is_that_by_hand);
    tcase_add_test(cases, test_parties_add_up_to_all_and_to_the_public);
    tcase_add_test(cases, test_a_cost_per_year_needs_years_that_are_clear_of_zero);
    suite_add_tcase(suite, cases);
    return suite;
}
