#include "tests/unit/own_directory.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char own_directory[64];
char message[COR_MESSAGE_SIZE];

void enter_fresh_directory(void)
{
    strcpy(own_directory, "/tmp/corridor-file-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(own_directory));
    ck_assert_int_eq(chdir(own_directory), 0);
    message[0] = '\0';
}

void leave_directory(void)
{
    unlink("out");
    unlink("out.part");
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(rmdir(own_directory), 0);
}

bool is_there(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0;
}

void ck_holds(const char *path, const char *text)
{
    char *bytes;
    size_t n_bytes;
    ck_assert_msg(cor_file_read(path, 1000, &bytes, &n_bytes, message) == COR_OK, "%s", message);
    ck_assert_uint_eq(n_bytes, strlen(text));
    ck_assert_mem_eq(bytes, text, n_bytes + 1);
    free(bytes);
}

void put(const char *path, const char *text)
{
    ck_assert_msg(cor_file_write(path, text, strlen(text), message) == COR_OK, "%s", message);
}
