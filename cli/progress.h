/* How far the work has come, for people: on a terminal one line that is drawn again, elsewhere a line a minute. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H
#include <stdbool.h>

struct cli_progress {
    bool quiet, terminal, drawn;
    double begin, last;   /* seconds */
    double before, share; /* of the whole: done before this piece of work; this piece */
    double given;         /* of the whole: what was there and took no time */
};

void cli_progress_begin(struct cli_progress *progress, bool quiet);
/* `data` is the progress; fits simulation_options.progress. */
void cli_progress_report(void *data, double done, double total);
/* Takes the line away. */
void cli_progress_end(struct cli_progress *progress);

/* "5 s", "3 min 20 s", "2 h 05 min". */
enum { CLI_DURATION = 32 };
void cli_duration(double seconds, char text[CLI_DURATION]);

#endif
