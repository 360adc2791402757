/* discretise, caps (semantics.md 3): where a condition v > e or v >= e assigns v, and v is not linear in its component,
   right sides read min(v, e): the exponential of a cell that is about to fire cannot overflow. */
#include "ir/pass/discretise_internal.h"

static bool is_state(const IrExpr *e, const Str *state)
{
    return e->op == IR_ITEM && e->u.name == state;
}

/* e where the test, alone or first in a conjunction, says that the state is above e. */
static const IrExpr *bound_of(const IrExpr *test, const Str *state)
{
    while (test->op == IR_AND)
        test = test->arg[0];
    if ((test->op == IR_GT || test->op == IR_GE) && is_state(test->arg[0], state))
        return test->arg[1];
    if ((test->op == IR_LT || test->op == IR_LE) && is_state(test->arg[1], state))
        return test->arg[0];
    return NULL;
}

const IrExpr *discrete_cap(const Work *w, const Str *state)
{
    for (uint32_t i = 0; i < w->flat->items.n; i++) {
        const IrItem *it = w->flat->items.v[i];
        if ((it->kind != IR_ITEM_WHEN && it->kind != IR_ITEM_WHENEVER) ||
            !ir_body_assigns(it->body, state))
            continue;
        const IrExpr *bound = bound_of(it->value, state);
        if (bound)
            return alg_expand(w->a, w->flat, bound);
    }
    return NULL;
}
