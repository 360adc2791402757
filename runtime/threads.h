/* Threads: one function on all of them, and a barrier between them. */
#ifndef NNRT_THREADS_H
#define NNRT_THREADS_H
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { NNRT_MAX_THREADS = 256 };

/* Runs work(context, 0) ... work(context, n-1) at the same time and returns when all have returned;
   index 0 runs in the caller. False when a thread could not be started: then nothing ran. */
bool nnrt_parallel(uint32_t n, void (*work)(void *context, uint32_t thread), void *context);

typedef struct nnrt_barrier {
    uint32_t n;
    _Atomic uint32_t waiting, round;
} nnrt_barrier;

void nnrt_barrier_init(nnrt_barrier *b, uint32_t n);
void nnrt_barrier_wait(nnrt_barrier *b);
#endif
