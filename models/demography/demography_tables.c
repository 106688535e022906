/* The probabilities of demography by country, year, age and sex, and the thresholds prepared from them. */
#include "models/state/kin.h"
#include "models/state/world.h"
#include "models/demography/demography_rules.h"
#include "models/demography/demography_world.h"

static const double middle_of_year = 0.5;

static double mortality_at(const struct world *world, size_t country, int year, enum sex sex, int age)
{
    const double *mortality = ages_mortality(world, country, year)[sex];
    return age >= MAX_AGE ? open_age_mortality(mortality[MAX_AGE - 2], mortality[MAX_AGE - 1]) : mortality[age];
}

static double mean_years_of_the_dying(const struct world *world, int age)
{
    return age == 0 ? world->parameters.demography.infant_death_age : middle_of_year;
}

double demography_death_probability(const struct world *world, size_t country, int year, enum sex sex, int age_reached)
{
    if (age_reached <= 0) {
        return 1.0 - years_lived(mortality_at(world, country, year, sex, 0), mean_years_of_the_dying(world, 0));
    }
    if (age_reached > MAX_AGE) {
        return mortality_at(world, country, year, sex, MAX_AGE);
    }
    return death_at_birthday(
        mortality_at(world, country, year, sex, age_reached - 1), mean_years_of_the_dying(world, age_reached - 1),
        mortality_at(world, country, year, sex, age_reached), mean_years_of_the_dying(world, age_reached));
}

static double fertility_at(const struct world *world, size_t country, int year, int age)
{
    bool may = age >= YOUNGEST_MOTHER && age < OLDEST_MOTHER;
    return may ? ages_fertility(world, country, year)[(age - YOUNGEST_MOTHER) / 5] : 0.0;
}

double demography_birth_probability(const struct world *world, size_t country, int year, int age_reached)
{
    return birth_at_birthday(fertility_at(world, country, year, age_reached - 1),
                             fertility_at(world, country, year, age_reached));
}

static void prepare_vital_events(struct demography_tables *tables, const struct world *world, size_t country)
{
    for (int y = 0; y < world->ages->n_years; y++) {
        int year = world->ages->first_year + y;
        for (int sex = 0; sex < N_SEXES; sex++) {
            for (int age = 0; age <= OLDEST_BIRTHDAY; age++) {
                tables->death[country][y][sex][age] =
                    threshold_32(demography_death_probability(world, country, year, (enum sex)sex, age));
            }
        }
        for (int age = YOUNGEST_MOTHER; age <= OLDEST_MOTHER; age++) {
            tables->birth[country][y][age - YOUNGEST_MOTHER] =
                threshold_32(demography_birth_probability(world, country, year, age));
        }
    }
    double boys_per_girl = world->country[country].sex_ratio_at_birth;
    tables->boy[country] = threshold_32(boys_per_girl / (1.0 + boys_per_girl));
}

static void prepare_unions(struct demography_tables *tables, const struct world *world)
{
    const struct demography_parameters *p = &world->parameters.demography;
    tables->parts = threshold_32(p->union_dissolution);
    tables->leaves_home = threshold_32(p->leaving_home);
    tables->couple_leaves = threshold_32(p->couples_leaving);
    tables->new_home = threshold_32(p->union_new_home);
    for (int sex = 0; sex < N_SEXES; sex++) {
        for (int age = ADULT_FROM; age <= OLDEST_BIRTHDAY; age++) {
            double chance = union_chance((enum sex)sex, age, p->union_dissolution);
            tables->weds[sex][age] = threshold_32(chance);
            tables->weds_at_home[sex][age] = threshold_32(chance * p->union_from_home);
        }
    }
}

static void prepare_bounds(struct demography_tables *tables, const struct world *world)
{
    for (int y = 0; y < world->ages->n_years; y++) {
        for (size_t i = 0; i < N_SEXES * (OLDEST_BIRTHDAY + 1); i++) {
            uint32_t most = 0;
            for (size_t c = 0; c < world->n_countries; c++) {
                uint32_t here = tables->death[c][y][i / (OLDEST_BIRTHDAY + 1)][i % (OLDEST_BIRTHDAY + 1)];
                most = here > most ? here : most;
            }
            tables->death_most[y][i / (OLDEST_BIRTHDAY + 1)][i % (OLDEST_BIRTHDAY + 1)] = most;
        }
    }
}

void demography_prepare(const struct world *world, struct demography_tables *tables)
{
    for (size_t c = 0; c < world->n_countries; c++) {
        if (country_has_residents(&world->country[c])) {
            prepare_vital_events(tables, world, c);
        }
    }
    prepare_unions(tables, world);
    prepare_bounds(tables, world);
}
