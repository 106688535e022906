#include "models/state/state_check.h"
#include <stddef.h>
#include <string.h>
#include "models/state/kin.h"
#include "models/state/state.h"
#include "models/state/world.h"

enum {
    MAX_MONTHS_LIVED = 12 * 200, /* no last birthday is rejected; ages are 16-bit months */
    MAX_ROWS = NO_ROW
};
/* Persons that a chunk may stand for: sums of cents over all chunks stay within 64 bits. */
static const uint64_t max_persons = (uint64_t)1 << 31;

static const char *check_head(const struct world *world, const struct cor_chunk *chunk)
{
    if (chunk->kind != KIND_ORIGIN && chunk->kind != KIND_RESIDENT) {
        return "a chunk of an unknown kind";
    }
    if (chunk->group >= world->n_countries || (chunk->kind == KIND_ORIGIN) != (chunk->group == HOME)) {
        return "a chunk of a country that has none";
    }
    for (size_t t = 0; t < N_TABLES; t++) {
        if (chunk->n_rows[t] >= MAX_ROWS ||
            (chunk->kind == KIND_RESIDENT && t != TABLE_person && chunk->n_rows[t] > 0)) {
            return "a table with too many rows";
        }
    }
    if (chunk->weight == 0 || (uint64_t)chunk->weight * chunk->n_rows[TABLE_person] > max_persons) {
        return "a chunk of an impossible weight";
    }
    return NULL;
}

static uint32_t count_zeros(const uint8_t *marker, uint32_t n)
{
    uint32_t n_zeros = 0;
    for (uint32_t row = 0; row < n; row++) {
        n_zeros += marker[row] == 0;
    }
    return n_zeros;
}

static uint32_t count_empty(const struct cor_chunk *chunk)
{
    const struct household_columns *household = &const_view_of(chunk)->household;
    uint32_t n_empty = 0;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_household]; row++) {
        n_empty += (household->size[row] | household->abroad[row]) == 0;
    }
    return n_empty;
}

/* Members at home and abroad, counted again. */
static bool members_are_counted(const struct cor_chunk *chunk)
{
    const struct chunk_view *view = const_view_of(chunk);
    uint32_t n = chunk->n_rows[TABLE_household];
    uint32_t members[2] = {0}, counted[2] = {0}, weight[2] = {0}, weighed[2] = {0};
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        enum work_status status = work_status(view->person.work[row]);
        if (status != WORK_FREE && view->person.household[row] < n) {
            members[status == WORK_ABROAD]++;
            weight[status == WORK_ABROAD] += (uint32_t)mix_ids(view->person.household[row], 1);
        }
    }
    for (uint32_t h = 0; h < n; h++) {
        counted[0] += view->household.size[h];
        counted[1] += view->household.abroad[h];
        weighed[0] += view->household.size[h] * mix_ids(h, 1);
        weighed[1] += view->household.abroad[h] * mix_ids(h, 1);
    }
    return memcmp(members, counted, sizeof members) == 0 && memcmp(weight, weighed, sizeof weight) == 0;
}

/* What every chunk knows of a person. */
static const char *check_person(const struct person_columns *person, uint32_t row, int32_t month)
{
    int32_t lived = month - (int32_t)person->birth_month[row];
    if (work_occupation(person->work[row]) >= N_OCCUPATIONS || trait_region(person->traits[row]) >= N_REGIONS) {
        return "a person of an unknown occupation or region";
    }
    if (lived < 0 || lived > MAX_MONTHS_LIVED) {
        return "a person of an impossible age";
    }
    return work_status(person->work[row]) == WORK_FREE ? "a free row that is not empty" : NULL;
}

/* A person's household and record exist, the record is the person's, and the place of residence is that of the record. */
static const char *check_links(const struct cor_chunk *chunk, uint32_t row)
{
    const struct chunk_view *view = const_view_of(chunk);
    uint32_t record = view->person.migrant[row];
    bool abroad = work_status(view->person.work[row]) == WORK_ABROAD;
    if (view->person.household[row] >= chunk->n_rows[TABLE_household]) {
        return "a person of a household that does not exist";
    }
    if (record == NO_ROW) {
        return abroad ? "a person abroad without a record" : NULL;
    }
    if (record >= chunk->n_rows[TABLE_migrant] || view->migrant.person[record] != row ||
        view->migrant.stage[record] == STAGE_FREE) {
        return "a person with the record of another person";
    }
    return abroad != (view->migrant.stage[record] == STAGE_ABROAD) ? "a record with another place of residence" : NULL;
}

/* Partners name each other, and a child's parent is somebody. */
static const char *check_kin(const struct cor_chunk *chunk, uint32_t row, int32_t month)
{
    const struct chunk_view *view = const_view_of(chunk);
    uint16_t kin = view->person.kin[row];
    if (kin >= KIN_ELSEWHERE) {
        return NULL;
    }
    if (kin == row || kin >= chunk->n_rows[TABLE_person] || view->person.work[kin] == WORK_FREE) {
        return "a person whose kin does not exist";
    }
    bool was_minor = kin_is_minor(view, row, month - 1); /* of age from the phase of unions on */
    return !was_minor && view->person.kin[kin] != row ? "a partner of somebody else" : NULL;
}

static const char *check_persons(const struct cor_chunk *chunk, int32_t month)
{
    const struct person_columns *person = &const_view_of(chunk)->person;
    const char *wrong = NULL;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person] && !wrong; row++) {
        if (person->work[row] == WORK_FREE) {
            continue;
        }
        wrong = check_person(person, row, month);
        if (!wrong && chunk->kind == KIND_ORIGIN) {
            wrong = check_links(chunk, row);
        }
        if (!wrong && chunk->kind == KIND_ORIGIN) {
            wrong = check_kin(chunk, row, month);
        }
    }
    return wrong;
}

static const char *check_record(const struct world *world, const struct cor_chunk *chunk, uint32_t row, int32_t month)
{
    const struct chunk_view *view = const_view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    uint32_t person = migrant->person[row];
    if (migrant->stage[row] > STAGE_RETURNED || migrant->country[row] >= world->n_countries ||
        migrant->channel[row] >= N_CHANNELS || migrant->occupation[row] >= N_OCCUPATIONS) {
        return "a record of an unknown stage, country, channel or occupation";
    }
    for (size_t slot = 0; slot < INSURANCE_SLOTS; slot++) {
        if (migrant->insured_country[INSURANCE_SLOTS * row + slot] >= world->n_countries) {
            return "a record of insurance in an unknown country";
        }
    }
    if (migrant->since[row] > month || migrant->arrived[row] > month) {
        return "a record from the future";
    }
    return person >= chunk->n_rows[TABLE_person] || view->person.migrant[person] != row ? "a record without a person"
                                                                                        : NULL;
}

static const char *check_records(const struct world *world, const struct cor_chunk *chunk, int32_t month)
{
    const struct migrant_columns *migrant = &const_view_of(chunk)->migrant;
    const char *wrong = NULL;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_migrant] && !wrong; row++) {
        if (migrant->stage[row] != STAGE_FREE) {
            wrong = check_record(world, chunk, row, month);
        }
    }
    return wrong;
}

const char *state_check(const void *world, int32_t month, const struct cor_chunk *chunk)
{
    const char *wrong = check_head(world, chunk);
    const struct chunk_view *view = const_view_of(chunk);
    if (!wrong && count_zeros(view->person.work, chunk->n_rows[TABLE_person]) != chunk->n_free[TABLE_person]) {
        wrong = "free rows that are not counted";
    }
    if (!wrong && chunk->kind == KIND_ORIGIN && !members_are_counted(chunk)) {
        wrong = "a household with other members than it counts";
    }
    if (!wrong && chunk->kind == KIND_ORIGIN && count_empty(chunk) != chunk->n_free[TABLE_household]) {
        wrong = "empty households that are not counted";
    }
    if (!wrong && chunk->kind == KIND_ORIGIN &&
        count_zeros(view->migrant.stage, chunk->n_rows[TABLE_migrant]) != chunk->n_free[TABLE_migrant]) {
        wrong = "free rows that are not counted";
    }
    if (!wrong) {
        wrong = check_persons(chunk, month);
    }
    if (!wrong && chunk->kind == KIND_ORIGIN) {
        wrong = check_records(world, chunk, month);
    }
    return wrong;
}
