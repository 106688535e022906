/* Comparison of scenarios: paired differences against hand values, ratios made of sums, safe text in every file. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/compare.h"
#include "analysis/compare_parts.h"
#include "analysis/period.h"
#include "analysis/statistics.h"
#include "sim/io/results.h"
#include "tests/analysis/fake_runs.h"

enum { N_OUTPUTS = 6, N_REPLICATES = 4, N_YEARS = 2, N_COUNTRIES = 3, N_SEXES = 2 };

static char directory[64], paths[3][96], output[N_OUTPUTS][96], message[COR_MESSAGE_SIZE];

static void make_directory(void)
{
    static const char *const names[N_OUTPUTS] = {"comparison.nc", "comparison.csv", "report.html",
                                                 "headline.csv",  "scenarios.csv",  "who_pays.csv"};
    snprintf(directory, sizeof directory, "/tmp/corridor_compare_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    for (int i = 0; i < 3; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/run%d.nc", directory, i);
    }
    for (int i = 0; i < N_OUTPUTS; i++) {
        snprintf(output[i], sizeof output[i], "%s/%s", directory, names[i]);
    }
}

static void remove_directory(void)
{
    for (int i = 0; i < 3; i++) {
        unlink(paths[i]);
    }
    for (int i = 0; i < N_OUTPUTS; i++) {
        unlink(output[i]);
    }
    rmdir(directory);
}

/* A run small enough to work out by hand: Viet Nam, Germany and Japan, Germany in the Union. */
struct small_run {
    double departures[N_REPLICATES][N_YEARS][N_COUNTRIES][N_SEXES];
    double cost[N_REPLICATES][N_YEARS][N_COUNTRIES];
    double workers[N_REPLICATES][N_YEARS][N_COUNTRIES];
    double mean_cost[N_REPLICATES][N_YEARS][N_COUNTRIES]; /* wrong on purpose: readers must not sum or average it */
    double gini[N_REPLICATES][N_YEARS];
    const char *seed, *title, *program, *data; /* the last two as digests */
    int32_t years[N_YEARS];
    const char *year_unit, *year_name;
};

static struct small_run plain_run(double shift)
{
    static const double noise[N_REPLICATES] = {0, 7, -3, 11};
    static const double extra[N_REPLICATES] = {1, 2, 4, 5}; /* the policy helps a little more in some replicates */
    struct small_run run = {.seed = "2385",
                            .title = "run",
                            .program = "aa",
                            .data = "dd",
                            .years = {2024, 2025},
                            .year_unit = "year",
                            .year_name = "year"};
    for (size_t r = 0; r < N_REPLICATES; r++) {
        for (size_t t = 0; t < N_YEARS; t++) {
            for (size_t c = 1; c < N_COUNTRIES; c++) {
                for (size_t s = 0; s < N_SEXES; s++) {
                    run.departures[r][t][c][s] = 100 * (double)c + 10 * (double)s + noise[r] + shift * extra[r];
                }
                run.cost[r][t][c] = c == 1 ? 1000 : 300;
                run.workers[r][t][c] = c == 1 ? 2 : 1;
                run.mean_cost[r][t][c] = 9999;
            }
            run.gini[r][t] = 0.36;
        }
    }
    return run;
}

static void write_small_run(const char *path, const struct small_run *run)
{
    static const char *const countries[] = {"VNM", "DEU", "JPN"}, *const names[] = {"Viet Nam", "Germany", "Japan"};
    static const char *const sexes[] = {"female", "male"};
    const struct cor_dimension dimensions[] = {
        {.name = "replicate", .n_items = N_REPLICATES},
        {.name = run->year_name, .n_items = N_YEARS, .numbers = run->years, .unit = run->year_unit},
        {.name = "country", .n_items = N_COUNTRIES, .items = countries, .labels = names},
        {.name = "sex", .n_items = N_SEXES, .items = sexes}};
    const struct cor_variable variables[] = {
        {"departures",
         4,
         {0, 1, 2, 3},
         &run->departures[0][0][0][0],
         "persons",
         "Departures",
         {[COR_VARIABLE_kind] = "flow"}},
        {"cost", 3, {0, 1, 2}, &run->cost[0][0][0], "USD", "Cost", {[COR_VARIABLE_kind] = "flow"}},
        {"workers", 3, {0, 1, 2}, &run->workers[0][0][0], "persons", "Workers", {[COR_VARIABLE_kind] = "stock"}},
        {"mean_cost",
         3,
         {0, 1, 2},
         &run->mean_cost[0][0][0],
         "USD",
         "Mean cost",
         {[COR_VARIABLE_kind] = "ratio",
          [COR_VARIABLE_numerator] = "cost",
          [COR_VARIABLE_denominator] = "workers",
          [COR_VARIABLE_scale] = "10"}},
        {"gini", 2, {0, 1}, &run->gini[0][0], "ratio", "Gini", {[COR_VARIABLE_kind] = "indicator"}}};
    const struct cor_attribute attributes[] = {{"title", run->title, COR_ATTRIBUTE_TEXT},
                                               {"seed", run->seed, COR_ATTRIBUTE_INTEGER},
                                               {"eu_members", "DEU,DEUX,FRA", COR_ATTRIBUTE_TEXT},
                                               {"program_digest", run->program, COR_ATTRIBUTE_TEXT},
                                               {"data_digest", run->data, COR_ATTRIBUTE_TEXT}};
    const struct cor_dataset dataset = {dimensions, 4, variables, 5, attributes, 5};
    ck_assert_msg(cor_results_write(path, &dataset, message) == COR_OK, "%s", message);
}

static void write_pair(void)
{
    struct small_run base = plain_run(0), policy = plain_run(1);
    write_small_run(paths[0], &base);
    write_small_run(paths[1], &policy);
}

static enum cor_status compare_pair(const char *first, const char *second)
{
    const struct cor_compare_scenario scenarios[] = {
        {.path = paths[0], .name = first, .description = "As it is.", .changes = ""},
        {.path = paths[1],
         .name = second,
         .description = "As it could be.",
         .changes = "More admissions.\nLower fees."}};
    return cor_compare_write(scenarios, 2, directory, message);
}

static struct cor_dataset *read_comparison(void)
{
    struct cor_dataset *dataset = NULL;
    ck_assert_msg(cor_results_read(output[0], &dataset, message) == COR_OK, "%s", message);
    return dataset;
}

/* Areas: ALL, EU, VNM, DEU, JPN. */
static double value_at(const struct cor_dataset *dataset, const char *name, size_t scenario,
                       enum cor_statistic statistic, size_t area)
{
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    ck_assert_ptr_nonnull(variable);
    return variable->values[((scenario * COR_N_STATISTICS + statistic) * 5 + area) * N_YEARS + 1];
}

static char *read_text(const char *path)
{
    char *bytes = NULL;
    size_t n_bytes;
    ck_assert_msg(cor_file_read(path, (size_t)1 << 28, &bytes, &n_bytes, message) == COR_OK, "%s", message);
    return bytes;
}

START_TEST(test_statistics_agree_with_hand_values)
{
    double values[] = {4, NAN, 1, 2, 5}, result[COR_N_STATISTICS], single[] = {2.385}, none[] = {NAN};
    cor_statistics(values, 5, result);
    ck_assert_double_eq_tol(result[COR_MEAN], 3, 1e-12);
    ck_assert_double_eq_tol(result[COR_STANDARD_ERROR], sqrt(10.0 / 3 / 4), 1e-12);
    ck_assert_double_eq_tol(result[COR_Q05], 1.15, 1e-12);
    ck_assert_double_eq_tol(result[COR_Q25], 1.75, 1e-12);
    ck_assert_double_eq_tol(result[COR_Q50], 3, 1e-12);
    ck_assert_double_eq_tol(result[COR_Q95], 4.85, 1e-12);
    cor_statistics(single, 1, result);
    ck_assert(result[COR_MEAN] == 2.385 && result[COR_Q95] == 2.385 && isnan(result[COR_STANDARD_ERROR]));
    cor_statistics(none, 1, result);
    ck_assert(isnan(result[COR_MEAN]) && isnan(result[COR_Q05]));
}
END_TEST

START_TEST(test_months_are_labelled_by_year_and_month)
{
    static const struct {
        int32_t day;
        const char *label;
    } cases[] = {{0, "1900-01"},     {58, "1900-02"},    {59, "1900-03"},
                 {45290, "2024-01"}, {45349, "2024-02"}, {45350, "2024-03"}};
    char label[COR_PERIOD_LABEL];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cor_period_label(cases[i].day, "days since 1900-01-01", 1, label);
        ck_assert_str_eq(label, cases[i].label);
    }
    cor_period_label(2030, "year", 12, label);
    ck_assert_str_eq(label, "2030");
    cor_period_label(2026, "year", 6, label);
    ck_assert_str_eq(label, "2026 (Jan-Jun)");
    cor_period_label(2026, "year", 1, label);
    ck_assert_str_eq(label, "2026 (Jan)");
}
END_TEST

START_TEST(test_the_standard_error_of_a_difference_is_of_pairs)
{
    struct cor_dataset *dataset;
    write_pair();
    ck_assert_msg(compare_pair("base", "policy") == COR_OK, "%s", message);
    dataset = read_comparison();
    /* both sexes: twice {1, 2, 4, 5}: mean 6, standard deviation 2 * sqrt(10 / 3) */
    ck_assert_double_eq_tol(value_at(dataset, "departures_difference", 1, COR_MEAN, 3), 6, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "departures_difference", 1, COR_STANDARD_ERROR, 3),
                            2 * sqrt(10.0 / 3) / 2, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "departures_difference", 1, COR_Q05, 3), 2.3, 1e-9);
    /* the level of Germany wanders by {0, 14, -6, 22}: far more than the difference */
    ck_assert_double_eq_tol(value_at(dataset, "departures", 0, COR_MEAN, 3), 217.5, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "departures", 0, COR_STANDARD_ERROR, 3), sqrt(491.0 / 3 / 4), 1e-9);
    ck_assert(value_at(dataset, "departures_difference", 0, COR_MEAN, 3) == 0);
    ck_assert(value_at(dataset, "departures_difference", 0, COR_STANDARD_ERROR, 3) == 0);
    cor_results_free(dataset);
}
END_TEST

START_TEST(test_totals_leave_out_viet_nam_and_the_union_counts_its_members_only)
{
    struct small_run base = plain_run(0);
    struct cor_dataset *dataset;
    base.departures[2][1][0][0] = 1e6; /* Viet Nam */
    write_small_run(paths[0], &base);
    write_small_run(paths[1], &base);
    ck_assert_int_eq(compare_pair("base", "same"), COR_OK);
    dataset = read_comparison();
    ck_assert_str_eq(dataset->dimensions[2].items[0], "ALL");
    ck_assert_str_eq(dataset->dimensions[2].items[1], "EU");
    ck_assert_double_eq_tol(value_at(dataset, "departures", 0, COR_MEAN, 1), 217.5, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "departures", 0, COR_MEAN, 0), 217.5 + 417.5, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "departures", 0, COR_MEAN, 2), 250000, 1e-9);
    cor_results_free(dataset);
}
END_TEST

START_TEST(test_ratios_are_sums_over_sums_and_indicators_have_no_totals)
{
    struct cor_dataset *dataset;
    write_pair();
    ck_assert_int_eq(compare_pair("base", "policy"), COR_OK);
    dataset = read_comparison();
    ck_assert_double_eq_tol(value_at(dataset, "mean_cost", 0, COR_MEAN, 3), 5000, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "mean_cost", 0, COR_MEAN, 4), 3000, 1e-9);
    ck_assert_double_eq_tol(value_at(dataset, "mean_cost", 0, COR_MEAN, 0), 13000.0 / 3, 1e-9);
    ck_assert(isnan(value_at(dataset, "mean_cost", 0, COR_MEAN, 2))); /* no workers in Viet Nam */
    ck_assert_double_eq_tol(value_at(dataset, "gini", 1, COR_MEAN, 2), 0.36, 1e-12);
    ck_assert(isnan(value_at(dataset, "gini", 1, COR_MEAN, 0)) && isnan(value_at(dataset, "gini", 1, COR_MEAN, 3)));
    cor_results_free(dataset);
}
END_TEST

START_TEST(test_runs_that_are_no_pairs_are_refused)
{
    static const char *const causes[] = {"seed", "years or months", "name 'base'", "another program", "other data"};
    struct small_run base = plain_run(0), other = plain_run(1);
    if (_i == 0) {
        other.seed = "2386";
    } else if (_i == 1) {
        other.years[1] = 2026;
    } else if (_i == 3) {
        other.program = "ab";
    } else if (_i == 4) {
        other.data = "de";
    }
    write_small_run(paths[0], &base);
    write_small_run(paths[1], &other);
    ck_assert_int_eq(compare_pair("base", _i == 2 ? "base" : "policy"), COR_ERR_INPUT);
    ck_assert_msg(strstr(message, causes[_i]) != NULL, "%s", message);
    ck_assert_int_ne(access(output[0], F_OK), 0);
}
END_TEST

START_TEST(test_a_comparison_says_what_its_series_are_and_how_countries_are_called)
{
    struct cor_dataset *dataset;
    const struct cor_variable *ratio;
    const struct cor_dimension *country;
    write_pair();
    ck_assert_msg(compare_pair("base", "policy") == COR_OK, "%s", message);
    dataset = read_comparison();
    ratio = cor_dataset_variable(dataset, "mean_cost_difference");
    ck_assert_str_eq(ratio->attributes[COR_VARIABLE_kind], "ratio");
    ck_assert_str_eq(ratio->attributes[COR_VARIABLE_numerator], "cost");
    ck_assert_str_eq(ratio->attributes[COR_VARIABLE_denominator], "workers");
    ck_assert_str_eq(ratio->attributes[COR_VARIABLE_scale], "10");
    ck_assert_str_eq(cor_dataset_variable(dataset, "gini")->attributes[COR_VARIABLE_kind], "indicator");
    country = &dataset->dimensions[2];
    ck_assert_str_eq(country->items[1], "EU");
    ck_assert_str_eq(country->labels[1], "European Union");
    ck_assert_str_eq(country->labels[3], "Germany");
    cor_results_free(dataset);
}
END_TEST

START_TEST(test_a_file_without_countries_and_a_missing_file_are_reported)
{
    static const double values[] = {1, 2};
    const struct cor_dimension dimension = {.name = "replicate", .n_items = 2};
    const struct cor_variable variable = {"x", 1, {0}, values, NULL, NULL, {NULL}};
    const struct cor_dataset dataset = {&dimension, 1, &variable, 1, NULL, 0};
    ck_assert_int_eq(compare_pair("base", "policy"), COR_ERR_IO);
    ck_assert_int_eq(cor_results_write(paths[0], &dataset, message), COR_OK);
    ck_assert_int_eq(compare_pair("base", "policy"), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(message, "country"));
}
END_TEST

START_TEST(test_monthly_runs_are_compared_by_month)
{
    struct small_run base = plain_run(0), policy = plain_run(1);
    char *csv;
    base.years[0] = policy.years[0] = 45290;
    base.years[1] = policy.years[1] = 45321;
    base.year_unit = policy.year_unit = "days since 1900-01-01";
    base.year_name = policy.year_name = "time";
    write_small_run(paths[0], &base);
    write_small_run(paths[1], &policy);
    ck_assert_msg(compare_pair("base", "policy") == COR_OK, "%s", message);
    csv = read_text(output[1]);
    ck_assert_ptr_nonnull(strstr(csv, "policy,departures,persons,DEU,2024-02,difference_mean,6,flow,1,4,\n"));
    free(csv);
}
END_TEST

START_TEST(test_the_table_is_long_and_tidy)
{
    char *csv;
    write_pair();
    ck_assert_int_eq(compare_pair("base", "policy"), COR_OK);
    csv = read_text(output[1]);
    ck_assert_ptr_eq(strstr(csv, "scenario,variable,unit,country,year,statistic,value,kind,months,replicates,agents\n"),
                     csv);
    ck_assert_ptr_nonnull(strstr(csv, "\nbase,departures,persons,EU,2025,mean,217.5,flow,12,4,\n"));
    ck_assert_ptr_nonnull(
        strstr(csv, "\npolicy,departures,persons,EU,2025,difference_standard_error,1.825741858,flow,12,4,\n"));
    ck_assert_ptr_null(strstr(csv, "\nbase,departures,persons,EU,2025,difference_mean"));
    ck_assert_ptr_null(strstr(csv, "nan"));
    free(csv);
}
END_TEST

START_TEST(test_no_cell_of_the_table_is_a_formula)
{
    static const struct {
        const char *cell, *written;
    } cases[] = {{"Baseline", "Baseline"},
                 {"=1+1", "\"'=1+1\""},
                 {"+cmd|' /C calc'!A0", "\"'+cmd|' /C calc'!A0\""},
                 {"-2", "\"'-2\""},
                 {"@SUM(A1)", "\"'@SUM(A1)\""},
                 {"\t=1", "\"'\t=1\""},
                 {"\r=1", "\"'\r=1\""},
                 {"\xef\xbc\x9d"
                  "1",
                  "\"'\xef\xbc\x9d"
                  "1\""},
                 {"a,b", "\"a,b\""},
                 {"say \"no\"", "\"say \"\"no\"\"\""},
                 {"two\nlines", "\"two\nlines\""},
                 {"Hợp tác", "Hợp tác"},
                 {"", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cor_text text;
        cor_text_init(&text);
        cor_text_add(&text, "%s", "");
        cor_csv_add_text(&text, cases[i].cell);
        ck_assert_str_eq(text.bytes, cases[i].written);
        cor_text_free(&text);
    }
}
END_TEST

START_TEST(test_foreign_text_cannot_become_code_in_the_page)
{
    static const char evil[] = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{script}}";
    const struct cor_compare_scenario scenarios[] = {{.path = paths[0],
                                                      .name = evil,
                                                      .title = evil,
                                                      .description = evil,
                                                      .plausibility = evil,
                                                      .changes = evil,
                                                      .parameters = evil},
                                                     {.path = paths[1], .name = "policy"}};
    struct small_run base = plain_run(0), policy = plain_run(1);
    size_t n_scripts = 0;
    char *page;
    base.title = evil;
    write_small_run(paths[0], &base);
    write_small_run(paths[1], &policy);
    ck_assert_msg(cor_compare_write(scenarios, 2, directory, message) == COR_OK, "%s", message);
    page = read_text(output[2]);
    ck_assert_ptr_null(strstr(page, "<script>alert"));
    ck_assert_ptr_null(strstr(page, "<img"));
    ck_assert_ptr_nonnull(strstr(page, "&lt;/script&gt;"));
    ck_assert_ptr_nonnull(strstr(page, "\\u003c/script\\u003e"));
    for (const char *at = page; (at = strstr(at, "</script")) != NULL; at++) {
        n_scripts++;
    }
    ck_assert_uint_eq(n_scripts, 2); /* the data and the page's own script */
    free(page);
}
END_TEST

START_TEST(test_the_page_stands_alone)
{
    static const char *const foreign[] = {"src=\"http", "href=\"http", "@import",  "url(",
                                          "innerHTML",  "eval(",       " style=\""};
    char *page;
    write_pair();
    ck_assert_int_eq(compare_pair("base", "policy"), COR_OK);
    page = read_text(output[2]);
    ck_assert_ptr_nonnull(strstr(page, "default-src 'none'"));
    ck_assert_ptr_nonnull(strstr(page, "script-src 'sha256-"));
    ck_assert_ptr_null(strstr(page, "unsafe"));
    ck_assert_ptr_null(strstr(page, "{{"));
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        ck_assert_msg(!strstr(page, foreign[i]), "the page has %s", foreign[i]);
    }
    free(page);
}
END_TEST

START_TEST(test_the_headline_table_prints_levels_and_paired_differences)
{
    char *printed = NULL;
    size_t n_bytes = 0;
    FILE *stream = open_memstream(&printed, &n_bytes);
    write_pair();
    ck_assert_int_eq(compare_pair("base\x1b[2J", "policy"), COR_OK);
    ck_assert_msg(cor_compare_print(output[0], stream, message) == COR_OK, "%s", message);
    fclose(stream);
    ck_assert_ptr_nonnull(strstr(printed, "Departures, European Union (persons)"));
    ck_assert_ptr_nonnull(strstr(printed, "difference +6.0 \302\261 5.8\n"));
    ck_assert_ptr_null(strchr(printed, 0x1b));
    free(printed);
    ck_assert_int_eq(cor_compare_print(paths[0], stdout, message), COR_ERR_VERSION);
}
END_TEST

START_TEST(test_whole_result_files_are_compared_to_the_same_bytes_twice)
{
    const struct fake_run base = {.scenario = "baseline", .n_replicates = 3, .seed = "7"};
    const struct fake_run policy = {.scenario = "policy", .n_replicates = 3, .effect = 0.3, .seed = "7"};
    char *first[N_OUTPUTS], *second[N_OUTPUTS];
    ck_assert(fake_run_write(paths[0], &base) && fake_run_write(paths[1], &policy));
    ck_assert_msg(compare_pair("base", "policy") == COR_OK, "%s", message);
    for (int i = 0; i < N_OUTPUTS; i++) {
        first[i] = read_text(output[i]);
    }
    ck_assert_int_eq(compare_pair("base", "policy"), COR_OK);
    for (int i = 0; i < N_OUTPUTS; i++) {
        second[i] = read_text(output[i]);
        ck_assert_str_eq(first[i], second[i]);
        free(first[i]);
        free(second[i]);
    }
}
END_TEST

Suite *suite_compare(void);
Suite *suite_compare(void)
{
    Suite *suite = suite_create("compare");
    TCase *cases = tcase_create("scenarios");
    tcase_add_checked_fixture(cases, make_directory, remove_directory);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, test_statistics_agree_with_hand_values);
    tcase_add_test(cases, test_months_are_labelled_by_year_and_month);
    tcase_add_test(cases, test_the_standard_error_of_a_difference_is_of_pairs);
    tcase_add_test(cases, test_totals_leave_out_viet_nam_and_the_union_counts_its_members_only);
    tcase_add_test(cases, test_ratios_are_sums_over_sums_and_indicators_have_no_totals);
    tcase_add_loop_test(cases, test_runs_that_are_no_pairs_are_refused, 0, 5);
    tcase_add_test(cases, test_a_comparison_says_what_its_series_are_and_how_countries_are_called);
    tcase_add_test(cases, test_a_file_without_countries_and_a_missing_file_are_reported);
    tcase_add_test(cases, test_monthly_runs_are_compared_by_month);
    tcase_add_test(cases, test_the_table_is_long_and_tidy);
    tcase_add_test(cases, test_no_cell_of_the_table_is_a_formula);
    tcase_add_test(cases, test_foreign_text_cannot_become_code_in_the_page);
    tcase_add_test(cases, test_the_page_stands_alone);
    tcase_add_test(cases, test_the_headline_table_prints_levels_and_paired_differences);
    tcase_add_test(cases, test_whole_result_files_are_compared_to_the_same_bytes_twice);
    suite_add_tcase(suite, cases);
    return suite;
}
