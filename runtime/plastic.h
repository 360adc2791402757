/* Synapses with states of their own (plastic.c). Functions that return bool return false with sim->error set, or without
   memory. */
#ifndef NNRT_PLASTIC_H
#define NNRT_PLASTIC_H
#include "runtime/sim.h"

bool nnrt_plastic_make(nnrt_sim *s, nnrt_projection *p);
/* Pre spikes that reach synapses after an axonal delay; false without memory for those on the way. */
bool nnrt_plastic_arrive(nnrt_sim *s, uint32_t thread, int64_t now);
void nnrt_plastic_deliver(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, int64_t stamp);
/* A pre spike that reaches the synapses of its row without delay, in the rounds of its time. */
void nnrt_plastic_prompt(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t position,
                         int64_t stamp);
/* All that reached the synapses by now; then, what moves between events, as it is now. */
void nnrt_plastic_flush(nnrt_sim *s, nnrt_projection *p, int64_t now);
void nnrt_plastic_relax(const nnrt_sim *s, nnrt_projection *p, int64_t now);
void nnrt_plastic_note_weights(nnrt_projection *p); /* a reset goes back to the present ones */
void nnrt_plastic_free(nnrt_sim *s, nnrt_projection *p);
/* Steps of the dendritic part of a delay. */
uint32_t nnrt_dendrite_of(const nnrt_projection *p, uint32_t delay);
#endif
