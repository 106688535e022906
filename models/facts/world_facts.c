/* Facts of countries: the rows of country_facts.def, read from data/<ISO3>/facts.csv. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/facts/history.h"
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"

#define ITEMS_scalar NULL
#define ITEMS_occupation &occupation_items
#define ITEMS_channel &channel_items
#define ITEMS_region &region_items
#define ITEMS_sex &sex_items

const struct fact fact_table[] = {
#define FACT(group_, name_, unit_, min_, max_, who_, time_, spread_, doc_)                                             \
    {.name = #name_,                                                                                                   \
     .group = ITEMS_##group_,                                                                                          \
     .offset = offsetof(struct country, name_),                                                                        \
     .unit = unit_,                                                                                                    \
     .min = min_,                                                                                                      \
     .max = max_,                                                                                                      \
     .who = #who_[0],                                                                                                  \
     .time = FACT_##time_,                                                                                             \
     .spread = spread_,                                                                                                \
     .doc = doc_},
#include "models/tables/country_facts.def"
};
static const char *const FACT_NAMES[] = {
#define FACT(group_, name_, unit_, min_, max_, who_, time_, spread_, doc_) #name_,
#include "models/tables/country_facts.def"
};
const size_t n_facts = sizeof fact_table / sizeof fact_table[0];

enum { N_FACT_ROWS = sizeof fact_table / sizeof fact_table[0], MAX_ITEMS = 8 };
/* Years that a row may name: before any start and after the end of all projections. */
enum { FIRST_FACT_YEAR = 1990, LAST_FACT_YEAR = 2100 };

_Static_assert((int)N_FACT_ROWS <= MAX_FACTS, "room");
_Static_assert((int)N_OCCUPATIONS <= MAX_ITEMS && (int)N_CHANNELS <= MAX_ITEMS && (int)N_REGIONS <= MAX_ITEMS, "room");

/* Facts that divide a whole: their items sum to 100 percent. */
static const char *const WHOLES[] = {"employment_share", "vietnamese_share", "population_share"};
static const double WHOLE_TOLERANCE = 0.5; /* percentage points: shares are published with one decimal */

size_t fact_n_items(const struct fact *fact)
{
    return !fact->group ? 1 : fact->group->n_items;
}

bool fact_is_asked(const struct fact *fact, enum country_role role)
{
    switch (fact->who) {
    case 'D':
        return role != ROLE_ORIGIN;
    case 'O':
        return role == ROLE_ORIGIN;
    case 'R':
        return role != ROLE_REST;
    case 'P':
        return role == ROLE_DESTINATION;
    default:
        return true;
    }
}

size_t fact_row_at(size_t offset)
{
    size_t fact = 0;
    while (fact + 1 < n_facts && fact_table[fact].offset != offset) {
        fact++;
    }
    return fact;
}

double *fact_values(struct country *country, const struct fact *fact)
{
    return (double *)(void *)((char *)country + fact->offset);
}

/* What has been read of one country. */
struct fact_sheet {
    struct cor_csv table;
    struct world_columns columns;
    size_t fact_column, group_column, year_column, value_column;
    struct country *country;
    uint8_t evidence[N_FACT_ROWS][MAX_ITEMS]; /* of the row, of a series the weakest: a number of EVIDENCE */
    unsigned line[N_FACT_ROWS][MAX_ITEMS];    /* where each value stands, the first of a series; 0 until found */
    bool is_dated[N_FACT_ROWS][MAX_ITEMS];    /* is that row one with a year? */
};

/* The item of the fact that the row speaks of, or n_items after a problem. */
static size_t find_item(struct world_reader *reader, const struct fact_sheet *sheet, size_t row,
                        const struct fact *fact)
{
    if (fact->group) {
        return world_find_name(reader, &sheet->table, row, sheet->group_column, fact->group->items,
                               fact->group->n_items);
    }
    if (cor_csv_cell(&sheet->table, row, sheet->group_column)[0] != '\0') {
        world_cell_problem(reader, &sheet->table, row, "group", "must be empty: the fact has one value");
        return 1;
    }
    return 0;
}

/* The year of a row; 0 where it has none or after a problem, which `good` then tells. */
static int read_year(struct world_reader *reader, const struct fact_sheet *sheet, size_t row, const struct fact *fact,
                     bool *good)
{
    const struct cor_csv *table = &sheet->table;
    size_t column = sheet->year_column;
    double year = 0.0;
    *good = true;
    if (cor_csv_cell(table, row, column)[0] == '\0') {
        return 0;
    }
    *good = cor_csv_number(table, row, column, FIRST_FACT_YEAR, LAST_FACT_YEAR, reader->list, &year);
    if (*good && (year != (int)year || fact->time == FACT_CONSTANT)) {
        world_cell_problem(reader, table, row, "year",
                           fact->time == FACT_CONSTANT ? "must be empty: the fact holds for all years" : "is no year");
        *good = false;
    }
    return (int)year;
}

static void report_repeated(struct world_reader *reader, const struct fact_sheet *sheet, size_t row, size_t fact_row,
                            size_t item, int year)
{
    const struct cor_place place = cor_csv_place(&sheet->table, row, cor_csv_column(&sheet->table, "fact"));
    char of_year[24] = "";
    if (year != 0) {
        snprintf(of_year, sizeof of_year, " for %d", year);
    }
    cor_diagnostics_add(reader->list, COR_ERROR, place, "%s is given twice%s, first in line %u",
                        fact_table[fact_row].name, of_year, sheet->line[fact_row][item]);
}

/* A fact is one row without a year, or a series of rows with different years. */
static void keep_value(struct world_reader *reader, struct fact_sheet *sheet, size_t row, size_t fact_row, size_t item,
                       int year, double value)
{
    unsigned *line = &sheet->line[fact_row][item];
    enum cor_status status = COR_OK;
    if (*line == 0) {
        fact_values(sheet->country, &fact_table[fact_row])[item] = value;
        sheet->is_dated[fact_row][item] = year != 0;
    } else if (year == 0 || !sheet->is_dated[fact_row][item]) {
        status = COR_ERR_INPUT;
    }
    if (status == COR_OK && year != 0) {
        struct fact_point point = {(uint8_t)(sheet->country - reader->world->country), (uint8_t)item,
                                   (uint16_t)fact_row, year, value};
        status = fact_history_add(&reader->world->history, point);
    }
    reader->out_of_memory |= status == COR_ERR_MEMORY;
    if (status == COR_ERR_INPUT) {
        report_repeated(reader, sheet, row, fact_row, item, year);
    }
    *line = *line == 0 ? sheet->table.line[row] : *line;
}

static void count_evidence(struct world_reader *reader, const struct fact_sheet *sheet)
{
    for (size_t f = 0; f < n_facts; f++) {
        for (size_t item = 0; item < fact_n_items(&fact_table[f]); item++) {
            if (sheet->line[f][item] != 0 && sheet->evidence[f][item] < N_EVIDENCE) {
                uint8_t *weakest = &reader->world->fact_evidence[sheet->country - reader->world->country][f];
                reader->world->n_facts_by_evidence[f][sheet->evidence[f][item]]++;
                *weakest = sheet->evidence[f][item] > *weakest ? sheet->evidence[f][item] : *weakest;
            }
        }
    }
}

static void read_value(struct world_reader *reader, struct fact_sheet *sheet, size_t row, size_t fact_row,
                       size_t evidence)
{
    const struct fact *fact = &fact_table[fact_row];
    size_t item = find_item(reader, sheet, row, fact);
    bool has_year;
    int year = read_year(reader, sheet, row, fact, &has_year);
    double value = 0.0;
    bool has_value =
        cor_csv_number(&sheet->table, row, sheet->value_column, fact->min, fact->max, reader->list, &value);
    if (item < fact_n_items(fact) && has_year) {
        keep_value(reader, sheet, row, fact_row, item, year, has_value ? value : fact->min);
        uint8_t *weakest = &sheet->evidence[fact_row][item];
        *weakest = evidence > *weakest ? (uint8_t)evidence : *weakest;
    }
}

static void read_fact_row(struct world_reader *reader, struct fact_sheet *sheet, size_t row)
{
    size_t found = world_find_name(reader, &sheet->table, row, sheet->fact_column, FACT_NAMES, n_facts);
    size_t evidence =
        world_check_row(reader, &sheet->table, row, &sheet->columns, found < n_facts ? fact_table[found].unit : NULL);
    if (found < n_facts && !fact_is_asked(&fact_table[found], sheet->country->role)) {
        world_cell_problem(reader, &sheet->table, row, "fact", "is not used for a country of this role");
    } else if (found < n_facts) {
        read_value(reader, sheet, row, found, evidence);
    }
}

static void report_missing(struct world_reader *reader, const struct fact_sheet *sheet, size_t fact_row)
{
    const struct fact *fact = &fact_table[fact_row];
    const struct cor_place place = {sheet->table.file, 0, 0};
    for (size_t item = 0; item < fact_n_items(fact); item++) {
        if (sheet->line[fact_row][item] == 0) {
            cor_diagnostics_add(reader->list, COR_ERROR, place, "%s%s%s is missing (%s)", fact->name,
                                fact->group ? " of " : "", fact->group ? fact->group->items[item] : "", fact->unit);
        }
    }
}

bool fact_is_whole(const struct fact *fact)
{
    for (size_t i = 0; i < sizeof WHOLES / sizeof WHOLES[0]; i++) {
        if (strcmp(WHOLES[i], fact->name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_sum(struct world_reader *reader, const struct fact_sheet *sheet, size_t fact_row, int year)
{
    const struct fact *fact = &fact_table[fact_row];
    const struct cor_place place = {sheet->table.file, sheet->line[fact_row][0], 1};
    char in_year[24] = "";
    double sum = 0.0;
    for (size_t item = 0; item < fact_n_items(fact); item++) {
        sum += fact_values(sheet->country, fact)[item];
    }
    if (year != 0) {
        snprintf(in_year, sizeof in_year, " in %d", year);
    }
    if (!(sum >= 100.0 - WHOLE_TOLERANCE && sum <= 100.0 + WHOLE_TOLERANCE)) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "%s sums to %.6g percent%s, not 100", fact->name, sum,
                            in_year);
    }
}

/* In each year that one of the items names. */
static void check_sums(struct world_reader *reader, const struct fact_sheet *sheet, size_t fact_row)
{
    size_t country = (size_t)(sheet->country - reader->world->country);
    struct fact_history of_fact = fact_history_of(&reader->world->history, country, fact_row);
    for (size_t i = 0; i < of_fact.n; i++) {
        fact_history_set_year(&of_fact, reader->world, of_fact.points[i].year, true);
        check_sum(reader, sheet, fact_row, of_fact.points[i].year);
    }
    if (of_fact.n == 0) {
        check_sum(reader, sheet, fact_row, 0);
    }
}

static bool is_complete(const struct fact_sheet *sheet, size_t fact_row)
{
    for (size_t item = 0; item < fact_n_items(&fact_table[fact_row]); item++) {
        if (sheet->line[fact_row][item] == 0) {
            return false;
        }
    }
    return true;
}

static void check_facts(struct world_reader *reader, const struct fact_sheet *sheet)
{
    for (size_t i = 0; i < n_facts; i++) {
        if (!fact_is_asked(&fact_table[i], sheet->country->role)) {
            continue;
        }
        if (!is_complete(sheet, i)) {
            report_missing(reader, sheet, i);
        } else if (fact_is_whole(&fact_table[i])) {
            check_sums(reader, sheet, i);
        }
    }
}

void world_read_facts(struct world_reader *reader, struct country *country)
{
    static const char *const COLUMNS[] = {"fact", "group", "year", "value", "unit", "source", "status", "note"};
    struct fact_sheet *sheet = cor_calloc(1, sizeof *sheet);
    char name[32];
    memcpy(name, country->iso3, 3);
    memcpy(name + 3, "/facts.csv", sizeof "/facts.csv");
    if (!sheet) {
        reader->out_of_memory = true;
    } else if (world_read_table(reader, name, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &sheet->table)) {
        sheet->country = country;
        sheet->columns = world_find_columns(&sheet->table, true);
        sheet->fact_column = cor_csv_column(&sheet->table, "fact");
        sheet->group_column = cor_csv_column(&sheet->table, "group");
        sheet->year_column = cor_csv_column(&sheet->table, "year");
        sheet->value_column = cor_csv_column(&sheet->table, "value");
        for (size_t row = 0; row < sheet->table.n_rows; row++) {
            read_fact_row(reader, sheet, row);
        }
        check_facts(reader, sheet);
        count_evidence(reader, sheet);
        cor_csv_free(&sheet->table);
    }
    free(sheet);
}
