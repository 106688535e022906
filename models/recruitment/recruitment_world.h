/* What recruitment keeps: its look-up tables and its macro state. Private to this folder; others ask its contract, recruitment.h. */
#ifndef MODEL_RECRUITMENT_WORLD_H
#define MODEL_RECRUITMENT_WORLD_H
#include "models/state/world.h"
#include "models/recruitment/recruitment.h"

enum { N_COST_NODES = 16 };

struct recruitment_tables {
    double
        cost_node[N_COST_NODES]; /* cost over its mean at the midpoints of 16 equal parts of the distribution, mean 1 */
};

/* Set by the corridors every month, see recruitment_set_fees. */
struct recruitment_macro {
    double log_fee[MAX_COUNTRIES][N_CHANNELS];
};

/* Fill the tables before the first month. */
void recruitment_prepare(const struct world *world, struct recruitment_tables *tables);

static inline struct recruitment_macro *recruitment_macro_of(const struct cor_context *context)
{
    return macro_part(context, PART_recruitment);
}

#endif
