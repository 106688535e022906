/* Public accounts: what every party has of a worker's month and of a household's year, by hand; and books that notice what
 * was not paid. */
#include <check.h>
#include <inttypes.h>
#include <string.h>
#include "models/books/accounts.h"
#include "models/books/observe.h"
#include "models/migration/migration.h"
#include "models/recruitment/recruitment.h"
#include "models/remittances/remittances.h"
#include "models/social_protection/social_protection.h"
#include "models/training/training.h"
#include "models/wages/wages.h"
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

static uint32_t add_worker_abroad(int32_t gross)
{
    uint32_t person = fixture_person(&fixture, SEX_female, 26, EDUCATION_lower_secondary, WORK_INACTIVE, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    migrant->gross_pay[row] = gross;
    migrant->flags[row] = MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES;
    return row;
}

static void run_month(void)
{
    remittances_account(&fixture.context, fixture.chunk);
    social_protection_contribute(&fixture.context, fixture.chunk);
    remittances_households(&fixture.context, fixture.chunk);
    observe_stocks(&fixture.context, fixture.chunk);
}

static bool books_hold(char message[240])
{
    accounts_close_month(&fixture.context);
    return accounts_audit(&fixture.context, message, 240);
}

static int64_t sum_of_balances(void)
{
    int64_t sum = 0;
    for (unsigned party = 0; party < N_PARTIES; party++) {
        for (size_t country = 0; country < MAX_COUNTRIES; country++) {
            sum += accounts_balance(fixture.totals, party, country);
        }
    }
    return sum;
}

START_TEST(test_a_month_of_work_abroad_reaches_every_party)
{
    char message[240];
    uint32_t row = add_worker_abroad(200000);
    run_month();
    ck_assert_msg(books_hold(message), "%s", message);
    int64_t employee = 39400, employer = 41800; /* 19.7 and 20.9 percent */
    int64_t tax = wages_tax(fixture.world, FIXTURE_DEU, 200000);
    int64_t sent = fixture_paid(&fixture, TRANSFER_remitted), fee = fixture_paid(&fixture, TRANSFER_remittance_fees);
    ck_assert_int_gt(tax, 0);
    ck_assert_int_gt(sent, 0);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_production), -200000 - employer);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_employer), 0);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_worker), 200000 - employee - tax - sent - fee);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_worker),
                     fixture.totals->consumed_abroad[0] / 100 + view_of(fixture.chunk)->migrant.savings[row]);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_household), sent);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_destination_budget), tax);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_destination_fund), employee + employer - 2436); /* 3 percent */
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_services), fee + 2436);
    ck_assert_int_eq(sum_of_balances(), 0);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_balance_destination_fund), 100 * (employee + employer - 2436));
}
END_TEST

/* 310 USD in a formal job: 19.7 percent from the employee, 8 of them for the pension; 20.9 and 14 from the employer. */
START_TEST(test_december_pays_a_year_of_work_at_home)
{
    char message[240];
    fixture_month(&fixture, cor_month(2024, 12));
    uint32_t row = fixture_person(&fixture, SEX_male, 40, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    view_of(fixture.chunk)->person.work[row] |= WORK_FORMAL;
    run_month();
    ck_assert_msg(books_hold(message), "%s", message);
    int64_t pay = 12 * 31000, employee = 12 * 6107, tax = 12 * (int64_t)wages_tax(fixture.world, HOME, 31000);
    int64_t pension = employee * 80 / 197 + employee * 140 / 197, employer = employee * 209 / 197;
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_household), pay - employee - tax);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_paid_administration_home), 3 * pension);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_balance_vietnam_fund), 97 * pension);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_vietnam_insurance), employee + employer - pension);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_vietnam_budget), tax);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_production), -pay - employer);
    ck_assert_int_eq(sum_of_balances(), 0);
}
END_TEST

START_TEST(test_other_months_book_nothing_at_home)
{
    fixture_month(&fixture, cor_month(2024, 11));
    fixture.context.observe = true;
    fixture_person(&fixture, SEX_male, 40, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    run_month();
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_pay_home), 0);
}
END_TEST

START_TEST(test_the_books_notice_what_was_not_paid)
{
    static const struct {
        enum transfer transfer;
        const char *message;
    } cases[] = {{TRANSFER_pay_abroad, "pay abroad"},
                 {TRANSFER_contributions_employee, "contributions abroad"},
                 {TRANSFER_contributions_employer, "contributions abroad"},
                 {TRANSFER_output_abroad, "what all parties have"}};
    add_worker_abroad(200000);
    run_month();
    const struct totals honest = *fixture.totals;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char message[240] = "";
        *fixture.totals = honest;
        fixture.totals->transfers[cases[i].transfer * MAX_COUNTRIES + FIXTURE_DEU]--;
        struct accounts_macro *books = macro_part(&fixture.context, PART_accounts);
        books->opened = 0;
        ck_assert(!books_hold(message));
        ck_assert_msg(strstr(message, cases[i].message), "%s", message);
    }
}
END_TEST

/* The second month: what was saved and neither spent, brought home nor left by the dead must still be there. */
START_TEST(test_savings_cannot_vanish)
{
    char message[240] = "";
    uint32_t row = add_worker_abroad(300000);
    fixture.totals->savings_stock[0] = 0;
    ((struct accounts_macro *)macro_part(&fixture.context, PART_accounts))->opened = 1;
    ((struct accounts_macro *)macro_part(&fixture.context, PART_accounts))->rows_living[KIND_ORIGIN] = 1;
    ((struct accounts_macro *)macro_part(&fixture.context, PART_accounts))->rows_abroad = 1;
    run_month();
    social_protection_observe(&fixture.context, fixture.chunk);
    const struct totals honest = *fixture.totals;
    const struct accounts_macro before = *(struct accounts_macro *)macro_part(&fixture.context, PART_accounts);
    ck_assert_int_gt(view_of(fixture.chunk)->migrant.savings[row], 0);
    ck_assert_msg(books_hold(message), "%s", message);
    *fixture.totals = honest;
    *(struct accounts_macro *)macro_part(&fixture.context, PART_accounts) = before;
    fixture.totals->savings_stock[0]--;
    ck_assert(!books_hold(message));
    ck_assert_msg(strstr(message, "what migrants keep"), "%s", message);
}
END_TEST

START_TEST(test_employers_pay_their_share_of_recruitment)
{
    uint32_t row = add_worker_abroad(200000);
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    migrant->first_pay[row] = 200000;
    fixture_lever(&fixture, LEVER_employer_pays, 0.5);
    recruitment_depart(&fixture.context, fixture.chunk, row);
    ck_assert_int_gt(migrant->cost[row], 0);
    ck_assert_int_le(imaxabs(fixture_paid(&fixture, TRANSFER_recruitment_by_employer) - migrant->cost[row]), 1);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_employer),
                     -fixture_paid(&fixture, TRANSFER_recruitment_by_employer));
}
END_TEST

/* Nobody contributes: two percent a year on 120,000 USD. */
START_TEST(test_funds_open_with_their_reserves_and_earn_a_yield)
{
    struct accounts_macro *books = macro_part(&fixture.context, PART_accounts);
    fixture.world->parameters.social_protection.fund_opening = 120000;
    fixture.world->parameters.social_protection.fund_yield = 0.02;
    accounts_close_month(&fixture.context);
    ck_assert_int_eq(books->fund[HOME], 12000000 + 20000);
    accounts_close_month(&fixture.context);
    ck_assert_int_eq(books->fund[HOME], 12020000 + 20033);
}
END_TEST

START_TEST(test_visits_and_seats_are_paid_by_those_who_order_them)
{
    uint32_t row = add_worker_abroad(200000);
    fixture_lever(&fixture, LEVER_contribution_added, 0.1);
    fixture_lever(&fixture, LEVER_training_seats, 3);
    social_protection_enrol(&fixture.context, fixture.chunk, row);
    ck_assert_int_eq(fixture_balance(&fixture, PARTY_destination_budget), -300); /* a tenth of 30 USD */
    double seats = 3.0 * N_CHOICE_CHANNELS * N_OCCUPATIONS;
    ck_assert_int_eq(training_seats_cost(&fixture.context, FIXTURE_DEU), (int64_t)(seats * 160000 / 12 + 0.5));
}
END_TEST

/* 12 and 6 million dollars a year: 1.5 million a month, which Viet Nam is paid and spends. */
START_TEST(test_partners_pay_for_their_help)
{
    fixture_lever(&fixture, LEVER_partner_training, 12);
    fixture_lever(&fixture, LEVER_partner_inspection, 6);
    accounts_close_month(&fixture.context);
    const int64_t cents = 150000000;
    ck_assert_int_eq(accounts_balance(fixture.totals, PARTY_donor, HOME), -cents);
    ck_assert_int_eq(accounts_balance(fixture.totals, PARTY_services, HOME), cents);
    ck_assert_int_eq(accounts_balance(fixture.totals, PARTY_vietnam_budget, HOME), 0);
    ck_assert_int_eq(fixture.totals->transfers[TRANSFER_partners_help * MAX_COUNTRIES + HOME], cents);
}
END_TEST

Suite *suite_accounts(void);
Suite *suite_accounts(void)
{
    Suite *suite = suite_create("accounts");
    TCase *tests = tcase_create("parties");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_a_month_of_work_abroad_reaches_every_party);
    tcase_add_test(tests, test_december_pays_a_year_of_work_at_home);
    tcase_add_test(tests, test_other_months_book_nothing_at_home);
    tcase_add_test(tests, test_the_books_notice_what_was_not_paid);
    tcase_add_test(tests, test_savings_cannot_vanish);
    tcase_add_test(tests, test_employers_pay_their_share_of_recruitment);
    tcase_add_test(tests, test_funds_open_with_their_reserves_and_earn_a_yield);
    tcase_add_test(tests, test_visits_and_seats_are_paid_by_those_who_order_them);
    tcase_add_test(tests, test_partners_pay_for_their_help);
    suite_add_tcase(suite, tests);
    return suite;
}
