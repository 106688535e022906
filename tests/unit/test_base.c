#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/clock.h"
#include "sim/base/diagnostics.h"
#include "sim/base/math.h"
#include "sim/base/memory.h"
#include "sim/base/random.h"
#include "sim/base/random_paths.h"
#include "sim/base/status.h"
#include "sim/base/utf8.h"

enum { N_POINTS = 1000000, TIMEOUT_SECONDS = 120 };

/* Taken once; compilers, optimisation and processors must not change it. */
#define DIGEST_OF_MATHEMATICS UINT64_C(10640461705241402564)

/* A number in (0, 1) with all 53 bits in play. */
static double point(uint32_t i, uint32_t series)
{
    struct cor_draws draws = cor_philox(i, series, 0, 0, (struct cor_key){2385, 1});
    return cor_unit(draws.word[0]) + (draws.word[1] + 0.5) * 0x1p-64 - 0x1p-33;
}

/* ---- status and memory ---- */

START_TEST(test_every_status_has_a_sentence_and_an_exit_code_below_126)
{
    for (int i = 0; i < COR_N_STATUS; i++) {
        int code = cor_status_exit_code((enum cor_status)i);
        ck_assert_int_ge(code, 0);
        ck_assert_int_lt(code, 126);
        ck_assert_int_eq(code == 0, i == COR_OK);
        ck_assert_uint_gt(strlen(cor_status_text((enum cor_status)i)), 5);
        for (int j = 0; j < i; j++) {
            ck_assert_int_ne(code, cor_status_exit_code((enum cor_status)j));
        }
    }
    ck_assert_int_eq(cor_status_exit_code(COR_INTERRUPTED), 85);
    ck_assert_int_eq(cor_status_exit_code(COR_N_STATUS), 1);
}
END_TEST

START_TEST(test_allocations_that_overflow_are_refused)
{
    ck_assert_ptr_null(cor_calloc(SIZE_MAX / 2 + 1, 2));
    ck_assert_ptr_null(cor_aligned_calloc(SIZE_MAX, SIZE_MAX));
    ck_assert_ptr_null(cor_realloc(NULL, (size_t)1 << 62, 16));
    ck_assert_ptr_null(cor_calloc(SIZE_MAX, 1));
}
END_TEST

START_TEST(test_blocks_are_zeroed_aligned_and_never_null_when_empty)
{
    char *block = cor_aligned_calloc(13, 11), *empty = cor_calloc(0, 8), *empty_too = cor_aligned_calloc(0, 0);
    char *grown = cor_realloc(cor_calloc(1, 1), 0, 7), *text = cor_format("%d of %s", 7, "nine");
    char *copy = cor_strdup(text);
    ck_assert_uint_eq((uintptr_t)block % 64, 0);
    for (int i = 0; i < 13 * 11; i++) {
        ck_assert_int_eq(block[i], 0);
    }
    ck_assert(empty && empty_too && grown);
    ck_assert_str_eq(copy, "7 of nine");
    free(block);
    free(empty);
    free(empty_too);
    free(grown);
    free(text);
    free(copy);
}
END_TEST

/* ---- diagnostics ---- */

static void print_to(const struct cor_diagnostics *list, char *text, size_t size)
{
    FILE *stream = tmpfile();
    ck_assert_ptr_nonnull(stream);
    cor_diagnostics_print(list, stream);
    rewind(stream);
    text[fread(text, 1, size - 1, stream)] = '\0';
    fclose(stream);
}

START_TEST(test_problems_print_by_file_line_column_and_then_in_order_of_arrival)
{
    struct cor_diagnostics list;
    char text[1000];
    cor_diagnostics_init(&list);
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){"b.csv", 2, 9}, "last");
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){"a.json", 10, 1}, "fourth");
    cor_diagnostics_add(&list, COR_WARNING, (struct cor_place){"a.json", 9, 4}, "second %d", 2);
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){"a.json", 9, 4}, "third");
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "first");
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){"b.csv", 1, 0}, "fifth");
    print_to(&list, text, sizeof text);
    ck_assert_str_eq(text, "error: first\na.json:9:4: warning: second 2\na.json:9:4: error: third\n"
                           "a.json:10:1: error: fourth\nb.csv:1: error: fifth\nb.csv:2:9: error: last\n"
                           "5 errors, 1 warning\n");
    cor_diagnostics_free(&list);
    print_to(&list, text, sizeof text);
    ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(test_foreign_text_cannot_steer_the_terminal)
{
    struct cor_diagnostics list;
    char text[1000];
    cor_diagnostics_init(&list);
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){"a\nb", 1, 1},
                        "\x1b[2J \xc2\x9b \xe2\x80\xae \xff \x7f Vi\xe1\xbb\x87t %%n");
    print_to(&list, text, sizeof text);
    ck_assert_str_eq(text, "a\\x0ab:1:1: error: \\x1b[2J \\x9b \\u202e \xef\xbf\xbd \\x7f Vi\xe1\xbb\x87t %n\n");
    cor_diagnostics_free(&list);
}
END_TEST

START_TEST(test_problems_beyond_the_cap_are_counted_not_kept)
{
    struct cor_diagnostics list;
    char text[200000];
    cor_diagnostics_init(&list);
    for (unsigned i = 1; i <= 1003; i++) {
        cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){"x", i, 1}, "number %u", i);
    }
    ck_assert_uint_eq(list.n_items, 1000);
    ck_assert_uint_eq(list.n_errors, 1003);
    ck_assert_uint_eq(list.n_dropped, 3);
    print_to(&list, text, sizeof text);
    ck_assert_ptr_nonnull(strstr(text, "\n1003 errors (3 not shown)\n"));
    cor_diagnostics_free(&list);
}
END_TEST

START_TEST(test_long_messages_are_cut_between_characters)
{
    char long_text[6001] = "";
    for (int shift = 0; shift < 3; shift++) {
        struct cor_diagnostics list;
        uint32_t code_point;
        const char *at;
        memset(long_text, 'x', 3);
        for (int i = 0; i < 1999; i++) {
            memcpy(long_text + shift + 3 * i, "\xe1\xbb\x87", 3);
        }
        long_text[shift + 3 * 1999] = '\0';
        cor_diagnostics_init(&list);
        cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "%s", long_text);
        at = list.items[0].message;
        ck_assert_uint_lt(strlen(at), 2048);
        ck_assert_str_eq(at + strlen(at) - 3, "...");
        while (*at != '\0') {
            size_t length = cor_utf8_decode(at, strlen(at), &code_point);
            ck_assert_uint_gt(length, 0);
            at += length;
        }
        cor_diagnostics_free(&list);
    }
}
END_TEST

START_TEST(test_nearest_name_finds_typos_and_nothing_else)
{
    static const char *const NAMES[] = {"wage_growth", "remittance_rate", "quota", "rate", "a"};
    static const struct {
        const char *name, *nearest;
    } CASES[] = {
        {"wage_growht", "wage_growth"},
        {"wagegrowth", "wage_growth"},
        {"remitance_rates", "remittance_rate"},
        {"qouta", "quota"},
        {"rat", "rate"},
        {"rate", "rate"},
        {"unemployment", NULL},
        {"", "a"},
        {"quotation_mark", NULL},
        {"WAGE_GROWTH_FACTOR", NULL},
        {"growth_wage", NULL},
        {"rtae", "rate"},
    };
    char endless[400];
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        ck_assert_pstr_eq(cor_nearest_name(CASES[i].name, NAMES, 5), CASES[i].nearest);
    }
    memset(endless, 'a', sizeof endless);
    endless[399] = '\0';
    ck_assert_ptr_null(cor_nearest_name(endless, NAMES, 5));
    ck_assert_ptr_null(cor_nearest_name("rate", NAMES, 0));
}
END_TEST

START_TEST(test_a_name_without_its_mechanism_or_a_part_of_it_is_found)
{
    static const char *const names[] = {"migration.pay_share", "migration.pay_elasticity_of_age",
                                        "migration.pay_elasticity"};
    ck_assert_pstr_eq(cor_nearest_name("pay_elasticity", names, 3), names[2]);
    ck_assert_pstr_eq(cor_nearest_name("pay_elastcity", names, 3), names[2]);
    ck_assert_pstr_eq(cor_nearest_name("elasticity", names, 3), names[2]);
    ck_assert_pstr_eq(cor_nearest_name("of_age", names, 3), names[1]);
    ck_assert_ptr_null(cor_nearest_name("age", names, 3)); /* in too many names */
}
END_TEST

/* ---- random numbers ---- */

START_TEST(test_philox_gives_the_known_answers_of_random123)
{
    static const struct {
        uint32_t counter[4], key[2], answer[4];
    } KNOWN[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        const uint32_t *counter = KNOWN[i].counter;
        struct cor_key key = {KNOWN[i].key[0], KNOWN[i].key[1]};
        struct cor_draws draws = cor_philox(counter[0], counter[1], counter[2], counter[3], key);
        ck_assert_mem_eq(draws.word, KNOWN[i].answer, sizeof draws.word);
    }
}
END_TEST

START_TEST(test_all_paths_give_the_words_of_person_draws)
{
    enum { N = 211 };
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    uint32_t id[N], out[N + 1];
    ck_assert_uint_ge(n_paths, 1);
    for (uint32_t trial = 0; trial < 300; trial++) {
        struct cor_draws setting = cor_philox(trial, 7, 0, 0, (struct cor_key){11, 13});
        struct cor_key key = {setting.word[0], setting.word[1]};
        uint32_t stratum = setting.word[2], month = setting.word[3] >> 16, purpose = setting.word[3] & 0xff;
        uint32_t first = trial % 3, n = trial < N - 3 ? trial : N - 3; /* odd lengths, unaligned beginnings */
        for (uint32_t i = 0; i < N; i++) {
            id[i] = cor_philox(i, trial, 1, 0, key).word[0];
        }
        for (size_t p = 0; p <= n_paths; p++) {
            memset(out, 0xa5, sizeof out);
            if (p < n_paths) {
                paths[p].run(key, id + first, n, stratum, month, purpose, out + first);
            } else {
                cor_person_words(key, id + first, n, stratum, month, purpose, out + first);
            }
            for (uint32_t i = first; i < first + n; i++) {
                ck_assert_uint_eq(out[i], cor_person_draws(key, id[i], stratum, month, purpose, 0).word[0]);
            }
            ck_assert_uint_eq(out[first + n], 0xa5a5a5a5u);
        }
    }
}
END_TEST

/* Words of four arrays, each of which ends with a sentinel. */
static void check_blocks(uint32_t *const out[4], const uint32_t *id, uint32_t n, struct cor_key key,
                         const uint32_t at[4])
{
    for (uint32_t w = 0; w < 4; w++) {
        for (uint32_t i = 0; i < n; i++) {
            ck_assert_uint_eq(out[w][i], cor_person_draws(key, id[i], at[0], at[1], at[2], at[3]).word[w]);
        }
        ck_assert_uint_eq(out[w][n], 0xa5a5a5a5u);
    }
}

START_TEST(test_all_paths_give_the_four_words_of_person_draws)
{
    enum { N = 83, N_WORDS = 4 };
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    uint32_t id[N], words[N_WORDS][N + 1];
    for (uint32_t trial = 0; trial < 300; trial++) {
        struct cor_draws setting = cor_philox(trial, 9, 0, 0, (struct cor_key){11, 13});
        struct cor_key key = {setting.word[0], setting.word[1]};
        const uint32_t at[4] = {setting.word[2], setting.word[3] >> 16, setting.word[3] & 0xff, trial % 256};
        uint32_t shift = trial % 3, n = trial % (N - 3);
        uint32_t *const out[N_WORDS] = {words[0] + shift, words[1] + shift, words[2] + shift, words[3] + shift};
        for (uint32_t i = 0; i < N; i++) {
            id[i] = cor_philox(i, trial, 2, 0, key).word[0];
        }
        for (size_t p = 0; p <= n_paths; p++) {
            memset(words, 0xa5, sizeof words);
            if (p < n_paths) {
                paths[p].run_blocks(key, id + shift, n, at[0], at[1], at[2], at[3], out);
            } else {
                cor_person_blocks(key, id + shift, n, at[0], at[1], at[2], at[3], out);
            }
            check_blocks(out, id + shift, n, key, at);
        }
    }
}
END_TEST

START_TEST(test_all_paths_give_the_four_words_of_blocks_of_person_draws)
{
    enum { N = 211, N_WORDS = 4 };
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    uint32_t words[N_WORDS][N + 1];
    for (uint32_t trial = 0; trial < 300; trial++) {
        struct cor_draws setting = cor_philox(trial, 8, 0, 0, (struct cor_key){11, 13});
        struct cor_key key = {setting.word[0], setting.word[1]};
        uint32_t stratum = setting.word[2], month = setting.word[3] >> 16, purpose = setting.word[3] & 0xff;
        uint32_t first = trial % 5 == 0 ? UINT32_MAX - trial / 2 : setting.word[0] % 5000; /* ids may wrap around */
        uint32_t shift = trial % 3, n = trial < N - 3 ? trial : N - 3; /* odd lengths, unaligned beginnings */
        uint32_t *const out[N_WORDS] = {words[0] + shift, words[1] + shift, words[2] + shift, words[3] + shift};
        for (size_t p = 0; p <= n_paths; p++) {
            memset(words, 0xa5, sizeof words);
            if (p < n_paths) {
                paths[p].run_block(key, first, n, stratum, month, purpose, out);
            } else {
                cor_block_words(key, first, n, stratum, month, purpose, out);
            }
            for (uint32_t w = 0; w < N_WORDS; w++) {
                for (uint32_t i = 0; i < n; i++) {
                    ck_assert_uint_eq(out[w][i], cor_person_draws(key, first + i, stratum, month, purpose, 0).word[w]);
                }
                ck_assert_uint_eq(out[w][n], 0xa5a5a5a5u);
            }
        }
    }
}
END_TEST

START_TEST(test_all_paths_give_the_four_words_of_the_blocks_of_one_person)
{
    enum { N = 60, N_WORDS = 4 };
    struct cor_random_path paths[COR_MAX_RANDOM_PATHS];
    size_t n_paths = cor_random_paths(paths);
    uint32_t words[N_WORDS][N + 1];
    for (uint32_t trial = 0; trial < 300; trial++) {
        struct cor_draws setting = cor_philox(trial, 6, 0, 0, (struct cor_key){11, 13});
        struct cor_key key = {setting.word[0], setting.word[1]};
        uint32_t id = setting.word[1] ^ trial, stratum = setting.word[2];
        uint32_t month = setting.word[3] >> 16, purpose = setting.word[3] & 0xff;
        uint32_t shift = trial % 3, n = trial % (N - 3), first = setting.word[0] % (256 - n);
        uint32_t *const out[N_WORDS] = {words[0] + shift, words[1] + shift, words[2] + shift, words[3] + shift};
        for (size_t p = 0; p <= n_paths; p++) {
            memset(words, 0xa5, sizeof words);
            if (p < n_paths) {
                paths[p].run_index(key, id, stratum, month, purpose, first, n, out);
            } else {
                cor_index_words(key, id, stratum, month, purpose, first, n, out);
            }
            for (uint32_t w = 0; w < N_WORDS; w++) {
                for (uint32_t i = 0; i < n; i++) {
                    ck_assert_uint_eq(out[w][i], cor_person_draws(key, id, stratum, month, purpose, first + i).word[w]);
                }
                ck_assert_uint_eq(out[w][n], 0xa5a5a5a5u);
            }
        }
    }
}
END_TEST

START_TEST(test_person_draws_differ_in_every_argument)
{
    struct cor_key key = {42, 3}, seed = {43, 3}, replicate = {42, 4};
    struct cor_draws draws[7] = {
        cor_person_draws(key, 9, 2, 1488, 17, 1),       cor_person_draws(seed, 9, 2, 1488, 17, 1),
        cor_person_draws(replicate, 9, 2, 1488, 17, 1), cor_person_draws(key, 8, 2, 1488, 17, 1),
        cor_person_draws(key, 9, 3, 1488, 17, 1),       cor_person_draws(key, 9, 2, 1489, 17, 1),
        cor_person_draws(key, 9, 2, 1488, 18, 1),
    };
    struct cor_draws other_block = cor_person_draws(key, 9, 2, 1488, 17, 2);
    for (int i = 0; i < 7; i++) {
        ck_assert_mem_ne(other_block.word, draws[i].word, sizeof other_block.word);
        for (int j = 0; j < i; j++) {
            ck_assert_mem_ne(draws[i].word, draws[j].word, sizeof draws[i].word);
        }
    }
}
END_TEST

START_TEST(test_thresholds_are_exact_at_zero_and_one)
{
    ck_assert_uint_eq(cor_threshold(0.0), 0);
    ck_assert_uint_eq(cor_threshold(-1.0), 0);
    ck_assert_uint_eq(cor_threshold((double)NAN), 0);
    ck_assert_uint_eq(cor_threshold(1.0), (uint64_t)1 << 32);
    ck_assert_uint_eq(cor_threshold(7.0), (uint64_t)1 << 32);
    ck_assert_uint_eq(cor_threshold(0.5), 0x80000000u);
    ck_assert(!cor_happens(0, 0.0));
    ck_assert(cor_happens(UINT32_MAX, 1.0));
    ck_assert(cor_happens(0, 0x1p-32) && !cor_happens(1, 0x1p-32));
    ck_assert(!cor_happens(UINT32_MAX, 1.0 - 0x1p-53));
    ck_assert_double_gt(cor_unit(0), 0.0);
    ck_assert_double_lt(cor_unit(UINT32_MAX), 1.0);
}
END_TEST

/* ---- mathematics ---- */

/* Distance from `found` to `exact` in units of the last place of the exact value. */
static double ulps(double found, long double exact)
{
    int exponent;
    frexpl(exact, &exponent);
    exponent = exponent < DBL_MIN_EXP ? DBL_MIN_EXP : exponent;
    return (double)(fabsl((long double)found - exact) / ldexpl(1.0L, exponent - DBL_MANT_DIG));
}

static const struct {
    double from, to;
} EXP_RANGES[] = {{-708.0, 709.7}, {-1.0, 1.0}, {-0.02, 0.02}, {-30.0, 30.0}, {-745.1, -708.0}};

START_TEST(test_exp_is_below_one_unit_in_the_last_place)
{
    double worst = 0.0, from = EXP_RANGES[_i].from, to = EXP_RANGES[_i].to;
    double bound = to < -700.0 ? 0.77 : 0.55; /* results below the normal numbers are rounded twice */
    for (uint32_t i = 0; i < N_POINTS; i++) {
        double x = from + (to - from) * point(i, (uint32_t)_i);
        worst = fmax(worst, ulps(cor_exp(x), expl((long double)x)));
    }
    ck_assert_double_lt(worst, bound);
}
END_TEST

static const struct {
    double from, to; /* of the binary exponent, or of x itself */
    int is_exponent;
} LOG_RANGES[] = {{-1074.0, 1023.9, 1}, {0.0, 1.0, 0}, {0.98, 1.02, 0}, {0.6, 1.6, 0}, {1.0, 1e6, 0}};

START_TEST(test_log_is_below_one_unit_in_the_last_place)
{
    double worst = 0.0, from = LOG_RANGES[_i].from, to = LOG_RANGES[_i].to;
    for (uint32_t i = 0; i < N_POINTS; i++) {
        double x = from + (to - from) * point(i, 10 + (uint32_t)_i);
        x = LOG_RANGES[_i].is_exponent ? exp2(x) : x;
        worst = fmax(worst, ulps(cor_log(x), logl((long double)x)));
    }
    ck_assert_double_lt(worst, 0.55);
}
END_TEST

START_TEST(test_exp_and_log_at_the_ends_of_their_ranges)
{
    ck_assert(cor_exp(0.0) == 1.0 && cor_exp(1.0) == 2.718281828459045 && cor_log(1.0) == 0.0);
    ck_assert(cor_exp(-746.0) == 0.0 && cor_exp((double)-INFINITY) == 0.0 && cor_exp(-745.13) == 0x1p-1074);
    ck_assert(isinf(cor_exp(709.79)) && isinf(cor_exp((double)INFINITY)) && cor_exp(709.78) < DBL_MAX);
    ck_assert(cor_log(0.0) == (double)-INFINITY && cor_log(-0.0) == (double)-INFINITY);
    ck_assert(isnan(cor_log(-1.0)) && isnan(cor_log((double)NAN)) && isnan(cor_exp((double)NAN)));
    ck_assert(isinf(cor_log((double)INFINITY)) && ulps(cor_log(0x1p-1074), logl(0x1p-1074L)) < 0.55);
    ck_assert(ulps(cor_log(DBL_MAX), logl((long double)DBL_MAX)) < 0.55);
}
END_TEST

START_TEST(test_mathematics_gives_the_same_bits_everywhere)
{
    uint64_t digest = 0xcbf29ce484222325u;
    for (uint32_t i = 0; i < 20000; i++) {
        double u = point(i, 30);
        double values[5] = {cor_exp(60.0 * u - 40.0), cor_log(u), cor_pow(3.0 * u, 1.7), cor_logistic(9.0 * u - 4.0),
                            cor_normal_quantile(u)};
        for (int j = 0; j < 5; j++) {
            uint64_t bits;
            memcpy(&bits, &values[j], sizeof bits);
            digest = (digest ^ bits) * 0x100000001b3u;
        }
    }
    ck_assert_uint_eq(digest, DIGEST_OF_MATHEMATICS);
}
END_TEST

START_TEST(test_pow_keeps_thirteen_digits)
{
    for (uint32_t i = 0; i < 100000; i++) {
        double x = exp(-5.0 + 10.0 * point(i, 31)), y = -20.0 + 40.0 * point(i, 32);
        long double exact = powl((long double)x, (long double)y);
        ck_assert_double_lt((double)fabsl(((long double)cor_pow(x, y) - exact) / exact), 1e-13);
    }
    ck_assert(cor_pow(0.0, 0.5) == 0.0 && cor_pow(0.0, 0.0) == 1.0 && cor_pow(1.0, 1e300) == 1.0);
}
END_TEST

START_TEST(test_logistic_and_logit_are_inverse)
{
    ck_assert(cor_logistic(0.0) == 0.5 && cor_logit(0.5) == 0.0);
    ck_assert(cor_logistic(-800.0) == 0.0 && cor_logistic(800.0) == 1.0);
    for (uint32_t i = 0; i < 10000; i++) {
        double p = point(i, 33);
        ck_assert_double_eq_tol(cor_logistic(cor_logit(p)), p, 1e-15);
    }
}
END_TEST

/* Relative error of z as the quantile of p: the exact quantile is one Newton step away. */
static double quantile_error(double z, double p)
{
    long double root2 = sqrtl(2.0L), density = expl(-0.5L * z * z) / sqrtl(2.0L * acosl(-1.0L));
    long double excess = z < 0.0 ? 0.5L * erfcl(-z / root2) - p : (1.0L - p) - 0.5L * erfcl(z / root2);
    return (double)fabsl(excess / density / z);
}

START_TEST(test_normal_quantile_keeps_its_bound_over_all_probabilities)
{
    ck_assert(cor_normal_quantile(0.5) == 0.0);
    ck_assert(isinf(cor_normal_quantile(0.0)) && isinf(cor_normal_quantile(1.0)) && isnan(cor_normal_quantile(1.5)));
    for (uint32_t i = 0; i < 100000; i++) {
        double u = point(i, 34), p = i % 3 == 0 ? u : i % 3 == 1 ? exp(-650.0 * u) : 1.0 - 1e-4 * u;
        double z = cor_normal_quantile(p);
        ck_assert_double_lt(quantile_error(z, p), 1.2e-9);
    }
}
END_TEST

/* ---- calendar ---- */

START_TEST(test_months_parse_or_give_zero)
{
    static const struct {
        const char *text;
        int32_t month;
    } CASES[] = {
        {"2024-01", 1488}, {"2030-12", 1571}, {"2030-01-31", 1560}, {"2024-02-29", 1489}, {"2023-02-29", 0},
        {"2100-02-29", 0}, {"2030-04-31", 0}, {"2030-00", 0},       {"2030-13", 0},       {"2030-1", 0},
        {"2030-01-", 0},   {"2030-01-1", 0},  {"2030-01-00", 0},    {"2030-01-011", 0},   {"2030-01 ", 0},
        {"", 0},           {"203", 0},        {"2030", 0},          {"2030/01", 0},       {"1899-12", 0},
        {"1900-01", 0},    {"1900-02", 1},    {"-030-01", 0},       {"9999-12", 97199},   {"2030-01-31T", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        ck_assert_msg(cor_month_parse(CASES[i].text) == CASES[i].month, "%s", CASES[i].text);
    }
    for (int32_t month = 1; month < 2400; month++) {
        ck_assert_int_eq(cor_month(cor_month_year(month), cor_month_of_year(month)), month);
    }
}
END_TEST

static void add_plain_tests(TCase *tests)
{
    tcase_add_test(tests, test_every_status_has_a_sentence_and_an_exit_code_below_126);
    tcase_add_test(tests, test_allocations_that_overflow_are_refused);
    tcase_add_test(tests, test_blocks_are_zeroed_aligned_and_never_null_when_empty);
    tcase_add_test(tests, test_problems_print_by_file_line_column_and_then_in_order_of_arrival);
    tcase_add_test(tests, test_foreign_text_cannot_steer_the_terminal);
    tcase_add_test(tests, test_problems_beyond_the_cap_are_counted_not_kept);
    tcase_add_test(tests, test_long_messages_are_cut_between_characters);
    tcase_add_test(tests, test_nearest_name_finds_typos_and_nothing_else);
    tcase_add_test(tests, test_a_name_without_its_mechanism_or_a_part_of_it_is_found);
    tcase_add_test(tests, test_months_parse_or_give_zero);
}

static void add_number_tests(TCase *tests)
{
    tcase_add_test(tests, test_philox_gives_the_known_answers_of_random123);
    tcase_add_test(tests, test_all_paths_give_the_words_of_person_draws);
    tcase_add_test(tests, test_all_paths_give_the_four_words_of_person_draws);
    tcase_add_test(tests, test_all_paths_give_the_four_words_of_blocks_of_person_draws);
    tcase_add_test(tests, test_all_paths_give_the_four_words_of_the_blocks_of_one_person);
    tcase_add_test(tests, test_person_draws_differ_in_every_argument);
    tcase_add_test(tests, test_thresholds_are_exact_at_zero_and_one);
    tcase_add_loop_test(tests, test_exp_is_below_one_unit_in_the_last_place, 0, 5);
    tcase_add_loop_test(tests, test_log_is_below_one_unit_in_the_last_place, 0, 5);
    tcase_add_test(tests, test_exp_and_log_at_the_ends_of_their_ranges);
    tcase_add_test(tests, test_mathematics_gives_the_same_bits_everywhere);
    tcase_add_test(tests, test_pow_keeps_thirteen_digits);
    tcase_add_test(tests, test_logistic_and_logit_are_inverse);
    tcase_add_test(tests, test_normal_quantile_keeps_its_bound_over_all_probabilities);
}

Suite *suite_base(void)
{
    Suite *suite = suite_create("base");
    TCase *plain = tcase_create("plain"), *numbers = tcase_create("numbers");
    tcase_set_timeout(numbers, TIMEOUT_SECONDS);
    add_plain_tests(plain);
    add_number_tests(numbers);
    suite_add_tcase(suite, plain);
    suite_add_tcase(suite, numbers);
    return suite;
}
