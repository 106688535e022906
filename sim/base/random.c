#include "sim/base/random.h"

#include <Random123/philox.h>

#include "sim/base/random_paths.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_VECTORS 1
#include <immintrin.h>
#endif

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
    for (uint32_t i = 0; i < n; ++i) {
        out[i] = cor_person_draws(key, id[i], stratum, month, purpose, 0).word[0];
    }
}

#ifdef HAVE_VECTORS

enum { N_ROUNDS = 10 };

/* Counter word 2 of cor_person_draws for block 0. */
static uint32_t occasion_word(uint32_t month, uint32_t purpose)
{
    return (purpose << 24) | (month & 0xffffu);
}

/* Both vector paths keep one 32-bit word in the low half of each 64-bit lane: the widening multiplication reads only
 * the low half, so what the high half holds never matters, and neither blends nor low-half multiplications are needed.
 * Even and odd persons of a vector of ids run side by side and meet again at the end. Words that do not reach word 0 of
 * the last round are removed by the compiler. */

__attribute__((target("avx2"), always_inline)) static inline __m256i avx2_word_0(__m256i c0, __m256i c1, __m256i c2,
                                                                                 __m256i round_key[2][N_ROUNDS])
{
    const __m256i m0 = _mm256_set1_epi64x((long long)PHILOX_M4x32_0);
    const __m256i m1 = _mm256_set1_epi64x((long long)PHILOX_M4x32_1);
    __m256i c3 = _mm256_setzero_si256();
#pragma GCC unroll 10
    for (int round = 0; round < N_ROUNDS; ++round) {
        __m256i product_0 = _mm256_mul_epu32(c0, m0), product_1 = _mm256_mul_epu32(c2, m1);
        c0 = _mm256_xor_si256(_mm256_srli_epi64(product_1, 32), _mm256_xor_si256(c1, round_key[0][round]));
        c2 = _mm256_xor_si256(_mm256_srli_epi64(product_0, 32), _mm256_xor_si256(c3, round_key[1][round]));
        c1 = product_1;
        c3 = product_0;
    }
    return c0;
}

__attribute__((target("avx2"))) static void person_words_avx2(struct cor_key key, const uint32_t *id, uint32_t n,
                                                              uint32_t stratum, uint32_t month, uint32_t purpose,
                                                              uint32_t *out)
{
    const __m256i c1 = _mm256_set1_epi64x((long long)stratum);
    const __m256i c2 = _mm256_set1_epi64x((long long)occasion_word(month, purpose));
    __m256i round_key[2][N_ROUNDS];
    uint32_t i = 0;
    for (uint32_t round = 0; round < N_ROUNDS; ++round) {
        round_key[0][round] = _mm256_set1_epi64x((long long)(uint32_t)(key.seed + round * PHILOX_W32_0));
        round_key[1][round] = _mm256_set1_epi64x((long long)(uint32_t)(key.replicate + round * PHILOX_W32_1));
    }
    for (; n - i >= 8; i += 8) {
        __m256i ids = _mm256_loadu_si256((const __m256i *)(const void *)(id + i));
        __m256i even = avx2_word_0(ids, c1, c2, round_key);
        __m256i odd = avx2_word_0(_mm256_srli_epi64(ids, 32), c1, c2, round_key);
        __m256i words = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa);
        _mm256_storeu_si256((__m256i *)(void *)(out + i), words);
    }
    person_words_plain(key, id + i, n - i, stratum, month, purpose, out + i);
}

__attribute__((target("avx512f,avx512dq"), always_inline)) static inline __m512i
avx512_word_0(__m512i c0, __m512i c1, __m512i c2, __m512i round_key[2][N_ROUNDS])
{
    const __m512i m0 = _mm512_set1_epi64((long long)PHILOX_M4x32_0);
    const __m512i m1 = _mm512_set1_epi64((long long)PHILOX_M4x32_1);
    __m512i c3 = _mm512_setzero_si512();
#pragma GCC unroll 10
    for (int round = 0; round < N_ROUNDS; ++round) {
        __m512i product_0 = _mm512_mul_epu32(c0, m0), product_1 = _mm512_mul_epu32(c2, m1);
        c0 = _mm512_xor_si512(_mm512_srli_epi64(product_1, 32), _mm512_xor_si512(c1, round_key[0][round]));
        c2 = _mm512_xor_si512(_mm512_srli_epi64(product_0, 32), _mm512_xor_si512(c3, round_key[1][round]));
        c1 = product_1;
        c3 = product_0;
    }
    return c0;
}

__attribute__((target("avx512f,avx512dq"))) static void person_words_avx512(struct cor_key key, const uint32_t *id,
                                                                            uint32_t n, uint32_t stratum,
                                                                            uint32_t month, uint32_t purpose,
                                                                            uint32_t *out)
{
    const __m512i c1 = _mm512_set1_epi64((long long)stratum);
    const __m512i c2 = _mm512_set1_epi64((long long)occasion_word(month, purpose));
    __m512i round_key[2][N_ROUNDS];
    uint32_t i = 0;
    for (uint32_t round = 0; round < N_ROUNDS; ++round) {
        round_key[0][round] = _mm512_set1_epi64((long long)(uint32_t)(key.seed + round * PHILOX_W32_0));
        round_key[1][round] = _mm512_set1_epi64((long long)(uint32_t)(key.replicate + round * PHILOX_W32_1));
    }
    for (; n - i >= 16; i += 16) {
        __m512i ids = _mm512_loadu_si512(id + i);
        __m512i even = avx512_word_0(ids, c1, c2, round_key);
        __m512i odd = avx512_word_0(_mm512_srli_epi64(ids, 32), c1, c2, round_key);
        _mm512_storeu_si512(out + i, _mm512_mask_blend_epi32(0xaaaa, even, _mm512_slli_epi64(odd, 32)));
    }
    person_words_plain(key, id + i, n - i, stratum, month, purpose, out + i);
}

#endif

size_t cor_random_paths(struct cor_random_path paths[COR_MAX_RANDOM_PATHS])
{
    size_t n_paths = 0;
    paths[n_paths++] = (struct cor_random_path){"plain", person_words_plain};
#ifdef HAVE_VECTORS
    if (__builtin_cpu_supports("avx2")) {
        paths[n_paths++] = (struct cor_random_path){"avx2", person_words_avx2};
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
        paths[n_paths++] = (struct cor_random_path){"avx512", person_words_avx512};
    }
#endif
    return n_paths;
}

void cor_person_words(struct cor_key key, const uint32_t *id, uint32_t n, uint32_t stratum, uint32_t month,
                      uint32_t purpose, uint32_t *out)
{
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    paths[n_paths - 1].run(key, id, n, stratum, month, purpose, out);
}
