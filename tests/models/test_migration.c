/* Migration: the rules against worked values, the choice against its closed form, and the kernels on small chunks. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
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
    uint32_t person =
        fixture_person(&fixture, SEX_male, 25, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
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

/* ---- rules of the choice ---- */

START_TEST(test_sine_is_right_on_the_whole_interval)
{
    for (int i = 1; i < 1000; i++) {
        double x = i / 1000.0;
        ck_assert_double_eq_tol(choice_sine_of_pi(x), sin(3.14159265358979323846 * x), 1e-13);
    }
}
END_TEST

/* Two nests of two alternatives and home; values chosen so that all shares are far from 0. */
static const double nest_values[4] = { 0.4, -0.3, 0.9, 0.1 };

static int simulated_choice(const double value[4], double lambda, uint32_t id)
{
    const struct cor_key key = { 11, 3 };
    struct cor_draws taste = cor_person_draws(key, id, 0, 1, 41, 0);
    int chosen = -1;
    double most = choice_gumbel(cor_person_draws(key, id, 0, 1, 42, 0).word[2]);
    for (uint32_t nest = 0; nest < 2; nest++) {
        struct cor_draws common = cor_person_draws(key, id, 0, 1, 42, nest + 1);
        double first = choice_within_nest(value[2 * nest], lambda, taste.word[2 * nest]);
        double second = choice_within_nest(value[2 * nest + 1], lambda, taste.word[2 * nest + 1]);
        double utility = lambda * (first > second ? first : second) +
                         choice_nest_taste(lambda, common.word[0], common.word[1]);
        if (utility > most) {
            most = utility;
            chosen = (int)(2 * nest) + (first > second ? 0 : 1);
        }
    }
    return chosen;
}

static void closed_form(const double value[4], double lambda, double share[4])
{
    double inner[2], all = 1.0;
    for (int n = 0; n < 2; n++) {
        inner[n] = exp(value[2 * n] / lambda) + exp(value[2 * n + 1] / lambda);
        all += pow(inner[n], lambda);
    }
    for (int a = 0; a < 4; a++) {
        share[a] = exp(value[a] / lambda) / inner[a / 2] * pow(inner[a / 2], lambda) / all;
    }
}

START_TEST(test_shares_equal_the_closed_form_of_the_nested_logit)
{
    const double lambdas[3] = { 0.3, 0.5, 1.0 };
    const uint32_t n = 200000;
    double lambda = lambdas[_i], share[4];
    size_t count[4] = { 0 };
    closed_form(nest_values, lambda, share);
    for (uint32_t id = 0; id < n; id++) {
        int chosen = simulated_choice(nest_values, lambda, id);
        if (chosen >= 0) {
            count[chosen]++;
        }
    }
    for (int a = 0; a < 4; a++) {
        double error = sqrt(share[a] * (1.0 - share[a]) / n);
        ck_assert_double_eq_tol((double)count[a] / n, share[a], 4.0 * error);
    }
}
END_TEST

START_TEST(test_improving_an_alternative_moves_people_only_into_it)
{
    double better[4];
    size_t moved = 0;
    memcpy(better, nest_values, sizeof better);
    better[1] += 0.8;
    for (uint32_t id = 0; id < 50000; id++) {
        int before = simulated_choice(nest_values, 0.5, id), after = simulated_choice(better, 0.5, id);
        ck_assert(after == before || after == 1);
        moved += after != before;
    }
    ck_assert_uint_gt(moved, 1000);
}
END_TEST

START_TEST(test_annuity_of_three_years_at_ten_percent)
{
    /* (1 - 1.1^-3) / ln 1.1 */
    ck_assert_double_eq_tol(choice_annuity(36, 0.10), 2.609219, 1e-5);
    ck_assert_double_eq_tol(choice_annuity(36, 0.0), 3.0, 1e-12);
}
END_TEST

START_TEST(test_an_amount_written_into_all_cells_counts_once)
{
    const double all[3] = { 1000, 1000, 1000 }, one[3] = { 0, 400, 0 }, mixed[3] = { 1000, 1400, 1000 },
                 two[3] = { 500, 300, 0 };
    ck_assert_double_eq(choice_shared_amount(all, 3), 1000);
    ck_assert_double_eq(choice_shared_amount(one, 3), 400);
    ck_assert_double_eq(choice_shared_amount(mixed, 3), 1400);
    ck_assert_double_eq(choice_shared_amount(two, 3), 800);
}
END_TEST

/* ---- rules of corridor and stay ---- */

START_TEST(test_mean_stay_of_a_constant_exit_rate)
{
    const double rate[5] = { .25, .25, .25, .25, .25 };
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

START_TEST(test_exposure_teaches_the_stated_levels)
{
    int sum = 0;
    for (int32_t month = 1; month <= 12; month++) {
        sum += migration_language_gain(0, month, 0.4, 5.0);
    }
    ck_assert_int_ge(sum, 12);
    ck_assert_int_le(sum, 13); /* 0.4 levels of 32 units */
    ck_assert_uint_eq(migration_language_gain(160, 5, 0.4, 5.0), 0);
}
END_TEST

START_TEST(test_irregular_exits_keep_the_stock)
{
    ck_assert_double_eq_tol(migration_irregular_exit(9000, 45000, 0.02, 0.03, 0.6, 0.1), 0.18, 1e-12);
    ck_assert_double_eq(migration_irregular_exit(9000, 0, 0.02, 0.03, 0.6, 0.1), 0.1);
    ck_assert_double_eq(migration_irregular_exit(9000, 5000, 0.02, 0.03, 0.6, 0.1), 0.6);
}
END_TEST

START_TEST(test_recruiters_take_on_what_the_corridor_needs)
{
    /* 1200 a year, half complete, 10 months in the pipeline: 200 a month keep 1500 on the way. */
    ck_assert_double_eq_tol(migration_intake(1200, 0.5, 10, 1500, 6, 3), 200, 1e-9);
    ck_assert_double_eq_tol(migration_intake(1200, 0.5, 10, 0, 6, 3), 450, 1e-9);
    ck_assert_double_eq(migration_intake(1200, 0.5, 10, 9000, 6, 3), 0);
    ck_assert_double_eq(migration_intake(0, 0.5, 10, 0, 6, 3), 0);
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

START_TEST(test_a_corridor_smaller_than_one_agent_still_fills_over_the_years)
{
    begin();
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_skilled] = 40;
    fixture.world->parameters.migration.queue_drop_out = 0.0;
    int64_t departures = 0;
    for (int i = 0; i < 50; i++) {
        queued_person(FIXTURE_DEU, CHANNEL_skilled, (uint16_t)(fixture.context.month - 12));
    }
    for (int32_t m = 0; m < 240; m++) {
        run_month(cor_month(2024, 2) + m);
        departures += fixture_output(&fixture, OUTPUT_departures);
    }
    ck_assert_double_eq_tol((double)departures, 800.0, 100.0);
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

/* ---- choice by the kernel ---- */

static void add_young_people(void)
{
    for (uint32_t i = 0; i < N_PEOPLE; i++) {
        uint32_t row = fixture_person(&fixture, i % 2 ? SEX_male : SEX_female, 24, EDUCATION_upper_secondary,
                                      WORK_EMPLOYED, NO_ROW);
        view_of(fixture.chunk)->household.wealth[view_of(fixture.chunk)->person.household[row]] = 100000000;
    }
    fixture_all_birthdays(&fixture);
}

/* Everybody aspires, recruiters take on everybody, and Germany's apprenticeship gets a bonus. */
static void choose_with_bonus(double bonus, uint8_t *choice)
{
    begin();
    fixture.world->parameters.migration.aspire_share = 0.999999;
    fixture.world->parameters.migration.distance_east_asia = 2;
    fixture.world->parameters.migration.distance_eu_west = 2;
    fixture.world->parameters.migration.distance_other = 2;
    migration_prepare(fixture.world);
    add_young_people();
    migration_open(&fixture.context);
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            fixture.macro->migration.intake[c][h] = 1e9;
        }
    }
    fixture.macro->migration.attraction.value[alternative_of(FIXTURE_DEU, CHANNEL_apprenticeship)]
                                             [EDUCATION_upper_secondary] += bonus;
    fixture_month(&fixture, cor_month(2024, 2));
    migration_aspire(&fixture.context, fixture.chunk);
    const struct chunk_view *view = view_of(fixture.chunk);
    for (uint32_t row = 0; row < N_PEOPLE; row++) {
        uint16_t record = view->person.migrant[row];
        choice[row] = record == NO_ROW ? 255
                                       : (uint8_t)alternative_of(view->migrant.country[record], view->migrant.channel[record]);
    }
}

START_TEST(test_a_better_corridor_draws_people_and_loses_none)
{
    uint8_t *before = malloc(N_PEOPLE), *after = malloc(N_PEOPLE);
    size_t target = alternative_of(FIXTURE_DEU, CHANNEL_apprenticeship), joined = 0;
    ck_assert(before && after);
    choose_with_bonus(0.0, before);
    fixture_free(&fixture);
    choose_with_bonus(0.7, after);
    fixture_free(&fixture);
    for (size_t i = 0; i < N_PEOPLE; i++) {
        ck_assert(after[i] == before[i] || after[i] == target);
        joined += after[i] != before[i];
    }
    ck_assert_uint_gt(joined, 20);
    free(before);
    free(after);
}
END_TEST

START_TEST(test_the_kernel_chooses_as_the_closed_form_says)
{
    uint8_t *choice = malloc(N_PEOPLE);
    double value[MAX_ALTERNATIVES], share[MAX_ALTERNATIVES];
    ck_assert(choice);
    choose_with_bonus(0.0, choice);
    const struct migration_attraction *attraction = &fixture.macro->migration.attraction;
    double pay = 10.0 * 3100, log_home = log(pay / fixture.world->country[HOME].price_level);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        value[a] = attraction->value[a][EDUCATION_upper_secondary] + attraction->network[c][REGION_north_central] +
                   attraction->money[a][EDUCATION_upper_secondary] / (12.0 * pay) -
                   fixture.world->parameters.migration.pay_elasticity * fixture.world->migration.horizon[c][h] * log_home;
    }
    double home = migration_choice_shares(fixture.world, value, attraction->open, share);
    double sum = home;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t n = 0;
        for (size_t i = 0; i < N_PEOPLE; i++) {
            n += choice[i] == a;
        }
        sum += share[a];
        ck_assert_double_eq_tol((double)n / N_PEOPLE, share[a], 4.0 * sqrt(share[a] * (1 - share[a]) / N_PEOPLE) + 1e-9);
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-12);
    ck_assert_double_gt(home, 0.0);
    free(choice);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_about_one_young_adult_in_twelve_aspires_in_a_year)
{
    begin();
    add_young_people();
    migration_open(&fixture.context);
    fixture_month(&fixture, cor_month(2024, 2));
    fixture.world->parameters.migration.distance_east_asia = -50; /* whoever aspires also chooses to leave */
    migration_prepare(fixture.world);
    migration_open(&fixture.context);
    migration_aspire(&fixture.context, fixture.chunk);
    int64_t interested = 0;
    for (size_t cell = 0; cell < MAX_COUNTRIES * N_CHANNELS; cell++) {
        interested += fixture.totals->interested[cell];
    }
    double share = (double)interested / 100.0 / N_PEOPLE;
    ck_assert_double_gt(share, 0.05);
    ck_assert_double_lt(share, 0.30);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_the_poor_choose_what_they_can_pay)
{
    begin();
    add_young_people();
    fixture.world->parameters.migration.aspire_share = 0.999999;
    for (uint32_t h = 0; h < fixture.chunk->n_rows[TABLE_household]; h++) {
        view_of(fixture.chunk)->household.wealth[h] = 0;
        view_of(fixture.chunk)->household.income[h] = 10000; /* 100 USD a month: 840 USD can be borrowed */
    }
    migration_open(&fixture.context);
    fixture_month(&fixture, cor_month(2024, 2));
    migration_aspire(&fixture.context, fixture.chunk);
    ck_assert_uint_eq(count_stage(STAGE_PREPARING), 0);
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
    memset(fixture.world->migration.extension, 0, sizeof fixture.world->migration.extension);
    memset(fixture.world->migration.switch_probability, 0, sizeof fixture.world->migration.switch_probability);
    memset(fixture.world->migration.exit_hazard, 0, sizeof fixture.world->migration.exit_hazard);
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

/* Share of contract workers still under contract after each of many months, with terms and extensions. */
START_TEST(test_mean_stay_matches_the_exit_table)
{
    begin();
    fixture.world->parameters.migration.return_pay = 0;
    fixture.world->parameters.migration.switch_contract = 0;
    fixture.world->parameters.migration.abscond_debt = 0;
    migration_prepare(fixture.world);
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
    double table = fixture.world->migration.stay_months[FIXTURE_JPN][CHANNEL_contract];
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
    ck_assert_uint_gt(none, 30);                 /* about 3.3 % of 2000 */
    ck_assert_uint_gt(deep, 2 * none);           /* exp(0.1 * 12) = 3.3 */
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

START_TEST(test_family_follows_up_to_the_places_of_the_family_channel)
{
    begin();
    fixture.world->country[FIXTURE_DEU].vietnamese_entries[CHANNEL_family] = 1200; /* one agent a month */
    memset(fixture.world->migration.exit_hazard, 0, sizeof fixture.world->migration.exit_hazard);
    struct chunk_view *view = view_of(fixture.chunk);
    for (int i = 0; i < 30; i++) {
        uint32_t person = fixture_person(&fixture, SEX_male, 35, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
        uint32_t row = fixture_migrant(&fixture, person, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_skilled);
        view->migrant.arrived[row] = (uint16_t)cor_month(2022, 3);
        fixture_person(&fixture, SEX_female, 33, EDUCATION_tertiary, WORK_INACTIVE, view->person.household[person]);
    }
    for (int32_t m = 0; m < 2; m++) { /* the second month is the anniversary */
        run_month(cor_month(2024, 2) + m);
    }
    size_t followed = 0;
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        followed += view->migrant.channel[row] == CHANNEL_family;
    }
    ck_assert_uint_ge(followed, 1);
    ck_assert_uint_le(followed, 2);
    ck_assert_int_eq(fixture.totals->rows_departed[0], (int64_t)followed);
    fixture_free(&fixture);
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
    tcase_add_test(rules, test_sine_is_right_on_the_whole_interval);
    tcase_add_loop_test(rules, test_shares_equal_the_closed_form_of_the_nested_logit, 0, 3);
    tcase_add_test(rules, test_improving_an_alternative_moves_people_only_into_it);
    tcase_add_test(rules, test_annuity_of_three_years_at_ten_percent);
    tcase_add_test(rules, test_an_amount_written_into_all_cells_counts_once);
    tcase_add_test(rules, test_mean_stay_of_a_constant_exit_rate);
    tcase_add_test(rules, test_extensions_complete_the_mean_stay);
    tcase_add_test(rules, test_monthly_hazard_gives_the_yearly_probability_back);
    tcase_add_test(rules, test_exposure_teaches_the_stated_levels);
    tcase_add_test(rules, test_irregular_exits_keep_the_stock);
    tcase_add_test(rules, test_recruiters_take_on_what_the_corridor_needs);
    suite_add_tcase(suite, rules);
    TCase *corridors = tcase_create("corridors");
    tcase_set_timeout(corridors, 60);
    tcase_add_test(corridors, test_a_quota_of_zero_admits_nobody);
    tcase_add_test(corridors, test_admissions_average_to_the_capacity);
    tcase_add_test(corridors, test_a_corridor_smaller_than_one_agent_still_fills_over_the_years);
    tcase_add_test(corridors, test_who_waited_longer_leaves_first);
    tcase_add_test(corridors, test_nobody_leaves_before_the_papers_are_ready);
    tcase_add_test(corridors, test_quota_added_opens_places_in_the_named_occupation);
    tcase_add_test(corridors, test_without_vacancies_no_worker_is_admitted);
    tcase_add_test(corridors, test_departure_keeps_the_books);
    suite_add_tcase(suite, corridors);
    TCase *choice = tcase_create("choice");
    tcase_set_timeout(choice, 60);
    tcase_add_test(choice, test_a_better_corridor_draws_people_and_loses_none);
    tcase_add_test(choice, test_the_kernel_chooses_as_the_closed_form_says);
    tcase_add_test(choice, test_about_one_young_adult_in_twelve_aspires_in_a_year);
    tcase_add_test(choice, test_the_poor_choose_what_they_can_pay);
    suite_add_tcase(suite, choice);
    TCase *stay = tcase_create("stay");
    tcase_set_timeout(stay, 60);
    tcase_add_test(stay, test_who_is_not_extended_returns_and_the_books_hold);
    tcase_add_test(stay, test_mean_stay_matches_the_exit_table);
    tcase_add_test(stay, test_debt_drives_workers_into_irregular_work);
    tcase_add_test(stay, test_return_lever_of_zero_point_one_keeps_people);
    tcase_add_test(stay, test_family_follows_up_to_the_places_of_the_family_channel);
    tcase_add_test(stay, test_neutral_levers_change_nothing);
    suite_add_tcase(suite, stay);
    return suite;
}
