/* Age tables of countries. Each is one description: which ages, which columns, which unit, and where the numbers go. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"

enum { MAX_VALUES = 4 };

static const double WHOLE_TOLERANCE = 0.5; /* percentage points */

struct age_table {
    const char *name;
    const char *age_column;
    int first_age, age_step;
    size_t n_ages;
    bool by_sex; /* one row per age and sex, else one row per age */
    const char *values[MAX_VALUES];
    size_t n_values;
    const char *unit;
    double min, max;
    bool sums_to_100;
};

/* What a table holds: numbers[(age row * n_sexes + sex) * n_values + column]. */
struct age_sheet {
    const struct age_table *description;
    struct cor_csv table;
    double *numbers;
    unsigned *line; /* per (age row, sex): where it stands; 0 until found */
    size_t n_sexes;
};

static size_t n_places(const struct age_sheet *sheet)
{
    return sheet->description->n_ages * sheet->n_sexes;
}

static bool read_table(struct world_reader *reader, const char *iso3, struct age_sheet *sheet)
{
    const struct age_table *description = sheet->description;
    const char *columns[MAX_VALUES + 5] = {description->age_column, "unit", "source", "status"};
    size_t n_columns = 4;
    char name[64];
    if (description->by_sex) {
        columns[n_columns++] = "sex";
    }
    for (size_t i = 0; i < description->n_values; i++) {
        columns[n_columns++] = description->values[i];
    }
    snprintf(name, sizeof name, "%s/%s.csv", iso3, description->name);
    return world_read_table(reader, name, columns, n_columns, &sheet->table);
}

/* The row of the age that the table row speaks of, or n_ages after a problem. */
static size_t find_age(struct world_reader *reader, const struct age_sheet *sheet, size_t row)
{
    const struct age_table *description = sheet->description;
    int last = description->first_age + description->age_step * (int)(description->n_ages - 1);
    double age = 0.0;
    if (!cor_csv_number(&sheet->table, row, cor_csv_column(&sheet->table, description->age_column),
                        description->first_age, last, reader->list, &age)) {
        return description->n_ages;
    }
    for (size_t i = 0; i < description->n_ages; i++) {
        if (age == description->first_age + description->age_step * (double)i) {
            return i;
        }
    }
    world_cell_problem(reader, &sheet->table, row, description->age_column, "is not one of the ages of the table");
    return description->n_ages;
}

static void read_numbers(struct world_reader *reader, struct age_sheet *sheet, size_t row, size_t place)
{
    const struct age_table *description = sheet->description;
    double *numbers = sheet->numbers + place * description->n_values;
    double sum = 0.0;
    bool all_read = true;
    for (size_t i = 0; i < description->n_values; i++) {
        size_t column = cor_csv_column(&sheet->table, description->values[i]);
        all_read &=
            cor_csv_number(&sheet->table, row, column, description->min, description->max, reader->list, &numbers[i]);
        sum += numbers[i];
    }
    if (all_read && description->sums_to_100 && !(sum >= 100.0 - WHOLE_TOLERANCE && sum <= 100.0 + WHOLE_TOLERANCE)) {
        cor_diagnostics_add(reader->list, COR_ERROR,
                            cor_csv_place(&sheet->table, row, cor_csv_column(&sheet->table, description->values[0])),
                            "the row sums to %.6g percent, not 100", sum);
    }
}

static void read_age_row(struct world_reader *reader, struct age_sheet *sheet, size_t row)
{
    const struct age_table *description = sheet->description;
    size_t age = find_age(reader, sheet, row), sex = 0, place;
    world_check_row(reader, &sheet->table, row, description->unit);
    if (description->by_sex) {
        sex = world_find_name(reader, &sheet->table, row, "sex", sex_items.items, N_SEXES);
    }
    if (age == description->n_ages || sex >= sheet->n_sexes) {
        return;
    }
    place = age * sheet->n_sexes + sex;
    if (sheet->line[place] != 0) {
        world_cell_problem(reader, &sheet->table, row, description->age_column, "is given twice");
    }
    sheet->line[place] = sheet->table.line[row];
    read_numbers(reader, sheet, row, place);
}

static void report_missing_ages(struct world_reader *reader, const struct age_sheet *sheet)
{
    const struct age_table *description = sheet->description;
    const struct cor_place file = {sheet->table.file, 0, 0};
    for (size_t place = 0; place < n_places(sheet); place++) {
        if (sheet->line[place] == 0) {
            cor_diagnostics_add(reader->list, COR_ERROR, file, "%s %d%s%s is missing", description->age_column,
                                description->first_age + description->age_step * (int)(place / sheet->n_sexes),
                                description->by_sex ? ", " : "",
                                description->by_sex ? sex_items.items[place % sheet->n_sexes] : "");
        }
    }
}

/* Read a table of a country; the numbers are NULL when memory ran out. Free with free_sheet. */
static void read_sheet(struct world_reader *reader, const char *iso3, const struct age_table *description,
                       struct age_sheet *sheet)
{
    *sheet = (struct age_sheet){.description = description, .n_sexes = description->by_sex ? N_SEXES : 1};
    sheet->numbers = cor_calloc(n_places(sheet) * description->n_values, sizeof *sheet->numbers);
    sheet->line = cor_calloc(n_places(sheet), sizeof *sheet->line);
    if (!sheet->numbers || !sheet->line) {
        reader->out_of_memory = true;
    } else if (read_table(reader, iso3, sheet)) {
        for (size_t row = 0; row < sheet->table.n_rows; row++) {
            read_age_row(reader, sheet, row);
        }
        report_missing_ages(reader, sheet);
        cor_csv_free(&sheet->table);
    }
}

static void free_sheet(struct age_sheet *sheet)
{
    free(sheet->numbers);
    free(sheet->line);
}

/* Column `value` of the sheet to out[n_ages]. */
static void copy_column(const struct age_sheet *sheet, size_t value, double *out)
{
    for (size_t age = 0; sheet->numbers && age < sheet->description->n_ages; age++) {
        out[age] = sheet->numbers[age * sheet->description->n_values + value];
    }
}

static void read_population(struct world_reader *reader, struct country *country)
{
    static const struct age_table TABLE = {.name = "population",
                                           .age_column = "age",
                                           .age_step = 1,
                                           .n_ages = MAX_AGE + 1,
                                           .values = {"female", "male"},
                                           .n_values = 2,
                                           .unit = "persons",
                                           .max = 5e7};
    struct age_sheet sheet;
    read_sheet(reader, country->iso3, &TABLE, &sheet);
    copy_column(&sheet, 0, country->population[SEX_female]);
    copy_column(&sheet, 1, country->population[SEX_male]);
    free_sheet(&sheet);
}

static void read_mortality(struct world_reader *reader, struct country *country)
{
    static const struct age_table TABLE = {.name = "mortality",
                                           .age_column = "age",
                                           .age_step = 1,
                                           .n_ages = MAX_AGE + 1,
                                           .values = {"female_2024", "male_2024", "female_2050", "male_2050"},
                                           .n_values = 4,
                                           .unit = "probability per year",
                                           .min = 1e-7, /* projections interpolate logarithms */
                                           .max = 1};
    struct age_sheet sheet;
    read_sheet(reader, country->iso3, &TABLE, &sheet);
    copy_column(&sheet, 0, country->mortality_2024[SEX_female]);
    copy_column(&sheet, 1, country->mortality_2024[SEX_male]);
    copy_column(&sheet, 2, country->mortality_2050[SEX_female]);
    copy_column(&sheet, 3, country->mortality_2050[SEX_male]);
    free_sheet(&sheet);
}

static void read_fertility(struct world_reader *reader, struct country *country)
{
    static const struct age_table TABLE = {.name = "fertility",
                                           .age_column = "age_from",
                                           .first_age = 15,
                                           .age_step = 5,
                                           .n_ages = 7,
                                           .values = {"rate_2024", "rate_2050"},
                                           .n_values = 2,
                                           .unit = "births per woman per year",
                                           .max = 1};
    struct age_sheet sheet;
    read_sheet(reader, country->iso3, &TABLE, &sheet);
    copy_column(&sheet, 0, country->fertility_2024);
    copy_column(&sheet, 1, country->fertility_2050);
    free_sheet(&sheet);
}

static void read_net_migration(struct world_reader *reader, struct country *country)
{
    static const struct age_table TABLE = {.name = "net_migration",
                                           .age_column = "age_from",
                                           .age_step = 5,
                                           .n_ages = 18,
                                           .values = {"female_2024", "male_2024", "female_2030", "male_2030"},
                                           .n_values = 4,
                                           .unit = "persons per year",
                                           .min = -1e6,
                                           .max = 1e6};
    struct age_sheet sheet;
    read_sheet(reader, country->iso3, &TABLE, &sheet);
    copy_column(&sheet, 0, country->net_migration_2024[SEX_female]);
    copy_column(&sheet, 1, country->net_migration_2024[SEX_male]);
    copy_column(&sheet, 2, country->net_migration_2030[SEX_female]);
    copy_column(&sheet, 3, country->net_migration_2030[SEX_male]);
    free_sheet(&sheet);
}

static void read_education(struct world_reader *reader, struct country *country)
{
    static const struct age_table TABLE = {.name = "education",
                                           .age_column = "age_from",
                                           .first_age = 15,
                                           .age_step = 10,
                                           .n_ages = 6,
                                           .by_sex = true,
                                           .values = {"primary", "lower_secondary", "upper_secondary", "tertiary"},
                                           .n_values = N_EDUCATION_LEVELS,
                                           .unit = "percent",
                                           .max = 100,
                                           .sums_to_100 = true};
    struct age_sheet sheet;
    read_sheet(reader, country->iso3, &TABLE, &sheet);
    for (size_t i = 0; sheet.numbers && i < n_places(&sheet); i++) {
        memcpy(country->education[i % N_SEXES][i / N_SEXES], sheet.numbers + i * N_EDUCATION_LEVELS,
               N_EDUCATION_LEVELS * sizeof *sheet.numbers);
    }
    free_sheet(&sheet);
}

void world_read_ages(struct world_reader *reader, struct country *country)
{
    read_population(reader, country);
    read_mortality(reader, country);
    read_fertility(reader, country);
    read_education(reader, country);
    if (country->role == ROLE_DESTINATION) {
        read_net_migration(reader, country);
    }
}
