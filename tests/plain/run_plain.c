/* The simulation as a processor without vector instructions computes it: linked with the layers compiled without them.
 * run_plain DATA SCENARIO SAMPLE UNTIL_YEAR OUTPUT: one replicate, seed 1, up to the end of the year. */
#include <stdio.h>
#include <stdlib.h>
#include "models/experiment/simulation.h"
#include "sim/base/clock.h"

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: run_plain DATA SCENARIO SAMPLE UNTIL_YEAR OUTPUT\n");
        return 2;
    }
    struct simulation_arm arm = {argv[2], argv[5]};
    struct simulation_options options = {.data_directory = argv[1],
                                         .sample = 1.0 / atof(argv[3]),
                                         .seed = 1,
                                         .n_replicates = 1,
                                         .n_threads = 1,
                                         .until = cor_month(atoi(argv[4]) + 1, 1)};
    struct simulation_facts facts;
    struct cor_diagnostics list;
    char message[COR_MESSAGE_SIZE];
    cor_diagnostics_init(&list);
    enum cor_status status = simulation_run(&arm, 1, &options, &list, &facts, message);
    cor_diagnostics_print(&list, stderr);
    cor_diagnostics_free(&list);
    if (status != COR_OK) {
        fprintf(stderr, "run_plain: %s: %s\n", cor_status_text(status), message);
    }
    return status == COR_OK ? 0 : 1;
}
