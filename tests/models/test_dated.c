/* Policies of data/ that hold in every scenario: how they are read, when they hold, and how a scenario leaves them out. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "models/model.h"
#include "models/words/describe.h"
#include "tests/models/shipped.h"

Suite *suite_dated(void);

static const char *const SOURCES[] = {"first_source", "second_source"};
/* One event of two rows, and a record. */
static const char GOOD[] =
    "{\"policies\": [\n"
    "{\"type\": \"quota\", \"name\": \"closed\", \"parties\": [\"JPN\"], \"from\": \"2020-04\", \"to\": \"2020-06\", "
    "\"quota_factor\": 0.5, \"source\": \"first_source\", \"status\": \"assumed\", \"note\": \"n\"},\n"
    "{\"type\": \"quota\", \"name\": \"closed\", \"parties\": [\"KOR\"], \"from\": \"2020-07\", \"to\": \"2020-08\", "
    "\"quota_factor\": 0.25, \"source\": \"first_source\", \"status\": \"assumed\", \"note\": \"n\"},\n"
    "{\"name\": \"law\", \"parties\": [\"VNM\"], \"from\": \"2007-01\", \"carried_by\": [\"VNM.qualifying_months\"], "
    "\"source\": \"second_source\", \"status\": \"observed\", \"note\": \"n\"}]}";

static struct world *world;
static struct model_vocabulary *vocabulary;
static struct cor_vocabulary words;
static struct cor_dated_policies dated;
static struct cor_diagnostics list;
static struct cor_scenario scenario;

static void load_world(void)
{
    shipped_load(&world, &vocabulary, &list);
    words = *model_vocabulary_words(vocabulary);
}

static void free_world(void)
{
    cor_dated_policies_free(&dated);
    shipped_free(world, vocabulary, &list);
}

static enum cor_status read_text(const char *text)
{
    cor_diagnostics_free(&list);
    cor_diagnostics_init(&list);
    cor_dated_policies_free(&dated);
    return cor_dated_policies_read("policies.json", text, strlen(text), &words, SOURCES, 2, &list, &dated);
}

static void read_good(void)
{
    ck_assert_msg(read_text(GOOD) == COR_OK, "%s", list.n_items > 0 ? list.items[0].message : "");
    ck_assert_uint_eq(list.n_items, 0);
    words.dated = &dated;
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
}

static enum cor_status load_scenario(const char *text)
{
    char path[] = "/tmp/corridor-dated-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(close(descriptor), 0);
    write_text(path, text);
    enum cor_status status = cor_scenario_load(path, &words, NULL, 0, &list, &scenario);
    unlink(path);
    return status;
}

static double factor_in(const char *iso3, int year, int month)
{
    static double values[N_LEVERS * N_LEVER_CELLS];
    size_t country = 0;
    while (strcmp(world->country[country].iso3, iso3) != 0) {
        country++;
    }
    cor_timeline_values(&scenario.timeline, cor_month(year, month), values);
    return values[LEVER_quota_factor * N_LEVER_CELLS + lever_cell(country, CHANNEL_contract, OCCUPATION_care)];
}

START_TEST(test_a_dated_policy_holds_in_every_scenario_whose_months_it_touches)
{
    read_good();
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2020-01\"}"), COR_OK);
    ck_assert_uint_eq(scenario.n_dated, 2);
    ck_assert(factor_in("JPN", 2020, 3) == 1.0 && factor_in("JPN", 2020, 4) == 0.5 && factor_in("JPN", 2020, 7) == 1.0);
    ck_assert(factor_in("KOR", 2020, 6) == 1.0 && factor_in("KOR", 2020, 8) == 0.25 && factor_in("KOR", 2020, 9) == 1);
    cor_scenario_free(&scenario);
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2019-01\", \"to\": \"2020-05\"}"), COR_OK);
    ck_assert_uint_eq(scenario.n_dated, 1); /* the second begins later */
    ck_assert_uint_eq(list.n_items, 0);     /* of which nobody needs to be told */
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_dated_policy_that_has_ended_changes_no_later_scenario)
{
    char before[65];
    words.dated = NULL;
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2021-01\"}"), COR_OK);
    strcpy(before, scenario.digest);
    cor_scenario_free(&scenario);
    read_good();
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2021-01\"}"), COR_OK);
    ck_assert_str_eq(scenario.digest, before);
    ck_assert_uint_eq(scenario.n_dated, 0);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_scenario_adds_to_what_is_dated)
{
    read_good();
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2020-01\", \"policies\": [{\"type\": \"quota\", "
                                   "\"parties\": [\"JPN\"], \"from\": \"2020-05\", \"quota_factor\": 3}]}"),
                     COR_OK);
    ck_assert(factor_in("JPN", 2020, 4) == 0.5 && factor_in("JPN", 2020, 5) == 1.5 && factor_in("JPN", 2020, 7) == 3);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_scenario_leaves_an_event_out_by_its_name)
{
    static const char WITHOUT[] = "{\"name\": \"x\", \"from\": \"2020-01\", \"without\": [\"closed\"]}";
    read_good();
    ck_assert_int_eq(load_scenario(WITHOUT), COR_OK);
    ck_assert_uint_eq(scenario.n_dated, 0);
    ck_assert_uint_eq(scenario.timeline.n_measures, 0);
    char *told = cor_scenario_policy_words(&words, &scenario);
    ck_assert_str_eq(told, "Without closed.\nWithout closed.");
    free(told);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_child_leaves_out_what_its_parent_does)
{
    char folder[] = "/tmp/corridor-dated-XXXXXX", parent[64], child[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(parent, sizeof parent, "%s/parent.json", folder);
    snprintf(child, sizeof child, "%s/child.json", folder);
    read_good();
    write_text(parent, "{\"name\": \"parent\", \"without\": [\"closed\"]}");
    write_text(child, "{\"name\": \"child\", \"extends\": \"parent.json\", \"from\": \"2020-01\"}");
    ck_assert_int_eq(cor_scenario_load(child, &words, NULL, 0, &list, &scenario), COR_OK);
    ck_assert_uint_eq(scenario.n_dated, 0);
    cor_scenario_free(&scenario);
    unlink(parent);
    unlink(child);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(test_what_a_scenario_may_not_leave_out_is_refused)
{
    read_good();
    ck_assert_int_eq(load_scenario("{\"name\": \"x\",\n\"without\": [\"close\",\n\"law\",\n7]}"), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 3);
    ck_assert(list.items[0].line == 2 && strstr(list.items[0].message, "did you mean \"closed\"?"));
    ck_assert(list.items[1].line == 3 && strstr(list.items[1].message, "its effect is in VNM.qualifying_months"));
    ck_assert(list.items[2].line == 4 && strstr(list.items[2].message, "quotation marks"));
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"without\": \"closed\"}"), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(list.items[3].message, "must be a list"));
}
END_TEST

START_TEST(test_results_say_what_was_in_force)
{
    read_good();
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2020-01\", \"to\": \"2020-06\", \"policies\": "
                                   "[{\"type\": \"quota\", \"parties\": [\"KOR\"], \"from\": \"2020-02\", "
                                   "\"quota_factor\": 2}]}"),
                     COR_OK);
    char *told = cor_scenario_policy_words(&words, &scenario);
    ck_assert_str_eq(told, "closed: Quota with Japan, from April 2020 to June 2020: 0.5 times the admissions of the "
                           "baseline.\nQuota with Korea, from February 2020: 2 times the admissions of the baseline.");
    free(told);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_variant_takes_what_holds_in_its_own_months)
{
    static const struct cor_override EARLIER[] = {{"from=2020-01"}};
    struct cor_scenario varied;
    read_good();
    ck_assert_int_eq(load_scenario("{\"name\": \"x\"}"), COR_OK);
    ck_assert_uint_eq(scenario.n_dated, 0);
    ck_assert_int_eq(cor_scenario_vary(&scenario, &words, EARLIER, 1, &list, &varied), COR_OK);
    cor_scenario_free(&scenario);
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"from\": \"2020-01\"}"), COR_OK);
    ck_assert_uint_eq(varied.n_dated, 2);
    ck_assert_str_eq(varied.digest, scenario.digest);
    cor_scenario_free(&scenario);
    cor_scenario_free(&varied);
    ck_assert_int_eq(load_scenario("{\"name\": \"x\", \"without\": [\"closed\"]}"), COR_OK);
    ck_assert_int_eq(cor_scenario_vary(&scenario, &words, EARLIER, 1, &list, &varied), COR_OK);
    ck_assert_uint_eq(varied.n_dated, 0);
    cor_scenario_free(&scenario);
    cor_scenario_free(&varied);
}
END_TEST

START_TEST(test_each_mistake_is_named_with_its_line)
{
    static const struct {
        const char *text, *part;
        unsigned line;
    } MISTAKES[] = {
        {"[]", "must be an object with a list \"policies\"", 1},
        {"{\"policies\": [],\n\"policy\": 1}", "did you mean \"policies\"?", 2},
        {"{\"policies\": [\n{\"type\": \"quotas\"}]}", "did you mean \"quota\"?", 2},
        {"{\"policies\": [\n{\"name\": \"x\"}]}", "needs a \"type\"", 2},
        {"{\"policies\": [{\"type\": \"quota\", \"name\": \"x\", \"parties\": [\"JPN\"], \"from\": \"2020-04\", "
         "\"quota_factor\": 0.5,\n\"source\": \"first_sourc\", \"status\": \"assumed\", \"note\": \"n\"}]}",
         "unknown source \"first_sourc\"; did you mean \"first_source\"?", 2},
        {"{\"policies\": [{\"type\": \"quota\", \"name\": \"x\", \"parties\": [\"JPN\"], \"from\": \"2020-04\", "
         "\"quota_factor\": 0.5, \"source\": \"first_source\",\n\"status\": \"assume\", \"note\": \"n\"}]}",
         "did you mean \"assumed\"?", 2},
        {"{\"policies\": [\n{\"type\": \"quota\", \"name\": \"x\", \"parties\": [\"JPN\"], \"from\": \"2020-04\", "
         "\"quota_factor\": 0.5, \"source\": \"first_source\", \"status\": \"assumed\"}]}",
         "has no \"note\"", 2},
        {"{\"policies\": [\n{\"type\": \"quota\", \"parties\": [\"JPN\"], \"from\": \"2020-04\", \"quota_factor\": "
         "0.5, \"source\": \"first_source\", \"status\": \"assumed\", \"note\": \"n\"}]}",
         "has no \"name\"", 2},
        {"{\"policies\": [{\"name\": \"x\", \"parties\": [\"VNM\"], \"from\": \"2007-01\",\n\"carried_by\": "
         "[\"VNM.qualifying_month\"], \"source\": \"first_source\", \"status\": \"assumed\", \"note\": \"n\"}]}",
         "did you mean \"VNM.qualifying_months\"?", 2},
        {"{\"policies\": [{\"name\": \"x\", \"parties\": [\"VNM\"], \"from\": \"2007-01\",\n\"carried_by\": [], "
         "\"source\": \"first_source\", \"status\": \"assumed\", \"note\": \"n\"}]}",
         "must be a list of facts and parameters", 2},
        {"{\"policies\": [{\"name\": \"x\", \"parties\": [\"VNM\"], \"from\": \"2007-01\", \"carried_by\": "
         "[\"VNM.qualifying_months\"],\n\"quota_factor\": 1, \"source\": \"first_source\", \"status\": \"assumed\", "
         "\"note\": \"n\"}]}",
         "unknown key \"quota_factor\"", 2},
        {"{\"policies\": [{\"type\": \"quota\", \"name\": \"x\", \"parties\": [\"JPN\"], \"from\": \"2020-04\", "
         "\"quota_factor\": 0.5,\n\"group\": \"g\", \"source\": \"first_source\", \"status\": \"assumed\", "
         "\"note\": \"n\"}]}",
         "unknown key \"group\"", 2},
    };
    const char *text = MISTAKES[_i].text;
    ck_assert_int_eq(read_text(text), COR_ERR_INPUT);
    ck_assert_msg(list.items[0].line == MISTAKES[_i].line && strstr(list.items[0].message, MISTAKES[_i].part),
                  "line %u: %s", list.items[0].line, list.items[0].message);
    ck_assert_str_eq(list.items[0].file, "policies.json");
    ck_assert_uint_eq(list.n_errors, 1);
}
END_TEST

/* Where a field of the policy moves its lever and that acts. */
static bool acts(const struct cor_policy *policy, size_t field, double *parameters)
{
    static uint8_t moved[N_LEVERS * N_LEVER_CELLS], cells[N_LEVER_CELLS];
    const struct cor_situation situation = {world, parameters, moved};
    words.mark_effects(&situation, policy->type->fields[field].lever, cells);
    for (size_t cell = 0; cell < N_LEVER_CELLS; cell++) {
        if (cells[cell] && policy->cells[cell]) {
            return true;
        }
    }
    return false;
}

START_TEST(test_every_shipped_policy_by_date_moves_something_where_it_acts)
{
    double *parameters = calloc(words.n_parameters, sizeof *parameters);
    ck_assert_ptr_nonnull(parameters);
    for (size_t i = 0; i < words.n_parameters; i++) {
        parameters[i] = words.parameters[i].value;
    }
    size_t n_moving = 0;
    for (size_t i = 0; i < words.dated->n; i++) {
        const struct cor_policy *policy = &words.dated->rows[i].policy;
        for (size_t f = 0; policy->type && f < policy->type->n_fields; f++) {
            bool moves = policy->values[f] != policy->type->fields[f].neutral;
            ck_assert_msg(!moves || acts(policy, f, parameters), "%s", policy->words);
            n_moving += moves;
        }
    }
    ck_assert_uint_ge(n_moving, 10);
    free(parameters);
}
END_TEST

/* Law that goes on, and is not in the facts of the latest start. */
START_TEST(test_of_shipped_policies_by_date_a_quota_alone_holds_after_the_latest_start)
{
    for (size_t i = 0; i < words.dated->n; i++) {
        const struct cor_policy *policy = &words.dated->rows[i].policy;
        ck_assert_msg(!policy->type || policy->to <= words.last_start ||
                          strcmp(words.dated->rows[i].policy.name, "eps_quota") == 0,
                      "%s", policy->words);
    }
}
END_TEST

START_TEST(test_policies_by_date_are_described_row_by_row)
{
    struct cor_text text;
    struct cor_json *json = NULL;
    cor_text_init(&text);
    describe_dated(world, DESCRIBE_JSON, &text);
    ck_assert(!text.failed);
    ck_assert_int_eq(cor_json_parse("dated", text.bytes, text.n_bytes, &list, &json), COR_OK);
    ck_assert_uint_ge(cor_json_root(json)->n_children, 3);
    for (size_t i = 0; i < words.dated->n; i++) {
        ck_assert_ptr_nonnull(strstr(text.bytes, words.dated->rows[i].policy.name));
    }
    cor_json_free(json);
    cor_text_free(&text);
}
END_TEST

Suite *suite_dated(void)
{
    Suite *suite = suite_create("dated");
    TCase *tests = tcase_create("dated");
    tcase_add_checked_fixture(tests, load_world, free_world);
    tcase_add_test(tests, test_a_dated_policy_holds_in_every_scenario_whose_months_it_touches);
    tcase_add_test(tests, test_a_dated_policy_that_has_ended_changes_no_later_scenario);
    tcase_add_test(tests, test_a_scenario_adds_to_what_is_dated);
    tcase_add_test(tests, test_a_scenario_leaves_an_event_out_by_its_name);
    tcase_add_test(tests, test_a_child_leaves_out_what_its_parent_does);
    tcase_add_test(tests, test_what_a_scenario_may_not_leave_out_is_refused);
    tcase_add_test(tests, test_results_say_what_was_in_force);
    tcase_add_test(tests, test_a_variant_takes_what_holds_in_its_own_months);
    tcase_add_loop_test(tests, test_each_mistake_is_named_with_its_line, 0, 12);
    tcase_add_test(tests, test_every_shipped_policy_by_date_moves_something_where_it_acts);
    tcase_add_test(tests, test_of_shipped_policies_by_date_a_quota_alone_holds_after_the_latest_start);
    tcase_add_test(tests, test_policies_by_date_are_described_row_by_row);
    suite_add_tcase(suite, tests);
    return suite;
}
