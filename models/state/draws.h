/* Draws of persons. One by one for the few to whom something happens; many at once, at a tenth of the cost, for lists of
 * rows that all need one. Both give the same words. */
#ifndef MODEL_DRAWS_H
#define MODEL_DRAWS_H
#include <stdint.h>
#include "models/tables/purposes.h"
#include "models/state/state.h"

/* Month of draws that are frozen for life. */
enum { FROZEN = 0 };

/* Draws of a person of a chunk this month; pass month 0 for a draw that is frozen for life. */
static inline struct cor_draws draws_of(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id,
                                        enum purpose purpose, uint32_t index)
{
    return cor_person_draws(context->key, id, chunk->index, (uint32_t)context->month, (uint32_t)purpose, index);
}
static inline struct cor_draws draws_frozen(const struct cor_context *context, const struct cor_chunk *chunk,
                                            uint32_t id, enum purpose purpose, uint32_t index)
{
    return cor_person_draws(context->key, id, chunk->index, FROZEN, (uint32_t)purpose, index);
}

/* Lists longer than this are worked on piece by piece. */
enum { DRAW_BLOCK = 256 };

/* Length of the piece that begins at `first` of a list worked on in pieces of DRAW_BLOCK. */
static inline uint32_t piece_of(uint32_t n, uint32_t first)
{
    return n - first < DRAW_BLOCK ? n - first : DRAW_BLOCK;
}

/* Ids and draws of up to DRAW_BLOCK persons. */
struct draw_block {
    uint32_t id[DRAW_BLOCK];
    uint32_t word[4][DRAW_BLOCK];
};

/* Word 0 of the draws of the persons in rows[n], n <= DRAW_BLOCK; month: this one or FROZEN; block 0. */
void words_of_rows(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                   int32_t month, enum purpose purpose, uint32_t words[DRAW_BLOCK]);
/* All words of the draws of the persons in rows[n], n <= DRAW_BLOCK: block->word[w][i] belongs to rows[i]. */
void draws_of_rows(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                   int32_t month, enum purpose purpose, uint32_t index, struct draw_block *block);
/* The same for the persons of the migrant records in rows[n]. */
void words_of_migrants(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows,
                       uint32_t n, int32_t month, enum purpose purpose, uint32_t words[DRAW_BLOCK]);
void draws_of_migrants(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows,
                       uint32_t n, int32_t month, enum purpose purpose, uint32_t index, struct draw_block *block);
/* The four words of one of them. */
static inline struct cor_draws draws_in_block(const struct draw_block *block, uint32_t i)
{
    return (struct cor_draws){{block->word[0][i], block->word[1][i], block->word[2][i], block->word[3][i]}};
}

#endif
