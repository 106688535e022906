#include "cli/progress.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/stopwatch.h"

static const double redraw_seconds = 0.2, line_seconds = 60.0;

/* A guess of the time left means nothing while the first populations are built. */
static const double guess_seconds = 5.0, sure_seconds = 60.0, guess_share = 0.02;

/* ", 3 min left", or nothing yet. */
static void write_left(const struct cli_progress *progress, double elapsed, double share, char text[CLI_DURATION + 8])
{
    char left[CLI_DURATION];
    double worked = share - progress->given;
    text[0] = '\0';
    if (worked > 0.0 && (elapsed >= sure_seconds || (elapsed >= guess_seconds && worked >= guess_share))) {
        cli_duration(elapsed * (1.0 - share) / worked, left);
        snprintf(text, CLI_DURATION + 8, ", %s left", left);
    }
}

void cli_duration(double seconds, char text[CLI_DURATION])
{
    long s = seconds < 0.0 ? 0 : seconds > 1e8 ? 100000000 : (long)(seconds + 0.5);
    if (s < 60) {
        snprintf(text, CLI_DURATION, "%ld s", s);
    } else if (s < 3600) {
        snprintf(text, CLI_DURATION, "%ld min %02ld s", s / 60, s % 60);
    } else {
        snprintf(text, CLI_DURATION, "%ld h %02ld min", s / 3600, s % 3600 / 60);
    }
}

void cli_progress_begin(struct cli_progress *progress, bool quiet)
{
    const char *term = getenv("TERM");
    bool terminal = isatty(STDERR_FILENO) && !(term && strcmp(term, "dumb") == 0);
    double now = cor_seconds();
    *progress = (struct cli_progress){.quiet = quiet, .terminal = terminal, .begin = now, .last = now, .share = 1.0};
}

void cli_progress_report(void *data, double done, double total)
{
    struct cli_progress *progress = data;
    double now = cor_seconds(), elapsed = now - progress->begin;
    double share = total > 0.0 ? progress->before + progress->share * done / total : 0.0;
    char so_far[CLI_DURATION], left[CLI_DURATION + 8];
    if (progress->quiet || share <= 0.0 ||
        now - progress->last < (progress->terminal ? redraw_seconds : line_seconds)) {
        return;
    }
    progress->last = now;
    cli_duration(elapsed, so_far);
    write_left(progress, elapsed, share, left);
    if (progress->terminal) {
        fprintf(stderr, "\r%3.0f %%  %s%s\033[K", 100.0 * share, so_far, left);
        progress->drawn = true;
    } else {
        fprintf(stderr, "%3.0f %% done after %s%s\n", 100.0 * share, so_far, left);
    }
    fflush(stderr);
}

void cli_progress_end(struct cli_progress *progress)
{
    if (progress->drawn) {
        fputs("\r\033[K", stderr);
        progress->drawn = false;
    }
}
