/* Mathematical functions and the arrays of numpy that scripts use; an array is a list. */
#include "frontend/sema/builtins/builtins.h"

#include <math.h>

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

/* ---- numpy ---- */

enum { ARRAY_MAX = 100000000 };

/* start, start + step, ... below stop, as numpy counts them: ceil((stop - start)/step). */
static Value np_arange(Interp *in, const Call *call, const Value *a)
{
    const uint32_t n = a[0].as.list->n;
    Value v[3] = {value_int(0), value_int(0), value_int(1)};
    if (n < 1 || n > 3)
        return interp_error(in, DIAG_NNC0253, call->span, "arange takes one to three arguments");
    bool whole = true;
    Value unit = value_real(1);
    for (uint32_t i = 0; i < n; i++) {
        Value x = a[0].as.list->v[i];
        if (x.kind != VALUE_INT && x.kind != VALUE_REAL)
            return interp_error(in, DIAG_NNC0251, call->span,
                                "arange needs numbers known at compile time");
        whole &= x.kind == VALUE_INT;
        unit = !dim_is_none(x.dim) ? x : unit;
        v[n == 1 ? 1 : i] = x;
    }
    const double start = value_double(v[0]), step = value_double(v[2]);
    const double count = ceil((value_double(v[1]) - start) / step);
    if (!(fabs(step) > 0) || !(count < ARRAY_MAX))
        return interp_error(in, DIAG_NNC0262, call->span, "arange makes too many elements");
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; (double)i < count && interp_step(in, call->span); i++) {
        Value x = whole ? value_int(v[0].as.integer + i * v[2].as.integer)
                        : value_quantity(start + (double)i * step, unit.dim);
        x.unit = unit.unit;
        VEC_PUSH(in->arena, list, x);
    }
    return value_list(list);
}

static Value np_linspace(Interp *in, const Call *call, const Value *a)
{
    int64_t n = 50;
    if (a[2].kind != VALUE_POISON && !want_int(in, a[2], call->span, "the number of points", &n))
        return value_poison;
    const bool numbers = (a[0].kind == VALUE_INT || a[0].kind == VALUE_REAL) &&
                         (a[1].kind == VALUE_INT || a[1].kind == VALUE_REAL);
    if (!numbers || n < 0 || n > ARRAY_MAX)
        return interp_error(in, DIAG_NNC0251, call->span,
                            "linspace needs numbers known at compile time");
    const double lo = value_double(a[0]), hi = value_double(a[1]);
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; i < n; i++) {
        Value x = value_quantity(
            i == n - 1 && n > 1 ? hi : lo + (hi - lo) * (double)i / (double)(n > 1 ? n - 1 : 1),
            dim_is_none(a[0].dim) ? a[1].dim : a[0].dim);
        x.unit = a[0].unit ? a[0].unit : a[1].unit;
        VEC_PUSH(in->arena, list, x);
    }
    return value_list(list);
}

static Value filled(Interp *in, const Call *call, Value n, Value with)
{
    int64_t count;
    if (!want_int(in, n, call->span, "the length", &count))
        return value_poison;
    if (count < 0 || count > ARRAY_MAX)
        return interp_error(in, DIAG_NNC0262, call->span,
                            "the length of an array is from 0 to 10^8");
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    for (int64_t i = 0; i < count; i++)
        VEC_PUSH(in->arena, list, with);
    return value_list(list);
}

static Value np_ones(Interp *in, const Call *call, const Value *a)
{
    return filled(in, call, a[0], value_real(1));
}

static Value np_zeros(Interp *in, const Call *call, const Value *a)
{
    return filled(in, call, a[0], value_real(0));
}

static Value np_full(Interp *in, const Call *call, const Value *a)
{
    return filled(in, call, a[0], a[1]);
}

static Value np_array(Interp *in, const Call *call, const Value *a)
{
    ValueList *list = ARENA_NEW(in->arena, ValueList);
    return eval_sequence(in, a[0], call->span, list) ? value_list(list) : value_poison;
}

static Value np_mean(Interp *in, const Call *call, const Value *a)
{
    if (a[0].kind == VALUE_RESULT)
        return a[0];
    ValueList items = {0};
    if (!eval_sequence(in, a[0], call->span, &items) || !items.n)
        return interp_error(in, DIAG_NNC0262, call->span, "there is nothing to take the mean of");
    Value sum = value_int(0);
    for (uint32_t i = 0; i < items.n; i++)
        sum = operate(in, AST_OP_Plus, sum, items.v[i], call->span);
    return operate(in, AST_OP_Divide, sum, value_int(items.n), call->span);
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
    {"math", "erf", maths_erf, "x"},
    {"math", "exprel", maths_exprel, "x"},
    {"math", "floor", maths_floor, "x"},
    {"math", "ceil", maths_ceil, "x"},
    {"math", "heaviside", maths_heaviside, "x"},
    {"math", "sign", maths_sign, "x"},
    {"math", "fabs", maths_absolute, "x"},
    {"numpy", "abs", maths_absolute, "x"},
    {"numpy", "arange", np_arange, "*bounds"},
    {"numpy", "linspace", np_linspace, "start stop num="},
    {"numpy", "ones", np_ones, "n"},
    {"numpy", "zeros", np_zeros, "n"},
    {"numpy", "full", np_full, "n value"},
    {"numpy", "array", np_array, "values dtype="},
    {"numpy", "mean", np_mean, "values"},
    {NULL, NULL, NULL, NULL},
};
