/* Families in whole runs: how inflow follows sponsors, and how households grow and split. */
#include <check.h>
#include <stdio.h>
#include "tests/experiment/laboratory.h"

#define EU_DESTINATIONS                                                                                                \
    "\"AUT\",\"BEL\",\"CZE\",\"DEU\",\"DNK\",\"ESP\",\"FIN\",\"FRA\",\"HUN\",\"IRL\",\"ITA\",\"NLD\",\"POL\","         \
    "\"PRT\",\"ROU\",\"SVK\",\"SVN\",\"SWE\""
static const char *const destinations[] = {"AUT", "BEL", "CZE", "DEU", "DNK", "ESP", "FIN", "FRA", "HUN",
                                           "IRL", "ITA", "NLD", "POL", "PRT", "ROU", "SVK", "SVN", "SWE"};

/* Persons who join family in these countries from ten years after 2025 on. */
static double family_after_ten_years(const char *quota_factor)
{
    char policies[1024];
    snprintf(policies, sizeof policies,
             "[{\"type\": \"quota\", \"parties\": [" EU_DESTINATIONS "], \"channels\": [\"contract\", "
             "\"apprenticeship\", \"skilled\"], \"from\": \"2025-01\", \"quota_factor\": %s}]",
             quota_factor);
    struct cor_dataset *run = laboratory_run((struct trial){
        .policies = policies, .until = "2038-01", .sample = 1.0 / 300.0, .n_replicates = 4, .n_threads = 2});
    double sum = 0.0;
    for (int period = 11; period < 14; period++) {
        for (size_t c = 0; c < sizeof destinations / sizeof destinations[0]; c++) {
            sum += laboratory_sum(run, "departures", -1, period, destinations[c], "family");
        }
    }
    cor_results_free(run);
    return sum;
}

START_TEST(test_family_inflow_follows_sponsors)
{
    double usual = family_after_ten_years("1"), open = family_after_ten_years("2"),
           closed = family_after_ten_years("0");
    ck_assert_double_gt(usual, 0.0);
    ck_assert_double_ge(open, 1.2 * usual);
    ck_assert_double_le(open, 2.2 * usual);
    ck_assert_double_le(closed, 0.95 * usual);
}
END_TEST

static double household_size(const struct cor_dataset *run, int period)
{
    return laboratory_sum(run, "population", -1, period, "VNM", NULL) /
           laboratory_sum(run, "households", -1, period, "VNM", NULL);
}

START_TEST(test_households_become_smaller)
{
    struct cor_dataset *run = laboratory_run((struct trial){
        .from = "2010-01", .until = "2051-01", .sample = 1.0 / 4000.0, .n_replicates = 1, .n_threads = 2});
    ck_assert_double_eq_tol(household_size(run, 0), 3.75, 0.15);
    ck_assert_double_eq_tol(household_size(run, 14), 3.4, 0.15);
    for (int period = 5; period <= 40; period += 5) {
        ck_assert_double_lt(household_size(run, period), household_size(run, period - 5));
    }
    ck_assert_double_gt(household_size(run, 40), 2.4);
    cor_results_free(run);
}
END_TEST

Suite *suite_family_flows(void)
{
    Suite *suite = suite_create("family_flows");
    TCase *runs = tcase_create("runs");
    tcase_set_timeout(runs, 600);
    tcase_add_test(runs, test_family_inflow_follows_sponsors);
    tcase_add_test(runs, test_households_become_smaller);
    suite_add_tcase(suite, runs);
    return suite;
}
