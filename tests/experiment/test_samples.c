/* Whole runs of several sample sizes: an agent who stands for many persons must not change what corridors do that are
 * smaller than one agent. */
#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include "tests/experiment/laboratory.h"

enum { N_SIZES = 3, N_YEARS = 5, MOST_REPLICATES = 32 };
static const struct {
    double sample;
    uint32_t n_replicates;
} sizes[N_SIZES] = {{1.0 / 2000, 32}, {1.0 / 1000, 20}, {1.0 / 200, 5}};
static struct cor_dataset *baseline[N_SIZES], *taught[N_SIZES];

static struct cor_dataset *run_size(int size, const char *policies)
{
    return laboratory_run((struct trial){.policies = policies,
                                         .sample = sizes[size].sample,
                                         .n_replicates = sizes[size].n_replicates,
                                         .n_threads = 2,
                                         .until = "2029-01"});
}

static void run_all(void)
{
    for (int size = 0; size < N_SIZES; size++) {
        baseline[size] = run_size(size, "[]");
        taught[size] = run_size(size, "[{\"type\": \"training_support\", \"parties\": [\"EU\"], \"from\": \"2025-01\", "
                                      "\"language_hours\": 400, \"ramp_months\": 24}]");
    }
}

static void free_all(void)
{
    for (int size = 0; size < N_SIZES; size++) {
        cor_results_free(baseline[size]);
        cor_results_free(taught[size]);
    }
}

struct estimate {
    double mean, error;
};

static bool is_member(const char *country)
{
    static const char members[] =
        "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL "
        "PRT ROU SVK SVN SWE";
    return strstr(members, country) != NULL;
}

/* Persons in the members of the Union by replicate, mean over years first .. last. Dimensions of the variable begin with
 * replicate, year, country. */
static void sum_over_union(const struct cor_dataset *dataset, const char *name, int first, int last, double sign,
                           double sum[MOST_REPLICATES])
{
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    const struct cor_dimension *dimensions = dataset->dimensions;
    size_t n_replicates = dimensions[0].n_items, n_years = dimensions[1].n_items, n_countries = dimensions[2].n_items;
    size_t n_inner = cor_variable_size(dataset, variable) / (n_replicates * n_years * n_countries);
    ck_assert_str_eq(dimensions[2].name, "country");
    for (size_t r = 0; r < n_replicates; r++) {
        for (size_t year = (size_t)first; year <= (size_t)last; year++) {
            for (size_t c = 0; c < n_countries; c++) {
                const double *values = variable->values + ((r * n_years + year) * n_countries + c) * n_inner;
                for (size_t i = 0; i < n_inner && is_member(dimensions[2].items[c]); i++) {
                    sum[r] += sign * values[i] / (last - first + 1);
                }
            }
        }
    }
}

/* Of a level, or of its difference to the baseline when `other` is given. */
static struct estimate estimate_of(const struct cor_dataset *dataset, const struct cor_dataset *other,
                                   const char *variable, int first, int last)
{
    double n = (double)dataset->dimensions[0].n_items, value[MOST_REPLICATES] = {0}, sum = 0.0, squares = 0.0;
    sum_over_union(dataset, variable, first, last, 1.0, value);
    if (other) {
        sum_over_union(other, variable, first, last, -1.0, value);
    }
    for (size_t r = 0; r < MOST_REPLICATES; r++) {
        sum += value[r];
        squares += value[r] * value[r];
    }
    double mean = sum / n, variance = (squares - sum * mean) / (n - 1.0);
    return (struct estimate){mean, sqrt(variance / n)};
}

/* Do the coarse samples agree with the finest, within three standard errors and `coarse`, the share by which lumps are
 * allowed to move the mean? */
static void check_agreement(const char *variable, int first, int last, double coarse, bool of_policy)
{
    struct estimate fine = estimate_of(of_policy ? taught[N_SIZES - 1] : baseline[N_SIZES - 1],
                                       of_policy ? baseline[N_SIZES - 1] : NULL, variable, first, last);
    double level = estimate_of(baseline[N_SIZES - 1], NULL, variable, first, last).mean;
    for (int size = 0; size < N_SIZES - 1; size++) {
        struct estimate here = estimate_of(of_policy ? taught[size] : baseline[size], of_policy ? baseline[size] : NULL,
                                           variable, first, last);
        double error = sqrt(here.error * here.error + fine.error * fine.error);
        printf("%s %s 1/%.0f: %.0f (%.0f), 1/200: %.0f (%.0f): %+.1f %%, error %.1f %%\n", variable,
               of_policy ? "effect" : "level", 1.0 / sizes[size].sample, here.mean, here.error, fine.mean, fine.error,
               100.0 * (here.mean - fine.mean) / level, 100.0 * error / level);
        ck_assert_double_le(fabs(here.mean - fine.mean), 3.0 * error + coarse * level);
    }
}

START_TEST(test_departures_of_the_first_year_are_the_entries_of_the_data_at_any_sample)
{
    const double entries = 29011.0;
    for (int size = 0; size < N_SIZES; size++) {
        struct estimate here = estimate_of(baseline[size], NULL, "departures", 0, 0);
        ck_assert_double_le(fabs(here.mean - entries), 3.0 * here.error + 0.02 * entries);
        ck_assert_double_lt(3.0 * here.error, 0.15 * entries);
    }
    check_agreement("departures", 0, 0, 0.0, false);
}
END_TEST

START_TEST(test_flows_and_stocks_agree_between_samples)
{
    check_agreement("departures", 0, N_YEARS - 1, 0.01, false);
    check_agreement("workers_abroad", 0, N_YEARS - 1, 0.01, false);
    check_agreement("drop_outs", 0, N_YEARS - 1, 0.02, false);
    check_agreement("waiting", 0, N_YEARS - 1, 0.10, false);
    check_agreement("preparing", 0, N_YEARS - 1, 0.04, false);
}
END_TEST

START_TEST(test_a_policy_has_the_same_effect_in_all_samples)
{
    check_agreement("departures", 1, N_YEARS - 1, 0.01, true);
    check_agreement("workers_abroad", 1, N_YEARS - 1, 0.01, true);
}
END_TEST

Suite *suite_samples(void)
{
    Suite *suite = suite_create("samples");
    TCase *tests = tcase_create("samples");
    tcase_set_timeout(tests, 900);
    tcase_add_unchecked_fixture(tests, run_all, free_all);
    tcase_add_test(tests, test_departures_of_the_first_year_are_the_entries_of_the_data_at_any_sample);
    tcase_add_test(tests, test_flows_and_stocks_agree_between_samples);
    tcase_add_test(tests, test_a_policy_has_the_same_effect_in_all_samples);
    suite_add_tcase(suite, tests);
    return suite;
}
