/* Comparison of scenarios: reads their result files (same replicates, common random numbers), and writes the levels, the
 * differences from the first scenario, and their uncertainty. Sees files only, never the simulation. */
#ifndef COR_ANALYSIS_COMPARE_H
#define COR_ANALYSIS_COMPARE_H
#include <stddef.h>
#include "sim/base/status.h"
#include "sim/io/file.h"

/* Names and words that are NULL are those that the result file holds. */
struct cor_compare_scenario {
    const char *path;         /* result file */
    const char *name;         /* short name; the first scenario is the base */
    const char *title;        /* for readers, may be empty as all that follow */
    const char *description;  /* some sentences */
    const char *plausibility; /* what the author says of how plausible it is */
    const char *changes;      /* its policies, one a line, plain words with dates */
    const char *parameters;   /* parameters that differ from their defaults, one a line */
    const char *limits;       /* when each limit on admissions bound, one a line */
};

/* Write DIRECTORY/comparison.nc, comparison.csv, headline.csv, scenarios.csv, who_pays.csv and report.html from the given result files. */
enum cor_status cor_compare_write(const struct cor_compare_scenario *scenarios, size_t n_scenarios,
                                  const char *directory, char message[COR_MESSAGE_SIZE]);

/* The headline table of comparison.nc as text: to `stream` (FILE *). */
enum cor_status cor_compare_print(const char *comparison_path, void *stream, char message[COR_MESSAGE_SIZE]);

#endif
