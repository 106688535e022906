/* Recruiters: whom they take on of the interested, so that the pipeline feeds the corridor (models/migration/README.md, M5
 * and M14). */
#include "models/migration/migration_rules.h"
#include "models/training/training_rules.h"
#include "tests/reference/twin_world.h"

static const struct migration_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.migration;
}

/* ---- the pipeline of a corridor ---- */

/* A beginner's months of preparation, and the share that gives up each month. Who fails an exam waits for the next or
 * gives up. */
static struct training_way preparation_of(const struct twin *t, size_t country, size_t channel)
{
    const struct training_parameters *p = &t->world->parameters.training;
    struct training_goal goal = twin_goal_of(t, country, channel);
    double language = twin_months_of_language(t, 0.0, goal.language) + (goal.exam > 0.0 ? 0.5 : 0.0);
    double months = language > goal.vocational_months ? language : goal.vocational_months;
    double least = p->base_months + 1.0; /* the month of recruiting and these */
    months = months > least ? months : least;
    if (!(goal.exam > 0.0)) {
        return (struct training_way){.months = months, .drop_out = p->drop_out};
    }
    struct training_sitting exam = training_sit(p, goal.language, goal.exam, EDUCATION_upper_secondary, true);
    double fails = 1.0 - exam.passes - exam.gives_up, passes_in_the_end = exam.passes / (1.0 - fails);
    months += (p->exam_wait > 1.0 ? p->exam_wait : 1.0) * fails / (1.0 - fails);
    double stays = passes_in_the_end < 1.0 ? cor_pow(passes_in_the_end, 1.0 / months) : 1.0;
    return (struct training_way){.months = months, .drop_out = 1.0 - (1.0 - p->drop_out) * stays};
}

/* Recruits a month that keep a corridor at its capacity, and how many are on the way then; some give up while they
 * prepare, others while they wait. */
static struct migration_pipeline pipeline_of(const struct twin *t, size_t c, size_t h)
{
    double waiting = twin_months_of_processing(t, c, h) + parameters_of(t)->queue_months;
    struct training_way preparation = preparation_of(t, c, h);
    return migration_pipeline_of(t->macro.migration.capacity[c][h] / 12.0, preparation.months, preparation.drop_out,
                                 waiting, parameters_of(t)->queue_drop_out, t->macro.migration.planned[c][h]);
}

double twin_pipeline_at_start(const struct twin *t, size_t country, size_t channel)
{
    struct migration_pipeline line = pipeline_of(t, country, channel);
    return line.preparing + line.waiting;
}

double twin_recruits_per_place(const struct twin *t, size_t country, size_t channel)
{
    double monthly = t->macro.migration.capacity[country][channel] / 12.0;
    return monthly > 0.0 ? pipeline_of(t, country, channel).steady / monthly : 1.0;
}

/* ---- interest in it ---- */

void twin_begin_to_watch(struct twin *t)
{
    struct migration_macro *macro = &t->macro.migration;
    for (size_t a = 0; a < MAX_ALTERNATIVES; a++) {
        size_t c = a / N_CHOICE_CHANNELS, h = a % N_CHOICE_CHANNELS;
        macro->interest[c][h] = macro->seen[c][h] = macro->foreseen[c][h] = macro->predicted[a];
    }
}

static double memory_of(const struct twin *t)
{
    return migration_memory(t->month - t->world->first_month, parameters_of(t)->interest_smoothing);
}

/* A moving mean of those who chose the alternative, and of those who were expected to. */
static void watch(struct twin *t, size_t c, size_t h)
{
    double *seen = &t->macro.migration.seen[c][h], *foreseen = &t->macro.migration.foreseen[c][h];
    double memory = memory_of(t);
    *seen += ((double)t->totals.interested[corridor_cell(c, h)] - *seen) / memory;
    *foreseen += (t->macro.migration.predicted[c * N_CHOICE_CHANNELS + h] - *foreseen) / memory;
}

/* Interest of late relative to what was foreseen in all countries of a nest together. */
static double ratio_around(const struct twin *t, enum nest nest, size_t h)
{
    double seen = 0.0, foreseen = 0.0;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        seen += t->world->country[c].nest == nest ? t->macro.migration.seen[c][h] : 0.0;
        foreseen += t->world->country[c].nest == nest ? t->macro.migration.foreseen[c][h] : 0.0;
    }
    return migration_interest_ratio(seen, foreseen, 1.0, memory_of(t), 0.1 * (double)t->world->person_weight);
}

static double interest_of_late(const struct twin *t, size_t c, size_t h)
{
    const struct migration_macro *macro = &t->macro.migration;
    return macro->predicted[c * N_CHOICE_CHANNELS + h] *
           migration_interest_ratio(macro->seen[c][h], macro->foreseen[c][h],
                                    ratio_around(t, t->world->country[c].nest, h), memory_of(t),
                                    (double)t->world->person_weight);
}

void twin_remember_interest(struct twin *t)
{
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            watch(t, c, h);
        }
    }
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
            t->macro.migration.interest[c][h] = interest_of_late(t, c, h);
        }
    }
}

/* ---- intake ---- */

static double within(double x, double most)
{
    return x > most ? most : (x < -most ? -most : x);
}

/* Share of the interested whom recruiters take on, and when the turn of those who wait comes. */
void twin_set_intake(struct twin *t, size_t c, size_t h)
{
    const struct migration_parameters *p = parameters_of(t);
    struct migration_macro *macro = &t->macro.migration;
    double weight = (double)t->world->person_weight, capacity = macro->capacity[c][h];
    struct migration_pipeline line = pipeline_of(t, c, h);
    line.persons = (double)(t->totals.preparing[corridor_cell(c, h)] + t->totals.queued[corridor_cell(c, h)]);
    line.places = within(macro->carry[c][h] - capacity / 12.0, migration_slack(capacity, weight));
    double wanted = migration_intake(&line, p->recruit_adjust_months, p->recruit_surge, weight);
    double interest = macro->interest[c][h];
    macro->intake[c][h] = interest > wanted ? wanted / interest : (wanted > 0.0 ? 1.0 : 0.0);
    macro->planned[c][h] += migration_replan(&line, p->recruit_adjust_months, p->recruit_surge);
    macro->turn[c][h] = migration_turn(p->queue_months, line.places, weight);
}
