#include "sim/base/sha256.h"
#include <stdbool.h>
#include <string.h>
#include "sim/base/vectors.h"
#ifdef COR_HAVE_VECTORS
#include <cpuid.h>
#endif

static const uint32_t ROUND[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return (x >> n) | (x << (32u - n));
}

static void expand_block(const uint8_t block[64], uint32_t w[64])
{
    for (unsigned i = 0; i < 16; i++) {
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
               (uint32_t)block[4 * i + 3];
    }
    for (unsigned i = 16; i < 64; i++) {
        uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ (w[i - 15] >> 3);
        uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ (w[i - 2] >> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
}

/* One round; the letters are those of the standard. Instead of moving them, the next round is called with their names moved. */
static inline void mix_word(uint32_t word, uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f,
                            uint32_t g, uint32_t *h)
{
    uint32_t s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    uint32_t t1 = *h + s1 + ((e & f) ^ (~e & g)) + word;
    uint32_t s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    *d += t1;
    *h = t1 + s0 + ((a & b) ^ (a & c) ^ (b & c));
}

static void mix_block(uint32_t state[8], const uint8_t block[64])
{
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7], w[64];
    expand_block(block, w);
    for (unsigned i = 0; i < 64; i += 8) {
        mix_word(ROUND[i] + w[i], a, b, c, &d, e, f, g, &h);
        mix_word(ROUND[i + 1] + w[i + 1], h, a, b, &c, d, e, f, &g);
        mix_word(ROUND[i + 2] + w[i + 2], g, h, a, &b, c, d, e, &f);
        mix_word(ROUND[i + 3] + w[i + 3], f, g, h, &a, b, c, d, &e);
        mix_word(ROUND[i + 4] + w[i + 4], e, f, g, &h, a, b, c, &d);
        mix_word(ROUND[i + 5] + w[i + 5], d, e, f, &g, h, a, b, &c);
        mix_word(ROUND[i + 6] + w[i + 6], c, d, e, &f, g, h, a, &b);
        mix_word(ROUND[i + 7] + w[i + 7], b, c, d, &e, f, g, h, &a);
    }
    const uint32_t mixed[8] = {a, b, c, d, e, f, g, h};
    for (unsigned i = 0; i < 8; i++) {
        state[i] += mixed[i];
    }
}

void cor_sha256_mix_plain(uint32_t state[8], const uint8_t *blocks, size_t n_blocks)
{
    for (size_t i = 0; i < n_blocks; i++) {
        mix_block(state, blocks + 64 * i);
    }
}

#ifdef COR_HAVE_VECTORS

/* The processor's own rounds, two an instruction; they want the letters as ABEF and CDGH. */
__attribute__((target("sha,sse4.1"))) static void mix_sha(uint32_t state[8], const uint8_t *blocks, size_t n_blocks)
{
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)state), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(const void *)(state + 4)), 0x1b);
    __m128i abef = _mm_alignr_epi8(cdab, efgh, 8), cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
    for (; n_blocks > 0; n_blocks--, blocks += 64) {
        const __m128i abef_before = abef, cdgh_before = cdgh;
        __m128i w[4];
        for (unsigned i = 0; i < 4; i++) {
            w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(blocks + 16 * i)), big_endian);
        }
        for (unsigned i = 0; i < 64; i += 4) {
            __m128i words = _mm_add_epi32(w[0], _mm_loadu_si128((const __m128i *)(const void *)(ROUND + i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, words);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(words, 0x0e));
            __m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
            next = _mm_sha256msg2_epu32(next, w[3]);
            w[0] = w[1];
            w[1] = w[2];
            w[2] = w[3];
            w[3] = next;
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

static bool has_sha(void)
{
    unsigned a, b = 0, c, d;
    return __builtin_cpu_supports("sse4.1") && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) != 0;
}

#endif

static cor_sha256_mix *best_mix(void)
{
#ifdef COR_HAVE_VECTORS
    if (has_sha()) {
        return mix_sha;
    }
#endif
    return cor_sha256_mix_plain;
}

void cor_sha256_begin(struct cor_sha256 *hash)
{
    static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memset(hash, 0, sizeof *hash);
    memcpy(hash->state, START, sizeof START);
    hash->mix = best_mix();
}

/* Add to the block that is begun, at most to its end; returns how many bytes it took. */
static size_t add_to_block(struct cor_sha256 *hash, const uint8_t *bytes, size_t n_bytes)
{
    size_t used = hash->n_bytes % 64, n = n_bytes < 64 - used ? n_bytes : 64 - used;
    memcpy(hash->block + used, bytes, n);
    hash->n_bytes += n;
    if (hash->n_bytes % 64 == 0) {
        hash->mix(hash->state, hash->block, 1);
    }
    return n;
}

void cor_sha256_add(struct cor_sha256 *hash, const void *bytes, size_t n_bytes)
{
    const uint8_t *next = bytes, *end = next + n_bytes;
    if (n_bytes > 0 && hash->n_bytes % 64 != 0) {
        next += add_to_block(hash, next, n_bytes);
    }
    size_t n_blocks = (size_t)(end - next) / 64;
    hash->mix(hash->state, next, n_blocks);
    hash->n_bytes += 64 * n_blocks;
    next += 64 * n_blocks;
    if (next < end) {
        add_to_block(hash, next, (size_t)(end - next));
    }
}

void cor_sha256_end(struct cor_sha256 *hash, char digest[COR_SHA256_TEXT])
{
    static const char HEX[] = "0123456789abcdef";
    static const uint8_t PADDING[64] = {0x80};
    uint64_t n_bits = hash->n_bytes * 8;
    uint8_t length[8];
    for (unsigned i = 0; i < 8; i++) {
        length[i] = (uint8_t)(n_bits >> (56u - 8u * i));
    }
    cor_sha256_add(hash, PADDING, 1 + (119 - hash->n_bytes % 64) % 64);
    cor_sha256_add(hash, length, sizeof length);
    for (unsigned i = 0; i < 64; i++) {
        digest[i] = HEX[hash->state[i / 8] >> (28u - 4u * (i % 8)) & 15u];
    }
    digest[64] = '\0';
}

void cor_sha256(const void *bytes, size_t n_bytes, char digest[COR_SHA256_TEXT])
{
    struct cor_sha256 hash;
    cor_sha256_begin(&hash);
    cor_sha256_add(&hash, bytes, n_bytes);
    cor_sha256_end(&hash, digest);
}
