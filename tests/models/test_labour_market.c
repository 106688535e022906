/* The labour market: its rules against worked values, its tables against the facts, its kernels on small chunks. */
#include <check.h>
#include <math.h>
#include <string.h>
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"
#include "tests/models/fixture.h"

static struct fixture f;

static struct person_columns *persons(void)
{
    return &view_of(f.chunk)->person;
}

static struct migrant_columns *migrants(void)
{
    return &view_of(f.chunk)->migrant;
}

static void start_origin(void)
{
    fixture_init(&f, KIND_ORIGIN, HOME, 4000);
}

static void start_resident(void)
{
    fixture_init(&f, KIND_RESIDENT, FIXTURE_DEU, 4000);
}

static void stop(void)
{
    fixture_free(&f);
}

static void add_persons(uint32_t n, int age, enum work_status status)
{
    for (uint32_t i = 0; i < n; i++) {
        fixture_person(&f, i % 2 ? SEX_male : SEX_female, age, EDUCATION_upper_secondary, status,
                       f.chunk->kind == KIND_ORIGIN ? (i ? 0 : NO_ROW) : NO_ROW);
    }
}

static uint32_t add_migrant(size_t country, enum channel channel)
{
    uint32_t row = fixture_person(&f, SEX_male, 27, EDUCATION_upper_secondary, WORK_INACTIVE, NO_ROW);
    return fixture_migrant(&f, row, STAGE_ABROAD, country, channel);
}

static uint32_t n_of_status(enum work_status status)
{
    uint32_t n = 0;
    for (uint32_t row = 0; row < f.chunk->n_rows[TABLE_person]; row++) {
        n += work_status(persons()->work[row]) == status;
    }
    return n;
}

static uint32_t n_employed_abroad(void)
{
    uint32_t n = 0;
    for (uint32_t row = 0; row < f.chunk->n_rows[TABLE_migrant]; row++) {
        n += (migrants()->flags[row] & MIGRANT_EMPLOYED) != 0;
    }
    return n;
}

/* ---- rules ---- */

START_TEST(test_participation_rises_with_youth_and_fades_after_retirement_age)
{
    struct participation_profile profile = {.5, .9, 54, .6, 65, .25, 10};
    ck_assert_double_eq(participation_shape(&profile, 14), 0);
    ck_assert_double_eq(participation_shape(&profile, 17), 0.5);
    ck_assert_double_eq(participation_shape(&profile, 24), 0.9);
    ck_assert_double_eq(participation_shape(&profile, 40), 1);
    ck_assert_double_eq_tol(participation_shape(&profile, 60), 1 - 0.4 * 6 / 11, 1e-12);
    ck_assert_double_eq_tol(participation_shape(&profile, 70), 0.125, 1e-12);
    ck_assert_double_eq(participation_shape(&profile, 75), 0);
    for (int age = 25; age < 90; age++) {
        ck_assert(participation_shape(&profile, age + 1) <= participation_shape(&profile, age));
    }
}
END_TEST

START_TEST(test_search_gains_from_language_level_by_level)
{
    const double at[4] = {1.1, 1.25, 1.4, 1.5};
    ck_assert_double_eq(search_by_language(0, at), 1);
    ck_assert_double_eq(search_by_language(1, at), 1);
    ck_assert_double_eq_tol(search_by_language(2, at), 1.1, 1e-12);
    ck_assert_double_eq_tol(search_by_language(2.5, at), 1.175, 1e-12);
    ck_assert_double_eq_tol(search_by_language(4, at), 1.4, 1e-12);
    ck_assert_double_eq(search_by_language(6, at), 1.5);
}
END_TEST

START_TEST(test_pick_covers_all_words)
{
    const double share[3] = {0.25, 0, 0.75};
    uint64_t cut[3];
    cuts_of_shares(share, 3, cut);
    ck_assert_uint_eq(pick(cut, 3, 0), 0);
    ck_assert_uint_eq(pick(cut, 3, 0x3fffffffu), 0);
    ck_assert_uint_eq(pick(cut, 3, 0x40000000u), 2);
    ck_assert_uint_eq(pick(cut, 3, 0xffffffffu), 2);
}
END_TEST

/* ---- tables ---- */

START_TEST(test_participation_of_20_to_64_is_the_observed_rate)
{
    for (size_t c = 0; c <= FIXTURE_JPN; c++) {
        const struct country *country = &f.world->country[c];
        for (size_t s = 0; s < N_SEXES; s++) {
            double active = 0, all = 0;
            for (int age = 20; age <= 64; age++) {
                double students = age < 22 ? country->education[s][1][EDUCATION_tertiary] / 100 : 0;
                active += country->population[s][age] * (1 - students) *
                          (double)f.world->labour_market->participation[c][s][age] / 4294967296.0;
                all += country->population[s][age];
            }
            ck_assert_double_eq_tol(100 * active / all, country->participation_rate[s], 1e-3);
        }
    }
}
END_TEST

START_TEST(test_sorting_by_education_keeps_the_occupational_mix)
{
    const struct labour_market_tables *tables = f.world->labour_market;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double sum = 0, mix = 0, education[N_EDUCATION_LEVELS] = {.17, .28, .36, .19};
        for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
            sum += tables->education_share[FIXTURE_DEU][o][e];
            mix += education[e] * tables->occupation_share[FIXTURE_DEU][e][o];
        }
        ck_assert_double_eq_tol(sum, 1, 1e-6);
        ck_assert_double_eq_tol(100 * mix, f.world->country[FIXTURE_DEU].employment_share[o], 1e-4);
    }
    ck_assert(tables->occupation_share[FIXTURE_DEU][EDUCATION_tertiary][OCCUPATION_professional] >
              4 * tables->occupation_share[FIXTURE_DEU][EDUCATION_lower_secondary][OCCUPATION_professional]);
}
END_TEST

START_TEST(test_formal_shares_average_to_the_observed_share)
{
    const struct labour_market_tables *tables = f.world->labour_market;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double mean = 0;
        for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
            mean += tables->education_share[HOME][o][e] * tables->formal_share[e][o];
        }
        ck_assert_double_eq_tol(mean, 0.40, 1e-6);
        ck_assert(tables->formal_share[EDUCATION_tertiary][o] > tables->formal_share[EDUCATION_primary][o]);
    }
}
END_TEST

/* ---- persons ---- */

static void begin_jobs(void)
{
    for (uint32_t row = 0; row < f.chunk->n_rows[TABLE_person]; row++) {
        labour_market_begin_job(&f.context, f.chunk, row, f.context.month, DRAWS_tenure_start);
    }
}

START_TEST(test_jobs_are_lost_at_the_separation_rate)
{
    const uint32_t n = 3800;
    const int n_months = 60;
    double expected = 0, lost = 0;
    add_persons(n, 35, WORK_EMPLOYED);
    begin_jobs();
    double rate = f.world->labour_market->separation_rate[FIXTURE_DEU][OCCUPATION_manufacturing];
    for (int month = 0; month < n_months; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        expected += rate * n_of_status(WORK_EMPLOYED);
        uint32_t before = n_of_status(WORK_EMPLOYED);
        labour_market_separate(&f.context, f.chunk);
        lost += before - n_of_status(WORK_EMPLOYED);
    }
    ck_assert(expected > 100);
    ck_assert(fabs(lost - expected) < 4 * sqrt(expected));
}
END_TEST

START_TEST(test_who_loses_a_job_at_home_loses_pay_and_formality)
{
    add_persons(3800, 35, WORK_EMPLOYED);
    for (uint32_t row = 0; row < 3800; row++) {
        persons()->work[row] |= WORK_FORMAL;
    }
    begin_jobs();
    for (int month = 0; month < 12; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        labour_market_separate(&f.context, f.chunk);
    }
    ck_assert_uint_gt(n_of_status(WORK_UNEMPLOYED), 0);
    for (uint32_t row = 0; row < 3800; row++) {
        bool employed = work_status(persons()->work[row]) == WORK_EMPLOYED;
        ck_assert_int_eq(persons()->pay[row] > 0, employed);
        ck_assert_int_eq((persons()->work[row] & WORK_FORMAL) != 0, employed);
    }
}
END_TEST

START_TEST(test_a_tight_market_hires_exactly_the_seats)
{
    int64_t seats[MAX_COUNTRIES * N_OCCUPATIONS] = {0};
    add_persons(500, 35, WORK_UNEMPLOYED);
    seats[vacancy_cell(HOME, OCCUPATION_manufacturing)] = 37 * 100;
    labour_market_search(&f.context, f.chunk);
    ck_assert_uint_eq(f.queues[QUEUE_vacancies].lanes[0].n_items, 500);
    ck_assert_int_eq(cor_queue_resolve(&f.queues[QUEUE_vacancies], seats), COR_OK);
    labour_market_hire(&f.context, f.chunk);
    ck_assert_uint_eq(n_of_status(WORK_EMPLOYED), 37);
    for (uint32_t row = 0; row < 500; row++) {
        ck_assert_int_eq(persons()->pay[row] > 0, work_status(persons()->work[row]) == WORK_EMPLOYED);
    }
}
END_TEST

START_TEST(test_more_seats_never_cost_anybody_a_job)
{
    int64_t seats[MAX_COUNTRIES * N_OCCUPATIONS] = {0};
    uint8_t fewer[500];
    add_persons(500, 35, WORK_UNEMPLOYED);
    uint8_t start[500];
    memcpy(start, persons()->work, 500);
    for (int run = 0; run < 2; run++) {
        memcpy(persons()->work, start, 500);
        seats[vacancy_cell(FIXTURE_DEU, OCCUPATION_manufacturing)] = run ? 9000 : 3000;
        labour_market_search(&f.context, f.chunk);
        ck_assert_int_eq(cor_queue_resolve(&f.queues[QUEUE_vacancies], seats), COR_OK);
        labour_market_hire(&f.context, f.chunk);
        ck_assert_uint_eq(n_of_status(WORK_EMPLOYED), run ? 90 : 30);
        if (!run) {
            memcpy(fewer, persons()->work, 500);
        }
    }
    for (uint32_t row = 0; row < 500; row++) {
        ck_assert(work_status(fewer[row]) != WORK_EMPLOYED || work_status(persons()->work[row]) == WORK_EMPLOYED);
    }
}
END_TEST

START_TEST(test_totals_count_every_person_once)
{
    add_persons(5, 8, WORK_MINOR);
    add_persons(7, 40, WORK_EMPLOYED);
    add_persons(3, 40, WORK_UNEMPLOYED);
    add_persons(4, 82, WORK_RETIRED);
    labour_market_search(&f.context, f.chunk);
    size_t cell = vacancy_cell(FIXTURE_DEU, OCCUPATION_manufacturing);
    ck_assert_int_eq(f.totals->population[FIXTURE_DEU], 1900);
    ck_assert_int_eq(f.totals->working_age[FIXTURE_DEU], 1000);
    ck_assert_int_eq(f.totals->old_age[FIXTURE_DEU], 400);
    ck_assert_int_eq(f.totals->employed[cell], 700);
    ck_assert_int_eq(f.totals->unemployed[cell], 300);
    /* 15 below 65: women 7.2 and men 4.8 thousandths; two women and two men aged 82: 192 and 128 thousandths. */
    ck_assert_int_eq(f.totals->care_need[FIXTURE_DEU], 100 * (9 * 7 + 6 * 5 + 2 * 192 + 2 * 128));
}
END_TEST

START_TEST(test_participation_at_the_birthday_keeps_the_rank_order)
{
    add_persons(2000, 64, WORK_EMPLOYED);
    uint8_t work[2000];
    fixture_all_birthdays(&f);
    labour_market_year(&f.context, f.chunk);
    memcpy(work, persons()->work, sizeof work);
    ck_assert_uint_gt(n_of_status(WORK_INACTIVE), 200);
    ck_assert_uint_eq(n_of_status(WORK_RETIRED), 0);
    fixture_month(&f, cor_month(2026, 1));
    labour_market_year(&f.context, f.chunk);
    ck_assert_uint_gt(n_of_status(WORK_RETIRED), 1400);
    ck_assert_uint_gt(n_of_status(WORK_EMPLOYED), 200);
    for (uint32_t row = 0; row < 2000; row++) {
        bool before = work_status(work[row]) == WORK_EMPLOYED,
             after = work_status(persons()->work[row]) == WORK_EMPLOYED;
        ck_assert(before || !after);
    }
}
END_TEST

START_TEST(test_the_retired_do_not_come_back)
{
    add_persons(300, 63, WORK_RETIRED);
    fixture_all_birthdays(&f);
    labour_market_year(&f.context, f.chunk);
    ck_assert_uint_eq(n_of_status(WORK_RETIRED), 300);
}
END_TEST

START_TEST(test_who_comes_home_keeps_the_occupation_learnt_abroad)
{
    uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_skilled);
    uint32_t row = migrants()->person[record];
    migrants()->occupation[record] = OCCUPATION_care;
    migrants()->first_pay[record] = 250000;
    while (!labour_market_participates(
        f.world, HOME, SEX_male, 27,
        draws_of(&f.context, f.chunk, persons()->id[row], DRAWS_participation).word[WORD_participation_rank])) {
        persons()->id[row]++;
    }
    labour_market_enter(&f.context, f.chunk, row);
    ck_assert_int_eq(work_status(persons()->work[row]), WORK_UNEMPLOYED);
    ck_assert_int_eq(work_occupation(persons()->work[row]), OCCUPATION_care);
}
END_TEST

START_TEST(test_entrants_spread_over_occupations_as_at_the_start)
{
    uint32_t n[N_OCCUPATIONS] = {0}, all = 0;
    add_persons(3900, 30, WORK_STUDENT);
    for (uint32_t row = 0; row < 3900; row++) {
        labour_market_enter(&f.context, f.chunk, row);
        if (work_status(persons()->work[row]) == WORK_UNEMPLOYED) {
            n[work_occupation(persons()->work[row])]++;
            all++;
        }
    }
    ck_assert_uint_eq(n_of_status(WORK_EMPLOYED), 0);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double share = f.world->labour_market->occupation_share[FIXTURE_DEU][EDUCATION_upper_secondary][o];
        ck_assert(fabs(n[o] - share * all) < 4 * sqrt(share * all) + 1);
    }
}
END_TEST

START_TEST(test_children_who_come_home_are_minors)
{
    uint32_t row = fixture_person(&f, SEX_female, 9, EDUCATION_primary, WORK_MINOR, NO_ROW);
    fixture_migrant(&f, row, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_family);
    labour_market_enter(&f.context, f.chunk, row);
    ck_assert_int_eq(work_status(persons()->work[row]), WORK_MINOR);
}
END_TEST

/* Informal workers after a birthday: in formal jobs, and insured in the jobs that they had. */
static void count_insured_after_birthday(enum lever lever, double value, uint32_t *n_formal, uint32_t *n_members)
{
    *n_formal = *n_members = 0;
    fixture_init(&f, KIND_ORIGIN, HOME, 4000);
    fixture_lever(&f, lever, value);
    add_persons(3900, 33, WORK_EMPLOYED);
    fixture_all_birthdays(&f);
    labour_market_year(&f.context, f.chunk);
    for (uint32_t row = 0; row < 3900; row++) {
        *n_formal += (persons()->work[row] & WORK_FORMAL) != 0;
        *n_members += (persons()->work[row] & WORK_VOLUNTARY) != 0;
    }
    fixture_free(&f);
}

START_TEST(test_wider_coverage_at_home_insures_workers_in_the_jobs_that_they_have)
{
    uint32_t n_formal, n_members, n_formal_before, n_members_before;
    count_insured_after_birthday(LEVER_home_coverage_added, 0, &n_formal_before, &n_members_before);
    count_insured_after_birthday(LEVER_home_coverage_added, 0.5, &n_formal, &n_members);
    ck_assert_uint_gt(n_formal_before, 50);
    ck_assert_uint_eq(n_members_before, 0);
    ck_assert_uint_eq(n_formal, n_formal_before);
    ck_assert(n_members > 0.25 * n_formal && n_members < 0.75 * n_formal);
}
END_TEST

static uint32_t n_formal_after_birthday(enum lever lever, double value)
{
    uint32_t n_formal, n_members;
    count_insured_after_birthday(lever, value, &n_formal, &n_members);
    return n_formal;
}

/* 33 million informal workers at 30 dollars each: a budget of 990 million reaches them all. */
START_TEST(test_inspectors_make_jobs_formal_whoever_pays_them)
{
    uint32_t n_before = n_formal_after_birthday(LEVER_inspected_added, 0),
             n_law = n_formal_after_birthday(LEVER_inspected_added, 1),
             n_partner = n_formal_after_birthday(LEVER_partner_inspection, 990),
             n_technical = n_formal_after_birthday(LEVER_partner_technical, 250);
    ck_assert_uint_gt(n_law, n_before + n_before / 4);
    ck_assert_uint_eq(n_partner, n_law);
    ck_assert(n_technical > 1.25 * n_before && n_technical < 1.75 * n_before); /* 250 x 0.002: half as often again */
}
END_TEST

/* ---- persons abroad ---- */

static void add_employed_migrants(uint32_t n, enum channel channel)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t record = add_migrant(FIXTURE_DEU, channel);
        migrants()->flags[record] = MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES;
        migrants()->gross_pay[record] = 200000;
    }
}

START_TEST(test_soft_skills_prevent_some_early_separations_and_cause_none)
{
    uint8_t kept_untrained[1500], start[1500];
    add_employed_migrants(1500, CHANNEL_irregular);
    memcpy(start, migrants()->flags, sizeof start);
    uint32_t n[2];
    for (int run = 0; run < 2; run++) {
        memcpy(migrants()->flags, start, sizeof start);
        for (uint32_t record = 0; record < 1500; record++) {
            migrants()->course[record] = run ? COURSE_STYLE : 0;
        }
        for (int month = 0; month < 24; month++) {
            fixture_month(&f, cor_month(2024, 1) + month);
            labour_market_separate(&f.context, f.chunk);
        }
        n[run] = 1500 - n_employed_abroad();
        if (!run) {
            memcpy(kept_untrained, migrants()->flags, sizeof kept_untrained);
        }
    }
    ck_assert_uint_gt(n[0], 100);
    ck_assert(n[1] < 0.9 * n[0] && n[1] > 0.7 * n[0]);
    for (uint32_t record = 0; record < 1500; record++) {
        ck_assert(!(kept_untrained[record] & MIGRANT_EMPLOYED) || migrants()->flags[record] & MIGRANT_EMPLOYED);
    }
}
END_TEST

START_TEST(test_recognition_brings_family_migrants_into_the_labour_force)
{
    ck_assert_double_eq_tol(family_participates(0.8, 0.85, 0.75, false), 0.68, 1e-12);
    ck_assert_double_eq_tol(family_participates(0.8, 0.85, 0.75, true), 0.68 + 0.75 * 0.32, 1e-12);
    ck_assert_double_eq(family_participates(0.98, 1.1, 0.75, true), 1.0);
    uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_family), n[2] = {0, 0};
    for (uint32_t id = 1; id <= 2000; id++) {
        persons()->id[migrants()->person[record]] = id;
        for (unsigned recognised = 0; recognised < 2; recognised++) {
            migrants()->flags[record] = recognised ? MIGRANT_RECOGNISED : 0;
            n[recognised] += labour_market_migrant_participates(&f.context, f.chunk, record);
        }
    }
    double share = n[0] / 2000.0;
    double drawn_in = f.world->parameters.labour_market.recognised_participation;
    ck_assert_double_eq_tol(n[1] / 2000.0, share + drawn_in * (1.0 - share), 0.02);
}
END_TEST

START_TEST(test_training_and_a_claim_to_its_cost_make_jobs_last)
{
    const struct labour_market_parameters *p = &f.world->parameters.labour_market;
    ck_assert_double_eq(job_loss_of_trained(p, false, 0.0, false), 1.0);
    ck_assert_double_eq(job_loss_of_trained(p, true, 0.0, false), 1.0 - p->soft_skills_separation);
    ck_assert_double_eq(job_loss_of_trained(p, false, 0.0, true), 1.0 - p->clawback_separation);
    ck_assert_double_eq_tol(job_loss_of_trained(p, false, 2.0, false), exp(-2.0 * p->vocational_separation), 1e-12);
    ck_assert(course_binds(COURSE_STYLE | 1, 11, 12.0) && !course_binds(COURSE_STYLE | 1, 12, 12.0));
    ck_assert(!course_binds(COURSE_STYLE, 0, 12.0));
}
END_TEST

START_TEST(test_losing_a_job_abroad_ends_pay_and_contributions)
{
    add_employed_migrants(600, CHANNEL_irregular);
    for (int month = 0; month < 12; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        labour_market_separate(&f.context, f.chunk);
    }
    ck_assert_uint_lt(n_employed_abroad(), 600);
    for (uint32_t record = 0; record < 600; record++) {
        bool employed = migrants()->flags[record] & MIGRANT_EMPLOYED;
        ck_assert_int_eq((migrants()->flags[record] & MIGRANT_CONTRIBUTES) != 0, employed);
        ck_assert_int_eq(migrants()->gross_pay[record] > 0, employed);
    }
}
END_TEST

START_TEST(test_better_language_never_stops_a_search)
{
    uint32_t n[2] = {0, 0};
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_skilled);
        struct cor_draws draws =
            draws_of(&f.context, f.chunk, persons()->id[migrants()->person[record]], DRAWS_search_abroad);
        bool before = labour_market_migrant_search_is_effective(&f.context, f.chunk, record, draws);
        migrants()->language[record] = 4 * 32;
        bool after = labour_market_migrant_search_is_effective(&f.context, f.chunk, record, draws);
        ck_assert(!before || after);
        n[0] += before;
        n[1] += after;
    }
    ck_assert(fabs(n[0] - 1000 / 1.5) < 60);
    ck_assert(fabs(n[1] - 1400 / 1.5) < 40);
}
END_TEST

START_TEST(test_migrants_compete_for_vacancies_of_the_country_of_residence)
{
    int64_t seats[MAX_COUNTRIES * N_OCCUPATIONS] = {0};
    for (int i = 0; i < 40; i++) {
        migrants()->language[add_migrant(FIXTURE_DEU, CHANNEL_skilled)] = 6 * 32;
    }
    size_t cell = vacancy_cell(FIXTURE_DEU, OCCUPATION_manufacturing);
    seats[cell] = 11 * 100;
    labour_market_search(&f.context, f.chunk);
    ck_assert_int_eq(f.totals->unemployed[cell], 4000);
    ck_assert_int_eq(cor_queue_resolve(&f.queues[QUEUE_vacancies], seats), COR_OK);
    labour_market_hire(&f.context, f.chunk);
    ck_assert_uint_eq(n_employed_abroad(), 11);
    for (uint32_t record = 0; record < 40; record++) {
        bool employed = migrants()->flags[record] & MIGRANT_EMPLOYED;
        ck_assert_int_eq(migrants()->gross_pay[record] > 0, employed);
        ck_assert_int_eq(migrants()->first_pay[record] > 0, employed);
    }
}
END_TEST

START_TEST(test_work_in_the_rest_of_the_world_needs_no_queue)
{
    for (int i = 0; i < 400; i++) {
        add_migrant(FIXTURE_ROW, CHANNEL_contract);
    }
    labour_market_search(&f.context, f.chunk);
    ck_assert_uint_eq(f.queues[QUEUE_vacancies].lanes[0].n_items, 0);
    labour_market_hire(&f.context, f.chunk);
    ck_assert(fabs(n_employed_abroad() - 60.0) < 30);
}
END_TEST

START_TEST(test_only_those_in_the_labour_force_seek_work_abroad)
{
    uint32_t child = fixture_person(&f, SEX_male, 6, EDUCATION_primary, WORK_MINOR, NO_ROW);
    uint32_t old = fixture_person(&f, SEX_male, 71, EDUCATION_primary, WORK_INACTIVE, NO_ROW);
    uint32_t child_record = fixture_migrant(&f, child, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_family);
    uint32_t old_record = fixture_migrant(&f, old, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
    uint32_t worker = add_migrant(FIXTURE_DEU, CHANNEL_contract);
    uint32_t home = fixture_migrant(&f, fixture_person(&f, SEX_male, 30, EDUCATION_primary, WORK_EMPLOYED, NO_ROW),
                                    STAGE_QUEUED, FIXTURE_DEU, CHANNEL_contract);
    ck_assert(!labour_market_seeks_abroad(&f.context, f.chunk, child_record));
    ck_assert(!labour_market_seeks_abroad(&f.context, f.chunk, old_record));
    ck_assert(!labour_market_seeks_abroad(&f.context, f.chunk, home));
    ck_assert(labour_market_seeks_abroad(&f.context, f.chunk, worker));
    migrants()->flags[worker] = MIGRANT_EMPLOYED;
    ck_assert(!labour_market_seeks_abroad(&f.context, f.chunk, worker));
}
END_TEST

static TCase *with_fixture(Suite *suite, const char *name, SFun start)
{
    TCase *tests = tcase_create(name);
    tcase_add_checked_fixture(tests, start, stop);
    suite_add_tcase(suite, tests);
    return tests;
}

Suite *suite_labour_market(void);
Suite *suite_labour_market(void)
{
    Suite *suite = suite_create("labour_market");
    TCase *rules = tcase_create("rules");
    suite_add_tcase(suite, rules);
    tcase_add_test(rules, test_participation_rises_with_youth_and_fades_after_retirement_age);
    tcase_add_test(rules, test_search_gains_from_language_level_by_level);
    tcase_add_test(rules, test_pick_covers_all_words);
    tcase_add_test(rules, test_wider_coverage_at_home_insures_workers_in_the_jobs_that_they_have);
    tcase_add_test(rules, test_inspectors_make_jobs_formal_whoever_pays_them);
    TCase *residents = with_fixture(suite, "residents", start_resident);
    tcase_add_test(residents, test_participation_of_20_to_64_is_the_observed_rate);
    tcase_add_test(residents, test_sorting_by_education_keeps_the_occupational_mix);
    tcase_add_test(residents, test_formal_shares_average_to_the_observed_share);
    tcase_add_test(residents, test_jobs_are_lost_at_the_separation_rate);
    tcase_add_test(residents, test_more_seats_never_cost_anybody_a_job);
    tcase_add_test(residents, test_totals_count_every_person_once);
    tcase_add_test(residents, test_participation_at_the_birthday_keeps_the_rank_order);
    tcase_add_test(residents, test_the_retired_do_not_come_back);
    tcase_add_test(residents, test_entrants_spread_over_occupations_as_at_the_start);
    TCase *origin = with_fixture(suite, "origin", start_origin);
    tcase_add_test(origin, test_who_loses_a_job_at_home_loses_pay_and_formality);
    tcase_add_test(origin, test_a_tight_market_hires_exactly_the_seats);
    tcase_add_test(origin, test_who_comes_home_keeps_the_occupation_learnt_abroad);
    tcase_add_test(origin, test_children_who_come_home_are_minors);
    tcase_add_test(origin, test_soft_skills_prevent_some_early_separations_and_cause_none);
    tcase_add_test(origin, test_recognition_brings_family_migrants_into_the_labour_force);
    tcase_add_test(origin, test_training_and_a_claim_to_its_cost_make_jobs_last);
    tcase_add_test(origin, test_losing_a_job_abroad_ends_pay_and_contributions);
    tcase_add_test(origin, test_better_language_never_stops_a_search);
    tcase_add_test(origin, test_migrants_compete_for_vacancies_of_the_country_of_residence);
    tcase_add_test(origin, test_work_in_the_rest_of_the_world_needs_no_queue);
    tcase_add_test(origin, test_only_those_in_the_labour_force_seek_work_abroad);
    return suite;
}
