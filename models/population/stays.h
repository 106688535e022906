/* Stays abroad before the start: made with the plan, read by every fill. See stays.c. */
#ifndef MODEL_POPULATION_STAYS_H
#define MODEL_POPULATION_STAYS_H
#include "models/population/population.h"

enum { N_PAST_YEARS = N_STAY_MONTHS / 12 };

/* Corridors are country * N_CHANNELS + channel. */
struct population_past {
    double rise
        [N_PAST_YEARS]; /* part of the entries below that there was: they are those of the first year given before it */
    double entries[N_PAST_YEARS][N_CORRIDORS];   /* persons who arrived in the year that ended so many years ago */
    float come_home[N_CORRIDORS][N_STAY_MONTHS]; /* of those who arrive: share who are back within so many months */
    float returned[N_SEXES][MAX_AGE + 1][N_CORRIDORS];     /* persons at home, by age now */
    float share[N_SEXES][MAX_AGE + 1][N_EDUCATION_LEVELS]; /* of persons at home who have come back */
    double persons;                                        /* who have come back, in all */
};

/* Fill plan->stay and plan->past, which are there and empty; home: persons at home. COR_ERR_MEMORY. */
enum cor_status population_plan_stays(const struct world *world, struct population_plan *plan,
                                      const double home[N_AGE_CELLS]);
/* Shares of the ages now of those who live abroad in a corridor, as age and months since arrival are drawn for them, sum 1. */
void population_ages_abroad(const struct population_plan *plan, size_t country, size_t channel,
                            double share[MAX_AGE + 1]);
/* Persons of a corridor who arrived `years` whole years ago, are of this age now and have come home; up to a factor that
 * is the same for all years: sex, and survival to this age. */
double population_arrived_and_back(const struct population_plan *plan, size_t corridor, int years, int age);
/* Persons at home of a sex, age and education who have come back, and from which corridor. */
double population_returned(const struct world *world, const struct population_plan *plan, enum sex sex, int age,
                           enum education_level education, double of_corridor[N_CORRIDORS]);

#endif
