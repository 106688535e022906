/* What a back-test may know: entries and fits up to the year of its --fit-to. */
#ifndef CLI_BACKTEST_KNOWN_H
#define CLI_BACKTEST_KNOWN_H
#include "cli/cli.h"

/* Tell the model the entries up to --fit-to; a --set of the same parameter holds. */
void cli_backtest_know_entries(struct cli_options *options);

/* The parameters as the latest fit of data/fits.csv says that used no year beyond --fit-to, which goes to *year: its values
 * are their defaults, low and high their plausible ranges. 0 and nothing where there is none. Before
 * scenarios are read. Problems go to the list. */
enum cor_status cli_backtest_know_fits(struct cli *cli, struct simulation_input *input, int32_t *year);

#endif
