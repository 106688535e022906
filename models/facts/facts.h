/* The table of country facts, made from country_facts.def, for the reader of data/ and for documentation. */
#ifndef MODEL_FACTS_H
#define MODEL_FACTS_H
#include "models/state/world.h"

/* What rows with a year mean; see country_facts.def. */
enum fact_time { FACT_CONSTANT, FACT_START, FACT_PATH, FACT_LAW };

struct fact {
    const char *name;
    const struct dimension_items *group; /* NULL: one value */
    size_t offset;                       /* of the double or array of doubles in struct country */
    const char *unit;
    double min, max;
    char who; /* A all, D destinations, O origin, R countries with residents, P destinations with residents */
    enum fact_time time;
    double spread; /* half of the plausible range relative to the value */
    const char *doc;
};

extern const struct fact fact_table[];
extern const size_t n_facts;

size_t fact_n_items(const struct fact *fact);
/* Must a country of this role have the fact? */
bool fact_is_asked(const struct fact *fact, enum country_role role);
/* Do its items divide a whole, so that they sum to 100? */
bool fact_is_whole(const struct fact *fact);
/* The row of the fact that struct country keeps at `offset`. */
size_t fact_row_at(size_t offset);
/* Where a country keeps the values of a fact: fact_n_items() doubles. */
double *fact_values(struct country *country, const struct fact *fact);

#endif
