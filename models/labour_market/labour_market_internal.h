/* What the files of the labour market share; private to them. */
#ifndef MODEL_LABOUR_MARKET_INTERNAL_H
#define MODEL_LABOUR_MARKET_INTERNAL_H
#include <stdbool.h>
#include "models/state/world.h"
#include "models/labour_market/labour_market_world.h"

/* Ages of the population change slowly: they are counted every sixth month, beginning with the first. */
enum { LABOUR_CENSUS_MONTHS = 6 };
static inline bool is_census_month(const struct cor_context *context)
{
    return !labour_market_macro_of(context)->started ||
           (context->month - world_of(context)->first_month) % LABOUR_CENSUS_MONTHS == 0;
}

/* Rank in the queue for vacancies: 64 bits of a draw. */
static inline uint64_t search_key(struct cor_draws draws)
{
    _Static_assert((int)WORD_search_rank_high == (int)WORD_search_abroad_rank_high &&
                       (int)WORD_search_rank_low == (int)WORD_search_abroad_rank_low,
                   "one queue, at home and abroad");
    return ((uint64_t)draws.word[WORD_search_rank_high] << 32) | draws.word[WORD_search_rank_low];
}

/* labour_market_participates() at an age of 0 or more. */
static inline bool takes_part_at(const struct labour_market_tables *tables, size_t country, enum sex sex, int age,
                                 uint32_t rank)
{
    return rank < tables->participation[country][sex][age > MAX_AGE ? MAX_AGE : age];
}

static inline uint8_t work_with_occupation(uint8_t work, enum occupation occupation)
{
    return (uint8_t)((work & ~(7u << 3)) | ((unsigned)occupation << 3));
}

/* What an entrant looks for this month: the mix of the start until the first match has told where vacancies are. */
enum occupation labour_market_entrant_occupation(const struct cor_context *context, size_t country, unsigned education,
                                                 uint32_t word);
/* Out of the labour force: no pay, no formal job. */
void labour_market_leave(struct cor_chunk *chunk, uint32_t person_row, bool old);
/* Work abroad ends when it is lost, or when the person leaves the labour force of the country of residence. */
void labour_market_stop_work_abroad(const struct cor_context *context, struct cor_chunk *chunk, uint32_t record);

/* Records of those abroad whose MIGRANT_EMPLOYED flag is as given (MIGRANT_EMPLOYED or 0), ascending; room for all. */
uint32_t labour_market_records_abroad(const struct cor_chunk *chunk, uint8_t employed, uint32_t *records);
/* Records of those abroad who have no work and take part in the labour force, ascending; room for all records. */
uint32_t labour_market_records_seeking(const struct cor_context *context, struct cor_chunk *chunk, uint32_t *records);

/* Does an unemployed migrant's search reach employers this month? Command of the language and recognition thin it. */
bool labour_market_migrant_search_is_effective(const struct cor_context *context, struct cor_chunk *chunk,
                                               uint32_t migrant_row, struct cor_draws draws);

#endif
