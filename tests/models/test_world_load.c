#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "models/facts/history.h"
#include "models/facts/world_load.h"

Suite *suite_world_load(void);

/* A small copy of the shipped data with one value for each fact, in which each test spoils one cell. */
static const char COUNTRIES[] = "iso3,name,nest,eu,role,source,status\n"
                                "VNM,Viet Nam,home,0,origin,un_wpp_2024,observed\n"
                                "DEU,Germany,eu_west,1,destination,un_wpp_2024,observed\n"
                                "ROW,Rest of the world,other,0,rest,un_wpp_2024,assumed\n";
static const char POLICIES[] =
    "{\"policies\": [{\"type\": \"quota\", \"name\": \"closed\", \"parties\": [\"DEU\"], \"from\": \"2020-04\",\n"
    "\"quota_factor\": 0.5, \"source\": \"un_wpp_2024\", \"status\": \"assumed\", \"note\": \"n\"}]}\n";
static const char *const FOLDERS[] = {"VNM", "DEU", "ROW"};
static const char *const FILES[] = {
    "sources.csv",       "exit_rates.csv",    "VNM/facts.csv",         "VNM/population.csv",    "VNM/mortality.csv",
    "VNM/fertility.csv", "VNM/education.csv", "DEU/facts.csv",         "DEU/population.csv",    "DEU/mortality.csv",
    "DEU/fertility.csv", "DEU/education.csv", "DEU/net_migration.csv", "VNM/net_migration.csv", "ROW/facts.csv"};
enum { N_FOLDERS = sizeof FOLDERS / sizeof FOLDERS[0], N_FILES = sizeof FILES / sizeof FILES[0] };

static char folder[64];
static struct world *world;
static struct cor_diagnostics list;
static char digest[65];

/* Where a cell was changed. */
struct spot {
    const char *file;
    unsigned line, column;
};

static void path_of(const char *name, char path[256])
{
    snprintf(path, 256, "%s/%s", folder, name);
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, file), (1 << 20) - 1);
    ck_assert_int_eq(fclose(file), 0);
    return text;
}

static void write_text(const char *name, const char *text)
{
    char path[256];
    FILE *file;
    path_of(name, path);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert(fputs(text, file) >= 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* Cells up to and with the second comma: fact and group. */
static size_t name_length(const char *line)
{
    return (size_t)(strchr(strchr(line, ',') + 1, ',') - line) + 1;
}

/* Keep of each series of facts its last row, as if it held for all years. */
static void forget_years(char *text)
{
    char *to = strchr(text, '\n') + 1;
    for (const char *line = to, *next; *line; line = next) {
        size_t n = name_length(line), year = strcspn(line + n, ",");
        next = strchr(line, '\n') + 1;
        if (strncmp(line, next, n) != 0) {
            memmove(to, line, n);
            memmove(to + n, line + n + year, (size_t)(next - line) - n - year);
            to += (size_t)(next - line) - year;
        }
    }
    *to = '\0';
}

static void copy_data(void)
{
    char path[256];
    strcpy(folder, "/tmp/corridor-world-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    for (size_t i = 0; i < N_FOLDERS; i++) {
        path_of(FOLDERS[i], path);
        ck_assert_int_eq(mkdir(path, 0777), 0);
    }
    for (size_t i = 0; i < N_FILES; i++) {
        char *text;
        snprintf(path, sizeof path, "%s/data/%s", COR_SOURCE_DIRECTORY, FILES[i]);
        text = read_text(path);
        if (strstr(FILES[i], "facts.csv")) {
            forget_years(text);
        }
        write_text(FILES[i], text);
        free(text);
    }
    write_text("countries.csv", COUNTRIES);
    write_text("policies.json", POLICIES);
    world = calloc(1, sizeof *world);
    ck_assert_ptr_nonnull(world);
    cor_diagnostics_init(&list);
}

static void remove_data(void)
{
    char path[256];
    for (size_t i = 0; i < N_FILES; i++) {
        path_of(FILES[i], path);
        unlink(path);
    }
    path_of("countries.csv", path);
    unlink(path);
    path_of("policies.json", path);
    unlink(path);
    for (size_t i = 0; i < N_FOLDERS; i++) {
        path_of(FOLDERS[i], path);
        ck_assert_int_eq(rmdir(path), 0);
    }
    ck_assert_int_eq(rmdir(folder), 0);
    cor_diagnostics_free(&list);
    world_free(world);
}

/* Write `text` to the file with its middle replaced. */
static void splice(const char *name, const char *text, const char *from, const char *to, const char *middle)
{
    char *changed = calloc(1, strlen(text) + strlen(middle) + 1);
    ck_assert_ptr_nonnull(changed);
    memcpy(changed, text, (size_t)(from - text));
    strcat(changed, middle);
    strcat(changed, to);
    write_text(name, changed);
    free(changed);
}

static char *read_copy(const char *name)
{
    char path[256];
    path_of(name, path);
    return read_text(path);
}

/* The line of the text that begins with `start`; *number counts from 1. */
static const char *find_line(const char *text, const char *start, unsigned *number)
{
    *number = 1;
    while (strncmp(text, start, strlen(start)) != 0) {
        const char *end = strchr(text, '\n');
        ck_assert_msg(end && end[1] != '\0', "no line begins with %s", start);
        text = end + 1;
        *number += 1;
    }
    return text;
}

/* Replace cell number `column` (from 0, no quotes before it) of the line that begins with `start`. */
static struct spot change_cell(const char *name, const char *start, int column, const char *cell)
{
    struct spot spot = {name, 0, 0};
    char *text = read_copy(name);
    const char *line = find_line(text, start, &spot.line), *from = line;
    for (int i = 0; i < column; i++) {
        from = strchr(from, ',') + 1;
    }
    spot.column = (unsigned)(from - line) + 1;
    splice(name, text, from, from + strcspn(from, ",\n"), cell);
    free(text);
    return spot;
}

static void drop_line(const char *name, const char *start)
{
    unsigned number;
    char *text = read_copy(name);
    const char *line = find_line(text, start, &number);
    splice(name, text, line, strchr(line, '\n') + 1, "");
    free(text);
}

static void repeat_line(const char *name, const char *start)
{
    unsigned number;
    char *text = read_copy(name);
    const char *line = find_line(text, start, &number), *end = strchr(line, '\n') + 1;
    char copy[512] = "";
    ck_assert_uint_lt((size_t)(end - line), sizeof copy);
    memcpy(copy, line, (size_t)(end - line));
    splice(name, text, end, end, copy);
    free(text);
}

static enum cor_status load(void)
{
    cor_diagnostics_free(&list);
    return world_load(world, folder, &list, digest);
}

/* The data are refused with exactly one problem, at the spot, whose message holds `part`; then they are good again. */
static void assert_refused_at(struct spot spot, const char *part)
{
    const struct cor_diagnostic *item;
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    item = list.items;
    ck_assert_ptr_nonnull(strstr(item->file, spot.file));
    ck_assert_msg(list.n_errors == 1 && item->line == spot.line && item->column == spot.column &&
                      strstr(item->message, part),
                  "%zu errors, expected %u:%u \"%s\", found %u:%u: %s", list.n_errors, spot.line, spot.column, part,
                  item->line, item->column, item->message);
    remove_data();
    copy_data();
}

static void assert_missing(const char *file, const char *part)
{
    struct spot nowhere = {file, 0, 0};
    assert_refused_at(nowhere, part);
}

START_TEST(test_the_shipped_data_are_complete_and_without_a_warning)
{
    ck_assert_msg(world_load(world, COR_SOURCE_DIRECTORY "/data", &list, digest) == COR_OK, "%s: %s",
                  list.items[0].file, list.items[0].message);
    ck_assert_uint_eq(list.n_items, 0);
    ck_assert_str_eq(world->country[HOME].iso3, "VNM");
    ck_assert_int_eq(world->country[world->n_countries - 1].role, ROLE_REST);
    ck_assert_uint_ge(world->n_countries, 10);
    ck_assert_uint_eq(strlen(digest), 64);
}
END_TEST

START_TEST(test_numbers_arrive_where_they_belong)
{
    change_cell("DEU/facts.csv", "gross_wage,care", 3, "2385");
    change_cell("DEU/facts.csv", "unemployment_rate", 3, "2.385");
    change_cell("DEU/population.csv", "2024,37,", 3, "238501");
    change_cell("DEU/mortality.csv", "2050,99,", 3, "0.2385");
    change_cell("VNM/fertility.csv", "2050,45,", 2, "0.02385");
    change_cell("DEU/net_migration.csv", "2030,85,", 2, "-2385");
    change_cell("VNM/education.csv", "65,male", 5, "0.125");
    change_cell("VNM/education.csv", "65,male", 2, "99.875");
    change_cell("VNM/education.csv", "65,male", 3, "0");
    change_cell("VNM/education.csv", "65,male", 4, "0");
    change_cell("exit_rates.csv", "study,5", 2, "0.2385");
    ck_assert_msg(load() == COR_OK, "%s", list.items[0].message);
    ck_assert(world->country[1].gross_wage[OCCUPATION_care] == 2385);
    ck_assert(world->country[1].unemployment_rate == 2.385);
    ck_assert(world->country[1].population[SEX_male][37] == 238501);
    ck_assert(ages_mortality(world, 1, 2050)[SEX_male][99] == 0.2385);
    ck_assert(ages_fertility(world, 0, 2050)[6] == 0.02385);
    ck_assert(ages_net_migration(world, 1, 2030, SEX_female)[17] == -2385);
    ck_assert(world->country[0].education[SEX_male][5][EDUCATION_tertiary] == 0.125);
    ck_assert(world->exit_rate[CHANNEL_study][4] == 0.2385);
    ck_assert(world->country[1].eu && !world->country[2].eu);
    ck_assert_int_eq(world->country[1].nest, NEST_eu_west);
}
END_TEST

START_TEST(test_each_mistake_in_facts_is_named_with_its_place)
{
    static const char FACTS[] = "DEU/facts.csv";
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 3, "400000"), "30000");
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 3, "4 310"), "");
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 3, ""), "");
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 4, "EUR per month"), "it must be \"USD per month\"");
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 5, "eurostat_fte_2032"), "unknown source");
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 5, ""), "unknown source");
    assert_refused_at(change_cell(FACTS, "gross_wage,care", 6, "guessed"), "unknown status");
    drop_line(FACTS, "vacancy_rate");
    assert_missing(FACTS, "vacancy_rate is missing");
    drop_line(FACTS, "gross_wage,care");
    assert_missing(FACTS, "gross_wage of care is missing");
}
END_TEST

START_TEST(test_unknown_facts_and_groups_are_refused_with_the_nearest_name)
{
    struct spot spot = change_cell("DEU/facts.csv", "vacancy_rate", 0, "vacancy_rat");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 2); /* unknown, and the right one is missing */
    ck_assert_uint_eq(list.items[0].line, spot.line);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "did you mean \"vacancy_rate\"?"));
    remove_data();
    copy_data();
    spot = change_cell("DEU/facts.csv", "gross_wage,care", 1, "cares");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.items[0].line, spot.line);
    ck_assert_uint_eq(list.items[0].column, spot.column);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "did you mean \"care\"?"));
}
END_TEST

START_TEST(test_a_fact_of_one_value_takes_no_group)
{
    struct spot spot = change_cell("DEU/facts.csv", "vacancy_rate", 1, "care");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 2); /* and the value itself is missing */
    ck_assert_uint_eq(list.items[0].line, spot.line);
    ck_assert_uint_eq(list.items[0].column, spot.column);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "must be empty"));
}
END_TEST

START_TEST(test_facts_given_twice_or_to_the_wrong_country_are_refused)
{
    struct spot spot = change_cell("DEU/facts.csv", "vacancy_rate", 0, "vacancy_rate");
    const char *second_line;
    char *text;
    spot.line += 1;
    repeat_line("DEU/facts.csv", "vacancy_rate");
    assert_refused_at(spot, "given twice");
    text = read_copy("DEU/facts.csv");
    second_line = strchr(text, '\n') + 1;
    splice("DEU/facts.csv", text, second_line, second_line,
           "household_size,,,3.5,persons,corridor_assumption,assumed,\n");
    free(text);
    assert_refused_at((struct spot){"DEU/facts.csv", 2, 1}, "not used for a country of this role");
}
END_TEST

/* Add a row below the header of Germany's facts. */
static void add_fact(const char *row)
{
    char *text = read_copy("DEU/facts.csv");
    const char *second_line = strchr(text, '\n') + 1;
    splice("DEU/facts.csv", text, second_line, second_line, row);
    free(text);
}

START_TEST(test_a_fact_may_be_a_series_of_years)
{
    change_cell("DEU/facts.csv", "living_cost", 2, "2020");
    change_cell("DEU/facts.csv", "living_cost", 3, "800");
    add_fact("living_cost,,2010,600,USD per month,corridor_assumption,assumed,\n");
    ck_assert_msg(load() == COR_OK, "%s", list.items[0].message);
    ck_assert(world->country[1].living_cost == 800);
    fact_history_set_year(&world->history, world, 2015, false);
    ck_assert(world->country[1].living_cost == 700);
    fact_history_set_year(&world->history, world, 2005, false);
    ck_assert(world->country[1].living_cost == 600);
}
END_TEST

START_TEST(test_what_is_law_holds_until_it_changes_and_what_is_a_start_until_the_next_run)
{
    change_cell("DEU/facts.csv", "retirement_age", 2, "2020");
    change_cell("DEU/facts.csv", "retirement_age", 3, "66");
    add_fact("retirement_age,,2010,65,years,corridor_assumption,assumed,\n");
    change_cell("DEU/facts.csv", "participation_rate,male", 2, "2020");
    change_cell("DEU/facts.csv", "participation_rate,male", 3, "88");
    add_fact("participation_rate,male,2010,81,percent,corridor_assumption,assumed,\n");
    ck_assert_msg(load() == COR_OK, "%s", list.items[0].message);
    fact_history_set_year(&world->history, world, 2019, false);
    ck_assert(world->country[1].retirement_age == 65);
    ck_assert(world->country[1].participation_rate[SEX_male] == 88);
    fact_history_set_year(&world->history, world, 2010, true);
    ck_assert(world->country[1].participation_rate[SEX_male] == 81);
}
END_TEST

START_TEST(test_a_run_has_a_world_for_each_year_in_which_facts_change)
{
    add_fact("living_cost,,2012,600,USD per month,corridor_assumption,assumed,\n");
    change_cell("DEU/facts.csv", "living_cost", 2, "2012");
    change_cell("DEU/facts.csv", "living_cost,,,", 2, "2010");
    ck_assert_msg(load() == COR_OK, "%s", list.items[0].message);
    struct world *run = world_copy(world);
    ck_assert_ptr_nonnull(run);
    parameters_default(&run->parameters);
    ck_assert_int_eq(world_begin(run, cor_month(2011, 1), cor_month(2020, 1)), COR_OK);
    ck_assert_ptr_eq(world_at(run, cor_month(2011, 12)), run);
    const struct world *later = world_at(run, cor_month(2012, 1));
    ck_assert_ptr_eq(later, run->next);
    ck_assert(later->country[1].living_cost == 600 && run->country[1].living_cost != 600);
    ck_assert(later->remittances != run->remittances);
    ck_assert_ptr_eq(world_at(run, cor_month(2019, 12)), later);
    ck_assert_ptr_null(later->next);
    world_free(run);
}
END_TEST

START_TEST(test_a_year_given_twice_or_beside_a_constant_is_refused)
{
    change_cell("DEU/facts.csv", "living_cost", 2, "2010");
    add_fact("living_cost,,2010,600,USD per month,corridor_assumption,assumed,\n");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "given twice for 2010"));
    remove_data();
    copy_data();
    add_fact("living_cost,,2010,600,USD per month,corridor_assumption,assumed,\n");
    change_cell("DEU/facts.csv", "living_cost", 2, "");
    add_fact("living_cost,,2012,600,USD per month,corridor_assumption,assumed,\n");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "given twice"));
}
END_TEST

START_TEST(test_shares_that_do_not_sum_to_100_are_refused)
{
    struct spot spot = change_cell("DEU/facts.csv", "employment_share,agriculture", 3, "77");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.items[0].line, spot.line);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "percent, not 100"));
    remove_data();
    copy_data();
    spot = change_cell("DEU/education.csv", "25,female", 2, "1.5");
    assert_refused_at(spot, "percent, not 100");
}
END_TEST

START_TEST(test_each_mistake_in_age_tables_is_named_with_its_place)
{
    assert_refused_at(change_cell("DEU/population.csv", "2024,37,", 2, "-1"), "");
    assert_refused_at(change_cell("DEU/population.csv", "2024,37,", 4, "people"), "it must be \"persons\"");
    assert_refused_at(change_cell("DEU/mortality.csv", "2024,37,", 2, "1.5"), "");
    assert_refused_at(change_cell("DEU/mortality.csv", "2024,37,", 2, "0"), "");
    assert_refused_at(change_cell("DEU/fertility.csv", "2024,25,", 4, "nobody"), "unknown source");
    assert_refused_at(change_cell("DEU/net_migration.csv", "2024,25,", 3, "many"), "");
    drop_line("DEU/population.csv", "2024,37,");
    assert_missing("DEU/population.csv", "age 37 is missing in 2024");
    drop_line("DEU/education.csv", "45,male");
    assert_missing("DEU/education.csv", "age_from 45, male is missing");
}
END_TEST

START_TEST(test_ages_that_the_table_does_not_have_are_refused)
{
    struct spot spot = change_cell("DEU/fertility.csv", "2024,25,", 1, "26");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 2); /* not an age of the table, and 25 is missing */
    ck_assert_uint_eq(list.items[0].line, spot.line);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "not one of the ages"));
}
END_TEST

START_TEST(test_each_mistake_in_the_list_of_countries_is_named_with_its_place)
{
    static const char NAME[] = "countries.csv";
    assert_refused_at(change_cell(NAME, "DEU", 2, "eu_wast"), "did you mean \"eu_west\"?");
    assert_refused_at(change_cell(NAME, "DEU", 3, "yes"), "unknown eu");
    assert_refused_at(change_cell(NAME, "DEU", 4, "rest"), "out of order");
    assert_refused_at(change_cell(NAME, "DEU", 2, "home"), "does not go with the role");
    assert_refused_at(change_cell(NAME, "DEU", 1, ""), "1 to 47 bytes");
    assert_refused_at(change_cell(NAME, "DEU", 0, "Deu"), "three capital letters");
    assert_refused_at(change_cell(NAME, "DEU", 6, "known"), "unknown status");
}
END_TEST

START_TEST(test_mistakes_in_exit_rates_and_sources_are_named)
{
    struct spot spot;
    assert_refused_at(change_cell("exit_rates.csv", "study,3", 2, "1.2"), "");
    assert_refused_at(change_cell("exit_rates.csv", "study,3", 3, "percent"), "probability per year");
    drop_line("exit_rates.csv", "study,3");
    assert_missing("exit_rates.csv", "year 3 of channel study is missing");
    spot = change_cell("sources.csv", "barro_lee_v3", 1, "\"\"");
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.items[0].line, spot.line);
}
END_TEST

static void change_policies(const char *from, const char *to)
{
    char *text = read_copy("policies.json"), *place = strstr(text, from);
    ck_assert_ptr_nonnull(place);
    splice("policies.json", text, place, place + strlen(from), to);
    free(text);
}

START_TEST(test_mistakes_in_policies_by_date_are_named)
{
    change_policies("un_wpp_2024", "un_wpp_2042");
    assert_refused_at((struct spot){"policies.json", 2, 32}, "did you mean \"un_wpp_2024\"?");
    change_policies("DEU", "KOR"); /* no country of these data */
    assert_refused_at((struct spot){"policies.json", 1, 63}, "\"KOR\"");
}
END_TEST

START_TEST(test_a_missing_folder_or_file_is_reported)
{
    char path[256];
    path_of("DEU/facts.csv", path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 1);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "DEU/facts.csv"));
    remove_data();
    copy_data();
    path_of("policies.json", path);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(load(), COR_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "policies.json"));
    ck_assert_int_eq(world_load(world, "/no/such/folder", &list, digest), COR_ERR_INPUT);
}
END_TEST

START_TEST(test_the_digest_follows_the_contents_and_nothing_else)
{
    char before[65];
    ck_assert_int_eq(load(), COR_OK);
    strcpy(before, digest);
    ck_assert_int_eq(load(), COR_OK);
    ck_assert_str_eq(digest, before);
    change_cell("DEU/population.csv", "2024,37,", 2, "500001");
    ck_assert_int_eq(load(), COR_OK);
    ck_assert_str_ne(digest, before);
    strcpy(before, digest);
    change_policies("0.5", "0.6");
    ck_assert_int_eq(load(), COR_OK);
    ck_assert_str_ne(digest, before);
}
END_TEST

Suite *suite_world_load(void)
{
    Suite *suite = suite_create("world_load");
    TCase *tests = tcase_create("world_load");
    tcase_add_checked_fixture(tests, copy_data, remove_data);
    tcase_add_test(tests, test_the_shipped_data_are_complete_and_without_a_warning);
    tcase_add_test(tests, test_numbers_arrive_where_they_belong);
    tcase_add_test(tests, test_each_mistake_in_facts_is_named_with_its_place);
    tcase_add_test(tests, test_unknown_facts_and_groups_are_refused_with_the_nearest_name);
    tcase_add_test(tests, test_a_fact_of_one_value_takes_no_group);
    tcase_add_test(tests, test_facts_given_twice_or_to_the_wrong_country_are_refused);
    tcase_add_test(tests, test_a_fact_may_be_a_series_of_years);
    tcase_add_test(tests, test_what_is_law_holds_until_it_changes_and_what_is_a_start_until_the_next_run);
    tcase_add_test(tests, test_a_run_has_a_world_for_each_year_in_which_facts_change);
    tcase_add_test(tests, test_a_year_given_twice_or_beside_a_constant_is_refused);
    tcase_add_test(tests, test_shares_that_do_not_sum_to_100_are_refused);
    tcase_add_test(tests, test_each_mistake_in_age_tables_is_named_with_its_place);
    tcase_add_test(tests, test_ages_that_the_table_does_not_have_are_refused);
    tcase_add_test(tests, test_each_mistake_in_the_list_of_countries_is_named_with_its_place);
    tcase_add_test(tests, test_mistakes_in_exit_rates_and_sources_are_named);
    tcase_add_test(tests, test_mistakes_in_policies_by_date_are_named);
    tcase_add_test(tests, test_a_missing_folder_or_file_is_reported);
    tcase_add_test(tests, test_the_digest_follows_the_contents_and_nothing_else);
    suite_add_tcase(suite, tests);
    return suite;
}
