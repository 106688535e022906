/* The rules of education as pure functions. */
#ifndef MODEL_EDUCATION_RULES_H
#define MODEL_EDUCATION_RULES_H
#include "models/education/education_world.h"
#include "sim/base/math.h"
#include "sim/base/random.h"

/* Incomes per head over the reference count within these limits. */
#define INCOME_LEAST 0.1
#define INCOME_MOST 10.0

static inline double income_within_limits(double relative)
{
    return relative < INCOME_LEAST ? INCOME_LEAST : (relative > INCOME_MOST ? INCOME_MOST : relative);
}
static inline double share_within_limits(double share)
{
    return share < 0.0 ? 0.0 : (share > 1.0 ? 1.0 : share);
}

/* Chance of staying on, a logit in income and in the share of remittances (E4; Cuong and Mont
 * 2012 find no significant effect of remittances, so that both effects are small by default).
 *   chance            base chance, 0..1, of a household with the reference income
 *   relative_income   income per head over the reference, above 0; limited to INCOME_LEAST .. INCOME_MOST
 *   remittance_share  share of remittances in household income; limited to 0..1
 *   income_effect, remittance_effect  log odds per log point and per unit
 *   worked            log odds of child labour that policy has brought or ended (E9) */
static inline double chance_of_staying(double chance, double relative_income, double remittance_share,
                                       double income_effect, double remittance_effect, double worked)
{
    if (!(chance > 0.0) || chance >= 1.0) {
        return chance;
    }
    return cor_logistic(cor_logit(chance) + income_effect * cor_log(income_within_limits(relative_income)) +
                        remittance_effect * share_within_limits(remittance_share) + worked);
}

enum { FIRST_AGE_AT_WORK = 5, LAST_AGE_AT_WORK = 17, AGE_OF_CHILD_LABOUR = 11, YEAR_OF_CHILD_LABOUR = 2018 };

/* Who might work, in what year, and with what means at home. */
struct child {
    int age;
    double year;     /* and the part of it that has passed */
    bool boy, farms; /* farms: the parent in charge works on a farm, or did so last */
    double relative_income, remittance_share;
};

/* Chance of child labour (E7): a logit in age, sex, work of the parent, income, remittances and year. The levels are those of
 * the surveys of 2012 and 2018; the fall with income Edmonds 2005.
 *   odds  relative to the baseline, what policies make of them */
static inline double chance_of_child_labour(const struct education_parameters *p, const struct child *child,
                                            double odds)
{
    if (child->age < FIRST_AGE_AT_WORK || child->age > LAST_AGE_AT_WORK || !(odds > 0.0)) {
        return 0.0;
    }
    double log_odds = cor_logit(p->child_labour) + p->child_labour_age * (child->age - AGE_OF_CHILD_LABOUR) +
                      (child->boy ? p->child_labour_boys : 0.0) + (child->farms ? p->child_labour_farm : 0.0) +
                      p->child_labour_income * cor_log(income_within_limits(child->relative_income)) +
                      p->child_labour_remittances * share_within_limits(child->remittance_share) +
                      p->child_labour_trend * (child->year - YEAR_OF_CHILD_LABOUR);
    double chance = cor_logistic(log_odds);
    return odds * chance / (1.0 - chance + odds * chance);
}

/* Odds of child labour relative to the baseline (E8): what law and schools make of them, less the children whom projects
 * reach. budget: USD million per year. */
static inline double odds_of_child_labour(const struct education_parameters *p, double factor, double budget)
{
    double reached = budget * p->kept_from_work / (1e6 * p->children_at_work);
    return reached < 1.0 ? factor * (1.0 - reached) : 0.0;
}

/* Log odds that a child brings to school at 15 who works, or does not, because of policy (E9). */
static inline double schooling_of_child_labour(double effect, bool would_work, bool works)
{
    return effect * ((double)would_work - (double)works);
}

/* The words of DRAWS_schooling, drawn once for life: the same person stays on as soon as the chance exceeds the same
 * rank, so that a change of income tips only those at the margin. */
struct education_ranks {
    uint32_t upper_secondary, tertiary, lower_secondary;
};

/* What a birthday in education makes of a person. */
struct schooling {
    enum education_level attained;
    bool enrolled;
};

/* Compulsory school ends at 15, upper secondary at 18, tertiary education at 22 (E1-E3).
 *   stays            in education beyond this birthday
 *   lower_secondary  does a person who leaves at 15 have that certificate? */
static inline struct schooling schooling_after(int birthday, bool stays, bool lower_secondary)
{
    if (birthday == AGE_LOWER_SECONDARY_ENDS) {
        return (struct schooling){stays || lower_secondary ? EDUCATION_lower_secondary : EDUCATION_primary, stays};
    }
    bool finished = birthday == AGE_TERTIARY_ENDS;
    return (struct schooling){finished ? EDUCATION_tertiary : EDUCATION_upper_secondary, stays && !finished};
}

#endif
