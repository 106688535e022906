/* The pipeline at the start: those who prepare to leave and those who wait, so that departures of the first months are
 * the entries of the baseline. Functions of facts and parameters alone, without the tables of world_prepare, so that a
 * scenario can be checked before anything is prepared. Owns nothing. */
#ifndef MODEL_POPULATION_PIPELINE_H
#define MODEL_POPULATION_PIPELINE_H
#include "models/tables/dimensions.h"
#include "models/population/population.h"

/* Persons by corridor. */
struct pipeline {
    double preparing[MAX_COUNTRIES][N_CHANNELS], queued[MAX_COUNTRIES][N_CHANNELS];
};

void population_pipeline_at_start(const struct world *facts, const struct parameters *parameters,
                                  struct pipeline *pipeline);

/* Cumulative distribution of age at arrival by channel. */
void population_pipeline_arrival_ages(const struct parameters *parameters, double arrival_age[N_CHANNELS][MAX_AGE + 1]);

/* Take those in the pipeline off the persons at home by age and sex; what is left is below zero where there are fewer
 * than are taken, which population_pipeline_largest_share refuses. */
void population_pipeline_take_from_home(const struct world *facts, const struct pipeline *pipeline,
                                        double arrival_age[N_CHANNELS][MAX_AGE + 1], double home[N_AGE_CELLS]);

#endif
