/* Reading a variable of cells, a column or a signal of their class, in native units. */
#ifndef NNRT_TAP_H
#define NNRT_TAP_H
#include "runtime/memory.h"

typedef struct nnrt_tap {
    const nnrt_class *cls;
    int32_t column, signal; /* of the class; one of them is -1 */
    uint32_t *all;          /* 0, 1, ... n - 1, for signals */
} nnrt_tap;

/* A tap of a population with n cells. False with the error of `m` when there is no memory; a name
   that the class lacks leaves column and signal -1. */
bool nnrt_tap_make(nnrt_tap *t, nnrt_memory *m, const nnrt_class *c, uint32_t n, const char *name);
void nnrt_tap_free(nnrt_tap *t, nnrt_memory *m);
/* Values at t_k of the cells [lo, hi) of the struct `self` go to out[lo], ... out[hi - 1]. */
void nnrt_tap_read(const nnrt_tap *t, void *self, const nnrt_step *at, uint32_t lo, uint32_t hi,
                   double *out);
#endif
