#include <check.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sim/base/random.h"
#include "sim/io/json.h"

/* Parse; the document must be freed by the caller when there is one. */
static enum cor_status parse(const char *text, size_t n_bytes, struct cor_diagnostics *list, struct cor_json **document)
{
    enum cor_status status;
    char *exact = malloc(n_bytes + 1); /* exactly as long as told, so that a sanitizer sees a read behind the end */
    cor_diagnostics_init(list);
    ck_assert_ptr_nonnull(exact);
    exact = n_bytes > 0 ? realloc(exact, n_bytes) : exact;
    memcpy(exact, text, n_bytes);
    status = cor_json_parse("case.json", exact, n_bytes, list, document);
    free(exact);
    return status;
}

static struct cor_json *parse_good(const char *text)
{
    struct cor_diagnostics list;
    struct cor_json *document = NULL;
    enum cor_status status = parse(text, strlen(text), &list, &document);
    ck_assert_msg(status == COR_OK, "%s: %s", text, list.n_items > 0 ? list.items[0].message : "no message");
    ck_assert_uint_eq(list.n_errors, 0);
    cor_diagnostics_free(&list);
    return document;
}

/* ---- what is accepted ---- */

static const char *const ACCEPTED[] = {
    "0",
    "-0",
    " \t\r\n 1 \r\n\t ",
    "1.5e-3",
    "1E+2",
    "9007199254740992",
    "-9007199254740992",
    "9007199254740994",
    "100000000000000000000",
    "1e22",
    "1.2345678901234567e+30",
    "12345678901234568",
    "5e-324",
    "1.7976931348623157e308",
    "0.1000000000000000055511151231257827021181583404541015625",
    "\"\"",
    "true",
    "false",
    "null",
    "[]",
    "{}",
    "[[],{}]",
    "\"\\u0041\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\ud83d\\ude00\"",
    "\"\xf0\x9f\x98\x80 Vi\xe1\xbb\x87t \x7f\"",
    "{\"a\":1,\"b\":{\"a\":2,\"A2\":3}}",
    "[1,\"a\",null,true,{\"x\":[0.5]}]",
    "\"\\uFFFF\"",
    "{\"\":0}",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", /* depth 32 */
};

START_TEST(test_strict_json_is_accepted)
{
    cor_json_free(parse_good(ACCEPTED[_i]));
}
END_TEST

/* ---- what is refused, where, and why ---- */

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct refused {
    const char *text;
    size_t n_bytes;
    unsigned line, column;
    const char *reason; /* part of the message */
} REFUSED[] = {
    {TEXT(""), 1, 1, "the text ends here"},
    {TEXT(" \n "), 2, 2, "the text ends here"},
    {TEXT("01"), 1, 1, "'01' is not written as a number"},
    {TEXT("-"), 1, 1, "not written as a number"},
    {TEXT("-01"), 1, 1, "not written as a number"},
    {TEXT("1."), 1, 1, "'1.' is not written"},
    {TEXT("1.e3"), 1, 1, "not written"},
    {TEXT("[.5]"), 1, 2, "found '.'"},
    {TEXT("[+1]"), 1, 2, "found '+'"},
    {TEXT("[1e]"), 1, 2, "not written"},
    {TEXT("[1e+]"), 1, 2, "not written"},
    {TEXT("[1-2]"), 1, 2, "'1-2' is not written"},
    {TEXT("1 000"), 1, 3, "found '000', expected nothing"},
    {TEXT("0x10"), 1, 2, "found 'x10'"},
    {TEXT("NaN"), 1, 1, "found 'NaN', expected a value"},
    {TEXT("[-Infinity]"), 1, 2, "not written as a number"},
    {TEXT("[1e999]"), 1, 2, "'1e999' is too large"},
    {TEXT("[-1e999]"), 1, 2, "too large"},
    {TEXT("1e99999999999999999999"), 1, 1, "too large"},
    {TEXT("1e-400"), 1, 1, "too close to zero"},
    {TEXT("9007199254740993"), 1, 1, "would lose digits"},
    {TEXT("-9007199254740993"), 1, 1, "would lose digits"},
    {TEXT("9007199254740993.0"), 1, 1, "would lose digits"},
    {TEXT("18446744073709551615"), 1, 1, "would lose digits"},
    {TEXT("1111111111111111111111111111111111111111111111111111111111111111"), 1, 1, "more than 63 characters"},
    {TEXT("\"\\u0000x\""), 1, 2, "\\u0000 is not allowed"},
    {TEXT("\"a\0b\""), 1, 3, "control character 0x00"},
    {TEXT("[1]\0"), 1, 4, "found byte 0x00"},
    {TEXT("\"\t\""), 1, 2, "control character 0x09"},
    {TEXT("\"a\nb\""), 1, 3, "the line ends inside a string"},
    {TEXT("\"\\ud800\""), 1, 2, "surrogate"},
    {TEXT("\"\\ude00\\ud83d\""), 1, 2, "surrogate"},
    {TEXT("\"\\ud83dx\""), 1, 2, "surrogate"},
    {TEXT("\"\\u12g4\""), 1, 2, "four hexadecimal digits"},
    {TEXT("\"\\u12"), 1, 2, "four hexadecimal digits"},
    {TEXT("\"C:\\data\""), 1, 4, "unknown escape"},
    {TEXT("\"\\"), 1, 2, "unknown escape"},
    {TEXT("\"abc"), 1, 1, "has no end"},
    {TEXT("\"\xff\""), 1, 2, "byte 0xff is not UTF-8"},
    {TEXT("\"\xc0\xaf\""), 1, 2, "byte 0xc0 is not UTF-8"},
    {TEXT("\"\xed\xa0\x80\""), 1, 2, "byte 0xed is not UTF-8"},
    {TEXT("\"\xf4\x90\x80\x80\""), 1, 2, "byte 0xf4 is not UTF-8"},
    {TEXT("\"\xe1\xbb"), 1, 2, "byte 0xe1 is not UTF-8"},
    {TEXT("\xff"), 1, 1, "found byte 0xff"},
    {TEXT("\xff\xfe{\0}\0"), 1, 1, "UTF-16; save it as UTF-8"},
    {TEXT("{\0}\0"), 1, 1, "UTF-16; save it as UTF-8"},
    {TEXT("{} {}"), 1, 4, "expected nothing after the end"},
    {TEXT("[]\n]"), 2, 1, "expected nothing after the end"},
    {TEXT("{\"a\":1,}"), 1, 8, "the last one has no comma"},
    {TEXT("[1,]"), 1, 4, "the last one has no comma"},
    {TEXT("[,1]"), 1, 2, "found ',', expected a value"},
    {TEXT("[1 2]"), 1, 4, "expected ',' or ']'"},
    {TEXT("[1,2"), 1, 5, "expected ',' or ']'"},
    {TEXT("[1}"), 1, 3, "found '}'"},
    {TEXT("{\"a\" 1}"), 1, 6, "expected ':'"},
    {TEXT("{\"a\":}"), 1, 6, "expected a value"},
    {TEXT("{a:1}"), 1, 2, "found 'a', expected a name in double quotes"},
    {TEXT("{'a':1}"), 1, 2, "expected a name in double quotes"},
    {TEXT("{\"a\":1 \"b\":2}"), 1, 8, "expected ',' or '}'"},
    {TEXT("// note\n1"), 1, 1, "found '/'"},
    {TEXT("{\n  /* note */\n}"), 2, 3, "found '/'"},
    {TEXT("True"), 1, 1, "found 'True'"},
    {TEXT("truest"), 1, 5, "found 'st'"},
    {TEXT("nul"), 1, 1, "found 'nul'"},
    {TEXT("[1,\f2]"), 1, 4, "found '"},
    {TEXT("{\"a\":1,\n \"a\":2}"), 2, 2, "'a' occurs twice, also in line 1"},
    {TEXT("{\"a\":1,\"\\u0061\":2}"), 1, 8, "'a' occurs twice"},
    {TEXT("[{\"Rate\":1,\"x\":0,\"rate\":2}]"), 1, 18, "'rate' differs only in case from 'Rate'"},
    {TEXT("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"), 1, 33, "nested more than 32 deep"},
};

START_TEST(test_anything_else_is_refused_with_place_and_reason)
{
    const struct refused *refused = &REFUSED[_i];
    struct cor_diagnostics list;
    struct cor_json *document = NULL;
    enum cor_status status = parse(refused->text, refused->n_bytes, &list, &document);
    ck_assert_msg(status == COR_ERR_INPUT && !document, "%s", refused->text);
    ck_assert_uint_ge(list.n_items, 1);
    ck_assert_msg(strstr(list.items[0].message, refused->reason) != NULL, "%s: %s", refused->text,
                  list.items[0].message);
    ck_assert_msg(list.items[0].line == refused->line && list.items[0].column == refused->column, "%s: %u:%u",
                  refused->text, list.items[0].line, list.items[0].column);
    ck_assert_str_eq(list.items[0].file, "case.json");
    cor_diagnostics_free(&list);
}
END_TEST

START_TEST(test_faults_inside_values_are_reported_all_at_once)
{
    static const char MANY[] = "{\"a\":1e999,\n\"b\":\"\\u0000\",\n\"c\":\"\xff\",\n\"d\":9007199254740993}";
    struct cor_diagnostics list;
    struct cor_json *document = NULL;
    ck_assert_int_eq(parse(MANY, strlen(MANY), &list, &document), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 4);
    for (unsigned i = 0; i < 4; i++) {
        ck_assert_uint_eq(list.items[i].line, i + 1);
    }
    cor_diagnostics_free(&list);
}
END_TEST

/* A text of n_bytes: `open`, then `unit` as often as it fits, blanks, `close`. */
static char *repeated(size_t n_bytes, char open, const char *unit, char close)
{
    char *text = malloc(n_bytes + 1);
    size_t length = strlen(unit), n = 1;
    ck_assert_ptr_nonnull(text);
    memset(text, ' ', n_bytes);
    text[0] = open;
    for (; n + length < n_bytes - 2; n += length) {
        memcpy(text + n, unit, length);
    }
    memcpy(text + n_bytes - 2, "0 ", 2);
    text[n_bytes - 1] = close;
    text[n_bytes] = '\0';
    return text;
}

START_TEST(test_sizes_at_the_limits)
{
    static const struct {
        size_t n_bytes;
        const char *unit, *reason;
    } CASES[] = {
        {4u << 20, "0,       ", NULL},
        {(4u << 20) + 1, "0,       ", "above the limit"},
        {4u << 20, "0,", "more than 500000 values"},
    };
    for (size_t i = 0; i < 3; i++) {
        struct cor_diagnostics list;
        struct cor_json *document = NULL;
        char *text = repeated(CASES[i].n_bytes, '[', CASES[i].unit, ']');
        enum cor_status status = parse(text, CASES[i].n_bytes, &list, &document);
        ck_assert_int_eq(status, !CASES[i].reason ? COR_OK : COR_ERR_INPUT);
        if (CASES[i].reason) {
            ck_assert_ptr_nonnull(strstr(list.items[0].message, CASES[i].reason));
        }
        cor_json_free(document);
        cor_diagnostics_free(&list);
        free(text);
    }
}
END_TEST

START_TEST(test_millions_of_problems_stay_cheap)
{
    size_t n_bytes = 4u << 20;
    char *text = repeated(n_bytes, '"', "\xff", '"');
    struct cor_diagnostics list;
    struct cor_json *document = NULL;
    ck_assert_int_eq(parse(text, n_bytes, &list, &document), COR_ERR_INPUT);
    ck_assert_uint_gt(list.n_errors, 4000000);
    cor_diagnostics_free(&list);
    free(text);
}
END_TEST

/* ---- what a document holds ---- */

START_TEST(test_values_know_their_key_type_and_place)
{
    struct cor_json *document =
        parse_good("{\"name\": \"Vi\\u1ec7t\",\n\t\"list\" :\n  [1, [2.5], {}, true],\n \"z\":null}");
    const struct cor_json_value *root = cor_json_root(document), *list = cor_json_member(root, "list");
    struct cor_place place = cor_json_place(document, list);
    ck_assert_str_eq(cor_json_file(document), "case.json");
    ck_assert(root->type == COR_JSON_OBJECT && !root->key && root->n_children == 3);
    ck_assert_str_eq(cor_json_member(root, "name")->string, "Vi\xe1\xbb\x87t");
    ck_assert_str_eq(list->key, "list");
    ck_assert(list->key_line == 2 && list->key_column == 2 && place.line == 3 && place.column == 3);
    ck_assert_str_eq(place.file, "case.json");
    ck_assert(list->type == COR_JSON_ARRAY && list->n_children == 4);
    ck_assert(list->children[0].is_integer && list->children[0].number == 1.0 && !list->children[0].key);
    ck_assert(list->children[1].children[0].number == 2.5 && !list->children[1].children[0].is_integer);
    ck_assert(list->children[1].children[0].line == 3 && list->children[1].children[0].column == 8);
    ck_assert(list->children[2].type == COR_JSON_OBJECT && list->children[2].n_children == 0);
    ck_assert(list->children[3].type == COR_JSON_BOOL && list->children[3].boolean);
    ck_assert(root->children[2].type == COR_JSON_NULL && root->children[2].line == 4);
    ck_assert_ptr_null(cor_json_member(root, "List"));
    ck_assert_ptr_null(cor_json_member(list, "list"));
    cor_json_free(document);
}
END_TEST

START_TEST(test_integers_are_told_from_other_numbers)
{
    static const struct {
        const char *text;
        double number;
        bool is_integer;
    } CASES[] = {
        {"-0", 0.0, true},     {"1.0", 1.0, true},   {"1e3", 1000.0, true},    {"9007199254740992", 0x1p53, true},
        {"1e16", 1e16, false}, {"0.5", 0.5, false},  {"-3", -3.0, true},       {"-2.385", -2.385, false},
        {"0e5", 0.0, true},    {"0.000", 0.0, true}, {"1230e-1", 123.0, true},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct cor_json *document = parse_good(CASES[i].text);
        const struct cor_json_value *root = cor_json_root(document);
        ck_assert_msg(root->number == CASES[i].number && root->is_integer == CASES[i].is_integer, "%s", CASES[i].text);
        ck_assert(!signbit(root->number) || root->number < 0.0);
        cor_json_free(document);
    }
}
END_TEST

/* ---- writing ---- */

START_TEST(test_strings_are_written_safe_for_pages)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add_json_string(&text, "</script>&\"\\\n\t\x01\xe2\x80\xa8\xff Vi\xe1\xbb\x87t");
    ck_assert_str_eq(text.bytes, "\"\\u003c/script\\u003e\\u0026\\\"\\\\\\n\\t\\u0001\\u2028\\ufffd Vi\xe1\xbb\x87t\"");
    ck_assert_uint_eq(text.n_bytes, strlen(text.bytes));
    cor_text_free(&text);
    cor_text_add_json_string(&text, "");
    ck_assert_str_eq(text.bytes, "\"\"");
    cor_text_free(&text);
}
END_TEST

START_TEST(test_numbers_are_written_short)
{
    static const struct {
        double number;
        const char *text;
    } CASES[] = {
        {0.1 + 0.2, "0.30000000000000004"},
        {0.1, "0.1"},
        {1e20, "1e+20"},
        {-0.0, "0"},
        {1e15, "1e+15"},
        {12.0, "12"},
        {123456789012345.0, "123456789012345"},
        {9007199254740992.0, "9007199254740992"},
        {(double)NAN, "null"},
        {(double)-INFINITY, "null"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct cor_text text;
        cor_text_init(&text);
        cor_text_add_number(&text, CASES[i].number);
        ck_assert_str_eq(text.bytes, CASES[i].text);
        cor_text_free(&text);
    }
}
END_TEST

/* Any finite double, or 0. */
static double random_double(uint32_t i)
{
    struct cor_draws draws = cor_philox(i, 5, 0, 0, (struct cor_key){9, 9});
    uint64_t bits = ((uint64_t)draws.word[0] << 32) | draws.word[1];
    double number;
    memcpy(&number, &bits, sizeof number);
    if (i % 2 == 0) {
        return (double)draws.word[0] / 1000.0;
    }
    return isfinite(number) ? number : 0.0;
}

START_TEST(test_written_numbers_read_back_equal)
{
    struct cor_text text;
    cor_text_init(&text);
    cor_text_add(&text, "[");
    for (uint32_t i = 0; i < 100000; i++) {
        cor_text_add_number(&text, random_double(i));
        cor_text_add_bytes(&text, i < 99999 ? ",\n" : "]", i < 99999 ? 2 : 1);
    }
    ck_assert(!text.failed);
    struct cor_json *document = parse_good(text.bytes);
    for (uint32_t i = 0; i < 100000; i++) {
        ck_assert(cor_json_root(document)->children[i].number == random_double(i));
        ck_assert(cor_json_root(document)->children[i].line == i + 1);
    }
    cor_json_free(document);
    cor_text_free(&text);
}
END_TEST

START_TEST(test_a_text_grows_by_any_pieces)
{
    struct cor_text text;
    char *expected = malloc(600001);
    ck_assert_ptr_nonnull(expected);
    cor_text_init(&text);
    for (int i = 0; i < 100000; i++) {
        cor_text_add(&text, "%05d", i);
        cor_text_add_bytes(&text, ";", 1);
        snprintf(expected + 6 * i, 7, "%05d;", i);
    }
    ck_assert_uint_eq(text.n_bytes, 600000);
    ck_assert_mem_eq(text.bytes, expected, 600001);
    cor_text_free(&text);
    free(expected);
}
END_TEST

START_TEST(test_the_locale_changes_nothing)
{
    static const char *const COMMA[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "vi_VN.UTF-8"};
    struct cor_json *document;
    struct cor_text text;
    for (size_t i = 0; i < sizeof COMMA / sizeof *COMMA && !setlocale(LC_ALL, COMMA[i]); i++) {
    }
    cor_text_init(&text);
    cor_text_add_number(&text, 2.385);
    ck_assert_str_eq(text.bytes, "2.385");
    cor_text_free(&text);
    document = parse_good("[0.125]");
    ck_assert(cor_json_root(document)->children[0].number == 0.125);
    cor_json_free(document);
}
END_TEST

Suite *suite_json(void)
{
    Suite *suite = suite_create("json");
    TCase *reading = tcase_create("reading"), *writing = tcase_create("writing");
    tcase_set_timeout(reading, 60);
    tcase_set_timeout(writing, 60);
    tcase_add_loop_test(reading, test_strict_json_is_accepted, 0, sizeof ACCEPTED / sizeof *ACCEPTED);
    tcase_add_loop_test(reading, test_anything_else_is_refused_with_place_and_reason, 0,
                        sizeof REFUSED / sizeof *REFUSED);
    tcase_add_test(reading, test_faults_inside_values_are_reported_all_at_once);
    tcase_add_test(reading, test_sizes_at_the_limits);
    tcase_add_test(reading, test_millions_of_problems_stay_cheap);
    tcase_add_test(reading, test_values_know_their_key_type_and_place);
    tcase_add_test(reading, test_integers_are_told_from_other_numbers);
    tcase_add_test(writing, test_strings_are_written_safe_for_pages);
    tcase_add_test(writing, test_numbers_are_written_short);
    tcase_add_test(writing, test_written_numbers_read_back_equal);
    tcase_add_test(writing, test_a_text_grows_by_any_pieces);
    tcase_add_test(writing, test_the_locale_changes_nothing);
    suite_add_tcase(suite, reading);
    suite_add_tcase(suite, writing);
    return suite;
}
