/* What remittances keeps: its look-up tables. Private to this folder; others ask its contract, remittances.h. */
#ifndef MODEL_REMITTANCES_WORLD_H
#define MODEL_REMITTANCES_WORLD_H
#include "models/state/world.h"
#include "models/remittances/remittances.h"

enum { REMITTANCE_YEARS = 40 }; /* longer stays count as this */

struct remittances_tables {
    double share[N_CHANNELS][REMITTANCE_YEARS + 1]; /* of free pay, by full years since arrival */
    int32_t living_cost[MAX_COUNTRIES];             /* cents per month */
    int32_t idle_cost[MAX_COUNTRIES];               /* of persons without work */
    int64_t class_from[N_INCOME_CLASSES];           /* least whole cents per head of each income class */
};

/* Fill the tables before the first month. */
void remittances_prepare(const struct world *world, struct remittances_tables *tables);

#endif
