/* Several processes that share a sweep. farm_mpi.c speaks to MPI when started by mpirun or srun; farm_alone.c is one
 * process. Processes exchange nothing but counts: results travel through record files. */
#ifndef CLI_FARM_H
#define CLI_FARM_H
#include <stdbool.h>
#include <stdint.h>

struct cli_farm {
    int rank, size;
    bool open; /* to be closed */
};

/* Joins the others when there are any; a plain start does not touch MPI. */
void cli_farm_open(struct cli_farm *farm);
void cli_farm_close(struct cli_farm *farm);
/* Sum over all processes of each of the n numbers; a barrier as well. */
void cli_farm_sum(const struct cli_farm *farm, int64_t *numbers, int n);
/* Was the program built with MPI? */
bool cli_farm_has_mpi(void);

/* launched.c: what launchers leave in the environment. The number of processes that were started together, 1 when nothing
 * tells of several; *mark is then the variable that does. */
int cli_launched(const char **mark);
/* The number of this one among them, from 0. */
int cli_launched_rank(void);

/* Largest of all processes. */
int cli_farm_largest(const struct cli_farm *farm, int number);

#endif
