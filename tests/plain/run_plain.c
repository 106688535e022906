/* The simulation as a processor without vector instructions computes it: linked with the layers compiled without them.
 * run_plain DATA SCENARIO SAMPLE UNTIL_YEAR OUTPUT: one replicate, seed 1, up to the end of the year. */
#include <stdio.h>
#include <stdlib.h>
#include "sim/base/clock.h"
#include "tests/one_run.h"

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: run_plain DATA SCENARIO SAMPLE UNTIL_YEAR OUTPUT\n");
        return 2;
    }
    struct simulation_options options = {.sample = 1.0 / atof(argv[3]),
                                         .seed = 1,
                                         .n_replicates = 1,
                                         .n_threads = 1,
                                         .until = cor_month(atoi(argv[4]) + 1, 1)};
    struct simulation_facts facts;
    char message[COR_MESSAGE_SIZE];
    enum cor_status status = one_run(argv[1], argv[2], argv[5], &options, &facts, message);
    if (status != COR_OK) {
        fprintf(stderr, "run_plain: %s: %s\n", cor_status_text(status), message);
    }
    return status == COR_OK ? 0 : 1;
}
