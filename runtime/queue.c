/* Queues of events: grown as they fill, counted by the memory of the simulation. */
#include "runtime/queue.h"

#include <stdatomic.h>

void nnrt_queue_free(nnrt_queue *q)
{
    nnrt_grown_free(q->memory, q->event, q->cap, sizeof *q->event);
    nnrt_grown_free(q->memory, q->more, q->cap_more, sizeof *q->more);
    *q = (nnrt_queue){.memory = q->memory};
}

static void lose(nnrt_queue *q)
{
    nnrt_queue_free(q);
    q->cap = NNRT_SPIKES_LOST;
    atomic_store(&q->memory->lacking, true);
}

void nnrt_queue_add(nnrt_queue *q, uint32_t cell, uint32_t port, double weight)
{
    if (q->n == q->cap) {
        nnrt_event *grown = nnrt_grown(q->memory, q->event, &q->cap, sizeof *grown, 64);
        if (!grown) {
            lose(q);
            return;
        }
        q->event = grown;
    }
    if (q->cap != NNRT_SPIKES_LOST)
        q->event[q->n++] = (nnrt_event){cell, port, weight};
}

void nnrt_queue_add_values(nnrt_queue *q, const nnrt_event *e, const double *more, uint32_t n_more)
{
    while (q->cap != NNRT_SPIKES_LOST && q->cap_more - q->n_more < n_more) {
        double *grown = nnrt_grown(q->memory, q->more, &q->cap_more, sizeof *grown, 64);
        if (grown)
            q->more = grown;
        else
            lose(q);
    }
    nnrt_queue_add(q, e->cell, e->port, e->weight);
    for (uint32_t k = 0; q->cap != NNRT_SPIKES_LOST && k < n_more; k++)
        q->more[q->n_more++] = more[k];
}

void nnrt_queue_clear(nnrt_queue *q)
{
    q->n = q->n_more = 0;
}
