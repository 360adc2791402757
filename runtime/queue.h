/* Queues of events that handlers take one by one (queue.c). */
#ifndef NNRT_QUEUE_H
#define NNRT_QUEUE_H
#include "runtime/memory.h"

typedef struct nnrt_event { /* on its way to a port with a handler */
    uint32_t cell, port;
    double weight;
} nnrt_event;

typedef struct nnrt_queue { /* events of one time, in the order in which they are handled */
    nnrt_event *event;
    uint32_t n, cap;
    double *more; /* values besides the weight, of events whose ports take such, in their order */
    uint32_t n_more, cap_more;
    nnrt_memory *memory; /* where these are counted */
} nnrt_queue;

/* Where there is no memory, cap = NNRT_SPIKES_LOST, and the clock stops. */
#define NNRT_SPIKES_LOST UINT32_MAX
void nnrt_queue_add(nnrt_queue *q, uint32_t cell, uint32_t port, double weight);
/* The same with the further values that the port takes. */
void nnrt_queue_add_values(nnrt_queue *q, const nnrt_event *e, const double *more, uint32_t n_more);
void nnrt_queue_clear(nnrt_queue *q);
void nnrt_queue_free(nnrt_queue *q);
#endif
