/* Preparation before departure (models/training/README.md). */
#include "models/training/training_rules.h"
#include "tests/reference/twin_world.h"

static const struct training_parameters *parameters_of(const struct twin *t)
{
    return &t->world->parameters.training;
}

/* ---- seats in language courses (T3) ---- */

static bool is_short_of(const struct migrant *m, double level)
{
    return (double)m->language < LANGUAGE_UNITS * level;
}

/* What a candidate has to reach in a corridor under the policies of this month. */
struct training_goal twin_goal_of(const struct twin *t, size_t country, size_t channel)
{
    double exam = t->world->country[country].language_required[channel];
    double hours = migration_lever_mean(&t->context, LEVER_language_hours, country, channel);
    return (struct training_goal){.exam = exam,
                                  .language = training_level_after(t->world->training->units_level, exam, hours),
                                  .vocational_months =
                                      migration_lever_mean(&t->context, LEVER_vocational_months, country, channel)};
}

/* First come, first served; a lottery among those who began in the same month. */
static uint64_t key_of_seat(const struct twin *t, const struct migrant *m)
{
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_seat, 0);
    return ((uint64_t)m->since << 48) | ((uint64_t)(draws.word[0] & 0xffffu) << 32) | draws.word[1];
}

static void may_apply_for_seat(struct twin *t, struct migrant *m)
{
    if (m->stage != STAGE_PREPARING) {
        return;
    }
    if (m->flags & MIGRANT_SEATED) {
        t->totals.seated[m->country] += m->stratum->weight;
    } else if (is_short_of(m, twin_goal_of(t, m->country, m->channel).language)) {
        twin_apply_for(t, QUEUE_training, m->stratum, m->country, key_of_seat(t, m));
    }
}

void twin_training_apply(struct twin *t)
{
    twin_each_migrant(t, may_apply_for_seat);
}

double twin_months_of_language(const struct twin *t, double from, double to)
{
    return training_units_between(t->world->training->units_level, from, to) / parameters_of(t)->units_month;
}

/* Seats that policies pay for, and room for the hours that they add. */
static double public_seats(const struct twin *t, size_t country)
{
    double seats = 0.0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        struct training_goal goal = twin_goal_of(t, country, h);
        double years = twin_months_of_language(t, 0.0, goal.language) / 12.0;
        double extra_years = twin_months_of_language(t, goal.exam, goal.language) / 12.0;
        seats += migration_lever_amount(&t->context, LEVER_training_seats, country, h) * years +
                 t->macro.migration.capacity[country][h] * extra_years * parameters_of(t)->seat_reserve;
    }
    return seats;
}

/* Schools follow the capacity of the corridors that they serve, slowly and in part. */
static void follow_demand(struct twin *t, size_t country)
{
    double *expansion = &t->macro.training.expansion[country], now = 0.0, before = 0.0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        double months = twin_months_of_language(t, 0.0, t->world->country[country].language_required[h]);
        now += months * t->macro.migration.capacity[country][h];
        before += months * t->world->country[country].vietnamese_entries[h];
    }
    double wanted = before > 0.0 ? 1.0 + parameters_of(t)->seat_response * (now / before - 1.0) : 1.0;
    *expansion = *expansion > 0.0 ? *expansion + (wanted - *expansion) / parameters_of(t)->seat_response_months : 1.0;
}

void twin_training_offer(struct twin *t)
{
    struct training_macro *macro = &t->macro.training;
    double weight = (double)t->world->person_weight;
    for (size_t c = HOME + 1; c < t->world->n_countries; c++) {
        follow_demand(t, c);
        macro->held[c] = t->totals.seated[c];
        macro->capacity[c] = t->world->training->seats_needed[c] * macro->expansion[c] + public_seats(t, c);
        macro->carry[c] = training_carry(macro->carry[c], macro->capacity[c], (double)macro->held[c], weight);
        macro->seats[c] = training_free_seats(macro->capacity[c], (double)macro->held[c], macro->carry[c], weight);
    }
}

/* ---- a month of learning (T1, T2) ---- */

static void give_seat_back(struct twin *t, struct migrant *m)
{
    t->totals.seats_released[0] += (m->flags & MIGRANT_SEATED) != 0;
    set_flag(m, MIGRANT_SEATED, false);
}

static void take_seat(struct twin *t, struct migrant *m, const struct training_goal *goal)
{
    if (!(m->flags & MIGRANT_SEATED) && is_short_of(m, goal->language) &&
        is_admitted(t, QUEUE_training, m->country, key_of_seat(t, m))) {
        set_flag(m, MIGRANT_SEATED, true);
        t->totals.seats_given[0]++;
    }
}

struct training_payers twin_payers_of(const struct twin *t, size_t country, size_t channel)
{
    return training_shared(migration_lever_mean(&t->context, LEVER_training_employer, country, channel),
                           migration_lever_mean(&t->context, LEVER_training_destination, country, channel),
                           migration_lever_mean(&t->context, LEVER_training_vietnam, country, channel),
                           migration_lever_mean(&t->context, LEVER_training_subsidy, country, channel));
}

static void pay_fees(struct twin *t, struct migrant *m, double cents)
{
    struct training_payers share = twin_payers_of(t, m->country, m->channel);
    struct observed who = twin_who_migrated(t, m);
    count(t, m->stratum, OUTPUT_training_by_worker, who, (int64_t)(cents * share.worker + 0.5));
    count(t, m->stratum, OUTPUT_training_by_employer, who, (int64_t)(cents * share.employer + 0.5));
    count(t, m->stratum, OUTPUT_training_by_destination, who, (int64_t)(cents * share.destination + 0.5));
    count(t, m->stratum, OUTPUT_training_by_vietnam, who, (int64_t)(cents * share.vietnam + 0.5));
    count(t, m->stratum, OUTPUT_training_by_donor, who, (int64_t)(cents * share.donor + 0.5));
    pay(t, m->stratum, TRANSFER_training_by_employer, m->country, (int64_t)(cents * share.employer + 0.5));
    pay(t, m->stratum, TRANSFER_training_by_destination, m->country, (int64_t)(cents * share.destination + 0.5));
    pay(t, m->stratum, TRANSFER_training_by_vietnam, m->country, (int64_t)(cents * share.vietnam + 0.5));
    pay(t, m->stratum, TRANSFER_training_by_donor, m->country, (int64_t)(cents * share.donor + 0.5));
    m->cost += (int32_t)(cents * share.worker + 0.5);
    m->course = training_paid(m->course, cents * share.employer);
}

/* ---- the employer's claim (T5) ---- */

bool twin_is_bound(const struct twin *t, const struct migrant *m)
{
    return (m->course & COURSE_PAID) != 0 && (double)(t->month - m->arrived) < policy_for(t, LEVER_clawback_months, m);
}

void twin_claw_back(struct twin *t, struct migrant *m)
{
    if (twin_is_bound(t, m)) {
        int32_t owed = 100 * (m->course & COURSE_PAID);
        count(t, m->stratum, OUTPUT_training_owed_back, twin_who_migrated(t, m), owed);
        m->cost += owed;
        m->debt += owed;
        t->totals.debt_borrowed[0] += owed;
        pay(t, m->stratum, TRANSFER_loans, m->country, owed);
        pay(t, m->stratum, TRANSFER_training_owed_back, m->country, owed);
        m->course &= COURSE_STYLE;
    }
}

static void study_language(struct twin *t, struct migrant *m, double level_taught, uint32_t word)
{
    int level =
        m->language / LANGUAGE_UNITS < N_LANGUAGE_LEVELS - 1 ? m->language / LANGUAGE_UNITS : N_LANGUAGE_LEVELS - 1;
    double gain = LANGUAGE_UNITS * parameters_of(t)->units_month / t->world->training->units_level[level] *
                  training_speed(person_of(m)->ability, parameters_of(t)->ability_spread);
    uint32_t units = m->language + training_whole_units(gain, word), taught = training_units_of(level_taught);
    if (m->language < taught) { /* what is left of the course after that is repetition */
        m->language = (uint8_t)(units > taught ? taught : units);
    }
    pay_fees(t, m, 100.0 * parameters_of(t)->cost_unit * parameters_of(t)->units_month);
}

static void train_vocationally(struct twin *t, struct migrant *m, uint32_t word)
{
    uint32_t units = m->vocational + training_whole_units(LANGUAGE_UNITS / 12.0, word);
    m->vocational = (uint8_t)(units > UINT8_MAX ? UINT8_MAX : units);
    pay_fees(t, m, 100.0 * parameters_of(t)->cost_vocational_month);
}

/* Has everything been taught, and are the papers ready, after so many months? */
static bool is_taught(const struct twin *t, const struct migrant *m, const struct training_goal *goal, int32_t months)
{
    bool trained = (double)m->vocational >= LANGUAGE_UNITS / 12.0 * goal->vocational_months - 0.5;
    return (double)months >= parameters_of(t)->base_months && !is_short_of(m, goal->language) && trained;
}

static void finish(struct twin *t, struct migrant *m)
{
    give_seat_back(t, m);
    m->stage = STAGE_QUEUED;
    m->since = (uint16_t)t->month;
}

/* The exam comes with the end of the course and, to those who failed, once in some months. */
static void sit_exam(struct twin *t, struct migrant *m, const struct training_goal *goal, bool first, uint32_t word)
{
    const struct training_parameters *p = parameters_of(t);
    double pass = training_pass((double)m->language / LANGUAGE_UNITS, goal->exam, trait_education(person_of(m)->traits),
                                p->exam_constant, p->exam_level, p->exam_education);
    double sits = first || p->exam_wait <= 1.0 ? 1.0 : 1.0 / p->exam_wait;
    if (cor_happens(word, sits * pass)) {
        finish(t, m);
    } else if (cor_happens(word, sits * pass + sits * (1.0 - pass) * p->exam_gives_up)) {
        give_seat_back(t, m);
        twin_give_up(t, m);
    }
}

/* Words of PURPOSE_preparation: 0 units of language, 1 drop-out, 2 the exam, 3 units of vocational training. */
static void prepare_a_month(struct twin *t, struct migrant *m)
{
    if (m->stage != STAGE_PREPARING) {
        return;
    }
    struct training_goal goal = twin_goal_of(t, m->country, m->channel);
    struct cor_draws draws = draw(t, person_of(m), PURPOSE_preparation, 0);
    take_seat(t, m, &goal);
    if (cor_happens(draws.word[1], parameters_of(t)->drop_out)) {
        give_seat_back(t, m);
        twin_give_up(t, m);
        return;
    }
    bool was_taught = is_taught(t, m, &goal, t->month - 1 - m->since);
    if (m->flags & MIGRANT_SEATED) {
        study_language(t, m, goal.language, draws.word[0]);
    }
    if ((double)m->vocational < LANGUAGE_UNITS / 12.0 * goal.vocational_months) {
        train_vocationally(t, m, draws.word[3]);
    }
    if (!is_taught(t, m, &goal, t->month - m->since)) {
        return;
    }
    if (goal.exam > 0.0) {
        sit_exam(t, m, &goal, !was_taught, draws.word[2]);
    } else {
        finish(t, m);
    }
}

void twin_training_progress(struct twin *t)
{
    twin_each_migrant(t, prepare_a_month);
}
