/* The rules of pay as pure functions: no state, no draws, no tables. Equations are numbered in README.md. */
#ifndef MODEL_WAGES_RULES_H
#define MODEL_WAGES_RULES_H
#include <stdint.h>
#include "models/tables/dimensions.h"
#include "models/tables/parameters.h"
#include "models/tables/shares.h"
#include "sim/base/math.h"

/* Log pay by schooling and potential experience, age - schooling - 6 (W1; Mincer 1974). Years. */
static inline double mincer_log_pay(double schooling, int age, double school_return, double experience_return,
                                    double experience_fall)
{
    double experience = (double)age - schooling - 6.0;
    experience = experience > 0.0 ? experience : 0.0;
    return school_return * schooling + experience_return * experience - experience_fall * experience * experience;
}

/* Mean factor on the pay of workers with upper secondary school by what vocational schools are (W12). added: share of leavers
 * trained beyond the usual; budget: USD million a year. */
static inline double vocational_factor(const struct wages_parameters *p, double added, double budget)
{
    double trained = added + budget / (p->vocational_cost * p->vocational_leavers);
    return 1.0 + (trained < 1.0 ? trained : 1.0) * (cor_exp(p->vocational_school_pay) - 1.0);
}

/* Pay relative to comparable workers after `years` abroad (W3): 1 - gap exp(-speed years). gap: share on arrival. */
static inline double assimilation_factor(double gap, double speed, double years)
{
    return gap > 0.0 ? 1.0 - gap * (years > 0.0 ? cor_exp(-speed * years) : 1.0) : 1.0;
}

/* Log premium of a language level 0..6 (W4): 0 up to A2 (2), then linear between B1, B2 and C1 and level above. */
static inline double language_premium(double level, double b1, double b2, double c1)
{
    if (level <= 2.0) {
        return 0.0;
    }
    if (level < 3.0) {
        return (level - 2.0) * b1;
    }
    if (level < 4.0) {
        return b1 + (level - 3.0) * (b2 - b1);
    }
    return level < 5.0 ? b2 + (level - 4.0) * (c1 - b2) : c1;
}

/* Log premium of recognition after `months` abroad (W5): linear up to the end of the ramp. */
static inline double recognition_premium(double premium, double months, double ramp_months)
{
    return months >= ramp_months ? premium : premium * months / ramp_months;
}

/* Years of schooling behind a level of education. */
static inline double wages_school_years(const struct wages_parameters *p, unsigned education)
{
    const double years[N_EDUCATION_LEVELS] = {p->school_years_primary, p->school_years_lower, p->school_years_upper,
                                              p->school_years_tertiary};
    return years[education];
}

/* What decides about pay abroad besides place, channel and occupation. */
struct worker_skills {
    unsigned education;
    double months; /* since arrival */
    double language;
    double vocational; /* years of training for the destination */
    bool recognised;
};

/* Log of pay for years of vocational training: each counts up to a full qualification. */
static inline double vocational_premium(double per_year, double years, double most)
{
    return per_year * (years < most ? years : most);
}

/* Log of pay abroad for skills: language (W4), schooling and recognition (W5), vocational training, soft skills learnt
 * before departure. trained: chance of having learnt these, 0..1. */
static inline double skill_abroad(const struct wages_parameters *p, struct worker_skills who, double trained)
{
    double schooling = wages_school_years(p, who.education) - p->origin_schooling_reference;
    double skill = language_premium(who.language, p->language_b1, p->language_b2, p->language_c1) +
                   (who.recognised ? p->origin_schooling_recognised : p->origin_schooling) * schooling;
    if (who.recognised) {
        skill += recognition_premium(p->recognition_premium, who.months, p->recognition_months);
    }
    skill += vocational_premium(p->vocational_pay, who.vocational, p->vocational_years);
    if (trained > 0.0) {
        skill += p->soft_skills_pay * trained * cor_exp(-p->soft_skills_fade * (who.months / 12.0));
    }
    return skill;
}

/* Slack after another month of unemployment (W6): ln(u / u_start) within +-limit, averaged over months. */
static inline double wage_curve_slack(double slack, double unemployment, double at_start, double limit, double months)
{
    double now = unemployment > 0.0 ? cor_log(unemployment / at_start) : -limit;
    now = now > limit ? limit : (now < -limit ? -limit : now);
    return slack + (now - slack) / months;
}

/* Factor of the wage curve (W6; Blanchflower and Oswald 1994): (u / u_start)^-elasticity.
 * slack: ln(u / u_start). elasticity: positive. */
static inline double wage_curve_factor(double elasticity, double slack)
{
    return cor_exp(-elasticity * slack);
}

/* Log of what shortage adds to pay after another month (W11): pay rises with log vacancies per unemployed relative to the
 * usual, and what it is off the wage curve wears off (Blanchard and Katz 1999). Rates per year; tightness > 0. */
static inline double shortage_pay(double before, double tightness, double rise, double wears_off)
{
    return before + (rise * cor_log(tightness) - wears_off * before) / 12.0;
}

/* Real pay relative to the first year with a trend in percent per year (W7). */
static inline double trend_factor(double percent_per_year, double years)
{
    return cor_exp(cor_log(1.0 + percent_per_year / 100.0) * years);
}

/* Income tax (W9): a constant rate above an allowance. All in cents; rate in millionths. */
static inline int64_t income_tax(int64_t gross, int64_t allowance, int64_t rate)
{
    return gross > allowance ? part_of(gross - allowance, rate) : 0;
}

/* What contributions and tax leave of pay, cents: nothing where they are more than pay (W8, W9). */
static inline int32_t net_of(int32_t gross, int32_t contribution, int32_t tax)
{
    int32_t net = gross - contribution - tax;
    return net > 0 ? net : 0;
}

/* Purchasing power (W10; Dustmann and Görlach 2016): what is spent here at the prices here, what is sent at the prices
 * there. Cents; price levels relative to the United States. */
static inline double purchasing_power(double net, double remitted, double prices_here, double prices_there)
{
    return (net - remitted) / prices_here + remitted / prices_there;
}

#endif
