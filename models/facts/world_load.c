#include "models/facts/world_load.h"
#include <stdlib.h>
#include <string.h>
#include "models/facts/history.h"
#include "models/facts/world_reader.h"
#include "sim/base/memory.h"

static const char *const ROLES[] = {"origin", "destination", "rest"}; /* in the order of enum country_role */

static void read_sources(struct world_reader *reader)
{
    static const char *const COLUMNS[] = {"key", "citation", "year", "url_or_publisher"};
    struct cor_csv *table = &reader->source_table;
    size_t column;
    reader->has_sources = world_read_table(reader, "sources.csv", COLUMNS, 4, table);
    if (!reader->has_sources) {
        return;
    }
    column = cor_csv_column(table, "key");
    reader->sources = cor_calloc(table->n_rows, sizeof *reader->sources);
    reader->out_of_memory |= !reader->sources;
    for (size_t row = 0; reader->sources && row < table->n_rows; row++) {
        const char *key = cor_csv_cell(table, row, column);
        if (key[0] == '\0' || strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(key)) {
            world_cell_problem(reader, table, row, "key", "must be made of a-z, 0-9 and _");
        }
        if (cor_csv_cell(table, row, cor_csv_column(table, "citation"))[0] == '\0') {
            world_cell_problem(reader, table, row, "citation", "is empty");
        }
        for (size_t earlier = 0; earlier < row; earlier++) {
            if (strcmp(reader->sources[earlier], key) == 0) {
                world_cell_problem(reader, table, row, "key", "is given twice");
                break;
            }
        }
        reader->sources[reader->n_sources++] = key;
    }
}

static void read_code(struct world_reader *reader, const struct cor_csv *table, size_t row, struct country *country)
{
    const char *iso3 = cor_csv_cell(table, row, cor_csv_column(table, "iso3"));
    if (strlen(iso3) != 3 || strspn(iso3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3) {
        world_cell_problem(reader, table, row, "iso3", "must be three capital letters");
        return;
    }
    for (size_t i = 0; i < reader->world->n_countries; i++) {
        if (strcmp(reader->world->country[i].iso3, iso3) == 0) {
            world_cell_problem(reader, table, row, "iso3", "is given twice");
        }
    }
    memcpy(country->iso3, iso3, 4);
}

static void read_name(struct world_reader *reader, const struct cor_csv *table, size_t row, struct country *country)
{
    const char *name = cor_csv_cell(table, row, cor_csv_column(table, "name"));
    if (name[0] == '\0' || strlen(name) >= sizeof country->name) {
        world_cell_problem(reader, table, row, "name", "must have 1 to 47 bytes");
        return;
    }
    memcpy(country->name, name, strlen(name) + 1);
}

/* Viet Nam comes first and the rest of the world last: code 0 and the order of outputs depend on it. */
static void check_order(struct world_reader *reader, const struct cor_csv *table, size_t row,
                        const struct country *country)
{
    enum country_role due = row == 0 ? ROLE_ORIGIN : row + 1 == table->n_rows ? ROLE_REST : ROLE_DESTINATION;
    if (country->role != due) {
        world_cell_problem(reader, table, row, "role",
                           "is out of order: origin first, then destinations, the rest of the world last");
    }
    if ((country->role == ROLE_ORIGIN) != (country->nest == NEST_home)) {
        world_cell_problem(reader, table, row, "nest", "does not go with the role: home is the nest of the origin");
    }
}

static void read_country(struct world_reader *reader, const struct cor_csv *table, size_t row)
{
    static const char *const NO_YES[] = {"0", "1"};
    struct country *country = &reader->world->country[reader->world->n_countries];
    size_t nest = world_find_name(reader, table, row, cor_csv_column(table, "nest"), nest_items.items, N_NESTS);
    size_t role = world_find_name(reader, table, row, cor_csv_column(table, "role"), ROLES, 3);
    read_code(reader, table, row, country);
    read_name(reader, table, row, country);
    const struct world_columns columns = world_find_columns(table, false);
    world_check_row(reader, table, row, &columns, NULL);
    country->eu = world_find_name(reader, table, row, cor_csv_column(table, "eu"), NO_YES, 2) == 1;
    if (nest < N_NESTS && role < 3) {
        country->nest = (enum nest)nest;
        country->role = (enum country_role)role;
        check_order(reader, table, row, country);
    }
    reader->world->n_countries += 1;
}

/* Country folders are only read when the list of countries is right: a wrong role asks for wrong facts. */
static bool read_countries(struct world_reader *reader)
{
    static const char *const COLUMNS[] = {"iso3", "name", "nest", "eu", "role", "source", "status"};
    size_t n_errors = reader->list->n_errors;
    struct cor_csv table;
    if (!world_read_table(reader, "countries.csv", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &table)) {
        return false;
    }
    if (table.n_rows < 3 || table.n_rows > MAX_COUNTRIES) {
        const struct cor_place place = {table.file, 0, 0};
        cor_diagnostics_add(reader->list, COR_ERROR, place, "there are %zu countries, allowed is 3 to %d", table.n_rows,
                            MAX_COUNTRIES);
    } else {
        for (size_t row = 0; row < table.n_rows; row++) {
            read_country(reader, &table, row);
        }
    }
    cor_csv_free(&table);
    return reader->list->n_errors == n_errors;
}

/* Starts and end of runs are those of the age tables. */
static void set_horizon(struct world *world)
{
    const struct age_tables *ages = world->ages;
    world->first_start = cor_month(ages->first_start, 1);
    world->last_start = cor_month(ages->first_start + ages->n_starts - 1, 1);
    world->end = cor_month(ages->first_year + ages->n_years, 1);
    for (size_t c = 0; c < world->n_countries && ages->n_starts > 0; c++) {
        memcpy(world->country[c].population, ages->country[c].population[ages->n_starts - 1],
               sizeof world->country[c].population);
    }
}

static void read_country_folders(struct world_reader *reader)
{
    struct world *world = reader->world;
    for (size_t i = 0; i < world->n_countries && !reader->out_of_memory; i++) {
        world_read_facts(reader, &world->country[i]);
        if (country_has_residents(&world->country[i])) {
            world_read_ages(reader, &world->country[i]);
        }
    }
}

static void read_exit_rate(struct world_reader *reader, const struct cor_csv *table, size_t row,
                           bool found[N_CHANNELS][5])
{
    size_t channel =
        world_find_name(reader, table, row, cor_csv_column(table, "channel"), channel_items.items, N_CHANNELS);
    double year = 0.0;
    bool has_year = cor_csv_number(table, row, cor_csv_column(table, "year"), 1.0, 5.0, reader->list, &year) &&
                    channel < N_CHANNELS;
    size_t index = has_year ? (size_t)year - 1 : 0;
    const struct world_columns columns = world_find_columns(table, true);
    world_check_row(reader, table, row, &columns, "probability per year");
    if (!has_year) {
        return;
    }
    if ((double)(index + 1) != year || found[channel][index]) {
        world_cell_problem(reader, table, row, "year", "must be each of 1 to 5 once per channel");
    }
    found[channel][index] = true;
    cor_csv_number(table, row, cor_csv_column(table, "value"), 0.0, 0.99, reader->list,
                   &reader->world->exit_rate[channel][index]);
}

static void read_exit_rates(struct world_reader *reader)
{
    static const char *const COLUMNS[] = {"channel", "year", "value", "unit", "source", "status", "note"};
    bool found[N_CHANNELS][5] = {{false}};
    struct cor_csv table;
    if (!world_read_table(reader, "exit_rates.csv", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &table)) {
        return;
    }
    for (size_t row = 0; row < table.n_rows; row++) {
        read_exit_rate(reader, &table, row, found);
    }
    for (size_t i = 0; i < (size_t)N_CHANNELS * 5; i++) {
        if (!found[i / 5][i % 5]) {
            const struct cor_place place = {table.file, 0, 0};
            cor_diagnostics_add(reader->list, COR_ERROR, place, "year %zu of channel %s is missing", i % 5 + 1,
                                channel_items.items[i / 5]);
        }
    }
    cor_csv_free(&table);
}

/* What an earlier reading left in the world, so that a second one starts as the first did. */
static void clear(struct world *world)
{
    fact_history_free(&world->history);
    free(world->ages);
    world_free_policies(world);
    world->n_countries = 0;
    memset(world->country, 0, sizeof world->country);
    memset(world->exit_rate, 0, sizeof world->exit_rate);
    memset(world->n_facts_by_evidence, 0, sizeof world->n_facts_by_evidence);
    memset(world->fact_evidence, 0, sizeof world->fact_evidence);
    world->ages = cor_calloc(1, sizeof *world->ages);
    world->owns_ages = true;
}

enum cor_status world_load(struct world *world, const char *directory, struct cor_diagnostics *list, char digest[65])
{
    size_t n_errors = list->n_errors;
    struct world_reader reader = {.world = world, .directory = directory, .list = list};
    clear(world);
    cor_sha256_begin(&reader.hash);
    read_sources(&reader);
    reader.out_of_memory |= !world->ages;
    if (world->ages && read_countries(&reader)) {
        read_country_folders(&reader);
        set_horizon(world);
    }
    read_exit_rates(&reader);
    if (world->last_start > 0) {
        fact_history_set_year(&world->history, world, (int)cor_month_year(world->last_start), true);
    }
    if (list->n_errors == n_errors && !reader.out_of_memory) {
        world_read_policies(&reader);
    }
    cor_sha256_end(&reader.hash, digest);
    free(reader.sources);
    if (reader.has_sources) {
        cor_csv_free(&reader.source_table);
    }
    return reader.out_of_memory ? COR_ERR_MEMORY : list->n_errors > n_errors ? COR_ERR_INPUT : COR_OK;
}
