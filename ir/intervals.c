/* Intervals between the times of sources. */
#include "ir/intervals.h"
#include "ir/build.h"

static bool is_time(const IrExpr *e)
{
    return e->op == IR_VARIABLE && str_is(e->u.name, "t");
}

IrExpr *ir_interval_after_t(Arena *a, const IrExpr *sum)
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

IrExpr *ir_mean_interval(Arena *a, const IrExpr *interval)
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

IrExpr *ir_count_since(IrModule *m, const IrExpr *due, const IrExpr *mean)
{
    Arena *a = m->arena;
    const Span at = due->span;
    IrExpr *now = ir_named(a, IR_VARIABLE, str_from(m->session->strings, "t"), at);
    IrExpr *draw = ir_expr_new(a, IR_DRAW, 1, at);
    IrExpr *past = ir_binary(a, IR_SUM, now, ir_unary(a, IR_NEG, ir_expr_copy(a, due)));
    draw->u.law = IR_LAW_POISSON;
    draw->arg[0] = ir_binary(a, IR_QUOTIENT, past, ir_expr_copy(a, mean));
    return ir_binary(a, IR_SUM, ir_integer(a, 1, at), draw);
}
