/* Recruiters' intake: whom they take on of the interested, so that the pipeline feeds the corridor. */
#include "models/migration/migration_internal.h"
#include "models/migration/migration_rules.h"
#include "models/training/training.h"
#include "models/migration/migration_world.h"

/* Recruits a month that keep a corridor at its capacity, and how many are on the way then (README M5). */
static struct migration_pipeline pipeline_of(const struct cor_context *context, size_t country, size_t channel)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    const struct migration_macro *macro = migration_macro_of(context);
    struct training_way preparation = training_way_expected(context, country, channel);
    double waiting = months_of_processing(context, country, channel) + p->queue_months;
    return migration_pipeline_of(macro->capacity[country][channel] / 12.0, preparation.months, preparation.drop_out,
                                 waiting, p->queue_drop_out, macro->planned[country][channel]);
}

double migration_pipeline_at_start(const struct cor_context *context, size_t country, size_t channel)
{
    struct migration_pipeline line = pipeline_of(context, country, channel);
    return line.preparing + line.waiting;
}

double migration_recruits_per_place(const struct cor_context *context, size_t country, size_t channel)
{
    struct migration_pipeline line = pipeline_of(context, country, channel);
    double monthly = migration_macro_of(context)->capacity[country][channel] / 12.0;
    return monthly > 0.0 ? line.steady / monthly : 1.0;
}

static double within(double x, double most)
{
    return x > most ? most : (x < -most ? -most : x);
}

/* Share of the interested whom recruiters take on, so that the pipeline feeds the corridor and the wait stays near
 * queue_months (README M5). */
void migration_set_intake(const struct cor_context *context, size_t country, size_t channel)
{
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    const struct totals *totals = totals_of(context);
    struct migration_macro *macro = migration_macro_of(context);
    uint32_t cell = corridor_cell(country, channel);
    double weight = (double)world_of(context)->person_weight, capacity = macro->capacity[country][channel];
    struct migration_pipeline line = pipeline_of(context, country, channel);
    line.persons = (double)(totals->preparing[cell] + totals->queued[cell]);
    line.places = within(macro->carry[country][channel] - capacity / 12.0, migration_slack(capacity, weight));
    double wanted = migration_intake(&line, p->recruit_adjust_months, p->recruit_surge, weight);
    double interest = macro->interest[country][channel];
    macro->intake[country][channel] = interest > wanted ? wanted / interest : (wanted > 0.0 ? 1.0 : 0.0);
    macro->planned[country][channel] += migration_replan(&line, p->recruit_adjust_months, p->recruit_surge);
    macro->turn[country][channel] = migration_turn(p->queue_months, line.places, weight);
}

/* Persons a month who apply for each alternative, as the closed form has it: twice a year, since it changes slowly. */
void migration_expect_interest(const struct cor_context *context)
{
    if (is_census(context)) {
        migration_predict_interest(context);
    }
}

/* What recruiters know of interest: the number of late relative to what was to be expected, of the corridor itself and, as
 * far as few agents have shown interest in it, of the same channel in the neighbouring countries. */
void migration_remember_interest(const struct cor_context *context)
{
    struct migration_macro *macro = migration_macro_of(context);
    const struct world *world = world_of(context);
    double memory =
        migration_memory(context->month - world->first_month, world->parameters.migration.interest_smoothing);
    double weight = (double)world->person_weight;
    double seen[N_NESTS][N_CHOICE_CHANNELS] = {0}, foreseen[N_NESTS][N_CHOICE_CHANNELS] = {0};
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            double *of_late = &macro->seen[c][h], *expected = &macro->foreseen[c][h];
            *of_late += ((double)totals_of(context)->interested[corridor_cell(c, h)] - *of_late) / memory;
            *expected += (macro->predicted[alternative_of(c, h)] - *expected) / memory;
            seen[world->country[c].nest][h] += *of_late;
            foreseen[world->country[c].nest][h] += *expected;
        }
    }
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            size_t n = world->country[c].nest;
            double around = migration_interest_ratio(seen[n][h], foreseen[n][h], 1.0, memory, 0.1 * weight);
            macro->interest[c][h] =
                macro->predicted[alternative_of(c, h)] *
                migration_interest_ratio(macro->seen[c][h], macro->foreseen[c][h], around, memory, weight);
        }
    }
}
