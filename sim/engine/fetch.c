#include "sim/engine/fetch.h"

enum { CACHE_LINE = 64 };

struct cor_fetch cor_fetch_chunk(const struct cor_layout *layout, const struct cor_chunk *chunk)
{
    struct cor_fetch fetch = {.n_blocks = chunk ? layout->n_tables : 0};
    for (size_t t = 0; t < fetch.n_blocks; t++) {
        fetch.block[t] = chunk->block[t];
        fetch.bytes[t] = cor_row_bytes(layout, t, chunk->kind) * chunk->capacity[t];
    }
    return fetch;
}

void cor_fetch_part(const struct cor_fetch *fetch, size_t part)
{
#ifdef __GNUC__
    for (size_t t = 0; t < fetch->n_blocks && part < COR_FETCH_PARTS; t++) {
        size_t lines = fetch->bytes[t] / CACHE_LINE + 1;
        size_t end = lines * (part + 1) / COR_FETCH_PARTS * CACHE_LINE;
        end = end < fetch->bytes[t] ? end : fetch->bytes[t];
#pragma GCC unroll 8
        for (size_t i = lines * part / COR_FETCH_PARTS * CACHE_LINE; i < end; i += CACHE_LINE) {
            __builtin_prefetch(fetch->block[t] + i, 1, 2);
        }
    }
#else
    (void)fetch, (void)part;
#endif
}
