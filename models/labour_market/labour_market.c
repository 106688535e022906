/* Persons in the labour market: participation, retirement, change of job, loss of job, hiring. */
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"

/* Words of the draws, by purpose. */
enum { PARTICIPATION_RANK, PARTICIPATION_OCCUPATION };
enum { YEAR_LEAVE_FARM, YEAR_OCCUPATION, YEAR_FORMALITY };
enum { HIRE_FORMAL };
enum { ABROAD_JOB_LOST };

static int capped_age(int age)
{
    return age > MAX_AGE ? MAX_AGE : age;
}

bool labour_market_participates(const struct world *world, size_t country, enum sex sex, int age, uint32_t rank)
{
    return age >= 0 && rank < world->labour_market.participation[country][sex][capped_age(age)];
}

enum occupation labour_market_occupation(const struct world *world, size_t country, unsigned education, uint32_t word)
{
    uint64_t cut[N_OCCUPATIONS];
    cuts_of_shares(world->labour_market.occupation_share[country][education], N_OCCUPATIONS, cut);
    return (enum occupation)pick(cut, N_OCCUPATIONS, word);
}

/* What an entrant looks for this month: the mix of the start until the first match has told where vacancies are. */
static enum occupation entrant_occupation(const struct cor_context *context, size_t country, unsigned education,
                                          uint32_t word)
{
    const struct labour_market_macro *macro = &macro_of(context)->labour_market;
    return macro->started ? (enum occupation)pick(macro->occupation_cut[country][education], N_OCCUPATIONS, word)
                          : labour_market_occupation(world_of(context), country, education, word);
}

/* The migrant record of somebody who has worked abroad, or NO_ROW. */
static uint32_t work_record(const struct cor_chunk *chunk, const struct chunk_view *view, uint32_t person_row)
{
    uint32_t record = chunk->kind == KIND_ORIGIN ? view->person.migrant[person_row] : NO_ROW;
    bool worked =
        record != NO_ROW && view->migrant.stage[record] >= STAGE_ABROAD && view->migrant.first_pay[record] > 0;
    return worked ? record : NO_ROW;
}

static uint8_t with_occupation(uint8_t work, enum occupation occupation)
{
    return (uint8_t)((work & ~(7u << 3)) | ((unsigned)occupation << 3));
}

/* Out of the labour force: no pay, no formal job. */
static void leave_labour_force(struct cor_chunk *chunk, uint32_t person_row, bool old)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint8_t work = (uint8_t)(person->work[person_row] & ~(unsigned)WORK_FORMAL);
    person->work[person_row] = work_with_status(work, old ? WORK_RETIRED : WORK_INACTIVE);
    if (chunk->kind == KIND_ORIGIN) {
        person->pay[person_row] = 0;
    }
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
    struct cor_draws draws = draws_frozen(context, chunk, view->person.id[person_row], PURPOSE_participation, 0);
    uint32_t rank = draws.word[PARTICIPATION_RANK];
    leave_labour_force(chunk, person_row, age >= world->labour_market.retirement_age[country]);
    if (!labour_market_participates(world, country, trait_sex(traits), age, rank)) {
        return;
    }
    uint32_t record = work_record(chunk, view, person_row);
    enum occupation occupation = record != NO_ROW ? (enum occupation)view->migrant.occupation[record]
                                                  : entrant_occupation(context, country, trait_education(traits),
                                                                       draws.word[PARTICIPATION_OCCUPATION]);
    uint8_t work = with_occupation(view->person.work[person_row], occupation);
    view->person.work[person_row] = work_with_status(work, WORK_UNEMPLOYED);
}

/* In Viet Nam some leave the farm, informal jobs become formal and formal ones informal. */
static void change_home_job(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    struct person_columns *person = &view_of(chunk)->person;
    const struct world *world = world_of(context);
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    struct cor_draws draws = draws_of(context, chunk, person->id[row], PURPOSE_labour_year, 0);
    unsigned education = trait_education(person->traits[row]);
    enum occupation occupation = work_occupation(person->work[row]);
    int age = age_years(person->birth_month[row], context->month);
    uint8_t before = person->work[row];
    if (occupation == OCCUPATION_agriculture && (double)age < p->farm_exit_age &&
        cor_happens(draws.word[YEAR_LEAVE_FARM], p->farm_exit)) {
        occupation = entrant_occupation(context, HOME, education, draws.word[YEAR_OCCUPATION]);
        person->work[row] = with_occupation(person->work[row], occupation);
    }
    double share = world->labour_market.formal_share[education][occupation];
    double mean = world->labour_market.mean_formal_share;
    bool formal = person->work[row] & WORK_FORMAL;
    double chance = formal ? p->informalisation * (1.0 - share) / (1.0 - mean)
                           : p->formalisation * share / mean *
                                 (1.0 + lever_at(context, LEVER_home_coverage_added, HOME, 0, occupation));
    if (cor_happens(draws.word[YEAR_FORMALITY], chance)) {
        unsigned cleared = WORK_FORMAL | WORK_VOLUNTARY;
        person->work[row] = (uint8_t)((person->work[row] & ~cleared) | (formal ? 0u : (unsigned)WORK_FORMAL));
    }
    if (person->work[row] != before) {
        labour_market_begin_job(context, chunk, row, context->month, TENURE_INDEX_changed);
    }
}

/* Work abroad ends when the person leaves the labour force of the country of residence. */
static void stop_work_abroad(struct cor_chunk *chunk, uint32_t record)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->flags[record] = (uint8_t)(migrant->flags[record] & ~(unsigned)(MIGRANT_EMPLOYED | MIGRANT_CONTRIBUTES));
    migrant->gross_pay[record] = 0;
}

/* A birthday; rank: word 0 of the frozen draw PURPOSE_participation. */
static void age_one_year(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, uint32_t rank)
{
    const struct chunk_view *view = view_of(chunk);
    const struct world *world = world_of(context);
    enum work_status status = work_status(view->person.work[row]);
    size_t country = chunk->group;
    int age = age_years(view->person.birth_month[row], context->month);
    if (status == WORK_ABROAD) {
        uint32_t record = view->person.migrant[row];
        if (view->migrant.flags[record] & MIGRANT_EMPLOYED && !migrant_participates(context, chunk, record)) {
            stop_work_abroad(chunk, record);
        }
        return;
    }
    if (status < WORK_INACTIVE || status == WORK_RETIRED) {
        return;
    }
    if (!labour_market_participates(world, country, trait_sex(view->person.traits[row]), age, rank)) {
        leave_labour_force(chunk, row, age >= world->labour_market.retirement_age[country]);
    } else if (status == WORK_INACTIVE) {
        labour_market_enter(context, chunk, row);
    } else if (status == WORK_EMPLOYED && chunk->kind == KIND_ORIGIN) {
        change_home_job(context, chunk, row);
    }
}

/* Ranks are drawn a block at a time: many draws at once cost a fraction of one by one. */
void labour_market_year(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct scratch *scratch = scratch_of(context);
    uint32_t ranks[DRAW_BLOCK];
    for (uint32_t first = 0; first < scratch->n_birthdays; first += DRAW_BLOCK) {
        uint32_t left = scratch->n_birthdays - first, n = left < DRAW_BLOCK ? left : DRAW_BLOCK;
        words_of_rows(context, chunk, scratch->birthdays + first, n, FROZEN, PURPOSE_participation, ranks);
        for (uint32_t i = 0; i < n; i++) {
            age_one_year(context, chunk, scratch->birthdays[first + i], ranks[i]);
        }
    }
}

static void lose_job(struct cor_chunk *chunk, uint32_t row)
{
    struct person_columns *person = &view_of(chunk)->person;
    uint8_t work = (uint8_t)(person->work[row] & ~(unsigned)WORK_FORMAL);
    person->work[row] = work_with_status(work, WORK_UNEMPLOYED);
    if (chunk->kind == KIND_ORIGIN) {
        person->pay[row] = 0;
    }
}

void labour_market_begin_job(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row,
                             int32_t exposed_from, uint32_t index)
{
    struct person_columns *person = &view_of(chunk)->person;
    double scale = world_of(context)->labour_market.tenure_scale[chunk->group][person->work[person_row]];
    uint32_t word = draws_of(context, chunk, person->id[person_row], PURPOSE_separation, index).word[0];
    double end = (double)exposed_from + tenure_months(cor_unit(word), scale);
    person->job_end[person_row] = (uint16_t)(end < (double)NO_MONTH ? end : (double)NO_MONTH);
}

static void separate_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    uint32_t *due = scratch_of(context)->words;
    uint32_t n = cor_rows_equal(person->job_end, chunk->n_rows[TABLE_person], (uint16_t)context->month, due);
    for (uint32_t i = 0; i < n; i++) {
        if (work_status(person->work[due[i]]) == WORK_EMPLOYED) {
            lose_job(chunk, due[i]);
        }
    }
}

/* Chance per month that a migrant loses the job: as residents of the occupation, by channel, less for the trained. */
static double abroad_job_loss(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t record)
{
    const struct world *world = world_of(context);
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    size_t country = migrant->country[record], channel = migrant->channel[record];
    size_t occupation = migrant->occupation[record];
    const double by_channel[N_CHANNELS] = {
        [CHANNEL_contract] = p->abroad_separation_contract,
        [CHANNEL_apprenticeship] = p->abroad_separation_apprenticeship,
        [CHANNEL_skilled] = p->abroad_separation_skilled,
        [CHANNEL_study] = p->abroad_separation_study,
        [CHANNEL_family] = p->abroad_separation_family,
        [CHANNEL_irregular] = p->abroad_separation_irregular,
    };
    double chance = world->labour_market.separation_rate[country][occupation] * by_channel[channel];
    if ((double)(context->month - migrant->arrived[record]) < p->soft_skills_months) {
        chance *= 1.0 - p->soft_skills_separation * lever_at(context, LEVER_soft_skills, country, channel, occupation);
    }
    return chance;
}

static void separate_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    for (uint32_t record = 0; record < chunk->n_rows[TABLE_migrant]; record++) {
        if (view->migrant.stage[record] == STAGE_ABROAD && view->migrant.flags[record] & MIGRANT_EMPLOYED) {
            uint32_t id = view->person.id[view->migrant.person[record]];
            uint32_t word = draws_of(context, chunk, id, PURPOSE_abroad_job, 0).word[ABROAD_JOB_LOST];
            if (cor_happens(word, abroad_job_loss(context, &view->migrant, record))) {
                stop_work_abroad(chunk, record);
            }
        }
    }
}

void labour_market_separate(struct cor_context *context, struct cor_chunk *chunk)
{
    separate_residents(context, chunk);
    if (chunk->kind == KIND_ORIGIN) {
        separate_migrants(context, chunk);
    }
}

static bool is_admitted(const struct cor_context *context, size_t country, size_t occupation, struct cor_draws draws)
{
    return cor_queue_admits(&context->queues[QUEUE_vacancies], vacancy_cell(country, occupation), search_key(draws));
}

static void hire_resident(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    struct person_columns *person = &view_of(chunk)->person;
    enum occupation occupation = work_occupation(person->work[row]);
    uint8_t voluntary = person->work[row] & WORK_VOLUNTARY;
    if (chunk->kind != KIND_ORIGIN) {
        person->work[row] = work_make(WORK_EMPLOYED, occupation, true);
        labour_market_begin_job(context, chunk, row, context->month + 1, TENURE_INDEX_hired);
        return;
    }
    unsigned education = trait_education(person->traits[row]);
    uint32_t word = draws_of(context, chunk, person->id[row], PURPOSE_hire, 0).word[HIRE_FORMAL];
    bool formal = word < world_of(context)->labour_market.formal_hire[education][occupation];
    person->work[row] = (uint8_t)(work_make(WORK_EMPLOYED, occupation, formal) | (formal ? 0u : voluntary));
    person->pay[row] = wages_home_pay(context, chunk, row);
    labour_market_begin_job(context, chunk, row, context->month + 1, TENURE_INDEX_hired);
}

static void hire_residents(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const uint8_t *work = person->work;
    uint32_t *unemployed = scratch_of(context)->words;
    uint32_t n_unemployed =
        cor_rows_where(work, chunk->n_rows[TABLE_person], WORK_STATUS_MASK, WORK_UNEMPLOYED, unemployed);
    for (uint32_t i = 0; i < n_unemployed; i++) {
        uint32_t row = unemployed[i];
        struct cor_draws draws = draws_of(context, chunk, person->id[row], PURPOSE_job_search, 0);
        if (is_admitted(context, chunk->group, work_occupation(work[row]), draws)) {
            hire_resident(context, chunk, row);
        }
    }
}

static bool migrant_finds_work(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    const struct chunk_view *view = view_of(chunk);
    const struct world *world = world_of(context);
    size_t country = view->migrant.country[record];
    uint32_t id = view->person.id[view->migrant.person[record]];
    struct cor_draws draws = draws_of(context, chunk, id, PURPOSE_abroad_search, 0);
    if (!country_has_residents(&world->country[country])) {
        return cor_happens(draws.word[ABROAD_SEARCH_REST], world->parameters.labour_market.rest_job_finding);
    }
    return migrant_search_is_effective(context, chunk, record, draws) &&
           is_admitted(context, country, view->migrant.occupation[record], draws);
}

static void hire_migrants(struct cor_context *context, struct cor_chunk *chunk)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    for (uint32_t record = 0; record < chunk->n_rows[TABLE_migrant]; record++) {
        if (labour_market_seeks_abroad(context, chunk, record) && migrant_finds_work(context, chunk, record)) {
            migrant->flags[record] |= MIGRANT_EMPLOYED;
            migrant->gross_pay[record] = wages_abroad_pay(context, chunk, record);
            if (migrant->first_pay[record] == 0) {
                migrant->first_pay[record] = migrant->gross_pay[record];
            }
            social_protection_enrol(context, chunk, record);
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
