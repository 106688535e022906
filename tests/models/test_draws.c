/* Draws by the table of draws.def: no word is used twice, and many at once are the same as one by one. */
#include <check.h>
#include "tests/models/fixture.h"

struct row {
    const char *name;
    enum draws draws;
    bool series;
};
static const struct row rows[] = {
#define DRAWS(name, ...) {#name, DRAWS_##name, false},
#define DRAWS_SERIES(name, ...) {#name, DRAWS_##name, true},
#include "models/state/draws.def"
};
enum { N_DRAWS = sizeof rows / sizeof rows[0] };

static struct fixture fixture;

static void set_up(void)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 1200);
}

static void tear_down(void)
{
    fixture_free(&fixture);
}

static bool share_stream(enum draws a, enum draws b)
{
    return draws_purpose(a) == draws_purpose(b) && draws_month(&fixture.context, a) == draws_month(&fixture.context, b);
}

START_TEST(test_nothing_follows_a_series_in_its_stream)
{
    for (size_t a = 0; a < N_DRAWS; a++) {
        for (size_t b = 0; b < N_DRAWS; b++) {
            bool later = a != b && rows[a].series && share_stream(rows[a].draws, rows[b].draws) &&
                         draws_block(rows[b].draws) >= draws_block(rows[a].draws);
            ck_assert_msg(!later, "%s takes blocks of the series %s", rows[b].name, rows[a].name);
        }
    }
}
END_TEST

START_TEST(test_a_draw_for_life_is_the_same_in_every_month)
{
    struct cor_context later = fixture.context;
    later.month += 7;
    for (size_t i = 0; i < N_DRAWS; i++) {
        struct cor_draws now = draws_of(&fixture.context, fixture.chunk, 5, rows[i].draws);
        struct cor_draws then = draws_of(&later, fixture.chunk, 5, rows[i].draws);
        ck_assert_int_eq(now.word[0] == then.word[0], (unsigned)rows[i].draws >> 16 == FOR_LIFE);
    }
}
END_TEST

static uint32_t people(uint32_t *list, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        list[i] = fixture_person(&fixture, SEX_female, 30, EDUCATION_primary, WORK_EMPLOYED, i > 0 ? 0 : NO_ROW);
    }
    return n;
}

/* All of a list, each once and in order, with the words that it has alone. */
static uint32_t walk(struct piece p, const uint32_t *list, const uint32_t *persons, enum draws kind)
{
    static struct draw_block draws;
    uint32_t seen = 0;
    for (; piece_draw(&fixture.context, fixture.chunk, &p, kind, &draws); seen += p.n) {
        ck_assert_uint_eq(p.first, seen);
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t id = view_of(fixture.chunk)->person.id[persons[seen + i]];
            struct cor_draws alone = draws_of(&fixture.context, fixture.chunk, id, kind);
            struct cor_draws drawn = draws_in_block(&draws, i);
            ck_assert_uint_eq(p.rows[i], list[seen + i]);
            ck_assert_mem_eq(&drawn, &alone, sizeof alone);
        }
    }
    return seen;
}

START_TEST(test_pieces_cover_a_list_of_persons_with_their_own_draws)
{
    static const uint32_t lengths[] = {0, 1, DRAW_BLOCK - 1, DRAW_BLOCK, DRAW_BLOCK + 1, 2 * DRAW_BLOCK + 3};
    uint32_t list[2 * DRAW_BLOCK + 3];
    people(list, 2 * DRAW_BLOCK + 3);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        ck_assert_uint_eq(walk(pieces_of_persons(list, lengths[i]), list, list, DRAWS_career), lengths[i]);
        ck_assert_uint_eq(walk(pieces_of_persons(list, lengths[i]), list, list, DRAWS_start_children), lengths[i]);
    }
}
END_TEST

START_TEST(test_pieces_of_records_draw_for_their_persons)
{
    enum { N = DRAW_BLOCK + 40 };
    uint32_t persons[N], records[N], words[DRAW_BLOCK], seen = 0;
    people(persons, N);
    for (uint32_t i = 0; i < N; i++) {
        records[N - 1 - i] = record_open(fixture.chunk, persons[N - 1 - i], STAGE_PREPARING);
    }
    ck_assert_uint_eq(walk(pieces_of_records(records, N), records, persons, DRAWS_moves), N);
    struct piece p = pieces_of_records(records, N);
    for (; piece_words(&fixture.context, fixture.chunk, &p, DRAWS_job_abroad, words); seen += p.n) {
        uint32_t id = view_of(fixture.chunk)->person.id[persons[seen]];
        ck_assert_uint_eq(words[0], draws_of(&fixture.context, fixture.chunk, id, DRAWS_job_abroad).word[0]);
    }
    ck_assert_uint_eq(seen, N);
}
END_TEST

START_TEST(test_the_blocks_of_a_series_are_its_draws_one_by_one)
{
    uint32_t room[4][9], *const words[4] = {room[0], room[1], room[2], room[3]};
    words_of_series(&fixture.context, fixture.chunk, 77, DRAWS_taste, 9, words);
    for (uint32_t at = 0; at < 9; at++) {
        struct cor_draws alone = draws_of_series(&fixture.context, fixture.chunk, 77, DRAWS_taste, at);
        ck_assert_uint_eq(room[WORD_taste_study][at], alone.word[WORD_taste_study]);
    }
}
END_TEST

Suite *suite_draws(void);
Suite *suite_draws(void)
{
    Suite *suite = suite_create("draws");
    TCase *tests = tcase_create("table and pieces");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_nothing_follows_a_series_in_its_stream);
    tcase_add_test(tests, test_a_draw_for_life_is_the_same_in_every_month);
    tcase_add_test(tests, test_pieces_cover_a_list_of_persons_with_their_own_draws);
    tcase_add_test(tests, test_pieces_of_records_draw_for_their_persons);
    tcase_add_test(tests, test_the_blocks_of_a_series_are_its_draws_one_by_one);
    suite_add_tcase(suite, tests);
    return suite;
}
