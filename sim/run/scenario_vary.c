/* A loaded scenario with other parameters, as a sweep makes one for every row of its design, or with some of its policies. */
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"
#include "sim/run/scenario_reader.h"

static void *copied(const void *items, size_t n, size_t size)
{
    void *copy = cor_calloc(n, size);
    if (copy && n > 0) {
        memcpy(copy, items, n * size);
    }
    return copy;
}

/* kept: 1 for those that stay; NULL: all. */
static bool copy_policies(const struct cor_scenario *base, const uint8_t *kept, struct cor_scenario *copy)
{
    copy->policies = cor_calloc(base->n_policies, sizeof *copy->policies);
    bool whole = copy->policies != NULL;
    for (size_t i = 0; whole && i < base->n_policies; i++) {
        if (!kept || kept[i]) {
            whole =
                scenario_copy_policy(&base->policies[i], base->timeline.n_cells, &copy->policies[copy->n_policies++]);
        }
    }
    return whole;
}

static bool copy_settings(const struct cor_scenario *base, struct cor_scenario *copy)
{
    copy->n_settings = base->n_settings;
    if (!base->settings) {
        return true;
    }
    copy->settings = copied(base->settings, base->n_parameters, sizeof *base->settings);
    bool whole = copy->settings != NULL;
    for (size_t i = 0; copy->settings && i < base->n_parameters; i++) {
        const char *file = base->settings[i].file;
        copy->settings[i].file = file ? cor_strdup(file) : NULL;
        whole &= !file || copy->settings[i].file;
    }
    return whole;
}

static bool copy_without(const struct cor_scenario *base, const struct cor_vocabulary *vocabulary,
                         struct cor_scenario *copy)
{
    copy->without = vocabulary->dated ? copied(base->without, vocabulary->dated->n, sizeof *base->without) : NULL;
    return !vocabulary->dated || copy->without;
}

/* All but the timeline, what is dated, the shares and the digest. */
static bool copy_scenario(const struct cor_scenario *base, const struct cor_vocabulary *vocabulary, const uint8_t *kept,
                          struct cor_scenario *copy)
{
    *copy = (struct cor_scenario){
        .from = base->from, .to = base->to, .n_parameters = base->n_parameters, .n_files = base->n_files};
    cor_timeline_init(&copy->timeline, base->timeline.levers, base->timeline.n_levers, base->timeline.n_cells);
    copy->path = cor_strdup(base->path);
    copy->name = cor_strdup(base->name);
    copy->title = cor_strdup(base->title);
    copy->description = cor_strdup(base->description);
    copy->plausibility = cor_strdup(base->plausibility);
    copy->parameters = copied(base->parameters, base->n_parameters, sizeof *base->parameters);
    copy->files = copied(base->files, base->n_files, sizeof *base->files);
    bool whole = copy_settings(base, copy);
    whole &= scenario_copy_facts(base, copy) && copy_without(base, vocabulary, copy);
    return copy_policies(base, kept, copy) && whole && copy->path && copy->name && copy->title && copy->description &&
           copy->plausibility && copy->parameters && copy->files;
}

static enum cor_status set_parameters(struct scenario_reader *reader, const struct cor_override *overrides,
                                      size_t n_overrides)
{
    size_t n_errors = reader->list->n_errors;
    for (size_t i = 0; i < n_overrides; i++) {
        scenario_apply_override(reader, overrides[i].text);
    }
    if (!reader->out_of_memory && reader->list->n_errors == n_errors) {
        scenario_check_consistency(reader, reader->scenario->path);
    }
    return reader->out_of_memory ? COR_ERR_MEMORY : reader->list->n_errors > n_errors ? COR_ERR_INPUT : COR_OK;
}

/* What was left open, from what a copy says now. The copy is freed when anything fails. */
static enum cor_status complete(struct scenario_reader *reader, enum cor_status status)
{
    struct cor_scenario *scenario = reader->scenario;
    if (status == COR_OK && !scenario_take_dated(reader->vocabulary, scenario)) {
        status = COR_ERR_MEMORY;
    }
    if (status == COR_OK) {
        scenario_share_totals(reader);
        status = reader->out_of_memory ? COR_ERR_MEMORY : scenario_build_timeline(scenario);
    }
    if (status == COR_OK) {
        scenario_make_digest(reader->vocabulary, scenario);
    } else {
        cor_scenario_free(scenario);
    }
    return status;
}

enum cor_status cor_scenario_vary(const struct cor_scenario *base, const struct cor_vocabulary *vocabulary,
                                  const struct cor_override *overrides, size_t n_overrides,
                                  struct cor_diagnostics *list, struct cor_scenario *scenario)
{
    struct scenario_reader reader = {
        .vocabulary = vocabulary, .list = list, .scenario = scenario, .n_cells = base->timeline.n_cells};
    enum cor_status status = copy_scenario(base, vocabulary, NULL, scenario) ? COR_OK : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = set_parameters(&reader, overrides, n_overrides);
    }
    return complete(&reader, status);
}

enum cor_status cor_scenario_keep(const struct cor_scenario *base, const struct cor_vocabulary *vocabulary,
                                  const uint8_t *kept, struct cor_scenario *scenario)
{
    struct scenario_reader reader = {.vocabulary = vocabulary, .scenario = scenario, .n_cells = base->timeline.n_cells};
    return complete(&reader, copy_scenario(base, vocabulary, kept, scenario) ? COR_OK : COR_ERR_MEMORY);
}

bool cor_policy_is_same(const struct cor_policy *a, const struct cor_policy *b, size_t n_cells)
{
    return a->type == b->type && a->from == b->from && a->to == b->to && a->ramp_months == b->ramp_months &&
           a->intensity == b->intensity && a->named == b->named &&
           memcmp(a->values, b->values, a->type->n_fields * sizeof *a->values) == 0 &&
           memcmp(a->cells, b->cells, n_cells) == 0;
}
