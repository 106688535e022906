/* How a scenario is read, shared by the files scenario*.c only. A reader collects parameters and policies
 * of a scenario file and of the files it builds on; the scenario owns what was read, the reader what is only needed for
 * reading. Problems go to the list of the caller; out_of_memory says that memory ran out. */
#ifndef COR_RUN_SCENARIO_READER_H
#define COR_RUN_SCENARIO_READER_H
#include <sys/types.h>
#include "sim/run/scenario.h"

enum {
    SCENARIO_MAX_FILES = 64,
    SCENARIO_MAX_DEPTH = 8,       /* of files that build on files */
    SCENARIO_MAX_BYTES = 1 << 23, /* of all files together */
    SCENARIO_MAX_POLICIES = 1000, /* bounds memory: a policy holds one byte per cell of a lever */
    SCENARIO_MAX_RAMP = 600,      /* months */
    SCENARIO_OPEN_END = INT32_MAX /* cor_policy.to while reading: until the scenario ends */
};

/* Lengths of texts in bytes. */
enum { SCENARIO_MAX_NAME = 64, SCENARIO_MAX_TITLE = 200, SCENARIO_MAX_TEXT = 8000 };

struct scenario_file {
    dev_t device;
    ino_t inode;
    bool open; /* being read now: to meet it again is a cycle */
};

/* Where a parameter was set last. */
struct scenario_setting {
    char *file; /* owned; NULL: on the command line */
    unsigned line, column;
    size_t number; /* counts settings from 1; 0: never set */
};

struct scenario_spot {
    unsigned line, column; /* line 0: not written */
};

struct scenario_name {
    char *text; /* owned */
    size_t selector;
    struct scenario_spot spot;
};

/* Where the parts of a policy stand, for what can be said only when all of the scenario is known. */
struct scenario_source {
    size_t file;                  /* number of the file that it comes from */
    struct scenario_spot *fields; /* owned: [type->n_fields] */
    struct scenario_name *names;  /* owned: what its selectors name */
    size_t n_names;
};

/* The texts of files that were read, for the scenarios of one command: a file on which several of them build is read once. */
struct scenario_text {
    dev_t device;
    ino_t inode;
    char *bytes; /* owned */
    size_t n_bytes;
};
struct scenario_shelf {
    struct scenario_text *texts; /* owned */
    size_t n_texts, room;
};

struct scenario_reader {
    struct scenario_shelf *shelf;
    const struct cor_vocabulary *vocabulary;
    struct cor_diagnostics *list;
    struct cor_scenario *scenario;
    size_t n_cells;                  /* of a lever */
    struct scenario_source *sources; /* [policy_capacity] of scenario->policies */
    size_t policy_capacity;          /* of scenario->policies */
    struct scenario_file files[SCENARIO_MAX_FILES];
    size_t n_files, n_bytes; /* read so far */
    size_t root_length;      /* length of the folder of the first file within its path, slash included */
    int n_includes_open;
    bool is_dated; /* policies of data/ are read, which began when they did and say where they are from */
    bool out_of_memory;
};

/* A file that is being read. */
struct scenario_page {
    const struct cor_json *json;
    const struct cor_json_value *root;
    const char *path;
    size_t number;
    int depth;
};

/* scenario_read.c: read the file at `path` and, before it, what it builds on. `from` is where it is named. */
void scenario_read_file(struct scenario_reader *reader, const char *path, struct cor_place from, int depth);

void scenario_free_shelf(struct scenario_shelf *shelf);

/* scenario_policy.c: read the array "policies". */
void scenario_read_policies(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *array);
/* Read one policy; false when it says too little to be one. Free it in every case. */
bool scenario_read_policy(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *object, struct cor_policy *policy);
/* Its months in force. */
void scenario_read_policy_months(struct scenario_reader *reader, const struct scenario_page *page,
                                 const struct cor_json_value *object, struct cor_policy *policy);
void scenario_free_policy(struct cor_policy *policy);
/* A copy without the shares of totals, which hang on parameters. False when memory is short; free it in every case. */
bool scenario_copy_policy(const struct cor_policy *policy, size_t n_cells, struct cor_policy *copy);
void scenario_free_sources(struct scenario_reader *reader);

/* scenario_dated.c: the keys that say where a dated policy is from; read the list "without"; take over what holds in the
 * months of the scenario, once these are known. */
enum { SCENARIO_N_EVIDENCE_KEYS = 3 };
extern const char *const scenario_evidence_keys[SCENARIO_N_EVIDENCE_KEYS];
void scenario_read_without(struct scenario_reader *reader, const struct scenario_page *page,
                           const struct cor_json_value *array);
bool scenario_is_in_months(const struct cor_policy *policy, const struct cor_scenario *scenario);
bool scenario_take_dated(const struct cor_vocabulary *vocabulary, struct cor_scenario *scenario);
void scenario_free_dated(struct cor_scenario *scenario);
/* All policies of a scenario: the dated ones, then its own. */
static inline size_t scenario_n_all(const struct cor_scenario *scenario)
{
    return scenario->n_dated + scenario->n_policies;
}
static inline struct cor_policy *scenario_policy_of_all(const struct cor_scenario *scenario, size_t i)
{
    return i < scenario->n_dated ? &scenario->dated[i] : &scenario->policies[i - scenario->n_dated];
}

/* scenario_selection.c: read what the policy says of selector `s`; clears the cells that it does not choose. */
void scenario_read_selector(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *object, size_t s, uint8_t *cells);
/* Mark the item or group `name` in chosen[n_items]; false when there is none. */
bool scenario_choose(const struct cor_selector *selector, const char *name, uint8_t *chosen);

/* scenario_limits.c: refuse what no limit can mean. */
void scenario_refuse_limits(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *object, const struct cor_policy *policy);

/* scenario_effects.c: share out what is a total, and warn of what moves nothing. Once per scenario, when it has been read
 * without an error. */
void scenario_find_effects(struct scenario_reader *reader);
/* Share out again, when parameters have changed since; warns of nothing. */
void scenario_share_totals(struct scenario_reader *reader);

/* scenario_overlap.c: warn of what another policy says already. When effects have been found. */
void scenario_find_overlaps(struct scenario_reader *reader);

/* scenario_values.c: reading single values. Each adds a problem and returns false when the value is not what is asked.
 */
bool scenario_is_object(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *value, const char *what);
bool scenario_read_text(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *value, size_t max_bytes, bool one_line, char **text);
bool scenario_read_number(struct scenario_reader *reader, const struct scenario_page *page,
                          const struct cor_json_value *value, double min, double max, const char *unit, double *number);
bool scenario_read_month(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *value, int32_t *month);
void scenario_check_keys(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *object, const char *const *known, size_t n_known);
/* `name` is none of the `known`: say so, with the nearest one or, when they are few, with all. */
void scenario_unknown_name(struct scenario_reader *reader, struct cor_place place, const char *what, const char *name,
                           const char *const *known, size_t n_known);

/* scenario_consistency.c: remember where parameter `index` was set; say which parameters do not go together, at the place
 * where the last of them was set, or at the scenario `path` where none was. */
void scenario_note_setting(struct scenario_reader *reader, size_t index, struct cor_place place);
void scenario_check_consistency(struct scenario_reader *reader, const char *path);
void scenario_free_settings(struct cor_scenario *scenario);

/* scenario_read.c: a parameter by name, NULL: none. */
const struct cor_parameter *scenario_find_parameter(const struct cor_vocabulary *vocabulary, const char *name);
enum { SCENARIO_MAX_SETTING = 128 }; /* bytes of the name of a parameter or fact */

/* scenario_facts.c: facts that the scenario sets. The row of a name (false: none), and setting one. */
bool scenario_find_fact(const struct cor_vocabulary *vocabulary, const char *name, struct cor_parameter *row);
void scenario_set_fact(struct scenario_reader *reader, const struct cor_parameter *row, double value);
bool scenario_copy_facts(const struct cor_scenario *base, struct cor_scenario *copy);
void scenario_free_facts(struct cor_scenario *scenario);

/* scenario.c: set the parameter or fact that "name=value" names; the policies of the scenario, in canonical order, become its
 * timeline; the digest of what the run depends on. */
/* Let a scenario begin in a month, or say at `place` in which it may. */
void scenario_set_start(struct scenario_reader *reader, struct cor_place place, int32_t month,
                        struct cor_scenario *scenario);
void scenario_apply_override(struct scenario_reader *reader, const char *text);
size_t scenario_count_cells(const struct cor_vocabulary *vocabulary); /* of a lever */
enum cor_status scenario_build_timeline(struct cor_scenario *scenario);
void scenario_make_digest(const struct cor_vocabulary *vocabulary, struct cor_scenario *scenario);

/* scenario_words.c: the sentence that says what a policy does; `value` is the object it was read from. NULL when memory
 * runs out. */
char *scenario_policy_words(const struct cor_vocabulary *vocabulary, const struct cor_policy *policy,
                            const struct cor_json_value *value);
/* The same of a record. */
char *scenario_record_words(const struct cor_vocabulary *vocabulary, const struct cor_policy *policy,
                            const char *carried_by, const struct cor_json_value *value);

#endif
