/* Births, at home and abroad. */
#include "models/demography/demography_internal.h"
#include "models/migration/migration.h"
#include "models/demography/demography_world.h"

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
    size_t residence = demography_country_of_rates(context, chunk, mother);
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
    return word < world_of(context)->demography->birth[chunk->group][year_row(context)][age - YOUNGEST_MOTHER];
}

static uint32_t id_of_newborn(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t order = chunk->kind == KIND_ORIGIN ? person->parity[mother] & PARITY_CHILDREN : (uint32_t)context->month;
    return demography_unique_id(chunk, mix_ids(person->id[mother], order));
}

/* The child of a mother abroad lives with her. */
static void settle_child_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t child,
                                uint32_t mother)
{
    struct chunk_view *view = view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    uint16_t of_mother = view->person.migrant[mother];
    uint32_t record =
        record_begin(chunk, child, STAGE_ABROAD, migrant->country[of_mother], CHANNEL_family, context->month);
    record_arrive(chunk, record, context->month);
    record_mark(chunk, record, 0, MIGRANT_FAMILY_HERE | (migrant->flags[of_mother] & (unsigned)MIGRANT_PERMANENT));
    record_mark(chunk, of_mother, 0, MIGRANT_FAMILY_HERE);
    person_goes_abroad(chunk, child);
    totals_of(context)->rows_departed[0]++;
}

static void join_family(struct cor_chunk *chunk, uint32_t child, uint32_t mother, uint8_t ability)
{
    struct chunk_view *view = view_of(chunk);
    uint16_t household = view->person.household[mother];
    view->person.household[child] = household;
    view->person.ability[child] = ability;
    view->household.size[household]++;
    person_has_parent(chunk, child, mother);
}

/* A child with a row, and with a record where the mother lives abroad; NO_ROW when either table is full. */
static uint32_t open_newborn(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother, enum sex sex,
                             bool abroad)
{
    enum region region = trait_region(view_of(chunk)->person.traits[mother]);
    uint32_t child = person_open(chunk, id_of_newborn(context, chunk, mother), context->month,
                                 trait_make(sex, EDUCATION_primary, false, region),
                                 work_make(WORK_MINOR, OCCUPATION_agriculture, false));
    if (child == NO_ROW || !abroad || record_open(chunk, child, STAGE_ABROAD) != NO_ROW) {
        return child;
    }
    row_release(chunk, TABLE_person, child);
    return NO_ROW;
}

/* A living child gets a row. */
static void bear_child(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother, enum sex sex,
                       struct cor_draws draws)
{
    bool abroad = work_status(view_of(chunk)->person.work[mother]) == WORK_ABROAD;
    uint32_t child = open_newborn(context, chunk, mother, sex, abroad);
    if (child == NO_ROW) {
        return;
    }
    if (chunk->kind == KIND_ORIGIN) {
        join_family(chunk, child, mother, (uint8_t)(draws.word[WORD_birth_ability] >> 24));
    }
    if (abroad) {
        settle_child_abroad(context, chunk, child, mother);
    }
    totals_of(context)->rows_born[chunk->kind]++;
}

/* Survival is to the mean age of the age class 0. */
static void give_birth(const struct cor_context *context, struct cor_chunk *chunk, uint32_t mother)
{
    struct person_columns *person = &view_of(chunk)->person;
    const struct demography_tables *tables = world_of(context)->demography;
    struct cor_draws draws = draws_of(context, chunk, person->id[mother], DRAWS_birth);
    size_t country = demography_country_of_rates(context, chunk, mother);
    enum sex sex = draws.word[WORD_birth_sex] < tables->boy[country] ? SEX_male : SEX_female;
    struct observed child = observed_person(context, chunk, mother);
    child.sex = (uint8_t)sex;
    child.age_band = AGE_BAND_age_0_14;
    child.skill = SKILL_low;
    observe(context, chunk, OUTPUT_births, child, 1);
    if (draws.word[WORD_birth_survives] < tables->death[country][year_row(context)][sex][0]) {
        observe(context, chunk, OUTPUT_deaths, child, 1);
    } else {
        bear_child(context, chunk, mother, sex, draws);
    }
    if (chunk->kind == KIND_ORIGIN && (person->parity[mother] & PARITY_CHILDREN) < PARITY_CHILDREN) {
        person->parity[mother]++;
    }
}

/* Rows of the women of fertile age among rows[n]. */
static uint32_t list_women(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                           uint32_t *women)
{
    const uint16_t *birth_month = view_of(chunk)->person.birth_month;
    const uint8_t *traits = view_of(chunk)->person.traits;
    uint32_t youngest_born = (uint32_t)context->month - 12 * YOUNGEST_MOTHER, n_women = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        bool of_age = youngest_born - birth_month[row] < 12 * N_MOTHER_AGES;
        women[n_women] = row;
        n_women += (uint32_t)(of_age & (trait_sex(traits[row]) == SEX_female));
    }
    return n_women;
}

void demography_births(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct scratch *scratch = scratch_of(context);
    uint32_t women[DRAW_BLOCK], words[DRAW_BLOCK];
    for (struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays); piece_next(&p);) {
        uint32_t n = list_women(context, chunk, p.rows, p.n, women);
        words_of_rows(context, chunk, women, n, DRAWS_birth, words);
        for (uint32_t i = 0; i < n; i++) {
            if (gives_birth(context, chunk, women[i], words[i])) {
                give_birth(context, chunk, women[i]);
            }
        }
    }
}
