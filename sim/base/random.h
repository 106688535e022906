/* Counter-based random numbers: Philox4x32-10 (Salmon et al. 2011, Random123). There is no generator state: a draw is a
 * function of who, when and what for, so that no draw depends on threads, ranks, order, or on other persons, and two
 * scenarios share every draw. */
#ifndef COR_BASE_RANDOM_H
#define COR_BASE_RANDOM_H
#include <stdint.h>

/* One key per replicate. */
struct cor_key {
    uint32_t seed;      /* chosen by the user */
    uint32_t replicate; /* 0, 1, 2, ... */
};

struct cor_draws {
    uint32_t word[4]; /* independent, uniform on 0 .. 2^32-1 */
};

/* Philox4x32-10 of counter c0..c3 under key k0, k1: the plain block function. */
struct cor_draws cor_philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, struct cor_key key);

/* Counter word 3 says what kind of draws: those of persons have 0. */
enum cor_stream { COR_STREAM_PERSONS, COR_STREAM_DESIGNS, COR_STREAM_UNCERTAINTY };

/* What tells the draws of one name from those of another (FNV-1a). */
static inline uint32_t cor_name_hash(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++) {
        hash = (hash ^ (uint8_t)*name) * 16777619u;
    }
    return hash;
}

/* The draws of one person in one month for one purpose.
 *   id      the person's draw id, unique within the stratum
 *   stratum the chunk the person belongs to for life
 *   month   0 .. 65535; purpose 0 .. 255 from the model's list; index: number of the block, 0 .. 255 */
static inline struct cor_draws cor_person_draws(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month,
                                                uint32_t purpose, uint32_t index)
{
    return cor_philox(id, stratum, (purpose << 24) | (index << 16) | (month & 0xffffu), 0u, key);
}

/* Word 0 of the draws of `n` persons with the same stratum, month and purpose: out[i] belongs to id[i].
 * Bit-identical with cor_person_draws(...).word[0]; picks the processor's best implementation. */
void cor_person_words(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                      uint32_t purpose, uint32_t *out);

/* All four words of the draws of n persons: out[w][i] is cor_person_draws(key, id[i], ..., index).word[w]. Each out[w]
 * holds n words and overlaps no other. A tenth of the cost of as many single draws. */
void cor_person_blocks(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                       uint32_t purpose, uint32_t index, uint32_t *const out[4]);

/* All four words of the draws of n persons first, first + 1, ... with the same stratum, month and purpose: out[w][i] is
 * cor_person_draws(key, first + i, ...).word[w]. Each out[w] holds n words and overlaps no other. */
void cor_block_words(struct cor_key key, uint32_t first, uint32_t n, uint32_t stratum, uint32_t month, uint32_t purpose,
                     uint32_t *const out[4]);

/* All four words of the blocks number first, first + 1, ... of one person: out[w][i] is
 * cor_person_draws(key, id, ..., first + i).word[w]; first + n <= 256. Each out[w] holds n words and overlaps no other.
 */
void cor_index_words(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month, uint32_t purpose,
                     uint32_t first, uint32_t n, uint32_t *const out[4]);

/* A draw as a number in (0, 1): (word + 0.5) / 2^32, exact in double. */
static inline double cor_unit(uint32_t word)
{
    return ((double)word + 0.5) * (1.0 / 4294967296.0);
}

/* Probability p as a threshold: an event happens when word < threshold. p <= 0 never; p >= 1 gives 2^32 which a
 * uint64_t holds, so the test is exact at both ends. */
static inline uint64_t cor_threshold(double p)
{
    if (!(p > 0.0)) {
        return 0u;
    }
    return p >= 1.0 ? (uint64_t)1 << 32 : (uint64_t)(p * 4294967296.0);
}

/* Does an event of probability p happen under this draw? Exact at p = 0 and p = 1. */
static inline int cor_happens(uint32_t word, double p)
{
    return (uint64_t)word < cor_threshold(p);
}

#endif
