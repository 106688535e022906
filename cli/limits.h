/* What the surroundings allow the program, and what becomes of it when a library gives up. */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

/* How large a stack there is. */
enum cli_stack { CLI_STACK_ENOUGH, CLI_STACK_RAISED, CLI_STACK_SHORT };

/* See that the stack is large enough and raise its limit where that is allowed. Threads have the new size once the program is
 * started anew. CLI_STACK_SHORT after saying so. */
enum cli_stack cli_stack_provide(void);

/* From here on an exit that the program has not asked for ends in words and the code of want of memory: the runtime of OpenMP
 * has no other answer to a thread or a block that it does not get. */
void cli_end_watch(void);
/* The program now ends by itself. */
void cli_end_is_ours(void);

#endif
