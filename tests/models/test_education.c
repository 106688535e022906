/* Education: chances, ranks frozen for life, and the three birthdays. */
#include <check.h>
#include <math.h>
#include "models/education/education_rules.h"
#include "tests/models/fixture.h"

START_TEST(test_income_moves_the_log_odds_of_staying_on)
{
    ck_assert_double_eq_tol(chance_of_staying(0.7, 1.0, 0.0, 0.25, 0.0, 0.0), 0.7, 1e-12);
    /* odds 7/3 times 2^0.5 */
    double odds = 7.0 / 3.0 * sqrt(2.0);
    ck_assert_double_eq_tol(chance_of_staying(0.7, 2.0, 0.0, 0.5, 0.0, 0.0), odds / (1.0 + odds), 1e-12);
    ck_assert_double_gt(chance_of_staying(0.7, 1.0, 0.5, 0.25, 0.2, 0.0), 0.7);
    ck_assert_double_eq_tol(chance_of_staying(0.7, 0.0, 0, 0.5, 0, 0.0), chance_of_staying(0.7, 0.1, 0, 0.5, 0, 0.0),
                            1e-15);
    ck_assert_double_eq_tol(chance_of_staying(1.0, 0.2, 0.0, 0.5, 0.0, 0.0), 1.0, 1e-15);
    ck_assert_double_eq_tol(chance_of_staying(0.0, 0.2, 0.0, 0.5, 0.0, 0.0), 0.0, 1e-15);
}
END_TEST

/* A girl of 11 off the farm at the usual income in 2018 has the level itself. */
static double child_labour_of(struct child child, double odds)
{
    struct education_parameters p = {.child_labour = 0.02,
                                     .child_labour_age = 0.3,
                                     .child_labour_boys = 0.4,
                                     .child_labour_farm = 0.9,
                                     .child_labour_income = -0.8,
                                     .child_labour_trend = -0.05};
    child.relative_income = child.relative_income > 0.0 ? child.relative_income : 1.0;
    child.year = child.year > 0.0 ? child.year : 2018.0;
    return chance_of_child_labour(&p, &child, odds);
}

START_TEST(test_child_labour_rises_with_age_and_farming_and_falls_with_income_and_time)
{
    double girl = child_labour_of((struct child){.age = 11}, 1.0);
    ck_assert_double_eq_tol(girl, 0.02, 1e-12);
    double odds = 0.02 / 0.98 * exp(3 * 0.3 + 0.4 + 0.9 - 0.8 * log(2.0) - 0.05 * 6);
    ck_assert_double_eq_tol(
        child_labour_of((struct child){.age = 14, .boy = true, .farms = true, .relative_income = 2.0, .year = 2024},
                        1.0),
        odds / (1.0 + odds), 1e-12);
    ck_assert_double_eq(child_labour_of((struct child){.age = 4}, 1.0), 0.0);
    ck_assert_double_eq(child_labour_of((struct child){.age = 18}, 1.0), 0.0);
    ck_assert_double_eq(child_labour_of((struct child){.age = 11}, 0.0), 0.0);
    ck_assert_double_eq_tol(child_labour_of((struct child){.age = 11}, 0.5), 0.01 / 0.98 / (1.0 + 0.01 / 0.98), 1e-12);
}
END_TEST

START_TEST(test_a_budget_keeps_as_many_children_from_work_as_it_pays_for)
{
    struct education_parameters p = {.kept_from_work = 1800, .children_at_work = 1.03};
    ck_assert_double_eq_tol(odds_of_child_labour(&p, 1.0, 0.0), 1.0, 1e-15);
    ck_assert_double_eq_tol(odds_of_child_labour(&p, 0.8, 103.0), 0.8 * 0.82, 1e-12);
    ck_assert_double_eq(odds_of_child_labour(&p, 1.0, 1000.0), 0.0);
    ck_assert_double_eq(schooling_of_child_labour(0.5, true, false), 0.5);
    ck_assert_double_eq(schooling_of_child_labour(0.5, true, true), 0.0);
    ck_assert_double_eq(schooling_of_child_labour(0.5, false, true), -0.5);
}
END_TEST

START_TEST(test_school_ends_at_three_birthdays)
{
    struct schooling stays = schooling_after(15, true, false), leaves = schooling_after(15, false, true);
    ck_assert(stays.enrolled && stays.attained == EDUCATION_lower_secondary);
    ck_assert(!leaves.enrolled && leaves.attained == EDUCATION_lower_secondary);
    ck_assert_int_eq(schooling_after(15, false, false).attained, EDUCATION_primary);
    ck_assert(schooling_after(18, true, true).enrolled && !schooling_after(18, false, true).enrolled);
    ck_assert_int_eq(schooling_after(18, true, true).attained, EDUCATION_upper_secondary);
    ck_assert(!schooling_after(22, true, true).enrolled);
    ck_assert_int_eq(schooling_after(22, false, false).attained, EDUCATION_tertiary);
}
END_TEST

START_TEST(test_destinations_take_chances_from_the_attainment_of_25_to_34)
{
    struct fixture f;
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 16);
    const struct education_tables *tables = f.world->education;
    ck_assert_double_eq_tol(tables->upper_secondary[FIXTURE_DEU][SEX_male], 0.55, 1e-12);
    ck_assert_double_eq_tol(tables->tertiary[FIXTURE_DEU][SEX_male], 19.0 / 55.0, 1e-12);
    ck_assert_double_eq_tol(tables->lower_secondary[FIXTURE_DEU][SEX_male], 28.0 / 45.0, 1e-12);
    ck_assert_double_eq_tol(tables->upper_secondary[HOME][SEX_male],
                            f.world->parameters.education.upper_secondary_share, 1e-12);
    ck_assert_double_eq_tol(tables->tertiary[FIXTURE_ROW][SEX_male], tables->tertiary[HOME][SEX_male], 1e-12);
    fixture_free(&f);
}
END_TEST

enum { COHORT = 4000 };

/* Everybody of the chunk turns `age` this month. */
static void turn(struct fixture *f, int age)
{
    struct person_columns *person = &view_of(f->chunk)->person;
    for (uint32_t row = 0; row < f->chunk->n_rows[TABLE_person]; row++) {
        person->birth_month[row] = (uint16_t)(f->context.month - 12 * age);
    }
    fixture_all_birthdays(f);
    education_year(&f->context, f->chunk);
}

static double count(struct fixture *f, enum work_status status, enum education_level education)
{
    const struct person_columns *person = &view_of(f->chunk)->person;
    double n = 0.0;
    for (uint32_t row = 0; row < f->chunk->n_rows[TABLE_person]; row++) {
        n += (status == WORK_FREE || work_status(person->work[row]) == status) &&
             trait_education(person->traits[row]) == education;
    }
    return n;
}

START_TEST(test_a_cohort_of_residents_ends_with_the_attainment_of_its_country)
{
    struct fixture f;
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, COHORT + 8);
    for (int i = 0; i < COHORT; i++) {
        fixture_person(&f, SEX_female, 14, EDUCATION_primary, WORK_MINOR, NO_ROW);
    }
    turn(&f, 15);
    ck_assert_double_eq_tol(count(&f, WORK_STUDENT, EDUCATION_lower_secondary) / COHORT, 0.55, 0.04);
    ck_assert_double_eq_tol(count(&f, WORK_MINOR, EDUCATION_primary), 0.0, 0.5);
    turn(&f, 18);
    ck_assert_double_eq_tol(count(&f, WORK_STUDENT, EDUCATION_upper_secondary) / COHORT, 0.19, 0.04);
    turn(&f, 22);
    ck_assert_double_eq_tol(count(&f, WORK_STUDENT, EDUCATION_tertiary), 0.0, 0.5);
    static const double attained[N_EDUCATION_LEVELS] = {.17, .28, .36, .19};
    for (int e = 0; e < N_EDUCATION_LEVELS; e++) {
        ck_assert_double_eq_tol(count(&f, WORK_FREE, (enum education_level)e) / COHORT, attained[e], 0.04);
    }
    fixture_free(&f);
}
END_TEST

START_TEST(test_a_rise_of_income_keeps_everybody_at_school_who_stayed_before)
{
    struct fixture f;
    static bool stayed[COHORT];
    double n_before = 0.0, n_after = 0.0;
    fixture_init(&f, KIND_ORIGIN, HOME, COHORT + 8);
    const struct person_columns *person = &view_of(f.chunk)->person;
    for (int i = 0; i < COHORT; i++) {
        fixture_person(&f, SEX_male, 14, EDUCATION_primary, WORK_MINOR, NO_ROW);
        view_of(f.chunk)->household.income[i] = 9000;
    }
    turn(&f, 15);
    for (uint32_t row = 0; row < COHORT; row++) {
        stayed[row] = work_status(person->work[row]) == WORK_STUDENT;
        n_before += stayed[row];
        view_of(f.chunk)->household.income[row] = 27000;
    }
    turn(&f, 15);
    for (uint32_t row = 0; row < COHORT; row++) {
        bool stays = work_status(person->work[row]) == WORK_STUDENT;
        ck_assert(stays || !stayed[row]);
        n_after += stays;
    }
    ck_assert_double_gt(n_after, n_before);
    fixture_free(&f);
}
END_TEST

/* Children of households that have little, 14 years old, of whom as many stay at school at 15 as policy lets. */
static double staying(double factor, int64_t *at_work)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, COHORT + 8);
    fixture_lever(&f, LEVER_child_labour_factor, factor);
    for (int i = 0; i < COHORT; i++) {
        fixture_person(&f, SEX_male, 14, EDUCATION_primary, WORK_MINOR, NO_ROW);
        view_of(f.chunk)->household.income[i] = 1500;
    }
    f.context.observe = true;
    education_observe(&f.context, f.chunk);
    *at_work = fixture_output(&f, OUTPUT_child_labour);
    ck_assert_int_eq(fixture_output(&f, OUTPUT_children), COHORT * (int64_t)f.chunk->weight);
    turn(&f, 15);
    double stay = count(&f, WORK_STUDENT, EDUCATION_lower_secondary);
    fixture_free(&f);
    return stay;
}

START_TEST(test_children_kept_from_work_stay_at_school_and_neutral_policy_moves_nobody)
{
    int64_t usual, none, more;
    double stay = staying(1.0, &usual), stay_none = staying(0.0, &none), stay_more = staying(3.0, &more);
    ck_assert_int_eq(none, 0);
    ck_assert_int_gt(usual, 0);
    ck_assert_int_gt(more, usual);
    ck_assert_double_gt(stay_none, stay);
    ck_assert_double_lt(stay_more, stay);
}
END_TEST

START_TEST(test_those_who_left_school_do_not_come_back_at_18_or_22)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 64);
    for (int i = 0; i < 40; i++) {
        fixture_person(&f, SEX_male, 17, EDUCATION_lower_secondary, WORK_EMPLOYED, NO_ROW);
    }
    turn(&f, 18);
    turn(&f, 22);
    ck_assert_double_eq_tol(count(&f, WORK_EMPLOYED, EDUCATION_lower_secondary), 40.0, 0.5);
    fixture_free(&f);
}
END_TEST

START_TEST(test_workers_abroad_keep_their_attainment_and_children_abroad_go_to_school_there)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, COHORT + 8);
    for (int i = 0; i < COHORT; i++) {
        uint32_t row = fixture_person(&f, SEX_male, 14, EDUCATION_primary, WORK_MINOR, NO_ROW);
        fixture_migrant(&f, row, STAGE_ABROAD, FIXTURE_DEU, i % 2 ? CHANNEL_contract : CHANNEL_family);
    }
    turn(&f, 15);
    turn(&f, 18);
    turn(&f, 22);
    ck_assert_double_eq_tol(count(&f, WORK_ABROAD, EDUCATION_tertiary) / (COHORT / 2), 0.19, 0.05);
    ck_assert_double_ge(count(&f, WORK_ABROAD, EDUCATION_primary), COHORT / 2);
    fixture_free(&f);
}
END_TEST

START_TEST(test_the_start_agrees_with_the_path_of_birthdays)
{
    struct fixture f;
    static uint8_t by_birthdays[COHORT];
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, COHORT + 8);
    const struct person_columns *person = &view_of(f.chunk)->person;
    for (int i = 0; i < COHORT; i++) {
        fixture_person(&f, SEX_female, 14, EDUCATION_primary, WORK_MINOR, NO_ROW);
    }
    turn(&f, 15);
    turn(&f, 18);
    for (uint32_t row = 0; row < COHORT; row++) {
        by_birthdays[row] = person->traits[row];
        person->traits[row] = trait_make(SEX_female, EDUCATION_primary, false, trait_region(person->traits[row]));
        uint32_t leaver = row;
        ck_assert_uint_eq(education_start(&f.context, f.chunk, &leaver, 1), (by_birthdays[row] & TRAIT_ENROLLED) == 0);
        ck_assert_uint_eq(person->traits[row], by_birthdays[row]);
    }
    fixture_free(&f);
}
END_TEST

Suite *suite_education(void)
{
    Suite *suite = suite_create("education");
    TCase *all = tcase_create("education");
    tcase_add_test(all, test_income_moves_the_log_odds_of_staying_on);
    tcase_add_test(all, test_child_labour_rises_with_age_and_farming_and_falls_with_income_and_time);
    tcase_add_test(all, test_a_budget_keeps_as_many_children_from_work_as_it_pays_for);
    tcase_add_test(all, test_children_kept_from_work_stay_at_school_and_neutral_policy_moves_nobody);
    tcase_add_test(all, test_school_ends_at_three_birthdays);
    tcase_add_test(all, test_destinations_take_chances_from_the_attainment_of_25_to_34);
    tcase_add_test(all, test_a_cohort_of_residents_ends_with_the_attainment_of_its_country);
    tcase_add_test(all, test_a_rise_of_income_keeps_everybody_at_school_who_stayed_before);
    tcase_add_test(all, test_those_who_left_school_do_not_come_back_at_18_or_22);
    tcase_add_test(all, test_workers_abroad_keep_their_attainment_and_children_abroad_go_to_school_there);
    tcase_add_test(all, test_the_start_agrees_with_the_path_of_birthdays);
    suite_add_tcase(suite, all);
    return suite;
}
