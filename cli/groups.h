/* The policies that a scenario has beyond another one, in groups: those of --groups; else those that the scenario names
 * itself ("group"), and one for each type of the other policies. */
#ifndef CLI_GROUPS_H
#define CLI_GROUPS_H
#include "analysis/shapley.h"
#include "cli/cli.h"

enum { CLI_NO_GROUP = 255 };

struct cli_group {
    char *name, *title, *policies; /* owned; policies in words, one a line */
};
struct cli_groups {
    size_t n;
    struct cli_group group[COR_SHAPLEY_GROUPS];
    uint8_t *of;   /* owned: [policies of the package] its group; CLI_NO_GROUP: the base has it as well */
    int32_t first; /* month in which the first of them begins */
};

/* Problems go to the list: COR_ERR_INPUT. COR_ERR_MEMORY; COR_OK. Free in every case. */
enum cor_status cli_groups_make(struct cli *cli, const struct cor_scenario *base, const struct cor_scenario *package,
                                struct cli_groups *groups);
void cli_groups_free(struct cli_groups *groups);

#endif
