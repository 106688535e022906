/* Reading data/ into the world: every table strictly, all problems at once. Not for scenarios. */
#ifndef MODEL_WORLD_LOAD_H
#define MODEL_WORLD_LOAD_H
#include "models/state/world.h"
#include "sim/base/diagnostics.h"
#include "sim/run/scenario.h"

/* Fill countries, facts, age tables and exit rates of a world, zeroed or loaded before, from the folder `directory`. Facts with a series have
 * their values at the latest start. Refuses values without unit, source and
 * status, unknown facts, countries, groups, sources, values out of range, missing rows, percent groups that do not sum
 * to 100; each with file, line, column. `digest` gets the SHA-256 over the contents read. */
enum cor_status world_load(struct world *world, const char *directory, struct cor_diagnostics *list, char digest[65]);

/* The words of scenarios for this world: parameters, levers, policy types, selectors. Valid while `world` lives and the
 * vocabulary is not freed. */
struct model_vocabulary;
enum cor_status model_vocabulary_create(const struct world *world, struct model_vocabulary **vocabulary);
void model_vocabulary_free(struct model_vocabulary *vocabulary);
/* Another default and plausible range for a parameter, as another fit of it found. COR_ERR_INPUT when there is no such
 * parameter or the values are beyond its range. */
enum cor_status model_vocabulary_refit(struct model_vocabulary *vocabulary, const char *parameter, double value,
                                       double low, double high);
const struct cor_vocabulary *model_vocabulary_words(const struct model_vocabulary *vocabulary);

#endif
