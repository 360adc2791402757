/* What a step costs, to compare kernels before and after passes. */
#include "ir/kernel_walk.h"
#include "ir/pass/simplify.h"

static void add_expr(void *context, IrExpr **e)
{
    unsigned long *cost = context;
    *cost += kernel_expr_cost(*e);
}

static void add_body(void *context, const KBodyFact *fact, KBody *b)
{
    if (kernel_is_stepped(fact))
        kernel_body_exprs(b, add_expr, context);
}

unsigned long kernel_cost(const KClass *c)
{
    unsigned long cost = 0;
    kernel_each_body((KClass *)c, add_body, &cost);
    if (c->inject)
        cost += kernel_expr_cost(c->inject);
    if (c->emit)
        cost += kernel_expr_cost(c->emit);
    return cost;
}
