#include "cli/signals.h"
#include <stddef.h>

/* The one mutable variable of the program that is not owned by a call: a handler has no other way to leave a word. */
static volatile sig_atomic_t came;

static void note(int number)
{
    if (came) {
        signal(number, SIG_DFL);
        raise(number); /* held until the handler returns */
    }
    came = number;
}

void cli_signals_watch(bool can_be_stopped)
{
    static const int watched[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&action.sa_mask);
    sigemptyset(&ignore.sa_mask);
    for (size_t i = 0; can_be_stopped && i < sizeof watched / sizeof watched[0]; i++) {
        sigaction(watched[i], &action, NULL);
    }
    sigaction(SIGXFSZ, &ignore, NULL);
}

const volatile sig_atomic_t *cli_signal(void)
{
    return &came;
}

void cli_signals_end(void)
{
    if (came) {
        signal(came, SIG_DFL);
        raise(came);
    }
}
