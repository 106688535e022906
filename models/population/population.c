/* Filling a chunk: who is where and how old. Households, work and migrant records follow in their own files. */
#include "models/population/fill.h"

/* Words of PURPOSE_initial, index 0: month of birth, education, (work), ability. */
static void fill_person(struct fill *fill, uint32_t row)
{
    struct person_columns *person = &fill->view->person;
    const struct slot *slot = &fill->slot[row];
    person->id[row] = row + 1;
    struct cor_draws draws = draws_of_start(fill, row, PURPOSE_initial, 0);
    int age = slot->kind == SLOT_HOME ? slot->age : age_of_migrant(fill, row);
    enum sex sex = slot->kind == SLOT_HOME ? (enum sex)slot->sex : sex_of_migrant(fill, row);
    int32_t months_since_birthday = (int32_t)(cor_unit(draws.word[0]) * 12.0);
    person->birth_month[row] = (uint16_t)(fill->context.month - 12 * age - months_since_birthday);
    person->traits[row] = trait_make(sex, EDUCATION_primary, false, REGION_northern_midlands);
    person->work[row] = work_make(WORK_MINOR, OCCUPATION_agriculture, false);
    if (fill->chunk->kind == KIND_ORIGIN) {
        person->ability[row] = (uint8_t)(draws.word[3] >> 24);
        person->migrant[row] = NO_ROW;
    }
}

static void fill_persons(struct fill *fill)
{
    bool origin = fill->chunk->kind == KIND_ORIGIN;
    const struct population_deal *deal = origin ? &fill->plan->home : &fill->plan->residents[fill->chunk->group];
    for (uint32_t row = 0; row < fill->n; row++) {
        size_t cell = cell_of_person(deal, fill->part->first + row);
        fill->slot[row] = origin ? slot_of_cell(cell) : slot_of_age_cell(cell);
        fill_person(fill, row);
    }
    fill->chunk->n_rows[TABLE_person] = fill->n;
}

/* Jobs end at random from the first month on: time since their beginning does not matter. */
static void begin_jobs(struct fill *fill)
{
    for (uint32_t row = 0; row < fill->chunk->n_rows[TABLE_person]; row++) {
        if (work_status(fill->view->person.work[row]) == WORK_EMPLOYED) {
            labour_market_begin_job(&fill->context, fill->chunk, row, fill->world->first_month, TENURE_INDEX_start);
        }
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
    fill_persons(&fill);
    if (chunk->kind == KIND_ORIGIN) {
        fill_households(&fill);
        fill_migrants(&fill);
    }
    fill_work(&fill);
    begin_jobs(&fill);
}
