#include "models/facts/fact_names.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/facts/history.h"

enum { MAX_ITEMS = 8, MAX_YEARS = 128 };

/* ---- understanding ---- */

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncmp(text, word, length) == 0;
}

bool fact_party_has(const struct country *country, const char *name, size_t length)
{
    bool is_destination = country->role != ROLE_ORIGIN;
    return is_word(name, length, country->iso3) || (is_destination && is_word(name, length, "all_destinations")) ||
           (is_destination && country->eu && is_word(name, length, "EU")) ||
           (is_destination && is_word(name, length, nest_items.items[country->nest]));
}

static bool read_party(const struct world *world, const char *text, size_t length, struct fact_name *read)
{
    bool found = false;
    for (size_t c = 0; c < world->n_countries; c++) {
        read->countries[c] = fact_party_has(&world->country[c], text, length) &&
                             fact_is_asked(&fact_table[read->fact], world->country[c].role);
        found |= read->countries[c];
    }
    return found;
}

static bool read_fact(const char *text, size_t length, struct fact_name *read)
{
    for (size_t i = 0; i < n_facts; i++) {
        if (is_word(text, length, fact_table[i].name)) {
            read->fact = i;
            return true;
        }
    }
    return false;
}

static bool read_item(const char *text, size_t length, struct fact_name *read)
{
    const struct dimension_items *group = fact_table[read->fact].group;
    for (size_t i = 0; group && i < group->n_items; i++) {
        if (is_word(text, length, group->items[i])) {
            read->first_item = i;
            read->end_item = i + 1;
            return true;
        }
    }
    return false;
}

/* "@2030" or nothing, for facts that drive the model year by year. */
static bool read_year(const char *text, struct fact_name *read)
{
    if (text[0] == '\0') {
        return true;
    }
    enum fact_time time = fact_table[read->fact].time;
    read->year = strspn(text + 1, "0123456789") == 4 && text[5] == '\0' ? (int)strtol(text + 1, NULL, 10) : 0;
    return read->year > 0 && (time == FACT_PATH || time == FACT_LAW);
}

/* ".item", ".factor" or both, up to the year. */
static bool read_rest(const char *text, struct fact_name *read)
{
    bool has_item = false;
    while (text[0] == '.') {
        size_t length = strcspn(text + 1, ".@");
        if (!read->is_factor && is_word(text + 1, length, "factor")) {
            read->is_factor = true;
        } else if (!has_item && !read->is_factor && read_item(text + 1, length, read)) {
            has_item = true;
        } else {
            return false;
        }
        text += length + 1;
    }
    return read_year(text, read);
}

bool fact_name_read(const struct world *world, const char *name, struct fact_name *read)
{
    size_t party = strcspn(name, ".");
    *read = (struct fact_name){0};
    if (name[party] == '\0') {
        return false;
    }
    const char *fact = name + party + 1;
    size_t length = strcspn(fact, ".@");
    if (!read_fact(fact, length, read) || !read_party(world, name, party, read)) {
        return false;
    }
    read->end_item = fact_n_items(&fact_table[read->fact]);
    return read_rest(fact + length, read);
}

/* ---- as a row ---- */

static double first_value(const struct world *world, const struct fact_name *read)
{
    size_t c = 0;
    while (!read->countries[c]) {
        c++;
    }
    const char *country = (const char *)&world->country[c];
    return ((const double *)(const void *)(country + fact_table[read->fact].offset))[read->first_item];
}

static double clamped(double value, const struct cor_parameter *row)
{
    return value < row->min ? row->min : (value > row->max ? row->max : value);
}

bool fact_name_row(const struct world *world, const char *name, struct cor_parameter *row)
{
    struct fact_name read;
    if (!fact_name_read(world, name, &read)) {
        return false;
    }
    const struct fact *fact = &fact_table[read.fact];
    double value = read.is_factor ? 1.0 : first_value(world, &read), half = fact->spread * value;
    half = half < 0.0 ? -half : half;
    *row = (struct cor_parameter){.name = name,
                                  .value = value,
                                  .min = read.is_factor ? 0.0 : fact->min,
                                  .max = read.is_factor ? 10.0 : fact->max,
                                  .unit = read.is_factor ? "ratio" : fact->unit,
                                  .source = "data",
                                  .status = COR_ASSUMED,
                                  .doc = fact->doc};
    row->low = clamped(value - half, row);
    row->high = clamped(value + half, row);
    return true;
}

bool fact_name_next(const struct world *world, struct fact_place *next, char name[FACT_NAME])
{
    for (; next->country < world->n_countries; next->country++, next->fact = 0) {
        const struct country *country = &world->country[next->country];
        for (; next->fact < n_facts; next->fact++, next->item = 0) {
            const struct fact *fact = &fact_table[next->fact];
            if (next->item < fact_n_items(fact) && fact_is_asked(fact, country->role)) {
                snprintf(name, FACT_NAME, "%s.%s%s%s", country->iso3, fact->name, fact->group ? "." : "",
                         fact->group ? fact->group->items[next->item] : "");
                next->item++;
                return true;
            }
        }
    }
    return false;
}

/* ---- setting ---- */

/* All items of a fact of a country, in the years that one of them names; one row of year 0 for a constant. */
struct fact_table_of_years {
    int n_years, year[MAX_YEARS];
    double value[MAX_YEARS][MAX_ITEMS];
};

static void note_year(struct fact_table_of_years *table, int year)
{
    int place = table->n_years;
    while (place > 0 && table->year[place - 1] >= year) {
        place--;
    }
    if (table->n_years == MAX_YEARS || (place < table->n_years && table->year[place] == year)) {
        return;
    }
    memmove(table->year + place + 1, table->year + place, (size_t)(table->n_years - place) * sizeof *table->year);
    table->year[place] = year;
    table->n_years++;
}

static bool is_of(const struct fact_point *point, size_t country, const struct fact_name *name)
{
    return point->country == country && point->fact == name->fact;
}

/* The years before and in which a value changes become years of the table, so that it changes then and not before. */
static void collect_years(const struct world *world, size_t country, const struct fact_name *name,
                          struct fact_table_of_years *table)
{
    for (size_t i = 0; i < world->history.n; i++) {
        if (is_of(&world->history.points[i], country, name)) {
            note_year(table, world->history.points[i].year);
        }
    }
    if (name->year > 0) {
        note_year(table, name->year - 1);
        note_year(table, name->year);
    }
    if (table->n_years == 0) {
        note_year(table, 0);
    }
}

static void collect_values(struct world *world, size_t country, const struct fact_name *name,
                           struct fact_table_of_years *table)
{
    const struct fact *fact = &fact_table[name->fact];
    const double *values = fact_values(&world->country[country], fact);
    for (int y = 0; y < table->n_years; y++) {
        fact_history_set_year(&world->history, world, table->year[y], true);
        memcpy(table->value[y], values, fact_n_items(fact) * sizeof *values);
    }
}

/* The other shares of a whole take what is left, in their old proportions. */
static void let_others_give_way(const struct fact_name *name, double *values)
{
    size_t n = fact_n_items(&fact_table[name->fact]);
    double named = 0.0, others = 0.0;
    for (size_t i = 0; i < n; i++) {
        *(i >= name->first_item && i < name->end_item ? &named : &others) += values[i];
    }
    bool all = others <= 0.0;
    for (size_t i = 0; i < n; i++) {
        bool is_named = i >= name->first_item && i < name->end_item;
        values[i] *= all ? 100.0 / named : (is_named ? 1.0 : (100.0 - named) / others);
    }
}

static double value_within(const struct fact *fact, double value)
{
    return value < fact->min ? fact->min : (value > fact->max ? fact->max : value);
}

static void change_values(const struct fact_name *name, double value, struct fact_table_of_years *table)
{
    const struct fact *fact = &fact_table[name->fact];
    for (int y = 0; y < table->n_years; y++) {
        if (table->year[y] < name->year) {
            continue;
        }
        for (size_t i = name->first_item; i < name->end_item; i++) {
            double changed = name->is_factor ? value * table->value[y][i] : value;
            table->value[y][i] = value_within(fact, changed);
        }
        if (fact_is_whole(fact)) {
            let_others_give_way(name, table->value[y]);
        }
    }
}

static enum cor_status write_back(struct world *world, size_t country, const struct fact_name *name,
                                  const struct fact_table_of_years *table)
{
    const struct fact *fact = &fact_table[name->fact];
    enum cor_status status = COR_OK;
    for (size_t item = 0; item < fact_n_items(fact); item++) {
        fact_history_drop(&world->history, country, name->fact, item);
        fact_values(&world->country[country], fact)[item] = table->value[0][item];
        for (int y = 0; y < table->n_years && table->year[y] > 0 && status == COR_OK; y++) {
            struct fact_point point = {(uint8_t)country, (uint8_t)item, (uint16_t)name->fact, table->year[y],
                                       table->value[y][item]};
            status = fact_history_add(&world->history, point);
        }
    }
    return status;
}

enum cor_status fact_name_set(struct world *world, const char *name, double value)
{
    struct fact_name read;
    enum cor_status status = fact_name_read(world, name, &read) ? COR_OK : COR_ERR_INPUT;
    for (size_t c = 0; status == COR_OK && c < world->n_countries; c++) {
        if (read.countries[c]) {
            struct fact_table_of_years table = {0};
            collect_years(world, c, &read, &table);
            collect_values(world, c, &read, &table);
            change_values(&read, value, &table);
            status = write_back(world, c, &read, &table);
        }
    }
    return status;
}

enum cor_status fact_whole_scale(struct world *world, size_t country, size_t fact, const double *factors)
{
    const size_t n_items = fact_n_items(&fact_table[fact]);
    const struct fact_name name = {.fact = fact, .end_item = n_items};
    struct fact_table_of_years table = {0};
    collect_years(world, country, &name, &table);
    collect_values(world, country, &name, &table);
    for (int y = 0; y < table.n_years; y++) {
        double sum = 0.0;
        for (size_t i = 0; i < n_items; i++) {
            table.value[y][i] *= factors[i];
            sum += table.value[y][i];
        }
        for (size_t i = 0; i < n_items && sum > 0.0; i++) {
            table.value[y][i] *= 100.0 / sum;
        }
    }
    return write_back(world, country, &name, &table);
}
