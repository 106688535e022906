/* Signals that ask the program to stop: the present month is finished first. A second one, of whatever kind, ends it at
 * once. */
#ifndef CLI_SIGNALS_H
#define CLI_SIGNALS_H
#include <signal.h>
#include <stdbool.h>

/* Make a write beyond a file size limit an error instead of a signal; when the work can be stopped, watch for SIGINT,
 * SIGTERM, SIGHUP and SIGUSR1. */
void cli_signals_watch(bool can_be_stopped);
/* Number of the signal that came, or 0. */
const volatile sig_atomic_t *cli_signal(void);
/* End as the signal would have ended the program: exit status 128 + its number. Returns when none came. */
void cli_signals_end(void);

#endif
