/* Results that are there already: the same command may write them again, the results of another one are not replaced unless
 * --replace allows it. Reads files, writes nothing. */
#ifndef CLI_REPLACE_H
#define CLI_REPLACE_H
#include "cli/cli.h"

/* Is there a file `output` that is not the result of this scenario with these options, data and program? Then a problem goes
 * to the list. COR_ERR_MEMORY or COR_OK. */
enum cor_status cli_refuse_replacing(struct cli *cli, const struct simulation_input *input,
                                     const struct cor_scenario *scenario, const char *output);
/* The same for a file `path` that compares other scenarios than the first n_scenarios of the input. */
enum cor_status cli_refuse_replacing_comparison(struct cli *cli, const struct simulation_input *input,
                                                size_t n_scenarios, const char *path);

#endif
