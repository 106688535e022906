/* The engine on a toy model: phases in order, totals, growth of chunks, checkpoints at every month. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/run/checkpoint.h"
#include "tests/unit/toy.h"

START_TEST(test_runs_do_not_depend_on_the_number_of_threads)
{
    struct cor_run_result one, many;
    for (size_t n_threads = 2; n_threads <= 5; n_threads++) {
        struct cor_run_spec spec = toy_spec(1);
        ck_assert_int_eq(cor_run(&spec, &one), COR_OK);
        spec = toy_spec(n_threads);
        ck_assert_int_eq(cor_run(&spec, &many), COR_OK);
        ck_assert_uint_eq(one.n_periods, 2);
        ck_assert_mem_eq(one.sums, many.sums, 2 * sizeof(int64_t));
        ck_assert_int_eq(one.row_months, many.row_months);
        cor_run_result_free(&one);
        cor_run_result_free(&many);
    }
}
END_TEST

START_TEST(test_chunks_grow_and_keep_their_rows)
{
    struct cor_run_result result;
    struct cor_run_spec spec = toy_spec(1);
    ck_assert_int_eq(cor_run(&spec, &result), COR_OK);
    ck_assert_uint_gt(result.n_rows, 23u * 60u * 4u);
    cor_run_result_free(&result);
}
END_TEST

static volatile sig_atomic_t stop_now;
static int32_t stop_after;

static void stop_at_month(void *data, int32_t months_done)
{
    (void)data;
    stop_now = months_done >= stop_after;
}

START_TEST(test_a_run_stopped_at_any_month_goes_on_to_the_same_end)
{
    struct cor_run_result whole, part;
    char path[64] = "/tmp/corridor-checkpoint-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
    struct cor_run_spec spec = toy_spec(1);
    ck_assert_int_eq(cor_run(&spec, &whole), COR_OK);
    for (stop_after = 1; stop_after < 24; stop_after++) {
        unlink(path);
        stop_now = 0;
        spec = toy_spec((size_t)(1 + stop_after % 3));
        spec.checkpoint = path;
        spec.stop = &stop_now;
        spec.progress = stop_at_month;
        ck_assert_int_eq(cor_run(&spec, &part), COR_INTERRUPTED);
        cor_run_result_free(&part);
        spec.progress = NULL;
        stop_now = 0;
        ck_assert_int_eq(cor_run(&spec, &part), COR_OK);
        ck_assert_mem_eq(whole.sums, part.sums, whole.n_periods * sizeof(int64_t));
        ck_assert_int_eq(whole.row_months, part.row_months);
        cor_run_result_free(&part);
        ck_assert_int_ne(access(path, F_OK), 0);
    }
    cor_run_result_free(&whole);
}
END_TEST

static size_t n_built;

static struct cor_chunk *build_until_stopped(const struct cor_context *context, void *data, size_t index)
{
    stop_now = ++n_built == 5;
    return toy_build(context, data, index);
}

START_TEST(test_a_run_stopped_while_it_is_built_ends_at_once_without_a_checkpoint)
{
    const char *path = "/tmp/corridor-checkpoint-of-nothing";
    struct cor_run_result result;
    struct cor_run_spec spec = toy_spec(1);
    n_built = 0;
    stop_now = 0;
    spec.build = build_until_stopped;
    spec.stop = &stop_now;
    spec.checkpoint = path;
    ck_assert_int_eq(cor_run(&spec, &result), COR_INTERRUPTED);
    ck_assert_uint_eq(n_built, 5);
    ck_assert_int_eq(result.row_months, 0);
    ck_assert_int_ne(access(path, F_OK), 0);
    cor_run_result_free(&result);
}
END_TEST

START_TEST(test_a_run_that_is_done_leaves_its_sums_and_is_not_stepped_again)
{
    struct cor_run_result whole, again;
    char path[64] = "/tmp/corridor-checkpoint-XXXXXX";
    close(mkstemp(path));
    unlink(path);
    struct cor_run_spec spec = toy_spec(1);
    spec.checkpoint = path;
    spec.keeps_checkpoint = true;
    ck_assert_int_eq(cor_run(&spec, &whole), COR_OK);
    ck_assert_int_eq(access(path, F_OK), 0);
    stop_now = 1; /* it would stop after the first month that it steps */
    spec.stop = &stop_now;
    ck_assert_int_eq(cor_run(&spec, &again), COR_OK);
    ck_assert_mem_eq(whole.sums, again.sums, whole.n_periods * sizeof(int64_t));
    ck_assert_int_eq(whole.row_months, again.row_months);
    stop_now = 0;
    cor_run_result_free(&whole);
    cor_run_result_free(&again);
    ck_assert_int_eq(unlink(path), 0);
}
END_TEST

static void write_checkpoint(const char *path)
{
    struct cor_run_result part;
    struct cor_run_spec spec = toy_spec(1);
    stop_now = 0;
    stop_after = 1;
    spec.checkpoint = path;
    spec.stop = &stop_now;
    spec.progress = stop_at_month;
    ck_assert_int_eq(cor_run(&spec, &part), COR_INTERRUPTED);
    cor_run_result_free(&part);
}

START_TEST(test_a_damaged_or_foreign_checkpoint_is_refused)
{
    char path[64] = "/tmp/corridor-checkpoint-XXXXXX", *bytes = NULL, message[COR_MESSAGE_SIZE];
    size_t n_bytes = 0;
    struct cor_run_result result;
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
    unlink(path);
    write_checkpoint(path);
    struct cor_run_spec spec = toy_spec(1);
    spec.checkpoint = path;
    spec.identity = "another";
    ck_assert_int_eq(cor_run(&spec, &result), COR_ERR_VERSION);
    cor_run_result_free(&result);
    spec.identity = "toy";
    ck_assert_int_eq(cor_file_read(path, 1 << 24, &bytes, &n_bytes, message), COR_OK);
    for (size_t cut = 0; cut < n_bytes; cut += n_bytes / 97 + 1) {
        ck_assert_int_eq(cor_file_write(path, bytes, cut, message), COR_OK);
        ck_assert_int_ne(cor_run(&spec, &result), COR_OK);
        cor_run_result_free(&result);
        bytes[cut] ^= 4;
        ck_assert_int_eq(cor_file_write(path, bytes, n_bytes, message), COR_OK);
        ck_assert_int_ne(cor_run(&spec, &result), COR_OK);
        cor_run_result_free(&result);
        bytes[cut] ^= 4;
    }
    free(bytes);
    unlink(path);
}
END_TEST

START_TEST(test_a_whole_checkpoint_that_no_such_run_can_have_left_is_refused)
{
    char path[64] = "/tmp/corridor-checkpoint-XXXXXX";
    struct cor_run_result result;
    int descriptor = mkstemp(path);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
    unlink(path);
    struct cor_run_spec spec = toy_spec(1);
    stop_now = 0;
    stop_after = 20;
    spec.checkpoint = path;
    spec.stop = &stop_now;
    spec.progress = stop_at_month;
    ck_assert_int_eq(cor_run(&spec, &result), COR_INTERRUPTED);
    cor_run_result_free(&result);
    spec = toy_spec(1);
    spec.checkpoint = path;
    spec.to = cor_month(2025, 8); /* as many years, but it ends before the month of the checkpoint */
    ck_assert_int_eq(cor_run(&spec, &result), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(result.message, "month outside the run"));
    cor_run_result_free(&result);
    spec.to = toy_spec(1).to;
    spec.n_chunks++;
    ck_assert_int_eq(cor_run(&spec, &result), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(result.message, "number of chunks"));
    cor_run_result_free(&result);
    unlink(path);
}
END_TEST

START_TEST(test_a_pipe_or_folder_in_the_place_of_a_checkpoint_is_refused_at_once)
{
    char folder[64] = "/tmp/corridor-checkpoint-XXXXXX", path[96];
    struct cor_run_result result;
    struct cor_run_spec spec = toy_spec(1);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/pipe", folder);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    spec.checkpoint = path;
    ck_assert_int_eq(cor_run(&spec, &result), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(result.message, "not a regular file"));
    cor_run_result_free(&result);
    unlink(path);
    spec.checkpoint = folder;
    ck_assert_int_eq(cor_run(&spec, &result), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(result.message, "directory"));
    cor_run_result_free(&result);
    rmdir(folder);
}
END_TEST

Suite *suite_engine(void)
{
    Suite *suite = suite_create("engine");
    TCase *tests = tcase_create("toy model");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, test_runs_do_not_depend_on_the_number_of_threads);
    tcase_add_test(tests, test_chunks_grow_and_keep_their_rows);
    tcase_add_test(tests, test_a_run_stopped_at_any_month_goes_on_to_the_same_end);
    tcase_add_test(tests, test_a_run_stopped_while_it_is_built_ends_at_once_without_a_checkpoint);
    tcase_add_test(tests, test_a_run_that_is_done_leaves_its_sums_and_is_not_stepped_again);
    tcase_add_test(tests, test_a_damaged_or_foreign_checkpoint_is_refused);
    tcase_add_test(tests, test_a_whole_checkpoint_that_no_such_run_can_have_left_is_refused);
    tcase_add_test(tests, test_a_pipe_or_folder_in_the_place_of_a_checkpoint_is_refused_at_once);
    suite_add_tcase(suite, tests);
    return suite;
}
