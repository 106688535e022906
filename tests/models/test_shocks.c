/* Deviations of demand and openness: rules against worked values, the path against what its parameters say, and what observed
 * unemployment makes of it. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "models/facts/history.h"
#include "models/shocks/shocks_rules.h"
#include "tests/models/fixture.h"

static struct fixture f;

static void start(void)
{
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 16);
}

static void stop(void)
{
    fixture_free(&f);
}

/* Through the first n months of a replicate. */
static void live_through(uint32_t replicate, int n)
{
    memset(&f.macro->shocks, 0, sizeof f.macro->shocks);
    f.context.key.replicate = replicate;
    for (int month = 0; month < n; month++) {
        fixture_month(&f, f.world->first_month + month);
        shocks_update(&f.context);
    }
}

START_TEST(test_a_year_leaves_the_yearly_share_of_a_deviation)
{
    double kept = shocks_persistence(0.7), deviation = 1.0;
    for (int month = 0; month < 12; month++) {
        deviation = shocks_step(deviation, kept, 0.3, 0.0);
    }
    ck_assert_double_eq_tol(deviation, 0.7, 1e-12);
    ck_assert_double_eq(shocks_persistence(0.0), 0.0);
    ck_assert_double_eq_tol(shocks_step(0.0, 0.6, 0.5, 1.0), 0.4, 1e-12);
}
END_TEST

START_TEST(test_posts_fall_by_what_the_idle_and_the_vacancies_change_by)
{
    /* A fall of log unemployment by 0.1 at 5 % unemployed, 2 % vacant: 0.005 more employed, vacancies up by 15 % of 0.02. */
    ck_assert_double_eq_tol(shocks_posts(0.1, 0.05, 0.02, 0.6), 0.005 + 0.003, 1e-12);
    ck_assert_double_eq(shocks_posts(0.0, 0.05, 0.02, 0.6), 0.0);
}
END_TEST

START_TEST(test_demand_is_corrected_towards_observed_unemployment)
{
    ck_assert_double_eq_tol(shocks_corrected(0.1, 0.06, 0.05, 0.5, 1.0), 0.1 + 0.5 * log(1.2), 1e-12);
    ck_assert_double_lt(shocks_corrected(0.1, 0.04, 0.05, 0.5, 1.0), 0.1);
    ck_assert_double_eq(shocks_corrected(0.9, 0.5, 0.05, 0.5, 1.0), 1.0);
    ck_assert_double_eq(shocks_corrected(-0.9, 0.0, 0.05, 0.5, 1.0), -1.0);
}
END_TEST

/* The deviation is a sum of the news of all months: each news has a share in it, and one in the sum over the last known year. */
START_TEST(test_moments_are_those_of_a_sum_of_news)
{
    enum { MONTHS = 40, KNOWN = 24 };
    const double kept = 0.9, spread = 0.5;
    double share[MONTHS] = {0}, of_sum[MONTHS] = {0};
    struct shocks_moments moments = {0};
    for (int month = 0; month < MONTHS; month++) {
        double deviation = 0.0, sum = 0.0, both = 0.0;
        moments = shocks_moments_step(moments, kept, spread, month < KNOWN, month % 12 == 0);
        for (int news = 0; news < MONTHS; news++) {
            share[news] = news == month ? spread * sqrt(1.0 - kept * kept) : kept * share[news];
            of_sum[news] = month < KNOWN ? (month % 12 == 0 ? 0.0 : of_sum[news]) + share[news] : of_sum[news];
            deviation += share[news] * share[news];
            sum += of_sum[news] * of_sum[news];
            both += share[news] * of_sum[news];
        }
        ck_assert_double_eq_tol(moments.deviation, deviation, 1e-12);
        ck_assert_double_eq_tol(moments.sum, sum, 1e-12);
        ck_assert_double_eq_tol(moments.both, both, 1e-12);
    }
    ck_assert_double_eq_tol(shocks_since_known(0.3, 2.4, &moments),
                            0.1 - 0.5 * (moments.deviation - moments.both / 6.0 + moments.sum / 144.0), 1e-12);
}
END_TEST

START_TEST(test_the_first_month_has_no_shocks_and_the_second_has)
{
    live_through(0, 1);
    for (size_t c = 0; c < FIXTURE_COUNTRIES; c++) {
        ck_assert_double_eq(shocks_demand(&f.context, c), 0.0);
        ck_assert_double_eq(shocks_openness(&f.context, c), 0.0);
    }
    live_through(0, 2);
    ck_assert_double_ne(shocks_demand(&f.context, FIXTURE_DEU), 0.0);
    ck_assert_double_ne(shocks_openness(&f.context, FIXTURE_ROW), 0.0);
    ck_assert_double_eq(shocks_demand(&f.context, FIXTURE_ROW), 0.0); /* no residents, no posts */
}
END_TEST

START_TEST(test_the_path_is_that_of_the_replicate_whatever_the_policies)
{
    live_through(3, 60);
    double demand = shocks_demand(&f.context, FIXTURE_JPN), openness = shocks_openness(&f.context, FIXTURE_JPN);
    fixture_lever(&f, LEVER_soft_skills, 1.0);
    f.macro->labour_market.started = 1;
    live_through(3, 60);
    ck_assert_double_eq(shocks_demand(&f.context, FIXTURE_JPN), demand);
    ck_assert_double_eq(shocks_openness(&f.context, FIXTURE_JPN), openness);
    live_through(4, 60);
    ck_assert_double_ne(shocks_demand(&f.context, FIXTURE_JPN), demand);
    ck_assert_double_ne(shocks_openness(&f.context, FIXTURE_JPN), openness);
}
END_TEST

enum { N_PATHS = 400 };

static double spread_of(const double *x)
{
    double sum = 0.0;
    for (int i = 0; i < N_PATHS; i++) {
        sum += x[i] * x[i] / N_PATHS;
    }
    return sqrt(sum);
}

static double correlation(const double *x, const double *y)
{
    double sum = 0.0;
    for (int i = 0; i < N_PATHS; i++) {
        sum += x[i] * y[i] / N_PATHS;
    }
    return sum / (spread_of(x) * spread_of(y));
}

/* Four standard errors. */
START_TEST(test_after_years_deviations_have_the_spread_and_the_common_part_of_the_parameters)
{
    const struct shocks_parameters *p = &f.world->parameters.shocks;
    static double here[N_PATHS], there[N_PATHS], open[N_PATHS], soon[N_PATHS];
    for (uint32_t path = 0; path < N_PATHS; path++) {
        live_through(path, 13);
        soon[path] = f.macro->shocks.openness[FIXTURE_DEU];
        live_through(path, 12 * 20);
        here[path] = f.macro->shocks.climate[FIXTURE_DEU];
        there[path] = f.macro->shocks.climate[FIXTURE_JPN];
        open[path] = f.macro->shocks.openness[FIXTURE_DEU];
    }
    double spread = p->shock_demand_size * f.world->country[FIXTURE_DEU].unemployment_spread;
    double error = 4.0 / sqrt(2.0 * N_PATHS);
    ck_assert_double_eq_tol(spread_of(here), spread, error * spread);
    ck_assert_double_eq_tol(spread_of(open), p->shock_openness_sd, error * p->shock_openness_sd);
    ck_assert_double_eq_tol(correlation(here, there), p->shock_demand_common, 4.0 / sqrt(N_PATHS));
    /* After a year: 1 - rho^2 of the variance. */
    double early = p->shock_openness_sd * sqrt(1.0 - p->shock_openness_rho * p->shock_openness_rho);
    ck_assert_double_eq_tol(spread_of(soon), early, error * early);
}
END_TEST

/* What the yearly flows of a corridor can inherit. */
START_TEST(test_openness_changes_by_a_fifth_to_a_third_from_year_to_year)
{
    static double change[N_PATHS];
    for (uint32_t path = 0; path < N_PATHS; path++) {
        double mean[2] = {0.0, 0.0};
        memset(&f.macro->shocks, 0, sizeof f.macro->shocks);
        f.context.key.replicate = path;
        for (int month = 0; month < 12 * 12; month++) {
            fixture_month(&f, f.world->first_month + month);
            shocks_update(&f.context);
            if (month >= 12 * 10) {
                mean[month >= 12 * 11] += shocks_openness(&f.context, FIXTURE_JPN) / 12.0;
            }
        }
        change[path] = mean[1] - mean[0];
    }
    ck_assert_double_ge(spread_of(change), 0.17);
    ck_assert_double_le(spread_of(change), 0.35);
}
END_TEST

/* Entries of a year are known as its sum: the year after moves away from that as one year does from another. */
START_TEST(test_after_known_years_openness_moves_on_from_the_mean_of_the_last)
{
    enum { KNOWN_YEARS = 10 };
    static double after[N_PATHS];
    const struct shocks_parameters *p = &f.world->parameters.shocks;
    double kept = shocks_persistence(p->shock_openness_rho), change = 0.0, level = 0.0;
    for (int i = 0; i < 12; i++) { /* of two years' means, when the path is stationary */
        for (int j = 0; j < 12; j++) {
            change += 2.0 * (pow(kept, fabs((double)i - j)) - pow(kept, 12 + j - i)) / 144.0;
        }
    }
    f.world->parameters.migration.entries_until = cor_month_year(f.world->first_month) + KNOWN_YEARS - 1;
    for (uint32_t path = 0; path < N_PATHS; path++) {
        memset(&f.macro->shocks, 0, sizeof f.macro->shocks);
        f.context.key.replicate = path;
        after[path] = 0.0;
        for (int month = 0; month < 12 * (KNOWN_YEARS + 1); month++) {
            fixture_month(&f, f.world->first_month + month);
            shocks_update(&f.context);
            double openness = shocks_openness(&f.context, FIXTURE_JPN);
            ck_assert(month >= 12 * KNOWN_YEARS || openness == 0.0);
            after[path] += openness / 12.0;
            level += month >= 12 * KNOWN_YEARS ? exp(openness) / 12.0 / N_PATHS : 0.0;
        }
    }
    double spread = p->shock_openness_sd * sqrt(change);
    ck_assert_double_eq_tol(spread_of(after), spread, 0.1 * spread);
    ck_assert_double_eq_tol(level, 1.0, 4.0 * spread / sqrt(N_PATHS));
}
END_TEST

START_TEST(test_demand_moves_gently_from_month_to_month)
{
    double before = 0.0, most = 0.0;
    memset(&f.macro->shocks, 0, sizeof f.macro->shocks);
    for (int month = 0; month < 600; month++) {
        fixture_month(&f, f.world->first_month + month);
        shocks_update(&f.context);
        double now = shocks_demand(&f.context, FIXTURE_DEU);
        most = fabs(now - before) > most ? fabs(now - before) : most;
        before = now;
    }
    ck_assert_double_gt(most, 0.0);
    ck_assert_double_lt(most, 0.004); /* of posts */
}
END_TEST

START_TEST(test_without_size_there_are_no_shocks)
{
    f.world->parameters.shocks.shock_demand_size = 0.0;
    f.world->parameters.shocks.shock_openness_sd = 0.0;
    live_through(1, 120);
    for (size_t c = 0; c < FIXTURE_COUNTRIES; c++) {
        ck_assert_double_eq(shocks_demand(&f.context, c), 0.0);
        ck_assert_double_eq(shocks_openness(&f.context, c), 0.0);
    }
}
END_TEST

/* Rows for unemployment of Germany until a year after the first of the run. */
static void observe_a_second_year(void)
{
    uint16_t fact = 0;
    while (fact_table[fact].offset != offsetof(struct country, unemployment_rate)) {
        fact++;
    }
    int first = (int)cor_month_year(f.world->first_month);
    for (int year = first; year <= first + 1; year++) {
        struct fact_point point = {.country = FIXTURE_DEU, .fact = fact, .year = year, .value = 4.3};
        ck_assert_int_eq(fact_history_add(&f.world->history, point), COR_OK);
    }
    ck_assert_int_eq(world_prepare(f.world), COR_OK);
}

START_TEST(test_demand_follows_observed_unemployment_and_is_drawn_from_there)
{
    observe_a_second_year();
    double drawn[25];
    for (int month = 0; month < 25; month++) {
        fixture_month(&f, f.world->first_month + month);
        shocks_tell_unemployment(&f.context, FIXTURE_DEU, 0.05);
        shocks_update(&f.context);
        drawn[month] = f.macro->shocks.demand[FIXTURE_DEU];
        ck_assert(month == 0 || month >= 24 || drawn[month] > drawn[month - 1]); /* fewer are idle than in the model */
    }
    double limit = f.world->parameters.shocks.shock_limit;
    ck_assert_double_gt(drawn[23], 0.2);
    ck_assert_double_le(drawn[23], limit);
    ck_assert_double_eq_tol(drawn[24], drawn[23], 0.03); /* no jump where observations end */
    ck_assert_double_ne(drawn[24], drawn[23]);
    /* Other countries, of which only the start is known, are drawn from the first month on. */
    live_through(0, 25);
    ck_assert_double_ne(f.macro->shocks.climate[FIXTURE_JPN], f.macro->shocks.demand[FIXTURE_JPN]);
}
END_TEST

Suite *suite_shocks(void);
Suite *suite_shocks(void)
{
    Suite *suite = suite_create("shocks");
    TCase *rules = tcase_create("rules"), *path = tcase_create("path");
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, path);
    tcase_set_timeout(path, 60);
    tcase_add_checked_fixture(path, start, stop);
    tcase_add_test(rules, test_a_year_leaves_the_yearly_share_of_a_deviation);
    tcase_add_test(rules, test_posts_fall_by_what_the_idle_and_the_vacancies_change_by);
    tcase_add_test(rules, test_demand_is_corrected_towards_observed_unemployment);
    tcase_add_test(rules, test_moments_are_those_of_a_sum_of_news);
    tcase_add_test(path, test_the_first_month_has_no_shocks_and_the_second_has);
    tcase_add_test(path, test_the_path_is_that_of_the_replicate_whatever_the_policies);
    tcase_add_test(path, test_after_years_deviations_have_the_spread_and_the_common_part_of_the_parameters);
    tcase_add_test(path, test_openness_changes_by_a_fifth_to_a_third_from_year_to_year);
    tcase_add_test(path, test_after_known_years_openness_moves_on_from_the_mean_of_the_last);
    tcase_add_test(path, test_demand_moves_gently_from_month_to_month);
    tcase_add_test(path, test_without_size_there_are_no_shocks);
    tcase_add_test(path, test_demand_follows_observed_unemployment_and_is_drawn_from_there);
    return suite;
}
