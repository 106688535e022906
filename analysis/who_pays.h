/* Who pays and who gains by a scenario: present values of what each party has more or less than in the first scenario, from
 * differences of balances by year. Knows differences, not files: a reader hands them out. */
#ifndef COR_ANALYSIS_WHO_PAYS_H
#define COR_ANALYSIS_WHO_PAYS_H
#include <stdbool.h>
#include <stddef.h>
#include "analysis/statistics.h"

/* Difference of a series from the base in a period, all countries and Viet Nam together: mean and standard error; false
 * where the series is not there. */
typedef bool cor_difference_reader(const void *source, const char *series, size_t scenario, size_t period, double *mean,
                                   double *error);

struct cor_differences {
    const void *source;
    cor_difference_reader *read;
    size_t n_periods;
    double years;      /* length of a period: 1, or a twelfth */
    double replicates; /* behind each value */
};

/* A sum over periods. error_most: its standard error if all periods were wrong together, which is the most it can be; NaN
 * when there is one replicate. */
struct cor_worth {
    double value, error_most;
};

/* A party: the series of its balance, its name for readers, and whether its money is public. */
struct cor_party {
    const char *series, *label;
    bool is_public;
};
extern const struct cor_party cor_parties[];
extern const size_t cor_n_parties;
/* Discount rates per year of the tables. */
enum { COR_N_RATES = 3 };
extern const double cor_discount_rates[COR_N_RATES];

/* Present value at the beginning of the first period, every period counted at its end. False where the series is missing. */
bool cor_worth_of(const struct cor_differences *differences, const char *series, size_t scenario, double rate,
                  struct cor_worth *worth);
/* What all parties have together, which is the gain of production; what public parties have. */
bool cor_worth_of_all(const struct cor_differences *differences, size_t scenario, double rate, bool public_only,
                      struct cor_worth *worth);
/* Additional years in which a migrant contributes to a scheme abroad, and public money spent net on each: value is NaN
 * unless more years are contributed and their number is clear of zero. */
bool cor_cost_of_coverage(const struct cor_differences *differences, size_t scenario, double rate,
                          struct cor_worth *years, struct cor_worth *cost);
/* Does the 95 % interval of a sum leave out zero, even with the largest error? */
bool cor_worth_is_clear(const struct cor_differences *differences, const struct cor_worth *worth);

#endif
