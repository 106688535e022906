/* A month abroad: end of contract or permit, return, irregular status, onward moves, recognition, residence, language.
 */
#include "models/migration/family.h"
#include "models/migration/stay_risks.h"
#include "models/social_protection/social_protection.h"
#include "models/training/training.h"
#include "models/wages/wages.h"
#include "models/migration/migration_world.h"

static bool returns_this_month(const struct cor_context *context, const struct chunk_view *view, const struct stay *who,
                               uint32_t word)
{
    return migration_might_happen(word, stay_return_hazard_most(context, view, who)) &&
           cor_happens(word, migration_return_probability(context, view, who));
}

void migration_becomes_irregular(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned lost = (unsigned)MIGRANT_CONTRIBUTES | (unsigned)MIGRANT_HOME_INSURED | (unsigned)MIGRANT_PERMANENT;
    observe(context, chunk, OUTPUT_overstays, observed_migrant(context, chunk, migrant_row), 1);
    migrant->channel[migrant_row] = CHANNEL_irregular;
    migrant->contract_end[migrant_row] = NO_MONTH;
    migrant->flags[migrant_row] = (uint8_t)(migrant->flags[migrant_row] & ~lost);
    wages_pay_migrant(context, chunk, migrant_row);
}

static void moves_to(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, size_t country)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned lost = (unsigned)MIGRANT_EMPLOYED | (unsigned)MIGRANT_CONTRIBUTES | (unsigned)MIGRANT_PERMANENT |
                    (unsigned)MIGRANT_RECOGNISED | (unsigned)MIGRANT_FAMILY_HERE;
    migrant->country[migrant_row] = (uint8_t)country;
    migrant->arrived[migrant_row] = (uint16_t)context->month;
    migrant->since[migrant_row] = (uint16_t)context->month;
    migrant->contract_end[migrant_row] = NO_MONTH;
    migrant->flags[migrant_row] = (uint8_t)(migrant->flags[migrant_row] & ~lost);
    training_forget_language(chunk, migrant_row);
    wages_pay_migrant(context, chunk, migrant_row);
    observe(context, chunk, OUTPUT_onward_moves, observed_migrant(context, chunk, migrant_row), 1);
}

void migration_moves_onward(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                            uint32_t word)
{
    const double *ends = world_of(context)->migration->onward_cumulative; /* of western countries; 0 elsewhere */
    size_t n = world_of(context)->n_countries - HOME - 1;
    size_t country = HOME + 1 + pick_summed(ends + HOME + 1, n, cor_unit(word));
    uint32_t *companions = kin_list(context);
    uint32_t n_companions = migration_list_companions(context, chunk, migrant_row, companions);
    moves_to(context, chunk, migrant_row, country);
    for (uint32_t i = 0; i < n_companions; i++) {
        moves_to(context, chunk, companions[i], country);
        record_mark(chunk, companions[i], 0, MIGRANT_FAMILY_HERE);
        record_mark(chunk, migrant_row, 0, MIGRANT_FAMILY_HERE);
    }
}

/* Absconding from a tied job; in central and eastern Europe some go on to the west. */
static bool absconds(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who, uint32_t word)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    if (!cor_happens(word, migration_absconding_probability(context, view_of(chunk), who))) {
        return false;
    }
    struct cor_draws draws = draws_of(context, chunk, who->id, DRAWS_moves);
    training_claw_back(context, chunk, who->row);
    migration_becomes_irregular(context, chunk, who->row);
    if (world->migration->risks.may_move_onward[who->country] &&
        cor_happens(draws.word[WORD_moves_moves], p->abscond_onward)) {
        migration_moves_onward(context, chunk, who->row, draws.word[WORD_moves_where]);
    }
    return true;
}

/* Another channel from now on, with the pay and insurance that it brings to those at work. */
static void takes_channel(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                          enum channel channel, int32_t contract_end)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->channel[who->row] = (uint8_t)channel;
    migrant->contract_end[who->row] = (uint16_t)contract_end;
    if (who->flags & MIGRANT_EMPLOYED) {
        wages_pay_migrant(context, chunk, who->row);
        social_protection_enrol(context, chunk, who->row);
    }
}

static bool is_regularised(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                           uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    if (who->channel != CHANNEL_irregular || word >= world_of(context)->migration->risks.regularised) {
        return false;
    }
    takes_channel(context, chunk, who, CHANNEL_contract, context->month + (int32_t)p->regularise_months);
    return true;
}

static bool changes_legal_status(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                                 uint32_t word)
{
    return absconds(context, chunk, who, word) || is_regularised(context, chunk, who, word);
}

static bool moves_onward(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who)
{
    const struct world *world = world_of(context);
    if (!stay_bounds(context, who)->moves_onward ||
        who->months < (int32_t)world->parameters.migration.permanent_months) {
        return false;
    }
    struct cor_draws draws = draws_of(context, chunk, who->id, DRAWS_moves);
    if (draws.word[WORD_moves_moves] >= world->migration->risks.moves_onward) {
        return false;
    }
    training_claw_back(context, chunk, who->row);
    migration_moves_onward(context, chunk, who->row, draws.word[WORD_moves_where]);
    return true;
}

static bool speaks_enough(const struct cor_context *context, const struct migrant_columns *migrant,
                          const struct stay *who)
{
    return migrant->language[who->row] >=
           LANGUAGE_UNITS * world_of(context)->country[who->country].language_required[CHANNEL_skilled];
}

/* A term ends: another term, the skilled channel, or leave; persons who should leave may stay on without a permit
 * (README M8, M9). */
static void term_ends(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                      struct cor_draws draws)
{
    const struct world *world = world_of(context);
    const struct chunk_view *view = view_of(chunk);
    const struct migration_parameters *p = &world->parameters.migration;
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool may_extend = who->channel == CHANNEL_study || (who->flags & MIGRANT_EMPLOYED);
    double extend = may_extend ? world->migration->extension[who->country][who->channel] : 0.0;
    double change = who->channel != CHANNEL_contract || speaks_enough(context, migrant, who)
                        ? world->migration->switch_probability[who->channel]
                        : 0.0;
    struct term_end end = migration_term_end(extend, change, migration_return_factor(context, view, who));
    if (!cor_happens(draws.word[WORD_stay_term], 1.0 - end.leave)) {
        double overstay = migration_overstay_probability(context, view, who);
        if (cor_happens(draws.word[WORD_stay_overstays], overstay)) {
            migration_becomes_irregular(context, chunk, who->row);
        } else {
            migration_return(context, chunk, who->row);
        }
    } else if (cor_happens(draws.word[WORD_stay_term], end.extend)) {
        double months = who->channel == CHANNEL_contract ? p->extension_contract_months : p->extension_study_months;
        migrant->contract_end[who->row] = (uint16_t)(context->month + (int32_t)months);
    } else {
        record_mark(chunk, who->row, 0, who->channel == CHANNEL_apprenticeship ? (unsigned)MIGRANT_RECOGNISED : 0u);
        takes_channel(context, chunk, who, CHANNEL_skilled, NO_MONTH);
    }
}

static void acquire_recognition(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                                uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    const struct chunk_view *view = view_of(chunk);
    if (word >= world_of(context)->migration->risks.recognised || (who->flags & MIGRANT_RECOGNISED) ||
        who->channel == CHANNEL_irregular || who->channel == CHANNEL_study ||
        trait_education(view->person.traits[view->migrant.person[who->row]]) < EDUCATION_upper_secondary) {
        return;
    }
    double added = lever_at(context, LEVER_recognition_added, who->country, who->channel, who->occupation);
    double probability = migration_recognisable(
        level_of_units(view->migrant.language[who->row]), level_of_units(view->migrant.vocational[who->row]),
        p->recognition_constant, p->recognition_language, p->recognition_vocational, added);
    struct cor_draws rank = draws_of(context, chunk, who->id, DRAWS_recognition);
    if (cor_happens(rank.word[WORD_recognition_rank], probability)) {
        view->migrant.flags[who->row] = (uint8_t)(view->migrant.flags[who->row] | (unsigned)MIGRANT_RECOGNISED);
    }
}

static void acquire_residence(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                              uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool entitled = is_free_to_move(who->channel) && who->months >= (int32_t)p->permanent_months;
    if (word < world_of(context)->migration->risks.permanent && entitled && !(who->flags & MIGRANT_PERMANENT)) {
        migrant->flags[who->row] = (uint8_t)(migrant->flags[who->row] | (unsigned)MIGRANT_PERMANENT);
    }
}

static void live_a_month(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                         struct cor_draws draws)
{
    uint8_t language = view_of(chunk)->migrant.language[who->row];
    acquire_recognition(context, chunk, who, draws.word[WORD_settling_recognised]);
    acquire_residence(context, chunk, who, draws.word[WORD_settling_permanent]);
    uint8_t gain = migration_language_gain(world_of(context)->migration->risks.language_gain[language], who->months);
    if (gain > 0) {
        training_raise_language(chunk, who->row, gain);
    }
    if (who->channel == CHANNEL_apprenticeship) {
        training_learn_trade(chunk, who->row, who->months);
    }
}

/* Risks of the month in a fixed order; the first that happens ends the month for this mechanism. */
static void spend_month(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                        struct cor_draws risks, struct cor_draws living)
{
    const struct chunk_view *view = view_of(chunk);
    uint16_t end = view->migrant.contract_end[who->row];
    if (migration_moves_with_family(context, view, who->row)) {
        live_a_month(context, chunk, who, living);
    } else if (end != NO_MONTH && end <= context->month && has_terms(who->channel)) {
        term_ends(context, chunk, who, risks);
    } else if (returns_this_month(context, view, who, risks.word[WORD_stay_returns])) {
        training_claw_back(context, chunk, who->row);
        migration_return(context, chunk, who->row);
    } else if (!changes_legal_status(context, chunk, who, risks.word[WORD_stay_irregular]) &&
               !moves_onward(context, chunk, who)) {
        live_a_month(context, chunk, who, living);
    }
}

/* Rows of up to DRAW_BLOCK migrants who live abroad since before this month, and their draws. */
struct those_abroad {
    uint32_t n, row[DRAW_BLOCK];
    struct draw_block risks, living;
};

static void find_those_abroad(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t from,
                              uint32_t n_rows, struct those_abroad *abroad)
{
    const struct migrant_columns *migrant = &const_view_of(chunk)->migrant;
    uint32_t n = cor_rows_where(migrant->stage + from, n_rows, UINT8_MAX, STAGE_ABROAD, abroad->row);
    abroad->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = from + abroad->row[i];
        abroad->row[abroad->n] = row;
        abroad->n += migrant->arrived[row] != context->month;
    }
    draws_of_migrants(context, chunk, abroad->row, abroad->n, DRAWS_stay, &abroad->risks);
    draws_of_migrants(context, chunk, abroad->row, abroad->n, DRAWS_settling, &abroad->living);
}

/* Somebody on the list may have gone home with the family in the meantime, or moved on with it. */
static bool is_still_there(const struct cor_context *context, const struct chunk_view *view, uint32_t row)
{
    return view->migrant.stage[row] == STAGE_ABROAD && view->migrant.arrived[row] != context->month;
}

static void spend_months(const struct cor_context *context, struct cor_chunk *chunk, const struct those_abroad *abroad)
{
    const struct chunk_view *view = view_of(chunk);
    for (uint32_t i = 0; i < abroad->n; i++) {
        uint32_t row = abroad->row[i];
        if (!is_still_there(context, view, row) ||
            (is_anniversary(context, &view->migrant, row) && migration_family_follows(context, chunk, row))) {
            continue;
        }
        struct stay who = stay_of(context, view, row, abroad->risks.id[i]);
        spend_month(context, chunk, &who, draws_in_block(&abroad->risks, i), draws_in_block(&abroad->living, i));
    }
}

void migration_stay(struct cor_context *context, struct cor_chunk *chunk)
{
    struct those_abroad abroad; /* family that follows this month is appended or fills free rows */
    for (struct piece p = pieces_of_table(chunk->n_rows[TABLE_migrant]); piece_next(&p);) {
        find_those_abroad(context, chunk, p.first, p.n, &abroad);
        spend_months(context, chunk, &abroad);
    }
}
