/* Facts by the names that scenarios, --set and sweeps use: PARTY.fact[.item][.factor][@year]. PARTY is a country or a group of
 * destinations; without an item all are meant; with "factor" the value multiplies what the tables say instead of replacing it;
 * with a year it holds from January of that year on. */
#ifndef MODEL_FACT_NAMES_H
#define MODEL_FACT_NAMES_H
#include "models/facts/facts.h"
#include "sim/desc/tables.h"

/* What a name stands for. */
struct fact_name {
    size_t fact;
    bool countries[MAX_COUNTRIES]; /* those of the party that have the fact */
    size_t first_item, end_item;
    bool is_factor;
    int year; /* 0: all years */
};

/* Is `country` one of the party of that name (its first `length` characters)? */
bool fact_party_has(const struct country *country, const char *name, size_t length);
/* Understand a name; false when it is none. */
bool fact_name_read(const struct world *world, const char *name, struct fact_name *read);
/* The fact as a row: range allowed, value and plausible range as of the latest start (of the first country and item meant),
 * unit, meaning. `name` must outlive the row. False when it is no name of a fact. */
bool fact_name_row(const struct world *world, const char *name, struct cor_parameter *row);
/* Set what the name stands for in a world that is not yet prepared. The other shares of a whole give way in proportion.
 * COR_ERR_INPUT when it is no name, COR_ERR_MEMORY. */
enum cor_status fact_name_set(struct world *world, const char *name, double value);
/* Multiply the items of a fact that divides a whole by factors [fact_n_items()], and scale them to the whole again in every
 * year. The world is not yet prepared. COR_ERR_MEMORY. */
enum cor_status fact_whole_scale(struct world *world, size_t country, size_t fact, const double *factors);
/* The names of single facts, country by country, in the order of the tables: "DEU.gross_wage.care". Each call writes the name
 * at `next`, which begins as zeros, and moves it on; false beyond the last. */
enum { FACT_NAME = 96 };
struct fact_place {
    size_t country, fact, item;
};
bool fact_name_next(const struct world *world, struct fact_place *next, char name[FACT_NAME]);

#endif
