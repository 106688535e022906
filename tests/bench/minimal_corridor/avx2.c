/* The same mechanisms, 32 rows at a time. Common things (ageing, job changes, wages) are done in vectors; for rare ones
 * (death, leaving, returning) a comparison with a screen finds the few rows that may be concerned, and those go through
 * the rules of law.h one by one. Rows beyond the last 32 go through the plain loops. */
#include "tests/bench/minimal_corridor/kernels.h"

#ifdef HAVE_AVX2_KERNELS
#include <immintrin.h>

enum { N_LANES = 32 };

#define AVX2 __attribute__((target("avx2")))
#define AVX2_INLINE __attribute__((target("avx2"), always_inline)) static inline

AVX2_INLINE __m256i load(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

AVX2_INLINE void store(void *to, __m256i x)
{
    _mm256_storeu_si256((__m256i *)to, x);
}

/* Packing works on halves of a vector; this puts the eight pieces back in the order of the rows. */
AVX2_INLINE __m256i in_order(__m256i packed)
{
    return _mm256_permutevar8x32_epi32(packed, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
}

AVX2_INLINE __m256i bytes_of_masks(__m256i a, __m256i b, __m256i c, __m256i d)
{
    return in_order(_mm256_packs_epi16(_mm256_packs_epi32(a, b), _mm256_packs_epi32(c, d)));
}

AVX2_INLINE __m256i word_at_most(const uint32_t *word, __m256i limit)
{
    __m256i x = load(word);
    return _mm256_cmpeq_epi32(_mm256_min_epu32(x, limit), x);
}

/* Of 32 rows: 0xff where the word is at most `limit`. */
AVX2_INLINE __m256i rows_at_most(const uint32_t *word, __m256i limit)
{
    return bytes_of_masks(word_at_most(word, limit), word_at_most(word + 8, limit), word_at_most(word + 16, limit),
                          word_at_most(word + 24, limit));
}

AVX2_INLINE __m256i top_bytes(const uint32_t *word)
{
    __m256i a = _mm256_srli_epi32(load(word), 24), b = _mm256_srli_epi32(load(word + 8), 24);
    __m256i c = _mm256_srli_epi32(load(word + 16), 24), d = _mm256_srli_epi32(load(word + 24), 24);
    return in_order(_mm256_packus_epi16(_mm256_packus_epi32(a, b), _mm256_packus_epi32(c, d)));
}

/* 0xff where a row is below the pension age. */
AVX2_INLINE __m256i rows_of_working_age(const uint16_t *age)
{
    const __m256i pension_age = _mm256_set1_epi16(PENSION_AGE);
    __m256i low = _mm256_cmpgt_epi16(pension_age, load(age)), high = _mm256_cmpgt_epi16(pension_age, load(age + 16));
    return _mm256_permute4x64_epi64(_mm256_packs_epi16(low, high), 0xd8);
}

/* A table of one byte for each status, four pieces of 16. */
struct byte_table {
    __m256i piece[4];
};

AVX2_INLINE struct byte_table load_table(const uint8_t bytes[N_STATUS])
{
    struct byte_table table;
    for (int i = 0; i < 4; i++) {
        table.piece[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)(bytes + 16 * i)));
    }
    return table;
}

AVX2_INLINE __m256i look_up(const struct byte_table *table, __m256i status)
{
    __m256i bit_4 = _mm256_slli_epi16(status, 3), bit_5 = _mm256_slli_epi16(status, 2); /* to the top of the byte */
    __m256i low = _mm256_blendv_epi8(_mm256_shuffle_epi8(table->piece[0], status),
                                     _mm256_shuffle_epi8(table->piece[1], status), bit_4);
    __m256i high = _mm256_blendv_epi8(_mm256_shuffle_epi8(table->piece[2], status),
                                      _mm256_shuffle_epi8(table->piece[3], status), bit_4);
    return _mm256_blendv_epi8(low, high, bit_5);
}

/* The next row of a mask, which loses it. */
static inline uint32_t next_row(uint32_t *mask)
{
    uint32_t row = (uint32_t)__builtin_ctz(*mask);
    *mask &= *mask - 1;
    return row;
}

/* Sixteen rows a month older; limits of their death words. */
AVX2_INLINE void grow_older(uint16_t *age, __m256i screen, __m256i limit[2])
{
    __m256i months = _mm256_add_epi16(load(age), _mm256_set1_epi16(1));
    __m256i screened = _mm256_subs_epu16(months, _mm256_set1_epi16(FIRST_SCREENED_AGE));
    __m256i group = _mm256_srli_epi16(screened, AGE_GROUP_SHIFT);
    limit[0] = _mm256_permutevar8x32_epi32(screen, _mm256_cvtepu16_epi32(_mm256_castsi256_si128(group)));
    limit[1] = _mm256_permutevar8x32_epi32(screen, _mm256_cvtepu16_epi32(_mm256_extracti128_si256(group, 1)));
    store(age, months);
}

AVX2 static void age_and_die(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct law *law = context->world;
    struct persons *persons = persons_of(chunk);
    const uint32_t *word = words_of(context, chunk, WORD_DEATH);
    const __m256i screen = load(law->death_screen);
    uint32_t i = 0;
    for (; chunk->n_rows[0] - i >= N_LANES; i += N_LANES) {
        __m256i limit[4];
        grow_older(persons->age + i, screen, limit);
        grow_older(persons->age + i + 16, screen, limit + 2);
        uint32_t mask = (uint32_t)_mm256_movemask_epi8(
            bytes_of_masks(word_at_most(word + i, limit[0]), word_at_most(word + i + 8, limit[1]),
                           word_at_most(word + i + 16, limit[2]), word_at_most(word + i + 24, limit[3])));
        while (mask) {
            uint32_t row = i + next_row(&mask);
            if (dies(law, persons->age[row], word[row])) {
                replace_person(context, persons, row);
            }
        }
    }
    plain_age_and_die(context, chunk, i, chunk->n_rows[0]);
}

/* The top byte of a word against the top byte of its threshold decides, unless they are equal. */
AVX2 static void find_and_lose_jobs(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct law *law = context->world;
    struct persons *persons = persons_of(chunk);
    const uint32_t *word = words_of(context, chunk, WORD_JOB);
    const struct byte_table job_top = load_table(law->job_top);
    const __m256i employed = _mm256_set1_epi8(EMPLOYED);
    uint32_t i = 0;
    for (; chunk->n_rows[0] - i >= N_LANES; i += N_LANES) {
        __m256i status = load(persons->status + i), top = top_bytes(word + i), limit = look_up(&job_top, status);
        __m256i of_age = rows_of_working_age(persons->age + i), equal = _mm256_cmpeq_epi8(top, limit);
        __m256i at_most = _mm256_cmpeq_epi8(_mm256_min_epu8(top, limit), top);
        __m256i changes = _mm256_and_si256(_mm256_andnot_si256(equal, at_most), employed);
        __m256i retires = _mm256_andnot_si256(of_age, employed);
        store(persons->status + i, _mm256_andnot_si256(retires, _mm256_xor_si256(status, changes)));
        uint32_t mask = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(equal, of_age));
        while (mask) {
            uint32_t row = i + next_row(&mask);
            persons->status[row] = status_after_job_draw(law, persons->status[row], persons->age[row], word[row]);
        }
    }
    plain_find_and_lose_jobs(context, chunk, i, chunk->n_rows[0]);
}

/* Counts a month abroad and returns the mask of those who live there. */
AVX2_INLINE __m256i count_months_away(const struct persons *persons, uint32_t i)
{
    __m256i country = _mm256_and_si256(load(persons->status + i), _mm256_set1_epi8(COUNTRY_MASK));
    __m256i away = _mm256_cmpgt_epi8(country, _mm256_setzero_si256());
    __m256i months = _mm256_sub_epi8(load(persons->months_away + i), away);
    store(persons->months_away + i, _mm256_min_epu8(months, _mm256_set1_epi8(MAX_MONTHS_AWAY)));
    return away;
}

AVX2 static void leave_and_return(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct law *law = context->world;
    const struct macro *macro = context->state;
    struct persons *persons = persons_of(chunk);
    const uint32_t *choice = words_of(context, chunk, WORD_CHOICE), *returning = words_of(context, chunk, WORD_RETURN);
    const __m256i leave_screen = _mm256_set1_epi32((int)macro->leave_screen);
    const __m256i return_screen = _mm256_set1_epi32((int)law->return_screen);
    uint32_t i = 0;
    for (; chunk->n_rows[0] - i >= N_LANES; i += N_LANES) {
        __m256i away = count_months_away(persons, i);
        __m256i may_leave =
            _mm256_and_si256(rows_at_most(choice + i, leave_screen), rows_of_working_age(persons->age + i));
        __m256i may_move = _mm256_blendv_epi8(may_leave, rows_at_most(returning + i, return_screen), away);
        uint32_t mask = (uint32_t)_mm256_movemask_epi8(may_move);
        while (mask) {
            uint32_t row = i + next_row(&mask);
            decide_where_to_live(context, persons, row, choice[row], returning[row]);
        }
    }
    plain_leave_and_return(context, chunk, i, chunk->n_rows[0]);
}

AVX2_INLINE void add_wages(uint32_t *income, __m128i wages)
{
    store(income, _mm256_add_epi32(load(income), _mm256_cvtepu16_epi32(wages)));
}

AVX2_INLINE void add_months(uint16_t *contributions, __m128i months)
{
    store(contributions, _mm256_add_epi16(load(contributions), _mm256_cvtepu8_epi16(months)));
}

AVX2 static void earn(struct cor_context *context, struct cor_chunk *chunk)
{
    const struct law *law = context->world;
    struct persons *persons = persons_of(chunk);
    const struct byte_table wage_low = load_table(law->wage_low), wage_high = load_table(law->wage_high);
    uint32_t i = 0;
    for (; chunk->n_rows[0] - i >= N_LANES; i += N_LANES) {
        __m256i status = load(persons->status + i);
        __m256i low = look_up(&wage_low, status), high = look_up(&wage_high, status);
        __m256i wages_0_2 = _mm256_unpacklo_epi8(low, high), wages_1_3 = _mm256_unpackhi_epi8(low, high);
        __m256i months = _mm256_srli_epi16(_mm256_and_si256(status, _mm256_set1_epi8(EMPLOYED)), 5);
        add_wages(persons->income + i, _mm256_castsi256_si128(wages_0_2));
        add_wages(persons->income + i + 8, _mm256_castsi256_si128(wages_1_3));
        add_wages(persons->income + i + 16, _mm256_extracti128_si256(wages_0_2, 1));
        add_wages(persons->income + i + 24, _mm256_extracti128_si256(wages_1_3, 1));
        add_months(persons->contributions + i, _mm256_castsi256_si128(months));
        add_months(persons->contributions + i + 16, _mm256_extracti128_si256(months, 1));
    }
    plain_earn(context, chunk, i, chunk->n_rows[0]);
}

const struct kernels kernels_avx2 = {age_and_die, find_and_lose_jobs, leave_and_return, earn};

#endif
