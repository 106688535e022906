/* What demography keeps: its look-up tables. Private to this folder; others ask its contract, demography.h. */
#ifndef MODEL_DEMOGRAPHY_WORLD_H
#define MODEL_DEMOGRAPHY_WORLD_H
#include "models/state/world.h"
#include "models/demography/demography.h"

/* Thresholds of the first word of a draw, so that an event happens when word < threshold. */
struct demography_tables {
    uint32_t death[MAX_COUNTRIES][N_DEMOGRAPHY_YEARS][N_SEXES][OLDEST_BIRTHDAY + 1]; /* by age reached; [0]: newborn */
    uint32_t birth[MAX_COUNTRIES][N_DEMOGRAPHY_YEARS][N_MOTHER_AGES];                /* by age reached */
    uint32_t death_most[N_DEMOGRAPHY_YEARS][N_SEXES][OLDEST_BIRTHDAY + 1];           /* the highest of all countries */
    uint32_t boy[MAX_COUNTRIES];
    uint32_t arrival[MAX_COUNTRIES][N_MIGRATION_PERIODS][N_SEXES][N_MIGRATION_AGES]; /* by age reached */
    uint32_t departure[MAX_COUNTRIES][N_MIGRATION_PERIODS][N_SEXES][N_MIGRATION_AGES];
};

/* Fill the tables before the first month. */
void demography_prepare(const struct world *world, struct demography_tables *tables);

#endif
