#include "sim/state/ids.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_VECTORS 1
#include <immintrin.h>
#endif

/* Hits are rare and the end of the column comes soon: nobody stops at the first. */
static bool contain_plain(const uint32_t *id, uint32_t n, uint32_t wanted)
{
    uint32_t n_hits = 0;
    for (uint32_t i = 0; i < n; i++) {
        n_hits += id[i] == wanted;
    }
    return n_hits > 0;
}

#ifdef HAVE_VECTORS

enum { VECTORS_AT_ONCE = 4, SSE2_LANES = 4, AVX2_LANES = 8 };

static bool contain_sse2(const uint32_t *id, uint32_t n, uint32_t wanted)
{
    const __m128i all = _mm_set1_epi32((int)wanted);
    __m128i hits = _mm_setzero_si128();
    uint32_t i = 0;
    for (; n - i >= VECTORS_AT_ONCE * SSE2_LANES; i += VECTORS_AT_ONCE * SSE2_LANES) {
        const __m128i *at = (const __m128i *)(const void *)(id + i);
        __m128i first =
            _mm_or_si128(_mm_cmpeq_epi32(_mm_loadu_si128(at), all), _mm_cmpeq_epi32(_mm_loadu_si128(at + 1), all));
        __m128i second =
            _mm_or_si128(_mm_cmpeq_epi32(_mm_loadu_si128(at + 2), all), _mm_cmpeq_epi32(_mm_loadu_si128(at + 3), all));
        hits = _mm_or_si128(hits, _mm_or_si128(first, second));
    }
    return _mm_movemask_epi8(hits) != 0 || contain_plain(id + i, n - i, wanted);
}

__attribute__((target("avx2"))) static bool contain_avx2(const uint32_t *id, uint32_t n, uint32_t wanted)
{
    const __m256i all = _mm256_set1_epi32((int)wanted);
    __m256i hits = _mm256_setzero_si256();
    uint32_t i = 0;
    for (; n - i >= VECTORS_AT_ONCE * AVX2_LANES; i += VECTORS_AT_ONCE * AVX2_LANES) {
        const __m256i *at = (const __m256i *)(const void *)(id + i);
        __m256i first = _mm256_or_si256(_mm256_cmpeq_epi32(_mm256_loadu_si256(at), all),
                                        _mm256_cmpeq_epi32(_mm256_loadu_si256(at + 1), all));
        __m256i second = _mm256_or_si256(_mm256_cmpeq_epi32(_mm256_loadu_si256(at + 2), all),
                                         _mm256_cmpeq_epi32(_mm256_loadu_si256(at + 3), all));
        hits = _mm256_or_si256(hits, _mm256_or_si256(first, second));
    }
    return _mm256_movemask_epi8(hits) != 0 || contain_plain(id + i, n - i, wanted);
}

#endif

size_t cor_ids_paths(cor_ids_function *paths[COR_MAX_IDS_PATHS])
{
    size_t n_paths = 0;
    paths[n_paths++] = contain_plain;
#ifdef HAVE_VECTORS
    paths[n_paths++] = contain_sse2;
    if (__builtin_cpu_supports("avx2")) {
        paths[n_paths++] = contain_avx2;
    }
#endif
    return n_paths;
}

bool cor_ids_contain(const uint32_t *id, uint32_t n, uint32_t wanted)
{
    cor_ids_function *paths[COR_MAX_IDS_PATHS];
    size_t n_paths = cor_ids_paths(paths);
    return paths[n_paths - 1](id, n, wanted);
}
