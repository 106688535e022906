/* The start of a run is a state that the model would have reached by itself: nothing jumps in the first two years. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "tests/experiment/laboratory.h"

Suite *suite_start(void);

enum { N_MONTHS = 24, N_REPLICATES = 2, N_STARTS = 4 };
static const double sample = 1.0 / 200.0;
/* Sums of money vary from month to month as the number of persons who owe most of it, some workers in debt. */
static const double debtors = 150000.0;
/* Largest change of a stock from one month to the next and within a year that has no dated cause. */
static const double most_in_a_month = 0.03, most_in_a_year = 0.10;

static const struct start {
    const char *from, *until;
} starts[N_STARTS] = {{"2010-01", "2012-01"}, {"2014-01", "2016-01"}, {"2019-01", "2021-01"}, {"2024-01", "2026-01"}};

/* Stocks that change by more, from which start, and why. A row is taken off when its cause is gone. */
static const struct cause {
    const char *name, *from, *cause;
} CAUSES[] = {
    {"vested_home", "2024-01", "Law 41/2024/QH15: fifteen years make a pension from July 2025, no longer twenty"},
    {"child_labour", "2010-01", "incomes are those of last December, and pay grew fastest in these years"},
    {"indebted", "2014-01", "entries to Japan have doubled within two years, and the newly arrived owe most"},
    {"debt", "2014-01", "as indebted"},
    {"worker_debt", "2014-01", "as indebted"},
    {"workers_in_debt", "2014-01", "as indebted"},
    {"places", "2019-01", "closed borders from April 2020"},
    {"preparing", "2019-01", "closed borders from April 2020: nobody leaves, and recruiters take on fewer"},
};

static struct cor_dataset *dataset;

static void run(const struct start *start)
{
    dataset = laboratory_run((struct trial){.sample = sample,
                                            .resident_sample = sample / 20.0,
                                            .n_replicates = N_REPLICATES,
                                            .n_threads = 2,
                                            .from = start->from,
                                            .until = start->until,
                                            .monthly = 1});
}

static bool is_stock(const struct cor_variable *variable)
{
    const char *kind = variable->attributes[COR_VARIABLE_kind];
    return kind && strcmp(kind, "stock") == 0;
}

/* Funds gather what was paid in since the start, and a year of payments at home at once in December. */
static bool has_cause(const char *name, const struct start *start)
{
    if (strcmp(name, "fund_balance") == 0) {
        return true;
    }
    for (size_t i = 0; i < sizeof CAUSES / sizeof CAUSES[0]; i++) {
        if (strcmp(CAUSES[i].name, name) == 0 && strcmp(CAUSES[i].from, start->from) == 0) {
            return true;
        }
    }
    return false;
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
    run(&starts[_i]);
    for (size_t v = 0; v < dataset->n_variables; v++) {
        const char *name = dataset->variables[v].name;
        double start = mean_of(name, 0), before = start;
        if (!is_stock(&dataset->variables[v]) || has_cause(name, &starts[_i]) || start < 20000.0) {
            continue;
        }
        bool is_money = strstr(dataset->variables[v].unit, "USD") != NULL;
        double chance = noise(is_money ? debtors : start);
        for (int month = 1; month < N_MONTHS; month++) {
            double now = mean_of(name, month), change = now / before - 1.0, since = now / start - 1.0;
            ck_assert_msg(fabs(change) <= most_in_a_month + chance, "from %s: %s changes by %.1f %% in month %d",
                          starts[_i].from, name, 100.0 * change, month + 1);
            ck_assert_msg(month > 12 || fabs(since) <= most_in_a_year + chance,
                          "from %s: %s has changed by %.1f %% after %d months", starts[_i].from, name, 100.0 * since,
                          month);
            before = now;
        }
    }
    cor_results_free(dataset);
}
END_TEST

Suite *suite_start(void)
{
    Suite *suite = suite_create("start");
    TCase *tests = tcase_create("start");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, test_no_stock_jumps_after_the_start, 0, N_STARTS);
    suite_add_tcase(suite, tests);
    return suite;
}
