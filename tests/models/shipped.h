/* The world of the data that come with the program, and the words of its scenarios. */
#ifndef TESTS_MODELS_SHIPPED_H
#define TESTS_MODELS_SHIPPED_H
#include "models/facts/world_load.h"

void shipped_load(struct world **world, struct model_vocabulary **vocabulary, struct cor_diagnostics *list);
void shipped_free(struct world *world, struct model_vocabulary *vocabulary, struct cor_diagnostics *list);

#endif
