/* Rules of recruitment cost and debt: pure functions. */
#ifndef MODEL_RECRUITMENT_RULES_H
#define MODEL_RECRUITMENT_RULES_H
#include <math.h>
#include <stdbool.h>
#include "models/tables/parameters.h"
#include "sim/model.h"

/* (R1) Mean cost of a corridor this month: that of the first month times what the market has made of it (models/migration, M20). */
static inline double recruitment_mean_cost(double first_month, double log_fee)
{
    return first_month * cor_exp(log_fee);
}

/* (R1) Cost drawn from a lognormal with the given mean and coefficient of variation; z: standard normal quantile. */
static inline double recruitment_lognormal(double mean, double variation, double z)
{
    double variance = cor_log(1.0 + variation * variation);
    return mean * cor_exp(sqrt(variance) * z - variance / 2.0);
}

/* (R2) What the worker pays of a cost: the cap first (where it is kept), then the share that workers are spared.
 * cost, cap in cents; employer_pays 0..1. */
static inline double recruitment_paid_by_worker(double cost, bool cap_kept, double cap, double employer_pays)
{
    double charged = cap_kept && cost > cap ? cap : cost;
    return charged * (1.0 - employer_pays);
}

/* (R3, R4) Own funds of a household for a departure: the share `used` of its wealth. Any unit. */
static inline double recruitment_own_funds(double wealth, double used)
{
    return wealth > 0.0 ? wealth * used : 0.0;
}

/* (R3) Cents that a household can find: own funds, borrowing against monthly income, and the policy loan. */
static inline double recruitment_funds(const struct recruitment_parameters *p, double wealth, double income)
{
    double loan = income > 0.0 ? p->borrow_income_years * 12.0 * income : 0.0;
    return recruitment_own_funds(wealth, p->wealth_used) + loan + 100.0 * p->policy_loan;
}

/* Level instalment that pays off `debt` in `months` at `rate` per month (annuity). debt in any unit, months >= 1. */
static inline double recruitment_annuity(double debt, double rate, double months)
{
    return rate > 0.0 ? debt * rate / (1.0 - cor_exp(-months * cor_log(1.0 + rate))) : debt / months;
}

/* (R5) Interest of a month in whole cents, half up; rate in percent per month. Lenders add none once the debt has reached
 * `most` cents. */
static inline int32_t recruitment_interest(int32_t debt, double rate_percent, double most)
{
    double interest = (double)debt * rate_percent / 100.0 + 0.5;
    double limit = most < (double)(INT32_MAX / 2) ? most : (double)(INT32_MAX / 2);
    double room = limit - (double)debt;
    return room <= 0.0 ? 0 : (int32_t)(interest > room ? room : interest);
}

/* (R5, R6) Part of `amount` (cents, may be negative) at `share`, between 0 and `debt`. */
static inline int32_t recruitment_part(double amount, double share, int32_t debt)
{
    double part = amount > 0.0 ? amount * share : 0.0;
    return part >= (double)debt ? debt : (int32_t)part;
}

/* (R5) Debt left of what was borrowed after months in each of which interest is added and `instalment` cents are paid. most:
 * at which lenders stop adding interest, cents. */
static inline int32_t recruitment_debt_after(int32_t borrowed, double rate_percent, double most, double instalment,
                                             int months)
{
    int32_t debt = borrowed;
    for (int month = 0; month < months && debt > 0; month++) {
        debt += recruitment_interest(debt, rate_percent, most);
        debt -= recruitment_part(instalment, 1.0, debt);
    }
    return debt;
}

/* (R6) The same where no pay serves the debt: each month a share of what is left of `wealth` cents is paid out of it. */
static inline int32_t recruitment_debt_after_wealth(int32_t borrowed, double rate_percent, double most, double wealth,
                                                    double share, int months)
{
    int32_t debt = borrowed;
    for (int month = 0; month < months && debt > 0; month++) {
        debt += recruitment_interest(debt, rate_percent, most);
        int32_t paid = recruitment_part(wealth, share, debt);
        debt -= paid;
        wealth -= (double)paid;
    }
    return debt;
}

#endif
