/* Remittances and households: the account of a migrant adds up to the cent, and incomes fall into the right classes. */
#include <check.h>
#include <stdlib.h>
#include "models/remittances/remittances_rules.h"
#include "models/tables/shares.h"
#include "tests/models/fixture.h"

static struct fixture fixture;

static void set_up(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 64);
}

static void tear_down(void)
{
    fixture_free(&fixture);
}

static struct chunk_view *view(void)
{
    return view_of(fixture.chunk);
}

static struct use_plan plan_with(int32_t living_cost, double sent)
{
    struct use_plan plan = {.living_cost = living_cost, .sent = sent, .fee = .04, .saved = .5, .room = INT32_MAX};
    return plan;
}

START_TEST(test_uses_add_up_to_the_cent)
{
    struct use_plan plan = plan_with(52007, .6037);
    for (int32_t available = 0; available < 300000; available += 997) {
        struct uses uses = remittance_uses(available, &plan);
        ck_assert_int_eq(uses.remitted + uses.fee + uses.consumption + uses.saving, available);
        ck_assert_int_ge(uses.remitted, 0);
        ck_assert_int_ge(uses.saving, 0);
        ck_assert_int_ge(uses.consumption, available < 52007 ? available : 52007);
    }
}
END_TEST

START_TEST(test_the_remittance_is_a_share_of_free_pay)
{
    struct use_plan plan = plan_with(50000, .6);
    struct uses uses = remittance_uses(150000, &plan);
    ck_assert_int_eq(uses.remitted + uses.fee, 60000);
    ck_assert_int_eq(uses.fee, 2400);
    ck_assert_int_eq(uses.saving, 20000);
}
END_TEST

START_TEST(test_nothing_is_sent_below_least_consumption)
{
    struct use_plan plan = plan_with(50000, .6);
    struct uses uses = remittance_uses(49999, &plan);
    ck_assert_int_eq(uses.remitted, 0);
    ck_assert_int_eq(uses.consumption, 49999);
}
END_TEST

START_TEST(test_books_that_are_full_take_no_more)
{
    struct use_plan plan = plan_with(0, 1.0);
    plan.room = 77;
    struct uses uses = remittance_uses(1000, &plan);
    ck_assert_int_eq(uses.remitted + uses.fee, 77);
    ck_assert_int_eq(uses.remitted + uses.fee + uses.consumption + uses.saving, 1000);
}
END_TEST

START_TEST(test_family_at_hand_lowers_and_need_raises_the_share)
{
    ck_assert_double_eq_tol(remittance_share(.6, 0, .5, 0, .5), .6, 1e-12);
    ck_assert_double_eq_tol(remittance_share(.6, 1, .5, 0, .5), .3, 1e-12);
    ck_assert_double_eq_tol(remittance_share(.6, 0, .5, 1, .5), .9, 1e-12);
    ck_assert_double_eq_tol(remittance_share(.8, 0, .5, 1, .5), 1., 1e-12);
}
END_TEST

START_TEST(test_support_uses_savings_first_and_never_drives_wealth_below_nothing)
{
    struct support support = remittance_support(30000, 12000, 100000, .05);
    ck_assert_int_eq(support.from_savings, 12000);
    ck_assert_int_eq(support.from_household, 5000);
    support = remittance_support(30000, 40000, 100000, .05);
    ck_assert_int_eq(support.from_savings, 30000);
    ck_assert_int_eq(support.from_household, 0);
    support = remittance_support(30000, 0, -5, .05);
    ck_assert_int_eq(support.from_household, 0);
}
END_TEST

START_TEST(test_liquid_wealth_has_a_steady_state)
{
    int64_t wealth = 900000;
    for (int year = 0; year < 100; year++) {
        wealth = wealth_after_year(wealth, 800000, 0, .20, .05, .40);
    }
    ck_assert_int_ge(wealth, 199990);
    ck_assert_int_le(wealth, 200010);
    ck_assert_int_eq(wealth_after_year(-1000, 0, 1000, .20, .05, .40), -600);
}
END_TEST

START_TEST(test_income_classes_are_listed_to_the_cent)
{
    int64_t from[N_INCOME_CLASSES];
    remittances_list_income_classes(from);
    for (unsigned k = 1; k < N_INCOME_CLASSES; k++) {
        ck_assert_uint_eq(remittances_income_class(from[k]), k);
        ck_assert_uint_eq(remittances_income_class(from[k] - 1), k - 1);
    }
}
END_TEST

START_TEST(test_income_classes_meet_their_bounds)
{
    ck_assert_uint_eq(remittances_income_class(-5), 0);
    ck_assert_uint_eq(remittances_income_class(499), 0);
    ck_assert_uint_eq(remittances_income_class(500), 1);
    ck_assert_uint_eq(remittances_income_class(500001), N_INCOME_CLASSES - 1);
    ck_assert_uint_eq(remittances_income_class(INT64_C(1) << 50), N_INCOME_CLASSES - 1);
    for (unsigned k = 1; k < N_INCOME_CLASSES; k++) {
        ck_assert_uint_eq(remittances_income_class((int64_t)(remittances_income_class_bound(k) * 1.0001) + 1), k);
        ck_assert_uint_lt(remittances_income_class((int64_t)(remittances_income_class_bound(k) * 0.9999) - 1), k);
    }
}
END_TEST

static uint32_t add_migrant(enum channel channel, int32_t gross)
{
    uint32_t person_row = fixture_person(&fixture, SEX_female, 26, EDUCATION_lower_secondary, WORK_INACTIVE, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person_row, STAGE_ABROAD, FIXTURE_DEU, channel);
    view()->migrant.gross_pay[row] = gross;
    view()->migrant.flags[row] = gross > 0 ? MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES : 0;
    return row;
}

START_TEST(test_pay_abroad_is_used_up_exactly)
{
    for (int i = 0; i < 40; i++) {
        uint32_t row = add_migrant((enum channel)(i % N_CHANNELS), 61007 + 7919 * i);
        view()->migrant.debt[row] = i % 3 ? 400000 : 0;
        view()->migrant.first_pay[row] = view()->migrant.gross_pay[row];
        view()->migrant.flags[row] |= i % 2 ? MIGRANT_HOME_INSURED : MIGRANT_FAMILY_HERE;
    }
    remittances_account(&fixture.context, fixture.chunk);
    const struct totals *t = fixture.totals;
    ck_assert_int_gt(fixture_paid(&fixture, TRANSFER_pay_abroad), 0);
    ck_assert_int_gt(t->debt_repaid[0], 0);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_debt_service_abroad), t->debt_repaid[0]);
    int64_t received = 0, saved = 0;
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        saved += view()->migrant.savings[row];
    }
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_worker), t->consumed_abroad[0] / 100 + saved);
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_household]; row++) {
        received += view()->household.received[row];
    }
    ck_assert_int_eq(received, fixture_paid(&fixture, TRANSFER_remitted));
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_remittances), 100 * received);
}
END_TEST

START_TEST(test_undeclared_work_pays_neither_contribution_nor_tax)
{
    uint32_t row = add_migrant(CHANNEL_contract, 200000);
    view()->migrant.flags[row] = MIGRANT_EMPLOYED;
    fixture.context.observe = true;
    remittances_account(&fixture.context, fixture.chunk);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_migrants_employed), 100);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_migrant_net_pay), 100 * 200000);
}
END_TEST

START_TEST(test_the_unemployed_live_on_savings)
{
    uint32_t row = add_migrant(CHANNEL_contract, 0);
    view()->migrant.savings[row] = 1000000;
    fixture.context.observe = true;
    remittances_account(&fixture.context, fixture.chunk);
    ck_assert_int_eq(view()->migrant.savings[row], 1000000 - 31200); /* .6 of 520 USD */
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_pay_abroad), 0);
    ck_assert_int_eq(fixture.totals->consumed_abroad[0], 100 * 31200);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_migrants_unemployed), 100);
}
END_TEST

/* A household of two: one at work for 310 USD, one retired without a pension, and 1,200 USD received this year. */
static uint32_t add_household(void)
{
    uint32_t worker = fixture_person(&fixture, SEX_male, 40, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    uint32_t household = view()->person.household[worker];
    fixture_person(&fixture, SEX_female, 66, EDUCATION_primary, WORK_RETIRED, household);
    view()->household.received[household] = 120000;
    view()->household.abroad[household] = 1;
    return household;
}

START_TEST(test_december_closes_the_year_of_a_household)
{
    fixture_month(&fixture, cor_month(2024, 12));
    uint32_t household = add_household();
    remittances_households(&fixture.context, fixture.chunk);
    ck_assert_int_eq(view()->household.income[household], 31000 + 10000);
    ck_assert_int_eq(view()->household.received[household], 0);
    ck_assert_int_eq(view()->household.wealth[household], 120000 + 18600 + 48000);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_households), 0); /* not an observed month */
}
END_TEST

START_TEST(test_observed_months_report_households_and_keep_the_books)
{
    fixture_month(&fixture, cor_month(2024, 6));
    fixture.context.observe = true;
    uint32_t household = add_household();
    remittances_households(&fixture.context, fixture.chunk);
    ck_assert_int_eq(view()->household.received[household], 120000);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_households), 100);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_household_income), 100 * (31000 + 20000));
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_migrant_household_income), 100 * (31000 + 20000));
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_income_histogram), 200);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_home_pay), 100 * 31000);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_home_paid), 100);
}
END_TEST

static int32_t income_in_december(uint32_t household)
{
    remittances_households(&fixture.context, fixture.chunk);
    return view()->household.income[household];
}

START_TEST(test_insurance_at_home_costs_its_members)
{
    fixture_month(&fixture, cor_month(2024, 12));
    uint32_t formal = add_household(), member = add_household(), uninsured = add_household(), idle = add_household();
    view()->person.work[2 * 0] |= WORK_FORMAL; /* add_household() adds the worker first */
    view()->person.work[2 * 1] |= WORK_VOLUNTARY;
    view()->person.work[2 * 3] = work_make(WORK_UNEMPLOYED, OCCUPATION_care, false) | WORK_VOLUNTARY;
    view()->person.pay[2 * 3] = 0;
    int32_t gross = income_in_december(uninsured);
    ck_assert_int_eq(gross, 31000 + 10000);
    int32_t tax = wages_tax(fixture.world, HOME, 31000);
    ck_assert_int_gt(tax, 0);
    ck_assert_int_eq(view()->household.income[formal], gross - 6107 - tax); /* 19.7 % */
    ck_assert_int_eq(view()->household.income[member], gross - 1328);       /* 22 % of 1,500,000 VND */
    ck_assert_int_eq(view()->household.income[idle], 10000 - 1328);
}
END_TEST

/* Pay above 20 reference levels, and below one. */
START_TEST(test_contributions_at_home_are_due_on_insured_pay)
{
    uint8_t formal = work_make(WORK_EMPLOYED, OCCUPATION_professional, true);
    const struct social_protection_tables *tables = fixture.world->social_protection;
    ck_assert_int_eq(social_protection_home_contribution(fixture.world, formal, 60000),
                     part_of(10 * tables->base_most, tables->employee_rate));
    ck_assert_int_eq(social_protection_home_contribution(fixture.world, formal, 1),
                     part_of(10 * tables->base_least, tables->employee_rate));
    ck_assert_int_eq(wages_home_net_pay(fixture.world, formal, 1), 0); /* more is due than is earned */
}
END_TEST

/* A settled man of 66 with a pension of Germany, one without, and one too young for his. */
START_TEST(test_old_age_abroad_has_an_income)
{
    uint32_t row[3];
    for (int i = 0; i < 3; i++) {
        uint32_t person_row =
            fixture_person(&fixture, SEX_male, i == 2 ? 50 : 66, EDUCATION_primary, WORK_INACTIVE, NO_ROW);
        row[i] = fixture_migrant(&fixture, person_row, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_skilled);
        view()->migrant.savings[row[i]] = 1000000;
        view()->migrant.insured_country[3 * row[i]] = i == 1 ? HOME : FIXTURE_DEU;
        view()->migrant.insured_months[3 * row[i]] = i == 1 ? 0 : 240;
        view()->migrant.insured_paid[3 * row[i]] = i == 1 ? 0 : 6000000;
    }
    int32_t pension = social_protection_pension_abroad(&fixture.context, fixture.chunk, row[0]);
    int32_t cost = fixture.world->remittances->idle_cost[FIXTURE_DEU];
    ck_assert_int_gt(pension, cost);
    ck_assert_int_eq(social_protection_pension_abroad(&fixture.context, fixture.chunk, row[1]), 0);
    ck_assert_int_eq(social_protection_pension_abroad(&fixture.context, fixture.chunk, row[2]), 0);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_pensions_abroad_to_workers), pension);
    remittances_account(&fixture.context, fixture.chunk);
    ck_assert_int_gt(view()->migrant.savings[row[0]], 1000000); /* something is left */
    ck_assert_int_eq(view()->migrant.savings[row[1]], 1000000 - cost);
    ck_assert_int_eq(view()->migrant.savings[row[2]], 1000000 - cost);
    ck_assert_int_gt(fixture_paid(&fixture, TRANSFER_remitted), 0);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_pensions_abroad_to_workers),
                     2 * (int64_t)pension); /* asked twice */
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_pensions_home_to_workers), 0);
    int64_t saved = -3 * 1000000;
    for (int i = 0; i < 3; i++) {
        saved += view()->migrant.savings[row[i]];
    }
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_worker) - pension,
                     fixture.totals->consumed_abroad[0] / 100 + saved);
}
END_TEST

START_TEST(test_what_the_dead_have_saved_goes_to_their_household)
{
    uint32_t worker = fixture_person(&fixture, SEX_male, 40, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    uint32_t household = view()->person.household[worker];
    uint32_t away = fixture_person(&fixture, SEX_female, 36, EDUCATION_primary, WORK_INACTIVE, household);
    uint32_t row = fixture_migrant(&fixture, away, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_skilled);
    view()->migrant.savings[row] = 765400;
    int32_t before = view()->household.wealth[household];
    demography_remove_person(&fixture.context, fixture.chunk, away);
    ck_assert_int_eq(view()->household.wealth[household], before + 765400);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_savings_left), 765400);
}
END_TEST

START_TEST(test_the_old_without_a_pension_receive_the_social_pension)
{
    uint32_t row = fixture_person(&fixture, SEX_female, 76, EDUCATION_primary, WORK_RETIRED, NO_ROW);
    ck_assert_int_eq(fixture_pension(&fixture, row), 0); /* from 80 in 2024 */
    fixture_month(&fixture, cor_month(2025, 7));
    ck_assert_int_eq(fixture_pension(&fixture, row), 2012); /* 500,000 VND */
}
END_TEST

Suite *suite_remittances(void);
Suite *suite_remittances(void)
{
    Suite *suite = suite_create("remittances");
    TCase *rules = tcase_create("rules"), *kernels = tcase_create("kernels");
    tcase_add_test(rules, test_uses_add_up_to_the_cent);
    tcase_add_test(rules, test_the_remittance_is_a_share_of_free_pay);
    tcase_add_test(rules, test_nothing_is_sent_below_least_consumption);
    tcase_add_test(rules, test_books_that_are_full_take_no_more);
    tcase_add_test(rules, test_family_at_hand_lowers_and_need_raises_the_share);
    tcase_add_test(rules, test_support_uses_savings_first_and_never_drives_wealth_below_nothing);
    tcase_add_test(rules, test_liquid_wealth_has_a_steady_state);
    tcase_add_test(rules, test_income_classes_are_listed_to_the_cent);
    tcase_add_test(rules, test_income_classes_meet_their_bounds);
    tcase_add_checked_fixture(kernels, set_up, tear_down);
    tcase_add_test(kernels, test_pay_abroad_is_used_up_exactly);
    tcase_add_test(kernels, test_undeclared_work_pays_neither_contribution_nor_tax);
    tcase_add_test(kernels, test_the_unemployed_live_on_savings);
    tcase_add_test(kernels, test_december_closes_the_year_of_a_household);
    tcase_add_test(kernels, test_observed_months_report_households_and_keep_the_books);
    tcase_add_test(kernels, test_insurance_at_home_costs_its_members);
    tcase_add_test(kernels, test_contributions_at_home_are_due_on_insured_pay);
    tcase_add_test(kernels, test_old_age_abroad_has_an_income);
    tcase_add_test(kernels, test_what_the_dead_have_saved_goes_to_their_household);
    tcase_add_test(kernels, test_the_old_without_a_pension_receive_the_social_pension);
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, kernels);
    return suite;
}
