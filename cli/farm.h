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
/* Largest of all processes. */
int cli_farm_largest(const struct cli_farm *farm, int number);

#endif
