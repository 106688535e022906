/* Recruitment cost and debt: worked values, caps, and the books of debt. */
#include <check.h>
#include <math.h>
#include "models/recruitment/recruitment_rules.h"
#include "tests/models/fixture.h"

static struct fixture fixture;

static uint32_t departing_worker(void)
{
    uint32_t person = fixture_person(&fixture, SEX_male, 24, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person, STAGE_ABROAD, FIXTURE_JPN, CHANNEL_contract);
    view_of(fixture.chunk)->migrant.first_pay[row] = 130000;
    view_of(fixture.chunk)->migrant.gross_pay[row] = 130000;
    return row;
}

START_TEST(test_six_thousand_at_one_percent_over_two_years_cost_282_44_a_month)
{
    ck_assert_double_eq_tol(recruitment_annuity(6000, 0.01, 24), 282.44, 0.005);
    ck_assert_double_eq_tol(recruitment_annuity(6000, 0.0, 24), 250.0, 1e-12);
}
END_TEST

START_TEST(test_cap_comes_before_the_employers_share)
{
    ck_assert_double_eq(recruitment_paid_by_worker(5000, true, 1300, 0.5), 650);
    ck_assert_double_eq(recruitment_paid_by_worker(5000, false, 1300, 0.5), 2500);
    ck_assert_double_eq(recruitment_paid_by_worker(900, true, 1300, 0.0), 900);
}
END_TEST

START_TEST(test_interest_is_in_whole_cents_and_bounded)
{
    ck_assert_int_eq(recruitment_interest(600000, 1.0, 1e9), 6000);
    ck_assert_int_eq(recruitment_interest(49, 1.0, 1e9), 0);
    ck_assert_int_eq(recruitment_interest(50, 1.0, 1e9), 1);
    ck_assert_int_eq(recruitment_interest(600000, 1.0, 602000), 2000);
    ck_assert_int_eq(recruitment_interest(600000, 1.0, 500000), 0);
    ck_assert_int_eq(recruitment_interest(INT32_MAX / 2, 2.0, 1e12), 0);
}
END_TEST

START_TEST(test_expected_cost_under_neutral_levers_is_the_observed_mean)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    double cost = recruitment_cost_expected(&fixture.context, FIXTURE_JPN, CHANNEL_contract, OCCUPATION_care, 130000);
    ck_assert_double_eq(cost, 100.0 * fixture.world->country[FIXTURE_JPN].recruitment_cost[CHANNEL_contract]);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_a_cap_that_is_kept_cuts_the_cost)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    fixture_lever(&fixture, LEVER_fee_cap_months, 1.0);
    double free_of_cap = 100.0 * fixture.world->country[FIXTURE_JPN].recruitment_cost[CHANNEL_contract];
    ck_assert_double_eq(recruitment_cost_expected(&fixture.context, FIXTURE_JPN, CHANNEL_contract, 0, 130000),
                        free_of_cap);
    fixture_lever(&fixture, LEVER_fee_cap_enforced, 1.0);
    double capped = recruitment_cost_expected(&fixture.context, FIXTURE_JPN, CHANNEL_contract, 0, 130000);
    ck_assert_double_le(capped, 130000.0);
    fixture_lever(&fixture, LEVER_fee_cap_enforced, 0.5);
    ck_assert_double_eq_tol(recruitment_cost_expected(&fixture.context, FIXTURE_JPN, CHANNEL_contract, 0, 130000),
                            0.5 * capped + 0.5 * free_of_cap, 1e-6);
    uint32_t row = departing_worker();
    fixture_lever(&fixture, LEVER_fee_cap_enforced, 1.0);
    recruitment_depart(&fixture.context, fixture.chunk, row);
    ck_assert_int_le(view_of(fixture.chunk)->migrant.cost[row], 130000);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_enforcement_without_a_cap_bounds_no_fee)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    fixture.world->country[FIXTURE_JPN].recruitment_cost[CHANNEL_contract] = 1e5; /* more than two years of pay */
    uint32_t row = departing_worker(), twin = departing_worker();
    view_of(fixture.chunk)->person.id[view_of(fixture.chunk)->migrant.person[twin]] =
        view_of(fixture.chunk)->person.id[view_of(fixture.chunk)->migrant.person[row]];
    recruitment_depart(&fixture.context, fixture.chunk, row);
    fixture_lever(&fixture, LEVER_fee_cap_enforced, 1.0);
    recruitment_depart(&fixture.context, fixture.chunk, twin);
    ck_assert_int_gt(view_of(fixture.chunk)->migrant.cost[row], 24 * view_of(fixture.chunk)->migrant.first_pay[row]);
    ck_assert_int_eq(view_of(fixture.chunk)->migrant.cost[twin], view_of(fixture.chunk)->migrant.cost[row]);
    ck_assert_double_eq_tol(recruitment_cost_expected(&fixture.context, FIXTURE_JPN, CHANNEL_contract, 0, 130000), 1e7,
                            1e-3);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_drawn_costs_have_the_stated_mean_and_spread)
{
    enum { N = 4000 };
    fixture_init(&fixture, KIND_ORIGIN, HOME, N);
    double sum = 0.0, squares = 0.0,
           mean = 100.0 * fixture.world->country[FIXTURE_JPN].recruitment_cost[CHANNEL_contract];
    for (int i = 0; i < N; i++) {
        uint32_t row = departing_worker();
        recruitment_depart(&fixture.context, fixture.chunk, row);
        double cost = view_of(fixture.chunk)->migrant.cost[row];
        sum += cost;
        squares += cost * cost;
    }
    double found = sum / N, deviation = sqrt(squares / N - found * found);
    ck_assert_double_eq_tol(found / mean, 1.0, 0.03);
    ck_assert_double_eq_tol(deviation / found, 0.5, 0.05);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_household_pays_first_and_borrows_the_rest)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    uint32_t row = departing_worker();
    struct chunk_view *view = view_of(fixture.chunk);
    uint16_t household = view->person.household[view->migrant.person[row]];
    int32_t before = view->household.wealth[household];
    recruitment_depart(&fixture.context, fixture.chunk, row);
    int32_t own = before - view->household.wealth[household];
    ck_assert_int_eq(own, before / 2); /* wealth_used 0.5 of 1500 USD, less than the cost */
    ck_assert_int_eq(view->migrant.debt[row], view->migrant.cost[row] - own);
    ck_assert_int_eq(fixture.totals->debt_borrowed[0], view->migrant.debt[row]);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_loans), view->migrant.debt[row]);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_household), -own);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_lenders), own);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_recruitment_cost), 100 * (int64_t)view->migrant.cost[row]);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_means_are_part_of_the_wealth_and_a_loan_on_income)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    uint32_t person = fixture_person(&fixture, SEX_male, 24, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    /* half of 1500 USD, and 0.7 years of 610 USD a month */
    double means = 75000 + 0.7 * 12 * 61000;
    ck_assert_double_eq_tol(recruitment_means(&fixture.context, fixture.chunk, person), means, 1e-6);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_debt_is_paid_off_and_every_cent_is_booked)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    uint32_t row = departing_worker();
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    recruitment_depart(&fixture.context, fixture.chunk, row);
    for (int month = 0; month < 60; month++) {
        int32_t instalment = recruitment_instalment(&fixture.context, fixture.chunk, row, 100000);
        ck_assert_int_ge(instalment, 0);
        ck_assert_int_le(instalment, migrant->debt[row]);
        ck_assert_int_le(instalment, 35000);
        recruitment_repay(&fixture.context, fixture.chunk, row, instalment);
    }
    ck_assert_int_eq(migrant->debt[row], 0);
    ck_assert_int_eq(fixture.totals->debt_borrowed[0] + fixture.totals->debt_interest[0],
                     fixture.totals->debt_repaid[0]);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_debt_of_the_returned_is_served_at_home_and_written_off_in_the_end)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    uint32_t row = departing_worker();
    struct chunk_view *view = view_of(fixture.chunk);
    view->migrant.stage[row] = STAGE_RETURNED;
    view->migrant.left_month[row] = (uint16_t)fixture.context.month;
    view->migrant.debt[row] = 500000000;
    view->migrant.cost[row] = 500000000;
    recruitment_returned(&fixture.context, fixture.chunk);
    ck_assert_int_gt(fixture.totals->debt_interest[0], 0);
    ck_assert_int_eq(fixture.totals->debt_repaid[0], 15000 + 12200); /* a tenth of wealth, a fifth of income */
    ck_assert_int_eq(view->migrant.debt[row],
                     500000000 + fixture.totals->debt_interest[0] - fixture.totals->debt_repaid[0]);
    fixture_month(&fixture, fixture.context.month + 60);
    int32_t before = view->migrant.debt[row];
    recruitment_returned(&fixture.context, fixture.chunk);
    ck_assert_int_eq(view->migrant.debt[row], 0);
    ck_assert_int_eq(before + fixture.totals->debt_interest[0],
                     fixture.totals->debt_repaid[0] + fixture.totals->debt_ended[0]);
    fixture_free(&fixture);
}
END_TEST

Suite *suite_recruitment(void)
{
    Suite *suite = suite_create("recruitment");
    TCase *tcase = tcase_create("recruitment");
    tcase_add_test(tcase, test_six_thousand_at_one_percent_over_two_years_cost_282_44_a_month);
    tcase_add_test(tcase, test_cap_comes_before_the_employers_share);
    tcase_add_test(tcase, test_interest_is_in_whole_cents_and_bounded);
    tcase_add_test(tcase, test_expected_cost_under_neutral_levers_is_the_observed_mean);
    tcase_add_test(tcase, test_a_cap_that_is_kept_cuts_the_cost);
    tcase_add_test(tcase, test_enforcement_without_a_cap_bounds_no_fee);
    tcase_add_test(tcase, test_drawn_costs_have_the_stated_mean_and_spread);
    tcase_add_test(tcase, test_household_pays_first_and_borrows_the_rest);
    tcase_add_test(tcase, test_means_are_part_of_the_wealth_and_a_loan_on_income);
    tcase_add_test(tcase, test_debt_is_paid_off_and_every_cent_is_booked);
    tcase_add_test(tcase, test_debt_of_the_returned_is_served_at_home_and_written_off_in_the_end);
    suite_add_tcase(suite, tcase);
    return suite;
}
