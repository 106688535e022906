/* What education keeps: its look-up tables. Private to this folder; others ask its contract, education.h. */
#ifndef MODEL_EDUCATION_WORLD_H
#define MODEL_EDUCATION_WORLD_H
#include "models/state/world.h"
#include "models/education/education.h"

/* Chances by country (rest of the world: those of Viet Nam) and sex, before any effect of income. */
struct education_tables {
    double lower_secondary[MAX_COUNTRIES][N_SEXES]; /* of those who leave at 15: with a lower secondary certificate */
    double upper_secondary[MAX_COUNTRIES][N_SEXES]; /* stay on at 15 and finish at 18 */
    double tertiary[MAX_COUNTRIES][N_SEXES];        /* of those who finish upper secondary: go on and finish at 22 */
};

/* Fill the tables before the first month. */
void education_prepare(const struct world *world, struct education_tables *tables);

#endif
