/* Kernels of demography. */
#include "models/demography/demography.h"
#include "models/core/world.h"
#include "models/demography/demography_rules.h"

enum { MONTHS_PER_YEAR = 12 };

static size_t year_row(int32_t month)
{
    int year = cor_month_year(month);
    int last = N_DEMOGRAPHY_YEARS - 1;
    int row = year - DEMOGRAPHY_FIRST_YEAR;
    return (size_t)(row < 0 ? 0 : (row > last ? last : row));
}

/* A draw id that no other row of the chunk has: the wish, or the next number that is free. */
static uint32_t unique_id(struct cor_chunk *chunk, uint32_t wish)
{
    const uint32_t *id = view_of(chunk)->person.id;
    uint32_t n_rows = chunk->n_rows[TABLE_person];
    uint32_t n_same;
    do {
        wish += wish == 0;
        n_same = 0;
        for (uint32_t r = 0; r < n_rows; r++) {
            n_same += id[r] == wish;
        }
        wish += n_same > 0;
    } while (n_same > 0);
    return wish;
}

void demography_birthdays(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    struct scratch *scratch = scratch_of(context);
    uint32_t *birthdays = scratch->birthdays;
    uint16_t month = (uint16_t)context->month;
    uint32_t n_due = cor_rows_of_month(person->birth_month, chunk->n_rows[TABLE_person],
                                       (uint16_t)(month % MONTHS_PER_YEAR), birthdays);
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_due; i++) {
        uint32_t row = birthdays[i];
        birthdays[n] = row;
        n += (uint32_t)((person->birth_month[row] != month) & (person->work[row] != WORK_FREE));
    }
    scratch->n_birthdays = n;
}

/* Country whose rates hold for the person: residents and those at home by chunk, those abroad by residence. */
static size_t country_of_rates(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct chunk_view *view = view_of(chunk);
    if (work_status(view->person.work[person_row]) != WORK_ABROAD) {
        return chunk->group;
    }
    size_t country = view->migrant.country[view->person.migrant[person_row]];
    return country_has_residents(&world_of(context)->country[country]) ? country : HOME;
}

static void end_migrant_record(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    struct totals *totals = totals_of(context);
    totals->debt_ended[0] += migrant->debt[migrant_row];
    totals->seats_released[0] += (migrant->flags[migrant_row] & MIGRANT_SEATED) != 0;
    totals->rows_returned[0] += migrant->stage[migrant_row] == STAGE_ABROAD;
    row_release_migrant(chunk, migrant_row);
}

void demography_remove_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    if (chunk->kind == KIND_ORIGIN) {
        uint16_t household = view->person.household[person_row];
        bool abroad = work_status(view->person.work[person_row]) == WORK_ABROAD;
        social_protection_end(context, chunk, person_row);
        if (view->person.migrant[person_row] != NO_ROW) {
            end_migrant_record(context, chunk, view->person.migrant[person_row]);
        }
        uint8_t *members = abroad ? &view->household.abroad[household] : &view->household.size[household];
        *members = (uint8_t)(*members - 1);
    }
    row_release_person(chunk, person_row);
}

static bool dies_this_year(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                           uint32_t word)
{
    const struct person_columns *person = &view_of(chunk)->person;
    int age = age_years(person->birth_month[person_row], context->month);
    int age_reached = age > OLDEST_BIRTHDAY ? OLDEST_BIRTHDAY : age;
    size_t country = country_of_rates(context, chunk, person_row);
    enum sex sex = trait_sex(person->traits[person_row]);
    return word < world_of(context)->demography.death[country][year_row(context->month)][sex][age_reached];
}

void demography_deaths(struct cor_context *context, struct cor_chunk *chunk)
{
    struct scratch *scratch = scratch_of(context);
    struct totals *totals = totals_of(context);
    uint32_t *birthdays = scratch->birthdays;
    uint32_t words[DRAW_BLOCK];
    uint32_t n_alive = 0;
    for (uint32_t first = 0; first < scratch->n_birthdays; first += DRAW_BLOCK) {
        uint32_t left = scratch->n_birthdays - first;
        uint32_t n = left < DRAW_BLOCK ? left : DRAW_BLOCK;
        words_of_rows(context, chunk, birthdays + first, n, context->month, PURPOSE_death, words);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t row = birthdays[first + i];
            if (dies_this_year(context, chunk, row, words[i])) {
                observe(context, chunk, OUTPUT_deaths, observed_person(context, chunk, row), 1);
                totals->rows_died[chunk->kind]++;
                demography_remove_person(context, chunk, row);
            } else {
                birthdays[n_alive++] = row;
            }
        }
    }
    scratch->n_birthdays = n_alive;
}

static double channel_fertility(const struct world *world, unsigned channel)
{
    const struct demography_parameters *p = &world->parameters.demography;
    return channel == CHANNEL_family ? p->fertility_family
                                     : (channel == CHANNEL_skilled ? p->fertility_skilled : p->fertility_sojourner);
}

/* Probability of a birth this year to a woman abroad, as a threshold. */
static uint32_t birth_threshold_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother,
                                       int age_reached)
{
    const struct world *world = world_of(context);
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint16_t record = view_of(chunk)->person.migrant[mother];
    size_t residence = country_of_rates(context, chunk, mother);
    int year = cor_month_year(context->month);
    return threshold_32(fertility_abroad(demography_birth_probability(world, HOME, year, age_reached),
                                         demography_birth_probability(world, residence, year, age_reached),
                                         (double)(context->month - migrant->arrived[record]),
                                         world->parameters.demography.fertility_convergence,
                                         channel_fertility(world, migrant->channel[record])));
}

static bool gives_birth(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother, uint32_t word)
{
    const struct person_columns *person = &view_of(chunk)->person;
    int age = age_years(person->birth_month[mother], context->month);
    if (work_status(person->work[mother]) == WORK_ABROAD) {
        return word < birth_threshold_abroad(context, chunk, mother, age);
    }
    return word < world_of(context)->demography.birth[chunk->group][year_row(context->month)][age - YOUNGEST_MOTHER];
}

static uint32_t id_of_newborn(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t order = chunk->kind == KIND_ORIGIN ? person->parity[mother] : (uint32_t)context->month;
    return unique_id(chunk, mix_ids(person->id[mother], order));
}

/* The child of a mother abroad lives with her. */
static void settle_child_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t child,
                                uint32_t record, uint32_t mother)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    uint16_t of_mother = view->person.migrant[mother];
    row_clear_migrant(chunk, record);
    migrant->person[record] = (uint16_t)child;
    migrant->stage[record] = STAGE_ABROAD;
    migrant->country[record] = migrant->country[of_mother];
    migrant->channel[record] = CHANNEL_family;
    migrant->flags[record] =
        (uint8_t)((unsigned)MIGRANT_FAMILY_HERE | (migrant->flags[of_mother] & (unsigned)MIGRANT_PERMANENT));
    migrant->since[record] = (uint16_t)context->month;
    migrant->arrived[record] = (uint16_t)context->month;
    migrant->contract_end[record] = NO_MONTH;
    migrant->flags[of_mother] = (uint8_t)(migrant->flags[of_mother] | MIGRANT_FAMILY_HERE);
    view->person.migrant[child] = (uint16_t)record;
    migration_settle_abroad(context, chunk, record);
    totals_of(context)->rows_departed[0]++;
}

static void join_family(struct cor_chunk *chunk, uint32_t child, uint32_t mother, uint8_t ability)
{
    struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[mother];
    view->person.household[child] = household;
    view->person.pay[child] = 0;
    view->person.ability[child] = ability;
    view->person.parity[child] = 0;
    view->person.insured_months[child] = 0;
    view->person.insured_base[child] = 0;
    view->person.migrant[child] = NO_ROW;
    view->household.size[household]++;
}

/* A living child gets a row. draws: word 1 sex, 3 ability; the other words are the mother's. */
static void bear_child(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother, enum sex sex,
                       struct cor_draws draws)
{
    struct chunk_view *view = view_of(chunk);
    bool abroad = work_status(view->person.work[mother]) == WORK_ABROAD;
    uint32_t id = id_of_newborn(context, chunk, mother);
    uint32_t record = abroad ? row_take_migrant(chunk) : NO_ROW;
    uint32_t child = abroad && record == NO_ROW ? NO_ROW : row_take_person(chunk);
    if (child == NO_ROW) {
        chunk->n_free[TABLE_migrant] += record != NO_ROW;
        return;
    }
    view->person.id[child] = id;
    view->person.birth_month[child] = (uint16_t)context->month;
    view->person.traits[child] = trait_make(sex, EDUCATION_primary, false, trait_region(view->person.traits[mother]));
    view->person.work[child] = work_make(WORK_MINOR, OCCUPATION_agriculture, false);
    if (chunk->kind == KIND_ORIGIN) {
        join_family(chunk, child, mother, (uint8_t)(draws.word[3] >> 24));
    }
    if (abroad) {
        settle_child_abroad(context, chunk, child, record, mother);
    }
    totals_of(context)->rows_born[chunk->kind]++;
}

/* Words of PURPOSE_birth: 0 a birth, 1 sex, 2 survival to the mean age of the age class 0, 3 ability. */
static void give_birth(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother)
{
    struct person_columns *person = &view_of(chunk)->person;
    const struct demography_tables *tables = &world_of(context)->demography;
    struct cor_draws draws = draws_of(context, chunk, person->id[mother], PURPOSE_birth, 0);
    size_t country = country_of_rates(context, chunk, mother);
    enum sex sex = draws.word[1] < tables->boy[country] ? SEX_male : SEX_female;
    struct observed child = observed_person(context, chunk, mother);
    child.sex = (uint8_t)sex;
    child.age_band = AGE_BAND_age_0_14;
    child.skill = SKILL_low;
    observe(context, chunk, OUTPUT_births, child, 1);
    if (draws.word[2] < tables->death[country][year_row(context->month)][sex][0]) {
        observe(context, chunk, OUTPUT_deaths, child, 1);
    } else {
        bear_child(context, chunk, mother, sex, draws);
    }
    if (chunk->kind == KIND_ORIGIN && person->parity[mother] < UINT8_MAX) {
        person->parity[mother]++;
    }
}

static bool may_give_birth(const struct cor_context *context, const struct person_columns *person, uint32_t row)
{
    int age = age_years(person->birth_month[row], context->month);
    return trait_sex(person->traits[row]) == SEX_female && age >= YOUNGEST_MOTHER && age <= OLDEST_MOTHER;
}

static void births_of_block(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *women,
                            uint32_t n)
{
    uint32_t words[DRAW_BLOCK];
    if (n == 0) {
        return;
    }
    words_of_rows(context, chunk, women, n, context->month, PURPOSE_birth, words);
    for (uint32_t i = 0; i < n; i++) {
        if (gives_birth(context, chunk, women[i], words[i])) {
            give_birth(context, chunk, women[i]);
        }
    }
}

void demography_births(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct scratch *scratch = scratch_of(context);
    uint32_t women[DRAW_BLOCK];
    uint32_t n = 0;
    for (uint32_t i = 0; i < scratch->n_birthdays; i++) {
        uint32_t row = scratch->birthdays[i];
        women[n] = row;
        n += may_give_birth(context, person, row);
        if (n == DRAW_BLOCK) {
            births_of_block(context, chunk, women, n);
            n = 0;
        }
    }
    births_of_block(context, chunk, women, n);
}

/* Somebody of the same age, sex, education and work comes to live in the country. Returns the row or NO_ROW. */
static uint32_t arrive_beside(const struct cor_context *context, struct cor_chunk *chunk, uint32_t neighbour)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint32_t id = unique_id(chunk, mix_ids(person->id[neighbour], (uint32_t)context->month));
    uint32_t row = row_take_person(chunk);
    if (row != NO_ROW) {
        person->id[row] = id;
        person->birth_month[row] = person->birth_month[neighbour];
        person->traits[row] = person->traits[neighbour];
        person->work[row] = person->work[neighbour];
        labour_market_begin_job(context, chunk, row, context->month, TENURE_INDEX_arrived);
        totals_of(context)->rows_arrived[KIND_RESIDENT]++;
    }
    return row;
}

void demography_resident_migration(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct demography_tables *tables = &world_of(context)->demography;
    struct person_columns *person = &view_of(chunk)->person;
    struct scratch *scratch = scratch_of(context);
    struct totals *totals = totals_of(context);
    size_t period = cor_month_year(context->month) < 2030 ? 0 : 1;
    uint32_t n_listed = scratch->n_birthdays;
    uint32_t n_stay = 0, n_new = 0;
    uint32_t *arrived = scratch->words;
    for (uint32_t i = 0; i < n_listed; i++) {
        uint32_t row = scratch->birthdays[i];
        int age_class = migration_age_class(age_years(person->birth_month[row], context->month));
        enum sex sex = trait_sex(person->traits[row]);
        uint32_t arrival = tables->arrival[chunk->group][period][sex][age_class];
        uint32_t departure = tables->departure[chunk->group][period][sex][age_class];
        uint32_t word = draws_of(context, chunk, person->id[row], PURPOSE_resident_migration, 0).word[0];
        if (word < departure) {
            totals->rows_left[KIND_RESIDENT]++;
            demography_remove_person(context, chunk, row);
            continue;
        }
        scratch->birthdays[n_stay++] = row;
        if (word < arrival) {
            arrived[n_new] = arrive_beside(context, chunk, row);
            n_new += arrived[n_new] != NO_ROW;
        }
    }
    for (uint32_t i = 0; i < n_new; i++) {
        scratch->birthdays[n_stay++] = arrived[i];
    }
    scratch->n_birthdays = n_stay;
}
