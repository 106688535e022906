#include "models/population/pipeline.h"
#include <math.h>
#include "models/state/world.h"
#include "models/migration/choice_rules.h"
#include "models/migration/migration.h"
#include "models/migration/migration_rules.h"
#include "models/population/population_rules.h"
#include "models/training/training.h"

static const double months_per_year = 12.0;

static double months_of_waiting(const struct world *facts, const struct parameters *p, size_t country, size_t channel)
{
    return facts->country[country].processing_months[channel] + p->migration.queue_months;
}

void population_pipeline_at_start(const struct world *facts, const struct parameters *parameters,
                                  struct pipeline *pipeline)
{
    *pipeline = (struct pipeline){0};
    for (size_t c = HOME + 1; c < facts->n_countries; c++) {
        for (size_t channel = 0; channel < N_CHOICE_CHANNELS; channel++) {
            double leaving = facts->country[c].vietnamese_entries[channel] / months_per_year;
            double waiting = months_of_waiting(facts, parameters, c, channel);
            struct training_way preparing =
                training_way_at_start(&parameters->training, facts->country[c].language_required[channel]);
            struct migration_pipeline line = migration_pipeline_of(leaving, preparing.months, preparing.drop_out,
                                                                   waiting, parameters->migration.queue_drop_out, 0.0);
            pipeline->queued[c][channel] = line.waiting;
            pipeline->preparing[c][channel] = line.preparing;
        }
    }
}

static double density_of_arrival(const struct parameters *parameters, size_t channel, int age)
{
    const struct population_parameters *p = &parameters->population;
    const struct migration_parameters *m = &parameters->migration;
    bool young = channel == CHANNEL_apprenticeship || channel == CHANNEL_study;
    double last = young ? p->arrival_last_young : p->arrival_last_contract;
    if (age < m->age_first || age > last) {
        return 0.0;
    }
    double middle = age + 0.5; /* of the year of age */
    return cor_exp(
        young ? choice_age_intensity(middle, p->arrival_young_decline, p->arrival_young_peak, p->arrival_young_rise)
              : choice_age_intensity(middle, m->aspire_age_decline, m->aspire_age_peak, m->aspire_age_rise));
}

void population_pipeline_arrival_ages(const struct parameters *parameters, double arrival_age[N_CHANNELS][MAX_AGE + 1])
{
    double children = parameters->population.arrival_family_children;
    int adult = (int)parameters->migration.age_first;
    for (size_t channel = 0; channel < N_CHANNELS; channel++) {
        double sum = 0.0, so_far = 0.0;
        for (int age = 0; age <= MAX_AGE; age++) {
            sum += density_of_arrival(parameters, channel, age);
        }
        for (int age = 0; age <= MAX_AGE; age++) {
            double share = density_of_arrival(parameters, channel, age) / sum;
            if (channel == CHANNEL_family) {
                share = (1.0 - children) * share + (age < adult ? children / adult : 0.0);
            }
            so_far += share;
            arrival_age[channel][age] = so_far;
        }
    }
}

static void take(const struct world *facts, const double arrival_age[MAX_AGE + 1], size_t country, double persons,
                 double home[N_AGE_CELLS])
{
    double women = facts->country[country].vietnamese_female_share / 100.0;
    double before = 0.0;
    for (int age = 0; age <= MAX_AGE; age++) {
        double here = arrival_age[age];
        home[SEX_female * (MAX_AGE + 1) + age] -= persons * women * (here - before);
        home[SEX_male * (MAX_AGE + 1) + age] -= persons * (1.0 - women) * (here - before);
        before = here;
    }
}

void population_pipeline_take_from_home(const struct world *facts, const struct pipeline *pipeline,
                                        double arrival_age[N_CHANNELS][MAX_AGE + 1], double home[N_AGE_CELLS])
{
    for (size_t c = HOME + 1; c < facts->n_countries; c++) {
        for (size_t channel = 0; channel < N_CHANNELS; channel++) {
            take(facts, arrival_age[channel], c, pipeline->preparing[c][channel] + pipeline->queued[c][channel], home);
        }
    }
}

double population_pipeline_largest_share(const struct world *facts, const struct parameters *parameters)
{
    struct pipeline pipeline;
    double arrival_age[N_CHANNELS][MAX_AGE + 1], taken[N_AGE_CELLS] = {0}, largest = 0.0;
    population_pipeline_at_start(facts, parameters, &pipeline);
    population_pipeline_arrival_ages(parameters, arrival_age);
    population_pipeline_take_from_home(facts, &pipeline, arrival_age, taken);
    for (size_t cell = 0; cell < N_AGE_CELLS; cell++) {
        double persons = facts->country[HOME].population[cell / (MAX_AGE + 1)][cell % (MAX_AGE + 1)];
        if (!(taken[cell] <= 0.0) || (taken[cell] < 0.0 && !(persons > 0.0))) {
            return HUGE_VAL;
        }
        double share = taken[cell] < 0.0 ? -taken[cell] / persons : 0.0;
        largest = share > largest ? share : largest;
    }
    return largest;
}
