/* Results as HDF5: what goes in comes back, the same dataset gives the same bytes, and strange files are refused. */
#include <check.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sim/base/sha256.h"
#include "sim/io/results.h"
#include "sim/io/results_seal.h"

enum { N_REPLICATES = 3, N_YEARS = 2, N_COUNTRIES = 2, N_VALUES = N_REPLICATES * N_YEARS * N_COUNTRIES };

static const int32_t years[] = {2024, 2025};
static const char *const countries[] = {"VNM", "Đức"}, *const names[] = {"Việt Nam", ""};
static const struct cor_dimension dimensions[] = {
    {.name = "replicate", .n_items = N_REPLICATES, .long_name = "Replicate"},
    {.name = "year", .n_items = N_YEARS, .numbers = years, .unit = "year", .long_name = "Year"},
    {.name = "country", .n_items = N_COUNTRIES, .items = countries, .labels = names, .long_name = "Country"},
};
static const double departures[N_VALUES] = {1.5, 2.385, NAN, 4, 5, 6, 7, 8, 9, 10, -0.1, 1e300};
static const double gini[N_REPLICATES * N_YEARS] = {.31, .32, .33, .34, .35, .36};
static const double epoch = 2024.25;
static const struct cor_variable variables[] = {
    {"departures",
     3,
     {0, 1, 2},
     departures,
     "persons",
     "Departures from Viet Nam",
     {[COR_VARIABLE_kind] = "flow", [COR_VARIABLE_scale] = "0.1"}},
    {"gini", 2, {0, 1}, gini, "1", "Gini coefficient", {NULL}},
    {"epoch", 0, {0}, &epoch, NULL, NULL, {NULL}},
};
static const struct cor_attribute attributes[] = {{"title", "Xin chào", COR_ATTRIBUTE_TEXT},
                                                  {"seed", "2385", COR_ATTRIBUTE_INTEGER},
                                                  {"sample", "0.00025", COR_ATTRIBUTE_REAL},
                                                  {"note", "", COR_ATTRIBUTE_TEXT}};
static const struct cor_dataset sample = {dimensions, 3, variables, 3, attributes, 4};

static char directory[64], path[96], message[COR_MESSAGE_SIZE];

static void make_directory(void)
{
    snprintf(directory, sizeof directory, "/tmp/corridor_results_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/run.nc", directory);
}

static void remove_directory(void)
{
    unlink(path);
    rmdir(directory);
}

static char *file_bytes(size_t *n_bytes)
{
    char *bytes = NULL;
    ck_assert_int_eq(cor_file_read(path, 1 << 24, &bytes, n_bytes, message), COR_OK);
    return bytes;
}

static void write_bytes(const char *bytes, size_t n_bytes)
{
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    ck_assert_uint_eq(fwrite(bytes, 1, n_bytes, stream), n_bytes);
    ck_assert_int_eq(fclose(stream), 0);
}

START_TEST(test_what_is_written_comes_back)
{
    struct cor_dataset *back = NULL;
    const struct cor_variable *variable;
    ck_assert_msg(cor_results_write(path, &sample, message) == COR_OK, "%s", message);
    ck_assert_msg(cor_results_read(path, &back, message) == COR_OK, "%s", message);
    ck_assert_uint_eq(back->n_dimensions, 3);
    ck_assert_str_eq(back->dimensions[1].name, "year");
    ck_assert_int_eq(back->dimensions[1].numbers[1], 2025);
    ck_assert_str_eq(back->dimensions[1].unit, "year");
    ck_assert_int_eq(back->dimensions[0].numbers[2], 2);
    ck_assert_str_eq(back->dimensions[2].items[1], "Đức");
    variable = cor_dataset_variable(back, "departures");
    ck_assert_ptr_nonnull(variable);
    ck_assert_uint_eq(cor_variable_size(back, variable), N_VALUES);
    ck_assert_uint_eq(variable->dimensions[2], 2);
    for (size_t i = 0; i < N_VALUES; i++) {
        ck_assert(memcmp(&variable->values[i], &departures[i], sizeof(double)) == 0 || isnan(departures[i]));
    }
    ck_assert(isnan(variable->values[2]));
    ck_assert_str_eq(variable->attributes[COR_VARIABLE_kind], "flow");
    ck_assert_str_eq(variable->attributes[COR_VARIABLE_scale], "0.1");
    ck_assert_ptr_null(variable->attributes[COR_VARIABLE_numerator]);
    ck_assert_ptr_null(cor_dataset_variable(back, "gini")->attributes[COR_VARIABLE_kind]);
    ck_assert_ptr_null(back->dimensions[1].labels);
    ck_assert_str_eq(back->dimensions[2].labels[0], "Việt Nam");
    ck_assert_str_eq(back->dimensions[2].labels[1], "");
    ck_assert_uint_eq(back->n_variables, 3);
    ck_assert(cor_dataset_variable(back, "epoch")->values[0] == epoch);
    ck_assert_str_eq(cor_dataset_attribute(back, "title"), "Xin chào");
    ck_assert_str_eq(cor_dataset_attribute(back, "note"), "");
    ck_assert_str_eq(cor_dataset_attribute(back, "Conventions"), "CF-1.8");
    ck_assert_ptr_null(cor_dataset_attribute(back, "absent"));
    cor_results_free(back);
}
END_TEST

START_TEST(test_the_same_dataset_gives_the_same_bytes_and_so_does_a_copy_of_a_copy)
{
    struct cor_dataset *back = NULL;
    size_t n_first, n_second;
    char *first, *second;
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    first = file_bytes(&n_first);
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    second = file_bytes(&n_second);
    ck_assert_uint_eq(n_first, n_second);
    ck_assert_mem_eq(first, second, n_first);
    free(second);
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_OK);
    ck_assert_int_eq(cor_results_write(path, back, message), COR_OK);
    cor_results_free(back);
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_OK);
    ck_assert_uint_eq(back->n_attributes, 6);
    cor_results_free(back);
    free(first);
}
END_TEST

START_TEST(test_numbers_among_the_attributes_come_back_as_they_were_written)
{
    static const char *const texts[] = {"2385", "0.00025"};
    struct cor_dataset *back = NULL;
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    ck_assert_msg(cor_results_read(path, &back, message) == COR_OK, "%s", message);
    ck_assert_str_eq(cor_dataset_attribute(back, "seed"), texts[0]);
    ck_assert_str_eq(cor_dataset_attribute(back, "sample"), texts[1]);
    for (size_t a = 0; a < back->n_attributes; a++) {
        bool is_number = back->attributes[a].text == cor_dataset_attribute(back, "seed") ||
                         back->attributes[a].text == cor_dataset_attribute(back, "sample");
        ck_assert((back->attributes[a].type != COR_ATTRIBUTE_TEXT) == is_number);
    }
    cor_results_free(back);
}
END_TEST

START_TEST(test_a_large_variable_spans_several_chunks_and_a_long_attribute_is_kept)
{
    enum { N_ROWS = 37, N_COLUMNS = 20011, N_TEXT = 300000 };
    const struct cor_dimension large[] = {{.name = "row", .n_items = N_ROWS}, {.name = "column", .n_items = N_COLUMNS}};
    double *values = calloc((size_t)N_ROWS * N_COLUMNS, sizeof *values);
    char *text = malloc(N_TEXT + 1);
    const struct cor_variable variable = {"values", 2, {0, 1}, values, "1", "Values", {NULL}};
    struct cor_attribute attribute = {"parameters", text, COR_ATTRIBUTE_TEXT};
    const struct cor_dataset dataset = {large, 2, &variable, 1, &attribute, 1};
    struct cor_dataset *back = NULL;
    memset(text, 'x', N_TEXT);
    text[N_TEXT] = '\0';
    for (size_t i = 0; i < (size_t)N_ROWS * N_COLUMNS; i++) {
        values[i] = (double)i * 0.385;
    }
    ck_assert_msg(cor_results_write(path, &dataset, message) == COR_OK, "%s", message);
    ck_assert_msg(cor_results_read(path, &back, message) == COR_OK, "%s", message);
    ck_assert_mem_eq(back->variables[0].values, values, sizeof *values * N_ROWS * N_COLUMNS);
    ck_assert_str_eq(cor_dataset_attribute(back, "parameters"), text);
    cor_results_free(back);
    free(text);
    free(values);
}
END_TEST

START_TEST(test_a_truncated_file_is_refused)
{
    size_t n_bytes;
    char *bytes;
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    bytes = file_bytes(&n_bytes);
    for (size_t length = 0; length < n_bytes; length += 97) {
        struct cor_dataset *back = NULL;
        write_bytes(bytes, length);
        ck_assert_int_ne(cor_results_read(path, &back, message), COR_OK);
        ck_assert_ptr_null(back);
        ck_assert_ptr_nonnull(strstr(message, path));
    }
    free(bytes);
}
END_TEST

START_TEST(test_a_file_with_any_changed_byte_is_refused)
{
    size_t n_bytes;
    char *bytes;
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    bytes = file_bytes(&n_bytes);
    for (size_t at = 0; at + 1 < n_bytes; at += 131) { /* the line end after the digest is not looked at */
        struct cor_dataset *back = NULL;
        bytes[at] ^= 4;
        write_bytes(bytes, n_bytes);
        ck_assert_int_ne(cor_results_read(path, &back, message), COR_OK);
        ck_assert_ptr_null(back);
        bytes[at] ^= 4;
    }
    free(bytes);
}
END_TEST

START_TEST(test_text_and_missing_files_are_no_results)
{
    struct cor_dataset *back = NULL;
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_ERR_IO);
    write_bytes("country,year\n", 13);
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_ERR_IO);
    ck_assert_ptr_null(back);
}
END_TEST

/* Seal what the file now holds: somebody went to some length. */
static void seal_again(void)
{
    size_t n_bytes;
    char *bytes = file_bytes(&n_bytes), digest[COR_SHA256_TEXT];
    FILE *stream;
    cor_sha256(bytes, n_bytes, digest);
    free(bytes);
    stream = fopen(path, "ab");
    ck_assert_ptr_nonnull(stream);
    ck_assert_int_eq(fprintf(stream, "corridor sha256 %s\n", digest), 81);
    ck_assert_int_eq(fclose(stream), 0);
}

START_TEST(test_a_foreign_hdf5_file_has_another_version)
{
    struct cor_dataset *back = NULL;
    hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    ck_assert_int_ge(H5Fclose(file), 0);
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_ERR_VERSION);
    seal_again();
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_ERR_VERSION);
    ck_assert_ptr_null(back);
}
END_TEST

/* HDF5 copies as many bytes as an entry of its heap of texts says, from wherever they lie. */
START_TEST(test_a_sealed_file_on_which_hdf5_crashes_is_only_refused)
{
    static const char heap[] = "GCOL"; /* its entries begin after 16 bytes: number, references, nothing, size */
    const size_t first_size = 16 + 8;
    struct cor_dataset *back = NULL;
    size_t n_bytes, at = 0;
    char *bytes;
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    bytes = file_bytes(&n_bytes);
    while (at + 64 < n_bytes && memcmp(bytes + at, heap, sizeof heap - 1) != 0) {
        at++;
    }
    ck_assert_uint_lt(at + 64, n_bytes);
    memset(bytes + at + first_size + 3, 0x7f, 1);
    write_bytes(bytes, n_bytes - COR_RESULTS_SEAL_BYTES);
    free(bytes);
    seal_again();
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_ERR_IO);
    ck_assert_ptr_null(back);
    ck_assert_ptr_nonnull(strstr(message, path));
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_OK);
    cor_results_free(back);
}
END_TEST

/* A file of ours into which somebody put one foreign object. */
static void spoil(const char *kind)
{
    hid_t file, properties = H5Pcreate(H5P_DATASET_CREATE), space;
    const hsize_t n = 8;
    ck_assert_int_eq(cor_results_write(path, &sample, message), COR_OK);
    file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
    ck_assert_int_ge(file, 0);
    space = H5Screate_simple(1, &n, NULL);
    if (strcmp(kind, "external link") == 0) {
        ck_assert_int_ge(H5Lcreate_external("/etc/hostname", "/x", file, "x", H5P_DEFAULT, H5P_DEFAULT), 0);
    } else if (strcmp(kind, "soft link") == 0) {
        ck_assert_int_ge(H5Lcreate_soft("/gini", file, "x", H5P_DEFAULT, H5P_DEFAULT), 0);
    } else if (strcmp(kind, "group") == 0) {
        ck_assert_int_ge(H5Gclose(H5Gcreate2(file, "x", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)), 0);
    } else {
        ck_assert_int_ge(H5Pset_external(properties, "/etc/hostname", 0, 64), 0);
        ck_assert_int_ge(
            H5Dclose(H5Dcreate2(file, "x", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, properties, H5P_DEFAULT)), 0);
    }
    (void)H5Sclose(space);
    (void)H5Pclose(properties);
    ck_assert_int_ge(H5Fclose(file), 0);
}

START_TEST(test_links_groups_and_storage_outside_the_file_are_refused)
{
    static const char *const kinds[] = {"external link", "soft link", "group", "external storage"};
    struct cor_dataset *back = NULL;
    spoil(kinds[_i]);
    seal_again();
    ck_assert_int_eq(cor_results_read(path, &back, message), COR_ERR_IO);
    ck_assert_ptr_null(back);
}
END_TEST

START_TEST(test_names_that_hdf5_refuses_are_reported_and_leave_no_file)
{
    const struct cor_variable twice[] = {variables[1], variables[1]};
    struct cor_dataset dataset = sample;
    dataset.variables = twice;
    dataset.n_variables = 2;
    ck_assert_int_eq(cor_results_write(path, &dataset, message), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(message, "exists"));
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

START_TEST(test_an_unwritable_place_is_reported)
{
    ck_assert_int_eq(cor_results_write("/nonexistent/run.nc", &sample, message), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(message, "/nonexistent/run.nc"));
}
END_TEST

Suite *suite_results(void);
Suite *suite_results(void)
{
    Suite *suite = suite_create("results");
    TCase *cases = tcase_create("hdf5");
    tcase_add_checked_fixture(cases, make_directory, remove_directory);
    tcase_add_test(cases, test_what_is_written_comes_back);
    tcase_add_test(cases, test_the_same_dataset_gives_the_same_bytes_and_so_does_a_copy_of_a_copy);
    tcase_add_test(cases, test_numbers_among_the_attributes_come_back_as_they_were_written);
    tcase_add_test(cases, test_a_large_variable_spans_several_chunks_and_a_long_attribute_is_kept);
    tcase_add_test(cases, test_a_truncated_file_is_refused);
    tcase_add_test(cases, test_a_file_with_any_changed_byte_is_refused);
    tcase_add_test(cases, test_text_and_missing_files_are_no_results);
    tcase_add_test(cases, test_a_foreign_hdf5_file_has_another_version);
    tcase_add_test(cases, test_a_sealed_file_on_which_hdf5_crashes_is_only_refused);
    tcase_add_loop_test(cases, test_links_groups_and_storage_outside_the_file_are_refused, 0, 4);
    tcase_add_test(cases, test_names_that_hdf5_refuses_are_reported_and_leave_no_file);
    tcase_add_test(cases, test_an_unwritable_place_is_reported);
    suite_add_tcase(suite, cases);
    return suite;
}
