#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/io/csv.h"

static const char *const REQUIRED[] = {"year", "rate", "source"};
enum { N_REQUIRED = 3 };

/* Write the bytes to a fresh file and read it as a table. */
static enum cor_status read_bytes(const char *bytes, size_t n_bytes, const char *const *required, size_t n_required,
                                  struct cor_diagnostics *list, struct cor_csv *table)
{
    char path[] = "/tmp/corridor-csv-XXXXXX";
    int descriptor = mkstemp(path);
    enum cor_status status;
    ck_assert_int_ge(descriptor, 0);
    ck_assert_int_eq(write(descriptor, bytes, n_bytes), (ssize_t)n_bytes);
    ck_assert_int_eq(close(descriptor), 0);
    cor_diagnostics_init(list);
    status = cor_csv_read(path, required, n_required, list, table);
    ck_assert_int_eq(unlink(path), 0);
    return status;
}

static void read_good(const char *text, struct cor_csv *table)
{
    struct cor_diagnostics list;
    enum cor_status status = read_bytes(text, strlen(text), REQUIRED, N_REQUIRED, &list, table);
    ck_assert_msg(status == COR_OK, "%s", list.n_items > 0 ? list.items[0].message : "no message");
    ck_assert_uint_eq(list.n_errors, 0);
    cor_diagnostics_free(&list);
}

START_TEST(test_cells_come_back_with_their_places)
{
    struct cor_csv table;
    struct cor_place place;
    read_good("rate,year,source\n0.25,2024,GSO\n,\"2025\",\"a \"\"b\"\", Vi\xe1\xbb\x87t\"\n", &table);
    ck_assert_uint_eq(table.n_rows, 2);
    ck_assert_uint_eq(table.n_columns, 3);
    ck_assert_uint_eq(cor_csv_column(&table, "year"), 1);
    ck_assert_uint_eq(cor_csv_column(&table, "rate"), 0);
    ck_assert_uint_eq(cor_csv_column(&table, "source"), 2);
    ck_assert_str_eq(cor_csv_cell(&table, 0, 0), "0.25");
    ck_assert_str_eq(cor_csv_cell(&table, 1, 0), "");
    ck_assert_str_eq(cor_csv_cell(&table, 1, 1), "2025");
    ck_assert_str_eq(cor_csv_cell(&table, 1, 2), "a \"b\", Vi\xe1\xbb\x87t");
    place = cor_csv_place(&table, 1, 2);
    ck_assert(place.line == 3 && place.column == 9);
    ck_assert_ptr_nonnull(strstr(place.file, "corridor-csv-"));
    cor_csv_free(&table);
    cor_csv_free(&table); /* harmless */
}
END_TEST

START_TEST(test_line_ends_and_a_byte_order_mark_make_no_difference)
{
    static const char *const SAME[] = {
        "year,rate,source\n2024,1,x\n2025,2,\n",           "year,rate,source\n2024,1,x\n2025,2,",
        "year,rate,source\r\n2024,1,x\r\n2025,2,\r\n",     "year,rate,source\r\n2024,1,x\n2025,2,\"\"\r\n",
        "\xef\xbb\xbfyear,rate,source\n2024,1,x\n2025,2,", "\"year\",\"rate\",\"source\"\n2024,1,\"x\"\n2025,2,\"\"",
    };
    struct cor_csv table;
    read_good(SAME[_i], &table);
    ck_assert_uint_eq(table.n_rows, 2);
    ck_assert_str_eq(cor_csv_cell(&table, 0, 2), "x");
    ck_assert_str_eq(cor_csv_cell(&table, 1, 0), "2025");
    ck_assert_str_eq(cor_csv_cell(&table, 1, 2), "");
    ck_assert_uint_eq(cor_csv_place(&table, 0, 1).column, 6);
    cor_csv_free(&table);
}
END_TEST

START_TEST(test_a_header_alone_is_a_table_without_rows)
{
    struct cor_csv table;
    read_good("source,rate,year", &table);
    ck_assert_uint_eq(table.n_rows, 0);
    cor_csv_free(&table);
}
END_TEST

/* ---- refused ---- */

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct refused {
    const char *bytes;
    size_t n_bytes;
    size_t n_problems;
    unsigned line, column; /* of the first problem */
    const char *reason;
} REFUSED[] = {
    {TEXT(""), 1, 1, 1, "empty"},
    {TEXT("\xef\xbb\xbf"), 1, 1, 1, "empty"},
    {TEXT("year,rate\n"), 1, 1, 0, "column 'source' is missing"},
    {TEXT("year,rate,source,note\n"), 1, 1, 18, "unknown column 'note'"},
    {TEXT("year,rat,source\n"), 2, 1, 6, "unknown column 'rat'; did you mean 'rate'?"},
    {TEXT("year,rate,source,rate\n"), 1, 1, 18, "column 'rate' occurs twice"},
    {TEXT("year,,rate,source\n"), 1, 1, 6, "column 2 has no name"},
    {TEXT("\n"), 4, 1, 1, "column 1 has no name"},
    {TEXT("Year,rate,source\n"), 2, 1, 1, "did you mean 'year'?"},
    {TEXT("year;rate;source\n2024;0,5;x\n"), 1, 1, 0, "cells are separated by ';'"},
    {TEXT("\xef\xbb\xbfyear\trate\tsource\n"), 1, 1, 0, "cells are separated by tabs"},
    {TEXT("year,rate,source\n1,2\n1,2,3,4\n1,2,3\n1\n"), 3, 2, 1, "2 cells in this row, 3 in the header"},
    {TEXT("year,rate,source\n\n1,2,3\n\r\n"), 2, 2, 1, "empty line"},
    {TEXT("year,rate,source\n1,2,\"a\nb\"\n"), 2, 2, 5, "not closed on its line"},
    {TEXT("year,rate,source\n1,2,\"a"), 1, 2, 5, "not closed on its line"},
    {TEXT("year,rate,source\n1,2,\"a\"b\n"), 1, 2, 8, "text after a closing quote"},
    {TEXT("year,rate,source\n1,2,a\"b\n1,\"2\" ,3\n"), 2, 2, 6, "does not begin with one"},
    {TEXT("year,rate,source\n1,2\r,3\n"), 1, 2, 4, "carriage return"},
    {TEXT("year,rate,source\r1,2,3\r"), 1, 1, 17, "carriage return"},
    {TEXT("year,\"rate,source\n"), 1, 1, 6, "not closed on its line"},
    {TEXT("year,rate,source\n1,2,\0\n"), 1, 2, 5, "NUL"},
    {TEXT("year,rate,source\n1,2,Vi\xeat\n\xff"), 1, 2, 7, "0xea is not UTF-8"},
    {TEXT("\xff\xfey\0e\0"), 1, 1, 1, "UTF-16; save it as UTF-8"},
    {TEXT("\0y\0e"), 1, 1, 1, "UTF-16; save it as UTF-8"},
    {TEXT("\xffy"), 1, 1, 1, "not UTF-8"},
};

START_TEST(test_broken_tables_are_refused_with_place_and_reason)
{
    const struct refused *refused = &REFUSED[_i];
    struct cor_diagnostics list;
    struct cor_csv table;
    enum cor_status status = read_bytes(refused->bytes, refused->n_bytes, REQUIRED, N_REQUIRED, &list, &table);
    ck_assert_msg(status == COR_ERR_INPUT, "%s", refused->bytes);
    ck_assert_msg(list.n_errors == refused->n_problems, "%s: %zu problems", refused->bytes, list.n_errors);
    ck_assert_msg(strstr(list.items[0].message, refused->reason) != NULL, "%s: %s", refused->bytes,
                  list.items[0].message);
    ck_assert_msg(list.items[0].line == refused->line && list.items[0].column == refused->column, "%s: %u:%u",
                  refused->bytes, list.items[0].line, list.items[0].column);
    ck_assert(!table.cells && !table.storage && table.n_rows == 0);
    cor_diagnostics_free(&list);
}
END_TEST

START_TEST(test_a_missing_file_is_a_problem_that_names_it)
{
    struct cor_diagnostics list;
    struct cor_csv table;
    cor_diagnostics_init(&list);
    ck_assert_int_eq(cor_csv_read("/nowhere/at all.csv", REQUIRED, N_REQUIRED, &list, &table), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 1);
    ck_assert_str_eq(list.items[0].message, "cannot read '/nowhere/at all.csv': No such file or directory");
    cor_diagnostics_free(&list);
}
END_TEST

START_TEST(test_a_header_of_a_million_columns_is_refused_at_once)
{
    char *commas = malloc(1000000);
    struct cor_diagnostics list;
    struct cor_csv table;
    ck_assert_ptr_nonnull(commas);
    memset(commas, ',', 1000000);
    ck_assert_int_eq(read_bytes(commas, 1000000, REQUIRED, N_REQUIRED, &list, &table), COR_ERR_INPUT);
    ck_assert_uint_eq(list.n_errors, 1);
    ck_assert_ptr_nonnull(strstr(list.items[0].message, "more than 1000 columns"));
    cor_diagnostics_free(&list);
    free(commas);
}
END_TEST

START_TEST(test_earlier_problems_of_others_do_not_spoil_a_good_table)
{
    static const char *const ONE[] = {"a"};
    struct cor_diagnostics list;
    struct cor_csv table;
    char path[] = "/tmp/corridor-csv-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_eq(write(descriptor, "a\n1\n", 4), 4);
    ck_assert_int_eq(close(descriptor), 0);
    cor_diagnostics_init(&list);
    cor_diagnostics_add(&list, COR_ERROR, (struct cor_place){NULL, 0, 0}, "of another file");
    ck_assert_int_eq(cor_csv_read(path, ONE, 1, &list, &table), COR_OK);
    ck_assert_int_eq(unlink(path), 0);
    cor_csv_free(&table);
    cor_diagnostics_free(&list);
}
END_TEST

/* ---- numbers ---- */

START_TEST(test_numbers_follow_one_grammar_in_every_locale)
{
    static const struct {
        const char *text;
        bool is_number;
        double value;
    } CASES[] = {
        {"0", true, 0.0},
        {"-2.385", true, -2.385},
        {"1e3", true, 1000.0},
        {"1.5E-2", true, 0.015},
        {"", false, 0.0},
        {" 1", false, 0.0},
        {"1 ", false, 0.0},
        {"+1", false, 0.0},
        {"1,5", false, 0.0},
        {"1_000", false, 0.0},
        {"0x1p3", false, 0.0},
        {"inf", false, 0.0},
        {"nan", false, 0.0},
        {"-", false, 0.0},
        {".5", false, 0.0},
        {"5.", false, 0.0},
        {"007", false, 0.0},
        {"1e", false, 0.0},
        {"1e5000", false, 0.0},
        {"-1e-5000", false, 0.0},
        {"--1", false, 0.0},
        {"1.2.3", false, 0.0},
        {"0.1", true, 0.1},
        {"0e0", true, 0.0},
        {"1e-7", true, 1e-7},
        {"0.000001", true, 1e-6},
        {"100e-2", true, 1.0},
        {"00", false, 0.0},
        {"9007199254740993", false, 0.0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        double value = 77.0;
        ck_assert_msg(cor_number_parse(CASES[i].text, &value) == CASES[i].is_number, "'%s'", CASES[i].text);
        ck_assert_msg(value == (CASES[i].is_number ? CASES[i].value : 77.0), "'%s'", CASES[i].text);
    }
}
END_TEST

/* A decimal of up to 17 digits, its point anywhere: on both sides of where the short way of reading ends. */
static void write_decimal(unsigned *state, char text[32])
{
    size_t n = 0, n_digits, point;
    *state = *state * 1103515245u + 12345u;
    n_digits = 1 + (*state >> 16) % 17;
    point = 1 + (*state >> 8) % n_digits;
    if ((*state >> 30 & 1u) != 0) {
        text[n++] = '-';
    }
    for (size_t i = 0; i < n_digits; i++) {
        *state = *state * 1103515245u + 12345u;
        if (i == point) {
            text[n++] = '.';
        }
        text[n++] = (char)('0' + (i == 0 && point > 1 ? 1 + (*state >> 16) % 9 : (*state >> 16) % 10));
    }
    text[n] = '\0';
}

START_TEST(test_a_decimal_is_the_nearest_double)
{
    unsigned state = 1;
    char text[32];
    for (int i = 0; i < 50000; i++) {
        double value = 77.0, nearest;
        write_decimal(&state, text);
        nearest = strtod(text, NULL);
        if (fabs(nearest) < 0x1p53) {
            ck_assert_msg(cor_number_parse(text, &value) && value == nearest, "'%s'", text);
            ck_assert_msg(nearest != 0.0 || !signbit(value), "'%s'", text);
        }
    }
}
END_TEST

START_TEST(test_a_number_outside_its_range_is_told_with_the_range)
{
    static const struct {
        double min, max;
        const char *message; /* NULL: accepted */
    } CASES[] = {
        {0.0, 1.0, "column 'rate': found 1.5, expected a number from 0 to 1"},
        {1.5, 1.5, NULL},
        {2.0, (double)INFINITY, "column 'rate': found 1.5, expected a number of at least 2"},
        {(double)-INFINITY, 0.25, "column 'rate': found 1.5, expected a number of at most 0.25"},
        {(double)-INFINITY, (double)INFINITY, NULL},
    };
    struct cor_csv table;
    read_good("year,rate,source\n2024,1.5,x\n", &table);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct cor_diagnostics list;
        double value = 77.0;
        cor_diagnostics_init(&list);
        ck_assert(cor_csv_number(&table, 0, 1, CASES[i].min, CASES[i].max, &list, &value) == (!CASES[i].message));
        ck_assert(value == (!CASES[i].message ? 1.5 : 77.0));
        if (CASES[i].message) {
            ck_assert_str_eq(list.items[0].message, CASES[i].message);
            ck_assert(list.items[0].line == 2 && list.items[0].column == 6);
        }
        cor_diagnostics_free(&list);
    }
    cor_csv_free(&table);
}
END_TEST

START_TEST(test_a_cell_that_is_no_number_is_told_as_found)
{
    struct cor_csv table;
    struct cor_diagnostics list;
    double value = 77.0;
    read_good("year,rate,source\n2024,\"1,5\",x\n", &table);
    cor_diagnostics_init(&list);
    ck_assert(!cor_csv_number(&table, 0, 1, 0.0, 1.0, &list, &value));
    ck_assert_str_eq(list.items[0].message, "column 'rate': '1,5' is not written as a number (digits, a decimal point, "
                                            "no spaces or thousands marks); expected a number from 0 to 1");
    cor_diagnostics_free(&list);
    cor_csv_free(&table);
}
END_TEST

Suite *suite_csv(void)
{
    Suite *suite = suite_create("csv");
    TCase *tables = tcase_create("tables"), *numbers = tcase_create("numbers");
    tcase_set_timeout(tables, 60);
    tcase_add_test(tables, test_cells_come_back_with_their_places);
    tcase_add_loop_test(tables, test_line_ends_and_a_byte_order_mark_make_no_difference, 0, 6);
    tcase_add_test(tables, test_a_header_alone_is_a_table_without_rows);
    tcase_add_loop_test(tables, test_broken_tables_are_refused_with_place_and_reason, 0,
                        sizeof REFUSED / sizeof *REFUSED);
    tcase_add_test(tables, test_a_missing_file_is_a_problem_that_names_it);
    tcase_add_test(tables, test_a_header_of_a_million_columns_is_refused_at_once);
    tcase_add_test(tables, test_earlier_problems_of_others_do_not_spoil_a_good_table);
    tcase_add_test(numbers, test_numbers_follow_one_grammar_in_every_locale);
    tcase_add_test(numbers, test_a_decimal_is_the_nearest_double);
    tcase_add_test(numbers, test_a_number_outside_its_range_is_told_with_the_range);
    tcase_add_test(numbers, test_a_cell_that_is_no_number_is_told_as_found);
    suite_add_tcase(suite, tables);
    suite_add_tcase(suite, numbers);
    return suite;
}
