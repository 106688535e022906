/* Aspiration, person by person, at the birthday; persons who choose to leave and are recruited get a record. */
#include "models/migration/choice_rules.h"
#include "models/migration/migration_internal.h"
#include "models/recruitment/recruitment.h"
#include "models/migration/migration_world.h"
#include "models/wages/wages.h"

struct candidate migration_candidate(const struct cor_context *context, struct cor_chunk *chunk, uint32_t row)
{
    const struct person_columns *person = &view_of(chunk)->person;
    const struct world *world = world_of(context);
    struct candidate who = {.row = row,
                            .id = person->id[row],
                            .age = age_years(person->birth_month[row], context->month),
                            .sex = trait_sex(person->traits[row]),
                            .education = trait_education(person->traits[row]),
                            .region = trait_region(person->traits[row])};
    bool employed = work_status(person->work[row]) == WORK_EMPLOYED && person->pay[row] > 0;
    double pay =
        employed ? 10.0 * person->pay[row] : world->migration->home_pay[who.region] * wages_level(context, HOME);
    double net = employed ? wages_home_net_pay(world, person->work[row], person->pay[row])
                          : migration_home_net_pay(world, who.region) * wages_level(context, HOME);
    net = net > LEAST_HOME_PAY ? net : LEAST_HOME_PAY;
    who.log_pay = cor_log(pay > LEAST_HOME_PAY ? pay : LEAST_HOME_PAY);
    who.log_power = cor_log(net) - world->migration->log_home_prices;
    who.per_year = 1.0 / (12.0 * net);
    who.means = recruitment_means(context, chunk, row);
    return who;
}

double migration_aspiration(const struct cor_context *context, const struct candidate *who, bool returned)
{
    const struct world *world = world_of(context);
    const struct migration_attraction *attraction = &migration_macro_of(context)->attraction;
    const struct aspirant aspirant = {.age_term = world->migration->age_term[who->age],
                                      .region_term = world->migration->region_term[who->region],
                                      .log_pay_ratio = attraction->log_pay[who->education] - who->log_pay,
                                      .network = attraction->abroad[who->region],
                                      .cannot_pay = who->means < attraction->cheapest[who->education] ? 1.0 : 0.0,
                                      .female = who->sex == SEX_female ? 1.0 : 0.0,
                                      .returned = returned ? 1.0 : 0.0,
                                      .education = who->education};
    return cor_logistic(choice_aspiration(&world->parameters.migration, world->migration->aspire_logit, &aspirant));
}

/* Do recruiters take on the person? The draw is that of person, month and corridor: the same in whatever round. */
static bool is_taken_on(struct cor_context *context, const struct cor_chunk *chunk, const struct candidate *who,
                        size_t a)
{
    _Static_assert((int)WORD_recruited_contract == CHANNEL_contract && (int)WORD_recruited_study == CHANNEL_study,
                   "the word of a channel is found by its number");
    size_t country = a / N_CHOICE_CHANNELS, channel = a % N_CHOICE_CHANNELS;
    uint32_t word = draws_of_series(context, chunk, who->id, DRAWS_recruited, country).word[channel];
    double preferred = world_of(context)->migration->female_weight[country][who->sex];
    totals_of(context)->interested[corridor_cell(country, channel)] += (int64_t)(preferred * chunk->weight + 0.5);
    return cor_happens(word, preferred * migration_macro_of(context)->intake[country][channel]);
}

static void choose(struct cor_context *context, struct cor_chunk *chunk, const struct candidate *who)
{
    const struct world *world = world_of(context);
    struct taste_words words;
    struct choice_bounds bounds;
    migration_draw_tastes(context, chunk, who->id, &words);
    migration_bound_utilities(context, who, &words, &bounds);
    for (size_t round = 0; round < CHOICE_ROUNDS; round++) {
        size_t a = migration_chosen_alternative(world, &bounds, &words);
        if (a == MAX_ALTERNATIVES) {
            return;
        }
        if (is_taken_on(context, chunk, who, a)) {
            record_begin(chunk, who->row, STAGE_PREPARING, a / N_CHOICE_CHANNELS, a % N_CHOICE_CHANNELS,
                         context->month);
            return;
        }
        migration_leave_out(world, a, &bounds);
    }
}

static void consider(struct cor_context *context, struct cor_chunk *chunk, uint32_t row, uint32_t word)
{
    const struct chunk_view *view = view_of(chunk);
    uint16_t record = view->person.migrant[row];
    if (record != NO_ROW && view->migrant.stage[record] != STAGE_RETURNED) {
        return;
    }
    struct candidate who = migration_candidate(context, chunk, row);
    if (cor_happens(word, migration_aspiration(context, &who, view->person.past_country[row] != HOME))) {
        choose(context, chunk, &who);
    }
}

/* Persons at home of the ages of leaving among rows[n]. Room for n planners; returns how many there are. */
static uint32_t gather_planners(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                                uint32_t n, uint32_t *planners)
{
    const unsigned at_home =
        1u << WORK_MINOR | 1u << WORK_STUDENT | 1u << WORK_INACTIVE | 1u << WORK_UNEMPLOYED | 1u << WORK_EMPLOYED;
    const struct migration_parameters *p = &world_of(context)->parameters.migration;
    const uint16_t *birth_month = view_of(chunk)->person.birth_month;
    const uint8_t *work = view_of(chunk)->person.work;
    uint32_t youngest = 12 * (uint32_t)p->age_first, span = 12 * ((uint32_t)p->age_last + 1) - youngest;
    uint32_t youngest_born = (uint32_t)context->month - youngest;
    uint32_t n_planners = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = rows[i];
        planners[n_planners] = row;
        n_planners += (uint32_t)(youngest_born - birth_month[row] < span) & (at_home >> work_status(work[row]));
    }
    return n_planners;
}

void migration_aspire(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct scratch *scratch = scratch_of(context);
    if (!migration_macro_of(context)->attraction.ready) {
        return;
    }
    struct aspire_screen screen = migration_aspire_screen(context, chunk);
    for (struct piece p = pieces_of_persons(scratch->birthdays, scratch->n_birthdays); piece_next(&p);) {
        uint32_t rows[DRAW_BLOCK], words[DRAW_BLOCK];
        uint32_t n = gather_planners(context, chunk, p.rows, p.n, rows);
        words_of_rows(context, chunk, rows, n, DRAWS_aspiration, words);
        n = migration_keep_likely(&screen, rows, words, n);
        for (uint32_t i = 0; i < n; i++) {
            consider(context, chunk, rows[i], words[i]);
        }
    }
}
