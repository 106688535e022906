/* A build without MPI: one process. */
#include "cli/farm.h"

void cli_farm_open(struct cli_farm *farm)
{
    *farm = (struct cli_farm){.rank = 0, .size = 1};
}

void cli_farm_close(struct cli_farm *farm)
{
    farm->open = false;
}

void cli_farm_sum(const struct cli_farm *farm, int64_t *numbers, int n)
{
    (void)farm;
    (void)numbers;
    (void)n;
}

bool cli_farm_has_mpi(void)
{
    return false;
}

int cli_farm_largest(const struct cli_farm *farm, int number)
{
    (void)farm;
    return number;
}
