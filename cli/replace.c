#include "cli/replace.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "cli/experiment.h"
#include "models/tables/version.h"
#include "sim/base/clock.h"
#include "sim/io/results.h"

enum { VALUE = 96, NAME = 64 };

/* What a result depends on, as its file tells it (models/experiment/simulation_results.c), and what to call it when it
 * differs. */
struct trait {
    const char *attribute, *words;
    char value[VALUE];
};
enum { N_TRAITS = 9 };

static void list_traits(const struct cli *cli, const struct simulation_input *input,
                        const struct cor_scenario *scenario, struct trait traits[N_TRAITS])
{
    const struct cli_options *options = &cli->options;
    const struct simulation_options wanted = cli_simulation_options(cli, NULL);
    int32_t last = cli_experiment_end(options, scenario) - 1;
    const struct trait all[N_TRAITS] = {{.attribute = "scenario_digest", .words = "another scenario"},
                                        {.attribute = "data_digest", .words = "other data"},
                                        {.attribute = "program_digest", .words = "another program"},
                                        {.attribute = "months", .words = "other months"},
                                        {.attribute = "seed", .words = "another seed"},
                                        {.attribute = "replicates", .words = "another number of replicates"},
                                        {.attribute = "sample", .words = "another sample"},
                                        {.attribute = "resident_sample", .words = "another sample of residents"},
                                        {.attribute = "uncertainty", .words = "other uncertainty"}};
    memcpy(traits, all, sizeof all);
    snprintf(traits[0].value, VALUE, "%s", scenario->digest);
    snprintf(traits[1].value, VALUE, "%s", simulation_data_digest(input));
    snprintf(traits[2].value, VALUE, "%s", program_digest);
    snprintf(traits[3].value, VALUE, "%d-%02d to %d-%02d", cor_month_year(scenario->from),
             cor_month_of_year(scenario->from), cor_month_year(last), cor_month_of_year(last));
    snprintf(traits[4].value, VALUE, "%u", options->seed);
    snprintf(traits[5].value, VALUE, "%u", options->replicates);
    snprintf(traits[6].value, VALUE, "%.17g", options->sample);
    snprintf(traits[7].value, VALUE, "%.17g", simulation_resident_sample(&wanted));
    snprintf(traits[8].value, VALUE, "%s", cli_options_vary_parameters(options) ? "parameters" : "sampling");
}

/* Numbers may be written with more or fewer digits. */
static bool is_value(const char *text, const char *wanted)
{
    char *end = NULL, *wanted_end = NULL;
    double number = strtod(text, &end), wanted_number = strtod(wanted, &wanted_end);
    bool are_numbers = end > text && *end == '\0' && wanted_end > wanted && *wanted_end == '\0';
    return strcmp(text, wanted) == 0 || (are_numbers && fabs(number - wanted_number) <= 1e-12 * fabs(wanted_number));
}

/* The attribute of a run, or of scenario `number` of a comparison (from 1), which has once what all have in common. */
static const char *attribute_of(const struct cor_dataset *dataset, size_t number, const char *attribute)
{
    char name[NAME];
    snprintf(name, sizeof name, "scenario_%zu_%s", number, attribute);
    const char *own = number > 0 ? cor_dataset_attribute(dataset, name) : NULL;
    return own ? own : cor_dataset_attribute(dataset, attribute);
}

static bool is_monthly(const struct cor_dataset *dataset)
{
    bool monthly = false;
    for (size_t i = 0; i < dataset->n_dimensions; i++) {
        monthly |= strcmp(dataset->dimensions[i].name, "time") == 0;
    }
    return monthly;
}

/* What the file is of that these options would not make, in words; NULL when it is the same. */
static const char *other_of(const struct cli *cli, const struct simulation_input *input,
                            const struct cor_scenario *wanted, const struct cor_dataset *dataset, size_t number)
{
    struct trait traits[N_TRAITS];
    list_traits(cli, input, wanted, traits);
    for (size_t i = 0; i < N_TRAITS; i++) {
        const char *text = attribute_of(dataset, number, traits[i].attribute);
        if (!text || !is_value(text, traits[i].value)) {
            return traits[i].words;
        }
    }
    return is_monthly(dataset) == cli->options.monthly ? NULL : "other periods (months or years)";
}

/* *dataset is NULL when there is nothing to be replaced, or a problem goes to the list when it is no result of ours. */
static enum cor_status read_earlier(struct cli *cli, const char *path, struct cor_dataset **dataset)
{
    struct stat facts;
    char message[COR_MESSAGE_SIZE];
    *dataset = NULL;
    if (cli->options.replace || stat(path, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return COR_OK;
    }
    enum cor_status status = cor_results_read(path, dataset, message);
    if (status == COR_ERR_MEMORY) {
        snprintf(cli->message, sizeof cli->message, "%s", message);
        return status;
    }
    if (status != COR_OK) {
        cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                            "'%s' is there and is not a result that this program can read: choose another name with "
                            "-o, or add --replace",
                            path);
    }
    return COR_OK;
}

static void refuse(struct cli *cli, const char *path, const char *other)
{
    cor_diagnostics_add(&cli->list, COR_ERROR, (struct cor_place){NULL, 0, 0},
                        "'%s' is there and is the result of %s: choose another name with -o, or add --replace", path,
                        other);
}

enum cor_status cli_refuse_replacing(struct cli *cli, const struct simulation_input *input,
                                     const struct cor_scenario *scenario, const char *output)
{
    struct cor_dataset *dataset = NULL;
    enum cor_status status = read_earlier(cli, output, &dataset);
    const char *other = dataset ? other_of(cli, input, scenario, dataset, 0) : NULL;
    if (other) {
        refuse(cli, output, other);
    }
    cor_results_free(dataset);
    return status;
}

/* The scenarios that a comparison is of, or NULL. */
static const struct cor_dimension *scenarios_of(const struct cor_dataset *dataset)
{
    const struct cor_dimension *first = dataset->n_dimensions > 0 ? &dataset->dimensions[0] : NULL;
    return first && strcmp(first->name, "scenario") == 0 && first->items ? first : NULL;
}

enum cor_status cli_refuse_replacing_comparison(struct cli *cli, const struct simulation_input *input,
                                                size_t n_scenarios, const char *path)
{
    struct cor_dataset *dataset = NULL;
    enum cor_status status = read_earlier(cli, path, &dataset);
    const struct cor_dimension *found = dataset ? scenarios_of(dataset) : NULL;
    const char *other = dataset && (!found || found->n_items != n_scenarios) ? "other scenarios" : NULL;
    for (size_t i = 0; dataset && !other && i < n_scenarios; i++) {
        const struct cor_scenario *scenario = simulation_scenario(input, i);
        other = strcmp(found->items[i], scenario->name) != 0 ? "other scenarios"
                                                             : other_of(cli, input, scenario, dataset, i + 1);
    }
    if (other) {
        refuse(cli, path, other);
    }
    cor_results_free(dataset);
    return status;
}
