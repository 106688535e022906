/* Limits that cannot mean what a policy asks of them: counted over a whole channel and asked of a part of it, or nothing at all,
 * and that by and by. Both are refused where they are written, with what to write instead. */
#include <stdio.h>
#include "sim/run/scenario_reader.h"

enum { ADVICE_SIZE = 256 };

static const struct cor_lever *lever_of(const struct scenario_reader *reader, const struct cor_policy *policy, size_t f)
{
    return &reader->vocabulary->levers[policy->type->fields[f].lever];
}

static struct cor_place place_of(const struct scenario_page *page, const struct cor_json_value *member)
{
    return (struct cor_place){cor_json_file(page->json), member->key_line, member->key_column};
}

/* A factor of the same policy, which goes to a part of what it acts on as well as to all, and to nothing in steps; or NULL. */
static const struct cor_policy_field *factor_of(const struct scenario_reader *reader, const struct cor_policy *policy)
{
    for (size_t f = 0; f < policy->type->n_fields; f++) {
        if (lever_of(reader, policy, f)->combine == COR_MULTIPLY && policy->type->fields[f].min == 0.0) {
            return &policy->type->fields[f];
        }
    }
    return NULL;
}

/* What to write instead, with the factor's name in its middle; nothing without a factor. */
static void advise(char advice[ADVICE_SIZE], const struct cor_policy_field *factor, const char *before,
                   const char *after)
{
    advice[0] = '\0';
    if (factor) {
        snprintf(advice, ADVICE_SIZE, "%s\"%s\"%s", before, factor->name, after);
    }
}

/* ---- of a part of a channel ---- */

/* Are some of the items of the last selector left out where the policy holds? */
static bool leaves_items_out(const struct scenario_reader *reader, const struct cor_policy *policy)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    size_t last = vocabulary->n_selectors - 1, n_codes = vocabulary->n_codes[last];
    for (size_t first = 0; first < reader->n_cells; first += n_codes) {
        size_t n_chosen = 0;
        for (size_t code = 0; code < vocabulary->selectors[last].n_items; code++) {
            n_chosen += policy->cells[first + code];
        }
        if (n_chosen > 0 && n_chosen < vocabulary->selectors[last].n_items) {
            return true;
        }
    }
    return false;
}

static void refuse_part(struct scenario_reader *reader, const struct scenario_page *page,
                        const struct cor_json_value *member, const struct cor_policy *policy)
{
    char advice[ADVICE_SIZE];
    const char *selector = reader->vocabulary->selectors[reader->vocabulary->n_selectors - 1].field;
    advise(advice, factor_of(reader, policy), ", or limit them by ", "");
    cor_diagnostics_add(reader->list, COR_ERROR, place_of(page, member),
                        "\"%s\" counts all %s together and cannot hold for some of them: leave \"%s\" out%s",
                        member->key, selector, selector, advice);
}

/* ---- nothing, by and by ---- */

/* Does another field of the policy, without which this one moves nothing, take its strength? */
static bool is_carried_by_another(const struct scenario_reader *reader, const struct cor_policy *policy, size_t f)
{
    for (size_t other = 0; other < policy->type->n_fields; other++) {
        const struct cor_policy_field *field = &policy->type->fields[other];
        if (field->lever == lever_of(reader, policy, f)->needs && policy->values[other] != field->neutral) {
            return true;
        }
    }
    return false;
}

static bool is_nothing_in_steps(const struct scenario_reader *reader, const struct cor_policy *policy, size_t f)
{
    bool in_steps = policy->ramp_months > 1 || (policy->intensity > 0.0 && policy->intensity < 1.0);
    return in_steps && lever_of(reader, policy, f)->combine == COR_MIN && policy->values[f] == 0.0 &&
           !is_carried_by_another(reader, policy, f);
}

static void refuse_steps(struct scenario_reader *reader, const struct scenario_page *page,
                         const struct cor_json_value *member, const struct cor_policy *policy)
{
    char advice[ADVICE_SIZE];
    const char *key = policy->ramp_months > 1 ? "ramp_months" : "intensity";
    advise(advice, factor_of(reader, policy), ", or write ", ": 0 in its place");
    cor_diagnostics_add(reader->list, COR_ERROR, place_of(page, member),
                        "\"%s\" of 0 is a limit that no steps lead to: leave \"%s\" out%s", member->key, key, advice);
}

void scenario_refuse_limits(struct scenario_reader *reader, const struct scenario_page *page,
                            const struct cor_json_value *object, const struct cor_policy *policy)
{
    bool part = leaves_items_out(reader, policy);
    for (size_t f = 0; f < policy->type->n_fields; f++) {
        const struct cor_json_value *member = cor_json_member(object, policy->type->fields[f].name);
        if (member && part && lever_of(reader, policy, f)->undivided) {
            refuse_part(reader, page, member, policy);
        }
        if (member && is_nothing_in_steps(reader, policy, f)) {
            refuse_steps(reader, page, member, policy);
        }
    }
}
