/* Birthdays and deaths. */
#include "models/demography/demography_internal.h"
#include "models/demography/demography_world.h"

uint32_t demography_unique_id(struct cor_chunk *chunk, uint32_t wish)
{
    const uint32_t *id = view_of(chunk)->person.id;
    uint32_t n_rows = chunk->n_rows[TABLE_person];
    wish += wish == 0;
    while (cor_rows_hold(id, n_rows, wish)) {
        wish++;
        wish += wish == 0;
    }
    return wish;
}

/* Those who may move next year, by the class of the age that their birthday then reaches. */
static void count_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t born_before = (uint32_t)context->month + 1 + MONTHS_PER_YEAR, counts[N_SEXES][N_MIGRATION_AGES] = {{0}};
    int64_t(*residents)[N_MIGRATION_AGES] =
        (int64_t(*)[N_MIGRATION_AGES])totals_of(context)->residents_by_age + chunk->group * N_SEXES;
    uint8_t class_of_age[UINT8_MAX + 1];
    for (int age = 0; age <= UINT8_MAX; age++) {
        class_of_age[age] = (uint8_t)migration_age_class(age);
    }
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        uint8_t reached = (uint8_t)((born_before - person->birth_month[row]) / MONTHS_PER_YEAR);
        uint32_t counts_here = (uint32_t)((person->work[row] != WORK_FREE) & demography_may_move(chunk, row));
        counts[trait_sex(person->traits[row])][class_of_age[reached]] += counts_here;
    }
    for (size_t i = 0; i < N_SEXES * N_MIGRATION_AGES; i++) {
        residents[i / N_MIGRATION_AGES][i % N_MIGRATION_AGES] +=
            (int64_t)counts[i / N_MIGRATION_AGES][i % N_MIGRATION_AGES] * chunk->weight;
    }
}

void demography_birthdays_again(struct cor_context *context, struct cor_chunk *chunk)
{
    struct scratch *scratch = scratch_of(context);
    scratch->n_birthdays = cor_rows_of_month(view_of(chunk)->person.birth_month, chunk->n_rows[TABLE_person],
                                             (uint16_t)(context->month % MONTHS_PER_YEAR), scratch->birthdays);
}

void demography_birthdays(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    struct scratch *scratch = scratch_of(context);
    uint32_t *birthdays = scratch->birthdays;
    uint16_t month = (uint16_t)context->month;
    demography_birthdays_again(context, chunk);
    uint32_t n = 0;
    for (uint32_t i = 0; i < scratch->n_birthdays; i++) {
        uint32_t row = birthdays[i];
        birthdays[n] = row;
        n += (uint32_t)((person->birth_month[row] != month) & (person->work[row] != WORK_FREE));
    }
    scratch->n_birthdays = n;
    if (cor_month_of_year(context->month) == MONTHS_PER_YEAR) {
        count_residents(context, chunk);
    }
}

size_t demography_country_of_rates(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct chunk_view *view = view_of(chunk);
    if (work_status(view->person.work[person_row]) != WORK_ABROAD) {
        return chunk->group;
    }
    size_t country = view->migrant.country[view->person.migrant[person_row]];
    return country_has_residents(&world_of(context)->country[country]) ? country : HOME;
}

void demography_remove_person(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    if (chunk->kind == KIND_ORIGIN) {
        uint16_t household = view->person.household[person_row];
        bool abroad = work_status(view->person.work[person_row]) == WORK_ABROAD;
        mechanisms_end_person(context, chunk, person_row);
        if (view->person.migrant[person_row] != NO_ROW) {
            record_close(chunk, view->person.migrant[person_row]);
        }
        person_leaves_family(context, chunk, person_row);
        household_loses(chunk, household, abroad);
    }
    row_release(chunk, TABLE_person, person_row);
}

uint32_t demography_death_threshold(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    size_t country = demography_country_of_rates(context, chunk, person_row);
    enum sex sex = trait_sex(person->traits[person_row]);
    uint32_t age = age_of_table(person->birth_month[person_row], context->month);
    return world_of(context)->demography->death[country][year_row(context)][sex][age];
}

/* In origin chunks by the highest rate of all countries. Without branches, which would be mispredicted. */
uint32_t demography_list_endangered(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                                    uint32_t n, const uint32_t *words, uint32_t *positions)
{
    const struct demography_tables *tables = world_of(context)->demography;
    size_t year = year_row(context);
    const uint32_t(*death)[OLDEST_BIRTHDAY + 1] =
        chunk->kind == KIND_ORIGIN ? tables->death_most[year] : tables->death[chunk->group][year];
    const uint16_t *birth_month = view_of(chunk)->person.birth_month;
    const uint8_t *traits = view_of(chunk)->person.traits;
    int32_t month = context->month;
    uint32_t n_listed = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i], sex = trait_sex(traits[row]);
        positions[n_listed] = i;
        n_listed += !COR_SCREENS || words[i] < death[sex][age_of_table(birth_month[row], month)];
    }
    return n_listed;
}

static void die(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    observe(context, chunk, OUTPUT_deaths, observed_person(context, chunk, person_row), 1);
    totals_of(context)->rows_died[chunk->kind]++;
    demography_remove_person(context, chunk, person_row);
}

void demography_deaths(struct cor_context *context, struct cor_chunk *chunk)
{
    struct scratch *scratch = scratch_of(context);
    struct thinning living = {.list = scratch->birthdays};
    uint32_t words[DRAW_BLOCK], positions[DRAW_BLOCK];
    struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays);
    while (piece_words(context, chunk, &p, DRAWS_death, words)) {
        uint32_t n_endangered = demography_list_endangered(context, chunk, p.rows, p.n, words, positions);
        for (uint32_t i = 0; i < n_endangered; i++) {
            uint32_t row = p.rows[positions[i]];
            if (words[positions[i]] < demography_death_threshold(context, chunk, row)) {
                die(context, chunk, row);
                take_off(&living, p.first + positions[i]);
            }
        }
    }
    keep_until(&living, scratch->n_birthdays);
    scratch->n_birthdays = living.n_kept;
}
