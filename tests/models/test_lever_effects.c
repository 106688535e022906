/* Where levers can act in the shipped data, and how the total of a party is shared out. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "models/words/lever_effects.h"
#include "models/model.h"
#include "models/words/policies.h"
#include "tests/models/shipped.h"

Suite *suite_lever_effects(void);

static struct world *world;
static struct model_vocabulary *vocabulary;
static struct cor_diagnostics list;
static struct cor_scenario scenario;
static double *values;

static void begin(void)
{
    values = calloc((size_t)N_LEVERS * N_LEVER_CELLS, sizeof *values);
    ck_assert_ptr_nonnull(values);
    shipped_load(&world, &vocabulary, &list);
    memset(&scenario, 0, sizeof scenario);
}

static void end(void)
{
    cor_scenario_free(&scenario);
    free(values);
    shipped_free(world, vocabulary, &list);
}

/* Read a scenario of these policies, each in force from 2026-01; levers of 2027-01 go to `values`. */
static void load(const char *policies)
{
    char path[] = "/tmp/corridor-levers-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    FILE *file = fdopen(descriptor, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_gt(fprintf(file, "{\"name\": \"x\", \"policies\": [%s]}", policies), 0);
    ck_assert_int_eq(fclose(file), 0);
    cor_scenario_free(&scenario);
    cor_diagnostics_free(&list);
    enum cor_status status = cor_scenario_load(path, model_vocabulary_words(vocabulary), NULL, 0, &list, &scenario);
    ck_assert_msg(status == COR_OK, "%s", list.n_items > 0 ? list.items[0].message : "");
    cor_timeline_values(&scenario.timeline, cor_month(2027, 1), values);
    ck_assert_int_eq(unlink(path), 0);
}

#define AGREEMENT(rest) "{\"type\": \"bilateral_agreement\", \"from\": \"2026-01\", " rest "}"
#define TRAINING(rest) "{\"type\": \"training_support\", \"from\": \"2026-01\", " rest "}"
#define SECURITY(rest) "{\"type\": \"social_security_agreement\", \"from\": \"2026-01\", " rest "}"
#define STANDARDS(rest) "{\"type\": \"ilo_standards\", \"from\": \"2026-01\", " rest "}"
#define QUOTA(rest) "{\"type\": \"quota\", \"from\": \"2026-01\", " rest "}"
#define COST_CAP(rest) "{\"type\": \"recruitment_cost_cap\", \"from\": \"2026-01\", " rest "}"

static size_t code_of(const char *iso3)
{
    size_t code = 0;
    while (strcmp(world->country[code].iso3, iso3) != 0) {
        ck_assert_uint_lt(++code, world->n_countries);
    }
    return code;
}

/* Sum of a lever over the occupations of a channel; over all channels with N_CHANNELS. */
static double sum_of(enum lever lever, const char *iso3, size_t channel)
{
    double sum = 0.0;
    for (size_t cell = 0; cell < N_CHANNELS * N_OCCUPATIONS; cell++) {
        sum += channel == N_CHANNELS || channel == cell / N_OCCUPATIONS
                   ? values[lever * N_LEVER_CELLS + lever_cell(code_of(iso3), 0, 0) + cell]
                   : 0.0;
    }
    return sum;
}

static void assert_silent(void)
{
    ck_assert_msg(list.n_items == 0, "%s", list.n_items > 0 ? list.items[0].message : "");
}

static void assert_told(const char *part)
{
    for (size_t i = 0; i < list.n_items; i++) {
        if (strstr(list.items[i].message, part)) {
            return;
        }
    }
    ck_abort_msg("nothing told of %s", part);
}

START_TEST(test_ten_thousand_places_are_ten_thousand_whatever_is_named)
{
    static const char *const POLICIES[] = {
        AGREEMENT("\"parties\": [\"DEU\"], \"quota_per_year\": 10000"),
        AGREEMENT("\"parties\": [\"DEU\", \"JPN\"], \"channels\": [\"contract\"], \"quota_per_year\": 10000"),
        AGREEMENT("\"parties\": [\"EU\"], \"channels\": [\"skilled\", \"study\"], \"quota_per_year\": 10000"),
        AGREEMENT("\"parties\": [\"DEU\"], \"occupations\": [\"care\"], \"quota_per_year\": 10000"),
        AGREEMENT("\"parties\": [\"DEU\"], \"occupations\": [\"care\", \"hospitality\", \"services\"], "
                  "\"channels\": [\"contract\", \"skilled\"], \"quota_per_year\": 10000"),
        AGREEMENT("\"parties\": [\"DEU\"], \"occupations\": [\"care\"], \"quota_per_year\": 2500") ", " AGREEMENT(
            "\"parties\": [\"DEU\"], \"occupations\": [\"agriculture\", \"manufacturing\", \"construction\", "
            "\"hospitality\", \"services\", \"professional\"], \"quota_per_year\": 7500"),
    };
    load(POLICIES[_i]);
    assert_silent();
    ck_assert_double_eq_tol(sum_of(LEVER_quota_added, "DEU", N_CHANNELS), 10000.0, 1e-8);
    ck_assert_double_eq(sum_of(LEVER_quota_added, "NOR", N_CHANNELS), 0.0);
}
END_TEST

START_TEST(test_a_quota_without_channels_goes_to_work_in_proportion_to_entries)
{
    const double *entries = world->country[code_of("DEU")].vietnamese_entries;
    double work = entries[CHANNEL_contract] + entries[CHANNEL_apprenticeship] + entries[CHANNEL_skilled];
    load(AGREEMENT("\"parties\": [\"DEU\"], \"quota_per_year\": 10000"));
    for (size_t h = 0; h < N_CHANNELS; h++) {
        double due = h <= CHANNEL_skilled ? 10000.0 * entries[h] / work : 0.0;
        ck_assert_double_eq_tol(sum_of(LEVER_quota_added, "DEU", h), due, 1e-8);
    }
    load(AGREEMENT("\"parties\": [\"DEU\"], \"channels\": [\"study\", \"family\"], \"quota_per_year\": 700"));
    ck_assert_double_eq_tol(sum_of(LEVER_quota_added, "DEU", CHANNEL_study), 700.0 * 2000 / 7000, 1e-8);
}
END_TEST

START_TEST(test_channels_that_nobody_entered_by_share_equally)
{
    load(AGREEMENT("\"parties\": [\"FRA\"], \"channels\": [\"apprenticeship\"], \"quota_per_year\": 900"));
    assert_silent();
    ck_assert_double_eq_tol(sum_of(LEVER_quota_added, "FRA", CHANNEL_apprenticeship), 900.0, 1e-9);
    load(
        AGREEMENT("\"parties\": [\"LUX\"], \"channels\": [\"contract\", \"apprenticeship\"], \"quota_per_year\": 900"));
    assert_silent();
    ck_assert_double_eq_tol(sum_of(LEVER_quota_added, "LUX", CHANNEL_contract), 450.0, 1e-9);
}
END_TEST

START_TEST(test_a_channel_left_empty_by_a_total_is_told)
{
    load(AGREEMENT("\"parties\": [\"FRA\"], \"channels\": [\"apprenticeship\", \"skilled\"], \"quota_per_year\": 900"));
    ck_assert_double_eq_tol(sum_of(LEVER_quota_added, "FRA", CHANNEL_skilled), 900.0, 1e-9);
    ck_assert_uint_eq(list.n_items, 1);
    assert_told("nothing of \"quota_per_year\" falls to \"apprenticeship\"");
}
END_TEST

START_TEST(test_occupations_share_by_the_vietnamese_workers_of_the_country)
{
    load(
        AGREEMENT("\"parties\": [\"DEU\"], \"channels\": [\"contract\"], \"occupations\": [\"care\", \"hospitality\"], "
                  "\"quota_per_year\": 100"));
    const struct country *germany = &world->country[code_of("DEU")];
    double care = values[LEVER_quota_added * (size_t)N_LEVER_CELLS +
                         lever_cell(code_of("DEU"), CHANNEL_contract, OCCUPATION_care)];
    ck_assert_double_eq_tol(
        care,
        100.0 * germany->vietnamese_share[OCCUPATION_care] /
            (germany->vietnamese_share[OCCUPATION_care] + germany->vietnamese_share[OCCUPATION_hospitality]),
        1e-9);
}
END_TEST

START_TEST(test_course_seats_are_a_total_over_the_channels_that_teach)
{
    load(TRAINING("\"parties\": [\"DEU\"], \"seats_per_year\": 8000"));
    assert_silent();
    ck_assert_double_eq_tol(sum_of(LEVER_training_seats, "DEU", N_CHANNELS), 8000.0, 1e-8);
    ck_assert_double_eq(sum_of(LEVER_training_seats, "DEU", CHANNEL_contract), 0.0); /* asks for no German */
    load(TRAINING("\"parties\": [\"DEU\"], \"channels\": [\"contract\"], \"language_hours\": 100, "
                  "\"seats_per_year\": 8000"));
    assert_silent();
    ck_assert_double_eq_tol(sum_of(LEVER_training_seats, "DEU", CHANNEL_contract), 8000.0, 1e-8);
    load(TRAINING("\"parties\": [\"DEU\"], \"channels\": [\"contract\"], \"seats_per_year\": 8000"));
    assert_told("\"seats_per_year\" changes nothing");
}
END_TEST

START_TEST(test_what_cannot_act_is_told)
{
    static const struct {
        const char *policy, *told;
    } CASES[] = {
        {QUOTA("\"parties\": [\"FRA\"], \"channels\": [\"apprenticeship\"], \"quota_factor\": 50"), "\"quota_factor\""},
        {QUOTA("\"parties\": [\"all_destinations\"], \"channels\": [\"irregular\"], \"quota_factor\": 0"),
         "\"quota_factor\""},
        {QUOTA("\"parties\": [\"VNM\"], \"quota_factor\": 3"), "\"quota_factor\""},
        {SECURITY("\"parties\": [\"VNM\"], \"totalise_origin\": 0.9"), "\"totalise_origin\""},
        {SECURITY("\"parties\": [\"DEU\", \"FRA\"], \"pension_export\": 1"), "\"pension_export\""},
        {SECURITY("\"parties\": [\"CZE\"], \"refund_closed\": 1"), "\"refund_closed\""},
        {SECURITY("\"parties\": [\"ROW\"], \"totalise_destination\": 1"), "\"totalise_destination\""},
        {TRAINING("\"parties\": [\"VNM\"], \"language_hours\": 300"), "\"language_hours\""},
        {TRAINING("\"parties\": [\"DEU\"], \"channels\": [\"family\"], \"subsidy_share\": 1"), "\"subsidy_share\""},
        {TRAINING("\"parties\": [\"CZE\"], \"channels\": [\"contract\"], \"subsidy_share\": 1"), "\"subsidy_share\""},
        {STANDARDS("\"parties\": [\"all_destinations\"], \"home_coverage_added\": 1"), "\"home_coverage_added\""},
        {STANDARDS("\"parties\": [\"VNM\"], \"home_insurance_added\": 1"), "\"home_insurance_added\""},
        {STANDARDS("\"parties\": [\"DEU\"], \"channels\": [\"skilled\"], \"home_insurance_added\": 1"),
         "\"home_insurance_added\""},
        {STANDARDS("\"parties\": [\"ROW\"], \"claim_added\": 0.5"), "\"claim_added\""},
        {STANDARDS("\"parties\": [\"JPN\"], \"entry_gap_factor\": 0.5"), "\"entry_gap_factor\""},
        {STANDARDS("\"parties\": [\"DEU\"], \"channels\": [\"apprenticeship\"], \"entry_gap_factor\": 0"),
         "\"entry_gap_factor\""},
        {STANDARDS("\"parties\": [\"DEU\"], \"channels\": [\"irregular\"], \"contribution_added\": 1"),
         "\"contribution_added\""},
        {COST_CAP("\"parties\": [\"DEU\"], \"enforced_share\": 0.9"), "without \"fee_cap_months\""},
        {COST_CAP("\"parties\": [\"DEU\"], \"channels\": [\"family\"], \"employer_pays_share\": 1"),
         "\"employer_pays_share\""},
        {AGREEMENT("\"parties\": [\"DEU\"], \"channels\": [\"skilled\"], \"absconding_factor\": 0.5"),
         "\"absconding_factor\""},
        {AGREEMENT("\"parties\": [\"JPN\", \"VNM\"], \"processing_factor\": 0.5"), "\"VNM\" has no part"},
        {AGREEMENT("\"parties\": [\"EU\", \"DEU\"], \"processing_factor\": 0.5"), "\"DEU\" is part of \"EU\""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        load(CASES[i].policy);
        ck_assert_msg(list.n_items == 1, "%s: %zu messages", CASES[i].policy, list.n_items);
        assert_told(CASES[i].told);
    }
}
END_TEST

START_TEST(test_what_another_policy_or_parameter_opens_is_not_told)
{
    load(AGREEMENT("\"parties\": [\"FRA\"], \"channels\": [\"apprenticeship\"], \"quota_per_year\": 900") ", " TRAINING(
        "\"parties\": [\"FRA\"], \"channels\": [\"apprenticeship\"], \"vocational_months\": 3, \"subsidy_share\": 1"));
    assert_silent();
    load(TRAINING("\"parties\": [\"FRA\"], \"channels\": [\"apprenticeship\"], \"vocational_months\": 3"));
    assert_told("\"vocational_months\" changes nothing");
    load(
        STANDARDS("\"parties\": [\"KOR\"], \"entry_gap_factor\": 0.5") "], \"parameters\": {\"wages.entry_gap_other\": "
                                                                       "0.1}, \"title\": \"t\", \"include\": [");
    assert_silent();
}
END_TEST

START_TEST(test_a_cap_on_fees_takes_the_usual_enforcement_of_its_policy)
{
    size_t cell = lever_cell(code_of("JPN"), CHANNEL_contract, OCCUPATION_care);
    load(COST_CAP("\"parties\": [\"JPN\"], \"fee_cap_months\": 1"));
    ck_assert(values[LEVER_fee_cap_enforced * (size_t)N_LEVER_CELLS + cell] == 0.35);
    assert_told("the usual value 0.35 (share) is taken; write \"enforced_share\": 0.35");
    load(AGREEMENT("\"parties\": [\"JPN\"], \"fee_cap_months\": 1"));
    ck_assert(values[LEVER_fee_cap_enforced * (size_t)N_LEVER_CELLS + cell] == 0.5);
    assert_told("\"fee_cap_enforced\": 0.5");
}
END_TEST

START_TEST(test_every_lever_acts_somewhere_and_says_where)
{
    uint8_t *moved = calloc((size_t)N_LEVERS, N_LEVER_CELLS), *cells = calloc(1, N_LEVER_CELLS);
    struct cor_situation situation = {world, calloc(n_parameters, sizeof(double)), moved};
    ck_assert(moved && cells && situation.parameters);
    for (size_t i = 0; i < n_parameters; i++) {
        ((double *)(uintptr_t)situation.parameters)[i] = parameter_table[i].value;
    }
    for (size_t lever = 0; lever < N_LEVERS; lever++) {
        lever_effects_mark(&situation, lever, cells);
        ck_assert_msg(memchr(cells, 1, N_LEVER_CELLS) != NULL, "%s", lever_table[lever].name);
        ck_assert_msg(memchr(cells, 0, world->n_countries * N_CHANNELS * N_OCCUPATIONS) != NULL, "%s",
                      lever_table[lever].name);
        ck_assert_msg(strlen(lever_table[lever].where) > 10, "%s", lever_table[lever].name);
        ck_assert(!lever_table[lever].shared || lever_table[lever].combine == COR_ADD);
    }
    free((void *)(uintptr_t)situation.parameters);
    free(cells);
    free(moved);
}
END_TEST

Suite *suite_lever_effects(void)
{
    Suite *suite = suite_create("lever_effects");
    TCase *tests = tcase_create("levers");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, test_ten_thousand_places_are_ten_thousand_whatever_is_named, 0, 6);
    tcase_add_test(tests, test_a_quota_without_channels_goes_to_work_in_proportion_to_entries);
    tcase_add_test(tests, test_channels_that_nobody_entered_by_share_equally);
    tcase_add_test(tests, test_a_channel_left_empty_by_a_total_is_told);
    tcase_add_test(tests, test_occupations_share_by_the_vietnamese_workers_of_the_country);
    tcase_add_test(tests, test_course_seats_are_a_total_over_the_channels_that_teach);
    tcase_add_test(tests, test_what_cannot_act_is_told);
    tcase_add_test(tests, test_what_another_policy_or_parameter_opens_is_not_told);
    tcase_add_test(tests, test_a_cap_on_fees_takes_the_usual_enforcement_of_its_policy);
    tcase_add_test(tests, test_every_lever_acts_somewhere_and_says_where);
    suite_add_tcase(suite, tests);
    return suite;
}
