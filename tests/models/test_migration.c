/* Corridors: rules of places, recruiters and turns against worked values, and a month of the funnel on small chunks. */
#include <check.h>
#include <string.h>
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "tests/models/funnel.h"

static struct fixture fixture;

/* ---- rules ---- */

START_TEST(test_recruiters_take_on_what_the_corridor_needs)
{
    /* 100 places a month, half complete, 10 months in the pipeline: 200 a month keep 1500 on the way. */
    const double person = 1e-9; /* agents who stand for hardly anybody */
    struct migration_pipeline line = {.steady = 200, .preparing = 1500, .planned = 1500, .persons = 1500};
    ck_assert_double_eq_tol(migration_intake(&line, 6, 3, person), 200, 1e-6);
    line.persons = 0;
    ck_assert_double_eq_tol(migration_intake(&line, 6, 3, person), 450, 1e-6);
    line.planned = 300; /* where agents are persons, the plan does not matter */
    ck_assert_double_eq_tol(migration_intake(&line, 6, 3, person), 450, 1e-6);
    line.persons = 9000;
    ck_assert_double_eq(migration_intake(&line, 6, 3, person), 0);
    line = (struct migration_pipeline){.planned = 70};
    ck_assert_double_eq(migration_intake(&line, 6, 3, person), 0);
    ck_assert_double_eq(migration_replan(&line, 6, 3), -70);
}
END_TEST

START_TEST(test_recruiters_do_not_stop_because_one_agent_is_on_the_way)
{
    struct migration_pipeline line = {.steady = 20, .preparing = 150, .planned = 150};
    double none = migration_intake(&line, 6, 3, 1000);
    line.persons = 1000;
    double one = migration_intake(&line, 6, 3, 1000);
    ck_assert_double_gt(one, 0);
    ck_assert_double_eq_tol(0.85 * none + 0.15 * one, 20, 0.2); /* steady on the mean, for 150 persons are on the way */
    line.preparing = 300;                                       /* a longer course is answered at once */
    line.persons = 0;
    ck_assert_double_eq_tol(migration_intake(&line, 6, 3, 1000) - none, 25, 1e-9);
}
END_TEST

START_TEST(test_expected_admissions_of_a_month_equal_the_capacity_at_any_weight_of_agents)
{
    const double capacity[] = {7, 120, 1234, 60000}, weight = 1000;
    for (size_t c = 0; c < 4; c++) {
        int64_t admitted = 0;
        for (int i = 0; i < 100000; i++) { /* starts between minus and plus half an agent */
            double start = ((i + 0.5) / 100000.0 - 0.5) * weight;
            admitted += (int64_t)(migration_carry(start, 0, capacity[c], weight, start) / weight + 0.5);
        }
        ck_assert_double_eq_tol((double)admitted * weight / 100000.0, capacity[c] / 12.0, 0.02);
    }
}
END_TEST

START_TEST(test_places_of_an_idle_decade_do_not_flood)
{
    const double weight = 1000, capacity[] = {120, 12000, 1200000};
    for (size_t c = 0; c < 3; c++) {
        double carry = 0.0;
        for (int month = 0; month < 120; month++) {
            carry = migration_carry(carry, 0, capacity[c], weight, 0.0);
        }
        ck_assert_double_le(carry, capacity[c] / 6.0 + 3.0 * weight);
    }
    ck_assert_double_eq(migration_carry(5000, 0, 0, weight, -321.0), -321.0); /* a closed corridor keeps none */
}
END_TEST

START_TEST(test_in_large_corridors_the_places_alone_decide)
{
    double slack = migration_slack(1e6, 50);
    ck_assert_double_lt(slack, 0.05);
    ck_assert_double_eq_tol(migration_offer(8000, 0, slack), 8000, 0.05);
    ck_assert_double_eq_tol(migration_offer(8000, 1e6, slack), 8000, 0.05);
    ck_assert_double_eq(migration_offer(10, 1000, migration_slack(100, 1000)),
                        1000); /* whose turn it is in a small one */
    ck_assert_double_eq(migration_offer(400, 0, migration_slack(100, 1000)), 0);
}
END_TEST

START_TEST(test_a_turn_comes_sooner_when_places_are_left)
{
    ck_assert_double_eq(migration_turn(3, 0, 1000), 3);
    ck_assert_double_eq(migration_turn(3, 500, 1000), 1.5);
    ck_assert_double_eq(migration_turn(3, 5000, 1000), 0);
    ck_assert_double_eq(migration_turn(3, -5000, 1000), 6);
}
END_TEST

START_TEST(test_interest_is_what_was_seen_or_that_of_the_neighbours_where_little_is_to_be_seen)
{
    ck_assert_double_eq(migration_memory(1, 12), 1);
    ck_assert_double_eq(migration_memory(13, 12), 12);
    ck_assert_double_eq_tol(migration_interest_ratio(8000, 10000, 1.5, 12, 1), 0.8, 1e-3);
    ck_assert_double_eq_tol(migration_interest_ratio(0, 10, 1.5, 12, 1000), 1.5, 0.1);
}
END_TEST

/* ---- corridors ---- */

static uint32_t queued_person(size_t country, enum channel channel, uint16_t since)
{
    uint32_t person = fixture_person(&fixture, SEX_male, 25, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person, STAGE_QUEUED, country, channel);
    view_of(fixture.chunk)->migrant.since[row] = since;
    return row;
}

START_TEST(test_a_quota_of_zero_admits_nobody)
{
    funnel_begin(&fixture);
    fixture_lever(&fixture, LEVER_quota_factor, 0.0);
    for (int i = 0; i < 50; i++) {
        queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 12; m++) {
        funnel_run_month(&fixture, cor_month(2024, 2) + m);
        ck_assert_int_eq(fixture_output(&fixture, OUTPUT_departures), 0);
    }
    ck_assert_uint_eq(funnel_count(&fixture, STAGE_ABROAD), 0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_admissions_average_to_the_capacity)
{
    funnel_begin(&fixture);
    fixture.world->parameters.migration.habit_speed = 0.0; /* openings stay what they are */
    double capacity = fixture.world->country[FIXTURE_JPN].vietnamese_entries[CHANNEL_contract];
    int64_t departures = 0;
    for (int i = 0; i < 3000; i++) {
        queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 24; m++) {
        funnel_run_month(&fixture, cor_month(2024, 2) + m);
        departures += fixture_output(&fixture, OUTPUT_departures);
    }
    ck_assert_double_eq_tol((double)departures, 2.0 * capacity, 100.0); /* one agent */
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_a_corridor_smaller_than_one_agent_fills_over_the_years)
{
    funnel_begin(&fixture);
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_skilled] = 40;
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    fixture.world->parameters.migration.habit_speed = 0.0;
    int64_t departures = 0, slack = (int64_t)migration_slack(40, 100);
    for (int i = 0; i < 50; i++) {
        queued_person(FIXTURE_DEU, CHANNEL_skilled, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 240; m++) {
        funnel_run_month(&fixture, cor_month(2024, 2) + m);
        departures += fixture_output(&fixture, OUTPUT_departures);
        ck_assert_int_le(departures, 40 * (m + 1) / 12 + slack + 100); /* all of them wait: places are drawn on ahead */
    }
    ck_assert_int_ge(departures, 800 - slack);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_who_waited_longer_leaves_first)
{
    funnel_begin(&fixture);
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    fixture.world->country[FIXTURE_JPN].vietnamese_entries[CHANNEL_contract] = 12000; /* ten agents a month */
    uint16_t old = (uint16_t)(fixture.context.month - 20), young = (uint16_t)(fixture.context.month - 10);
    uint32_t rows[20];
    for (int i = 0; i < 20; i++) {
        rows[i] = queued_person(FIXTURE_JPN, CHANNEL_contract, i % 2 ? old : young);
    }
    funnel_run_month(&fixture, cor_month(2024, 2));
    for (int i = 0; i < 20; i++) {
        ck_assert_uint_eq(view_of(fixture.chunk)->migrant.stage[rows[i]], i % 2 ? STAGE_ABROAD : STAGE_QUEUED);
    }
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_nobody_leaves_before_the_papers_are_ready)
{
    funnel_begin(&fixture);
    uint32_t row = queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(cor_month(2024, 2) - 2));
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    funnel_run_month(&fixture, cor_month(2024, 2)); /* processing takes three months */
    ck_assert_uint_eq(view_of(fixture.chunk)->migrant.stage[row], STAGE_QUEUED);
    funnel_run_month(&fixture, cor_month(2024, 3));
    ck_assert_uint_eq(view_of(fixture.chunk)->migrant.stage[row], STAGE_ABROAD);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_quota_added_opens_places_in_the_named_occupation)
{
    funnel_begin(&fixture);
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    fixture.levers[(size_t)LEVER_quota_added * N_LEVER_CELLS +
                   lever_cell(FIXTURE_DEU, CHANNEL_contract, OCCUPATION_care)] = 1e6;
    for (int i = 0; i < 200; i++) {
        queued_person(FIXTURE_DEU, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    funnel_run_month(&fixture, cor_month(2024, 2));
    size_t care = 0;
    ck_assert_uint_eq(funnel_count(&fixture, STAGE_ABROAD), 200);
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        care += view_of(fixture.chunk)->migrant.occupation[row] == OCCUPATION_care;
    }
    ck_assert_uint_ge(care, 190);
    ck_assert_double_eq(fixture.macro->migration.capacity[FIXTURE_DEU][CHANNEL_contract],
                        fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] + 0.6 * 1e6);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_a_limit_leaves_more_of_the_places_to_the_occupation_that_an_agreement_names)
{
    size_t care[2] = {0, 0};
    for (int limited = 0; limited < 2; limited++) {
        funnel_begin(&fixture);
        fixture.world->parameters.migration.queue_drop_out = 0.0;
        fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] = 1e6;
        fixture_lever(&fixture, LEVER_quota_limit, limited ? 1e4 : 1e6);
        fixture.levers[(size_t)LEVER_quota_added * N_LEVER_CELLS +
                       lever_cell(FIXTURE_DEU, CHANNEL_contract, OCCUPATION_care)] = 1e6;
        for (int i = 0; i < 200; i++) {
            queued_person(FIXTURE_DEU, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
        }
        funnel_run_month(&fixture, cor_month(2024, 2));
        ck_assert_uint_eq(funnel_count(&fixture, STAGE_ABROAD), 200);
        for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
            care[limited] += view_of(fixture.chunk)->migrant.occupation[row] == OCCUPATION_care;
        }
        fixture_free(&fixture);
    }
    ck_assert_uint_lt(care[0], 150);
    ck_assert_uint_ge(care[1], 190);
}
END_TEST

/* Occupations of 200 who leave for Germany, with so many places added in the usual proportions. */
static void occupations_with_quota(double added, uint8_t occupations[200])
{
    funnel_begin(&fixture);
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] = 1e6;
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        fixture.levers[(size_t)LEVER_quota_added * N_LEVER_CELLS + lever_cell(FIXTURE_DEU, CHANNEL_contract, k)] =
            added * fixture.world->migration->occupation_weight[FIXTURE_DEU][MIX_general][k];
    }
    ck_assert_double_eq_tol(migration_lever_amount(&fixture.context, LEVER_quota_added, FIXTURE_DEU, CHANNEL_contract),
                            added, 1e-6);
    for (int i = 0; i < 200; i++) {
        queued_person(FIXTURE_DEU, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    funnel_run_month(&fixture, cor_month(2024, 2));
    ck_assert_uint_eq(funnel_count(&fixture, STAGE_ABROAD), 200);
    memcpy(occupations, view_of(fixture.chunk)->migrant.occupation, 200);
    fixture_free(&fixture);
}

START_TEST(test_a_quota_for_all_occupations_keeps_their_proportions)
{
    uint8_t usual[200], added[200];
    occupations_with_quota(0.0, usual);
    occupations_with_quota(5e5, added);
    ck_assert_mem_eq(usual, added, sizeof usual);
}
END_TEST

START_TEST(test_departure_keeps_the_books)
{
    funnel_begin(&fixture);
    uint32_t row = queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    funnel_run_month(&fixture, cor_month(2024, 2));
    const struct chunk_view *view = view_of(fixture.chunk);
    uint32_t person = view->migrant.person[row];
    ck_assert_uint_eq(view->migrant.stage[row], STAGE_ABROAD);
    ck_assert_int_eq(work_status(view->person.work[person]), WORK_ABROAD);
    ck_assert_uint_eq(view->household.size[view->person.household[person]], 0);
    ck_assert_uint_eq(view->household.abroad[view->person.household[person]], 1);
    ck_assert_int_gt(view->migrant.first_pay[row], 0);
    ck_assert_int_eq(view->migrant.first_pay[row], view->migrant.gross_pay[row]);
    ck_assert_uint_eq(view->migrant.contract_end[row], (unsigned)cor_month(2024, 2) + 36u);
    ck_assert_int_eq(fixture.totals->rows_departed[0], 1);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_departures), 100); /* the weight */
    ck_assert_int_eq(view->migrant.debt[row], fixture.totals->debt_borrowed[0]);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_neutral_levers_change_nothing)
{
    funnel_begin(&fixture);
    for (size_t c = 1; c < FIXTURE_COUNTRIES; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            ck_assert_double_eq(migration_lever_mean(&fixture.context, LEVER_quota_factor, c, h), 1.0);
            ck_assert_double_eq(migration_lever_mean(&fixture.context, LEVER_processing_factor, c, h), 1.0);
            ck_assert_double_eq(migration_lever_amount(&fixture.context, LEVER_quota_added, c, h), 0.0);
        }
    }
    fixture_free(&fixture);
}
END_TEST

Suite *suite_migration(void)
{
    Suite *suite = suite_create("migration");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, test_recruiters_take_on_what_the_corridor_needs);
    tcase_add_test(rules, test_recruiters_do_not_stop_because_one_agent_is_on_the_way);
    tcase_add_test(rules, test_expected_admissions_of_a_month_equal_the_capacity_at_any_weight_of_agents);
    tcase_add_test(rules, test_places_of_an_idle_decade_do_not_flood);
    tcase_add_test(rules, test_in_large_corridors_the_places_alone_decide);
    tcase_add_test(rules, test_a_turn_comes_sooner_when_places_are_left);
    tcase_add_test(rules, test_interest_is_what_was_seen_or_that_of_the_neighbours_where_little_is_to_be_seen);
    suite_add_tcase(suite, rules);
    TCase *corridors = tcase_create("corridors");
    tcase_set_timeout(corridors, 60);
    tcase_add_test(corridors, test_a_quota_of_zero_admits_nobody);
    tcase_add_test(corridors, test_admissions_average_to_the_capacity);
    tcase_add_test(corridors, test_a_corridor_smaller_than_one_agent_fills_over_the_years);
    tcase_add_test(corridors, test_who_waited_longer_leaves_first);
    tcase_add_test(corridors, test_nobody_leaves_before_the_papers_are_ready);
    tcase_add_test(corridors, test_quota_added_opens_places_in_the_named_occupation);
    tcase_add_test(corridors, test_a_limit_leaves_more_of_the_places_to_the_occupation_that_an_agreement_names);
    tcase_add_test(corridors, test_a_quota_for_all_occupations_keeps_their_proportions);
    tcase_add_test(corridors, test_departure_keeps_the_books);
    tcase_add_test(corridors, test_neutral_levers_change_nothing);
    suite_add_tcase(suite, corridors);
    return suite;
}
