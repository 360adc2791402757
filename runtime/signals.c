/* Handlers of signals. The flag is the one mutable global of the runtime: a handler has no other
   way to tell. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t stop_signal;

static void ask_to_stop(int number)
{
    if (stop_signal) { /* the second one: as if there were no handler */
        signal(number, SIG_DFL);
        raise(number); /* is delivered when this handler returns */
        return;
    }
    stop_signal = number;
}

void nnrt_signals_install(void)
{
    static const int stopping[] = {SIGINT, SIGTERM, SIGHUP}, ignored[] = {SIGPIPE, SIGXFSZ};
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = SA_RESTART}, present;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof stopping / sizeof stopping[0]; i++) {
        /* nohup, or a shell's background job: what is ignored stays ignored */
        if (sigaction(stopping[i], NULL, &present) == 0 && present.sa_handler != SIG_IGN)
            sigaction(stopping[i], &action, NULL);
    }
    action.sa_handler = SIG_DFL; /* where it is ignored, nobody learns how a child ended */
    sigaction(SIGCHLD, &action, NULL);
    action.sa_handler = SIG_IGN;
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        sigaction(ignored[i], &action, NULL);
}

int nnrt_signals_pending(void)
{
    return stop_signal;
}

int nnrt_signals_exit_code(int signal)
{
    return 128 + signal;
}
