/* Programs `in_turn`: what acts on the cells of a population, before they are stepped. */
#ifndef NNRT_TURNS_H
#define NNRT_TURNS_H
#include "runtime/sim.h"

bool nnrt_turns_make(nnrt_sim *s);
void nnrt_turns_free(nnrt_sim *s);
void nnrt_turns_start(nnrt_sim *s);                   /* t_0 */
void nnrt_turns_note(nnrt_sim *s, int64_t n);         /* the step that leads to time n begins */
double nnrt_turns_time(const nnrt_sim *s, int64_t n); /* ms; n not far from now */
/* An event of time `stamp` waits until the sum of steps has reached its delay, which may take one step more. */
bool nnrt_turns_late(const nnrt_sim *s, int64_t stamp, uint32_t delay);
/* Events with a delay that are due at the cells of a population at the end of the step. */
void nnrt_turns_arrive(nnrt_sim *s, uint32_t population, const nnrt_step *step);
typedef enum nnrt_turn_kind {
    NNRT_TURN_STEP,
    NNRT_TURN_START /* nothing moves: what acts on the cells before the first step */
} nnrt_turn_kind;
/* What a connection does to its post or pre cell in such a turn; NULL: nothing. */
nnrt_couple *nnrt_turns_act(const nnrt_synapse_class *c, bool on_pre, nnrt_turn_kind kind);
/* The sums of couplings were cleared; `step` as its cells will get it. */
void nnrt_turns_couple(nnrt_sim *s, uint32_t population, const nnrt_step *step,
                       nnrt_turn_kind kind);
/* What cells have at the start of what others have then (turns_start.c). */
bool nnrt_turns_settle(nnrt_sim *s);
/* What a block sees of its cells in the step from t_k: of the other end what it was a step before, where that comes `late`r.
   `pre`: for what acts on the pre cell. */
nnrt_coupling nnrt_turns_seen(const nnrt_projection *p, const nnrt_rows *b, int64_t k, bool late,
                              bool pre);
#endif
