/* Schemes abroad as pure functions: contributions, refunds, pensions, and the value of protection to somebody who
 * thinks of leaving. The rules of a country are its facts; here is only what all have in common. */
#ifndef MODEL_ABROAD_RULES_H
#define MODEL_ABROAD_RULES_H
#include <stdbool.h>
#include <stdint.h>
#include "models/tables/shares.h"
#include "sim/base/math.h"

/* Contribution on gross monthly pay (cents, 0 or more) at a rate in millionths, rounded half up. */
static inline int32_t abroad_contribution(int32_t gross, int32_t rate_millionths)
{
    return (int32_t)part_of(gross, rate_millionths);
}

/* Contributions that a slot holds, cents: negative ones have been counted as forfeited, but are on record like the others. */
static inline int32_t abroad_held(int32_t paid)
{
    return paid < 0 ? -paid : paid;
}

/* Part of the months of a stay that a refund counts, 0..1; most: 0 for all of them. */
static inline double abroad_refund_counts(double months, double most)
{
    return most > 0.0 && months > most ? most / months : 1.0;
}

/* Contributions paid back: what the employee paid times `share` (above 1 where the employer's part is paid out as well), cents,
 * rounded half up; of `months` at most `most` are counted. No interest: money is in constant dollars. */
static inline int32_t abroad_refund(int32_t paid, double share, uint32_t months, double most)
{
    double cents = (double)paid * share * abroad_refund_counts((double)months, most);
    return paid > 0 ? (int32_t)((cents < 2e9 ? cents : 2e9) + 0.5) : 0;
}

/* Is a claim on a scheme looked at in this month? First `wait` months after the person left for good, then once a year:
 * a better procedure reaches persons who forgot. */
static inline bool abroad_claim_month(int32_t month, int32_t left_month, int32_t wait)
{
    int32_t since = month - left_month - wait;
    return (since >= 0) & (since % 12 == 0);
}

/* Monthly old-age pension in cents out of the employee's contributions: average pay times months is paid / rate, so
 * that accrual * months / 12 * average pay = (paid / rate) * accrual / 12. Accrual is linear in months, therefore the
 * pro rata share of a totalised pension is the same amount (Regulation (EC) 883/2004, article 52). Rates in percent; 0
 * without an employee rate, since pay is then not recorded. No more than ABROAD_PENSION_MOST: those of all slots of a record
 * and one of Viet Nam together stay within the range of the books. */
enum { ABROAD_PENSION_MOST = INT32_MAX / 4 };
static inline int64_t abroad_pension(int32_t paid, double employee_rate, double accrual)
{
    double cents = employee_rate > 0.0 && paid > 0 ? (double)paid / employee_rate * accrual / 12.0 : 0.0;
    return cents < ABROAD_PENSION_MOST ? (int64_t)(cents + 0.5) : ABROAD_PENSION_MOST;
}

/* Present value, in months of pension, of a pension that starts in `years_to` and is drawn for `years_of` (11). */
static inline double abroad_pension_months(double discount_rate, double years_to, double years_of)
{
    double start = cor_pow(1.0 + discount_rate, -years_to), end = cor_pow(1.0 + discount_rate, -years_to - years_of);
    double rate = cor_log(1.0 + discount_rate);
    return 12.0 * (rate > 0.0 ? (start - end) / rate : years_of);
}

/* What a stay is worth in social protection; all chances 0..1, values in months of pay per month of stay. */
struct abroad_prospect {
    double contributes; /* chance that a contribution is paid */
    double pension_chance;
    double pension_value; /* present value of the pension earned by one month */
    double refund_chance; /* that the refund is open and claimed, when there is no pension */
    double refund_value;  /* present value of the refund of one month */
};

/* (11) Expected present value of the benefits of a stay, in months of pay. What the worker contributes is taken off pay, and
 * not once more here. */
static inline double abroad_gain(const struct abroad_prospect *prospect, double stay_months)
{
    double benefit = prospect->pension_chance * prospect->pension_value +
                     (1.0 - prospect->pension_chance) * prospect->refund_chance * prospect->refund_value;
    return prospect->contributes * stay_months * benefit;
}

#endif
