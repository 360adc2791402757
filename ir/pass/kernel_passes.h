/* Passes over the kernels of one class; each keeps every number as it was. */
#ifndef NN_KERNEL_PASSES_H
#define NN_KERNEL_PASSES_H
#include "ir/kernel.h"

/* Counters of held steps become times of release. Nothing is done to a class whose conditions stand apart. */
void kernel_release(Arena *a, StrTable *strings, KClass *c);

/* Conditions and their actions leave `update`, which tells by `wake` in which cells one of them may have an effect.
   Nothing is done where that would cost more (draws in a test) or cannot be told. */
void kernel_wake(Arena *a, KClass *c);

/* After kernel_wake: what takes the sum of a port at one cell, as its handler. Nothing is done where sums do more than
   add. */
void kernel_arrivals(Arena *a, KClass *c);
#endif
