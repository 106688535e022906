#include "sim/state/rows.h"
#include "sim/state/rows_paths.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_VECTORS 1
#include <immintrin.h>
#endif

enum { MONTHS_PER_YEAR = 12 };

/* ---- plain: every path ends with it; `first` is where the vectors stopped ---- */

static uint32_t rest_where(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value,
                           uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += (column[r] & mask) == value;
    }
    return n;
}

static uint32_t rest_equal(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += column[r] == value;
    }
    return n;
}

static uint32_t rest_of_month(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t remainder,
                              uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += column[r] % MONTHS_PER_YEAR == remainder;
    }
    return n;
}

static uint32_t rest_count(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        n += (column[r] & mask) == value;
    }
    return n;
}

static uint32_t where_plain(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    return rest_where(column, 0, n_rows, mask, value, rows);
}

static uint32_t equal_plain(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    return rest_equal(column, 0, n_rows, value, rows);
}

static uint32_t of_month_plain(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    return rest_of_month(column, 0, n_rows, remainder, rows);
}

static uint32_t count_plain(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    return rest_count(column, 0, n_rows, mask, value);
}

/* ---- 32 rows at a time ---- */

#ifdef HAVE_VECTORS

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
    return n + rest_where(column, r, n_rows, mask, value, rows + n);
}

AVX2 static uint32_t equal_avx2(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    const __m256i wanted = _mm256_set1_epi16((short)value);
    uint32_t n = 0, r = 0;
    for (; r + WIDTH <= n_rows; r += WIDTH) {
        uint32_t hits = hits_of_words(_mm256_cmpeq_epi16(load(column + r), wanted),
                                      _mm256_cmpeq_epi16(load(column + r + WIDTH / 2), wanted));
        n += list_hits(hits, r, rows + n);
    }
    return n + rest_equal(column, r, n_rows, value, rows + n);
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
    return n + rest_of_month(column, r, n_rows, remainder, rows + n);
}

/* Hits are -1 in their byte: up to 255 vectors are subtracted byte by byte before the bytes are added up. */
AVX2 static uint32_t count_avx2(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    const __m256i masks = _mm256_set1_epi8((char)mask), values = _mm256_set1_epi8((char)value);
    const __m256i zero = _mm256_setzero_si256();
    __m256i total = zero;
    uint32_t r = 0;
    while (r + WIDTH <= n_rows) {
        __m256i bytes = zero;
        for (unsigned i = 0; i < UINT8_MAX && r + WIDTH <= n_rows; i++, r += WIDTH) {
            bytes = _mm256_sub_epi8(bytes, bytes_that_match(column + r, masks, values));
        }
        total = _mm256_add_epi64(total, _mm256_sad_epu8(bytes, zero));
    }
    uint64_t sums[4];
    _mm256_storeu_si256((__m256i *)(void *)sums, total);
    return (uint32_t)(sums[0] + sums[1] + sums[2] + sums[3]) + rest_count(column, r, n_rows, mask, value);
}

#endif

size_t cor_rows_paths(struct cor_rows_path paths[COR_MAX_ROWS_PATHS])
{
    size_t n_paths = 0;
    paths[n_paths++] = (struct cor_rows_path){"plain", where_plain, equal_plain, count_plain, of_month_plain};
#ifdef HAVE_VECTORS
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt")) {
        paths[n_paths++] = (struct cor_rows_path){"avx2", where_avx2, equal_avx2, count_avx2, of_month_avx2};
    }
#endif
    return n_paths;
}

static struct cor_rows_path best_path(void)
{
    struct cor_rows_path paths[COR_MAX_ROWS_PATHS];
    size_t n_paths = cor_rows_paths(paths);
    return paths[n_paths - 1];
}

uint32_t cor_rows_where(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    return best_path().where(column, n_rows, mask, value, rows);
}

uint32_t cor_rows_equal(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    return best_path().equal(column, n_rows, value, rows);
}

uint32_t cor_rows_count(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    return best_path().count(column, n_rows, mask, value);
}

uint32_t cor_rows_of_month(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    return best_path().of_month(column, n_rows, remainder, rows);
}
