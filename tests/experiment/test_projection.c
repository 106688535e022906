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

enum { FIRST_YEAR = 2024, LAST_YEAR = 2050 };

struct projection {
    double persons[N_SEXES][MAX_AGE + 1];
    double births, deaths;
};

static double between(double at_2024, double at_2050, int year)
{
    double share = (double)(year - 2024) / 26.0;
    return at_2024 > 0.0 && at_2050 > 0.0 ? exp((1.0 - share) * log(at_2024) + share * log(at_2050))
                                          : (1.0 - share) * at_2024 + share * at_2050;
}

static double migration_rate(const struct country *country, enum sex sex, int age, int year)
{
    int group = age / 5 < 17 ? age / 5 : 17;
    int last = group == 17 ? MAX_AGE : group * 5 + 4;
    double persons = 0.0;
    for (int a = group * 5; a <= last; a++) {
        persons += country->population[sex][a];
    }
    double net = year < 2030 ? country->net_migration_2024[sex][group] : country->net_migration_2030[sex][group];
    return persons > 0.0 ? net / persons : 0.0;
}

static double births_of_year(const struct country *country, const double now[], const double next[], int year)
{
    double births = 0.0;
    for (int age = 15; age < 50; age++) {
        int group = (age - 15) / 5;
        double share = (double)(year - 2024) / 26.0;
        double rate = (1.0 - share) * country->fertility_2024[group] + share * country->fertility_2050[group];
        births += rate * 0.5 * (now[age] + next[age]);
    }
    return births;
}

static void project_year(const struct country *country, struct projection *p, int year)
{
    double next[N_SEXES][MAX_AGE + 1];
    p->deaths = 0.0;
    for (int s = 0; s < N_SEXES; s++) {
        memset(next[s], 0, sizeof next[s]);
        for (int age = 0; age <= MAX_AGE; age++) {
            double q = between(country->mortality_2024[s][age], country->mortality_2050[s][age], year);
            int reached = age < MAX_AGE ? age + 1 : MAX_AGE;
            double survivors = p->persons[s][age] * (1.0 - q);
            next[s][reached] += survivors * (1.0 + migration_rate(country, (enum sex)s, age, year));
            p->deaths += p->persons[s][age] * q;
        }
    }
    p->births = births_of_year(country, p->persons[SEX_female], next[SEX_female], year);
    double boys = country->sex_ratio_at_birth / (1.0 + country->sex_ratio_at_birth);
    next[SEX_male][0] =
        p->births * boys *
        (1.0 - 0.8 * between(country->mortality_2024[SEX_male][0], country->mortality_2050[SEX_male][0], year));
    next[SEX_female][0] =
        p->births * (1.0 - boys) *
        (1.0 - 0.8 * between(country->mortality_2024[SEX_female][0], country->mortality_2050[SEX_female][0], year));
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

/* Largest deviation in standard errors of a country's age band, where an agent stands for `weight` persons: the size of a
 * band is about Poisson around its expectation (births, deaths and migration are counts), four standard errors and a
 * half per cent for the differences of timing within the year are allowed. */
static void compare_country(const struct world *world, const struct cor_dataset *dataset, size_t country, double weight,
                            double tolerance)
{
    struct projection p;
    memcpy(p.persons, world->country[country].population, sizeof p.persons);
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        project_year(&world->country[country], &p, year);
        for (int band = 0; band < N_AGE_BANDS && (year - FIRST_YEAR) % 13 == 0; band++) {
            double expected = persons_in_band(&p, (enum age_band)band);
            double found = simulated(dataset, year - FIRST_YEAR, country, (enum age_band)band);
            double allowed = 4.0 * sqrt(expected * weight / 2.0) + tolerance * expected;
            ck_assert_msg(fabs(found - expected) < allowed,
                          "%s %d age band %d: simulated %.0f, projected %.0f, allowed %.0f",
                          world->country[country].iso3, year, band, found, expected, allowed);
        }
    }
}

START_TEST(test_populations_follow_the_cohort_component_projection_to_2050)
{
    struct world *world = cor_calloc(1, sizeof *world);
    struct cor_diagnostics list;
    char digest[65];
    ck_assert_ptr_nonnull(world);
    cor_diagnostics_init(&list);
    ck_assert_int_eq(world_load(world, COR_SOURCE_DIRECTORY "/data", &list, digest), COR_OK);
    cor_diagnostics_free(&list);
    struct cor_dataset *dataset = laboratory_run(
        (struct trial){.sample = 1.0 / 2000.0, .resident_sample = 1.0 / 2000.0, .n_threads = 2, .until = "2051-01"});
    for (size_t c = 1; c < world->n_countries; c++) {
        if (country_has_residents(&world->country[c])) {
            double persons = 0.0;
            for (int band = 0; band < N_AGE_BANDS; band++) {
                persons += simulated(dataset, 0, c, (enum age_band)band);
            }
            compare_country(world, dataset, c, fmin(2000.0, persons / 4000.0), 0.005);
        }
    }
    compare_country(world, dataset, HOME, 2000.0,
                    0.03); /* Viet Nam: migration, which the projection lacks, within 3 % */
    cor_results_free(dataset);
    world_free(world);
}
END_TEST

Suite *suite_projection(void)
{
    Suite *suite = suite_create("projection");
    TCase *tests = tcase_create("cohort component");
    tcase_set_timeout(tests, 900);
    tcase_add_test(tests, test_populations_follow_the_cohort_component_projection_to_2050);
    suite_add_tcase(suite, tests);
    return suite;
}
