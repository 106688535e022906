/* What shocks keeps: its look-up tables and its macro state. Private to this folder; others ask its contract, shocks.h. */
#ifndef MODEL_SHOCKS_WORLD_H
#define MODEL_SHOCKS_WORLD_H
#include "models/state/world.h"
#include "models/shocks/shocks.h"
#include "models/shocks/shocks_rules.h"

struct shocks_tables {
    int32_t observed_until[MAX_COUNTRIES]; /* first month after those whose unemployment is observed; the first month of
                                              the run or earlier: none is */
};

/* Log deviations of a country from its trend. */
struct shocks_macro {
    double climate[MAX_COUNTRIES];      /* of the economy, in units of ln unemployment: positive when it is good */
    double demand[MAX_COUNTRIES];       /* the same, as far as employers have followed */
    double openness[MAX_COUNTRIES];     /* to workers from Viet Nam */
    double openness_sum[MAX_COUNTRIES]; /* the same over the months of the last year in which entries are known */
    struct shocks_moments moments;      /* of both, the same in all countries */
    double unemployment[MAX_COUNTRIES]; /* rate at the end of last month, share; 0 before the first */
};

/* Fill the tables before the first month. */
void shocks_prepare(const struct world *world, struct shocks_tables *tables);

static inline struct shocks_macro *shocks_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_shocks);
}

#endif
