/* Work for all processors. */
#ifndef NN_LLVM_WORKERS_H
#define NN_LLVM_WORKERS_H
#include <stdint.h>

/* Calls work(context, i) for each i < n, once, on this thread and up to threads - 1 more; 0: as many threads as this
   process has processors. Returns when all are done. Fewer threads do it where the system gives no more. */
void workers_run(uint32_t threads, uint32_t n, void (*work)(void *context, uint32_t i),
                 void *context);
#endif
