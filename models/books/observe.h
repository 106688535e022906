/* What is counted at the end of a month beside what mechanisms count themselves. */
#ifndef MODEL_OBSERVE_H
#define MODEL_OBSERVE_H
#include "models/state/world.h"

/* MAP, both kinds: outputs of stocks that no mechanism owns, and the rows of the accounts. */
void observe_stocks(struct cor_context *context, struct cor_chunk *chunk);
/* WORLD: outputs of macro state. */
void observe_macro(struct cor_context *context);

#endif
