/* Plastic synapses whose class handles all connections of a pre cell at once (nnrt_synapse_class.row). What is the same
   for them stands in a slot: one per pre cell where its spikes reach all of them at one time, else one per connection.
   What a post cell keeps is a history of entries, one per spike; connections that wait for its spikes, each with its own
   delay, read it backwards. */
#ifndef NNRT_PLASTIC_ROWS_H
#define NNRT_PLASTIC_ROWS_H
#include "runtime/sim.h"

bool nnrt_traces_make(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b);
void nnrt_traces_free(nnrt_sim *s, nnrt_rows *b);
/* As at the start of a segment. */
void nnrt_traces_start(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b);
/* The pre spike stamped `stamp` in the connections of its row whose axon takes `axon` steps. */
void nnrt_traces_pre(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t position,
                     int64_t stamp, uint32_t axon);
/* Spikes of the block's cells of this stamp. */
void nnrt_traces_post(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp);
/* All post events that came up to `now`; then what moves between events, as it is now. */
void nnrt_traces_replay(nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now);
void nnrt_traces_refresh(const nnrt_sim *s, const nnrt_projection *p, nnrt_rows *b, int64_t now);
bool nnrt_traces_failed(const nnrt_rows *b); /* no memory for a spike */
#endif
