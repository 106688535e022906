/* What a back-test computes: scores, benchmarks and regressions against values worked out by hand, and what counts as an
 * observation. Whole commands: check_backtest.py. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "analysis/benchmarks.h"
#include "analysis/counting.h"
#include "analysis/observations.h"
#include "analysis/regression.h"
#include "analysis/score.h"

#define NEAR 1e-9

/* ---- scores ---- */

/* Members 1, 2, 4: the mean distance between two is (1 + 3 + 2) / 3 = 2. */
START_TEST(test_crps_is_the_distance_less_half_the_spread)
{
    double far[] = {4, 1, 2}, within[] = {2, 4, 1}, one[] = {3};
    ck_assert_double_eq_tol(cor_crps(far, 3, 5), (4 + 3 + 1) / 3.0 - 1, NEAR);
    ck_assert_double_eq_tol(cor_crps(within, 3, 2), (1 + 0 + 2) / 3.0 - 1, NEAR);
    ck_assert_double_eq_tol(cor_crps(one, 1, 5), 2, NEAR);
}
END_TEST

/* A standard normal forecast that is right scores 2 phi(0) - 1 / sqrt(pi). */
START_TEST(test_crps_of_a_normal_forecast_is_the_known_one)
{
    const struct cor_forecast forecast = {0.0, 1.0, 0.0};
    double members[COR_FORECAST_MEMBERS];
    ck_assert_uint_eq(cor_forecast_members(&forecast, members), COR_FORECAST_MEMBERS);
    ck_assert_double_eq_tol(cor_crps(members, COR_FORECAST_MEMBERS, 0), 2 * 0.3989422804 - 0.5641895835, 0.01);
}
END_TEST

/* Members 0, 1, ..., 100: the middle half is 25 to 75, nine tenths are 5 to 95. */
START_TEST(test_coverage_counts_what_lies_within_the_bands)
{
    const double observed[] = {25, 50, 10, 3, 97};
    struct cor_score score = {0};
    for (size_t i = 0; i < 5; i++) {
        double members[101];
        for (size_t m = 0; m < 101; m++) {
            members[m] = (double)m;
        }
        ck_assert(cor_score_add(&score, members, 101, NAN, observed[i]));
    }
    ck_assert_double_eq_tol(cor_score_coverage_50(&score), 40, NEAR);
    ck_assert_double_eq_tol(cor_score_coverage_90(&score), 60, NEAR);
    ck_assert_double_eq_tol(cor_score_rmse(&score), sqrt((625.0 + 0 + 1600 + 2209 + 2209) / 5), NEAR);
}
END_TEST

/* A forecast's one number need not be its median; its band stays that of its members. */
START_TEST(test_a_centre_takes_the_place_of_the_median_in_the_error_alone)
{
    double members[] = {0, 0, 0, 0, 5};
    struct cor_score median = {0}, mean = {0};
    ck_assert(cor_score_add(&median, members, 5, NAN, 1) && cor_score_add(&mean, members, 5, 1, 1));
    ck_assert_double_eq_tol(cor_score_rmse(&median), 1, NEAR);
    ck_assert_double_eq_tol(cor_score_rmse(&mean), 0, NEAR);
    ck_assert_double_eq_tol(cor_score_crps(&mean), cor_score_crps(&median), NEAR);
    ck_assert_double_eq_tol(cor_score_coverage_90(&mean), 100, NEAR);
}
END_TEST

START_TEST(test_what_is_missing_is_not_scored)
{
    double whole[] = {1, 2}, broken[] = {1, NAN};
    struct cor_score score = {0};
    ck_assert(!cor_score_add(&score, whole, 2, NAN, NAN));
    ck_assert(!cor_score_add(&score, broken, 2, NAN, 1));
    ck_assert(!cor_score_add(&score, whole, 0, NAN, 1));
    ck_assert_uint_eq(score.n, 0);
    ck_assert(isnan(cor_score_rmse(&score)) && isnan(cor_score_crps(&score)) && isnan(cor_score_coverage_90(&score)));
}
END_TEST

/* ---- regressions ---- */

/* Through (0, 1), (1, 2), (2, 2), (3, 4): slope 4.5 / 5, residuals 0.1, 0.2, -0.7, 0.4. */
START_TEST(test_a_line_has_the_error_of_a_new_observation)
{
    const double x[] = {0, 1, 2, 3}, y[] = {1, 2, 2, 4};
    struct cor_line line;
    ck_assert(cor_line_fit(x, y, 4, &line));
    ck_assert_double_eq_tol(line.slope, 0.9, NEAR);
    ck_assert_double_eq_tol(line.level, 0.9, NEAR);
    ck_assert_double_eq_tol(line.sd, sqrt(0.35), NEAR);
    ck_assert_double_eq_tol(cor_line_error(&line, 5), sqrt(0.35 * (1 + 0.25 + 12.25 / 5)), NEAR);
    ck_assert(!cor_line_fit(x, y, 2, &line));
}
END_TEST

/* With a constant and one group the means of both groups are met, zeros and all: 1 and 6. */
START_TEST(test_ppml_meets_the_means_of_groups)
{
    const double x[] = {1, 0, 1, 0, 1, 1, 1, 1}, y[] = {0, 2, 3, 9};
    double b[2];
    ck_assert(cor_ppml_fit(x, y, 4, 2, b));
    ck_assert_double_eq_tol(b[0], 0, 1e-7);
    ck_assert_double_eq_tol(b[1], log(6), 1e-7);
}
END_TEST

/* What is exponential is found again; the sum of fitted values is that of the observed ones whatever they are. */
START_TEST(test_ppml_finds_an_exponential_and_keeps_the_sum)
{
    const double x[] = {1, 0, 1, 1, 1, 2, 1, 3, 1, 4};
    double y[5], b[2], sum = 0, fitted = 0;
    for (size_t i = 0; i < 5; i++) {
        y[i] = exp(2 - 0.5 * x[2 * i + 1]);
    }
    ck_assert(cor_ppml_fit(x, y, 5, 2, b));
    ck_assert_double_eq_tol(b[0], 2, 1e-7);
    ck_assert_double_eq_tol(b[1], -0.5, 1e-7);
    y[2] = 0;
    ck_assert(cor_ppml_fit(x, y, 5, 2, b));
    for (size_t i = 0; i < 5; i++) {
        sum += y[i];
        fitted += exp(b[0] + b[1] * x[2 * i + 1]);
    }
    ck_assert_double_eq_tol(fitted, sum, 1e-6);
}
END_TEST

START_TEST(test_ppml_refuses_what_it_cannot_fit)
{
    const double twice[] = {1, 2, 1, 2, 1, 2}, x[] = {1, 0, 1, 1}, y[] = {1, 2, 3}, nothing[] = {0, 0};
    double b[2];
    ck_assert(!cor_ppml_fit(twice, y, 3, 2, b)); /* columns depend on each other */
    ck_assert(!cor_ppml_fit(x, y, 2, 2, b));     /* no more rows than columns */
    ck_assert(!cor_ppml_fit(x, nothing, 2, 1, b));
}
END_TEST

/* ---- benchmarks ---- */

/* Changes 1 in a year and 2 in two years: 1 + 4 / 2 = 3 over two changes; two years on the variance is 3. */
START_TEST(test_the_last_value_walks_at_random)
{
    const double logs[] = {0, 1, NAN, 3, 100, 100};
    struct cor_changes pooled = {0};
    cor_changes_add(&pooled, logs, 4);
    ck_assert_double_eq_tol(pooled.squares, 3, NEAR);
    ck_assert_uint_eq(pooled.n, 2);
    struct cor_forecast forecast = cor_forecast_last(logs, 4, &pooled, 5);
    ck_assert_double_eq_tol(forecast.mean, 3, NEAR);
    ck_assert_double_eq_tol(forecast.sd, sqrt(3), NEAR);
}
END_TEST

START_TEST(test_forecasts_are_made_from_the_years_of_the_fit_alone)
{
    double logs[] = {0, 1, 2, 3, 9, 9}, others[] = {0, 1, 2, 3, -9, -9};
    struct cor_changes pooled = {0};
    ck_assert_double_eq(cor_forecast_trend(logs, 4, 5).mean, cor_forecast_trend(others, 4, 5).mean);
    ck_assert_double_eq_tol(cor_forecast_trend(logs, 4, 5).mean, 5, NEAR);
    ck_assert_double_eq(cor_forecast_trend(logs, 4, 5).freedom, 2);
    ck_assert_double_eq(cor_forecast_last(logs, 4, &pooled, 5).sd, cor_forecast_last(others, 4, &pooled, 5).sd);
    ck_assert(isnan(cor_forecast_trend(logs, 2, 5).mean));
    ck_assert(isnan(cor_forecast_last(logs, 0, &pooled, 5).mean));
}
END_TEST

/* One observation has no changes: a point. */
START_TEST(test_a_forecast_without_a_band_is_one_value)
{
    const double logs[] = {2, NAN};
    const struct cor_changes none = {0};
    double members[COR_FORECAST_MEMBERS];
    struct cor_forecast forecast = cor_forecast_last(logs, 1, &none, 1);
    ck_assert_uint_eq(cor_forecast_members(&forecast, members), 1);
    ck_assert_double_eq(members[0], 2);
}
END_TEST

/* Flows of exp(1 + x): the equation knows of an area that it never saw, and leaves out what it is told to. */
START_TEST(test_gravity_forecasts_the_area_that_is_left_out)
{
    enum { N_AREAS = 3, N_YEARS = 3, K = 2 };
    double flows[N_AREAS * N_YEARS], covariates[N_AREAS * N_YEARS * K];
    for (size_t i = 0; i < (size_t)N_AREAS * N_YEARS; i++) {
        covariates[i * K] = 1;
        covariates[i * K + 1] = (double)(i % 4) / 2;
        flows[i] = exp(1 + covariates[i * K + 1]);
    }
    flows[6] = flows[7] = flows[8] = 1e6; /* the third area is another world */
    struct cor_gravity_data data = {flows, covariates, N_AREAS, N_YEARS, N_YEARS, K, 2};
    struct cor_gravity gravity;
    ck_assert(cor_gravity_fit(&data, &gravity));
    ck_assert(gravity.fitted);
    ck_assert_uint_eq(gravity.n, 6);
    const double at[] = {1, 2}, unknown[] = {1, NAN};
    ck_assert_double_eq_tol(cor_forecast_gravity(&gravity, at).mean, log1p(exp(3)), 1e-6);
    ck_assert(isnan(cor_forecast_gravity(&gravity, unknown).mean));
    data.left_out = N_AREAS;
    ck_assert(cor_gravity_fit(&data, &gravity));
    ck_assert_uint_eq(gravity.n, 9);
    ck_assert_double_gt(fabs(cor_forecast_gravity(&gravity, at).mean - log1p(exp(3))), 0.1);
}
END_TEST

/* ---- counting ---- */

/* Twelve places a year and agents of 200: one leaves in the third year for the three. */
START_TEST(test_a_flow_of_less_than_an_agent_a_year_is_its_places)
{
    const double departures[] = {0, 0, 200, 0}, places[] = {12, 12, 12, 24};
    double persons[4] = {0};
    cor_without_lumps(departures, places, 4, 3, 1, 200, persons);
    for (size_t year = 0; year < 3; year++) {
        ck_assert_double_eq_tol(persons[year], 12, NEAR);
    }
    ck_assert_double_eq_tol(persons[3], 18, NEAR); /* places that move: from 12 to 24 within the year */
}
END_TEST

/* Places that nobody takes are no departures: only as many are put off as agents can stand for. */
START_TEST(test_places_that_stay_empty_do_not_count_for_ever)
{
    enum { N_YEARS = 400, WEIGHT = 200 };
    static const double none[N_YEARS];
    static double places[N_YEARS], persons[N_YEARS];
    double sum = 0;
    for (size_t year = 0; year < N_YEARS; year++) {
        places[year] = 12;
    }
    cor_without_lumps(none, places, N_YEARS, N_YEARS, 1, WEIGHT, persons);
    for (size_t year = 0; year < N_YEARS; year++) {
        sum += persons[year];
    }
    ck_assert_double_eq_tol(sum, cor_lumps(12, WEIGHT), NEAR);
    ck_assert_double_eq(persons[N_YEARS - 1], 0);
}
END_TEST

/* Where agents are small beside the flow they are what is counted. */
START_TEST(test_a_flow_of_many_agents_stays_what_it_is)
{
    const double departures[] = {90000, 70000}, places[] = {100000, 100000};
    double persons[2] = {0};
    cor_without_lumps(departures, places, 2, 2, 1, 200, persons);
    ck_assert_double_eq_tol(persons[0], 90000, cor_lumps(100000, 200) + NEAR);
    ck_assert_double_eq_tol(persons[1], 70000, NEAR);
    ck_assert_double_lt(cor_lumps(100000, 200), 10);
}
END_TEST

START_TEST(test_replicates_lie_beside_each_other)
{
    const double departures[] = {1000, 50, 1000, 70}, places[] = {1000, 50, 1000, 70};
    double persons[] = {0, 5, 0, 5};
    cor_without_lumps(departures + 1, places + 1, 2, 2, 2, 1, persons + 1);
    ck_assert_double_eq(persons[0], 0);
    ck_assert_double_eq_tol(persons[1], 55, NEAR);
    ck_assert_double_eq_tol(persons[3], 75, NEAR);
}
END_TEST

START_TEST(test_chance_keeps_the_mean_and_tells_less_of_many_persons)
{
    const double expected[] = {0.5, 20, 5000};
    double width = 10;
    for (size_t i = 0; i < 3; i++) {
        double members[COR_CHANCE_MEMBERS], sum = 0;
        cor_chance_members(expected[i], 3, members);
        for (size_t m = 0; m < COR_CHANCE_MEMBERS; m++) {
            ck_assert(members[m] > (m > 0 ? members[m - 1] : 0));
            sum += members[m];
        }
        ck_assert_double_eq_tol(sum / COR_CHANCE_MEMBERS, expected[i], NEAR * expected[i]);
        ck_assert_double_lt(log(members[COR_CHANCE_MEMBERS - 1] / members[0]), 0.7 * width);
        width = log(members[COR_CHANCE_MEMBERS - 1] / members[0]);
    }
    /* Quantiles of 1/18 and 17/18 are 1.593 standard deviations off; of 5,000 who come by three, 0.0245. */
    ck_assert_double_eq_tol(width, 2 * 1.593 * sqrt(3.0 / 5000), 0.001);
    double nobody[COR_CHANCE_MEMBERS];
    cor_chance_members(0, 3, nobody);
    ck_assert_double_eq(nobody[COR_CHANCE_MEMBERS - 1], 0);
}
END_TEST

START_TEST(test_another_definition_leads_over_at_the_last_count)
{
    ck_assert_double_eq_tol(cor_defined_otherwise(130, 100, 500), 530, NEAR); /* of whom 400 are not in the model */
    ck_assert_double_eq_tol(cor_defined_otherwise(130, 100, 50), 65, NEAR);   /* of whom half are seen */
    ck_assert_double_eq_tol(cor_defined_otherwise(100, 100, 50), 50, NEAR);
    ck_assert_double_eq_tol(cor_defined_otherwise(130, NAN, NAN), 130, NEAR);
    ck_assert_double_eq_tol(cor_defined_otherwise(5, 0, 0), 5, NEAR);
}
END_TEST

/* ---- observations ---- */

static char folder[64];
static const char *const files[] = {"targets.csv", "VNM/population.csv", "VNM/facts.csv", "DEU/population.csv",
                                    "DEU/facts.csv"};
static const char *const contents[] = {
    "target,country,group,year,value,unit,source,status,note\n"
    "inflow_nationals,DEU,,2010,4310,persons per year,oecd,observed,\n"
    "inflow_nationals,DEU,,2011,1,persons per year,recall,assumed,recalled\n"
    "inflow_nationals,USA,,2010,5,persons per year,oecd,observed,\n"
    "remittances_contract_low,VNM,contract,2011,2,USD per year,a,observed,\n"
    "remittances_contract_high,VNM,contract,2011,4,USD per year,b,observed,\n",
    "year,age,female,male,unit,source,status\n2010,20,10,20,persons,un,estimated\n2011,20,11,22,persons,un,estimated\n",
    "fact,group,year,value,unit,source,status,note\ngross_wage,care,,100,USD per month,a,observed,\n"
    "unemployment_rate,,2011,1.5,percent,ilo,observed,\nunemployment_rate,,,9,percent,ilo,observed,\n",
    "year,age,female,male,unit,source,status\n2010,14,5,5,persons,un,estimated\n2010,64,30,40,persons,un,estimated\n",
    "fact,group,year,value,unit,source,status,note\n"
    "gross_wage,care,2010,100,USD per month,a,observed,\ngross_wage,care,2012,300,USD per month,a,observed,\n"
    "gross_wage,services,,400,USD per month,a,observed,\n"
    "vietnamese_stock,contract,,9,persons,a,assumed,\nvietnamese_stock,study,2010,10,persons,a,assumed,\n"
    "vietnamese_stock,study,2012,90,persons,a,assumed,\n"};
static const char *const areas[] = {"VNM", "DEU"};
enum { N_FILES = sizeof files / sizeof files[0], VNM = 0, DEU = 1, N_AREAS_READ = 2, N_YEARS_READ = 3 };

static void write_folder(void)
{
    char path[128];
    snprintf(folder, sizeof folder, "/tmp/corridor_backtest_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (size_t i = 0; i < N_AREAS_READ; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, areas[i]);
        ck_assert_int_eq(mkdir(path, 0700), 0);
    }
    for (size_t i = 0; i < N_FILES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        FILE *file = fopen(path, "w");
        ck_assert_ptr_nonnull(file);
        fputs(contents[i], file);
        fclose(file);
    }
}

static void remove_folder(void)
{
    char path[128];
    for (size_t i = 0; i < N_FILES; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        unlink(path);
    }
    for (size_t i = 0; i < N_AREAS_READ; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, areas[i]);
        rmdir(path);
    }
    rmdir(folder);
}

static struct cor_observations observe(void)
{
    struct cor_diagnostics list;
    struct cor_observations result;
    cor_diagnostics_init(&list);
    ck_assert_int_eq(cor_observations_read(folder, areas, N_AREAS_READ, 2010, N_YEARS_READ, &list, &result), COR_OK);
    cor_diagnostics_free(&list);
    return result;
}

static double seen(const struct cor_observations *observed, size_t series, size_t area, int year)
{
    return observed->values[cor_observations_place(observed, series, area) + (size_t)(year - 2010)];
}

START_TEST(test_what_is_only_recalled_is_no_observation)
{
    struct cor_observations observed = observe();
    ck_assert_double_eq(seen(&observed, COR_BACKTEST_inflows, DEU, 2010), 4310);
    ck_assert_str_eq(observed.sources[cor_observations_place(&observed, COR_BACKTEST_inflows, DEU)], "oecd");
    ck_assert(isnan(seen(&observed, COR_BACKTEST_inflows, DEU, 2011)));
    ck_assert(isnan(seen(&observed, COR_BACKTEST_inflows, VNM, 2010)));
    cor_observations_free(&observed);
}
END_TEST

START_TEST(test_the_middle_of_a_range_is_observed)
{
    struct cor_observations observed = observe();
    ck_assert_double_eq(seen(&observed, COR_BACKTEST_remittances_contract, VNM, 2011), 3);
    cor_observations_free(&observed);
}
END_TEST

START_TEST(test_population_of_january_is_that_of_the_end_of_the_year_before)
{
    struct cor_observations observed = observe();
    ck_assert_double_eq(seen(&observed, COR_BACKTEST_population, VNM, 2010), 33);
    ck_assert(isnan(seen(&observed, COR_BACKTEST_population, VNM, 2011)));
    cor_observations_free(&observed);
}
END_TEST

START_TEST(test_facts_are_observed_in_their_years_alone)
{
    struct cor_observations observed = observe();
    ck_assert_double_eq(seen(&observed, COR_BACKTEST_unemployment, VNM, 2011), 1.5);
    ck_assert(isnan(seen(&observed, COR_BACKTEST_unemployment, VNM, 2010)));
    cor_observations_free(&observed);
}
END_TEST

/* Germany in 2011: pay in care half-way from 100 to 300, mean with services 300; the stock stays that of 2010. */
START_TEST(test_covariates_are_logarithms_of_the_tables)
{
    struct cor_observations observed = observe();
    const double *start = cor_covariates_of(&observed, DEU, 0), *next = cor_covariates_of(&observed, DEU, 1);
    ck_assert_double_eq_tol(start[COR_GRAVITY_WORKING_AGE], log(70), NEAR);
    ck_assert(isnan(next[COR_GRAVITY_WORKING_AGE]));
    ck_assert_double_eq_tol(next[COR_GRAVITY_PAY], log(3), NEAR);
    ck_assert_double_eq_tol(start[COR_GRAVITY_STOCK], log(20), NEAR);
    ck_assert_double_eq_tol(next[COR_GRAVITY_STOCK], log(20), NEAR);
    cor_observations_free(&observed);
}
END_TEST

START_TEST(test_numbers_of_persons_are_compared_as_logarithms_of_one_more)
{
    const struct cor_backtest_series *flow = &cor_backtest_series[COR_BACKTEST_inflows];
    const struct cor_backtest_series *rate = &cor_backtest_series[COR_BACKTEST_unemployment];
    ck_assert_double_eq_tol(cor_backtest_log(flow, 0), 0, NEAR);
    ck_assert_double_eq_tol(cor_backtest_log(rate, 2), log(2), NEAR);
    ck_assert(isnan(cor_backtest_log(rate, 0)));
}
END_TEST

Suite *suite_backtest(void);
Suite *suite_backtest(void)
{
    Suite *suite = suite_create("backtest");
    TCase *numbers = tcase_create("numbers"), *tables = tcase_create("tables");
    tcase_add_test(numbers, test_crps_is_the_distance_less_half_the_spread);
    tcase_add_test(numbers, test_crps_of_a_normal_forecast_is_the_known_one);
    tcase_add_test(numbers, test_coverage_counts_what_lies_within_the_bands);
    tcase_add_test(numbers, test_a_centre_takes_the_place_of_the_median_in_the_error_alone);
    tcase_add_test(numbers, test_what_is_missing_is_not_scored);
    tcase_add_test(numbers, test_a_line_has_the_error_of_a_new_observation);
    tcase_add_test(numbers, test_ppml_meets_the_means_of_groups);
    tcase_add_test(numbers, test_ppml_finds_an_exponential_and_keeps_the_sum);
    tcase_add_test(numbers, test_ppml_refuses_what_it_cannot_fit);
    tcase_add_test(numbers, test_the_last_value_walks_at_random);
    tcase_add_test(numbers, test_forecasts_are_made_from_the_years_of_the_fit_alone);
    tcase_add_test(numbers, test_a_forecast_without_a_band_is_one_value);
    tcase_add_test(numbers, test_gravity_forecasts_the_area_that_is_left_out);
    tcase_add_test(numbers, test_numbers_of_persons_are_compared_as_logarithms_of_one_more);
    tcase_add_test(numbers, test_a_flow_of_less_than_an_agent_a_year_is_its_places);
    tcase_add_test(numbers, test_places_that_stay_empty_do_not_count_for_ever);
    tcase_add_test(numbers, test_a_flow_of_many_agents_stays_what_it_is);
    tcase_add_test(numbers, test_replicates_lie_beside_each_other);
    tcase_add_test(numbers, test_chance_keeps_the_mean_and_tells_less_of_many_persons);
    tcase_add_test(numbers, test_another_definition_leads_over_at_the_last_count);
    suite_add_tcase(suite, numbers);
    tcase_add_checked_fixture(tables, write_folder, remove_folder);
    tcase_add_test(tables, test_what_is_only_recalled_is_no_observation);
    tcase_add_test(tables, test_the_middle_of_a_range_is_observed);
    tcase_add_test(tables, test_population_of_january_is_that_of_the_end_of_the_year_before);
    tcase_add_test(tables, test_facts_are_observed_in_their_years_alone);
    tcase_add_test(tables, test_covariates_are_logarithms_of_the_tables);
    suite_add_tcase(suite, tables);
    return suite;
}
