/* What run, compare and sweep find out about their scenarios and files before anything is simulated: whether the files are
 * there, over which months the scenarios run, and whether a result would take the place of something that is read. */
#ifndef CLI_EXPERIMENT_H
#define CLI_EXPERIMENT_H
#include "cli/cli.h"

/* The files of a command: every one is looked for, so that a name that does not exist is told at once with the nearest one
 * in its folder. COR_ERR_IO; problems go to the list. */
enum cor_status cli_find_files(struct cli *cli);

/* The scenarios named on the command line, as read. */
struct cli_experiment {
    struct cli_words words;
    struct cor_scenario *scenarios; /* [n], those read */
    bool *read;                     /* [n] */
    size_t n;
};
/* Read them all; all problems are found at once. Free in every case. */
enum cor_status cli_experiment_read(struct cli *cli, struct cli_experiment *experiment);
void cli_experiment_free(struct cli_experiment *experiment);

/* First month beyond the last that is simulated. */
int32_t cli_experiment_end(const struct cli_options *options, const struct cor_scenario *scenario);
/* Scenarios of different last months cannot be compared: problems go to the list. */
void cli_refuse_other_horizons(struct cli *cli, const struct cli_experiment *experiment);
/* Warn of policies that begin after --until. */
void cli_warn_of_late_policies(struct cli *cli, const char *path, const struct cor_scenario *scenario);

/* What a command reads. */
struct cli_inputs {
    struct cor_file_id *ids;
    size_t n, room;
    bool failed; /* memory ran out */
};
void cli_inputs_add_scenario(struct cli_inputs *inputs, const struct cor_scenario *scenario);
void cli_inputs_add_file(struct cli_inputs *inputs, const char *path);
/* The files of a folder and of the folders in it. */
void cli_inputs_add_folder(struct cli_inputs *inputs, const char *folder);
void cli_inputs_free(struct cli_inputs *inputs);
/* A problem when the file `output` is there and is one of them, whatever its name. */
void cli_refuse_overwriting(struct cli *cli, const struct cli_inputs *inputs, const char *output);

#endif
