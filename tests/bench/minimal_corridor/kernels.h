/* The kernels of the minimal corridor model: one set per path, all with the same results. What happens to a single row
 * is written here once; the sets differ in how they find the rows to which something happens. */
#ifndef COR_MINIMAL_CORRIDOR_KERNELS_H
#define COR_MINIMAL_CORRIDOR_KERNELS_H
#include "sim/model.h"
#include "tests/bench/minimal_corridor/law.h"

/* A mechanism on the rows begin .. end-1 of a chunk. */
typedef void row_kernel(struct cor_context *context, struct cor_chunk *chunk, uint32_t begin, uint32_t end);

row_kernel plain_age_and_die, plain_find_and_lose_jobs, plain_leave_and_return, plain_earn;

struct kernels {
    cor_map_kernel *age_and_die, *find_and_lose_jobs, *leave_and_return, *earn;
};
extern const struct kernels kernels_plain;
#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_AVX2_KERNELS 1
extern const struct kernels kernels_avx2;
#endif

static inline struct persons *persons_of(struct cor_chunk *chunk)
{
    return (struct persons *)(void *)chunk->view;
}

/* This month's words of a chunk: [WORD_...][row], made by the first phase. */
static inline uint32_t *words_of(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t word)
{
    return (uint32_t *)context->scratch + (size_t)word * chunk->capacity[0];
}

/* Somebody at home stands in for whoever died, at the beginning of working life and with the same skill. */
static inline void replace_person(struct cor_context *context, struct persons *persons, uint32_t row)
{
    context->totals[country_of(persons->status[row])]--;
    context->totals[0]++;
    persons->age[row] = FIRST_AGE;
    persons->status[row] &= SKILL_MASK;
    persons->months_away[row] = 0;
    persons->income[row] = 0;
    persons->contributions[row] = 0;
}

static inline void move_person(struct cor_context *context, struct persons *persons, uint32_t row, uint32_t country)
{
    uint8_t status = persons->status[row];
    context->totals[country_of(status)]--;
    context->totals[country]++;
    persons->status[row] = (uint8_t)((status & (SKILL_MASK | EMPLOYED)) | country << COUNTRY_SHIFT);
    persons->months_away[row] = 0;
}

/* A person at home may leave, a person abroad may return; months_away counts this month already. */
static inline void decide_where_to_live(struct cor_context *context, struct persons *persons, uint32_t row,
                                        uint32_t choice, uint32_t returning)
{
    const struct law *law = context->world;
    uint8_t status = persons->status[row];
    if (country_of(status) != 0) {
        if (returning < law->return_below[persons->months_away[row]]) {
            move_person(context, persons, row, 0);
        }
    } else if (persons->age[row] < PENSION_AGE) {
        uint32_t country = chosen_country(law, context->state, skill_of(status), persons->income[row], choice);
        if (country != 0) {
            move_person(context, persons, row, country);
        }
    }
}

#endif
