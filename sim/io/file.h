/* Whole files, in and out. Reading has a size limit and takes regular files only. Writing is all or nothing: the bytes
 * go to NAME.part in the same directory, are synced, and take their name in one rename. The only place that opens files
 * for writing. Messages of failure go to the text buffer given. */
#ifndef COR_IO_FILE_H
#define COR_IO_FILE_H
#include <stddef.h>
#include "sim/base/status.h"

enum { COR_MESSAGE_SIZE = 512 };

/* Read a whole regular file of at most `limit` bytes into a fresh block, terminated with a NUL that is not counted.
 * On failure returns COR_ERR_IO or COR_ERR_MEMORY, *bytes is NULL, and `message` names the path and the cause. */
enum cor_status cor_file_read(const char *path, size_t limit, char **bytes, size_t *n_bytes,
                              char message[COR_MESSAGE_SIZE]);

/* Open a regular file for reading. COR_OK with *descriptor -1 when there is none of that name; COR_ERR_IO otherwise, also
 * for a directory, device or pipe, which must not hold us. The caller closes. */
enum cor_status cor_file_open(const char *path, int *descriptor, char message[COR_MESSAGE_SIZE]);

/* Write `n_bytes` under `path` completely or not at all (temporary, fsync, rename, fsync of the directory). Handles
 * short writes and EINTR. On failure removes the temporary and names the cause. A left-over NAME.part is taken over;
 * one that a living process writes, and a `path` that is a device, pipe or directory, are refused. The program must
 * ignore SIGXFSZ, or a file size limit kills it before the failure can be told. */
enum cor_status cor_file_write(const char *path, const void *bytes, size_t n_bytes, char message[COR_MESSAGE_SIZE]);

/* The same as a stream, for files too large for memory: begin, append any number of times, then commit or abandon. */
struct cor_file_writer {
    int descriptor;
    char *path, *part;
};
enum cor_status cor_file_begin(struct cor_file_writer *writer, const char *path, char message[COR_MESSAGE_SIZE]);
enum cor_status cor_file_append(struct cor_file_writer *writer, const void *bytes, size_t n_bytes,
                                char message[COR_MESSAGE_SIZE]);
enum cor_status cor_file_commit(struct cor_file_writer *writer, char message[COR_MESSAGE_SIZE]);
void cor_file_abandon(struct cor_file_writer *writer);

/* Create a directory and its parents when missing. */
enum cor_status cor_directory_create(const char *path, char message[COR_MESSAGE_SIZE]);

#endif
