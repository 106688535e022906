#include "models/words/policies.h"
#include <math.h>
#include "models/state/world.h"

#define NO_USUAL ((double)NAN)

static const struct cor_policy_field field_rows[] = {
#define POLICY(...)
#define FIELD(policy, name_, lever_, usual_, min_, max_, unit_, words_, source_, doc_)                                 \
    {.name = #name_,                                                                                                   \
     .lever = LEVER_##lever_,                                                                                          \
     .neutral = NEUTRAL_##lever_,                                                                                      \
     .usual = usual_,                                                                                                  \
     .min = min_,                                                                                                      \
     .max = max_,                                                                                                      \
     .unit = unit_,                                                                                                    \
     .source = source_,                                                                                                \
     .doc = doc_,                                                                                                      \
     .words = words_},
#include "models/tables/policies.def"
};

/* FIRST_x is the row of the first field of policy x: rows count on, each policy steps back by one for its own line. */
enum {
#define POLICY(name, ...) FIRST_##name, STEP_BACK_##name = FIRST_##name - 1,
#define FIELD(policy, name, ...) ROW_##policy##_##name,
#include "models/tables/policies.def"
};

/* One char per field, so that the size of fields_of_x counts them (and one for the name of the policy). */
struct fields_of_nothing {
    char none;
#define POLICY(name, ...)                                                                                              \
    }                                                                                                                  \
    ;                                                                                                                  \
    struct fields_of_##name {                                                                                          \
        char policy_itself;
#define FIELD(policy, name, ...) char name;
#include "models/tables/policies.def"
};

const struct cor_policy_type policy_table[] = {
#define POLICY(name_, label_, doc_)                                                                                    \
    {.name = #name_,                                                                                                   \
     .label = label_,                                                                                                  \
     .doc = doc_,                                                                                                      \
     .fields = field_rows + FIRST_##name_,                                                                             \
     .n_fields = sizeof(struct fields_of_##name_) - 1},
#define FIELD(policy, name, ...)
#include "models/tables/policies.def"
};
const size_t n_policies = sizeof policy_table / sizeof policy_table[0];
