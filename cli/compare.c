/* corridor compare: all scenarios with the same random numbers, then the report of their differences. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "analysis/compare.h"
#include "cli/cli.h"
#include "models/core/world_load.h"
#include "sim/base/memory.h"

/* One scenario of the comparison. Owns its texts and the scenario. */
struct comparand {
    struct cor_scenario scenario;
    bool loaded;
    char *path, *changes;
};

struct comparison_plan {
    const char *folder;
    struct comparand *items;
    struct simulation_arm *arms;
    struct cor_compare_scenario *entries;
    size_t n;
};

static void plan_free(struct comparison_plan *plan)
{
    for (size_t i = 0; plan->items && i < plan->n; i++) {
        free(plan->items[i].path);
        free(plan->items[i].changes);
        if (plan->items[i].loaded) {
            cor_scenario_free(&plan->items[i].scenario);
        }
    }
    free(plan->items);
    free(plan->arms);
    free(plan->entries);
}

/* What the policies do, one sentence a line. NULL when memory is short. */
static char *words_of(const struct cor_scenario *scenario)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s", "");
    for (size_t p = 0; p < scenario->n_policies; p++) {
        cor_text_add(&text, "%s%s", p > 0 ? "\n" : "", scenario->policies[p].words);
    }
    char *words = text.failed ? NULL : cor_format("%.*s", (int)text.n_bytes, text.n_bytes ? text.bytes : "");
    cor_text_free(&text);
    return words;
}

static void refuse_same_names(struct cli *cli, const struct comparison_plan *plan, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (plan->items[i].loaded && plan->items[j].loaded &&
            strcmp(plan->items[i].scenario.name, plan->items[j].scenario.name) == 0) {
            cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){cli->options.files[i], 0, 0},
                                "this scenario has the same name as %s: \"%s\"", cli->options.files[j],
                                plan->items[i].scenario.name);
        }
    }
}

static enum cor_status plan_item(struct cli *cli, struct comparison_plan *plan, size_t i)
{
    struct comparand *item = &plan->items[i];
    item->path = cor_format("%s/%s.nc", plan->folder, item->scenario.name);
    item->changes = words_of(&item->scenario);
    if (!item->path || !item->changes) {
        return COR_ERR_MEMORY;
    }
    plan->arms[i] = (struct simulation_arm){cli->options.files[i], item->path};
    plan->entries[i] = (struct cor_compare_scenario){.path = item->path,
                                                     .name = item->scenario.name,
                                                     .description = item->scenario.description,
                                                     .changes = item->changes};
    return COR_OK;
}

/* Read all scenarios for their names and words; all problems are found before anything runs. */
static enum cor_status plan_make(struct cli *cli, const struct cor_vocabulary *vocabulary, struct comparison_plan *plan)
{
    const struct cli_options *options = &cli->options;
    enum cor_status status = COR_OK;
    plan->n = options->n_files;
    plan->items = cor_calloc(plan->n, sizeof *plan->items);
    plan->arms = cor_calloc(plan->n, sizeof *plan->arms);
    plan->entries = cor_calloc(plan->n, sizeof *plan->entries);
    if (!plan->items || !plan->arms || !plan->entries) {
        return COR_ERR_MEMORY;
    }
    for (size_t i = 0; i < plan->n; i++) {
        enum cor_status read = cor_scenario_load(options->files[i], vocabulary, options->set, options->n_set,
                                                 &cli->list, &plan->items[i].scenario);
        plan->items[i].loaded = read == COR_OK;
        refuse_same_names(cli, plan, i);
        status = status == COR_OK ? read : status;
    }
    status = status == COR_OK && cli->list.n_errors > 0 ? COR_ERR_INPUT : status;
    for (size_t i = 0; i < plan->n && status == COR_OK; i++) {
        status = plan_item(cli, plan, i);
    }
    return status;
}

static enum cor_status report(struct cli *cli, const struct comparison_plan *plan)
{
    enum cor_status status = cor_compare_write(plan->entries, plan->n, plan->folder, cli->message);
    char *path = cor_format("%s/comparison.nc", plan->folder);
    if (status == COR_OK) {
        status = path ? cor_compare_print(path, stdout, cli->message) : COR_ERR_MEMORY;
    }
    if (status == COR_OK) {
        printf("\nReport: %s/report.html\nTables: %s/comparison.csv, %s/comparison.nc\n", plan->folder, plan->folder,
               plan->folder);
    }
    free(path);
    return status;
}

static enum cor_status simulate_and_report(struct cli *cli, const struct comparison_plan *plan)
{
    if (!cli->options.dry_run) {
        enum cor_status created = cor_directory_create(plan->folder, cli->message);
        if (created != COR_OK) {
            return created;
        }
    }
    cor_diagnostics_free(&cli->list); /* the simulation finds the same warnings again */
    cor_diagnostics_init(&cli->list);
    enum cor_status status = cli_simulate(cli, plan->arms, plan->n);
    return status == COR_OK && !cli->options.dry_run ? report(cli, plan) : status;
}

enum cor_status cli_compare(struct cli *cli)
{
    struct cli_words words;
    struct comparison_plan plan = {.folder = cli->options.output ? cli->options.output : "out"};
    enum cor_status status = cli_words_read(cli, &words);
    if (status == COR_OK) {
        status = plan_make(cli, model_vocabulary_words(words.vocabulary), &plan);
        if (status == COR_OK) {
            status = simulate_and_report(cli, &plan);
        }
        plan_free(&plan);
        cli_words_free(&words);
    }
    return status;
}
