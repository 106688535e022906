/* Scans of 32 rows at a time. */
#include <string.h>
#include "sim/base/vectors.h"
#include "sim/state/rows_paths.h"

#ifdef COR_HAVE_VECTORS

enum { MONTHS_PER_YEAR = 12 };

enum { WIDTH = 32 };

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))
#define AVX2_INLINE __attribute__((target("avx2,bmi,popcnt"), always_inline)) static inline

/* List the rows first + i for every bit i of `hits`; returns how many. Few are the rule: the first four are written
 * without asking whether there are as many, for a wrong guess costs more than the writing. There is room: fewer rows
 * than `first` are on the list before, and at least 32 follow. */
AVX2_INLINE uint32_t list_hits(uint32_t hits, uint32_t first, uint32_t *rows)
{
    const uint32_t n = (uint32_t)__builtin_popcount(hits);
    for (int i = 0; i < 4; i++) {
        rows[i] = first + _tzcnt_u32(hits);
        hits = _blsr_u32(hits);
    }
    for (uint32_t i = 4; i < n; i++) {
        rows[i] = first + _tzcnt_u32(hits);
        hits = _blsr_u32(hits);
    }
    return n;
}

AVX2_INLINE __m256i load(const void *p)
{
    return _mm256_loadu_si256((const __m256i *)p);
}

AVX2_INLINE __m256i bytes_that_match(const uint8_t *column, __m256i masks, __m256i values)
{
    return _mm256_cmpeq_epi8(_mm256_and_si256(load(column), masks), values);
}

/* One bit per row from two comparisons of 16 rows each. */
AVX2_INLINE uint32_t hits_of_words(__m256i low, __m256i high)
{
    __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xd8);
    return (uint32_t)_mm256_movemask_epi8(packed);
}

AVX2 static uint32_t where_avx2(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    const __m256i masks = _mm256_set1_epi8((char)mask), values = _mm256_set1_epi8((char)value);
    uint32_t n = 0, r = 0;
    for (; r + WIDTH <= n_rows; r += WIDTH) {
        uint32_t hits = (uint32_t)_mm256_movemask_epi8(bytes_that_match(column + r, masks, values));
        n += list_hits(hits, r, rows + n);
    }
    return n + cor_rows_rest_where(column, r, n_rows, mask, value, rows + n);
}

/* For values that few rows have: where two vectors of words show no hit, nothing is listed. */
AVX2 static uint32_t equal_avx2(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    const __m256i wanted = _mm256_set1_epi16((short)value);
    uint32_t n = 0, r = 0;
    for (; r + WIDTH <= n_rows; r += WIDTH) {
        __m256i low = _mm256_cmpeq_epi16(load(column + r), wanted);
        __m256i high = _mm256_cmpeq_epi16(load(column + r + WIDTH / 2), wanted);
        __m256i any = _mm256_or_si256(low, high);
        if (!_mm256_testz_si256(any, any)) {
            n += list_hits(hits_of_words(low, high), r, rows + n);
        }
    }
    return n + cor_rows_rest_equal(column, r, n_rows, value, rows + n);
}

/* x % 12 of sixteen 16-bit numbers: 43691 / 2^19 is 1/12 closely enough for all of them. */
AVX2_INLINE __m256i modulo_twelve(__m256i x)
{
    __m256i twelfths = _mm256_srli_epi16(_mm256_mulhi_epu16(x, _mm256_set1_epi16((short)43691)), 3);
    return _mm256_sub_epi16(x, _mm256_mullo_epi16(twelfths, _mm256_set1_epi16(MONTHS_PER_YEAR)));
}

AVX2 static uint32_t of_month_avx2(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    const __m256i wanted = _mm256_set1_epi16((short)remainder);
    uint32_t n = 0, r = 0;
    for (; r + WIDTH <= n_rows; r += WIDTH) {
        uint32_t hits = hits_of_words(_mm256_cmpeq_epi16(modulo_twelve(load(column + r)), wanted),
                                      _mm256_cmpeq_epi16(modulo_twelve(load(column + r + WIDTH / 2)), wanted));
        n += list_hits(hits, r, rows + n);
    }
    return n + cor_rows_rest_of_month(column, r, n_rows, remainder, rows + n);
}

AVX2_INLINE uint32_t sum_of_bytes(__m256i bytes)
{
    __m256i sums = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    __m128i sum = _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return (uint32_t)_mm_cvtsi128_si32(sum) + (uint32_t)_mm_extract_epi32(sum, 2);
}

/* Hits are -1 in their byte: up to 255 vectors are subtracted byte by byte before the bytes are added up. */
AVX2 static uint32_t count_avx2(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    const __m256i masks = _mm256_set1_epi8((char)mask), values = _mm256_set1_epi8((char)value);
    uint32_t r = 0, n = 0;
    while (r + WIDTH <= n_rows) {
        __m256i bytes = _mm256_setzero_si256();
        for (unsigned i = 0; i < UINT8_MAX && r + WIDTH <= n_rows; i++, r += WIDTH) {
            bytes = _mm256_sub_epi8(bytes, bytes_that_match(column + r, masks, values));
        }
        n += sum_of_bytes(bytes);
    }
    return n + cor_rows_rest_count(column, r, n_rows, mask, value);
}

/* The same for several values at once. */
AVX2 static void tally_avx2(const uint8_t *column, uint32_t n_rows, uint8_t mask,
                            const uint8_t values[COR_TALLY_VALUES], uint32_t counts[COR_TALLY_VALUES])
{
    const __m256i masks = _mm256_set1_epi8((char)mask);
    __m256i wanted[COR_TALLY_VALUES];
    uint32_t r = 0;
    for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
        wanted[k] = _mm256_set1_epi8((char)values[k]);
    }
    memset(counts, 0, COR_TALLY_VALUES * sizeof *counts);
    while (r + WIDTH <= n_rows) {
        __m256i hits[COR_TALLY_VALUES] = {_mm256_setzero_si256()};
        for (unsigned i = 0; i < UINT8_MAX && r + WIDTH <= n_rows; i++, r += WIDTH) {
            __m256i x = _mm256_and_si256(load(column + r), masks);
#pragma GCC unroll 8
            for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
                hits[k] = _mm256_sub_epi8(hits[k], _mm256_cmpeq_epi8(x, wanted[k]));
            }
        }
        for (unsigned k = 0; k < COR_TALLY_VALUES; k++) {
            counts[k] += sum_of_bytes(hits[k]);
        }
    }
    cor_rows_rest_tally(column, r, n_rows, mask, values, counts);
}

AVX2 static bool hold_avx2(const uint32_t *column, uint32_t n_rows, uint32_t wanted)
{
    const __m256i all = _mm256_set1_epi32((int)wanted);
    __m256i hits = _mm256_setzero_si256();
    uint32_t r = 0;
    for (; n_rows - r >= WIDTH; r += WIDTH) {
        const uint32_t *at = column + r;
        __m256i first = _mm256_or_si256(_mm256_cmpeq_epi32(load(at), all), _mm256_cmpeq_epi32(load(at + 8), all));
        __m256i second =
            _mm256_or_si256(_mm256_cmpeq_epi32(load(at + 16), all), _mm256_cmpeq_epi32(load(at + 24), all));
        hits = _mm256_or_si256(hits, _mm256_or_si256(first, second));
    }
    return _mm256_movemask_epi8(hits) != 0 || cor_rows_rest_hold(column, r, n_rows, wanted);
}

#endif

bool cor_rows_path_avx2(struct cor_rows_path *path)
{
#ifdef COR_HAVE_VECTORS
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) {
        *path =
            (struct cor_rows_path){"avx2", where_avx2, equal_avx2, of_month_avx2, count_avx2, tally_avx2, hold_avx2};
        return true;
    }
#else
    (void)path;
#endif
    return false;
}
