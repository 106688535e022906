/* The rules of social protection against worked values: Law 41/2024/QH15, refunds, totalisation. */
#include <check.h>
#include "models/social_protection/abroad_rules.h"
#include "models/social_protection/totalisation_rules.h"
#include "tests/models/fixture.h"

static struct fixture fixture;
static struct vietnam_law law; /* with the default parameters */

static void set_up(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 64);
    law = fixture.world->social_protection->law;
}

static void tear_down(void)
{
    fixture_free(&fixture);
}

static void ck_near(double found, double expected)
{
    ck_assert_double_eq_tol(found, expected, 1e-12);
}

/* ---- Viet Nam ---- */

START_TEST(test_months_beyond_full_years_count_half_or_full)
{
    ck_near(vietnam_insurance_years(0), 0.0);
    ck_near(vietnam_insurance_years(15 * 12), 15.0);
    ck_near(vietnam_insurance_years(16 * 12 + 1), 16.5);
    ck_near(vietnam_insurance_years(16 * 12 + 6), 16.5);
    ck_near(vietnam_insurance_years(16 * 12 + 7), 17.0);
    ck_near(vietnam_insurance_years(16 * 12 + 11), 17.0);
}
END_TEST

START_TEST(test_pension_of_women_follows_article_66)
{
    ck_near(vietnam_pension_rate(&law, SEX_female, 15), .45);
    ck_near(vietnam_pension_rate(&law, SEX_female, 17), .49);
    ck_near(vietnam_pension_rate(&law, SEX_female, 30), .75);
    ck_near(vietnam_pension_rate(&law, SEX_female, 40), .75);
    ck_near(vietnam_pension_rate(&law, SEX_female, 14.5), 0.0);
    ck_near(vietnam_pension_rate(&law, SEX_female, vietnam_insurance_years(16 * 12 + 4)), .48);
}
END_TEST

START_TEST(test_pension_of_men_grows_by_one_percent_up_to_twenty_years)
{
    ck_near(vietnam_pension_rate(&law, SEX_male, 15), .40);
    ck_near(vietnam_pension_rate(&law, SEX_male, 17), .42);
    ck_near(vietnam_pension_rate(&law, SEX_male, 19), .44);
    ck_near(vietnam_pension_rate(&law, SEX_male, 20), .45);
    ck_near(vietnam_pension_rate(&law, SEX_male, 35), .75);
}
END_TEST

START_TEST(test_years_beyond_the_full_pension_earn_a_grant)
{
    ck_near(vietnam_retirement_grant(&law, SEX_female, 40), 5.0);
    ck_near(vietnam_retirement_grant(&law, SEX_male, 36.5), 0.75);
    ck_near(vietnam_retirement_grant(&law, SEX_male, 35), 0.0);
}
END_TEST

START_TEST(test_fifteen_years_vest_from_july_2025_and_twenty_before)
{
    ck_assert(!vietnam_vests(&law, 180, cor_month(2025, 6), false));
    ck_assert(vietnam_vests(&law, 240, cor_month(2025, 6), false));
    ck_assert(vietnam_vests(&law, 180, cor_month(2025, 7), false));
    ck_assert(!vietnam_vests(&law, 179, cor_month(2025, 7), false));
}
END_TEST

START_TEST(test_six_missing_months_may_be_bought_at_pension_age)
{
    ck_assert(vietnam_vests(&law, 174, cor_month(2030, 1), true));
    ck_assert(!vietnam_vests(&law, 173, cor_month(2030, 1), true));
    ck_assert(!vietnam_vests(&law, 174, cor_month(2030, 1), false));
}
END_TEST

START_TEST(test_lump_sums_before_2016_count_all_years_alike)
{
    ck_near(vietnam_lump_sum(&law, 10 * 12, cor_month(2015, 12)), 10 * 1.5);
    ck_near(vietnam_lump_sum(&law, 10 * 12, cor_month(2016, 1)), 2 * 2.0 + 8 * 1.5);
}
END_TEST

/* 6 and 12 percent in 2010, 8 and 14 since 2014. */
START_TEST(test_those_who_insure_alone_pay_what_worker_and_employer_pay_in_the_year)
{
    struct country *home = &fixture.world->country[HOME];
    ck_assert(law.own_rate == 0.22);
    home->pension_employee_rate = 6.0;
    home->pension_employer_rate = 12.0;
    ck_assert_int_eq(world_prepare(fixture.world), COR_OK);
    ck_near(fixture.world->social_protection->law.own_rate, 0.18);
}
END_TEST

START_TEST(test_pension_age_was_60_and_55_before_2021)
{
    for (int year = 2010; year <= 2020; year++) {
        ck_assert_int_eq(vietnam_pension_age(&law, SEX_male, cor_month(year, 12)), 60 * 12);
        ck_assert_int_eq(vietnam_pension_age(&law, SEX_female, cor_month(year, 12)), 55 * 12);
    }
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_female, cor_month(2021, 1)), 55 * 12 + 4);
}
END_TEST

START_TEST(test_pension_age_rises_to_62_in_2028_and_60_in_2035)
{
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_male, cor_month(2021, 5)), 60 * 12 + 3);
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_male, cor_month(2027, 12)), 61 * 12 + 9);
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_male, cor_month(2028, 1)), 62 * 12);
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_male, cor_month(2050, 1)), 62 * 12);
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_female, cor_month(2024, 1)), 56 * 12 + 4);
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_female, cor_month(2034, 12)), 59 * 12 + 8);
    ck_assert_int_eq(vietnam_pension_age(&law, SEX_female, cor_month(2035, 1)), 60 * 12);
}
END_TEST

START_TEST(test_lump_sum_is_two_months_of_base_per_year_since_2014)
{
    ck_near(8e6 * vietnam_lump_sum(&law, 36, cor_month(2026, 1)), 48e6);
    ck_near(vietnam_lump_sum(&law, 11 * 12, cor_month(2026, 1)), 22.0);
    ck_near(vietnam_lump_sum(&law, 7, cor_month(2026, 1)), 7 * .22);
    ck_near(vietnam_lump_sum(&law, 11, cor_month(2026, 1)), 2.0);
}
END_TEST

START_TEST(test_years_before_2014_count_one_and_a_half_months)
{
    ck_near(vietnam_lump_sum(&law, 15 * 12, cor_month(2024, 1)), 10 * 2.0 + 5 * 1.5);
    ck_near(vietnam_lump_sum(&law, 15 * 12 + 5, cor_month(2024, 1)), 10.5 * 2.0 + 5 * 1.5);
}
END_TEST

START_TEST(test_new_members_may_not_withdraw_for_mere_exit)
{
    ck_assert(vietnam_may_withdraw(&law, 24, cor_month(2025, 6), false));
    ck_assert(!vietnam_may_withdraw(&law, 0, cor_month(2025, 6), false));
    ck_assert(!vietnam_may_withdraw(&law, 240, cor_month(2025, 6), false));
    ck_assert(!vietnam_may_withdraw(&law, 24, cor_month(2025, 7), false));
    ck_assert(vietnam_may_withdraw(&law, 24, cor_month(2040, 1), true));
    ck_assert(!vietnam_may_withdraw(&law, 240, cor_month(2040, 1), true));
    ck_assert(!vietnam_insured_early(&law, 24, cor_month(2025, 6))); /* not known yet */
    ck_assert(vietnam_insured_early(&law, 24, cor_month(2027, 6)));  /* 23 months after the reform */
    ck_assert(!vietnam_insured_early(&law, 24, cor_month(2027, 7))); /* may all lie after it */
}
END_TEST

START_TEST(test_reform_lowers_withdrawals_step_by_step)
{
    ck_near(vietnam_lump_hazard(&law, .5, .4, 4.5, cor_month(2024, 1)), .5);
    ck_near(vietnam_lump_hazard(&law, .5, .4, 4.5, cor_month(2025, 7) + 27), .4);
    ck_near(vietnam_lump_hazard(&law, .5, .4, 4.5, cor_month(2040, 1)), .3);
}
END_TEST

START_TEST(test_overseas_workers_pay_22_percent_of_the_reference_level)
{
    ck_near(vietnam_own_contribution(&law, 2340000), 514800);
    ck_assert_int_eq(fixture.world->social_protection->overseas_contribution, 2072); /* 514,800 / 24,850 USD */
}
END_TEST

START_TEST(test_average_base_is_a_running_mean)
{
    ck_assert_uint_eq(vietnam_average_base(0, 7, 7, 2510), 2510);
    ck_assert_uint_eq(vietnam_average_base(2000, 36, 12, 2900), 2300);
    ck_assert_uint_eq(vietnam_average_base(2000, 12, 12, 2900), 2900);
    ck_assert_uint_eq(vietnam_average_base(0, 0, 0, 2900), 0);
}
END_TEST

/* ---- treaties ---- */

START_TEST(test_totalised_years_vest_a_flat_share_per_vietnamese_year)
{
    uint32_t vesting = vietnam_vesting_months(&law, cor_month(2026, 1));
    uint32_t sum = totalisation_sum(11 * 12, 4 * 12, 0);
    ck_assert(totalisation_vests(11 * 12, sum, vesting, 12));
    ck_near(vietnam_treaty_rate(&law, 11), .2475);
    ck_assert(!totalisation_vests(11 * 12, totalisation_sum(11 * 12, 3 * 12, 0), vesting, 12));
}
END_TEST

START_TEST(test_fifteen_vietnamese_years_are_paid_without_pro_rata)
{
    ck_assert(!totalisation_vests(180, 180 + 48, 180, 12));
    ck_assert(totalisation_vests_alone(180, 180));
}
END_TEST

START_TEST(test_periods_below_a_year_are_absorbed)
{
    ck_assert(!totalisation_vests(11, 240, 60, 12));
    ck_assert(totalisation_vests(12, 240, 60, 12));
    ck_assert_uint_eq(totalisation_sum(48, 40, 30), 58);
    ck_assert_uint_eq(totalisation_sum(0, 4, 5), 0);
}
END_TEST

START_TEST(test_linear_accrual_makes_pro_rata_the_own_pension)
{
    double theoretical = .01 * (48 + 60) / 12.0;
    ck_near(totalisation_pro_rata(theoretical, 48, 108), .01 * 4);
    ck_near(totalisation_pro_rata(theoretical, 48, 0), 0.0);
}
END_TEST

/* ---- abroad ---- */

START_TEST(test_german_refund_is_the_employee_share_without_interest)
{
    int32_t paid = 36 * abroad_contribution(200000, 93000);
    ck_assert_int_eq(abroad_refund(paid, 1.0, 36, 0), 669600);
    ck_assert_int_eq(abroad_refund(paid, 0.5, 36, 0), 334800);
    ck_assert_int_eq(abroad_refund(-paid, 1.0, 36, 0), 0);
    ck_assert_int_eq(abroad_refund(paid, 1.0, 120, 60), 334800); /* Japan since April 2021 */
    ck_assert_int_eq(abroad_refund(paid, 1.0, 60, 60), 669600);
    ck_assert_int_eq(abroad_refund(paid, 2.0, 58, 0), 1339200); /* Korea: both parts */
}
END_TEST

START_TEST(test_claims_are_looked_at_after_the_wait_and_then_yearly)
{
    ck_assert(!abroad_claim_month(1523, 1500, 24));
    ck_assert(abroad_claim_month(1524, 1500, 24));
    ck_assert(!abroad_claim_month(1525, 1500, 24));
    ck_assert(abroad_claim_month(1536, 1500, 24));
}
END_TEST

START_TEST(test_pension_abroad_is_accrual_times_years_times_pay)
{
    ck_assert_int_eq(abroad_pension(48 * 18600, 9.3, 1.0), 8000); /* 4 % of 2,000 USD */
    ck_assert_int_eq(abroad_pension(1000, 0.0, 1.0), 0);
    ck_assert_int_eq(abroad_pension(-1000, 9.3, 1.0), 0);
    ck_assert_int_eq(abroad_pension(INT32_MAX, 0.1, 5.0), ABROAD_PENSION_MOST);
}
END_TEST

START_TEST(test_gain_is_the_benefit_of_those_who_contribute)
{
    struct abroad_prospect prospect = {
        .contributes = .9, .pension_chance = .25, .pension_value = .02, .refund_chance = .5, .refund_value = .08};
    ck_near(abroad_gain(&prospect, 40), .9 * 40 * (.25 * .02 + .75 * .5 * .08));
    prospect.contributes = 0;
    ck_near(abroad_gain(&prospect, 40), 0);
}
END_TEST

static void add_tests(TCase *tests)
{
    tcase_add_test(tests, test_months_beyond_full_years_count_half_or_full);
    tcase_add_test(tests, test_pension_of_women_follows_article_66);
    tcase_add_test(tests, test_pension_of_men_grows_by_one_percent_up_to_twenty_years);
    tcase_add_test(tests, test_years_beyond_the_full_pension_earn_a_grant);
    tcase_add_test(tests, test_fifteen_years_vest_from_july_2025_and_twenty_before);
    tcase_add_test(tests, test_six_missing_months_may_be_bought_at_pension_age);
    tcase_add_test(tests, test_pension_age_was_60_and_55_before_2021);
    tcase_add_test(tests, test_lump_sums_before_2016_count_all_years_alike);
    tcase_add_test(tests, test_those_who_insure_alone_pay_what_worker_and_employer_pay_in_the_year);
    tcase_add_test(tests, test_pension_age_rises_to_62_in_2028_and_60_in_2035);
    tcase_add_test(tests, test_lump_sum_is_two_months_of_base_per_year_since_2014);
    tcase_add_test(tests, test_years_before_2014_count_one_and_a_half_months);
    tcase_add_test(tests, test_new_members_may_not_withdraw_for_mere_exit);
    tcase_add_test(tests, test_reform_lowers_withdrawals_step_by_step);
    tcase_add_test(tests, test_overseas_workers_pay_22_percent_of_the_reference_level);
    tcase_add_test(tests, test_average_base_is_a_running_mean);
    tcase_add_test(tests, test_totalised_years_vest_a_flat_share_per_vietnamese_year);
    tcase_add_test(tests, test_fifteen_vietnamese_years_are_paid_without_pro_rata);
    tcase_add_test(tests, test_periods_below_a_year_are_absorbed);
    tcase_add_test(tests, test_linear_accrual_makes_pro_rata_the_own_pension);
    tcase_add_test(tests, test_german_refund_is_the_employee_share_without_interest);
    tcase_add_test(tests, test_claims_are_looked_at_after_the_wait_and_then_yearly);
    tcase_add_test(tests, test_pension_abroad_is_accrual_times_years_times_pay);
    tcase_add_test(tests, test_gain_is_the_benefit_of_those_who_contribute);
}

Suite *suite_social_protection_rules(void);
Suite *suite_social_protection_rules(void)
{
    Suite *suite = suite_create("social_protection_rules");
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    add_tests(tests);
    suite_add_tcase(suite, tests);
    return suite;
}
