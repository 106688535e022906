/* Preparation before departure. Equations: README.md. */
#include "models/migration/migration_rules.h"
#include "models/training/training_rules.h"
#include "models/state/world.h"
#include "models/migration/migration.h"
#include "models/recruitment/recruitment.h"
#include "models/training/training_world.h"

double training_level_learnt(const struct world *world, double level, double share)
{
    const double *units = world->training->units_level;
    return training_level_after(units, 0.0, share * training_units_between(units, 0.0, level));
}

static double months_of_language(const struct world *world, double from, double to)
{
    return training_units_between(world->training->units_level, from, to) / world->parameters.training.units_month;
}

/* Seats that the entries of the year keep filled, with those who give up: a seat is kept from the month of recruiting until
 * preparation is over. */
static double seats_needed(const struct world *world, size_t country)
{
    const struct training_parameters *p = &world->parameters.training;
    const struct migration_parameters *m = &world->parameters.migration;
    const struct country *facts = &world->country[country];
    double seats = 0.0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        double exam = facts->language_required[h];
        struct training_way way = training_way_at_start(p, exam);
        struct migration_pipeline line =
            migration_pipeline_of(facts->vietnamese_entries[h] / 12.0, way.months, way.drop_out,
                                  facts->processing_months[h] + m->queue_months, m->queue_drop_out, 0.0);
        seats += exam > 0.0 ? line.preparing : 0.0;
    }
    return seats * p->seat_reserve;
}

static void set_units_of_levels(const struct training_parameters *p, double units_level[N_LANGUAGE_LEVELS])
{
    const double units[N_LANGUAGE_LEVELS] = {p->units_level_1, p->units_level_2, p->units_level_3,
                                             p->units_level_4, p->units_level_5, p->units_level_5};
    for (size_t level = 0; level < N_LANGUAGE_LEVELS; level++) {
        units_level[level] = units[level] * p->distance_factor;
    }
}

void training_prepare(const struct world *world, struct training_tables *tables)
{
    set_units_of_levels(&world->parameters.training, tables->units_level);
    for (size_t c = HOME + 1; c < world->n_countries; c++) {
        tables->seats_needed[c] = seats_needed(world, c);
    }
}

static struct training_goal goal_of(const struct cor_context *context, size_t country, size_t channel)
{
    const struct world *world = world_of(context);
    double exam = world->country[country].language_required[channel];
    double hours = migration_lever_mean(context, LEVER_language_hours, country, channel);
    return (struct training_goal){.exam = exam,
                                  .language = training_level_after(world->training->units_level, exam, hours),
                                  .vocational_months =
                                      migration_lever_mean(context, LEVER_vocational_months, country, channel)};
}

double training_months_expected(const struct cor_context *context, size_t country, size_t channel, double language)
{
    struct training_goal goal = goal_of(context, country, channel);
    return training_months(&world_of(context)->parameters.training, world_of(context)->training->units_level, language,
                           &goal);
}

struct training_way training_way_expected(const struct cor_context *context, size_t country, size_t channel)
{
    struct training_goal goal = goal_of(context, country, channel);
    return training_way_of(&world_of(context)->parameters.training, world_of(context)->training->units_level, &goal);
}

struct training_way training_way_at_start(const struct training_parameters *parameters, double exam)
{
    double units_level[N_LANGUAGE_LEVELS];
    set_units_of_levels(parameters, units_level);
    return training_way_of(parameters, units_level, &(struct training_goal){.exam = exam, .language = exam});
}

static struct training_payers payers_of(const struct cor_context *context, size_t country, size_t channel)
{
    return training_shared(migration_lever_mean(context, LEVER_training_employer, country, channel),
                           migration_lever_mean(context, LEVER_training_destination, country, channel),
                           migration_lever_mean(context, LEVER_training_vietnam, country, channel),
                           migration_lever_mean(context, LEVER_training_subsidy, country, channel));
}

double training_cost_expected(const struct cor_context *context, size_t country, size_t channel, double language)
{
    const struct training_parameters *p = &world_of(context)->parameters.training;
    struct training_goal goal = goal_of(context, country, channel);
    double units = training_units_between(world_of(context)->training->units_level, language, goal.language);
    return 100.0 * (p->cost_unit * units + p->cost_vocational_month * goal.vocational_months) *
           payers_of(context, country, channel).worker;
}

static bool is_short_of(const struct migrant_columns *migrant, uint32_t row, double level)
{
    return (double)migrant->language[row] < LANGUAGE_UNITS * level;
}

/* Extra hours can only add to what the exam asks for; the levers are looked up where it decides. */
static bool needs_course(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t row)
{
    size_t country = migrant->country[row], channel = migrant->channel[row];
    return is_short_of(migrant, row, world_of(context)->country[country].language_required[channel]) ||
           is_short_of(migrant, row, goal_of(context, country, channel).language);
}

/* First come, first served; a lottery among persons who began in the same month. */
static uint64_t seat_key(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct chunk_view *view = view_of(chunk);
    struct cor_draws draws = draws_of(context, chunk, view->person.id[view->migrant.person[row]], DRAWS_seat);
    return migration_queue_key(view->migrant.since[row], draws.word[WORD_seat_rank_high],
                               draws.word[WORD_seat_rank_low]);
}

void training_apply(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t *rows = scratch_of(context)->records;
    uint32_t n = cor_rows_where(migrant->stage, chunk->n_rows[TABLE_migrant], UINT8_MAX, STAGE_PREPARING, rows);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        if (migrant->flags[row] & MIGRANT_SEATED) {
            totals_of(context)->seated[migrant->country[row]] += chunk->weight;
        } else if (needs_course(context, migrant, row)) {
            cor_lane_apply(context->lanes[QUEUE_training], migrant->country[row], seat_key(context, chunk, row),
                           chunk->weight);
        }
    }
}

/* What this month's rules require of persons in preparation, and what they pay. */
static void set_goals(const struct cor_context *context, size_t country)
{
    struct training_macro *macro = training_macro_of(context);
    for (size_t h = 0; h < N_CHANNELS; h++) {
        macro->goal[country][h] = goal_of(context, country, h);
        macro->payers[country][h] = payers_of(context, country, h);
    }
}

/* Seats by policy: seats per year of each channel that asks for language, times the years that a course takes; and room
 * for the extra hours that a policy has taught. */
static double public_seats(const struct cor_context *context, size_t country)
{
    const struct world *world = world_of(context);
    double seats = 0.0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        struct training_goal goal = training_macro_of(context)->goal[country][h];
        double years = months_of_language(world, 0.0, goal.language) / 12.0;
        double extra_years = months_of_language(world, goal.exam, goal.language) / 12.0;
        seats += migration_lever_amount(context, LEVER_training_seats, country, h) * years +
                 migration_capacity_of(context, country, h) * extra_years * world->parameters.training.seat_reserve;
    }
    return seats;
}

/* Schools follow the capacity of the corridors that they serve, slowly and in part. */
static void follow_demand(const struct cor_context *context, size_t country)
{
    const struct training_parameters *p = &world_of(context)->parameters.training;
    const struct country *facts = &world_of(context)->country[country];
    double *expansion = &training_macro_of(context)->expansion[country], now = 0.0, before = 0.0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        double months = months_of_language(world_of(context), 0.0, facts->language_required[h]);
        now += months * migration_capacity_of(context, country, h);
        before += months * facts->vietnamese_entries[h];
    }
    double wanted = before > 0.0 ? 1.0 + p->seat_response * (now / before - 1.0) : 1.0;
    *expansion = *expansion > 0.0 ? *expansion + (wanted - *expansion) / p->seat_response_months : 1.0;
}

void training_offer(struct cor_context *context)
{
    struct training_macro *macro = training_macro_of(context);
    double weight = (double)world_of(context)->person_weight;
    for (size_t c = HOME + 1; c < world_of(context)->n_countries; c++) {
        set_goals(context, c);
        follow_demand(context, c);
        macro->held[c] = totals_of(context)->seated[c];
        macro->capacity[c] =
            world_of(context)->training->seats_needed[c] * macro->expansion[c] + public_seats(context, c);
        macro->carry[c] = training_carry(macro->carry[c], macro->capacity[c], (double)macro->held[c], weight);
        macro->seats[c] = training_free_seats(macro->capacity[c], (double)macro->held[c], macro->carry[c], weight);
    }
}

int64_t training_seats_cost(const struct cor_context *context, size_t country)
{
    double seats = 0.0;
    for (size_t h = 0; h < N_CHOICE_CHANNELS; h++) {
        seats += migration_lever_amount(context, LEVER_training_seats, country, h);
    }
    return (int64_t)(seats / 12.0 * 100.0 * world_of(context)->parameters.training.seat_cost + 0.5);
}

const int64_t *training_seats(const struct cor_context *context)
{
    return training_macro_of(context)->seats;
}

static void take_seat(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (cor_queue_admits(&context->queues[QUEUE_training], migrant->country[row], seat_key(context, chunk, row))) {
        record_mark(chunk, row, 0, MIGRANT_SEATED);
        totals_of(context)->seats_given[0]++;
    }
}

static void give_seat_back(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (migrant->flags[row] & MIGRANT_SEATED) {
        record_mark(chunk, row, MIGRANT_SEATED, 0);
        totals_of(context)->seats_released[0]++;
    }
}

static uint8_t raised(uint8_t value, uint32_t by, uint32_t most)
{
    return (uint8_t)(value + by > most ? most : value + by);
}

void training_raise_language(struct cor_chunk *chunk, uint32_t migrant_row, uint8_t gain)
{
    uint8_t *language = &view_of(chunk)->migrant.language[migrant_row];
    *language = raised(*language, gain, LANGUAGE_MOST);
}

void training_forget_language(struct cor_chunk *chunk, uint32_t migrant_row)
{
    view_of(chunk)->migrant.language[migrant_row] = 0;
}

/* Fees of this month, by the shares of the policies in force. */
static void pay_fees(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, double cents)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    const struct training_payers *payers =
        &training_macro_of(context)->payers[migrant->country[row]][migrant->channel[row]];
    const struct {
        enum output output;
        enum transfer transfer; /* N_TRANSFERS: a bill that the household pays later, see recruitment.h */
        double share;
    } bills[] = {{OUTPUT_training_by_worker, N_TRANSFERS, payers->worker},
                 {OUTPUT_training_by_employer, TRANSFER_training_by_employer, payers->employer},
                 {OUTPUT_training_by_destination, TRANSFER_training_by_destination, payers->destination},
                 {OUTPUT_training_by_vietnam, TRANSFER_training_by_vietnam, payers->vietnam},
                 {OUTPUT_training_by_donor, TRANSFER_training_by_donor, payers->donor}};
    struct observed who = observed_migrant(context, chunk, row);
    for (size_t i = 0; i < sizeof bills / sizeof bills[0]; i++) {
        int64_t part = (int64_t)(cents * bills[i].share + 0.5);
        if (part > 0) {
            observe(context, chunk, bills[i].output, who, part);
        }
        if (part > 0 && bills[i].transfer != N_TRANSFERS) {
            book_transfer(context, chunk, bills[i].transfer, who.country, part);
        }
    }
    recruitment_charge(chunk, row, (int32_t)(cents * payers->worker + 0.5));
    migrant->course[row] = training_paid(migrant->course[row], cents * payers->employer);
}

static void study_language(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                           double level_taught, uint32_t word)
{
    struct chunk_view *view = view_of(chunk);
    const struct training_parameters *p = &world_of(context)->parameters.training;
    uint8_t *language = &view->migrant.language[row];
    int level = *language / LANGUAGE_UNITS < N_LANGUAGE_LEVELS - 1 ? *language / LANGUAGE_UNITS : N_LANGUAGE_LEVELS - 1;
    double gain = training_units_learnt(p, world_of(context)->training->units_level[level],
                                        view->person.ability[view->migrant.person[row]]);
    uint32_t taught = training_units_of(level_taught);
    if (*language < taught) {
        *language = raised(*language, training_whole_units(gain, word), taught);
    }
    pay_fees(context, chunk, row, 100.0 * p->cost_unit * p->units_month);
}

static void train_vocationally(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, uint32_t word)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->vocational[row] = raised(migrant->vocational[row], training_whole_units(LANGUAGE_UNITS / 12.0, word), 255);
    pay_fees(context, chunk, row, 100.0 * world_of(context)->parameters.training.cost_vocational_month);
}

/* Papers, vocational training and lessons, at the end of a month. */
static bool is_taught(const struct cor_context *context, const struct migrant_columns *migrant, uint32_t row,
                      const struct training_goal *goal, int32_t month)
{
    return (double)(month - migrant->since[row]) >= world_of(context)->parameters.training.base_months &&
           !is_short_of(migrant, row, goal->language) &&
           (double)migrant->vocational[row] >= LANGUAGE_UNITS / 12.0 * goal->vocational_months - 0.5;
}

static struct training_sitting sit_exam(const struct cor_context *context, const struct chunk_view *view, uint32_t row,
                                        const struct training_goal *goal, bool first)
{
    unsigned education = trait_education(view->person.traits[view->migrant.person[row]]);
    double command = level_of_units(view->migrant.language[row]);
    return goal->exam > 0.0
               ? training_sit(&world_of(context)->parameters.training, command, goal->exam, education, first)
               : (struct training_sitting){.passes = 1.0, .gives_up = 0.0};
}

static void leave_course(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row, bool ready)
{
    give_seat_back(context, chunk, row);
    if (ready) {
        record_enter(chunk, row, STAGE_QUEUED, context->month);
    } else {
        migration_give_up(context, chunk, row);
    }
}

static void spend_month(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row,
                        const struct training_goal *goal, struct cor_draws draws)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (cor_happens(draws.word[WORD_preparation_drops_out], world_of(context)->parameters.training.drop_out)) {
        leave_course(context, chunk, row, false);
        return;
    }
    bool before = is_taught(context, migrant, row, goal, context->month - 1);
    if (migrant->flags[row] & MIGRANT_SEATED) {
        study_language(context, chunk, row, goal->language, draws.word[WORD_preparation_language]);
    }
    if ((double)migrant->vocational[row] < LANGUAGE_UNITS / 12.0 * goal->vocational_months) {
        train_vocationally(context, chunk, row, draws.word[WORD_preparation_vocational]);
    }
    if (is_taught(context, migrant, row, goal, context->month)) {
        struct training_sitting exam = sit_exam(context, view_of(chunk), row, goal, !before);
        bool passes = cor_happens(draws.word[WORD_preparation_exam], exam.passes);
        if (passes || cor_happens(draws.word[WORD_preparation_exam], exam.passes + exam.gives_up)) {
            leave_course(context, chunk, row, passes);
        }
    }
}

void training_progress(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t *rows = scratch_of(context)->records;
    uint32_t n = cor_rows_where(migrant->stage, chunk->n_rows[TABLE_migrant], UINT8_MAX, STAGE_PREPARING, rows);
    struct draw_block draws;
    for (struct piece p = pieces_of_records(rows, n); piece_draw(context, chunk, &p, DRAWS_preparation, &draws);) {
        for (uint32_t i = 0; i < p.n; i++) {
            uint32_t row = p.rows[i];
            const struct training_goal *goal =
                &training_macro_of(context)->goal[migrant->country[row]][migrant->channel[row]];
            if (!(migrant->flags[row] & MIGRANT_SEATED) && is_short_of(migrant, row, goal->language)) {
                take_seat(context, chunk, row);
            }
            spend_month(context, chunk, row, goal, draws_in_block(&draws, i));
        }
    }
}

void training_learn_trade(struct cor_chunk *chunk, uint32_t migrant_row, int32_t month)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    migrant->vocational[migrant_row] =
        raised(migrant->vocational[migrant_row], training_trade_learnt(month), UINT8_MAX);
}

void training_depart(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row, uint32_t word)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    if (cor_happens(word, lever_at(context, LEVER_soft_skills, migrant->country[migrant_row],
                                   migrant->channel[migrant_row], migrant->occupation[migrant_row]))) {
        migrant->course[migrant_row] = (uint16_t)(migrant->course[migrant_row] | (unsigned)COURSE_STYLE);
    }
}

void training_claw_back(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row)
{
    struct migrant_columns *migrant = &view_of(chunk)->migrant;
    double clawback = lever_at(context, LEVER_clawback_months, migrant->country[migrant_row],
                               migrant->channel[migrant_row], migrant->occupation[migrant_row]);
    uint16_t *course = &migrant->course[migrant_row];
    if (course_binds(*course, context->month - (int32_t)migrant->arrived[migrant_row], clawback)) {
        int32_t cents = 100 * (int32_t)(*course & (unsigned)COURSE_PAID);
        observe(context, chunk, OUTPUT_training_owed_back, observed_migrant(context, chunk, migrant_row), cents);
        recruitment_owe(context, chunk, migrant_row, cents);
        *course = (uint16_t)(*course & (unsigned)COURSE_STYLE);
    }
}

void training_end(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row)
{
    const struct migrant_columns *migrant = &view_of(chunk)->migrant;
    uint32_t record = view_of(chunk)->person.migrant[person_row];
    if (record != NO_ROW) {
        totals_of(context)->seats_released[0] += (migrant->flags[record] & MIGRANT_SEATED) != 0;
    }
}
