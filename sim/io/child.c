#include "sim/io/child.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Exit status of a child that cannot send, with the error number added; libraries end with small numbers. */
enum { CANNOT_SEND = 100 };

#if defined __has_feature
#if __has_feature(address_sanitizer)
#define COR_SANITIZED
#endif
#elif defined __SANITIZE_ADDRESS__
#define COR_SANITIZED
#endif

void cor_child_send(int pipe_end, const void *bytes, size_t n_bytes)
{
    const char *rest = bytes;
    while (n_bytes > 0) {
        ssize_t n = write(pipe_end, rest, n_bytes);
        if (n < 0 && errno != EINTR) {
            _exit(CANNOT_SEND + errno); /* cor_child_end tells it */
        }
        if (n > 0) {
            rest += n;
            n_bytes -= (size_t)n;
        }
    }
}

bool cor_child_receive(int pipe_end, void *bytes, size_t n_bytes)
{
    char *rest = bytes;
    while (n_bytes > 0) {
        ssize_t n = read(pipe_end, rest, n_bytes);
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

/* A loop ends, a crash leaves no core file of what may be gigabytes, and signals to stop are the parent's affair. */
static void limit_child(size_t n_seconds)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU};
    const struct rlimit time = {n_seconds, n_seconds}, core = {0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &core);
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
        signal(stops[i], SIG_IGN);
    }
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
        signal(crashes[i], SIG_DFL);
    }
}

/* What a library prints about its failure, sometimes pages, is dropped: the parent prints the message. Reports of sanitizers are
 * for us. */
static void silence(void)
{
#ifndef COR_SANITIZED
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) {
        dup2(nowhere, STDERR_FILENO);
    }
#endif
}

int cor_child_begin(struct cor_child *child, cor_child_work *work, void *data, size_t n_seconds)
{
    int ends[2], error;
    if (pipe(ends) != 0) {
        return errno;
    }
    child->pipe_end = ends[0];
    child->process = fork();
    error = errno;
    if (child->process == 0) {
        close(ends[0]);
        limit_child(n_seconds);
        silence();
        work(data, ends[1]);
        _exit(0); /* without what is registered for the end of the program: streams, and libraries that have failed */
    }
    close(ends[1]);
    if (child->process < 0) {
        close(ends[0]);
        return error;
    }
    return 0;
}

int cor_child_end(const struct cor_child *child)
{
    int how = 0, code;
    pid_t ended;
    close(child->pipe_end); /* a child that is still sending ends by it */
    do {
        ended = waitpid(child->process, &how, 0);
    } while (ended < 0 && errno == EINTR);
    code = ended == child->process && WIFEXITED(how) ? WEXITSTATUS(how) : -1;
    return code > CANNOT_SEND ? code - CANNOT_SEND : code == 0 ? 0 : -1;
}
