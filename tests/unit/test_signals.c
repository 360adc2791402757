/* Signals: the first asks to stop, the second ends, pipes and file size limits are errors of
   write. */
#define _XOPEN_SOURCE 700
#include "runtime/signals.h"
#include "tests/unit/check.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs `act` in a child; returns its wait status. */
static int in_child(int (*act)(void))
{
    int status = 0;
    const pid_t child = fork();
    if (child == 0)
        _exit(act());
    waitpid(child, &status, 0);
    return status;
}

static int stop_once(void)
{
    nnrt_signals_install();
    if (nnrt_signals_pending() != 0)
        return 1;
    raise(SIGTERM);
    return nnrt_signals_exit_code(nnrt_signals_pending());
}

static int stop_twice(void)
{
    nnrt_signals_install();
    raise(SIGINT);
    raise(SIGINT);
    return 0; /* not reached */
}

static int keep_ignored(void)
{
    signal(SIGHUP, SIG_IGN); /* nohup */
    nnrt_signals_install();
    raise(SIGHUP);
    return nnrt_signals_pending();
}

static int write_to_nobody(void)
{
    int ends[2];
    nnrt_signals_install();
    if (pipe(ends) != 0)
        return 1;
    close(ends[0]);
    return write(ends[1], "x", 1) == -1 && errno == EPIPE ? 7 : 1;
}

int main(void)
{
    Check check[1] = {{0}};
    int status = in_child(stop_once);
    CHECK(WIFEXITED(status));
    CHECK_EQ_INT(WEXITSTATUS(status), 143);
    status = in_child(stop_twice);
    CHECK(WIFSIGNALED(status));
    CHECK_EQ_INT(WTERMSIG(status), SIGINT);
    CHECK_EQ_INT(in_child(keep_ignored), 0);
    status = in_child(write_to_nobody);
    CHECK_EQ_INT(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 7);
    return check_report(check);
}
