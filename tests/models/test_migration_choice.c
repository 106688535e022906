/* The choice to migrate: its rules against the closed form of the nested logit, and the kernel on small chunks. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/training/training.h"
#include "tests/models/fixture.h"

enum { N_PEOPLE = 4000 };

static struct fixture fixture;

static void begin(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 2 * N_PEOPLE);
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            fixture.macro->labour_market.vacancies[c][k] = 1000000;
        }
    }
}

static size_t count_stage(enum stage stage)
{
    size_t n = 0;
    for (uint32_t row = 0; row < fixture.chunk->n_rows[TABLE_migrant]; row++) {
        n += view_of(fixture.chunk)->migrant.stage[row] == stage;
    }
    return n;
}

/* ---- rules of the choice ---- */

START_TEST(test_sine_is_right_on_the_whole_interval)
{
    for (int i = 1; i < 1000; i++) {
        double x = i / 1000.0;
        ck_assert_double_eq_tol(choice_sine_of_pi(x), sin(3.14159265358979323846 * x), 1e-13);
    }
}
END_TEST

/* Two nests of two alternatives and home; values chosen so that all shares are far from 0. */
static const double nest_values[4] = {0.4, -0.3, 0.9, 0.1};

static int simulated_choice(const double value[4], double lambda, uint32_t id)
{
    const struct cor_key key = {11, 3};
    struct cor_draws taste = cor_person_draws(key, id, 0, 1, 41, 0);
    int chosen = -1;
    double most = choice_gumbel(cor_person_draws(key, id, 0, 1, 42, 0).word[2]);
    for (uint32_t nest = 0; nest < 2; nest++) {
        struct cor_draws common = cor_person_draws(key, id, 0, 1, 42, nest + 1);
        double first = choice_within_nest(value[2 * nest], lambda, taste.word[2 * nest]);
        double second = choice_within_nest(value[2 * nest + 1], lambda, taste.word[2 * nest + 1]);
        double utility =
            lambda * (first > second ? first : second) + choice_nest_taste(lambda, common.word[0], common.word[1]);
        if (utility > most) {
            most = utility;
            chosen = (int)(2 * nest) + (first > second ? 0 : 1);
        }
    }
    return chosen;
}

static void closed_form(const double value[4], double lambda, double share[4])
{
    double inner[2], all = 1.0;
    for (int n = 0; n < 2; n++) {
        inner[n] = exp(value[2 * n] / lambda) + exp(value[2 * n + 1] / lambda);
        all += pow(inner[n], lambda);
    }
    for (int a = 0; a < 4; a++) {
        share[a] = exp(value[a] / lambda) / inner[a / 2] * pow(inner[a / 2], lambda) / all;
    }
}

START_TEST(test_shares_equal_the_closed_form_of_the_nested_logit)
{
    const double lambdas[3] = {0.3, 0.5, 1.0};
    const uint32_t n = 200000;
    double lambda = lambdas[_i], share[4];
    size_t count[4] = {0};
    closed_form(nest_values, lambda, share);
    for (uint32_t id = 0; id < n; id++) {
        int chosen = simulated_choice(nest_values, lambda, id);
        if (chosen >= 0) {
            count[chosen]++;
        }
    }
    for (int a = 0; a < 4; a++) {
        double error = sqrt(share[a] * (1.0 - share[a]) / n);
        ck_assert_double_eq_tol((double)count[a] / n, share[a], 4.0 * error);
    }
}
END_TEST

START_TEST(test_improving_an_alternative_moves_people_only_into_it)
{
    double better[4];
    size_t moved = 0;
    memcpy(better, nest_values, sizeof better);
    better[1] += 0.8;
    for (uint32_t id = 0; id < 50000; id++) {
        int before = simulated_choice(nest_values, 0.5, id), after = simulated_choice(better, 0.5, id);
        ck_assert(after == before || after == 1);
        moved += after != before;
    }
    ck_assert_uint_gt(moved, 1000);
}
END_TEST

START_TEST(test_bounds_of_tastes_hold_for_every_word)
{
    const double lambdas[4] = {0.1, 0.5, 0.93, 1.0}, margin = 1e-5;
    const struct cor_key key = {5, 0};
    double lambda = lambdas[_i];
    begin();
    fixture.world->parameters.migration.nest_dissimilarity = lambda;
    migration_prepare(fixture.world, &fixture.world->tables->migration);
    const float *gumbel = fixture.world->migration->gumbel_edge, *angle = fixture.world->migration->angle_edge;
    for (uint32_t i = 0; i < 200000; i++) {
        struct cor_draws draws = cor_person_draws(key, i, 0, 1, 41, 0);
        uint32_t word = i < 64 ? i : (i < 128 ? UINT32_MAX - (i - 64) : draws.word[0]), size = draws.word[1];
        uint32_t a = choice_taste_range(word), s = choice_taste_range(size);
        double rest = 1.0 - lambda, taste = choice_nest_taste(lambda, word, size);
        ck_assert_double_le((double)gumbel[a] - margin, choice_gumbel(word));
        ck_assert_double_ge((double)gumbel[a + 1] + margin, choice_gumbel(word));
        ck_assert_double_le((double)angle[a] + rest * (double)gumbel[s] - margin, taste);
        ck_assert_double_ge((double)angle[a + 1] + rest * (double)gumbel[s + 1] + margin, taste);
    }
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_annuity_of_three_years_at_ten_percent)
{
    /* (1 - 1.1^-3) / ln 1.1 */
    ck_assert_double_eq_tol(choice_annuity(36, 0.10), 2.609219, 1e-5);
    ck_assert_double_eq_tol(choice_annuity(36, 0.0), 3.0, 1e-12);
}
END_TEST

/* ---- choice by the kernel ---- */

static void add_young_people(void)
{
    for (uint32_t i = 0; i < N_PEOPLE; i++) {
        uint32_t row = fixture_person(&fixture, i % 2 ? SEX_male : SEX_female, 24, EDUCATION_upper_secondary,
                                      WORK_EMPLOYED, NO_ROW);
        view_of(fixture.chunk)->household.wealth[view_of(fixture.chunk)->person.household[row]] = 100000000;
    }
    fixture_all_birthdays(&fixture);
}

/* Everybody aspires, recruiters take on everybody, and Germany's apprenticeship gets a bonus. */
static void choose_with_bonus(double bonus, uint8_t *choice)
{
    begin();
    fixture.world->parameters.migration.aspire_share = 0.999999;
    fixture.world->parameters.migration.interest_least = 20; /* few stay at home */
    migration_prepare(fixture.world, &fixture.world->tables->migration);
    add_young_people();
    migration_open(&fixture.context);
    for (size_t c = 0; c < MAX_COUNTRIES; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            fixture.macro->migration.intake[c][h] = 1e9;
        }
    }
    fixture.macro->migration.attraction.value[EDUCATION_upper_secondary][CHANNEL_apprenticeship][FIXTURE_DEU] += bonus;
    fixture_month(&fixture, cor_month(2024, 2));
    migration_aspire(&fixture.context, fixture.chunk);
    const struct chunk_view *view = view_of(fixture.chunk);
    for (uint32_t row = 0; row < N_PEOPLE; row++) {
        uint16_t record = view->person.migrant[row];
        choice[row] = record == NO_ROW
                          ? 255
                          : (uint8_t)alternative_of(view->migrant.country[record], view->migrant.channel[record]);
    }
}

START_TEST(test_a_better_corridor_draws_people_and_loses_none)
{
    uint8_t *before = malloc(N_PEOPLE), *after = malloc(N_PEOPLE);
    size_t target = alternative_of(FIXTURE_DEU, CHANNEL_apprenticeship), joined = 0;
    ck_assert(before && after);
    choose_with_bonus(0.0, before);
    fixture_free(&fixture);
    choose_with_bonus(0.7, after);
    fixture_free(&fixture);
    for (size_t i = 0; i < N_PEOPLE; i++) {
        ck_assert(after[i] == before[i] || after[i] == target);
        joined += after[i] != before[i];
    }
    ck_assert_uint_gt(joined, 20);
    free(before);
    free(after);
}
END_TEST

START_TEST(test_the_kernel_chooses_as_the_closed_form_says)
{
    uint8_t *choice = malloc(N_PEOPLE);
    double value[MAX_ALTERNATIVES], weight[MAX_ALTERNATIVES], share[MAX_ALTERNATIVES];
    ck_assert(choice);
    choose_with_bonus(0.0, choice);
    const struct migration_attraction *attraction = &fixture.macro->migration.attraction;
    double pay = 10.0 * 3100, log_home = log(pay / fixture.world->country[HOME].price_level);
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        weight[a] = attraction->open[a];
        value[a] =
            attraction->value[EDUCATION_upper_secondary][h][c] + attraction->network[REGION_north_central][c] +
            attraction->money[EDUCATION_upper_secondary][h][c] / (12.0 * pay) -
            fixture.world->parameters.migration.pay_elasticity * fixture.world->migration->horizon[c][h] * log_home;
    }
    double home = migration_choice_shares(fixture.world, value, weight, share);
    double sum = home;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t n = 0;
        for (size_t i = 0; i < N_PEOPLE; i++) {
            n += choice[i] == a;
        }
        sum += share[a];
        ck_assert_double_eq_tol((double)n / N_PEOPLE, share[a],
                                4.0 * sqrt(share[a] * (1 - share[a]) / N_PEOPLE) + 1e-9);
    }
    ck_assert_double_eq_tol(sum, 1.0, 1e-12);
    ck_assert_double_gt(home, 0.0);
    free(choice);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_about_one_young_adult_in_twelve_aspires_in_a_year)
{
    begin();
    add_young_people();
    migration_open(&fixture.context);
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) { /* whoever aspires also chooses to leave */
        fixture.macro->migration.attraction.value[e][CHANNEL_contract][FIXTURE_JPN] += 50;
    }
    fixture_month(&fixture, cor_month(2024, 2));
    migration_aspire(&fixture.context, fixture.chunk);
    int64_t interested = 0;
    for (size_t cell = 0; cell < MAX_COUNTRIES * N_CHANNELS; cell++) {
        interested += fixture.totals->interested[cell];
    }
    double share = (double)interested / 100.0 / N_PEOPLE;
    ck_assert_double_gt(share, 0.05);
    ck_assert_double_lt(share, 0.30);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_the_poor_choose_what_they_can_pay)
{
    begin();
    add_young_people();
    fixture.world->parameters.migration.aspire_share = 0.999999;
    for (uint32_t h = 0; h < fixture.chunk->n_rows[TABLE_household]; h++) {
        view_of(fixture.chunk)->household.wealth[h] = 0;
        view_of(fixture.chunk)->household.income[h] = 10000; /* 100 USD a month: 840 USD can be borrowed */
    }
    migration_open(&fixture.context);
    fixture_month(&fixture, cor_month(2024, 2));
    migration_aspire(&fixture.context, fixture.chunk);
    ck_assert_uint_eq(count_stage(STAGE_PREPARING), 0);
    fixture_free(&fixture);
}
END_TEST

/* Two workers of the same gross pay, of whom one pays contributions and tax, and one without work. */
START_TEST(test_pay_at_home_is_net_where_pay_abroad_is_net)
{
    begin();
    struct chunk_view *view = view_of(fixture.chunk);
    migration_open(&fixture.context);
    uint32_t row[3];
    for (size_t i = 0; i < 3; i++) {
        row[i] = fixture_person(&fixture, SEX_male, 25, EDUCATION_upper_secondary,
                                i < 2 ? WORK_EMPLOYED : WORK_UNEMPLOYED, NO_ROW);
        view->person.pay[row[i]] = i < 2 ? 4000 : 0;
        view->person.work[row[i]] = (uint8_t)(view->person.work[row[i]] & ~(unsigned)WORK_FORMAL);
    }
    view->person.work[row[0]] |= WORK_FORMAL;
    struct candidate formal = migration_candidate(&fixture.context, fixture.chunk, row[0]);
    struct candidate informal = migration_candidate(&fixture.context, fixture.chunk, row[1]);
    struct candidate idle = migration_candidate(&fixture.context, fixture.chunk, row[2]);
    double net = (double)(40000 - 7880 - wages_tax(fixture.world, HOME, 40000)) / 40000;
    ck_assert_double_eq(formal.log_pay, informal.log_pay);
    ck_assert_double_eq_tol(informal.per_year / formal.per_year, net, 1e-9);
    ck_assert_double_eq_tol(formal.log_power - informal.log_power, log(net), 1e-9);
    ck_assert_double_lt(idle.log_power, idle.log_pay - cor_log(fixture.world->country[HOME].price_level) - 0.01);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_policies_of_the_first_month_do_not_move_the_constants)
{
    double constant[MAX_ALTERNATIVES];
    begin();
    migration_open(&fixture.context);
    memcpy(constant, fixture.macro->migration.constant, sizeof constant);
    fixture_free(&fixture);
    begin();
    fixture_lever(&fixture, LEVER_quota_factor, 5);
    fixture_lever(&fixture, LEVER_employer_pays, 1);
    fixture_lever(&fixture, LEVER_entry_gap_factor, 0);
    migration_open(&fixture.context);
    ck_assert_mem_eq(constant, fixture.macro->migration.constant, sizeof constant);
    fixture_free(&fixture);
}
END_TEST

START_TEST(test_interest_at_the_start_is_what_the_parameters_say)
{
    begin();
    const struct migration_parameters *p = &fixture.world->parameters.migration;
    for (size_t c = 1; c < FIXTURE_COUNTRIES; c++) {
        fixture.world->country[c].vietnamese_entries[CHANNEL_contract] = 300.0 * (double)c; /* a small home country */
        fixture.world->country[c].vietnamese_entries[CHANNEL_apprenticeship] = 0;
        fixture.world->country[c].vietnamese_entries[CHANNEL_skilled] = 0;
        fixture.world->country[c].vietnamese_entries[CHANNEL_study] = 0;
    }
    fixture.world->parameters.migration.interest_scale = 0;
    fixture.world->parameters.migration.places_least = 1;
    migration_open(&fixture.context);
    for (size_t c = 1; c < FIXTURE_COUNTRIES; c++) {
        const struct country *country = &fixture.world->country[c];
        double waiting = country->processing_months[CHANNEL_contract] + p->queue_months;
        struct training_way preparing = training_way_expected(&fixture.context, c, CHANNEL_contract);
        double recruits = 300.0 * (double)c * pow(1.0 - p->queue_drop_out, -waiting) *
                          pow(1.0 - preparing.drop_out, -preparing.months);
        double wanted = p->interest_least * recruits / 12.0;
        ck_assert_double_eq_tol(
            fixture.macro->migration.market.wished_start[alternative_of(c, CHANNEL_contract)] / wanted, 1.0, 1e-3);
    }
    fixture_free(&fixture);
}
END_TEST

/* Four times as many entries known of a later year draw what (M5) says: constants are those of the first year. */
START_TEST(test_more_known_entries_of_a_later_year_draw_more_candidates)
{
    begin();
    migration_open(&fixture.context);
    struct migration_attraction *attraction = &fixture.macro->migration.attraction;
    const double *value = &attraction->value[EDUCATION_upper_secondary][CHANNEL_contract][FIXTURE_JPN];
    migration_weigh_alternatives(&fixture.context, attraction);
    double before = *value, places = fixture.macro->migration.capacity[FIXTURE_JPN][CHANNEL_contract];
    fixture.macro->migration.market.known[FIXTURE_JPN][CHANNEL_contract] *= 4;
    fixture.macro->migration.capacity[FIXTURE_JPN][CHANNEL_contract] *= 4;
    migration_weigh_alternatives(&fixture.context, attraction);
    const struct migration_parameters *p = &fixture.world->parameters.migration;
    double ratio = choice_interest_in(4 * places, p->interest_least, p->interest_scale, p->places_least) /
                   choice_interest_in(places, p->interest_least, p->interest_scale, p->places_least);
    ck_assert_double_ge(ratio, 2.0);
    ck_assert_double_eq_tol(*value - before, p->nest_dissimilarity * log(ratio), 1e-6);
    fixture_free(&fixture);
}
END_TEST

Suite *suite_migration_choice(void)
{
    Suite *suite = suite_create("migration_choice");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, test_sine_is_right_on_the_whole_interval);
    tcase_add_loop_test(rules, test_shares_equal_the_closed_form_of_the_nested_logit, 0, 3);
    tcase_add_test(rules, test_improving_an_alternative_moves_people_only_into_it);
    tcase_add_loop_test(rules, test_bounds_of_tastes_hold_for_every_word, 0, 4);
    tcase_add_test(rules, test_annuity_of_three_years_at_ten_percent);
    suite_add_tcase(suite, rules);
    TCase *kernel = tcase_create("kernel");
    tcase_set_timeout(kernel, 60);
    tcase_add_test(kernel, test_a_better_corridor_draws_people_and_loses_none);
    tcase_add_test(kernel, test_the_kernel_chooses_as_the_closed_form_says);
    tcase_add_test(kernel, test_about_one_young_adult_in_twelve_aspires_in_a_year);
    tcase_add_test(kernel, test_the_poor_choose_what_they_can_pay);
    tcase_add_test(kernel, test_pay_at_home_is_net_where_pay_abroad_is_net);
    tcase_add_test(kernel, test_policies_of_the_first_month_do_not_move_the_constants);
    tcase_add_test(kernel, test_interest_at_the_start_is_what_the_parameters_say);
    tcase_add_test(kernel, test_more_known_entries_of_a_later_year_draw_more_candidates);
    suite_add_tcase(suite, kernel);
    return suite;
}
