#include "cli/groups.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/io/json.h"

static const struct cor_place command_line = {NULL, 0, 0};

void cli_groups_free(struct cli_groups *groups)
{
    for (size_t g = 0; g < groups->n; g++) {
        free(groups->group[g].name);
        free(groups->group[g].title);
        free(groups->group[g].policies);
    }
    free(groups->of);
    *groups = (struct cli_groups){0};
}

/* Something that --groups names as belonging to a group. */
struct item {
    const char *word; /* within the copy of the option */
    size_t group, n_policies;
};

struct work {
    struct cli *cli;
    const struct cor_scenario *base, *package;
    size_t n_policies; /* of the package */
    size_t *of;        /* [n_policies] group; SHARED: the base has it as well; OPEN: none yet */
    char **names;      /* owned: of groups, as many as may turn out */
    size_t n_names;
    bool failed; /* memory ran out */
};
static const size_t SHARED = SIZE_MAX, OPEN = SIZE_MAX - 1;

/* The policies that the base has as well are those that say the same, each counted once. */
static void find_shared(struct work *work)
{
    const struct cor_scenario *base = work->base, *package = work->package;
    uint8_t *is_used = cor_calloc(base->n_policies, 1);
    work->failed |= !is_used;
    for (size_t p = 0; is_used && p < package->n_policies; p++) {
        work->of[p] = OPEN;
        for (size_t b = 0; b < base->n_policies && work->of[p] == OPEN; b++) {
            if (!is_used[b] && cor_policy_is_same(&base->policies[b], &package->policies[p], base->timeline.n_cells)) {
                is_used[b] = 1;
                work->of[p] = SHARED;
            }
        }
    }
    free(is_used);
}

/* The number of the group of that name, which is added when there is none. */
static size_t group_of_name(struct work *work, const char *name)
{
    size_t g = 0;
    while (g < work->n_names && strcmp(work->names[g], name) != 0) {
        g++;
    }
    if (g == work->n_names) {
        work->names[g] = cor_strdup(name);
        work->failed |= !work->names[g];
        work->n_names += work->names[g] != NULL;
    }
    return g;
}

/* As the scenario says, else by type. */
static void group_by_themselves(struct work *work)
{
    for (size_t p = 0; p < work->n_policies && !work->failed; p++) {
        const struct cor_policy *policy = &work->package->policies[p];
        if (work->of[p] == OPEN) {
            work->of[p] = group_of_name(work, policy->group ? policy->group : policy->type->name);
        }
    }
}

/* ---- --groups ---- */

/* The part before `mark` without blanks around it; *text moves behind the mark, or becomes NULL at the end. */
static char *next_word(char **text, char mark)
{
    char *word = *text + strspn(*text, " "), *end = strchr(word, mark);
    *text = end ? end + 1 : NULL;
    end = end ? end : word + strlen(word);
    while (end > word && end[-1] == ' ') {
        end--;
    }
    *end = '\0';
    return word;
}

static bool refuse_form(struct work *work, const char *part)
{
    cor_diagnostics_add(
        &work->cli->list, COR_ERROR, command_line,
        "--groups: '%s' is no group; write NAME=WHAT,WHAT;NAME=WHAT, where WHAT is a type or a group of "
        "policies or the name of one",
        part);
    return false;
}

/* Take the option apart. `text` is a copy of it, in which the words are cut. */
static bool read_items(struct work *work, char *text, struct item *items, size_t *n_items)
{
    while (text && !work->failed) {
        char *rest = next_word(&text, ';'), *equals = strchr(rest, '=');
        char *name = equals ? next_word(&rest, '=') : rest;
        size_t n_before = work->n_names;
        if (!equals || name[0] == '\0' || strchr(rest, '=')) {
            return refuse_form(work, name);
        }
        size_t group = group_of_name(work, name);
        if (group < n_before) {
            cor_diagnostics_add(&work->cli->list, COR_ERROR, command_line, "--groups: two groups are called '%s'",
                                name);
            return false;
        }
        while (rest) {
            items[*n_items] = (struct item){.word = next_word(&rest, ','), .group = group};
            if (items[(*n_items)++].word[0] == '\0') {
                return refuse_form(work, name);
            }
        }
    }
    return !work->failed;
}

/* What an item may be of a policy, the narrower first, so that a type may stand for the rest of it. */
enum kind_of_item { NAME, GROUP, TYPE, N_KINDS_OF_ITEM };

static const char *word_of(const struct cor_policy *policy, enum kind_of_item kind)
{
    return kind == NAME ? policy->name : kind == TYPE ? policy->type->name : policy->group ? policy->group : "";
}

/* Hand over the policies that an item means and that have no group yet. */
static void take_item(struct work *work, struct item *item, enum kind_of_item kind)
{
    for (size_t p = 0; p < work->n_policies; p++) {
        if (work->of[p] == OPEN && strcmp(word_of(&work->package->policies[p], kind), item->word) == 0) {
            work->of[p] = item->group;
            item->n_policies++;
        }
    }
}

static void refuse_item(struct work *work, const struct item *item)
{
    const char **candidates = cor_calloc(N_KINDS_OF_ITEM * work->n_policies, sizeof *candidates);
    size_t n = 0;
    for (size_t p = 0; candidates && p < work->n_policies; p++) {
        for (enum kind_of_item kind = NAME; work->of[p] != SHARED && kind < N_KINDS_OF_ITEM; kind++) {
            candidates[n++] = word_of(&work->package->policies[p], kind);
        }
    }
    const char *nearest = candidates ? cor_nearest_name(item->word, candidates, n) : NULL;
    bool is_taken = nearest && strcmp(nearest, item->word) == 0, is_like = nearest && !is_taken;
    work->failed |= !candidates;
    cor_diagnostics_add(&work->cli->list, COR_ERROR, command_line,
                        is_taken ? "--groups: '%s' adds nothing to the group '%s': another one has it already%s%s%s"
                                 : "--groups: '%s' in the group '%s' is no type, group or name of a policy that "
                                   "the second scenario adds%s%s%s",
                        item->word, work->names[item->group], is_like ? "; did you mean '" : "", is_like ? nearest : "",
                        is_like ? "'?" : "");
    free(candidates);
}

static void refuse_left_out(struct work *work)
{
    for (size_t p = 0; p < work->n_policies; p++) {
        const struct cor_policy *policy = &work->package->policies[p];
        if (work->of[p] == OPEN) {
            cor_diagnostics_add(&work->cli->list, COR_ERROR,
                                (struct cor_place){policy->file, policy->line, policy->column},
                                "the policy \"%s\" is in no group: write its name or its type, %s, in --groups",
                                policy->name, policy->type->name);
        }
    }
}

static void group_as_asked(struct work *work)
{
    char *text = cor_strdup(work->cli->options.groups);
    struct item *items = cor_calloc(strlen(work->cli->options.groups) + 1, sizeof *items);
    size_t n_items = 0;
    work->failed |= !text || !items;
    if (!work->failed && read_items(work, text, items, &n_items)) {
        for (size_t i = 0; i < N_KINDS_OF_ITEM * n_items; i++) {
            take_item(work, &items[i % n_items], (enum kind_of_item)(i / n_items));
        }
        for (size_t i = 0; i < n_items; i++) {
            if (items[i].n_policies == 0) {
                refuse_item(work, &items[i]);
            }
        }
        refuse_left_out(work);
    }
    free(items);
    free(text);
}

/* ---- what is made of it ---- */

/* All but the first five in one group: what may be written instead. */
static void refuse_many(struct work *work)
{
    struct cor_text example;
    cor_text_init(&example);
    for (size_t g = 0; g < work->n_names; g++) {
        bool is_own = g + 1 < COR_SHAPLEY_GROUPS;
        const char *before = is_own ? g > 0 ? ";" : "" : g + 1 == COR_SHAPLEY_GROUPS ? ";others=" : ",";
        cor_text_add(&example, is_own ? "%s%s=%s" : "%s%s", before, work->names[g], work->names[g]);
    }
    work->failed |= example.failed;
    bool is_asked = work->cli->options.groups != NULL;
    cor_diagnostics_add(
        &work->cli->list, COR_ERROR, is_asked ? command_line : (struct cor_place){work->package->path, 0, 0},
        "%zu groups of policies: at most %d can be told apart, since every set of them is simulated; put "
        "some together%s%s%s",
        work->n_names, COR_SHAPLEY_GROUPS, is_asked ? "" : ", as in --groups \"",
        is_asked || example.failed ? "" : example.bytes, is_asked ? "" : "\"");
    cor_text_free(&example);
}

static char *policies_of(const struct work *work, size_t group)
{
    struct cor_text text;
    cor_text_init(&text);
    for (size_t p = 0; p < work->n_policies; p++) {
        if (work->of[p] == group) {
            cor_text_add(&text, "%s%s", text.n_bytes > 0 ? "\n" : "", work->package->policies[p].words);
        }
    }
    if (text.failed) {
        cor_text_free(&text);
    }
    return text.bytes;
}

/* A group that is called after a type has its label as a title. */
static const char *title_of(const struct work *work, const char *name)
{
    for (size_t p = 0; p < work->n_policies; p++) {
        if (strcmp(work->package->policies[p].type->name, name) == 0) {
            return work->package->policies[p].type->label;
        }
    }
    return name;
}

static void hand_over(struct work *work, struct cli_groups *groups)
{
    groups->of = cor_calloc(work->n_policies, 1);
    groups->first = INT32_MAX;
    for (; groups->n < work->n_names; groups->n++) {
        const char *name = work->names[groups->n];
        groups->group[groups->n] =
            (struct cli_group){cor_strdup(name), cor_strdup(title_of(work, name)), policies_of(work, groups->n)};
        work->failed |=
            !groups->group[groups->n].name || !groups->group[groups->n].title || !groups->group[groups->n].policies;
    }
    work->failed |= !groups->of;
    for (size_t p = 0; groups->of && p < work->n_policies; p++) {
        int32_t from = work->package->policies[p].from;
        groups->of[p] = work->of[p] == SHARED ? CLI_NO_GROUP : (uint8_t)work->of[p];
        groups->first = work->of[p] != SHARED && from < groups->first ? from : groups->first;
    }
}

static void make(struct work *work, struct cli_groups *groups)
{
    struct cor_diagnostics *list = &work->cli->list;
    find_shared(work);
    if (!work->failed && work->cli->options.groups) {
        group_as_asked(work);
    } else if (!work->failed) {
        group_by_themselves(work);
    }
    if (work->n_names > COR_SHAPLEY_GROUPS) {
        refuse_many(work);
    } else if (work->n_names == 0 && list->n_errors == 0) {
        cor_diagnostics_add(list, COR_ERROR, (struct cor_place){work->package->path, 0, 0},
                            "this scenario has no policy that '%s' lacks: there is nothing to tell apart",
                            work->base->name);
    }
    if (!work->failed && list->n_errors == 0) {
        hand_over(work, groups);
    }
}

enum cor_status cli_groups_make(struct cli *cli, const struct cor_scenario *base, const struct cor_scenario *package,
                                struct cli_groups *groups)
{
    size_t most_names = package->n_policies + (cli->options.groups ? strlen(cli->options.groups) : 0) + 1;
    struct work work = {.cli = cli, .base = base, .package = package, .n_policies = package->n_policies};
    *groups = (struct cli_groups){0};
    work.of = cor_calloc(work.n_policies, sizeof *work.of);
    work.names = cor_calloc(most_names, sizeof *work.names);
    work.failed = !work.of || !work.names;
    if (!work.failed) {
        make(&work, groups);
    }
    for (size_t g = 0; g < work.n_names; g++) {
        free(work.names[g]);
    }
    free(work.names);
    free(work.of);
    return work.failed ? COR_ERR_MEMORY : cli->list.n_errors > 0 ? COR_ERR_INPUT : COR_OK;
}
