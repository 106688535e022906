/* The probabilities of demography by country, year, age and sex, and the thresholds prepared from them. */
#include "models/state/world.h"
#include "models/demography/demography_rules.h"
#include "models/demography/demography_world.h"

static const double middle_of_year = 0.5;

static double mortality_at(const struct world *world, size_t country, double share, enum sex sex, int age)
{
    const struct country *c = &world->country[country];
    if (age >= MAX_AGE) {
        return open_age_mortality(mortality_at(world, country, share, sex, MAX_AGE - 2),
                                  mortality_at(world, country, share, sex, MAX_AGE - 1));
    }
    return mortality_between(c->mortality_2024[sex][age], c->mortality_2050[sex][age], share);
}

static double mean_years_of_the_dying(const struct world *world, int age)
{
    return age == 0 ? world->parameters.demography.infant_death_age : middle_of_year;
}

double demography_death_probability(const struct world *world, size_t country, int year, enum sex sex, int age_reached)
{
    double share = years_share(year);
    if (age_reached <= 0) {
        return 1.0 - years_lived(mortality_at(world, country, share, sex, 0), mean_years_of_the_dying(world, 0));
    }
    if (age_reached > MAX_AGE) {
        return mortality_at(world, country, share, sex, MAX_AGE);
    }
    return death_at_birthday(
        mortality_at(world, country, share, sex, age_reached - 1), mean_years_of_the_dying(world, age_reached - 1),
        mortality_at(world, country, share, sex, age_reached), mean_years_of_the_dying(world, age_reached));
}

static double fertility_at(const struct world *world, size_t country, double share, int age)
{
    const struct country *c = &world->country[country];
    if (age < YOUNGEST_MOTHER || age >= OLDEST_MOTHER) {
        return 0.0;
    }
    int class_of_age = (age - YOUNGEST_MOTHER) / 5;
    return fertility_between(c->fertility_2024[class_of_age], c->fertility_2050[class_of_age], share);
}

double demography_birth_probability(const struct world *world, size_t country, int year, int age_reached)
{
    double share = years_share(year);
    return birth_at_birthday(fertility_at(world, country, share, age_reached - 1),
                             fertility_at(world, country, share, age_reached));
}

/* Residents of 2024 who pass a birthday within the age class: there is no birthday at age 0, so the class 0-4 has four. */
static double residents_of_class(const struct country *country, enum sex sex, int age_class)
{
    int first = age_class == 0 ? 1 : 5 * age_class;
    int last = age_class == N_MIGRATION_AGES - 1 ? MAX_AGE : 5 * age_class + 4;
    double sum = 0.0;
    for (int age = first; age <= last; age++) {
        sum += country->population[sex][age];
    }
    return sum;
}

static double migration_rate_of_class(const struct country *country, int period, enum sex sex, int age_class)
{
    double residents = residents_of_class(country, sex, age_class);
    const double *net = period == 0 ? country->net_migration_2024[sex] : country->net_migration_2030[sex];
    return residents > 0.0 ? net[age_class] / residents : 0.0;
}

double demography_migration_rate(const struct world *world, size_t country, int year, enum sex sex, int age_reached)
{
    return migration_rate_of_class(&world->country[country], migration_period(year), sex,
                                   migration_age_class(age_reached));
}

static void prepare_vital_events(struct demography_tables *tables, const struct world *world, size_t country)
{
    for (int y = 0; y < N_DEMOGRAPHY_YEARS; y++) {
        int year = DEMOGRAPHY_FIRST_YEAR + y;
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

static void prepare_migration(struct demography_tables *tables, const struct world *world, size_t country)
{
    for (int period = 0; period < N_MIGRATION_PERIODS; period++) {
        for (int sex = 0; sex < N_SEXES; sex++) {
            for (int age_class = 0; age_class < N_MIGRATION_AGES; age_class++) {
                double rate = migration_rate_of_class(&world->country[country], period, (enum sex)sex, age_class);
                tables->arrival[country][period][sex][age_class] = threshold_32(rate);
                tables->departure[country][period][sex][age_class] = threshold_32(-rate);
            }
        }
    }
}

static void prepare_bounds(struct demography_tables *tables, const struct world *world)
{
    for (int y = 0; y < N_DEMOGRAPHY_YEARS; y++) {
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
            prepare_migration(tables, world, c);
        }
    }
    prepare_bounds(tables, world);
}
