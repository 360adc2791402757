/* Threads that take work from one counter. */
#define _GNU_SOURCE
#include "codegen/llvm/workers.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

enum { THREADS_MOST = 64, STACK = 8 << 20 }; /* LLVM's passes recurse */

typedef struct Pool {
    void (*work)(void *context, uint32_t i);
    void *context;
    uint32_t n;
    atomic_uint next;
} Pool;

static void *take(void *context)
{
    Pool *pool = context;
    for (uint32_t i; (i = atomic_fetch_add(&pool->next, 1)) < pool->n;)
        pool->work(pool->context, i);
    return NULL;
}

static uint32_t processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (uint32_t)CPU_COUNT(&set) : 1;
}

/* Signals are for the threads of the process that we are in. */
static uint32_t start(pthread_t threads[], uint32_t n, Pool *pool)
{
    sigset_t all, before;
    pthread_attr_t attributes;
    uint32_t started = 0;
    if (pthread_attr_init(&attributes))
        return 0;
    pthread_attr_setstacksize(&attributes, STACK);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started < n && pthread_create(&threads[started], &attributes, take, pool) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return started;
}

void workers_run(uint32_t threads, uint32_t n, void (*work)(void *context, uint32_t i),
                 void *context)
{
    Pool pool = {.work = work, .context = context, .n = n};
    pthread_t more[THREADS_MOST];
    threads = threads ? threads : processors();
    threads = threads < n ? threads : n;
    const uint32_t wanted = threads > THREADS_MOST ? THREADS_MOST : threads ? threads - 1 : 0;
    const uint32_t started = wanted ? start(more, wanted, &pool) : 0;
    take(&pool);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(more[i], NULL);
}
