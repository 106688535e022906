#include "cli/limits.h"
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "sim/base/status.h"

/* Building a chunk of the population takes a third of a MiB, with sanitizers three times as much. */
static const rlim_t least_stack = 1024 * 1024, usual_stack = 8 * 1024 * 1024;

enum cli_stack cli_stack_provide(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= least_stack) {
        return CLI_STACK_ENOUGH;
    }
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > usual_stack ? usual_stack : limit.rlim_max;
    if (limit.rlim_cur >= least_stack && setrlimit(RLIMIT_STACK, &limit) == 0) {
        return CLI_STACK_RAISED;
    }
    fprintf(stderr, "error: not enough memory: the stack may have %llu kB and %llu are needed (ulimit -s)\n",
            (unsigned long long)limit.rlim_cur / 1024, (unsigned long long)least_stack / 1024);
    return CLI_STACK_SHORT;
}

/* The handler has no other way to know. */
static volatile bool is_ours;

static void explain_end(void)
{
    if (!is_ours) {
        fputs("error: not enough memory or threads: a library ended the program, see above; --threads 1 needs the "
              "least\n",
              stderr);
        _exit(cor_status_exit_code(COR_ERR_MEMORY));
    }
}

void cli_end_watch(void)
{
    atexit(explain_end);
}

void cli_end_is_ours(void)
{
    is_ours = true;
}
