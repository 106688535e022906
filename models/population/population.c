/* Filling a chunk: who is where and how old. Households, work and migrant records follow in their own files. */
#include <string.h>
#include "models/population/fill.h"
#include "models/labour_market/labour_market.h"
#include "models/social_protection/social_protection.h"

/* Where the rounding of corridors begins in this replicate. */
static double start_of_rounding(const struct fill *fill)
{
    return cor_unit(draws_of_world(&fill->context, 0, DRAWS_start_corridors).word[WORD_start_corridors_point]);
}

static void deal_slots(struct fill *fill)
{
    double start = start_of_rounding(fill);
    bool origin = fill->chunk->kind == KIND_ORIGIN;
    const struct population_deal *deal = origin ? &fill->plan->home : &fill->plan->residents[fill->chunk->group];
    const struct slot *slot_of = origin ? fill->plan->slot : fill->plan->slot + N_SLOTS - N_AGE_CELLS;
    uint64_t place = place_of_person(deal, fill->part->first);
    for (uint32_t row = 0; row < fill->n; row++) {
        fill->slot[row] =
            slot_of[place < deal->n_drawn ? cell_of_drawn_place(deal, place, start) : cell_of_place(deal, place)];
        place = next_place(deal, place);
    }
}

/* (word + 1/2) / 2^32 x 12, rounded down. */
static int32_t months_since_birthday(uint32_t word)
{
    return (int32_t)((12 * (uint64_t)word + 6) >> 32);
}

/* Those on their way or abroad get another attainment with their record. */
static void fill_person(struct fill *fill, const struct start_draws *draws, uint32_t row)
{
    const struct person_columns *person = &fill->view->person;
    const struct start_cuts *cuts = &fill->plan->cuts;
    const struct slot *slot = &fill->slot[row];
    int age = slot->age;
    enum sex sex = (enum sex)slot->sex;
    if (slot->kind != SLOT_HOME) {
        age = population_age_of_migrant(fill, row);
        sex = population_sex_of_migrant(fill, row);
    }
    fill->age[row] = (uint8_t)age;
    person->birth_month[row] = (uint16_t)(fill->context.month - 12 * age -
                                          months_since_birthday(draws->word[WORD_start_person_birth_month][row]));
    unsigned attained = pick(cuts->attained[fill->chunk->group][sex][cuts->age_class[age]], N_EDUCATION_LEVELS,
                             draws->word[WORD_start_person_education][row]);
    person->traits[row] = trait_make(sex, (enum education_level)attained, false, REGION_northern_midlands);
    person->work[row] = work_make(WORK_MINOR, OCCUPATION_agriculture, false);
}

static void fill_persons(struct fill *fill)
{
    const struct person_columns *person = &fill->view->person;
    struct start_draws draws;
    rows_begin(fill->chunk, TABLE_person, fill->n);
    deal_slots(fill);
    for (uint32_t row = 0; row < fill->n; row++) {
        person->id[row] = row + 1;
    }
    draw_for_all(fill, DRAWS_start_person, &draws);
    for (uint32_t row = 0; row < fill->n; row++) {
        fill_person(fill, &draws, row);
    }
    for (uint32_t row = 0; row < fill->n && fill->chunk->kind == KIND_ORIGIN; row++) {
        person->ability[row] = (uint8_t)(draws.word[WORD_start_person_ability][row] >> 24);
    }
}

/* Jobs end at random from the first month on: time since their beginning does not matter. */
static void begin_jobs(struct fill *fill)
{
    uint32_t rows[FILL_ROWS];
    uint32_t n = cor_rows_where(fill->view->person.work, fill->n, WORK_STATUS_MASK, WORK_EMPLOYED, rows);
    for (struct piece p = pieces_of_persons(rows, n); piece_next(&p);) {
        labour_market_begin_jobs(&fill->context, fill->chunk, p.rows, p.n, fill->world->first_month,
                                 DRAWS_tenure_start);
    }
}

void population_fill(const struct cor_context *context, struct cor_chunk *chunk, const struct population_plan *plan)
{
    struct fill fill;
    fill.context = *context;
    fill.world = world_of(context);
    fill.context.month = fill.world->first_month - 1;
    fill.context.levers = plan->levers;
    fill.chunk = chunk;
    fill.view = view_of(chunk);
    fill.plan = plan;
    fill.part = &plan->chunk[chunk->index];
    fill.n = (uint32_t)fill.part->n;
    memset(fill.months_abroad, 0, sizeof fill.months_abroad);
    memset(fill.insured_from_abroad, 0, sizeof fill.insured_from_abroad);
    fill_persons(&fill);
    if (chunk->kind == KIND_ORIGIN) {
        population_fill_households(&fill);
        population_fill_migrants(&fill);
        population_fill_returned(&fill);
    }
    population_fill_work(&fill);
    if (chunk->kind == KIND_ORIGIN) {
        population_fill_insured_abroad(&fill);
        social_protection_remember_members_at_start(&fill.context, chunk);
    }
    begin_jobs(&fill);
}
