/* The implementations behind cor_person_words, cor_person_blocks, cor_block_words and cor_index_words, one by one, so that
 * tests can hold them against each other and benchmarks can choose. `corridor
 * version` names the one in use. Callers use sim/base/random.h. */
#ifndef COR_BASE_RANDOM_PATHS_H
#define COR_BASE_RANDOM_PATHS_H
#include <stddef.h>
#include "sim/base/random.h"

enum { COR_MAX_RANDOM_PATHS = 3 };

typedef void cor_person_words_function(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum,
                                       uint32_t month, uint32_t purpose, uint32_t *out);

typedef void cor_person_blocks_function(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum,
                                        uint32_t month, uint32_t purpose, uint32_t index, uint32_t *const out[4]);

typedef void cor_block_words_function(struct cor_key key, uint32_t first, uint32_t n, uint32_t stratum, uint32_t month,
                                      uint32_t purpose, uint32_t *const out[4]);

typedef void cor_index_words_function(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month,
                                      uint32_t purpose, uint32_t first, uint32_t n, uint32_t *const out[4]);

struct cor_random_path {
    const char *name;
    cor_person_words_function *run;
    cor_person_blocks_function *run_blocks;
    cor_block_words_function *run_block;
    cor_index_words_function *run_index;
};

/* The paths this processor can run, slowest first: the plain one is always there. Returns their number. */
size_t cor_random_paths(struct cor_random_path paths[COR_MAX_RANDOM_PATHS]);

#endif
