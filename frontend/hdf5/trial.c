/* A child that reads what this process is to read next. */
#include "frontend/hdf5/trial.h"

#include "ir/base/child.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn static void read_in_child(Arena *a, unsigned seconds, void (*read)(void *), void *context)
{
    child_begin(a);
    signal(SIGALRM, SIG_DFL);
    alarm(seconds);
    read(context);
    _exit(0);
}

const char *h5_trial(Arena *a, unsigned seconds, void (*read)(void *context), void *context)
{
    const pid_t child = fork();
    if (child == 0)
        read_in_child(a, seconds, read, context);
    const int status = child_wait(child);
    if (status == -1)
        return NULL; /* there is no child, or the host waits for all children itself */
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return arena_printf(a, "has not come back in %u s", seconds);
    if (WIFSIGNALED(status))
        return arena_printf(a, "ends by signal %d", WTERMSIG(status));
    const int code =
        WEXITSTATUS(status); /* without memory this process will be, too, and knows what to say */
    return code == 0 || code == CHILD_OUT_OF_MEMORY
               ? NULL
               : arena_printf(a, "ends with exit code %d", code);
}
