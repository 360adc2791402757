/* The logarithms and pow. x = 2^k m, m in [sqrt(1/2), sqrt(2)), f = m - 1, s = f/(2 + f), and
   log(1 + f) = 2 atanh(s) = 2s + s^3 (2/3 + 2/5 s^2 + ...). Polynomials: minimax.py. */
#ifndef NNRT_MATHS_LOG_H
#define NNRT_MATHS_LOG_H
#include "runtime/maths_exp.h"

#define NNRT_LN2_HEAD 0x1.62e42fefa3800p-1 /* ln 2 in 42 bits: k times it is exact */
#define NNRT_LN2_TAIL 0x1.ef35793c76730p-45
#define NNRT_LN2_REST 0x1.f97b57a079a19p-103

#define NNRT_LOG_GROW       0x1p54 /* times a subnormal number it is a normal one, ... */
#define NNRT_LOG_GROWN      54.0   /* ... whose exponent is so much larger */
#define NNRT_LOG_WHOLE      0x1p52
#define NNRT_LOG_BIAS       2048.0 /* half of the values of sign and exponent */
#define NNRT_ROOT_HALF_BITS 0x3fe6a09e667f3bcdu

/* (log(1 + f) - 2s)/s^3 by z = s^2. */
NNRT_INLINE double nnrt_log_poly(double z)
{
    double p = 0x1.2f070febbbed6p-3;
    p = fma(p, z, 0x1.39a19248696f5p-3);
    p = fma(p, z, 0x1.746640638965fp-3);
    p = fma(p, z, 0x1.c71c520299caep-3);
    p = fma(p, z, 0x1.24924941f8d8bp-2);
    p = fma(p, z, 0x1.999999997fd39p-2);
    return fma(p, z, 0x1.5555555555592p-1);
}

#include "runtime/maths_as_double.h"

#include "runtime/maths_any_log.h"
#include "runtime/maths_as_none.h"

/* log x as an unevaluated sum, relative error about 2^-68; x > 0 finite. */
NNRT_INLINE nnrt_dd nnrt_log_dd(double x)
{
    const nnrt_log_parts l = nnrt_log_split(x);
    const double f = l.m - 1.0;
    const nnrt_dd d = nnrt_sum_ordered(2.0, f);
    const double s_hi = f / d.hi;
    const double s_lo = (fma(-s_hi, d.hi, f) - s_hi * d.lo) / d.hi;
    const nnrt_dd s = {s_hi, s_lo};
    const nnrt_dd z = nnrt_product_dd(s, s);
    double p = 0x1.eb13b523cec67p-4;
    p = fma(p, z.hi, 0x1.de332182b90dcp-4);
    p = fma(p, z.hi, 0x1.1120b793879c3p-3);
    p = fma(p, z.hi, 0x1.3b1362a92b245p-3);
    p = fma(p, z.hi, 0x1.745d18328287dp-3);
    p = fma(p, z.hi, 0x1.c71c71c58006bp-3);
    p = fma(p, z.hi, 0x1.2492492493038p-2);
    p = fma(p, z.hi, 0x1.9999999999996p-2);
    const nnrt_dd third =
        nnrt_sum_ordered(0x1.5555555555555p-1, fma(p, z.hi, 0x1.5555555555555p-55));
    const nnrt_dd cube = nnrt_product_dd(nnrt_product_dd(s, z), third);
    const nnrt_dd whole = nnrt_sum_ordered(l.k * NNRT_LN2_HEAD, 2.0 * s.hi);
    const nnrt_dd tail = nnrt_product(l.k, NNRT_LN2_TAIL);
    const nnrt_dd first = nnrt_sum(whole.hi, cube.hi);
    const nnrt_dd second = nnrt_sum(whole.lo, tail.hi);
    const nnrt_dd third_sum = nnrt_sum(first.lo, second.hi);
    const double rest =
        third_sum.lo + second.lo + fma(2.0, s.lo, cube.lo) + fma(l.k, NNRT_LN2_REST, tail.lo);
    const nnrt_dd sum = nnrt_sum_ordered(first.hi, third_sum.hi);
    return nnrt_sum_ordered(sum.hi, sum.lo + rest);
}

/* log10 x; error < 0.6 ulp, exact at powers of 10. */
NNRT_INLINE double nnrt_log10(double x)
{
    const nnrt_dd per_ln10 = {0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
    const nnrt_dd y = nnrt_product_dd(nnrt_log_dd(x), per_ln10);
    return nnrt_log_edges(x, y.hi);
}

/* Is y an even, an odd integer? Doubles from 2^53 on are even, infinities too. */
NNRT_INLINE bool nnrt_is_integer(double y)
{
    return floor(y) == y;
}

NNRT_INLINE bool nnrt_is_odd(double y)
{
    const bool whole = nnrt_is_integer(y), even = nnrt_is_integer(0.5 * y);
    return whole > even; /* whole, and not even */
}

/* x^y with the special values of C11 annex F; error < 1 ulp. */
NNRT_INLINE double nnrt_pow(double x, double y)
{
    const double size = fabs(x);
    const bool ordinary = (size > 0.0) & (size <= DBL_MAX);
    const nnrt_dd l = nnrt_log_dd(nnrt_select(ordinary, size, 1.0));
    const double exponent = y * l.hi;
    const double exponent_lo = fma(y, l.hi, -exponent) + y * l.lo;
    const double inside =
        nnrt_exp_dd((nnrt_dd){exponent, nnrt_select(fabs(exponent) < 800.0, exponent_lo, 0.0)});
    const double at_zero = nnrt_select(y < 0.0, (double)INFINITY, 0.0);
    const double at_infinity = nnrt_select(y < 0.0, 0.0, (double)INFINITY);
    const double outside = nnrt_select(size == 0.0, at_zero, at_infinity);
    const double power = nnrt_select(ordinary, inside, outside);
    const bool negative = nnrt_copysign(1.0, x) < 0.0;
    const double with_sign = nnrt_select(negative & nnrt_is_odd(y), -power, power);
    const bool undefined = (x < 0.0) & (size <= DBL_MAX) & !nnrt_is_integer(y);
    const double defined = nnrt_select(undefined, (double)NAN, with_sign);
    const double checked = nnrt_select((x != x) | (y != y), x + y, defined);
    const bool one = (x == 1.0) | (y == 0.0) | ((size == 1.0) & (fabs(y) > DBL_MAX));
    return nnrt_select(one, 1.0, checked);
}
#endif
