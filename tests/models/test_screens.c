/* Every screen against the rule behind it: whoever the rule accepts passes, at the very edge of the draw, for random
 * people under random parameters and levers. A new screen is a row of the table. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "models/model.h"
#include "models/demography/demography_internal.h"
#include "models/migration/migration_internal.h"
#include "models/migration/stay_risks.h"
#include "tests/models/fixture.h"

enum { N_PEOPLE = 600, N_WORLDS = 24 };

static struct fixture fixture;

/* A screen: `accepted` gives the threshold below which the rule accepts a word for a row; `passes` asks the screen. Rows
 * are of persons at home, or of records of persons abroad. */
struct screen {
    const char *name;
    bool abroad;
    uint64_t (*accepted)(uint32_t row);
    bool (*passes)(uint32_t row, uint32_t word);
};

/* ---- random people and worlds ---- */

static uint32_t random_word(uint32_t person, uint32_t use)
{
    return cor_person_draws((struct cor_key){5, 1}, person, use, 1, 40, 0).word[0];
}

static uint32_t random_below(uint32_t person, uint32_t use, uint32_t n)
{
    return (uint32_t)(((uint64_t)random_word(person, use) * n) >> 32);
}

/* Pay from nothing to the most that the column holds; every class of traits; a third have been abroad. */
static void add_person_at_home(uint32_t i)
{
    struct chunk_view *view = view_of(fixture.chunk);
    bool employed = random_below(i, 1, 3) > 0;
    uint32_t row =
        fixture_person(&fixture, random_below(i, 2, 2) ? SEX_male : SEX_female, 18 + (int)random_below(i, 3, 28),
                       (enum education_level)random_below(i, 4, 4), employed ? WORK_EMPLOYED : WORK_UNEMPLOYED, NO_ROW);
    view->person.pay[row] = (uint16_t)(employed ? random_word(i, 5) >> (16 + random_below(i, 6, 16)) : 0);
    view->person.traits[row] =
        trait_make(trait_sex(view->person.traits[row]), (enum education_level)random_below(i, 4, 4), false,
                   (enum region)random_below(i, 7, N_REGIONS));
    view->household.wealth[view->person.household[row]] = (int32_t)(random_word(i, 8) >> random_below(i, 9, 20) >> 1);
    if (random_below(i, 10, 3) == 0) {
        size_t country = 1 + random_below(i, 11, FIXTURE_COUNTRIES - 1);
        fixture_migrant(&fixture, row, STAGE_RETURNED, country, (enum channel)random_below(i, 12, N_CHANNELS));
        view->person.past_country[row] = (uint8_t)country;
    }
}

static void add_person_abroad(uint32_t i)
{
    struct migrant_columns *migrant = &view_of(fixture.chunk)->migrant;
    enum channel channel = (enum channel)random_below(i, 12, N_CHANNELS);
    uint32_t person = fixture_person(&fixture, random_below(i, 2, 2) ? SEX_male : SEX_female,
                                     (int)random_below(i, 3, 99), EDUCATION_upper_secondary, WORK_INACTIVE, NO_ROW);
    uint32_t row =
        fixture_migrant(&fixture, person, STAGE_ABROAD, 1 + random_below(i, 11, FIXTURE_COUNTRIES - 1), channel);
    migrant->occupation[row] = (uint8_t)random_below(i, 13, N_OCCUPATIONS);
    migrant->arrived[row] = (uint16_t)(fixture.context.month - (int32_t)random_below(i, 14, 90));
    migrant->contract_end[row] = random_below(i, 15, 2) ? (uint16_t)(fixture.context.month + 7) : NO_MONTH;
    migrant->flags[row] = (uint8_t)random_word(i, 16);
    migrant->gross_pay[row] = (int32_t)(random_word(i, 17) >> (2 + random_below(i, 18, 30)));
    migrant->first_pay[row] = (int32_t)(random_word(i, 19) >> (2 + random_below(i, 20, 30)));
    migrant->debt[row] = (int32_t)(random_word(i, 21) >> (2 + random_below(i, 22, 30)));
}

/* Parameters of the mechanisms with screens: the default first, then anything within their ranges, ends included. */
static void set_parameters(uint32_t world)
{
    for (size_t i = 0; world > 0 && i < n_parameters; i++) {
        const struct cor_parameter *row = &parameter_table[i];
        if (strncmp(row->name, "migration.aspire", 16) && strncmp(row->name, "migration.return", 16)) {
            continue;
        }
        uint32_t pick = random_below(world, 100 + (uint32_t)i, 6);
        double part = pick == 0 ? 0.0 : (pick == 1 ? 1.0 : cor_unit(random_word(world, 1000 + (uint32_t)i)));
        double value = row->min + part * (row->max - row->min);
        memcpy((char *)&fixture.world->parameters + row->offset, &value, sizeof value);
    }
}

static void set_levers(uint32_t world)
{
    for (size_t cell = 0; world % 2 == 1 && cell < N_LEVER_CELLS; cell++) {
        fixture.levers[(size_t)LEVER_return_factor * N_LEVER_CELLS + cell] =
            5.0 * cor_unit(random_word((uint32_t)cell, world));
    }
}

/* Mortality of each country is its own. */
static void set_mortality(uint32_t world)
{
    for (uint32_t country = 0; country < FIXTURE_ROW; country++) {
        double factor = 0.5 + 1.5 * cor_unit(random_word(world, 3000 + country));
        double *q = &fixture.world->ages->country[country].mortality[0][0][0];
        for (size_t i = 0; i < sizeof fixture.world->ages->country[country].mortality / sizeof *q; i++) {
            q[i] = q[i] * factor < 1.0 ? q[i] * factor : 1.0;
        }
    }
}

static void begin(uint32_t world, bool abroad)
{
    fixture_init(&fixture, KIND_ORIGIN, HOME, 2 * N_PEOPLE);
    set_parameters(world);
    set_mortality(world);
    ck_assert_int_eq(world_prepare(fixture.world), COR_OK);
    fixture.macro->wages.level[HOME] = 0.4 + 0.2 * world;
    migration_open(&fixture.context);
    fixture_month(&fixture, fixture.context.month + 1);
    set_levers(world);
    migration_open(&fixture.context);
    for (uint32_t i = 0; i < N_PEOPLE; i++) {
        (abroad ? add_person_abroad : add_person_at_home)(i);
    }
}

/* ---- the screens ---- */

static uint64_t aspiration_accepts(uint32_t row)
{
    struct candidate who = migration_candidate(&fixture.context, fixture.chunk, row);
    bool returned = view_of(fixture.chunk)->person.past_country[row] != HOME;
    return cor_threshold(migration_aspiration(&fixture.context, &who, returned));
}

static bool aspiration_passes(uint32_t row, uint32_t word)
{
    struct aspire_screen screen = migration_aspire_screen(&fixture.context, fixture.chunk);
    return migration_keep_likely(&screen, &row, &word, 1) == 1;
}

static struct stay stay_at(uint32_t row)
{
    return stay_of(&fixture.context, view_of(fixture.chunk), row, row);
}

static uint64_t return_accepts(uint32_t row)
{
    struct stay who = stay_at(row);
    return cor_threshold(migration_return_probability(&fixture.context, view_of(fixture.chunk), &who));
}

static bool return_passes(uint32_t row, uint32_t word)
{
    struct stay who = stay_at(row);
    return migration_might_happen(word, stay_return_hazard_most(&fixture.context, view_of(fixture.chunk), &who));
}

static uint64_t death_accepts(uint32_t row)
{
    return demography_death_threshold(&fixture.context, fixture.chunk, view_of(fixture.chunk)->migrant.person[row]);
}

static bool death_passes(uint32_t row, uint32_t word)
{
    uint32_t person = view_of(fixture.chunk)->migrant.person[row], position;
    return demography_list_endangered(&fixture.context, fixture.chunk, &person, 1, &word, &position) == 1;
}

static const struct screen screens[] = {
    {"death", true, death_accepts, death_passes},
    {"aspiration (M1)", false, aspiration_accepts, aspiration_passes},
    {"return (M7)", true, return_accepts, return_passes},
};
enum { N_SCREENS = sizeof screens / sizeof *screens };

START_TEST(test_whoever_the_rule_accepts_passes_the_screen)
{
    const struct screen *screen = &screens[_i];
    size_t n_accepted = 0, n_refused = 0;
    for (uint32_t world = 0; world < N_WORLDS; world++) {
        begin(world, screen->abroad);
        for (uint32_t row = 0; row < N_PEOPLE; row++) {
            uint64_t accepted = screen->accepted(row);
            n_refused += !screen->passes(row, UINT32_MAX);
            if (accepted > 0) {
                uint32_t edge = accepted > UINT32_MAX ? UINT32_MAX : (uint32_t)(accepted - 1);
                ck_assert_msg(screen->passes(row, edge), "%s: world %u, row %u is refused at word %u", screen->name,
                              (unsigned)world, (unsigned)row, (unsigned)edge);
                ck_assert(screen->passes(row, 0));
                n_accepted++;
            }
        }
        fixture_free(&fixture);
    }
    ck_assert_uint_gt(n_accepted, N_PEOPLE); /* the people are such that the rule matters ... */
    ck_assert_uint_gt(n_refused, N_PEOPLE);  /* ... and the screen refuses some */
}
END_TEST

Suite *suite_screens(void)
{
    Suite *suite = suite_create("screens");
    TCase *rules = tcase_create("rules");
    tcase_set_timeout(rules, 60);
    tcase_add_loop_test(rules, test_whoever_the_rule_accepts_passes_the_screen, 0, N_SCREENS);
    suite_add_tcase(suite, rules);
    return suite;
}
