/* Facts that a scenario sets: what the model's tables say, by names that the model understands. Kept in the order in which they
 * were set, for a later one may be about part of what an earlier one is about. */
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

void scenario_free_facts(struct cor_scenario *scenario)
{
    for (size_t i = 0; i < scenario->n_facts; i++) {
        free(scenario->facts[i].name);
    }
    free(scenario->facts);
    scenario->facts = NULL;
    scenario->n_facts = 0;
}

static void take_out(struct cor_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->n_facts; i++) {
        if (strcmp(scenario->facts[i].name, name) == 0) {
            free(scenario->facts[i].name);
            scenario->n_facts--;
            memmove(scenario->facts + i, scenario->facts + i + 1, (scenario->n_facts - i) * sizeof *scenario->facts);
            return;
        }
    }
}

static bool add_last(struct cor_scenario *scenario, const char *name, double value)
{
    struct cor_fact_setting *facts = cor_realloc(scenario->facts, scenario->n_facts + 1, sizeof *facts);
    char *copy = cor_strdup(name);
    scenario->facts = facts ? facts : scenario->facts;
    if (!facts || !copy) {
        free(copy);
        return false;
    }
    facts[scenario->n_facts++] = (struct cor_fact_setting){copy, value};
    return true;
}

bool scenario_copy_facts(const struct cor_scenario *base, struct cor_scenario *copy)
{
    bool whole = true;
    for (size_t i = 0; i < base->n_facts && whole; i++) {
        whole = add_last(copy, base->facts[i].name, base->facts[i].value);
    }
    return whole;
}

bool scenario_find_fact(const struct cor_vocabulary *vocabulary, const char *name, struct cor_parameter *row)
{
    return vocabulary->facts.find && vocabulary->facts.find(vocabulary->model, name, row);
}

void scenario_set_fact(struct scenario_reader *reader, const struct cor_parameter *row, double value)
{
    take_out(reader->scenario, row->name);
    reader->out_of_memory |= !add_last(reader->scenario, row->name, value + 0.0);
}

bool cor_scenario_find_setting(const struct cor_vocabulary *vocabulary, const char *name, struct cor_parameter *row)
{
    const struct cor_parameter *parameter = scenario_find_parameter(vocabulary, name);
    if (!parameter) {
        return scenario_find_fact(vocabulary, name, row);
    }
    *row = *parameter;
    row->name = name;
    return true;
}

const char *cor_scenario_nearest_setting(const struct cor_vocabulary *vocabulary, const char *name)
{
    size_t n = vocabulary->n_parameters + vocabulary->facts.n_names;
    const char **names = cor_calloc(n, sizeof *names);
    const char *nearest = NULL;
    if (names) {
        for (size_t i = 0; i < vocabulary->n_parameters; i++) {
            names[i] = vocabulary->parameters[i].name;
        }
        for (size_t i = 0; i < vocabulary->facts.n_names; i++) {
            names[vocabulary->n_parameters + i] = vocabulary->facts.names[i];
        }
        nearest = cor_nearest_name(name, names, n);
    }
    free(names);
    return nearest;
}
