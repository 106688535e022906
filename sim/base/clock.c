#include "sim/base/clock.h"

/* Value of exactly n_digits decimal digits, or -1. Stops at the end of the text, so short texts are safe. */
static int32_t digits_value(const char *text, int n_digits)
{
    int32_t value = 0;
    for (int i = 0; i < n_digits; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static int32_t days_in_month(int32_t year, int32_t month_of_year)
{
    static const int8_t DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return DAYS[month_of_year - 1] + (month_of_year == 2 && is_leap);
}

/* Is `text`, what follows YYYY-MM, empty or a day -DD of that month? */
static int ends_well(const char *text, int32_t year, int32_t month_of_year)
{
    int32_t day;
    if (text[0] == '\0') {
        return 1;
    }
    day = text[0] == '-' ? digits_value(text + 1, 2) : -1;
    return day >= 1 && text[3] == '\0' && day <= days_in_month(year, month_of_year);
}

int32_t cor_month_parse(const char *text)
{
    int32_t year = digits_value(text, 4);
    int32_t month_of_year;
    if (year < COR_EPOCH_YEAR || text[4] != '-') {
        return 0;
    }
    month_of_year = digits_value(text + 5, 2);
    if (month_of_year < 1 || month_of_year > 12 || !ends_well(text + 7, year, month_of_year)) {
        return 0;
    }
    return cor_month(year, month_of_year);
}
