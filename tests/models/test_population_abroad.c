/* Who is abroad at the start, or back: as many as the tables have, of the right ages, with contracts and rights. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/model.h"
#include "models/population/stays.h"
#include "models/state/kin.h"
#include "tests/models/people.h"

START_TEST(test_residents_and_migrants_together_are_the_population_of_the_table)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
    for (size_t c = FIXTURE_DEU; c <= FIXTURE_JPN; c++) {
        double found[2] = {0}, wanted[2] = {0}, n_migrants = 0.0; /* below 40 years, and others */
        for (size_t i = 0; i < p.plan.n_chunks; i++) {
            const struct chunk_view *view = view_of(p.chunks[i]);
            for (uint32_t row = 0; row < p.chunks[i]->n_rows[TABLE_person]; row++) {
                bool abroad = p.chunks[i]->kind == KIND_ORIGIN && kin_record_in(view, row, c) != NO_ROW;
                if (abroad || p.chunks[i]->group == c) {
                    found[people_age(&p, &view->person, row) >= 40] += p.chunks[i]->weight;
                    n_migrants += abroad ? p.chunks[i]->weight : 0.0;
                }
            }
        }
        for (int age = 0; age <= MAX_AGE; age++) {
            wanted[age >= 40] += p.f.world->country[c].population[SEX_female][age];
            wanted[age >= 40] += p.f.world->country[c].population[SEX_male][age];
        }
        ck_assert_double_gt(n_migrants, 0.0);
        ck_assert_double_eq_tol(found[0] + found[1], wanted[0] + wanted[1], 3.0 * PEOPLE_WEIGHT);
        ck_assert_double_eq_tol(found[0], wanted[0], 4.0 * sqrt(n_migrants * PEOPLE_WEIGHT) + 3.0 * PEOPLE_WEIGHT);
    }
    people_disperse(&p);
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
                *years += people_age(p, &view->person, view->migrant.person[m]);
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
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
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
    people_disperse(&p);
}
END_TEST

START_TEST(test_stocks_abroad_match_within_one_agent_and_contracts_lie_in_the_future)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
    double found[FIXTURE_COUNTRIES][N_CHANNELS] = {{0}};
    int32_t start = p.f.world->first_month - 1;
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct chunk_view *view = view_of(p.chunks[i]);
        for (uint32_t m = 0; p.chunks[i]->kind == KIND_ORIGIN && m < p.chunks[i]->n_rows[TABLE_migrant]; m++) {
            if (view->migrant.stage[m] != STAGE_ABROAD) {
                continue;
            }
            found[view->migrant.country[m]][view->migrant.channel[m]] += PEOPLE_WEIGHT;
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
            ck_assert_double_eq_tol(found[c][h], p.f.world->country[c].vietnamese_stock[h], 1.01 * PEOPLE_WEIGHT);
        }
    }
    people_disperse(&p);
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
            sum.persons += view->person.past_country[row] != HOME ? PEOPLE_WEIGHT : 0.0;
            if (m != NO_ROW && view->migrant.stage[m] == STAGE_RETURNED) {
                check_record(p, view, m);
                sum.unclaimed += was_refundable(p, &view->migrant, m) ? PEOPLE_WEIGHT : 0.0;
            }
            sum.from_japan += view->person.past_country[row] == FIXTURE_JPN ? PEOPLE_WEIGHT : 0.0;
        }
    }
    return sum;
}

START_TEST(test_persons_who_worked_abroad_are_back_with_what_the_rules_leave_them)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
    struct returned usual = count_returned(&p);
    ck_assert_double_gt(usual.expected, 20.0 * PEOPLE_WEIGHT);
    ck_assert_double_eq_tol(usual.persons, usual.expected,
                            0.05 * usual.expected + PEOPLE_WEIGHT * (double)p.plan.n_chunks);
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
    people_disperse(&p);
}
END_TEST

START_TEST(test_those_abroad_hold_months_of_insurance_from_before_they_left)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
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
    people_disperse(&p);
}
END_TEST

Suite *suite_population_abroad(void)
{
    Suite *suite = suite_create("population_abroad");
    TCase *abroad = tcase_create("abroad");
    tcase_set_timeout(abroad, 120);
    tcase_add_test(abroad, test_residents_and_migrants_together_are_the_population_of_the_table);
    tcase_add_test(abroad, test_ages_of_migrants_are_those_that_residents_are_counted_without);
    tcase_add_test(abroad, test_stocks_abroad_match_within_one_agent_and_contracts_lie_in_the_future);
    tcase_add_test(abroad, test_persons_who_worked_abroad_are_back_with_what_the_rules_leave_them);
    tcase_add_test(abroad, test_those_abroad_hold_months_of_insurance_from_before_they_left);
    suite_add_tcase(suite, abroad);
    return suite;
}
