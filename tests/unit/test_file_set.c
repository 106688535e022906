#include <check.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "sim/io/file.h"
#include "tests/unit/own_directory.h"

START_TEST(test_several_processes_may_write_one_file_and_the_last_rename_counts)
{
    struct cor_file_writer first;
    ck_assert_int_eq(cor_file_begin_shared(&first, "out", message), COR_OK);
    ck_assert_int_eq(cor_file_append(&first, "one", 3, message), COR_OK);
    if (fork() == 0) {
        _exit(cor_file_write_shared("out", "two", 3, message) == COR_OK ? 0 : 1);
    }
    int status = 1;
    ck_assert_int_ge(wait(&status), 0);
    ck_assert_int_eq(status, 0);
    ck_holds("out", "two");
    ck_assert_int_eq(cor_file_commit(&first, message), COR_OK);
    ck_holds("out", "one");
}
END_TEST

START_TEST(test_what_a_dead_process_left_is_cleared_and_what_a_living_one_writes_is_not)
{
    char *living = cor_file_private_name("out");
    put(living, "mine");
    pid_t child = fork();
    if (child == 0) {
        char *dead = cor_file_private_name("out"), *folder = cor_file_private_name("folder");
        put(dead, "left");
        _exit(mkdir(folder, 0777));
    }
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    put("out.host-name.part", "a name of somebody else");
    cor_directory_tidy(".");
    DIR *all = opendir(".");
    size_t n = 0;
    while (readdir(all)) {
        n++;
    }
    closedir(all);
    ck_assert_uint_eq(n, 4); /* with . and .. */
    ck_holds(living, "mine");
    ck_assert_int_eq(unlink(living) + unlink("out.host-name.part"), 0);
    free(living);
}
END_TEST

static void make_two_folders(void)
{
    ck_assert_int_eq(mkdir("new", 0777) + mkdir("old", 0777), 0);
    put("new/a", "new a");
    put("new/b", "new b");
    put("new/c", "new c");
    put("old/a", "old a");
    put("old/c", "old c");
}

static void remove_two_folders(void)
{
    cor_directory_remove("new");
    cor_directory_remove("old");
}

START_TEST(test_files_that_belong_together_take_their_places_together)
{
    make_two_folders();
    ck_assert_msg(cor_directory_move_files("new", "old", message) == COR_OK, "%s", message);
    ck_holds("old/a", "new a");
    ck_holds("old/b", "new b");
    ck_holds("old/c", "new c");
    remove_two_folders();
}
END_TEST

START_TEST(test_when_one_of_them_cannot_move_all_old_files_come_back)
{
    make_two_folders();
    ck_assert_int_eq(unlink("old/c") + mkdir("old/c", 0777), 0);
    ck_assert_int_eq(cor_directory_move_files("new", "old", message), COR_ERR_IO);
    ck_assert_ptr_nonnull(strstr(message, "old/c"));
    ck_holds("old/a", "old a");
    ck_assert(!is_there("old/b"));
    ck_assert_int_eq(rmdir("old/c"), 0);
    remove_two_folders();
}
END_TEST

START_TEST(test_a_file_is_known_under_all_its_names)
{
    struct cor_file_id file, link_id, other;
    put("out", "x");
    put("other", "x");
    ck_assert_int_eq(symlink("out", "soft") + link("out", "hard"), 0);
    ck_assert(cor_file_identify("out", &file) && cor_file_identify("other", &other));
    ck_assert(file.inode != other.inode);
    static const char *const names[] = {"soft", "hard", "./out"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert(cor_file_identify(names[i], &link_id));
        ck_assert(link_id.device == file.device && link_id.inode == file.inode);
    }
    ck_assert(!cor_file_identify("nothing", &file));
    ck_assert_int_eq(unlink("soft") + unlink("hard") + unlink("other"), 0);
}
END_TEST

Suite *suite_file_set(void)
{
    Suite *suite = suite_create("file_set");
    TCase *files = tcase_create("files");
    tcase_add_checked_fixture(files, enter_fresh_directory, leave_directory);
    tcase_add_test(files, test_several_processes_may_write_one_file_and_the_last_rename_counts);
    tcase_add_test(files, test_what_a_dead_process_left_is_cleared_and_what_a_living_one_writes_is_not);
    tcase_add_test(files, test_files_that_belong_together_take_their_places_together);
    tcase_add_test(files, test_when_one_of_them_cannot_move_all_old_files_come_back);
    tcase_add_test(files, test_a_file_is_known_under_all_its_names);
    suite_add_tcase(suite, files);
    return suite;
}
