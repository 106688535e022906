/* A library that is loaded before all others and makes one call fail: the Nth allocation, or the Nth call of one kind that
 * writes or opens. Which one stands in the environment; without it, calls are only counted.
 *
 *   FAULT_KIND    memory, write, fsync, rename, open, truncate, map, fork, pipe or thread
 *   FAULT_AT      number of the first call that fails, from 1
 *   FAULT_UNTIL   number of the last one that fails, by default the same
 *   FAULT_AFTER   count from when a file is opened whose path ends so, by default from the start
 *   FAULT_TIMES   count from when it is opened for this time, by default the first
 *   FAULT_ERROR   errno of the failing call, by default EIO (ENOMEM for memory and maps)
 *   FAULT_COUNT   file that receives the number of calls when the program ends
 *   FAULT_TRACE   file that receives the stack of every call and its process, each as a number of 64 bits
 *   FAULT_OPENED  file that receives the path of every file that is opened, one a line, whatever the kind
 *
 * A child has the same counter as its parent. Calls that the C library makes inside itself are not seen. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { MEMORY, WRITE, FSYNC, RENAME, OPEN, TRUNCATE, MAP, FORK, PIPE, THREAD, N_KINDS };
static const char *const kind_names[N_KINDS] = {"memory",   "write", "fsync", "rename", "open",
                                                "truncate", "map",   "fork",  "pipe",   "thread"};
enum { MOST_FRAMES = 64 };

static int kind = -1;
static long first, last;
static int error_number;
static int trace = -1, opened = -1;
static const char *after; /* NULL when counting has begun */
static long times_left;
static atomic_long *n_calls; /* shared with children */
static _Thread_local bool inside;

/* The C library's own, for what must work before names can be looked up. */
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static long number_of(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

/* The file whose name stands in the environment, empty; -1 without one. */
static int record_named(const char *name)
{
    const char *path = getenv(name);
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC;
    return path ? (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0600) : -1;
}

__attribute__((constructor)) static void begin(void)
{
    const char *wanted = getenv("FAULT_KIND");
    void *warm_up[2];
    inside = true;
    backtrace(warm_up, 2); /* the first call takes memory */
    n_calls = mmap(NULL, sizeof *n_calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    first = number_of("FAULT_AT", 0);
    last = number_of("FAULT_UNTIL", first);
    after = getenv("FAULT_AFTER");
    times_left = number_of("FAULT_TIMES", 1);
    trace = record_named("FAULT_TRACE");
    opened = record_named("FAULT_OPENED");
    for (int k = 0; wanted && n_calls != MAP_FAILED && k < N_KINDS; k++) {
        if (strcmp(wanted, kind_names[k]) == 0) {
            error_number = (int)number_of("FAULT_ERROR", k == MEMORY || k == MAP ? ENOMEM : EIO);
            kind = k;
        }
    }
    inside = false;
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    const char *path = getenv("FAULT_COUNT");
    int file = path && kind >= 0 ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (file >= 0) {
        int n = snprintf(text, sizeof text, "%ld\n", atomic_load(n_calls));
        syscall(SYS_write, file, text, (size_t)n);
        close(file);
    }
}

static void note_stack(void)
{
    void *frames[MOST_FRAMES];
    uint64_t digest = 14695981039346656037u, note[2];
    int n = backtrace(frames, MOST_FRAMES);
    for (int i = 2; i < n; i++) {
        digest = (digest ^ (uint64_t)(uintptr_t)frames[i]) * 1099511628211u;
    }
    note[0] = digest;
    note[1] = (uint64_t)getpid();
    syscall(SYS_write, trace, note, sizeof note);
}

/* The place for a debugger's breakpoint. */
__attribute__((noinline)) void fault_here(void)
{
    errno = error_number;
}

/* Count one call of this kind; true when it is one that fails. */
static bool fails(int of_kind)
{
    if (of_kind != kind || inside || after) {
        return false;
    }
    long n = atomic_fetch_add(n_calls, 1) + 1;
    if (trace >= 0) {
        inside = true;
        note_stack();
        inside = false;
    }
    bool now = first > 0 && n >= first && n <= last;
    if (now) {
        fault_here();
    }
    return now;
}

/* ---- memory ---- */

void *malloc(size_t size)
{
    return fails(MEMORY) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *block, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *taken = fails(MEMORY) ? NULL : __libc_memalign(alignment, size);
    if (taken) {
        *block = taken;
    }
    return taken ? 0 : ENOMEM;
}

/* ---- files ---- */

/* The next function of this name, with the type of the present one. */
#define NEXT(name) ((__typeof__(&name))(uintptr_t)next_function(#name))
static void *next_function(const char *name)
{
    bool before = inside;
    inside = true; /* looking up may take memory */
    void *function = dlsym(RTLD_NEXT, name);
    inside = before;
    return function;
}

ssize_t write(int file, const void *bytes, size_t n)
{
    return fails(WRITE) ? -1 : NEXT(write)(file, bytes, n);
}

ssize_t writev(int file, const struct iovec *parts, int n)
{
    return fails(WRITE) ? -1 : NEXT(writev)(file, parts, n);
}

ssize_t pwrite(int file, const void *bytes, size_t n, off_t at)
{
    return fails(WRITE) ? -1 : NEXT(pwrite)(file, bytes, n, at);
}

ssize_t pwrite64(int file, const void *bytes, size_t n, off64_t at)
{
    return fails(WRITE) ? -1 : NEXT(pwrite64)(file, bytes, n, at);
}

int fsync(int file)
{
    return fails(FSYNC) ? -1 : NEXT(fsync)(file);
}

int fdatasync(int file)
{
    return fails(FSYNC) ? -1 : NEXT(fdatasync)(file);
}

int rename(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : NEXT(rename)(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    return fails(RENAME) ? -1 : NEXT(renameat)(from_folder, from, to_folder, to);
}

int link(const char *from, const char *to)
{
    return fails(RENAME) ? -1 : NEXT(link)(from, to);
}

static void note_path(const char *path)
{
    struct iovec parts[] = {{(void *)(uintptr_t)path, strlen(path)}, {"\n", 1}};
    if (opened >= 0) {
        syscall(SYS_writev, opened, parts, 2);
    }
    size_t length = strlen(path), n_wanted = after ? strlen(after) : 0;
    if (after && length >= n_wanted && strcmp(path + length - n_wanted, after) == 0 && --times_left == 0) {
        after = NULL;
    }
}

static mode_t mode_of(int flags, va_list *rest)
{
    return flags & (O_CREAT | O_TMPFILE) ? va_arg(*rest, mode_t) : 0;
}

#define DEFINE_OPEN(name)                                                                                              \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list rest;                                                                                                  \
        va_start(rest, flags);                                                                                         \
        mode_t mode = mode_of(flags, &rest);                                                                           \
        va_end(rest);                                                                                                  \
        note_path(path);                                                                                               \
        return fails(OPEN) ? -1 : NEXT(name)(path, flags, mode);                                                       \
    }
DEFINE_OPEN(open)
DEFINE_OPEN(open64)

FILE *fopen(const char *path, const char *mode)
{
    note_path(path);
    return fails(OPEN) ? NULL : NEXT(fopen)(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    note_path(path);
    return fails(OPEN) ? NULL : NEXT(fopen64)(path, mode);
}

int ftruncate(int file, off_t length)
{
    return fails(TRUNCATE) ? -1 : NEXT(ftruncate)(file, length);
}

/* ---- memory of the system, processes, threads ---- */

void *mmap(void *at, size_t length, int protection, int flags, int file, off_t offset)
{
    return fails(MAP) ? MAP_FAILED
                      : (void *)syscall(SYS_mmap, at, length, protection, flags, file, offset); /* before any look-up */
}

pid_t fork(void)
{
    return fails(FORK) ? -1 : NEXT(fork)();
}

int pipe(int ends[2])
{
    return fails(PIPE) ? -1 : NEXT(pipe)(ends);
}

int pipe2(int ends[2], int flags)
{
    return fails(PIPE) ? -1 : NEXT(pipe2)(ends, flags);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *data)
{
    return fails(THREAD) ? EAGAIN : NEXT(pthread_create)(thread, attributes, work, data);
}
