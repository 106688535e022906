#include <check.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/sha256.h"

Suite *suite_sha256(void);

/* FIPS 180-4 examples and the NIST test vectors for short messages. */
static const struct {
    const char *message, *digest;
} VECTORS[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
};

START_TEST(test_standard_messages_have_their_digests)
{
    char digest[COR_SHA256_TEXT];
    cor_sha256(VECTORS[_i].message, strlen(VECTORS[_i].message), digest);
    ck_assert_str_eq(digest, VECTORS[_i].digest);
}
END_TEST

START_TEST(test_a_million_letters_have_their_digest_in_any_pieces)
{
    static const size_t PIECES[] = {1, 63, 64, 65, 997, 1000000};
    char *letters = malloc(1000000), digest[COR_SHA256_TEXT];
    ck_assert_ptr_nonnull(letters);
    memset(letters, 'a', 1000000);
    for (size_t p = 0; p < sizeof PIECES / sizeof PIECES[0]; p++) {
        struct cor_sha256 hash;
        cor_sha256_begin(&hash);
        for (size_t done = 0; done < 1000000; done += PIECES[p]) {
            cor_sha256_add(&hash, letters + done, PIECES[p] < 1000000 - done ? PIECES[p] : 1000000 - done);
        }
        cor_sha256_end(&hash, digest);
        ck_assert_str_eq(digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    free(letters);
}
END_TEST

/* Where the processor has rounds of its own, the digests above are theirs: those of every processor must be the same. */
START_TEST(test_the_plain_rounds_give_the_digests_of_the_processors)
{
    char bytes[1000], digest[COR_SHA256_TEXT], plain[COR_SHA256_TEXT];
    for (size_t n = 0; n < sizeof bytes; n++) {
        bytes[n] = (char)(n * n % 251);
        struct cor_sha256 hash;
        cor_sha256_begin(&hash);
        hash.mix = cor_sha256_mix_plain;
        cor_sha256_add(&hash, bytes, n);
        cor_sha256_end(&hash, plain);
        cor_sha256(bytes, n, digest);
        ck_assert_str_eq(plain, digest);
    }
}
END_TEST

/* Lengths around the block: the padding has its cases there. Chained, so that one digest covers all. */
START_TEST(test_all_lengths_up_to_two_blocks_are_padded_rightly)
{
    char bytes[130], digest[COR_SHA256_TEXT], chain[COR_SHA256_TEXT * 130] = "";
    memset(bytes, 'x', sizeof bytes);
    for (size_t n = 0; n < sizeof bytes; n++) {
        cor_sha256(bytes, n, digest);
        strcat(chain, digest);
    }
    cor_sha256(chain, strlen(chain), digest);
    ck_assert_str_eq(digest, "199af942eba7fa5d1e16d475169eb24018b14e69339c93d26a9ea6d873b4ace6");
}
END_TEST

Suite *suite_sha256(void)
{
    Suite *suite = suite_create("sha256");
    TCase *tests = tcase_create("sha256");
    tcase_add_loop_test(tests, test_standard_messages_have_their_digests, 0, sizeof VECTORS / sizeof VECTORS[0]);
    tcase_add_test(tests, test_a_million_letters_have_their_digest_in_any_pieces);
    tcase_add_test(tests, test_all_lengths_up_to_two_blocks_are_padded_rightly);
    tcase_add_test(tests, test_the_plain_rounds_give_the_digests_of_the_processors);
    suite_add_tcase(suite, tests);
    return suite;
}
