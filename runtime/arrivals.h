/* Steps in which little arrives: lists of the rows that were delivered. */
#ifndef NNRT_ARRIVALS_H
#define NNRT_ARRIVALS_H
#include "runtime/sim.h"

typedef struct nnrt_arrived { /* a row that was added to the sums of a slot */
    const uint16_t *target;
    uint32_t base, n; /* cells base + target[0 .. n-1] */
    uint32_t port;
} nnrt_arrived;

typedef struct nnrt_arrivals { /* of one slot */
    nnrt_arrived *row;
    uint32_t n, cap;
    uint32_t events; /* connections of all rows */
    bool many;       /* more than are worth a list, which is not complete then */
} nnrt_arrivals;

bool nnrt_arrivals_make(nnrt_sim *s);
/* Lists for more slots, before the population has them; those of the times under way move. False without memory. */
bool nnrt_arrivals_grow(nnrt_sim *s, nnrt_population *p, uint32_t slots);
/* From now on all sums are taken in each step: its connections have delays of their own. */
void nnrt_arrivals_drop(nnrt_sim *s, nnrt_population *p);
void nnrt_arrivals_add(const nnrt_shard *shard, nnrt_arrivals *a, const nnrt_arrived *row);
/* Does what `update` of the class does, by the list of what arrives at the end of the step. */
void nnrt_arrivals_update(nnrt_population *p, nnrt_shard *shard, const nnrt_step *step,
                          nnrt_spikes *out, nnrt_bad *bad);
void nnrt_arrivals_clear(nnrt_sim *s);
void nnrt_arrivals_free(nnrt_sim *s);
#endif
