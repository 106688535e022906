/* Persons in the labour market: participation, entry, the end of jobs. */
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"
#include "models/labour_market/labour_market_world.h"
#include "models/wages/wages.h"

bool labour_market_participates(const struct world *world, size_t country, enum sex sex, int age, uint32_t rank)
{
    return age >= 0 && takes_part_at(world->labour_market, country, sex, age, rank);
}

enum occupation labour_market_occupation(const struct world *world, size_t country, unsigned education, uint32_t word)
{
    return (enum occupation)pick(world->labour_market->occupation_cut[country][education], N_OCCUPATIONS, word);
}

enum occupation labour_market_entrant_occupation(const struct cor_context *context, size_t country, unsigned education,
                                                 uint32_t word)
{
    const struct labour_market_macro *macro = labour_market_macro_of(context);
    return macro->started ? (enum occupation)pick(macro->occupation_cut[country][education], N_OCCUPATIONS, word)
                          : labour_market_occupation(world_of(context), country, education, word);
}

/* The migrant record of a person who has worked abroad, or NO_ROW. */
static uint32_t work_record(const struct cor_chunk *chunk, const struct chunk_view *view, uint32_t person_row)
{
    uint32_t record = chunk->kind == KIND_ORIGIN ? view->person.migrant[person_row] : NO_ROW;
    bool worked =
        record != NO_ROW && view->migrant.stage[record] >= STAGE_ABROAD && view->migrant.first_pay[record] > 0;
    return worked ? record : NO_ROW;
}

static void end_job(struct cor_chunk *chunk, uint32_t person_row, enum work_status next)
{
    uint8_t *work = &view_of(chunk)->person.work[person_row];
    *work = work_with_status((uint8_t)(*work & ~(unsigned)WORK_FORMAL), next);
    wages_end_pay(chunk, person_row);
}

void labour_market_leave(struct cor_chunk *chunk, uint32_t person_row, bool old)
{
    end_job(chunk, person_row, old ? WORK_RETIRED : WORK_INACTIVE);
}

void labour_market_study(struct cor_chunk *chunk, uint32_t person_row)
{
    view_of(chunk)->person.work[person_row] = work_make(WORK_STUDENT, OCCUPATION_agriculture, false);
}

void labour_market_enter(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    struct chunk_view *view = view_of(chunk);
    const struct world *world = world_of(context);
    size_t country = chunk->group;
    uint8_t traits = view->person.traits[person_row];
    int age = age_years(view->person.birth_month[person_row], context->month);
    if (age < 15) {
        view->person.work[person_row] = work_with_status(view->person.work[person_row], WORK_MINOR);
        return;
    }
    struct cor_draws draws = draws_of(context, chunk, view->person.id[person_row], DRAWS_participation);
    uint32_t rank = draws.word[WORD_participation_rank];
    labour_market_leave(chunk, person_row, age >= world->labour_market->retirement_age[country]);
    if (!labour_market_participates(world, country, trait_sex(traits), age, rank)) {
        return;
    }
    uint32_t record = work_record(chunk, view, person_row);
    enum occupation occupation = record != NO_ROW
                                     ? (enum occupation)view->migrant.occupation[record]
                                     : labour_market_entrant_occupation(context, country, trait_education(traits),
                                                                        draws.word[WORD_participation_occupation]);
    uint8_t work = work_with_occupation(view->person.work[person_row], occupation);
    view->person.work[person_row] = work_with_status(work, WORK_UNEMPLOYED);
}

void labour_market_stop_work_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    record_mark(chunk, record, MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES, 0);
    wages_pay_migrant(context, chunk, record);
}

static uint16_t month_of_end(double end)
{
    return (uint16_t)(end < (double)NO_MONTH ? end : (double)NO_MONTH);
}

/* The month in which a job ends that is exposed to loss from a month on. */
static uint16_t job_end(int32_t exposed_from, uint32_t word, double scale)
{
    return month_of_end((double)exposed_from + tenure_months(cor_unit(word), scale));
}

void labour_market_begin_job(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                             int32_t exposed_from, enum draws tenure)
{
    struct person_columns *person = &view_of(chunk)->person;
    double scale = world_of(context)->labour_market->tenure_scale[chunk->group][person->work[person_row]];
    uint32_t word = draws_of(context, chunk, person->id[person_row], tenure).word[WORD_tenure_hired_end];
    person->job_end[person_row] = job_end(exposed_from, word, scale);
}

void labour_market_begin_jobs(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                              uint32_t n, int32_t exposed_from, enum draws tenure)
{
    struct person_columns *person = &view_of(chunk)->person;
    const double *scale = world_of(context)->labour_market->tenure_scale[chunk->group];
    struct draw_block draws;
    draws_of_rows(context, chunk, rows, n, tenure, &draws);
    for (uint32_t i = 0; i < n; i++) {
        person->job_end[rows[i]] =
            job_end(exposed_from, draws.word[WORD_tenure_hired_end][i], scale[person->work[rows[i]]]);
    }
}

/* In January the chances of the new year hold for jobs that began before, too. */
static void follow_new_rates(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct world *now = world_of(context), *before = world_at(world_at_start(now), context->month - 1);
    if (now == before) {
        return;
    }
    struct person_columns *person = &view_of(chunk)->person;
    const double *scale_before = before->labour_market->tenure_scale[chunk->group];
    const double *scale = now->labour_market->tenure_scale[chunk->group];
    uint32_t *rows = scratch_of(context)->persons, n = 0;
    for (uint32_t row = 0; row < chunk->n_rows[TABLE_person]; row++) {
        uint8_t work = person->work[row];
        rows[n] = row;
        n += work_status(work) == WORK_EMPLOYED && scale[work] != scale_before[work];
    }
    struct draw_block draws;
    for (struct piece p = pieces_of_persons(rows, n); piece_draw(context, chunk, &p, DRAWS_tenure_stretched, &draws);) {
        for (uint32_t i = 0; i < p.n; i++) {
            uint8_t work = person->work[p.rows[i]];
            person->job_end[p.rows[i]] = month_of_end(
                stretched_end((double)context->month, (double)person->job_end[p.rows[i]],
                              cor_unit(draws.word[WORD_tenure_stretched_moment][i]), scale_before[work], scale[work]));
        }
    }
}

static void separate_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *due = scratch_of(context)->persons;
    uint32_t n = cor_rows_equal(person->job_end, chunk->n_rows[TABLE_person], (uint16_t)context->month, due);
    for (uint32_t i = 0; i < n; i++) {
        if (work_status(person->work[due[i]]) == WORK_EMPLOYED) {
            end_job(chunk, due[i], WORK_UNEMPLOYED);
        }
    }
}

/* As residents of the occupation, by channel (L4). */
static bool loses_job_abroad(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t record,
                             uint32_t word)
{
    const struct labour_market_tables *tables = world_of(context)->labour_market;
    const struct labour_market_parameters *p = &world_of(context)->parameters.labour_market;
    size_t country = migrant->country[record], channel = migrant->channel[record];
    size_t occupation = migrant->occupation[record];
    int32_t months = context->month - (int32_t)migrant->arrived[record];
    uint16_t course = migrant->course[record];
    bool early_style = course_style(course) && (double)months < p->soft_skills_months;
    bool bound = course_binds(course, months, lever_at(context, LEVER_clawback_months, country, channel, occupation));
    double kept = job_loss_of_trained(p, early_style, (double)migrant->vocational[record] / VOCATIONAL_UNITS, bound);
    return cor_happens(
        word, job_loss_abroad(tables->separation_rate[country][occupation], tables->abroad_separation[channel], kept));
}

static void separate_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t *records = scratch_of(context)->records, words[DRAW_BLOCK];
    uint32_t n_records = labour_market_records_abroad(chunk, MIGRANT_EMPLOYED, records);
    struct piece p = pieces_of_records(records, n_records);
    while (piece_words(context, chunk, &p, DRAWS_job_abroad, words)) {
        for (uint32_t i = 0; i < p.n; i++) {
            if (loses_job_abroad(context, migrant, p.rows[i], words[i])) {
                labour_market_stop_work_abroad(context, chunk, p.rows[i]);
            }
        }
    }
}

void labour_market_separate(struct cor_context *context, struct cor_chunk *chunk)
{
    follow_new_rates(context, chunk);
    separate_residents(context, chunk);
    if (chunk->kind == KIND_ORIGIN) {
        separate_migrants(context, chunk);
    }
}
