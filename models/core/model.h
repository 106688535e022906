/* The model as the engine sees it: layout of the state, levers, phases in the order of registry.def, queues. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H
#include "models/core/world.h"

extern const struct cor_layout model_layout;
extern const struct cor_lever lever_table[]; /* [N_LEVERS] */
extern const struct cor_model corridor_model;

/* MAP, both kinds: outputs of stocks that no mechanism owns, and the rows of the accounts. */
void observe_stocks(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: outputs of macro state. */
void observe_macro(struct cor_context *context);

#endif
