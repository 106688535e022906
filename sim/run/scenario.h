/* Scenarios: the JSON files an analyst writes. Knows the words a model declares (vocabulary), not what they mean.
 * Reads a file with the files it builds on ("extends": everything of one parent; "include": policies and parameters of
 * others), checks everything at once, and resolves it to parameter values and a policy timeline. */
#ifndef COR_RUN_SCENARIO_H
#define COR_RUN_SCENARIO_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "sim/base/clock.h"
#include "sim/base/diagnostics.h"
#include "sim/base/sha256.h"
#include "sim/base/status.h"
#include "sim/desc/tables.h"
#include "sim/engine/timeline.h"
#include "sim/io/json.h"

/* The months a scenario may cover: country tables describe 1 January 2024 and projections reach 2050. */
enum {
    COR_SCENARIO_FROM = (2024 - COR_EPOCH_YEAR) * 12,
    COR_SCENARIO_TO = (2051 - COR_EPOCH_YEAR) * 12 /* first month beyond */
};

/* Named items that a policy may be limited to. `groups` are names for several items at once. */
struct cor_selector_group {
    const char *name;
    const uint8_t *members; /* [n_items] 1 when member */
};
struct cor_selector {
    const char *field; /* "parties", "channels", "occupations" */
    bool required;     /* false: left out means all items */
    size_t n_items;
    const char *const *items;
    const char *const *labels; /* [n_items] words for people */
    const struct cor_selector_group *groups;
    size_t n_groups;
    const char *doc;
};

/* The words a scenario may use. A cell of a lever is (code 0 * n_codes[1] + code 1) * n_codes[2] + code 2, where
 * code s is an item of selector s, and n_codes[s] is at least its n_items. */
struct cor_vocabulary {
    const struct cor_parameter *parameters;
    size_t n_parameters;
    const struct cor_lever *levers;
    size_t n_levers;
    const struct cor_policy_type *policies;
    size_t n_policies;
    const struct cor_selector *selectors; /* 3 */
    size_t n_selectors;
    const size_t *n_codes; /* [n_selectors] */
    const struct cor_consistency *consistency;
    size_t n_consistency;
    const void *model; /* handed to the measures of consistency */
};

struct cor_policy {
    const struct cor_policy_type *type;
    char *name;       /* owned; "" when not named */
    int32_t from, to; /* first month in force, first month no longer in force */
    int32_t ramp_months;
    double intensity;
    double *values; /* [type->n_fields], neutral where left out */
    uint8_t *cells; /* [cells of a lever] */
    char *words;    /* owned: one plain sentence that says what it does, for reports */
};

struct cor_scenario {
    char *name, *title, *description, *plausibility; /* owned */
    int32_t from, to;                                /* months: first and first beyond the last */
    double *parameters;                              /* [n_parameters] resolved values */
    struct cor_policy *policies;
    size_t n_policies;
    struct cor_timeline timeline;
    char digest[65]; /* SHA-256 of what the run depends on: months, parameters, measures that move
                              * something (not the order in which policies are written) */
};

/* "name=value" overrides of parameters from the command line. */
struct cor_override {
    const char *text;
};

/* Load `path`. Problems go to `list` (COR_ERR_INPUT). On success free with cor_scenario_free. */
enum cor_status cor_scenario_load(const char *path, const struct cor_vocabulary *vocabulary,
                                  const struct cor_override *overrides, size_t n_overrides,
                                  struct cor_diagnostics *list, struct cor_scenario *scenario);
void cor_scenario_free(struct cor_scenario *scenario);

/* The JSON Schema (draft 2020-12, only keywords that mean the same in draft-07) of scenario files, generated. */
void cor_scenario_schema(const struct cor_vocabulary *vocabulary, struct cor_text *text);

#endif
