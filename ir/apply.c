/* Operations on numbers: tables of functions of one and of two arguments, and what is left over. */
#include "ir/apply.h"

#include "runtime/maths.h"

#include <math.h>

static double negative(double x)
{
    return -x;
}

static double not_true(double x)
{
    return x > 0 ? 0 : 1;
}

static const struct {
    IrOp op;
    double (*f)(double);
} functions[] = {
    {IR_NEG, negative},       {IR_NOT, not_true},         {IR_SQRT, sqrt},
    {IR_ABS, fabs},           {IR_SIGN, nnrt_sign},       {IR_FLOOR, floor},
    {IR_CEIL, ceil},          {IR_ROUND, nnrt_round},     {IR_EXP, nnrt_exp},
    {IR_EXPM1, nnrt_expm1},   {IR_LOG, nnrt_log},         {IR_LOG1P, nnrt_log1p},
    {IR_LOG10, nnrt_log10},   {IR_SIN, nnrt_sin},         {IR_COS, nnrt_cos},
    {IR_TAN, nnrt_tan},       {IR_ASIN, nnrt_asin},       {IR_ACOS, nnrt_acos},
    {IR_ATAN, nnrt_atan},     {IR_SINH, nnrt_sinh},       {IR_COSH, nnrt_cosh},
    {IR_TANH, nnrt_tanh},     {IR_ASINH, nnrt_asinh},     {IR_ACOSH, nnrt_acosh},
    {IR_ATANH, nnrt_atanh},   {IR_ERF, nnrt_erf},         {IR_FACTORIAL, nnrt_factorial},
    {IR_EXPREL, nnrt_exprel}, {IR_EXPREL1, nnrt_exprel1}, {IR_HEAVISIDE, nnrt_heaviside},
    {IR_FTZ, nnrt_ftz},
};

static double quotient(double x, double y)
{
    return x / y;
}

static double less(double x, double y)
{
    return x < y;
}

static double at_most(double x, double y)
{
    return x <= y;
}

static double greater(double x, double y)
{
    return x > y;
}

static double at_least(double x, double y)
{
    return x >= y;
}

static double equal(double x, double y)
{
    return x <= y && x >= y;
}

static double differs(double x, double y)
{
    return !(x <= y && x >= y);
}

static const struct {
    IrOp op;
    double (*f)(double, double);
} pairs[] = {
    {IR_QUOTIENT, quotient}, {IR_POW, nnrt_pow},   {IR_MIN, nnrt_min}, {IR_MAX, nnrt_max},
    {IR_MOD, nnrt_mod},      {IR_FDIV, nnrt_fdiv}, {IR_LT, less},      {IR_LE, at_most},
    {IR_GT, greater},        {IR_GE, at_least},    {IR_EQ, equal},     {IR_NE, differs},
};

double ir_apply_two(IrOp op, double x, double y)
{
    return op == IR_SUM ? x + y : op == IR_PRODUCT ? x * y : op == IR_AND ? fmin(x, y) : fmax(x, y);
}

static double apply_all(const IrExpr *e, const double *x)
{
    double all = x[0];
    for (uint32_t i = 1; i < e->n; i++)
        all = ir_apply_two((IrOp)e->op, all, x[i]);
    return all;
}

double ir_apply(const IrExpr *e, const double *x)
{
    if (e->op == IR_SUM || e->op == IR_PRODUCT || e->op == IR_AND || e->op == IR_OR)
        return apply_all(e, x);
    if (e->op == IR_SELECT)
        return x[0] > 0 ? x[1] : x[2];
    if (e->op == IR_FMA)
        return fma(x[0], x[1], x[2]);
    if (e->op == IR_POWI)
        return nnrt_powi(x[0], (int32_t)e->u.integer);
    for (size_t i = 0; e->n == 1 && i < sizeof functions / sizeof *functions; i++)
        if (functions[i].op == e->op)
            return functions[i].f(x[0]);
    for (size_t i = 0; e->n == 2 && i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].op == e->op)
            return pairs[i].f(x[0], x[1]);
    return (double)NAN;
}
