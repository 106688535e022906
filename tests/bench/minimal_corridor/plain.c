/* The reference: plain loops over rows, each row by the rules of law.h. */
#include "tests/bench/minimal_corridor/kernels.h"

void plain_age_and_die(struct cor_context *context, struct cor_chunk *chunk, uint32_t begin, uint32_t end)
{
    struct persons *persons = persons_of(chunk);
    const uint32_t *word = words_of(context, chunk, WORD_DEATH);
    for (uint32_t row = begin; row < end; row++) {
        persons->age[row]++;
        if (dies(context->world, persons->age[row], word[row])) {
            replace_person(context, persons, row);
        }
    }
}

void plain_find_and_lose_jobs(struct cor_context *context, struct cor_chunk *chunk, uint32_t begin, uint32_t end)
{
    struct persons *persons = persons_of(chunk);
    const uint32_t *word = words_of(context, chunk, WORD_JOB);
    for (uint32_t row = begin; row < end; row++) {
        uint8_t status = persons->status[row];
        persons->status[row] = status_after_job_draw(context->world, status, persons->age[row], word[row]);
    }
}

void plain_leave_and_return(struct cor_context *context, struct cor_chunk *chunk, uint32_t begin, uint32_t end)
{
    struct persons *persons = persons_of(chunk);
    const uint32_t *choice = words_of(context, chunk, WORD_CHOICE), *returning = words_of(context, chunk, WORD_RETURN);
    for (uint32_t row = begin; row < end; row++) {
        if (country_of(persons->status[row]) != 0 && persons->months_away[row] < MAX_MONTHS_AWAY) {
            persons->months_away[row]++;
        }
        decide_where_to_live(context, persons, row, choice[row], returning[row]);
    }
}

void plain_earn(struct cor_context *context, struct cor_chunk *chunk, uint32_t begin, uint32_t end)
{
    const struct law *law = context->world;
    struct persons *persons = persons_of(chunk);
    for (uint32_t row = begin; row < end; row++) {
        uint8_t status = persons->status[row];
        persons->income[row] += law->wage[status];
        persons->contributions[row] = (uint16_t)(persons->contributions[row] + ((status & EMPLOYED) != 0));
    }
}

static void age_and_die(struct cor_context *context, struct cor_chunk *chunk)
{
    plain_age_and_die(context, chunk, 0, chunk->n_rows[0]);
}

static void find_and_lose_jobs(struct cor_context *context, struct cor_chunk *chunk)
{
    plain_find_and_lose_jobs(context, chunk, 0, chunk->n_rows[0]);
}

static void leave_and_return(struct cor_context *context, struct cor_chunk *chunk)
{
    plain_leave_and_return(context, chunk, 0, chunk->n_rows[0]);
}

static void earn(struct cor_context *context, struct cor_chunk *chunk)
{
    plain_earn(context, chunk, 0, chunk->n_rows[0]);
}

const struct kernels kernels_plain = {age_and_die, find_and_lose_jobs, leave_and_return, earn};
