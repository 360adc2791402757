/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Functions of one number, with their slopes; the C library's. */
#include "codegen/ref/eval.h"

#include <math.h>

#define HALF_SQRT_PI 0.88622692545275801 /* sqrt(pi)/2 */

/* (e^x - 1)/x */
static double exprel(double x)
{
    return fabs(x) < 1e-300 ? 1.0 : expm1(x) / x;
}

/* Derivative of exprel by its series near 0, sum of x^k (k+1)/(k+2)!; ((x - 1) e^x + 1)/x^2 loses
   digits there. */
static double exprel_slope(double x)
{
    if (fabs(x) > 0.5)
        return (exp(x) - exprel(x)) / x;
    double term = 0.5, sum = 0;
    for (int k = 0; k < 20; k++) {
        sum += term;
        term *= x * (k + 2) / ((k + 1.0) * (k + 3));
    }
    return sum;
}

static double exprel1_slope(double x)
{
    const double h = 1e-4; /* serves Jacobians, which need no more */
    return (exprel_slope(x + h) - exprel_slope(x - h)) / (2 * h);
}

static double sign(double x)
{
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}

/* Of f(x), with y = f(x). */
static double slope_of(IrOp op, double x, double y)
{
    switch ((int)op) {
    case IR_NEG:
        return -1;
    case IR_SQRT:
        return 0.5 / y;
    case IR_ABS:
        return sign(x);
    case IR_EXP:
        return y;
    case IR_EXPM1:
        return y + 1;
    case IR_LOG:
        return 1 / x;
    case IR_LOG1P:
        return 1 / (1 + x);
    case IR_LOG10:
        return 1 / (x * log(10));
    case IR_SIN:
        return cos(x);
    case IR_COS:
        return -sin(x);
    case IR_TAN:
        return 1 + y * y;
    case IR_ASIN:
        return 1 / sqrt(1 - x * x);
    case IR_ACOS:
        return -1 / sqrt(1 - x * x);
    case IR_ATAN:
        return 1 / (1 + x * x);
    case IR_SINH:
        return cosh(x);
    case IR_COSH:
        return sinh(x);
    case IR_TANH:
        return 1 - y * y;
    case IR_ASINH:
        return 1 / sqrt(x * x + 1);
    case IR_ACOSH:
        return 1 / sqrt(x * x - 1);
    case IR_ATANH:
        return 1 / (1 - x * x);
    case IR_ERF:
        return exp(-x * x) / HALF_SQRT_PI;
    case IR_EXPREL:
        return exprel_slope(x);
    case IR_EXPREL1:
        return exprel1_slope(x);
    default:
        return 0; /* constant between jumps */
    }
}

static double negative(double x)
{
    return -x;
}

static double heaviside(double x)
{
    return x > 0 || x == 0;
}

static double factorial(double n)
{
    return n >= 0 && floor(n) >= n && n < 171 ? tgamma(n + 1) : (double)NAN;
}

static const struct {
    IrOp op;
    double (*f)(double);
} functions[] = {
    {IR_NEG, negative},
    {IR_SQRT, sqrt},
    {IR_ABS, fabs},
    {IR_SIGN, sign},
    {IR_FLOOR, floor},
    {IR_CEIL, ceil},
    {IR_ROUND, round},
    {IR_HEAVISIDE, heaviside},
    {IR_EXP, exp},
    {IR_EXPM1, expm1},
    {IR_LOG, log},
    {IR_LOG1P, log1p},
    {IR_LOG10, log10},
    {IR_SIN, sin},
    {IR_COS, cos},
    {IR_TAN, tan},
    {IR_ASIN, asin},
    {IR_ACOS, acos},
    {IR_ATAN, atan},
    {IR_SINH, sinh},
    {IR_COSH, cosh},
    {IR_TANH, tanh},
    {IR_ASINH, asinh},
    {IR_ACOSH, acosh},
    {IR_ATANH, atanh},
    {IR_ERF, erf},
    {IR_FACTORIAL, factorial},
    {IR_EXPREL, exprel},
    {IR_EXPREL1, exprel_slope},
};

bool ref_function(IrOp op, double x, RefDual *out)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (functions[i].op == op) {
            out->x = functions[i].f(x);
            out->slope = slope_of(op, x, out->x);
            return true;
        }
    return false;
}
