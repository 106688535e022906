/* A birthday in the labour market: participation and retirement, in Viet Nam also another job. Everybody decides alone, so
 * that those to whom the same may happen are worked on together. */
#include <string.h>
#include "models/labour_market/labour_market.h"
#include "models/labour_market/labour_market_internal.h"
#include "models/labour_market/labour_market_rules.h"
#include "models/labour_market/labour_market_world.h"

/* Cuts below which informal jobs become formal and informal workers insured: the same but for what policies add. */
struct coverage_cuts {
    uint64_t formal[N_EDUCATION_LEVELS][N_OCCUPATIONS], insured[N_EDUCATION_LEVELS][N_OCCUPATIONS];
};

/* Cuts of an occupation. technical, enforced: as in formalisation(); added: lever home_coverage_added. */
static void widen_coverage(const struct world *world, size_t o, double technical, double enforced, double added,
                           struct coverage_cuts *cuts)
{
    const struct labour_market_tables *tables = world->labour_market;
    for (size_t e = 0; e < N_EDUCATION_LEVELS; e++) {
        double formal = formalisation(world->parameters.labour_market.formalisation, tables->formal_share[e][o],
                                      tables->mean_formal_share, technical, enforced);
        cuts->formal[e][o] = cor_threshold(formal);
        cuts->insured[e][o] = cor_threshold(formal * (1.0 + added));
    }
}

static void set_coverage(const struct cor_context *context, struct coverage_cuts *cuts)
{
    const struct world *world = world_of(context);
    const struct labour_market_parameters *p = &world->parameters.labour_market;
    double technical = p->technical_formalises * lever_at(context, LEVER_partner_technical, HOME, 0, 0);
    double budget = lever_at(context, LEVER_partner_inspection, HOME, 0, 0);
    memcpy(cuts->formal, world->labour_market->formality.change[false], sizeof cuts->formal);
    memcpy(cuts->insured, cuts->formal, sizeof cuts->insured);
    for (size_t o = 0; o < N_OCCUPATIONS; o++) {
        double added = lever_at(context, LEVER_home_coverage_added, HOME, 0, o);
        double enforced =
            p->inspection_formalises * inspected_share(lever_at(context, LEVER_inspected_added, HOME, 0, o), budget,
                                                       p->inspection_cost, p->informal_workers);
        if (added != 0.0 || technical != 0.0 || enforced != 0.0) {
            widen_coverage(world, o, technical, enforced, added, cuts);
        }
    }
}

/* Farm workers who leave for another occupation; the same byte for all others. */
static uint8_t after_farm(const struct cor_context *context, const struct person_columns *person, uint32_t row,
                          struct cor_draws draws)
{
    uint8_t work = person->work[row];
    if (draws.word[WORD_career_leaves_farm] < world_of(context)->labour_market->farm_exit &&
        work_occupation(work) == OCCUPATION_agriculture &&
        (double)age_years(person->birth_month[row], context->month) <
            world_of(context)->parameters.labour_market.farm_exit_age) {
        unsigned education = trait_education(person->traits[row]);
        work = work_with_occupation(
            work, labour_market_entrant_occupation(context, HOME, education, draws.word[WORD_career_occupation]));
    }
    return work;
}

/* In Viet Nam some leave the farm, informal jobs become formal and formal ones informal; more informal workers become insured
 * where a policy says so, in the jobs that they have. rows: employed, n <= DRAW_BLOCK. */
static void change_home_jobs(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                             uint32_t n)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct formality_cuts *formality = &world_of(context)->labour_market->formality;
    struct coverage_cuts coverage;
    uint32_t changed[DRAW_BLOCK], n_changed = 0;
    struct draw_block draws;
    set_coverage(context, &coverage);
    draws_of_rows(context, chunk, rows, n, DRAWS_career, &draws);
    for (uint32_t i = 0; i < n; i++) {
        uint8_t before = person->work[rows[i]];
        uint8_t work = after_farm(context, person, rows[i], draws_in_block(&draws, i));
        unsigned education = trait_education(person->traits[rows[i]]), insured = 0;
        uint32_t word = draws.word[WORD_career_formality][i];
        bool formal = work & WORK_FORMAL;
        uint64_t cut = formal ? formality->change[true][education][work_occupation(work)]
                              : coverage.formal[education][work_occupation(work)];
        if (word < cut) {
            unsigned cleared = WORK_FORMAL | WORK_VOLUNTARY;
            work = (uint8_t)((work & ~cleared) | (formal ? 0u : (unsigned)WORK_FORMAL));
        } else if (!formal && word < coverage.insured[education][work_occupation(work)]) {
            insured = WORK_VOLUNTARY;
        }
        person->work[rows[i]] = (uint8_t)(work | insured);
        changed[n_changed] = rows[i];
        n_changed += work != before;
    }
    if (n_changed > 0) {
        labour_market_begin_jobs(context, chunk, changed, n_changed, context->month, DRAWS_tenure_changed);
    }
}

/* Birthdays of people of working status: rows[n], n <= DRAW_BLOCK. */
static void age_in_market(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows, uint32_t n)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct labour_market_tables *tables = world_of(context)->labour_market;
    const int32_t month = context->month;
    uint32_t ranks[DRAW_BLOCK], leaving[DRAW_BLOCK], entering[DRAW_BLOCK], working[DRAW_BLOCK];
    uint32_t n_leaving = 0, n_entering = 0, n_working = 0;
    words_of_rows(context, chunk, rows, n, DRAWS_participation, ranks);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        int age = age_years(person->birth_month[row], month);
        bool takes_part = takes_part_at(tables, chunk->group, trait_sex(person->traits[row]), age, ranks[i]);
        enum work_status status = work_status(person->work[row]);
        leaving[n_leaving] = entering[n_entering] = working[n_working] = row;
        n_leaving += !takes_part;
        n_entering += takes_part & (status == WORK_INACTIVE);
        n_working += takes_part & (status == WORK_EMPLOYED);
    }
    for (uint32_t i = 0; i < n_leaving; i++) {
        int age = age_years(person->birth_month[leaving[i]], month);
        labour_market_leave(chunk, leaving[i], age >= tables->retirement_age[chunk->group]);
    }
    for (uint32_t i = 0; i < n_entering; i++) {
        labour_market_enter(context, chunk, entering[i]);
    }
    if (chunk->kind == KIND_ORIGIN && n_working > 0) {
        change_home_jobs(context, chunk, working, n_working);
    }
}

static void age_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t record = view->person.migrant[row];
    if (view->migrant.flags[record] & MIGRANT_EMPLOYED && !labour_market_migrant_participates(context, chunk, record)) {
        labour_market_stop_work_abroad(context, chunk, record);
    }
}

void labour_market_year(struct cor_context *context, struct cor_chunk *chunk)
{
    const uint8_t *work = view_of(chunk)->person.work;
    const struct scratch *scratch = scratch_of(context);
    const unsigned in_market = 1u << WORK_INACTIVE | 1u << WORK_UNEMPLOYED | 1u << WORK_EMPLOYED;
    for (struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays); piece_next(&p);) {
        uint32_t market[DRAW_BLOCK], abroad[DRAW_BLOCK], n_market = 0, n_abroad = 0;
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t row = p.rows[i];
            enum work_status status = work_status(work[row]);
            market[n_market] = abroad[n_abroad] = row;
            n_market += (in_market >> status) & 1u;
            n_abroad += status == WORK_ABROAD;
        }
        age_in_market(context, chunk, market, n_market);
        for (uint32_t i = 0; i < n_abroad; i++) {
            age_abroad(context, chunk, abroad[i]);
        }
    }
}
