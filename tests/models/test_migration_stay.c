/* Life abroad: rules of stay and return against worked values, and the kernels on small chunks. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/wages/wages.h"
#include "tests/models/funnel.h"

static struct fixture fixture;

/* ---- rules ---- */

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
    funnel_begin(&fixture);
    no_alternatives_at_the_end();
    uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2021, 2), cor_month(2024, 2));
    uint32_t indebted = contract_worker(FIXTURE_JPN, cor_month(2021, 2), cor_month(2024, 2));
    struct chunk_view *view = view_of(fixture.chunk);
    uint32_t person = view->migrant.person[row];
    view->migrant.savings[row] = 300000;
    view->migrant.debt[indebted] = 50000;
    funnel_run_month(&fixture, cor_month(2024, 1));
    ck_assert_uint_eq(view->migrant.stage[row], STAGE_ABROAD);
    funnel_run_month(&fixture, cor_month(2024, 2));
    ck_assert_int_ne(work_status(view->person.work[person]), WORK_ABROAD);
    ck_assert_uint_eq(view->person.migrant[person], NO_ROW);
    ck_assert_uint_eq(view->migrant.stage[row], STAGE_FREE);
    ck_assert_int_eq(view->household.wealth[view->person.household[person]], 450000);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_savings_brought), 300000);
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
    funnel_begin(&fixture);
    no_alternatives_at_the_end();
    struct chunk_view *view = view_of(fixture.chunk);
    uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2021, 2), cor_month(2024, 2));
    uint32_t person = view->migrant.person[row];
    view->migrant.language[row] = 77;
    double before = wages_home_pay(&fixture.context, fixture.chunk, person);
    funnel_run_month(&fixture, cor_month(2024, 2));
    uint8_t learnt = view->person.past_skill[person];
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
    funnel_begin(&fixture);
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
        funnel_run_month(&fixture, cor_month(2024, 1) + m);
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

static size_t absconded_with(int32_t debt, double lever, uint16_t course, double clawback)
{
    funnel_begin(&fixture);
    fixture_lever(&fixture, LEVER_absconding_factor, lever);
    fixture_lever(&fixture, LEVER_clawback_months, clawback);
    for (int i = 0; i < 2000; i++) {
        uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2023, 6), cor_month(2034, 1));
        view_of(fixture.chunk)->migrant.debt[row] = debt;
        view_of(fixture.chunk)->migrant.course[row] = course;
    }
    size_t n = 0;
    for (int32_t m = 0; m < 12; m++) {
        funnel_run_month(&fixture, cor_month(2024, 2) + m);
    }
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        n += view_of(fixture.chunk)->migrant.channel[row] == CHANNEL_irregular;
    }
    fixture_free(&fixture);
    return n;
}

static size_t absconded(int32_t debt, double lever)
{
    return absconded_with(debt, lever, 0, 0.0);
}

START_TEST(test_working_style_and_a_claim_to_the_cost_of_training_keep_workers)
{
    ck_assert_double_eq_tol(migration_style_factor(0.2, 0.1, 0.0), exp(-0.2), 1e-12);
    ck_assert_double_eq_tol(migration_style_factor(0.2, 0.1, 2.0), exp(-0.2 * exp(-0.2)), 1e-12);
    size_t usual = absconded_with(300000, 1.0, 0, 24.0);
    size_t style = absconded_with(300000, 1.0, COURSE_STYLE, 0.0), bound = absconded_with(300000, 1.0, 900, 24.0);
    ck_assert_uint_eq(absconded_with(300000, 1.0, 900, 0.0), usual); /* no policy, no claim */
    ck_assert(style < 0.95 * (double)usual && style > 0.7 * (double)usual);
    ck_assert(bound < 0.98 * (double)usual && bound > 0.7 * (double)usual);
}
END_TEST

/* Debt of a worker on whom an employer has spent 900 dollars, and who returns of own accord `months` after arrival. */
static int32_t debt_on_leaving(int32_t months)
{
    funnel_begin(&fixture);
    no_alternatives_at_the_end();
    for (size_t year = 0; year < 5; year++) {
        fixture.world->tables->migration.exit_hazard[FIXTURE_JPN][CHANNEL_contract][year] = 1000.0;
    }
    fixture_lever(&fixture, LEVER_clawback_months, 24.0);
    uint32_t row = contract_worker(FIXTURE_JPN, cor_month(2024, 2) - months, cor_month(2034, 1));
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    migrant->course[row] = COURSE_STYLE | 900;
    migrant->debt[row] = 10000;
    funnel_run_month(&fixture, cor_month(2024, 2));
    ck_assert_uint_eq(migrant->stage[row], STAGE_RETURNED);
    int32_t debt = migrant->debt[row];
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_training_owed_back), 100 * (debt - 10000));
    ck_assert_int_eq(fixture.totals->debt_borrowed[0], debt - 10000);
    fixture_free(&fixture);
    return debt;
}

START_TEST(test_who_leaves_early_owes_the_employer_the_course)
{
    ck_assert_int_eq(debt_on_leaving(23), 10000 + 90000);
    ck_assert_int_eq(debt_on_leaving(24), 10000);
}
END_TEST

START_TEST(test_debt_drives_workers_into_irregular_work)
{
    size_t none = absconded(0, 1.0), deep = absconded(12 * 120000, 1.0);
    ck_assert_uint_gt(none, 15);       /* about 1.7 % of 2000 */
    ck_assert_uint_gt(deep, 5 * none); /* exp(0.6 * 4) = 11, but for those who return first */
    ck_assert_uint_eq(absconded(12 * 120000, 0.0), 0);
}
END_TEST

START_TEST(test_absconding_rises_with_debt_as_among_trainees_in_japan)
{
    struct parameters all;
    parameters_default(&all);
    const struct migration_parameters *p = &all.migration;
    double yearly = migration_monthly_hazard(p->abscond_rate, 1.0);
    ck_assert_double_eq_tol(migration_absconding(p, p->abscond_debt_reference, 1.0), yearly, 1e-12);
    /* 1.7 months of debt lie between trainees from Viet Nam and Indonesia, 1.33 between those from China and Indonesia */
    double viet_nam = log(migration_absconding(p, 2.58, 1.0) / migration_absconding(p, 0.88, 1.0));
    double china = log(migration_absconding(p, 2.22, 1.0) / migration_absconding(p, 0.88, 1.0));
    ck_assert_double_lt(viet_nam, log(3.23 / 1.00));
    ck_assert_double_gt(china, log(1.64 / 1.00));
    ck_assert_double_eq(migration_debt_months(12 * 120000, 120000, p->debt_months_most), p->debt_months_most);
}
END_TEST

START_TEST(test_return_lever_of_zero_point_one_keeps_people)
{
    size_t left[2];
    for (int i = 0; i < 2; i++) {
        funnel_begin(&fixture);
        fixture_lever(&fixture, LEVER_return_factor, i ? 0.1 : 1.0);
        for (int j = 0; j < 1000; j++) {
            contract_worker(FIXTURE_DEU, cor_month(2021, 6), cor_month(2024, 6));
        }
        for (int32_t m = 0; m < 12; m++) {
            funnel_run_month(&fixture, cor_month(2024, 2) + m);
        }
        left[i] = funnel_count(&fixture, STAGE_ABROAD);
        fixture_free(&fixture);
    }
    ck_assert_uint_gt(left[1], left[0] + 300);
}
END_TEST

Suite *suite_migration_stay(void)
{
    Suite *suite = suite_create("migration_stay");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, test_mean_stay_of_a_constant_exit_rate);
    tcase_add_test(rules, test_extensions_complete_the_mean_stay);
    tcase_add_test(rules, test_monthly_hazard_gives_the_yearly_probability_back);
    tcase_add_test(rules, test_bounds_exclude_nothing_that_the_rule_accepts);
    tcase_add_test(rules, test_exposure_teaches_the_stated_levels);
    tcase_add_test(rules, test_irregular_exits_keep_the_stock);
    tcase_add_test(rules, test_what_becomes_of_a_stay_is_said_as_the_month_has_it);
    tcase_add_test(rules, test_absconding_rises_with_debt_as_among_trainees_in_japan);
    suite_add_tcase(suite, rules);
    TCase *stay = tcase_create("stay");
    tcase_set_timeout(stay, 60);
    tcase_add_test(stay, test_who_is_not_extended_returns_and_the_books_hold);
    tcase_add_test(stay, test_a_stay_abroad_is_the_person_s_whether_a_right_is_left_from_it_or_not);
    tcase_add_test(stay, test_mean_stay_matches_the_exit_table);
    tcase_add_test(stay, test_debt_drives_workers_into_irregular_work);
    tcase_add_test(stay, test_working_style_and_a_claim_to_the_cost_of_training_keep_workers);
    tcase_add_test(stay, test_who_leaves_early_owes_the_employer_the_course);
    tcase_add_test(stay, test_return_lever_of_zero_point_one_keeps_people);
    suite_add_tcase(suite, stay);
    return suite;
}
