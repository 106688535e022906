/* Families: who belongs to whom, unions and households, and that families follow, return and move on together. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "models/demography/demography_rules.h"
#include "models/migration/migration_rules.h"
#include "models/state/kin.h"
#include "tests/models/fixture.h"

enum { N_PEOPLE = 8000 };
static struct fixture f;

static struct chunk_view *view(void)
{
    return view_of(f.chunk);
}

static uint32_t person(enum sex sex, int age, uint32_t household)
{
    return fixture_person(&f, sex, age, EDUCATION_upper_secondary, age < 15 ? WORK_MINOR : WORK_EMPLOYED, household);
}

static uint32_t child_of(uint32_t mother, int age)
{
    uint32_t row = person(SEX_female, age, view()->person.household[mother]);
    person_has_parent(f.chunk, row, mother);
    return row;
}

/* A couple in one household; returns the woman, whose partner is the next row. */
static uint32_t couple(int her_age, int his_age)
{
    uint32_t woman = person(SEX_female, her_age, NO_ROW);
    uint32_t man = person(SEX_male, his_age, view()->person.household[woman]);
    person_weds(f.chunk, woman, man);
    return woman;
}

static uint32_t settle(uint32_t row, enum channel channel, int32_t arrived)
{
    uint32_t record = fixture_migrant(&f, row, STAGE_ABROAD, FIXTURE_DEU, channel);
    view()->migrant.arrived[record] = (uint16_t)arrived;
    view()->migrant.flags[record] |= MIGRANT_EMPLOYED;
    view()->migrant.gross_pay[record] = 400000;
    return record;
}

static bool is_abroad(uint32_t row)
{
    return work_status(view()->person.work[row]) == WORK_ABROAD;
}

static void begin(void)
{
    fixture_init(&f, KIND_ORIGIN, HOME, N_PEOPLE);
}

static void end(void)
{
    fixture_free(&f);
}

START_TEST(test_a_cohort_weds_as_the_census_has_it)
{
    double in_union = 0.0;
    for (int age = ADULT_FROM; age <= 40; age++) {
        double kept = in_union * (1.0 - 0.004);
        in_union = kept + (1.0 - kept) * union_chance(SEX_female, age, 0.004);
    }
    ck_assert_double_eq_tol(in_union, share_in_union(SEX_female, 40), 0.01);
    ck_assert_double_eq(union_chance(SEX_female, 80, 0.004), 0.0);
}
END_TEST

START_TEST(test_single_women_find_partners_of_the_age_they_look_for)
{
    begin();
    for (int i = 0; i < 2000; i++) {
        person(SEX_female, 18, NO_ROW);
        person(SEX_male, 18 + i % 12, NO_ROW);
    }
    fixture_all_birthdays(&f);
    for (int32_t year = 0; year < 10; year++) {
        demography_unions(&f.context, f.chunk);
        fixture_month(&f, f.context.month + 12);
    }
    double n = 0.0, years = 0.0;
    for (uint32_t row = 0; row < f.chunk->n_rows[TABLE_person]; row++) {
        uint32_t partner = kin_partner(view(), row, f.context.month);
        if (trait_sex(view()->person.traits[row]) == SEX_female && partner != NO_ROW) {
            ck_assert_uint_eq(view()->person.kin[partner], row);
            ck_assert_uint_eq(view()->person.household[partner], view()->person.household[row]);
            years += (view()->person.birth_month[row] - view()->person.birth_month[partner]) / 12.0;
            n++;
        }
    }
    ck_assert_double_eq_tol(n / 2000.0, share_in_union(SEX_female, 27), 0.04);
    ck_assert_double_eq_tol(years / n, f.world->parameters.demography.union_age_gap, 0.5);
    end();
}
END_TEST

START_TEST(test_divorce_parts_the_couple_and_its_wealth_and_children_stay_with_the_mother)
{
    begin();
    f.world->parameters.demography.union_dissolution = 1.0;
    demography_prepare(f.world, &f.world->tables->demography);
    uint32_t woman = couple(30, 33), man = woman + 1, child = child_of(woman, 5);
    uint32_t home = view()->person.household[woman];
    fixture_all_birthdays(&f);
    demography_unions(&f.context, f.chunk);
    ck_assert_uint_eq(view()->person.kin[woman], NO_ROW);
    ck_assert_uint_eq(view()->person.kin[man], NO_ROW);
    ck_assert_uint_eq(view()->person.household[child], home);
    ck_assert_uint_ne(view()->person.household[man], home);
    ck_assert_int_eq(view()->household.wealth[home], 100000);
    ck_assert_int_eq(view()->household.wealth[view()->person.household[man]], 50000);
    ck_assert_uint_eq(view()->household.size[home], 2);
    end();
}
END_TEST

START_TEST(test_the_widowed_have_the_children_in_charge_and_a_household_ends_with_its_last_member)
{
    begin();
    uint32_t woman = couple(30, 33), man = woman + 1, child = child_of(woman, 5), alone = person(SEX_male, 80, NO_ROW);
    uint32_t rows[N_PEOPLE], last = view()->person.household[alone];
    demography_remove_person(&f.context, f.chunk, woman);
    ck_assert_uint_eq(view()->person.kin[man], NO_ROW);
    ck_assert_uint_eq(kin_children(f.chunk, man, f.context.month, rows), 1);
    ck_assert_uint_eq(rows[0], child);
    demography_remove_person(&f.context, f.chunk, man);
    ck_assert_uint_eq(kin_parent(view(), child, f.context.month), NO_ROW);
    demography_remove_person(&f.context, f.chunk, alone);
    ck_assert_uint_eq(f.chunk->n_free[TABLE_household], 1);
    ck_assert_uint_eq(household_found(f.chunk), last);
    ck_assert_int_eq(view()->household.wealth[last], 0);
    end();
}
END_TEST

START_TEST(test_a_child_of_age_is_nobody_s_child)
{
    begin();
    uint32_t mother = person(SEX_female, 45, NO_ROW), child = child_of(mother, 18);
    view()->person.birth_month[child] = (uint16_t)(f.context.month - 12 * ADULT_FROM);
    fixture_all_birthdays(&f);
    demography_unions(&f.context, f.chunk);
    ck_assert_uint_eq(view()->person.kin[child], NO_ROW);
    end();
}
END_TEST

/* A month of life abroad with the anniversary of an arrival three years ago, and families that always follow. */
static void spend_anniversary(void)
{
    fixture_month(&f, cor_month(2024, 2));
    f.macro->migration.attraction.ready = 1;
    f.macro->migration.family_follows[FIXTURE_DEU] = 1.0;
    migration_stay(&f.context, f.chunk);
}

START_TEST(test_the_whole_family_follows_and_nobody_else)
{
    begin();
    uint32_t woman = couple(30, 33), man = woman + 1, child = child_of(woman, 5);
    uint32_t sibling = person(SEX_female, 28, view()->person.household[woman]);
    settle(man, CHANNEL_skilled, cor_month(2021, 2));
    spend_anniversary();
    ck_assert(is_abroad(woman) && is_abroad(child) && !is_abroad(sibling));
    ck_assert_int_eq(f.totals->rows_departed[0], 2);
    ck_assert_uint_eq(view()->migrant.country[view()->person.migrant[child]], FIXTURE_DEU);
    end();
}
END_TEST

START_TEST(test_status_income_and_length_of_stay_decide_whether_family_may_follow)
{
    static const struct {
        enum channel channel;
        int32_t arrived, pay;
        bool follows;
    } sponsors[] = {{CHANNEL_skilled, 2021, 400000, true},
                    {CHANNEL_contract, 2021, 400000, false},
                    {CHANNEL_skilled, 2024, 400000, false},
                    {CHANNEL_skilled, 2021, 20000, false}};
    for (size_t i = 0; i < sizeof sponsors / sizeof sponsors[0]; i++) {
        begin();
        memset(f.world->tables->migration.exit_hazard, 0, sizeof f.world->migration->exit_hazard);
        uint32_t woman = couple(30, 33);
        uint32_t record = settle(woman + 1, sponsors[i].channel, cor_month(sponsors[i].arrived, 2) - (i == 2) * 12);
        view()->migrant.gross_pay[record] = sponsors[i].pay;
        f.world->parameters.migration.family_wait_months = 18;
        spend_anniversary();
        ck_assert_int_eq(is_abroad(woman), sponsors[i].follows);
        end();
    }
}
END_TEST

START_TEST(test_the_pay_that_a_sponsor_needs_grows_with_the_mean)
{
    for (int i = 0; i < 2; i++) {
        begin();
        uint32_t woman = couple(30, 33), record = settle(woman + 1, CHANNEL_skilled, cor_month(2021, 2));
        double least = f.world->parameters.migration.family_income * country_mean_wage(&f.world->country[FIXTURE_DEU]);
        view()->migrant.gross_pay[record] = (int32_t)(110.0 * least);
        f.macro->wages.level[FIXTURE_DEU] = i == 0 ? 1.0 : 1.2;
        spend_anniversary();
        ck_assert_int_eq(is_abroad(woman), i == 0);
        end();
    }
}
END_TEST

START_TEST(test_families_return_together_and_no_child_alone)
{
    begin();
    enum { N_FAMILIES = 600 };
    uint32_t n_returned = 0, n_together = 0;
    for (int i = 0; i < N_FAMILIES; i++) {
        uint32_t woman = couple(30, 33), child = child_of(woman, 1);
        settle(woman + 1, CHANNEL_skilled, cor_month(2020, 6));
        settle(woman, CHANNEL_family, cor_month(2021, 6));
        settle(child, CHANNEL_family, cor_month(2021, 6));
    }
    uint32_t orphan = person(SEX_male, 3, NO_ROW);
    settle(orphan, CHANNEL_family, cor_month(2021, 6));
    for (int32_t month = 1; month < 120; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        migration_apply(&f.context, f.chunk);
        migration_open(&f.context);
        migration_stay(&f.context, f.chunk);
        for (uint32_t woman = 0; woman < 3 * N_FAMILIES; woman += 3) {
            ck_assert_int_eq(is_abroad(woman + 2), is_abroad(woman));
            ck_assert_int_eq(is_abroad(woman), is_abroad(woman + 1));
        }
    }
    for (uint32_t woman = 0; woman < 3 * N_FAMILIES; woman += 3) {
        n_returned += !is_abroad(woman);
        n_together += !is_abroad(woman) && !is_abroad(woman + 2);
    }
    ck_assert_uint_gt(n_returned, N_FAMILIES / 20);
    ck_assert_uint_eq(n_together, n_returned);
    ck_assert(is_abroad(orphan));
    end();
}
END_TEST

START_TEST(test_a_partner_at_work_stays_with_the_children)
{
    begin();
    uint32_t woman = couple(30, 33), child = child_of(woman, 1);
    uint32_t his = settle(woman + 1, CHANNEL_skilled, cor_month(2020, 6));
    settle(woman, CHANNEL_skilled, cor_month(2021, 6));
    settle(child, CHANNEL_family, cor_month(2021, 6));
    migration_return(&f.context, f.chunk, his);
    ck_assert(!is_abroad(woman + 1) && is_abroad(woman) && is_abroad(child));
    migration_return(&f.context, f.chunk, view()->person.migrant[woman]);
    ck_assert(!is_abroad(woman) && !is_abroad(child));
    end();
}
END_TEST

START_TEST(test_marriages_are_what_sponsors_do_not_explain)
{
    ck_assert_double_eq_tol(migration_marriages(1000.0, 1000.0, 300.0, 1.0, 0.0), 700.0, 1e-9);
    ck_assert_double_eq_tol(migration_marriages(1000.0, 1000.0, 300.0, 0.5, 0.0), 350.0, 1e-9);
    ck_assert_double_eq(migration_marriages(1000.0, 1000.0, 1200.0, 1.0, 0.0), 0.0);
    ck_assert_double_eq(migration_marriages(0.0, 0.0, 0.0, 1.0, 80.0), 80.0); /* places that only a policy opens */
    ck_assert_double_eq_tol(migration_family_chance(0.25, 1000.0, 2000.0, 1.0), 0.125, 1e-12);
    ck_assert_double_eq_tol(migration_family_chance(0.25, 1000.0, 300.0, 2.0), 0.5, 1e-12);
    ck_assert_double_eq(migration_family_chance(0.25, 1000.0, 300.0, 0.0), 0.0);
}
END_TEST

START_TEST(test_singles_of_age_marry_abroad_at_the_given_rate)
{
    begin();
    for (int i = 0; i < 4000; i++) {
        person(i % 2 ? SEX_male : SEX_female, 25, NO_ROW);
    }
    uint32_t wed = couple(25, 25), child = person(SEX_female, 16, NO_ROW);
    f.macro->migration.marries_abroad[SEX_female] = 0.2;
    f.macro->migration.marries_abroad[SEX_male] = 0.05;
    for (size_t c = FIXTURE_DEU; c < FIXTURE_COUNTRIES; c++) {
        f.macro->migration.marriages_cumulated[c] = 10.0;
    }
    fixture_month(&f, f.context.month + 7); /* the birthday of everybody */
    demography_birthdays_again(&f.context, f.chunk);
    migration_marry(&f.context, f.chunk);
    int64_t n[N_SEXES] = {0};
    for (uint32_t row = 0; row < 4000; row++) {
        n[trait_sex(view()->person.traits[row])] += is_abroad(row);
        ck_assert(!is_abroad(row) || view()->migrant.country[view()->person.migrant[row]] == FIXTURE_DEU);
        ck_assert(!is_abroad(row) || view()->person.kin[row] == KIN_ELSEWHERE);
    }
    ck_assert_double_eq_tol((double)n[SEX_female], 400.0, 60.0);
    ck_assert_double_eq_tol((double)n[SEX_male], 100.0, 35.0);
    ck_assert(!is_abroad(wed) && !is_abroad(child));
    end();
}
END_TEST

Suite *suite_families(void)
{
    Suite *suite = suite_create("families");
    TCase *home = tcase_create("home");
    tcase_add_test(home, test_a_cohort_weds_as_the_census_has_it);
    tcase_add_test(home, test_single_women_find_partners_of_the_age_they_look_for);
    tcase_add_test(home, test_divorce_parts_the_couple_and_its_wealth_and_children_stay_with_the_mother);
    tcase_add_test(home, test_the_widowed_have_the_children_in_charge_and_a_household_ends_with_its_last_member);
    tcase_add_test(home, test_a_child_of_age_is_nobody_s_child);
    suite_add_tcase(suite, home);
    TCase *abroad = tcase_create("abroad");
    tcase_add_test(abroad, test_the_whole_family_follows_and_nobody_else);
    tcase_add_test(abroad, test_status_income_and_length_of_stay_decide_whether_family_may_follow);
    tcase_add_test(abroad, test_the_pay_that_a_sponsor_needs_grows_with_the_mean);
    tcase_add_test(abroad, test_families_return_together_and_no_child_alone);
    tcase_add_test(abroad, test_a_partner_at_work_stays_with_the_children);
    tcase_add_test(abroad, test_marriages_are_what_sponsors_do_not_explain);
    tcase_add_test(abroad, test_singles_of_age_marry_abroad_at_the_given_rate);
    suite_add_tcase(suite, abroad);
    return suite;
}
