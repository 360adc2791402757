/* Values of array parameters: spike times, amplitudes of steps. */
#ifndef NNRT_ARRAY_H
#define NNRT_ARRAY_H
#include <stdint.h>

typedef struct nnrt_list { /* of one cell */
    const double *value;
    uint32_t n;
} nnrt_list;

typedef struct nnrt_array { /* as an assignment gives them */
    const double *values;   /* the same for all cells (offsets NULL), or ... */
    /* ... one after the other: that of cell k is from offsets[k] to offsets[k + 1] */
    const uint32_t *offsets;
    uint32_t n; /* values; with offsets: cells that have a list */
} nnrt_array;

static inline nnrt_list nnrt_array_of(nnrt_array a, uint32_t k)
{
    if (!a.offsets)
        return (nnrt_list){a.values, a.n};
    return (nnrt_list){a.values + a.offsets[k], a.offsets[k + 1] - a.offsets[k]};
}
#endif
