/* What an economist expects of policies, on whole runs with common random numbers. */
#include <check.h>
#include <string.h>
#include "tests/experiment/laboratory.h"

/* Sum over all periods from `first` on. */
static double flow(const struct cor_dataset *dataset, const char *variable, int first, const char *country,
                   const char *channel)
{
    return laboratory_flow(dataset, variable, first, -1, country, channel);
}

static int last_period(const struct cor_dataset *dataset)
{
    return (int)dataset->dimensions[1].n_items - 1;
}

static struct cor_dataset *with_policies(const char *policies)
{
    return laboratory_run((struct trial){.policies = policies, .until = "2029-01", .sample = 1.0 / 1000.0});
}

static struct cor_dataset *baseline;

static void run_baseline(void)
{
    baseline = with_policies("[]");
}

static void free_baseline(void)
{
    cor_results_free(baseline);
}

START_TEST(test_a_quota_of_zero_lets_nobody_in)
{
    struct cor_dataset *closed = with_policies("[{\"type\": \"quota\", \"parties\": [\"KOR\"], \"channels\": "
                                               "[\"contract\"], \"from\": \"2025-01\", \"quota_factor\": 0}]");
    ck_assert_double_gt(flow(baseline, "departures", 1, "KOR", "contract"), 0.0);
    ck_assert_double_eq(flow(closed, "departures", 1, "KOR", "contract"), 0.0);
    cor_results_free(closed);
}
END_TEST

START_TEST(test_doubling_a_binding_quota_raises_that_corridor_and_not_others)
{
    struct cor_dataset *open = with_policies("[{\"type\": \"quota\", \"parties\": [\"KOR\"], \"channels\": "
                                             "[\"contract\"], \"from\": \"2025-01\", \"quota_factor\": 2}]");
    int prepared = 2; /* whoever hears of the new places in 2025 needs more than a year to be ready */
    double korea = flow(open, "departures", prepared, "KOR", "contract") /
                   flow(baseline, "departures", prepared, "KOR", "contract");
    double others = (flow(open, "departures", 1, NULL, NULL) - flow(open, "departures", 1, "KOR", NULL)) /
                    (flow(baseline, "departures", 1, NULL, NULL) - flow(baseline, "departures", 1, "KOR", NULL));
    ck_assert_double_ge(korea, 1.3);
    ck_assert_double_le(others, 1.01);
    cor_results_free(open);
}
END_TEST

START_TEST(test_a_fee_cap_cuts_cost_and_debt)
{
    struct cor_dataset *capped =
        with_policies("[{\"type\": \"recruitment_cost_cap\", \"parties\": [\"JPN\", \"TWN\"], \"from\": \"2025-01\", "
                      "\"fee_cap_months\": 1, \"enforced_share\": 0.9}]");
    int last = last_period(baseline);
    ck_assert_double_lt(flow(capped, "recruitment_cost", 2, "JPN", "contract"),
                        0.75 * flow(baseline, "recruitment_cost", 2, "JPN", "contract"));
    ck_assert_double_lt(laboratory_sum(capped, "debt", -1, last, "JPN", NULL),
                        0.9 * laboratory_sum(baseline, "debt", -1, last, "JPN", NULL));
    cor_results_free(capped);
}
END_TEST

START_TEST(test_who_owes_nothing_absconds_less_and_as_many_leave)
{
    struct trial trial = {.until = "2031-01", .sample = 1.0 / 400.0, .n_replicates = 4};
    struct cor_dataset *usual = laboratory_run(trial);
    trial.policies = "[{\"type\": \"recruitment_cost_cap\", \"parties\": [\"JPN\"], \"from\": \"2024-01\", "
                     "\"fee_cap_months\": 0.6, \"enforced_share\": 1}]";
    struct cor_dataset *capped = laboratory_run(trial);
    ck_assert_double_lt(laboratory_sum(capped, "worker_debt", -1, last_period(usual), "JPN", "contract"),
                        0.1 * laboratory_sum(usual, "worker_debt", -1, last_period(usual), "JPN", "contract"));
    double absconded = flow(capped, "overstays", 1, "JPN", "contract") / flow(usual, "overstays", 1, "JPN", "contract");
    ck_assert_double_lt(absconded, 0.85);
    ck_assert_double_gt(absconded, 0.5);
    ck_assert_double_eq_tol(
        flow(capped, "departures", 1, "JPN", "contract") / flow(usual, "departures", 1, "JPN", "contract"), 1.0, 0.02);
    cor_results_free(usual);
    cor_results_free(capped);
}
END_TEST

START_TEST(test_totalisation_raises_vested_workers_and_nothing_else_at_first)
{
    struct cor_dataset *agreed =
        with_policies("[{\"type\": \"social_security_agreement\", \"parties\": [\"DEU\", \"CZE\", \"JPN\"], \"from\": "
                      "\"2025-01\", \"totalise_destination\": 0.7, \"totalise_origin\": 0.7}]");
    int first = 1;
    ck_assert_double_gt(laboratory_sum(agreed, "vested_by_totalisation", -1, first, NULL, NULL),
                        laboratory_sum(baseline, "vested_by_totalisation", -1, first, NULL, NULL));
    ck_assert_double_eq(laboratory_sum(agreed, "vested_abroad", -1, first, NULL, NULL),
                        laboratory_sum(baseline, "vested_abroad", -1, first, NULL, NULL));
    double departures = flow(agreed, "departures", 1, NULL, NULL) / flow(baseline, "departures", 1, NULL, NULL);
    ck_assert_double_gt(departures, 0.98);
    ck_assert_double_lt(departures, 1.02);
    double pay = laboratory_sum(agreed, "migrant_gross_pay", -1, first, NULL, NULL) /
                 laboratory_sum(baseline, "migrant_gross_pay", -1, first, NULL, NULL);
    ck_assert_double_gt(pay, 0.98);
    ck_assert_double_lt(pay, 1.02);
    cor_results_free(agreed);
}
END_TEST

/* Mean over the persons departed of a sum of theirs. */
static double per_departure(const struct cor_dataset *dataset, const char *variable, const char *country,
                            const char *channel)
{
    return flow(dataset, variable, 3, country, channel) / flow(dataset, "workers_departed", 3, country, channel);
}

/* Pay at the start differs more between occupations than a course can raise it: that takes more than two replicates, and a corridor with
 * thousands of agents. */
static struct cor_dataset *of_many(const char *policies)
{
    return laboratory_run(
        (struct trial){.policies = policies, .until = "2029-01", .sample = 1.0 / 1000.0, .n_replicates = 16});
}

START_TEST(test_training_support_raises_language_and_starting_pay)
{
    struct cor_dataset *usual = of_many("[]");
    struct cor_dataset *trained =
        of_many("[{\"type\": \"training_support\", \"parties\": [\"DEU\", \"JPN\"], \"from\": \"2025-01\", "
                "\"language_hours\": 400, \"seats_per_year\": 30000, \"subsidy_share\": 0.5}]");
    ck_assert_double_gt(per_departure(trained, "start_language", "JPN", "contract"),
                        1.02 * per_departure(usual, "start_language", "JPN", "contract"));
    ck_assert_double_gt(per_departure(trained, "start_pay", "JPN", "contract"),
                        per_departure(usual, "start_pay", "JPN", "contract"));
    cor_results_free(usual);
    cor_results_free(trained);
}
END_TEST

START_TEST(test_working_style_lowers_irregular_stays_and_raises_pay)
{
    struct trial trial = {.until = "2032-01", .sample = 1.0 / 400.0, .n_replicates = 4};
    struct cor_dataset *usual = laboratory_run(trial);
    trial.policies = "[{\"type\": \"training_support\", \"parties\": [\"JPN\", \"TWN\", \"KOR\"], \"from\": "
                     "\"2024-01\", \"soft_skills_share\": 1}]";
    struct cor_dataset *styled = laboratory_run(trial);
    double overstays = 0.0, usually = 0.0;
    static const char *const countries[] = {"JPN", "TWN", "KOR"};
    for (size_t i = 0; i < 3; i++) {
        overstays += flow(styled, "overstays", 2, countries[i], "contract");
        usually += flow(usual, "overstays", 2, countries[i], "contract");
    }
    ck_assert_double_lt(overstays, 0.92 * usually);
    ck_assert_double_gt(overstays, 0.75 * usually);
    ck_assert_double_lt(laboratory_sum(styled, "migrants", -1, last_period(usual), NULL, "irregular"),
                        laboratory_sum(usual, "migrants", -1, last_period(usual), NULL, "irregular"));
    ck_assert_double_gt(per_departure(styled, "start_pay", "JPN", "contract"),
                        1.05 * per_departure(usual, "start_pay", "JPN", "contract"));
    cor_results_free(usual);
    cor_results_free(styled);
}
END_TEST

static bool is_one_of(const char *item, const char *const *items, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(item, items[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* Family migrants of working age with upper secondary school or more in Europe, in the December of a year. */
static double of_qualified_family(const struct cor_dataset *dataset, const char *name, size_t period)
{
    static const char *const others[] = {"VNM", "JPN", "KOR", "TWN", "ROW", "low", "age_0_14", "age_65_plus"};
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    double sum = 0.0;
    for (size_t i = 0; i < cor_variable_size(dataset, variable); i++) {
        size_t rest = i;
        bool wanted = true;
        for (size_t d = variable->n_dimensions; d-- > 0;) {
            const struct cor_dimension *dimension = &dataset->dimensions[variable->dimensions[d]];
            size_t at = rest % dimension->n_items;
            rest /= dimension->n_items;
            if (dimension->items) {
                bool out = is_one_of(dimension->items[at], others, sizeof others / sizeof others[0]);
                bool channel = strcmp(dimension->name, "channel") == 0;
                wanted &= !out && (!channel || strcmp(dimension->items[at], "family") == 0);
            } else {
                wanted &= variable->dimensions[d] != 1 || at == period;
            }
        }
        sum += wanted ? variable->values[i] : 0.0;
    }
    return sum;
}

/* Brücker, Glitz, Lerche and Romiti 2021: three years after recognition 24.5 percentage points more are employed, and pay
 * is 19.8 % higher. */
START_TEST(test_recognition_gives_the_employment_and_the_pay_that_were_observed)
{
    struct trial trial = {.parameters = "{\"migration.recognition_constant\": -6}",
                          .until = "2029-01",
                          .sample = 1.0 / 200.0,
                          .n_replicates = 4};
    struct cor_dataset *without = laboratory_run(trial);
    trial.policies = "[{\"type\": \"recognition\", \"parties\": [\"EU\"], \"channels\": [\"family\"], \"from\": "
                     "\"2024-01\", \"added_probability\": 1}]";
    struct cor_dataset *with = laboratory_run(trial);
    double employed[2], pay[2];
    for (int i = 0; i < 2; i++) {
        const struct cor_dataset *run = i ? with : without;
        double workers = of_qualified_family(run, "migrants_employed", 3);
        employed[i] = workers / of_qualified_family(run, "migrants", 3);
        pay[i] = of_qualified_family(run, "migrant_gross_pay", 3) / workers;
    }
    ck_assert_double_gt(employed[1] - employed[0], 0.16);
    ck_assert_double_lt(employed[1] - employed[0], 0.28);
    ck_assert_double_gt(pay[1] / pay[0], 1.15);
    ck_assert_double_lt(pay[1] / pay[0], 1.25);
    cor_results_free(without);
    cor_results_free(with);
}
END_TEST

Suite *suite_signs(void)
{
    Suite *suite = suite_create("signs");
    TCase *tests = tcase_create("policies");
    tcase_set_timeout(tests, 900);
    tcase_add_unchecked_fixture(tests, run_baseline, free_baseline);
    tcase_add_test(tests, test_a_quota_of_zero_lets_nobody_in);
    tcase_add_test(tests, test_doubling_a_binding_quota_raises_that_corridor_and_not_others);
    tcase_add_test(tests, test_a_fee_cap_cuts_cost_and_debt);
    tcase_add_test(tests, test_who_owes_nothing_absconds_less_and_as_many_leave);
    tcase_add_test(tests, test_totalisation_raises_vested_workers_and_nothing_else_at_first);
    tcase_add_test(tests, test_recognition_gives_the_employment_and_the_pay_that_were_observed);
    tcase_add_test(tests, test_working_style_lowers_irregular_stays_and_raises_pay);
    tcase_add_test(tests, test_training_support_raises_language_and_starting_pay);
    suite_add_tcase(suite, tests);
    return suite;
}
