/* What a command reads: the world and the scenarios, once. */
#include <stdlib.h>
#include "models/experiment/simulation_internal.h"
#include "models/experiment/small_corridors.h"
#include "sim/base/memory.h"

static enum cor_status read_world(struct simulation_input *input, const char *directory, struct cor_diagnostics *list)
{
    input->world = cor_calloc(1, sizeof *input->world);
    if (!input->world) {
        return COR_ERR_MEMORY;
    }
    parameters_default(&input->world->parameters);
    enum cor_status status = world_load(input->world, directory, list, input->data_digest);
    return status == COR_OK ? model_vocabulary_create(input->world, &input->vocabulary) : status;
}

enum cor_status simulation_read_scenarios(struct simulation_input *input, const char *const *scenario_paths,
                                          size_t n_scenarios, const struct cor_override *overrides, size_t n_overrides,
                                          struct cor_diagnostics *list)
{
    input->scenarios = cor_calloc(n_scenarios, sizeof *input->scenarios);
    if (!input->scenarios) {
        return COR_ERR_MEMORY;
    }
    enum cor_status status = cor_scenario_load_all(scenario_paths, n_scenarios, simulation_words(input), overrides,
                                                   n_overrides, list, input->scenarios);
    input->n_scenarios = status == COR_OK ? n_scenarios : 0;
    return status;
}

enum cor_status simulation_refit(struct simulation_input *input, const char *parameter, double value, double low,
                                 double high)
{
    return model_vocabulary_refit(input->vocabulary, parameter, value, low, high);
}

enum cor_status simulation_open(const char *data_directory, const char *const *scenario_paths, size_t n_scenarios,
                                const struct cor_override *overrides, size_t n_overrides, struct cor_diagnostics *list,
                                struct simulation_input **input)
{
    struct simulation_input *opened = cor_calloc(1, sizeof *opened);
    enum cor_status status = opened ? read_world(opened, data_directory, list) : COR_ERR_MEMORY;
    if (status == COR_OK && n_scenarios > 0) {
        status = simulation_read_scenarios(opened, scenario_paths, n_scenarios, overrides, n_overrides, list);
    }
    if (status != COR_OK) {
        simulation_close(opened);
        opened = NULL;
    }
    *input = opened;
    return status;
}

void simulation_close(struct simulation_input *input)
{
    for (size_t i = 0; input && i < input->n_scenarios; i++) {
        cor_scenario_free(&input->scenarios[i]);
    }
    if (input) {
        free(input->scenarios);
        model_vocabulary_free(input->vocabulary);
        world_free(input->world);
    }
    free(input);
}

const struct cor_scenario *simulation_scenario(const struct simulation_input *input, size_t i)
{
    return &input->scenarios[i];
}

const struct cor_vocabulary *simulation_words(const struct simulation_input *input)
{
    return model_vocabulary_words(input->vocabulary);
}

const struct world *simulation_world(const struct simulation_input *input)
{
    return input->world;
}

const char *simulation_data_digest(const struct simulation_input *input)
{
    return input->data_digest;
}

void simulation_check(const struct simulation_input *input, double sample, struct cor_diagnostics *list)
{
    small_corridors_warn(input->world, sample, list);
}
