/* Mathematical functions, of numbers and of each element of an array. */
#include "frontend/sema/builtins/builtins.h"

/* One function per name: the IR operation says which. */
#define FUNCTION(name, op)                                                                         \
    static Value maths_##name(Interp *in, const Call *call, const Value *a)                        \
    {                                                                                              \
        return operate_function(in, op, a[0], call->span);                                         \
    }
FUNCTION(exp, IR_EXP)
FUNCTION(expm1, IR_EXPM1)
FUNCTION(log, IR_LOG)
FUNCTION(log1p, IR_LOG1P)
FUNCTION(log10, IR_LOG10)
FUNCTION(sqrt, IR_SQRT)
FUNCTION(sin, IR_SIN)
FUNCTION(cos, IR_COS)
FUNCTION(tan, IR_TAN)
FUNCTION(asin, IR_ASIN)
FUNCTION(acos, IR_ACOS)
FUNCTION(atan, IR_ATAN)
FUNCTION(sinh, IR_SINH)
FUNCTION(cosh, IR_COSH)
FUNCTION(tanh, IR_TANH)
FUNCTION(asinh, IR_ASINH)
FUNCTION(acosh, IR_ACOSH)
FUNCTION(atanh, IR_ATANH)
FUNCTION(erf, IR_ERF)
FUNCTION(exprel, IR_EXPREL)
FUNCTION(floor, IR_FLOOR)
FUNCTION(ceil, IR_CEIL)
FUNCTION(heaviside, IR_HEAVISIDE)
FUNCTION(sign, IR_SIGN)
#undef FUNCTION

static Value maths_absolute(Interp *in, const Call *call, const Value *a)
{
    return operate_function(in, IR_ABS, a[0], call->span);
}

const Builtin builtins_maths[] = {
    {"math", "exp", maths_exp, "x"},
    {"math", "expm1", maths_expm1, "x"},
    {"math", "log", maths_log, "x"},
    {"math", "log1p", maths_log1p, "x"},
    {"math", "log10", maths_log10, "x"},
    {"math", "sqrt", maths_sqrt, "x"},
    {"math", "sin", maths_sin, "x"},
    {"math", "cos", maths_cos, "x"},
    {"math", "tan", maths_tan, "x"},
    {"math", "asin", maths_asin, "x"},
    {"math", "acos", maths_acos, "x"},
    {"math", "atan", maths_atan, "x"},
    {"math", "sinh", maths_sinh, "x"},
    {"math", "cosh", maths_cosh, "x"},
    {"math", "tanh", maths_tanh, "x"},
    {"math", "asinh", maths_asinh, "x"},
    {"math", "acosh", maths_acosh, "x"},
    {"math", "atanh", maths_atanh, "x"},
    {"math", "erf", maths_erf, "x"},
    {"math", "exprel", maths_exprel, "x"},
    {"math", "floor", maths_floor, "x"},
    {"math", "ceil", maths_ceil, "x"},
    {"math", "heaviside", maths_heaviside, "x"},
    {"math", "sign", maths_sign, "x"},
    {"math", "fabs", maths_absolute, "x"},
    {"numpy", "absolute", maths_absolute, "x"},
    {"numpy", "abs", maths_absolute, "x"},
    {NULL, NULL, NULL, NULL},
};
