/* Third factors that reach single connections (third_aims.c): who reaches which, and what is under way. Functions that
   return bool return false with sim->error set. */
#ifndef NNRT_THIRD_AIMS_H
#define NNRT_THIRD_AIMS_H
#include "runtime/sim.h"

/* Who reaches which connections of p->onto: its connector, with connections as post positions, numbered by pre position,
   post position and place. */
bool nnrt_aims_make(nnrt_sim *s, nnrt_projection *p);
void nnrt_aims_start(nnrt_sim *s, nnrt_projection *p); /* nothing is under way */
/* The event of a pre position, to the connections of the thread. */
void nnrt_aims_deliver(nnrt_sim *s, nnrt_projection *p, uint32_t thread, uint32_t position,
                       int64_t stamp);
/* What is due now, by emission, pre position and connection. */
void nnrt_aims_arrive(nnrt_sim *s, nnrt_projection *p, uint32_t thread, int64_t now);
void nnrt_aims_free(nnrt_sim *s, nnrt_projection *p);

typedef struct nnrt_aimed { /* a connection to a connection */
    uint32_t number;        /* of the latter */
    uint32_t delay;         /* steps */
    double weight;          /* native */
} nnrt_aimed;
/* Those of pre position i, ascending: `cursor` has a place per thread, next is false when there are no more. */
void nnrt_aims_seek(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, uint64_t *cursor);
bool nnrt_aims_next(const nnrt_sim *s, const nnrt_projection *p, uint32_t i, uint64_t *cursor,
                    nnrt_aimed *next);
#endif
