/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is under way: spikes by their stamp, events by the time of their arrival, both modulo the
   depth of the rings. */
#include "codegen/ref/ref.h"

#include <string.h>

static size_t row_of(const RefPopulation *p)
{
    return (size_t)p->n * (p->model->outputs.n + 1);
}

/* Spikes of the last times, at their places in the longer ring. */
static void lengthen_spikes(Ref *r, RefPopulation *p, uint32_t depth)
{
    const size_t row = row_of(p);
    uint32_t *longer = ARENA_ARRAY(r->a, uint32_t, depth * row + 1);
    for (int64_t stamp = r->k; r->depth && stamp >= 0 && stamp > r->k - r->depth; stamp--)
        memcpy(longer + (size_t)(stamp % depth) * row, p->spikes + (size_t)(stamp % r->depth) * row,
               row * sizeof *longer);
    p->spikes = longer;
}

void ref_rings_lengthen(Ref *r, uint32_t delay)
{
    const uint32_t depth = delay + 2;
    if (depth <= r->depth)
        return;
    RefEvents *due = ARENA_ARRAY(r->a, RefEvents, depth);
    for (int64_t at = r->k; at < r->k + r->depth; at++)
        due[at % depth] = r->due[at % r->depth];
    for (uint32_t i = 0; i < r->moving.n; i++)
        lengthen_spikes(r, r->moving.v[i], depth);
    r->due = due;
    r->depth = depth;
}

void ref_rings_make(Ref *r)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < r->m->projections.n; i++)
        for (uint32_t c = 0; c < r->projections[i].connections.n; c++)
            if (r->projections[i].connections.v[c].delay > longest)
                longest = r->projections[i].connections.v[c].delay;
    for (uint32_t i = 0; i < r->m->inputs.n; i++)
        if (r->inputs[i].delay > longest)
            longest = r->inputs[i].delay;
    ref_rings_lengthen(r, longest);
}
