/* Facts by year: the points of a fact's series, and the values that hold in a year. Does not read files (world_facts.c). A
 * world owns its history; worlds of later years share that of the first. */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H
#include "models/facts/facts.h"

/* What the table says of one item of a fact in one year. */
struct fact_point {
    uint8_t country, item;
    uint16_t fact; /* row of fact_table */
    int32_t year;  /* from 1 January */
    double value;
};

/* Add a point. COR_ERR_INPUT when there is one of that year already, COR_ERR_MEMORY. */
enum cor_status fact_history_add(struct fact_history *history, struct fact_point point);
/* Free what the history owns; it is empty then. */
void fact_history_free(struct fact_history *history);
/* A copy that owns its points. COR_ERR_MEMORY leaves it empty. */
enum cor_status fact_history_copy(const struct fact_history *history, struct fact_history *copy);
/* Forget the points of an item of a fact: a constant holds from now on. */
void fact_history_drop(struct fact_history *history, size_t country, size_t fact, size_t item);

/* Forget what a fact's rows say of years after `last`, as nobody knew it then; of items that have no other rows, the first is
 * kept. */
void fact_history_forget(struct fact_history *history, size_t fact, int last);

/* The points of one fact of a country; they stay the history's. */
struct fact_history fact_history_of(const struct fact_history *history, size_t country, size_t fact);

/* Value in `year` of the n points of one item, by the fact's rule: interpolated between years, or held from each year on;
 * outside the years given that of the nearest. n > 0. */
double fact_history_value(const struct fact_point *points, size_t n, enum fact_time time, int year);
/* Set a world's facts with series to their values in a year: all of them at the start of a run, else those that drive the
 * model. */
void fact_history_set_year(const struct fact_history *history, struct world *world, int year, bool starts);

#endif
