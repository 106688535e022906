#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "models/facts/fact_names.h"
#include "models/facts/history.h"
#include "tests/models/fixture.h"

Suite *suite_fact_names(void);

static struct world *world;

static void set_up(void)
{
    world = calloc(1, sizeof *world);
    ck_assert_ptr_nonnull(world);
    fixture_world(world);
}

static void tear_down(void)
{
    world_free(world);
}

static void set(const char *name, double value)
{
    ck_assert_msg(fact_name_set(world, name, value) == COR_OK, "%s", name);
}

static void add_point(const char *name, int year, double value)
{
    struct fact_name read;
    ck_assert(fact_name_read(world, name, &read));
    size_t country = 0;
    while (!read.countries[country]) {
        country++;
    }
    struct fact_point point = {(uint8_t)country, (uint8_t)read.first_item, (uint16_t)read.fact, year, value};
    ck_assert(fact_history_add(&world->history, point) == COR_OK);
}

static void go_to(int year)
{
    fact_history_set_year(&world->history, world, year, true);
}

static struct country *germany(void)
{
    return &world->country[FIXTURE_DEU];
}

START_TEST(test_a_name_is_a_party_a_fact_and_an_item)
{
    set("DEU.gross_wage.care", 3100);
    ck_assert(germany()->gross_wage[OCCUPATION_care] == 3100);
    ck_assert(germany()->gross_wage[OCCUPATION_services] != 3100);
    ck_assert(world->country[FIXTURE_JPN].gross_wage[OCCUPATION_care] != 3100);
    set("all_destinations.gross_wage", 2500);
    ck_assert(world->country[FIXTURE_JPN].gross_wage[OCCUPATION_services] == 2500);
    ck_assert(world->country[FIXTURE_VNM].gross_wage[OCCUPATION_services] != 2500);
}
END_TEST

START_TEST(test_a_factor_multiplies_what_the_tables_say)
{
    double before = germany()->vietnamese_entries[CHANNEL_contract];
    double elsewhere = world->country[FIXTURE_JPN].vietnamese_entries[CHANNEL_contract];
    set("EU.vietnamese_entries.factor", 0.5);
    ck_assert(germany()->vietnamese_entries[CHANNEL_contract] == before / 2);
    ck_assert(world->country[FIXTURE_JPN].vietnamese_entries[CHANNEL_contract] == elsewhere);
}
END_TEST

START_TEST(test_a_year_leaves_the_years_before_alone)
{
    set("DEU.living_cost@2030", 900);
    go_to(2029);
    ck_assert(germany()->living_cost == 520);
    go_to(2030);
    ck_assert(germany()->living_cost == 900);
    go_to(2050);
    ck_assert(germany()->living_cost == 900);
}
END_TEST

START_TEST(test_a_series_is_replaced_from_the_year_on)
{
    add_point("DEU.living_cost", 2010, 400);
    add_point("DEU.living_cost", 2020, 500);
    add_point("DEU.living_cost", 2030, 700);
    set("DEU.living_cost.factor@2025", 2);
    go_to(2015);
    ck_assert(germany()->living_cost == 450);
    go_to(2024);
    ck_assert(germany()->living_cost == 580);
    go_to(2025);
    ck_assert(germany()->living_cost == 1200);
    go_to(2030);
    ck_assert(germany()->living_cost == 1400);
    set("DEU.living_cost", 650);
    for (int year = 2010; year <= 2030; year += 5) {
        go_to(year);
        ck_assert(germany()->living_cost == 650);
    }
}
END_TEST

START_TEST(test_the_other_shares_of_a_whole_give_way)
{
    double sum = 0.0, care = germany()->employment_share[OCCUPATION_care],
           services = germany()->employment_share[OCCUPATION_services];
    set("DEU.employment_share.manufacturing", 40);
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        sum += germany()->employment_share[k];
    }
    ck_assert_double_eq_tol(sum, 100, 1e-9);
    ck_assert(germany()->employment_share[OCCUPATION_manufacturing] == 40);
    ck_assert_double_eq_tol(germany()->employment_share[OCCUPATION_care] /
                                germany()->employment_share[OCCUPATION_services],
                            care / services, 1e-9);
}
END_TEST

START_TEST(test_what_is_no_name_is_refused)
{
    static const char *const wrong[] = {"",
                                        "DEU",
                                        "DEU.",
                                        "DEU.care",
                                        "XXX.living_cost",
                                        "DEU.living_cost.care",
                                        "DEU.gross_wage.cares",
                                        "DEU.gross_wage.factor.care",
                                        "DEU.living_cost@",
                                        "DEU.living_cost@20300",
                                        "DEU.living_cost@2030.factor",
                                        "VNM.living_cost",
                                        "ROW.unemployment_rate",
                                        "DEU.gross_wage.care@2030",
                                        "VNM.exchange_rate@2030"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        ck_assert_msg(fact_name_set(world, wrong[i], 1) == COR_ERR_INPUT, "%s", wrong[i]);
    }
}
END_TEST

START_TEST(test_a_row_says_value_limits_and_plausible_range)
{
    struct cor_parameter row;
    ck_assert(fact_name_row(world, "DEU.living_cost", &row));
    ck_assert(row.value == 520 && row.min == 10 && row.max == 5000 && row.low == 390 && row.high == 650);
    ck_assert_str_eq(row.unit, "USD per month");
    ck_assert(fact_name_row(world, "EU.living_cost.factor", &row));
    ck_assert(row.value == 1 && row.low == 0.75 && row.high == 1.25);
    ck_assert_str_eq(row.unit, "ratio");
}
END_TEST

START_TEST(test_every_name_of_the_list_is_understood)
{
    struct fact_place place = {0};
    char name[FACT_NAME];
    size_t n = 0;
    for (struct cor_parameter row; fact_name_next(world, &place, name); n++) {
        ck_assert_msg(fact_name_row(world, name, &row), "%s", name);
    }
    ck_assert_uint_gt(n, 200);
}
END_TEST

Suite *suite_fact_names(void)
{
    Suite *suite = suite_create("fact_names");
    TCase *tests = tcase_create("fact_names");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_a_name_is_a_party_a_fact_and_an_item);
    tcase_add_test(tests, test_a_factor_multiplies_what_the_tables_say);
    tcase_add_test(tests, test_a_year_leaves_the_years_before_alone);
    tcase_add_test(tests, test_a_series_is_replaced_from_the_year_on);
    tcase_add_test(tests, test_the_other_shares_of_a_whole_give_way);
    tcase_add_test(tests, test_what_is_no_name_is_refused);
    tcase_add_test(tests, test_a_row_says_value_limits_and_plausible_range);
    tcase_add_test(tests, test_every_name_of_the_list_is_understood);
    suite_add_tcase(suite, tests);
    return suite;
}
