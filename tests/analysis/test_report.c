/* The block of JSON that the page reads: everything that the page may say of scenarios, time and chance stands in it. How
 * the page looks is tested in a browser (tests/browser). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/compare_parts.h"
#include "tests/analysis/fake_runs.h"

enum { N_RUNS = 2, N_PERIODS = 27, STATISTICS = 6, FLAG = STATISTICS, HALF };
static char directory[64], runs[N_RUNS][96], message[COR_MESSAGE_SIZE];
static struct cor_text text;
static struct cor_diagnostics list;
static struct cor_json *document;

static void make_directory(void)
{
    snprintf(directory, sizeof directory, "/tmp/corridor_report_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    for (int i = 0; i < N_RUNS; i++) {
        snprintf(runs[i], sizeof runs[i], "%s/run%d.nc", directory, i);
    }
}

static void clean(void)
{
    cor_json_free(document);
    document = NULL;
    cor_diagnostics_free(&list);
    cor_text_free(&text);
    for (int i = 0; i < N_RUNS; i++) {
        unlink(runs[i]);
    }
    rmdir(directory);
}

/* The block for two runs, the second of which has an effect, read again. */
static const struct cor_json_value *block(size_t n_replicates, int last_months, double effect)
{
    const struct cor_compare_scenario pair[N_RUNS] = {{.path = runs[0]},
                                                      {.path = runs[1],
                                                       .title = "A </script> title",
                                                       .plausibility = "Likely.",
                                                       .parameters = "migration.age_first = 20"}};
    struct fake_run run = {
        .scenario = "baseline", .n_replicates = n_replicates, .seed = "7", .last_months = last_months};
    struct cor_comparison comparison;
    ck_assert(fake_run_write(runs[0], &run));
    run.scenario = "policy";
    run.effect = effect;
    run.policies = "Fewer fees, from January 2027.";
    ck_assert(fake_run_write(runs[1], &run));
    ck_assert_msg(cor_comparison_build(pair, N_RUNS, &comparison, message) == COR_OK, "%s", message);
    cor_text_init(&text);
    cor_report_add_data(&text, &comparison);
    cor_comparison_free(&comparison);
    ck_assert(!text.failed);
    cor_diagnostics_init(&list);
    ck_assert_int_eq(cor_json_parse("block", text.bytes, text.n_bytes, &list, &document), COR_OK);
    return cor_json_root(document);
}

static const struct cor_json_value *member(const struct cor_json_value *value, const char *name)
{
    const struct cor_json_value *found = cor_json_member(value, name);
    ck_assert_msg(found != NULL, "no member %s", name);
    return found;
}

/* Rows of the difference of the second run in the European Union. */
static const struct cor_json_value *difference(const struct cor_json_value *root, const char *series)
{
    const struct cor_json_value *areas = member(member(member(root, "series"), series), "areas");
    return member(member(areas, "EU"), "difference")->children[1].children;
}

START_TEST(test_scenarios_have_titles_policies_parameters_and_plausibility)
{
    const struct cor_json_value *scenarios = member(block(4, 0, 0.3), "scenarios");
    const struct cor_json_value *policy = &scenarios->children[1];
    ck_assert_uint_eq(scenarios->n_children, N_RUNS);
    ck_assert_str_eq(member(policy, "name")->string, "policy");
    ck_assert_str_eq(member(policy, "title")->string, "A </script> title");
    ck_assert_str_eq(member(policy, "plausibility")->string, "Likely.");
    ck_assert_str_eq(member(policy, "policies")->string, "Fewer fees, from January 2027.");
    ck_assert_str_eq(member(policy, "parameters")->string, "migration.age_first = 20");
    ck_assert_ptr_null(strstr(text.bytes, "</script>")); /* it would end the block */
}
END_TEST

START_TEST(test_months_tell_a_broken_year_from_whole_ones)
{
    const struct cor_json_value *months = member(block(4, 6, 0.3), "months");
    ck_assert_uint_eq(months->n_children, N_PERIODS);
    ck_assert_double_eq(months->children[0].number, 12);
    ck_assert_double_eq(months->children[N_PERIODS - 1].number, 6);
}
END_TEST

START_TEST(test_differences_carry_verdicts_and_intervals_by_student)
{
    const struct cor_json_value *root = block(4, 0, 0.3), *rows = difference(root, "departures");
    const struct cor_json_value *verdicts = member(root, "verdicts");
    size_t last = N_PERIODS - 1;
    double quantile = member(root, "t_quantile")->number;
    ck_assert_double_eq_tol(quantile, 3.18245, 1e-4);
    ck_assert_uint_eq(strlen(rows[FLAG].string), N_PERIODS);
    ck_assert_str_eq(verdicts->children[rows[FLAG].string[0] - '0'].string, "same"); /* before the policy */
    ck_assert_str_eq(verdicts->children[rows[FLAG].string[last] - '0'].string, "clear");
    ck_assert_double_eq_tol(rows[HALF].children[last].number / rows[COR_STANDARD_ERROR].children[last].number, quantile,
                            0.01);
}
END_TEST

START_TEST(test_one_replicate_has_no_interval)
{
    const struct cor_json_value *root = block(1, 0, 0.3), *rows = difference(root, "departures");
    ck_assert_int_eq(member(root, "t_quantile")->type, COR_JSON_NULL);
    ck_assert_int_eq(rows[HALF].children[N_PERIODS - 1].type, COR_JSON_NULL);
}
END_TEST

Suite *suite_report(void);
Suite *suite_report(void)
{
    Suite *suite = suite_create("report");
    TCase *cases = tcase_create("block");
    tcase_add_checked_fixture(cases, make_directory, clean);
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, test_scenarios_have_titles_policies_parameters_and_plausibility);
    tcase_add_test(cases, test_months_tell_a_broken_year_from_whole_ones);
    tcase_add_test(cases, test_differences_carry_verdicts_and_intervals_by_student);
    tcase_add_test(cases, test_one_replicate_has_no_interval);
    suite_add_tcase(suite, cases);
    return suite;
}
