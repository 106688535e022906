/* Rows are taken and given back: who gets a row finds nothing of who had it before. */
#include <check.h>
#include <string.h>
#include "tests/models/fixture.h"

static struct fixture fixture;

static void tear_down(void)
{
    fixture_free(&fixture);
}

/* What is left in a row by those before: no column's free value. */
static void soil(enum table of, uint32_t row)
{
    struct chunk_view *view = view_of(fixture.chunk);
#define COLUMN(table, name, ctype, type, count, ...)                                                                   \
    if (of == TABLE_##table && view->table.name) {                                                                     \
        memset(&view->table.name[(count)*row], 0x5a, (count) * sizeof(ctype));                                         \
    }
#include "models/tables/columns.def"
}

static void assert_free(enum table of, uint32_t row)
{
    struct chunk_view *view = view_of(fixture.chunk);
#define COLUMN(table, name, ctype, type, count, kinds, free, ...)                                                      \
    for (uint32_t i = 0; of == TABLE_##table && view->table.name && i < (count); i++) {                                \
        ck_assert_msg(view->table.name[(count)*row + i] == (ctype)(free), #table "." #name " is handed on");           \
    }
#include "models/tables/columns.def"
}

/* As a row behind the last, and as one that was given back. */
static void assert_begins_free(enum table table)
{
    soil(table, fixture.chunk->n_rows[table]);
    uint32_t row = row_take(fixture.chunk, table);
    ck_assert_uint_ne(row, NO_ROW);
    assert_free(table, row);
    if (table == TABLE_household) {
        return;
    }
    soil(table, row);
    row_release(fixture.chunk, table, row);
    assert_free(table, row);
    ck_assert_uint_eq(row_take(fixture.chunk, table), row);
    assert_free(table, row);
}

START_TEST(test_who_takes_a_row_inherits_nothing)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 8);
    for (enum table table = 0; table < N_TABLES; table++) {
        assert_begins_free(table);
    }
}
END_TEST

START_TEST(test_who_takes_a_row_of_residents_inherits_nothing)
{
    fixture_init(&fixture, KIND_RESIDENT, FIXTURE_DEU, 8);
    assert_begins_free(TABLE_person);
}
END_TEST

START_TEST(test_the_rows_of_the_start_begin_free)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 8);
    for (enum table table = 0; table < N_TABLES; table++) {
        soil(table, 0);
        soil(table, 1);
        rows_begin(fixture.chunk, table, 2);
        ck_assert_uint_eq(fixture.chunk->n_rows[table], 2);
        assert_free(table, 0);
        assert_free(table, 1);
    }
}
END_TEST

START_TEST(test_a_full_table_gives_no_row)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 8);
    for (uint32_t row = 0; row < fixture.chunk->capacity[TABLE_household]; row++) {
        ck_assert_uint_eq(row_take(fixture.chunk, TABLE_household), row);
    }
    ck_assert_uint_eq(row_take(fixture.chunk, TABLE_household), NO_ROW);
}
END_TEST

START_TEST(test_a_record_is_linked_while_it_is_open)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 8);
    uint32_t who = fixture_person(&fixture, SEX_female, 25, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    const struct chunk_view *view = view_of(fixture.chunk);
    uint32_t record = record_open(fixture.chunk, who, STAGE_PREPARING);
    ck_assert_uint_eq(view->person.migrant[who], record);
    ck_assert_uint_eq(view->migrant.person[record], who);
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    migrant->insured_months[INSURANCE_SLOTS * record + 2] = 1;
    record_settle(fixture.chunk, record);
    ck_assert_uint_eq(migrant->stage[record], STAGE_PREPARING); /* a month of insurance keeps it */
    migrant->insured_months[INSURANCE_SLOTS * record + 2] = 0;
    record_settle(fixture.chunk, record);
    ck_assert_uint_eq(view->person.migrant[who], NO_ROW);
    assert_free(TABLE_migrant, record);
}
END_TEST

START_TEST(test_a_new_journey_keeps_language_and_recognition_only_for_the_same_country)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 8);
    uint32_t who = fixture_person(&fixture, SEX_male, 30, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    uint32_t record = fixture_migrant(&fixture, who, STAGE_RETURNED, FIXTURE_DEU, CHANNEL_contract);
    migrant->language[record] = 40;
    migrant->debt[record] = 9000;
    migrant->cost[record] = 100;
    migrant->flags[record] = MIGRANT_RECOGNISED | MIGRANT_REPEAT | MIGRANT_SEATED;
    int32_t month = fixture.context.month;
    ck_assert_uint_eq(record_begin(fixture.chunk, who, STAGE_PREPARING, FIXTURE_DEU, CHANNEL_skilled, month), record);
    ck_assert_uint_eq(migrant->language[record], 40);
    ck_assert_uint_eq(migrant->flags[record], MIGRANT_RECOGNISED | MIGRANT_REPEAT);
    ck_assert_int_eq(migrant->cost[record], 0);
    ck_assert_uint_eq(record_begin(fixture.chunk, who, STAGE_PREPARING, FIXTURE_JPN, CHANNEL_contract, month), record);
    ck_assert_uint_eq(migrant->language[record], 0);
    ck_assert_uint_eq(migrant->flags[record], MIGRANT_REPEAT);
    ck_assert_int_eq(migrant->debt[record], 9000);
}
END_TEST

Suite *suite_state(void);
Suite *suite_state(void)
{
    Suite *suite = suite_create("state");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, test_who_takes_a_row_inherits_nothing);
    tcase_add_test(tests, test_who_takes_a_row_of_residents_inherits_nothing);
    tcase_add_test(tests, test_the_rows_of_the_start_begin_free);
    tcase_add_test(tests, test_a_full_table_gives_no_row);
    tcase_add_test(tests, test_a_record_is_linked_while_it_is_open);
    tcase_add_test(tests, test_a_new_journey_keeps_language_and_recognition_only_for_the_same_country);
    suite_add_tcase(suite, tests);
    return suite;
}
