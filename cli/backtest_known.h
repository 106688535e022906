/* What a back-test may know: entries and fits up to the year of its --fit-to. */
#ifndef CLI_BACKTEST_KNOWN_H
#define CLI_BACKTEST_KNOWN_H
#include "cli/cli.h"

/* Tell the model the entries up to --fit-to; a --set of the same parameter holds. */
void cli_backtest_know_entries(struct cli_options *options);

/* What the latest fit of data/fits.csv that used no year beyond --fit-to says. */
struct cli_backtest_fit {
    int32_t year; /* 0 where there is none */
    double batch; /* persons who come together; 1 where there is none */
};

/* Values of the fit become defaults of the parameters, low and high their plausible ranges. Before scenarios are read. Problems
 * go to the list. */
enum cor_status cli_backtest_know_fits(struct cli *cli, struct simulation_input *input, struct cli_backtest_fit *fit);

#endif
