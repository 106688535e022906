/* The pension law of Viet Nam as pure functions: Law 41/2024/QH15 and what held before. Months in, shares and months of
 * base out; no person's state is read here. The numbers of the law come from the parameters through struct vietnam_law. */
#ifndef MODEL_VIETNAM_RULES_H
#define MODEL_VIETNAM_RULES_H
#include <stdbool.h>
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "sim/base/clock.h"

/* The law, in the units of the parameters unless said. */
struct vietnam_law {
    int32_t reform_month;                                             /* first month of Law 41/2024/QH15 */
    uint32_t vesting_before, vesting_after;                           /* months */
    uint32_t bought;                                                  /* months that may be bought at pension age */
    double rate, rate_early, step_early, step, rate_max, treaty_rate; /* shares of base */
    double rate_years[N_SEXES];                                       /* years at which `rate` is reached */
    double grant_months, grant_years[N_SEXES];
    double lump_months, lump_months_before;                           /* months of base per year */
    int32_t lump_change_month;                                        /* years from then on count lump_months, */
    int32_t lump_law_month;                                           /* in withdrawals from then on */
    uint32_t lump_months_max;                                         /* members with fewer months may withdraw */
    int32_t age_2021[N_SEXES], age_step[N_SEXES], age_final[N_SEXES]; /* months */
    double own_rate; /* share of base paid by those who insure without an employer */
};

/* The pension of men starts at this many years with rate_early (article 66(1)). */
enum { PENSION_YEARS_LEAST = 15, MONTHS_PER_HALF_YEAR = 6 };

/* Years of insurance: of the months beyond full years, 1 to 6 count half a year and 7 to 11 a full one (article 5(6)).
 */
static inline double vietnam_insurance_years(uint32_t months)
{
    uint32_t rest = months % 12;
    double part = rest == 0 ? 0.0 : (rest <= MONTHS_PER_HALF_YEAR ? 0.5 : 1.0);
    return (double)(months / 12) + part;
}

/* Months that vest a pension in a month: 20 years before the reform, 15 after (article 64). */
static inline uint32_t vietnam_vesting_months(const struct vietnam_law *law, int32_t month)
{
    return month < law->reform_month ? law->vesting_before : law->vesting_after;
}

/* Does a person vest on Vietnamese periods alone? At pension age the missing months may be bought. */
static inline bool vietnam_vests(const struct vietnam_law *law, uint32_t months, int32_t month, bool of_pension_age)
{
    return months > 0 && months + (of_pension_age ? law->bought : 0u) >= vietnam_vesting_months(law, month);
}

/* Pension of a vested person as a share of the average base, 0..rate_max, for years of insurance (article 66(1)):
 * women rate at 15 years, men rate_early at 15 and rate at 20 years, then step per year. 0 below 15 years. */
static inline double vietnam_pension_rate(const struct vietnam_law *law, enum sex sex, double years)
{
    if (years < PENSION_YEARS_LEAST) {
        return 0.0;
    }
    if (years < law->rate_years[sex]) {
        return law->rate_early + law->step_early * (years - PENSION_YEARS_LEAST);
    }
    double rate = law->rate + law->step * (years - law->rate_years[sex]);
    return rate < law->rate_max ? rate : law->rate_max;
}

/* Pension of a person who reaches the qualifying period only with periods abroad: a flat share per Vietnamese year,
 * not the textbook pro rata (article 66(4)). */
static inline double vietnam_treaty_rate(const struct vietnam_law *law, double years)
{
    return law->treaty_rate * years;
}

/* Months of base paid once at retirement for years beyond 30 (women) or 35 (men) (article 68). */
static inline double vietnam_retirement_grant(const struct vietnam_law *law, enum sex sex, double years)
{
    double beyond = years - law->grant_years[sex];
    return beyond > 0.0 ? law->grant_months * beyond : 0.0;
}

/* Pension age in months in a month: rising every January from 2021 on to its final value (Labour Code 2019, article 169);
 * before, a step less than in 2021, which is 60 and 55 years (Law 58/2014/QH13, article 54). */
static inline int32_t vietnam_pension_age(const struct vietnam_law *law, enum sex sex, int32_t month)
{
    int32_t years = cor_month_year(month) - 2021;
    int32_t age = law->age_2021[sex] + law->age_step[sex] * (years > -1 ? years : -1);
    return age < law->age_final[sex] ? age : law->age_final[sex];
}

/* Has a person born in birth_month reached pension age in a month? Stays so once it is. */
static inline bool vietnam_of_pension_age(const struct vietnam_law *law, enum sex sex, int32_t birth_month,
                                          int32_t month)
{
    return month - birth_month >= vietnam_pension_age(law, sex, month);
}

/* Lump sum in months of average base: lump_months per year since 2014 and lump_months_before for full years before it,
 * whose odd months are carried forward. Before 2016 (Law 58/2014/QH13, article 60) all full years counted as before. Below one year: the contributions paid, at most lump_months (article 70).
 * Periods count as the most recent ones, since their dates are not kept. */
static inline double vietnam_lump_sum(const struct vietnam_law *law, uint32_t months, int32_t month)
{
    if (months < 12) {
        double paid = law->own_rate * (double)months;
        return paid < law->lump_months ? paid : law->lump_months;
    }
    int32_t since = month < law->lump_law_month ? 0 : month - law->lump_change_month;
    uint32_t recent = since > 0 ? (uint32_t)since : 0u;
    uint32_t years_before = months > recent ? (months - recent) / 12 : 0u;
    return law->lump_months_before * (double)years_before +
           law->lump_months * vietnam_insurance_years(months - 12 * years_before);
}

/* May a person below pension age withdraw merely on leaving insurance (article 70)? Before the reform every member with
 * less than lump_months_max; afterwards only those of them who hold months from before it (early). */
static inline bool vietnam_may_withdraw(const struct vietnam_law *law, uint32_t months, int32_t month, bool early)
{
    return (months > 0) & (months < law->lump_months_max) & ((month < law->reform_month) | early);
}

/* For a start after the reform: is a member taken to hold months from before it? Who holds more than have passed since does. */
static inline bool vietnam_insured_early(const struct vietnam_law *law, uint32_t months, int32_t month)
{
    return month >= law->reform_month && months > (uint32_t)(month - law->reform_month);
}

/* Yearly chance to withdraw: `hazard` falls by `effect` within `years` after the reform. */
static inline double vietnam_lump_hazard(const struct vietnam_law *law, double hazard, double effect, double years,
                                         int32_t month)
{
    double share = (double)(month - law->reform_month) / (12.0 * years);
    share = share < 0.0 ? 0.0 : (share > 1.0 ? 1.0 : share);
    return hazard * (1.0 - effect * share);
}

/* Average base after `new_months` (of `months` in all) at `pay`, same unit as the base, rounded half up. Bases and months
 * of 16 bits: their product and its rounding fit into 32. */
static inline uint16_t vietnam_average_base(uint16_t base, uint32_t months, uint32_t new_months, uint16_t pay)
{
    if (months == 0 || new_months >= months || base == 0) {
        return months == 0 ? base : pay;
    }
    uint32_t sum = (uint32_t)base * (months - new_months) + (uint32_t)pay * new_months;
    return (uint16_t)((sum + months / 2) / months);
}

/* Do pensions replace enough of pay to stop working because of them? Any unit, the same for both; share: of pay. */
static inline bool vietnam_replaces_pay(int64_t pensions, int64_t pay, double share)
{
    return (double)pensions >= share * (double)pay;
}

/* Pay that is insured in a formal job: pay within the bounds of the law. Any unit, the same for all. */
static inline uint16_t vietnam_insured_pay(uint16_t pay, uint16_t least, uint16_t most)
{
    uint16_t insured = pay > least ? pay : least;
    return insured < most ? insured : most;
}

/* Contributions in formal jobs, cents. */
struct home_insurance {
    int64_t employee_pension, employee_other, employer_pension, employer_other;
};
/* All of them from what employees pay for all branches: both sides pay on the same insured pay, so that amounts are as rates.
 * Rates: millionths, of employees and employers for all branches and for pensions alone. */
static inline struct home_insurance vietnam_insurance_parts(int64_t employee, int64_t employee_rate,
                                                            int64_t employee_pension, int64_t employer_rate,
                                                            int64_t employer_pension)
{
    struct home_insurance parts = {0, 0, 0, 0};
    if (employee_rate > 0) {
        int64_t employer = employee * employer_rate / employee_rate;
        parts.employee_pension = employee * employee_pension / employee_rate;
        parts.employee_other = employee - parts.employee_pension;
        parts.employer_pension = employee * employer_pension / employee_rate;
        parts.employer_other = employer - parts.employer_pension;
    }
    return parts;
}

/* Contribution of a person who insures alone, without an employer (a voluntary member, or a contract worker abroad), on
 * `base` of any currency. */
static inline double vietnam_own_contribution(const struct vietnam_law *law, double base)
{
    return law->own_rate * base;
}

#endif
