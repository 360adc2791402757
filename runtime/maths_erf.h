/* The error function and the quantile of the normal law. Polynomials: minimax.py. */
#ifndef NNRT_MATHS_ERF_H
#define NNRT_MATHS_ERF_H
#include "runtime/maths_exp.h"
#include "runtime/maths_log.h"

/* erf x; error < 1.2 ulp. |x| < 1: x + x P(x^2); above: 1 - e^(-x^2) erfcx(x), erfcx by a
   polynomial in (x - 3)/(x + 3); 1 from 6.1 on. */
NNRT_INLINE double nnrt_erf(double x)
{
    const double size = nnrt_clamp(fabs(x), 0.0, 6.1);
    const double z = size * size;
    double p = 0x1.062751afed593p-34;
    p = fma(p, z, -0x1.38ac1f68d6825p-30);
    p = fma(p, z, 0x1.f7b99c66fb58fp-27);
    p = fma(p, z, -0x1.5f1f40df5b736p-23);
    p = fma(p, z, 0x1.b9df30592c0fep-20);
    p = fma(p, z, -0x1.f4d1e4346fd8fp-17);
    p = fma(p, z, 0x1.f9a321e4b3edcp-14);
    p = fma(p, z, -0x1.c02db3db494acp-11);
    p = fma(p, z, 0x1.565bcd0dbd910p-8);
    p = fma(p, z, -0x1.b82ce31284f38p-6);
    p = fma(p, z, 0x1.ce2f21a042b34p-4);
    p = fma(p, z, -0x1.812746b0379e6p-2);
    p = fma(p, z, 0x1.06eba8214db69p-3);
    const double near = fma(x, p, x);
    const double t = (size - 3.0) / (size + 3.0);
    double c = -0x1.b98abe1b10d40p-18;
    c = fma(c, t, -0x1.b043a2ba0c5d1p-18);
    c = fma(c, t, 0x1.2c6943cbb7c69p-14);
    c = fma(c, t, 0x1.a542bf7186e14p-15);
    c = fma(c, t, -0x1.37f3965d39bc0p-11);
    c = fma(c, t, 0x1.735b2669e19c2p-11);
    c = fma(c, t, 0x1.17c9d6d72cae5p-8);
    c = fma(c, t, -0x1.8fa584ad0f7c5p-6);
    c = fma(c, t, 0x1.258b13c0b7558p-4);
    c = fma(c, t, -0x1.336ffbf093f78p-3);
    c = fma(c, t, 0x1.f6ff2040ddcdep-3);
    c = fma(c, t, -0x1.4e102b9cf8de7p-2);
    c = fma(c, t, 0x1.6e9827d229d2fp-3);
    const double far = fma(-nnrt_exp(-z), c, 1.0);
    return nnrt_select(size < 1.0, near, nnrt_copysign(far, x));
}

/* Numerator over denominator of the quantile's two rational functions. */
typedef struct nnrt_ratio {
    double top, bottom;
} nnrt_ratio;

/* (z/q - sqrt(2 pi))/q^2 in w = 0.375^2 - q^2, from 0 to 0.375^2. */
NNRT_INLINE nnrt_ratio nnrt_quantile_centre(double w)
{
    double n = 0x1.c5dd22c668b09p+4;
    n = fma(n, w, 0x1.98d6074bd7c70p+10);
    n = fma(n, w, 0x1.c75a65d8b0184p+11);
    n = fma(n, w, 0x1.3937ee19e4868p+11);
    n = fma(n, w, 0x1.6591dd1d503ebp+9);
    n = fma(n, w, 0x1.63e3a9bb0e720p+6);
    n = fma(n, w, 0x1.fe9b804d47315p+1);
    double d = 0x1.c045303a424cap+9;
    d = fma(d, w, 0x1.6f42a1557df1bp+11);
    d = fma(d, w, 0x1.70ce6b9156492p+11);
    d = fma(d, w, 0x1.3fef3cab6407ap+10);
    d = fma(d, w, 0x1.0b9e013e94ed2p+8);
    d = fma(d, w, 0x1.a8a1b962992e9p+4);
    return (nnrt_ratio){n, fma(d, w, 1.0)};
}

/* s - z in v = s - 2, s = sqrt(-2 log p), for p from 1/8 down to the smallest double. */
NNRT_INLINE nnrt_ratio nnrt_quantile_tail(double v)
{
    double n = 0x1.b2c3930d69adap-50;
    n = fma(n, v, 0x1.11d279187ff46p-36);
    n = fma(n, v, 0x1.b4c723b9f70c5p-28);
    n = fma(n, v, 0x1.8f18d8992bf33p-21);
    n = fma(n, v, 0x1.2cadf59650f40p-15);
    n = fma(n, v, 0x1.bc6468fc74d46p-11);
    n = fma(n, v, 0x1.6634f26b9606ep-7);
    n = fma(n, v, 0x1.51403d748cfa1p-4);
    n = fma(n, v, 0x1.7ef88a68a755dp-2);
    n = fma(n, v, 0x1.02484ced4510ep+0);
    n = fma(n, v, 0x1.7a85b890f20a1p+0);
    n = fma(n, v, 0x1.cc059e87643f9p-1);
    double d = 0x1.0dd1ac45e8eaep-39;
    d = fma(d, v, 0x1.1179f39bcf5efp-30);
    d = fma(d, v, 0x1.2d1c6d99d6550p-23);
    d = fma(d, v, 0x1.0e8d984a7912ep-17);
    d = fma(d, v, 0x1.deefac6b42e08p-13);
    d = fma(d, v, 0x1.d4012978a4155p-9);
    d = fma(d, v, 0x1.102c6ec0ef809p-5);
    d = fma(d, v, 0x1.89d64debfb474p-3);
    d = fma(d, v, 0x1.666cffb0cfccfp-1);
    d = fma(d, v, 0x1.8e3172757d4a9p+0);
    d = fma(d, v, 0x1.eaf6f9cfa1ad1p+0);
    return (nnrt_ratio){n, fma(d, v, 1.0)};
}

/* sqrt(-2 log p) as an unevaluated sum; 0 < p <= 1/8. */
NNRT_INLINE nnrt_dd nnrt_root_log(double p)
{
    const nnrt_log_parts l = nnrt_log_split(p);
    const nnrt_dd y = nnrt_log_sum(l.k, l.m - 1.0, 0.0);
    const nnrt_dd w = nnrt_sum_ordered(-2.0 * y.hi, -2.0 * y.lo);
    const double s = sqrt(w.hi);
    return (nnrt_dd){s, (fma(-s, s, w.hi) + w.lo) / (2.0 * s)};
}

/* The z below which a standard normal variable is with probability p: -inf at 0, inf at 1, NaN
   outside [0, 1]. Full tails: any double p > 0 has its own z, down to -38.5. Error < 2.3 ulp. */
NNRT_INLINE double nnrt_normal_quantile(double p)
{
    const double q = p - 0.5;
    const bool centre = fabs(q) <= 0.375;
    const double tail = nnrt_select(q < 0.0, p, 1.0 - p);
    const nnrt_dd s = nnrt_root_log(nnrt_select(!centre & (tail > 0.0), tail, 0.125));
    const double y = q * q;
    const nnrt_ratio c = nnrt_quantile_centre(0.140625 - y), f = nnrt_quantile_tail(s.hi - 2.0);
    const double ratio =
        nnrt_select(centre, c.top, f.top) / nnrt_select(centre, c.bottom, f.bottom);
    const double near = fma(q, 0x1.40d931ff62706p+1, q * fma(y, ratio, -0x1.a6a0d6f814637p-53));
    const double far = nnrt_copysign(s.hi - (ratio - s.lo), q);
    const double edge = nnrt_select(tail == 0.0, nnrt_copysign((double)INFINITY, q), (double)NAN);
    return nnrt_select(centre, near, nnrt_select(tail > 0.0, far, edge));
}
#endif
