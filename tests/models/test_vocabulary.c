/* The words of scenarios: tables of levers and policies, the shipped scenarios, the schema, and the descriptions. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/words/describe.h"
#include "models/model.h"
#include "models/words/policies.h"
#include "sim/io/file.h"
#include "tests/models/shipped.h"

Suite *suite_vocabulary(void);

static struct world *world;
static struct model_vocabulary *vocabulary;
static struct cor_diagnostics list;

static void load_world(void)
{
    shipped_load(&world, &vocabulary, &list);
}

static void free_world(void)
{
    shipped_free(world, vocabulary, &list);
}

static void load_shipped(const char *name, struct cor_scenario *scenario)
{
    char path[512];
    snprintf(path, sizeof path, "%s/scenarios/%s.json", COR_SOURCE_DIRECTORY, name);
    ck_assert_msg(cor_scenario_load(path, model_vocabulary_words(vocabulary), NULL, 0, &list, scenario) == COR_OK,
                  "%s: %s", name, list.n_items > 0 ? list.items[0].message : "");
    ck_assert_msg(list.n_items == 0, "%s", list.n_items > 0 ? list.items[0].message : "");
}

START_TEST(test_every_field_is_neutral_where_its_lever_is_and_stays_in_its_range)
{
    for (size_t p = 0; p < n_policies; p++) {
        ck_assert_uint_gt(policy_table[p].n_fields, 0);
        for (size_t i = 0; i < policy_table[p].n_fields; i++) {
            const struct cor_policy_field *field = &policy_table[p].fields[i];
            const struct cor_lever *lever = &lever_table[field->lever];
            ck_assert(field->neutral == lever->neutral);
            ck_assert(field->min >= lever->min && field->max <= lever->max);
            ck_assert(field->neutral >= field->min && field->neutral <= field->max);
            ck_assert(isnan(field->usual) || (field->usual >= field->min && field->usual <= field->max));
            ck_assert_str_eq(field->unit, lever->unit);
            ck_assert_msg(strchr(field->words, '{') && strchr(field->words, '{') == strrchr(field->words, '{') &&
                              (strstr(field->words, "{}") || strstr(field->words, "{%}")),
                          "%s", field->words);
            ck_assert(!strstr(field->words, "{%}") || field->max <= 1);
            ck_assert(strlen(field->source) > 10 && strlen(field->doc) > 10);
        }
    }
}
END_TEST

START_TEST(test_every_lever_can_be_moved_by_some_policy)
{
    for (size_t lever = 0; lever < N_LEVERS; lever++) {
        bool is_moved = false;
        for (size_t p = 0; p < n_policies; p++) {
            for (size_t i = 0; i < policy_table[p].n_fields; i++) {
                is_moved |= policy_table[p].fields[i].lever == lever;
            }
        }
        ck_assert_msg(is_moved, "%s", lever_table[lever].name);
    }
}
END_TEST

START_TEST(test_policy_types_have_the_fields_written_below_them)
{
    const struct cor_policy_type *type = &policy_table[2];
    ck_assert_str_eq(type->name, "social_security_agreement");
    ck_assert_uint_eq(type->n_fields, 4);
    ck_assert_str_eq(type->fields[0].name, "totalise_destination");
    ck_assert_str_eq(type->fields[3].name, "pension_export");
    ck_assert(type->fields[1].usual == 1.0);
    ck_assert_uint_eq(type->fields[1].lever, LEVER_totalise_origin);
}
END_TEST

START_TEST(test_shipped_scenarios_load_without_a_warning)
{
    static const struct {
        const char *name;
        bool is_neutral;
    } SHIPPED[] = {{"baseline", true},
                   {"bilateral_agreements", false},
                   {"training_support", false},
                   {"social_security_agreements", false},
                   {"combined", false}};
    struct cor_scenario scenario;
    load_shipped(SHIPPED[_i].name, &scenario);
    ck_assert_str_eq(scenario.name, SHIPPED[_i].name);
    size_t law = 1; /* Korea's quota */
    ck_assert((scenario.timeline.n_measures == law) == SHIPPED[_i].is_neutral);
    ck_assert(strlen(scenario.description) > 40 && strlen(scenario.plausibility) > 40);
    cor_scenario_free(&scenario);
}
END_TEST

/* professional_other enters the shares in which totals fall to occupations. */
START_TEST(test_a_variant_of_a_shipped_scenario_is_the_scenario_loaded_with_its_settings)
{
    static const char *const NAMES[] = {"baseline", "bilateral_agreements", "training_support",
                                        "social_security_agreements", "combined"};
    static const struct cor_override SETTINGS[] = {{"migration.professional_other=0.4"}, {"migration.age_first=20"}};
    const struct cor_vocabulary *words = model_vocabulary_words(vocabulary);
    struct cor_scenario base, varied, loaded;
    char path[512];
    snprintf(path, sizeof path, "%s/scenarios/%s.json", COR_SOURCE_DIRECTORY, NAMES[_i]);
    load_shipped(NAMES[_i], &base);
    ck_assert_int_eq(cor_scenario_load(path, words, SETTINGS, 2, &list, &loaded), COR_OK);
    ck_assert_int_eq(cor_scenario_vary(&base, words, SETTINGS, 2, &list, &varied), COR_OK);
    ck_assert_str_eq(varied.digest, loaded.digest);
    ck_assert_str_ne(varied.digest, base.digest);
    cor_scenario_free(&base);
    cor_scenario_free(&varied);
    cor_scenario_free(&loaded);
}
END_TEST

START_TEST(test_the_combined_scenario_is_the_sum_of_the_three)
{
    static const char *const PARTS[] = {"bilateral_agreements", "training_support", "social_security_agreements"};
    struct cor_scenario scenario;
    size_t n_policies_of_parts = 0;
    for (size_t i = 0; i < 3; i++) {
        load_shipped(PARTS[i], &scenario);
        n_policies_of_parts += scenario.n_policies;
        cor_scenario_free(&scenario);
    }
    load_shipped("combined", &scenario);
    ck_assert_uint_eq(scenario.n_policies, n_policies_of_parts);
    cor_scenario_free(&scenario);
}
END_TEST

START_TEST(test_a_totalised_corridor_is_moved_in_its_own_cells_only)
{
    struct cor_scenario scenario;
    double *values = calloc((size_t)N_LEVERS * N_LEVER_CELLS, sizeof *values);
    ck_assert_ptr_nonnull(values);
    load_shipped("social_security_agreements", &scenario);
    cor_timeline_values(&scenario.timeline, cor_month(2035, 1), values);
    for (size_t country = 0; country < MAX_COUNTRIES; country++) {
        bool is_party =
            country < world->n_countries && strstr("DEU CZE POL HUN ROU SVK FRA ITA", world->country[country].iso3);
        double value = values[(size_t)LEVER_totalise_origin * N_LEVER_CELLS +
                              lever_cell(country, CHANNEL_contract, OCCUPATION_care)];
        ck_assert(value == (is_party ? 1.0 : 0.0));
    }
    cor_scenario_free(&scenario);
    free(values);
}
END_TEST

START_TEST(test_the_schema_file_is_what_the_program_writes)
{
    struct cor_text text;
    char *file = NULL, message[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    cor_text_init(&text);
    cor_scenario_schema(model_vocabulary_words(vocabulary), &text);
    ck_assert(!text.failed);
    ck_assert_int_eq(cor_file_read(COR_SOURCE_DIRECTORY "/scenarios/schema.json", 4 << 20, &file, &n_bytes, message),
                     COR_OK);
    ck_assert_msg(n_bytes == text.n_bytes && memcmp(file, text.bytes, n_bytes) == 0,
                  "scenarios/schema.json is out of date: write it with corridor schema");
    free(file);
    cor_text_free(&text);
}
END_TEST

START_TEST(test_every_description_has_rows_in_every_format)
{
    size_t n_names;
    const char *const *names = describe_names(&n_names);
    for (size_t i = 0; i < n_names; i++) {
        for (enum describe_format format = DESCRIBE_TEXT; format <= DESCRIBE_MARKDOWN; format++) {
            struct cor_text text;
            cor_text_init(&text);
            ck_assert(describe(names[i], format, &text));
            ck_assert(!text.failed && text.n_bytes > 200);
            if (format == DESCRIBE_JSON) {
                struct cor_json *json = NULL;
                ck_assert_int_eq(cor_json_parse(names[i], text.bytes, text.n_bytes, &list, &json), COR_OK);
                ck_assert_uint_gt(cor_json_root(json)->n_children, 3);
                cor_json_free(json);
            }
            cor_text_free(&text);
        }
    }
}
END_TEST

START_TEST(test_an_unknown_description_is_refused)
{
    struct cor_text text;
    cor_text_init(&text);
    ck_assert(!describe("nothing", DESCRIBE_TEXT, &text));
    cor_text_free(&text);
}
END_TEST

Suite *suite_vocabulary(void)
{
    Suite *suite = suite_create("vocabulary");
    TCase *tests = tcase_create("vocabulary");
    tcase_add_checked_fixture(tests, load_world, free_world);
    tcase_add_test(tests, test_every_field_is_neutral_where_its_lever_is_and_stays_in_its_range);
    tcase_add_test(tests, test_every_lever_can_be_moved_by_some_policy);
    tcase_add_test(tests, test_policy_types_have_the_fields_written_below_them);
    tcase_add_loop_test(tests, test_shipped_scenarios_load_without_a_warning, 0, 5);
    tcase_add_loop_test(tests, test_a_variant_of_a_shipped_scenario_is_the_scenario_loaded_with_its_settings, 0, 5);
    tcase_add_test(tests, test_the_combined_scenario_is_the_sum_of_the_three);
    tcase_add_test(tests, test_a_totalised_corridor_is_moved_in_its_own_cells_only);
    tcase_add_test(tests, test_the_schema_file_is_what_the_program_writes);
    tcase_add_test(tests, test_every_description_has_rows_in_every_format);
    tcase_add_test(tests, test_an_unknown_description_is_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
