/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events without delay (semantics 2.6): those between ports of one cell, and those of projections
   without delay. They go in rounds; what one round sends is for the next. */
#include "codegen/ref/actions.h"

#include <string.h>

enum { MOST_ROUNDS = 1000 };

static size_t row_of(const RefPopulation *p)
{
    return (size_t)p->n * (p->model->outputs.n + 1);
}

static const uint32_t *spikes_of_now(const Ref *r, const RefPopulation *p)
{
    return p->spikes + (size_t)(r->k % r->depth) * row_of(p);
}

void ref_rounds_make(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        RefPopulation *p = &r->populations[i];
        p->taken = ARENA_ARRAY(r->a, uint32_t, row_of(p));
        p->fresh = ARENA_ARRAY(r->a, uint32_t, row_of(p));
    }
}

/* What was sent since the last round; false: nothing. */
static bool take_fresh(Ref *r)
{
    bool any = false;
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        RefPopulation *p = &r->populations[i];
        const uint32_t *now = spikes_of_now(r, p);
        for (size_t k = 0; k < row_of(p); k++) {
            p->fresh[k] = now[k] - p->taken[k];
            p->taken[k] = now[k];
            any |= p->fresh[k] > 0;
        }
    }
    return any;
}

static bool deliver_now(Ref *r)
{
    RefEvents *due = &r->due[r->k % r->depth];
    const RefEvents now = *due;
    *due = (RefEvents){0};
    for (uint32_t i = 0; i < now.n; i++)
        if (!ref_handle(r, &now.v[i]))
            return false;
    return true;
}

static bool reach(Ref *r, const RefProjection *p, RefConnection *c)
{
    const RefCell pre = p->pre.v[c->pre];
    const uint32_t n =
        pre.of->fresh[(size_t)ref_output(pre.of->model, p->def->pre_event) * pre.of->n + pre.index];
    for (uint32_t k = 0; k < n && !p->synapse; k++)
        ref_send(r, p, c, r->k, c->weight);
    return !p->synapse || !n || ref_reach_now(r, p, c, n);
}

static bool reach_all(Ref *r)
{
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        for (uint32_t c = 0; p->def->zero && c < p->connections.n; c++)
            if (!reach(r, p, &p->connections.v[c]))
                return false;
        if (p->def->zero && !deliver_now(r))
            return false;
    }
    return true;
}

static bool handle_inner(Ref *r, const RefEvents *now)
{
    for (uint32_t i = 0; i < now->n; i++)
        if (!ref_handle(r, &now->v[i]))
            return false;
    return true;
}

bool ref_rounds(Ref *r)
{
    for (uint32_t i = 0; i < r->m->populations.n; i++)
        memset(r->populations[i].taken, 0, row_of(&r->populations[i]) * sizeof(uint32_t));
    for (int round = 0;; round++) {
        const RefEvents now = r->inner;
        r->inner = (RefEvents){0};
        if (!take_fresh(r) && !now.n)
            return true;
        if (round == MOST_ROUNDS)
            return nnrt_error_set(r->error, NNRT_EXIT_NUMERIC,
                                  "events without delay have no end at %.12g ms",
                                  nnrt_grid_time(&r->grid, r->k));
        if (!handle_inner(r, &now) || !reach_all(r))
            return false;
    }
}
