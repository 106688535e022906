/* Work that a child process does for us, and a pipe through which it answers: for libraries that crash or never end on what
 * they get or when memory is short. Whatever becomes of the child, the parent goes on and knows. The child sees the parent's
 * memory as it was when it began; nothing that it changes comes back but what it sends. Not for work that starts threads. */
#ifndef COR_IO_CHILD_H
#define COR_IO_CHILD_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct cor_child {
    pid_t process;
    int pipe_end;
};

/* Done in the child, which ends after it. */
typedef void cor_child_work(void *data, int pipe_end);

/* Begin a child that may use the processor for `n_seconds`. Returns 0 or an error number. */
int cor_child_begin(struct cor_child *child, cor_child_work *work, void *data, size_t n_seconds);
/* From the child. Ends it when the parent cannot be reached. */
void cor_child_send(int pipe_end, const void *bytes, size_t n_bytes);
/* To the parent. False when the child has sent less. */
bool cor_child_receive(int pipe_end, void *bytes, size_t n_bytes);
/* Wait until the child has ended; what it still sends is lost. 0 when it ended well, the error number when it could not send,
 * -1 when it crashed, took too long, or a library ended it. */
int cor_child_end(const struct cor_child *child);

#endif
