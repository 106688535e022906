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
#include "sim/io/file.h"
#include "sim/io/json.h"

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

/* What a scenario as a whole moves: asked when it is checked where its levers can act. */
struct cor_situation {
    const void *model;        /* of the vocabulary */
    const double *parameters; /* [n_parameters] */
    const uint8_t *moved;     /* [n_levers * n_cells] 1 where a policy moves the lever at some time */
};

/* Facts that a scenario may set beside parameters: what the tables of the model say, by names that it understands. */
struct cor_fact_words {
    /* The row of a name, which must outlive it; false when it is none. NULL: there are no such facts. */
    bool (*find)(const void *model, const char *name, struct cor_parameter *row);
    const char *const
        *names; /* [n_names] those of single facts, for completion and for the nearest of a mistyped one */
    size_t n_names;
    const char *pattern; /* all names as a regular expression */
};

struct cor_dated_policies;

/* The words a scenario may use. A cell of a lever is (code 0 * n_codes[1] + code 1) * n_codes[2] + code 2, where
 * code s is an item of selector s, and n_codes[s] is at least its n_items. */
struct cor_vocabulary {
    int32_t first_start, last_start; /* Januaries in which a scenario may begin; the last where it does not say */
    int32_t end;                     /* first month beyond those it may cover */
    const struct cor_parameter *parameters;
    size_t n_parameters;
    struct cor_fact_words facts;
    const struct cor_lever *levers;
    size_t n_levers;
    const struct cor_policy_type *policies;
    size_t n_policies;
    const struct cor_selector *selectors; /* 3 */
    size_t n_selectors;
    const size_t *n_codes; /* [n_selectors] */
    const struct cor_consistency *consistency;
    size_t n_consistency;
    const struct cor_dated_policies *dated; /* what holds in every scenario; NULL: nothing */
    const void *model; /* handed to these functions and to those of consistency: what the model has read */
    /* Write 1 into cells[n_cells] where the lever can act, 0 elsewhere. NULL: everywhere. */
    void (*mark_effects)(const struct cor_situation *situation, size_t lever, uint8_t *cells);
    /* For a lever that is shared: the weights[n_cells] by which the total of a party (selector 0) falls to the cells
     * chosen, with sum 1 for each party or 0 where nothing can fall to it. Bit s of `named`: the policy names items of
     * selector s. Needed when a lever is shared. */
    void (*share_out)(const struct cor_situation *situation, size_t lever, const uint8_t *cells, unsigned named,
                      double *weights);
};

struct cor_policy {
    const struct cor_policy_type *type; /* NULL: a record, which moves nothing (cor_dated_policy) */
    char *name;                         /* owned; "" when not named */
    int32_t from, to;                   /* first month in force, first month no longer in force */
    int32_t ramp_months;
    double intensity;
    double *values;   /* [type->n_fields], neutral where left out */
    double **weights; /* [type->n_fields] owned: for a field of a shared lever its share of each cell, else NULL */
    uint8_t *cells;   /* [cells of a lever] */
    unsigned named;   /* bit s: items of selector s are named */
    char *file;       /* owned: where it is written */
    unsigned line, column;
    char *group; /* owned: with which policies it is told apart from others (corridor attribute); NULL: not named */
    char *words; /* owned: one plain sentence that says what it does, for reports */
};

/* A policy or a law that was in force at its time whatever a scenario says. Rows of one name are one event, which a scenario
 * may leave out by that name ("without"). A record has no type and moves nothing: it says which facts or parameters hold
 * its effect already. */
struct cor_dated_policy {
    struct cor_policy policy;
    char *carried_by;    /* owned: of a record the names of facts and parameters, ", " between them; else "" */
    char *source, *note; /* owned */
    enum cor_evidence status;
};
struct cor_dated_policies {
    struct cor_dated_policy *rows; /* owned */
    size_t n;
};

/* Read such policies from the text of a JSON file of one list, "policies", whose items have the keys of a scenario's
 * policies and "source", one of `sources`, "status" and "note". Problems go to `list` (COR_ERR_INPUT); free it in
 * every case. */
enum cor_status cor_dated_policies_read(const char *path, const char *text, size_t n_bytes,
                                        const struct cor_vocabulary *vocabulary, const char *const *sources,
                                        size_t n_sources, struct cor_diagnostics *list,
                                        struct cor_dated_policies *dated);
void cor_dated_policies_free(struct cor_dated_policies *dated);

/* A fact set by a scenario: by name, for the model to understand. */
struct cor_fact_setting {
    char *name; /* owned */
    double value;
};

/* Where a parameter was set last: known to the reader alone. */
struct scenario_setting;

struct cor_scenario {
    char *path;                                      /* owned: the file it was loaded from, as the caller named it */
    char *name, *title, *description, *plausibility; /* owned */
    int32_t from, to;                                /* months: first and first beyond the last */
    double *parameters;                              /* [n_parameters] resolved values */
    struct scenario_setting *settings;               /* [n_parameters] owned; NULL: none was set */
    size_t n_parameters, n_settings;
    struct cor_fact_setting
        *facts; /* [n_facts] owned; a later one holds where it is about the same as an earlier one */
    size_t n_facts;
    struct cor_policy *policies;
    size_t n_policies;
    uint8_t *without;         /* owned: [rows of the vocabulary's dated policies] 1 where left out */
    struct cor_policy *dated; /* owned: those that hold in the months of this scenario, in the order of their file */
    size_t n_dated;
    struct cor_timeline timeline;
    struct cor_file_id *files; /* owned: the files it was read from, its own first */
    size_t n_files;
    char digest[65]; /* SHA-256 of what the run depends on: months, parameters, measures that move
                              * something (not the order in which policies are written) */
};

/* "name=value" overrides of parameters from the command line, or "from=2010-01" of the month in which to begin. */
struct cor_override {
    const char *text;
};

/* Load `path`. Problems go to `list` (COR_ERR_INPUT). On success free with cor_scenario_free. */
enum cor_status cor_scenario_load(const char *path, const struct cor_vocabulary *vocabulary,
                                  const struct cor_override *overrides, size_t n_overrides,
                                  struct cor_diagnostics *list, struct cor_scenario *scenario);
/* Load n scenarios into scenarios[n]; a file on which several of them build is read once. Goes on after a problem, so that all
 * are found. Unless all could be loaded there is nothing to free. */
enum cor_status cor_scenario_load_all(const char *const *paths, size_t n, const struct cor_vocabulary *vocabulary,
                                      const struct cor_override *overrides, size_t n_overrides,
                                      struct cor_diagnostics *list, struct cor_scenario *scenarios);
/* The scenario that loading the file of `base` with these overrides after the earlier ones would give, the same to the
 * digest, made without reading a file. Problems go to `list` (COR_ERR_INPUT); the warnings are those of `base` and are not
 * repeated. On success free with cor_scenario_free; it needs `base` no more. */
enum cor_status cor_scenario_vary(const struct cor_scenario *base, const struct cor_vocabulary *vocabulary,
                                  const struct cor_override *overrides, size_t n_overrides,
                                  struct cor_diagnostics *list, struct cor_scenario *scenario);
/* The scenario with those of its policies for which kept[n_policies] is 1: the same to the digest as if the others had not
 * been written, also where a total is shared out. COR_ERR_MEMORY or COR_OK; then free it with cor_scenario_free. */
enum cor_status cor_scenario_keep(const struct cor_scenario *base, const struct cor_vocabulary *vocabulary,
                                  const uint8_t *kept, struct cor_scenario *scenario);
/* Do two policies say the same, whatever they are called and wherever they are written? */
bool cor_policy_is_same(const struct cor_policy *a, const struct cor_policy *b, size_t n_cells);
void cor_scenario_free(struct cor_scenario *scenario);

/* A parameter or fact that --set, designs and scenarios may name: its row, whose name is `name`. False when there is none; then the
 * nearest name, or NULL. */
bool cor_scenario_find_setting(const struct cor_vocabulary *vocabulary, const char *name, struct cor_parameter *row);
const char *cor_scenario_nearest_setting(const struct cor_vocabulary *vocabulary, const char *name);

/* What a scenario is, in words for files and readers: the dated policies that hold in its months, those left out, and its own
 * policies, one sentence a line, with dates; and the parameters and facts
 * that differ from their defaults, by the scenario or by --set, as "name = value unit (default x)", one a line. "" where
 * there is nothing to say. Fresh texts, or NULL when memory is short. */
char *cor_scenario_policy_words(const struct cor_vocabulary *vocabulary, const struct cor_scenario *scenario);
char *cor_scenario_parameter_words(const struct cor_vocabulary *vocabulary, const struct cor_scenario *scenario);

/* Warn of policies that begin in or after the month `end`, the first that is not simulated, and before the scenario
 * ends by itself: of later ones it was warned when it was loaded. */
void cor_scenario_warn_of_end(const struct cor_scenario *scenario, int32_t end, struct cor_diagnostics *list);

/* Is the file at `path` a JSON Schema, such as the one that lies beside the scenarios? What cannot be read is none.
 * COR_ERR_MEMORY or COR_OK. */
enum cor_status cor_scenario_is_schema(const char *path, bool *is_schema);

/* The JSON Schema (draft 2020-12, only keywords that mean the same in draft-07) of scenario files, generated. */
void cor_scenario_schema(const struct cor_vocabulary *vocabulary, struct cor_text *text);

#endif
