#include <stdlib.h>
#include <string.h>
#include "models/words/consistency.h"
#include "models/words/lever_effects.h"
#include "models/model.h"
#include "models/words/policies.h"
#include "models/facts/fact_names.h"
#include "models/facts/world_load.h"
#include "sim/base/memory.h"

/* Groups of parties: all destinations, the European Union, and one per nest of destinations. */
enum { GROUP_DESTINATIONS, GROUP_EU, GROUP_NESTS, N_PARTY_GROUPS = GROUP_NESTS + N_NESTS - 1 };

struct model_vocabulary {
    struct cor_vocabulary words;
    struct cor_selector selectors[N_SELECTORS];
    size_t n_codes[N_SELECTORS];
    const char *party[MAX_COUNTRIES], *party_label[MAX_COUNTRIES];
    struct cor_selector_group group[N_PARTY_GROUPS];
    uint8_t member[N_PARTY_GROUPS][MAX_COUNTRIES];
    const char **fact; /* [n_facts] names of single facts; owned, their texts in fact_text */
    char (*fact_text)[FACT_NAME];
    size_t n_facts;
    char *fact_pattern;               /* of all names; owned */
    struct cor_parameter *parameters; /* owned; the model's table with the defaults of this vocabulary */
};

/* Party, fact, item or factor, and the year from which it holds. */
static char *pattern_of_facts(const struct model_vocabulary *vocabulary)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "^([A-Z]{3}");
    for (size_t g = 0; g < N_PARTY_GROUPS; g++) {
        cor_text_add(&text, "|%s", vocabulary->group[g].name);
    }
    for (size_t i = 0; i < n_facts; i++) {
        cor_text_add(&text, "%s%s", i == 0 ? ")\\.(" : "|", fact_table[i].name);
    }
    cor_text_add(&text, ")(\\.[a-z_]+){0,2}(@[0-9]{4})?$");
    if (text.failed) {
        cor_text_free(&text);
    }
    return text.bytes;
}

static bool find_fact(const void *model, const char *name, struct cor_parameter *row)
{
    return fact_name_row(model, name, row);
}

static enum cor_status name_facts(struct model_vocabulary *vocabulary, const struct world *world)
{
    struct fact_place place = {0};
    char name[FACT_NAME];
    size_t n = 0;
    while (fact_name_next(world, &place, name)) {
        n++;
    }
    vocabulary->fact = cor_calloc(n, sizeof *vocabulary->fact);
    vocabulary->fact_text = cor_calloc(n, sizeof *vocabulary->fact_text);
    vocabulary->fact_pattern = pattern_of_facts(vocabulary);
    if (!vocabulary->fact || !vocabulary->fact_text || !vocabulary->fact_pattern) {
        return COR_ERR_MEMORY;
    }
    place = (struct fact_place){0};
    for (size_t i = 0; i < n; i++) {
        fact_name_next(world, &place, vocabulary->fact_text[i]);
        vocabulary->fact[i] = vocabulary->fact_text[i];
    }
    vocabulary->n_facts = n;
    return COR_OK;
}

static void name_groups(struct model_vocabulary *vocabulary)
{
    vocabulary->group[GROUP_DESTINATIONS].name = "all_destinations";
    vocabulary->group[GROUP_EU].name = "EU";
    for (size_t nest = NEST_home + 1; nest < N_NESTS; nest++) {
        vocabulary->group[GROUP_NESTS + nest - 1].name = nest_items.items[nest];
    }
    for (size_t g = 0; g < N_PARTY_GROUPS; g++) {
        vocabulary->group[g].members = vocabulary->member[g];
    }
}

static void enter_country(struct model_vocabulary *vocabulary, const struct country *country, size_t code)
{
    vocabulary->party[code] = country->iso3;
    vocabulary->party_label[code] = country->name;
    if (country->role != ROLE_ORIGIN && country->nest != NEST_home) {
        vocabulary->member[GROUP_DESTINATIONS][code] = 1;
        vocabulary->member[GROUP_EU][code] = country->eu;
        vocabulary->member[GROUP_NESTS + country->nest - 1][code] = 1;
    }
}

static void make_selectors(struct model_vocabulary *vocabulary, size_t n_countries)
{
    vocabulary->selectors[SELECTOR_parties] =
        (struct cor_selector){.field = "parties",
                              .required = true,
                              .n_items = n_countries,
                              .items = vocabulary->party,
                              .labels = vocabulary->party_label,
                              .groups = vocabulary->group,
                              .n_groups = N_PARTY_GROUPS,
                              .doc = "Countries by ISO 3166-1 alpha-3 code, or groups of destinations"};
    vocabulary->selectors[SELECTOR_channels] = (struct cor_selector){.field = "channels",
                                                                     .n_items = channel_items.n_items,
                                                                     .items = channel_items.items,
                                                                     .labels = channel_items.labels,
                                                                     .doc = "Channels of migration; all if left out"};
    vocabulary->selectors[SELECTOR_occupations] = (struct cor_selector){.field = "occupations",
                                                                        .n_items = occupation_items.n_items,
                                                                        .items = occupation_items.items,
                                                                        .labels = occupation_items.labels,
                                                                        .doc = "Occupation groups; all if left out"};
    vocabulary->n_codes[SELECTOR_parties] = MAX_COUNTRIES;
    vocabulary->n_codes[SELECTOR_channels] = N_CHANNELS;
    vocabulary->n_codes[SELECTOR_occupations] = N_OCCUPATIONS;
}

enum cor_status model_vocabulary_refit(struct model_vocabulary *vocabulary, const char *parameter, double value,
                                       double low, double high)
{
    for (size_t i = 0; i < n_parameters; i++) {
        struct cor_parameter *row = &vocabulary->parameters[i];
        if (strcmp(row->name, parameter) == 0 && row->min <= low && low <= value && value <= high && high <= row->max) {
            row->value = value;
            row->low = low;
            row->high = high;
            return COR_OK;
        }
    }
    return COR_ERR_INPUT;
}

/* The model's table, with the plausible ranges of what was fitted. */
static enum cor_status take_parameters(struct model_vocabulary *vocabulary)
{
    vocabulary->parameters = cor_calloc(n_parameters, sizeof *vocabulary->parameters);
    if (!vocabulary->parameters) {
        return COR_ERR_MEMORY;
    }
    memcpy(vocabulary->parameters, parameter_table, n_parameters * sizeof *vocabulary->parameters);
    enum cor_status status = COR_OK;
    for (size_t i = 0; i < n_parameters; i++) {
#define FITTED(parameter, low, high)                                                                                   \
    if (strcmp(parameter_table[i].name, parameter) == 0) {                                                             \
        status = model_vocabulary_refit(vocabulary, parameter, parameter_table[i].value, low, high);                   \
    }
#include "models/tables/fitted_ranges.def"
    }
    return status;
}

enum cor_status model_vocabulary_create(const struct world *world, struct model_vocabulary **vocabulary)
{
    struct model_vocabulary *created = cor_calloc(1, sizeof *created);
    *vocabulary = created;
    if (!created) {
        return COR_ERR_MEMORY;
    }
    name_groups(created);
    for (size_t code = 0; code < world->n_countries; code++) {
        enter_country(created, &world->country[code], code);
    }
    make_selectors(created, world->n_countries);
    enum cor_status status = name_facts(created, world);
    if (status == COR_OK) {
        status = take_parameters(created);
    }
    created->words = (struct cor_vocabulary){.first_start = world->first_start,
                                             .last_start = world->last_start,
                                             .end = world->end,
                                             .parameters = created->parameters,
                                             .n_parameters = n_parameters,
                                             .facts = {.find = find_fact,
                                                       .names = created->fact,
                                                       .n_names = created->n_facts,
                                                       .pattern = created->fact_pattern},
                                             .levers = lever_table,
                                             .n_levers = N_LEVERS,
                                             .policies = policy_table,
                                             .n_policies = n_policies,
                                             .selectors = created->selectors,
                                             .n_selectors = N_SELECTORS,
                                             .n_codes = created->n_codes,
                                             .consistency = consistency_table,
                                             .n_consistency = n_consistency,
                                             .dated = world->dated,
                                             .model = world,
                                             .mark_effects = lever_effects_mark,
                                             .share_out = lever_effects_share};
    return status;
}

void model_vocabulary_free(struct model_vocabulary *vocabulary)
{
    if (vocabulary) {
        free(vocabulary->fact);
        free(vocabulary->fact_text);
        free(vocabulary->fact_pattern);
        free(vocabulary->parameters);
    }
    free(vocabulary);
}

const struct cor_vocabulary *model_vocabulary_words(const struct model_vocabulary *vocabulary)
{
    return &vocabulary->words;
}
