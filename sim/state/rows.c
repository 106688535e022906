#include "sim/state/rows.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LANES = 16, MONTHS_PER_YEAR = 12 };

static uint32_t rows_where_plain(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value,
                                 uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += (column[r] & mask) == value;
    }
    return n;
}

static uint32_t rows_of_month_plain(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t remainder,
                                    uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += column[r] % MONTHS_PER_YEAR == remainder;
    }
    return n;
}

static uint32_t rows_equal_plain(const uint16_t *column, uint32_t first, uint32_t n_rows, uint16_t value,
                                 uint32_t *rows)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        rows[n] = r;
        n += column[r] == value;
    }
    return n;
}

static uint32_t rows_count_plain(const uint8_t *column, uint32_t first, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    uint32_t n = 0;
    for (uint32_t r = first; r < n_rows; r++) {
        n += (column[r] & mask) == value;
    }
    return n;
}

#ifdef __SSE2__

/* List the rows first + i for every bit i of `hits`. */
static uint32_t list_hits(uint32_t hits, uint32_t first, uint32_t *rows)
{
    uint32_t n = 0;
    while (hits) {
        rows[n++] = first + (uint32_t)__builtin_ctz(hits);
        hits &= hits - 1;
    }
    return n;
}

uint32_t cor_rows_where(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    const __m128i masks = _mm_set1_epi8((char)mask), values = _mm_set1_epi8((char)value);
    uint32_t n = 0, r = 0;
    for (; r + LANES <= n_rows; r += LANES) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(column + r));
        n += list_hits((uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(x, masks), values)), r, rows + n);
    }
    return n + rows_where_plain(column, r, n_rows, mask, value, rows + n);
}

uint32_t cor_rows_equal(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    const __m128i wanted = _mm_set1_epi16((short)value);
    uint32_t n = 0, r = 0;
    for (; r + LANES <= n_rows; r += LANES) {
        __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(column + r));
        __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(column + r + LANES / 2));
        __m128i hits = _mm_packs_epi16(_mm_cmpeq_epi16(low, wanted), _mm_cmpeq_epi16(high, wanted));
        n += list_hits((uint32_t)_mm_movemask_epi8(hits), r, rows + n);
    }
    return n + rows_equal_plain(column, r, n_rows, value, rows + n);
}

/* Hits are -1 in their byte: up to 255 vectors are subtracted byte by byte before the bytes are added up. */
uint32_t cor_rows_count(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    const __m128i masks = _mm_set1_epi8((char)mask), values = _mm_set1_epi8((char)value), zero = _mm_setzero_si128();
    __m128i total = zero;
    uint32_t r = 0;
    while (r + LANES <= n_rows) {
        __m128i bytes = zero;
        for (unsigned i = 0; i < UINT8_MAX && r + LANES <= n_rows; i++, r += LANES) {
            __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(column + r));
            bytes = _mm_sub_epi8(bytes, _mm_cmpeq_epi8(_mm_and_si128(x, masks), values));
        }
        total = _mm_add_epi64(total, _mm_sad_epu8(bytes, zero));
    }
    uint32_t n = (uint32_t)_mm_cvtsi128_si32(total) + (uint32_t)_mm_cvtsi128_si32(_mm_srli_si128(total, 8));
    return n + rows_count_plain(column, r, n_rows, mask, value);
}

/* x % 12 of eight 16-bit numbers: 43691 / 2^19 is 1/12 closely enough for all of them. */
static __m128i modulo_twelve(__m128i x)
{
    __m128i twelfths = _mm_srli_epi16(_mm_mulhi_epu16(x, _mm_set1_epi16((short)43691)), 3);
    return _mm_sub_epi16(x, _mm_mullo_epi16(twelfths, _mm_set1_epi16(MONTHS_PER_YEAR)));
}

uint32_t cor_rows_of_month(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    const __m128i wanted = _mm_set1_epi16((short)remainder);
    uint32_t n = 0, r = 0;
    for (; r + LANES <= n_rows; r += LANES) {
        __m128i low = _mm_loadu_si128((const __m128i *)(const void *)(column + r));
        __m128i high = _mm_loadu_si128((const __m128i *)(const void *)(column + r + LANES / 2));
        __m128i hits =
            _mm_packs_epi16(_mm_cmpeq_epi16(modulo_twelve(low), wanted), _mm_cmpeq_epi16(modulo_twelve(high), wanted));
        n += list_hits((uint32_t)_mm_movemask_epi8(hits), r, rows + n);
    }
    return n + rows_of_month_plain(column, r, n_rows, remainder, rows + n);
}

#else

uint32_t cor_rows_equal(const uint16_t *column, uint32_t n_rows, uint16_t value, uint32_t *rows)
{
    return rows_equal_plain(column, 0, n_rows, value, rows);
}

uint32_t cor_rows_count(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value)
{
    return rows_count_plain(column, 0, n_rows, mask, value);
}

uint32_t cor_rows_where(const uint8_t *column, uint32_t n_rows, uint8_t mask, uint8_t value, uint32_t *rows)
{
    return rows_where_plain(column, 0, n_rows, mask, value, rows);
}

uint32_t cor_rows_of_month(const uint16_t *column, uint32_t n_rows, uint16_t remainder, uint32_t *rows)
{
    return rows_of_month_plain(column, 0, n_rows, remainder, rows);
}

#endif
