/* Words for a period: "2030" for a year, "2030-06" for a month, "2030 (Jan-Jun)" for what was simulated of a year. */
#ifndef COR_ANALYSIS_PERIOD_H
#define COR_ANALYSIS_PERIOD_H
#include <stdbool.h>
#include <stdint.h>

enum { COR_PERIOD_LABEL = 24, COR_MONTHS_OF_YEAR = 12 };

/* `number` is a year, or a day when `unit` (may be NULL) is "days since 1900-01-01"; `months` of a year were simulated,
 * from January on. */
void cor_period_label(int32_t number, const char *unit, int32_t months, char label[COR_PERIOD_LABEL]);

/* Months of a whole period: 12, or 1 when the unit counts days. */
int32_t cor_period_length(const char *unit);

/* Is the period a year of which all months, or a month that, was simulated? */
bool cor_period_is_whole(const char *unit, int32_t months);

#endif
