/* What is read from a file is checked before kernels work on it: codes that tables are indexed by, links between rows. */
#include <check.h>
#include <string.h>
#include "models/state/state_check.h"
#include "models/state/kin.h"
#include "tests/models/fixture.h"

static struct fixture fixture;
static uint32_t at_home, abroad, record;

static void set_up(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 16);
    at_home = fixture_person(&fixture, SEX_female, 40, EDUCATION_primary, WORK_EMPLOYED, NO_ROW);
    abroad = fixture_person(&fixture, SEX_male, 25, EDUCATION_tertiary, WORK_EMPLOYED, NO_ROW);
    record = fixture_migrant(&fixture, abroad, STAGE_ABROAD, FIXTURE_DEU, CHANNEL_contract);
}

static void tear_down(void)
{
    fixture_free(&fixture);
}

static const char *check(void)
{
    return state_check(fixture.world, fixture.context.month, fixture.chunk);
}

START_TEST(test_a_chunk_as_kernels_leave_it_is_accepted)
{
    ck_assert_ptr_null(check());
    person_comes_home(fixture.chunk, record);
    record_close(fixture.chunk, record);
    view_of(fixture.chunk)->person.work[abroad] = work_make(WORK_EMPLOYED, OCCUPATION_care, true);
    ck_assert_ptr_null(check());
    household_loses(fixture.chunk, view_of(fixture.chunk)->person.household[abroad], false);
    row_release(fixture.chunk, TABLE_person, abroad);
    ck_assert_ptr_null(check());
}
END_TEST

START_TEST(test_households_count_the_members_they_have)
{
    view_of(fixture.chunk)->household.size[view_of(fixture.chunk)->person.household[at_home]]++;
    ck_assert_str_eq(check(), "a household with other members than it counts");
}
END_TEST

/* The value, of 1, 2 or 4 bytes, is refused in this place; what was there before is not. */
static void assert_refused(void *place, size_t size, uint32_t value, const char *words)
{
    const uint8_t byte = (uint8_t)value;
    const uint16_t half = (uint16_t)value;
    uint32_t kept = 0;
    memcpy(&kept, place, size);
    memcpy(place, size == 1 ? (const void *)&byte : size == 2 ? (const void *)&half : (const void *)&value, size);
    ck_assert_msg(check() != NULL, "%s is accepted", words);
    memcpy(place, &kept, size);
    ck_assert_ptr_null(check());
}
#define REFUSED_WITH(place, value) assert_refused(&(place), sizeof(place), value, #place " = " #value)

START_TEST(test_codes_that_no_table_has_are_refused)
{
    struct chunk_view *view = view_of(fixture.chunk);
    REFUSED_WITH(view->person.work[at_home], WORK_EMPLOYED | 7u << 3);
    REFUSED_WITH(view->person.traits[at_home], 7u << 4);
    REFUSED_WITH(view->migrant.stage[record], 5);
    REFUSED_WITH(view->migrant.country[record], FIXTURE_COUNTRIES);
    REFUSED_WITH(view->migrant.channel[record], N_CHANNELS);
    REFUSED_WITH(view->migrant.occupation[record], N_OCCUPATIONS);
    REFUSED_WITH(view->migrant.insured_country[3 * record + 2], 200);
}
END_TEST

START_TEST(test_months_that_have_not_come_are_refused)
{
    struct chunk_view *view = view_of(fixture.chunk);
    uint16_t later = (uint16_t)(fixture.context.month + 1);
    REFUSED_WITH(view->person.birth_month[at_home], later);
    REFUSED_WITH(view->migrant.since[record], later);
    REFUSED_WITH(view->migrant.arrived[record], later);
}
END_TEST

START_TEST(test_links_that_lead_elsewhere_are_refused)
{
    struct chunk_view *view = view_of(fixture.chunk);
    REFUSED_WITH(view->person.household[at_home], 500);
    REFUSED_WITH(view->person.migrant[at_home], record);
    REFUSED_WITH(view->person.migrant[abroad], NO_ROW);
    REFUSED_WITH(view->person.migrant[abroad], 9);
    REFUSED_WITH(view->migrant.person[record], at_home);
    REFUSED_WITH(view->person.work[abroad], WORK_EMPLOYED);
}
END_TEST

START_TEST(test_chunks_of_no_country_weight_or_count_are_refused)
{
    REFUSED_WITH(fixture.chunk->kind, 2);
    REFUSED_WITH(fixture.chunk->kind, KIND_RESIDENT);
    REFUSED_WITH(fixture.chunk->group, FIXTURE_COUNTRIES);
    REFUSED_WITH(fixture.chunk->n_free[TABLE_person], 1);
    REFUSED_WITH(fixture.chunk->n_free[TABLE_migrant], 1);
    fixture.chunk->weight = 0;
    ck_assert_ptr_nonnull(check());
    fixture.chunk->weight = UINT32_MAX;
    ck_assert_ptr_nonnull(check());
}
END_TEST

Suite *suite_state_check(void);
Suite *suite_state_check(void)
{
    Suite *suite = suite_create("state_check");
    TCase *tests = tcase_create("chunks");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_a_chunk_as_kernels_leave_it_is_accepted);
    tcase_add_test(tests, test_households_count_the_members_they_have);
    tcase_add_test(tests, test_codes_that_no_table_has_are_refused);
    tcase_add_test(tests, test_months_that_have_not_come_are_refused);
    tcase_add_test(tests, test_links_that_lead_elsewhere_are_refused);
    tcase_add_test(tests, test_chunks_of_no_country_weight_or_count_are_refused);
    suite_add_tcase(suite, tests);
    return suite;
}
