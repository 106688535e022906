/* The rules of demography as pure functions: life-table and fertility arithmetic. No state, no draws. */
#ifndef MODEL_DEMOGRAPHY_RULES_H
#define MODEL_DEMOGRAPHY_RULES_H
#include <stdint.h>
#include "models/demography/demography.h"
#include "sim/base/math.h"
#include "sim/base/random.h"

/* Probability of dying of the open age class, for each year of age in it: one more step of the exponential rise of
 * mortality (Gompertz 1825) beyond the last two closed ages. The table's own value is 1 by convention. */
static inline double open_age_mortality(double q_98, double q_99)
{
    if (!(q_98 > 0.0)) {
        return q_99;
    }
    double q = q_99 * q_99 / q_98;
    return q < 1.0 ? q : 1.0;
}

/* Person-years lived in an age interval per person who enters it; a: mean years lived in it by those who die there
 * (Preston, Heuveline and Guillot 2001, eq. 3.4). */
static inline double years_lived(double q, double a)
{
    return 1.0 - q * (1.0 - a);
}

/* Death at the birthday between age x-1 (just completed) and age x: 1 - L(x)/L(x-1), the complement of the survival
 * ratio of cohort-component projections (Preston, Heuveline and Guillot 2001, eq. 6.2).
 *   q_completed, q_begun  probabilities of dying at ages x-1 and x
 *   a_completed, a_begun  years lived by those who die there (0.5, at age 0 the parameter infant_death_age) */
static inline double death_at_birthday(double q_completed, double a_completed, double q_begun, double a_begun)
{
    return 1.0 - (1.0 - q_completed) * years_lived(q_begun, a_begun) / years_lived(q_completed, a_completed);
}

/* Birth at the birthday of age x: half a calendar year is lived on either side of it. */
static inline double birth_at_birthday(double fertility_before, double fertility_after)
{
    return 0.5 * (fertility_before + fertility_after);
}

/* Fertility of a woman abroad: habits of the home country give way to those of the country of residence, linearly over
 * `convergence_months` (Kulu 2005: adaptation), times the factor of the channel. Probability per year. */
static inline double fertility_abroad(double at_home, double at_destination, double months_since_arrival,
                                      double convergence_months, double channel_factor)
{
    double adapted = months_since_arrival >= convergence_months ? 1.0 : months_since_arrival / convergence_months;
    return channel_factor * ((1.0 - adapted) * at_home + adapted * at_destination);
}

/* Age class of the tables of net migration: 0-4 ... 85+. */
static inline int migration_age_class(int age)
{
    return age >= 85 ? N_MIGRATION_AGES - 1 : age / 5;
}

/* (D9) Chance that a resident moves at the birthday, so that the expected number of the year is that of the table: net migrants of
 * the year over residents who pass a birthday in the age class. Negative: of leaving. */
static inline double migration_chance(double net_migrants, double residents)
{
    double chance = residents > 0.0 ? net_migrants / residents : 0.0;
    return chance < -1.0 ? -1.0 : (chance > 1.0 ? 1.0 : chance);
}

/* Share in a union by age, women and men (Viet Nam Population and Housing Census 2019, marital status by age group,
 * rounded; linear between the ages named). */
static inline double share_in_union(enum sex sex, int age)
{
    static const double ages[] = {17, 20, 25, 30, 40, 50, 60, 70, 80, 90};
    static const double share[N_SEXES][10] = {{0, .22, .60, .83, .88, .82, .72, .54, .28, .12},
                                              {0, .06, .34, .68, .89, .92, .92, .87, .75, .55}};
    if (age <= ages[0]) {
        return 0.0;
    }
    for (size_t i = 1; i < 10; i++) {
        if (age <= ages[i]) {
            double part = (age - ages[i - 1]) / (ages[i] - ages[i - 1]);
            return (1.0 - part) * share[sex][i - 1] + part * share[sex][i];
        }
    }
    return share[sex][9];
}

/* (D10) Chance that a single person enters a union at the birthday of age x, so that a cohort has the shares of the census at
 * ages x - 1 and x although `dissolved` of its unions end in a year. */
static inline double union_chance(enum sex sex, int age_reached, double dissolved)
{
    double kept = share_in_union(sex, age_reached - 1) * (1.0 - dissolved);
    double chance = kept < 1.0 ? (share_in_union(sex, age_reached) - kept) / (1.0 - kept) : 0.0;
    return chance > 0.0 ? chance : 0.0;
}

/* (D11) By how many years a man is older than the woman who looks for him, from a draw u in (0, 1). */
static inline double union_age_gap_wanted(double mean, double spread, double u)
{
    return mean + spread * (2.0 * u - 1.0);
}

/* A probability as a threshold that fits 32 bits; 1 becomes 1 - 2^-32. */
static inline uint32_t threshold_32(double probability)
{
    uint64_t threshold = cor_threshold(probability);
    return threshold < UINT32_MAX ? (uint32_t)threshold : UINT32_MAX;
}

#endif
