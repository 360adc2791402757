/* Events that the host of a simulation takes: of all cells, of the sources that the simulation has (sim_data.h). */
#ifndef NNRT_CAUGHT_H
#define NNRT_CAUGHT_H
#include "runtime/decimal.h"
#include "runtime/sim.h"

typedef struct nnrt_catch { /* by time, then by cell within a thread's share */
    double *times;          /* ms */
    uint32_t *cells;
    uint32_t n, cap_times, cap_cells;
} nnrt_catch;

struct nnrt_caught { /* of a source */
    nnrt_grid grid;  /* of the times */
    bool off;
    nnrt_catch now, given; /* since they were taken; those that were taken last */
};

bool nnrt_caught_make(nnrt_sim *s); /* of all sources */
/* Events of that time; false with the error of the simulation: there is no memory for them. */
bool nnrt_caught_add(nnrt_sim *s, uint32_t source, int64_t stamp, const nnrt_spikes *spikes);
/* Those since the last call, which stay until the next one. */
const nnrt_catch *nnrt_caught_take(nnrt_sim *s, uint32_t source);
void nnrt_caught_free(nnrt_sim *s);
#endif
