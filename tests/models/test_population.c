/* The initial population: the plan deals out everybody once, and the filled chunks match the tables of the world. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/model.h"
#include "models/migration/choice_rules.h"
#include "models/migration/migration_rules.h"
#include "models/population/pipeline.h"
#include "models/population/population_rules.h"
#include "models/population/stays.h"
#include "models/state/kin.h"
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

/* ---- whole populations ---- */

enum { WEIGHT = 40 };

struct people {
    struct fixture f; /* its own chunk is not used */
    struct population_plan plan;
    struct cor_chunk **chunks;
};

static void settle(struct people *p, double sample)
{
    fixture_init(&p->f, KIND_ORIGIN, HOME, 8);
    ck_assert_int_eq(population_plan(p->f.world, sample, sample / 2.0, &p->plan), COR_OK);
    p->chunks = calloc(p->plan.n_chunks, sizeof *p->chunks);
    for (size_t i = 0; i < p->plan.n_chunks; i++) {
        const struct population_chunk *part = &p->plan.chunk[i];
        p->chunks[i] =
            cor_chunk_create(&model_layout, (uint32_t)i, part->kind, part->group, part->weight, part->capacity);
        ck_assert_ptr_nonnull(p->chunks[i]);
        population_fill(&p->f.context, p->chunks[i], &p->plan);
    }
}

static void disperse(struct people *p)
{
    for (size_t i = 0; i < p->plan.n_chunks; i++) {
        cor_chunk_free(p->chunks[i]);
    }
    free(p->chunks);
    population_plan_free(&p->plan);
    fixture_free(&p->f);
}

START_TEST(test_the_guide_leads_to_the_cell_of_every_place)
{
    struct people p;
    settle(&p, 1.0 / 4000);
    const struct population_deal *deal = &p.plan.home;
    size_t cell = 0;
    for (uint64_t place = 0; place < deal->n_persons; place++) {
        while (place >= deal->end[cell]) {
            cell++;
        }
        ck_assert_uint_eq(cell_of_place(deal, place), cell);
    }
    disperse(&p);
}
END_TEST

START_TEST(test_corridors_hold_their_persons_on_the_mean_however_few)
{
    enum { N_STARTS = 400 };
    struct people p;
    settle(&p, 1.0 / 4000);
    const struct population_deal *deal = &p.plan.home;
    static double agents[3 * N_CORRIDORS];
    for (int i = 0; i < N_STARTS; i++) {
        for (uint64_t place = 0; place < deal->n_drawn; place++) {
            agents[cell_of_drawn_place(deal, place, (i + 0.5) / N_STARTS)] += 1.0 / N_STARTS;
        }
    }
    for (size_t cell = 1; cell + 1 < 3 * (size_t)N_CORRIDORS && deal->end[cell] < deal->n_drawn; cell++) {
        ck_assert_double_eq_tol(agents[cell], deal->exact_end[cell] - deal->exact_end[cell - 1], 2.0 / N_STARTS);
    }
    disperse(&p);
}
END_TEST

static int age_at_start(const struct people *p, const struct person_columns *person, uint32_t row)
{
    return age_years(person->birth_month[row], p->f.world->first_month - 1);
}

START_TEST(test_the_plan_covers_everybody_in_chunks_of_bounded_size)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    uint64_t next[MAX_COUNTRIES] = {0};
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct population_chunk *part = &p.plan.chunk[i];
        ck_assert_uint_eq(part->first, next[part->group]);
        ck_assert_uint_le(part->n, PERSONS_PER_CHUNK);
        next[part->group] += part->n;
        ck_assert_uint_eq(p.chunks[i]->n_rows[TABLE_person], part->n);
    }
    ck_assert_uint_eq(next[HOME], p.plan.home.n_persons);
    ck_assert_uint_eq(next[FIXTURE_JPN], p.plan.residents[FIXTURE_JPN].n_persons);
    ck_assert_uint_eq(next[FIXTURE_ROW], 0);
    double persons = 0.0;
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        persons += p.f.world->country[HOME].population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)];
    }
    for (size_t c = 1; c < FIXTURE_COUNTRIES; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            persons += p.f.world->country[c].vietnamese_stock[h];
        }
    }
    ck_assert_uint_eq(p.plan.home.n_persons, (uint64_t)(persons / WEIGHT + 0.5));
    disperse(&p);
}
END_TEST

START_TEST(test_the_pyramid_of_those_at_home_is_that_of_the_table)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    double found[N_SEXES][MAX_AGE + 1] = {{0}};
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct person_columns *person = &view_of(p.chunks[i])->person;
        for (uint32_t row = 0; row < p.chunks[i]->n_rows[TABLE_person]; row++) {
            if (p.chunks[i]->kind == KIND_ORIGIN && work_status(person->work[row]) != WORK_ABROAD) {
                found[trait_sex(person->traits[row])][age_at_start(&p, person, row)] += WEIGHT;
            }
        }
    }
    for (int s = 0; s < N_SEXES; s++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            /* exact but for the ages of those who prepare to leave, which are drawn */
            double wanted = p.f.world->country[HOME].population[s][age];
            double slack = age >= 18 && age < 50 ? 4.5 * sqrt(0.5 * wanted * WEIGHT) : 1.01 * WEIGHT;
            ck_assert_msg(fabs(found[s][age] - wanted) <= slack, "sex %d age %d: %.0f, table %.0f", s, age,
                          found[s][age], wanted);
        }
    }
    disperse(&p);
}
END_TEST

/* Of the residents of a country, as they are dealt. */
static double share_of_old(const struct population_deal *deal)
{
    double old = 0.0;
    for (size_t sex = 0; sex < N_SEXES; sex++) {
        size_t first = sex * (MAX_AGE + 1);
        old += (double)(deal->end[first + MAX_AGE] - deal->end[first + 49]);
    }
    return old / (double)deal->n_persons;
}

START_TEST(test_every_chunk_is_a_fair_sample_of_ages)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct person_columns *person = &view_of(p.chunks[i])->person;
        double old = 0.0, n = p.chunks[i]->n_rows[TABLE_person];
        for (uint32_t row = 0; p.chunks[i]->kind == KIND_RESIDENT && row < n; row++) {
            old += age_at_start(&p, person, row) >= 50;
        }
        if (p.chunks[i]->kind == KIND_RESIDENT) {
            ck_assert_double_eq_tol(old / n, share_of_old(&p.plan.residents[p.chunks[i]->group]), 4.0 / n + 0.002);
        }
    }
    disperse(&p);
}
END_TEST

START_TEST(test_residents_and_migrants_together_are_the_population_of_the_table)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    for (size_t c = FIXTURE_DEU; c <= FIXTURE_JPN; c++) {
        double found[2] = {0}, wanted[2] = {0}, n_migrants = 0.0; /* below 40 years, and others */
        for (size_t i = 0; i < p.plan.n_chunks; i++) {
            const struct chunk_view *view = view_of(p.chunks[i]);
            for (uint32_t row = 0; row < p.chunks[i]->n_rows[TABLE_person]; row++) {
                bool abroad = p.chunks[i]->kind == KIND_ORIGIN && kin_record_in(view, row, c) != NO_ROW;
                if (abroad || p.chunks[i]->group == c) {
                    found[age_at_start(&p, &view->person, row) >= 40] += p.chunks[i]->weight;
                    n_migrants += abroad ? p.chunks[i]->weight : 0.0;
                }
            }
        }
        for (int age = 0; age <= MAX_AGE; age++) {
            wanted[age >= 40] += p.f.world->country[c].population[SEX_female][age];
            wanted[age >= 40] += p.f.world->country[c].population[SEX_male][age];
        }
        ck_assert_double_gt(n_migrants, 0.0);
        ck_assert_double_eq_tol(found[0] + found[1], wanted[0] + wanted[1], 3.0 * WEIGHT);
        ck_assert_double_eq_tol(found[0], wanted[0], 4.0 * sqrt(n_migrants * WEIGHT) + 3.0 * WEIGHT);
    }
    disperse(&p);
}
END_TEST

/* Migrants of a channel in Japan: how many there are, and the sum of their ages. */
static double n_in_japan(const struct people *p, enum channel channel, double *years)
{
    double n = 0.0;
    *years = 0.0;
    for (size_t i = 0; i < p->plan.n_chunks; i++) {
        const struct chunk_view *view = view_of(p->chunks[i]);
        for (uint32_t m = 0; p->chunks[i]->kind == KIND_ORIGIN && m < p->chunks[i]->n_rows[TABLE_migrant]; m++) {
            if (view->migrant.stage[m] == STAGE_ABROAD && view->migrant.country[m] == FIXTURE_JPN &&
                view->migrant.channel[m] == channel) {
                *years += age_at_start(p, &view->person, view->migrant.person[m]);
                n++;
            }
        }
    }
    return n;
}

START_TEST(test_ages_of_migrants_are_those_that_residents_are_counted_without)
{
    static const enum channel channels[] = {CHANNEL_contract, CHANNEL_irregular};
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    for (size_t i = 0; i < 2; i++) {
        double share[MAX_AGE + 1], years, mean = 0.0, sum = 0.0, spread = 0.0;
        population_ages_abroad(&p.plan, FIXTURE_JPN, channels[i], share);
        for (int age = 0; age <= MAX_AGE; age++) {
            sum += share[age];
            mean += share[age] * age;
            spread += share[age] * age * age;
        }
        double n = n_in_japan(&p, channels[i], &years);
        ck_assert_double_gt(n, 30.0);
        ck_assert_double_eq_tol(sum, 1.0, 1e-6);
        ck_assert_double_eq_tol(years / n, mean, 3.5 * sqrt((spread - mean * mean) / n));
    }
    disperse(&p);
}
END_TEST

START_TEST(test_stocks_abroad_match_within_one_agent_and_contracts_lie_in_the_future)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    double found[FIXTURE_COUNTRIES][N_CHANNELS] = {{0}};
    int32_t start = p.f.world->first_month - 1;
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct chunk_view *view = view_of(p.chunks[i]);
        for (uint32_t m = 0; p.chunks[i]->kind == KIND_ORIGIN && m < p.chunks[i]->n_rows[TABLE_migrant]; m++) {
            if (view->migrant.stage[m] != STAGE_ABROAD) {
                continue;
            }
            found[view->migrant.country[m]][view->migrant.channel[m]] += WEIGHT;
            ck_assert_int_gt(view->migrant.contract_end[m], start);
            ck_assert_int_le(view->migrant.arrived[m], start);
            ck_assert_int_eq(work_status(view->person.work[view->migrant.person[m]]), WORK_ABROAD);
            ck_assert_uint_eq(view->person.migrant[view->migrant.person[m]], m);
            if (view->migrant.flags[m] & MIGRANT_EMPLOYED) {
                ck_assert_int_gt(view->migrant.gross_pay[m], 0);
            }
            double most = p.f.world->parameters.recruitment.debt_growth_most;
            ck_assert(view->migrant.debt[m] <= most * view->migrant.cost[m] + 1.0);
        }
    }
    for (size_t c = 1; c < FIXTURE_COUNTRIES; c++) {
        for (size_t h = 0; h < N_CHANNELS; h++) {
            ck_assert_double_eq_tol(found[c][h], p.f.world->country[c].vietnamese_stock[h], 1.01 * WEIGHT);
        }
    }
    disperse(&p);
}
END_TEST

/* Persons at home with a past abroad, and how many of them are back from Japan longer than refunds take and hold months. */
struct returned {
    double persons, expected, from_japan, unclaimed;
};

/* Months in Japan that could have been paid back by now: the wait is over, and they make no pension. */
static bool was_refundable(const struct people *p, const struct migrant_columns *migrant, uint32_t m)
{
    const struct country *japan = &p->f.world->country[FIXTURE_JPN];
    return migrant->country[m] == FIXTURE_JPN &&
           migrant->insured_months[INSURANCE_SLOTS * m] < japan->qualifying_months &&
           p->f.world->first_month - 1 - migrant->left_month[m] >= japan->refund_wait_months;
}

static void check_record(const struct people *p, const struct chunk_view *view, uint32_t m)
{
    const struct migrant_columns *migrant = &view->migrant;
    uint32_t row = migrant->person[m];
    int32_t stay = migrant->left_month[m] - migrant->arrived[m];
    ck_assert_int_gt(stay, 0);
    ck_assert_int_lt(migrant->left_month[m], p->f.world->first_month);
    ck_assert_int_lt(work_status(view->person.work[row]), WORK_ABROAD);
    ck_assert_uint_eq(view->person.past_country[row], migrant->country[m]);
    ck_assert_uint_eq(migrant->insured_country[INSURANCE_SLOTS * m], migrant->country[m]);
    ck_assert_uint_gt(migrant->insured_months[INSURANCE_SLOTS * m], 0);
    ck_assert(migrant->channel[m] == CHANNEL_irregular || migrant->insured_months[INSURANCE_SLOTS * m] <= stay);
    ck_assert_int_eq(migrant->debt[m] | migrant->savings[m] | migrant->gross_pay[m], 0);
}

static struct returned count_returned(const struct people *p)
{
    struct returned sum = {.expected = p->plan.past->persons};
    for (size_t i = 0; i < p->plan.n_chunks; i++) {
        const struct chunk_view *view = view_of(p->chunks[i]);
        for (uint32_t row = 0; p->chunks[i]->kind == KIND_ORIGIN && row < p->chunks[i]->n_rows[TABLE_person]; row++) {
            uint16_t m = view->person.migrant[row];
            sum.persons += view->person.past_country[row] != HOME ? WEIGHT : 0.0;
            if (m != NO_ROW && view->migrant.stage[m] == STAGE_RETURNED) {
                check_record(p, view, m);
                sum.unclaimed += was_refundable(p, &view->migrant, m) ? WEIGHT : 0.0;
            }
            sum.from_japan += view->person.past_country[row] == FIXTURE_JPN ? WEIGHT : 0.0;
        }
    }
    return sum;
}

START_TEST(test_persons_who_worked_abroad_are_back_with_what_the_rules_leave_them)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    struct returned usual = count_returned(&p);
    ck_assert_double_gt(usual.expected, 20.0 * WEIGHT);
    ck_assert_double_eq_tol(usual.persons, usual.expected, 0.05 * usual.expected + WEIGHT * (double)p.plan.n_chunks);
    ck_assert_double_gt(usual.unclaimed, 0.0);
    ck_assert_double_lt(usual.unclaimed, 0.8 * usual.from_japan);
    for (size_t i = 0; i < p.plan.n_chunks; i++) { /* the same population, had everybody claimed */
        cor_chunk_free(p.chunks[i]);
        const struct population_chunk *part = &p.plan.chunk[i];
        p.chunks[i] =
            cor_chunk_create(&model_layout, (uint32_t)i, part->kind, part->group, part->weight, part->capacity);
        p.f.world->parameters.social_protection.claim_take_up = 1.0;
        population_fill(&p.f.context, p.chunks[i], &p.plan);
    }
    struct returned all = count_returned(&p);
    ck_assert_double_eq(all.persons, usual.persons);
    ck_assert_double_eq(all.unclaimed, 0.0);
    disperse(&p);
}
END_TEST

START_TEST(test_those_abroad_hold_months_of_insurance_from_before_they_left)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    double holders = 0.0, persons = 0.0, home_holders = 0.0, at_home = 0.0;
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct chunk_view *view = view_of(p.chunks[i]);
        for (uint32_t m = 0; p.chunks[i]->kind == KIND_ORIGIN && m < p.chunks[i]->n_rows[TABLE_migrant]; m++) {
            if (view->migrant.stage[m] == STAGE_ABROAD && view->migrant.channel[m] == CHANNEL_skilled) {
                uint32_t row = view->migrant.person[m];
                holders += view->person.insured_months[row] > 0;
                persons++;
                int age = age_years(view->person.birth_month[row], p.f.world->first_month - 1);
                ck_assert_int_le(view->person.insured_months[row], 12 * (age - 17));
            }
        }
        for (uint32_t row = 0; p.chunks[i]->kind == KIND_ORIGIN && row < p.chunks[i]->n_rows[TABLE_person]; row++) {
            int age = age_years(view->person.birth_month[row], p.f.world->first_month - 1);
            bool of_age = age >= 20 && age < 40 && work_status(view->person.work[row]) < WORK_ABROAD;
            at_home += of_age;
            home_holders += of_age && view->person.insured_months[row] > 0;
        }
    }
    ck_assert_double_gt(at_home, 0.0);
    ck_assert_double_eq_tol(holders / persons, home_holders / at_home,
                            0.1); /* skilled workers do not pay from abroad */
    disperse(&p);
}
END_TEST

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

START_TEST(test_households_are_whole_and_of_the_mean_size_of_the_country)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    double n_households = 0.0, n_persons = 0.0, alone = 0.0;
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        if (p.chunks[i]->kind != KIND_ORIGIN) {
            continue;
        }
        const struct chunk_view *view = view_of(p.chunks[i]);
        uint32_t size[4096] = {0}, abroad[4096] = {0}, adults[4096] = {0};
        for (uint32_t row = 0; row < p.chunks[i]->n_rows[TABLE_person]; row++) {
            uint16_t h = view->person.household[row];
            bool is_abroad = work_status(view->person.work[row]) == WORK_ABROAD;
            ck_assert_uint_lt(h, p.chunks[i]->n_rows[TABLE_household]);
            size[h] += !is_abroad;
            abroad[h] += is_abroad;
            adults[h] += !is_abroad && age_at_start(&p, &view->person, row) >= 18;
        }
        for (uint32_t h = 0; h < p.chunks[i]->n_rows[TABLE_household]; h++) {
            ck_assert_uint_eq(view->household.size[h], size[h]);
            ck_assert_uint_eq(view->household.abroad[h], abroad[h]);
            ck_assert_uint_ge(size[h], 1);
            ck_assert_uint_le(size[h], 15);
            ck_assert_uint_ge(adults[h], 1);
            ck_assert_int_ge(view->household.wealth[h], 0);
            n_households += 1.0;
            n_persons += size[h];
            alone += size[h] == 1;
        }
    }
    ck_assert_double_eq_tol(n_persons / n_households, p.f.world->country[HOME].household_size, 0.05);
    ck_assert_double_lt(alone / n_households, 0.25);
    disperse(&p);
}
END_TEST

START_TEST(test_work_and_insurance_at_home_match_the_facts_of_the_country)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    double formal = 0.0, voluntary = 0.0, employed = 0.0, unemployed = 0.0, region[N_REGIONS] = {0}, n = 0.0;
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct person_columns *person = &view_of(p.chunks[i])->person;
        for (uint32_t row = 0; p.chunks[i]->kind == KIND_ORIGIN && row < p.chunks[i]->n_rows[TABLE_person]; row++) {
            uint8_t work = person->work[row];
            int age = age_at_start(&p, person, row);
            enum work_status status = work_status(work);
            ck_assert(status != WORK_FREE && (status == WORK_MINOR) == (age < 15 && status != WORK_ABROAD));
            ck_assert_int_eq(status == WORK_STUDENT, (person->traits[row] & TRAIT_ENROLLED) != 0);
            if (status == WORK_ABROAD) {
                continue;
            }
            formal += status == WORK_EMPLOYED && (work & WORK_FORMAL);
            voluntary += (work & WORK_VOLUNTARY) != 0;
            employed += status == WORK_EMPLOYED;
            unemployed += status == WORK_UNEMPLOYED;
            region[trait_region(person->traits[row])] += 1.0;
            n += 1.0;
            ck_assert_int_eq(person->pay[row] > 0, status == WORK_EMPLOYED);
            ck_assert(!(work & WORK_FORMAL) ||
                      (person->insured_months[row] > 0 && (status == WORK_EMPLOYED || work_draws_pension(work))));
            ck_assert(!(work & WORK_FORMAL) || work_draws_pension(work) ||
                      person->insured_months[row] <= (age > 18 ? 12 * (age - 17) : 12));
        }
    }
    ck_assert_double_eq_tol(formal * WEIGHT, p.f.world->country[HOME].insured_compulsory, 2.0 * WEIGHT);
    ck_assert_double_eq_tol(voluntary * WEIGHT, p.f.world->country[HOME].insured_voluntary, 2.0 * WEIGHT);
    double rate = unemployed / (employed + unemployed);
    double wanted = p.f.world->country[HOME].unemployment_rate / 100.0;
    ck_assert_double_eq_tol(rate, wanted, 5.0 * sqrt(wanted / (employed + unemployed)) + 0.1 * wanted);
    for (size_t r = 0; r < N_REGIONS; r++) {
        ck_assert_double_eq_tol(100.0 * region[r] / n, p.f.world->country[HOME].population_share[r], 1.0);
    }
    disperse(&p);
}
END_TEST

START_TEST(test_a_chunk_does_not_depend_on_the_others_or_on_levers)
{
    struct people p;
    settle(&p, 1.0 / WEIGHT);
    const struct population_chunk *part = &p.plan.chunk[2];
    struct cor_chunk *again = cor_chunk_create(&model_layout, 2, part->kind, part->group, part->weight, part->capacity);
    fixture_lever(&p.f, LEVER_fee_cap_months, 0.0);
    fixture_lever(&p.f, LEVER_fee_cap_enforced, 1.0);
    fixture_lever(&p.f, LEVER_contribution_added, 1.0);
    population_fill(&p.f.context, again, &p.plan);
    const struct chunk_view *a = view_of(p.chunks[2]), *b = view_of(again);
    ck_assert_mem_eq(a->person.birth_month, b->person.birth_month, part->n * sizeof(uint16_t));
    ck_assert_mem_eq(a->person.work, b->person.work, part->n);
    ck_assert_mem_eq(a->person.household, b->person.household, part->n * sizeof(uint16_t));
    ck_assert_mem_eq(a->migrant.debt, b->migrant.debt, again->n_rows[TABLE_migrant] * sizeof(int32_t));
    ck_assert_mem_eq(a->migrant.flags, b->migrant.flags, again->n_rows[TABLE_migrant]);
    cor_chunk_free(again);
    disperse(&p);
}
END_TEST

START_TEST(test_very_small_samples_are_populated_too)
{
    struct people p;
    settle(&p, 1.0 / 20000.0);
    ck_assert_uint_gt(p.plan.home.n_persons, 50);
    ck_assert_uint_ge(p.plan.residents[FIXTURE_DEU].n_persons, 3999); /* demography.min_resident_agents */
    disperse(&p);
}
END_TEST

Suite *suite_population(void)
{
    Suite *suite = suite_create("population");
    TCase *rules = tcase_create("rules");
    TCase *fill = tcase_create("fill");
    tcase_add_test(rules, test_a_deal_takes_every_place_once);
    tcase_add_test(rules, test_shares_of_intervals_add_up_to_the_total);
    tcase_add_test(rules, test_the_age_profile_of_dispatch_has_its_mode_in_the_year_of_age_24);
    tcase_add_test(rules, test_mothers_are_of_childbearing_age);
    tcase_add_test(rules, test_cuts_decide_as_the_rules_they_were_made_from);
    tcase_add_test(rules, test_cumulated_weights_pick_as_the_weights_do);
    tcase_add_test(rules, test_a_stage_holds_those_who_leave_it_and_those_who_will_give_up);
    tcase_add_test(rules, test_the_pipeline_is_taken_from_those_at_home_and_never_leaves_fewer_than_nobody);
    tcase_add_test(rules, test_a_pipeline_beyond_all_bounds_is_no_share_of_anybody);
    tcase_add_test(fill, test_the_guide_leads_to_the_cell_of_every_place);
    tcase_add_test(fill, test_corridors_hold_their_persons_on_the_mean_however_few);
    tcase_add_test(fill, test_the_plan_covers_everybody_in_chunks_of_bounded_size);
    tcase_add_test(fill, test_the_pyramid_of_those_at_home_is_that_of_the_table);
    tcase_add_test(fill, test_every_chunk_is_a_fair_sample_of_ages);
    tcase_add_test(fill, test_residents_and_migrants_together_are_the_population_of_the_table);
    tcase_add_test(fill, test_ages_of_migrants_are_those_that_residents_are_counted_without);
    tcase_add_test(fill, test_stocks_abroad_match_within_one_agent_and_contracts_lie_in_the_future);
    tcase_add_test(fill, test_persons_who_worked_abroad_are_back_with_what_the_rules_leave_them);
    tcase_add_test(fill, test_those_abroad_hold_months_of_insurance_from_before_they_left);
    tcase_add_test(rules, test_a_present_job_has_lasted_as_long_as_its_risk_allows);
    tcase_add_test(rules, test_the_first_cumulated_share_above_a_number_is_found);
    tcase_add_test(rules, test_attainment_of_migrants_adds_up);
    tcase_add_test(fill, test_households_are_whole_and_of_the_mean_size_of_the_country);
    tcase_add_test(fill, test_work_and_insurance_at_home_match_the_facts_of_the_country);
    tcase_add_test(fill, test_a_chunk_does_not_depend_on_the_others_or_on_levers);
    tcase_add_test(fill, test_very_small_samples_are_populated_too);
    tcase_set_timeout(fill, 120);
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, fill);
    return suite;
}
