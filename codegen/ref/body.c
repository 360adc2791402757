/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Actions: assignments, events, holds, branches, in the order in which they are written. */
#include "codegen/ref/eval.h"

#include <math.h>
#include <string.h>

static const double MOST_EVENTS = 1e6; /* of one statement at one time */
static const int64_t FOREVER = INT64_MAX / 4;

bool ref_actor_value(Ref *r, const RefActor *actor, const IrExpr *e, double *out)
{
    RefScope s = ref_scope(r, actor->v, nnrt_grid_time(&r->grid, r->k));
    s.before = actor->before;
    s.read_before = actor->read_before;
    s.moving = actor->early;
    if (actor->connection) {
        ref_scope_add(&s, "weight", ref_weight(actor->projection, actor->connection));
        ref_scope_add(&s, "delay", nnrt_grid_time(&r->grid, actor->connection->delay));
    }
    if (actor->argument)
        s.variable[s.n_variables++] = (RefVariable){actor->argument, actor->value};
    return ref_value(r, &s, e, out);
}

static bool assign(Ref *r, RefActor *actor, const IrStmt *s)
{
    const RefSlot *slot = ref_slot(actor->v->model, s->name);
    double x;
    if (!slot || slot->kind != REF_STATE)
        return ref_refuse(r, s->span, "'%s' is no state", s->name->s);
    if (!ref_actor_value(r, actor, s->value, &x))
        return false;
    if (actor->is_event && actor->v->held && actor->v->held[slot->index])
        return true;
    actor->v->state[slot->index] = x;
    actor->v->assigned[slot->index] = true;
    if (actor->v->model->is_mode[slot->index])
        actor->v->entered[slot->index] = true; /* also the one that is active */
    return true;
}

static bool emit_events(Ref *r, const RefActor *actor, const IrStmt *s)
{
    double count = 1, weight = 0;
    if ((s->count && !ref_actor_value(r, actor, s->count, &count)) ||
        (s->args.n && !ref_actor_value(r, actor, s->args.v[0], &weight)))
        return false;
    if (!(count <= MOST_EVENTS))
        return ref_refuse(r, s->span, "%.12g events at once", count);
    if (!actor->cell.of && actor->late && !actor->connection->dendrite)
        return ref_refuse(r, s->span,
                          "what is sent at post spikes takes a dendritic delay of a step at least");
    if (!actor->cell.of) {
        for (int64_t n = 0; (double)n < count; n++)
            ref_send(r, actor->projection, actor->connection, r->k + actor->connection->dendrite,
                     weight);
        return true;
    }
    const RefRoute route = ref_route(r, actor->v->model, s->name);
    if (route.output >= 0 && count >= 1)
        ref_spike(r, actor->cell, (uint32_t)route.output, (uint32_t)count);
    for (double n = 0; route.handlers.n && n < count; n++)
        VEC_PUSH(r->a, &r->inner, (RefEvent){actor->cell, s->name, weight});
    return true;
}

static bool hold(Ref *r, RefActor *actor, const IrStmt *s)
{
    double ms;
    if (!actor->cell.of)
        return ref_refuse(r, s->span, "a synapse cannot hold a state");
    if (!ref_actor_value(r, actor, s->value, &ms))
        return false;
    for (uint32_t i = 0; i < s->names.n; i++) {
        const RefSlot *slot = ref_slot(actor->v->model, s->names.v[i]);
        if (!slot || slot->kind != REF_STATE)
            return ref_refuse(r, s->span, "'%s' is no state", s->names.v[i]->s);
        const uint32_t n = actor->v->model->states.n;
        const int64_t steps = ref_steps(ms, r->dt);
        actor->cell.of->held_until[actor->cell.index * n + slot->index] =
            steps < FOREVER ? r->k + steps : FOREVER;
    }
    return true;
}

static bool branch(Ref *r, RefActor *actor, const IrStmt *s)
{
    double test;
    if (!ref_actor_value(r, actor, s->value, &test))
        return false;
    const IrBody *body = test < 0 || test > 0 ? s->then_body : s->else_body;
    return !body || ref_body(r, actor, body);
}

static bool statement(Ref *r, RefActor *actor, const IrStmt *s)
{
    switch (s->kind) {
    case IR_STMT_ASSIGN:
        return assign(r, actor, s);
    case IR_STMT_EMIT:
        return emit_events(r, actor, s);
    case IR_STMT_HOLD:
        return hold(r, actor, s);
    case IR_STMT_IF:
        return branch(r, actor, s);
    case IR_STMT_ENTER:
        break;
    }
    return ref_refuse(r, s->span, "the reference integrator cannot enter that regime");
}

/* In a `par` body right sides read the states as they were before it. */
bool ref_body(Ref *r, RefActor *actor, const IrBody *body)
{
    RefActor own = *actor;
    const uint32_t n = actor->v->model->states.n;
    if (body->par && !own.before) {
        double *before = ARENA_ARRAY(r->a, double, n + 1);
        bool *all = ARENA_ARRAY(r->a, bool, n + 1);
        memcpy(before, actor->v->state, n * sizeof *before);
        memset(all, true, n);
        own.before = before;
        own.read_before = all;
    }
    for (uint32_t i = 0; i < body->stmts.n; i++)
        if (!statement(r, &own, &body->stmts.v[i]))
            return false;
    return true;
}
