/* Reading on trial: what comes back, what ends the child, what never comes back. */
#include "frontend/hdf5/trial.h"
#include "tests/unit/check.h"

#include <signal.h>
#include <unistd.h>

static void comes_back(void *context)
{
    ++*(int *)context;
}

static void faults(void *context)
{
    (void)context;
    signal(SIGSEGV, SIG_DFL); /* sanitizers have handlers of their own */
    raise(SIGSEGV);
}

static void gives_up(void *context)
{
    (void)context;
    _exit(3);
}

static void stays(void *context)
{
    (void)context;
    for (;;)
        pause();
}

static void takes_all(void *context)
{
    while (arena_alloc(context, 1 << 20))
        ;
}

int main(void)
{
    Check check[1] = {{0}};
    Arena *a = arena_new(NULL, NULL, 100 << 20);
    int count = 0;
    CHECK(!h5_trial(a, 10, comes_back, &count));
    CHECK_EQ_INT(count, 0); /* nothing of the child stays */
    CHECK_EQ_STR(h5_trial(a, 10, faults, NULL), "ends by signal 11");
    CHECK_EQ_STR(h5_trial(a, 10, gives_up, NULL), "ends with exit code 3");
    CHECK_EQ_STR(h5_trial(a, 1, stays, NULL), "has not come back in 1 s");
    CHECK(!h5_trial(a, 10, takes_all, a)); /* left to this process */
    arena_free(a);
    return check_report(check);
}
