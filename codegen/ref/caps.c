/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Caps (semantics 3): where `when v > e` assigns v in a cell, and v is not linear in itself and the states that it is coupled with,
   right sides read min(v, e). */
#include "codegen/ref/ref.h"
#include "ir/pass/algebra.h"

static const IrExpr *cap_of(const RefModel *m, const Str *state)
{
    for (uint32_t i = 0; i < m->conditions.n; i++) {
        const IrItem *when = m->conditions.v[i];
        const IrExpr *test = when->value->op == IR_AND ? when->value->arg[0] : when->value;
        if ((test->op == IR_GT || test->op == IR_GE) && test->arg[0]->op == IR_ITEM &&
            test->arg[0]->u.name == state && ir_body_assigns(when->body, state))
            return test->arg[1];
    }
    return NULL;
}

/* Does the state enter its own derivative other than linearly? */
static bool is_nonlinear(Ref *r, const RefModel *m, const IrItem *d)
{
    const IrExpr *own = alg_derivative(r->a, m->flat, d->value, d->name);
    return !own || alg_reads_item(m->flat, own, d->name);
}

/* Marks the states that the derivative reads, and those that theirs read. */
static void mark_read(const RefModel *m, uint32_t deriv, bool *marked)
{
    for (uint32_t i = 0; i < m->derivs.n; i++) {
        const IrItem *d = m->derivs.v[i];
        if (marked[i] || !alg_reads_item(m->flat, m->derivs.v[deriv]->value, d->name))
            continue;
        marked[i] = true;
        mark_read(m, i, marked);
    }
}

/* Is one that depends on it, and on which it depends, not linear in itself? */
static bool is_coupled_nonlinear(Ref *r, const RefModel *m, uint32_t deriv, bool *const *read)
{
    for (uint32_t i = 0; i < m->derivs.n; i++)
        if ((i == deriv || (read[deriv][i] && read[i][deriv])) &&
            is_nonlinear(r, m, m->derivs.v[i]))
            return true;
    return false;
}

void ref_caps(Ref *r, RefModel *m)
{
    m->cap = ARENA_ARRAY(r->a, const IrExpr *, m->states.n + 1);
    if (m->flat->role == IR_SYNAPSE)
        return;
    bool **read = ARENA_ARRAY(r->a, bool *, m->derivs.n + 1);
    for (uint32_t i = 0; i < m->derivs.n; i++) {
        read[i] = ARENA_ARRAY(r->a, bool, m->derivs.n + 1);
        mark_read(m, i, read[i]);
    }
    for (uint32_t i = 0; i < m->derivs.n; i++)
        if (is_coupled_nonlinear(r, m, i, read))
            m->cap[m->moved.v[i]] = cap_of(m, m->derivs.v[i]->name);
}
