/* What demography keeps: its look-up tables. Private to this folder; others ask its contract, demography.h. */
#ifndef MODEL_DEMOGRAPHY_WORLD_H
#define MODEL_DEMOGRAPHY_WORLD_H
#include "models/state/world.h"
#include "models/demography/demography.h"

/* Thresholds of the first word of a draw, so that an event happens when word < threshold. */
struct demography_tables {
    uint32_t death[MAX_COUNTRIES][MAX_TABLE_YEARS][N_SEXES][OLDEST_BIRTHDAY + 1]; /* by age reached; [0]: newborn */
    uint32_t birth[MAX_COUNTRIES][MAX_TABLE_YEARS][N_MOTHER_AGES];                /* by age reached */
    uint32_t death_most[MAX_TABLE_YEARS][N_SEXES][OLDEST_BIRTHDAY + 1];           /* the highest of all countries */
    uint32_t boy[MAX_COUNTRIES];
    uint32_t weds[N_SEXES][OLDEST_BIRTHDAY + 1];         /* single persons, by age reached */
    uint32_t weds_at_home[N_SEXES][OLDEST_BIRTHDAY + 1]; /* settled abroad, with a partner from Viet Nam */
    uint32_t parts, leaves_home, couple_leaves, new_home;
};

/* Residents by the age class that their birthday of this year reaches, at the last count. */
struct mobility {
    uint32_t arrival[N_SEXES][OLDEST_BIRTHDAY + 1], departure[N_SEXES][OLDEST_BIRTHDAY + 1];
};
struct demography_macro {
    struct mobility mobility[MAX_COUNTRIES]; /* chances to move this year, thresholds by sex and age reached */
    int64_t residents[MAX_COUNTRIES][N_SEXES][N_MIGRATION_AGES];
};
static inline struct demography_macro *demography_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_demography);
}

/* Fill the tables before the first month. */
void demography_prepare(const struct world *world, struct demography_tables *tables);

#endif
