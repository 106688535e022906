/* Asking for the columns of the chunk that comes next while this one is worked on, so that its first phases do not wait for
 * memory one line after the other. A hint: it changes no result, and what is not asked for is loaded when needed. */
#ifndef COR_ENGINE_FETCH_H
#define COR_ENGINE_FETCH_H
#include <stddef.h>
#include "sim/state/population.h"

/* A chunk is asked for in this many parts, between the phases of the one before it: processors keep only some dozen
 * requests at a time. */
enum { COR_FETCH_PARTS = 8 };

struct cor_fetch {
    size_t n_blocks;
    const char *block[COR_MAX_TABLES];
    size_t bytes[COR_MAX_TABLES];
};

/* What is to be fetched of a chunk; of NULL nothing. No other thread may be working on the chunk. */
struct cor_fetch cor_fetch_chunk(const struct cor_layout *layout, const struct cor_chunk *chunk);
/* part: 0 .. COR_FETCH_PARTS - 1; later ones are nothing. */
void cor_fetch_part(const struct cor_fetch *fetch, size_t part);

#endif
