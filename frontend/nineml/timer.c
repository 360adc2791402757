/* Triggers on a time that their own transition moves on, as sources of spikes have: `t > next` with `next := t + interval`.
   Such a time lies between grid points, and several may lie in one step. The transition happens at the time itself, so that
   intervals are those of the document and not rounded up; of exponential ones, whose past does not matter, all that lie in a
   step are drawn as one number. Of classes of one regime alone: where a regime is entered later, a time that is over is no
   rising edge. */
#include "frontend/nineml/lower.h"
#include "ir/build.h"

static bool is_time(const IrExpr *e)
{
    return e->op == IR_VARIABLE && str_is(e->u.name, "t");
}

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

/* The other terms of a sum that has t once; NULL: it is no such sum. */
static IrExpr *interval_of(Arena *a, const IrExpr *sum)
{
    uint32_t at = UINT32_MAX, n = 0;
    for (uint32_t i = 0; sum->op == IR_SUM && i < sum->n; i++)
        if (is_time(sum->arg[i]))
            at = i, n++;
    if (n != 1)
        return NULL;
    if (sum->n == 2)
        return ir_expr_copy(a, sum->arg[1 - at]);
    IrExpr *rest = ir_expr_new(a, IR_SUM, sum->n - 1, sum->span);
    for (uint32_t i = 0, k = 0; i < sum->n; i++)
        if (i != at)
            rest->arg[k++] = ir_expr_copy(a, sum->arg[i]);
    return rest;
}

/* Of a draw from an exponential distribution, or a product with one: its mean. NULL for other intervals. */
static IrExpr *mean_of(Arena *a, const IrExpr *interval)
{
    IrExpr *mean = ir_expr_copy(a, interval);
    uint32_t draws = 0;
    if (mean->op == IR_DRAW && mean->u.law == IR_LAW_EXPONENTIAL)
        return mean->arg[0];
    for (uint32_t i = 0; mean->op == IR_PRODUCT && i < mean->n; i++)
        if (mean->arg[i]->op == IR_DRAW) {
            draws += mean->arg[i]->u.law == IR_LAW_EXPONENTIAL ? 1 : 2;
            mean->arg[i] = mean->arg[i]->arg[0];
        }
    return draws == 1 ? mean : NULL;
}

/* 1 + a Poisson number for the time from the one that is due until now */
static IrExpr *count_until_now(const NmlLowering *x, const IrExpr *due, IrExpr *mean)
{
    Arena *a = x->m->arena;
    const Span at = due->span;
    IrExpr *now = ir_named(a, IR_VARIABLE, str_from(x->all->session->strings, "t"), at);
    IrExpr *draw = ir_expr_new(a, IR_DRAW, 1, at);
    IrExpr *past = ir_binary(a, IR_SUM, now, ir_unary(a, IR_NEG, ir_expr_copy(a, due)));
    draw->u.law = IR_LAW_POISSON;
    draw->arg[0] = ir_binary(a, IR_QUOTIENT, past, mean);
    return ir_binary(a, IR_SUM, ir_integer(a, 1, at), draw);
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
    IrExpr *interval = value ? interval_of(a, value) : NULL;
    if (!interval)
        return NULL;
    IrExpr *mean = mean_of(a, interval);
    IrItem *item = ir_item_new(a, IR_ITEM_WHENEVER, NULL, t->span);
    item->value = ir_expr_copy(a, trigger);
    item->body = ARENA_NEW(a, IrBody);
    item->body->par = true;
    for (uint32_t i = 0; i < t->outputs.n; i++) {
        if (map_has(&x->silent, t->outputs.v[i]))
            continue;
        IrStmt s = {.kind = IR_STMT_EMIT, .span = t->span};
        const Str *other = map_get(&x->outputs, t->outputs.v[i]);
        s.name = other ? other : nml_item_name(x, t->outputs.v[i]);
        if (mean)
            s.count = count_until_now(x, due, ir_expr_copy(a, mean));
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
