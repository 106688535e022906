/* The initial population: the plan deals out everybody once, and the filled chunks match the tables of Viet Nam. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/model.h"
#include "models/population/population_rules.h"
#include "tests/models/people.h"

START_TEST(test_the_guide_leads_to_the_cell_of_every_place)
{
    struct people p;
    people_settle(&p, 1.0 / 4000);
    const struct population_deal *deal = &p.plan.home;
    size_t cell = 0;
    for (uint64_t place = 0; place < deal->n_persons; place++) {
        while (place >= deal->end[cell]) {
            cell++;
        }
        ck_assert_uint_eq(cell_of_place(deal, place), cell);
    }
    people_disperse(&p);
}
END_TEST

START_TEST(test_corridors_hold_their_persons_on_the_mean_however_few)
{
    enum { N_STARTS = 400 };
    struct people p;
    people_settle(&p, 1.0 / 4000);
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
    people_disperse(&p);
}
END_TEST

START_TEST(test_the_plan_covers_everybody_in_chunks_of_bounded_size)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
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
    ck_assert_uint_eq(p.plan.home.n_persons, (uint64_t)(persons / PEOPLE_WEIGHT + 0.5));
    people_disperse(&p);
}
END_TEST

START_TEST(test_the_pyramid_of_those_at_home_is_that_of_the_table)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
    double found[N_SEXES][MAX_AGE + 1] = {{0}};
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct person_columns *person = &view_of(p.chunks[i])->person;
        for (uint32_t row = 0; row < p.chunks[i]->n_rows[TABLE_person]; row++) {
            if (p.chunks[i]->kind == KIND_ORIGIN && work_status(person->work[row]) != WORK_ABROAD) {
                found[trait_sex(person->traits[row])][people_age(&p, person, row)] += PEOPLE_WEIGHT;
            }
        }
    }
    for (int s = 0; s < N_SEXES; s++) {
        for (int age = 0; age <= MAX_AGE; age++) {
            /* exact but for the ages of those who prepare to leave, which are drawn */
            double wanted = p.f.world->country[HOME].population[s][age];
            double slack = age >= 18 && age < 50 ? 4.5 * sqrt(0.5 * wanted * PEOPLE_WEIGHT) : 1.01 * PEOPLE_WEIGHT;
            ck_assert_msg(fabs(found[s][age] - wanted) <= slack, "sex %d age %d: %.0f, table %.0f", s, age,
                          found[s][age], wanted);
        }
    }
    people_disperse(&p);
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
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct person_columns *person = &view_of(p.chunks[i])->person;
        double old = 0.0, n = p.chunks[i]->n_rows[TABLE_person];
        for (uint32_t row = 0; p.chunks[i]->kind == KIND_RESIDENT && row < n; row++) {
            old += people_age(&p, person, row) >= 50;
        }
        if (p.chunks[i]->kind == KIND_RESIDENT) {
            ck_assert_double_eq_tol(old / n, share_of_old(&p.plan.residents[p.chunks[i]->group]), 4.0 / n + 0.002);
        }
    }
    people_disperse(&p);
}
END_TEST

START_TEST(test_households_are_whole_and_of_the_mean_size_of_the_country)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
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
            adults[h] += !is_abroad && people_age(&p, &view->person, row) >= 18;
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
    people_disperse(&p);
}
END_TEST

START_TEST(test_work_and_insurance_at_home_match_the_facts_of_the_country)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
    double formal = 0.0, voluntary = 0.0, employed = 0.0, unemployed = 0.0, region[N_REGIONS] = {0}, n = 0.0;
    for (size_t i = 0; i < p.plan.n_chunks; i++) {
        const struct person_columns *person = &view_of(p.chunks[i])->person;
        for (uint32_t row = 0; p.chunks[i]->kind == KIND_ORIGIN && row < p.chunks[i]->n_rows[TABLE_person]; row++) {
            uint8_t work = person->work[row];
            int age = people_age(&p, person, row);
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
    ck_assert_double_eq_tol(formal * PEOPLE_WEIGHT, p.f.world->country[HOME].insured_compulsory, 2.0 * PEOPLE_WEIGHT);
    ck_assert_double_eq_tol(voluntary * PEOPLE_WEIGHT, p.f.world->country[HOME].insured_voluntary, 2.0 * PEOPLE_WEIGHT);
    double rate = unemployed / (employed + unemployed);
    double wanted = p.f.world->country[HOME].unemployment_rate / 100.0;
    ck_assert_double_eq_tol(rate, wanted, 5.0 * sqrt(wanted / (employed + unemployed)) + 0.1 * wanted);
    for (size_t r = 0; r < N_REGIONS; r++) {
        ck_assert_double_eq_tol(100.0 * region[r] / n, p.f.world->country[HOME].population_share[r], 1.0);
    }
    people_disperse(&p);
}
END_TEST

START_TEST(test_a_chunk_does_not_depend_on_the_others_or_on_levers)
{
    struct people p;
    people_settle(&p, 1.0 / PEOPLE_WEIGHT);
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
    people_disperse(&p);
}
END_TEST

START_TEST(test_very_small_samples_are_populated_too)
{
    struct people p;
    people_settle(&p, 1.0 / 20000.0);
    ck_assert_uint_gt(p.plan.home.n_persons, 50);
    ck_assert_uint_ge(p.plan.residents[FIXTURE_DEU].n_persons, 3999); /* demography.min_resident_agents */
    people_disperse(&p);
}
END_TEST

Suite *suite_population(void)
{
    Suite *suite = suite_create("population");
    TCase *fill = tcase_create("fill");
    tcase_set_timeout(fill, 120);
    tcase_add_test(fill, test_the_guide_leads_to_the_cell_of_every_place);
    tcase_add_test(fill, test_corridors_hold_their_persons_on_the_mean_however_few);
    tcase_add_test(fill, test_the_plan_covers_everybody_in_chunks_of_bounded_size);
    tcase_add_test(fill, test_the_pyramid_of_those_at_home_is_that_of_the_table);
    tcase_add_test(fill, test_every_chunk_is_a_fair_sample_of_ages);
    tcase_add_test(fill, test_households_are_whole_and_of_the_mean_size_of_the_country);
    tcase_add_test(fill, test_work_and_insurance_at_home_match_the_facts_of_the_country);
    tcase_add_test(fill, test_a_chunk_does_not_depend_on_the_others_or_on_levers);
    tcase_add_test(fill, test_very_small_samples_are_populated_too);
    suite_add_tcase(suite, fill);
    return suite;
}
