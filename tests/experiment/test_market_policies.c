/* What policies may not do to the corridors as markets, on whole runs with common random numbers: a cheaper corridor does not
 * lower admissions, rights do not raise hiring, a right that is paid out does not lower income. */
#include <check.h>
#include <stdio.h>
#include "tests/experiment/laboratory.h"

enum { FIRST = 2 }; /* period from which policies of 2025 can have moved people who had to prepare */

static struct cor_dataset *baseline;

/* Without fees borne by employers (migration.fee_borne) if `unborne`. */
static struct cor_dataset *with_policy(const char *type, const char *party, const char *fields, int unborne)
{
    char policies[512];
    snprintf(policies, sizeof policies, "[{\"type\": \"%s\", \"parties\": [\"%s\"], \"from\": \"2025-01\", %s}]", type,
             party, fields);
    return laboratory_run((struct trial){.policies = policies,
                                         .parameters = unborne ? "{\"migration.fee_borne\": 0}" : "{}",
                                         .until = "2033-01",
                                         .sample = 1.0 / 500.0,
                                         .resident_sample = 1.0 / 20000.0,
                                         .n_replicates = 4});
}

static void run_baseline(void)
{
    baseline = laboratory_run(
        (struct trial){.until = "2033-01", .sample = 1.0 / 500.0, .resident_sample = 1.0 / 20000.0, .n_replicates = 4});
}

static void free_baseline(void)
{
    cor_results_free(baseline);
}

/* Flow under a policy relative to the baseline. */
static double ratio(const struct cor_dataset *other, const char *variable, const char *country, const char *channel)
{
    return laboratory_flow(other, variable, FIRST, -1, country, channel) /
           laboratory_flow(baseline, variable, FIRST, -1, country, channel);
}

static double hired_ratio(const struct cor_dataset *other, const char *country)
{
    return laboratory_hired(other, FIRST, -1, country) / laboratory_hired(baseline, FIRST, -1, country);
}

/* ---- a cheaper corridor never lowers the total ---- */

/* Admissions of all destinations under a policy that makes corridors cheaper for workers and costs employers nothing. Chance of the
 * sample moves the total by 0.2 %, workers by 0.6 %. With less debt fewer stay on without a permit; networks, and recruiting with them, are
 * then smaller by up to half a per cent. People of less education can pay, too, who fail exams more often: hires are half a per cent
 * lower (0.995 at 1/200). */
static void check_cheaper(const char *type, const char *party, const char *fields)
{
    struct cor_dataset *cheaper = with_policy(type, party, fields, 1);
    double all = ratio(cheaper, "departures", NULL, NULL), hired = hired_ratio(cheaper, NULL),
           korea = hired_ratio(cheaper, "KOR");
    ck_assert_msg(all > 0.99 && hired > 0.98, "%s in %s: departures times %.4f, for work %.4f", type, party, all,
                  hired);
    ck_assert_msg(korea > 0.95, "%s in %s: hired in Korea times %.3f", type, party, korea);
    cor_results_free(cheaper);
}

START_TEST(test_training_paid_by_others_in_one_country_does_not_lower_the_total)
{
    check_cheaper("training_support", "JPN", "\"subsidy_share\": 1");
}
END_TEST

START_TEST(test_a_fee_cap_in_one_country_does_not_lower_the_total)
{
    check_cheaper("recruitment_cost_cap", "JPN", "\"fee_cap_months\": 0.6, \"enforced_share\": 1");
}
END_TEST

START_TEST(test_a_fee_cap_everywhere_does_not_empty_a_cheap_corridor)
{
    check_cheaper("recruitment_cost_cap", "all_destinations", "\"fee_cap_months\": 0.6, \"enforced_share\": 1");
}
END_TEST

/* ---- rights are not free ---- */

/* Workers hired in a party under a policy that raises what a worker costs, relative to the baseline, at most. */
static void check_dearer(const char *type, const char *party, const char *fields, const char *country, double most)
{
    struct cor_dataset *dearer = with_policy(type, party, fields, 0);
    double there = hired_ratio(dearer, country), all = hired_ratio(dearer, NULL);
    ck_assert_msg(there <= most, "%s in %s: hired there times %.4f", type, party, there);
    ck_assert_msg(all <= 1.005, "%s in %s: hired in all times %.4f", type, party, all);
    cor_results_free(dearer);
}

START_TEST(test_equal_pay_on_entry_does_not_raise_hiring)
{
    check_dearer("ilo_standards", "DEU", "\"entry_gap_factor\": 0", "DEU", 1.02); /* of a small corridor */
}
END_TEST

START_TEST(test_contributions_lower_hiring)
{
    check_dearer("ilo_standards", "all_destinations", "\"contribution_added\": 1", NULL, 1.0);
}
END_TEST

START_TEST(test_fees_paid_by_employers_lower_hiring)
{
    check_dearer("recruitment_cost_cap", "all_destinations", "\"employer_pays_share\": 1", NULL, 1.0);
}
END_TEST

/* ---- a right that is paid out ---- */

static double money(const struct cor_dataset *dataset)
{
    return laboratory_flow(dataset, "remittances", FIRST, -1, NULL, NULL) +
           laboratory_flow(dataset, "refunds", FIRST, -1, NULL, NULL);
}

START_TEST(test_refunds_that_are_paid_do_not_lower_income)
{
    struct cor_dataset *paid = with_policy("ilo_standards", "all_destinations", "\"claim_added\": 0.5", 0);
    int last = (int)baseline->dimensions[1].n_items - 1;
    double refunds = ratio(paid, "refunds", NULL, NULL), all = money(paid) / money(baseline);
    double households = laboratory_sum(paid, "household_income", -1, last, NULL, NULL) /
                        laboratory_sum(baseline, "household_income", -1, last, NULL, NULL);
    ck_assert_msg(refunds > 1.3, "refunds times %.3f", refunds);
    ck_assert_msg(all > 1.0, "remittances and refunds times %.4f", all);
    ck_assert_msg(households > 0.999, "income of households times %.5f", households);
    cor_results_free(paid);
}
END_TEST

/* ---- quotas ---- */

START_TEST(test_a_quota_that_does_not_bind_changes_nothing)
{
    static const char *const variables[] = {"departures", "migrants", "remittances", "recruitment_cost", "vacancies"};
    struct cor_dataset *loose =
        with_policy("quota", "JPN", "\"channels\": [\"contract\"], \"admissions_limit\": 1e6", 0);
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        ck_assert_double_eq(laboratory_sum(loose, variables[i], -1, -1, NULL, NULL),
                            laboratory_sum(baseline, variables[i], -1, -1, NULL, NULL));
    }
    cor_results_free(loose);
}
END_TEST

START_TEST(test_a_quota_that_binds_holds_and_moves_people)
{
    const int years = (int)baseline->dimensions[1].n_items - FIRST, replicates = 4;
    struct cor_dataset *tight =
        with_policy("quota", "JPN", "\"channels\": [\"contract\"], \"admissions_limit\": 30000", 0);
    double japan = laboratory_flow(tight, "departures", FIRST, -1, "JPN", "contract") / years / replicates;
    double others = (laboratory_hired(tight, FIRST, -1, NULL) - laboratory_hired(tight, FIRST, -1, "JPN")) /
                    (laboratory_hired(baseline, FIRST, -1, NULL) - laboratory_hired(baseline, FIRST, -1, "JPN"));
    ck_assert_msg(japan > 27000.0 && japan < 31500.0, "Japan admits %.0f a year", japan);
    ck_assert_msg(ratio(tight, "departures", "JPN", "contract") < 0.6, "the quota does not bind");
    ck_assert_msg(others > 0.99, "hired elsewhere times %.4f", others);
    cor_results_free(tight);
}
END_TEST

Suite *suite_market_policies(void)
{
    Suite *suite = suite_create("market_policies");
    TCase *tests = tcase_create("policies");
    tcase_set_timeout(tests, 900);
    tcase_add_unchecked_fixture(tests, run_baseline, free_baseline);
    tcase_add_test(tests, test_training_paid_by_others_in_one_country_does_not_lower_the_total);
    tcase_add_test(tests, test_a_fee_cap_in_one_country_does_not_lower_the_total);
    tcase_add_test(tests, test_a_fee_cap_everywhere_does_not_empty_a_cheap_corridor);
    tcase_add_test(tests, test_equal_pay_on_entry_does_not_raise_hiring);
    tcase_add_test(tests, test_contributions_lower_hiring);
    tcase_add_test(tests, test_fees_paid_by_employers_lower_hiring);
    tcase_add_test(tests, test_refunds_that_are_paid_do_not_lower_income);
    tcase_add_test(tests, test_a_quota_that_does_not_bind_changes_nothing);
    tcase_add_test(tests, test_a_quota_that_binds_holds_and_moves_people);
    suite_add_tcase(suite, tests);
    return suite;
}
