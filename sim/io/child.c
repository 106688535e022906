#include "sim/io/child.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/memory.h"

/* What the child says first; the bytes follow when the status is COR_OK. */
struct answer {
    enum cor_status status;
    size_t n_bytes;
    char message[COR_MESSAGE_SIZE];
};

/* Returns 0 or an error number. */
static int send_all(int to, const void *bytes, size_t n_bytes)
{
    const char *rest = bytes;
    while (n_bytes > 0) {
        ssize_t n = write(to, rest, n_bytes);
        if (n < 0 && errno != EINTR) {
            return errno;
        }
        if (n > 0) {
            rest += n;
            n_bytes -= (size_t)n;
        }
    }
    return 0;
}

static bool receive_all(int from, void *bytes, size_t n_bytes)
{
    char *rest = bytes;
    while (n_bytes > 0) {
        ssize_t n = read(from, rest, n_bytes);
        if (n == 0 || (n < 0 && errno != EINTR)) {
            return false;
        }
        if (n > 0) {
            rest += n;
            n_bytes -= (size_t)n;
        }
    }
    return true;
}

/* The child's whole life; its exit status is 0 or the error number of handing over. Signals are the parent's affair; a crash leaves no core; nothing registered for the end of the
 * program runs, neither the parent's half-written streams nor the clean-up of a library that has failed. */
static void live_as_child(int to, cor_child_work *work, void *data)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    const struct rlimit no_core = {0, 0};
    struct answer answer;
    void *bytes = NULL;
    int error;
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; ++i) {
        (void)signal(ignored[i], SIG_IGN);
    }
    (void)setrlimit(RLIMIT_CORE, &no_core);
    memset(&answer, 0, sizeof answer);
    answer.status = work(data, &bytes, &answer.n_bytes, answer.message);
    if (answer.status != COR_OK) {
        answer.n_bytes = 0;
    }
    error = send_all(to, &answer, sizeof answer);
    if (error == 0) {
        error = send_all(to, bytes, answer.n_bytes);
    }
    _exit(error);
}

static enum cor_status take_answer(int from, void **bytes, size_t *n_bytes, char message[COR_MESSAGE_SIZE])
{
    struct answer answer;
    void *block;
    if (!receive_all(from, &answer, sizeof answer)) {
        return COR_ERR_MEMORY;
    }
    if (answer.status != COR_OK) {
        memcpy(message, answer.message, COR_MESSAGE_SIZE);
        return answer.status;
    }
    block = cor_calloc(answer.n_bytes, 1);
    if (block == NULL || !receive_all(from, block, answer.n_bytes)) {
        free(block);
        return COR_ERR_MEMORY;
    }
    *bytes = block;
    *n_bytes = answer.n_bytes;
    return COR_OK;
}

/* How the child ended: 0, the error number of handing over, or -1 for a crash. */
static int wait_for(pid_t child)
{
    int how = 0;
    pid_t ended;
    do {
        ended = waitpid(child, &how, 0);
    } while (ended < 0 && errno == EINTR);
    return ended == child && !WIFEXITED(how) ? -1 : WEXITSTATUS(how);
}

static enum cor_status listen_to(pid_t child, int from, void **bytes, size_t *n_bytes, char message[COR_MESSAGE_SIZE])
{
    enum cor_status status = take_answer(from, bytes, n_bytes, message);
    int error;
    (void)close(from); /* a child that is still sending ends by it */
    error = wait_for(child);
    if (status == COR_ERR_MEMORY && message[0] == '\0' && error > 0) {
        (void)snprintf(message, COR_MESSAGE_SIZE, "a child process could not hand over its result: %s",
                       strerror(error));
        return COR_ERR_IO;
    }
    return status;
}

enum cor_status cor_child_run(cor_child_work *work, void *data, void **bytes, size_t *n_bytes,
                              char message[COR_MESSAGE_SIZE])
{
    int ends[2];
    pid_t child;
    *bytes = NULL;
    *n_bytes = 0;
    message[0] = '\0';
    if (pipe(ends) != 0) {
        return COR_ERR_MEMORY;
    }
    child = fork();
    if (child == 0) {
        (void)close(ends[0]);
        live_as_child(ends[1], work, data);
    }
    (void)close(ends[1]);
    if (child < 0) {
        (void)close(ends[0]);
        return COR_ERR_MEMORY;
    }
    return listen_to(child, ends[0], bytes, n_bytes, message);
}
