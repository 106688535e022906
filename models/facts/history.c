#include "models/facts/history.h"
#include <stdlib.h>
#include <string.h>
#include "sim/base/memory.h"

/* By country, fact, item and year. */
static int compare(const struct fact_point *a, const struct fact_point *b)
{
    int by_country = (a->country > b->country) - (a->country < b->country);
    int by_fact = (a->fact > b->fact) - (a->fact < b->fact);
    int by_item = (a->item > b->item) - (a->item < b->item);
    int by_year = (a->year > b->year) - (a->year < b->year);
    return by_country ? by_country : by_fact ? by_fact : by_item ? by_item : by_year;
}

static bool make_room(struct fact_history *history)
{
    if (history->n < history->capacity) {
        return true;
    }
    size_t capacity = 2 * history->capacity + 64;
    struct fact_point *points = cor_realloc(history->points, capacity, sizeof *points);
    if (points) {
        history->points = points;
        history->capacity = capacity;
    }
    return points;
}

enum cor_status fact_history_add(struct fact_history *history, struct fact_point point)
{
    if (!make_room(history)) {
        return COR_ERR_MEMORY;
    }
    size_t place = history->n; /* tables are nearly in order: the place is near the end */
    while (place > 0 && compare(&history->points[place - 1], &point) > 0) {
        place--;
    }
    if (place > 0 && compare(&history->points[place - 1], &point) == 0) {
        return COR_ERR_INPUT;
    }
    memmove(history->points + place + 1, history->points + place, (history->n - place) * sizeof point);
    history->points[place] = point;
    history->n++;
    return COR_OK;
}

void fact_history_free(struct fact_history *history)
{
    free(history->points);
    *history = (struct fact_history){0};
}

enum cor_status fact_history_copy(const struct fact_history *history, struct fact_history *copy)
{
    *copy = (struct fact_history){0};
    if (history->n == 0) {
        return COR_OK;
    }
    copy->points = cor_calloc(history->n, sizeof *copy->points);
    if (!copy->points) {
        return COR_ERR_MEMORY;
    }
    memcpy(copy->points, history->points, history->n * sizeof *copy->points);
    copy->n = copy->capacity = history->n;
    return COR_OK;
}

struct fact_history fact_history_of(const struct fact_history *history, size_t country, size_t fact)
{
    const struct fact_point *points = history->points;
    size_t first = 0, end;
    while (first < history->n && (points[first].country != country || points[first].fact != fact)) {
        first++;
    }
    for (end = first; end < history->n && points[end].country == country && points[end].fact == fact;) {
        end++;
    }
    return (struct fact_history){.points = end > first ? history->points + first : NULL, .n = end - first};
}

static bool is_of(const struct fact_point *point, size_t country, size_t fact, size_t item)
{
    return point->country == country && point->fact == fact && point->item == item;
}

void fact_history_drop(struct fact_history *history, size_t country, size_t fact, size_t item)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < history->n; i++) {
        if (!is_of(&history->points[i], country, fact, item)) {
            history->points[n_kept++] = history->points[i];
        }
    }
    history->n = n_kept;
}

void fact_history_forget(struct fact_history *history, size_t fact, int last)
{
    size_t n_kept = 0;
    for (size_t i = 0; i < history->n; i++) {
        const struct fact_point *point = &history->points[i];
        bool later = point->fact == fact && point->year > last;
        if (!later || n_kept == 0 || !is_of(&history->points[n_kept - 1], point->country, fact, point->item)) {
            history->points[n_kept++] = *point;
        }
    }
    history->n = n_kept;
}

double fact_history_value(const struct fact_point *points, size_t n, enum fact_time time, int year)
{
    size_t after = 0;
    while (after < n && points[after].year <= year) {
        after++;
    }
    if (after == 0) {
        return points[0].value;
    }
    const struct fact_point *from = &points[after - 1], *to = &points[after];
    if (after == n || time == FACT_LAW) {
        return from->value;
    }
    double share = (double)(year - from->year) / (double)(to->year - from->year);
    return from->value + share * (to->value - from->value);
}

void fact_history_set_year(const struct fact_history *history, struct world *world, int year, bool starts)
{
    for (size_t i = 0, n; i < history->n; i += n) {
        const struct fact_point *series = &history->points[i];
        const struct fact *fact = &fact_table[series->fact];
        for (n = 1; i + n < history->n && is_of(&series[n], series->country, series->fact, series->item);) {
            n++;
        }
        if (starts || fact->time != FACT_START) {
            fact_values(&world->country[series->country], fact)[series->item] =
                fact_history_value(series, n, fact->time, year);
        }
    }
}
