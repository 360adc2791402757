/* How children begin, and how they end. */
#include "ir/base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void end_child(void *context, size_t wanted, size_t in_use)
{
    (void)context, (void)wanted, (void)in_use;
    _exit(CHILD_OUT_OF_MEMORY);
}

void child_begin(Arena *a)
{
    const struct rlimit core = {0, 0};
    const int nowhere = open("/dev/null", O_WRONLY);
    setrlimit(RLIMIT_CORE, &core);
    if (nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    arena_set_oom(a, end_child, NULL);
}

int child_wait(pid_t child)
{
    int status = -1;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}
