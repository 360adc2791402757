/* Children: processes that do a piece of work of this one which may end them. */
#ifndef NN_CHILD_H
#define NN_CHILD_H
#include "ir/base/arena.h"

#include <sys/types.h>

enum { CHILD_OUT_OF_MEMORY = 5 }; /* exit code: the arena had no more */

/* What a child does first: it leaves no core file, says nothing on stderr, and ends where the arena has no memory. */
void child_begin(Arena *a);
/* The status that waitpid has, once the child has ended; -1 where there is none. */
int child_wait(pid_t child);
#endif
