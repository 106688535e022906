/* Labour markets over whole runs: they neither run dry nor drift, live through good and bad times, and go where they were seen to go. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "models/facts/history.h"
#include "models/facts/world_load.h"
#include "sim/base/memory.h"
#include "tests/experiment/laboratory.h"

#ifndef COR_SOURCE_DIRECTORY
#define COR_SOURCE_DIRECTORY "."
#endif

enum { N_REPLICATES = 4, MOST_YEARS = 32, IN_A_ROW = 10 };
static const double most_vacant = 0.06, least_idle = 0.01;

/* Persons and posts by replicate, year, country and occupation. */
static double employed[N_REPLICATES][MOST_YEARS][MAX_COUNTRIES][N_OCCUPATIONS];
static double idle[N_REPLICATES][MOST_YEARS][MAX_COUNTRIES][N_OCCUPATIONS];
static double vacant[N_REPLICATES][MOST_YEARS][MAX_COUNTRIES][N_OCCUPATIONS];
static int n_years;

/* Sums of a variable of replicate, period, country, ..., occupation over what is between. */
static void take(const struct cor_dataset *dataset, const char *name,
                 double sum[N_REPLICATES][MOST_YEARS][MAX_COUNTRIES][N_OCCUPATIONS])
{
    const struct cor_variable *variable = cor_dataset_variable(dataset, name);
    size_t n_items[3], rest = 1;
    ck_assert_ptr_nonnull(variable);
    for (size_t d = 0; d < variable->n_dimensions; d++) {
        size_t n = dataset->dimensions[variable->dimensions[d]].n_items;
        if (d < 3) {
            n_items[d] = n;
        } else {
            rest *= n;
        }
    }
    ck_assert(n_items[0] == N_REPLICATES && n_items[1] <= MOST_YEARS && n_items[2] <= MAX_COUNTRIES);
    ck_assert_uint_eq(rest % N_OCCUPATIONS, 0);
    memset(sum, 0, N_REPLICATES * sizeof *sum);
    n_years = (int)n_items[1];
    for (size_t i = 0; i < n_items[0] * n_items[1] * n_items[2] * rest; i++) {
        size_t cell = i / rest, country = cell % n_items[2], year = cell / n_items[2] % n_items[1];
        sum[cell / n_items[2] / n_items[1]][year][country][i % N_OCCUPATIONS] += variable->values[i];
    }
}

static struct cor_dataset *dataset;

static void run(const char *from, const char *until, const char *parameters)
{
    dataset = laboratory_run((struct trial){.from = from,
                                            .until = until,
                                            .parameters = parameters,
                                            .sample = 1.0 / 1000,
                                            .resident_sample = 1.0 / 2000,
                                            .n_replicates = N_REPLICATES,
                                            .n_threads = 2});
    take(dataset, "employed", employed);
    take(dataset, "unemployed", idle);
    take(dataset, "vacancies", vacant);
}

static double over_occupations(const double value[N_OCCUPATIONS])
{
    double sum = 0.0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        sum += value[o];
    }
    return sum;
}

static double unemployment(int replicate, int year, size_t c)
{
    double without = over_occupations(idle[replicate][year][c]);
    return without / (without + over_occupations(employed[replicate][year][c]));
}

static double vacancy_rate(int replicate, int year, size_t c)
{
    double open = over_occupations(vacant[replicate][year][c]);
    return open / (open + over_occupations(employed[replicate][year][c]));
}

static double mean_of(double (*rate)(int, int, size_t), int year, size_t c)
{
    double mean = 0.0;
    for (int replicate = 0; replicate < N_REPLICATES; replicate++) {
        mean += rate(replicate, year, c) / N_REPLICATES;
    }
    return mean;
}

static size_t n_countries(void)
{
    return dataset->dimensions[cor_dataset_variable(dataset, "employed")->dimensions[2]].n_items;
}

static const char *name_of(size_t c)
{
    return dataset->dimensions[cor_dataset_variable(dataset, "employed")->dimensions[2]].items[c];
}

/* The rest of the world has no residents and no vacancies. */
static bool has_market(size_t c)
{
    return strcmp(name_of(c), "ROW") != 0;
}

static void assert_steady_means(void)
{
    for (size_t c = 0; c < n_countries(); c++) {
        for (int year = 0; has_market(c) && year < n_years; year++) {
            double open = mean_of(vacancy_rate, year, c), without = mean_of(unemployment, year, c);
            ck_assert_msg(open <= most_vacant, "%s: %.1f %% vacant in year %d", name_of(c), 100.0 * open, year);
            ck_assert_msg(without >= least_idle, "%s: %.1f %% unemployed in year %d", name_of(c), 100.0 * without,
                          year);
        }
    }
}

/* In good times rates may be beyond the bounds, in no replicate on the mean of ten years. */
static void assert_no_drift(void)
{
    for (size_t c = 0; c < n_countries(); c++) {
        for (int i = 0; has_market(c) && i < N_REPLICATES * (n_years - IN_A_ROW + 1); i++) {
            int replicate = i % N_REPLICATES, first = i / N_REPLICATES;
            double open = 0.0, without = 0.0;
            for (int year = first; year < first + IN_A_ROW; year++) {
                open += vacancy_rate(replicate, year, c) / IN_A_ROW;
                without += unemployment(replicate, year, c) / IN_A_ROW;
            }
            ck_assert_msg(open <= most_vacant && without >= least_idle,
                          "%s, replicate %d: from year %d on %.1f %% vacant, %.1f %% unemployed", name_of(c), replicate,
                          first, 100.0 * open, 100.0 * without);
        }
    }
}

/* No occupation ends where nobody or everybody finds work: means of the last ten years, over the replicates. */
static void assert_no_corners(void)
{
    for (size_t c = 0; c < n_countries(); c++) {
        for (size_t o = 0; has_market(c) && o < N_OCCUPATIONS; o++) {
            double work = 0.0, without = 0.0, open = 0.0;
            for (int i = 0; i < N_REPLICATES * IN_A_ROW; i++) {
                int replicate = i % N_REPLICATES, year = n_years - 1 - i / N_REPLICATES;
                work += employed[replicate][year][c][o];
                without += idle[replicate][year][c][o];
                open += vacant[replicate][year][c][o];
            }
            double rate = without / (work + without), vacancies = open / (work + open);
            ck_assert_msg(rate > 0.005 && rate < 0.25, "%s, occupation %zu: %.1f %% unemployed", name_of(c), o,
                          100.0 * rate);
            ck_assert_msg(vacancies < 0.12, "%s, occupation %zu: %.1f %% vacant", name_of(c), o, 100.0 * vacancies);
        }
    }
}

/* Root mean square over countries and replicates of the yearly change of log unemployment, from the third year on. */
static double swings(void)
{
    double sum = 0.0;
    int n = 0;
    for (size_t c = 0; c < n_countries(); c++) {
        for (int i = 0; has_market(c) && i < N_REPLICATES * (n_years - 3); i++) {
            int replicate = i % N_REPLICATES, year = 3 + i / N_REPLICATES;
            double change = log(unemployment(replicate, year, c) / unemployment(replicate, year - 1, c));
            sum += change * change;
            n++;
        }
    }
    return sqrt(sum / n);
}

START_TEST(test_markets_neither_run_dry_nor_drift)
{
    run("2024-01", "2051-01", "{\"shocks.shock_demand_size\": 0}");
    assert_steady_means();
    assert_no_corners();
    double calm = swings();
    cor_results_free(dataset);

    run("2024-01", "2051-01", NULL);
    assert_no_drift();
    assert_no_corners();
    /* Besides the chance of the sample, by half of what was observed from 2006 to 2019 (0.17). */
    double shocks = sqrt(swings() * swings() - calm * calm);
    ck_assert_msg(shocks > 0.06 && shocks < 0.14, "unemployment varies by %.3f", shocks);
    cor_results_free(dataset);
}
END_TEST

/* Observed unemployment of a country by year, percent. */
static double observed(const struct world *world, size_t c, int year)
{
    size_t fact = 0;
    while (fact_table[fact].offset != offsetof(struct country, unemployment_rate)) {
        fact++;
    }
    struct fact_history series = fact_history_of(&world->history, c, fact);
    return fact_history_value(series.points, series.n, FACT_PATH, year);
}

/* Root mean square over countries and years of ln(simulated / observed). */
static double off_observed(void)
{
    struct world *world = cor_calloc(1, sizeof *world);
    struct cor_diagnostics list;
    char digest[65];
    cor_diagnostics_init(&list);
    ck_assert_int_eq(world_load(world, COR_SOURCE_DIRECTORY "/data", &list, digest), COR_OK);
    double sum = 0.0;
    int n = 0;
    for (size_t c = 0; c < n_countries(); c++) {
        for (int year = 1; has_market(c) && year < n_years; year++) {
            double gap = log(100.0 * mean_of(unemployment, year, c) / observed(world, c, 2010 + year));
            sum += gap * gap;
            n++;
        }
    }
    world_free(world);
    cor_diagnostics_free(&list);
    return sqrt(sum / n);
}

START_TEST(test_in_the_past_unemployment_is_that_observed)
{
    run("2010-01", "2025-01", NULL);
    double follows = off_observed();
    ck_assert_msg(follows < 0.11, "%.3f off", follows);
    cor_results_free(dataset);
    run("2010-01", "2025-01", "{\"shocks.shock_observed\": 0}");
    ck_assert_double_gt(off_observed(), 1.3 * follows);
    cor_results_free(dataset);
}
END_TEST

Suite *suite_labour_markets(void);
Suite *suite_labour_markets(void)
{
    Suite *suite = suite_create("labour_markets");
    TCase *markets = tcase_create("markets");
    suite_add_tcase(suite, markets);
    tcase_set_timeout(markets, 900);
    tcase_add_test(markets, test_markets_neither_run_dry_nor_drift);
    tcase_add_test(markets, test_in_the_past_unemployment_is_that_observed);
    return suite;
}
