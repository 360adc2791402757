/* Periodic actions of the experiment (periodic.c). */
#ifndef NNRT_PERIODIC_H
#define NNRT_PERIODIC_H
#include "runtime/sim.h"

typedef struct nnrt_periodic { /* actions of the experiment that come again */
    const nnrt_action *action; /* EVERY; its body follows */
    int64_t interval, done;    /* steps; when it ran last in this segment, -1: not yet */
} nnrt_periodic;

bool nnrt_periodic_add(nnrt_sim *s, const nnrt_action *every, double interval);
bool nnrt_periodic_run(nnrt_sim *s, int64_t until); /* the clock, with what is due on the way */
void nnrt_periodic_start(nnrt_sim *s);              /* of a segment */
#endif
