/* Arithmetic and comparisons of values: integers with overflow, quantities with dimensions, params
   as expressions. */
#include "frontend/sema/class.h"
#include "runtime/maths.h"

#include <math.h>
#include <string.h>

Value operate_mismatch(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    return interp_error(in, DIAG_NNC0251, at, "'%s' does not go with %s and %s",
                        ast_operator_text(op), value_words(a), value_words(b));
}

static Value overflow(Interp *in, Span at)
{
    return interp_error(in, DIAG_NNC0252, at, "the result does not fit in 64 bits");
}

static Value dims_differ(Interp *in, Value a, Value b, Span at)
{
    return interp_error(in, DIAG_NNC0201, at, "the dimensions do not agree: %s and %s",
                        sema_dim_words(in->sema, a.dim), sema_dim_words(in->sema, b.dim));
}

/* ---- integers ---- */

static int64_t floor_divide(int64_t a, int64_t b)
{
    const int64_t q = a / b;
    return (a % b && (a < 0) != (b < 0)) ? q - 1 : q;
}

static int64_t floor_remainder(int64_t a, int64_t b)
{
    const int64_t r = b == -1 ? 0 : a % b; /* the least number does not divide by -1 */
    return r && (r < 0) != (b < 0) ? r + b : r;
}

static bool integer_power(int64_t base, int64_t n, int64_t *out)
{
    int64_t r = 1;
    for (; n; n >>= 1) {
        if ((n & 1) && __builtin_mul_overflow(r, base, &r))
            return false;
        if (n > 1 && __builtin_mul_overflow(base, base, &base))
            return false;
    }
    *out = r;
    return true;
}

static Value integers(Interp *in, AstOperator op, int64_t a, int64_t b, Span at)
{
    int64_t r = 0;
    switch ((int)op) {
    case AST_OP_Plus:
        return __builtin_add_overflow(a, b, &r) ? overflow(in, at) : value_int(r);
    case AST_OP_Minus:
        return __builtin_sub_overflow(a, b, &r) ? overflow(in, at) : value_int(r);
    case AST_OP_Times:
        return __builtin_mul_overflow(a, b, &r) ? overflow(in, at) : value_int(r);
    case AST_OP_FloorDivide:
        if (a == INT64_MIN && b == -1)
            return overflow(in, at);
        return value_int(floor_divide(a, b));
    case AST_OP_Modulo:
        return value_int(floor_remainder(a, b));
    case AST_OP_Power:
        return integer_power(a, b, &r) ? value_int(r) : overflow(in, at);
    case AST_OP_BitAnd:
        return value_int(a & b);
    default:
        return value_int(a | b);
    }
}

/* ---- numbers and quantities ---- */

static bool power_dim(Dim base, double exponent, Dim *out)
{
    return dim_is_none(base) ? (*out = base, true)
           : floor(2 * exponent) == 2 * exponent && fabs(exponent) < 50
               ? dim_pow(base, (int)(2 * exponent), 2, out)
               : false;
}

static Value reals(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    const double x = value_double(a), y = value_double(b);
    Dim dim = a.dim;
    double r = 0;
    const bool additive = op == AST_OP_Plus || op == AST_OP_Minus || op == AST_OP_Modulo;
    if (additive && !dim_equal(a.dim, b.dim)) {
        if (x == 0 && dim_is_none(a.dim))
            dim = b.dim;
        else if (!(y == 0 && dim_is_none(b.dim)))
            return dims_differ(in, a, b, at);
    }
    bool fits = true;
    switch ((int)op) {
    case AST_OP_Plus:
        r = x + y;
        break;
    case AST_OP_Minus:
        r = x - y;
        break;
    case AST_OP_Times:
        fits = dim_mul(a.dim, b.dim, &dim);
        r = x * y;
        break;
    case AST_OP_Divide:
        fits = dim_div(a.dim, b.dim, &dim);
        r = x / y;
        break;
    case AST_OP_FloorDivide:
        fits = dim_div(a.dim, b.dim, &dim);
        r = floor(x / y);
        break;
    case AST_OP_Modulo:
        r = nnrt_mod(x, y);
        break;
    default:
        fits = dim_is_none(b.dim) && power_dim(a.dim, y, &dim);
        r = floor(y) == y && fabs(y) < 1e6 ? nnrt_powi(x, (int32_t)y) : nnrt_pow(x, y);
        break;
    }
    if (!fits)
        return interp_error(in, DIAG_NNC0210, at, "this has no dimension");
    if (isnan(r) && !isnan(x) && !isnan(y))
        return interp_error(in, DIAG_NNC0262, at, "this is not a number");
    Value v = value_quantity(r, dim);
    v.unit = additive                ? (a.unit ? a.unit : b.unit)
             : dim_equal(dim, a.dim) ? a.unit
             : dim_equal(dim, b.dim) ? b.unit
                                     : NULL;
    if (v.unit && v.unit->offset != 0) /* of temperatures: in kelvin */
        v.unit = NULL;
    return v;
}

/* ---- params of the program ---- */

/* A test among numbers counts as 1 or 0. */
IrExpr *operate_number_of(Interp *in, IrExpr *e)
{
    static const IrOp TESTS[] = {IR_LT, IR_LE, IR_GT, IR_GE, IR_EQ, IR_NE, IR_AND, IR_OR, IR_NOT};
    bool test = e->op == IR_BOOLEAN || (e->op == IR_PARAM && e->scalar == IR_BOOL);
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++)
        test |= e->op == TESTS[i];
    if (!test)
        return e;
    const Str *one = SEMA_NAME(in->sema, "1"), *zero = SEMA_NAME(in->sema, "0");
    return ir_select(in->arena, e, ir_literal(in->arena, one, NULL, e->span),
                     ir_literal(in->arena, zero, NULL, e->span));
}

static bool symbol_dim(AstOperator op, Value a, Value b, Dim *out)
{
    if (op == AST_OP_Times)
        return dim_mul(a.dim, b.dim, out);
    if (op == AST_OP_Divide || op == AST_OP_FloorDivide)
        return dim_div(a.dim, b.dim, out);
    if (op == AST_OP_Power)
        return (b.kind == VALUE_INT || b.kind == VALUE_REAL)
                   ? power_dim(a.dim, value_double(b), out)
                   : (*out = DIM_NONE, dim_is_none(a.dim));
    *out = dim_is_none(a.dim) ? b.dim : a.dim;
    const bool zero_a = a.kind != VALUE_SYMBOL && value_double(a) == 0;
    const bool zero_b = b.kind != VALUE_SYMBOL && value_double(b) == 0;
    return dim_equal(a.dim, b.dim) || zero_a || zero_b;
}

static IrExpr *symbol_operation(Interp *in, AstOperator op, IrExpr *x, IrExpr *y)
{
    static const struct {
        AstOperator op;
        IrOp ir;
    } OPS[] = {{AST_OP_Plus, IR_SUM},        {AST_OP_Times, IR_PRODUCT},
               {AST_OP_Divide, IR_QUOTIENT}, {AST_OP_FloorDivide, IR_FDIV},
               {AST_OP_Modulo, IR_MOD},      {AST_OP_Power, IR_POW},
               {AST_OP_BitAnd, IR_AND},      {AST_OP_BitOr, IR_OR}};
    if (op == AST_OP_Minus)
        return ir_binary(in->arena, IR_SUM, x, ir_unary(in->arena, IR_NEG, y));
    for (size_t i = 0; i < sizeof OPS / sizeof *OPS; i++)
        if (OPS[i].op == op)
            return ir_binary(in->arena, OPS[i].ir, x, y);
    return NULL;
}

static Value symbols(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    Dim dim;
    if (!symbol_dim(op, a, b, &dim))
        return dims_differ(in, a, b, at);
    IrExpr *x = value_expr(in->sema, a, at), *y = value_expr(in->sema, b, at);
    if (op != AST_OP_BitAnd && op != AST_OP_BitOr) {
        x = operate_number_of(in, x);
        y = operate_number_of(in, y);
    }
    IrExpr *e = op == AST_OP_Power && b.kind == VALUE_INT ? ir_powi(in->arena, x, b.as.integer)
                                                          : symbol_operation(in, op, x, y);
    if (!e)
        return operate_mismatch(in, op, a, b, at);
    e->span = at;
    return value_symbol(e, dim);
}

Value operate(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison;
    if (a.kind == VALUE_RESULT || b.kind == VALUE_RESULT)
        return (Value){.kind = VALUE_RESULT};
    if (!value_is_scalar(a) || !value_is_scalar(b)) {
        Value out;
        const Builtin *add = a.kind == VALUE_OBJECT && op == AST_OP_Plus
                                 ? builtin_method(a, SEMA_NAME(in->sema, "__add__"))
                                 : NULL;
        if (class_operate(in, op, a, b, at, &out))
            return out;
        return add ? add->function(in, &(Call){.span = at, .self = a, .hint = in->hint}, &b)
                   : operate_sequences(in, op, a, b, at);
    }
    if (a.kind == VALUE_SYMBOL || b.kind == VALUE_SYMBOL)
        return symbols(in, op, a, b, at);
    const bool whole = (a.kind == VALUE_INT || a.kind == VALUE_BOOL) &&
                       (b.kind == VALUE_INT || b.kind == VALUE_BOOL);
    const bool divides = op == AST_OP_Divide || op == AST_OP_FloorDivide || op == AST_OP_Modulo;
    if (divides && value_double(b) == 0)
        return interp_error(in, DIAG_NNC0263, at, "division by zero");
    if ((op == AST_OP_BitAnd || op == AST_OP_BitOr) && a.kind == VALUE_BOOL && b.kind == VALUE_BOOL)
        return value_bool(op == AST_OP_BitAnd ? a.as.boolean && b.as.boolean
                                              : a.as.boolean || b.as.boolean);
    if ((op == AST_OP_BitAnd || op == AST_OP_BitOr) && !whole)
        return operate_mismatch(in, op, a, b, at);
    if (whole && op != AST_OP_Divide && !(op == AST_OP_Power && value_double(b) < 0))
        return integers(in, op, (int64_t)(a.kind == VALUE_INT ? a.as.integer : a.as.boolean),
                        (int64_t)(b.kind == VALUE_INT ? b.as.integer : b.as.boolean), at);
    return reals(in, op, a, b, at);
}

Value operate_unary(Interp *in, AstOperator op, Value a, Span at)
{
    if (a.kind == VALUE_POISON || a.kind == VALUE_RESULT)
        return a;
    if (op == AST_OP_Not && a.kind != VALUE_SYMBOL)
        return value_bool(!value_truth(a));
    if (a.kind == VALUE_SYMBOL)
        return op == AST_OP_Plus
                   ? a
                   : value_symbol(
                         ir_unary(in->arena, op == AST_OP_Not ? IR_NOT : IR_NEG, a.as.symbol),
                         a.dim);
    if (op == AST_OP_Plus && value_is_scalar(a))
        return a;
    if (op == AST_OP_Invert && a.kind == VALUE_BOOL)
        return value_bool(!a.as.boolean);
    if (op == AST_OP_Invert && a.kind == VALUE_INT)
        return value_int(~a.as.integer);
    if (op == AST_OP_Negate && a.kind == VALUE_INT)
        return a.as.integer == INT64_MIN ? overflow(in, at) : value_int(-a.as.integer);
    if (op == AST_OP_Negate && a.kind == VALUE_BOOL)
        return value_int(-(int64_t)a.as.boolean);
    if (op == AST_OP_Negate && a.kind == VALUE_REAL) {
        Value v = a;
        v.as.real = -a.as.real;
        const bool negative = a.text && a.text->s[0] == '-';
        v.text = !a.text    ? NULL
                 : negative ? str_from(in->session->strings, a.text->s + 1)
                            : str_format(in->session->strings, "-%s", a.text->s);
        if (a.unit && a.unit->offset != 0 && v.text)
            unit_scale_literal(v.text->s, v.text->len, a.unit, &unit_native, &v.as.real);
        return v;
    }
    if (a.kind == VALUE_LIST && (op == AST_OP_Negate || op == AST_OP_Invert))
        return operate_array_unary(in, op, a, at);
    return interp_error(in, DIAG_NNC0251, at, "'%s' does not go with %s", ast_operator_text(op),
                        value_words(a));
}

/* ---- comparisons ---- */

static Value symbol_compare(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    IrOp ir;
    if (!sema_comparison(op, &ir))
        return operate_mismatch(in, op, a, b, at);
    IrExpr *e = ir_binary(in->arena, ir, value_expr(in->sema, a, at), value_expr(in->sema, b, at));
    e->span = at;
    e->scalar = IR_BOOL;
    return value_symbol(e, DIM_NONE);
}

static int order_of(Value a, Value b)
{
    if (a.kind == VALUE_STRING)
        return strcmp(a.as.string->s, b.as.string->s);
    if (a.kind == VALUE_INT && b.kind == VALUE_INT)
        return a.as.integer < b.as.integer ? -1 : a.as.integer > b.as.integer;
    const double x = value_double(a), y = value_double(b);
    return x < y ? -1 : x > y;
}

static Value too_deep(Interp *in, Span at)
{
    return interp_error(in, DIAG_NNC0503, at, "the values nest too deep to be compared");
}

static Value contains(Interp *in, Value item, Value where, Span at)
{
    if (where.kind == VALUE_STRING && item.kind == VALUE_STRING)
        return value_bool(strstr(where.as.string->s, item.as.string->s) != NULL);
    if (value_length(where) < 0)
        return interp_error(in, DIAG_NNC0251, at, "%s has no elements", value_words(where));
    Comparison c = {0};
    for (int64_t i = 0, n = value_length(where); i < n; i++)
        if (value_same(&c, value_element(in->sema, where, i), item))
            return value_bool(true);
    return c.too_deep ? too_deep(in, at) : value_bool(false);
}

static Value same(Interp *in, Value a, Value b, Span at)
{
    Comparison c = {0};
    const bool equal = value_same(&c, a, b);
    return c.too_deep ? too_deep(in, at) : value_bool(equal);
}

/* An answer, or its opposite. */
static Value turned(Value answer, bool turn)
{
    return turn && answer.kind == VALUE_BOOL ? value_bool(!answer.as.boolean) : answer;
}

Value operate_compare(Interp *in, AstOperator op, Value a, Value b, Span at)
{
    if (a.kind == VALUE_POISON || b.kind == VALUE_POISON)
        return value_poison;
    if (a.kind == VALUE_RESULT || b.kind == VALUE_RESULT)
        return (Value){.kind = VALUE_RESULT};
    const bool scalars = value_is_scalar(a) && value_is_scalar(b);
    if (op == AST_OP_In || op == AST_OP_NotIn)
        return turned(contains(in, a, b, at), op == AST_OP_NotIn);
    if (op == AST_OP_Is || op == AST_OP_IsNot)
        return turned(same(in, a, b, at), op == AST_OP_IsNot);
    if (scalars && (a.kind == VALUE_SYMBOL || b.kind == VALUE_SYMBOL))
        return symbol_compare(in, op, a, b, at);
    Value out;
    if (class_operate(in, op, a, b, at, &out))
        return out;
    const bool arrays =
        (a.kind == VALUE_LIST && a.as.list->array &&
         (value_is_scalar(b) || b.kind == VALUE_LIST)) ||
        (b.kind == VALUE_LIST && b.as.list->array && (value_is_scalar(a) || a.kind == VALUE_LIST));
    if (arrays)
        return operate_compare_arrays(in, op, a, b, at);
    const bool zero = scalars && (value_double(a) == 0 || value_double(b) == 0);
    if (scalars && !dim_equal(a.dim, b.dim) && !zero)
        return dims_differ(in, a, b, at);
    if (op == AST_OP_Equal || op == AST_OP_NotEqual)
        return turned(scalars ? value_bool(order_of(a, b) == 0) : same(in, a, b, at),
                      op == AST_OP_NotEqual);
    if (!scalars && !(a.kind == VALUE_STRING && b.kind == VALUE_STRING))
        return operate_mismatch(in, op, a, b, at);
    const int order = order_of(a, b);
    return value_bool(op == AST_OP_Less        ? order < 0
                      : op == AST_OP_LessEqual ? order <= 0
                      : op == AST_OP_Greater   ? order > 0
                                               : order >= 0);
}
