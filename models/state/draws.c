#include "models/state/draws.h"

static void ids_of_rows(const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n, uint32_t ids[DRAW_BLOCK])
{
    const uint32_t *id = const_view_of(chunk)->person.id;
    for (uint32_t i = 0; i < n; i++) {
        ids[i] = id[rows[i]];
    }
}

static void ids_of_migrants(const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n, uint32_t ids[DRAW_BLOCK])
{
    const struct chunk_view *view = const_view_of(chunk);
    for (uint32_t i = 0; i < n; i++) {
        ids[i] = view->person.id[view->migrant.person[rows[i]]];
    }
}

void words_of_rows(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                   enum draws draws, uint32_t words[DRAW_BLOCK])
{
    uint32_t ids[DRAW_BLOCK];
    ids_of_rows(chunk, rows, n, ids);
    cor_person_words(context->key, ids, n, chunk->index, draws_month(context, draws), draws_purpose(draws), words);
}

void words_of_migrants(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows,
                       uint32_t n, enum draws draws, uint32_t words[DRAW_BLOCK])
{
    uint32_t ids[DRAW_BLOCK];
    ids_of_migrants(chunk, rows, n, ids);
    cor_person_words(context->key, ids, n, chunk->index, draws_month(context, draws), draws_purpose(draws), words);
}

void draws_of_ids(const struct cor_context *context, const struct cor_chunk *chunk, uint32_t n, enum draws draws,
                  struct draw_block *block)
{
    uint32_t *const words[4] = {block->word[0], block->word[1], block->word[2], block->word[3]};
    cor_person_blocks(context->key, block->id, n, chunk->index, draws_month(context, draws), draws_purpose(draws),
                      draws_block(draws), words);
}

void draws_of_rows(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows, uint32_t n,
                   enum draws draws, struct draw_block *block)
{
    ids_of_rows(chunk, rows, n, block->id);
    draws_of_ids(context, chunk, n, draws, block);
}

void draws_of_migrants(const struct cor_context *context, const struct cor_chunk *chunk, const uint32_t *rows,
                       uint32_t n, enum draws draws, struct draw_block *block)
{
    ids_of_migrants(chunk, rows, n, block->id);
    draws_of_ids(context, chunk, n, draws, block);
}
