/* What a comparison says of time and chance: broken years, intervals by Student's t, few replicates and few agents,
 * differences that are those of the levels shown, and words that say what was compared. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/compare.h"
#include "analysis/comparison.h"
#include "analysis/headline.h"
#include "sim/io/results.h"
#include "tests/analysis/fake_runs.h"

enum { N_RUNS = 2, N_FILES = 6, LAST = 26 /* index of 2050 */ };
enum { COMPARISON_NC, COMPARISON_CSV, HEADLINE_CSV, SCENARIOS_CSV, REPORT_HTML };
static const char *const names[N_FILES] = {"comparison.nc", "comparison.csv", "headline.csv",
                                           "scenarios.csv", "report.html",    "who_pays.csv"};
static char directory[64], runs[N_RUNS][96], files[N_FILES][96], message[COR_MESSAGE_SIZE];

static void make_directory(void)
{
    snprintf(directory, sizeof directory, "/tmp/corridor_certainty_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    for (int i = 0; i < N_RUNS; i++) {
        snprintf(runs[i], sizeof runs[i], "%s/run%d.nc", directory, i);
    }
    for (int i = 0; i < N_FILES; i++) {
        snprintf(files[i], sizeof files[i], "%s/%s", directory, names[i]);
    }
}

static void remove_directory(void)
{
    for (int i = 0; i < N_RUNS; i++) {
        unlink(runs[i]);
    }
    for (int i = 0; i < N_FILES; i++) {
        unlink(files[i]);
    }
    rmdir(directory);
}

static const struct cor_compare_scenario pair[N_RUNS] = {{.path = runs[0]}, {.path = runs[1]}};

static void write_runs(size_t n_replicates, int last_months, bool gaps)
{
    const struct fake_run base = {
        .scenario = "baseline", .n_replicates = n_replicates, .seed = "7", .last_months = last_months, .gaps = gaps};
    struct fake_run policy = base;
    policy.scenario = "policy";
    policy.effect = 0.3;
    policy.policies = "Fewer fees, from January 2027.";
    ck_assert(fake_run_write(runs[0], &base) && fake_run_write(runs[1], &policy));
}

static void compare(void)
{
    ck_assert_msg(cor_compare_write(pair, N_RUNS, directory, message) == COR_OK, "%s", message);
}

static void build(struct cor_comparison *comparison)
{
    ck_assert_msg(cor_comparison_build(pair, N_RUNS, comparison, message) == COR_OK, "%s", message);
}

static char *text_of(int file)
{
    char *bytes = NULL;
    size_t n_bytes;
    ck_assert_msg(cor_file_read(files[file], (size_t)1 << 28, &bytes, &n_bytes, message) == COR_OK, "%s", message);
    return bytes;
}

static char *printed(void)
{
    char *text = NULL;
    size_t n_bytes = 0;
    FILE *stream = open_memstream(&text, &n_bytes);
    ck_assert_msg(cor_compare_print(files[COMPARISON_NC], stream, message) == COR_OK, "%s", message);
    fclose(stream);
    return text;
}

static void assert_in(const char *part, char *text)
{
    ck_assert_msg(strstr(text, part) != NULL, "no \"%s\" in:\n%.3000s", part, text);
}

static size_t area_of(const struct cor_run_series *run, const char *code)
{
    size_t a = 0;
    while (a < run->n_areas && strcmp(run->areas[a], code) != 0) {
        a++;
    }
    return a;
}

START_TEST(test_quantiles_are_those_of_student_with_a_degree_less_than_replicates)
{
    ck_assert_double_eq_tol(cor_t_quantile(2), 12.706, 1e-3);
    ck_assert_double_eq_tol(cor_t_quantile(4), 3.182, 1e-3);
    ck_assert_double_eq_tol(cor_t_quantile(8), 2.365, 1e-3);
    ck_assert(isnan(cor_t_quantile(1)) && isnan(cor_t_quantile(0)));
}
END_TEST

START_TEST(test_a_difference_is_clear_only_outside_its_interval)
{
    static const struct {
        double mean, error, n, agents;
        enum cor_verdict verdict;
    } cases[] = {{2.36, 1, 8, NAN, COR_NOT_CLEAR},     {-2.37, 1, 8, NAN, COR_CLEAR},
                 {12.7, 1, 2, 300, COR_NOT_CLEAR},     {12.8, 1, 2, 300, COR_CLEAR},
                 {4000, 0, 2, 300, COR_NOT_CLEAR},     {4000, 0, 4, 300, COR_NOT_CLEAR},
                 {4000, 0, 5, 300, COR_CLEAR},         {0, 0, 8, 300, COR_SAME},
                 {NAN, NAN, 0, NAN, COR_SAME},         {5, NAN, 1, 300, COR_NOT_CLEAR},
                 {10.8, 3.9, 8, 9, COR_ON_FEW_AGENTS}, {1.8, 3.9, 8, 9, COR_NOT_CLEAR}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double difference[COR_N_STATISTICS] = {[COR_MEAN] = cases[i].mean,
                                                     [COR_STANDARD_ERROR] = cases[i].error,
                                                     [COR_REPLICATES] = cases[i].n,
                                                     [COR_AGENTS] = cases[i].agents};
        ck_assert_msg(cor_verdict_of(difference) == cases[i].verdict, "case %zu", i);
    }
}
END_TEST

/* Cells of the United Kingdom have no ratio in a third of the replicates, another third in each scenario. */
START_TEST(test_every_difference_is_the_difference_of_the_levels_shown)
{
    struct cor_comparison comparison;
    const struct cor_run_series *base;
    size_t n_cells, n_partial = 0;
    write_runs(8, 0, true);
    build(&comparison);
    base = cor_comparison_base(&comparison);
    n_cells = base->n_areas * base->n_periods;
    for (size_t v = 0; v < base->n_series; v++) {
        const double *level = comparison.levels + cor_comparison_place(&comparison, v, 1, COR_MEAN, 0);
        const double *from = comparison.levels + cor_comparison_place(&comparison, v, 0, COR_MEAN, 0);
        const double *difference = comparison.differences + cor_comparison_place(&comparison, v, 1, COR_MEAN, 0);
        for (size_t i = 0; i < n_cells; i++) {
            double error = fabs(difference[i] - (level[i] - from[i]));
            bool is_missing = isnan(level[i]) || isnan(from[i]);
            ck_assert_msg(is_missing ? isnan(difference[i]) : error <= 1e-12 * (fabs(level[i]) + fabs(from[i])),
                          "%s, cell %zu: %g - %g shown as %g", base->info[v].name, i, level[i], from[i], difference[i]);
            n_partial += level[i + COR_REPLICATES * n_cells] < 8 && level[i + COR_REPLICATES * n_cells] > 0;
        }
    }
    ck_assert_uint_gt(n_partial, 20);
    cor_comparison_free(&comparison);
}
END_TEST

START_TEST(test_the_mean_of_a_ratio_is_a_ratio_of_sums_with_its_own_error)
{
    struct cor_comparison comparison;
    struct cor_run_series run;
    size_t ratio, top, bottom, area, place;
    double tops = 0, bottoms = 0, squares = 0;
    write_runs(8, 0, true);
    build(&comparison);
    ck_assert_int_eq(cor_run_series_read(runs[0], &run, message), COR_OK);
    ratio = cor_run_series_find(&run, "mean_recruitment_cost");
    top = cor_run_series_find(&run, "recruitment_cost");
    bottom = cor_run_series_find(&run, "workers_departed");
    area = area_of(&run, "GBR");
#define AT(series, r) run.values[(((series)*run.n_replicates + (r)) * run.n_areas + area) * run.n_periods + LAST]
    for (size_t r = 0; r < 8; r++) {
        tops += AT(top, r);
        bottoms += AT(bottom, r);
    }
    for (size_t r = 0; r < 8; r++) {
        double residual = (AT(top, r) - tops / bottoms * AT(bottom, r)) / (bottoms / 8);
        squares += residual * residual;
    }
    place = cor_comparison_place(&comparison, ratio, 0, COR_MEAN, area) + LAST;
    ck_assert_double_eq_tol(comparison.levels[place], tops / bottoms, 1e-9 * tops / bottoms);
    place = cor_comparison_place(&comparison, ratio, 0, COR_STANDARD_ERROR, area) + LAST;
    ck_assert_double_eq_tol(comparison.levels[place], sqrt(squares / 7 / 8), 1e-9 * tops / bottoms);
    ck_assert(isnan(AT(ratio, 0)) && !isnan(AT(ratio, 1)));
    cor_run_series_free(&run);
    cor_comparison_free(&comparison);
}
END_TEST

START_TEST(test_a_broken_last_year_is_marked_and_never_a_headline)
{
    char *table, *csv, *headline;
    struct cor_dataset *dataset = NULL;
    write_runs(8, 6, false);
    compare();
    table = printed();
    assert_in("2049 (the last whole year; 2050 (Jan-Jun) is not compared): ", table);
    csv = text_of(COMPARISON_CSV);
    assert_in(",EU,2050,mean,", csv);
    for (const char *line = strtok(csv, "\n"); line; line = strtok(NULL, "\n")) {
        ck_assert_msg((strstr(line, ",2050,") != NULL) == (strstr(line, ",6,8,") != NULL), "%s", line);
    }
    headline = text_of(HEADLINE_CSV);
    assert_in(",2049,", headline);
    assert_in(",2030,", headline);
    ck_assert_ptr_null(strstr(headline, "2050"));
    ck_assert_int_eq(cor_results_read(files[COMPARISON_NC], &dataset, message), COR_OK);
    ck_assert(cor_dataset_variable(dataset, "months_in_period")->values[LAST] == 6);
    ck_assert(cor_dataset_variable(dataset, "months_in_period")->values[LAST - 1] == 12);
    cor_results_free(dataset);
    free(table);
    free(csv);
    free(headline);
}
END_TEST

START_TEST(test_a_whole_and_a_broken_last_year_are_no_pair)
{
    const struct fake_run broken = {.scenario = "broken", .n_replicates = 3, .seed = "7", .last_months = 6};
    write_runs(3, 0, false);
    ck_assert(fake_run_write(runs[1], &broken));
    ck_assert_int_eq(cor_compare_write(pair, N_RUNS, directory, message), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(message, "years or months"));
}
END_TEST

START_TEST(test_few_replicates_are_said_to_be_few)
{
    char *table;
    write_runs(_i == 0 ? 4 : 5, 0, false);
    compare();
    table = printed();
    ck_assert((strstr(table, "Only 4 replicates") != NULL) == (_i == 0));
    assert_in("sampling band", table);
    assert_in("not uncertainty about the future", table);
    free(table);
}
END_TEST

/* One agent stands for a hundred persons in invented runs. */
START_TEST(test_every_value_tells_on_how_many_agents_it_rests)
{
    static const struct {
        const char *series, *counter;
    } cases[] = {{"departures", "departures"},          {"mean_net_pay", "migrants_employed"},
                 {"debt_per_worker", "workers_abroad"}, {"worker_debt", "workers_abroad"},
                 {"remittances", "migrants"},           {"share_protected", "migrants_employed"}};
    struct cor_comparison comparison;
    const struct cor_run_series *base;
    write_runs(3, 0, false);
    build(&comparison);
    base = cor_comparison_base(&comparison);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t v = cor_run_series_find(base, cases[i].series), count = cor_run_series_find(base, cases[i].counter);
        for (size_t a = 0; a < base->n_areas; a++) {
            double agents = comparison.levels[cor_comparison_place(&comparison, v, 0, COR_AGENTS, a) + LAST];
            double persons = comparison.levels[cor_comparison_place(&comparison, count, 0, COR_MEAN, a) + LAST];
            ck_assert_msg(fabs(agents - persons / 100) < 1e-6 * (persons + 1), "%s in %s: %g agents, %g persons",
                          cases[i].series, base->areas[a], agents, persons);
        }
    }
    cor_comparison_free(&comparison);
}
END_TEST

START_TEST(test_words_of_scenarios_come_from_their_files_into_all_outputs)
{
    struct cor_dataset *dataset = NULL;
    char *scenarios;
    write_runs(3, 0, false);
    compare();
    scenarios = text_of(SCENARIOS_CSV);
    assert_in("\npolicy,Invented,,,\"Fewer fees, from January 2027.\",,policy,", scenarios);
    ck_assert_int_eq(cor_results_read(files[COMPARISON_NC], &dataset, message), COR_OK);
    ck_assert_str_eq(cor_dataset_attribute(dataset, "scenario_2_title"), "Invented");
    ck_assert_str_eq(cor_dataset_attribute(dataset, "scenario_2_changes"), "Fewer fees, from January 2027.");
    ck_assert_str_eq(cor_dataset_attribute(dataset, "scenario_1_changes"), "");
    cor_results_free(dataset);
    free(scenarios);
}
END_TEST

START_TEST(test_headlines_are_series_that_files_have)
{
    struct cor_run_series run;
    write_runs(2, 0, false);
    ck_assert_int_eq(cor_run_series_read(runs[0], &run, message), COR_OK);
    for (size_t h = 0; h < cor_n_headlines; h++) {
        ck_assert_msg(cor_run_series_find(&run, cor_headlines[h].series) < run.n_series, "%s", cor_headlines[h].series);
    }
    for (size_t k = 0; k < cor_n_key_series; k++) {
        ck_assert_msg(cor_run_series_find(&run, cor_key_series[k].series) < run.n_series, "%s",
                      cor_key_series[k].series);
    }
    ck_assert_uint_eq(cor_run_series_find(&run, "income_histogram"), run.n_series);
    cor_run_series_free(&run);
}
END_TEST

Suite *suite_certainty(void);
Suite *suite_certainty(void)
{
    Suite *suite = suite_create("certainty");
    TCase *cases = tcase_create("comparisons");
    tcase_add_checked_fixture(cases, make_directory, remove_directory);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, test_quantiles_are_those_of_student_with_a_degree_less_than_replicates);
    tcase_add_test(cases, test_a_difference_is_clear_only_outside_its_interval);
    tcase_add_test(cases, test_every_difference_is_the_difference_of_the_levels_shown);
    tcase_add_test(cases, test_the_mean_of_a_ratio_is_a_ratio_of_sums_with_its_own_error);
    tcase_add_test(cases, test_a_broken_last_year_is_marked_and_never_a_headline);
    tcase_add_test(cases, test_a_whole_and_a_broken_last_year_are_no_pair);
    tcase_add_loop_test(cases, test_few_replicates_are_said_to_be_few, 0, 2);
    tcase_add_test(cases, test_every_value_tells_on_how_many_agents_it_rests);
    tcase_add_test(cases, test_words_of_scenarios_come_from_their_files_into_all_outputs);
    tcase_add_test(cases, test_headlines_are_series_that_files_have);
    suite_add_tcase(suite, cases);
    return suite;
}
