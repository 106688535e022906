/* Age tables of countries. Each is one description: which ages, which columns, which unit, and where the numbers go. */
#include <stddef.h>
#include <stdio.h>
#include "models/facts/world_reader.h"

enum { MAX_VALUES = 4 };

static const double WHOLE_TOLERANCE = 0.5; /* percentage points */

struct age_table {
    const char *name;
    const char *age_column;
    int first_age, age_step;
    size_t n_ages;
    bool by_sex; /* one row per age and sex, else one row per age */
    bool of_destinations;
    bool sums_to_100;
    size_t n_values;
    struct {
        const char *column;
        size_t place; /* in struct country, of the first age and sex */
    } value[MAX_VALUES];
    size_t age_size, sex_size; /* bytes from one age, and one sex, to the next */
    const char *unit;
    double min, max;
};

#define TO(field) offsetof(struct country, field)

static const struct age_table tables[] = {
    {.name = "population",
     .age_column = "age",
     .age_step = 1,
     .n_ages = MAX_AGE + 1,
     .n_values = 2,
     .value = {{"female", TO(population[SEX_female])}, {"male", TO(population[SEX_male])}},
     .age_size = sizeof(double),
     .unit = "persons",
     .max = 5e7},
    {.name = "mortality",
     .age_column = "age",
     .age_step = 1,
     .n_ages = MAX_AGE + 1,
     .n_values = 4,
     .value = {{"female_2024", TO(mortality_2024[SEX_female])},
               {"male_2024", TO(mortality_2024[SEX_male])},
               {"female_2050", TO(mortality_2050[SEX_female])},
               {"male_2050", TO(mortality_2050[SEX_male])}},
     .age_size = sizeof(double),
     .unit = "probability per year",
     .min = 1e-7, /* projections interpolate logarithms */
     .max = 1},
    {.name = "fertility",
     .age_column = "age_from",
     .first_age = 15,
     .age_step = 5,
     .n_ages = 7,
     .n_values = 2,
     .value = {{"rate_2024", TO(fertility_2024)}, {"rate_2050", TO(fertility_2050)}},
     .age_size = sizeof(double),
     .unit = "births per woman per year",
     .max = 1},
    {.name = "education",
     .age_column = "age_from",
     .first_age = 15,
     .age_step = 10,
     .n_ages = 6,
     .by_sex = true,
     .sums_to_100 = true,
     .n_values = N_EDUCATION_LEVELS,
     .value = {{"primary", TO(education[0][0][EDUCATION_primary])},
               {"lower_secondary", TO(education[0][0][EDUCATION_lower_secondary])},
               {"upper_secondary", TO(education[0][0][EDUCATION_upper_secondary])},
               {"tertiary", TO(education[0][0][EDUCATION_tertiary])}},
     .age_size = N_EDUCATION_LEVELS * sizeof(double),
     .sex_size = 6 * N_EDUCATION_LEVELS * sizeof(double),
     .unit = "percent",
     .max = 100},
    {.name = "net_migration",
     .age_column = "age_from",
     .age_step = 5,
     .n_ages = 18,
     .of_destinations = true,
     .n_values = 4,
     .value = {{"female_2024", TO(net_migration_2024[SEX_female])},
               {"male_2024", TO(net_migration_2024[SEX_male])},
               {"female_2030", TO(net_migration_2030[SEX_female])},
               {"male_2030", TO(net_migration_2030[SEX_male])}},
     .age_size = sizeof(double),
     .unit = "persons per year",
     .min = -1e6,
     .max = 1e6},
};

enum { MAX_PLACES = (MAX_AGE + 1) * N_SEXES };

/* A table while it is read. */
struct age_sheet {
    const struct age_table *description;
    struct cor_csv table;
    size_t n_sexes;
    unsigned line[MAX_PLACES]; /* by age row and sex: where it stands; 0 until found */
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
        columns[n_columns++] = description->value[i].column;
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

static void read_numbers(struct world_reader *reader, const struct age_sheet *sheet, size_t row, size_t age, size_t sex,
                         struct country *country)
{
    const struct age_table *description = sheet->description;
    double sum = 0.0;
    bool all_read = true;
    for (size_t i = 0; i < description->n_values; i++) {
        size_t place = description->value[i].place + age * description->age_size + sex * description->sex_size;
        double *number = (double *)(void *)((char *)country + place);
        all_read &= cor_csv_number(&sheet->table, row, cor_csv_column(&sheet->table, description->value[i].column),
                                   description->min, description->max, reader->list, number);
        sum += *number;
    }
    if (all_read && description->sums_to_100 && !(sum >= 100.0 - WHOLE_TOLERANCE && sum <= 100.0 + WHOLE_TOLERANCE)) {
        cor_diagnostics_add(
            reader->list, COR_ERROR,
            cor_csv_place(&sheet->table, row, cor_csv_column(&sheet->table, description->value[0].column)),
            "the row sums to %.6g percent, not 100", sum);
    }
}

static void read_age_row(struct world_reader *reader, struct age_sheet *sheet, size_t row, struct country *country)
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
    read_numbers(reader, sheet, row, age, sex, country);
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

static void read_sheet(struct world_reader *reader, const struct age_table *description, struct country *country)
{
    struct age_sheet sheet = {.description = description, .n_sexes = description->by_sex ? N_SEXES : 1};
    if (read_table(reader, country->iso3, &sheet)) {
        for (size_t row = 0; row < sheet.table.n_rows; row++) {
            read_age_row(reader, &sheet, row, country);
        }
        report_missing_ages(reader, &sheet);
        cor_csv_free(&sheet.table);
    }
}

void world_read_ages(struct world_reader *reader, struct country *country)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (!tables[i].of_destinations || country->role == ROLE_DESTINATION) {
            read_sheet(reader, &tables[i], country);
        }
    }
}
