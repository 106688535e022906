/* The corridors as markets: rules against worked values, and the market of the shipped fixture, month by month. */
#include <check.h>
#include <math.h>
#include "models/migration/market_rules.h"
#include "models/migration/migration_internal.h"
#include "models/recruitment/recruitment.h"
#include "tests/models/funnel.h"

static struct fixture fixture;

static void near(double found, double expected)
{
    ck_assert_double_eq_tol(found, expected, 1e-9 * (1.0 + fabs(expected)));
}

static const struct migration_parameters *parameters(void)
{
    return &fixture.world->parameters.migration;
}

static void start(void)
{
    funnel_begin(&fixture);
}

static void stop(void)
{
    fixture_free(&fixture);
}

/* ---- rules ---- */

START_TEST(test_openings_tend_to_what_vacancies_pay_and_networks_make_them)
{
    struct migration_parameters p = *parameters();
    p.demand_shortage = 1.0;
    p.demand_pay = 0.7;
    p.demand_network = 0.5;
    p.demand_cost = 0.3;
    const struct market_drivers by = {.shortage = log(2.0), .pay = log(0.5), .stock = log(4.0), .cost = log(1.1)};
    near(market_target(&p, &by), log(2.0) - 0.7 * log(2.0) + 0.5 * log(4.0) - 0.3 * log(1.1));
    const struct market_drivers none = {.shortage = 0.0};
    ck_assert_double_eq(market_target(&p, &none), 0.0);
}
END_TEST

START_TEST(test_habit_closes_the_distance_to_its_target_year_by_year)
{
    struct migration_parameters p = *parameters();
    double habit = 0.0;
    p.habit_speed = 0.3;
    p.habit_most = 8.0;
    for (int month = 0; month < 12; month++) {
        habit = market_habit(&p, habit, 1.0);
    }
    near(habit, 1.0 - pow(1.0 - 0.3 / 12.0, 12.0));
    near(market_habit(&p, log(8.0), 100.0), log(8.0));
    near(market_habit(&p, -log(8.0), -100.0), -log(8.0));
    near(market_openings(1200.0, log(3.0), log(2.0), log(0.5)), 900.0);
    ck_assert_double_eq(market_openings(0.0, 1.0, 0.0, 1.0), 0.0);
}
END_TEST

START_TEST(test_openings_crowd_the_vacancies_that_are_open_to_them)
{
    const double crowding = 1.0 / 5000.0, share_open = 0.1; /* 6,000 openings a year for as many places */
    near(market_room(6000.0, 6000.0, crowding, share_open, 1.0, 1.0), 1.0);
    near(market_room(12000.0, 6000.0, crowding, share_open, 1.0, 1.0), 2.0 / 3.0);
    near(market_room(6000.0, 6000.0, crowding, share_open, 0.5, 1.0), 2.0 / 3.0);
    near(market_room(6000.0, 6000.0, crowding, share_open, 0.5, 0.5), 1.0);
    ck_assert_double_gt(market_room(12000.0, 6000.0, crowding, 1.0, 1.0, 1.0),
                        market_room(12000.0, 6000.0, crowding, 0.05, 1.0, 1.0));
    near(market_room(12000.0, 6000.0, 0.0, share_open, 1.0, 1.0), 1.0); /* no vacancies are simulated */
}
END_TEST

START_TEST(test_a_worker_costs_pay_contributions_and_borne_fees)
{
    near(market_labour_cost(200000.0, 0.2, 360000.0, 36.0), 240000.0 + 10000.0);
    near(market_labour_cost(200000.0, 0.0, 0.0, 0.0), 200000.0);
}
END_TEST

START_TEST(test_fees_are_a_rent_of_scarce_places)
{
    struct migration_parameters p = *parameters();
    double fee = 0.0;
    p.fee_rent = 0.5;
    p.fee_months = 6.0;
    for (int month = 0; month < 200; month++) {
        fee = market_fee(&p, fee, log(3.0));
    }
    ck_assert_double_eq_tol(fee, 0.5 * log(3.0), 1e-9);
    ck_assert_double_lt(market_fee(&p, fee, log(0.5)), fee);
}
END_TEST

/* ---- the market of a corridor ---- */

/* Capacity of German contract work after some years, with vacancies `ratio` times those of the first month from the second on. */
static double capacity_after_years(double ratio)
{
    start();
    fixture.world->parameters.shocks.shock_openness_sd = 0.0;
    funnel_run_month(&fixture, cor_month(2024, 1));
    funnel_set_vacancies(&fixture, (int64_t)(27000.0 * ratio));
    for (int month = 1; month < 96; month++) {
        funnel_run_month(&fixture, cor_month(2024, 1) + month);
    }
    double capacity = migration_capacity_of(&fixture.context, FIXTURE_DEU, CHANNEL_contract);
    stop();
    return capacity;
}

START_TEST(test_twice_the_vacancies_open_more_places_and_none_open_few)
{
    double usual = capacity_after_years(1.0), twice = capacity_after_years(2.0), none = capacity_after_years(0.0);
    ck_assert_double_gt(twice, 1.2 * usual);
    ck_assert_double_lt(twice, 2.5 * usual);
    ck_assert_double_lt(none, 0.5 * usual);
}
END_TEST

/* Openings relative to neutral levers after some years under one lever. */
static double openings_under(size_t lever, double value)
{
    double openings[2];
    for (int moved = 0; moved < 2; moved++) {
        start();
        funnel_run_month(&fixture, cor_month(2024, 1));
        if (moved) {
            fixture_lever(&fixture, lever, value);
        }
        for (int month = 1; month < 48; month++) {
            funnel_run_month(&fixture, cor_month(2024, 1) + month);
        }
        openings[moved] = migration_openings(&fixture.context, FIXTURE_DEU, CHANNEL_contract);
        stop();
    }
    return openings[1] / openings[0];
}

START_TEST(test_rights_are_not_free)
{
    ck_assert_double_lt(openings_under(LEVER_entry_gap_factor, 0.0), 1.0);
    ck_assert_double_lt(openings_under(LEVER_contribution_added, 1.0), 1.0);
    ck_assert_double_lt(openings_under(LEVER_employer_pays, 1.0), 1.0);
    ck_assert_double_gt(openings_under(LEVER_entry_gap_factor, 0.0), 0.9); /* but cheap */
}
END_TEST

START_TEST(test_a_limit_that_does_not_bind_changes_nothing)
{
    start();
    funnel_run_month(&fixture, cor_month(2024, 1));
    double usual = migration_capacity_of(&fixture.context, FIXTURE_DEU, CHANNEL_contract);
    struct migration_law law = {.factor = 1.0, .limit = usual + 1.0, .added = 0.0};
    near(migration_capacity(usual, &law, 0.6), usual);
    law.limit = usual - 1.0;
    near(migration_capacity(usual, &law, 0.6), usual - 1.0);
    law.added = 100.0; /* places that an agreement adds are apart */
    near(migration_capacity(usual, &law, 0.6), usual - 1.0 + 60.0);
    fixture_lever(&fixture, LEVER_quota_limit, 0.5 * usual);
    funnel_run_month(&fixture, cor_month(2024, 2));
    ck_assert_double_eq_tol(migration_capacity_of(&fixture.context, FIXTURE_DEU, CHANNEL_contract), 0.5 * usual,
                            1e-9 * usual);
    stop();
}
END_TEST

/* A lever for German contract work alone. */
static void move_corridor(size_t lever, double value)
{
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        fixture.levers[lever * N_LEVER_CELLS + lever_cell(FIXTURE_DEU, CHANNEL_contract, k)] = value;
    }
}

/* Persons who wish to go to Germany under contract, after years in which vacancies fell. */
static double wished_under_limit(double limit, double *openings)
{
    start();
    funnel_run_month(&fixture, cor_month(2024, 1));
    funnel_set_vacancies(&fixture, 5000);
    move_corridor(LEVER_quota_limit, limit);
    for (int month = 1; month < 48; month++) {
        funnel_run_month(&fixture, cor_month(2024, 1) + month);
    }
    *openings = migration_openings(&fixture.context, FIXTURE_DEU, CHANNEL_contract);
    double wished = fixture.macro->migration.market.wished[FIXTURE_DEU * N_CHOICE_CHANNELS + (size_t)CHANNEL_contract];
    stop();
    return wished;
}

START_TEST(test_a_limit_below_the_first_entries_and_above_the_openings_deters_nobody)
{
    start();
    double first = fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract];
    stop();
    double openings, limited, wished = wished_under_limit(1e6, &openings);
    ck_assert_double_lt(openings, 0.8 * first);
    ck_assert_double_eq(wished_under_limit(0.9 * first, &limited), wished);
    ck_assert_double_eq(limited, openings);
    ck_assert_double_lt(wished_under_limit(0.5 * openings, &limited), wished);
}
END_TEST

START_TEST(test_a_limit_leaves_families_alone)
{
    start();
    fixture_lever(&fixture, LEVER_quota_limit, 0.0);
    funnel_run_month(&fixture, cor_month(2024, 1));
    funnel_run_month(&fixture, cor_month(2024, 2));
    ck_assert_double_eq(migration_capacity_of(&fixture.context, FIXTURE_DEU, CHANNEL_contract), 0.0);
    ck_assert_double_gt(migration_capacity_of(&fixture.context, FIXTURE_DEU, CHANNEL_family), 0.0);
    stop();
}
END_TEST

/* The market of German contract work as it is judged after known entries, under a lever of law in the last known year. */
static void custom_under(double factor, double *places, double *candidates)
{
    start();
    fixture.world->parameters.migration.entries_until = 2025;
    funnel_run_month(&fixture, cor_month(2025, 1));
    move_corridor(LEVER_quota_factor, factor);
    for (int month = 2; month <= 12; month++) {
        funnel_run_month(&fixture, cor_month(2025, month));
    }
    size_t corridor = FIXTURE_DEU * N_CHOICE_CHANNELS + (size_t)CHANNEL_contract;
    *places = fixture.macro->migration.market.capacity_start[FIXTURE_DEU][CHANNEL_contract];
    *candidates = fixture.macro->migration.market.wished_start[corridor];
    stop();
}

START_TEST(test_a_law_of_the_last_known_year_is_not_taken_for_the_custom)
{
    double places, candidates, closed_places, closed_candidates;
    custom_under(1.0, &places, &candidates);
    custom_under(0.3, &closed_places, &closed_candidates);
    ck_assert_double_eq(closed_places, places);
    ck_assert_double_eq_tol(closed_candidates / candidates, 1.0, 0.1);
}
END_TEST

START_TEST(test_while_entries_are_known_openings_follow_them)
{
    start();
    fixture.world->parameters.migration.entries_until = 2025;
    funnel_run_month(&fixture, cor_month(2024, 1));
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] = 777.0;
    funnel_set_vacancies(&fixture, 1);
    funnel_run_month(&fixture, cor_month(2025, 12));
    ck_assert_double_eq(fixture.macro->migration.market.openings[FIXTURE_DEU][CHANNEL_contract], 777.0);
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] = 5.0;
    funnel_run_month(&fixture, cor_month(2026, 1));
    double now = fixture.macro->migration.market.openings[FIXTURE_DEU][CHANNEL_contract];
    ck_assert_double_gt(now, 600.0);
    ck_assert_double_lt(now, 900.0);
    stop();
}
END_TEST

/* Openings of German contract work two years after the last year of known entries, all of them 777, relative to these. Vacancies
 * are twice those of the first month from `month` of that year on. */
static double openings_after_known_years(int month)
{
    start();
    fixture.world->parameters.shocks.shock_openness_sd = 0.0;
    fixture.world->parameters.migration.entries_until = 2029;
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] = 777.0;
    for (int32_t now = cor_month(2024, 1); now < cor_month(2032, 1); now++) {
        if (now == cor_month(2024, month)) {
            funnel_set_vacancies(&fixture, 54000);
        }
        funnel_run_month(&fixture, now);
        double openings = fixture.macro->migration.market.openings[FIXTURE_DEU][CHANNEL_contract];
        ck_assert(now >= cor_month(2030, 1) || openings == 777.0);
    }
    double openings = fixture.macro->migration.market.openings[FIXTURE_DEU][CHANNEL_contract];
    stop();
    return openings / 777.0;
}

START_TEST(test_what_recruiting_has_not_come_up_to_in_known_years_comes_after_them)
{
    enum { SECOND_MONTH = 2, LAST_KNOWN_MONTH = 72, NEVER = 1000 };
    double long_since = openings_after_known_years(SECOND_MONTH), late = openings_after_known_years(LAST_KNOWN_MONTH);
    double never = openings_after_known_years(NEVER);
    ck_assert_double_gt(late, 1.2 * never);
    ck_assert_double_gt(long_since, 1.01 * never);
    ck_assert_double_lt(long_since, 1.1 * never);
}
END_TEST

Suite *suite_market(void)
{
    Suite *suite = suite_create("market");
    TCase *rules = tcase_create("rules");
    tcase_add_checked_fixture(rules, start, stop);
    tcase_add_test(rules, test_openings_tend_to_what_vacancies_pay_and_networks_make_them);
    tcase_add_test(rules, test_habit_closes_the_distance_to_its_target_year_by_year);
    tcase_add_test(rules, test_openings_crowd_the_vacancies_that_are_open_to_them);
    tcase_add_test(rules, test_a_worker_costs_pay_contributions_and_borne_fees);
    tcase_add_test(rules, test_fees_are_a_rent_of_scarce_places);
    suite_add_tcase(suite, rules);
    TCase *corridor = tcase_create("corridor");
    tcase_set_timeout(corridor, 300);
    tcase_add_test(corridor, test_twice_the_vacancies_open_more_places_and_none_open_few);
    tcase_add_test(corridor, test_rights_are_not_free);
    tcase_add_test(corridor, test_a_limit_that_does_not_bind_changes_nothing);
    tcase_add_test(corridor, test_a_limit_below_the_first_entries_and_above_the_openings_deters_nobody);
    tcase_add_test(corridor, test_a_limit_leaves_families_alone);
    tcase_add_test(corridor, test_a_law_of_the_last_known_year_is_not_taken_for_the_custom);
    tcase_add_test(corridor, test_while_entries_are_known_openings_follow_them);
    tcase_add_test(corridor, test_what_recruiting_has_not_come_up_to_in_known_years_comes_after_them);
    suite_add_tcase(suite, corridor);
    return suite;
}
