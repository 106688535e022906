/* Words for a period: "2030" for a year, "2030-06" for a month. */
#ifndef COR_ANALYSIS_PERIOD_H
#define COR_ANALYSIS_PERIOD_H
#include <stdint.h>

enum { COR_PERIOD_LABEL = 16 };

/* `number` is a year, or a day when `unit` (may be NULL) is "days since 1900-01-01". */
void cor_period_label(int32_t number, const char *unit, char label[COR_PERIOD_LABEL]);

#endif
