/* What the files of the labour market share and nobody else needs. */
#ifndef MODEL_LABOUR_MARKET_INTERNAL_H
#define MODEL_LABOUR_MARKET_INTERNAL_H
#include <stdbool.h>
#include "models/core/world.h"

/* Ages of the population change slowly: they are counted every sixth month, beginning with the first. */
enum { LABOUR_CENSUS_MONTHS = 6 };
static inline bool is_census_month(const struct cor_context *context)
{
    return !macro_of(context)->labour_market.started ||
           (context->month - world_of(context)->first_month) % LABOUR_CENSUS_MONTHS == 0;
}

/* Where the packed counts of labour_market_tables.age_counts begin: care need in thousandths, persons of working age,
 * persons of 65 and over. A chunk has fewer than 2^16 persons, so that no part runs into the next. */
enum { LABOUR_WORKING_AGE_BIT = 28, LABOUR_OLD_AGE_BIT = 46 };

/* Word of PURPOSE_abroad_search that finds work in the rest of the world, where there is no queue. */
enum { ABROAD_SEARCH_REST = 3 };

/* Rank in the queue for vacancies: 64 bits of a draw. */
static inline uint64_t search_key(struct cor_draws draws)
{
    return ((uint64_t)draws.word[0] << 32) | draws.word[1];
}

/* Does a person abroad take part in the labour force of the country of residence? Family by rank and age, students by
 * rank, all others until the retirement age. */
bool migrant_participates(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row);
/* Does an unemployed migrant's search reach employers this month? Command of the language and recognition thin it. */
bool migrant_search_is_effective(const struct cor_context *context, struct cor_chunk *chunk, uint32_t migrant_row,
                                 struct cor_draws draws);

#endif
