/* Pay: rules against worked values, tables against the facts, pay of persons at home and abroad. */
#include <check.h>
#include <math.h>
#include "models/wages/wages_rules.h"
#include "tests/models/fixture.h"

static struct fixture f;

static void start(void)
{
    fixture_init(&f, KIND_ORIGIN, HOME, 4000);
}

static void stop(void)
{
    fixture_free(&f);
}

static struct person_columns *persons(void)
{
    return &view_of(f.chunk)->person;
}

static struct migrant_columns *migrants(void)
{
    return &view_of(f.chunk)->migrant;
}

static uint32_t add_migrant(size_t country, enum channel channel)
{
    uint32_t row = fixture_person(&f, SEX_male, 27, EDUCATION_upper_secondary, WORK_INACTIVE, NO_ROW);
    return fixture_migrant(&f, row, STAGE_ABROAD, country, channel);
}

START_TEST(test_wage_curve_falls_with_unemployment)
{
    ck_assert_double_eq(wage_curve_factor(0.1, 0), 1);
    ck_assert_double_eq_tol(wage_curve_factor(0.1, log(1.1)), pow(1.1, -0.1), 1e-12);
    ck_assert(wage_curve_factor(0.05, 0.4) < 1);
    ck_assert(wage_curve_factor(0.05, -0.4) > 1);
}
END_TEST

START_TEST(test_half_of_the_entry_gap_is_closed_after_twelve_years)
{
    ck_assert_double_eq_tol(assimilation_factor(0.25, 0.058, 0), 0.75, 1e-12);
    ck_assert_double_eq_tol(assimilation_factor(0.25, 0.058, 11.95), 0.875, 1e-4);
    ck_assert_double_eq(assimilation_factor(0, 0.058, 3), 1);
}
END_TEST

START_TEST(test_language_pays_from_b1_on)
{
    ck_assert_double_eq(language_premium(2, .05, .12, .20), 0);
    ck_assert_double_eq_tol(language_premium(3, .05, .12, .20), .05, 1e-12);
    ck_assert_double_eq_tol(language_premium(3.5, .05, .12, .20), .085, 1e-12);
    ck_assert_double_eq_tol(language_premium(4, .05, .12, .20), .12, 1e-12);
    ck_assert_double_eq_tol(language_premium(6, .05, .12, .20), .20, 1e-12);
}
END_TEST

START_TEST(test_recognition_pays_off_over_three_years)
{
    ck_assert_double_eq(recognition_premium(0.18, 0, 36), 0);
    ck_assert_double_eq_tol(recognition_premium(0.18, 12, 36), 0.06, 1e-12);
    ck_assert_double_eq(recognition_premium(0.18, 48, 36), 0.18);
    ck_assert_double_eq_tol(exp(recognition_premium(0.18, 36, 36)) - 1, 0.197, 5e-4);
}
END_TEST

START_TEST(test_mincer_pay_peaks_with_experience)
{
    double young = mincer_log_pay(12, 20, .05, .035, .0006), prime = mincer_log_pay(12, 47, .05, .035, .0006);
    ck_assert_double_eq_tol(young, .6 + .035 * 2 - .0006 * 4, 1e-12);
    ck_assert(prime > young);
    ck_assert(mincer_log_pay(12, 62, .05, .035, .0006) < prime);
}
END_TEST

START_TEST(test_vocational_schools_raise_the_pay_of_those_they_train)
{
    struct wages_parameters p = {.vocational_school_pay = 0.05, .vocational_cost = 1500, .vocational_leavers = 0.6};
    ck_assert_double_eq(vocational_factor(&p, 0.0, 0.0), 1.0);
    ck_assert_double_eq_tol(vocational_factor(&p, 0.2, 0.0), 1.0 + 0.2 * (exp(0.05) - 1.0), 1e-12);
    ck_assert_double_eq_tol(vocational_factor(&p, 0.1, 90.0), vocational_factor(&p, 0.2, 0.0), 1e-12);
    ck_assert_double_eq_tol(vocational_factor(&p, 1.0, 900.0), exp(0.05), 1e-12);
}
END_TEST

START_TEST(test_deductions_round_half_up_and_never_exceed_pay)
{
    ck_assert_int_eq(part_of(5, 100000), 1);
    ck_assert_int_eq(part_of(4, 100000), 0);
    ck_assert_int_eq(part_of(200000, 197000), 39400);
    ck_assert_int_eq(income_tax(1000, 2000, 300000), 0);
    ck_assert_int_eq(income_tax(3000, 2000, 300000), 300);
}
END_TEST

START_TEST(test_contributions_are_the_rate_of_the_country)
{
    ck_assert_int_eq(wages_contribution(f.world, FIXTURE_DEU, 311111), 61289);
    ck_assert_int_eq(wages_contribution(f.world, FIXTURE_DEU, 0), 0);
    for (int32_t gross = 0; gross < 2000000; gross += 9973) {
        int64_t gone =
            (int64_t)wages_contribution(f.world, FIXTURE_DEU, gross) + wages_tax(f.world, FIXTURE_DEU, gross);
        ck_assert(gone >= 0 && gone <= gross);
    }
}
END_TEST

START_TEST(test_mean_pay_is_taxed_at_the_mean_rate_and_low_pay_below_it)
{
    const struct country *country = &f.world->country[FIXTURE_DEU];
    double mean = 0;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        mean += country->employment_share[o] / 100 * country->gross_wage[o];
    }
    int32_t gross = (int32_t)(100 * mean);
    ck_assert_double_eq_tol(wages_tax(f.world, FIXTURE_DEU, gross), 0.11 * gross, 2);
    ck_assert(wages_tax(f.world, FIXTURE_DEU, gross / 3) < 0.11 * gross / 3 * 0.5);
    ck_assert_int_eq(wages_tax(f.world, FIXTURE_DEU, gross / 5), 0);
}
END_TEST

START_TEST(test_what_is_sent_home_buys_more)
{
    ck_assert_int_eq(wages_purchasing_power(f.world, FIXTURE_DEU, 140000, 0), 200000);
    ck_assert_int_eq(wages_purchasing_power(f.world, FIXTURE_DEU, 140000, 29000), 258571);
}
END_TEST

/* Everybody of the start's labour force in Viet Nam in one occupation, person by person. */
START_TEST(test_mean_pay_at_home_is_the_observed_pay_of_the_occupation)
{
    const struct country *home = &f.world->country[HOME];
    uint32_t row = fixture_person(&f, SEX_male, 30, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double sum = 0, persons_counted = 0;
        for (unsigned i = 0; i < 40000; i++) {
            struct cor_draws draws = cor_philox(i, (uint32_t)o, 0, 0, (struct cor_key){3, 0});
            struct cor_draws more = cor_philox(i, (uint32_t)o, 1, 0, (struct cor_key){3, 0});
            enum sex sex = draws.word[0] & 1 ? SEX_male : SEX_female;
            int age = 15 + (int)(draws.word[1] % 70u);
            double weight = home->population[sex][age] * (double)f.world->labour_market->participation[HOME][sex][age];
            unsigned education = 0;
            double left = cor_unit(draws.word[2]);
            while (education < 3 && left > f.world->labour_market->education_share[HOME][o][education]) {
                left -= f.world->labour_market->education_share[HOME][o][education++];
            }
            unsigned region = 0;
            left = 100 * cor_unit(draws.word[3]);
            while (region < N_REGIONS - 1 && left > home->population_share[region]) {
                left -= home->population_share[region++];
            }
            bool formal = cor_unit(more.word[0]) < f.world->labour_market->formal_share[education][o];
            persons()->birth_month[row] = (uint16_t)(f.context.month - 12 * age);
            persons()->traits[row] = trait_make(sex, (enum education_level)education, false, (enum region)region);
            persons()->work[row] = work_make(WORK_EMPLOYED, (enum occupation)o, formal);
            persons()->ability[row] = (uint8_t)more.word[1];
            sum += weight * wages_home_pay(&f.context, f.chunk, row);
            persons_counted += weight;
        }
        ck_assert_double_eq_tol(sum / persons_counted / 10, home->gross_wage[o], 0.015 * home->gross_wage[o]);
    }
}
END_TEST

START_TEST(test_home_pay_differs_by_sex_region_formality_and_return)
{
    uint32_t man = fixture_person(&f, SEX_male, 30, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t woman = fixture_person(&f, SEX_female, 30, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    double pay = wages_home_pay(&f.context, f.chunk, man);
    ck_assert_double_eq_tol(wages_home_pay(&f.context, f.chunk, woman) / pay, 0.75, 0.001);
    persons()->traits[woman] = trait_make(SEX_male, EDUCATION_upper_secondary, false, REGION_southeast);
    ck_assert_double_eq_tol(wages_home_pay(&f.context, f.chunk, woman) / pay, 1.23 / 0.88, 0.002);
    persons()->work[man] |= WORK_FORMAL;
    ck_assert_double_eq_tol(wages_home_pay(&f.context, f.chunk, man) / pay, exp(0.25), 0.002);
    persons()->work[man] &= (uint8_t)~WORK_FORMAL;
    persons()->past_country[man] = FIXTURE_DEU;
    ck_assert_double_eq_tol(wages_home_pay(&f.context, f.chunk, man) / pay, exp(0.08), 0.002);
}
END_TEST

START_TEST(test_vocational_training_raises_pay_up_to_a_full_qualification)
{
    const struct wages_parameters *p = &f.world->parameters.wages;
    uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_skilled);
    double untrained = wages_abroad_pay(&f.context, f.chunk, record);
    migrants()->vocational[record] = VOCATIONAL_UNITS;
    ck_assert_double_eq_tol(wages_abroad_pay(&f.context, f.chunk, record) / untrained, exp(p->vocational_pay), 1e-4);
    migrants()->vocational[record] = 7 * VOCATIONAL_UNITS;
    ck_assert_double_eq_tol(wages_abroad_pay(&f.context, f.chunk, record) / untrained,
                            exp(p->vocational_years * p->vocational_pay), 1e-4);
    double usual = wages_abroad_expected(&f.context, FIXTURE_DEU, CHANNEL_skilled, OCCUPATION_care, 2, 3);
    fixture_lever(&f, LEVER_vocational_months, 18);
    double trained = wages_abroad_expected(&f.context, FIXTURE_DEU, CHANNEL_skilled, OCCUPATION_care, 2, 3);
    ck_assert_double_eq_tol(trained / usual, exp(1.5 * p->vocational_pay), 1e-9);
}
END_TEST

START_TEST(test_pay_abroad_on_arrival_is_the_expected_pay)
{
    uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_skilled);
    migrants()->language[record] = 4 * 32;
    double place = 100 * f.world->country[FIXTURE_DEU].gross_wage[OCCUPATION_manufacturing];
    double expected = wages_abroad_expected(&f.context, FIXTURE_DEU, CHANNEL_skilled, OCCUPATION_manufacturing,
                                            EDUCATION_upper_secondary, 4);
    ck_assert_double_eq_tol(expected, place * 0.75 * exp(0.12), 1e-6);
    double effect = f.world->wages->ability_abroad[128];
    ck_assert_int_eq(wages_abroad_pay(&f.context, f.chunk, record), (int32_t)(expected * effect + 0.5));
    ck_assert_double_eq_tol(effect, 1, 0.02);
}
END_TEST

START_TEST(test_time_language_recognition_and_equal_treatment_raise_pay_abroad)
{
    uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_skilled);
    int32_t arrival = wages_abroad_pay(&f.context, f.chunk, record);
    migrants()->arrived[record] = (uint16_t)(f.context.month - 60);
    int32_t later = wages_abroad_pay(&f.context, f.chunk, record);
    migrants()->flags[record] |= MIGRANT_RECOGNISED;
    int32_t recognised = wages_abroad_pay(&f.context, f.chunk, record);
    migrants()->language[record] = 3 * 32;
    int32_t speaking = wages_abroad_pay(&f.context, f.chunk, record);
    fixture_lever(&f, LEVER_entry_gap_factor, 0.5);
    int32_t equal = wages_abroad_pay(&f.context, f.chunk, record);
    ck_assert_double_eq_tol((double)later / arrival, (1 - .25 * exp(-.058 * 5)) / .75, 1e-4);
    ck_assert_double_eq_tol((double)recognised / later, exp(.18), 1e-4);
    ck_assert_double_eq_tol((double)speaking / recognised, exp(.05), 1e-4);
    ck_assert_int_gt(equal, speaking);
}
END_TEST

START_TEST(test_migrant_pay_of_east_asia_has_no_further_gap)
{
    double place = 100 * f.world->country[FIXTURE_JPN].gross_wage[OCCUPATION_care];
    ck_assert_double_eq_tol(
        wages_abroad_expected(&f.context, FIXTURE_JPN, CHANNEL_contract, OCCUPATION_care, EDUCATION_upper_secondary, 1),
        place, 1e-6);
}
END_TEST

START_TEST(test_training_pay_is_the_same_for_all)
{
    double place = 100 * f.world->country[FIXTURE_DEU].gross_wage[OCCUPATION_care];
    uint32_t record = add_migrant(FIXTURE_DEU, CHANNEL_apprenticeship);
    migrants()->occupation[record] = OCCUPATION_care;
    migrants()->language[record] = 5 * 32;
    persons()->ability[migrants()->person[record]] = 250;
    ck_assert_int_eq(wages_abroad_pay(&f.context, f.chunk, record), (int32_t)(0.35 * place + 0.5));
}
END_TEST

START_TEST(test_contract_pay_in_central_europe_is_below_comparable_migrants)
{
    f.world->country[FIXTURE_DEU].nest = NEST_eu_cee;
    ck_assert_int_eq(world_prepare(f.world), COR_OK);
    double pay[2];
    for (int i = 0; i < 2; i++) {
        pay[i] = wages_abroad_expected(&f.context, FIXTURE_DEU, i ? CHANNEL_contract : CHANNEL_skilled,
                                       OCCUPATION_construction, EDUCATION_upper_secondary, 0);
    }
    ck_assert_double_eq_tol(pay[1] / pay[0], 0.75, 1e-9);
}
END_TEST

START_TEST(test_pay_follows_trend_and_unemployment)
{
    struct labour_market_macro *market = &f.macro->labour_market;
    market->started = 1;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        market->employed[FIXTURE_DEU][o] = 900000;
        market->unemployed[FIXTURE_DEU][o] = o == OCCUPATION_care ? 9000 : 90000;
        market->tightness[HOME][o] = market->tightness[FIXTURE_DEU][o] = market->tightness[FIXTURE_JPN][o] = 1.0;
    }
    for (int month = 1; month <= 120; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        wages_update(&f.context);
    }
    ck_assert_double_eq_tol(f.macro->wages.level[FIXTURE_DEU], pow(1.011, 10), 1e-9);
    ck_assert(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_care] > 1.02);
    ck_assert(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_services] < 0.98);
    ck_assert_double_eq_tol(f.macro->wages.curve[FIXTURE_ROW][OCCUPATION_services], 1, 1e-12);
}
END_TEST

START_TEST(test_shortage_raises_pay_and_wears_off)
{
    double pay = 0.0;
    for (int month = 0; month < 12; month++) {
        pay = shortage_pay(pay, 2.0, 0.03, 0.0);
    }
    ck_assert_double_eq_tol(pay, 0.03 * log(2.0), 1e-12);
    ck_assert_double_eq_tol(shortage_pay(0.1, 1.0, 0.03, 0.24), 0.098, 1e-12);
    for (int month = 0; month < 600; month++) {
        pay = shortage_pay(pay, 2.0, 0.03, 0.25);
    }
    ck_assert_double_eq_tol(pay, 0.03 / 0.25 * log(2.0), 1e-4);
    ck_assert_double_lt(shortage_pay(0.0, 0.5, 0.03, 0.25), 0.0);
}
END_TEST

START_TEST(test_shortage_of_an_occupation_raises_its_pay_alone)
{
    struct labour_market_macro *market = &f.macro->labour_market;
    market->started = 1;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double idle = labour_market_unemployment_at_start(f.world, FIXTURE_DEU, o);
        market->employed[FIXTURE_DEU][o] = (int64_t)(1e9 * (1.0 - idle));
        market->unemployed[FIXTURE_DEU][o] = (int64_t)(1e9 * idle);
        market->tightness[HOME][o] = market->tightness[FIXTURE_JPN][o] = 1.0;
        market->tightness[FIXTURE_DEU][o] = o == OCCUPATION_care ? 3.0 : 1.0;
    }
    for (int month = 1; month <= 24; month++) {
        fixture_month(&f, cor_month(2024, 1) + month);
        wages_update(&f.context);
    }
    ck_assert_double_gt(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_care], 1.03);
    ck_assert_double_eq_tol(f.macro->wages.curve[FIXTURE_DEU][OCCUPATION_services], 1, 1e-6);
}
END_TEST

START_TEST(test_before_the_first_month_pay_is_that_of_the_table)
{
    for (size_t c = 0; c < FIXTURE_COUNTRIES; c++) {
        ck_assert_double_eq(f.macro->wages.level[c], 1);
        ck_assert_double_eq(f.macro->wages.curve[c][OCCUPATION_care], 1);
    }
}
END_TEST

START_TEST(test_birthdays_bring_pay_up_to_date_at_home_and_abroad)
{
    uint32_t home = fixture_person(&f, SEX_male, 30, EDUCATION_upper_secondary, WORK_EMPLOYED, NO_ROW);
    uint32_t idle = fixture_person(&f, SEX_male, 30, EDUCATION_upper_secondary, WORK_UNEMPLOYED, NO_ROW);
    uint32_t working = add_migrant(FIXTURE_DEU, CHANNEL_skilled), waiting = add_migrant(FIXTURE_DEU, CHANNEL_skilled);
    migrants()->flags[working] = MIGRANT_EMPLOYED;
    persons()->pay[home] = 1;
    fixture_all_birthdays(&f);
    wages_year(&f.context, f.chunk);
    ck_assert_uint_eq(persons()->pay[home], wages_home_pay(&f.context, f.chunk, home));
    ck_assert_uint_eq(persons()->pay[idle], 0);
    ck_assert_int_eq(migrants()->gross_pay[working], wages_abroad_pay(&f.context, f.chunk, working));
    ck_assert_int_eq(migrants()->gross_pay[waiting], 0);
}
END_TEST

Suite *suite_wages(void);
Suite *suite_wages(void)
{
    Suite *suite = suite_create("wages");
    TCase *rules = tcase_create("rules"), *pay = tcase_create("pay");
    suite_add_tcase(suite, rules);
    suite_add_tcase(suite, pay);
    tcase_add_test(rules, test_wage_curve_falls_with_unemployment);
    tcase_add_test(rules, test_half_of_the_entry_gap_is_closed_after_twelve_years);
    tcase_add_test(rules, test_language_pays_from_b1_on);
    tcase_add_test(rules, test_recognition_pays_off_over_three_years);
    tcase_add_test(rules, test_mincer_pay_peaks_with_experience);
    tcase_add_test(rules, test_vocational_schools_raise_the_pay_of_those_they_train);
    tcase_add_test(rules, test_deductions_round_half_up_and_never_exceed_pay);
    tcase_add_checked_fixture(pay, start, stop);
    tcase_add_test(pay, test_contributions_are_the_rate_of_the_country);
    tcase_add_test(pay, test_mean_pay_is_taxed_at_the_mean_rate_and_low_pay_below_it);
    tcase_add_test(pay, test_what_is_sent_home_buys_more);
    tcase_add_test(pay, test_mean_pay_at_home_is_the_observed_pay_of_the_occupation);
    tcase_add_test(pay, test_home_pay_differs_by_sex_region_formality_and_return);
    tcase_add_test(pay, test_vocational_training_raises_pay_up_to_a_full_qualification);
    tcase_add_test(pay, test_pay_abroad_on_arrival_is_the_expected_pay);
    tcase_add_test(pay, test_time_language_recognition_and_equal_treatment_raise_pay_abroad);
    tcase_add_test(pay, test_migrant_pay_of_east_asia_has_no_further_gap);
    tcase_add_test(pay, test_training_pay_is_the_same_for_all);
    tcase_add_test(pay, test_contract_pay_in_central_europe_is_below_comparable_migrants);
    tcase_add_test(pay, test_pay_follows_trend_and_unemployment);
    tcase_add_test(pay, test_shortage_raises_pay_and_wears_off);
    tcase_add_test(pay, test_shortage_of_an_occupation_raises_its_pay_alone);
    tcase_add_test(pay, test_before_the_first_month_pay_is_that_of_the_table);
    tcase_add_test(pay, test_birthdays_bring_pay_up_to_date_at_home_and_abroad);
    return suite;
}
