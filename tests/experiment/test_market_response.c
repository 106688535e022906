/* What moves the corridors as markets, on whole runs with common random numbers: vacancies, pay at home, the share of vacancies
 * that is open to workers from Viet Nam, and not how many people would like to go. */
#include <check.h>
#include <stdio.h>
#include "models/tables/parameters.h"
#include "tests/experiment/laboratory.h"

enum { FIRST_YEAR = 2024 };

static struct cor_dataset *baseline;

static struct cor_dataset *run_with(const char *parameters)
{
    return laboratory_run((struct trial){.parameters = parameters,
                                         .until = "2042-01",
                                         .sample = 1.0 / 500.0,
                                         .resident_sample = 1.0 / 20000.0,
                                         .n_replicates = 2});
}

static struct cor_dataset *run_of(const char *name, double value)
{
    char parameters[128];
    snprintf(parameters, sizeof parameters, "{\"%s\": %g}", name, value);
    return run_with(parameters);
}

static void run_baseline(void)
{
    baseline = run_with("{}");
}

static void free_baseline(void)
{
    cor_results_free(baseline);
}

/* Hired from one year to another with a value set, relative to the baseline. */
static double hired_ratio(const struct cor_dataset *other, const char *country, int first, int last)
{
    return laboratory_hired(other, first - FIRST_YEAR, last - FIRST_YEAR, country) /
           laboratory_hired(baseline, first - FIRST_YEAR, last - FIRST_YEAR, country);
}

/* The vacancies that are usual from 2027 on are twice those of the first years: 20 to 150 per cent more are hired, up to the chance of a
 * sample with two replicates (a tenth; Japan 2.40 with three replicates at 1/300). */
static void check_vacancies(const char *country)
{
    char name[64];
    snprintf(name, sizeof name, "%s.vacancy_rate.factor@2027", country);
    struct cor_dataset *twice = run_of(name, 2.0);
    double vacancies = laboratory_flow(twice, "vacancies", 4, 17, country, NULL) /
                       laboratory_flow(baseline, "vacancies", 4, 17, country, NULL);
    double hired = hired_ratio(twice, country, 2036, 2041);
    ck_assert_msg(vacancies > 1.5 && vacancies < 2.5, "%s: vacancies times %.2f", country, vacancies);
    ck_assert_msg(hired > 1.2 && hired < 2.6, "%s: hired times %.2f", country, hired);
    cor_results_free(twice);
}

START_TEST(test_twice_the_vacancies_raise_admissions_of_germany)
{
    check_vacancies("DEU");
}
END_TEST

START_TEST(test_twice_the_vacancies_raise_admissions_of_japan)
{
    check_vacancies("JPN");
}
END_TEST

/* Real pay at home grows by 3.6 % a year in the baseline, falling slowly. */
START_TEST(test_recruiting_in_east_asia_falls_where_pay_converges)
{
    static const char *const countries[] = {"TWN", "JPN"};
    struct cor_dataset *fast = run_of("VNM.real_wage_growth", 5.6), *slow = run_of("VNM.real_wage_growth", 1.6);
    for (size_t i = 0; i < 2; i++) {
        double down = hired_ratio(fast, countries[i], 2039, 2041), up = hired_ratio(slow, countries[i], 2039, 2041);
        ck_assert_msg(down < 0.95 && up > 1.05, "%s: pay that grows faster moves contracts by %.3f, slower by %.3f",
                      countries[i], down, up);
    }
    cor_results_free(fast);
    cor_results_free(slow);
}
END_TEST

static struct cor_dataset *run_with_share_open(double share)
{
    char parameters[128];
    snprintf(parameters, sizeof parameters, "{\"migration.share_open\": %g, \"JPN.vacancy_rate.factor@2027\": 2}",
             share);
    return run_with(parameters);
}

/* Where few vacancies are open, twice as many make room at once; else the habit of recruiting has to grow first. */
START_TEST(test_the_share_of_vacancies_that_is_open_matters)
{
    struct cor_dataset *narrow = run_with_share_open(0.02), *wide = run_with_share_open(0.5);
    double crowded = hired_ratio(narrow, NULL, 2029, 2032), free = hired_ratio(wide, NULL, 2029, 2032);
    ck_assert_msg(crowded > 1.02 * free, "hired at 0.02 times %.3f, at 0.5 times %.3f", crowded, free);
    cor_results_free(narrow);
    cor_results_free(wide);
}
END_TEST

/* Entry binds, not desire: facilitation alone. */
START_TEST(test_a_fifth_more_who_would_like_to_go_move_departures_by_little)
{
    struct parameters usual;
    parameters_default(&usual);
    struct cor_dataset *keen = run_of("migration.aspire_share", 1.2 * usual.migration.aspire_share);
    double all = laboratory_flow(keen, "departures", 2, -1, NULL, NULL) /
                 laboratory_flow(baseline, "departures", 2, -1, NULL, NULL);
    ck_assert_msg(all > 0.98 && all < 1.02, "departures times %.4f", all);
    cor_results_free(keen);
}
END_TEST

Suite *suite_market_response(void)
{
    Suite *suite = suite_create("market_response");
    TCase *tests = tcase_create("response");
    tcase_set_timeout(tests, 900);
    tcase_add_unchecked_fixture(tests, run_baseline, free_baseline);
    tcase_add_test(tests, test_twice_the_vacancies_raise_admissions_of_germany);
    tcase_add_test(tests, test_twice_the_vacancies_raise_admissions_of_japan);
    tcase_add_test(tests, test_recruiting_in_east_asia_falls_where_pay_converges);
    tcase_add_test(tests, test_the_share_of_vacancies_that_is_open_matters);
    tcase_add_test(tests, test_a_fifth_more_who_would_like_to_go_move_departures_by_little);
    suite_add_tcase(suite, tests);
    return suite;
}
