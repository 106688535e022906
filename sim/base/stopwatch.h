/* Time that has passed, for progress and benchmarks. Never part of a result and never a reason to decide anything in a
 * simulation. */
#ifndef COR_BASE_STOPWATCH_H
#define COR_BASE_STOPWATCH_H

/* Seconds of a clock that never goes back; only differences mean something. */
double cor_seconds(void);

#endif
