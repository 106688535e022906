#include "sim/io/child.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
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

static bool send_all(int to, const void *bytes, size_t n_bytes)
{
    const char *rest = bytes;
    while (n_bytes > 0) {
        ssize_t n = write(to, rest, n_bytes);
        if (n < 0 && errno != EINTR) {
            return false;
        }
        if (n > 0) {
            rest += n;
            n_bytes -= (size_t)n;
        }
    }
    return true;
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

/* The child's whole life. Signals are the parent's affair; a crash leaves no core; nothing registered for the end of the
 * program runs, neither the parent's half-written streams nor the clean-up of a library that has failed. */
static void live_as_child(int to, cor_child_work *work, void *data)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    const struct rlimit no_core = {0, 0};
    struct answer answer;
    void *bytes = NULL;
    bool told;
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; ++i) {
        (void)signal(ignored[i], SIG_IGN);
    }
    (void)setrlimit(RLIMIT_CORE, &no_core);
    memset(&answer, 0, sizeof answer);
    answer.status = work(data, &bytes, &answer.n_bytes, answer.message);
    if (answer.status != COR_OK) {
        answer.n_bytes = 0;
    }
    told = send_all(to, &answer, sizeof answer) && send_all(to, bytes, answer.n_bytes);
    _exit(told ? 0 : 1);
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

static void wait_for(pid_t child)
{
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}

enum cor_status cor_child_run(cor_child_work *work, void *data, void **bytes, size_t *n_bytes,
                              char message[COR_MESSAGE_SIZE])
{
    int ends[2];
    enum cor_status status;
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
    status = child < 0 ? COR_ERR_MEMORY : take_answer(ends[0], bytes, n_bytes, message);
    (void)close(ends[0]); /* a child that is still sending ends by it */
    if (child > 0) {
        wait_for(child);
    }
    return status;
}
