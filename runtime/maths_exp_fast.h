/* The polynomials of maths_exp.h for --math=fast: a part of the terms, errors of exp, expm1, exprel and tanh below 2^-32 of the result,
   where the precise ones are near 2^-53. They are made of the same operations, so results are the same bits everywhere, too. */
#ifndef NNRT_MATHS_EXP_FAST_H
#define NNRT_MATHS_EXP_FAST_H
#include "runtime/maths_base.h"

/* (e^r - 1 - r)/r^2, |r| <= ln(2)/2; for e^r, error 2^-34.1 of it. */
NNRT_INLINE double nnrt_exp_poly(double r)
{
    double p = 0x1.9f08bc87a125ep-13;
    p = fma(p, r, 0x1.6d8d0e9cf359fp-10);
    p = fma(p, r, 0x1.11127092f271ap-7);
    p = fma(p, r, 0x1.55548db9bacdbp-5);
    p = fma(p, r, 0x1.55555443585aap-3);
    return fma(p, r, 0x1.0000003a2a83fp-1);
}

/* The same for e^r - 1, error 2^-37.4 of that. */
NNRT_INLINE double nnrt_expm1_poly(double r)
{
    double p = 0x1.a17621876f2e8p-16;
    p = fma(p, r, 0x1.a16feda9ab0aap-13);
    p = fma(p, r, 0x1.6c163822f550fp-10);
    p = fma(p, r, 0x1.1110b1c6a9d0fp-7);
    p = fma(p, r, 0x1.5555557d46810p-5);
    p = fma(p, r, 0x1.5555557385886p-3);
    return fma(p, r, 0x1.fffffffff447fp-2);
}

/* (e^x - 1)/x for |x| <= NNRT_EXPREL_NEAR, 1 at 0; error < 2^-37: 1 + x p(x), terms by powers of x^2. */
NNRT_INLINE double nnrt_exprel_near(double x)
{
    const double x2 = x * x;
    const double p1 = fma(0x1.555555e9dd7dcp-5, x, 0x1.555555551f659p-3);
    const double p3 = fma(0x1.6c154e3debeb3p-10, x, 0x1.111111a5892cap-7);
    const double p5 = fma(0x1.a26b5fbf034bfp-16, x, 0x1.a01836e6c0e1ep-13);
    const double q3 = fma(fma(0x1.73f9821506505p-19, x2, p5), x2, p3);
    return 1.0 + fma(fma(q3, x2, p1), x2, 0x1.ffffffffdadefp-2 * x);
}
#endif
