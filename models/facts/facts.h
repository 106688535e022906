/* The table of country facts, made from country_facts.def, for the reader of data/ and for documentation. */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H
#include "models/state/world.h"

struct fact {
    const char *name;
    const struct dimension_items *group; /* NULL: one value */
    size_t offset;                       /* of the double or array of doubles in struct country */
    const char *unit;
    double min, max;
    char who; /* A all, D destinations, O origin, R countries with residents, P destinations with residents */
    const char *doc;
};

extern const struct fact fact_table[];
extern const size_t n_facts;

size_t fact_n_items(const struct fact *fact);
/* Must a country of this role have the fact? */
bool fact_is_asked(const struct fact *fact, enum country_role role);

#endif
