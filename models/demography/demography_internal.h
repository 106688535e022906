/* What the files of this mechanism share. Not for other mechanisms. */
#ifndef MODEL_DEMOGRAPHY_INTERNAL_H
#define MODEL_DEMOGRAPHY_INTERNAL_H
#include <string.h>
#include "models/state/kin.h"
#include "models/state/world.h"
#include "models/demography/demography_rules.h"
#include "models/demography/demography_world.h"

enum { MONTHS_PER_YEAR = 12 };

/* Row of the tables for the year of a month. */
static inline size_t year_row(const struct cor_context *context)
{
    return (size_t)ages_row(world_of(context), (int)cor_month_year(context->month));
}

/* Age of a person who is born: age_years without the care for signs. */
static inline uint32_t age_reached(uint16_t birth_month, int32_t month)
{
    return ((uint32_t)month - birth_month) / 12u;
}

/* The same, as the tables by age reached have it. */
static inline uint32_t age_of_table(uint16_t birth_month, int32_t month)
{
    uint32_t age = age_reached(birth_month, month);
    return age > OLDEST_BIRTHDAY ? OLDEST_BIRTHDAY : age;
}

/* A list from which a few entries are taken off, in ascending order of position. */
struct thinning {
    uint32_t *list;
    uint32_t n_kept, next; /* entries kept so far; the first that is not decided */
};

static inline void keep_until(struct thinning *thinning, uint32_t position)
{
    uint32_t n = position - thinning->next;
    memmove(thinning->list + thinning->n_kept, thinning->list + thinning->next, n * sizeof *thinning->list);
    thinning->n_kept += n;
    thinning->next = position;
}

static inline void take_off(struct thinning *thinning, uint32_t position)
{
    keep_until(thinning, position);
    thinning->next = position + 1;
}

/* Residents of a destination; in Viet Nam those at home who have no plan to leave and no past abroad. */
static inline bool demography_may_move(const struct cor_chunk *chunk, uint32_t person_row)
{
    const struct person_columns *person = &const_view_of(chunk)->person;
    return chunk->kind == KIND_RESIDENT || person->migrant[person_row] == NO_ROW;
}

/* Country whose rates hold for the person: residents and those at home by chunk, those abroad by residence. */
size_t demography_country_of_rates(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
/* Death at this birthday, for words below. The screen before it: positions in rows[n] of persons for whose words it may come. */
uint32_t demography_death_threshold(const struct cor_context *context, struct cor_chunk *chunk, uint32_t person_row);
uint32_t demography_list_endangered(const struct cor_context *context, struct cor_chunk *chunk, const uint32_t *rows,
                                    uint32_t n, const uint32_t *words, uint32_t *positions);
/* A draw id that no other row of the chunk has: the wish, or the next number that is free. */
uint32_t demography_unique_id(struct cor_chunk *chunk, uint32_t wish);

#endif
