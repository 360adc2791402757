/* Values that parameters, lists and delays cannot have: false with the error set. */
#ifndef NNRT_CHECKS_H
#define NNRT_CHECKS_H
#include "runtime/sim.h"

/* In programs `in_turn`: no multiple of the step, so that it ends within its last step. */
bool nnrt_delay_between(const nnrt_sim *s, double delay);
/* 1 to NNRT_DELAY_MOST steps of a delay (semantics.md 5); false with *e for others. */
bool nnrt_delay_steps(const nnrt_sim *s, double delay, const char *owner, const char *where,
                      uint32_t *steps, nnrt_error *e);
/* Lists of single cells: as many as there are cells. */
bool nnrt_lists_check(nnrt_sim *s, const nnrt_column *c, const nnrt_array *lists, uint32_t n,
                      const char *where);
bool nnrt_value_check(nnrt_sim *s, const nnrt_column *c, double value, const char *owner,
                      uint32_t i, const char *where);
/* Tells a value of `derive` that is not finite. */
bool nnrt_bad_tell(nnrt_sim *s, const nnrt_bad *bad, const char *owner, const char *where);
#endif
