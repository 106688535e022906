/* Demography: life-table arithmetic, events of small chunks, and the comparison with a cohort-component projection. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/demography/demography_rules.h"
#include "tests/models/fixture.h"

START_TEST(test_a_birthday_lies_between_two_years_of_age)
{
    ck_assert_double_eq_tol(birth_at_birthday(0.10, 0.06), 0.08, 1e-12);
}
END_TEST

START_TEST(test_death_at_a_birthday_is_the_complement_of_the_survival_ratio)
{
    /* l = 1000, 990, 970; L(x-1) = 995, L(x) = 980 */
    ck_assert_double_eq_tol(death_at_birthday(0.010, 0.5, 20.0 / 990.0, 0.5), 1.0 - 980.0 / 995.0, 1e-12);
    /* infants: L(0) = 1 - q (1 - a) */
    ck_assert_double_eq_tol(years_lived(0.012, 0.1), 0.9892, 1e-12);
}
END_TEST

START_TEST(test_years_lived_by_a_cohort_are_the_life_expectancy_of_the_table)
{
    struct world *world = calloc(1, sizeof *world);
    fixture_world(world);
    ck_assert_int_eq(world_prepare(world), COR_OK);
    double survivors = 1.0 - demography_death_probability(world, FIXTURE_DEU, 2024, SEX_female, 0);
    double years = survivors, l = 1.0, expectancy = 0.0;
    for (int age = 1; age <= 99; age++) {
        survivors *= 1.0 - demography_death_probability(world, FIXTURE_DEU, 2024, SEX_female, age);
        years += survivors;
    }
    for (int age = 0; age <= 99; age++) {
        double q = ages_mortality(world, FIXTURE_DEU, 2024)[SEX_female][age];
        expectancy += l * (1.0 - q * (age == 0 ? 0.9 : 0.5));
        l *= 1.0 - q;
    }
    ck_assert_double_eq_tol(years, expectancy, 1e-9);
    world_free(world);
}
END_TEST

START_TEST(test_the_open_age_class_dies_out_but_not_at_once)
{
    ck_assert_double_eq_tol(open_age_mortality(0.25, 0.30), 0.36, 1e-12);
    ck_assert_double_eq_tol(open_age_mortality(0.5, 0.9), 1.0, 1e-12);
    ck_assert_double_eq_tol(open_age_mortality(0.0, 0.9), 0.9, 1e-12);
}
END_TEST

START_TEST(test_fertility_abroad_adapts_within_the_given_months)
{
    ck_assert_double_eq_tol(fertility_abroad(0.12, 0.04, 0, 120, 1.0), 0.12, 1e-12);
    ck_assert_double_eq_tol(fertility_abroad(0.12, 0.04, 60, 120, 1.0), 0.08, 1e-12);
    ck_assert_double_eq_tol(fertility_abroad(0.12, 0.04, 500, 120, 0.15), 0.006, 1e-12);
}
END_TEST

START_TEST(test_nobody_dies_above_the_highest_chances)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 10);
    const struct demography_tables *tables = f.world->demography;
    for (int y = 0; y < f.world->ages->n_years; y++) {
        for (size_t c = 0; c < FIXTURE_ROW; c++) {
            for (int age = 0; age <= OLDEST_BIRTHDAY; age++) {
                ck_assert_uint_ge(tables->death_most[y][SEX_male][age], tables->death[c][y][SEX_male][age]);
                ck_assert_uint_ge(tables->death_most[y][SEX_female][age], tables->death[c][y][SEX_female][age]);
            }
        }
    }
    fixture_free(&f);
}
END_TEST

START_TEST(test_thresholds_keep_certainty_and_impossibility)
{
    ck_assert_uint_eq(threshold_32(0.0), 0);
    ck_assert_uint_eq(threshold_32(-0.3), 0);
    ck_assert_uint_eq(threshold_32(0.5), 0x80000000u);
    ck_assert_uint_eq(threshold_32(1.0), UINT32_MAX);
}
END_TEST

START_TEST(test_birthdays_list_living_persons_born_in_this_month_of_an_earlier_year)
{
    struct fixture f;
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 64);
    struct person_columns *person = &view_of(f.chunk)->person;
    for (uint32_t i = 0; i < 30; i++) {
        uint32_t row = fixture_person(&f, SEX_female, 20, EDUCATION_primary, WORK_INACTIVE, NO_ROW);
        person->birth_month[row] = (uint16_t)(f.context.month - (int32_t)i);
    }
    row_release(f.chunk, TABLE_person, 24);
    demography_birthdays(&f.context, f.chunk);
    ck_assert_uint_eq(f.scratch->n_birthdays, 1);
    ck_assert_uint_eq(f.scratch->birthdays[0], 12);
    fixture_free(&f);
}
END_TEST

static void set_mortality(struct fixture *f, size_t country, double q)
{
    for (int s = 0; s < N_SEXES; s++) {
        for (int a = 0; a <= MAX_AGE; a++) {
            for (int y = 0; y < f->world->ages->n_years; y++) {
                f->world->ages->country[country].mortality[y][s][a] = q;
            }
        }
    }
}

START_TEST(test_a_death_frees_row_and_record_and_leaves_the_books_balanced)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 64);
    struct chunk_view *view = view_of(f.chunk);
    set_mortality(&f, HOME, 1.0);
    set_mortality(&f, FIXTURE_JPN, 1.0);
    demography_prepare(f.world, &f.world->tables->demography);
    uint32_t stays = fixture_person(&f, SEX_male, 50, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    uint32_t household = view->person.household[stays];
    uint32_t goes = fixture_person(&f, SEX_female, 24, EDUCATION_primary, WORK_EMPLOYED, household);
    uint32_t record = fixture_migrant(&f, goes, STAGE_ABROAD, FIXTURE_JPN, CHANNEL_contract);
    view->migrant.debt[record] = 4711;
    fixture_all_birthdays(&f);
    demography_deaths(&f.context, f.chunk);
    ck_assert_uint_eq(f.scratch->n_birthdays, 0);
    ck_assert_uint_eq(f.chunk->n_free[TABLE_person], 2);
    ck_assert_uint_eq(f.chunk->n_free[TABLE_migrant], 1);
    ck_assert_uint_eq(view->household.size[household], 0);
    ck_assert_uint_eq(view->household.abroad[household], 0);
    ck_assert_int_eq(f.totals->rows_died[KIND_ORIGIN], 2);
    ck_assert_int_eq(f.totals->rows_returned[0], 1);
    ck_assert_int_eq(f.totals->debt_ended[0], 4711);
    ck_assert_int_eq(fixture_output(&f, OUTPUT_deaths), 200);
    fixture_free(&f);
}
END_TEST

static void set_fertility(struct fixture *f, size_t country, double rate)
{
    for (size_t g = 0; g < 7; g++) {
        for (int y = 0; y < f->world->ages->n_years; y++) {
            f->world->ages->country[country].fertility[y][g] = rate;
        }
    }
}

START_TEST(test_a_newborn_joins_the_household_of_the_mother)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 64);
    struct chunk_view *view = view_of(f.chunk);
    set_fertility(&f, HOME, 1.0);
    set_mortality(&f, HOME, 0.0);
    demography_prepare(f.world, &f.world->tables->demography);
    uint32_t mother = fixture_person(&f, SEX_female, 27, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    fixture_person(&f, SEX_male, 29, EDUCATION_tertiary, WORK_EMPLOYED, view->person.household[mother]);
    fixture_all_birthdays(&f);
    demography_births(&f.context, f.chunk);
    ck_assert_uint_eq(f.chunk->n_rows[TABLE_person], 3);
    ck_assert_uint_eq(view->person.birth_month[2], (unsigned)f.context.month);
    ck_assert_int_eq(work_status(view->person.work[2]), WORK_MINOR);
    ck_assert_uint_eq(view->person.household[2], view->person.household[mother]);
    ck_assert_uint_eq(view->person.migrant[2], NO_ROW);
    ck_assert_int_eq(trait_region(view->person.traits[2]), trait_region(view->person.traits[mother]));
    ck_assert_uint_eq(view->household.size[view->person.household[mother]], 3);
    ck_assert_uint_eq(view->person.parity[mother], 1);
    ck_assert_uint_eq(view->person.id[2], mix_ids(view->person.id[mother], 0));
    ck_assert_int_eq(f.totals->rows_born[KIND_ORIGIN], 1);
    ck_assert_int_eq(fixture_output(&f, OUTPUT_births), 100);
    fixture_free(&f);
}
END_TEST

START_TEST(test_an_id_that_is_taken_gives_way_to_the_next)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 64);
    struct chunk_view *view = view_of(f.chunk);
    set_fertility(&f, HOME, 1.0);
    set_mortality(&f, HOME, 0.0);
    demography_prepare(f.world, &f.world->tables->demography);
    uint32_t mother = fixture_person(&f, SEX_female, 27, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    uint32_t other = fixture_person(&f, SEX_male, 29, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    view->person.id[other] = mix_ids(view->person.id[mother], 0);
    fixture_all_birthdays(&f);
    demography_births(&f.context, f.chunk);
    ck_assert_uint_eq(view->person.id[2], view->person.id[other] + 1);
    fixture_free(&f);
}
END_TEST

START_TEST(test_the_child_of_a_mother_abroad_lives_abroad)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 64);
    struct chunk_view *view = view_of(f.chunk);
    set_fertility(&f, HOME, 1.0);
    set_mortality(&f, FIXTURE_DEU, 0.0);
    f.world->parameters.demography.fertility_family = 1.0;
    demography_prepare(f.world, &f.world->tables->demography);
    uint32_t mother = fixture_person(&f, SEX_female, 31, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    uint32_t of_mother = fixture_migrant(&f, mother, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_family);
    view->migrant.flags[of_mother] = MIGRANT_PERMANENT;
    fixture_all_birthdays(&f);
    demography_births(&f.context, f.chunk);
    ck_assert_uint_eq(f.chunk->n_rows[TABLE_person], 2);
    uint16_t record = view->person.migrant[1];
    ck_assert_uint_ne(record, NO_ROW);
    ck_assert_int_eq(work_status(view->person.work[1]), WORK_ABROAD);
    ck_assert_uint_eq(view->migrant.country[record], FIXTURE_DEU);
    ck_assert_uint_eq(view->migrant.channel[record], CHANNEL_family);
    ck_assert(view->migrant.flags[record] & MIGRANT_PERMANENT);
    ck_assert(view->migrant.flags[of_mother] & MIGRANT_FAMILY_HERE);
    ck_assert_uint_eq(view->household.abroad[view->person.household[mother]], 2);
    ck_assert_uint_eq(view->household.size[view->person.household[mother]], 0);
    ck_assert_int_eq(f.totals->rows_departed[0], 1);
    fixture_free(&f);
}
END_TEST

START_TEST(test_an_infant_death_counts_birth_and_death_and_takes_no_row)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 64);
    set_fertility(&f, HOME, 1.0);
    set_mortality(&f, HOME, 1.0);
    f.world->parameters.demography.infant_death_age = 0.0;
    demography_prepare(f.world, &f.world->tables->demography);
    uint32_t mother = fixture_person(&f, SEX_female, 27, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    fixture_all_birthdays(&f);
    demography_births(&f.context, f.chunk);
    ck_assert_uint_eq(f.chunk->n_rows[TABLE_person], 1);
    ck_assert_uint_eq(view_of(f.chunk)->person.parity[mother], 1);
    ck_assert_int_eq(fixture_output(&f, OUTPUT_births), 100);
    ck_assert_int_eq(fixture_output(&f, OUTPUT_deaths), 100);
    fixture_free(&f);
}
END_TEST

START_TEST(test_net_migration_adds_and_removes_residents_at_its_rate)
{
    enum { N = 20000 };
    struct fixture f;
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 60000);
    for (int i = 0; i < N; i++) {
        fixture_person(&f, i % 2 ? SEX_male : SEX_female, 22, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
        fixture_person(&f, i % 2 ? SEX_male : SEX_female, 47, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    }
    fixture_all_birthdays(&f);
    demography_resident_migration(&f.context, f.chunk);
    double in = 230.0 / (5 * 10007), out = 41.0 / (5 * 10007);
    ck_assert_double_eq_tol(demography_migration_chance(&f.context, FIXTURE_DEU, SEX_male, 22), in, 1e-9);
    ck_assert_double_eq_tol((double)f.totals->rows_arrived[KIND_RESIDENT], N * in, 5 * sqrt(N * in));
    ck_assert_double_eq_tol((double)f.totals->rows_left[KIND_RESIDENT], N * out, 5 * sqrt(N * out));
    ck_assert_uint_eq(f.scratch->n_birthdays,
                      (uint32_t)(2 * N + f.totals->rows_arrived[KIND_RESIDENT] - f.totals->rows_left[KIND_RESIDENT]));
    fixture_free(&f);
}
END_TEST

START_TEST(test_the_youngest_age_class_receives_its_whole_net_migration)
{
    struct fixture f;
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 16);
    ck_assert_double_eq_tol(demography_migration_chance(&f.context, FIXTURE_DEU, SEX_female, 3) * 4 * 10007, 230.0,
                            1e-4);
    fixture_free(&f);
}
END_TEST

START_TEST(test_net_migration_is_a_number_of_persons_whatever_the_number_of_residents)
{
    struct fixture f;
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 16);
    int64_t(*counted)[N_MIGRATION_AGES] =
        (int64_t(*)[N_MIGRATION_AGES])f.totals->residents_by_age + FIXTURE_DEU * N_SEXES;
    f.context.month = cor_month(2031, 12);
    counted[SEX_female][4] = 1000;
    demography_count(&f.context);
    f.context.month = cor_month(2032, 1);
    ck_assert_double_eq_tol(demography_migration_chance(&f.context, FIXTURE_DEU, SEX_female, 22), 0.18, 1e-9);
    counted[SEX_female][4] = 2000;
    demography_count(&f.context);
    ck_assert_double_eq_tol(demography_migration_chance(&f.context, FIXTURE_DEU, SEX_female, 22), 0.18, 1e-9);
    fixture_free(&f);
}
END_TEST

/* ---- the comparison with a cohort-component projection ---- */

enum { PERSONS_PER_AGENT = 50, YEARS = 27 };

static void projection_year(const struct world *world, size_t c, int year, double population[N_SEXES][MAX_AGE + 2])
{
    double next[N_SEXES][MAX_AGE + 2] = {{0}};
    double births = 0.0;
    for (int s = 0; s < N_SEXES; s++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            double died = demography_death_probability(world, c, year, (enum sex)s, age + 1);
            int reached = age + 1 < MAX_AGE ? age + 1 : MAX_AGE;
            double alive = population[s][age] * (1.0 - died);
            next[s][reached] += alive;
            births += s == SEX_female ? alive * demography_birth_probability(world, c, year, age + 1) : 0.0;
        }
    }
    double boys = world->country[c].sex_ratio_at_birth / (1.0 + world->country[c].sex_ratio_at_birth);
    next[SEX_male][0] = births * boys * (1.0 - demography_death_probability(world, c, year, SEX_male, 0));
    next[SEX_female][0] = births * (1 - boys) * (1.0 - demography_death_probability(world, c, year, SEX_female, 0));
    memcpy(population, next, sizeof next);
}

static void settle_agents(struct fixture *f, double population[N_SEXES][MAX_AGE + 2])
{
    for (int s = 0; s < N_SEXES; s++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            int n = (int)(f->world->country[FIXTURE_DEU].population[s][age] / PERSONS_PER_AGENT);
            population[s][age] = n;
            for (int i = 0; i < n; i++) {
                uint32_t row = fixture_person(f, (enum sex)s, age, EDUCATION_primary, WORK_INACTIVE, NO_ROW);
                view_of(f->chunk)->person.birth_month[row] = (uint16_t)(f->context.month - 12 * age - 1 - i % 12);
            }
        }
    }
}

START_TEST(test_a_closed_population_follows_the_cohort_component_projection)
{
    struct fixture f;
    double expected[N_SEXES][MAX_AGE + 2] = {{0}}, total = 0.0, n_alive = 0.0;
    double found[N_SEXES][21] = {{0}}, wanted[N_SEXES][21] = {{0}};
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 65000);
    settle_agents(&f, expected);
    for (int month = 0; month < 12 * YEARS; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        demography_birthdays(&f.context, f.chunk);
        demography_deaths(&f.context, f.chunk);
        demography_births(&f.context, f.chunk);
    }
    for (int year = 2024; year < 2024 + YEARS; year++) {
        projection_year(f.world, FIXTURE_DEU, year, expected);
    }
    const struct person_columns *person = &view_of(f.chunk)->person;
    for (uint32_t row = 0; row < f.chunk->n_rows[TABLE_person]; row++) {
        if (work_status(person->work[row]) != WORK_FREE) {
            int age = age_years(person->birth_month[row], f.context.month);
            found[trait_sex(person->traits[row])][age < MAX_AGE ? age / 5 : 20] += 1.0;
            n_alive += 1.0;
        }
    }
    for (int s = 0; s < N_SEXES; s++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            wanted[s][age < MAX_AGE ? age / 5 : 20] += expected[s][age];
            total += expected[s][age];
        }
        for (int g = 0; g < 21; g++) {
            ck_assert_msg(fabs(found[s][g] - wanted[s][g]) <= 4.5 * sqrt(wanted[s][g]) + 1.0,
                          "sex %d, ages %d and over: %.0f agents, projection %.1f", s, 5 * g, found[s][g],
                          wanted[s][g]);
        }
    }
    ck_assert_double_eq_tol(n_alive, total, 4.5 * sqrt(total));
    fixture_free(&f);
}
END_TEST

Suite *suite_demography(void)
{
    Suite *suite = suite_create("demography");
    TCase *rules = tcase_create("rules");
    TCase *kernels = tcase_create("kernels");
    tcase_add_test(rules, test_a_birthday_lies_between_two_years_of_age);
    tcase_add_test(rules, test_death_at_a_birthday_is_the_complement_of_the_survival_ratio);
    tcase_add_test(rules, test_years_lived_by_a_cohort_are_the_life_expectancy_of_the_table);
    tcase_add_test(rules, test_the_open_age_class_dies_out_but_not_at_once);
    tcase_add_test(rules, test_fertility_abroad_adapts_within_the_given_months);
    tcase_add_test(rules, test_nobody_dies_above_the_highest_chances);
    tcase_add_test(rules, test_thresholds_keep_certainty_and_impossibility);
    tcase_add_test(kernels, test_birthdays_list_living_persons_born_in_this_month_of_an_earlier_year);
    tcase_add_test(kernels, test_a_death_frees_row_and_record_and_leaves_the_books_balanced);
    tcase_add_test(kernels, test_a_newborn_joins_the_household_of_the_mother);
    tcase_add_test(kernels, test_an_id_that_is_taken_gives_way_to_the_next);
    tcase_add_test(kernels, test_the_child_of_a_mother_abroad_lives_abroad);
    tcase_add_test(kernels, test_an_infant_death_counts_birth_and_death_and_takes_no_row);
    tcase_add_test(kernels, test_net_migration_adds_and_removes_residents_at_its_rate);
    tcase_add_test(kernels, test_the_youngest_age_class_receives_its_whole_net_migration);
    tcase_add_test(kernels, test_net_migration_is_a_number_of_persons_whatever_the_number_of_residents);
    tcase_add_test(kernels, test_a_closed_population_follows_the_cohort_component_projection);
    tcase_set_timeout(kernels, 240);
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, kernels);
    return suite;
}
