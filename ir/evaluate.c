/* Values of expressions: constants, what the caller knows, and operations on numbers. */
#include "ir/evaluate.h"

#include "ir/apply.h"
#include "ir/build.h"

#include <math.h>

enum { ARGUMENTS = 4 }; /* of operations that are no sums */

static bool is_true(double x)
{
    return x < 0 || x > 0 || isnan(x); /* as in C */
}

/* Of any number of arguments, two by two. */
static double evaluate_many(const IrLeaves *v, const IrExpr *e)
{
    double x[2] = {ir_evaluate(v, e->arg[0])};
    for (uint32_t i = 1; i < e->n; i++) {
        x[1] = ir_evaluate(v, e->arg[i]);
        x[0] = ir_apply_two((IrOp)e->op, x[0], x[1]);
    }
    return x[0];
}

double ir_evaluate(const IrLeaves *v, const IrExpr *e)
{
    double x[ARGUMENTS];
    if (ir_constant(e, x))
        return x[0];
    if (e->op == IR_BOOLEAN)
        return (double)e->u.integer;
    if (v->value(v->context, e, x))
        return x[0];
    if (e->op == IR_SELECT)
        return ir_evaluate(v, e->arg[is_true(ir_evaluate(v, e->arg[0])) ? 1 : 2]);
    if (e->op == IR_SUM || e->op == IR_PRODUCT || e->op == IR_AND || e->op == IR_OR)
        return evaluate_many(v, e);
    if (!e->n || e->n > ARGUMENTS)
        return (double)NAN;
    for (uint32_t i = 0; i < e->n; i++)
        x[i] = ir_evaluate(v, e->arg[i]);
    return ir_apply(e, x);
}
