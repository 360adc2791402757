/* Projections without delay: their events are handled at the time of the spike (semantics 2.6). */
#ifndef NNRT_PROMPT_H
#define NNRT_PROMPT_H
#include "runtime/sim.h"

/* When there are projections without delay: room for what the rounds keep per cell population. */
/* In a program `in_turn`: the events of that time of a population reach their connections now. */
void nnrt_prompt_from(nnrt_sim *s, uint32_t population, const nnrt_step *step);
/* Those that were sent so far have been taken; none has been. */
void nnrt_prompt_taken(nnrt_sim *s, uint32_t population, int64_t stamp);
void nnrt_prompt_start(nnrt_sim *s, uint32_t population);
bool nnrt_prompt_make(nnrt_sim *s);
/* All events of the time after->k + 1 that take no time, in all threads together: those between ports of one cell, and
   those of projections without delay, round by round until none is left. False after NNRT_ROUNDS: then *population and
   *endless name an event of this thread's cells that is left, if it has one (else *population is NNRT_NOWHERE).
   `active`: shared by the threads, for this use alone. */
bool nnrt_prompt_rounds(nnrt_sim *s, uint32_t thread, const nnrt_step *after, nnrt_barrier *barrier,
                        _Atomic uint64_t *active, uint32_t *population, nnrt_event *endless);
void nnrt_prompt_free(nnrt_sim *s);
#endif
