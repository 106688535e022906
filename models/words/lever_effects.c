#include "models/words/lever_effects.h"
#include "models/migration/migration.h"
#include "models/wages/wages.h"
#include <string.h>

/* A cell with what decides whether a lever acts there. */
struct place {
    const struct cor_situation *situation;
    const struct country *country;
    const struct parameters *parameters;
    size_t code, channel, occupation;
};

static bool is_moved_at(const struct place *place, enum lever lever, size_t channel)
{
    size_t cell = lever_cell(place->code, channel, place->occupation);
    return place->situation->moved[(size_t)lever * N_LEVER_CELLS + cell] != 0;
}

static bool is_destination(const struct place *place)
{
    return place->country->role != ROLE_ORIGIN;
}

/* Admissions in 2024, or places that a policy adds. */
static bool has_places(const struct place *place, size_t channel)
{
    return place->country->vietnamese_entries[channel] > 0.0 || is_moved_at(place, LEVER_quota_added, channel);
}

/* What is chosen at home, prepared, applied for and paid for: work and study, in occupations that people leave for. */
static bool is_chosen(const struct place *place)
{
    bool works_there = place->country->vietnamese_share[place->occupation] > 0.0 ||
                       is_moved_at(place, LEVER_quota_added, place->channel);
    return is_destination(place) && place->channel < N_CHOICE_CHANNELS && works_there &&
           has_places(place, place->channel);
}

static bool has_people(const struct place *place, size_t channel)
{
    return place->country->vietnamese_stock[channel] > 0.0 || has_places(place, channel);
}

static bool acts_in_abroad(const struct place *place)
{
    bool becomes_irregular = place->channel == CHANNEL_irregular &&
                             (has_people(place, CHANNEL_contract) || has_people(place, CHANNEL_apprenticeship) ||
                              has_people(place, CHANNEL_study));
    return is_destination(place) && (has_people(place, place->channel) || becomes_irregular);
}

static bool acts_in_admitted(const struct place *place)
{
    return is_destination(place) && place->channel <= CHANNEL_family;
}

static bool acts_in_open(const struct place *place)
{
    return acts_in_admitted(place) && place->country->vietnamese_entries[place->channel] > 0.0 &&
           place->country->vietnamese_share[place->occupation] > 0.0;
}

static bool acts_in_chosen(const struct place *place)
{
    return acts_in_open(place) && place->channel < N_CHOICE_CHANNELS;
}

static bool acts_in_processed(const struct place *place)
{
    return is_chosen(place) && place->country->processing_months[place->channel] > 0.0;
}

static bool acts_in_charged(const struct place *place)
{
    return is_chosen(place) && place->country->recruitment_cost[place->channel] > 0.0;
}

static bool acts_in_limited(const struct place *place)
{
    return acts_in_abroad(place) && (place->channel == CHANNEL_contract || place->channel == CHANNEL_apprenticeship ||
                                     place->channel == CHANNEL_study);
}

static bool acts_in_below(const struct place *place)
{
    return acts_in_abroad(place) &&
           wages_entry_gap(place->country->nest, place->channel, &place->parameters->wages) > 0.0;
}

static bool acts_in_prepared(const struct place *place)
{
    return is_chosen(place);
}

static bool is_language_taught(const struct place *place)
{
    return place->country->language_required[place->channel] > 0.0 ||
           is_moved_at(place, LEVER_language_hours, place->channel);
}

/* Seats are for a corridor as a whole, whatever the occupation. */
static bool acts_in_taught(const struct place *place)
{
    return is_destination(place) && place->channel < N_CHOICE_CHANNELS && has_places(place, place->channel) &&
           is_language_taught(place);
}

static bool acts_in_paid(const struct place *place)
{
    return is_chosen(place) &&
           (is_language_taught(place) || is_moved_at(place, LEVER_vocational_months, place->channel));
}

static bool acts_in_recognised(const struct place *place)
{
    return acts_in_abroad(place) && place->channel != CHANNEL_study && place->channel != CHANNEL_irregular;
}

/* Rights follow a person from one country to the next, so that the channel of today tells nothing of where they are from. */
static bool acts_in_insured(const struct place *place)
{
    return is_destination(place) && place->country->pension_employee_rate + place->country->pension_employer_rate > 0.0;
}

static bool acts_in_refunding(const struct place *place)
{
    return acts_in_insured(place) && place->country->refund_share > 0.0;
}

static bool acts_in_retaining(const struct place *place)
{
    return acts_in_insured(place) && place->country->pension_exportable < 0.5;
}

static bool acts_in_liable(const struct place *place)
{
    return acts_in_abroad(place) && place->channel != CHANNEL_irregular;
}

static bool acts_in_dispatched(const struct place *place)
{
    return acts_in_abroad(place) && place->channel == CHANNEL_contract;
}

/* What concerns Viet Nam alone is read in the first channel. */
static bool acts_in_home(const struct place *place)
{
    return !is_destination(place) && place->channel == 0;
}

/* What concerns Viet Nam as a whole is read in the first cell. */
static bool acts_in_nation(const struct place *place)
{
    return acts_in_home(place) && place->occupation == 0;
}

enum where {
#define WHERE(name, text) WHERE_##name,
#include "models/tables/lever_effects.def"
    N_WHERE
};

static bool (*const condition[N_WHERE])(const struct place *) = {
#define WHERE(name, text) [WHERE_##name] = acts_in_##name,
#include "models/tables/lever_effects.def"
};

static const enum where where_of[N_LEVERS] = {
#define LEVER(name, combine, neutral, min, max, unit, where, ...) [LEVER_##name] = WHERE_##where,
#include "models/tables/levers.def"
};

static void read_parameters(const struct cor_situation *situation, struct parameters *parameters)
{
    for (size_t i = 0; i < n_parameters; i++) {
        memcpy((char *)parameters + parameter_table[i].offset, &situation->parameters[i], sizeof(double));
    }
}

void lever_effects_mark(const struct cor_situation *situation, size_t lever, uint8_t *cells)
{
    const struct world *world = situation->model;
    struct parameters parameters;
    read_parameters(situation, &parameters);
    memset(cells, 0, N_LEVER_CELLS);
    for (size_t cell = 0; cell < world->n_countries * N_CHANNELS * N_OCCUPATIONS; cell++) {
        size_t code = cell / N_OCCUPATIONS / N_CHANNELS;
        struct place place = {
            situation,           &world->country[code], &parameters, code, cell / N_OCCUPATIONS % N_CHANNELS,
            cell % N_OCCUPATIONS};
        cells[cell] = condition[where_of[lever]](&place);
    }
}

/* Make the numbers that are marked sum to one: in proportion, or equally when they sum to nothing. */
static void make_shares(double *numbers, const bool *marked, size_t n)
{
    double sum = 0.0, n_marked = 0.0;
    for (size_t i = 0; i < n; i++) {
        numbers[i] = marked[i] ? numbers[i] : 0.0;
        sum += numbers[i];
        n_marked += marked[i] ? 1.0 : 0.0;
    }
    for (size_t i = 0; i < n && n_marked > 0.0; i++) {
        numbers[i] = sum > 0.0 ? numbers[i] / sum : (marked[i] ? 1.0 / n_marked : 0.0);
    }
}

/* Can some of a party's total fall to a channel that is among those chosen? A labour agreement that names no channel opens
 * places of work; a course seat goes where a language is taught. */
static bool has_part(const struct place *place, size_t lever, bool channels_named)
{
    bool works = is_channel_of_work(place->channel);
    return lever == LEVER_quota_added ? acts_in_admitted(place) && (channels_named || works) : acts_in_taught(place);
}

static void share_of_party(const struct place *party, size_t lever, const uint8_t *cells, bool channels_named,
                           double *weights)
{
    double entries[N_CHANNELS], workers[N_OCCUPATIONS];
    bool has_channel[N_CHANNELS] = {false}, has_occupation[N_OCCUPATIONS] = {false};
    for (size_t i = 0; i < N_CHANNELS * N_OCCUPATIONS; i++) {
        struct place place = *party;
        place.channel = i / N_OCCUPATIONS;
        place.occupation = i % N_OCCUPATIONS;
        bool chosen = cells[lever_cell(party->code, place.channel, place.occupation)];
        has_channel[place.channel] |= chosen && has_part(&place, lever, channels_named);
        has_occupation[place.occupation] |= chosen;
    }
    memcpy(entries, party->country->vietnamese_entries, sizeof entries);
    migration_occupation_weights(party->country->vietnamese_share, &party->parameters->migration, MIX_general, workers);
    make_shares(entries, has_channel, N_CHANNELS);
    make_shares(workers, has_occupation, N_OCCUPATIONS);
    for (size_t h = 0; h < N_CHANNELS; h++) {
        for (size_t k = 0; k < N_OCCUPATIONS; k++) {
            weights[lever_cell(party->code, h, k)] = entries[h] * workers[k];
        }
    }
}

void lever_effects_share(const struct cor_situation *situation, size_t lever, const uint8_t *cells, unsigned named,
                         double *weights)
{
    const struct world *world = situation->model;
    struct parameters parameters;
    read_parameters(situation, &parameters);
    memset(weights, 0, N_LEVER_CELLS * sizeof *weights);
    for (size_t code = HOME + 1; code < world->n_countries; code++) {
        struct place party = {situation, &world->country[code], &parameters, code, 0, 0};
        share_of_party(&party, lever, cells, (named & (1u << SELECTOR_channels)) != 0, weights);
    }
}
