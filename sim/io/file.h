/* Whole files, in and out. Reading has a size limit and takes regular files only. Writing is all or nothing: the bytes
 * go to NAME.part in the same directory, are synced, and take their name in one rename. The only place that opens files
 * for writing. Messages of failure go to the text buffer given. */
#ifndef COR_IO_FILE_H
#define COR_IO_FILE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
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
/* The same of a text, which is freed in any case; COR_ERR_MEMORY when memory was short while it grew. */
struct cor_text;
enum cor_status cor_file_write_text(const char *path, struct cor_text *text, char message[COR_MESSAGE_SIZE]);

/* The same as a stream, for files too large for memory: begin, append any number of times, then commit or abandon. */
struct cor_file_writer {
    int descriptor;
    char *path, *part;
    size_t n_held; /* small pieces are written together: a failure may be told by a later call, commit at the latest */
    char held[1 << 14];
};
enum cor_status cor_file_begin(struct cor_file_writer *writer, const char *path, char message[COR_MESSAGE_SIZE]);
enum cor_status cor_file_append(struct cor_file_writer *writer, const void *bytes, size_t n_bytes,
                                char message[COR_MESSAGE_SIZE]);
enum cor_status cor_file_commit(struct cor_file_writer *writer, char message[COR_MESSAGE_SIZE]);
void cor_file_abandon(struct cor_file_writer *writer);

/* Can `path` be written? Begins it and gives it up, so that the cause is known before hours of work. */
enum cor_status cor_file_probe(const char *path, char message[COR_MESSAGE_SIZE]);

/* For files that several processes may write at once, each the same bytes: the temporary bears the name that
 * cor_file_private_name gives, so that no process waits for another; the last rename counts. */
enum cor_status cor_file_begin_shared(struct cor_file_writer *writer, const char *path, char message[COR_MESSAGE_SIZE]);
enum cor_status cor_file_write_shared(const char *path, const void *bytes, size_t n_bytes,
                                      char message[COR_MESSAGE_SIZE]);

/* Create a directory and its parents when missing. */
enum cor_status cor_directory_create(const char *path, char message[COR_MESSAGE_SIZE]);
/* Make renames in the directory that holds `path` durable. Returns 0 or an error number. */
int cor_directory_sync(const char *path);

/* ---- file_set.c: files that belong together ---- */

/* A file, whatever its name: links to it have the same. */
struct cor_file_id {
    uint64_t device, inode;
};
/* False when nothing bears the name. Follows symbolic links. */
bool cor_file_identify(const char *path, struct cor_file_id *id);

/* PATH.HOST-PROCESS.part: a name that no other living process uses. NULL when memory is short. */
char *cor_file_private_name(const char *path);
/* Remove what processes of this machine that have ended left in `folder` under such names. Nothing to do is no failure. */
void cor_directory_tidy(const char *folder);
/* Remove a directory and the files in it. */
void cor_directory_remove(const char *folder);

/* Move all files of the directory `from` into the directory `to` of the same file system, in the order of their names,
 * each in the place of its namesake. Either all are moved or none: on failure those that were there come back. */
enum cor_status cor_directory_move_files(const char *from, const char *to, char message[COR_MESSAGE_SIZE]);

#endif
