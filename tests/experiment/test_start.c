/* The start of a run is a state that the model would have reached by itself: nothing jumps in the first two years. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "tests/experiment/laboratory.h"

Suite *suite_start(void);

enum { N_MONTHS = 24, N_REPLICATES = 2 };
static const double sample = 1.0 / 200.0;
/* Sums of money vary from month to month as the number of persons who owe most of it, some workers in debt. */
static const double debtors = 150000.0;
/* Largest change of a stock from one month to the next and within a year that has no dated cause. */
static const double most_in_a_month = 0.03, most_in_a_year = 0.10;

/* Stocks whose start is not yet what the rules make of them, and why. Never add a row. */
static const struct {
    const char *name, *reason;
} NOT_YET[] = {
    {"vested_home", "no person has returned, and migrants bring no months of insurance from Viet Nam"},
    {"vested_abroad", "no person has returned with rights, and stays are those of the present terms"},
    {"pension_rights", "as vested_abroad"},
    {"portable", "as vested_abroad"},
    {"preparing", "waiting for a seat is part of waiting at the start, and of preparation later"},
    {"waiting", "as preparing"},
};

static struct cor_dataset *dataset;

static void run(void)
{
    dataset = laboratory_run((struct trial){.sample = sample,
                                            .resident_sample = sample / 20.0,
                                            .n_replicates = N_REPLICATES,
                                            .n_threads = 2,
                                            .until = "2026-01",
                                            .monthly = 1});
}

static void forget(void)
{
    cor_results_free(dataset);
}

static bool is_stock(const struct cor_variable *variable)
{
    const char *kind = variable->attributes[COR_VARIABLE_kind];
    return kind && strcmp(kind, "stock") == 0;
}

static bool is_settled(const char *name)
{
    for (size_t i = 0; i < sizeof NOT_YET / sizeof NOT_YET[0]; i++) {
        if (strcmp(NOT_YET[i].name, name) == 0) {
            return false;
        }
    }
    return true;
}

static double mean_of(const char *name, int month)
{
    double sum = 0.0;
    for (int replicate = 0; replicate < N_REPLICATES; replicate++) {
        sum += laboratory_sum(dataset, name, replicate, month, NULL, NULL) / N_REPLICATES;
    }
    return sum;
}

/* Of a number of persons, from how many agents it is counted: three standard errors of a change of independent counts. */
static double noise(double level)
{
    return level > 0.0 ? 3.0 * sqrt(2.0 / (N_REPLICATES * level * sample)) : 0.0;
}

START_TEST(test_no_stock_jumps_after_the_start)
{
    for (size_t v = 0; v < dataset->n_variables; v++) {
        const char *name = dataset->variables[v].name;
        double start = mean_of(name, 0), before = start;
        if (!is_stock(&dataset->variables[v]) || !is_settled(name) || start < 20000.0) {
            continue;
        }
        bool is_money = strstr(dataset->variables[v].unit, "USD") != NULL;
        double chance = noise(is_money ? debtors : start);
        for (int month = 1; month < N_MONTHS; month++) {
            double now = mean_of(name, month), change = now / before - 1.0, since = now / start - 1.0;
            ck_assert_msg(fabs(change) <= most_in_a_month + chance, "%s changes by %.1f %% in month %d", name,
                          100.0 * change, month + 1);
            ck_assert_msg(month > 12 || fabs(since) <= most_in_a_year + chance,
                          "%s has changed by %.1f %% after %d months", name, 100.0 * since, month);
            before = now;
        }
    }
}
END_TEST

Suite *suite_start(void)
{
    Suite *suite = suite_create("start");
    TCase *tests = tcase_create("start");
    tcase_add_unchecked_fixture(tests, run, forget);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, test_no_stock_jumps_after_the_start);
    suite_add_tcase(suite, tests);
    return suite;
}
