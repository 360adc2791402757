/* Recorded variables that stay in memory, for the host of a simulation. */
#ifndef NNRT_KEPT_H
#define NNRT_KEPT_H
#include "runtime/decimal.h"
#include "runtime/sim.h"

struct nnrt_kept { /* of a signal of the recording */
    nnrt_grid grid;
    double *times;  /* ms, one a row */
    double *values; /* rows of one value for each cell of the signal, in its unit */
    uint32_t n, cap_times, cap_rows;
};

bool nnrt_kept_make(nnrt_sim *s); /* of all signals; the recording is known */
/* A row; false with the error of the simulation: there is no memory for it. */
bool nnrt_kept_add(nnrt_sim *s, uint32_t signal, int64_t step, const double *values);
void nnrt_kept_drop(nnrt_sim *s); /* all rows */
void nnrt_kept_free(nnrt_sim *s);
#endif
