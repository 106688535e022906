/* What a scenario moves, and where that can act. Levers say where they act (the model's mark_effects) and which other lever
 * they need; what a policy writes elsewhere has no effect, and the author is warned. */
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

/* One policy under examination. */
struct examined {
    const struct scenario_reader *reader;
    const struct cor_policy *policy;
    const struct scenario_source *source;
    const uint8_t *moved, *acts; /* [n_levers * n_cells] */
    uint8_t *effective;          /* [n_cells] 1 where some field of the policy acts */
};

static bool is_in_force(const struct cor_policy *policy)
{
    return policy->intensity > 0.0 && policy->from < policy->to;
}

static bool moves(const struct cor_policy *policy, size_t field)
{
    return is_in_force(policy) && policy->values[field] != policy->type->fields[field].neutral;
}

static const struct cor_lever *lever_of(const struct scenario_reader *reader, const struct cor_policy *policy,
                                        size_t field)
{
    return &reader->vocabulary->levers[policy->type->fields[field].lever];
}

/* ---- what is moved ---- */

static void mark_moved(const struct scenario_reader *reader, const struct cor_policy *policy, size_t field,
                       uint8_t *moved)
{
    uint8_t *row = moved + policy->type->fields[field].lever * reader->n_cells;
    const double *weights = policy->weights[field];
    for (size_t cell = 0; cell < reader->n_cells; cell++) {
        row[cell] |= policy->cells[cell] && (!weights || weights[cell] > 0.0);
    }
}

static bool share_out(struct scenario_reader *reader, const struct cor_situation *situation, struct cor_policy *policy,
                      size_t field)
{
    double *weights = cor_calloc(reader->n_cells, sizeof *weights);
    policy->weights[field] = weights;
    if (!weights) {
        reader->out_of_memory = true;
        return false;
    }
    reader->vocabulary->share_out(situation, policy->type->fields[field].lever, policy->cells, policy->named, weights);
    return true;
}

static void mark_lever_moved(struct scenario_reader *reader, const struct cor_situation *situation, size_t lever,
                             uint8_t *moved)
{
    bool shared = reader->vocabulary->levers[lever].shared;
    for (size_t i = 0; i < scenario_n_all(reader->scenario); i++) {
        struct cor_policy *policy = scenario_policy_of_all(reader->scenario, i);
        for (size_t f = 0; f < policy->type->n_fields; f++) {
            if (policy->type->fields[f].lever == lever && moves(policy, f) &&
                (!shared || share_out(reader, situation, policy, f))) {
                mark_moved(reader, policy, f, moved);
            }
        }
    }
}

/* Shares may hang on what other levers are moved: shared levers come last, in their own order. */
static void mark_all_moved(struct scenario_reader *reader, const struct cor_situation *situation, uint8_t *moved)
{
    for (int shared = 0; shared <= 1; shared++) {
        for (size_t lever = 0; lever < reader->vocabulary->n_levers && !reader->out_of_memory; lever++) {
            if (reader->vocabulary->levers[lever].shared == (shared == 1)) {
                mark_lever_moved(reader, situation, lever, moved);
            }
        }
    }
}

static void mark_where_levers_act(const struct scenario_reader *reader, const struct cor_situation *situation,
                                  uint8_t *acts)
{
    const struct cor_vocabulary *vocabulary = reader->vocabulary;
    for (size_t lever = 0; lever < vocabulary->n_levers; lever++) {
        size_t needs = vocabulary->levers[lever].needs;
        uint8_t *row = acts + lever * reader->n_cells;
        memset(row, 1, reader->n_cells);
        if (vocabulary->mark_effects) {
            vocabulary->mark_effects(situation, lever, row);
        }
        for (size_t cell = 0; needs != COR_NO_LEVER && cell < reader->n_cells; cell++) {
            row[cell] &= situation->moved[needs * reader->n_cells + cell];
        }
    }
}

/* ---- what is said ---- */

static struct cor_place place_at(const struct examined *of, struct scenario_spot spot)
{
    return (struct cor_place){of->policy->file, spot.line, spot.column};
}

static bool acts_in_cell(const struct examined *of, size_t field, size_t cell)
{
    const double *weights = of->policy->weights[field];
    return of->policy->cells[cell] && (!weights || weights[cell] > 0.0) &&
           of->acts[of->policy->type->fields[field].lever * of->reader->n_cells + cell];
}

/* Does the field act somewhere? Marks where. */
static bool note_effect(const struct examined *of, size_t field)
{
    bool some = false;
    for (size_t cell = 0; cell < of->reader->n_cells; cell++) {
        bool acts = acts_in_cell(of, field, cell);
        of->effective[cell] |= acts;
        some |= acts;
    }
    return some;
}

/* Is the lever that this field needs moved in no cell of the policy? */
static bool lacks_companion(const struct examined *of, size_t field)
{
    size_t needs = lever_of(of->reader, of->policy, field)->needs;
    for (size_t cell = 0; needs != COR_NO_LEVER && cell < of->reader->n_cells; cell++) {
        if (of->policy->cells[cell] && of->moved[needs * of->reader->n_cells + cell]) {
            return false;
        }
    }
    return needs != COR_NO_LEVER;
}

/* What an analyst writes to move a lever: the field of this policy type, else the lever's own name. */
static const char *name_in_policy(const struct examined *of, size_t lever)
{
    for (size_t f = 0; f < of->policy->type->n_fields; f++) {
        if (of->policy->type->fields[f].lever == lever) {
            return of->policy->type->fields[f].name;
        }
    }
    return of->reader->vocabulary->levers[lever].name;
}

static void warn_of_field(const struct examined *of, size_t field)
{
    const char *name = of->policy->type->fields[field].name;
    const struct cor_lever *lever = lever_of(of->reader, of->policy, field);
    struct cor_place place = place_at(of, of->source->fields[field]);
    if (lacks_companion(of, field)) {
        const char *companion = name_in_policy(of, lever->needs);
        cor_diagnostics_add(of->reader->list, COR_WARNING, place,
                            "\"%s\" changes nothing without \"%s\", which no policy sets here; write \"%s\" too", name,
                            companion, companion);
    } else {
        cor_diagnostics_add(of->reader->list, COR_WARNING, place,
                            "\"%s\" changes nothing for what this policy names: it acts on %s", name, lever->where);
    }
}

/* Is the cell one of item codes chosen[] of selector `s`? */
static bool is_of_item(const struct cor_vocabulary *vocabulary, size_t cell, size_t s, const uint8_t *chosen)
{
    size_t stride = 1;
    for (size_t i = s + 1; i < vocabulary->n_selectors; i++) {
        stride *= vocabulary->n_codes[i];
    }
    size_t code = cell / stride % vocabulary->n_codes[s];
    return code < vocabulary->selectors[s].n_items && chosen[code];
}

static bool has_marked_cell(const struct examined *of, size_t s, const uint8_t *chosen, const uint8_t *cells)
{
    for (size_t cell = 0; cell < of->reader->n_cells; cell++) {
        if (of->policy->cells[cell] && cells[cell] && is_of_item(of->reader->vocabulary, cell, s, chosen)) {
            return true;
        }
    }
    return false;
}

/* A total that leaves out something named although it could act there. */
static bool warn_of_no_share(const struct examined *of, const struct scenario_name *name, const uint8_t *chosen)
{
    for (size_t f = 0; f < of->policy->type->n_fields; f++) {
        const uint8_t *acts = of->acts + of->policy->type->fields[f].lever * of->reader->n_cells;
        double sum = 0.0;
        for (size_t cell = 0; of->policy->weights[f] && cell < of->reader->n_cells; cell++) {
            sum +=
                is_of_item(of->reader->vocabulary, cell, name->selector, chosen) ? of->policy->weights[f][cell] : 0.0;
        }
        if (of->policy->weights[f] && sum == 0.0 && has_marked_cell(of, name->selector, chosen, acts)) {
            cor_diagnostics_add(
                of->reader->list, COR_WARNING, place_at(of, name->spot),
                "nothing of \"%s\" falls to \"%s\": the total goes to the others named, in proportion to "
                "what they have already; write a policy of its own for it",
                of->policy->type->fields[f].name, name->text);
            return true;
        }
    }
    return false;
}

static void warn_of_names(const struct examined *of, size_t first_field, uint8_t *chosen)
{
    const struct cor_vocabulary *vocabulary = of->reader->vocabulary;
    for (size_t i = 0; i < of->source->n_names; i++) {
        const struct scenario_name *name = &of->source->names[i];
        memset(chosen, 0, of->reader->n_cells);
        if (scenario_choose(&vocabulary->selectors[name->selector], name->text, chosen) &&
            !warn_of_no_share(of, name, chosen) && !has_marked_cell(of, name->selector, chosen, of->effective)) {
            cor_diagnostics_add(of->reader->list, COR_WARNING, place_at(of, name->spot),
                                "\"%s\" has no part in this policy: \"%s\" acts on %s", name->text,
                                of->policy->type->fields[first_field].name,
                                lever_of(of->reader, of->policy, first_field)->where);
        }
    }
}

/* chosen: room for [n_cells], of which selectors use as many as they have items. */
static void examine(const struct examined *of, uint8_t *chosen)
{
    size_t n_moving = 0, n_written = 0, n_effective = 0, first = 0;
    memset(of->effective, 0, of->reader->n_cells);
    for (size_t f = 0; f < of->policy->type->n_fields; f++) {
        bool written = of->source->fields[f].line > 0;
        n_written += written;
        if (!moves(of->policy, f)) {
            continue;
        }
        first = n_moving++ == 0 ? f : first;
        if (note_effect(of, f)) {
            n_effective += 1;
        } else if (written) {
            warn_of_field(of, f);
        }
    }
    if (n_effective > 0) {
        warn_of_names(of, first, chosen);
    } else if (n_written > 0 && n_moving == 0 && of->policy->from < of->policy->to) {
        cor_diagnostics_add(of->reader->list, COR_WARNING,
                            place_at(of, (struct scenario_spot){of->policy->line, of->policy->column}),
                            of->policy->intensity > 0.0
                                ? "every field of the policy \"%s\" has the value of the baseline: it changes nothing"
                                : "the policy \"%s\" has the intensity 0: it changes nothing",
                            of->policy->type->name);
    }
}

void scenario_find_effects(struct scenario_reader *reader)
{
    size_t n_values = reader->vocabulary->n_levers * reader->n_cells;
    uint8_t *moved = cor_calloc(n_values, 1), *acts = cor_calloc(n_values, 1), *room = cor_calloc(2, reader->n_cells);
    const struct cor_situation situation = {reader->vocabulary->model, reader->scenario->parameters, moved};
    reader->out_of_memory |= !moved || !acts || !room;
    if (!reader->out_of_memory) {
        mark_all_moved(reader, &situation, moved);
    }
    if (!reader->out_of_memory) {
        mark_where_levers_act(reader, &situation, acts);
        for (size_t i = 0; i < reader->scenario->n_policies; i++) {
            struct examined of = {reader, &reader->scenario->policies[i], &reader->sources[i], moved, acts, room};
            examine(&of, room + reader->n_cells);
        }
    }
    free(room);
    free(acts);
    free(moved);
}

void scenario_share_totals(struct scenario_reader *reader)
{
    uint8_t *moved = cor_calloc(reader->vocabulary->n_levers * reader->n_cells, 1);
    const struct cor_situation situation = {reader->vocabulary->model, reader->scenario->parameters, moved};
    reader->out_of_memory |= !moved;
    if (!reader->out_of_memory) {
        mark_all_moved(reader, &situation, moved);
    }
    free(moved);
}
