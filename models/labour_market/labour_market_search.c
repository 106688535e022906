/* The supply side of a month: who looks for work, and the counts of persons that the demand side needs. */
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"
#include "models/labour_market/labour_market_world.h"

/* Persons in the country, and the employed by occupation. The unemployed are counted when they apply. */
static void count_residents(const struct cor_context *context, struct cor_chunk *chunk)
{
    struct totals *totals = totals_of(context);
    const uint8_t *work = view_of(chunk)->person.work;
    const uint32_t n_rows = chunk->n_rows[TABLE_person];
    const uint8_t status_and_occupation = work_make((enum work_status)WORK_STATUS_MASK, (enum occupation)7, false);
    uint8_t codes[COR_TALLY_VALUES] = {0};
    uint32_t employed[COR_TALLY_VALUES], absent = chunk->n_free[TABLE_person];
    if (chunk->kind == KIND_ORIGIN) {
        absent += cor_rows_count(work, n_rows, WORK_STATUS_MASK, WORK_ABROAD);
    }
    for (unsigned o = 0; o < N_OCCUPATIONS; o++) {
        codes[o] = work_make(WORK_EMPLOYED, (enum occupation)o, false);
    }
    cor_rows_tally(work, n_rows, status_and_occupation, codes, employed);
    for (unsigned o = 0; o < N_OCCUPATIONS; o++) {
        totals->employed[vacancy_cell(chunk->group, o)] += (int64_t)employed[o] * chunk->weight;
    }
    totals->population[chunk->group] += (int64_t)(n_rows - absent) * chunk->weight;
}

/* Ages of the persons present, in a month of census. */
static void count_ages(const struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct labour_market_tables *tables = world_of(context)->labour_market;
    struct totals *totals = totals_of(context);
    struct age_counts sum = {0, 0, 0};
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        enum work_status status = work_status(person->work[row]);
        if (status != WORK_FREE && status != WORK_ABROAD) {
            int age = age_years(person->birth_month[row], context->month);
            const struct age_counts *one =
                &tables->age_counts[trait_sex(person->traits[row])][age < MAX_AGE ? age : MAX_AGE];
            sum.care_need += one->care_need;
            sum.working_age += one->working_age;
            sum.old_age += one->old_age;
        }
    }
    totals->care_need[chunk->group] += sum.care_need * chunk->weight;
    totals->working_age[chunk->group] += sum.working_age * chunk->weight;
    totals->old_age[chunk->group] += sum.old_age * chunk->weight;
}

/* An unemployed resident may turn to another occupation before applying. Returns the occupation. */
static enum occupation reconsider(const struct labour_market_tables *tables, const struct labour_market_macro *macro,
                                  struct cor_chunk *chunk, uint32_t row, uint32_t change, uint32_t word)
{
    struct person_columns *person = &view_of(chunk)->person;
    enum occupation occupation = work_occupation(person->work[row]);
    if (change < tables->occupation_change && macro->started) {
        const uint64_t *cut = macro->occupation_cut[chunk->group][trait_education(person->traits[row])];
        occupation = (enum occupation)pick(cut, N_OCCUPATIONS, word);
        person->work[row] = work_with_occupation(person->work[row], occupation);
    }
    return occupation;
}

static void search_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct labour_market_tables *tables = world_of(context)->labour_market;
    const struct labour_market_macro *macro = labour_market_macro_of(context);
    int64_t *unemployed = totals_of(context)->unemployed;
    uint32_t *rows = scratch_of(context)->persons;
    struct draw_block draws;
    uint32_t n_rows = cor_rows_where(view_of(chunk)->person.work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK,
                                     WORK_UNEMPLOYED, rows);
    struct piece p = pieces_of_persons(rows, n_rows);
    while (piece_draw(context, chunk, &p, DRAWS_search, &draws)) {
        for (uint32_t i = 0; i < p.n; i++) {
            enum occupation occupation =
                reconsider(tables, macro, chunk, p.rows[i], draws.word[WORD_search_reconsiders][i],
                           draws.word[WORD_search_occupation][i]);
            uint32_t cell = vacancy_cell(chunk->group, occupation);
            unemployed[cell] += chunk->weight;
            cor_lane_apply(context->lanes[QUEUE_vacancies], cell, search_key(draws_in_block(&draws, i)), chunk->weight);
        }
    }
}

uint32_t labour_market_records_abroad(const struct cor_chunk *chunk, uint8_t employed, uint32_t *records)
{
    const struct migrant_columns *migrant = &const_view_of(chunk)->migrant;
    uint32_t n = 0, n_rows = chunk->n_rows[TABLE_migrant];
    for (uint32_t record = 0; record < n_rows; record++) {
        records[n] = record;
        n += migrant->stage[record] == STAGE_ABROAD && (migrant->flags[record] & MIGRANT_EMPLOYED) == employed;
    }
    return n;
}

/* Only family and students ask for the rank. */
static bool takes_part_abroad(const struct cor_context *context, const struct chunk_view *view, uint32_t record,
                              uint32_t rank)
{
    const struct world *world = world_of(context);
    size_t country = view->migrant.country[record], channel = view->migrant.channel[record];
    uint32_t row = view->migrant.person[record];
    int age = age_years(view->person.birth_month[row], context->month);
    if (age < 15 || (channel != CHANNEL_family && age >= world->labour_market->retirement_age[country])) {
        return false;
    }
    if (channel == CHANNEL_family) {
        enum sex sex = trait_sex(view->person.traits[row]);
        double cut = (double)world->labour_market->participation[country][sex][age > MAX_AGE ? MAX_AGE : age];
        const struct labour_market_parameters *p = &world->parameters.labour_market;
        double share = family_participates(cut / 4294967296.0, p->family_participation, p->recognised_participation,
                                           view->migrant.flags[record] & MIGRANT_RECOGNISED);
        return (double)rank < 4294967296.0 * share;
    }
    return channel != CHANNEL_study || rank < world->labour_market->student_participation;
}

bool labour_market_migrant_participates(const struct cor_context *context, struct cor_chunk *chunk,
                                        uint32_t migrant_row)
{
    const struct chunk_view *view = view_of(chunk);
    size_t channel = view->migrant.channel[migrant_row];
    uint32_t rank = 0;
    if (channel == CHANNEL_family || channel == CHANNEL_study) {
        uint32_t id = view->person.id[view->migrant.person[migrant_row]];
        rank = draws_of(context, chunk, id, DRAWS_participation).word[WORD_participation_rank];
    }
    return takes_part_abroad(context, view, migrant_row, rank);
}

uint32_t labour_market_records_seeking(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *records)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t n_idle = labour_market_records_abroad(chunk, 0, records), n_seeking = 0, ranks[DRAW_BLOCK];
    struct piece p = pieces_of_records(records, n_idle);
    while (piece_words(context, chunk, &p, DRAWS_participation, ranks)) {
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t record = p.rows[i];
            records[n_seeking] = record;
            n_seeking += takes_part_abroad(context, view, record, ranks[i]);
        }
    }
    return n_seeking;
}

struct work_abroad labour_market_work_abroad(const struct cor_context *context, const struct cor_chunk *chunk,
                                             uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &const_view_of(chunk)->migrant;
    const struct world *world = world_of(context);
    const struct labour_market_tables *tables = world->labour_market;
    size_t country = migrant->country[migrant_row], occupation = migrant->occupation[migrant_row];
    bool rest = !country_has_residents(&world->country[country]);
    bool recognised = migrant->flags[migrant_row] & MIGRANT_RECOGNISED;
    double finding = rest ? world->parameters.labour_market.rest_job_finding : world->country[country].job_finding_rate;
    double reach = (double)tables->search_reaches[recognised][migrant->language[migrant_row]] / 4294967296.0;
    double kept = job_loss_of_trained(&world->parameters.labour_market, false,
                                      (double)migrant->vocational[migrant_row] / VOCATIONAL_UNITS, false);
    double loss = job_loss_abroad(tables->separation_rate[country][occupation],
                                  tables->abroad_separation[migrant->channel[migrant_row]], kept);
    return (struct work_abroad){.held = employed_abroad(finding, rest || reach > 1.0 ? 1.0 : reach, loss),
                                .lost = loss};
}

bool labour_market_works_abroad_at_start(const struct cor_context *context, struct cor_chunk *chunk,
                                         uint32_t migrant_row, uint32_t word)
{
    return labour_market_migrant_participates(context, chunk, migrant_row) &&
           cor_happens(word, labour_market_work_abroad(context, chunk, migrant_row).held);
}

bool labour_market_seeks_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    return migrant->stage[migrant_row] == STAGE_ABROAD && !(migrant->flags[migrant_row] & MIGRANT_EMPLOYED) &&
           labour_market_migrant_participates(context, chunk, migrant_row);
}

bool labour_market_migrant_search_is_effective(const struct cor_context *context, struct cor_chunk *chunk,
                                               uint32_t migrant_row, struct cor_draws draws)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool recognised = migrant->flags[migrant_row] & MIGRANT_RECOGNISED;
    return draws.word[WORD_search_abroad_effective] <
           world_of(context)->labour_market->search_reaches[recognised][migrant->language[migrant_row]];
}

static void count_employed_abroad(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t *records = scratch_of(context)->records;
    uint32_t n = labour_market_records_abroad(chunk, MIGRANT_EMPLOYED, records);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t cell = vacancy_cell(migrant->country[records[i]], migrant->occupation[records[i]]);
        totals_of(context)->employed[cell] += chunk->weight;
    }
}

static void search_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t *records = scratch_of(context)->records;
    uint32_t n_records = labour_market_records_seeking(context, chunk, records);
    struct draw_block draws;
    struct piece p = pieces_of_records(records, n_records);
    while (piece_draw(context, chunk, &p, DRAWS_search_abroad, &draws)) {
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t record = p.rows[i];
            uint32_t cell = vacancy_cell(migrant->country[record], migrant->occupation[record]);
            totals_of(context)->unemployed[cell] += chunk->weight;
            if (country_has_residents(&world_of(context)->country[migrant->country[record]]) &&
                labour_market_migrant_search_is_effective(context, chunk, record, draws_in_block(&draws, i))) {
                cor_lane_apply(context->lanes[QUEUE_vacancies], cell, search_key(draws_in_block(&draws, i)),
                               chunk->weight);
            }
        }
    }
}

void labour_market_search(struct cor_context *context, struct cor_chunk *chunk)
{
    count_residents(context, chunk);
    if (is_census_month(context)) {
        count_ages(context, chunk);
    }
    search_residents(context, chunk);
    if (chunk->kind == KIND_ORIGIN) {
        count_employed_abroad(context, chunk);
        search_migrants(context, chunk);
    }
}
