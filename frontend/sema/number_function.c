/* Functions of one number: exp(x), sqrt(x), abs(x), of arrays element by element. */
#include "frontend/sema/interp.h"

#include "ir/apply.h"

#include <math.h>

static Value of_elements(Interp *in, IrOp op, const ValueList *items, Span at)
{
    if (!interp_enter(in, at))
        return value_poison;
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    Value v = value_none;
    for (uint32_t i = 0; i < items->n && v.kind != VALUE_POISON; i++) {
        v = operate_function(in, op, items->v[i], at);
        VEC_PUSH(in->arena, list, v);
    }
    interp_leave(in);
    return v.kind == VALUE_POISON ? v : value_array(list);
}

/* The dimension of op(a); false after an error. */
static bool function_dim(Interp *in, IrOp op, Value a, Span at, Dim *dim)
{
    const bool keeps = op == IR_ABS || op == IR_SIGN || op == IR_HEAVISIDE, root = op == IR_SQRT;
    *dim = op == IR_ABS ? a.dim : DIM_NONE;
    if (!keeps && !root && !dim_is_none(a.dim)) {
        interp_error(in, DIAG_NNC0202, at, "%s() needs a pure number, not one in %s",
                     ir_op_spelling(op), sema_dim_words(in->sema, a.dim));
        return false;
    }
    if (root && !dim_pow(a.dim, 1, 2, dim)) {
        interp_error(in, DIAG_NNC0210, at, "the root has no dimension");
        return false;
    }
    return true;
}

Value operate_function(Interp *in, IrOp op, Value a, Span at)
{
    Dim dim;
    if (a.kind == VALUE_POISON || a.kind == VALUE_RESULT)
        return a;
    if (a.kind == VALUE_LIST)
        return of_elements(in, op, a.as.list, at);
    if (!value_is_scalar(a))
        return interp_error(in, DIAG_NNC0251, at, "%s() needs a number, not %s", ir_op_spelling(op),
                            value_words(a));
    if (!function_dim(in, op, a, at, &dim))
        return value_poison;
    if (a.kind == VALUE_SYMBOL)
        return value_symbol(ir_unary(in->arena, op, a.as.symbol), dim);
    if (op == IR_ABS && a.kind == VALUE_INT)
        return a.as.integer < 0 ? operate_unary(in, AST_OP_Negate, a, at) : a;
    const double x = value_double(a), r = ir_apply(&(IrExpr){.op = (uint16_t)op, .n = 1}, &x);
    if (isnan(r) && !isnan(x))
        return interp_error(in, DIAG_NNC0262, at, "%s(%s) is not a number", ir_op_spelling(op),
                            value_show(in->sema, a, true));
    Value v = value_quantity(r, dim);
    v.unit = op == IR_ABS ? a.unit : NULL;
    return v;
}
