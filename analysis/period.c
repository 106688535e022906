#include "analysis/period.h"
#include <stdio.h>
#include <string.h>

/* Year and month of a day of the Gregorian calendar (Hinnant 2013, civil_from_days). */
static void label_of_day(int32_t day, char label[COR_PERIOD_LABEL])
{
    int32_t shifted = day + 693901; /* days since 0000-03-01 */
    int32_t era = shifted / 146097, of_era = shifted % 146097;
    int32_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int32_t month = (5 * of_year + 2) / 153 + 3; /* March is 3, February is 14 */
    int32_t year = year_of_era + 400 * era + (month > 12 ? 1 : 0);
    snprintf(label, COR_PERIOD_LABEL, "%04d-%02d", (int)(year % 10000), (int)(month > 12 ? month - 12 : month));
}

static bool counts_days(const char *unit)
{
    return unit && strcmp(unit, "days since 1900-01-01") == 0;
}

int32_t cor_period_length(const char *unit)
{
    return counts_days(unit) ? 1 : COR_MONTHS_OF_YEAR;
}

bool cor_period_is_whole(const char *unit, int32_t months)
{
    return months >= cor_period_length(unit);
}

void cor_period_label(int32_t number, const char *unit, int32_t months, char label[COR_PERIOD_LABEL])
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (counts_days(unit) && number >= 0 && number < 1 << 22) {
        label_of_day(number, label);
    } else if (months < 1 || cor_period_is_whole(unit, months)) {
        snprintf(label, COR_PERIOD_LABEL, "%d", (int)number);
    } else {
        snprintf(label, COR_PERIOD_LABEL, months > 1 ? "%d (Jan-%.3s)" : "%d (%.3s)", (int)number,
                 names + 3 * (months - 1));
    }
}
