#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/run/scenario.h"

Suite *suite_scenario(void);

/* A model of two parameters, two levers, two policy types; cells are 4 countries x 2 channels x 2 occupations. */
static const struct cor_parameter PARAMETERS[] = {
    {"work.hours", 0, 40, 0, 100, 0, 100, "hours", "a source", COR_ASSUMED, "doc"},
    {"work.rate", 8, 0.5, 0, 1, 0, 1, "share", "a source", COR_ASSUMED, "doc"},
};
static const struct cor_lever LEVERS[] = {
    {"places", COR_ADD, 0, 0, 1e6, "persons", "doc", "all cells", COR_NO_LEVER, false, false, false},
    {"speed", COR_MULTIPLY, 1, 0.1, 10, "ratio", "doc", "all cells", COR_NO_LEVER, false, false, false},
};
static const struct cor_policy_field AGREEMENT[] = {
    {"quota", 0, 0, NAN, 0, 5000, "persons", "a source", "doc", "{} more places"},
    {"speed_factor", 1, 1, 0.8, 0.1, 10, "ratio", "a source", "doc", "{%} % of the usual time"},
};
static const struct cor_policy_field HURRY[] = {
    {"factor", 1, 1, NAN, 0.1, 10, "ratio", "a source", "doc", "{} times the usual time"}};
static const struct cor_policy_type POLICIES[] = {{"agreement", "Agreement", "doc", AGREEMENT, 2},
                                                  {"hurry", "Hurry", "doc", HURRY, 1}};
static const char *const COUNTRIES[] = {"VNM", "DEU", "CZE"}, *const COUNTRY_NAMES[] = {"Viet Nam", "Germany",
                                                                                        "Czechia"};
static const char *const CHANNELS[] = {"contract", "study"}, *const OCCUPATIONS[] = {"care", "farm"};
static const uint8_t EUROPEANS[] = {0, 1, 1};
static const struct cor_selector_group GROUPS[] = {{"EU", EUROPEANS}};
static const struct cor_selector SELECTORS[] = {
    {"parties", true, 3, COUNTRIES, COUNTRY_NAMES, GROUPS, 1, "doc"},
    {"channels", false, 2, CHANNELS, CHANNELS, NULL, 0, "doc"},
    {"occupations", false, 2, OCCUPATIONS, OCCUPATIONS, NULL, 0, "doc"},
};
static const size_t N_CODES[] = {4, 2, 2};
/* Who works more than sixty hours cannot do so at a rate above the one of the facts. */
static void measure_strain(const void *facts, const double *values, double sides[2])
{
    sides[0] = values[0] > 60.0 ? values[1] : 0.0;
    sides[1] = *(const double *)facts;
}
static const double MOST_RATE = 0.5;
static const struct cor_consistency CONSISTENCY[] = {
    {"strain", "work.hours, work.rate", measure_strain, "the rate is too high for long hours"}};
static const struct cor_vocabulary VOCABULARY = {.first_start = (2024 - COR_EPOCH_YEAR) * 12,
                                                 .last_start = (2024 - COR_EPOCH_YEAR) * 12,
                                                 .end = (2051 - COR_EPOCH_YEAR) * 12,
                                                 .parameters = PARAMETERS,
                                                 .n_parameters = 2,
                                                 .levers = LEVERS,
                                                 .n_levers = 2,
                                                 .policies = POLICIES,
                                                 .n_policies = 2,
                                                 .selectors = SELECTORS,
                                                 .n_selectors = 3,
                                                 .n_codes = N_CODES,
                                                 .consistency = CONSISTENCY,
                                                 .n_consistency = 1,
                                                 .model = &MOST_RATE};

static char folder[64];
static struct cor_diagnostics list;
static struct cor_scenario scenario;

static void make_folder(void)
{
    strcpy(folder, "/tmp/corridor-scenario-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    cor_diagnostics_init(&list);
}

static void path_of(const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
    char path[256];
    FILE *file;
    path_of(name, path);
    file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
}

static void remove_folder(void)
{
    static const char *const NAMES[] = {"a.json", "b.json", "c.json", "d.json", "sub/a.json"};
    char path[256];
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        path_of(NAMES[i], path);
        unlink(path);
    }
    path_of("sub", path);
    rmdir(path);
    ck_assert_int_eq(rmdir(folder), 0);
    cor_diagnostics_free(&list);
}

static enum cor_status load_file(const char *name)
{
    char path[256];
    path_of(name, path);
    return cor_scenario_load(path, &VOCABULARY, NULL, 0, &list, &scenario);
}

static enum cor_status load_text(const char *text)
{
    write_file("a.json", text);
    return load_file("a.json");
}

static const char *first_message(void)
{
    return list.n_items > 0 ? list.items[0].message : "no message";
}

static void load_good(const char *text)
{
    ck_assert_msg(load_text(text) == COR_OK, "%s", first_message());
}

/* Is there a problem at the place whose message holds `part`? */
static void assert_problem(unsigned line, unsigned column, const char *part)
{
    for (size_t i = 0; i < list.n_items; i++) {
        if (list.items[i].line == line && list.items[i].column == column && strstr(list.items[i].message, part)) {
            return;
        }
    }
    ck_abort_msg("no problem at %u:%u with \"%s\"; the first is at %u:%u: %s", line, column, part,
                 list.n_items > 0 ? list.items[0].line : 0, list.n_items > 0 ? list.items[0].column : 0,
                 first_message());
}

static double lever_value(size_t lever, size_t country, size_t channel, size_t occupation, int32_t month)
{
    double values[2 * 16];
    cor_timeline_values(&scenario.timeline, month, values);
    return values[lever * 16 + (country * 2 + channel) * 2 + occupation];
}

START_TEST(test_a_scenario_of_a_name_alone_is_the_model_as_it_is)
{
    load_good("{\"name\": \"plain\"}");
    ck_assert_str_eq(scenario.name, "plain");
    ck_assert_str_eq(scenario.title, "plain");
    ck_assert_str_eq(scenario.description, "");
    ck_assert_int_eq(scenario.from, 1488);
    ck_assert_int_eq(scenario.to, cor_month(2051, 1));
    ck_assert(scenario.parameters[0] == 40.0 && scenario.parameters[1] == 0.5);
    ck_assert_uint_eq(scenario.timeline.n_measures, 0);
    ck_assert_uint_eq(strlen(scenario.digest), 64);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_words_name_every_policy_and_every_parameter_that_differs)
{
    char *policies, *parameters;
    load_good(
        "{\"name\": \"x\", \"parameters\": {\"work.rate\": 0.25}, \"policies\": [{\"type\": \"hurry\", \"parties\": "
        "[\"CZE\"], \"from\": \"2026-01\", \"factor\": 3}, {\"type\": \"hurry\", \"parties\": [\"CZE\"], \"from\": "
        "\"2027-01\", \"factor\": 2}]}");
    policies = cor_scenario_policy_words(&VOCABULARY, &scenario);
    parameters = cor_scenario_parameter_words(&VOCABULARY, &scenario);
    ck_assert_str_eq(policies, "Hurry with Czechia, from January 2026: 3 times the usual time.\n"
                               "Hurry with Czechia, from January 2027: 2 times the usual time.");
    ck_assert_str_eq(parameters, "work.rate = 0.25 share (default 0.5)");
    free(policies);
    free(parameters);
    cor_scenario_free(&scenario);
    load_good("{\"name\": \"x\", \"parameters\": {\"work.rate\": 0.5}}");
    parameters = cor_scenario_parameter_words(&VOCABULARY, &scenario);
    ck_assert_str_eq(parameters, "");
    free(parameters);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_policy_moves_its_levers_in_its_cells_and_months)
{
    load_good("{\"name\": \"x\", \"policies\": [{\"type\": \"agreement\", \"parties\": [\"EU\"], \"channels\": "
              "[\"contract\"], \"from\": \"2026-01\", \"to\": \"2026-12\", \"quota\": 4321, \"ramp_months\": 2, "
              "\"intensity\": 0.5, \"speed_factor\": true}]}");
    ck_assert_uint_eq(scenario.n_policies, 1);
    ck_assert_uint_eq(scenario.timeline.n_measures, 2);
    ck_assert(lever_value(0, 1, 0, 0, cor_month(2025, 12)) == 0.0);
    ck_assert(lever_value(0, 1, 0, 0, cor_month(2026, 1)) == 4321.0 / 4);
    ck_assert(lever_value(0, 2, 0, 1, cor_month(2026, 12)) == 4321.0 / 2);
    ck_assert(lever_value(0, 2, 0, 1, cor_month(2027, 1)) == 0.0);
    ck_assert(lever_value(0, 0, 0, 0, cor_month(2026, 12)) == 0.0);
    ck_assert(lever_value(0, 3, 0, 0, cor_month(2026, 12)) == 0.0);
    ck_assert(lever_value(0, 1, 1, 0, cor_month(2026, 12)) == 0.0);
    ck_assert_double_eq_tol(lever_value(1, 1, 0, 0, cor_month(2026, 12)), 0.9, 1e-15);
    ck_assert_str_eq(scenario.policies[0].words,
                     "Agreement with EU, only contract, from January 2026 to December 2026, in full after 2 months, "
                     "carried out to 50 %: 4,321 more places; 80 % of the usual time.");
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_policies_that_move_nothing_leave_digest_and_timeline_alone)
{
    static const char *const NEUTRAL[] = {
        "{\"type\": \"agreement\", \"parties\": [\"DEU\"], \"from\": \"2026-01\"}",
        "{\"type\": \"agreement\", \"parties\": [\"DEU\"], \"from\": \"2026-01\", \"quota\": 0, \"speed_factor\": 1}",
        "{\"type\": \"hurry\", \"parties\": [\"DEU\"], \"from\": \"2026-01\", \"factor\": 2, \"intensity\": 0}",
    };
    char plain[65], text[512];
    load_good("{\"name\": \"x\"}");
    strcpy(plain, scenario.digest);
    cor_scenario_free(&scenario);
    for (size_t i = 0; i < sizeof NEUTRAL / sizeof NEUTRAL[0]; i++) {
        snprintf(text, sizeof text, "{\"name\": \"y\", \"title\": \"T\", \"policies\": [%s]}", NEUTRAL[i]);
        load_good(text);
        ck_assert_str_eq(scenario.digest, plain);
        ck_assert_uint_eq(scenario.timeline.n_measures, 0);
        cor_scenario_free(&scenario);
    }
}
END_TEST

START_TEST(test_the_digest_follows_what_the_run_depends_on)
{
    static const char *const TEXTS[] = {
        "{\"name\": \"x\"}",
        "{\"name\": \"x\", \"to\": \"2049-12\"}",
        "{\"name\": \"x\", \"parameters\": {\"work.rate\": 0.25}}",
        "{\"name\": \"x\", \"policies\": [{\"type\": \"hurry\", \"parties\": [\"DEU\"], \"from\": \"2026-01\", "
        "\"factor\": 2}]}",
        "{\"name\": \"x\", \"policies\": [{\"type\": \"hurry\", \"parties\": [\"CZE\"], \"from\": \"2026-01\", "
        "\"factor\": 2}]}",
        "{\"name\": \"x\", \"policies\": [{\"type\": \"hurry\", \"parties\": [\"CZE\"], \"from\": \"2026-02\", "
        "\"factor\": 2}]}",
    };
    char digests[6][65];
    for (size_t i = 0; i < 6; i++) {
        load_good(TEXTS[i]);
        strcpy(digests[i], scenario.digest);
        cor_scenario_free(&scenario);
        for (size_t j = 0; j < i; j++) {
            ck_assert_str_ne(digests[i], digests[j]);
        }
    }
}
END_TEST

START_TEST(test_the_order_of_policies_makes_no_difference)
{
    static const char ONE[] = "{\"type\": \"hurry\", \"parties\": [\"DEU\"], \"from\": \"2026-01\", \"factor\": 1.1}";
    static const char TWO[] = "{\"type\": \"hurry\", \"parties\": [\"EU\"], \"from\": \"2026-01\", \"factor\": 1.3}";
    static const char SIX[] = "{\"type\": \"hurry\", \"parties\": [\"EU\"], \"from\": \"2026-01\", \"factor\": 0.7}";
    char text[1024], digest[65];
    double value;
    snprintf(text, sizeof text, "{\"name\": \"x\", \"policies\": [%s, %s, %s]}", ONE, TWO, SIX);
    load_good(text);
    strcpy(digest, scenario.digest);
    value = lever_value(1, 1, 0, 0, cor_month(2027, 1));
    cor_scenario_free(&scenario);
    snprintf(text, sizeof text, "{\"name\": \"x\", \"policies\": [%s, %s, %s]}", SIX, ONE, TWO);
    load_good(text);
    ck_assert_str_eq(scenario.digest, digest);
    ck_assert(lever_value(1, 1, 0, 0, cor_month(2027, 1)) == value);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_child_overrides_its_parent_and_replaces_policies_by_name)
{
    write_file("b.json",
               "{\"name\": \"parent\", \"title\": \"P\", \"description\": \"D\", \"to\": \"2040-12\",\n"
               "\"parameters\": {\"work.hours\": 35, \"work.rate\": 0.1}, \"policies\": [\n"
               "{\"type\": \"hurry\", \"name\": \"h\", \"parties\": [\"DEU\"], \"from\": \"2026-01\", \"factor\": 2},\n"
               "{\"type\": \"hurry\", \"parties\": [\"CZE\"], \"from\": \"2026-01\", \"factor\": 3}]}");
    load_good("{\"name\": \"child\", \"extends\": \"b.json\", \"title\": \"C\", \"parameters\": {\"work.rate\": 0.2},"
              "\"policies\": [{\"type\": \"agreement\", \"name\": \"h\", \"parties\": [\"DEU\"], \"from\": \"2027-01\","
              " \"quota\": 5}]}");
    ck_assert_str_eq(scenario.name, "child");
    ck_assert_str_eq(scenario.title, "C");
    ck_assert_str_eq(scenario.description, "D");
    ck_assert_int_eq(scenario.to, cor_month(2041, 1));
    ck_assert(scenario.parameters[0] == 35.0 && scenario.parameters[1] == 0.2);
    ck_assert_uint_eq(scenario.n_policies, 2);
    ck_assert_str_eq(scenario.policies[0].type->name, "agreement");
    ck_assert_int_eq(scenario.policies[0].to, cor_month(2041, 1));
    ck_assert_str_eq(scenario.policies[1].words, "Hurry with Czechia, from January 2026: 3 times the usual time.");
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_included_files_give_policies_and_parameters_once_and_no_title)
{
    write_file("b.json", "{\"name\": \"base\", \"title\": \"B\", \"policies\": [{\"type\": \"agreement\", \"parties\": "
                         "[\"DEU\"], \"from\": \"2026-01\", \"quota\": 1}]}");
    write_file("c.json", "{\"name\": \"c\", \"title\": \"C\", \"to\": \"2030-12\", \"extends\": \"b.json\", "
                         "\"parameters\": {\"work.hours\": 30}, \"policies\": [{\"type\": \"agreement\", \"parties\": "
                         "[\"DEU\"], \"from\": \"2026-01\", \"quota\": 10}]}");
    write_file("d.json", "{\"name\": \"d\", \"extends\": \"b.json\", \"policies\": [{\"type\": \"agreement\", "
                         "\"parties\": [\"DEU\"], \"from\": \"2026-01\", \"quota\": 100}]}");
    load_good("{\"name\": \"all\", \"extends\": \"b.json\", \"include\": [\"c.json\", \"d.json\"]}");
    ck_assert_str_eq(scenario.title, "B");
    ck_assert_int_eq(scenario.to, cor_month(2051, 1));
    ck_assert(scenario.parameters[0] == 30.0);
    ck_assert_uint_eq(scenario.n_policies, 3);
    ck_assert(lever_value(0, 1, 0, 0, cor_month(2026, 1)) == 111.0);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_scenarios_that_build_on_themselves_are_refused)
{
    write_file("b.json", "{\"name\": \"b\",\n \"extends\": \"a.json\"}");
    ck_assert_int_eq(load_text("{\"name\": \"a\", \"include\": [\"b.json\"]}"), COR_ERR_INPUT);
    assert_problem(2, 13, "builds on itself");
}
END_TEST

START_TEST(test_files_outside_the_scenario_folder_are_refused)
{
    static const char *const PATHS[] = {"/etc/passwd.json", "../../x.json", "sub/../../../x.json", "b.txt",
                                        "no_such_file.json"};
    char text[256], path[256];
    for (size_t i = 0; i < sizeof PATHS / sizeof PATHS[0]; i++) {
        cor_diagnostics_free(&list);
        snprintf(text, sizeof text, "{\"name\": \"a\", \"extends\": \"%s\"}", PATHS[i]);
        ck_assert_int_eq(load_text(text), COR_ERR_INPUT);
        ck_assert_uint_eq(list.n_errors, 1);
        assert_problem(1, 26, "");
    }
    cor_diagnostics_free(&list);
    path_of("sub", path);
    ck_assert_int_eq(mkdir(path, 0777), 0);
    write_file("b.json", "{\"name\": \"b\"}");
    write_file("sub/a.json", "{\"name\": \"a\", \"extends\": \"../b.json\"}");
    ck_assert_int_eq(load_file("sub/a.json"), COR_OK);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_chains_of_more_than_eight_files_are_refused)
{
    char name[32], text[128], path[256];
    for (int i = 0; i < 9; i++) {
        snprintf(name, sizeof name, "n%d.json", i);
        snprintf(text, sizeof text, i < 8 ? "{\"name\": \"n\", \"extends\": \"n%d.json\"}" : "{\"name\": \"n\"}",
                 i + 1);
        write_file(name, text);
    }
    ck_assert_int_eq(load_file("n0.json"), COR_ERR_INPUT);
    ck_assert_int_eq(load_file("n1.json"), COR_OK);
    cor_scenario_free(&scenario);
    for (int i = 0; i < 9; i++) {
        snprintf(name, sizeof name, "n%d.json", i);
        path_of(name, path);
        ck_assert_int_eq(unlink(path), 0);
    }
}
END_TEST

START_TEST(test_all_problems_are_reported_at_once_with_line_and_column)
{
    ck_assert_int_eq(
        load_text("{\"name\": \"Big Name\",\n"
                  " \"titel\": \"x\",\n"
                  " \"to\": \"2051-01\",\n"
                  " \"from\": \"2025-01\",\n"
                  " \"parameters\": {\"work.hour\": 3,\n"
                  "  \"work.rate\": 2, \"work.hours\": \"3\"},\n"
                  " \"policies\": [\n"
                  " {\"type\": \"agrement\"},\n"
                  " {\"type\": \"agreement\", \"parties\": [\"GER\", \"DEU\", \"DEU\", 3],\n"
                  "  \"from\": \"2026-13\", \"intensity\": 2,\n"
                  "  \"ramp_months\": 1.5, \"quota\": -1,\n"
                  "  \"speed_factor\": false, \"quotas\": 3},\n"
                  " {\"type\": \"hurry\", \"parties\": [], \"from\": \"2030-01\", \"to\": \"2029-12\",\n"
                  "  \"channels\": \"contract\", \"factor\": true},\n"
                  " {\"type\": \"hurry\", \"name\": \"n\", \"from\": \"2030-01\"},\n"
                  " {\"type\": \"hurry\", \"name\": \"n\", \"parties\": [\"DEU\"], \"from\": \"2030-01\"},\n"
                  " 7]}"),
        COR_ERR_INPUT);
    assert_problem(1, 10, "Big Name");
    assert_problem(2, 2, "did you mean \"title\"?");
    assert_problem(3, 8, "2024-01 to 2050-12");
    assert_problem(4, 10, "2024-01 to 2024-01, not in");
    assert_problem(5, 17, "did you mean \"work.hours\"?");
    assert_problem(6, 16, "is 2, allowed is 0 to 1 (share)");
    assert_problem(6, 33, "must be a number (hours), found a text");
    assert_problem(8, 11, "did you mean \"agreement\"?");
    assert_problem(9, 36, "unknown name \"GER\" in \"parties\"; did you mean \"DEU\" (Germany)?");
    assert_problem(9, 50, "named twice");
    assert_problem(9, 57, "names in quotation marks");
    assert_problem(10, 11, "must be a month");
    assert_problem(10, 35, "allowed is 0 to 1");
    assert_problem(11, 18, "whole number");
    assert_problem(11, 32, "is -1, allowed is 0 to 5000 (persons)");
    assert_problem(12, 19, "must be a number");
    assert_problem(12, 26, "did you mean \"quota\"?");
    assert_problem(13, 31, "list of 1 to 4 names");
    assert_problem(13, 60, "before \"from\"");
    assert_problem(14, 15, "leave it out for all");
    assert_problem(14, 37, "must be a number");
    assert_problem(15, 2, "no \"parties\"");
    assert_problem(16, 28, "two policies named \"n\"");
    assert_problem(17, 2, "must be an object");
}
END_TEST

START_TEST(test_overrides_hold_over_the_file_and_are_checked_like_it)
{
    static const struct cor_override GOOD[] = {{"work.rate=0.75"}};
    static const char *const BAD[] = {"work.rate", "work.rate=", "work.rate=2", "work.rate=1x", "work.rat=1", "=1", ""};
    char path[256];
    write_file("a.json", "{\"name\": \"x\", \"parameters\": {\"work.rate\": 0.25}}");
    path_of("a.json", path);
    ck_assert_int_eq(cor_scenario_load(path, &VOCABULARY, GOOD, 1, &list, &scenario), COR_OK);
    ck_assert(scenario.parameters[1] == 0.75);
    cor_scenario_free(&scenario);
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        struct cor_override bad = {BAD[i]};
        ck_assert_int_eq(cor_scenario_load(path, &VOCABULARY, &bad, 1, &list, &scenario), COR_ERR_INPUT);
        ck_assert_uint_eq(list.n_errors, i + 1);
    }
}
END_TEST

START_TEST(test_parameters_that_do_not_go_together_are_refused_where_the_last_was_set)
{
    static const struct cor_override LATE[] = {{"work.rate=0.75"}};
    char path[256];
    ck_assert_int_eq(load_text("{\"name\": \"x\", \"parameters\": {\"work.rate\": 0.75,\n \"work.hours\": 70}}"),
                     COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 1);
    assert_problem(2, 16,
                   "work.hours 70, work.rate 0.75 do not go together: the rate is too high for long hours "
                   "(0.75, allowed is at most 0.5)");
    load_good("{\"name\": \"x\", \"parameters\": {\"work.hours\": 70, \"work.rate\": 0.5}}");
    cor_scenario_free(&scenario);
    path_of("a.json", path);
    ck_assert_int_eq(cor_scenario_load(path, &VOCABULARY, LATE, 1, &list, &scenario), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 2);
    ck_assert_ptr_null(list.items[1].file);
}
END_TEST

static void assert_same_scenario(const struct cor_scenario *a, const struct cor_scenario *b)
{
    ck_assert_str_eq(a->digest, b->digest);
    ck_assert_str_eq(a->path, b->path);
    ck_assert_str_eq(a->name, b->name);
    ck_assert_str_eq(a->title, b->title);
    ck_assert_mem_eq(a->parameters, b->parameters, 2 * sizeof(double));
    ck_assert_uint_eq(a->timeline.n_measures, b->timeline.n_measures);
    ck_assert_uint_eq(a->n_files, b->n_files);
    ck_assert_uint_eq(a->n_policies, b->n_policies);
    for (size_t p = 0; p < a->n_policies; p++) {
        ck_assert_str_eq(a->policies[p].words, b->policies[p].words);
        ck_assert_int_eq(a->policies[p].to, b->policies[p].to);
    }
}

START_TEST(test_a_variant_is_the_scenario_loaded_with_its_settings_and_needs_no_file)
{
    static const struct cor_override FIRST[] = {{"work.rate=0.75"}, {"work.hours=50"}}, *const MORE = FIRST + 1;
    struct cor_scenario base, loaded, varied;
    char path[256];
    write_file("a.json", "{\"name\": \"x\", \"extends\": \"b.json\", \"policies\": [{\"type\": \"agreement\", "
                         "\"parties\": [\"EU\"], \"quota\": 7, \"from\": \"2030-01\"}]}");
    write_file("b.json",
               "{\"name\": \"y\", \"title\": \"Y\", \"to\": \"2035-12\", \"parameters\": {\"work.hours\": 45}}");
    path_of("a.json", path);
    ck_assert_int_eq(cor_scenario_load(path, &VOCABULARY, FIRST, 1, &list, &base), COR_OK);
    ck_assert_int_eq(cor_scenario_load(path, &VOCABULARY, FIRST, 2, &list, &loaded), COR_OK);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(cor_scenario_vary(&base, &VOCABULARY, MORE, 1, &list, &varied), COR_OK);
    cor_scenario_free(&base);
    assert_same_scenario(&varied, &loaded);
    ck_assert(varied.parameters[0] == 50.0 && varied.parameters[1] == 0.75);
    cor_scenario_free(&loaded);
    cor_scenario_free(&varied);
}
END_TEST

START_TEST(test_a_variant_is_refused_like_a_file_and_leaves_the_scenario_alone)
{
    static const struct cor_override LONG[] = {{"work.rate=0.75"}}, WIDE[] = {{"work.rate=2"}};
    struct cor_scenario base, varied;
    char digest[65];
    write_file("a.json", "{\"name\": \"x\", \"parameters\": {\"work.hours\": 70}}");
    ck_assert_int_eq(load_file("a.json"), COR_OK);
    base = scenario;
    strcpy(digest, base.digest);
    ck_assert_int_eq(cor_scenario_vary(&base, &VOCABULARY, LONG, 1, &list, &varied), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(first_message(), "work.hours 70, work.rate 0.75 do not go together"));
    ck_assert_ptr_null(list.items[0].file); /* the last of them was set on the command line */
    ck_assert_int_eq(cor_scenario_vary(&base, &VOCABULARY, WIDE, 1, &list, &varied), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 2);
    ck_assert_int_eq(cor_scenario_vary(&base, &VOCABULARY, NULL, 0, &list, &varied), COR_OK);
    ck_assert_str_eq(varied.digest, digest);
    cor_scenario_free(&varied);
    cor_scenario_free(&base);
}
END_TEST

START_TEST(test_a_scenario_with_some_of_its_policies_is_the_one_written_without_the_others)
{
    static const char *const WRITTEN[] = {
        "{\"type\": \"agreement\", \"parties\": [\"EU\"], \"quota\": 7, \"from\": \"2030-01\"}",
        "{\"type\": \"agreement\", \"parties\": [\"EU\"], \"quota\": 9, \"from\": \"2031-01\"}"};
    static const uint8_t first[] = {1, 0}, second[] = {0, 1}, none[] = {0, 0};
    const uint8_t *const kept[] = {first, second, none};
    const char *const others[] = {WRITTEN[0], WRITTEN[1], ""};
    struct cor_scenario whole, part;
    char text[512];
    snprintf(text, sizeof text, "{\"name\": \"x\", \"policies\": [%s, %s]}", WRITTEN[0], WRITTEN[1]);
    load_good(text);
    whole = scenario;
    ck_assert(!cor_policy_is_same(&whole.policies[0], &whole.policies[1], whole.timeline.n_cells));
    for (size_t i = 0; i < 3; i++) {
        snprintf(text, sizeof text, "{\"name\": \"x\", \"policies\": [%s]}", others[i]);
        load_good(text);
        ck_assert_int_eq(cor_scenario_keep(&whole, &VOCABULARY, kept[i], &part), COR_OK);
        assert_same_scenario(&part, &scenario);
        ck_assert(i == 2 || cor_policy_is_same(&part.policies[0], &whole.policies[i], whole.timeline.n_cells));
        ck_assert_str_ne(part.digest, whole.digest);
        cor_scenario_free(&part);
        cor_scenario_free(&scenario);
    }
    cor_scenario_free(&whole);
}
END_TEST

START_TEST(test_scenarios_loaded_together_are_those_loaded_alone)
{
    char paths[3][256];
    const char *const all[] = {paths[0], paths[1], paths[2]};
    struct cor_scenario together[3];
    write_file("a.json", "{\"name\": \"x\", \"extends\": \"b.json\"}");
    write_file("b.json", "{\"name\": \"y\", \"parameters\": {\"work.hours\": 45}}");
    write_file("c.json", "{\"name\": \"z\", \"include\": [\"b.json\"], \"parameters\": {\"work.rate\": 0.25}}");
    path_of("a.json", paths[0]);
    path_of("b.json", paths[1]);
    path_of("c.json", paths[2]);
    ck_assert_int_eq(cor_scenario_load_all(all, 3, &VOCABULARY, NULL, 0, &list, together), COR_OK);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(cor_scenario_load(paths[i], &VOCABULARY, NULL, 0, &list, &scenario), COR_OK);
        assert_same_scenario(&together[i], &scenario);
        cor_scenario_free(&scenario);
        cor_scenario_free(&together[i]);
    }
    write_file("a.json", "{\"name\": 1}");
    write_file("c.json", "{\"name\": \"z\", \"to\": 7}");
    ck_assert_int_eq(cor_scenario_load_all(all, 3, &VOCABULARY, NULL, 0, &list, together), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 2); /* those of both */
}
END_TEST

START_TEST(test_what_was_left_at_its_default_is_named_too)
{
    static const double strict = 0.25;
    struct cor_vocabulary vocabulary = VOCABULARY;
    char path[256];
    vocabulary.model = &strict;
    write_file("a.json", "{\"name\": \"x\", \"parameters\": {\"work.hours\": 70}}");
    path_of("a.json", path);
    ck_assert_int_eq(cor_scenario_load(path, &vocabulary, NULL, 0, &list, &scenario), COR_ERR_INPUT);
    assert_problem(1, 44, "work.hours 70 and the unchanged work.rate 0.5 do not go together");
}
END_TEST

START_TEST(test_the_schema_is_one_json_value)
{
    struct cor_text text;
    struct cor_json *json = NULL;
    cor_text_init(&text);
    cor_scenario_schema(&VOCABULARY, &text);
    ck_assert(!text.failed);
    ck_assert_msg(cor_json_parse("schema", text.bytes, text.n_bytes, &list, &json) == COR_OK, "%s", first_message());
    cor_json_free(json);
    cor_text_free(&text);
}
END_TEST

Suite *suite_scenario(void)
{
    Suite *suite = suite_create("scenario");
    TCase *tests = tcase_create("scenario");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, test_a_scenario_of_a_name_alone_is_the_model_as_it_is);
    tcase_add_test(tests, test_words_name_every_policy_and_every_parameter_that_differs);
    tcase_add_test(tests, test_a_policy_moves_its_levers_in_its_cells_and_months);
    tcase_add_test(tests, test_policies_that_move_nothing_leave_digest_and_timeline_alone);
    tcase_add_test(tests, test_the_digest_follows_what_the_run_depends_on);
    tcase_add_test(tests, test_the_order_of_policies_makes_no_difference);
    tcase_add_test(tests, test_a_child_overrides_its_parent_and_replaces_policies_by_name);
    tcase_add_test(tests, test_included_files_give_policies_and_parameters_once_and_no_title);
    tcase_add_test(tests, test_scenarios_that_build_on_themselves_are_refused);
    tcase_add_test(tests, test_files_outside_the_scenario_folder_are_refused);
    tcase_add_test(tests, test_chains_of_more_than_eight_files_are_refused);
    tcase_add_test(tests, test_all_problems_are_reported_at_once_with_line_and_column);
    tcase_add_test(tests, test_overrides_hold_over_the_file_and_are_checked_like_it);
    tcase_add_test(tests, test_parameters_that_do_not_go_together_are_refused_where_the_last_was_set);
    tcase_add_test(tests, test_a_variant_is_the_scenario_loaded_with_its_settings_and_needs_no_file);
    tcase_add_test(tests, test_a_variant_is_refused_like_a_file_and_leaves_the_scenario_alone);
    tcase_add_test(tests, test_a_scenario_with_some_of_its_policies_is_the_one_written_without_the_others);
    tcase_add_test(tests, test_scenarios_loaded_together_are_those_loaded_alone);
    tcase_add_test(tests, test_what_was_left_at_its_default_is_named_too);
    tcase_add_test(tests, test_the_schema_is_one_json_value);
    suite_add_tcase(suite, tests);
    return suite;
}
