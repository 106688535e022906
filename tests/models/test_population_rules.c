/* The rules of the initial population against worked values, and the pipeline at the start. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/migration/choice_rules.h"
#include "models/migration/migration_rules.h"
#include "models/population/fill.h"
#include "models/population/pipeline.h"
#include "models/population/population_rules.h"
#include "tests/models/fixture.h"

START_TEST(test_a_deal_takes_every_place_once)
{
    static uint8_t taken[10007];
    const uint64_t sizes[] = {1, 2, 10, 997, 10007};
    for (size_t s = 0; s < 5; s++) {
        uint64_t n = sizes[s], step = golden_step(n);
        memset(taken, 0, sizeof taken);
        for (uint64_t i = 0; i < n; i++) {
            taken[i * step % n]++;
        }
        for (uint64_t i = 0; i < n; i++) {
            ck_assert_uint_eq(taken[i], 1);
        }
    }
}
END_TEST

START_TEST(test_shares_of_intervals_add_up_to_the_total)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < 7; i++) {
        sum += even_share(1234, 100 * i, 100, 700);
    }
    ck_assert_uint_eq(sum, 1234);
}
END_TEST

START_TEST(test_the_age_profile_of_dispatch_has_its_mode_in_the_year_of_age_24)
{
    int mode = 18;
    for (int age = 18; age < 50; age++) {
        double here = choice_age_intensity(age + 0.5, .13, 22, .5),
               there = choice_age_intensity(mode + 0.5, .13, 22, .5);
        mode = here > there ? age : mode;
    }
    ck_assert_int_eq(mode, 24); /* 22 + ln(.5 / .13) / .5 = 24.7 */
}
END_TEST

START_TEST(test_mothers_are_of_childbearing_age)
{
    static const double fertility[7] = {.03, .11, .12, .07, .03, .005, .001};
    ck_assert_int_eq(age_at_birth(fertility, 1e-9), 15);
    ck_assert_int_ge(age_at_birth(fertility, 0.5), 25);
    ck_assert_int_lt(age_at_birth(fertility, 0.5), 30);
    ck_assert_int_eq(age_at_birth(fertility, 1.0 - 1e-9), 49);
}
END_TEST

/* Draws on both sides of a cut, and others. */
static uint32_t trial_draw(const uint64_t *cut, uint32_t n, uint32_t i)
{
    return i < 2 * n ? (uint32_t)(cut[i / 2] - i % 2) : mix_ids(i, n);
}

START_TEST(test_cuts_decide_as_the_rules_they_were_made_from)
{
    enum { TRIALS = 2000 };
    static struct start_cuts cuts;
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 8);
    population_prepare_cuts(f.world, &cuts);
    const double *fertility = ages_fertility(f.world, HOME, FIXTURE_YEAR);
    for (uint32_t i = 0; i < TRIALS; i++) {
        uint32_t word = trial_draw(cuts.birth_age, N_AGES_AT_BIRTH, i);
        ck_assert_int_eq(birth_age_of(&cuts, word), age_at_birth(fertility, cor_unit(word)));
        for (size_t class = 1; class < N_AGE_CLASSES; class ++) {
            word = trial_draw(cuts.attained[HOME][SEX_male][class], N_EDUCATION_LEVELS, i);
            ck_assert_uint_eq(
                pick(cuts.attained[HOME][SEX_male][class], N_EDUCATION_LEVELS, word),
                pick_weighted(f.world->country[HOME].education[SEX_male][class], N_EDUCATION_LEVELS, cor_unit(word)));
        }
    }
    fixture_free(&f);
}
END_TEST

START_TEST(test_cumulated_weights_pick_as_the_weights_do)
{
    static const double weights[5] = {0.3, 0.0, 1.7, 0.25, 0.0};
    double ends[5];
    add_up_weights(weights, 5, ends);
    for (uint32_t i = 0; i < 1000; i++) {
        double u = cor_unit(mix_ids(i, 5));
        ck_assert_uint_eq(pick_summed(ends, 5, u), pick_weighted(weights, 5, u));
    }
}
END_TEST

/* ---- the pipeline at the start ---- */

START_TEST(test_a_stage_holds_those_who_leave_it_and_those_who_will_give_up)
{
    ck_assert_double_eq_tol(migration_persons_in_stage(100, 6, 0), 600, 1e-9);
    /* half a year with one in ten giving up each month: 0.9^-6 = 1.881676 enter for each who leaves */
    ck_assert_double_eq_tol(migration_persons_in_stage(100, 6, 0.1), 600 * 0.5 * (1 + 1.8816764), 1e-3);
}
END_TEST

/* Persons at home, preparing and queued, as the pipeline leaves them; smallest: the emptiest cell of those at home. */
static double persons_of_viet_nam(const struct world *world, double *smallest)
{
    struct pipeline pipeline;
    double arrival_age[N_CHANNELS][MAX_AGE + 1], home[N_AGE_CELLS], sum = 0.0;
    memcpy(home, world->country[HOME].population, sizeof home);
    population_pipeline_at_start(world, &world->parameters, &pipeline);
    population_pipeline_arrival_ages(&world->parameters, arrival_age);
    population_pipeline_take_from_home(world, &pipeline, arrival_age, home);
    *smallest = home[0];
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        *smallest = home[cell] < *smallest ? home[cell] : *smallest;
        sum += home[cell];
    }
    for (size_t i = 0; i < N_CORRIDORS; i++) {
        sum += pipeline.preparing[i / N_CHANNELS][i % N_CHANNELS] + pipeline.queued[i / N_CHANNELS][i % N_CHANNELS];
    }
    return sum;
}

static double sum_of_table(const struct world *world)
{
    double sum = 0.0;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        sum += world->country[HOME].population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)];
    }
    return sum;
}

START_TEST(test_the_pipeline_is_taken_from_those_at_home_and_never_leaves_fewer_than_nobody)
{
    struct fixture f;
    double smallest;
    fixture_init(&f, KIND_ORIGIN, HOME, 8);
    struct parameters *p = &f.world->parameters;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        f.world->country[HOME].population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)] *= 50.0;
    }
    double gives_up[] = {0.0, 0.05, 0.1, 0.15};
    bool refused = false, accepted = false;
    for (size_t i = 0; i < 16; i++) {
        p->training.drop_out = gives_up[i % 4];
        p->migration.queue_drop_out = gives_up[i / 4] < 0.1 ? gives_up[i / 4] : 0.1;
        p->training.base_months = 24.0;
        double share = population_pipeline_largest_share(f.world, p);
        ck_assert_double_eq_tol(persons_of_viet_nam(f.world, &smallest), sum_of_table(f.world), 1.0);
        ck_assert_msg(share > 1.0 || smallest >= 0.0, "%g of an age are taken, %g are left", share, smallest);
        ck_assert_msg(share < 1.0 || smallest <= 0.0, "%g of an age are taken, %g are left", share, smallest);
        refused |= share > 0.5;
        accepted |= share <= 0.5;
    }
    ck_assert(refused && accepted);
    fixture_free(&f);
}
END_TEST

START_TEST(test_a_pipeline_beyond_all_bounds_is_no_share_of_anybody)
{
    struct fixture f;
    fixture_init(&f, KIND_ORIGIN, HOME, 8);
    f.world->parameters.training.drop_out = 0.999;
    f.world->parameters.training.base_months = 1000.0;
    ck_assert_double_gt(population_pipeline_largest_share(f.world, &f.world->parameters), 1e9);
    f.world->parameters.training.drop_out = 0.0;
    f.world->parameters.training.base_months = 3.0;
    memset(f.world->country[HOME].population, 0, sizeof f.world->country[HOME].population);
    ck_assert_double_gt(population_pipeline_largest_share(f.world, &f.world->parameters), 1e9);
    fixture_free(&f);
}
END_TEST

/* ---- persons ---- */

START_TEST(test_a_present_job_has_lasted_as_long_as_its_risk_allows)
{
    ck_assert_double_eq(months_in_job(0.5, 0.0, 40), 40);               /* never lost: since arrival */
    ck_assert_double_eq_tol(months_in_job(0.5, 0.1, 40), 6.5788, 1e-3); /* ln .5 / ln .9 */
    ck_assert_double_eq(months_in_job(1e-9, 0.1, 40), 40);
}
END_TEST

START_TEST(test_the_first_cumulated_share_above_a_number_is_found)
{
    static const float cumulative[5] = {0.1f, 0.1f, 0.5f, 0.75f, 1.0f};
    static const double x[] = {0.0, 0.1f, 0.3, 0.5, 0.75, 0.99, 1.0};
    static const size_t first[] = {0, 2, 2, 3, 4, 4, 4};
    for (size_t i = 0; i < 7; i++) {
        ck_assert_uint_eq(first_above(cumulative, 5, x[i]), first[i]);
    }
}
END_TEST

START_TEST(test_attainment_of_migrants_adds_up)
{
    struct parameters p;
    double share[N_EDUCATION_LEVELS];
    parameters_default(&p);
    p.population.contract_upper = 0.8; /* at the ends of their ranges there is nobody left below */
    p.population.contract_tertiary = 0.4;
    for (size_t h = 0; h < N_CHANNELS; h++) {
        ck_assert(population_education_of_channel(&p.population, h, share) == (h != CHANNEL_family));
        double sum = 0.0;
        for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
            ck_assert_double_ge(share[e], -1e-12);
            sum += share[e];
        }
        ck_assert_double_eq_tol(sum, 1.0, 1e-12);
    }
}
END_TEST

Suite *suite_population_rules(void)
{
    Suite *suite = suite_create("population_rules");
    TCase *rules = tcase_create("rules");
    tcase_add_test(rules, test_a_deal_takes_every_place_once);
    tcase_add_test(rules, test_shares_of_intervals_add_up_to_the_total);
    tcase_add_test(rules, test_the_age_profile_of_dispatch_has_its_mode_in_the_year_of_age_24);
    tcase_add_test(rules, test_mothers_are_of_childbearing_age);
    tcase_add_test(rules, test_cuts_decide_as_the_rules_they_were_made_from);
    tcase_add_test(rules, test_cumulated_weights_pick_as_the_weights_do);
    tcase_add_test(rules, test_a_stage_holds_those_who_leave_it_and_those_who_will_give_up);
    tcase_add_test(rules, test_the_pipeline_is_taken_from_those_at_home_and_never_leaves_fewer_than_nobody);
    tcase_add_test(rules, test_a_pipeline_beyond_all_bounds_is_no_share_of_anybody);
    tcase_add_test(rules, test_a_present_job_has_lasted_as_long_as_its_risk_allows);
    tcase_add_test(rules, test_the_first_cumulated_share_above_a_number_is_found);
    tcase_add_test(rules, test_attainment_of_migrants_adds_up);
    suite_add_tcase(suite, rules);
    return suite;
}
