/* The minimal corridor model: its law as it is written down, one person at a time in floating point, against the
 * kernels; all paths and numbers of threads against each other. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "tests/bench/minimal_corridor/minimal_corridor.h"

enum { TIMEOUT_SECONDS = 300, ODD_ROWS = 237, ODD_AGENTS = 5003, MONTHS = 30, TWIN_AGENTS = 2003, TWIN_MONTHS = 60 };

/* Taken once, without and with individual utilities; no compiler, processor or path may change them. */
static const char *const digests[] = {"7ce1573cc5ff2c65f5ffb94c9fcf952b3478b6cf2fa6f3474aa15f5177055396",
                                      "24fe51365b498ae120705ba4b6347af99fb8146e3b5a2529215f01e77b8d2105"};

static void start(struct minimal_corridor *corridor, size_t n_agents, uint32_t rows, size_t n_threads, bool individual,
                  const char *path)
{
    struct minimal_corridor_options options = {n_agents, rows, n_threads, 2385, individual, path};
    ck_assert_int_eq(minimal_corridor_init(corridor, &options), COR_OK);
}

static void run(struct minimal_corridor *corridor, int months)
{
    for (int month = 0; month < months; month++) {
        ck_assert_int_eq(cor_engine_step(&corridor->engine, false), COR_OK);
    }
}

static const char *best_path(void)
{
    const char *paths[MINIMAL_CORRIDOR_MAX_PATHS];
    size_t n_paths = minimal_corridor_paths(paths);
    return paths[n_paths - 1];
}

static void digest_of(size_t n_threads, bool individual, const char *path, char digest[COR_SHA256_TEXT])
{
    struct minimal_corridor corridor;
    start(&corridor, ODD_AGENTS, ODD_ROWS, n_threads, individual, path);
    run(&corridor, MONTHS);
    minimal_corridor_digest(&corridor, digest);
    minimal_corridor_free(&corridor);
}

START_TEST(test_paths_and_threads_give_the_same_persons_to_the_last_bit)
{
    static const size_t n_threads[] = {1, 2, 3, 7};
    const char *paths[MINIMAL_CORRIDOR_MAX_PATHS];
    size_t n_paths = minimal_corridor_paths(paths);
    char digest[COR_SHA256_TEXT];
    ck_assert_str_eq(paths[0], "plain");
    for (size_t p = 0; p < n_paths; p++) {
        for (size_t t = 0; t < sizeof n_threads / sizeof n_threads[0]; t++) {
            digest_of(n_threads[t], _i == 1, paths[p], digest);
            ck_assert_msg(strcmp(digests[_i], digest) == 0, "%s with %zu threads", paths[p], n_threads[t]);
        }
    }
}
END_TEST

/* ---- the law, as it is written down ---- */

struct twin {
    int age, skill, country, months_away, employed, contributions;
    double income;
};

static const double wage_at_home[] = {1.0, 1.5, 2.5}, wage_abroad[] = {1.0, 1.4, 2.2};
static const double multiple[] = {0, 3.0, 2.5, 4.0, 2.0, 3.5}, kappa[] = {0, 8.5, 8.3, 8.8, 8.2, 8.6};
static const double dist[] = {0, 1.0, 0.5, 3.0, 2.0, 6.0}, g[] = {0, 1.0, 0.8, 1.2, 0.9, 1.1};

static double twin_wage(const struct twin *twin)
{
    return twin->country ? multiple[twin->country] * wage_abroad[twin->skill] : wage_at_home[twin->skill];
}

static void twin_ages(struct twin *twin, double u)
{
    twin->age++;
    double yearly = fmin(1.0, 0.0003 * exp(0.085 * (twin->age / 12 - 15)));
    if (u < 1.0 - pow(1.0 - yearly, 1.0 / 12.0)) {
        *twin = (struct twin){.age = 180, .skill = twin->skill};
    }
}

static void twin_works(struct twin *twin, double u)
{
    static const double find[] = {0.06, 0.08, 0.10}, find_abroad[] = {0.10, 0.12, 0.14};
    static const double lose[] = {0.020, 0.015, 0.010}, lose_abroad[] = {0.025, 0.015, 0.010};
    int s = twin->skill, d = twin->country;
    double finding = d ? find_abroad[s] + 0.005 * (d - 3) : find[s], losing = d ? lose_abroad[s] : lose[s];
    twin->employed = twin->age < 780 && (twin->employed ? u >= losing : u < finding);
}

static void twin_chooses(struct twin *twin, double u, const double *stock, double n_agents, bool individual)
{
    double weight[6], sum = 1.0, part = 0.0;
    for (int d = 1; d < 6; d++) {
        double wages = multiple[d] * wage_abroad[twin->skill] / wage_at_home[twin->skill];
        double v = 0.8 * log(wages) - kappa[d] - 0.2 * dist[d] + 0.5 * log(1.0 + stock[d] / (0.01 * n_agents));
        weight[d] = exp(v - (individual ? 0.1 * g[d] * log(1.0 + twin->income) : 0.0));
        sum += weight[d];
    }
    for (int d = 1; d < 6; d++) {
        part += weight[d];
        if (u < part / sum) {
            twin->country = d;
            twin->months_away = 0;
            return;
        }
    }
}

static void twin_returns(struct twin *twin, double u)
{
    int d = twin->months_away < 119 ? twin->months_away : 119;
    twin->months_away = d + 1;
    if (u < 0.010 * exp(-d / 36.0) + 0.002) {
        twin->country = 0;
        twin->months_away = 0;
    }
}

static void twin_month(struct twin *twins, size_t n, uint32_t month, bool individual)
{
    double stock[6] = {0};
    for (size_t i = 0; i < n; i++) {
        stock[twins[i].country]++;
    }
    for (size_t i = 0; i < n; i++) {
        uint32_t row = (uint32_t)(i % ODD_ROWS), chunk = (uint32_t)(i / ODD_ROWS);
        struct cor_draws draws = cor_person_draws((struct cor_key){2385, 0}, row, chunk, month, PURPOSE_MONTH, 0);
        struct twin *twin = &twins[i];
        twin_ages(twin, cor_unit(draws.word[WORD_DEATH]));
        twin_works(twin, cor_unit(draws.word[WORD_JOB]));
        if (twin->country) {
            twin_returns(twin, cor_unit(draws.word[WORD_RETURN]));
        } else if (twin->age < 780) {
            twin_chooses(twin, cor_unit(draws.word[WORD_CHOICE]), stock, (double)n, individual);
        }
        twin->income += twin->employed ? twin_wage(twin) : 0.0;
        twin->contributions += twin->employed;
    }
}

static struct persons *persons_at(const struct minimal_corridor *corridor, size_t i, size_t *row)
{
    *row = i % ODD_ROWS;
    return (struct persons *)(void *)corridor->engine.population.chunks[i / ODD_ROWS]->view;
}

static struct twin twin_of(const struct minimal_corridor *corridor, size_t i)
{
    size_t row;
    const struct persons *persons = persons_at(corridor, i, &row);
    uint8_t status = persons->status[row];
    return (struct twin){.age = persons->age[row],
                         .skill = status & 3,
                         .country = status >> 2 & 7,
                         .months_away = persons->months_away[row],
                         .employed = (status & EMPLOYED) != 0,
                         .contributions = persons->contributions[row],
                         .income = persons->income[row] / (double)INCOME_UNITS};
}

START_TEST(test_kernels_do_what_the_law_says_person_by_person)
{
    struct minimal_corridor corridor;
    struct twin *twins = calloc(TWIN_AGENTS, sizeof *twins);
    start(&corridor, TWIN_AGENTS, ODD_ROWS, 1, _i == 1, best_path());
    for (size_t i = 0; i < TWIN_AGENTS; i++) {
        twins[i] = twin_of(&corridor, i);
    }
    run(&corridor, TWIN_MONTHS);
    for (uint32_t month = 0; month < TWIN_MONTHS; month++) {
        twin_month(twins, TWIN_AGENTS, month, _i == 1);
    }
    for (size_t i = 0; i < TWIN_AGENTS; i++) {
        struct twin twin = twins[i], person = twin_of(&corridor, i);
        ck_assert_int_eq(person.age, twin.age);
        ck_assert_int_eq(person.skill, twin.skill);
        ck_assert_int_eq(person.country, twin.country);
        ck_assert_int_eq(person.months_away, twin.months_away);
        ck_assert_int_eq(person.employed, twin.employed);
        ck_assert_int_eq(person.contributions, twin.contributions);
        ck_assert_double_eq_tol(person.income, twin.income, 1e-9);
    }
    free(twins);
    minimal_corridor_free(&corridor);
}
END_TEST

/* ---- the whole ---- */

START_TEST(test_the_first_population_has_the_shares_of_the_law)
{
    enum { N = 50000 };
    struct minimal_corridor corridor;
    double n_skilled[4] = {0}, n_abroad[8] = {0}, n_employed = 0, n_young = 0;
    start(&corridor, N, ODD_ROWS, 1, false, best_path());
    for (size_t i = 0; i < N; i++) {
        struct twin person = twin_of(&corridor, i);
        ck_assert(person.age >= 180 && person.age < 900 && person.months_away < 120 && person.income == 0.0);
        n_skilled[person.skill]++;
        n_abroad[person.country]++;
        n_young += person.age < 780;
        n_employed += person.employed;
    }
    ck_assert_double_eq_tol(n_skilled[0] / N, 0.50, 0.01);
    ck_assert_double_eq_tol(n_skilled[1] / N, 0.35, 0.01);
    ck_assert_double_eq_tol(n_skilled[2] / N, 0.15, 0.01);
    ck_assert_double_eq_tol(n_abroad[0] / N, 0.90, 0.006);
    for (int d = 1; d < N_COUNTRIES; d++) {
        ck_assert_double_eq_tol(n_abroad[d] / N, 0.02, 0.003);
    }
    ck_assert_double_eq_tol(n_young / N, 50.0 / 60.0, 0.008);
    ck_assert_double_eq_tol(n_employed / n_young, 0.6, 0.01);
    minimal_corridor_free(&corridor);
}
END_TEST

START_TEST(test_stocks_after_ten_years_are_those_of_the_reference)
{
    enum { N = 200000 };
    static const double shares[N_COUNTRIES] = {0.769, 0.0565, 0.0665, 0.0370, 0.0453, 0.0260};
    struct minimal_corridor corridor;
    int64_t stock[N_COUNTRIES];
    start(&corridor, N, MINIMAL_CORRIDOR_ROWS, 1, false, best_path());
    run(&corridor, 120);
    minimal_corridor_count(&corridor, stock);
    for (int c = 0; c < N_COUNTRIES; c++) {
        /* four standard errors of a sample of N, and as much for the reference */
        double tolerance = 4.0 * sqrt(2.0 * shares[c] * (1.0 - shares[c]) / N);
        ck_assert_double_eq_tol((double)stock[c] / N, shares[c], tolerance);
    }
    minimal_corridor_free(&corridor);
}
END_TEST

START_TEST(test_stocks_kept_by_arrivals_and_departures_are_those_counted)
{
    struct minimal_corridor corridor;
    int64_t stock[N_COUNTRIES];
    start(&corridor, ODD_AGENTS, ODD_ROWS, 3, true, best_path());
    for (int month = 0; month < MONTHS; month++) {
        const struct macro *macro = corridor.engine.state;
        minimal_corridor_count(&corridor, stock);
        ck_assert_mem_eq(macro->stock, stock, sizeof stock);
        run(&corridor, 1);
    }
    minimal_corridor_free(&corridor);
}
END_TEST

START_TEST(test_screens_hide_nothing)
{
    struct minimal_corridor corridor;
    uint32_t below[N_DESTINATIONS];
    start(&corridor, ODD_AGENTS, ODD_ROWS, 1, true, best_path());
    const struct law *law = &corridor.law;
    const struct macro *macro = corridor.engine.state;
    for (uint32_t income = 0; income < 6000000; income += 100 + income / 100) {
        for (uint32_t skill = 0; skill < N_SKILLS; skill++) {
            law_choice(law, macro, skill, income, below);
            ck_assert_uint_le(below[N_DESTINATIONS - 1], macro->choice_below[skill][N_DESTINATIONS - 1]);
            ck_assert_uint_le(below[N_DESTINATIONS - 1], macro->leave_screen);
        }
    }
    for (uint32_t age = 0; age <= LAST_AGE; age++) {
        ck_assert_uint_lt(age_group(age), N_AGE_GROUPS);
        ck_assert_uint_le(law->death_below[age / 12] - 1, law->death_screen[age_group(age)]);
    }
    for (int months = 0; months <= MAX_MONTHS_AWAY; months++) {
        ck_assert_uint_le(law->return_below[months], law->return_screen);
    }
    ck_assert_uint_lt(law->return_screen, 52000000); /* and are worth it: 0.012 of all words */
    minimal_corridor_free(&corridor);
}
END_TEST

START_TEST(test_a_person_takes_at_most_24_bytes)
{
    struct minimal_corridor corridor;
    start(&corridor, 20 * MINIMAL_CORRIDOR_ROWS, MINIMAL_CORRIDOR_ROWS, 1, true, best_path());
    ck_assert_uint_le(cor_population_bytes(&corridor.engine.population), 24u * 20u * MINIMAL_CORRIDOR_ROWS);
    minimal_corridor_free(&corridor);
}
END_TEST

START_TEST(test_an_unknown_path_is_refused)
{
    struct minimal_corridor corridor;
    struct minimal_corridor_options options = {10, 10, 1, 1, false, "warp"};
    ck_assert_int_eq(minimal_corridor_init(&corridor, &options), COR_ERR_INPUT);
}
END_TEST

Suite *suite_minimal_corridor(void)
{
    Suite *suite = suite_create("minimal_corridor");
    TCase *tests = tcase_create("kernels");
    tcase_set_timeout(tests, TIMEOUT_SECONDS);
    tcase_add_loop_test(tests, test_paths_and_threads_give_the_same_persons_to_the_last_bit, 0, 2);
    tcase_add_loop_test(tests, test_kernels_do_what_the_law_says_person_by_person, 0, 2);
    tcase_add_test(tests, test_the_first_population_has_the_shares_of_the_law);
    tcase_add_test(tests, test_stocks_after_ten_years_are_those_of_the_reference);
    tcase_add_test(tests, test_stocks_kept_by_arrivals_and_departures_are_those_counted);
    tcase_add_test(tests, test_screens_hide_nothing);
    tcase_add_test(tests, test_a_person_takes_at_most_24_bytes);
    tcase_add_test(tests, test_an_unknown_path_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
