/* Third factors: projections that end at connections (third.c). */
#ifndef NNRT_THIRD_H
#define NNRT_THIRD_H
#include "runtime/sim.h"

bool nnrt_third_make(nnrt_sim *s, nnrt_projection *p);
void nnrt_third_start(nnrt_sim *s, nnrt_projection *p);
void nnrt_third_deliver(nnrt_sim *s, nnrt_projection *p, uint32_t thread, int64_t stamp);
void nnrt_third_arrive(nnrt_sim *s, uint32_t thread, int64_t now); /* before nnrt_plastic_arrive */
/* `count` events of that value for a port of all connections of the block. */
void nnrt_plastic_modulate(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t port,
                           uint32_t count, double value, int64_t now);
/* One event for one connection. */
void nnrt_plastic_modulate_one(nnrt_sim *s, nnrt_projection *p, nnrt_rows *b, uint32_t c,
                               uint32_t port, double value, int64_t now);
#endif
