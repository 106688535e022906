#include "sim/state/tally.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_VECTORS 1
#include <immintrin.h>
#endif

/* Add the rows from `first` on to the counts. */
static void tally_plain(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask,
                        const uint8_t values[COR_TALLY_VALUES], uint32_t counts[COR_TALLY_VALUES])
{
    uint32_t seen[UINT8_MAX + 1] = {0};
    for (uint32_t r = first; r < n_rows; r++) {
        seen[column[r] & mask]++;
    }
    for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
        counts[k] += seen[values[k]];
    }
}

#ifdef HAVE_VECTORS

#define AVX2 __attribute__((target("avx2")))

enum { LANES = 32 };

AVX2 static uint32_t sum_of_bytes(__m256i bytes)
{
    __m256i sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    __m128i sum = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return (uint32_t)_mm_cvtsi128_si32(sum) + (uint32_t)_mm_extract_epi32(sum, 2);
}

/* Hits are -1 in their byte: up to 255 vectors are subtracted byte by byte before the bytes are added up. */
AVX2 static uint32_t tally_avx2(const uint8_t *column, uint32_t n_rows, uint8_t mask,
                                const uint8_t values[COR_TALLY_VALUES], uint32_t counts[COR_TALLY_VALUES])
{
    const __m256i masks = _mm256_set1_epi8((char)mask);
    __m256i wanted[COR_TALLY_VALUES];
    uint32_t r = 0;
    for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
        wanted[k] = _mm256_set1_epi8((char)values[k]);
    }
    while (r + LANES <= n_rows) {
        __m256i hits[COR_TALLY_VALUES] = {_mm256_setzero_si256()};
        for (unsigned i = 0; i < UINT8_MAX && r + LANES <= n_rows; i++, r += LANES) {
            __m256i x = _mm256_and_si256(_mm256_loadu_si256((const __m256i *)(const void *)(column + r)), masks);
#pragma GCC unroll 8
            for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
                hits[k] = _mm256_sub_epi8(hits[k], _mm256_cmpeq_epi8(x, wanted[k]));
            }
        }
        for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
            counts[k] += sum_of_bytes(hits[k]);
        }
    }
    return r;
}

#endif

void cor_rows_tally(const uint8_t *column, uint32_t n_rows, uint8_t mask, const uint8_t values[COR_TALLY_VALUES],
                    uint32_t counts[COR_TALLY_VALUES])
{
    uint32_t done = 0;
    for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
        counts[k] = 0;
    }
#ifdef HAVE_VECTORS
    if (__builtin_cpu_supports("avx2")) {
        done = tally_avx2(column, n_rows, mask, values, counts);
    }
#endif
    tally_plain(column, done, n_rows, mask, values, counts);
}
