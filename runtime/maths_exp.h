/* The exponential family: exp, expm1, exprel and its derivative, tanh, sinh, cosh. e^x = 2^n e^r
   with n = rint(x/ln 2), |r| <= ln(2)/2, r = x - n ln 2 in two steps of fma (Cody and Waite),
   the first of which is exact. Polynomials: minimax.py. */
#ifndef NNRT_MATHS_EXP_H
#define NNRT_MATHS_EXP_H
#include "runtime/maths_base.h"

#define NNRT_LOG2_E 0x1.71547652b82fep+0
#define NNRT_LN2_HI 0x1.62e42fefa39efp-1
#define NNRT_LN2_LO 0x1.abc9e3b39803fp-56
/* Adding 1.5*2^52 rounds to an integer, which then stands in the low bits; 2046 = 2*1023 is the
   bias of two powers of 2. */
#define NNRT_EXP_SHIFT (0x1.8p52 + 2046.0)
#define NNRT_EXP_HIGH  710.0    /* e^x overflows above 709.78 */
#define NNRT_EXP_LOW   (-746.0) /* and is 0 below -745.13 */

/* (e^x - 1) times NNRT_EXPM1_SCALE leaves room for quotients whose numerator alone would overflow: x is taken as at most
   NNRT_EXPM1_HIGH, and as at least NNRT_EXPM1_LOW, where e^x - 1 is -1 even times x. */
#define NNRT_EXPM1_SCALE 0x1p-16
#define NNRT_EXPM1_HIGH  718.0
#define NNRT_EXPM1_LOW   (-100.0)
#define NNRT_TINY        0x1p-54 /* |x| below: e^x - 1 and its like are x */
#define NNRT_TANH_TINY   0x1p-28 /* |x| below: tanh x is x */

#define NNRT_EXPREL_NEAR 0.5

#ifdef NNRT_FAST
#include "runtime/maths_exp_fast.h"
#else
/* (e^r - 1 - r)/r^2, |r| <= ln(2)/2; for e^r, error 2^-57.9 of it. */
NNRT_INLINE double nnrt_exp_poly(double r)
{
    double p = 0x1.ad7f711c55da7p-26;
    p = fma(p, r, 0x1.28ad737afc6a0p-22);
    p = fma(p, r, 0x1.71df254a5ace0p-19);
    p = fma(p, r, 0x1.a0199a0b9efacp-16);
    p = fma(p, r, 0x1.a01a012a5eed7p-13);
    p = fma(p, r, 0x1.6c16c1842a5f6p-10);
    p = fma(p, r, 0x1.1111111127bc2p-7);
    p = fma(p, r, 0x1.555555555087bp-5);
    p = fma(p, r, 0x1.55555555554fap-3);
    return fma(p, r, 0x1.000000000000ap-1);
}

/* The same for e^r - 1, error 2^-61.7 of that. */
NNRT_INLINE double nnrt_expm1_poly(double r)
{
    double p = 0x1.1f95770bf477fp-29;
    p = fma(p, r, 0x1.af5ebf799a87bp-26);
    p = fma(p, r, 0x1.27e4c594b4f93p-22);
    p = fma(p, r, 0x1.71ddf85370a62p-19);
    p = fma(p, r, 0x1.a01a01b0bc590p-16);
    p = fma(p, r, 0x1.a01a01afe52ffp-13);
    p = fma(p, r, 0x1.6c16c16c14440p-10);
    p = fma(p, r, 0x1.111111110f6afp-7);
    p = fma(p, r, 0x1.555555555555ap-5);
    p = fma(p, r, 0x1.5555555555559p-3);
    return fma(p, r, 0.5);
}

/* (e^x - 1)/x for |x| <= NNRT_EXPREL_NEAR, 1 at 0; error < 0.9 ulp: 1 + x/2 + x^2 p(x), the terms
   of p by powers of x^2 and x^4, so that they do not wait for each other. */
NNRT_INLINE double nnrt_exprel_near(double x)
{
    const double x2 = x * x, x4 = x2 * x2;
    const double p0 = fma(0x1.5555555555580p-5, x, 0x1.5555555555555p-3);
    const double p2 = fma(0x1.6c16c16c01feep-10, x, 0x1.111111111114fp-7);
    const double p4 = fma(0x1.a01a01f8a7ff6p-16, x, 0x1.a01a019ffeb37p-13);
    const double p6 = fma(0x1.27e450beaba12p-22, x, 0x1.71de3aa9c03bep-19);
    const double p8 = fma(0x1.201cdb5fe276fp-29, x, 0x1.ae6356389b847p-26);
    const double q0 = fma(p2, x2, p0), q4 = fma(p6, x2, p4);
    const double q8 = fma(0x1.629dceba7cca0p-33, x2, p8);
    return 1.0 + fma(fma(fma(q8, x4, q4), x4, q0), x2, 0.5 * x);
}
#endif

#include "runtime/maths_as_double.h"

#include "runtime/maths_any_exp.h"
#include "runtime/maths_as_none.h"

/* e^(x.hi + x.lo), |x.lo| small against 1; for pow. */
NNRT_INLINE double nnrt_exp_dd(nnrt_dd x)
{
    const nnrt_exp_parts e = nnrt_exp_split(nnrt_clamp(x.hi, NNRT_EXP_LOW, NNRT_EXP_HIGH));
    const double rest = nnrt_exp_rest(e, nnrt_exp_poly(e.r));
    const double y = e.r0 + (rest + fma(x.lo, e.r0 + rest, x.lo));
    return (1.0 + y) * e.scale1 * e.scale2;
}

/* The derivative of exprel for |x| <= 1. */
NNRT_INLINE double nnrt_exprel1_near(double x)
{
    double p = 0x1.8d5496f270569p-41;
    p = fma(p, x, 0x1.7e7ab9339ed66p-37);
    p = fma(p, x, 0x1.480ba03417c3cp-33);
    p = fma(p, x, 0x1.08d2e42b017a2p-29);
    p = fma(p, x, 0x1.8a8641e11deccp-26);
    p = fma(p, x, 0x1.0cfec254a22cep-22);
    p = fma(p, x, 0x1.4ce19b71b3ca4p-19);
    p = fma(p, x, 0x1.71de3a426e7e6p-16);
    p = fma(p, x, 0x1.6c16c16b52219p-13);
    p = fma(p, x, 0x1.38138138225bep-10);
    p = fma(p, x, 0x1.c71c71c71d764p-8);
    p = fma(p, x, 0x1.1111111111071p-5);
    p = fma(p, x, 0x1.ffffffffffff0p-4);
    p = fma(p, x, 0x1.5555555555556p-2);
    return fma(p, x, 0.5);
}

/* The derivative of exprel, ((x - 1) e^x + 1)/x^2, 1/2 at 0; error < 2.6 ulp. With E = e^x - 1
   the numerator is (x - 1) E + x; it is scaled where it is large. */
NNRT_INLINE double nnrt_exprel1(double x)
{
    const double bounded =
        nnrt_clamp(x, NNRT_EXP_LOW, NNRT_EXPM1_HIGH); /* it overflows above 716.4 */
    const bool right = x > 0.0;
    const double shrink = nnrt_select(right, NNRT_EXPM1_SCALE, 1.0);
    const nnrt_dd scaled = nnrt_expm1_scaled(bounded);
    const nnrt_dd e = {scaled.hi * shrink, scaled.lo * shrink};
    const nnrt_dd before = nnrt_sum(bounded, -1.0);
    const nnrt_dd p = nnrt_product(before.hi, e.hi);
    const nnrt_dd sum = nnrt_sum(p.hi, bounded * NNRT_EXPM1_SCALE * shrink);
    const double top = sum.hi + (sum.lo + (p.lo + fma(before.lo, e.hi, before.hi * e.lo)));
    const double divisor = nnrt_select(x < NNRT_EXP_LOW, x, bounded);
    const double once = top / divisor * nnrt_select(right, 1.0, 0x1p16);
    const double far = once / divisor * nnrt_select(right, 0x1p32, 1.0);
    return nnrt_select(fabs(x) <= 1.0, nnrt_exprel1_near(x), far);
}

/* sinh x; error < 1.7 ulp. With E = e^|x| - 1 it is (E + E/(E + 1))/2. */
NNRT_INLINE double nnrt_sinh(double x)
{
    const nnrt_dd e = nnrt_expm1_scaled(fabs(x));
    const double other = NNRT_EXPM1_SCALE * e.hi / (e.hi + NNRT_EXPM1_SCALE);
    const nnrt_dd sum = nnrt_sum_ordered(e.hi, other);
    const double s = (sum.hi + (sum.lo + e.lo)) * 0x1p15;
    return nnrt_select(fabs(x) < 0x1p-28, x, nnrt_copysign(s, x));
}

/* cosh x = (e^|x| + e^-|x|)/2; error < 1.1 ulp. */
NNRT_INLINE double nnrt_cosh(double x)
{
    const nnrt_dd e = nnrt_expm1_scaled(fabs(x));
    const nnrt_dd grown = nnrt_sum(e.hi, NNRT_EXPM1_SCALE);
    const double other = NNRT_EXPM1_SCALE * NNRT_EXPM1_SCALE / grown.hi;
    const nnrt_dd sum = nnrt_sum_ordered(grown.hi, other);
    return (sum.hi + (sum.lo + (grown.lo + e.lo))) * 0x1p15;
}
#endif
