/* Files that belong together, and names that one process has for itself. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "sim/base/memory.h"
#include "sim/io/file.h"

enum { MAX_HOST = 64 };

bool cor_file_identify(const char *path, struct cor_file_id *id)
{
    struct stat facts;
    if (stat(path, &facts) != 0) {
        return false;
    }
    *id = (struct cor_file_id){(uint64_t)facts.st_dev, (uint64_t)facts.st_ino};
    return true;
}

/* ---- names of one process ---- */

/* The name of this machine, without anything that a file name should not hold. */
static void read_host(char host[MAX_HOST])
{
    if (gethostname(host, MAX_HOST) != 0) {
        snprintf(host, MAX_HOST, "host");
    }
    host[MAX_HOST - 1] = '\0';
    for (char *c = host; *c != '\0'; c++) {
        *c = isalnum((unsigned char)*c) || *c == '.' || *c == '_' ? *c : '_';
    }
}

char *cor_file_private_name(const char *path)
{
    char host[MAX_HOST];
    read_host(host);
    return cor_format("%s.%s-%ld.part", path, host, (long)getpid());
}

/* Does the name hold ".HOST-PROCESS.part" of a process of this machine that has ended? */
static bool belongs_to_nobody(const char *name, const char *host)
{
    size_t n_host = strlen(host);
    for (const char *at = strchr(name, '.'); at; at = strchr(at + 1, '.')) {
        char *end = NULL;
        if (strncmp(at + 1, host, n_host) != 0 || at[1 + n_host] != '-') {
            continue;
        }
        errno = 0;
        long process = strtol(at + n_host + 2, &end, 10);
        if (errno == 0 && process > 0 && strncmp(end, ".part", 5) == 0) {
            return kill((pid_t)process, 0) != 0 && errno == ESRCH;
        }
    }
    return false;
}

static void remove_any(const char *path)
{
    struct stat facts;
    if (lstat(path, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        cor_directory_remove(path);
    } else {
        unlink(path);
    }
}

/* To tidy up; when memory is short for a moment, a second try is better than leaving files behind. */
static DIR *open_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    return !directory && errno == ENOMEM ? opendir(folder) : directory;
}

/* Without memory of its own: what tidies up must not leave anything because memory is short. False when the path would be
 * longer than the system takes, so that there is no such file. */
static bool write_path(const char *folder, const char *name, char path[PATH_MAX])
{
    int length = snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return length > 0 && length < PATH_MAX;
}

void cor_directory_tidy(const char *folder)
{
    char host[MAX_HOST], path[PATH_MAX];
    DIR *directory = open_folder(folder);
    read_host(host);
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        if (belongs_to_nobody(entry->d_name, host) && write_path(folder, entry->d_name, path)) {
            remove_any(path);
        }
    }
    if (directory) {
        closedir(directory);
    }
}

void cor_directory_remove(const char *folder)
{
    char path[PATH_MAX];
    DIR *directory = open_folder(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        if (write_path(folder, entry->d_name, path)) {
            unlink(path); /* refuses "." and ".." */
        }
    }
    if (directory) {
        closedir(directory);
    }
    rmdir(folder);
}

/* ---- moving all or none ---- */

/* One file on its way: where it is, where it goes, and where what it replaces waits meanwhile. */
struct passenger {
    char *from, *to, *kept;
    bool replaces;
};

struct passengers {
    struct passenger *items;
    size_t n, room;
};

static void free_passengers(struct passengers *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->items[i].from);
        free(all->items[i].to);
        free(all->items[i].kept);
    }
    free(all->items);
}

static bool add_passenger(struct passengers *all, const char *from, const char *to, const char *name)
{
    if (all->n == all->room) {
        size_t room = 2 * all->room + 16;
        struct passenger *items = cor_realloc(all->items, room, sizeof *items);
        if (!items) {
            return false;
        }
        all->items = items;
        all->room = room;
    }
    struct passenger *item = &all->items[all->n++];
    *item = (struct passenger){cor_format("%s/%s", from, name), cor_format("%s/%s", to, name),
                               cor_format("%s/%s.old", from, name), false};
    return item->from && item->to && item->kept;
}

static int compare_passengers(const void *left, const void *right)
{
    return strcmp(((const struct passenger *)left)->from, ((const struct passenger *)right)->from);
}

/* Everything in the directory. Returns 0 or an error number. */
static int list_passengers(const char *from, const char *to, struct passengers *all)
{
    int error = 0;
    DIR *directory = opendir(from);
    if (!directory) {
        return errno;
    }
    for (struct dirent *entry; error == 0 && (entry = readdir(directory)) != NULL;) {
        bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        error = is_dots || add_passenger(all, from, to, entry->d_name) ? 0 : ENOMEM;
    }
    closedir(directory);
    if (error == 0 && all->n > 0) {
        qsort(all->items, all->n, sizeof *all->items, compare_passengers);
    }
    return error;
}

static void take_back(const struct passenger *item)
{
    if (item->replaces) {
        rename(item->kept, item->to);
    } else {
        unlink(item->to);
    }
}

/* What is replaced keeps a second name, so that it can come back; where there are no links it is moved away. */
static int move_one(struct passenger *item)
{
    struct stat facts;
    int error;
    item->replaces = lstat(item->to, &facts) == 0;
    if (item->replaces && S_ISDIR(facts.st_mode)) {
        return EISDIR;
    }
    if (item->replaces && link(item->to, item->kept) != 0 && rename(item->to, item->kept) != 0) {
        return errno;
    }
    if (rename(item->from, item->to) == 0) {
        return 0;
    }
    error = errno;
    take_back(item);
    return error;
}

enum cor_status cor_directory_move_files(const char *from, const char *to, char message[COR_MESSAGE_SIZE])
{
    struct passengers all = {NULL, 0, 0};
    const char *failed = to;
    int error = list_passengers(from, to, &all);
    size_t n_moved = 0;
    while (error == 0 && n_moved < all.n) {
        failed = all.items[n_moved].to;
        error = move_one(&all.items[n_moved]);
        n_moved += error == 0 ? 1 : 0;
    }
    if (error == 0 && all.n > 0) {
        error = cor_directory_sync(failed);
    }
    while (error != 0 && n_moved > 0) {
        take_back(&all.items[--n_moved]);
    }
    if (error != 0) {
        char cause[128];
        if (error == ENOMEM) {
            snprintf(cause, sizeof cause, "not enough memory");
        } else if (strerror_r(error, cause, sizeof cause) != 0) {
            snprintf(cause, sizeof cause, "error %d", error);
        }
        snprintf(message, COR_MESSAGE_SIZE, "cannot write '%.300s': %s", failed, cause);
    }
    free_passengers(&all);
    return error == 0 ? COR_OK : error == ENOMEM ? COR_ERR_MEMORY : COR_ERR_IO;
}
