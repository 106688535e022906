/* Age tables of countries. Each is one description: which ages, which columns, which unit, and where the numbers go. */
#include <stddef.h>
#include <stdio.h>
#include "models/facts/world_reader.h"
#include "sim/base/math.h"

enum { MAX_VALUES = 4, EARLIEST_YEAR = 1950, LATEST_YEAR = 2100 };

static const double WHOLE_TOLERANCE = 0.5; /* percentage points */

/* Which years a table has: none (it holds for all), each Januaries of a start, each year, or some between which the
 * logarithm is linear. */
enum years { YEARS_none, YEARS_starts, YEARS_each, YEARS_some };

struct age_table {
    const char *name;
    const char *age_column;
    int first_age, age_step;
    size_t n_ages;
    bool by_sex; /* one row per age and sex, else one row per age */
    bool sums_to_100;
    enum years years;
    size_t n_values;
    struct {
        const char *column;
        size_t place; /* in struct country, or country_ages where there are years; of the first age, sex and year */
    } value[MAX_VALUES];
    size_t age_size, sex_size, year_size; /* bytes from one age, sex and year to the next */
    const char *unit;
    double min, max;
};

#define TO(field) offsetof(struct country, field)
#define OF_YEAR(field) offsetof(struct country_ages, field)

static const struct age_table tables[] = {
    {.name = "population",
     .age_column = "age",
     .age_step = 1,
     .n_ages = MAX_AGE + 1,
     .years = YEARS_starts,
     .n_values = 2,
     .value = {{"female", OF_YEAR(population[0][SEX_female])}, {"male", OF_YEAR(population[0][SEX_male])}},
     .age_size = sizeof(double),
     .year_size = N_SEXES * (MAX_AGE + 1) * sizeof(double),
     .unit = "persons",
     .max = 5e7},
    {.name = "mortality",
     .age_column = "age",
     .age_step = 1,
     .n_ages = MAX_AGE + 1,
     .years = YEARS_some,
     .n_values = 2,
     .value = {{"female", OF_YEAR(mortality[0][SEX_female])}, {"male", OF_YEAR(mortality[0][SEX_male])}},
     .age_size = sizeof(double),
     .year_size = N_SEXES * (MAX_AGE + 1) * sizeof(double),
     .unit = "probability per year",
     .min = 1e-7, /* logarithms are interpolated */
     .max = 1},
    {.name = "fertility",
     .age_column = "age_from",
     .first_age = 15,
     .age_step = 5,
     .n_ages = N_FERTILITY_AGES,
     .years = YEARS_each,
     .n_values = 1,
     .value = {{"rate", OF_YEAR(fertility[0])}},
     .age_size = sizeof(double),
     .year_size = N_FERTILITY_AGES * sizeof(double),
     .unit = "births per woman per year",
     .max = 1},
    {.name = "net_migration",
     .age_column = "age_from",
     .age_step = 5,
     .n_ages = N_NET_MIGRATION_AGES,
     .years = YEARS_each,
     .n_values = 2,
     .value = {{"female", OF_YEAR(net_migration[0][SEX_female])}, {"male", OF_YEAR(net_migration[0][SEX_male])}},
     .age_size = sizeof(double),
     .year_size = N_SEXES * N_NET_MIGRATION_AGES * sizeof(double),
     .unit = "persons per year",
     .min = -1e6,
     .max = 1e6},
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
};

enum { MAX_PLACES = (MAX_AGE + 1) * N_SEXES };

/* A table while it is read. */
struct age_sheet {
    const struct age_table *description;
    struct cor_csv table;
    char *base; /* struct country or country_ages */
    struct world_columns columns;
    size_t age_column, sex_column, year_column, value_column[MAX_VALUES];
    size_t n_sexes, n_years;
    int first_year;                             /* of those in the table; 0 for a table without years */
    unsigned line[MAX_TABLE_YEARS][MAX_PLACES]; /* by year, age row and sex: where it stands; 0 until found */
};

static size_t n_places(const struct age_sheet *sheet)
{
    return sheet->description->n_ages * sheet->n_sexes;
}

static bool read_table(struct world_reader *reader, const char *iso3, struct age_sheet *sheet)
{
    const struct age_table *description = sheet->description;
    const char *columns[MAX_VALUES + 6] = {description->age_column, "unit", "source", "status"};
    size_t n_columns = 4;
    char name[64];
    if (description->by_sex) {
        columns[n_columns++] = "sex";
    }
    if (description->years != YEARS_none) {
        columns[n_columns++] = "year";
    }
    for (size_t i = 0; i < description->n_values; i++) {
        columns[n_columns++] = description->value[i].column;
    }
    snprintf(name, sizeof name, "%s/%s.csv", iso3, description->name);
    if (!world_read_table(reader, name, columns, n_columns, &sheet->table)) {
        return false;
    }
    sheet->columns = world_find_columns(&sheet->table, true);
    sheet->sex_column = description->by_sex ? cor_csv_column(&sheet->table, "sex") : 0;
    sheet->age_column = cor_csv_column(&sheet->table, description->age_column);
    sheet->year_column = description->years == YEARS_none ? 0 : cor_csv_column(&sheet->table, "year");
    for (size_t i = 0; i < description->n_values; i++) {
        sheet->value_column[i] = cor_csv_column(&sheet->table, description->value[i].column);
    }
    return true;
}

/* The years of the tables are those of the first country read. */
static bool agree_on_years(struct world_reader *reader, const struct age_sheet *sheet)
{
    struct age_tables *ages = reader->world->ages;
    bool starts = sheet->description->years == YEARS_starts;
    int *first = starts ? &ages->first_start : &ages->first_year, *n = starts ? &ages->n_starts : &ages->n_years;
    const struct cor_place file = {sheet->table.file, 0, 0};
    if (*n == 0) {
        *first = sheet->first_year;
        *n = (int)sheet->n_years;
    }
    if (*first != sheet->first_year || *n != (int)sheet->n_years || *n > MAX_TABLE_YEARS) {
        cor_diagnostics_add(reader->list, COR_ERROR, file,
                            "the table covers %d to %d, it must cover %d to %d as the others do, %d years at most",
                            sheet->first_year, sheet->first_year + (int)sheet->n_years - 1, *first, *first + *n - 1,
                            MAX_TABLE_YEARS);
        return false;
    }
    return true;
}

/* From the least to the largest year that a row names; false after a problem. */
static bool find_years(struct world_reader *reader, struct age_sheet *sheet)
{
    double first = LATEST_YEAR, last = EARLIEST_YEAR, year = 0.0;
    bool good = sheet->table.n_rows > 0;
    for (size_t row = 0; row < sheet->table.n_rows; row++) {
        if (!cor_csv_number(&sheet->table, row, sheet->year_column, EARLIEST_YEAR, LATEST_YEAR, reader->list, &year)) {
            good = false;
        } else if (year != (int)year) {
            world_cell_problem(reader, &sheet->table, row, "year", "is no year");
            good = false;
        }
        first = year < first ? year : first;
        last = year > last ? year : last;
    }
    sheet->first_year = (int)first;
    sheet->n_years = good ? (size_t)(last - first) + 1 : 0;
    return good && agree_on_years(reader, sheet);
}

/* The row of the age that the table row speaks of, or n_ages after a problem. */
static size_t find_age(struct world_reader *reader, const struct age_sheet *sheet, size_t row)
{
    const struct age_table *description = sheet->description;
    int last = description->first_age + description->age_step * (int)(description->n_ages - 1);
    double age = 0.0;
    if (!cor_csv_number(&sheet->table, row, sheet->age_column, description->first_age, last, reader->list, &age)) {
        return description->n_ages;
    }
    size_t place = (size_t)((int)age - description->first_age) / (size_t)description->age_step;
    if (age == description->first_age + description->age_step * (double)place) {
        return place;
    }
    world_cell_problem(reader, &sheet->table, row, description->age_column, "is not one of the ages of the table");
    return description->n_ages;
}

static double *number_at(const struct age_sheet *sheet, size_t value, size_t year, size_t age, size_t sex)
{
    const struct age_table *description = sheet->description;
    size_t place = description->value[value].place + age * description->age_size + sex * description->sex_size +
                   year * description->year_size;
    return (double *)(void *)(sheet->base + place);
}

static void read_numbers(struct world_reader *reader, const struct age_sheet *sheet, size_t row, size_t year,
                         size_t age, size_t sex)
{
    const struct age_table *description = sheet->description;
    double sum = 0.0;
    bool all_read = true;
    for (size_t i = 0; i < description->n_values; i++) {
        double *number = number_at(sheet, i, year, age, sex);
        all_read &= cor_csv_number(&sheet->table, row, sheet->value_column[i], description->min, description->max,
                                   reader->list, number);
        sum += *number;
    }
    if (all_read && description->sums_to_100 && !(sum >= 100.0 - WHOLE_TOLERANCE && sum <= 100.0 + WHOLE_TOLERANCE)) {
        cor_diagnostics_add(
            reader->list, COR_ERROR,
            cor_csv_place(&sheet->table, row, cor_csv_column(&sheet->table, description->value[0].column)),
            "the row sums to %.6g percent, not 100", sum);
    }
}

static void read_age_row(struct world_reader *reader, struct age_sheet *sheet, size_t row)
{
    const struct age_table *description = sheet->description;
    size_t age = find_age(reader, sheet, row), sex = 0, year = 0;
    double calendar_year = 0.0;
    world_check_row(reader, &sheet->table, row, &sheet->columns, description->unit);
    if (description->by_sex) {
        sex = world_find_name(reader, &sheet->table, row, sheet->sex_column, sex_items.items, N_SEXES);
    }
    if (age == description->n_ages || sex >= sheet->n_sexes) {
        return;
    }
    if (description->years != YEARS_none) {
        cor_csv_number(&sheet->table, row, sheet->year_column, EARLIEST_YEAR, LATEST_YEAR, reader->list,
                       &calendar_year);
        year = (size_t)((int)calendar_year - sheet->first_year);
    }
    unsigned *line = &sheet->line[year][age * sheet->n_sexes + sex];
    if (*line != 0) {
        world_cell_problem(reader, &sheet->table, row, description->age_column, "is given twice");
    }
    *line = sheet->table.line[row];
    read_numbers(reader, sheet, row, year, age, sex);
}

static bool has_year(const struct age_sheet *sheet, size_t year)
{
    for (size_t place = 0; place < n_places(sheet); place++) {
        if (sheet->line[year][place] != 0) {
            return true;
        }
    }
    return false;
}

static void report_missing_ages(struct world_reader *reader, const struct age_sheet *sheet, size_t year)
{
    const struct age_table *description = sheet->description;
    const struct cor_place file = {sheet->table.file, 0, 0};
    char in_year[24] = "";
    if (description->years != YEARS_none) {
        snprintf(in_year, sizeof in_year, " in %d", sheet->first_year + (int)year);
    }
    for (size_t place = 0; place < n_places(sheet); place++) {
        if (sheet->line[year][place] == 0) {
            cor_diagnostics_add(reader->list, COR_ERROR, file, "%s %d%s%s is missing%s", description->age_column,
                                description->first_age + description->age_step * (int)(place / sheet->n_sexes),
                                description->by_sex ? ", " : "",
                                description->by_sex ? sex_items.items[place % sheet->n_sexes] : "", in_year);
        }
    }
}

/* Between two years given, linear in the logarithm (Lee and Carter 1992: log death rates fall about linearly in time). */
static void fill_between(const struct age_sheet *sheet, size_t from, size_t to, size_t value, size_t age)
{
    double a = *number_at(sheet, value, from, age, 0), b = *number_at(sheet, value, to, age, 0);
    bool positive = a > 0.0 && b > 0.0;
    double log_a = positive ? cor_log(a) : 0.0, log_b = positive ? cor_log(b) : 0.0;
    for (size_t year = from + 1; year < to; year++) {
        double share = (double)(year - from) / (double)(to - from);
        *number_at(sheet, value, year, age, 0) =
            positive ? cor_exp((1.0 - share) * log_a + share * log_b) : (1.0 - share) * a + share * b;
    }
}

static void fill_years(const struct age_sheet *sheet, size_t from, size_t to)
{
    for (size_t value = 0; value < sheet->description->n_values; value++) {
        for (size_t age = 0; age < sheet->description->n_ages; age++) {
            fill_between(sheet, from, to, value, age);
        }
    }
}

static void complete_years(struct world_reader *reader, const struct age_sheet *sheet)
{
    size_t before = 0;
    for (size_t year = 0; year < sheet->n_years; year++) {
        if (sheet->description->years != YEARS_some || has_year(sheet, year)) {
            report_missing_ages(reader, sheet, year);
            if (year > before + 1) {
                fill_years(sheet, before, year);
            }
            before = year;
        }
    }
}

static void read_sheet(struct world_reader *reader, const struct age_table *description, struct country *country)
{
    size_t c = (size_t)(country - reader->world->country);
    bool by_year = description->years != YEARS_none;
    struct age_sheet sheet = {.description = description,
                              .base = by_year ? (char *)&reader->world->ages->country[c] : (char *)country,
                              .n_sexes = description->by_sex ? N_SEXES : 1,
                              .n_years = 1};
    if (!read_table(reader, country->iso3, &sheet)) {
        return;
    }
    if (!by_year || find_years(reader, &sheet)) {
        for (size_t row = 0; row < sheet.table.n_rows; row++) {
            read_age_row(reader, &sheet, row);
        }
        complete_years(reader, &sheet);
    }
    cor_csv_free(&sheet.table);
}

void world_read_ages(struct world_reader *reader, struct country *country)
{
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        read_sheet(reader, &tables[i], country);
    }
}
