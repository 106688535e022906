/* A back-test: what a run of the past says beside what was observed, scored on years that nothing was fitted to, with simple
 * forecasts as a measure. Reads a result file and the observations of the data folder, never the simulation. */
#ifndef COR_ANALYSIS_BACKTEST_H
#define COR_ANALYSIS_BACKTEST_H
#include <stdint.h>
#include "sim/base/diagnostics.h"
#include "sim/base/status.h"
#include "sim/io/file.h"

struct cor_backtest_request {
    const char *result;    /* result file of a run by years */
    const char *data;      /* data folder */
    const char *directory; /* where the files go */
    int32_t fit_to;        /* last year that forecasts are made from */
    int32_t parameters_to; /* last year that the parameters were fitted to; 0: their defaults */
    double batch;          /* persons who come together, as fitted to these years */
    int32_t score_from, score_to;
};

/* Write DIRECTORY/backtest.csv (every series, destination and year), scores.csv and backtest.html. Problems of the tables
 * go to the list (COR_ERR_INPUT); other causes to the message. */
enum cor_status cor_backtest_write(const struct cor_backtest_request *request, struct cor_diagnostics *list,
                                   char message[COR_MESSAGE_SIZE]);

/* The scores of all destinations together, read from scores.csv, as text: to `stream` (FILE *). */
enum cor_status cor_backtest_print(const char *directory, void *stream, struct cor_diagnostics *list);

#endif
