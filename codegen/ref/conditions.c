/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions of a cell or a connection: tested once a step, in order, each seeing what those before it did (semantics 3). */
#include "codegen/ref/eval.h"

#include <math.h>

static const Str *held_name(const IrBody *b)
{
    for (uint32_t i = 0; i < b->stmts.n; i++)
        if (b->stmts.v[i].kind == IR_STMT_HOLD)
            return b->stmts.v[i].names.v[0];
    return NULL;
}

/* Active since the step began: a regime that was just entered is first tested at the next time. */
static bool in_regime(const RefValues *v, const IrItem *when)
{
    const RefSlot *slot = when->mode ? ref_slot(v->model, when->mode) : NULL;
    if (!slot || slot->kind != REF_STATE)
        return true;
    return !v->entered[slot->index] && lround(v->state[slot->index]) == when->regime;
}

static bool was_entered(const RefValues *v, const IrItem *when)
{
    const RefSlot *slot = when->mode ? ref_slot(v->model, when->mode) : NULL;
    return slot && slot->kind == REF_STATE && v->entered[slot->index];
}

static bool is_held(const RefValues *v, const IrItem *when)
{
    const Str *name = held_name(when->body);
    const RefSlot *slot = name ? ref_slot(v->model, name) : NULL;
    return slot && slot->kind == REF_STATE && v->held && v->held[slot->index];
}

static bool test_one(Ref *r, RefActor *actor, uint32_t index)
{
    const IrItem *when = actor->v->model->conditions.v[index];
    bool *armed = &actor->v->armed[index];
    double holds = 0, again;
    const bool tested = !is_held(actor->v, when) && in_regime(actor->v, when);
    if (tested && !ref_actor_value(r, actor, when->value, &holds))
        return false;
    const bool is_true = holds < 0 || holds > 0;
    if (is_true && (*armed || when->kind == IR_ITEM_WHENEVER) && !ref_act(r, actor, when))
        return false;
    if (when->edge && was_entered(actor->v, when)) /* the entry decided */
        return true;
    if (is_true && !ref_actor_value(r, actor, when->value, &again))
        return false;
    *armed = !is_true || !(again < 0 || again > 0) || !in_regime(actor->v, when);
    return true;
}

bool ref_test(Ref *r, RefActor *actor)
{
    for (uint32_t i = 0; i < actor->v->model->conditions.n; i++)
        if (!test_one(r, actor, i))
            return false;
    return true;
}
