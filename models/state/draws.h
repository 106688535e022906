/* Draws, by the rows of draws.def. One by one for the few to whom something happens; many at once, at a tenth of the cost,
 * for lists of rows that all need one. Both give the same words. */
#ifndef MODEL_DRAWS_H
#define MODEL_DRAWS_H
#include <stddef.h>
#include <stdint.h>
#include "models/tables/purposes.h"
#include "models/state/state.h"

/* A row of draws.def: purpose, block and whether it is drawn for life, in one number. */
enum { MONTHLY, FOR_LIFE };
enum draws {
#define DRAWS(name, purpose, when, block, ...) DRAWS_##name = PURPOSE_##purpose | (block) << 8 | (when) << 16,
#include "models/state/draws.def"
};

/* WORD_stay_returns and its kind: the place of a word in its block. */
#define WORDS_1(name, a) WORD_##name##_##a
#define WORDS_2(name, a, b) WORDS_1(name, a), WORDS_1(name, b)
#define WORDS_3(name, a, b, c) WORDS_2(name, a, b), WORDS_1(name, c)
#define WORDS_4(name, a, b, c, d) WORDS_3(name, a, b, c), WORDS_1(name, d)
#define WORDS_PICK(a, b, c, d, words, ...) words
#define DRAWS(name, purpose, when, block, ...)                                                                         \
    enum { WORDS_PICK(__VA_ARGS__, WORDS_4, WORDS_3, WORDS_2, WORDS_1, )(name, __VA_ARGS__) };
#include "models/state/draws.def"

/* Two rows of one purpose, time and block are two equal cases, which do not compile. */
static inline void draws_differ(enum draws draws)
{
    switch (draws) {
#define DRAWS(name, ...) case DRAWS_##name:
#include "models/state/draws.def"
        break;
    }
}

static inline uint32_t draws_purpose(enum draws draws)
{
    return (uint32_t)draws & 0xffu;
}
static inline uint32_t draws_block(enum draws draws)
{
    return (uint32_t)draws >> 8 & 0xffu;
}
/* Month of the key: 0 for life. */
static inline uint32_t draws_month(const struct cor_context *context, enum draws draws)
{
    return (uint32_t)draws >> 16 == FOR_LIFE ? 0u : (uint32_t)context->month;
}

/* Draws of one person of a chunk. */
static inline struct cor_draws draws_of(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id,
                                        enum draws draws)
{
    return cor_person_draws(context->key, id, chunk->index, draws_month(context, draws), draws_purpose(draws),
                            draws_block(draws));
}
/* Of the block `at` of a series. */
static inline struct cor_draws draws_of_series(const struct cor_context *context, const struct cor_chunk *chunk,
                                               uint32_t id, enum draws draws, size_t at)
{
    return cor_person_draws(context->key, id, chunk->index, draws_month(context, draws), draws_purpose(draws),
                            draws_block(draws) + (uint32_t)at);
}
/* Draws of what belongs to no chunk. */
static inline struct cor_draws draws_of_world(const struct cor_context *context, uint32_t id, enum draws draws)
{
    return cor_person_draws(context->key, id, 0, draws_month(context, draws), draws_purpose(draws), draws_block(draws));
}
/* The first n blocks of a series: words[w][i] is word w of block i. */
static inline void words_of_series(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t id,
                                   enum draws draws, uint32_t n, uint32_t *const words[4])
{
    cor_index_words(context->key, id, chunk->index, draws_month(context, draws), draws_purpose(draws),
                    draws_block(draws), n, words);
}

/* Lists longer than this are worked on piece by piece. */
enum { DRAW_BLOCK = 256 };

/* Ids and draws of up to DRAW_BLOCK persons. */
struct draw_block {
    uint32_t id[DRAW_BLOCK];
    uint32_t word[4][DRAW_BLOCK];
};
/* The four words of one of them. */
static inline struct cor_draws draws_in_block(const struct draw_block *block, uint32_t i)
{
    return (struct cor_draws){{block->word[0][i], block->word[1][i], block->word[2][i], block->word[3][i]}};
}

/* Word 0 of draws of block 0 of the persons in rows[n], n <= DRAW_BLOCK. */
void words_of_rows(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                   enum draws draws, uint32_t words[DRAW_BLOCK]);
/* All words of the persons in rows[n], n <= DRAW_BLOCK: block->word[w][i] belongs to rows[i]. */
void draws_of_rows(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                   enum draws draws, struct draw_block *block);
/* All words of the n <= DRAW_BLOCK ids in the block. */
void draws_of_ids(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t n, enum draws draws,
                  struct draw_block *block);
/* The same for the persons of the migrant records in rows[n]. */
void words_of_migrants(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows,
                       uint32_t n, enum draws draws, uint32_t words[DRAW_BLOCK]);
void draws_of_migrants(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows,
                       uint32_t n, enum draws draws, struct draw_block *block);

/* A list worked on in pieces of DRAW_BLOCK:
 *
 *     struct draw_block draws;
 *     for (struct piece p = pieces_of_persons(rows, n); piece_draw(context, chunk, &p, DRAWS_career, &draws);) {
 *         ... p.rows[i], draws.word[WORD_career_occupation][i] for i below p.n ...
 *     }
 */
struct piece {
    const uint32_t *rows; /* of the piece */
    uint32_t n, first;    /* rows in the piece; place of the first in the list */
    const uint32_t *list;
    uint32_t n_list;
    enum table table;
};
static inline struct piece pieces_of_persons(const uint32_t *list, uint32_t n)
{
    return (struct piece){.list = list, .n_list = n, .table = TABLE_person};
}
static inline struct piece pieces_of_records(const uint32_t *list, uint32_t n)
{
    return (struct piece){.list = list, .n_list = n, .table = TABLE_migrant};
}
/* Of all n rows of a table: p.n from p.first on, without a list. */
static inline struct piece pieces_of_table(uint32_t n)
{
    return (struct piece){.n_list = n};
}
/* Go to the next piece; false at the end of the list. */
static inline bool piece_next(struct piece *piece)
{
    piece->first += piece->n;
    uint32_t left = piece->n_list - piece->first;
    piece->n = left < DRAW_BLOCK ? left : DRAW_BLOCK;
    piece->rows = piece->list ? piece->list + piece->first : NULL;
    return piece->n > 0;
}
/* The same, and all words of one draw, or word 0 of block 0, of each in the piece. */
static inline bool piece_draw(const struct cor_context *context, const struct cor_chunk *chunk, struct piece *piece,
                              enum draws draws, struct draw_block *block)
{
    if (!piece_next(piece)) {
        return false;
    }
    (piece->table == TABLE_person ? draws_of_rows : draws_of_migrants)(context, chunk, piece->rows, piece->n, draws,
                                                                       block);
    return true;
}
static inline bool piece_words(const struct cor_context *context, const struct cor_chunk *chunk, struct piece *piece,
                               enum draws draws, uint32_t words[DRAW_BLOCK])
{
    if (!piece_next(piece)) {
        return false;
    }
    (piece->table == TABLE_person ? words_of_rows : words_of_migrants)(context, chunk, piece->rows, piece->n, draws,
                                                                       words);
    return true;
}

#endif
