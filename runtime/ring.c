/* What is under way to the cells of a population: for each port a ring of sums, one slot per time;
   the pointers of the DUE columns move from slot to slot. Ports with handlers have queues instead.
   */
#include "runtime/sim.h"

#include "runtime/arrivals.h"

#include <stdlib.h>
#include <string.h>

static uint32_t slots_for(int64_t max_delay)
{
    uint32_t slots = 1;
    while (slots < max_delay)
        slots *= 2;
    return slots;
}

static bool has_handler(const nnrt_class *c)
{
    for (uint32_t i = 0; i < c->n_ports; i++)
        if (c->ports[i].due < 0)
            return true;
    return false;
}

static nnrt_queue *queues_of(nnrt_sim *s, uint32_t slots)
{
    nnrt_queue *q = nnrt_memory_take(&s->memory, slots, sizeof *q, "queues of events");
    for (uint32_t i = 0; q && i < slots; i++)
        q[i].memory = &s->memory;
    return q;
}

static bool rings_of(nnrt_sim *s, nnrt_population *p)
{
    const nnrt_class *c = p->def->cls;
    p->slots = slots_for(p->max_delay + 2 * s->program->in_turn);
    p->stride = ((size_t)p->n + 63) / 64 * 64;
    p->rings = nnrt_memory_take(&s->memory, c->n_ports, sizeof *p->rings, p->def->label);
    if (!p->rings)
        return false;
    for (uint32_t i = 0; i < c->n_ports; i++) {
        if (c->ports[i].due < 0)
            continue;
        p->rings[i] =
            nnrt_memory_take(&s->memory, p->slots * p->stride, sizeof(double), "delays of events");
        if (!p->rings[i])
            return false;
    }
    for (uint32_t t = 0; has_handler(c) && t < s->threads; t++)
        if (!(p->shards[t].queues = queues_of(s, p->slots)))
            return false;
    return true;
}

bool nnrt_rings_make(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++)
        if (!rings_of(s, &s->populations[i]))
            return false;
    return nnrt_arrivals_make(s);
}

/* The slots of times s->k + 1 ... s->k + old slots move to where those times are in the new ring. */
static bool ring_grow(nnrt_sim *s, nnrt_population *p, double **ring, uint32_t slots)
{
    double *more =
        nnrt_memory_take(&s->memory, slots * p->stride, sizeof *more, "delays of events");
    if (!more)
        return false;
    for (uint32_t i = 1; i <= p->slots; i++) {
        const uint64_t time = (uint64_t)s->k + i;
        memcpy(more + (time & (slots - 1)) * p->stride, *ring + (time & (p->slots - 1)) * p->stride,
               p->stride * sizeof *more);
    }
    nnrt_memory_give(&s->memory, *ring);
    *ring = more;
    return true;
}

static bool queues_grow(nnrt_sim *s, const nnrt_population *p, nnrt_shard *shard, uint32_t slots)
{
    nnrt_queue *more = queues_of(s, slots);
    if (!more)
        return false;
    for (uint32_t i = 1; i <= p->slots; i++) {
        const uint64_t time = (uint64_t)s->k + i;
        more[time & (slots - 1)] = shard->queues[time & (p->slots - 1)];
    }
    nnrt_memory_give(&s->memory, shard->queues);
    shard->queues = more;
    return true;
}

bool nnrt_rings_grow(nnrt_sim *s, uint32_t population, int64_t max_delay)
{
    nnrt_population *p = &s->populations[population];
    const uint32_t slots = slots_for(max_delay);
    if (slots <= p->slots)
        return true;
    for (uint32_t k = 0; k < p->def->cls->n_ports; k++)
        if (p->rings[k] && !ring_grow(s, p, &p->rings[k], slots))
            return false;
    for (uint32_t t = 0; t < s->threads; t++)
        if (p->shards[t].queues && !queues_grow(s, p, &p->shards[t], slots))
            return false;
    if (!nnrt_arrivals_grow(s, p, slots))
        return false;
    p->slots = slots;
    p->max_delay = max_delay;
    return true;
}

void nnrt_rings_clear(nnrt_sim *s)
{
    nnrt_arrivals_clear(s);
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        for (uint32_t k = 0; k < p->def->cls->n_ports; k++)
            if (p->rings[k])
                memset(p->rings[k], 0, p->slots * p->stride * sizeof(double));
        for (uint32_t t = 0; t < s->threads; t++)
            for (uint32_t q = 0; p->shards[t].queues && q < p->slots; q++)
                nnrt_queue_clear(&p->shards[t].queues[q]);
    }
}

void nnrt_rings_turn(nnrt_sim *s, uint32_t thread, int64_t stamp)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        const nnrt_class *c = p->def->cls;
        const size_t slot = (uint64_t)stamp & (p->slots - 1);
        for (uint32_t k = 0; k < c->n_ports; k++)
            if (c->ports[k].due >= 0) {
                double *due = p->rings[k] + slot * p->stride;
                memcpy((char *)p->shards[thread].self + c->columns[c->ports[k].due].offset, &due,
                       sizeof due);
            }
    }
}

void nnrt_rings_free(nnrt_sim *s)
{
    nnrt_arrivals_free(s);
    for (uint32_t i = 0; s->populations && i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        for (uint32_t k = 0; p->rings && k < p->def->cls->n_ports; k++)
            nnrt_memory_give(&s->memory, p->rings[k]);
        nnrt_memory_give(&s->memory, p->rings);
        for (uint32_t t = 0; p->shards && t < s->threads; t++) {
            nnrt_queue *q = p->shards[t].queues;
            for (uint32_t k = 0; q && k < p->slots; k++)
                nnrt_queue_free(&q[k]);
            nnrt_memory_give(&s->memory, q);
        }
    }
}
