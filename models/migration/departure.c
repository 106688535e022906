/* Departure of the admitted: occupation, terms, pay, cost. */
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/recruitment/recruitment.h"
#include "models/social_protection/social_protection.h"
#include "models/training/training.h"
#include "models/wages/wages.h"
#include "models/migration/migration_world.h"

/* Places by occupation: the corridor's usual mix for those whom employers look for and for what quotas add in the proportions of all
 * who leave; a quota for single occupations adds to these alone. */
static size_t occupation_abroad(const struct cor_context *context, size_t country, size_t channel, unsigned education,
                                uint32_t word)
{
    const struct world *world = world_of(context);
    const double *share = world->migration->occupation_weight[country][mix_of(channel, education)];
    const double *general = world->migration->occupation_weight[country][MIX_general];
    double fill = world->parameters.migration.quota_fill;
    double usual = migration_openings(context, country, channel);
    usual *= migration_left_by_limit(usual, migration_law_of(context, country, channel).limit);
    double places[N_OCCUPATIONS];
    for (size_t k = 0; k < N_OCCUPATIONS; k++) {
        double added = fill * lever_at(context, LEVER_quota_added, country, channel, k);
        double usual_there = usual * lever_at(context, LEVER_quota_factor, country, channel, k);
        places[k] = general[k] > 0.0 ? share[k] * (usual_there + added / general[k]) : added;
    }
    return pick_weighted(places, N_OCCUPATIONS, cor_unit(word));
}

static uint16_t end_of_first_term(const struct cor_context *context, size_t country, size_t channel)
{
    double months = world_of(context)->country[country].contract_months[channel];
    return has_terms(channel) && months > 0.0 ? (uint16_t)(context->month + (int32_t)(months + 0.5))
                                              : (uint16_t)NO_MONTH;
}

static bool enters_recognised(const struct cor_context *context, const struct migrant_columns *migrant,
                              uint32_t migrant_row, uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    size_t country = migrant->country[migrant_row], channel = migrant->channel[migrant_row];
    double added = lever_at(context, LEVER_recognition_added, country, channel, migrant->occupation[migrant_row]);
    return channel == CHANNEL_skilled &&
           cor_happens(word,
                       migration_recognisable(level_of_units(migrant->language[migrant_row]),
                                              level_of_units(migrant->vocational[migrant_row]), p->recognition_constant,
                                              p->recognition_language, p->recognition_vocational, added));
}

static void fill_record(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct chunk_view *view = view_of(chunk);
    struct migrant_columns *migrant = &view->migrant;
    uint32_t person_row = migrant->person[migrant_row];
    size_t country = migrant->country[migrant_row], channel = migrant->channel[migrant_row];
    unsigned education = trait_education(view->person.traits[person_row]);
    struct cor_draws draws = draws_of(context, chunk, view->person.id[person_row], DRAWS_departure);
    migrant->occupation[migrant_row] =
        (uint8_t)occupation_abroad(context, country, channel, education, draws.word[WORD_departure_occupation]);
    record_arrive(chunk, migrant_row, context->month);
    migrant->contract_end[migrant_row] = end_of_first_term(context, country, channel);
    unsigned flags = migrant->flags[migrant_row] & ((unsigned)MIGRANT_REPEAT | (unsigned)MIGRANT_RECOGNISED);
    bool works = is_channel_of_work(channel) || cor_happens(draws.word[WORD_departure_student_job],
                                                            world_of(context)->parameters.migration.student_employment);
    flags |= works ? (unsigned)MIGRANT_EMPLOYED : 0u;
    flags |= enters_recognised(context, migrant, migrant_row, draws.word[WORD_departure_recognition])
                 ? (unsigned)MIGRANT_RECOGNISED
                 : 0u;
    migrant->flags[migrant_row] = (uint8_t)flags;
    training_depart(context, chunk, migrant_row, draws.word[WORD_departure_style]);
    wages_pay_migrant(context, chunk, migrant_row);
}

static void leave(struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    fill_record(context, chunk, migrant_row);
    person_goes_abroad(chunk, migrant->person[migrant_row]);
    recruitment_depart(context, chunk, migrant_row);
    if (migrant->flags[migrant_row] & MIGRANT_EMPLOYED) {
        social_protection_enrol(context, chunk, migrant_row);
    }
    struct observed who = observed_migrant(context, chunk, migrant_row);
    totals_of(context)->rows_departed[0]++;
    observe(context, chunk, OUTPUT_departures, who, 1);
    if (is_channel_of_work(migrant->channel[migrant_row])) {
        observe(context, chunk, OUTPUT_workers_departed, who, 1);
        observe(context, chunk, OUTPUT_start_pay, who, migrant->first_pay[migrant_row]);
        observe(context, chunk, OUTPUT_start_language, who, migrant->language[migrant_row]);
    }
}

void migration_depart(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t *rows = scratch_of(context)->records;
    uint32_t n = cor_rows_where(migrant->stage, chunk->n_rows[TABLE_migrant], UINT8_MAX, STAGE_QUEUED, rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        if (migrant->since[row] == context->month || !migration_papers_ready(context, chunk, row)) {
            continue;
        }
        uint32_t cell = corridor_cell(migrant->country[row], migrant->channel[row]);
        if (cor_queue_admits(&context->queues[QUEUE_admissions], cell, migration_admission_key(context, chunk, row))) {
            leave(context, chunk, row);
        }
    }
}
