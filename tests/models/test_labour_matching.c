/* The demand side of the labour market: matching function, posts, and a market followed over years. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "models/labour_market/labour_market_rules.h"
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

START_TEST(test_matching_function_gives_the_worked_value)
{
    ck_assert_double_eq_tol(matches(0.1, 1000, 500, 0.6), 75.786, 0.001);
}
END_TEST

START_TEST(test_at_the_start_hires_replace_losses_and_exits)
{
    /* idle 5 %, 2 vacancies and 1 hire a month per 100 employed */
    double unemployed = 0.05 / 0.95 + 0.01, vacancies = 0.02 + 0.01;
    double efficiency = steady_efficiency(0.05, 0.02, 0.01, 0.6);
    ck_assert_double_eq_tol(matches(efficiency, unemployed, vacancies, 0.6), 0.01, 1e-12);
    ck_assert_double_eq(steady_efficiency(0.0, 0.02, 0.01, 0.6), 0.0);
}
END_TEST

START_TEST(test_turnover_leaves_the_formal_share)
{
    double formal = 0.3, losses_formal = 0.004, exits = 0.002;
    double losses = formal * losses_formal + (1.0 - formal) * 0.012;
    double hires = formal_hires(formal, losses_formal, losses, exits) * (losses + exits);
    ck_assert_double_eq_tol(hires, formal * (losses_formal + exits), 1e-12);
    /* at the mean share, and without policy, chances are those of the parameters */
    ck_assert_double_eq_tol(formalisation(0.05, 0.3, 0.3, 0.0, 0.0), 0.05, 1e-12);
    ck_assert_double_eq_tol(formalisation(0.05, 0.6, 0.3, 0.5, 0.0), 0.15, 1e-12);
    ck_assert_double_eq_tol(formalisation(0.05, 0.6, 0.3, 0.5, 0.01), 0.17, 1e-12);
    ck_assert_double_eq_tol(inspected_share(0.1, 99.0, 30.0, 33.0), 0.2, 1e-12); /* 3.3 of 33 million visited */
    ck_assert_double_eq_tol(inspected_share(0.5, 9900.0, 30.0, 33.0), 1.0, 1e-12);
    ck_assert_double_eq_tol(informalisation(0.05, 0.65, 0.3), 0.025, 1e-12);
}
END_TEST

START_TEST(test_matches_never_exceed_either_side_and_are_safe_at_zero)
{
    ck_assert_double_eq(matches(5.0, 1000, 30, 0.6), 30);
    ck_assert_double_eq(matches(5.0, 20, 3000, 0.6), 20);
    ck_assert_double_eq(matches(0.1, 0, 500, 0.6), 0);
    ck_assert_double_eq(matches(0.1, 500, 0, 0.6), 0);
}
END_TEST

START_TEST(test_separation_and_efficiency_follow_from_observed_rates)
{
    ck_assert_double_eq_tol(separation_rate(0.034, 0.07), 0.002464, 1e-6);
    ck_assert_double_eq_tol(separation_rate(0.052, 0.12), 0.006582, 1e-6);
    ck_assert_double_eq_tol(matching_efficiency(0.070, 0.88, 0.6), 0.0737, 1e-4);
    ck_assert_double_eq_tol(matching_efficiency(0.120, 0.72, 0.6), 0.1368, 1e-4);
}
END_TEST

START_TEST(test_replacement_that_passes_unemployment_is_not_loss_of_jobs)
{
    ck_assert_double_eq_tol(layoff_rate(0.0025, 0.002, 0.6, 0.25), 0.0017, 1e-12);
    ck_assert_double_eq_tol(layoff_rate(0.0025, 0.010, 0.6, 0.25), 0.000625, 1e-12);
    ck_assert_double_eq(layoff_rate(0.0025, 0.010, 1.0, 0.25), 0.0025);
}
END_TEST

START_TEST(test_demand_for_care_follows_need_and_productivity)
{
    ck_assert_double_eq_tol(care_growth(1.2, 1.0, 0.005, 10, 1.0, 0.3), 1.2 * pow(0.995, 10), 1e-12);
    ck_assert(care_growth(1.2, 1.0, 0.005, 10, 1.05, 0.3) < care_growth(1.2, 1.0, 0.005, 10, 1.0, 0.3));
    ck_assert_double_eq_tol(posts_growth(0.9, 0.95, 0.3, 1.0, 0.3), pow(0.9, 0.7) * pow(0.95, 0.3), 1e-12);
}
END_TEST

START_TEST(test_the_end_of_a_job_is_geometric)
{
    const double scale = 1.0 / log(1.0 - 0.1);
    ck_assert_double_eq(tenure_months(0.95, scale), 0); /* U > 0.9: ends in the first month, chance 0.1 */
    ck_assert_double_eq(tenure_months(0.89, scale), 1);
    ck_assert_double_eq(tenure_months(0.5, scale), 6); /* ln 0.5 / ln 0.9 = 6.58 */
    ck_assert_double_ge(tenure_months(0.5, 0.0), 1e6); /* never */
}
END_TEST

struct market {
    double employed[N_OCCUPATIONS], unemployed[N_OCCUPATIONS];
};

/* One month of a market of persons that are numbers: matching, hires, loss of jobs, replacement of those who leave. */
static void step_market(struct market *market, size_t country, double working_age, double care_need)
{
    const struct labour_market_tables *tables = f.world->labour_market;
    fixture_month(&f, f.context.month + 1);
    f.totals->population[country] = 100000000;
    f.totals->working_age[country] = (int64_t)(60000000 * working_age);
    f.totals->care_need[country] = (int64_t)(4e9 * care_need);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double lost = tables->separation_rate[country][o] * market->employed[o];
        double left = tables->entry_rate[country] * market->employed[o]; /* as many enter */
        market->employed[o] -= lost + left;
        market->unemployed[o] += lost + left;
        f.totals->employed[vacancy_cell(country, o)] = (int64_t)market->employed[o];
        f.totals->unemployed[vacancy_cell(country, o)] = (int64_t)market->unemployed[o];
    }
    labour_market_match(&f.context);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double seats = (double)f.macro->labour_market.seats[country][o];
        market->employed[o] += seats;
        market->unemployed[o] -= seats;
        f.queues[QUEUE_vacancies].applied[vacancy_cell(country, o)] = (int64_t)(market->unemployed[o] + seats);
        f.queues[QUEUE_vacancies].admitted[vacancy_cell(country, o)] = (int64_t)seats;
    }
    labour_market_close(&f.context);
    wages_update(&f.context);
}

static void start_market(struct market *market, size_t country)
{
    const struct country *facts = &f.world->country[country];
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double labour_force = 45e6 * facts->employment_share[o] / 100;
        market->unemployed[o] = labour_force * facts->unemployment_rate / 100;
        market->employed[o] = labour_force - market->unemployed[o];
    }
}

static double unemployment_rate(const struct market *market)
{
    double unemployed = 0, all = 0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        unemployed += market->unemployed[o];
        all += market->unemployed[o] + market->employed[o];
    }
    return unemployed / all;
}

static double vacancy_rate(size_t country, const struct market *market)
{
    double vacancies = 0, posts = 0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        vacancies += (double)f.macro->labour_market.vacancies[country][o];
        posts += (double)f.macro->labour_market.vacancies[country][o] + market->employed[o];
    }
    return vacancies / posts;
}

START_TEST(test_without_change_the_market_stays_at_the_observed_rates)
{
    struct market market;
    f.world->parameters.labour_market.care_productivity = 0;
    for (size_t country = HOME; country <= FIXTURE_JPN; country++) {
        start_market(&market, country);
        f.macro->labour_market.started = 0;
        for (int month = 0; month < 120; month++) {
            step_market(&market, country, 1, 1);
        }
        const struct country *facts = &f.world->country[country];
        ck_assert_double_eq_tol(100 * unemployment_rate(&market), facts->unemployment_rate,
                                0.05 * facts->unemployment_rate);
        ck_assert_double_eq_tol(100 * vacancy_rate(country, &market), facts->vacancy_rate, 0.1 * facts->vacancy_rate);
    }
}
END_TEST

START_TEST(test_need_of_care_opens_vacancies_in_care_and_lowers_unemployment_there)
{
    struct market market;
    start_market(&market, FIXTURE_DEU);
    for (int month = 0; month < 36; month++) {
        step_market(&market, FIXTURE_DEU, 1, month < 12 ? 1 : 1.07);
    }
    const struct labour_market_macro *macro = &f.macro->labour_market;
    double care = f.world->labour_market->unemployment[FIXTURE_DEU][OCCUPATION_care];
    ck_assert_double_lt(labour_market_unemployment(&f.context, FIXTURE_DEU, OCCUPATION_care), 0.85 * care);
    ck_assert(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_care] > 1.005);
    ck_assert_double_eq_tol(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_services], 1, 0.005);
    ck_assert(macro->tightness[FIXTURE_DEU][OCCUPATION_care] > 1.5);
    uint64_t now = macro->occupation_cut[FIXTURE_DEU][2][OCCUPATION_care] -
                   macro->occupation_cut[FIXTURE_DEU][2][OCCUPATION_construction];
    ck_assert((double)now / 4294967296.0 >
              1.1 * f.world->labour_market->occupation_share[FIXTURE_DEU][2][OCCUPATION_care]);
}
END_TEST

/* Posts in care that a shortage of twenty years leaves vacant, when need grows by 3 % a year. */
static double vacant_in_care(void)
{
    struct market market;
    start_market(&market, FIXTURE_DEU);
    memset(&f.macro->labour_market, 0, sizeof f.macro->labour_market);
    memset(&f.macro->wages, 0, sizeof f.macro->wages);
    fixture_month(&f, cor_month(2024, 1));
    wages_begin(&f.context);
    for (int month = 0; month < 240; month++) {
        step_market(&market, FIXTURE_DEU, 1, pow(1.03, month / 12.0));
    }
    const struct labour_market_macro *macro = &f.macro->labour_market;
    double vacant = (double)macro->vacancies[FIXTURE_DEU][OCCUPATION_care];
    return vacant / (vacant + market.employed[OCCUPATION_care]);
}

START_TEST(test_posts_that_stay_unfilled_are_scrapped_and_pay_rises)
{
    double usual = f.world->country[FIXTURE_DEU].vacancy_rate / 100.0, vacant = vacant_in_care();
    double pay = f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_care];
    ck_assert_double_gt(vacant, 1.2 * usual);
    ck_assert_double_lt(vacant, 4.0 * usual);
    ck_assert_double_lt(f.macro->labour_market.adjustment[FIXTURE_DEU][OCCUPATION_care], -0.05);
    ck_assert_double_gt(pay, 1.02);
    f.world->parameters.wages.shortage_pay = 0.0;
    ck_assert_double_gt(vacant_in_care(), vacant);
    ck_assert_double_lt(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_care], 1.0 + 0.6 * (pay - 1.0));
    f.world->parameters.labour_market.posts_scrapped = 0.0;
    f.world->parameters.labour_market.posts_opened = 0.0;
    ck_assert_double_gt(vacant_in_care(), 2.0 * vacant);
}
END_TEST

START_TEST(test_posts_adjust_by_what_is_above_the_usual)
{
    ck_assert_double_eq_tol(posts_adjusted(0.07, 0.05, 0.02, 0.03, 0.03, 0.05), 0.02 * 0.02, 1e-15);
    ck_assert_double_eq_tol(posts_adjusted(0.05, 0.05, 0.02, 0.06, 0.02, 0.05), -0.05 * 0.04, 1e-15);
    ck_assert_double_eq(posts_adjusted(0.05, 0.05, 0.02, 0.03, 0.03, 0.05), 0.0);
}
END_TEST

START_TEST(test_good_times_raise_vacancies_and_lower_unemployment)
{
    double vacant[2], idle[2], shortage[2];
    for (int good = 0; good < 2; good++) {
        struct market market;
        start_market(&market, FIXTURE_DEU);
        memset(&f.macro->labour_market, 0, sizeof f.macro->labour_market);
        f.macro->shocks.demand[FIXTURE_DEU] = 0.3 * good;
        for (int month = 0; month < 12; month++) {
            step_market(&market, FIXTURE_DEU, 1, 1);
        }
        vacant[good] = vacancy_rate(FIXTURE_DEU, &market);
        idle[good] = unemployment_rate(&market);
        shortage[good] = labour_market_shortage(&f.context, FIXTURE_DEU)[OCCUPATION_services];
    }
    ck_assert_double_gt(vacant[1], 1.1 * vacant[0]);
    ck_assert_double_lt(idle[1], 0.93 * idle[0]);
    ck_assert_double_gt(shortage[1], 1.1 * shortage[0]);
    ck_assert_double_eq_tol(shortage[0], labour_market_shortage_at_start(&f.context, FIXTURE_DEU, OCCUPATION_services),
                            0.1 * shortage[0]);
    ck_assert_double_eq_tol(f.macro->shocks.unemployment[FIXTURE_DEU], idle[1], 1e-6);
}
END_TEST

START_TEST(test_jobs_last_longer_when_losses_become_rarer)
{
    const double often = 1.0 / log(1.0 - 0.02), rarely = 1.0 / log(1.0 - 0.01);
    double mean = 0.0, due = 0.0;
    for (int end = 100; end < 2100; end++) { /* as many as end in a month when 1 % do */
        double jobs = pow(0.99, end - 100) * 0.01;
        for (double unit = 0.05; unit < 1.0; unit += 0.1) {
            double then = stretched_end(100, end, unit, rarely, often);
            mean += 0.1 * jobs * (then - 100);
            due += then == 100 ? 0.1 * jobs : 0.0;
        }
    }
    ck_assert_double_eq_tol(mean, 0.98 / 0.02, 0.2);
    ck_assert_double_eq_tol(due, 0.02, 0.0005);
    ck_assert_double_eq(stretched_end(100, 120, 0.5, often, often), 120);
    ck_assert_double_ge(stretched_end(100, 100, 0.9, often, rarely), 101); /* was due this month */
    ck_assert_double_ge(stretched_end(100, 120, 0.5, often, 0.0), 1e6);    /* never */
}
END_TEST

START_TEST(test_seats_are_zero_without_vacancies_or_unemployed)
{
    struct market market;
    start_market(&market, FIXTURE_DEU);
    step_market(&market, FIXTURE_DEU, 1, 1);
    fixture_month(&f, f.context.month + 1);
    labour_market_match(&f.context);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        ck_assert_int_le(labour_market_seats(&f.context)[vacancy_cell(FIXTURE_DEU, o)], 1);
        ck_assert_int_eq(f.macro->labour_market.unemployed[FIXTURE_DEU][o], 0);
    }
}
END_TEST

START_TEST(test_fractions_of_hires_are_carried_but_unused_seats_are_lost)
{
    struct labour_market_macro *macro = &f.macro->labour_market;
    struct cor_queue *queue = &f.queues[QUEUE_vacancies];
    size_t rationed = vacancy_cell(FIXTURE_DEU, 0), plenty = vacancy_cell(FIXTURE_DEU, 1);
    macro->carry[FIXTURE_DEU][0] = macro->carry[FIXTURE_DEU][1] = 130.4;
    queue->applied[rationed] = 900;
    queue->admitted[rationed] = 100;
    queue->applied[plenty] = queue->admitted[plenty] = 100;
    labour_market_close(&f.context);
    ck_assert_double_eq_tol(macro->carry[FIXTURE_DEU][0], 30.4, 1e-9);
    ck_assert_double_eq(macro->carry[FIXTURE_DEU][1], 0);
}
END_TEST

Suite *suite_labour_matching(void);
Suite *suite_labour_matching(void)
{
    Suite *suite = suite_create("labour_matching");
    TCase *rules = tcase_create("rules"), *market = tcase_create("market");
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, market);
    tcase_add_checked_fixture(market, start, stop);
    tcase_add_test(rules, test_matching_function_gives_the_worked_value);
    tcase_add_test(rules, test_at_the_start_hires_replace_losses_and_exits);
    tcase_add_test(rules, test_turnover_leaves_the_formal_share);
    tcase_add_test(rules, test_matches_never_exceed_either_side_and_are_safe_at_zero);
    tcase_add_test(rules, test_the_end_of_a_job_is_geometric);
    tcase_add_test(rules, test_separation_and_efficiency_follow_from_observed_rates);
    tcase_add_test(rules, test_replacement_that_passes_unemployment_is_not_loss_of_jobs);
    tcase_add_test(rules, test_demand_for_care_follows_need_and_productivity);
    tcase_add_test(market, test_without_change_the_market_stays_at_the_observed_rates);
    tcase_add_test(market, test_need_of_care_opens_vacancies_in_care_and_lowers_unemployment_there);
    tcase_add_test(rules, test_posts_adjust_by_what_is_above_the_usual);
    tcase_add_test(rules, test_jobs_last_longer_when_losses_become_rarer);
    tcase_add_test(market, test_posts_that_stay_unfilled_are_scrapped_and_pay_rises);
    tcase_add_test(market, test_good_times_raise_vacancies_and_lower_unemployment);
    tcase_add_test(market, test_seats_are_zero_without_vacancies_or_unemployed);
    tcase_add_test(market, test_fractions_of_hires_are_carried_but_unused_seats_are_lost);
    return suite;
}
