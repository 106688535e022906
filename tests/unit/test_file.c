#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/io/file.h"
#include "tests/unit/own_directory.h"

/* ---- reading ---- */

START_TEST(test_a_file_comes_back_with_a_nul_behind_it)
{
    put("out", "one\ntwo");
    ck_holds("out", "one\ntwo");
    put("out", "");
    ck_holds("out", "");
}
END_TEST

START_TEST(test_the_limit_is_the_last_size_that_is_read)
{
    char *bytes;
    size_t n_bytes;
    put("out", "12345");
    ck_assert_int_eq(cor_file_read("out", 5, &bytes, &n_bytes, message), COR_OK);
    free(bytes);
    ck_assert_int_eq(cor_file_read("out", 4, &bytes, &n_bytes, message), COR_ERR_IO);
    ck_assert_ptr_null(bytes);
    ck_assert_str_eq(message, "cannot read 'out': its 5 bytes are above the limit of 4");
}
END_TEST

START_TEST(test_only_regular_files_are_read_and_nothing_blocks)
{
    static const struct {
        const char *path, *message;
    } CASES[] = {
        {"missing", "cannot read 'missing': No such file or directory"},
        {"", "cannot read '': No such file or directory"},
        {".", "cannot read '.': it is a directory"},
        {"/dev/zero", "cannot read '/dev/zero': not a regular file"},
        {"pipe", "cannot read 'pipe': not a regular file"},
    };
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char *bytes = message;
        size_t n_bytes = 9;
        ck_assert_int_eq(cor_file_read(CASES[i].path, 1000, &bytes, &n_bytes, message), COR_ERR_IO);
        ck_assert_str_eq(message, CASES[i].message);
        ck_assert(!bytes && n_bytes == 0);
    }
    ck_assert_int_eq(unlink("pipe"), 0);
}
END_TEST

START_TEST(test_a_long_path_does_not_push_the_cause_out_of_the_message)
{
    char path[2000], *bytes;
    size_t n_bytes;
    memset(path, 'x', sizeof path);
    path[sizeof path - 1] = '\0';
    ck_assert_int_eq(cor_file_read(path, 1000, &bytes, &n_bytes, message), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(message, "': File name too long"));
}
END_TEST

/* ---- writing ---- */

START_TEST(test_a_written_file_replaces_the_old_one_and_leaves_no_temporary)
{
    struct stat facts;
    put("out", "old and longer");
    umask(027);
    put("out", "new");
    ck_holds("out", "new");
    ck_assert(!is_there("out.part"));
    ck_assert_int_eq(stat("out", &facts), 0);
    ck_assert_int_eq(facts.st_mode & 0777, 0640);
}
END_TEST

START_TEST(test_a_stream_appears_only_when_it_is_committed)
{
    struct cor_file_writer writer;
    ck_assert_int_eq(cor_file_begin(&writer, "out", message), COR_OK);
    ck_assert_int_eq(cor_file_append(&writer, "abc", 3, message), COR_OK);
    ck_assert_int_eq(cor_file_append(&writer, "", 0, message), COR_OK);
    ck_assert(is_there("out.part") && !is_there("out"));
    ck_assert_int_eq(cor_file_append(&writer, "def", 3, message), COR_OK);
    ck_assert_int_eq(cor_file_commit(&writer, message), COR_OK);
    ck_holds("out", "abcdef");
    ck_assert(!is_there("out.part"));
}
END_TEST

START_TEST(test_an_abandoned_stream_leaves_the_old_file)
{
    struct cor_file_writer writer;
    put("out", "old");
    ck_assert_int_eq(cor_file_begin(&writer, "out", message), COR_OK);
    ck_assert_int_eq(cor_file_append(&writer, "new", 3, message), COR_OK);
    cor_file_abandon(&writer);
    cor_file_abandon(&writer); /* harmless */
    ck_holds("out", "old");
    ck_assert(!is_there("out.part"));
}
END_TEST

/* A limit on the size of files is the full disk that needs no mount: the same short write, then an error. */
static void limit_file_size(rlim_t n_bytes)
{
    struct rlimit limit = {n_bytes, n_bytes};
    ck_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

START_TEST(test_a_disk_that_fills_up_leaves_the_old_file_and_no_part)
{
    static char block[100000];
    put("out", "old");
    limit_file_size(50000);
    ck_assert_int_eq(cor_file_write("out", block, sizeof block, message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot write 'out': File too large");
    ck_holds("out", "old");
    ck_assert(!is_there("out.part"));
}
END_TEST

START_TEST(test_a_disk_that_fills_up_is_told_of_a_stream_when_it_is_committed_at_the_latest)
{
    struct cor_file_writer writer;
    put("out", "old");
    ck_assert_int_eq(cor_file_begin(&writer, "out", message), COR_OK);
    limit_file_size(2);
    ck_assert_int_eq(cor_file_append(&writer, "new", 3, message), COR_OK);
    ck_assert_int_eq(cor_file_commit(&writer, message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot write 'out': File too large");
    ck_holds("out", "old");
    ck_assert(!is_there("out.part"));
}
END_TEST

START_TEST(test_pieces_of_all_sizes_come_together_in_their_order)
{
    enum { N_BYTES = 1000000 };
    struct cor_file_writer writer;
    char *bytes = malloc(N_BYTES), *found = NULL;
    size_t n_found = 0;
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < N_BYTES; i++) {
        bytes[i] = (char)(i * i % 251);
    }
    ck_assert_int_eq(cor_file_begin(&writer, "out", message), COR_OK);
    for (size_t done = 0, n = 1; done < N_BYTES; done += n) {
        n = n * 7 % 40009;
        n = n < N_BYTES - done ? n : N_BYTES - done;
        ck_assert_int_eq(cor_file_append(&writer, bytes + done, n, message), COR_OK);
    }
    ck_assert_int_eq(cor_file_commit(&writer, message), COR_OK);
    ck_assert_int_eq(cor_file_read("out", N_BYTES, &found, &n_found, message), COR_OK);
    ck_assert_uint_eq(n_found, N_BYTES);
    ck_assert_mem_eq(found, bytes, N_BYTES);
    free(bytes);
    free(found);
}
END_TEST

START_TEST(test_devices_directories_and_pipes_are_not_replaced)
{
    static const char *const PATHS[] = {"/dev/full", "/dev/null", ".", "pipe", "link"};
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    ck_assert_int_eq(symlink("/dev/full", "link"), 0);
    for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        ck_assert_int_eq(cor_file_write(PATHS[i], "x", 1, message), COR_ERR_IO);
        ck_assert_ptr_nonnull(strstr(message, "not a regular file"));
        ck_assert(is_there(PATHS[i]));
    }
    ck_assert(!is_there("/dev/full.part") && !is_there("pipe.part"));
    ck_assert_int_eq(unlink("pipe") | unlink("link"), 0);
}
END_TEST

START_TEST(test_a_missing_directory_is_named)
{
    ck_assert_int_eq(cor_file_write("no/such/out", "x", 1, message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot write 'no/such/out': No such file or directory");
    ck_assert_int_eq(cor_file_write("", "x", 1, message), COR_ERR_IO);
    ck_assert(!is_there(".part"));
}
END_TEST

START_TEST(test_a_directory_that_is_not_writable_is_named)
{
    static const char *path = "closed/out";
    ck_assert_int_eq(mkdir("closed", 0755), 0);
    put(path, "old");
    ck_assert_int_eq(chmod("closed", 0555), 0);
    if (geteuid() == 0) { /* the superuser may write anywhere: become somebody else in this child process */
        ck_assert_int_eq(chmod(".", 0755), 0);
        ck_assert_int_eq(seteuid(65534), 0);
    }
    ck_assert_int_eq(cor_file_write(path, "new", 3, message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot write 'closed/out': Permission denied");
    ck_holds(path, "old");
    ck_assert(!is_there("closed/out.part"));
    if (getuid() == 0) {
        ck_assert_int_eq(seteuid(0), 0);
    }
    ck_assert_int_eq(chmod("closed", 0755) | unlink(path) | rmdir("closed"), 0);
}
END_TEST

START_TEST(test_the_temporary_of_a_killed_process_is_taken_over)
{
    int descriptor = open("out.part", O_CREAT | O_WRONLY, 0600);
    ck_assert_int_eq(write(descriptor, "half of something long", 22), 22);
    ck_assert_int_eq(close(descriptor), 0);
    put("out", "whole");
    ck_holds("out", "whole");
}
END_TEST

START_TEST(test_the_temporary_of_a_living_writer_is_left_alone)
{
    struct cor_file_writer first, second;
    ck_assert_int_eq(cor_file_begin(&first, "out", message), COR_OK);
    ck_assert_int_eq(cor_file_append(&first, "first", 5, message), COR_OK);
    ck_assert_int_eq(cor_file_begin(&second, "out", message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot write 'out': another process is writing it");
    ck_assert_int_eq(cor_file_commit(&first, message), COR_OK);
    ck_holds("out", "first");
}
END_TEST

START_TEST(test_a_link_in_place_of_the_temporary_is_not_followed)
{
    put("victim", "safe");
    ck_assert_int_eq(symlink("victim", "out.part"), 0);
    ck_assert_int_eq(cor_file_write("out", "x", 1, message), COR_ERR_IO);
    ck_holds("victim", "safe");
    ck_assert_int_eq(unlink("victim"), 0);
}
END_TEST

START_TEST(test_a_name_taken_by_a_directory_meanwhile_fails_clean)
{
    struct cor_file_writer writer;
    ck_assert_int_eq(cor_file_begin(&writer, "out", message), COR_OK);
    ck_assert_int_eq(mkdir("out", 0700), 0);
    ck_assert_int_eq(cor_file_commit(&writer, message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot write 'out': Is a directory");
    ck_assert(!is_there("out.part"));
    ck_assert_int_eq(rmdir("out"), 0);
}
END_TEST

/* ---- directories ---- */

START_TEST(test_directories_are_made_with_their_parents)
{
    ck_assert_int_eq(cor_directory_create("a/b//c/", message), COR_OK);
    ck_assert_int_eq(cor_directory_create("a/b/c", message), COR_OK);
    ck_assert_int_eq(cor_directory_create(own_directory, message), COR_OK);
    ck_assert_int_eq(cor_directory_create("/", message), COR_OK);
    ck_assert_int_eq(cor_directory_create(".", message), COR_OK);
    ck_assert_int_eq(rmdir("a/b/c") | rmdir("a/b") | rmdir("a"), 0);
}
END_TEST

START_TEST(test_a_file_in_the_way_of_a_directory_is_named)
{
    put("out", "file");
    ck_assert_int_eq(cor_directory_create("out/sub", message), COR_ERR_IO);
    ck_assert_str_eq(message, "cannot create directory 'out/sub': Not a directory");
    ck_assert_int_eq(cor_directory_create("out", message), COR_ERR_IO);
    ck_assert_int_eq(cor_directory_create("", message), COR_ERR_IO);
}
END_TEST

Suite *suite_file(void)
{
    Suite *suite = suite_create("file");
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, enter_fresh_directory, leave_directory);
    tcase_add_test(files, test_a_file_comes_back_with_a_nul_behind_it);
    tcase_add_test(files, test_the_limit_is_the_last_size_that_is_read);
    tcase_add_test(files, test_only_regular_files_are_read_and_nothing_blocks);
    tcase_add_test(files, test_a_long_path_does_not_push_the_cause_out_of_the_message);
    tcase_add_test(files, test_a_written_file_replaces_the_old_one_and_leaves_no_temporary);
    tcase_add_test(files, test_a_stream_appears_only_when_it_is_committed);
    tcase_add_test(files, test_an_abandoned_stream_leaves_the_old_file);
    tcase_add_test(files, test_a_disk_that_fills_up_leaves_the_old_file_and_no_part);
    tcase_add_test(files, test_a_disk_that_fills_up_is_told_of_a_stream_when_it_is_committed_at_the_latest);
    tcase_add_test(files, test_pieces_of_all_sizes_come_together_in_their_order);
    tcase_add_test(files, test_devices_directories_and_pipes_are_not_replaced);
    tcase_add_test(files, test_a_missing_directory_is_named);
    tcase_add_test(files, test_a_directory_that_is_not_writable_is_named);
    tcase_add_test(files, test_the_temporary_of_a_killed_process_is_taken_over);
    tcase_add_test(files, test_the_temporary_of_a_living_writer_is_left_alone);
    tcase_add_test(files, test_a_link_in_place_of_the_temporary_is_not_followed);
    tcase_add_test(files, test_a_name_taken_by_a_directory_meanwhile_fails_clean);
    tcase_add_test(files, test_directories_are_made_with_their_parents);
    tcase_add_test(files, test_a_file_in_the_way_of_a_directory_is_named);
    suite_add_tcase(suite, files);
    return suite;
}
