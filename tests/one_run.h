/* One scenario from its file to its result file, for tests and benchmarks. */
#ifndef TESTS_ONE_RUN_H
#define TESTS_ONE_RUN_H
#include <stdio.h>
#include "models/experiment/simulation.h"

/* Problems and warnings are printed. */
static inline enum cor_status one_run(const char *data, const char *scenario, const char *result,
                                      const struct simulation_options *options, struct simulation_facts *facts,
                                      char message[COR_MESSAGE_SIZE])
{
    struct simulation_input *input = NULL;
    struct cor_diagnostics list;
    message[0] = '\0';
    cor_diagnostics_init(&list);
    enum cor_status status = simulation_open(data, &scenario, 1, NULL, 0, &list, &input);
    if (status == COR_OK) {
        const struct simulation_arm arm = {simulation_scenario(input, 0), result};
        status = simulation_run(input, &arm, 1, options, &list, facts, message);
    }
    cor_diagnostics_print(&list, stderr);
    cor_diagnostics_free(&list);
    simulation_close(input);
    return status;
}

#endif
