/* A month abroad: end of contract or permit, return, irregular status, onward moves, recognition, residence, language.
 */
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"

/* Words of PURPOSE_stay, block 0 and 1, and of PURPOSE_family, block 0; block 1 of PURPOSE_family is the lottery for
 * reunion; PURPOSE_family frozen for life: rank for recognition. */
enum { WORD_RETURNS = 0, WORD_TERM = 1, WORD_OVERSTAYS = 2, WORD_IRREGULAR = 3 };
enum { BLOCK_MOVES = 1, WORD_MOVES = 0, WORD_WHERE = 1 };
enum { WORD_RECOGNISED = 0, WORD_PERMANENT = 1 };

/* One migrant in one month: what the rules below look at. */
struct stay {
    uint32_t row, id;
    size_t country, channel, occupation;
    int32_t months; /* since arrival */
    unsigned flags;
    double debt_months;
};

static struct stay stay_of(const struct cor_context *context, const struct chunk_view *view, uint32_t row)
{
    const struct migrant_columns *migrant = &view->migrant;
    return (struct stay){.row = row,
                         .id = view->person.id[migrant->person[row]],
                         .country = migrant->country[row],
                         .channel = migrant->channel[row],
                         .occupation = migrant->occupation[row],
                         .months = context->month - migrant->arrived[row],
                         .flags = migrant->flags[row],
                         .debt_months =
                             migration_debt_months(migrant->debt[row], migrant->first_pay[row],
                                                   world_of(context)->parameters.migration.debt_months_most)};
}

/* Log of what moves all departures of a migrant up or down (README M7). */
static double return_modifier(const struct cor_context *context, const struct chunk_view *view, const struct stay *who)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    double reference = macro_of(context)->migration.pay_reference[who->country][who->channel];
    double log_factor = 0.0;
    if ((who->flags & MIGRANT_EMPLOYED) && reference > 0.0 && view->migrant.gross_pay[who->row] > 0) {
        log_factor += p->return_pay * cor_log(macro_of(context)->wages.level[HOME] * reference /
                                              (double)view->migrant.gross_pay[who->row]);
    } else if (is_channel_of_work(who->channel)) {
        log_factor += p->return_unemployed;
    }
    if ((who->flags & MIGRANT_FAMILY_HERE) && who->channel != CHANNEL_family) {
        log_factor -= p->return_family;
    }
    return log_factor - ((who->flags & MIGRANT_PERMANENT) ? p->return_permanent : 0.0);
}

static double return_factor(const struct cor_context *context, const struct chunk_view *view, const struct stay *who)
{
    return cor_exp(return_modifier(context, view, who)) *
           lever_at(context, LEVER_return_factor, who->country, who->channel, who->occupation);
}

/* Contract and study count the first year's hazard until the term ends; the other channels the year since arrival. */
static bool returns_this_month(const struct cor_context *context, const struct chunk_view *view, const struct stay *who,
                               uint32_t word)
{
    bool has_terms = who->channel == CHANNEL_contract || who->channel == CHANNEL_study;
    int32_t year = has_terms && view->migrant.contract_end[who->row] != NO_MONTH ? 0 : who->months / 12;
    double hazard = world_of(context)->migration.exit_hazard[who->country][who->channel][year > 4 ? 4 : year];
    return cor_happens(word, migration_happens_within_month(hazard * return_factor(context, view, who)));
}

static double contract_tie_factor(const struct cor_context *context, const struct stay *who)
{
    return lever_at(context, LEVER_absconding_factor, who->country, who->channel, who->occupation);
}

void migration_becomes_irregular(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned lost = (unsigned)MIGRANT_CONTRIBUTES | (unsigned)MIGRANT_HOME_INSURED | (unsigned)MIGRANT_PERMANENT;
    observe(context, chunk, OUTPUT_overstays, observed_migrant(context, chunk, migrant_row), 1);
    migrant->channel[migrant_row] = CHANNEL_irregular;
    migrant->contract_end[migrant_row] = NO_MONTH;
    migrant->flags[migrant_row] = (uint8_t)(migrant->flags[migrant_row] & ~lost);
    if (migrant->flags[migrant_row] & MIGRANT_EMPLOYED) {
        migrant->gross_pay[migrant_row] = wages_abroad_pay(context, chunk, migrant_row);
    }
}

static size_t western_country(const struct world *world, uint32_t word)
{
    double at = cor_unit(word);
    size_t country = HOME + 1;
    while (country + 1 < world->n_countries && at >= world->migration.onward_cumulative[country]) {
        country++;
    }
    return country;
}

static bool somewhere_to_move(const struct world *world)
{
    return world->migration.onward_cumulative[world->n_countries - 1] > 0.0;
}

void migration_moves_onward(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                            uint32_t word)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned lost = (unsigned)MIGRANT_EMPLOYED | (unsigned)MIGRANT_CONTRIBUTES | (unsigned)MIGRANT_PERMANENT |
                    (unsigned)MIGRANT_RECOGNISED | (unsigned)MIGRANT_FAMILY_HERE;
    migrant->country[migrant_row] = (uint8_t)western_country(world_of(context), word);
    migrant->arrived[migrant_row] = (uint16_t)context->month;
    migrant->since[migrant_row] = (uint16_t)context->month;
    migrant->contract_end[migrant_row] = NO_MONTH;
    migrant->language[migrant_row] = 0;
    migrant->gross_pay[migrant_row] = 0;
    migrant->flags[migrant_row] = (uint8_t)(migrant->flags[migrant_row] & ~lost);
    observe(context, chunk, OUTPUT_onward_moves, observed_migrant(context, chunk, migrant_row), 1);
}

static bool is_cee(const struct world *world, size_t country)
{
    return world->country[country].nest == NEST_eu_cee && world->country[country].eu;
}

/* Absconding from a tied job; in central and eastern Europe some go on to the west. */
static bool absconds(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who, uint32_t word)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    if (who->channel != CHANNEL_contract && who->channel != CHANNEL_apprenticeship) {
        return false;
    }
    double hazard = migration_monthly_hazard(p->abscond_rate, contract_tie_factor(context, who)) *
                    cor_exp(p->abscond_debt * (who->debt_months - p->abscond_debt_reference));
    if (!cor_happens(word, migration_happens_within_month(hazard))) {
        return false;
    }
    struct cor_draws draws = draws_of(context, chunk, who->id, PURPOSE_stay, BLOCK_MOVES);
    migration_becomes_irregular(context, chunk, who->row);
    if (is_cee(world, who->country) && somewhere_to_move(world) &&
        cor_happens(draws.word[WORD_MOVES], p->abscond_onward)) {
        migration_moves_onward(context, chunk, who->row, draws.word[WORD_WHERE]);
    }
    return true;
}

static bool is_regularised(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                           uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (who->channel != CHANNEL_irregular ||
        !cor_happens(word, migration_happens_within_month(migration_monthly_hazard(p->regularise_rate, 1.0)))) {
        return false;
    }
    migrant->channel[who->row] = CHANNEL_contract;
    migrant->contract_end[who->row] = (uint16_t)(context->month + (int32_t)p->regularise_months);
    if (who->flags & MIGRANT_EMPLOYED) {
        migrant->gross_pay[who->row] = wages_abroad_pay(context, chunk, who->row);
        social_protection_enrol(context, chunk, who->row);
    }
    return true;
}

static bool moves_onward(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    bool free_to_move = who->channel == CHANNEL_skilled || who->channel == CHANNEL_family;
    if (!free_to_move || !is_cee(world, who->country) || who->months < (int32_t)p->permanent_months ||
        !somewhere_to_move(world)) {
        return false;
    }
    struct cor_draws draws = draws_of(context, chunk, who->id, PURPOSE_stay, BLOCK_MOVES);
    if (!cor_happens(draws.word[WORD_MOVES],
                     migration_happens_within_month(migration_monthly_hazard(p->onward_rate, 1.0)))) {
        return false;
    }
    migration_moves_onward(context, chunk, who->row, draws.word[WORD_WHERE]);
    return true;
}

static void becomes_skilled(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->channel[who->row] = CHANNEL_skilled;
    migrant->contract_end[who->row] = NO_MONTH;
    if (who->channel == CHANNEL_apprenticeship) {
        migrant->flags[who->row] = (uint8_t)(migrant->flags[who->row] | (unsigned)MIGRANT_RECOGNISED);
    }
    if (who->flags & MIGRANT_EMPLOYED) {
        migrant->gross_pay[who->row] = wages_abroad_pay(context, chunk, who->row);
        social_protection_enrol(context, chunk, who->row);
    }
}

static bool speaks_enough(const struct cor_context *context, const struct migrant_columns *migrant,
                          const struct stay *who)
{
    return migrant->language[who->row] >=
           32.0 * world_of(context)->country[who->country].language_required[CHANNEL_skilled];
}

/* A term ends: another term, the skilled channel, or leave; those who should leave may stay on without a permit
 * (README M8, M9). */
static void term_ends(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                      struct cor_draws draws)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool may_extend = who->channel == CHANNEL_study || (who->flags & MIGRANT_EMPLOYED);
    double extend = may_extend ? world->migration.extension[who->country][who->channel] : 0.0;
    double change = who->channel != CHANNEL_contract || speaks_enough(context, migrant, who)
                        ? world->migration.switch_probability[who->channel]
                        : 0.0;
    double leave = (1.0 - extend) * (1.0 - change) * return_factor(context, view_of(chunk), who);
    leave = leave > 1.0 ? 1.0 : leave;
    double others = extend + (1.0 - extend) * change;
    if (!cor_happens(draws.word[WORD_TERM], others > 0.0 ? 1.0 - leave : 0.0)) {
        double overstay = cor_logistic(p->overstay_constant + p->overstay_debt * who->debt_months) *
                          contract_tie_factor(context, who);
        if (cor_happens(draws.word[WORD_OVERSTAYS], overstay)) {
            migration_becomes_irregular(context, chunk, who->row);
        } else {
            migration_return(context, chunk, who->row);
        }
    } else if (cor_happens(draws.word[WORD_TERM], (1.0 - leave) * extend / others)) {
        double months = who->channel == CHANNEL_contract ? p->extension_contract_months : p->extension_study_months;
        migrant->contract_end[who->row] = (uint16_t)(context->month + (int32_t)months);
    } else {
        becomes_skilled(context, chunk, who);
    }
}

static void acquire_recognition(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                                uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    const struct chunk_view *view = view_of(chunk);
    unsigned education = trait_education(view->person.traits[view->migrant.person[who->row]]);
    if ((who->flags & MIGRANT_RECOGNISED) || who->channel == CHANNEL_irregular || who->channel == CHANNEL_study ||
        education < EDUCATION_upper_secondary || !cor_happens(word, 1.0 / p->recognition_months)) {
        return;
    }
    double added = lever_at(context, LEVER_recognition_added, who->country, who->channel, who->occupation);
    double probability =
        migration_recognisable(view->migrant.language[who->row] / 32.0, view->migrant.vocational[who->row] / 32.0,
                               p->recognition_constant, p->recognition_language, p->recognition_vocational, added);
    struct cor_draws rank = draws_frozen(context, chunk, who->id, PURPOSE_family, 0);
    if (cor_happens(rank.word[WORD_RECOGNISED], probability)) {
        view->migrant.flags[who->row] = (uint8_t)(view->migrant.flags[who->row] | (unsigned)MIGRANT_RECOGNISED);
    }
}

static void acquire_residence(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who,
                              uint32_t word)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    bool entitled = (who->channel == CHANNEL_skilled || who->channel == CHANNEL_family) &&
                    who->months >= (int32_t)p->permanent_months;
    if (entitled && !(who->flags & MIGRANT_PERMANENT) && cor_happens(word, p->permanent_rate)) {
        migrant->flags[who->row] = (uint8_t)(migrant->flags[who->row] | (unsigned)MIGRANT_PERMANENT);
    }
}

static void live_a_month(const struct cor_context *context, struct cor_chunk *chunk, const struct stay *who)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    struct cor_draws draws = draws_of(context, chunk, who->id, PURPOSE_family, 0);
    acquire_recognition(context, chunk, who, draws.word[WORD_RECOGNISED]);
    acquire_residence(context, chunk, who, draws.word[WORD_PERMANENT]);
    uint8_t gain =
        migration_language_gain(migrant->language[who->row], who->months, p->exposure_rate, p->exposure_most);
    migrant->language[who->row] = (uint8_t)(migrant->language[who->row] + gain);
}

/* Risks of the month in a fixed order; the first that happens ends the month for this mechanism. */
static void spend_month(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct chunk_view *view = view_of(chunk);
    struct stay who = stay_of(context, view, row);
    struct cor_draws draws = draws_of(context, chunk, who.id, PURPOSE_stay, 0);
    bool term_over = view->migrant.contract_end[row] != NO_MONTH && view->migrant.contract_end[row] <= context->month;
    bool has_terms =
        who.channel == CHANNEL_contract || who.channel == CHANNEL_apprenticeship || who.channel == CHANNEL_study;
    if (term_over && has_terms) {
        term_ends(context, chunk, &who, draws);
    } else if (returns_this_month(context, view, &who, draws.word[WORD_RETURNS])) {
        migration_return(context, chunk, row);
    } else if (!absconds(context, chunk, &who, draws.word[WORD_IRREGULAR]) &&
               !is_regularised(context, chunk, &who, draws.word[WORD_IRREGULAR]) &&
               !moves_onward(context, chunk, &who)) {
        live_a_month(context, chunk, &who);
    }
}

static bool family_is_admitted(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    uint32_t cell = corridor_cell(view_of(chunk)->migrant.country[row], CHANNEL_family);
    return migration_family_applies(context, chunk, row) &&
           cor_queue_admits(&context->queues[QUEUE_admissions], cell, migration_family_key(context, chunk, row));
}

void migration_stay(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t n_rows = chunk->n_rows[TABLE_migrant]; /* family that follows this month is appended or fills free rows */
    for (uint32_t row = 0; row < n_rows; row++) {
        if (migrant->stage[row] != STAGE_ABROAD || migrant->arrived[row] == context->month) {
            continue;
        }
        if (family_is_admitted(context, chunk, row)) {
            migration_family_follows(context, chunk, row);
        } else {
            spend_month(context, chunk, row);
        }
    }
}
