/* Work that a child process does and whose outcome comes back through a pipe: for libraries that crash or never end when
 * memory is short. Whatever becomes of the child, the parent goes on and knows. The child sees the parent's memory as it was
 * when it began; nothing that it changes comes back but the bytes. Not for work that starts threads. */
#ifndef COR_IO_CHILD_H
#define COR_IO_CHILD_H
#include <stddef.h>
#include "sim/base/status.h"
#include "sim/io/file.h"

/* Done in the child. Fills *bytes with a fresh block of *n_bytes, or returns a failure with its cause in `message`. */
typedef enum cor_status cor_child_work(void *data, void **bytes, size_t *n_bytes, char message[COR_MESSAGE_SIZE]);

/* Do the work in a child and take over what it made: a fresh block, aligned for any type. COR_ERR_MEMORY with an empty
 * message when there is no child or it ended without an answer, which it does when memory is short. */
enum cor_status cor_child_run(cor_child_work *work, void *data, void **bytes, size_t *n_bytes,
                              char message[COR_MESSAGE_SIZE]);

#endif
