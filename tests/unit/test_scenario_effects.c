/* What a scenario says that cannot act, and totals that are shared out; with a model made up for it. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/run/scenario.h"

Suite *suite_scenario_effects(void);

enum { PLACES, SPEED, CAP, KEPT, N_LEVERS };
enum { N_COUNTRIES = 3, N_CHANNELS = 2, N_CELLS = N_COUNTRIES * N_CHANNELS };

static const struct cor_lever LEVERS[N_LEVERS] = {
    {"places", COR_ADD, 0, 0, 1e6, "persons", "doc", "destinations", COR_NO_LEVER, false, true, false},
    {"speed", COR_MULTIPLY, 1, 0.1, 10, "ratio", "doc", "workers in destinations", COR_NO_LEVER, false, false, false},
    {"cap", COR_MIN, 24, 0, 24, "months", "doc", "destinations", KEPT, true, false, false},
    {"kept", COR_MAX, 0, 0, 1, "share", "doc", "destinations", CAP, false, false, false},
};
static const struct cor_policy_field AGREEMENT[] = {
    {"quota", PLACES, 0, NAN, 0, 5000, "persons", "a source", "doc", "{} more places"},
    {"speed_factor", SPEED, 1, 0.8, 0.1, 10, "ratio", "a source", "doc", "{} times the usual time"},
    {"fee_cap", CAP, 24, 1, 0, 24, "months", "a source", "doc", "fees of at most {} months"},
    {"cap_kept", KEPT, 0, 0.5, 0, 1, "share", "a source", "doc", "kept by {%} %"},
};
static const struct cor_policy_type POLICIES[] = {{"agreement", "Agreement", "doc", AGREEMENT, 4}};
static const char *const COUNTRIES[] = {"VNM", "DEU", "CZE"}, *const COUNTRY_NAMES[] = {"Viet Nam", "Germany",
                                                                                        "Czechia"};
static const char *const CHANNELS[] = {"work", "study"}, *const ALL[] = {"all"};
static const uint8_t EUROPEANS[] = {0, 1, 1};
static const struct cor_selector_group GROUPS[] = {{"EU", EUROPEANS}};
static const struct cor_selector SELECTORS[] = {
    {"parties", true, N_COUNTRIES, COUNTRIES, COUNTRY_NAMES, GROUPS, 1, "doc"},
    {"channels", false, N_CHANNELS, CHANNELS, CHANNELS, NULL, 0, "doc"},
    {"occupations", false, 1, ALL, ALL, NULL, 0, "doc"},
};
static const size_t N_CODES[] = {N_COUNTRIES, N_CHANNELS, 1};

/* Nothing acts in Viet Nam; speed acts on workers. */
static void mark(const struct cor_situation *situation, size_t lever, uint8_t *cells)
{
    (void)situation;
    for (size_t cell = 0; cell < N_CELLS; cell++) {
        cells[cell] = cell >= N_CHANNELS && (lever != SPEED || cell % N_CHANNELS == 0);
    }
}

/* In Germany three quarters to workers, in Czechia all; a policy that names no channel gives all to workers. */
static void share(const struct cor_situation *situation, size_t lever, const uint8_t *cells, unsigned named,
                  double *weights)
{
    ck_assert_uint_eq(lever, PLACES);
    ck_assert_uint_eq(situation->moved[PLACES * N_CELLS], 0);
    for (size_t country = 1; country < N_COUNTRIES; country++) {
        double workers = country == 1 && named & 2u ? 0.75 : 1.0;
        weights[country * N_CHANNELS] = cells[country * N_CHANNELS] ? workers : 0.0;
        weights[country * N_CHANNELS + 1] = cells[country * N_CHANNELS + 1] ? 1.0 - workers : 0.0;
    }
}

static const struct cor_vocabulary VOCABULARY = {
    .first_start = (2024 - COR_EPOCH_YEAR) * 12,
    .last_start = (2024 - COR_EPOCH_YEAR) * 12,
    .end = (2051 - COR_EPOCH_YEAR) * 12,

    .levers = LEVERS,
    .n_levers = N_LEVERS,
    .policies = POLICIES,
    .n_policies = 1,
    .selectors = SELECTORS,
    .n_selectors = 3,
    .n_codes = N_CODES,
    .mark_effects = mark,
    .share_out = share,
};

static char path[64];
static struct cor_diagnostics list;
static struct cor_scenario scenario;

static void begin(void)
{
    strcpy(path, "/tmp/corridor-effects-XXXXXX");
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(close(descriptor), 0);
    cor_diagnostics_init(&list);
}

static void end(void)
{
    cor_scenario_free(&scenario);
    cor_diagnostics_free(&list);
    ck_assert_int_eq(unlink(path), 0);
}

static enum cor_status load(const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
    cor_diagnostics_free(&list);
    cor_scenario_free(&scenario);
    return cor_scenario_load(path, &VOCABULARY, NULL, 0, &list, &scenario);
}

/* One policy on a line of its own; the rest of it begins in column 45. */
static void load_policy(const char *rest)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{\"name\": \"x\", \"policies\": [\n{\"type\": \"agreement\", \"from\": \"2026-01\", %s}]}", rest);
    enum cor_status status = load(text);
    ck_assert_msg(status == COR_OK, "%s", list.n_items > 0 ? list.items[0].message : "no message");
}

static void assert_silent(void)
{
    ck_assert_msg(list.n_items == 0, "%s", list.n_items > 0 ? list.items[0].message : "");
}

/* There is one warning, in the line of the policy, at the column of `word` in the text of the policy, that holds `part`. */
static void assert_one_warning(const char *rest, const char *word, const char *part)
{
    load_policy(rest);
    ck_assert_msg(list.n_items == 1, "%zu messages, the last: %s", list.n_items,
                  list.n_items > 0 ? list.items[list.n_items - 1].message : "");
    ck_assert_int_eq(list.items[0].severity, COR_WARNING);
    ck_assert_msg(strstr(list.items[0].message, part) != NULL, "%s", list.items[0].message);
    ck_assert_uint_eq(list.items[0].line, 2);
    unsigned column = !word ? 1 : (unsigned)(strlen("{\"type\": \"agreement\", \"from\": \"2026-01\", ") + 1);
    ck_assert_uint_eq(list.items[0].column, column + (!word ? 0 : (unsigned)(strstr(rest, word) - rest)));
}

static double lever_value(size_t lever, size_t country, size_t channel)
{
    double values[N_LEVERS * N_CELLS];
    cor_timeline_values(&scenario.timeline, cor_month(2027, 1), values);
    return values[lever * N_CELLS + country * N_CHANNELS + channel];
}

START_TEST(test_a_total_is_shared_out_within_each_party)
{
    load_policy("\"parties\": [\"DEU\", \"CZE\"], \"quota\": 1000");
    assert_silent();
    ck_assert(lever_value(PLACES, 1, 0) == 1000.0 && lever_value(PLACES, 1, 1) == 0.0);
    load_policy("\"parties\": [\"DEU\"], \"channels\": [\"work\", \"study\"], \"quota\": 1000");
    assert_silent();
    ck_assert(lever_value(PLACES, 1, 0) == 750.0 && lever_value(PLACES, 1, 1) == 250.0);
    ck_assert(lever_value(PLACES, 2, 0) == 0.0);
}
END_TEST

START_TEST(test_the_digest_knows_how_a_total_is_shared_out)
{
    char digest[65];
    load_policy("\"parties\": [\"DEU\"], \"quota\": 1000");
    strcpy(digest, scenario.digest);
    load_policy("\"parties\": [\"DEU\"], \"channels\": [\"work\", \"study\"], \"quota\": 1000");
    ck_assert_str_ne(scenario.digest, digest);
}
END_TEST

START_TEST(test_a_field_that_acts_nowhere_is_told_at_its_place_with_where_it_acts)
{
    assert_one_warning(
        "\"parties\": [\"VNM\"], \"speed_factor\": 2", "\"speed_factor\"",
        "\"speed_factor\" changes nothing for what this policy names: it acts on workers in destinations");
    assert_one_warning("\"parties\": [\"DEU\"], \"channels\": [\"study\"], \"speed_factor\": 2", "\"speed_factor\"",
                       "acts on workers in destinations");
    assert_one_warning("\"parties\": [\"VNM\"], \"quota\": 10", "\"quota\"", "acts on destinations");
}
END_TEST

START_TEST(test_a_name_that_no_field_concerns_is_told)
{
    assert_one_warning("\"parties\": [\"DEU\", \"VNM\"], \"speed_factor\": 2", "\"VNM\"",
                       "\"VNM\" has no part in this policy: \"speed_factor\" acts on workers in destinations");
    assert_one_warning("\"parties\": [\"EU\"], \"channels\": [\"work\", \"study\"], \"speed_factor\": 2", "\"study\"",
                       "has no part");
    load_policy("\"parties\": [\"DEU\"], \"channels\": [\"work\", \"study\"], \"speed_factor\": 2, \"quota\": 10");
    assert_silent();
}
END_TEST

START_TEST(test_a_name_to_which_nothing_of_a_total_falls_is_told)
{
    assert_one_warning("\"parties\": [\"CZE\"], \"channels\": [\"work\", \"study\"], \"quota\": 10", "\"study\"",
                       "nothing of \"quota\" falls to \"study\"");
}
END_TEST

START_TEST(test_a_member_beside_its_group_is_told)
{
    assert_one_warning("\"parties\": [\"EU\", \"CZE\"], \"speed_factor\": 2", "\"CZE\"",
                       "\"CZE\" is part of \"EU\", which is named too");
}
END_TEST

START_TEST(test_a_field_that_needs_another_takes_its_usual_value_and_says_so)
{
    assert_one_warning("\"parties\": [\"DEU\"], \"fee_cap\": 2", "\"fee_cap\"",
                       "the usual value 0.5 (share) is taken; write \"cap_kept\": 0.5");
    ck_assert(lever_value(CAP, 1, 0) == 2.0 && lever_value(KEPT, 1, 0) == 0.5);
    ck_assert_ptr_nonnull(strstr(scenario.policies[0].words, "fees of at most 2 months; kept by 50 %."));
    load_policy("\"parties\": [\"DEU\"], \"fee_cap\": 2, \"cap_kept\": 0.75");
    assert_silent();
    ck_assert(lever_value(KEPT, 1, 0) == 0.75);
}
END_TEST

START_TEST(test_a_field_without_the_one_it_needs_is_told)
{
    assert_one_warning("\"parties\": [\"DEU\"], \"cap_kept\": 0.75", "\"cap_kept\"",
                       "\"cap_kept\" changes nothing without \"fee_cap\"");
    assert_one_warning("\"parties\": [\"DEU\"], \"fee_cap\": 2, \"cap_kept\": 0", "\"fee_cap\"",
                       "\"fee_cap\" changes nothing without \"cap_kept\"");
    load_policy("\"parties\": [\"DEU\"], \"cap_kept\": 0.75},\n{\"type\": \"agreement\", \"parties\": [\"EU\"], "
                "\"from\": \"2026-01\", \"fee_cap\": 2, \"cap_kept\": 0.5");
    assert_silent();
}
END_TEST

START_TEST(test_what_another_policy_says_already_is_told)
{
#define SAYS(rest) "{\"type\": \"agreement\", \"from\": \"2026-01\", " rest "}"
    static const struct {
        const char *policies;
        unsigned line; /* of the only warning; 0: none */
    } CASES[] = {
        {SAYS("\"parties\": [\"DEU\"], \"fee_cap\": 2, \"cap_kept\": 0.9") ",\n" SAYS(
             "\"parties\": [\"EU\"], \"fee_cap\": 1, \"cap_kept\": 0.5"),
         2},
        {SAYS("\"parties\": [\"EU\"], \"fee_cap\": 2, \"cap_kept\": 0.5") ",\n" SAYS(
             "\"parties\": [\"CZE\"], \"fee_cap\": 1, \"cap_kept\": 0.5, \"ramp_months\": 12"),
         3},
        {SAYS("\"parties\": [\"EU\"], \"fee_cap\": 1, \"cap_kept\": 0.5, \"to\": \"2029-12\"") ",\n" SAYS(
             "\"parties\": [\"CZE\"], \"fee_cap\": 2, \"cap_kept\": 0.5"),
         0},
        {SAYS("\"parties\": [\"EU\"], \"fee_cap\": 1, \"cap_kept\": 0.5, \"ramp_months\": 24") ",\n" SAYS(
             "\"parties\": [\"CZE\"], \"fee_cap\": 2, \"cap_kept\": 0.6"),
         0},
        {SAYS("\"parties\": [\"EU\"], \"fee_cap\": 1, \"cap_kept\": 0.5, \"ramp_months\": 12") ",\n" SAYS(
             "\"parties\": [\"CZE\"], \"fee_cap\": 2, \"cap_kept\": 0.9, \"ramp_months\": 12"),
         3},
        {SAYS("\"parties\": [\"EU\"], \"channels\": [\"work\"], \"speed_factor\": 2") ",\n" SAYS(
             "\"parties\": [\"EU\"], \"channels\": [\"work\"], \"speed_factor\": 2"),
         0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text, "{\"name\": \"x\", \"policies\": [\n%s]}", CASES[i].policies);
        ck_assert_int_eq(load(text), COR_OK);
        ck_assert_msg(list.n_items == (CASES[i].line > 0 ? 1u : 0u), "%zu: %zu messages", i, list.n_items);
        ck_assert(list.n_items == 0 || list.items[0].line == CASES[i].line);
        ck_assert(list.n_items == 0 || strstr(list.items[0].message, "says as much or more"));
    }
}
END_TEST

START_TEST(test_a_limit_of_nothing_in_steps_is_refused_unless_another_field_takes_them)
{
    static const char *const STEPS[] = {"\"ramp_months\": 12", "\"intensity\": 0.5"};
    char text[256];
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof text, "{\"name\": \"x\", \"policies\": [\n" SAYS("\"parties\": [\"EU\"], %s, %s") "]}",
                 "\"fee_cap\": 0, \"cap_kept\": 0", STEPS[i]);
        ck_assert_int_eq(load(text), COR_ERR_INPUT);
        ck_assert_uint_eq(list.n_errors, 1);
        ck_assert_ptr_nonnull(strstr(list.items[0].message, "\"fee_cap\" of 0 is a limit that no steps lead to"));
        ck_assert(list.items[0].line == 2 && list.items[0].column > 45);
        snprintf(text, sizeof text, "\"parties\": [\"EU\"], \"fee_cap\": 0, \"cap_kept\": 0.5, %s", STEPS[i]);
        load_policy(text);
        assert_silent();
    }
    load_policy("\"parties\": [\"EU\"], \"fee_cap\": 0, \"cap_kept\": 0.5, \"ramp_months\": 1");
    assert_silent();
}
END_TEST

START_TEST(test_of_two_equal_policies_the_later_is_told)
{
    ck_assert_int_eq(
        load("{\"name\": \"x\", \"policies\": [\n" SAYS(
            "\"parties\": [\"DEU\"], \"fee_cap\": 2, "
            "\"cap_kept\": 0.5") ",\n" SAYS("\"parties\": [\"DEU\"], \"fee_cap\": 2, \"cap_kept\": 0.5") "]}"),
        COR_OK);
    ck_assert_uint_eq(list.n_items, 2); /* the cap and its enforcement */
    ck_assert(list.items[0].line == 3 && list.items[1].line == 3);
}
END_TEST

START_TEST(test_a_policy_of_baseline_values_is_told)
{
    assert_one_warning("\"parties\": [\"DEU\"], \"speed_factor\": 1", NULL, "has the value of the baseline");
    assert_one_warning("\"parties\": [\"DEU\"], \"speed_factor\": 2, \"intensity\": 0", NULL, "intensity 0");
    assert_one_warning("\"parties\": [\"DEU\"]", NULL, "sets none of its fields");
}
END_TEST

START_TEST(test_a_policy_after_the_last_month_is_told_at_its_place)
{
    ck_assert_int_eq(load("{\"name\": \"x\", \"to\": \"2025-12\", \"policies\": [\n {\"type\": \"agreement\", "
                          "\"from\": \"2026-01\", \"parties\": [\"VNM\"], \"quota\": 7}]}"),
                     COR_OK);
    ck_assert_uint_eq(list.n_items, 1);
    ck_assert_uint_eq(list.items[0].line, 2);
    ck_assert_uint_eq(list.items[0].column, 2);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "begins after the last month"));
}
END_TEST

START_TEST(test_a_policy_after_a_month_asked_for_is_told)
{
    load_policy("\"parties\": [\"DEU\"], \"quota\": 7");
    cor_scenario_warn_of_end(&scenario, cor_month(2026, 2), &list);
    assert_silent();
    cor_scenario_warn_of_end(&scenario, cor_month(2026, 1), &list);
    ck_assert_uint_eq(list.n_items, 1);
    ck_assert(list.items[0].line == 2 && list.items[0].column == 1);
}
END_TEST

START_TEST(test_a_country_is_found_by_its_name)
{
    static const char *const NAMES[] = {"Germany", "germany", "GER"};
    for (size_t i = 0; i < 3; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "{\"name\": \"x\", \"policies\": [{\"type\": \"agreement\", \"from\": \"2026-01\", \"parties\": "
                 "[\"%s\"], \"quota\": 7}]}",
                 NAMES[i]);
        ck_assert_int_eq(load(text), COR_ERR_INPUT);
        ck_assert_msg(strstr(list.items[0].message, "did you mean \"DEU\" (Germany)?") != NULL, "%s",
                      list.items[0].message);
    }
}
END_TEST

START_TEST(test_a_byte_order_mark_is_read_over)
{
    ck_assert_int_eq(load("\xef\xbb\xbf{\"name\": \"x\"}"), COR_OK);
    ck_assert_str_eq(scenario.name, "x");
}
END_TEST

static bool is_schema(const char *file)
{
    bool answer = false;
    ck_assert_int_eq(cor_scenario_is_schema(file, &answer), COR_OK);
    return answer;
}

START_TEST(test_a_schema_is_told_from_a_scenario)
{
    ck_assert_int_eq(load("{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"type\": \"object\"}"),
                     COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 1);
    ck_assert(is_schema(path));
    ck_assert_int_eq(load("{\"$schema\": \"schema.json\", \"name\": \"x\"}"), COR_OK);
    ck_assert(!is_schema(path));
    ck_assert(!is_schema("/dev/null"));
}
END_TEST

Suite *suite_scenario_effects(void)
{
    Suite *suite = suite_create("scenario_effects");
    TCase *tests = tcase_create("effects");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, test_a_total_is_shared_out_within_each_party);
    tcase_add_test(tests, test_the_digest_knows_how_a_total_is_shared_out);
    tcase_add_test(tests, test_a_field_that_acts_nowhere_is_told_at_its_place_with_where_it_acts);
    tcase_add_test(tests, test_a_name_that_no_field_concerns_is_told);
    tcase_add_test(tests, test_a_name_to_which_nothing_of_a_total_falls_is_told);
    tcase_add_test(tests, test_a_member_beside_its_group_is_told);
    tcase_add_test(tests, test_a_field_that_needs_another_takes_its_usual_value_and_says_so);
    tcase_add_test(tests, test_a_field_without_the_one_it_needs_is_told);
    tcase_add_test(tests, test_what_another_policy_says_already_is_told);
    tcase_add_test(tests, test_a_limit_of_nothing_in_steps_is_refused_unless_another_field_takes_them);
    tcase_add_test(tests, test_of_two_equal_policies_the_later_is_told);
    tcase_add_test(tests, test_a_policy_of_baseline_values_is_told);
    tcase_add_test(tests, test_a_policy_after_the_last_month_is_told_at_its_place);
    tcase_add_test(tests, test_a_policy_after_a_month_asked_for_is_told);
    tcase_add_test(tests, test_a_country_is_found_by_its_name);
    tcase_add_test(tests, test_a_byte_order_mark_is_read_over);
    tcase_add_test(tests, test_a_schema_is_told_from_a_scenario);
    suite_add_tcase(suite, tests);
    return suite;
}
