/* Families that follow, return and move on together, and marriages with residents of a destination (README M15, M16). */
#include "models/migration/family.h"
#include <string.h>
#include "models/migration/migration_rules.h"
#include "models/migration/migration_world.h"
#include "models/training/training.h"
#include "models/wages/wages.h"

/* ---- who belongs to whom, here or there ---- */

/* At home and not on the way abroad. */
static bool is_free_at_home(const struct chunk_view *view, uint32_t row)
{
    uint16_t record = view->person.migrant[row];
    return work_status(view->person.work[row]) != WORK_ABROAD &&
           (record == NO_ROW || view->migrant.stage[record] == STAGE_RETURNED);
}

static uint32_t keep_those_at_home(const struct chunk_view *view, uint32_t *rows, uint32_t n)
{
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        rows[n_kept] = rows[i];
        n_kept += is_free_at_home(view, rows[i]);
    }
    return n_kept;
}

/* Rows of the partner and of the children below 18 who are at home and free to follow. */
static uint32_t list_followers(const struct cor_context *context, struct cor_chunk *chunk, uint32_t sponsor,
                               uint32_t *rows)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t partner = kin_partner(view, sponsor, context->month);
    uint32_t n = kin_children(chunk, sponsor, context->month, rows);
    if (partner != NO_ROW) {
        n += kin_children(chunk, partner, context->month, rows + n);
        rows[n++] = partner;
    }
    return keep_those_at_home(view, rows, n);
}

/* Of a couple in one country the one who came as family of the other moves with the other; of two of the kind the later row. */
static bool moves_with_partner(const struct cor_context *context, const struct chunk_view *view, uint32_t record)
{
    uint32_t row = view->migrant.person[record];
    uint32_t partner = kin_partner(view, row, context->month);
    uint32_t other = partner == NO_ROW ? NO_ROW : kin_record_in(view, partner, view->migrant.country[record]);
    return other != NO_ROW && view->migrant.channel[record] == CHANNEL_family &&
           (view->migrant.channel[other] != CHANNEL_family || partner < row);
}

bool migration_moves_with_family(const struct cor_context *context, const struct chunk_view *view, uint32_t record)
{
    return view->migrant.channel[record] == CHANNEL_family &&
           (kin_is_minor(view, view->migrant.person[record], context->month) ||
            moves_with_partner(context, view, record));
}

static uint32_t keep_records_in(const struct chunk_view *view, uint32_t *rows, uint32_t n, size_t country)
{
    uint32_t n_kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t record = kin_record_in(view, rows[i], country);
        rows[n_kept] = record;
        n_kept += record != NO_ROW;
    }
    return n_kept;
}

uint32_t migration_list_companions(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record,
                                   uint32_t *records)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t row = view->migrant.person[record], n = 0;
    size_t country = view->migrant.country[record];
    uint32_t partner = kin_partner(view, row, context->month);
    uint32_t other = partner == NO_ROW ? NO_ROW : kin_record_in(view, partner, country);
    if (other != NO_ROW && !moves_with_partner(context, view, other)) {
        return 0; /* children stay with the parent who stays */
    }
    if (other != NO_ROW) {
        records[n++] = partner;
    }
    n += kin_children(chunk, row, context->month, records + n);
    n += partner == NO_ROW ? 0 : kin_children(chunk, partner, context->month, records + n);
    return keep_records_in(view, records, n, country);
}

/* ---- reunion ---- */

static bool earns_enough(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t record)
{
    size_t country = migrant->country[record];
    double mean = country_mean_wage(&world_of(context)->country[country]) * wages_level(context, country);
    double least = 100.0 * world_of(context)->parameters.migration.family_income * mean;
    return (migrant->flags[record] & MIGRANT_EMPLOYED) && (double)migrant->gross_pay[record] >= least;
}

/* Status, length of residence and income; the partner meanwhile learns the language that is required. */
static bool may_bring_family(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    const struct chunk_view *view = view_of(chunk);
    const struct migrant_columns *migrant = &view->migrant;
    size_t country = migrant->country[record];
    if (!record_is_settled(migrant, record) || kin_is_minor(view, migrant->person[record], context->month)) {
        return false;
    }
    double wait = world_of(context)->parameters.migration.family_wait_months +
                  training_months_expected(context, country, CHANNEL_family, 0.0);
    return context->month - migrant->arrived[record] >= (int32_t)wait && earns_enough(context, migrant, record);
}

int64_t migration_family_left(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    return may_bring_family(context, chunk, record)
               ? (int64_t)list_followers(context, chunk, view_of(chunk)->migrant.person[record], kin_list(context))
               : 0;
}

static uint8_t occupation_of_follower(const struct cor_context *context, size_t country, uint32_t word)
{
    return (uint8_t)pick_weighted(world_of(context)->migration->occupation_weight[country][MIX_general], N_OCCUPATIONS,
                                  cor_unit(word));
}

/* Adults command the language that the country requires of family; children need none. */
static void learn_for_family(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    const struct chunk_view *view = view_of(chunk);
    const struct country *country = &world_of(context)->country[view->migrant.country[record]];
    double required = LANGUAGE_UNITS * country->language_required[CHANNEL_family];
    if (!kin_is_minor(view, view->migrant.person[record], context->month) &&
        view->migrant.language[record] < required) {
        training_raise_language(chunk, record, (uint8_t)(required - view->migrant.language[record] + 0.5));
    }
}

/* Somebody from home arrives as family. Those who only prepared for the country before have nothing of it left. False when
 * there is no room for a record. */
static bool arrive_as_family(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, size_t country,
                             uint32_t occupation_word)
{
    uint32_t record = record_begin(chunk, row, STAGE_ABROAD, country, CHANNEL_family, context->month);
    if (record == NO_ROW) {
        return false;
    }
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    unsigned kept = migrant->flags[record] & (unsigned)MIGRANT_REPEAT;
    if (!kept) {
        training_forget_language(chunk, record);
    }
    learn_for_family(context, chunk, record);
    migrant->occupation[record] = occupation_of_follower(context, country, occupation_word);
    migrant->flags[record] = (uint8_t)(kept | (unsigned)MIGRANT_FAMILY_HERE);
    record_arrive(chunk, record, context->month);
    person_goes_abroad(chunk, row);
    totals_of(context)->rows_departed[0]++;
    observe(context, chunk, OUTPUT_departures, observed_migrant(context, chunk, record), 1);
    return true;
}

bool migration_family_follows(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t sponsor = view->migrant.person[record], *rows = kin_list(context), n_followed = 0;
    size_t country = view->migrant.country[record];
    struct cor_draws draws = draws_of(context, chunk, view->person.id[sponsor], DRAWS_reunion);
    if (!cor_happens(draws.word[WORD_reunion_follows], migration_macro_of(context)->family_follows[country]) ||
        !may_bring_family(context, chunk, record)) {
        return false;
    }
    uint32_t n = list_followers(context, chunk, sponsor, rows);
    for (uint32_t i = 0; i < n; i++) {
        draws = draws_of(context, chunk, view->person.id[rows[i]], DRAWS_reunion);
        n_followed += arrive_as_family(context, chunk, rows[i], country, draws.word[WORD_reunion_occupation]);
    }
    if (n_followed > 0) {
        record_mark(chunk, record, 0, MIGRANT_FAMILY_HERE);
    }
    return n_followed > 0;
}

/* ---- marriages with residents of a destination ---- */

static bool may_marry_abroad(const struct cor_context *context, const struct chunk_view *view, uint32_t row)
{
    uint32_t months = (uint32_t)context->month - view->person.birth_month[row];
    return view->person.kin[row] == NO_ROW && months >= 12u * ADULT_FROM &&
           months < 12u * (1u + (uint32_t)world_of(context)->parameters.migration.marriage_age_last) &&
           work_status(view->person.work[row]) != WORK_FREE && is_free_at_home(view, row);
}

void migration_count_singles(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    uint32_t *rows = scratch_of(context)->persons;
    uint32_t n = cor_rows_equal(view->person.kin, chunk->n_rows[TABLE_person], NO_ROW, rows);
    for (uint32_t i = 0; i < n; i++) {
        if (may_marry_abroad(context, view, rows[i])) {
            totals_of(context)->singles[trait_sex(view->person.traits[rows[i]])] += chunk->weight;
        }
    }
}

static void marry_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    struct cor_draws draws = draws_of(context, chunk, view_of(chunk)->person.id[row], DRAWS_marriage);
    const double *ends = migration_macro_of(context)->marriages_cumulated;
    size_t country = pick_summed(ends, world_of(context)->n_countries, cor_unit(draws.word[WORD_marriage_country]));
    if (arrive_as_family(context, chunk, row, country, draws.word[WORD_marriage_occupation])) {
        person_weds_elsewhere(chunk, row);
    }
}

/* Persons without kin whose birthday is this month, by age; without branches that nobody could guess. */
static uint32_t list_unmarried(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *rows)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct scratch *scratch = context->scratch;
    uint32_t youngest = 12u * ADULT_FROM;
    uint32_t range = 12u * (1u + (uint32_t)world_of(context)->parameters.migration.marriage_age_last) - youngest;
    uint32_t n = 0;
    for (uint32_t i = 0; i < scratch->n_birthdays; i++) {
        uint32_t row = scratch->birthdays[i];
        rows[n] = row;
        n += (uint32_t)((person->kin[row] == NO_ROW) &
                        ((uint32_t)context->month - person->birth_month[row] - youngest < range));
    }
    return n;
}

void migration_marry(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct chunk_view *view = view_of(chunk);
    const double *chance = migration_macro_of(context)->marries_abroad;
    const uint64_t weds[N_SEXES] = {cor_threshold(chance[0]), cor_threshold(chance[1])};
    uint32_t *rows = scratch_of(context)->persons, words[DRAW_BLOCK];
    uint32_t n = list_unmarried(context, chunk, rows);
    for (struct piece p = pieces_of_persons(rows, n); piece_words(context, chunk, &p, DRAWS_marriage, words);) {
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t row = p.rows[i];
            if (words[i] < weds[trait_sex(view->person.traits[row])] && may_marry_abroad(context, view, row)) {
                marry_abroad(context, chunk, row);
            }
        }
    }
}

/* ---- once a month ---- */

void migration_settle_family(const struct cor_context *context)
{
    const struct world *world = world_of(context);
    struct migration_macro *macro = migration_macro_of(context);
    static const enum channel of_group[N_SPONSORS] = {CHANNEL_skilled, CHANNEL_family};
    double left[N_SPONSORS];
    for (size_t g = 0; g < N_SPONSORS; g++) {
        int64_t stock = 0;
        for (size_t c = HOME + 1; c < world->n_countries; c++) {
            stock += macro->stock[c][of_group[g]];
        }
        left[g] = stock > 0 ? (double)totals_of(context)->family_left[g] / (double)stock : 0.0;
    }
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        const double *stock = world->country[c].vietnamese_stock;
        macro->family_expected[c] =
            world->parameters.migration.family_rate *
            (left[SPONSOR_skilled] * stock[CHANNEL_skilled] + left[SPONSOR_settled] * stock[CHANNEL_family]);
    }
}

void migration_open_family(const struct cor_context *context)
{
    const struct world *world = world_of(context);
    const struct migration_parameters *p = &world->parameters.migration;
    struct migration_macro *macro = migration_macro_of(context);
    double sum = 0.0;
    if (is_census(context)) {
        memcpy(macro->singles, totals_of(context)->singles, sizeof macro->singles);
    }
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        double observed = world_at_start(world)->country[c].vietnamese_entries[CHANNEL_family];
        double factor = migration_lever_mean(context, LEVER_quota_factor, c, CHANNEL_family);
        double added = p->quota_fill * migration_lever_amount(context, LEVER_quota_added, c, CHANNEL_family);
        macro->family_follows[c] = migration_family_chance(p->family_rate, observed, macro->family_expected[c], factor);
        sum += migration_marriages(macro->market.known[c][CHANNEL_family], observed, macro->family_expected[c], factor,
                                   added);
        macro->marriages_cumulated[c] = sum;
    }
    for (size_t sex = 0; sex < N_SEXES; sex++) {
        double share = sex == SEX_female ? p->marriage_female : 1.0 - p->marriage_female;
        macro->marries_abroad[sex] = macro->singles[sex] > 0 ? sum * share / (double)macro->singles[sex] : 0.0;
    }
}
