/* What the verbs share: the parsed command line, the list of problems, the farm, and steps that several of them take. Verbs
 * return a status and leave the cause in the list or in `message`; main.c prints it and exits. */
#ifndef CLI_CLI_H
#define CLI_CLI_H
#include "cli/farm.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "models/experiment/simulation.h"

struct cli {
    struct cli_options options;
    struct cor_diagnostics list;
    char message[COR_MESSAGE_SIZE];
    struct cli_farm farm;
    bool understood; /* the command line; what is wrong beyond that is not helped by 'corridor help' */
    bool resumable;  /* when interrupted, the same command goes on where it stopped */
};

typedef enum cor_status cli_verb_function(struct cli *cli);
#define VERB(name, ...) cli_verb_function cli_##name;
#include "cli/verbs.def"

/* The folder of country tables: --data, else the first that exists of ./data, the source tree's and the installed one. */
const char *cli_data_directory(const struct cli_options *options);

/* --set, --sample and so on as the simulation takes them; progress goes to `progress`, signals stop the run. */
struct simulation_options cli_simulation_options(const struct cli *cli, struct cli_progress *progress);

/* Simulate the arms with progress, or with --dry-run only predict; closing lines on stderr. `finish`, which may be NULL, is
 * called when all result files are written. */
enum cor_status cli_simulate(struct cli *cli, const struct simulation_input *input, const struct simulation_arm *arms,
                             size_t n_arms, enum cor_status (*finish)(void *data), void *finish_data);

/* Print the warnings on the list now, before hours of work, and take them off it. COR_ERR_MEMORY, now and at the end of the
 * program, when one was lost for want of memory. */
enum cor_status cli_tell_warnings(struct cli *cli);

/* --dry-run: what n_times as many runs as estimated would take, to stdout. */
void cli_print_estimate(const struct simulation_estimate *estimate, double n_times);

/* Create the folder that `path` lies in. */
enum cor_status cli_create_folder_of(const char *path, char message[COR_MESSAGE_SIZE]);

/* Print a text that a verb made to stdout, and free it. */
enum cor_status cli_print_text(struct cor_text *text);

#endif
