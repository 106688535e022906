/* The front door: parse, do, say what went wrong, exit with the status's code. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "cli/cli.h"
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
    if (status == COR_ERR_USAGE) {
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

static enum cor_status work(struct cli *cli, int argc, char **argv)
{
    enum cor_status status = cli_options_parse(argc, argv, &cli->list, &cli->options);
    if (status == COR_OK && cli->farm.size > 1 && cli->options.verb != VERB_sweep) {
        snprintf(cli->message, sizeof cli->message, "only corridor sweep shares its work among processes");
        return COR_ERR_USAGE;
    }
    if (status == COR_OK) {
        status = cli->options.help ? cli_help(cli) : functions[cli->options.verb](cli);
    }
    return flush_output(cli, status);
}

/* Threads that wait for others shall sleep: spinning they take the processor from whoever shares it, a busy neighbour or
 * the very thread they wait for (docs/PERFORMANCE.md). The runtime of OpenMP reads its policy before main, so that the
 * program sets it and starts anew, once; where that fails it goes on with the policy it has. */
static void wait_passively(char **argv)
{
    char program[PATH_MAX];
    ssize_t n = getenv("OMP_WAIT_POLICY") ? -1 : readlink("/proc/self/exe", program, sizeof program - 1);
    if (n > 0 && setenv("OMP_WAIT_POLICY", "passive", 1) == 0) {
        program[n] = '\0';
        execv(program, argv);
    }
}

/* Building households takes some 400 kB of stack, in every thread; without it the system ends the program without a word.
 * Comes before the program starts anew: threads get the size that stands then. */
static bool take_stack(void)
{
    enum { STACK_BYTES = 1 << 20 };
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= STACK_BYTES) {
        return true;
    }
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > STACK_BYTES ? STACK_BYTES : limit.rlim_max;
    return limit.rlim_cur >= STACK_BYTES && setrlimit(RLIMIT_STACK, &limit) == 0;
}

int main(int argc, char **argv)
{
    if (!take_stack()) {
        fputs("error: the limit of the stack is below 1 MiB; raise it with 'ulimit -s 1024' or more\n", stderr);
        return cor_status_exit_code(COR_ERR_MEMORY);
    }
    wait_passively(argv);
    struct cli cli = {0};
    cor_diagnostics_init(&cli.list);
    cli_farm_open(&cli.farm);
    cli_signals_watch();
    enum cor_status status = work(&cli, argc, argv);
    bool resumable = cli.resumable;
    if (cli.farm.rank == 0) {
        complain(&cli, status);
    }
    cli_farm_close(&cli.farm);
    cor_diagnostics_free(&cli.list);
    cli_options_free(&cli.options);
    if (status == COR_INTERRUPTED && !resumable) {
        fputs("stopped before the end; nothing was written\n", stderr);
        cli_signals_end();
    }
    return cor_status_exit_code(status);
}
