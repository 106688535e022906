/* Draws of parameters and facts: within their ranges, as likely above as below, the same for the same key, and nothing that was
 * observed or set. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/experiment/simulation_draws.h"
#include "models/facts/fact_names.h"
#include "models/facts/fact_ranges.h"
#include "models/facts/history.h"
#include "tests/models/fixture.h"

Suite *suite_uncertainty(void);

enum { OBSERVED, ESTIMATED, ASSUMED };
static struct world *world;
static struct cor_key key = {5, 0};

static void set_up(void)
{
    world = calloc(1, sizeof *world);
    ck_assert_ptr_nonnull(world);
    fixture_world(world);
    memset(world->fact_evidence, ASSUMED, sizeof world->fact_evidence);
    key.replicate = 0;
}

static void tear_down(void)
{
    world_free(world);
}

static size_t fact_of(const char *name)
{
    struct fact_name read;
    ck_assert(fact_name_read(world, name, &read));
    return read.fact;
}

static struct country *germany(void)
{
    return &world->country[FIXTURE_DEU];
}

/* ---- the shape of a draw ---- */

/* Quarters of a symmetric triangle on -1 to 1: half of the draws lie within 1 - sqrt(1/2) of 0. */
START_TEST(test_a_deviation_is_the_less_likely_the_farther_it_lies)
{
    ck_assert_double_eq_tol(fact_deviation(0x80000000u), 0, 1e-6);
    ck_assert_double_eq_tol(fact_deviation(0x40000000u), sqrt(0.5) - 1, 1e-6);
    ck_assert_double_eq_tol(fact_deviation(0xc0000000u), 1 - sqrt(0.5), 1e-6);
    ck_assert(fact_deviation(0) > -1 && fact_deviation(0) < -0.999);
    ck_assert(fact_deviation(UINT32_MAX) < 1 && fact_deviation(UINT32_MAX) > 0.999);
}
END_TEST

/* ---- facts ---- */

START_TEST(test_a_fact_moves_within_its_range_and_all_its_items_alike)
{
    const struct country before = *germany();
    const double spread = fact_table[fact_of("DEU.gross_wage")].spread;
    double low = 2, high = 0;
    for (key.replicate = 0; key.replicate < 200; key.replicate++) {
        *germany() = before;
        ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
        double factor = germany()->gross_wage[0] / before.gross_wage[0];
        ck_assert(fabs(factor - 1) <= spread);
        low = fmin(low, factor);
        high = fmax(high, factor);
        for (size_t o = 1; o < N_OCCUPATIONS; o++) {
            ck_assert_double_eq_tol(germany()->gross_wage[o], factor * before.gross_wage[o],
                                    1e-9 * before.gross_wage[o]);
        }
    }
    ck_assert(low < 1 - 0.7 * spread && high > 1 + 0.7 * spread);
}
END_TEST

START_TEST(test_what_was_observed_is_not_drawn)
{
    const struct country before = *germany();
    world->fact_evidence[FIXTURE_DEU][fact_of("DEU.gross_wage")] = OBSERVED;
    ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
    ck_assert_double_eq(germany()->gross_wage[0], before.gross_wage[0]);
    ck_assert_double_ne(germany()->living_cost, before.living_cost);
}
END_TEST

START_TEST(test_countries_are_drawn_for_themselves_and_a_key_gives_the_same)
{
    const struct country japan = world->country[FIXTURE_JPN], before = *germany();
    ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
    double first = germany()->living_cost;
    ck_assert_double_ne(first / before.living_cost, world->country[FIXTURE_JPN].living_cost / japan.living_cost);
    *germany() = before;
    ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
    ck_assert_double_eq(germany()->living_cost, first);
    *germany() = before;
    key.replicate = 1;
    ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
    ck_assert_double_ne(germany()->living_cost, first);
}
END_TEST

START_TEST(test_shares_of_a_whole_still_add_up)
{
    const struct country before = *germany();
    double sum = 0;
    ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        sum += germany()->vietnamese_share[o];
    }
    ck_assert_double_eq_tol(sum, 100, 1e-9);
    ck_assert_int_ne(memcmp(germany()->vietnamese_share, before.vietnamese_share, sizeof before.vietnamese_share), 0);
}
END_TEST

/* All years of a series move together: what lies between them does, too. */
START_TEST(test_a_series_is_moved_as_a_whole)
{
    const size_t fact = fact_of("DEU.living_cost");
    const struct fact_point points[] = {{FIXTURE_DEU, 0, (uint16_t)fact, 2020, 600},
                                        {FIXTURE_DEU, 0, (uint16_t)fact, 2030, 900}};
    ck_assert_int_eq(fact_history_add(&world->history, points[0]), COR_OK);
    ck_assert_int_eq(fact_history_add(&world->history, points[1]), COR_OK);
    ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
    fact_history_set_year(&world->history, world, 2020, true);
    double factor = germany()->living_cost / 600;
    ck_assert_double_ne(factor, 1);
    fact_history_set_year(&world->history, world, 2025, true);
    ck_assert_double_eq_tol(germany()->living_cost, 750 * factor, 1e-9);
}
END_TEST

/* Nothing of later years is left to interpolate towards; where nothing else is known, the first row speaks. */
START_TEST(test_rows_of_later_years_can_be_forgotten)
{
    const size_t fact = fact_of("DEU.living_cost");
    for (int year = 2020; year <= 2030; year += 5) {
        const struct fact_point germany_in = {FIXTURE_DEU, 0, (uint16_t)fact, year, 600 + year - 2020};
        ck_assert_int_eq(fact_history_add(&world->history, germany_in), COR_OK);
    }
    const struct fact_point japan_in = {FIXTURE_JPN, 0, (uint16_t)fact, 2030, 900};
    ck_assert_int_eq(fact_history_add(&world->history, japan_in), COR_OK);
    fact_history_forget(&world->history, fact, 2025);
    ck_assert_uint_eq(world->history.n, 3);
    fact_history_set_year(&world->history, world, 2029, true);
    ck_assert_double_eq(germany()->living_cost, 605);
    ck_assert_double_eq(world->country[FIXTURE_JPN].living_cost, 900);
}
END_TEST

START_TEST(test_values_stay_within_what_is_allowed)
{
    const struct fact *fact = &fact_table[fact_of("DEU.participation_rate")];
    germany()->participation_rate[0] = fact->max;
    for (key.replicate = 0; key.replicate < 50; key.replicate++) {
        ck_assert_int_eq(fact_ranges_draw(world, key), COR_OK);
        ck_assert(germany()->participation_rate[0] <= fact->max);
        germany()->participation_rate[0] = fact->max;
    }
}
END_TEST

/* ---- parameters ---- */

/* Found: the sum of the first two; allowed: what `limit` says. */
static double limit;
static void measure(const void *model, const double *values, double sides[2])
{
    (void)model;
    sides[0] = values[0] + values[1];
    sides[1] = limit;
}

static const struct cor_parameter rows[] = {
    {.name = "a.first", .value = 1, .min = 0, .max = 3, .low = 0, .high = 3, .status = COR_ASSUMED},
    {.name = "a.second", .value = 1, .min = 0, .max = 3, .low = 0, .high = 3, .status = COR_ESTIMATED},
    {.name = "a.known", .value = 5, .min = 0, .max = 9, .low = 0, .high = 9, .status = COR_OBSERVED},
    {.name = "a.changed", .value = 5, .min = 0, .max = 9, .low = 0, .high = 9, .status = COR_ASSUMED}};
static const struct cor_consistency rule = {.name = "sum", .parameters = "a.first, a.second", .measure = measure};
static const struct cor_vocabulary words = {
    .parameters = rows, .n_parameters = 4, .consistency = &rule, .n_consistency = 1};
static double set_values[] = {1, 1, 5, 7};
static const struct cor_scenario scenario = {.parameters = set_values, .n_parameters = 4};

START_TEST(test_parameters_are_drawn_unless_observed_or_changed_by_the_scenario)
{
    double values[4], sum = 0;
    int n_above = 0;
    limit = 100;
    for (key.replicate = 0; key.replicate < 1000; key.replicate++) {
        simulation_draw_parameters(&words, &scenario, key, values);
        ck_assert(values[0] >= 0 && values[0] <= 3 && values[1] >= 0 && values[1] <= 3);
        ck_assert_double_eq(values[2], 5);
        ck_assert_double_eq(values[3], 7);
        n_above += values[0] > 1;
        sum += values[0];
    }
    ck_assert_int_ge(n_above, 440); /* half, but for chance */
    ck_assert_int_le(n_above, 560);
    ck_assert_double_eq_tol(sum / 1000, 1 + (2.0 - 1.0) / 6,
                            0.08); /* a third of the half-widths 2 and 1, each half the time */
}
END_TEST

START_TEST(test_parameters_that_contradict_each_other_are_drawn_anew)
{
    double values[4];
    limit = 1.5;
    for (key.replicate = 0; key.replicate < 100; key.replicate++) {
        simulation_draw_parameters(&words, &scenario, key, values);
        ck_assert(values[0] + values[1] <= limit);
        ck_assert(values[0] != 1 || values[1] != 1);
    }
    limit = -1; /* cannot be met: the defaults come back */
    simulation_draw_parameters(&words, &scenario, key, values);
    ck_assert_double_eq(values[0], 1);
    ck_assert_double_eq(values[1], 1);
}
END_TEST

Suite *suite_uncertainty(void)
{
    Suite *suite = suite_create("uncertainty");
    TCase *tests = tcase_create("draws");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_a_deviation_is_the_less_likely_the_farther_it_lies);
    tcase_add_test(tests, test_a_fact_moves_within_its_range_and_all_its_items_alike);
    tcase_add_test(tests, test_what_was_observed_is_not_drawn);
    tcase_add_test(tests, test_countries_are_drawn_for_themselves_and_a_key_gives_the_same);
    tcase_add_test(tests, test_shares_of_a_whole_still_add_up);
    tcase_add_test(tests, test_a_series_is_moved_as_a_whole);
    tcase_add_test(tests, test_rows_of_later_years_can_be_forgotten);
    tcase_add_test(tests, test_values_stay_within_what_is_allowed);
    tcase_add_test(tests, test_parameters_are_drawn_unless_observed_or_changed_by_the_scenario);
    tcase_add_test(tests, test_parameters_that_contradict_each_other_are_drawn_anew);
    suite_add_tcase(suite, tests);
    return suite;
}
