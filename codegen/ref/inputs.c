/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs: what a cell gets from outside, currents of couplings among it, and what a synapse reads
   of its cells. */
#include "codegen/ref/eval.h"

/* In a step the cell on which a current acts is as it moves, others are as they were at its
   start. */
static RefDual far_value(RefScope *s, const IrItem *in, const IrExpr *e)
{
    const bool from_pre = in->from == IR_FROM_PRE, live = s->live && from_pre == s->to_pre;
    RefValues far = from_pre ? *s->v->pre : *s->v->post;
    RefScope there = live ? *s->live : ref_scope(s->r, &far, s->t);
    const Str *name = in->from_name;
    if (in->from == IR_FROM_RECEPTOR && s->v->port)
        name = str_format(s->r->strings, "%s.%s", s->v->port->s, name->s);
    if (!live && s->moving)
        far.state = far.seen[s->v->linear];
    there.failed = NULL;
    const RefDual x = ref_named(&there, name, e);
    s->failed = s->failed ? s->failed : there.failed;
    return x;
}

static RefDual coupled(RefScope *s, uint32_t input)
{
    RefDual sum = {0, 0};
    for (uint32_t i = 0; i < s->v->couplings.n; i++) {
        const RefCoupling *c = &s->v->couplings.v[i];
        if (c->input != input)
            continue;
        RefScope own = ref_scope(s->r, s->moving ? c->synapse : c->now, s->t);
        own.live = s;
        own.to_pre = c->current->to_pre;
        own.moving = s->moving;
        const RefDual x = ref_eval(&own, c->current->value);
        s->failed = s->failed ? s->failed : own.failed;
        sum.x += x.x;
        sum.slope += x.slope;
    }
    return sum;
}

RefDual ref_input(RefScope *s, const RefSlot *slot, const IrExpr *e)
{
    if (slot->item->from != IR_OWN)
        return far_value(s, slot->item, e);
    RefDual x = s->moving || s->shown ? coupled(s, slot->index) : (RefDual){0, 0};
    x.x += s->v->input[slot->index];
    return x;
}
