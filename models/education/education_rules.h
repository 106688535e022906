/* The rules of education as pure functions. */
#ifndef MODEL_EDUCATION_RULES_H
#define MODEL_EDUCATION_RULES_H
#include "models/education/education_world.h"
#include "sim/base/math.h"
#include "sim/base/random.h"

/* Incomes per head over the reference count within these limits. */
#define INCOME_LEAST 0.1
#define INCOME_MOST 10.0

/* Chance of staying on, a logit in income and in the share of remittances (E4; Cuong and Mont
 * 2012 find no significant effect of remittances, so that both effects are small by default).
 *   chance            base chance, 0..1, of a household with the reference income
 *   relative_income   income per head over the reference, above 0; limited to INCOME_LEAST .. INCOME_MOST
 *   remittance_share  share of remittances in household income; limited to 0..1
 *   income_effect, remittance_effect  log odds per log point and per unit */
static inline double chance_of_staying(double chance, double relative_income, double remittance_share,
                                       double income_effect, double remittance_effect)
{
    if (!(chance > 0.0) || chance >= 1.0) {
        return chance;
    }
    double limited =
        relative_income < INCOME_LEAST ? INCOME_LEAST : (relative_income > INCOME_MOST ? INCOME_MOST : relative_income);
    double remitted = remittance_share < 0.0 ? 0.0 : (remittance_share > 1.0 ? 1.0 : remittance_share);
    return cor_logistic(cor_logit(chance) + income_effect * cor_log(limited) + remittance_effect * remitted);
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
