/* Facts of countries: the rows of country_facts.def, read from data/<ISO3>/facts.csv. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "models/facts/facts.h"
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"

#define ITEMS_scalar NULL
#define ITEMS_occupation &occupation_items
#define ITEMS_channel &channel_items
#define ITEMS_region &region_items
#define ITEMS_sex &sex_items

const struct fact fact_table[] = {
#define FACT(group_, name_, unit_, min_, max_, who_, doc_)                                                             \
    {.name = #name_,                                                                                                   \
     .group = ITEMS_##group_,                                                                                          \
     .offset = offsetof(struct country, name_),                                                                        \
     .unit = unit_,                                                                                                    \
     .min = min_,                                                                                                      \
     .max = max_,                                                                                                      \
     .who = #who_[0],                                                                                                  \
     .doc = doc_},
#include "models/tables/country_facts.def"
};
const size_t n_facts = sizeof fact_table / sizeof fact_table[0];

enum { N_FACT_ROWS = sizeof fact_table / sizeof fact_table[0], MAX_ITEMS = 8 };

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

static double *fact_values(struct country *country, const struct fact *fact)
{
    return (double *)(void *)((char *)country + fact->offset);
}

/* What has been read of one country. */
struct fact_sheet {
    struct cor_csv table;
    unsigned line[N_FACT_ROWS][MAX_ITEMS]; /* where each value stands; 0 until found */
};

/* The item of the fact that the row speaks of, or n_items after a problem. */
static size_t find_item(struct world_reader *reader, const struct cor_csv *table, size_t row, const struct fact *fact)
{
    if (fact->group) {
        return world_find_name(reader, table, row, "group", fact->group->items, fact->group->n_items);
    }
    if (cor_csv_cell(table, row, cor_csv_column(table, "group"))[0] != '\0') {
        world_cell_problem(reader, table, row, "group", "must be empty: the fact has one value");
        return 1;
    }
    return 0;
}

static void read_value(struct world_reader *reader, struct fact_sheet *sheet, size_t row, size_t fact_row,
                       struct country *country)
{
    const struct fact *fact = &fact_table[fact_row];
    const struct cor_csv *table = &sheet->table;
    size_t item = find_item(reader, table, row, fact);
    size_t column = cor_csv_column(table, "value");
    if (item >= fact_n_items(fact)) {
        return;
    }
    if (sheet->line[fact_row][item] != 0) {
        cor_diagnostics_add(reader->list, COR_ERROR, cor_csv_place(table, row, cor_csv_column(table, "fact")),
                            "%s is given twice, first in line %u", fact->name, sheet->line[fact_row][item]);
    }
    sheet->line[fact_row][item] = table->line[row];
    cor_csv_number(table, row, column, fact->min, fact->max, reader->list, fact_values(country, fact) + item);
}

static void read_fact_row(struct world_reader *reader, struct fact_sheet *sheet, size_t row, struct country *country)
{
    const char *names[N_FACT_ROWS];
    size_t found;
    for (size_t i = 0; i < n_facts; i++) {
        names[i] = fact_table[i].name;
    }
    found = world_find_name(reader, &sheet->table, row, "fact", names, n_facts);
    world_check_row(reader, &sheet->table, row, found < n_facts ? fact_table[found].unit : NULL);
    if (found < n_facts && !fact_is_asked(&fact_table[found], country->role)) {
        world_cell_problem(reader, &sheet->table, row, "fact", "is not used for a country of this role");
    } else if (found < n_facts) {
        read_value(reader, sheet, row, found, country);
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

static bool is_whole(const struct fact *fact)
{
    for (size_t i = 0; i < sizeof WHOLES / sizeof WHOLES[0]; i++) {
        if (strcmp(WHOLES[i], fact->name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_sum(struct world_reader *reader, const struct fact_sheet *sheet, size_t fact_row,
                      struct country *country)
{
    const struct fact *fact = &fact_table[fact_row];
    const struct cor_place place = {sheet->table.file, sheet->line[fact_row][0], 1};
    double sum = 0.0;
    for (size_t item = 0; item < fact_n_items(fact); item++) {
        sum += fact_values(country, fact)[item];
    }
    if (!(sum >= 100.0 - WHOLE_TOLERANCE && sum <= 100.0 + WHOLE_TOLERANCE)) {
        cor_diagnostics_add(reader->list, COR_ERROR, place, "%s sums to %.6g percent, not 100", fact->name, sum);
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

static void check_facts(struct world_reader *reader, const struct fact_sheet *sheet, struct country *country)
{
    for (size_t i = 0; i < n_facts; i++) {
        if (!fact_is_asked(&fact_table[i], country->role)) {
            continue;
        }
        if (!is_complete(sheet, i)) {
            report_missing(reader, sheet, i);
        } else if (is_whole(&fact_table[i])) {
            check_sum(reader, sheet, i, country);
        }
    }
}

void world_read_facts(struct world_reader *reader, struct country *country)
{
    static const char *const COLUMNS[] = {"fact", "group", "value", "unit", "source", "status", "note"};
    struct fact_sheet *sheet = cor_calloc(1, sizeof *sheet);
    char name[32];
    memcpy(name, country->iso3, 3);
    memcpy(name + 3, "/facts.csv", sizeof "/facts.csv");
    if (!sheet) {
        reader->out_of_memory = true;
    } else if (world_read_table(reader, name, COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &sheet->table)) {
        for (size_t row = 0; row < sheet->table.n_rows; row++) {
            read_fact_row(reader, sheet, row, country);
        }
        check_facts(reader, sheet, country);
        cor_csv_free(&sheet->table);
    }
    free(sheet);
}
