/* Events that handlers take one by one (rounds.c). */
#ifndef NNRT_ROUNDS_H
#define NNRT_ROUNDS_H
#include "runtime/sim.h"

enum { NNRT_ROUNDS = 1000 }; /* of one time; more are endless */
void nnrt_events_handle(nnrt_population *p, nnrt_shard *shard, const nnrt_step *after,
                        nnrt_spikes *out);
/* Events between ports of a cell, until none is left. False after NNRT_ROUNDS, with one of those
   that are left in *endless. */
bool nnrt_events_rounds(nnrt_population *p, nnrt_shard *shard, const nnrt_step *after,
                        nnrt_spikes *out, nnrt_event *endless);
/* Handles and empties a queue. */
void nnrt_events_take(const nnrt_population *p, nnrt_shard *shard, nnrt_queue *q,
                      const nnrt_step *after, nnrt_spikes *out);
void nnrt_spikes_sort(nnrt_spikes *s,
                      uint32_t from); /* the events from number `from` on, by cell */
/* Cells of all outputs in ascending order, where handlers emitted. */
void nnrt_events_sort(const nnrt_class *c, nnrt_spikes *out);
#endif
