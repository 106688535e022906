/* Hiring: those whom the queue for vacancies admitted take up work, at home and abroad. */
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"
#include "models/social_protection/social_protection.h"
#include "models/wages/wages.h"
#include "models/labour_market/labour_market_world.h"

/* Values of the occupation in a work byte: one more than there are. */
enum { OCCUPATION_CODES = 8 };

/* What is formal in a new job in Viet Nam, and its pay. */
static void take_up_home_jobs(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                              uint32_t n)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint32_t words[DRAW_BLOCK];
    words_of_rows(context, chunk, rows, n, DRAWS_hire, words);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        enum occupation occupation = work_occupation(person->work[row]);
        uint8_t voluntary = person->work[row] & WORK_VOLUNTARY;
        unsigned education = trait_education(person->traits[row]);
        bool formal = words[i] < world_of(context)->labour_market->formal_hire[education][occupation];
        person->work[row] = (uint8_t)(work_make(WORK_EMPLOYED, occupation, formal) | (formal ? 0u : voluntary));
    }
    wages_pay_at_home(context, chunk, rows, n);
}

/* rows: n <= DRAW_BLOCK. */
static void hire_rows(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n)
{
    uint8_t *work = view_of(chunk)->person.work;
    if (chunk->kind == KIND_ORIGIN) {
        take_up_home_jobs(context, chunk, rows, n);
    } else {
        for (uint32_t i = 0; i < n; i++) {
            work[rows[i]] = work_make(WORK_EMPLOYED, work_occupation(work[rows[i]]), true);
        }
    }
    labour_market_begin_jobs(context, chunk, rows, n, context->month + 1, DRAWS_tenure_hired);
}

static void hire_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const uint8_t *work = view_of(chunk)->person.work;
    uint32_t *unemployed = scratch_of(context)->persons, hired[DRAW_BLOCK];
    uint64_t cut[OCCUPATION_CODES] = {0};
    struct draw_block draws;
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        cut[o] = context->queues[QUEUE_vacancies].cut[vacancy_cell(chunk->group, o)];
    }
    uint32_t n_unemployed =
        cor_rows_where(work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, WORK_UNEMPLOYED, unemployed);
    struct piece p = pieces_of_persons(unemployed, n_unemployed);
    while (piece_draw(context, chunk, &p, DRAWS_search, &draws)) {
        uint32_t n_hired = 0;
        for (uint32_t i = 0; i < p.n; i++) {
            hired[n_hired] = p.rows[i];
            n_hired += search_key(draws_in_block(&draws, i)) < cut[work_occupation(work[p.rows[i]])];
        }
        if (n_hired > 0) {
            hire_rows(context, chunk, hired, n_hired);
        }
    }
}

static bool migrant_finds_work(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record,
                               struct cor_draws draws)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    const struct world *world = world_of(context);
    size_t country = migrant->country[record];
    if (!country_has_residents(&world->country[country])) {
        return draws.word[WORD_search_abroad_finds_in_rest] < world->labour_market->rest_job_finding;
    }
    return labour_market_migrant_search_is_effective(context, chunk, record, draws) &&
           cor_queue_admits(&context->queues[QUEUE_vacancies], vacancy_cell(country, migrant->occupation[record]),
                            search_key(draws));
}

static void take_up_work_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    record_mark(chunk, record, 0, MIGRANT_EMPLOYED);
    wages_pay_migrant(context, chunk, record);
    social_protection_enrol(context, chunk, record);
}

static void hire_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    uint32_t *records = scratch_of(context)->records;
    uint32_t n_records = labour_market_records_seeking(context, chunk, records);
    struct draw_block draws;
    struct piece p = pieces_of_records(records, n_records);
    while (piece_draw(context, chunk, &p, DRAWS_search_abroad, &draws)) {
        for (uint32_t i = 0; i < p.n; i++) {
            if (migrant_finds_work(context, chunk, p.rows[i], draws_in_block(&draws, i))) {
                take_up_work_abroad(context, chunk, p.rows[i]);
            }
        }
    }
}

void labour_market_hire(struct cor_context *context, struct cor_chunk *chunk)
{
    hire_residents(context, chunk);
    if (chunk->kind == KIND_ORIGIN) {
        hire_migrants(context, chunk);
    }
}
