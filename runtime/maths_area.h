/* The inverses of the hyperbolic functions: asinh x = log(x + sqrt(x^2 + 1)), acosh x = log(x + sqrt(x^2 - 1)),
   atanh x = log((1 + x)/(1 - x))/2. What the logarithm is of has twice the digits of a double, so that none are lost near its
   zero. */
#ifndef NNRT_MATHS_AREA_H
#define NNRT_MATHS_AREA_H
#include "runtime/maths_log.h"

#define NNRT_AREA_FAR 0x1p30 /* |x| above: asinh x and acosh x are log(2 x) */

/* The logarithm of 2^k y, y >= sqrt(1/2); y.lo small against an ulp of 1. */
NNRT_INLINE double nnrt_log_of_dd(double k, nnrt_dd y)
{
    const nnrt_log_parts l = nnrt_log_split(y.hi);
    const nnrt_dd sum = nnrt_log_sum(l.k + k, l.m - 1.0, y.lo / y.hi);
    return nnrt_log_edges(y.hi, sum.hi + sum.lo);
}

/* log(x + sqrt(x^2 + one)) of x >= 0, where one is 1 or -1. */
NNRT_INLINE double nnrt_log_with_root(double x, double one)
{
    const bool far = x > NNRT_AREA_FAR;
    const double near = nnrt_select(far, 2.0, x);
    const nnrt_dd square = nnrt_product(near, near);
    const nnrt_dd sum = nnrt_sum(square.hi, one);
    const nnrt_dd under = nnrt_sum_ordered(sum.hi, sum.lo + square.lo);
    const double root = sqrt(under.hi);
    const double root_lo = (fma(-root, root, under.hi) + under.lo) / (2.0 * root + DBL_MIN);
    const nnrt_dd all = nnrt_sum(near, root);
    const nnrt_dd y = {nnrt_select(far, x, all.hi), nnrt_select(far, 0.0, all.lo + root_lo)};
    return nnrt_log_of_dd(nnrt_select(far, 1.0, 0.0), y);
}

/* asinh x; error < 0.9 ulp. */
NNRT_INLINE double nnrt_asinh(double x)
{
    const double size = fabs(x);
    return nnrt_select(size < 0x1p-28, x, nnrt_copysign(nnrt_log_with_root(size, 1.0), x));
}

/* acosh x; error < 0.9 ulp; NaN below 1. */
NNRT_INLINE double nnrt_acosh(double x)
{
    return nnrt_select(x < 1.0, (double)NAN, nnrt_log_with_root(x, -1.0));
}

/* atanh x; error < 0.9 ulp; infinite at 1 and -1, NaN beyond. Below NNRT_ATANH_NEAR, (sqrt(2) - 1)/(sqrt(2) + 1), it is the
   series of the logarithm. */
#define NNRT_ATANH_NEAR 0x1.5f619980c4339p-3

NNRT_INLINE double nnrt_atanh(double x)
{
    const double size = fabs(x);
    const nnrt_dd top = nnrt_sum(1.0, size), bottom = nnrt_sum(1.0, -size);
    const double q = top.hi / bottom.hi;
    const double rest = (fma(-q, bottom.hi, top.hi) + (top.lo - q * bottom.lo)) / bottom.hi;
    const double far = 0.5 * nnrt_log_of_dd(0.0, (nnrt_dd){q, rest});
    const double z = x * x;
    const double near = fma(0.5 * x * z, nnrt_log_poly(z), x);
    return nnrt_select(size < NNRT_ATANH_NEAR, near, nnrt_copysign(far, x));
}
#endif
