/* corridor compare of results that exist: nothing is simulated, and the files compared stay where they are. Whether they can
 * be compared (seed, replicates, sample, months, data, program) is found in analysis/comparison.c. */
#ifndef CLI_COMPARE_RESULTS_H
#define CLI_COMPARE_RESULTS_H
#include "cli/cli.h"

/* All files of the command line are results. */
enum cor_status cli_compare_results(struct cli *cli);

/* compare.c: the table of a finished comparison, and where its files are. */
enum cor_status cli_print_comparison(struct cli *cli, const char *folder);

#endif
