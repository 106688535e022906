/* The table of policy types as a constant, made from policies.def. Which countries, channels and occupations a policy
 * may name depends on the world: see model_vocabulary_create in world_load.h. */
#ifndef MODEL_POLICIES_H
#define MODEL_POLICIES_H
#include "sim/desc/tables.h"

extern const struct cor_policy_type policy_table[];
extern const size_t n_policies;

#endif
