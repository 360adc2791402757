/* A child that reads what this process is to read next. */
#include "frontend/hdf5/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CAME_BACK = 0, OUT_OF_MEMORY = 5 }; /* exit codes of the child */

/* This process will find so itself, and knows what to say. */
static void end_child(void *context, size_t wanted, size_t in_use)
{
    (void)context, (void)wanted, (void)in_use;
    _exit(OUT_OF_MEMORY);
}

_Noreturn static void read_in_child(Arena *a, unsigned seconds, void (*read)(void *), void *context)
{
    const struct rlimit core = {0, 0};
    const int nowhere = open("/dev/null", O_WRONLY);
    setrlimit(RLIMIT_CORE, &core);
    if (nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    signal(SIGALRM, SIG_DFL);
    alarm(seconds);
    arena_set_oom(a, end_child, NULL);
    read(context);
    _exit(CAME_BACK);
}

const char *h5_trial(Arena *a, unsigned seconds, void (*read)(void *context), void *context)
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0)
        read_in_child(a, seconds, read, context);
    while (child > 0 && waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return NULL; /* the host takes its children itself */
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return arena_printf(a, "has not come back in %u s", seconds);
    if (WIFSIGNALED(status))
        return arena_printf(a, "ends by signal %d", WTERMSIG(status));
    const int code = WEXITSTATUS(status);
    return code == CAME_BACK || code == OUT_OF_MEMORY
               ? NULL
               : arena_printf(a, "ends with exit code %d", code);
}
