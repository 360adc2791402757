/* lower, lems_euler: times are compared in seconds, as the sums of steps are made, so that one that ends where a step does falls on
   the side of it that it has in the reference interpreter. */
#include "ir/pass/lower_internal.h"

static IrExpr *number(Lower *l, double value, Span at)
{
    return ir_number(l->a, value, DIM_NONE, at);
}

static IrExpr *fma_of(Lower *l, IrExpr *a, IrExpr *b, IrExpr *c)
{
    IrExpr *e = ir_expr_new(l->a, IR_FMA, 3, a->span);
    e->arg[0] = a;
    e->arg[1] = b;
    e->arg[2] = c;
    return e;
}

static IrExpr *copy(Lower *l, const IrExpr *e)
{
    return ir_expr_copy(l->a, e);
}

/* x / 1000 to the nearest, which gives back the seconds that x was made of: a product with 0.001, and what it lacks. */
static IrExpr *seconds_of_moment(Lower *l, IrExpr *x)
{
    IrExpr *near = fma_of(l, x, number(l, 1e-3, x->span), number(l, 0, x->span));
    IrExpr *rest = fma_of(l, number(l, -1e3, x->span), copy(l, near), copy(l, x));
    return fma_of(l, rest, number(l, 1e-3, x->span), near);
}

static bool is_moment(const Lower *l, const IrExpr *e)
{
    if (e->op == IR_LOAD)
        return l->c->columns.v[e->u.column].role == K_STATE ||
               l->c->columns.v[e->u.column].role == K_HIDDEN;
    return e->op == IR_LOCAL || e->op == IR_VARIABLE;
}

/* What is a number of the model is one of seconds by one product, as it is read there. */
IrExpr *lower_lems_seconds(Lower *l, IrExpr *e)
{
    if (e->op == IR_SUM || e->op == IR_NEG) {
        IrExpr *sum = ir_expr_new(l->a, (IrOp)e->op, e->n, e->span);
        for (uint32_t i = 0; i < e->n; i++)
            sum->arg[i] = lower_lems_seconds(l, e->arg[i]);
        return sum;
    }
    return is_moment(l, e) ? seconds_of_moment(l, e)
                           : fma_of(l, e, number(l, 1e-3, e->span), number(l, 0, e->span));
}
