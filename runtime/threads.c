/* Fork and join over POSIX threads, and a barrier that spins shortly before it yields. */
#define _POSIX_C_SOURCE 200809L
#include "runtime/threads.h"

#include <pthread.h>
#include <sched.h>

enum { GATE_SHUT, GATE_OPEN, GATE_CANCELLED };

typedef struct crew { /* nobody works before all are there */
    void (*work)(void *context, uint32_t thread);
    void *context;
    _Atomic int gate;
} crew;

typedef struct worker {
    crew *crew;
    uint32_t thread;
    pthread_t id;
} worker;

static void *run_worker(void *argument)
{
    const worker *w = argument;
    int gate;
    while ((gate = atomic_load(&w->crew->gate)) == GATE_SHUT)
        sched_yield();
    if (gate == GATE_OPEN)
        w->crew->work(w->crew->context, w->thread);
    return NULL;
}

bool nnrt_parallel(uint32_t n, void (*work)(void *context, uint32_t thread), void *context)
{
    worker workers[NNRT_MAX_THREADS];
    crew all = {.work = work, .context = context};
    atomic_init(&all.gate, GATE_SHUT);
    uint32_t started = 1;
    while (started < n) {
        worker *w = &workers[started];
        *w = (worker){.crew = &all, .thread = started};
        if (pthread_create(&w->id, NULL, run_worker, w))
            break;
        started++;
    }
    const bool complete = started >= n;
    atomic_store(&all.gate, complete ? GATE_OPEN : GATE_CANCELLED);
    if (complete)
        work(context, 0);
    for (uint32_t i = 1; i < started; i++)
        pthread_join(workers[i].id, NULL);
    return complete;
}

void nnrt_barrier_init(nnrt_barrier *b, uint32_t n)
{
    b->n = n;
    atomic_init(&b->waiting, 0);
    atomic_init(&b->round, 0);
}

void nnrt_barrier_wait(nnrt_barrier *b)
{
    enum { SPINS = 2000 };
    if (b->n <= 1)
        return;
    const uint32_t round = atomic_load_explicit(&b->round, memory_order_relaxed);
    if (atomic_fetch_add_explicit(&b->waiting, 1, memory_order_acq_rel) + 1 == b->n) {
        atomic_store_explicit(&b->waiting, 0, memory_order_relaxed);
        atomic_store_explicit(&b->round, round + 1, memory_order_release);
        return;
    }
    for (uint32_t spin = 0; atomic_load_explicit(&b->round, memory_order_acquire) == round; spin++)
        if (spin > SPINS)
            sched_yield();
}
