/* Delayed states: x(t - d) of cells, from a history of x. */
#ifndef NNRT_HISTORY_H
#define NNRT_HISTORY_H
#include "runtime/sim.h"

bool nnrt_histories_make(nnrt_sim *s);
bool nnrt_histories_begin(nnrt_sim *s, bool begin); /* before a run; `begin`: of a segment */
void nnrt_histories_read(nnrt_sim *s, uint32_t thread, int64_t k);  /* for the step from t_k */
void nnrt_histories_write(nnrt_sim *s, uint32_t thread, int64_t k); /* states of t_k */
void nnrt_histories_free(nnrt_sim *s);
#endif
