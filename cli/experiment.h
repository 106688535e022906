/* What run, compare and sweep find out about their scenarios and files before anything is simulated: whether the files are
 * there, over which months the scenarios run, and whether a result would take the place of something that is read. */
#ifndef CLI_EXPERIMENT_H
#define CLI_EXPERIMENT_H
#include "cli/cli.h"

/* The files of a command: every one is looked for, so that a name that does not exist is told at once with the nearest one
 * in its folder. COR_ERR_IO; problems go to the list. */
enum cor_status cli_find_files(struct cli *cli);

/* Does the file begin as results do (netCDF-4, HDF5)? */
bool cli_is_result(const char *path);
/* Results where only scenarios can stand: problems go to the list, COR_ERR_INPUT. */
enum cor_status cli_refuse_results(struct cli *cli);

/* Data and the scenarios `paths`, read once for the whole command with --set applied; all problems are found at once, and it
 * is warned of policies that begin after --until. Close with simulation_close. */
enum cor_status cli_input_open(struct cli *cli, const char *const *paths, size_t n_paths,
                               struct simulation_input **input);

/* The same for data that are open already, without scenarios. The input stays open. */
enum cor_status cli_input_read_scenarios(struct cli *cli, const char *const *paths, size_t n_paths,
                                         struct simulation_input *input);

/* First month beyond the last that is simulated. */
int32_t cli_experiment_end(const struct cli_options *options, const struct cor_scenario *scenario);
/* Scenarios of different last months cannot be compared: problems go to the list. */
void cli_refuse_other_horizons(struct cli *cli, const struct simulation_input *input, size_t n_scenarios);

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
/* A problem when `output` lies in the data folder, whose files are read and hashed. False when memory is short. */
bool cli_refuse_among_data(struct cli *cli, const char *output);
/* The same as cli_refuse_overwriting for `name`, with `suffix` behind it, in a folder. False when memory is short. */
bool cli_refuse_overwriting_in(struct cli *cli, const struct cli_inputs *inputs, const char *folder, const char *name,
                               const char *suffix);

#endif
