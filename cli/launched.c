/* Processes started together by mpirun, srun and their like, as far as the environment tells. */
#include <stdlib.h>
#include "cli/farm.h"

static int number_in(const char *name, int otherwise)
{
    const char *text = getenv(name);
    char *end = NULL;
    long number = text ? strtol(text, &end, 10) : 0;
    return text && end != text && *end == '\0' && number >= 0 && number < 1000000000 ? (int)number : otherwise;
}

/* The script of a batch job is one process, however many tasks the job may start. */
static bool is_batch_script(void)
{
    return getenv("SLURM_JOB_ID") && number_in("SLURM_PROCID", 0) == 0 && !getenv("SLURM_STEP_NUM_TASKS");
}

int cli_launched(const char **mark)
{
    static const char *const sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS", "SLURM_STEP_NUM_TASKS"};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        if (number_in(sizes[i], 1) > 1) {
            *mark = sizes[i];
            return number_in(sizes[i], 1);
        }
    }
    if (number_in("SLURM_NTASKS", 1) > 1 && getenv("SLURM_PROCID") && !is_batch_script()) {
        *mark = "SLURM_NTASKS";
        return number_in("SLURM_NTASKS", 1);
    }
    if (number_in("PMIX_RANK", 0) > 0) { /* it tells no more than that there are others before this one */
        *mark = "PMIX_RANK";
        return number_in("PMIX_RANK", 0) + 1;
    }
    return 1;
}

int cli_launched_rank(void)
{
    static const char *const ranks[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "SLURM_PROCID"};
    for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
        if (getenv(ranks[i])) {
            return number_in(ranks[i], 0);
        }
    }
    return 0;
}
