/* Migration: rules of corridors and stays against worked values, and the kernels on small chunks. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/wages/wages.h"
#include "tests/models/fixture.h"

enum { N_PEOPLE = 4000 };

static struct fixture fixture;

/* ---- a month of the funnel ---- */

static void set_vacancies(int64_t posts)
{
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            fixture.macro->labour_market.vacancies[c][k] = posts;
        }
    }
}

static void begin(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 2 * N_PEOPLE);
    set_vacancies(1000000);
}

static void resolve(enum queue queue, const int64_t *seats)
{
    ck_assert_int_eq(cor_queue_resolve(&fixture.queues[queue], seats), COR_OK);
}

static void run_month(int32_t month)
{
    fixture_month(&fixture, month);
    migration_apply(&fixture.context, fixture.chunk);
    migration_open(&fixture.context);
    resolve(QUEUE_admissions, migration_seats(&fixture.context));
    migration_depart(&fixture.context, fixture.chunk);
    migration_stay(&fixture.context, fixture.chunk);
}

static uint32_t queued_person(size_t country, enum channel channel, uint16_t since)
{
    uint32_t person = fixture_person(&fixture, SEX_male, 25, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person, STAGE_QUEUED, country, channel);
    view_of(fixture.chunk)->migrant.since[row] = since;
    return row;
}

static size_t count_stage(enum stage stage)
{
    size_t n = 0;
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        n += view_of(fixture.chunk)->migrant.stage[row] == stage;
    }
    return n;
}

/* ---- rules of corridor and stay ---- */

START_TEST(test_mean_stay_of_a_constant_exit_rate)
{
    const double rate[5] = {.25, .25, .25, .25, .25};
    ck_assert_double_eq_tol(migration_mean_stay(rate, 1.0), 42.0, 1e-4); /* (1 - 1/8) / (1/4) years */
}
END_TEST

START_TEST(test_extensions_complete_the_mean_stay)
{
    double h = 0.0106, x = migration_extension(44.0, 36, 24, h), alive = 1.0, mean = 0.0;
    mean = migration_months_lived(h, 36);
    alive = exp(-36 * h);
    for (int term = 0; term < 200; term++) {
        alive *= x;
        mean += alive * migration_months_lived(h, 24);
        alive *= exp(-24 * h);
    }
    ck_assert_double_eq_tol(mean, 44.0, 1e-6);
    ck_assert_double_eq(migration_extension(12.0, 36, 24, h), 0.0);
}
END_TEST

START_TEST(test_monthly_hazard_gives_the_yearly_probability_back)
{
    double monthly = migration_happens_within_month(migration_monthly_hazard(0.30, 1.0));
    ck_assert_double_eq_tol(1.0 - pow(1.0 - monthly, 12), 0.30, 1e-12);
    ck_assert_double_eq(migration_happens_within_month(0.0), 0.0);
}
END_TEST

START_TEST(test_bounds_exclude_nothing_that_the_rule_accepts)
{
    for (int i = 1; i <= 400; i++) {
        double x = exp((i - 200) / 40.0), hazard = x / 100.0;
        for (int j = 0; j <= 20; j++) {
            double r = j / 10.0;
            ck_assert_double_ge(migration_power_most(x, r) * (1.0 + 1e-9), pow(x, r));
        }
        uint64_t accepted = cor_threshold(migration_happens_within_month(hazard));
        ck_assert_uint_gt(accepted, 0);
        ck_assert(migration_might_happen((uint32_t)(accepted - 1), hazard));
    }
    ck_assert(!migration_might_happen(0, 0.0));
}
END_TEST

START_TEST(test_exposure_teaches_the_stated_levels)
{
    int sum = 0;
    for (int32_t month = 1; month <= 12; month++) {
        sum += migration_language_gain(migration_language_per_month(0, 0.4, 5.0), month);
    }
    ck_assert_int_ge(sum, 12);
    ck_assert_int_le(sum, 13); /* 0.4 levels of 32 units */
    ck_assert_double_eq(migration_language_per_month(160, 0.4, 5.0), 0.0);
}
END_TEST

START_TEST(test_irregular_exits_keep_the_stock)
{
    ck_assert_double_eq_tol(migration_irregular_exit(9000, 45000, 0.02, 0.03, 0.6, 0.1), 0.18, 1e-12);
    ck_assert_double_eq(migration_irregular_exit(9000, 0, 0.02, 0.03, 0.6, 0.1), 0.1);
    ck_assert_double_eq(migration_irregular_exit(9000, 5000, 0.02, 0.03, 0.6, 0.1), 0.6);
}
END_TEST

START_TEST(test_what_becomes_of_a_stay_is_said_as_the_month_has_it)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 8);
    const struct migration_parameters *p = &f.world->parameters.migration;
    struct migration_fates month = migration_fates_of_month(f.world, FIXTURE_JPN, CHANNEL_contract, 40);
    double home = f.world->migration->exit_hazard[FIXTURE_JPN][CHANNEL_contract][0]; /* a term is in force */
    double absconds = migration_absconding(p, p->abscond_debt_typical, 1.0);
    ck_assert_double_eq_tol(month.home + month.irregular, 1.0 - exp(-home - absconds), 1e-12);
    ck_assert_double_eq_tol(month.home / month.irregular, home / absconds, 1e-9);
    struct migration_fates end = migration_fates_at_term_end(f.world, FIXTURE_JPN, CHANNEL_contract);
    double extended = f.world->migration->extension[FIXTURE_JPN][CHANNEL_contract];
    ck_assert_double_eq_tol(end.home + end.irregular + end.skilled, 1.0 - extended, 1e-12);
    ck_assert_double_eq_tol(end.irregular / (end.home + end.irregular), migration_overstay(p, 0.0, 1.0), 1e-12);
    ck_assert_double_eq_tol(end.skilled, (1.0 - extended) * p->switch_contract, 1e-12);
    fixture_free(&f);
}
END_TEST

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

START_TEST(test_a_quota_of_zero_admits_nobody)
{
    begin();
    fixture_lever(&fixture, LEVER_quota_factor, 0.0);
    for (int i = 0; i < 50; i++) {
        queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 12; m++) {
        run_month(cor_month(2024, 2) + m);
        ck_assert_int_eq(fixture_output(&fixture, OUTPUT_departures), 0);
    }
    ck_assert_uint_eq(count_stage(STAGE_ABROAD), 0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_admissions_average_to_the_capacity)
{
    begin();
    double capacity = fixture.world->country[FIXTURE_JPN].vietnamese_entries[CHANNEL_contract];
    int64_t departures = 0;
    for (int i = 0; i < 3000; i++) {
        queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 24; m++) {
        run_month(cor_month(2024, 2) + m);
        departures += fixture_output(&fixture, OUTPUT_departures);
    }
    ck_assert_double_eq_tol((double)departures, 2.0 * capacity, 100.0); /* one agent */
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_a_corridor_smaller_than_one_agent_fills_over_the_years)
{
    begin();
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_skilled] = 40;
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    int64_t departures = 0, slack = (int64_t)migration_slack(40, 100);
    for (int i = 0; i < 50; i++) {
        queued_person(FIXTURE_DEU, CHANNEL_skilled, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 240; m++) {
        run_month(cor_month(2024, 2) + m);
        departures += fixture_output(&fixture, OUTPUT_departures);
        ck_assert_int_le(departures, 40 * (m + 1) / 12 + slack + 100); /* all of them wait: places are drawn on ahead */
    }
    ck_assert_int_ge(departures, 800 - slack);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_who_waited_longer_leaves_first)
{
    begin();
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    fixture.world->country[FIXTURE_JPN].vietnamese_entries[CHANNEL_contract] = 12000; /* ten agents a month */
    uint16_t old = (uint16_t)(fixture.context.month - 20), young = (uint16_t)(fixture.context.month - 10);
    uint32_t rows[20];
    for (int i = 0; i < 20; i++) {
        rows[i] = queued_person(FIXTURE_JPN, CHANNEL_contract, i % 2 ? old : young);
    }
    run_month(cor_month(2024, 2));
    for (int i = 0; i < 20; i++) {
        ck_assert_uint_eq(view_of(fixture.chunk)->migrant.stage[rows[i]], i % 2 ? STAGE_ABROAD : STAGE_QUEUED);
    }
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_nobody_leaves_before_the_papers_are_ready)
{
    begin();
    uint32_t row = queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(cor_month(2024, 2) - 2));
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    run_month(cor_month(2024, 2)); /* processing takes three months */
    ck_assert_uint_eq(view_of(fixture.chunk)->migrant.stage[row], STAGE_QUEUED);
    run_month(cor_month(2024, 3));
    ck_assert_uint_eq(view_of(fixture.chunk)->migrant.stage[row], STAGE_ABROAD);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_quota_added_opens_places_in_the_named_occupation)
{
    begin();
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    fixture.levers[(size_t)LEVER_quota_added * N_LEVER_CELLS +
                   lever_cell(FIXTURE_DEU, CHANNEL_contract, OCCUPATION_care)] = 1e6;
    for (int i = 0; i < 200; i++) {
        queued_person(FIXTURE_DEU, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    }
    run_month(cor_month(2024, 2));
    size_t care = 0;
    ck_assert_uint_eq(count_stage(STAGE_ABROAD), 200);
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        care += view_of(fixture.chunk)->migrant.occupation[row] == OCCUPATION_care;
    }
    ck_assert_uint_ge(care, 190);
    ck_assert_double_eq(fixture.macro->migration.capacity[FIXTURE_DEU][CHANNEL_contract],
                        fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_contract] + 0.6 * 1e6);
    fixture_free(&fixture);
}
END_TEST

/* Occupations of 200 who leave for Germany, with so many places added in the usual proportions. */
static void occupations_with_quota(double added, uint8_t occupations[200])
{
    begin();
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
    run_month(cor_month(2024, 2));
    ck_assert_uint_eq(count_stage(STAGE_ABROAD), 200);
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

START_TEST(test_without_vacancies_no_worker_is_admitted)
{
    begin();
    set_vacancies(0);
    queued_person(FIXTURE_DEU, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    for (int32_t m = 0; m < 6; m++) {
        run_month(cor_month(2024, 2) + m);
        ck_assert_int_eq(fixture_output(&fixture, OUTPUT_departures), 0);
    }
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_departure_keeps_the_books)
{
    begin();
    uint32_t row = queued_person(FIXTURE_JPN, CHANNEL_contract, (uint16_t)(fixture.context.month - 12));
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    run_month(cor_month(2024, 2));
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

/* ---- stay ---- */

static uint32_t contract_worker(size_t country, int32_t arrived, int32_t contract_end)
{
    uint32_t person = fixture_person(&fixture, SEX_female, 28, EDUCATION_lower_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person, STAGE_ABROAD, country, CHANNEL_contract);
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    migrant->arrived[row] = (uint16_t)arrived;
    migrant->contract_end[row] = (uint16_t)contract_end;
    migrant->flags[row] = MIGRANT_EMPLOYED;
    migrant->first_pay[row] = 120000;
    migrant->gross_pay[row] = 120000;
    return row;
}

static void no_alternatives_at_the_end(void)
{
    memset(fixture.world->tables->migration.extension, 0, sizeof fixture.world->migration->extension);
    memset(fixture.world->tables->migration.switch_probability, 0, sizeof fixture.world->migration->switch_probability);
    memset(fixture.world->tables->migration.exit_hazard, 0, sizeof fixture.world->migration->exit_hazard);
    fixture.world->parameters.migration.overstay_constant = -700;
    fixture.world->parameters.migration.abscond_rate = 0;
}

START_TEST(test_who_is_not_extended_returns_and_the_books_hold)
{
    begin();
    no_alternatives_at_the_end();
    uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2021, 2), cor_month(2024, 2));
    uint32_t indebted = contract_worker(FIXTURE_JPN, cor_month(2021, 2), cor_month(2024, 2));
    struct chunk_view *view = view_of(fixture.chunk);
    uint32_t person = view->migrant.person[row];
    view->migrant.savings[row] = 300000;
    view->migrant.debt[indebted] = 50000;
    run_month(cor_month(2024, 1));
    ck_assert_uint_eq(view->migrant.stage[row], STAGE_ABROAD);
    run_month(cor_month(2024, 2));
    ck_assert_int_ne(work_status(view->person.work[person]), WORK_ABROAD);
    ck_assert_uint_eq(view->person.migrant[person], NO_ROW);
    ck_assert_uint_eq(view->migrant.stage[row], STAGE_FREE);
    ck_assert_int_eq(view->household.wealth[view->person.household[person]], 450000);
    ck_assert_uint_eq(view->household.size[view->person.household[person]], 1);
    ck_assert_uint_eq(view->household.abroad[view->person.household[person]], 0);
    ck_assert_uint_eq(view->migrant.stage[indebted], STAGE_RETURNED);
    ck_assert_uint_eq(view->migrant.left_month[indebted], (unsigned)cor_month(2024, 2));
    ck_assert_int_eq(fixture.totals->rows_returned[0], 2);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_returns), 200);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_a_stay_abroad_is_the_person_s_whether_a_right_is_left_from_it_or_not)
{
    begin();
    no_alternatives_at_the_end();
    struct chunk_view *view = view_of(fixture.chunk);
    uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2021, 2), cor_month(2024, 2));
    uint32_t person = view->migrant.person[row];
    view->migrant.language[row] = 77;
    double before = wages_home_pay(&fixture.context, fixture.chunk, person);
    run_month(cor_month(2024, 2));
    uint8_t learnt = view->person.past_language[person];
    ck_assert_uint_eq(view->person.migrant[person], NO_ROW); /* nothing is left to hold */
    ck_assert_uint_eq(view->person.past_country[person], FIXTURE_JPN);
    ck_assert_uint_ge(learnt, 77);
    ck_assert(wages_home_pay(&fixture.context, fixture.chunk, person) > before);
    uint32_t again =
        record_begin(fixture.chunk, person, STAGE_PREPARING, FIXTURE_JPN, CHANNEL_contract, cor_month(2024, 3));
    ck_assert_uint_eq(view->migrant.language[again], learnt);
    ck_assert(view->migrant.flags[again] & MIGRANT_REPEAT);
    record_close(fixture.chunk, again);
    again = record_begin(fixture.chunk, person, STAGE_PREPARING, FIXTURE_DEU, CHANNEL_contract, cor_month(2024, 3));
    ck_assert_uint_eq(view->migrant.language[again], 0);
    fixture_free(&fixture);
}
END_TEST

/* Share of contract workers still under contract after each of many months, with terms and extensions. */
START_TEST(test_mean_stay_matches_the_exit_table)
{
    begin();
    fixture.world->parameters.migration.return_pay = 0;
    fixture.world->parameters.migration.switch_contract = 0;
    fixture.world->parameters.migration.abscond_debt = 0;
    migration_prepare(fixture.world, &fixture.world->tables->migration);
    const size_t n = 1500;
    for (size_t i = 0; i < n; i++) {
        contract_worker(FIXTURE_JPN, cor_month(2024, 1), cor_month(2024, 1) + 36);
    }
    double months = 0.0;
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    for (int32_t m = 1; m < 400; m++) {
        run_month(cor_month(2024, 1) + m);
        for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
            months += migrant->stage[row] == STAGE_ABROAD && migrant->channel[row] == CHANNEL_contract &&
                      migrant->arrived[row] == cor_month(2024, 1);
        }
    }
    double table = fixture.world->migration->stay_months[FIXTURE_JPN][CHANNEL_contract];
    ck_assert_double_eq_tol(months / (double)n / table, 1.0, 0.06); /* regularised workers count twice */
    fixture_free(&fixture);
}
END_TEST

static size_t absconded(int32_t debt, double lever)
{
    begin();
    fixture_lever(&fixture, LEVER_absconding_factor, lever);
    for (int i = 0; i < 2000; i++) {
        uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2023, 6), cor_month(2034, 1));
        view_of(fixture.chunk)->migrant.debt[row] = debt;
    }
    size_t n = 0;
    for (int32_t m = 0; m < 12; m++) {
        run_month(cor_month(2024, 2) + m);
    }
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        n += view_of(fixture.chunk)->migrant.channel[row] == CHANNEL_irregular;
    }
    fixture_free(&fixture);
    return n;
}

START_TEST(test_debt_drives_workers_into_irregular_work)
{
    size_t none = absconded(0, 1.0), deep = absconded(12 * 120000, 1.0);
    ck_assert_uint_gt(none, 30);       /* about 3.3 % of 2000 */
    ck_assert_uint_gt(deep, 2 * none); /* exp(0.1 * 12) = 3.3 */
    ck_assert_uint_eq(absconded(12 * 120000, 0.0), 0);
}
END_TEST

START_TEST(test_return_lever_of_zero_point_one_keeps_people)
{
    size_t left[2];
    for (int i = 0; i < 2; i++) {
        begin();
        fixture_lever(&fixture, LEVER_return_factor, i ? 0.1 : 1.0);
        for (int j = 0; j < 1000; j++) {
            contract_worker(FIXTURE_DEU, cor_month(2021, 6), cor_month(2024, 6));
        }
        for (int32_t m = 0; m < 12; m++) {
            run_month(cor_month(2024, 2) + m);
        }
        left[i] = count_stage(STAGE_ABROAD);
        fixture_free(&fixture);
    }
    ck_assert_uint_gt(left[1], left[0] + 300);
}
END_TEST

START_TEST(test_neutral_levers_change_nothing)
{
    begin();
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
    tcase_add_test(rules, test_mean_stay_of_a_constant_exit_rate);
    tcase_add_test(rules, test_extensions_complete_the_mean_stay);
    tcase_add_test(rules, test_monthly_hazard_gives_the_yearly_probability_back);
    tcase_add_test(rules, test_bounds_exclude_nothing_that_the_rule_accepts);
    tcase_add_test(rules, test_exposure_teaches_the_stated_levels);
    tcase_add_test(rules, test_irregular_exits_keep_the_stock);
    tcase_add_test(rules, test_what_becomes_of_a_stay_is_said_as_the_month_has_it);
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
    tcase_add_test(corridors, test_a_quota_for_all_occupations_keeps_their_proportions);
    tcase_add_test(corridors, test_without_vacancies_no_worker_is_admitted);
    tcase_add_test(corridors, test_departure_keeps_the_books);
    suite_add_tcase(suite, corridors);
    TCase *stay = tcase_create("stay");
    tcase_set_timeout(stay, 60);
    tcase_add_test(stay, test_who_is_not_extended_returns_and_the_books_hold);
    tcase_add_test(stay, test_a_stay_abroad_is_the_person_s_whether_a_right_is_left_from_it_or_not);
    tcase_add_test(stay, test_mean_stay_matches_the_exit_table);
    tcase_add_test(stay, test_debt_drives_workers_into_irregular_work);
    tcase_add_test(stay, test_return_lever_of_zero_point_one_keeps_people);
    tcase_add_test(stay, test_neutral_levers_change_nothing);
    suite_add_tcase(suite, stay);
    return suite;
}
