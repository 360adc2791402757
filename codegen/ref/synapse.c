/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections at work: what reaches them at the present step, in the order of semantics 7. */
#include "codegen/ref/eval.h"

#include <math.h>
#include <string.h>

uint32_t ref_output(const RefModel *m, const Str *event)
{
    for (uint32_t i = 0; event && i < m->outputs.n; i++)
        if (m->outputs.v[i] == event)
            return i;
    return 0;
}

uint32_t ref_sent_by(const Ref *r, RefCell cell, const Str *event, int64_t stamp)
{
    if (stamp < 0)
        return 0;
    const RefModel *m = cell.of->model;
    const size_t row = (size_t)(stamp % r->depth) * (m->outputs.n + 1) + ref_output(m, event);
    return cell.of->spikes[row * cell.of->n + cell.index];
}

static uint32_t pre_events(const Ref *r, const RefProjection *p, const RefConnection *c,
                           int64_t stamp)
{
    return ref_sent_by(r, p->pre.v[c->pre], p->def->pre_event, stamp);
}

static uint32_t post_events(const Ref *r, const RefProjection *p, const RefConnection *c,
                            int64_t stamp)
{
    return ref_sent_by(r, p->post.v[c->post], NULL, stamp);
}

void ref_send(Ref *r, const RefProjection *p, const RefConnection *c, int64_t at, double value)
{
    const RefCell cell = p->post.v[c->post];
    RefEvents *due = &r->due[at % r->depth];
    VEC_PUSH(r->a, due, (RefEvent){cell, ref_port(r, cell.of, p->def->post_port)->name, value});
}

/* ---- states of a connection ---- */
static bool advance(Ref *r, RefConnection *c)
{
    const int64_t from = c->last;
    c->last = r->k;
    const double t = nnrt_grid_time(&r->grid, from);
    return from == r->k || ref_solve(r, &c->values, t, nnrt_grid_time(&r->grid, r->k) - t);
}

bool ref_synapses_settle(Ref *r)
{
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        for (uint32_t c = 0; p->synapse && c < p->connections.n; c++)
            if (!advance(r, &p->connections.v[c]))
                return false;
    }
    return true;
}

bool ref_projection_start(Ref *r, RefProjection *p, bool keep_weights)
{
    const IrBinds none = {0};
    for (uint32_t i = 0; i < p->connections.n; i++) {
        RefConnection *c = &p->connections.v[i];
        c->last = 0;
        if (keep_weights)
            c->set = ref_weight(p, c);
        c->weight = c->set;
        memset(c->values.entered, 0, p->synapse ? p->synapse->states.n : 0);
        memset(c->values.armed, true, p->synapse ? p->synapse->conditions.n : 0);
        if (p->weight_state >= 0) /* others may start from it */
            c->values.state[p->weight_state] = c->set;
        if (p->synapse &&
            !ref_start_states(r, &c->values, &none, (RefIndex){.i = c->pre, .n = p->pre.n}))
            return false;
    }
    return true;
}

/* ---- one event ---- */
/* Right sides of all jumps read old values; then they commit together. */
static bool jump(Ref *r, RefActor *actor, const Str *event)
{
    const RefModel *m = actor->v->model;
    double *next = ARENA_ARRAY(r->a, double, m->states.n + 1);
    memcpy(next, actor->v->state, m->states.n * sizeof *next);
    for (uint32_t i = 0; i < m->flat->items.n; i++) {
        const IrItem *it = m->flat->items.v[i];
        for (uint32_t k = 0; it->kind == IR_ITEM_JUMP && it->name == event && k < it->body->stmts.n;
             k++) {
            const IrStmt *s = &it->body->stmts.v[k];
            const RefSlot *slot = ref_slot(m, s->name);
            if (slot && slot->kind == REF_STATE &&
                !ref_actor_value(r, actor, s->value, &next[slot->index]))
                return false;
        }
    }
    memcpy(actor->v->state, next, m->states.n * sizeof *next);
    return true;
}

static bool handle(Ref *r, RefActor actor, const char *event)
{
    const Str *name = str_from(r->strings, event);
    const RefModel *m = actor.v->model;
    bool *active = ARENA_ARRAY(r->a, bool, m->handlers.n + 1);
    for (uint32_t i = 0; i < m->handlers.n; i++)
        active[i] = m->handlers.v[i]->name == name && ref_is_active(actor.v, m->handlers.v[i]);
    for (uint32_t i = 0; i < m->handlers.n; i++)
        if (active[i] && !ref_act(r, &actor, m->handlers.v[i]))
            return false;
    actor.before = NULL;
    return jump(r, &actor, name);
}

bool ref_synapses_begin(Ref *r)
{
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        for (uint32_t c = 0; p->synapse && c < p->connections.n; c++) {
            RefConnection *of = &p->connections.v[c];
            RefActor actor = {.v = &of->values, .projection = p, .connection = of, .late = true};
            if (!handle(r, actor, "start"))
                return false;
        }
    }
    return true;
}

/* States that a post event jumps are read by the pre events of the same time as they were before
   it. */
static void note_before(const RefModel *m, const Str *post, bool *noted)
{
    for (uint32_t i = 0; i < m->flat->items.n; i++) {
        const IrItem *it = m->flat->items.v[i];
        for (uint32_t k = 0; it->kind == IR_ITEM_JUMP && it->name == post && k < it->body->stmts.n;
             k++) {
            const RefSlot *slot = ref_slot(m, it->body->stmts.v[k].name);
            if (slot && slot->kind == REF_STATE)
                noted[slot->index] = true;
        }
    }
}

/* Post events, then pre events; `early`: they read cells as they were at the start of the step. */
static bool handle_all(Ref *r, const RefProjection *p, RefConnection *c, uint32_t n_post,
                       uint32_t n_pre, bool early)
{
    const RefModel *m = p->synapse;
    if ((!n_post && !n_pre) || !advance(r, c))
        return !n_post && !n_pre;
    RefActor actor = {
        .v = &c->values, .projection = p, .connection = c, .is_event = true, .early = early};
    double *before = ARENA_ARRAY(r->a, double, m->states.n + 1);
    bool *noted = ARENA_ARRAY(r->a, bool, m->states.n + 1);
    memcpy(before, c->values.state, m->states.n * sizeof *before);
    actor.late = true;
    for (uint32_t n = 0; n < n_post; n++)
        if (!handle(r, actor, "post"))
            return false;
    actor.late = false;
    if (n_post) {
        note_before(m, str_from(r->strings, "post"), noted);
        actor.before = before;
        actor.read_before = noted;
    }
    for (uint32_t n = 0; n < n_pre; n++)
        if (!handle(r, actor, "pre"))
            return false;
    return true;
}

/* ---- the two times in a step at which spikes reach connections ---- */
/* What comes through an axon and reaches the cell at once joins its arrivals: it reads cells as they were at the start
   of the step. */
static bool reach_before(Ref *r, RefProjection *p, RefConnection *c)
{
    return c->dendrite || !c->delay ||
           handle_all(r, p, c, 0, pre_events(r, p, c, r->k - c->delay), true);
}

/* From t_1 on: after the events that were under way, before those that take no time to the synapse. */
static bool test(Ref *r, const RefProjection *p, RefConnection *c)
{
    RefActor actor = {.v = &c->values, .projection = p, .connection = c, .late = true};
    return !r->k || !p->synapse->conditions.n || (advance(r, c) && ref_test(r, &actor));
}

static bool reach_after(Ref *r, RefProjection *p, RefConnection *c)
{
    const uint32_t axon = c->delay - c->dendrite, n_post = post_events(r, p, c, r->k - c->dendrite),
                   n_pre = c->dendrite ? pre_events(r, p, c, r->k - axon) : 0;
    if (!p->synapse->conditions.n)
        return handle_all(r, p, c, n_post, n_pre, false);
    return handle_all(r, p, c, c->dendrite ? n_post : 0, axon ? n_pre : 0, false) &&
           test(r, p, c) && handle_all(r, p, c, c->dendrite ? 0 : n_post, axon ? 0 : n_pre, false);
}

bool ref_reach_now(Ref *r, const RefProjection *p, RefConnection *c, uint32_t n)
{
    return handle_all(r, p, c, 0, n, false);
}

static bool reach_static(Ref *r, RefProjection *p, RefConnection *c)
{
    const uint32_t n = p->def->zero ? 0 : pre_events(r, p, c, r->k);
    for (uint32_t i = 0; i < n; i++)
        ref_send(r, p, c, r->k + c->delay, c->weight);
    return true;
}

static bool reach_all(Ref *r, bool after)
{
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        bool (*reach)(Ref *, RefProjection *, RefConnection *) = !p->synapse ? reach_static
                                                                 : after     ? reach_after
                                                                             : reach_before;
        for (uint32_t c = 0; (p->synapse || after) && c < p->connections.n; c++)
            if (!reach(r, p, &p->connections.v[c]))
                return false;
    }
    return true;
}

static void begin_step(Ref *r)
{
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        for (uint32_t c = 0; p->synapse && c < p->connections.n; c++)
            memset(p->connections.v[c].values.entered, 0, p->synapse->states.n);
    }
}

bool ref_synapses_before_cells(Ref *r)
{
    begin_step(r);
    return reach_all(r, false);
}

bool ref_synapses_after_cells(Ref *r)
{
    return reach_all(r, true);
}
