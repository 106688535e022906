/* corridor attribute: every set of the groups of policies that a scenario adds to its base, with the same random numbers in one
 * ensemble, then what each group contributes. The results of the sets are read and given up; the tables take their places
 * together. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "analysis/attribution.h"
#include "cli/cli.h"
#include "cli/experiment.h"
#include "cli/groups.h"
#include "models/tables/version.h"
#include "sim/base/clock.h"
#include "sim/base/memory.h"
#include "sim/base/sha256.h"
#include "sim/io/json.h"

/* The tables; the digest says of which experiment they are. */
static const char digest_name[] = "attribution.digest";
static const char *const names[] = {"attribution.csv", "groups.csv", "attribution.html", digest_name};
enum { N_NAMES = sizeof names / sizeof names[0] };

struct attribution_plan {
    struct cli *cli;
    const char *folder;
    char *workshop, *shed; /* where tables are made, and results of the sets kept until then */
    const struct simulation_input *input;
    struct cli_groups groups;
    size_t n_sets;
    struct cor_scenario sets[COR_SHAPLEY_SETS]; /* bit g of the number: group g is in force */
    size_t n_made;
    char *paths[COR_SHAPLEY_SETS];
    struct simulation_arm arms[COR_SHAPLEY_SETS];
    char identity[COR_SHA256_TEXT];
    struct cor_attribution_request request;
    struct cor_attribution attribution;
};

static void plan_free(struct attribution_plan *plan)
{
    for (size_t set = 0; set < plan->n_made; set++) {
        cor_scenario_free(&plan->sets[set]);
    }
    for (size_t set = 0; set < plan->n_sets; set++) {
        free(plan->paths[set]);
    }
    cli_groups_free(&plan->groups);
    cor_attribution_free(&plan->attribution);
    free(plan->workshop);
    free(plan->shed);
    free(plan);
}

static const struct cor_scenario *base_of(const struct attribution_plan *plan)
{
    return simulation_scenario(plan->input, 0);
}

static const struct cor_scenario *package_of(const struct attribution_plan *plan)
{
    return simulation_scenario(plan->input, 1);
}

/* ---- the sets ---- */

/* "combined: training, pensions", for messages and progress. */
static char *name_of_set(const struct attribution_plan *plan, size_t set)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "%s: ", package_of(plan)->name);
    const char *before = "";
    for (size_t g = 0; g < plan->groups.n; g++) {
        if (set >> g & 1u) {
            cor_text_add(&text, "%s%s", before, plan->groups.group[g].name);
            before = ", ";
        }
    }
    cor_text_add(&text, "%s", set == 0 ? "none of its policies" : "");
    if (text.failed) {
        cor_text_free(&text);
    }
    return text.bytes;
}

static enum cor_status make_set(struct attribution_plan *plan, size_t set)
{
    const struct cor_scenario *package = package_of(plan);
    uint8_t *kept = cor_calloc(package->n_policies, 1);
    enum cor_status status = kept ? COR_OK : COR_ERR_MEMORY;
    for (size_t p = 0; kept && p < package->n_policies; p++) {
        kept[p] = plan->groups.of[p] == CLI_NO_GROUP || set >> plan->groups.of[p] & 1u;
    }
    if (status == COR_OK) {
        status = cor_scenario_keep(package, simulation_words(plan->input), kept, &plan->sets[set]);
    }
    free(kept);
    if (status != COR_OK) {
        return status;
    }
    plan->n_made++;
    free(plan->sets[set].name);
    plan->sets[set].name = name_of_set(plan, set);
    plan->paths[set] = cor_format("%s/%02zu.nc", plan->shed, set);
    plan->arms[set] = (struct simulation_arm){&plan->sets[set], plan->paths[set]};
    return plan->sets[set].name && plan->paths[set] ? COR_OK : COR_ERR_MEMORY;
}

/* Without its groups the scenario must be the base to the digest: what else differs would belong to nobody. */
static enum cor_status make_sets(struct attribution_plan *plan)
{
    enum cor_status status = COR_OK;
    plan->n_sets = cor_shapley_n_sets(plan->groups.n);
    for (size_t set = 0; status == COR_OK && set < plan->n_sets; set++) {
        status = make_set(plan, set);
    }
    if (status == COR_OK && strcmp(plan->sets[0].digest, base_of(plan)->digest) != 0) {
        cor_diagnostics_add(&plan->cli->list, COR_ERROR, (struct cor_place){package_of(plan)->path, 0, 0},
                            "this scenario differs from '%s' by more than policies that it adds: policies of the base "
                            "that it lacks or changes, months, parameters or facts; only added policies can be told "
                            "apart, so extend the base and add policies alone",
                            base_of(plan)->name);
        status = COR_ERR_INPUT;
    }
    return status;
}

/* ---- what can be wrong, before anything runs ---- */

/* Everything that the tables depend on. */
static enum cor_status identify(struct attribution_plan *plan)
{
    const struct cli_options *options = &plan->cli->options;
    const struct simulation_options simulation = cli_simulation_options(plan->cli, NULL);
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "attribution %s %s %u %u %.17g %.17g %d %d %s\n", program_digest,
                 simulation_data_digest(plan->input), options->seed, options->replicates, options->sample,
                 simulation_resident_sample(&simulation), (int)cli_experiment_end(options, base_of(plan)),
                 (int)cli_options_vary_parameters(options), base_of(plan)->name);
    for (size_t set = 0; set < plan->n_sets; set++) {
        cor_text_add(&text, "%s %s\n", plan->sets[set].digest, plan->sets[set].name);
    }
    if (!text.failed) {
        cor_sha256(text.bytes, text.n_bytes, plan->identity);
    }
    enum cor_status status = text.failed ? COR_ERR_MEMORY : COR_OK;
    cor_text_free(&text);
    return status;
}

/* Tables of another experiment are there; the same command may write them again. */
static enum cor_status refuse_earlier(struct attribution_plan *plan)
{
    char *table = cor_format("%s/%s", plan->folder, names[0]), *digest = cor_format("%s/%s", plan->folder, digest_name);
    char *found = NULL, ignored[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    enum cor_status status = table && digest ? COR_OK : COR_ERR_MEMORY;
    if (status == COR_OK && access(table, F_OK) == 0 && !plan->cli->options.replace &&
        (cor_file_read(digest, 1024, &found, &n_bytes, ignored) != COR_OK || strcmp(found, plan->identity) != 0)) {
        cor_diagnostics_add(&plan->cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                            "'%s' is there and is of other scenarios, groups or settings, of other data or of another "
                            "program: choose another folder with -o, or add --replace",
                            table);
    }
    free(found);
    free(table);
    free(digest);
    return status;
}

static enum cor_status refuse_outputs(struct attribution_plan *plan)
{
    struct cli *cli = plan->cli;
    struct cli_inputs inputs = {0};
    bool failed = false;
    cli_inputs_add_folder(&inputs, cli_data_directory(&cli->options));
    cli_inputs_add_scenario(&inputs, base_of(plan));
    cli_inputs_add_scenario(&inputs, package_of(plan));
    for (size_t i = 0; i < N_NAMES; i++) {
        failed |= !cli_refuse_overwriting_in(cli, &inputs, plan->folder, names[i], "");
    }
    cli_refuse_overwriting(cli, &inputs, plan->folder);
    failed |= inputs.failed || !cli_refuse_among_data(cli, plan->folder);
    cli_inputs_free(&inputs);
    enum cor_status status = failed ? COR_ERR_MEMORY : COR_OK;
    if (status == COR_OK && cli->list.n_errors == 0) {
        status = refuse_earlier(plan);
    }
    return status == COR_OK && cli->list.n_errors > 0 ? COR_ERR_USAGE : status;
}

static char *private_name(const char *folder, const char *name)
{
    char *path = cor_format("%s/%s", folder, name), *private = path ? cor_file_private_name(path) : NULL;
    free(path);
    return private;
}

static enum cor_status make_plan(struct attribution_plan *plan)
{
    cli_refuse_other_horizons(plan->cli, plan->input, 2);
    enum cor_status status = plan->cli->list.n_errors > 0 ? COR_ERR_INPUT : COR_OK;
    plan->workshop = private_name(plan->folder, "attribution");
    plan->shed = private_name(plan->folder, "sets");
    if (status == COR_OK) {
        status = !plan->workshop || !plan->shed
                     ? COR_ERR_MEMORY
                     : cli_groups_make(plan->cli, base_of(plan), package_of(plan), &plan->groups);
    }
    if (status == COR_OK) {
        status = make_sets(plan);
    }
    if (status == COR_OK) {
        status = identify(plan);
    }
    return status == COR_OK ? refuse_outputs(plan) : status;
}

/* ---- the work ---- */

static void request_attribution(struct attribution_plan *plan)
{
    struct cor_attribution_request *request = &plan->request;
    *request = (struct cor_attribution_request){.base = base_of(plan)->name,
                                                .package = package_of(plan)->name,
                                                .n_groups = plan->groups.n,
                                                .first_year = cor_month_year(plan->groups.first)};
    for (size_t g = 0; g < plan->groups.n; g++) {
        const struct cli_group *group = &plan->groups.group[g];
        request->groups[g] = (struct cor_attribution_group){group->name, group->title, group->policies};
    }
    for (size_t set = 0; set < plan->n_sets; set++) {
        request->results[set] = plan->paths[set];
    }
}

static enum cor_status write_digest(struct attribution_plan *plan)
{
    char *path = cor_format("%s/%s", plan->workshop, digest_name);
    enum cor_status status =
        path ? cor_file_write(path, plan->identity, strlen(plan->identity), plan->cli->message) : COR_ERR_MEMORY;
    free(path);
    return status;
}

/* The results of all sets are there. */
static enum cor_status finish(void *data)
{
    struct attribution_plan *plan = data;
    char *message = plan->cli->message;
    request_attribution(plan);
    enum cor_status status = cor_attribution_build(&plan->request, &plan->attribution, message);
    if (status == COR_OK) {
        status = cor_attribution_write(&plan->attribution, plan->workshop, message);
    }
    if (status == COR_OK) {
        status = write_digest(plan);
    }
    return status == COR_OK ? cor_directory_move_files(plan->workshop, plan->folder, message) : status;
}

static enum cor_status simulate_and_tell(struct attribution_plan *plan)
{
    struct cli *cli = plan->cli;
    if (cli->options.dry_run) {
        return cli_simulate(cli, plan->input, plan->arms, plan->n_sets, NULL, NULL);
    }
    cor_directory_tidy(plan->folder);
    enum cor_status status = cor_directory_create(plan->workshop, cli->message);
    if (status == COR_OK) {
        status = cor_directory_create(plan->shed, cli->message);
    }
    if (status == COR_OK) {
        status = cor_file_probe(plan->paths[0], cli->message);
    }
    if (status == COR_OK) {
        status = cli_simulate(cli, plan->input, plan->arms, plan->n_sets, finish, plan);
    }
    cor_directory_remove(plan->shed);
    cor_directory_remove(plan->workshop);
    if (status == COR_OK) {
        cor_attribution_print(&plan->attribution, stdout);
        printf("\nPage: %s/attribution.html (open it in a browser)\nTables: %s/attribution.csv, %s/groups.csv\n",
               plan->folder, plan->folder, plan->folder);
    }
    return status;
}

enum cor_status cli_attribute(struct cli *cli)
{
    const struct cli_options *options = &cli->options;
    struct simulation_input *input = NULL;
    struct attribution_plan *plan = cor_calloc(1, sizeof *plan);
    enum cor_status status = plan ? cli_find_files(cli) : COR_ERR_MEMORY;
    if (status == COR_OK) {
        status = cli_refuse_results(cli);
    }
    if (status == COR_OK) {
        status = cli_input_open(cli, options->files, options->n_files, &input);
    }
    if (status == COR_OK) {
        plan->cli = cli;
        plan->folder = options->output ? options->output : "attribution";
        plan->input = input;
        status = make_plan(plan);
    }
    if (status == COR_OK) {
        status = simulate_and_tell(plan);
    }
    if (plan) {
        plan_free(plan);
    }
    simulation_close(input);
    return status;
}
