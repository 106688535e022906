/* Child processes: what they send arrives whole, and a child that crashes, loops or sends too little is known as such. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/io/child.h"

enum { MANY = 1 << 20, SECONDS = 60 };

static void send_many(void *data, int pipe_end)
{
    cor_child_send(pipe_end, data, MANY);
}

static void crash_after_half(void *data, int pipe_end)
{
    cor_child_send(pipe_end, data, MANY / 2);
    raise(SIGKILL);
}

static void loop(void *data, int pipe_end)
{
    volatile int n = 0;
    (void)data;
    (void)pipe_end;
    for (;;) {
        n = !n;
    }
}

static void send_nowhere(void *data, int pipe_end)
{
    close(pipe_end);
    cor_child_send(pipe_end, data, MANY);
}

static void end_by_library(void *data, int pipe_end)
{
    (void)data;
    (void)pipe_end;
    _exit(EIO);
}

static void change(void *data, int pipe_end)
{
    (void)pipe_end;
    *(char *)data = 'x';
}

static char *many_bytes(void)
{
    char *bytes = cor_calloc(MANY, 1);
    ck_assert_ptr_nonnull(bytes);
    for (size_t i = 0; i < MANY; i++) {
        bytes[i] = (char)(i * 7 % 251);
    }
    return bytes;
}

START_TEST(test_more_than_a_pipe_holds_arrives_whole)
{
    char *sent = many_bytes(), *received = cor_calloc(MANY, 1);
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, send_many, sent, SECONDS), 0);
    ck_assert(cor_child_receive(child.pipe_end, received, MANY));
    ck_assert_mem_eq(sent, received, MANY);
    ck_assert(!cor_child_receive(child.pipe_end, received, 1));
    ck_assert_int_eq(cor_child_end(&child), 0);
    free(sent);
    free(received);
}
END_TEST

START_TEST(test_a_child_that_crashes_is_known_by_what_is_missing)
{
    char *sent = many_bytes(), *received = cor_calloc(MANY, 1);
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, crash_after_half, sent, SECONDS), 0);
    ck_assert(!cor_child_receive(child.pipe_end, received, MANY));
    ck_assert_int_eq(cor_child_end(&child), -1);
    free(sent);
    free(received);
}
END_TEST

START_TEST(test_a_child_that_loops_is_ended)
{
    char byte;
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, loop, NULL, 1), 0);
    ck_assert(!cor_child_receive(child.pipe_end, &byte, 1));
    ck_assert_int_eq(cor_child_end(&child), -1);
}
END_TEST

START_TEST(test_a_child_that_cannot_send_tells_why)
{
    char *sent = many_bytes(), byte;
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, send_nowhere, sent, SECONDS), 0);
    ck_assert(!cor_child_receive(child.pipe_end, &byte, 1));
    ck_assert_int_eq(cor_child_end(&child), EBADF);
    free(sent);
}
END_TEST

START_TEST(test_a_library_that_ends_the_child_is_no_error_of_sending)
{
    char byte;
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, end_by_library, NULL, SECONDS), 0);
    ck_assert(!cor_child_receive(child.pipe_end, &byte, 1));
    ck_assert_int_eq(cor_child_end(&child), -1);
}
END_TEST

START_TEST(test_a_parent_that_does_not_listen_is_not_waited_for)
{
    char *sent = many_bytes();
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, send_many, sent, SECONDS), 0);
    ck_assert_int_ne(cor_child_end(&child), 0);
    free(sent);
}
END_TEST

START_TEST(test_a_child_changes_nothing_of_its_parent)
{
    char byte = 'a';
    struct cor_child child;
    ck_assert_int_eq(cor_child_begin(&child, change, &byte, SECONDS), 0);
    ck_assert_int_eq(cor_child_end(&child), 0);
    ck_assert_int_eq(byte, 'a');
}
END_TEST

Suite *suite_child(void);
Suite *suite_child(void)
{
    Suite *suite = suite_create("child");
    TCase *tcase = tcase_create("child");
    tcase_add_test(tcase, test_more_than_a_pipe_holds_arrives_whole);
    tcase_add_test(tcase, test_a_child_that_crashes_is_known_by_what_is_missing);
    tcase_add_test(tcase, test_a_child_that_loops_is_ended);
    tcase_add_test(tcase, test_a_child_that_cannot_send_tells_why);
    tcase_add_test(tcase, test_a_library_that_ends_the_child_is_no_error_of_sending);
    tcase_add_test(tcase, test_a_parent_that_does_not_listen_is_not_waited_for);
    tcase_add_test(tcase, test_a_child_changes_nothing_of_its_parent);
    suite_add_tcase(suite, tcase);
    return suite;
}
