/* The simulated population of whole countries against a plain cohort-component projection of the same tables, written here
 * anew in the textbook form (Preston, Heuveline and Guillot 2001, chapter 6) and independent of the model's own tables. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "models/state/world.h"
#include "models/facts/world_load.h"
#include "sim/base/memory.h"
#include "tests/experiment/laboratory.h"

#ifndef COR_SOURCE_DIRECTORY
#define COR_SOURCE_DIRECTORY "."
#endif

enum { LAST_YEAR = 2050, N_REPLICATES = 2, LEAST_AGENTS = 25000 };

struct projection {
    double persons[N_SEXES][MAX_AGE + 1];
    double births, deaths;
};

/* Persons who reach an age of the class of net migration this year. */
static double persons_of_class(const double persons[MAX_AGE + 1], int class)
{
    double sum = 0.0;
    for (int age = 0; age <= MAX_AGE; age++) {
        int reached = (age + 1) / 5 < 17 ? (age + 1) / 5 : 17;
        sum += reached == class ? persons[age] : 0.0;
    }
    return sum;
}

static double births_of_year(const double *fertility, const double now[], const double next[])
{
    double births = 0.0;
    for (int age = 15; age < 50; age++) {
        births += fertility[(age - 15) / 5] * 0.5 * (now[age] + next[age]);
    }
    return births;
}

/* Of persons who have reached an age but not the next, those who live a year later: L(x + 1) / L(x) of the life table, with deaths in
 * the middle of the year of age (Preston, Heuveline and Guillot 2001, eq. 6.2). The last ages die like the last one given. */
static double survival_ratio(const double q[MAX_AGE + 1], int age)
{
    double now = q[age < MAX_AGE ? age : MAX_AGE - 1], next = q[age + 1 < MAX_AGE ? age + 1 : MAX_AGE - 1];
    double lived = age == 0 ? 0.8 : 0.5; /* infants die early */
    return (1.0 - now) * (1.0 - 0.5 * next) / (1.0 - lived * now);
}

/* What the corridors of the model move from Viet Nam a year, net, until 2023 and from then on: it is taken out of the table of Viet Nam
 * (data/README.md) and belongs to the total that the United Nations project. Persons by class of five years of age, both sexes. */
static double moved_by_corridors(size_t country, int year, int class)
{
    static const double moved[2][N_NET_MIGRATION_AGES] = {
        {260, 260, 260, 9600, 38300, 14100, 0, -5400, -4200, -2400, -1600, -1000, -700, -360},
        {120, 120, 130, 9700, 38600, 10000, 0, -15500, -12100, -6900, -3100, -1800, -1200, -1400}};
    return country == HOME ? moved[year >= 2024][class] / N_SEXES : 0.0;
}

static void project_year(const struct world *world, size_t country, struct projection *p, int year)
{
    const struct country_ages *table = &world->ages->country[country];
    size_t y = (size_t)(year - world->ages->first_year);
    double next[N_SEXES][MAX_AGE + 1];
    p->deaths = 0.0;
    for (int s = 0; s < N_SEXES; s++) {
        memset(next[s], 0, sizeof next[s]);
        for (int age = 0; age <= MAX_AGE; age++) {
            double survive = survival_ratio(table->mortality[y][s], age);
            int reached = age < MAX_AGE ? age + 1 : MAX_AGE, class = (age + 1) / 5 < 17 ? (age + 1) / 5 : 17;
            double survivors = p->persons[s][age] * survive, residents = persons_of_class(p->persons[s], class);
            double net = table->net_migration[y][s][class] - moved_by_corridors(country, year, class);
            double moves = residents > 0.0 ? net / residents : 0.0;
            next[s][reached] += survivors * (1.0 + moves);
            p->deaths += p->persons[s][age] * (1.0 - survive);
        }
    }
    p->births = births_of_year(table->fertility[y], p->persons[SEX_female], next[SEX_female]);
    double ratio = world->country[country].sex_ratio_at_birth, boys = ratio / (1.0 + ratio);
    next[SEX_male][0] = p->births * boys * (1.0 - 0.8 * table->mortality[y][SEX_male][0]);
    next[SEX_female][0] = p->births * (1.0 - boys) * (1.0 - 0.8 * table->mortality[y][SEX_female][0]);
    memcpy(p->persons, next, sizeof next);
}

static double persons_in_band(const struct projection *p, enum age_band band)
{
    double sum = 0.0;
    for (int age = 0; age <= MAX_AGE; age++) {
        sum += age_band_of(age) == band ? p->persons[SEX_female][age] + p->persons[SEX_male][age] : 0.0;
    }
    return sum;
}

static double simulated(const struct cor_dataset *dataset, int period, size_t country, enum age_band band)
{
    const struct cor_variable *v = cor_dataset_variable(dataset, "population");
    size_t n_countries = dataset->dimensions[v->dimensions[2]].n_items, n_replicates = dataset->dimensions[0].n_items;
    size_t n_periods = dataset->dimensions[1].n_items;
    double sum = 0.0;
    for (size_t r = 0; r < n_replicates; r++) {
        for (size_t s = 0; s < N_SEXES; s++) {
            size_t i = (((r * n_periods + (size_t)period) * n_countries + country) * N_SEXES + s) * N_AGE_BANDS + band;
            sum += v->values[i];
        }
    }
    return sum / (double)n_replicates;
}

/* Persons from Viet Nam in a country, mean over replicates. */
static double migrants(const struct cor_dataset *dataset, int period, size_t country, enum age_band band)
{
    const struct cor_variable *v = cor_dataset_variable(dataset, "migrants");
    size_t n_countries = dataset->dimensions[v->dimensions[2]].n_items, n_replicates = dataset->dimensions[0].n_items;
    size_t n_periods = dataset->dimensions[1].n_items,
           n_skills = cor_variable_size(dataset, v) /
                      (n_replicates * n_periods * n_countries * N_CHANNELS * N_SEXES * N_AGE_BANDS);
    double sum = 0.0;
    for (size_t r = 0; r < n_replicates; r++) {
        size_t first = ((r * n_periods + (size_t)period) * n_countries + country) * N_CHANNELS * N_SEXES;
        for (size_t i = 0; i < N_CHANNELS * N_SEXES; i++) {
            for (size_t k = 0; k < n_skills; k++) {
                sum += v->values[((first + i) * N_AGE_BANDS + band) * n_skills + k];
            }
        }
    }
    return sum / (double)n_replicates;
}

/* What they have grown by since the first year is part of the tables as well (data/README.md): the model counts it twice. */
static double growth_of_migrants(const struct cor_dataset *dataset, int period, size_t country, enum age_band band)
{
    return migrants(dataset, period, country, band) - migrants(dataset, 0, country, band);
}

/* 0-14, 15-64, 65 and over, by age bands. */
static const int broad_group[N_AGE_BANDS] = {0, 1, 1, 1, 1, 2};

/* Chance alone: the size of a group is about Poisson around its expectation (births, deaths and moves are counts). */
static double noise(double persons, double weight)
{
    return 2.5 * sqrt(persons * weight / N_REPLICATES);
}

/* At the end of the tables: all persons of the country within half a per cent of the projection, broad age groups within one and a
 * half, and what chance adds where an agent stands for `weight` persons. */
static void compare_country(const struct world *world, const struct cor_dataset *dataset, size_t country,
                            int first_year, double weight)
{
    struct projection p;
    double expected[3] = {0}, found[3] = {0};
    memcpy(p.persons, world->ages->country[country].population[first_year - world->ages->first_start],
           sizeof p.persons);
    for (int year = first_year; year <= LAST_YEAR; year++) {
        project_year(world, country, &p, year);
    }
    for (int band = 0; band < N_AGE_BANDS; band++) {
        expected[broad_group[band]] += persons_in_band(&p, (enum age_band)band);
        found[broad_group[band]] += simulated(dataset, LAST_YEAR - first_year, country, (enum age_band)band) -
                                    growth_of_migrants(dataset, LAST_YEAR - first_year, country, (enum age_band)band);
    }
    double all = expected[0] + expected[1] + expected[2], all_found = found[0] + found[1] + found[2];
    ck_assert_msg(fabs(all_found - all) < 0.005 * all + noise(all, weight),
                  "%s from %d: simulated %.0f, projected %.0f", world->country[country].iso3, first_year, all_found,
                  all);
    for (int group = 0; group < 3; group++) {
        ck_assert_msg(fabs(found[group] - expected[group]) < 0.015 * expected[group] + noise(expected[group], weight),
                      "%s from %d, age group %d: simulated %.0f, projected %.0f", world->country[country].iso3,
                      first_year, group, found[group], expected[group]);
    }
}

static void compare_start(int first_year, const char *from)
{
    struct world *world = cor_calloc(1, sizeof *world);
    struct cor_diagnostics list;
    char digest[65];
    ck_assert_ptr_nonnull(world);
    cor_diagnostics_init(&list);
    ck_assert_int_eq(world_load(world, COR_SOURCE_DIRECTORY "/data", &list, digest), COR_OK);
    cor_diagnostics_free(&list);
    struct cor_dataset *dataset =
        laboratory_run((struct trial){.from = from,
                                      /* the tables of net migration hold the entries of the facts, not of the market */
                                      .parameters = "{\"demography.min_resident_agents\": 25000, "
                                                    "\"migration.entries_until\": 2070}",
                                      .sample = 1.0 / 500.0,
                                      .resident_sample = 1.0 / 5000.0,
                                      .n_replicates = N_REPLICATES,
                                      .n_threads = 2,
                                      .until = "2051-01"});
    for (size_t c = 0; c < world->n_countries; c++) {
        double persons = 0.0;
        for (int band = 0; band < N_AGE_BANDS; band++) {
            persons += simulated(dataset, 0, c, (enum age_band)band);
        }
        if (country_has_residents(&world->country[c])) {
            compare_country(world, dataset, c, first_year, c == HOME ? 500.0 : fmin(5000.0, persons / LEAST_AGENTS));
        }
    }
    cor_results_free(dataset);
    world_free(world);
}

START_TEST(test_populations_of_2050_are_those_of_the_projection_from_the_latest_start)
{
    compare_start(2024, "2024-01");
}
END_TEST

START_TEST(test_populations_of_2050_are_those_of_the_projection_from_2010)
{
    compare_start(2010, "2010-01");
}
END_TEST

Suite *suite_projection(void)
{
    Suite *suite = suite_create("projection");
    TCase *tests = tcase_create("cohort component");
    tcase_set_timeout(tests, 900);
    tcase_add_test(tests, test_populations_of_2050_are_those_of_the_projection_from_the_latest_start);
    tcase_add_test(tests, test_populations_of_2050_are_those_of_the_projection_from_2010);
    suite_add_tcase(suite, tests);
    return suite;
}
