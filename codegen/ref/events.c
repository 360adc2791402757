/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events: where an emission goes, the handlers of what is due, and those that hear an emission of
   their own cell. */
#include "codegen/ref/eval.h"
#include "ir/pass/algebra.h"

#include <math.h>

/* ---- routes ---- */
static void follow(Ref *r, const RefModel *m, const Str *port, uint32_t depth, RefRoute *route)
{
    for (uint32_t i = 0; i < m->outputs.n; i++)
        if (m->outputs.v[i] == port)
            route->output = (int32_t)i;
    for (uint32_t i = 0; depth <= m->flat->items.n && i < m->flat->items.n; i++) {
        const IrItem *it = m->flat->items.v[i];
        if (it->kind == IR_ITEM_ON && it->name == port)
            VEC_PUSH(r->a, &route->handlers, it);
        else if (it->kind == IR_ITEM_WIRE && it->wire_from == port)
            follow(r, m, it->wire_to, depth + 1, route);
    }
}

RefRoute ref_route(Ref *r, const RefModel *m, const Str *port)
{
    RefRoute route = {.output = -1};
    follow(r, m, port, 0, &route);
    return route;
}

/* ---- actions ---- */
static bool assigns(const IrBody *b, const Str *state)
{
    for (uint32_t i = 0; b && i < b->stmts.n; i++) {
        const IrStmt *s = &b->stmts.v[i];
        if ((s->kind == IR_STMT_ASSIGN && s->name == state) || assigns(s->then_body, state) ||
            assigns(s->else_body, state))
            return true;
    }
    return false;
}

static bool mode_is(const RefValues *v, const IrItem *clause, bool entered)
{
    const RefSlot *slot = ref_slot(v->model, clause->mode);
    return slot && slot->kind == REF_STATE && lround(v->state[slot->index]) == clause->regime &&
           (!entered || v->entered[slot->index]);
}

static bool set_edge(Ref *r, RefActor *actor, uint32_t index)
{
    double holds;
    const IrItem *edge = actor->v->model->conditions.v[index];
    if (!ref_actor_value(r, actor, edge->value, &holds))
        return false;
    actor->v->armed[index] = !(holds < 0 || holds > 0);
    return true;
}

/* A clause whose test holds when its regime is entered starts unarmed. */
bool ref_act(Ref *r, RefActor *actor, const IrItem *clause)
{
    if (!ref_body(r, actor, clause->body))
        return false;
    const RefModel *m = actor->v->model;
    for (uint32_t i = 0; i < m->conditions.n; i++) {
        const IrItem *edge = m->conditions.v[i];
        const bool entry = edge->edge && edge->mode && assigns(clause->body, edge->mode) &&
                           mode_is(actor->v, edge, true);
        if (entry && !set_edge(r, actor, i))
            return false;
    }
    return true;
}

static bool first_edges_of(Ref *r, RefActor *actor)
{
    const RefModel *m = actor->v->model;
    for (uint32_t k = 0; k < m->conditions.n; k++) {
        const IrItem *edge = m->conditions.v[k];
        if (edge->edge && (!edge->mode || mode_is(actor->v, edge, false)) && !set_edge(r, actor, k))
            return false;
    }
    return true;
}

bool ref_first_edges(Ref *r)
{
    for (uint32_t i = 0; i < r->moving.n; i++) {
        RefPopulation *p = r->moving.v[i];
        for (uint32_t c = 0; c < p->n; c++)
            if (!first_edges_of(r, &(RefActor){.v = &p->cell[c], .cell = {p, c}}))
                return false;
    }
    for (uint32_t i = 0; i < r->m->projections.n; i++) {
        RefProjection *p = &r->projections[i];
        for (uint32_t c = 0; p->synapse && c < p->connections.n; c++) {
            RefConnection *of = &p->connections.v[c];
            RefActor actor = {.v = &of->values, .projection = p, .connection = of};
            if (!first_edges_of(r, &actor))
                return false;
        }
    }
    return true;
}

/* ---- handlers ---- */
/* One that adds its argument times a factor free of states: such sums come before all else. */
static bool adds(const RefModel *m, const IrItem *on)
{
    for (uint32_t i = 0; i < on->body->stmts.n; i++) {
        const IrStmt *s = &on->body->stmts.v[i];
        if (s->kind != IR_STMT_ASSIGN || s->value->op != IR_SUM ||
            s->value->arg[0]->op != IR_ITEM || s->value->arg[0]->u.name != s->name)
            return false;
        for (uint32_t k = 1; k < s->value->n; k++)
            if (alg_reads(m->flat, s->value->arg[k]) & ALG_STATE)
                return false;
    }
    return !on->mode;
}

static bool is_sum(Ref *r, const RefModel *m, const Str *port)
{
    const RefRoute route = ref_route(r, m, port);
    return route.handlers.n == 1 && adds(m, route.handlers.v[0]);
}

bool ref_is_active(const RefValues *v, const IrItem *clause)
{
    return !clause->mode || mode_is(v, clause, false);
}

/* All handlers of the event; those of regimes where theirs was active when it came. */
bool ref_handle(Ref *r, const RefEvent *e)
{
    RefValues *v = &e->cell.of->cell[e->cell.index];
    const RefRoute route = ref_route(r, v->model, e->port);
    bool *active = ARENA_ARRAY(r->a, bool, route.handlers.n + 1);
    for (uint32_t i = 0; i < route.handlers.n; i++)
        active[i] = ref_is_active(v, route.handlers.v[i]);
    for (uint32_t i = 0; i < route.handlers.n; i++) {
        const IrItem *on = route.handlers.v[i];
        RefActor actor = {.v = v, .cell = e->cell, .is_event = true, .value = e->value};
        actor.argument = on->args.n ? on->args.v[0].name : NULL;
        if (active[i] && !ref_act(r, &actor, on))
            return false;
    }
    return true;
}

bool ref_deliver(Ref *r)
{
    RefEvents *due = &r->due[r->k % r->depth];
    for (uint32_t i = 0; i < r->m->populations.n; i++) {
        const RefModel *m = r->populations[i].model;
        for (uint32_t h = 0; h < m->ports.n; h++)
            for (uint32_t e = 0; e < due->n && is_sum(r, m, m->ports.v[h]->name); e++)
                if (due->v[e].cell.of == &r->populations[i] &&
                    due->v[e].port == m->ports.v[h]->name && !ref_handle(r, &due->v[e]))
                    return false;
    }
    for (uint32_t e = 0; e < due->n; e++)
        if (!is_sum(r, due->v[e].cell.of->model, due->v[e].port) && !ref_handle(r, &due->v[e]))
            return false;
    due->n = 0;
    return true;
}
