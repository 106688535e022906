#include "models/words/consistency.h"
#include "models/state/world.h"
#include "models/population/population.h"

#define CONSISTENCY(name, found, allowed, ...)                                                                         \
    static void measure_##name(const void *of_world, const double *values, double sides[2])                            \
    {                                                                                                                  \
        const struct world *facts = of_world;                                                                          \
        struct parameters parameters, *p = &parameters;                                                                \
        parameters_set(p, values);                                                                                     \
        (void)facts;                                                                                                   \
        sides[0] = found;                                                                                              \
        sides[1] = allowed;                                                                                            \
    }
#include "models/tables/consistency.def"

const struct cor_consistency consistency_table[] = {
#define CONSISTENCY(name_, found, allowed, parameters_, doc_)                                                          \
    {.name = #name_, .parameters = parameters_, .measure = measure_##name_, .doc = doc_},
#include "models/tables/consistency.def"
};
const size_t n_consistency = sizeof consistency_table / sizeof consistency_table[0];
