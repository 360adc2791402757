/* Variables of cells as others see them: values of t_k that stay while the cells move on. Two buffers, of even and odd
   times: those of t_k are written by the owners of the cells before the barrier of that time. */
#ifndef NNRT_SNAPSHOT_H
#define NNRT_SNAPSHOT_H
#include "runtime/sim.h"
#include "runtime/tap.h"

typedef struct nnrt_snapshot {
    uint32_t population;
    nnrt_tap tap;
    char name[248];
    bool asked;                    /* for a linear coupling */
    bool latest;                   /* one buffer: as the cells are now (turns_now.c) */
    bool linear;                   /* extrapolated to mid-step */
    const nnrt_column *integrated; /* linear: of the states before events and conditions ... */
    const void *cells;             /* ... in this instance of the class */
    double *value[2];              /* per cell, what is seen */
    double *plain[2];              /* linear: the states themselves */
} nnrt_snapshot;

typedef struct nnrt_seeing { /* how it is seen */
    bool linear, latest;
} nnrt_seeing;
/* The snapshot of that variable, made when it is new; NULL with the error. */
const nnrt_snapshot *nnrt_snapshot_of(nnrt_sim *s, uint32_t population, const char *name,
                                      nnrt_seeing how, const char *where);
/* Room for the snapshots of all projections. */
bool nnrt_snapshots_make(nnrt_sim *s);
void nnrt_snapshots_begin(nnrt_sim *s, bool begin);
void nnrt_snapshots_write(nnrt_sim *s, uint32_t thread, int64_t k);
/* What linear couplings see of the cells of a thread: `ahead`, as in steps, or as they are at t_k. Is there any? */
bool nnrt_snapshots_look(nnrt_sim *s, uint32_t thread, int64_t k, bool ahead);
void nnrt_snapshots_free(nnrt_sim *s);
#endif
