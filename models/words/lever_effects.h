/* Where levers can act: the conditions of lever_effects.def as functions of country facts, parameters and the other levers
 * that a scenario moves; and how the total of a party is shared out. For the check of scenarios, not for kernels, which act
 * by what they find; a test holds the two against each other. */
#ifndef MODEL_LEVER_EFFECTS_H
#define MODEL_LEVER_EFFECTS_H
#include "models/state/world.h"
#include "sim/run/scenario.h"

/* What a policy may be limited to. */
enum selector { SELECTOR_parties, SELECTOR_channels, SELECTOR_occupations, N_SELECTORS };

/* cells[N_LEVER_CELLS]: 1 where the lever can act. situation->model is the struct world. */
void lever_effects_mark(const struct cor_situation *situation, size_t lever, uint8_t *cells);
/* weights[N_LEVER_CELLS]: shares of a party's total by cell; their sum is 1 for every party with a cell that can have some
 * of it, 0 for others. cells: those chosen; bit s of `named`: the policy names items of selector s. */
void lever_effects_share(const struct cor_situation *situation, size_t lever, const uint8_t *cells, unsigned named,
                         double *weights);

#endif
