/* Preparation: rules against worked values; seats, exams and drop-out on small chunks. */
#include <check.h>
#include <math.h>
#include "models/training/training_rules.h"
#include "models/wages/wages.h"
#include "tests/models/fixture.h"

static struct fixture fixture;
static const double units[6] = {240, 272, 320, 400, 480, 480};

static void begin(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 4096);
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            fixture.macro->migration.capacity[c][h] = fixture.world->country[c].vietnamese_entries[h];
        }
    }
}

static uint32_t candidate(size_t country, enum channel channel, int32_t since)
{
    uint32_t person = fixture_person(&fixture, SEX_female, 21, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t row = fixture_migrant(&fixture, person, STAGE_PREPARING, country, channel);
    view_of(fixture.chunk)->migrant.since[row] = (uint16_t)since;
    return row;
}

static void run_month(int32_t month)
{
    fixture_month(&fixture, month);
    training_apply(&fixture.context, fixture.chunk);
    training_offer(&fixture.context);
    ck_assert_int_eq(cor_queue_resolve(&fixture.queues[QUEUE_training], training_seats(&fixture.context)), COR_OK);
    training_progress(&fixture.context, fixture.chunk);
}

static int64_t seats_held(void)
{
    int64_t n = 0;
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        n += (view_of(fixture.chunk)->migrant.flags[row] & MIGRANT_SEATED) != 0;
    }
    return n;
}

START_TEST(test_b1_takes_832_units)
{
    ck_assert_double_eq(training_units_between(units, 0, 3), 832);
    ck_assert_double_eq(training_units_between(units, 0.5, 1.5), 120 + 136);
    ck_assert_double_eq(training_units_between(units, 3, 2), 0);
}
END_TEST

START_TEST(test_level_after_hours_inverts_units)
{
    ck_assert_double_eq_tol(training_level_after(units, 0, 832), 3.0, 1e-12);
    ck_assert_double_eq_tol(training_level_after(units, 3, 200), 3.5, 1e-12);
    ck_assert_double_eq(training_level_after(units, 5.5, 1e6), 6.0);
    ck_assert_double_eq(training_level_after(units, 2, 0), 2.0);
}
END_TEST

START_TEST(test_exam_at_the_level_is_passed_by_three_in_five)
{
    ck_assert_double_eq_tol(training_pass(3, 3, EDUCATION_upper_secondary, -0.2, 8, 0.3), 1 / (1 + exp(-0.4)), 1e-12);
    ck_assert_double_gt(training_pass(3.3, 3, EDUCATION_primary, -0.2, 8, 0.3), 0.85);
}
END_TEST

START_TEST(test_a_failed_exam_costs_months_and_some_give_up)
{
    begin();
    struct training_parameters *p = &fixture.world->parameters.training;
    p->exam_wait = 2;
    p->exam_gives_up = 0.15;
    double pass = 1 / (1 + exp(-0.4));
    struct training_sitting first = training_sit(p, 3, 3, EDUCATION_upper_secondary, true);
    struct training_sitting later = training_sit(p, 3, 3, EDUCATION_upper_secondary, false);
    ck_assert_double_eq_tol(first.passes, pass, 1e-12);
    ck_assert_double_eq_tol(first.gives_up, 0.15 * (1 - pass), 1e-12);
    ck_assert_double_eq_tol(later.passes, pass / 2, 1e-12);
    struct training_goal b1 = {.exam = 3, .language = 3};
    double again = 0.85 * (1 - pass);
    struct training_exams exams = training_exams_expected(p, 0, &b1);
    ck_assert_double_eq_tol(exams.months, 2 * again / (1 - again), 1e-12);
    ck_assert_double_eq_tol(exams.share, pass / (1 - again), 1e-12);
    ck_assert_double_eq(training_exams_expected(p, 3, &b1).months, 0.0);
    struct training_way way = training_way_of(p, units, &b1);
    ck_assert_double_eq_tol(way.months, 832 / p->units_month + 0.5 + exams.months, 1e-9);
    ck_assert_double_eq_tol(pow(1 - way.drop_out, way.months), exams.share * pow(1 - p->drop_out, way.months), 1e-9);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_a_course_teaches_its_level_and_more_hours_make_the_exam_easy)
{
    ck_assert_uint_eq(training_units_of(3.0), 96);
    ck_assert_uint_eq(training_units_of(3.01), 97);
    ck_assert_uint_eq(training_units_of(7.0), LANGUAGE_MOST);
    ck_assert_double_gt(training_pass(3.5, 3, EDUCATION_upper_secondary, -0.2, 8, 0.3), 0.98);
}
END_TEST

START_TEST(test_fractions_of_units_are_chances)
{
    ck_assert_uint_eq(training_whole_units(2.25, 0), 3);
    ck_assert_uint_eq(training_whole_units(2.25, 0xffffffffu), 2);
    ck_assert_double_eq_tol(training_speed(0, 0.4) + training_speed(255, 0.4), 2.0, 1e-12);
}
END_TEST

START_TEST(test_few_seats_are_shared_in_time_when_an_agent_is_larger)
{
    double carry = 0.0, held = 0.0, seat_months = 0.0, slack = training_slack(30.0, 100.0);
    int left = 0, months = 24000;
    for (int month = 0; month < months; month++) { /* 30 seats, agents of 100, ten months each, always one who asks */
        held = left > 0 ? 100.0 : 0.0;
        carry = training_carry(carry, 30.0, held, 100.0);
        ck_assert_double_le(carry, 30.0 + 12.0 * slack);
        left -= left > 0;
        if (left == 0 && training_free_seats(30.0, held, carry, 100.0) >= 100) {
            left = 10;
        }
        seat_months += held;
    }
    ck_assert_double_eq_tol(seat_months / months, 30.0, 1.0);
}
END_TEST

START_TEST(test_one_agent_begins_at_once_where_seats_are_few_and_not_where_they_are_many)
{
    ck_assert_int_ge(training_free_seats(30.0, 0.0, 0.0, 1000.0), 1000);
    ck_assert_int_eq(training_free_seats(0.0, 0.0, 0.0, 1000.0), 0);
    ck_assert_int_eq(training_free_seats(1e6, 1e6, 0.0, 50.0), 0);
    ck_assert_int_eq(training_free_seats(1e6, 999000.0, 0.0, 50.0), 1000);
}
END_TEST

START_TEST(test_seats_balance_every_month)
{
    begin();
    for (int i = 0; i < 500; i++) {
        candidate(FIXTURE_DEU, CHANNEL_apprenticeship, fixture.context.month);
    }
    int64_t before = 0;
    for (int32_t m = 1; m < 30; m++) {
        run_month(cor_month(2024, 1) + m);
        int64_t after = seats_held();
        ck_assert_int_eq(after, before + fixture.totals->seats_given[0] - fixture.totals->seats_released[0]);
        double capacity = fixture.macro->training.capacity[FIXTURE_DEU];
        ck_assert_double_le((double)after * 100.0, capacity + training_slack(capacity, 100.0) + 100.0);
        before = after;
    }
    ck_assert_int_eq(before + (int64_t)0, seats_held());
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_two_thirds_complete_the_way_to_b1_within_about_a_year)
{
    enum { N = 1000 };
    begin();
    fixture_lever(&fixture, LEVER_training_seats, 1e6);
    for (int i = 0; i < N; i++) {
        candidate(FIXTURE_DEU, CHANNEL_apprenticeship, fixture.context.month);
    }
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    for (int32_t m = 1; m < 40; m++) {
        run_month(cor_month(2024, 1) + m);
    }
    double ready = 0, months = 0;
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        if (migrant->stage[row] == STAGE_QUEUED) {
            ready++;
            months += migrant->since[row] - cor_month(2024, 1);
            ck_assert_uint_ge(migrant->language[row], 96);
            ck_assert_uint_eq(migrant->flags[row] & MIGRANT_SEATED, 0);
            ck_assert_int_gt(migrant->cost[row], 0);
        }
    }
    ck_assert_double_eq_tol(ready / N, 0.66, 0.08);
    ck_assert_double_ge(months / ready, 9.0);
    ck_assert_double_le(months / ready, 15.0);
    ck_assert_double_eq_tol(months / ready,
                            training_months_expected(&fixture.context, FIXTURE_DEU, CHANNEL_apprenticeship, 0.0), 2.0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_without_language_preparation_takes_the_base_months)
{
    begin();
    fixture.world->country[FIXTURE_JPN].language_required[CHANNEL_contract] = 0;
    fixture.world->parameters.training.drop_out = 0;
    uint32_t row = candidate(FIXTURE_JPN, CHANNEL_contract, cor_month(2024, 1));
    const struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    run_month(cor_month(2024, 2));
    run_month(cor_month(2024, 3));
    ck_assert_uint_eq(migrant->stage[row], STAGE_PREPARING);
    run_month(cor_month(2024, 4));
    ck_assert_uint_eq(migrant->stage[row], STAGE_QUEUED);
    ck_assert_uint_eq(migrant->language[row], 0);
    ck_assert_int_eq(migrant->cost[row], 0);
    ck_assert_double_eq(training_months_expected(&fixture.context, FIXTURE_JPN, CHANNEL_contract, 0.0), 4.0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_policy_teaches_beyond_the_exam_and_others_pay)
{
    begin();
    fixture.world->parameters.training.drop_out = 0;
    fixture_lever(&fixture, LEVER_language_hours, 200);
    fixture_lever(&fixture, LEVER_vocational_months, 6);
    fixture_lever(&fixture, LEVER_training_subsidy, 1);
    uint32_t row = candidate(FIXTURE_DEU, CHANNEL_apprenticeship, cor_month(2024, 1));
    for (int32_t m = 1; m < 30; m++) {
        run_month(cor_month(2024, 1) + m);
    }
    const struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    ck_assert_uint_eq(migrant->stage[row], STAGE_QUEUED);
    ck_assert_uint_ge(migrant->language[row], 112); /* B1 and half of the way to B2 */
    ck_assert_uint_ge(migrant->vocational[row], 15);
    ck_assert_int_eq(migrant->cost[row], 0);
    ck_assert_double_eq(training_cost_expected(&fixture.context, FIXTURE_DEU, CHANNEL_apprenticeship, 0.0), 0.0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_where_every_exam_is_failed_nobody_arrives_and_few_stay)
{
    begin();
    struct training_parameters *p = &fixture.world->parameters.training;
    fixture_lever(&fixture, LEVER_training_seats, 1e6);
    p->drop_out = 0;
    p->exam_constant = -100;
    p->exam_gives_up = 0.5;
    p->exam_wait = 2;
    uint32_t row[200];
    for (int i = 0; i < 200; i++) {
        row[i] = candidate(FIXTURE_DEU, CHANNEL_apprenticeship, cor_month(2024, 1));
    }
    int64_t gave_up = 0;
    for (int32_t m = 1; m < 40; m++) {
        run_month(cor_month(2024, 1) + m);
        gave_up += fixture_output(&fixture, OUTPUT_drop_outs) / 100;
    }
    ck_assert_int_gt(gave_up, 190);
    for (int i = 0; i < 200; i++) {
        ck_assert_uint_ne(view_of(fixture.chunk)->migrant.stage[row[i]], STAGE_QUEUED);
        ck_assert_uint_le(view_of(fixture.chunk)->migrant.language[row[i]], 96);
    }
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_what_is_not_paid_by_others_is_paid_by_the_worker)
{
    struct training_payers usual = training_shared(0, 0, 0, 0), partners = training_shared(0.6, 0.2, 0.1, 0);
    ck_assert_double_eq(usual.worker, 1.0);
    ck_assert_double_eq_tol(partners.worker, 0.1, 1e-12);
    ck_assert_double_eq(partners.employer, 0.6);
    struct training_payers eager = training_shared(0.6, 0.6, 0.4, 0.4);
    ck_assert_double_eq(eager.worker, 0.0);
    ck_assert_double_eq_tol(eager.employer + eager.destination + eager.vietnam + eager.donor, 1.0, 1e-12);
    ck_assert_double_eq_tol(eager.employer, 0.3, 1e-12);
    ck_assert_uint_eq(training_paid(COURSE_STYLE | 100, 9600.0), COURSE_STYLE | 196);
    ck_assert_uint_eq(training_paid(COURSE_PAID, 1e5), COURSE_PAID);
}
END_TEST

START_TEST(test_each_payer_bears_the_agreed_share_of_every_course)
{
    begin();
    fixture.world->parameters.training.drop_out = 0;
    fixture_lever(&fixture, LEVER_training_employer, 0.6);
    fixture_lever(&fixture, LEVER_training_destination, 0.2);
    fixture_lever(&fixture, LEVER_training_vietnam, 0.1);
    uint32_t row = candidate(FIXTURE_DEU, CHANNEL_apprenticeship, cor_month(2024, 1));
    int64_t paid[5] = {0};
    static const enum output by[5] = {OUTPUT_training_by_worker, OUTPUT_training_by_employer,
                                      OUTPUT_training_by_destination, OUTPUT_training_by_vietnam,
                                      OUTPUT_training_by_donor};
    for (int32_t m = 1; m < 30; m++) {
        run_month(cor_month(2024, 1) + m);
        for (int i = 0; i < 5; i++) {
            paid[i] += fixture_output(&fixture, by[i]) / 100;
        }
    }
    const struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    ck_assert_uint_eq(migrant->stage[row], STAGE_QUEUED);
    ck_assert_int_gt(paid[0], 0);
    ck_assert_int_eq(paid[0], migrant->cost[row]);
    ck_assert_int_eq(paid[1], 6 * paid[0]);
    ck_assert_int_eq(paid[2], 2 * paid[0]);
    ck_assert_int_eq(paid[3], paid[0]);
    ck_assert_int_eq(paid[4], 0);
    ck_assert_int_eq(100 * (migrant->course[row] & COURSE_PAID), paid[1]);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_an_apprentice_learns_a_year_in_a_year)
{
    uint32_t learnt = 0;
    for (int32_t month = 0; month < 36; month++) {
        learnt += training_trade_learnt(month);
        ck_assert_uint_le(training_trade_learnt(month), 3);
    }
    ck_assert_uint_eq(learnt, 3 * VOCATIONAL_UNITS);
}
END_TEST

START_TEST(test_who_was_trained_and_stays_keeps_the_training_and_earns_more_at_home)
{
    begin();
    fixture.world->parameters.training.drop_out = 1;
    struct chunk_view *view = view_of(fixture.chunk);
    uint32_t row = candidate(FIXTURE_DEU, CHANNEL_apprenticeship, cor_month(2024, 1));
    uint32_t person = view->migrant.person[row];
    view->migrant.vocational[row] = VOCATIONAL_UNITS;
    double before = wages_home_pay(&fixture.context, fixture.chunk, person);
    run_month(cor_month(2024, 2));
    ck_assert_uint_eq(view->person.migrant[person], NO_ROW);
    double gain = wages_home_pay(&fixture.context, fixture.chunk, person) / before;
    ck_assert_double_eq_tol(gain, exp(fixture.world->parameters.wages.vocational_home), 0.002);
    uint32_t again =
        record_begin(fixture.chunk, person, STAGE_PREPARING, FIXTURE_DEU, CHANNEL_skilled, cor_month(2024, 3));
    ck_assert_uint_eq(view->migrant.vocational[again], VOCATIONAL_UNITS);
    ck_assert_uint_eq(view->migrant.language[again], 0);
    ck_assert_uint_eq(view->migrant.course[again], 0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_as_many_leave_with_working_style_as_the_policy_trains)
{
    begin();
    fixture_lever(&fixture, LEVER_soft_skills, 0.25);
    uint32_t row = candidate(FIXTURE_JPN, CHANNEL_contract, cor_month(2024, 1));
    uint16_t *course = &view_of(fixture.chunk)->migrant.course[row];
    *course = 700;
    training_depart(&fixture.context, fixture.chunk, row, 0x40000001u);
    ck_assert_uint_eq(*course, 700);
    training_depart(&fixture.context, fixture.chunk, row, 0x3fffffffu);
    ck_assert_uint_eq(*course, COURSE_STYLE | 700);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_who_drops_out_loses_the_fees_and_the_record)
{
    begin();
    fixture.world->parameters.training.drop_out = 1;
    uint32_t row = candidate(FIXTURE_DEU, CHANNEL_apprenticeship, cor_month(2024, 1));
    struct chunk_view *view = view_of(fixture.chunk);
    uint32_t person = view->migrant.person[row];
    view->migrant.cost[row] = 40000;
    run_month(cor_month(2024, 2));
    ck_assert_uint_eq(view->person.migrant[person], NO_ROW);
    ck_assert_int_eq(view->household.wealth[view->person.household[person]], 110000);
    ck_assert_int_eq(fixture_paid(&fixture, TRANSFER_training_by_household), 40000);
    ck_assert_int_eq(fixture_output(&fixture, OUTPUT_drop_outs), 100);
    ck_assert_int_eq(seats_held(), 0);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_more_seats_mean_a_shorter_preparation)
{
    int64_t ready[2];
    for (int i = 0; i < 2; i++) {
        begin();
        fixture_lever(&fixture, LEVER_training_seats, i ? 20000 : 0);
        for (int j = 0; j < 900; j++) {
            candidate(FIXTURE_DEU, CHANNEL_apprenticeship, cor_month(2024, 1));
        }
        for (int32_t m = 1; m < 16; m++) {
            run_month(cor_month(2024, 1) + m);
        }
        ready[i] = 0;
        for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
            ready[i] += view_of(fixture.chunk)->migrant.stage[row] == STAGE_QUEUED;
        }
        fixture_free(&fixture);
    }
    ck_assert_int_gt(ready[1], ready[0]);
}
END_TEST

Suite *suite_training(void)
{
    Suite *suite = suite_create("training");
    TCase *tcase = tcase_create("training");
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, test_b1_takes_832_units);
    tcase_add_test(tcase, test_level_after_hours_inverts_units);
    tcase_add_test(tcase, test_exam_at_the_level_is_passed_by_three_in_five);
    tcase_add_test(tcase, test_a_failed_exam_costs_months_and_some_give_up);
    tcase_add_test(tcase, test_a_course_teaches_its_level_and_more_hours_make_the_exam_easy);
    tcase_add_test(tcase, test_where_every_exam_is_failed_nobody_arrives_and_few_stay);
    tcase_add_test(tcase, test_fractions_of_units_are_chances);
    tcase_add_test(tcase, test_few_seats_are_shared_in_time_when_an_agent_is_larger);
    tcase_add_test(tcase, test_one_agent_begins_at_once_where_seats_are_few_and_not_where_they_are_many);
    tcase_add_test(tcase, test_seats_balance_every_month);
    tcase_add_test(tcase, test_two_thirds_complete_the_way_to_b1_within_about_a_year);
    tcase_add_test(tcase, test_without_language_preparation_takes_the_base_months);
    tcase_add_test(tcase, test_policy_teaches_beyond_the_exam_and_others_pay);
    tcase_add_test(tcase, test_what_is_not_paid_by_others_is_paid_by_the_worker);
    tcase_add_test(tcase, test_each_payer_bears_the_agreed_share_of_every_course);
    tcase_add_test(tcase, test_an_apprentice_learns_a_year_in_a_year);
    tcase_add_test(tcase, test_who_was_trained_and_stays_keeps_the_training_and_earns_more_at_home);
    tcase_add_test(tcase, test_as_many_leave_with_working_style_as_the_policy_trains);
    tcase_add_test(tcase, test_who_drops_out_loses_the_fees_and_the_record);
    tcase_add_test(tcase, test_more_seats_mean_a_shorter_preparation);
    suite_add_tcase(suite, tcase);
    return suite;
}
