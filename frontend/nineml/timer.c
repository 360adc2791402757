/* Triggers on a time that their own transition moves on, as sources of spikes have: `t > next` with `next := t + interval`.
   Such a time lies between grid points, and several may lie in one step. The transition happens at the time itself, so that
   intervals are those of the document and not rounded up; of exponential ones, whose past does not matter, all that lie in a
   step are drawn as one number. Of classes of one regime alone: where a regime is entered later, a time that is over is no
   rising edge. */
#include "frontend/nineml/lower.h"
#include "ir/build.h"
#include "ir/intervals.h"

/* The assignment to that state, if it is the only one. */
static const NmlSymbol *only_assignment(const NmlLowering *x, const NmlTransition *t,
                                        const Str *state)
{
    return t->assignments.n == 1 && nml_item_name(x, t->assignments.v[0].name) == state
               ? &t->assignments.v[0]
               : NULL;
}

static bool rests(const NmlLowering *x, const Str *state)
{
    for (uint32_t i = 0; i < x->regime->derivatives.n; i++)
        if (nml_item_name(x, x->regime->derivatives.v[i].name) == state)
            return false;
    return true;
}

IrItem *nml_timer(NmlLowering *x, const NmlTransition *t, const IrExpr *trigger)
{
    Arena *a = x->m->arena;
    const IrExpr *due = trigger->op == IR_AFTER || trigger->op == IR_SINCE ? trigger->arg[0] : NULL;
    if (!due || due->op != IR_ITEM || (t->target && t->target != x->regime->name))
        return NULL;
    if (x->class_->regimes.n > 1)
        return NULL;
    const NmlSymbol *moved = only_assignment(x, t, due->u.name);
    IrExpr *value = moved && rests(x, due->u.name) ? nml_math(x, moved->math) : NULL;
    IrExpr *interval = value ? ir_interval_after_t(a, value) : NULL;
    if (!interval)
        return NULL;
    IrExpr *mean = ir_mean_interval(a, interval);
    IrItem *item = ir_item_new(a, IR_ITEM_WHENEVER, NULL, t->span);
    item->value = ir_expr_copy(a, trigger);
    item->body = ARENA_NEW(a, IrBody);
    for (uint32_t i = 0; i < t->outputs.n; i++) {
        if (map_has(&x->silent, t->outputs.v[i]))
            continue;
        IrStmt s = {.kind = IR_STMT_EMIT, .span = t->span};
        const Str *other = map_get(&x->outputs, t->outputs.v[i]);
        s.name = other ? other : nml_item_name(x, t->outputs.v[i]);
        if (mean)
            s.count = ir_count_since(x->m, due, mean);
        VEC_PUSH(a, &item->body->stmts, s);
    }
    const IrStmt move = {.kind = IR_STMT_ASSIGN,
                         .span = moved->span,
                         .name = due->u.name,
                         .value =
                             mean ? value : ir_binary(a, IR_SUM, ir_expr_copy(a, due), interval)};
    VEC_PUSH(a, &item->body->stmts, move);
    return item;
}
