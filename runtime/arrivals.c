/* Steps in which little arrives: rows that were delivered are listed per slot of the rings, and only
   the sums of their cells are taken. Where much arrives `update` takes the sums of all cells. Both
   ways give the same bits. */
#include "runtime/arrivals.h"

#include <stdlib.h>

enum {
    SHARE = 8, /* the list is worth it below one event per that many cells */
    CELLS = 64 /* in a block of a kernel */
};

/* ---- whose events come by rows with one delay only ---- */

static bool has_view_of(const nnrt_sim *s, const nnrt_group *g, uint32_t population)
{
    for (uint32_t w = 0; w < g->n_views; w++)
        if (s->views[g->views[w]].population == population)
            return true;
    return false;
}

static bool has_plain_rows(const nnrt_projection *p, uint32_t population)
{
    for (uint32_t k = 0; k < p->n_blocks; k++) {
        const nnrt_rows *b = &p->blocks[k];
        if (b->population == population && (p->def->synapse || b->delay8 || b->delay16))
            return false;
    }
    return true;
}

static bool is_listed(const nnrt_sim *s, uint32_t population)
{
    if (!s->populations[population].def->cls->drift)
        return false;
    for (uint32_t i = 0; i < s->program->n_projections; i++)
        if (!has_plain_rows(&s->projections[i], population))
            return false;
    for (uint32_t i = 0; i < s->program->n_inputs; i++)
        if (!s->inputs[i].def->column && has_view_of(s, s->inputs[i].group, population))
            return false;
    return true;
}

bool nnrt_arrivals_make(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        for (uint32_t t = 0; is_listed(s, i) && t < s->threads; t++) {
            nnrt_shard *shard = &p->shards[t];
            shard->arrivals =
                nnrt_memory_take(&s->memory, p->slots, sizeof *shard->arrivals, p->def->label);
            shard->wakes =
                nnrt_memory_take(&s->memory, (uint64_t)p->n / CELLS + 1, 1, p->def->label);
            if (!shard->arrivals || !shard->wakes)
                return false;
        }
    }
    return true;
}

static bool grow(nnrt_sim *s, const nnrt_population *p, nnrt_shard *shard, uint32_t slots)
{
    nnrt_arrivals *more = nnrt_memory_take(&s->memory, slots, sizeof *more, p->def->label);
    if (!more)
        return false;
    for (uint32_t i = 1; i <= p->slots; i++) {
        const uint64_t time = (uint64_t)s->k + i;
        more[time & (slots - 1)] = shard->arrivals[time & (p->slots - 1)];
    }
    nnrt_memory_give(&s->memory, shard->arrivals);
    shard->arrivals = more;
    return true;
}

bool nnrt_arrivals_grow(nnrt_sim *s, nnrt_population *p, uint32_t slots)
{
    for (uint32_t t = 0; t < s->threads; t++)
        if (p->shards[t].arrivals && !grow(s, p, &p->shards[t], slots))
            return false;
    return true;
}

/* ---- lists ---- */

static bool make_room(nnrt_arrivals *a, nnrt_memory *m)
{
    if (a->n < a->cap)
        return true;
    nnrt_arrived *grown = nnrt_grown(m, a->row, &a->cap, sizeof *grown, 64);
    a->row = grown ? grown : a->row;
    return grown;
}

/* Without memory for the list all sums are taken, as where there are many. */
void nnrt_arrivals_add(const nnrt_shard *shard, nnrt_arrivals *a, const nnrt_arrived *row)
{
    if (a->many || !row->n)
        return;
    if (row->n > (shard->hi - shard->lo) / SHARE - a->events ||
        !make_room(a, shard->spikes->memory)) {
        a->many = true;
        return;
    }
    a->events += row->n;
    a->row[a->n++] = *row;
}

static void empty(nnrt_arrivals *a)
{
    a->n = a->events = 0;
    a->many = false;
}

static void take_few(const nnrt_class *c, const nnrt_shard *shard, const nnrt_step *step,
                     const nnrt_arrivals *a)
{
    for (uint32_t port = 0; port < c->n_ports; port++)
        for (uint32_t r = 0; r < a->n; r++)
            if (a->row[r].port == port)
                c->ports[port].arrive(shard->self, step, a->row[r].base, a->row[r].target,
                                      a->row[r].n, shard->wakes);
}

void nnrt_arrivals_update(nnrt_population *p, nnrt_shard *shard, const nnrt_step *step,
                          nnrt_spikes *out, nnrt_bad *bad)
{
    const nnrt_class *c = p->def->cls;
    nnrt_arrivals *a = &shard->arrivals[(uint64_t)(step->k + 1) & (p->slots - 1)];
    if (a->many) {
        c->update(shard->self, step, shard->lo, shard->hi, out, bad);
        empty(a);
        return;
    }
    c->drift(shard->self, step, shard->lo, shard->hi, shard->wakes);
    take_few(c, shard, step, a);
    for (uint32_t lo = shard->lo; lo < shard->hi; lo += CELLS)
        if (shard->wakes[lo / CELLS])
            c->woken(shard->self, step, lo, shard->hi - lo < CELLS ? shard->hi : lo + CELLS, out,
                     bad);
    empty(a);
}

void nnrt_arrivals_clear(nnrt_sim *s)
{
    for (uint32_t i = 0; i < s->program->n_populations; i++) {
        nnrt_population *p = &s->populations[i];
        for (uint32_t t = 0; t < s->threads; t++)
            for (uint32_t k = 0; p->shards[t].arrivals && k < p->slots; k++)
                empty(&p->shards[t].arrivals[k]);
    }
}

void nnrt_arrivals_drop(nnrt_sim *s, nnrt_population *p)
{
    for (uint32_t t = 0; p->shards && t < s->threads; t++) {
        nnrt_shard *shard = &p->shards[t];
        for (uint32_t k = 0; shard->arrivals && k < p->slots; k++)
            nnrt_grown_free(&s->memory, shard->arrivals[k].row, shard->arrivals[k].cap,
                            sizeof(nnrt_arrived));
        nnrt_memory_give(&s->memory, shard->arrivals);
        nnrt_memory_give(&s->memory, shard->wakes);
        shard->arrivals = NULL;
        shard->wakes = NULL;
    }
}

void nnrt_arrivals_free(nnrt_sim *s)
{
    for (uint32_t i = 0; s->populations && i < s->program->n_populations; i++)
        nnrt_arrivals_drop(s, &s->populations[i]);
}
