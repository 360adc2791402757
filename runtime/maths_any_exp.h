/* exp, expm1, exprel and tanh for both types of reals, as maths_any.h. Before it stand the constants and the polynomials
   exp_poly, expm1_poly and exprel_near of the type. */

/* x = n ln 2 + r; r0 = x - n CONST(LN2_HI) is exact. 2^n is a product of two powers, each in the
   normal range, so that subnormal results are rounded once. */
typedef struct FN(exp_parts) {
    REAL n, r0, r, scale1, scale2;
} FN(exp_parts);

NNRT_INLINE FN(exp_parts) FN(exp_split)(REAL x)
{
    const REAL shifted = LIBM(fma)(x, CONST(LOG2_E), CONST(EXP_SHIFT));
    const REAL n = shifted - CONST(EXP_SHIFT);
    const REAL r0 = LIBM(fma)(-n, CONST(LN2_HI), x);
    const REAL r = LIBM(fma)(-n, CONST(LN2_LO), r0);
    const WORD biased = FN(bits)(shifted); /* its low bits; zeros above them */
    const WORD half = biased >> 1;
    return (FN(exp_parts)){n, r0, r, FN(from_bits)(half << MANTISSA),
                           FN(from_bits)((biased - half) << MANTISSA)};
}

/* e^r - 1, given (e^r - 1 - r)/r^2, in two parts: r0 and this. Keeps what r lost in rounding. */
NNRT_INLINE REAL FN(exp_rest)(FN(exp_parts) e, REAL poly)
{
    return LIBM(fma)(-e.n, CONST(LN2_LO), e.r * e.r * poly);
}

/* e^x; error < 0.95 ulp, subnormal results < 1 ulp. */
NNRT_INLINE REAL FN(exp)(REAL x)
{
    const FN(exp_parts) e = FN(exp_split)(FN(clamp)(x, CONST(EXP_LOW), CONST(EXP_HIGH)));
    return (1 + (e.r0 + FN(exp_rest)(e, FN(exp_poly)(e.r)))) * e.scale1 * e.scale2;
}

/* (e^x - 1)*EXPM1_SCALE as an unevaluated sum, error about 2^-58 of it (floats: 2^-28). */
NNRT_INLINE FN(dd) FN(expm1_scaled)(REAL x)
{
    const FN(exp_parts) e = FN(exp_split)(FN(clamp)(x, CONST(EXPM1_LOW), CONST(EXPM1_HIGH)));
    const REAL scale = e.scale1 * CONST(EXPM1_SCALE) * e.scale2;
    const FN(dd) whole = FN(sum)(scale, -CONST(EXPM1_SCALE));
    const FN(dd) sum = FN(sum_ordered)(whole.hi, scale * e.r0);
    return FN(sum_ordered)(
        sum.hi, LIBM(fma)(scale, FN(exp_rest)(e, FN(expm1_poly)(e.r)), sum.lo + whole.lo));
}

/* e^x - 1; error < 1 ulp. */
NNRT_INLINE REAL FN(expm1)(REAL x)
{
    const FN(dd) e = FN(expm1_scaled)(x);
    return FN(select)(LIBM(fabs)(x) < CONST(TINY), x, e.hi * (1 / CONST(EXPM1_SCALE)));
}

/* The same for any x; error < 1.8 ulp (floats: 1.95). e^x - 1 is 2^n y + (2^n - 1), where y = e^r - 1: for |x| > 1/2 no digits are lost. */
NNRT_INLINE REAL FN(exprel)(REAL x)
{
    const bool low = x < CONST(EXPM1_LOW); /* e^x - 1 is -1 there */
    const REAL top = FN(select)(x > CONST(EXPM1_HIGH), CONST(EXPM1_HIGH), x);
    const FN(exp_parts) e = FN(exp_split)(FN(select)(low, CONST(EXPM1_LOW), top));
    const REAL scale = e.scale1 * CONST(EXPM1_SCALE) * e.scale2;
    const REAL y = e.r0 + FN(exp_rest)(e, FN(exp_poly)(e.r));
    const REAL expm1 = LIBM(fma)(scale, y, scale - CONST(EXPM1_SCALE));
    const REAL far = FN(select)(low, -1, expm1) / top * FN(select)(low, 1, 1 / CONST(EXPM1_SCALE));
    return FN(select)(LIBM(fabs)(x) <= CONST(EXPREL_NEAR), FN(exprel_near)(x), far);
}

/* tanh x; error < 0.9 ulp. With E = e^(-2|x|) - 1 it is -E/(2 + E). */
NNRT_INLINE REAL FN(tanh)(REAL x)
{
    const FN(dd) e = FN(expm1_scaled)(-2 * LIBM(fabs)(x));
    const FN(dd) d = FN(sum_ordered)(2 * CONST(EXPM1_SCALE), e.hi);
    const REAL t = FN(quotient_dd)((FN(dd)){-e.hi, -e.lo}, (FN(dd)){d.hi, d.lo + e.lo});
    return FN(select)(LIBM(fabs)(x) < CONST(TANH_TINY), x, FN(copysign)(t, x));
}
