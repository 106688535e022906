/* The front door: parse, do, say what went wrong, exit with the status's code. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include "cli/cli.h"
#include "cli/limits.h"
#include "cli/signals.h"

static cli_verb_function *const functions[N_VERBS] = {
#define VERB(name, ...) cli_##name,
#include "cli/verbs.def"
};

static void complain(struct cli *cli, enum cor_status status)
{
    const struct cor_place nowhere = {NULL, 0, 0};
    bool silent = status == COR_OK || (status == COR_INTERRUPTED && !cli->resumable);
    if (!silent && cli->list.n_errors == 0) {
        cor_diagnostics_add(&cli->list, status == COR_INTERRUPTED ? COR_WARNING : COR_ERROR, nowhere, "%s",
                            cli->message[0] && status != COR_INTERRUPTED ? cli->message : cor_status_text(status));
    }
    cor_diagnostics_print(&cli->list, stderr);
    if (cli->list.out_of_memory) {
        fputs("error: not enough memory to report everything\n", stderr);
    }
    if (status == COR_ERR_USAGE && !cli->understood) {
        const struct cli_verb_row *verb = &cli_verbs[cli->options.verb];
        bool of_help = cli->options.verb == VERB_help;
        fprintf(stderr, "'corridor help%s%s' shows how it is used\n", of_help ? "" : " ", of_help ? "" : verb->name);
    }
}

/* A full disk behind stdout must not look like success. */
static enum cor_status flush_output(struct cli *cli, enum cor_status status)
{
    bool failed = fflush(stdout) != 0 || ferror(stdout);
    if (failed && status == COR_OK) {
        snprintf(cli->message, sizeof cli->message, "cannot write to standard output");
        return COR_ERR_IO;
    }
    return status;
}

/* The verbs that work for long, look for signals and end well; all others a signal ends at once. */
static bool simulates(const struct cli *cli)
{
    enum cli_verb verb = cli->options.verb;
    return !cli->options.help && (verb == VERB_run || verb == VERB_compare || verb == VERB_attribute ||
                                  verb == VERB_sweep || verb == VERB_backtest);
}

/* Started several times by a launcher: do the processes know of each other, and is the work one that can be shared? */
static enum cor_status check_processes(struct cli *cli)
{
    const char *mark = NULL;
    int n_launched = simulates(cli) && cli->options.rows.n == 0 ? cli_launched(&mark) : 1;
    if (cli->farm.size > 1 && cli->options.verb != VERB_sweep) {
        snprintf(cli->message, sizeof cli->message, "only corridor sweep shares its work among processes");
        return COR_ERR_USAGE;
    }
    if (n_launched > 1 && cli->farm.size == 1) {
        const struct timespec moment = {.tv_sec = 1};
        cli->farm.rank = cli_launched_rank();
        if (cli->farm.rank > 0) {
            nanosleep(&moment, NULL); /* the first to end ends all: it shall be the one that speaks */
        }
        snprintf(cli->message, sizeof cli->message,
                 "this is one of %d processes (%s), but %s; or share the rows of a sweep with --rows 1/%d to %d/%d",
                 n_launched, mark,
                 cli_farm_has_mpi()
                     ? "they do not reach each other over MPI: start them with the mpirun of the MPI that "
                       "the program was built with, or with srun --mpi=pmix"
                     : "the program was built without MPI: install libopenmpi-dev and openmpi-bin and "
                       "build it again",
                 n_launched, n_launched, n_launched);
        return COR_ERR_USAGE;
    }
    return COR_OK;
}

static enum cor_status work(struct cli *cli, int argc, char **argv)
{
    enum cor_status status = cli_options_parse(argc, argv, &cli->list, &cli->options);
    cli->understood = status == COR_OK && simulates(cli);
    if (status == COR_OK) {
        status = check_processes(cli);
    }
    cli_signals_watch(simulates(cli));
    if (status == COR_OK) {
        status = cli->options.help ? cli_help(cli) : functions[cli->options.verb](cli);
    }
    return flush_output(cli, status);
}

/* Problems that could not be told for want of memory make want of memory the reason to end; so do warnings, since what was
 * not said must not look like nothing to say. */
static enum cor_status with_memory(const struct cli *cli, enum cor_status status)
{
    return cli->list.out_of_memory ? COR_ERR_MEMORY : status;
}

/* Threads that wait for others shall sleep: spinning they take the processor from whoever shares it, a busy neighbour or
 * the very thread they wait for (docs/PERFORMANCE.md). The runtime of OpenMP reads its policy before main, so that the
 * program sets it and starts anew, once; where that fails it goes on with the policy it has. A raised limit of the stack
 * reaches the threads in the same way. */
static void wait_passively(char **argv, bool stack_was_raised)
{
    char program[PATH_MAX];
    bool is_needed = stack_was_raised || !getenv("OMP_WAIT_POLICY");
    ssize_t n = is_needed ? readlink("/proc/self/exe", program, sizeof program - 1) : -1;
    if (n > 0 && setenv("OMP_WAIT_POLICY", "passive", 0) == 0) {
        program[n] = '\0';
        execv(program, argv);
    }
}

int main(int argc, char **argv)
{
    enum cli_stack stack = cli_stack_provide();
    if (stack == CLI_STACK_SHORT) {
        return cor_status_exit_code(COR_ERR_MEMORY);
    }
    wait_passively(argv, stack == CLI_STACK_RAISED);
    cli_end_watch();
    struct cli cli = {0};
    cor_diagnostics_init(&cli.list);
    cli_farm_open(&cli.farm);
    enum cor_status status = with_memory(&cli, work(&cli, argc, argv));
    bool resumable = cli.resumable;
    if (cli.farm.rank == 0) {
        complain(&cli, status);
    }
    cli_farm_close(&cli.farm);
    cor_diagnostics_free(&cli.list);
    cli_options_free(&cli.options);
    cli_end_is_ours();
    if (status == COR_INTERRUPTED && !resumable) {
        fputs("stopped before the end; nothing was written\n", stderr);
        cli_signals_end();
    }
    return cor_status_exit_code(status);
}
