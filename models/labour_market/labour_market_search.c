/* The supply side of a month: who looks for work, and the counts of persons that the demand side needs. */
#include <string.h>
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"

/* Words of PURPOSE_job_search; 0 and 1 are the rank in the queue. */
enum { SEARCH_CHANGE = 2, SEARCH_OCCUPATION = 3 };
/* Words of PURPOSE_abroad_search; 0 and 1 are the rank in the queue, 3 is ABROAD_SEARCH_REST. */
enum { ABROAD_SEARCH_EFFECTIVE = 2 };

/* Codes of persons present in a country in one chunk, and packed sums of labour_market_tables.age_counts. */
struct chunk_counts {
    uint32_t work[LABOUR_WORK_CODES];
    uint64_t ages;
};

/* Persons present by work byte. Two histograms in turn: neighbours are often of one code, and an addition to the count
 * just written would wait for it. */
static void count_work(const struct cor_chunk *chunk, const uint8_t *work, struct chunk_counts *counts)
{
    uint32_t other[LABOUR_WORK_CODES] = {0};
    uint32_t n_rows = chunk->n_rows[TABLE_person], row = 0;
    memset(counts->work, 0, sizeof counts->work);
    for (; row + 2 <= n_rows; row += 2) {
        counts->work[work[row]]++;
        other[work[row + 1]]++;
    }
    if (row < n_rows) {
        counts->work[work[row]]++;
    }
    for (unsigned code = 0; code < LABOUR_WORK_CODES; code++) {
        counts->work[code] += other[code];
    }
}

/* Packed sums of working age, old age and need of care over the persons present; zero but in a month of census. */
static uint64_t count_ages(const struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const uint64_t(*age_counts)[LABOUR_AGE_CODES] = world_of(context)->labour_market.age_counts;
    const unsigned month = (unsigned)context->month, absent = 1u << WORK_FREE | 1u << WORK_ABROAD;
    uint32_t n_rows = is_census_month(context) ? chunk->n_rows[TABLE_person] : 0;
    uint64_t ages = 0;
    for (uint32_t row = 0; row < n_rows; row++) {
        unsigned age = (month - person->birth_month[row]) / 12u;
        uint64_t present = 1u & ~(absent >> (person->work[row] & WORK_STATUS_MASK));
        ages += age_counts[person->traits[row] & 1u][age & (LABOUR_AGE_CODES - 1)] & (0u - present);
    }
    return ages;
}

static void add_counts_to_totals(const struct cor_context *context, const struct cor_chunk *chunk,
                                 const struct chunk_counts *counts)
{
    struct totals *totals = totals_of(context);
    const int64_t weight = chunk->weight;
    const size_t country = chunk->group;
    int64_t present = 0;
    for (unsigned code = 0; code < LABOUR_WORK_CODES; code++) {
        enum work_status status = work_status((uint8_t)code);
        enum occupation occupation = work_occupation((uint8_t)code);
        int64_t persons = counts->work[code] * weight;
        present += status == WORK_FREE || status == WORK_ABROAD ? 0 : persons;
        if (occupation < N_OCCUPATIONS && status == WORK_EMPLOYED) {
            totals->employed[vacancy_cell(country, occupation)] += persons;
        } else if (occupation < N_OCCUPATIONS && status == WORK_UNEMPLOYED) {
            totals->unemployed[vacancy_cell(country, occupation)] += persons;
        }
    }
    totals->population[country] += present;
    totals->care_need[country] += (int64_t)(counts->ages & ((1u << LABOUR_WORKING_AGE_BIT) - 1)) * weight;
    totals->working_age[country] += (int64_t)((counts->ages >> LABOUR_WORKING_AGE_BIT) &
                                              ((1u << (LABOUR_OLD_AGE_BIT - LABOUR_WORKING_AGE_BIT)) - 1)) *
                                    weight;
    totals->old_age[country] += (int64_t)(counts->ages >> LABOUR_OLD_AGE_BIT) * weight;
}

/* An unemployed resident may turn to another occupation before applying. Returns the occupation. */
static enum occupation reconsider(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                                  struct cor_draws draws, struct chunk_counts *counts)
{
    struct person_columns *person = &view_of(chunk)->person;
    const struct labour_market_macro *macro = &macro_of(context)->labour_market;
    enum occupation occupation = work_occupation(person->work[row]);
    if (macro->started &&
        cor_happens(draws.word[SEARCH_CHANGE], world_of(context)->parameters.labour_market.occupation_change)) {
        const uint64_t *cut = macro->occupation_cut[chunk->group][trait_education(person->traits[row])];
        occupation = (enum occupation)pick(cut, N_OCCUPATIONS, draws.word[SEARCH_OCCUPATION]);
        counts->work[person->work[row]]--;
        person->work[row] = (uint8_t)((person->work[row] & ~(7u << 3)) | ((unsigned)occupation << 3));
        counts->work[person->work[row]]++;
    }
    return occupation;
}

static void search_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *unemployed = scratch_of(context)->words;
    struct chunk_counts counts;
    uint32_t n_unemployed =
        cor_rows_where(person->work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, WORK_UNEMPLOYED, unemployed);
    count_work(chunk, person->work, &counts);
    counts.ages = count_ages(context, chunk);
    for (uint32_t i = 0; i < n_unemployed; i++) {
        struct cor_draws draws = draws_of(context, chunk, person->id[unemployed[i]], PURPOSE_job_search, 0);
        enum occupation occupation = reconsider(context, chunk, unemployed[i], draws, &counts);
        cor_lane_apply(context->lanes[QUEUE_vacancies], vacancy_cell(chunk->group, occupation), search_key(draws),
                       chunk->weight);
    }
    add_counts_to_totals(context, chunk, &counts);
}

bool migrant_participates(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    const struct world *world = world_of(context);
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    uint32_t row = view->migrant.person[migrant_row];
    size_t country = view->migrant.country[migrant_row], channel = view->migrant.channel[migrant_row];
    int age = age_years(view->person.birth_month[row], context->month);
    if (age < 15 || (channel != CHANNEL_family && age >= world->labour_market.retirement_age[country])) {
        return false;
    }
    if (channel != CHANNEL_family && channel != CHANNEL_study) {
        return true;
    }
    uint32_t rank = draws_frozen(context, chunk, view->person.id[row], PURPOSE_participation, 0).word[0];
    if (channel == CHANNEL_study) {
        return cor_happens(rank, p->student_participation);
    }
    enum sex sex = trait_sex(view->person.traits[row]);
    double cut = (double)world->labour_market.participation[country][sex][age > MAX_AGE ? MAX_AGE : age];
    return (double)rank < cut * p->family_participation;
}

bool labour_market_seeks_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    return migrant->stage[migrant_row] == STAGE_ABROAD && !(migrant->flags[migrant_row] & MIGRANT_EMPLOYED) &&
           migrant_participates(context, chunk, migrant_row);
}

bool migrant_search_is_effective(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                 struct cor_draws draws)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    const struct labour_market_parameters *p = &world_of(context)->parameters.labour_market;
    const double at[4] = {p->search_a2, p->search_b1, p->search_b2, p->search_c1};
    double relative = search_by_language(migrant->language[migrant_row] / 32.0, at) / p->search_c1;
    if (migrant->flags[migrant_row] & MIGRANT_RECOGNISED) {
        relative *= p->search_recognised;
    }
    return cor_happens(draws.word[ABROAD_SEARCH_EFFECTIVE], relative);
}

static void search_migrant(struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t cell = vacancy_cell(view->migrant.country[record], view->migrant.occupation[record]);
    if (view->migrant.flags[record] & MIGRANT_EMPLOYED) {
        totals_of(context)->employed[cell] += chunk->weight;
        return;
    }
    if (!labour_market_seeks_abroad(context, chunk, record)) {
        return;
    }
    totals_of(context)->unemployed[cell] += chunk->weight;
    if (country_has_residents(&world_of(context)->country[view->migrant.country[record]])) {
        uint32_t id = view->person.id[view->migrant.person[record]];
        struct cor_draws draws = draws_of(context, chunk, id, PURPOSE_abroad_search, 0);
        if (migrant_search_is_effective(context, chunk, record, draws)) {
            cor_lane_apply(context->lanes[QUEUE_vacancies], cell, search_key(draws), chunk->weight);
        }
    }
}

void labour_market_search(struct cor_context *context, struct cor_chunk *chunk)
{
    search_residents(context, chunk);
    if (chunk->kind == KIND_ORIGIN) {
        const uint8_t *stage = view_of(chunk)->migrant.stage;
        for (uint32_t record = 0; record < chunk->n_rows[TABLE_migrant]; record++) {
            if (stage[record] == STAGE_ABROAD) {
                search_migrant(context, chunk, record);
            }
        }
    }
}
