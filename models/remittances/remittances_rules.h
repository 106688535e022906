/* How one month's pay abroad is used, and classes of income, as pure functions. Money in whole cents. */
#ifndef MODEL_REMITTANCES_RULES_H
#define MODEL_REMITTANCES_RULES_H
#include <stdint.h>

/* How a migrant divides what is left after contributions, tax and debt service. */
struct use_plan {
    int32_t living_cost; /* least consumption */
    double sent;         /* share of the free part that is sent, fee included, 0..1 */
    double fee;          /* share of the amount sent, 0..1 */
    double saved;        /* share of the rest, 0..1 */
    int32_t room;        /* most that can be remitted or saved without leaving the range of the books */
};

/* Uses of available pay; they add up to it exactly. */
struct uses {
    int32_t remitted, fee, consumption, saving;
};

static inline int32_t cents_share(int32_t cents, double share)
{
    return (int32_t)((double)cents * share);
}

/* Divide `available` cents (0 or more): first least consumption, then the remittance, then saving; consumption takes
 * what is left by rounding. */
static inline struct uses remittance_uses(int32_t available, const struct use_plan *plan)
{
    int32_t living = available < plan->living_cost ? available : plan->living_cost;
    int32_t free = available - living;
    int32_t sent = cents_share(free, plan->sent < 1.0 ? plan->sent : 1.0);
    sent = sent < plan->room ? sent : plan->room;
    int32_t fee = (int32_t)((double)sent * plan->fee + 0.5);
    int32_t saving = cents_share(free - sent, plan->saved);
    saving = saving < plan->room ? saving : plan->room;
    struct uses uses = {
        .remitted = sent - fee, .fee = fee, .saving = saving, .consumption = living + (free - sent - saving)};
    return uses;
}

/* Share sent in a month: base share (decay included), lower with family at hand, higher when the household is in need.
 */
static inline double remittance_share(double base, int family_here, double family_here_reduction, int shock,
                                      double shock_response)
{
    double share = base * (family_here ? 1.0 - family_here_reduction : 1.0) * (shock ? 1.0 + shock_response : 1.0);
    return share < 1.0 ? share : 1.0;
}

/* What a person without work takes out of savings (at most `need`), and what the household adds: at most `support` of
 * its wealth, never below nothing. */
struct support {
    int32_t from_savings, from_household;
};
static inline struct support remittance_support(int32_t need, int32_t savings, int32_t wealth, double support_share)
{
    int32_t own = savings < need ? (savings > 0 ? savings : 0) : need;
    int32_t most = wealth > 0 ? cents_share(wealth, support_share) : 0;
    int32_t rest = need - own;
    struct support support = {.from_savings = own, .from_household = rest < most ? rest : most};
    return support;
}

/* Liquid wealth after a year: part of it is spent, part of income and of remittances is added. Cents; a household in
 * debt spends none of it. */
static inline int64_t wealth_after_year(int64_t wealth, int64_t own_income_year, int64_t received, double spending,
                                        double income_saving, double received_saving)
{
    double kept = wealth > 0 ? (double)wealth * (1.0 - spending) : (double)wealth;
    return (int64_t)(kept + (double)own_income_year * income_saving + (double)received * received_saving);
}

#endif
