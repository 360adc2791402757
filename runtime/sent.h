/* What the host of a simulation sends into the next time that is not computed yet. */
#ifndef NNRT_SENT_H
#define NNRT_SENT_H
#include "runtime/sim.h"

struct nnrt_sent { /* to a population */
    int64_t stamp; /* of the time at which these cells spike */
    nnrt_spikes cells;
};

bool nnrt_sent_make(nnrt_sim *s); /* to all populations */
/* Cell `cell` spikes at the next time: what waits for its events gets one; its states do not change. False with the error
   of the simulation, as below. */
bool nnrt_sent_spike(nnrt_sim *s, uint32_t population, uint32_t cell);
/* An event reaches a port of a cell at the next time; `weight` in native units. */
bool nnrt_sent_event(nnrt_sim *s, uint32_t population, uint32_t port, uint32_t cell, double weight);
/* Adds those of a thread's cells that are to spike at the end of the step to the ones that do. */
void nnrt_sent_emit(const nnrt_sim *s, uint32_t population, const nnrt_shard *shard, int64_t stamp,
                    nnrt_spikes *out);
void nnrt_sent_free(nnrt_sim *s);
#endif
