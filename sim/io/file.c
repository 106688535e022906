#include "sim/io/file.h"
#include "sim/io/json.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/base/memory.h"

enum { MAX_CAUSE = 128 };

/* `cannot WHAT 'path': cause`; a path too long for the buffer loses its end, never the cause. */
static enum cor_status say_why(char message[COR_MESSAGE_SIZE], const char *what, const char *path, const char *cause)
{
    snprintf(message, COR_MESSAGE_SIZE, "cannot %s '%.*s': %s", what, COR_MESSAGE_SIZE - 2 * MAX_CAUSE, path, cause);
    return COR_ERR_IO;
}

static enum cor_status say_errno(char message[COR_MESSAGE_SIZE], const char *what, const char *path, int error)
{
    char cause[MAX_CAUSE];
    if (error == ENOMEM) {
        say_why(message, what, path, "not enough memory");
        return COR_ERR_MEMORY;
    }
    if (strerror_r(error, cause, sizeof cause) != 0) {
        snprintf(cause, sizeof cause, "error %d", error);
    }
    return say_why(message, what, path, cause);
}

/* Read until `wanted` bytes or the end of the file. Returns the number of bytes, or -1 with errno set. */
static ssize_t read_fully(int descriptor, char *bytes, size_t wanted)
{
    size_t n_read = 0;
    while (n_read < wanted) {
        ssize_t n = read(descriptor, bytes + n_read, wanted - n_read);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return -1;
        }
        if (n == 0) {
            break;
        }
        n_read += (size_t)n;
    }
    return (ssize_t)n_read;
}

/* The size of the open file, when it is one we read: regular and within the limit. */
static enum cor_status check_size(int descriptor, const char *path, size_t limit, size_t *size,
                                  char message[COR_MESSAGE_SIZE])
{
    struct stat facts;
    char cause[MAX_CAUSE];
    if (fstat(descriptor, &facts) != 0) {
        return say_errno(message, "read", path, errno);
    }
    if (!S_ISREG(facts.st_mode)) {
        return say_why(message, "read", path, S_ISDIR(facts.st_mode) ? "it is a directory" : "not a regular file");
    }
    if (facts.st_size < 0 || (unsigned long long)facts.st_size > limit) {
        snprintf(cause, sizeof cause, "its %lld bytes are above the limit of %zu", (long long)facts.st_size, limit);
        return say_why(message, "read", path, cause);
    }
    *size = (size_t)facts.st_size;
    return COR_OK;
}

/* Contents of the open file. The byte for the closing NUL doubles as the probe for a file that grows meanwhile. */
static enum cor_status read_descriptor(int descriptor, const char *path, size_t limit, char **bytes, size_t *n_bytes,
                                       char message[COR_MESSAGE_SIZE])
{
    size_t size = 0;
    ssize_t n_read;
    char *block;
    enum cor_status status = check_size(descriptor, path, limit, &size, message);
    if (status != COR_OK) {
        return status;
    }
    block = cor_calloc(size + 1, 1);
    if (!block) {
        return say_errno(message, "read", path, ENOMEM);
    }
    n_read = read_fully(descriptor, block, size + 1);
    if (n_read < 0 || (size_t)n_read > size) {
        status = n_read < 0 ? say_errno(message, "read", path, errno)
                            : say_why(message, "read", path, "it changed while it was read");
        free(block);
        return status;
    }
    block[n_read] = '\0';
    *bytes = block;
    *n_bytes = (size_t)n_read;
    return COR_OK;
}

enum cor_status cor_file_read(const char *path, size_t limit, char **bytes, size_t *n_bytes,
                              char message[COR_MESSAGE_SIZE])
{
    enum cor_status status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a FIFO must not hold us */
    *bytes = NULL;
    *n_bytes = 0;
    if (descriptor < 0) {
        return say_errno(message, "read", path, errno);
    }
    status = read_descriptor(descriptor, path, limit, bytes, n_bytes, message);
    close(descriptor);
    return status;
}

enum cor_status cor_file_open(const char *path, int *descriptor, char message[COR_MESSAGE_SIZE])
{
    size_t size = 0;
    enum cor_status status;
    *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (*descriptor < 0) {
        return errno == ENOENT ? COR_OK : say_errno(message, "read", path, errno);
    }
    status = check_size(*descriptor, path, SIZE_MAX, &size, message);
    if (status != COR_OK) {
        close(*descriptor);
        *descriptor = -1;
    }
    return status;
}

/* Only regular files are replaced: renaming over a device or a pipe would remove it from the system. */
static bool may_be_replaced(const char *path)
{
    struct stat facts;
    return stat(path, &facts) != 0 || S_ISREG(facts.st_mode);
}

/* Take the temporary for ourselves: locked, still under its name, and empty. A left-over of a killed process is taken
 * over; the temporary of a living one is not. Returns 0 or an error number. */
static int claim_part(int descriptor, const char *part)
{
    struct stat ours, named;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return EBUSY; /* file systems without locks are taken on trust */
    }
    if (fstat(descriptor, &ours) != 0) {
        return errno;
    }
    if (!S_ISREG(ours.st_mode)) {
        return EEXIST;
    }
    if (lstat(part, &named) != 0 || named.st_ino != ours.st_ino || named.st_dev != ours.st_dev) {
        return EBUSY;
    }
    if (ftruncate(descriptor, 0) != 0) {
        int error = errno;
        unlink(part);
        return error;
    }
    return 0;
}

static enum cor_status open_part(struct cor_file_writer *writer, char message[COR_MESSAGE_SIZE])
{
    int error, flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int descriptor = open(writer->part, flags, 0666);
    if (descriptor < 0) {
        return say_errno(message, "write", writer->path, errno);
    }
    error = claim_part(descriptor, writer->part);
    if (error != 0) {
        close(descriptor);
        return error == EBUSY ? say_why(message, "write", writer->path, "another process is writing it")
                              : say_errno(message, "write", writer->path, error);
    }
    writer->descriptor = descriptor;
    return COR_OK;
}

static void release_writer(struct cor_file_writer *writer)
{
    free(writer->path);
    free(writer->part);
    writer->path = writer->part = NULL;
}

/* Takes over `part`. */
static enum cor_status begin_with(struct cor_file_writer *writer, const char *path, char *part,
                                  char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = COR_OK;
    writer->descriptor = -1;
    writer->n_held = 0;
    writer->path = cor_strdup(path);
    writer->part = part;
    if (!writer->path || !writer->part) {
        status = say_errno(message, "write", path, ENOMEM);
    } else if (!may_be_replaced(path)) {
        status = say_why(message, "write", path, "the name belongs to something that is not a regular file");
    } else {
        status = open_part(writer, message);
    }
    if (status != COR_OK) {
        release_writer(writer);
    }
    return status;
}

enum cor_status cor_file_begin(struct cor_file_writer *writer, const char *path, char message[COR_MESSAGE_SIZE])
{
    return begin_with(writer, path, cor_format("%s.part", path), message);
}

enum cor_status cor_file_begin_shared(struct cor_file_writer *writer, const char *path, char message[COR_MESSAGE_SIZE])
{
    return begin_with(writer, path, cor_file_private_name(path), message);
}

enum cor_status cor_file_probe(const char *path, char message[COR_MESSAGE_SIZE])
{
    struct cor_file_writer writer;
    enum cor_status status = cor_file_begin(&writer, path, message);
    if (status == COR_OK) {
        cor_file_abandon(&writer);
    }
    return status;
}

/* Returns 0 or an error number. */
static int write_bytes(int descriptor, const char *rest, size_t n_bytes)
{
    while (n_bytes > 0) {
        ssize_t n = write(descriptor, rest, n_bytes);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n < 0 ? errno : EIO;
        }
        rest += n;
        n_bytes -= (size_t)n;
    }
    return 0;
}

static int write_held(struct cor_file_writer *writer)
{
    int error = write_bytes(writer->descriptor, writer->held, writer->n_held);
    writer->n_held = 0;
    return error;
}

enum cor_status cor_file_append(struct cor_file_writer *writer, const void *bytes, size_t n_bytes,
                                char message[COR_MESSAGE_SIZE])
{
    int error = n_bytes > sizeof writer->held - writer->n_held ? write_held(writer) : 0;
    if (error == 0 && n_bytes > sizeof writer->held) {
        error = write_bytes(writer->descriptor, bytes, n_bytes);
    } else if (error == 0 && n_bytes > 0) {
        memcpy(writer->held + writer->n_held, bytes, n_bytes);
        writer->n_held += n_bytes;
    }
    return error == 0 ? COR_OK : say_errno(message, "write", writer->path, error);
}

/* Some file systems cannot sync directories and say EINVAL; there the rename is as durable as it gets. */
static int sync_descriptor(int descriptor)
{
    while (fsync(descriptor) != 0) {
        if (errno != EINTR) {
            return errno == EINVAL || errno == ENOTSUP ? 0 : errno;
        }
    }
    return 0;
}

int cor_directory_sync(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory;
    int descriptor, error;
    directory = !slash ? cor_strdup(".") : cor_format("%.*s", (int)(slash - path) + 1, path);
    if (!directory) {
        return ENOMEM;
    }
    descriptor = open(directory, O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    free(directory);
    if (descriptor < 0) {
        return errno == EACCES ? 0 : errno; /* a directory we may write but not list */
    }
    error = sync_descriptor(descriptor);
    close(descriptor);
    return error;
}

/* The lock is held until after the rename, so that no other process takes over the temporary in between. */
static int put_into_place(struct cor_file_writer *writer)
{
    int error = sync_descriptor(writer->descriptor);
    if (error == 0 && rename(writer->part, writer->path) != 0) {
        error = errno;
    }
    if (error != 0) {
        unlink(writer->part);
    }
    if (close(writer->descriptor) != 0 && errno != EINTR && error == 0) {
        error = errno;
    }
    writer->descriptor = -1;
    return error != 0 ? error : cor_directory_sync(writer->path);
}

enum cor_status cor_file_commit(struct cor_file_writer *writer, char message[COR_MESSAGE_SIZE])
{
    int error = write_held(writer);
    if (error != 0) {
        enum cor_status status = say_errno(message, "write", writer->path, error);
        cor_file_abandon(writer);
        return status;
    }
    error = put_into_place(writer);
    enum cor_status status = error == 0 ? COR_OK : say_errno(message, "write", writer->path, error);
    release_writer(writer);
    return status;
}

void cor_file_abandon(struct cor_file_writer *writer)
{
    if (writer->descriptor >= 0) {
        unlink(writer->part);
        close(writer->descriptor);
        writer->descriptor = -1;
    }
    release_writer(writer);
}

static enum cor_status write_all(struct cor_file_writer *writer, const void *bytes, size_t n_bytes,
                                 char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = cor_file_append(writer, bytes, n_bytes, message);
    if (status == COR_OK) {
        return cor_file_commit(writer, message);
    }
    cor_file_abandon(writer);
    return status;
}

enum cor_status cor_file_write(const char *path, const void *bytes, size_t n_bytes, char message[COR_MESSAGE_SIZE])
{
    struct cor_file_writer writer;
    enum cor_status status = cor_file_begin(&writer, path, message);
    return status == COR_OK ? write_all(&writer, bytes, n_bytes, message) : status;
}

enum cor_status cor_file_write_shared(const char *path, const void *bytes, size_t n_bytes,
                                      char message[COR_MESSAGE_SIZE])
{
    struct cor_file_writer writer;
    enum cor_status status = cor_file_begin_shared(&writer, path, message);
    return status == COR_OK ? write_all(&writer, bytes, n_bytes, message) : status;
}

/* Make one directory; one that is there already is as good. Returns 0 or an error number. */
static int make_one_directory(const char *path)
{
    struct stat facts;
    int error = mkdir(path, 0777) == 0 ? 0 : errno;
    if (error != 0 && stat(path, &facts) == 0) {
        return S_ISDIR(facts.st_mode) ? 0 : ENOTDIR;
    }
    return error;
}

enum cor_status cor_directory_create(const char *path, char message[COR_MESSAGE_SIZE])
{
    int error = path[0] == '\0' ? ENOENT : 0;
    char *prefix = cor_strdup(path);
    if (!prefix) {
        return say_errno(message, "create directory", path, ENOMEM);
    }
    for (char *end = prefix + 1; error == 0 && path[0] != '\0'; end++) {
        char here = *end;
        if (here != '/' && here != '\0') {
            continue;
        }
        *end = '\0';
        error = make_one_directory(prefix);
        *end = here;
        if (here == '\0') {
            break;
        }
    }
    free(prefix);
    return error == 0 ? COR_OK : say_errno(message, "create directory", path, error);
}

enum cor_status cor_file_write_text(const char *path, struct cor_text *text, char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = COR_ERR_MEMORY;
    if (text->failed) {
        snprintf(message, COR_MESSAGE_SIZE, "not enough memory to write '%.240s'", path);
    } else {
        status = cor_file_write(path, text->bytes, text->n_bytes, message);
    }
    cor_text_free(text);
    return status;
}
