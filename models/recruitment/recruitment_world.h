/* What recruitment keeps: its look-up tables. Private to this folder; others ask its contract, recruitment.h. */
#ifndef MODEL_RECRUITMENT_WORLD_H
#define MODEL_RECRUITMENT_WORLD_H
#include "models/state/world.h"
#include "models/recruitment/recruitment.h"

enum { N_COST_NODES = 16 };

struct recruitment_tables {
    double
        cost_node[N_COST_NODES]; /* cost over its mean at the midpoints of 16 equal parts of the distribution, mean 1 */
};

/* Fill the tables before the first month. */
void recruitment_prepare(const struct world *world, struct recruitment_tables *tables);

#endif
