#include "sim/base/random.h"
#include <Random123/philox.h>
#include <string.h>
#include "sim/base/random_paths.h"
#include "sim/base/vectors.h"

struct cor_draws cor_philox(uint32_t c0, uint32_t c1, uint32_t c2, uint32_t c3, struct cor_key key)
{
    philox4x32_ctr_t counter = {{c0, c1, c2, c3}};
    philox4x32_key_t philox_key = {{key.seed, key.replicate}};
    philox4x32_ctr_t block = philox4x32(counter, philox_key);
    struct cor_draws draws = {{block.v[0], block.v[1], block.v[2], block.v[3]}};
    return draws;
}

static void person_words_plain(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                               uint32_t purpose, uint32_t *out)
{
    for (uint32_t i = 0; i < n; i++) {
        out[i] = cor_person_draws(key, id[i], stratum, month, purpose, 0).word[0];
    }
}

static void person_blocks_plain(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                                uint32_t purpose, uint32_t index, uint32_t *const out[4])
{
    for (uint32_t i = 0; i < n; i++) {
        struct cor_draws draws = cor_person_draws(key, id[i], stratum, month, purpose, index);
        for (int word = 0; word < 4; word++) {
            out[word][i] = draws.word[word];
        }
    }
}

static void block_words_plain(struct cor_key key, uint32_t first, uint32_t n, uint32_t stratum, uint32_t month,
                              uint32_t purpose, uint32_t *const out[4])
{
    for (uint32_t i = 0; i < n; i++) {
        struct cor_draws draws = cor_person_draws(key, first + i, stratum, month, purpose, 0);
        for (int word = 0; word < 4; word++) {
            out[word][i] = draws.word[word];
        }
    }
}

static void index_words_plain(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month, uint32_t purpose,
                              uint32_t first, uint32_t n, uint32_t *const out[4])
{
    for (uint32_t i = 0; i < n; i++) {
        struct cor_draws draws = cor_person_draws(key, id, stratum, month, purpose, first + i);
        for (int word = 0; word < 4; word++) {
            out[word][i] = draws.word[word];
        }
    }
}

#ifdef COR_HAVE_VECTORS

/* What a block draws for: counter words 0 and 2 of its first draw, and what is added to them from draw to draw. */
struct progression {
    uint32_t id, id_step, occasion, occasion_step;
};

static inline struct progression same_occasion(uint32_t first_id, uint32_t occasion)
{
    return (struct progression){first_id, 1, occasion, 0};
}

static inline struct progression same_person(uint32_t id, uint32_t first_occasion)
{
    return (struct progression){id, 0, first_occasion, (uint32_t)1 << 16};
}

enum { N_ROUNDS = 10 };

/* Counter word 2 of cor_person_draws. */
static uint32_t occasion_word(uint32_t month, uint32_t purpose, uint32_t index)
{
    return (purpose << 24) | (index << 16) | (month & 0xffffu);
}

/* All vector paths keep one 32-bit word in the low half of each 64-bit lane: the widening multiplication reads only
 * the low half, so what the high half holds never matters, and neither blends nor low-half multiplications are needed.
 * Even and odd persons of a vector of ids run side by side, round by round: one alone would wait for its own
 * multiplications. They meet again at the end. The compiler removes words that are not read. What does not fill
 * a vector is drawn as a whole vector beside, of which only a part is copied out. */

struct avx2_words {
    __m256i c[4];
};

struct avx2_keys {
    __m256i low[N_ROUNDS], high[N_ROUNDS];
};

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE __attribute__((target("avx2"), always_inline)) static inline

AVX2_INLINE void avx2_key_schedule(struct cor_key key, struct avx2_keys *keys)
{
    for (uint32_t round = 0; round < N_ROUNDS; round++) {
        keys->low[round] = _mm256_set1_epi64x((long long)(uint32_t)(key.seed + round * PHILOX_W32_0));
        keys->high[round] = _mm256_set1_epi64x((long long)(uint32_t)(key.replicate + round * PHILOX_W32_1));
    }
}

AVX2_INLINE struct avx2_words avx2_round(struct avx2_words c, __m256i low, __m256i high)
{
    __m256i product_0 = _mm256_mul_epu32(c.c[0], _mm256_set1_epi64x((long long)PHILOX_M4x32_0));
    __m256i product_1 = _mm256_mul_epu32(c.c[2], _mm256_set1_epi64x((long long)PHILOX_M4x32_1));
    __m256i c0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(c.c[1], low));
    __m256i c2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(c.c[3], high));
    return (struct avx2_words){{c0, product_1, c2, product_0}};
}

AVX2_INLINE void avx2_blocks(__m256i ids, __m256i c1, __m256i c2, const struct avx2_keys *keys, struct avx2_words *even,
                             struct avx2_words *odd)
{
    struct avx2_words a = {{ids, c1, c2, _mm256_setzero_si256()}}, b = a;
    b.c[0] = _mm256_srli_epi64(ids, 32);
    b.c[2] = _mm256_srli_epi64(c2, 32);
#pragma GCC unroll 10
    for (int round = 0; round < N_ROUNDS; round++) {
        a = avx2_round(a, keys->low[round], keys->high[round]);
        b = avx2_round(b, keys->low[round], keys->high[round]);
    }
    *even = a;
    *odd = b;
}

AVX2_INLINE __m256i avx2_load(const uint32_t *words)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)words);
}

AVX2_INLINE void avx2_store(uint32_t *out, __m256i even, __m256i odd)
{
    _mm256_storeu_si256((__m256i *)(void *)out, _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa));
}

/* The counter words 0 or 2 of a progression. */
AVX2_INLINE __m256i avx2_progression(uint32_t first, uint32_t step)
{
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_add_epi32(_mm256_set1_epi32((int)first), _mm256_mullo_epi32(lanes, _mm256_set1_epi32((int)step)));
}

/* Draw for id[0 .. n-1], or for the ids of the progression where id is NULL; the first n_words words. */
AVX2_INLINE void avx2_draw(struct cor_key key, const uint32_t *id, struct progression from, uint32_t n,
                           uint32_t stratum, unsigned n_words, uint32_t *const out[4])
{
    enum { WIDTH = 8 };
    const __m256i c1 = _mm256_set1_epi64x((long long)stratum);
    const __m256i id_step = _mm256_set1_epi32((int)(WIDTH * from.id_step));
    const __m256i occasion_step = _mm256_set1_epi32((int)(WIDTH * from.occasion_step));
    __m256i ids = avx2_progression(from.id, from.id_step), c2 = avx2_progression(from.occasion, from.occasion_step);
    struct avx2_keys keys;
    struct avx2_words even, odd;
    uint32_t i = 0, rest[4][WIDTH] = {{0}};
    avx2_key_schedule(key, &keys);
    for (; n - i >= WIDTH; i += WIDTH) {
        avx2_blocks(id ? avx2_load(id + i) : ids, c1, c2, &keys, &even, &odd);
        for (unsigned word = 0; word < n_words; word++) {
            avx2_store(out[word] + i, even.c[word], odd.c[word]);
        }
        ids = _mm256_add_epi32(ids, id_step);
        c2 = _mm256_add_epi32(c2, occasion_step);
    }
    if (i == n) {
        return;
    }
    if (id) {
        memcpy(rest[0], id + i, (n - i) * sizeof *id);
        ids = avx2_load(rest[0]);
    }
    avx2_blocks(ids, c1, c2, &keys, &even, &odd);
    for (unsigned word = 0; word < n_words; word++) {
        avx2_store(rest[word], even.c[word], odd.c[word]);
        memcpy(out[word] + i, rest[word], (n - i) * sizeof **out);
    }
}

AVX2 static void person_words_avx2(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                                   uint32_t purpose, uint32_t *out)
{
    uint32_t *const outs[4] = {out};
    avx2_draw(key, id, same_occasion(0, occasion_word(month, purpose, 0)), n, stratum, 1, outs);
}

AVX2 static void person_blocks_avx2(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum,
                                    uint32_t month, uint32_t purpose, uint32_t index, uint32_t *const out[4])
{
    avx2_draw(key, id, same_occasion(0, occasion_word(month, purpose, index)), n, stratum, 4, out);
}

AVX2 static void block_words_avx2(struct cor_key key, uint32_t first, uint32_t n, uint32_t stratum, uint32_t month,
                                  uint32_t purpose, uint32_t *const out[4])
{
    avx2_draw(key, NULL, same_occasion(first, occasion_word(month, purpose, 0)), n, stratum, 4, out);
}

AVX2 static void index_words_avx2(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month, uint32_t purpose,
                                  uint32_t first, uint32_t n, uint32_t *const out[4])
{
    avx2_draw(key, NULL, same_person(id, occasion_word(month, purpose, first)), n, stratum, 4, out);
}

struct avx512_words {
    __m512i c[4];
};

struct avx512_keys {
    __m512i low[N_ROUNDS], high[N_ROUNDS];
};

#define AVX512 __attribute__((target("avx512f,avx512dq")))
#define AVX512_INLINE __attribute__((target("avx512f,avx512dq"), always_inline)) static inline

AVX512_INLINE void avx512_key_schedule(struct cor_key key, struct avx512_keys *keys)
{
    for (uint32_t round = 0; round < N_ROUNDS; round++) {
        keys->low[round] = _mm512_set1_epi64((long long)(uint32_t)(key.seed + round * PHILOX_W32_0));
        keys->high[round] = _mm512_set1_epi64((long long)(uint32_t)(key.replicate + round * PHILOX_W32_1));
    }
}

AVX512_INLINE struct avx512_words avx512_round(struct avx512_words c, __m512i low, __m512i high)
{
    __m512i product_0 = _mm512_mul_epu32(c.c[0], _mm512_set1_epi64((long long)PHILOX_M4x32_0));
    __m512i product_1 = _mm512_mul_epu32(c.c[2], _mm512_set1_epi64((long long)PHILOX_M4x32_1));
    __m512i c0 = _mm512_xor_si512(_mm512_srli_epi64(product_1, 32), _mm512_xor_si512(c.c[1], low));
    __m512i c2 = _mm512_xor_si512(_mm512_srli_epi64(product_0, 32), _mm512_xor_si512(c.c[3], high));
    return (struct avx512_words){{c0, product_1, c2, product_0}};
}

AVX512_INLINE void avx512_blocks(__m512i ids, __m512i c1, __m512i c2, const struct avx512_keys *keys,
                                 struct avx512_words *even, struct avx512_words *odd)
{
    struct avx512_words a = {{ids, c1, c2, _mm512_setzero_si512()}}, b = a;
    b.c[0] = _mm512_srli_epi64(ids, 32);
    b.c[2] = _mm512_srli_epi64(c2, 32);
#pragma GCC unroll 10
    for (int round = 0; round < N_ROUNDS; round++) {
        a = avx512_round(a, keys->low[round], keys->high[round]);
        b = avx512_round(b, keys->low[round], keys->high[round]);
    }
    *even = a;
    *odd = b;
}

AVX512_INLINE void avx512_store(uint32_t *out, __m512i even, __m512i odd)
{
    _mm512_storeu_si512(out, _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32)));
}

/* The counter words 0 or 2 of a progression. */
AVX512_INLINE __m512i avx512_progression(uint32_t first, uint32_t step)
{
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm512_add_epi32(_mm512_set1_epi32((int)first), _mm512_mullo_epi32(lanes, _mm512_set1_epi32((int)step)));
}

/* Draw for id[0 .. n-1], or for the ids of the progression where id is NULL; the first n_words words. */
AVX512_INLINE void avx512_draw(struct cor_key key, const uint32_t *id, struct progression from, uint32_t n,
                               uint32_t stratum, unsigned n_words, uint32_t *const out[4])
{
    enum { WIDTH = 16 };
    const __m512i c1 = _mm512_set1_epi64((long long)stratum);
    const __m512i id_step = _mm512_set1_epi32((int)(WIDTH * from.id_step));
    const __m512i occasion_step = _mm512_set1_epi32((int)(WIDTH * from.occasion_step));
    __m512i ids = avx512_progression(from.id, from.id_step), c2 = avx512_progression(from.occasion, from.occasion_step);
    struct avx512_keys keys;
    struct avx512_words even, odd;
    uint32_t i = 0, rest[4][WIDTH] = {{0}};
    avx512_key_schedule(key, &keys);
    for (; n - i >= WIDTH; i += WIDTH) {
        avx512_blocks(id ? _mm512_loadu_si512(id + i) : ids, c1, c2, &keys, &even, &odd);
        for (unsigned word = 0; word < n_words; word++) {
            avx512_store(out[word] + i, even.c[word], odd.c[word]);
        }
        ids = _mm512_add_epi32(ids, id_step);
        c2 = _mm512_add_epi32(c2, occasion_step);
    }
    if (i == n) {
        return;
    }
    if (id) {
        memcpy(rest[0], id + i, (n - i) * sizeof *id);
        ids = _mm512_loadu_si512(rest[0]);
    }
    avx512_blocks(ids, c1, c2, &keys, &even, &odd);
    for (unsigned word = 0; word < n_words; word++) {
        avx512_store(rest[word], even.c[word], odd.c[word]);
        memcpy(out[word] + i, rest[word], (n - i) * sizeof **out);
    }
}

AVX512 static void person_words_avx512(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum,
                                       uint32_t month, uint32_t purpose, uint32_t *out)
{
    uint32_t *const outs[4] = {out};
    avx512_draw(key, id, same_occasion(0, occasion_word(month, purpose, 0)), n, stratum, 1, outs);
}

AVX512 static void person_blocks_avx512(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum,
                                        uint32_t month, uint32_t purpose, uint32_t index, uint32_t *const out[4])
{
    avx512_draw(key, id, same_occasion(0, occasion_word(month, purpose, index)), n, stratum, 4, out);
}

AVX512 static void block_words_avx512(struct cor_key key, uint32_t first, uint32_t n, uint32_t stratum, uint32_t month,
                                      uint32_t purpose, uint32_t *const out[4])
{
    avx512_draw(key, NULL, same_occasion(first, occasion_word(month, purpose, 0)), n, stratum, 4, out);
}

AVX512 static void index_words_avx512(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month,
                                      uint32_t purpose, uint32_t first, uint32_t n, uint32_t *const out[4])
{
    avx512_draw(key, NULL, same_person(id, occasion_word(month, purpose, first)), n, stratum, 4, out);
}

#endif

size_t cor_random_paths(struct cor_random_path paths[COR_MAX_RANDOM_PATHS])
{
    size_t n_paths = 0;
    paths[n_paths++] = (struct cor_random_path){"plain", person_words_plain, person_blocks_plain, block_words_plain,
                                                index_words_plain};
#ifdef COR_HAVE_VECTORS
    if (__builtin_cpu_supports("avx2")) {
        paths[n_paths++] =
            (struct cor_random_path){"avx2", person_words_avx2, person_blocks_avx2, block_words_avx2, index_words_avx2};
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
        paths[n_paths++] = (struct cor_random_path){"avx512", person_words_avx512, person_blocks_avx512,
                                                    block_words_avx512, index_words_avx512};
    }
#endif
    return n_paths;
}

static struct cor_random_path best_path(void)
{
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    return paths[n_paths - 1];
}

void cor_person_words(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                      uint32_t purpose, uint32_t *out)
{
    best_path().run(key, id, n, stratum, month, purpose, out);
}

void cor_person_blocks(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                       uint32_t purpose, uint32_t index, uint32_t *const out[4])
{
    best_path().run_blocks(key, id, n, stratum, month, purpose, index, out);
}

void cor_block_words(struct cor_key key, uint32_t first, uint32_t n, uint32_t stratum, uint32_t month, uint32_t purpose,
                     uint32_t *const out[4])
{
    best_path().run_block(key, first, n, stratum, month, purpose, out);
}

void cor_index_words(struct cor_key key, uint32_t id, uint32_t stratum, uint32_t month, uint32_t purpose,
                     uint32_t first, uint32_t n, uint32_t *const out[4])
{
    best_path().run_index(key, id, stratum, month, purpose, first, n, out);
}
