/* Events that handlers take one by one: those that are due, before the conditions of a time; and
   those between ports of one cell, after them, in rounds (semantics 2.4 and 2.6). */
#include "runtime/rounds.h"

#include <stdlib.h>

void nnrt_events_take(const nnrt_population *p, nnrt_shard *shard, nnrt_queue *q,
                      const nnrt_step *after, nnrt_spikes *out)
{
    const double *more = q->more;
    for (uint32_t i = 0; i < q->n; i++) {
        const nnrt_event *e = &q->event[i];
        const nnrt_port *port = &p->def->cls->ports[e->port];
        port->handle(shard->self, after, e->cell, e->weight, more, out);
        more += port->n_more;
    }
    nnrt_queue_clear(q);
}

void nnrt_events_handle(nnrt_population *p, nnrt_shard *shard, const nnrt_step *after,
                        nnrt_spikes *out)
{
    nnrt_events_take(p, shard, &shard->queues[(uint64_t)(after->k + 1) & (p->slots - 1)], after,
                     out);
}

void nnrt_wire(struct nnrt_queue *wired, uint32_t cell, uint32_t port, double value,
               const double *more, uint32_t n_more)
{
    nnrt_queue_add_values(wired, &(nnrt_event){cell, port, value}, more, n_more);
}

/* What a round emits goes to the other queue. */
bool nnrt_events_rounds(nnrt_population *p, nnrt_shard *shard, const nnrt_step *after,
                        nnrt_spikes *out, nnrt_event *endless)
{
    nnrt_self *self = shard->self;
    nnrt_queue *now = &shard->wired[0];
    for (int round = 0; now->n; round++) {
        if (round == NNRT_ROUNDS) {
            *endless = now->event[0];
            return false;
        }
        self->wired = &shard->wired[(round + 1) & 1];
        nnrt_events_take(p, shard, now, after, out);
        now = self->wired;
    }
    self->wired = &shard->wired[0];
    return true;
}

static int by_cell(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void nnrt_spikes_sort(nnrt_spikes *s, uint32_t from)
{
    uint32_t i = from + 1;
    while (i < s->n && s->index[i - 1] <= s->index[i])
        i++;
    if (i < s->n)
        qsort(s->index + from, s->n - from, sizeof *s->index, by_cell);
}

void nnrt_events_sort(const nnrt_class *c, nnrt_spikes *out)
{
    for (uint32_t q = 0; q < nnrt_class_outputs(c); q++)
        nnrt_spikes_sort(out + 2 * q, 0);
}
