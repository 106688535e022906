/* The promises of the design, each on whole runs: same answer for any number of threads, scenarios that differ only by
 * policy, nothing lost (every month of every run is audited), and what a failed run leaves behind. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "models/experiment/simulation.h"
#include "tests/experiment/laboratory.h"

#define STRONG_POLICY(from)                                                                                            \
    "[{\"type\": \"bilateral_agreement\", \"parties\": [\"DEU\", \"ROU\"], \"from\": \"" from                          \
    "\", \"quota_per_year\": 20000, \"processing_factor\": 0.5, \"fee_cap_months\": 1, \"fee_cap_enforced\": 0.8}]"

START_TEST(test_one_two_three_and_seven_threads_give_the_same_file)
{
    char reference[65], digest[65];
    const size_t threads[] = {2, 3, 7};
    laboratory_digest((struct trial){.n_threads = 1, .n_replicates = 1, .until = "2026-01"}, reference);
    for (size_t i = 0; i < 3; i++) {
        laboratory_digest((struct trial){.n_threads = threads[i], .n_replicates = 1, .until = "2026-01"}, digest);
        ck_assert_str_eq(digest, reference);
    }
}
END_TEST

START_TEST(test_replicates_side_by_side_give_the_same_file_as_one_after_the_other)
{
    char reference[65], digest[65];
    laboratory_digest((struct trial){.n_threads = 1, .n_replicates = 3, .until = "2025-07"}, reference);
    laboratory_digest((struct trial){.n_threads = 3, .n_replicates = 3, .until = "2025-07"}, digest);
    ck_assert_str_eq(digest, reference);
}
END_TEST

static double last_done, told_total;

static void note_progress(void *data, double done, double total)
{
    ck_assert_ptr_null(data);
    ck_assert(done > last_done);
    last_done = done;
    told_total = total;
}

/* Results of three scenarios whose sums may take so many bytes at once, as one digest. */
static void digest_of_three(double sum_bytes, char digest[65])
{
    static const char *const scenarios[3] = {COR_SOURCE_DIRECTORY "/scenarios/baseline.json",
                                             COR_SOURCE_DIRECTORY "/scenarios/training_support.json",
                                             COR_SOURCE_DIRECTORY "/scenarios/combined.json"};
    const struct simulation_options options = {.sample = 1.0 / 8000.0,
                                               .resident_sample = 1.0 / 80000.0,
                                               .seed = 1,
                                               .n_replicates = 2,
                                               .n_threads = 2,
                                               .sum_bytes = sum_bytes,
                                               .varies_parameters = true,
                                               .until = cor_month_parse("2026-07"),
                                               .progress = note_progress};
    struct simulation_arm arms[3];
    struct simulation_facts facts;
    struct simulation_input *input = NULL;
    struct cor_diagnostics list;
    char paths[3][512], each[3 * 64 + 1], message[COR_MESSAGE_SIZE];
    last_done = 0.0;
    cor_diagnostics_init(&list);
    ck_assert_int_eq(simulation_open(COR_SOURCE_DIRECTORY "/data", scenarios, 3, NULL, 0, &list, &input), COR_OK);
    for (size_t a = 0; a < 3; a++) {
        snprintf(paths[a], sizeof paths[a], "%s/three-%zu.nc", laboratory_directory(), a);
        arms[a] = (struct simulation_arm){simulation_scenario(input, a), paths[a]};
    }
    enum cor_status status = simulation_run(input, arms, 3, &options, &list, &facts, message);
    ck_assert_msg(status == COR_OK, "%s", message);
    ck_assert_double_le(fabs(last_done - told_total), 1e-9 * told_total);
    ck_assert(facts.person_months > 0.0 && facts.step_seconds > 0.0 && facts.bytes > 0.0);
    for (size_t a = 0; a < 3; a++) {
        char *bytes = NULL;
        size_t n_bytes = 0;
        ck_assert_int_eq(cor_file_read(paths[a], (size_t)1 << 30, &bytes, &n_bytes, message), COR_OK);
        cor_sha256(bytes, n_bytes, each + 64 * a);
        free(bytes);
        unlink(paths[a]);
    }
    cor_sha256(each, 3 * 64, digest);
    cor_diagnostics_free(&list);
    simulation_close(input);
}

START_TEST(test_scenarios_together_give_the_same_files_as_one_after_the_other)
{
    char reference[65], digest[65];
    digest_of_three(0.0, reference);
    digest_of_three(1.0, digest);
    ck_assert_str_eq(digest, reference);
}
END_TEST

START_TEST(test_another_seed_gives_another_answer)
{
    char reference[65], digest[65];
    laboratory_digest((struct trial){.n_replicates = 1, .until = "2025-01"}, reference);
    laboratory_digest((struct trial){.n_replicates = 1, .until = "2025-01", .seed = 2}, digest);
    ck_assert_str_ne(digest, reference);
}
END_TEST

/* Every value of every variable in the periods before `n_before`. */
static void assert_same_before(const struct cor_dataset *a, const struct cor_dataset *b, size_t n_before)
{
    for (size_t v = 0; v < a->n_variables; v++) {
        const struct cor_variable *x = &a->variables[v], *y = cor_dataset_variable(b, x->name);
        if (x->n_dimensions < 2) {
            continue; /* not by replicate and period */
        }
        size_t n_periods = a->dimensions[x->dimensions[1]].n_items, n = cor_variable_size(a, x);
        size_t inner = n / a->dimensions[x->dimensions[0]].n_items / n_periods;
        for (size_t i = 0; i < n; i++) {
            if (i / inner % n_periods < n_before) {
                ck_assert_msg(memcmp(&x->values[i], &y->values[i], sizeof(double)) == 0 ||
                                  (isnan(x->values[i]) && isnan(y->values[i])),
                              "%s differs at value %zu", x->name, i);
            }
        }
    }
}

/* But for the words that say which policies are written there. */
START_TEST(test_a_neutral_policy_gives_the_numbers_of_the_baseline)
{
    const char *neutral = "[{\"type\": \"bilateral_agreement\", \"parties\": [\"DEU\"], \"from\": \"2025-01\", "
                          "\"intensity\": 0, \"quota_per_year\": 20000},"
                          "{\"type\": \"training_support\", \"parties\": [\"DEU\"], \"from\": \"2025-01\"}]";
    struct cor_dataset *baseline = laboratory_run((struct trial){.n_replicates = 1, .until = "2027-01"});
    struct cor_dataset *same =
        laboratory_run((struct trial){.n_replicates = 1, .until = "2027-01", .policies = neutral});
    assert_same_before(baseline, same, 3);
    ck_assert_str_eq(cor_dataset_attribute(same, "scenario_digest"),
                     cor_dataset_attribute(baseline, "scenario_digest"));
    ck_assert_str_ne(cor_dataset_attribute(same, "policies"), cor_dataset_attribute(baseline, "policies"));
    cor_results_free(baseline);
    cor_results_free(same);
}
END_TEST

START_TEST(test_a_policy_that_starts_in_2030_leaves_every_month_before_identical)
{
    struct trial trial = {.n_replicates = 1, .until = "2032-01", .monthly = 1, .sample = 1.0 / 10000.0};
    struct cor_dataset *baseline = laboratory_run(trial);
    trial.policies = STRONG_POLICY("2030-01");
    struct cor_dataset *policy = laboratory_run(trial);
    assert_same_before(baseline, policy, 72);
    double before = 0.0, after = 0.0;
    for (int period = 72; period < 96; period++) {
        before += laboratory_sum(baseline, "departures", 0, period, "DEU", NULL);
        after += laboratory_sum(policy, "departures", 0, period, "DEU", NULL);
    }
    ck_assert_double_gt(after, before);
    cor_results_free(baseline);
    cor_results_free(policy);
}
END_TEST

START_TEST(test_a_run_stopped_at_a_month_and_resumed_with_other_threads_gives_the_same_file)
{
    char reference[65], digest[65];
    const char *policies = STRONG_POLICY("2024-04");
    struct trial trial = {.n_replicates = 1, .until = "2025-07", .policies = policies, .sample = 1.0 / 10000.0};
    laboratory_digest(trial, reference);
    for (trial.stop_after = 1; trial.stop_after < 18; trial.stop_after += trial.stop_after < 4 ? 1 : 5) {
        trial.n_threads = (size_t)(1 + trial.stop_after % 3);
        laboratory_digest(trial, digest);
        ck_assert_msg(strcmp(digest, reference) == 0, "differs when stopped after %d months", trial.stop_after);
    }
}
END_TEST

/* With few agents, so that the sanitizers see every year of the tables; test_projection.c compares the numbers. */
START_TEST(test_a_run_goes_from_the_first_to_the_last_year_of_the_tables)
{
    struct cor_dataset *dataset =
        laboratory_run((struct trial){.from = "2010-01",
                                      .parameters = "{\"demography.min_resident_agents\": 100}",
                                      .sample = 1.0 / 50000.0,
                                      .resident_sample = 1.0 / 400000.0,
                                      .n_replicates = 1,
                                      .until = "2051-01"});
    const struct cor_variable *population = cor_dataset_variable(dataset, "population");
    ck_assert_uint_eq(dataset->dimensions[population->dimensions[1]].n_items, 41);
    ck_assert_double_gt(laboratory_sum(dataset, "population", 0, 40, "VNM", NULL), 5e7);
    cor_results_free(dataset);
}
END_TEST

Suite *suite_promises(void)
{
    Suite *suite = suite_create("promises");
    TCase *tests = tcase_create("whole runs");
    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, test_one_two_three_and_seven_threads_give_the_same_file);
    tcase_add_test(tests, test_replicates_side_by_side_give_the_same_file_as_one_after_the_other);
    tcase_add_test(tests, test_scenarios_together_give_the_same_files_as_one_after_the_other);
    tcase_add_test(tests, test_another_seed_gives_another_answer);
    tcase_add_test(tests, test_a_neutral_policy_gives_the_numbers_of_the_baseline);
    tcase_add_test(tests, test_a_policy_that_starts_in_2030_leaves_every_month_before_identical);
    tcase_add_test(tests, test_a_run_stopped_at_a_month_and_resumed_with_other_threads_gives_the_same_file);
    tcase_add_test(tests, test_a_run_goes_from_the_first_to_the_last_year_of_the_tables);
    suite_add_tcase(suite, tests);
    return suite;
}
