/* How many simulated agents stand behind the numbers of a series. Knows runs, not scenarios. */
#ifndef COR_ANALYSIS_AGENTS_H
#define COR_ANALYSIS_AGENTS_H
#include <stddef.h>

struct cor_run_series;

/* The series that counts those on whom a series rests: itself when it counts persons or households; the denominator of a
 * ratio; for sums of money and the like the denominator of the mean that is made of them, else the migrants. n_series when
 * nobody is counted. */
size_t cor_agents_counter(const struct cor_run_series *run, size_t series);

/* Agents on whom a value of `series` rests, mean over replicates; `counter` as above. NaN where unknown: totals over
 * residents of several countries, and files that do not say whom an agent stands for. */
double cor_agents_behind(const struct cor_run_series *run, size_t counter, size_t area, size_t period);

#endif
