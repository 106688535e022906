/* The model as the engine sees it: layout of the state, levers, phases in the order of registry.def, queues. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H
#include "models/state/world.h"

extern const struct cor_layout model_layout;
extern const struct cor_lever lever_table[]; /* [N_LEVERS] */
extern const struct cor_model corridor_model;

#endif
