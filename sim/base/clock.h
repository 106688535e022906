/* Calendar of the simulation. A month is an int32_t that counts months since January 1900, so that the age in months of
 * a person is month - birth_month, and 2024-01 is 1488. */
#ifndef COR_BASE_CLOCK_H
#define COR_BASE_CLOCK_H
#include <stdint.h>

enum { COR_EPOCH_YEAR = 1900 };

static inline int32_t cor_month(int32_t year, int32_t month_of_year) /* month_of_year 1..12 */
{
    return (year - COR_EPOCH_YEAR) * 12 + month_of_year - 1;
}
static inline int32_t cor_month_year(int32_t month)
{
    return COR_EPOCH_YEAR + month / 12;
}
static inline int32_t cor_month_of_year(int32_t month) /* 1..12 */
{
    return month % 12 + 1;
}

/* "2030-01" or "2030-01-31" to a month; 0 when the text is not of that form (0 is not a valid month of a run). */
int32_t cor_month_parse(const char *text);

#endif
