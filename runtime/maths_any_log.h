/* log and log1p for both types of reals, as maths_any.h. Before it stand the constants and the polynomial log_poly of the
   type. */

/* x = 2^k m with m in [sqrt(1/2), sqrt(2)); x > 0 finite, subnormals included. */
typedef struct FN(log_parts) {
    REAL k, m;
} FN(log_parts);

NNRT_INLINE FN(log_parts) FN(log_split)(REAL x)
{
    const WORD sign = (WORD)1 << (8 * sizeof(REAL) - 1);
    const WORD exponent_mask = ~(((WORD)1 << MANTISSA) - 1);
    const bool small = x < LIMIT(MIN);
    const WORD bits = FN(bits)(x * FN(select)(small, CONST(LOG_GROW), 1));
    const WORD above =
        bits - CONST(ROOT_HALF_BITS);    /* the bits in front of its mantissa: k, signed */
    const REAL whole = CONST(LOG_WHOLE); /* the low bits of its mantissa are an integer */
    const REAL biased = FN(from_bits)(FN(bits)(whole) | ((above + sign) >> MANTISSA));
    return (FN(log_parts)){biased - FN(select)(small, whole + CONST(LOG_BIAS) + CONST(LOG_GROWN),
                                               whole + CONST(LOG_BIAS)),
                           FN(from_bits)(bits - (above & exponent_mask))};
}

/* k ln 2 + log(1 + f) + f_lo, f_lo below an ulp of 1 + f, as an unevaluated sum, error about
   2^-57 (floats: 2^-28). */
NNRT_INLINE FN(dd) FN(log_sum)(REAL k, REAL f, REAL f_lo)
{
    const REAL s = f / (2 + f);
    const REAL z = s * s;
    const REAL half_square = (REAL)0.5 * f * f; /* 2s = f - half_square + s*half_square */
    const FN(dd) sum = FN(sum_ordered)(k * CONST(LN2_HEAD), f);
    const REAL low = LIBM(fma)(s, LIBM(fma)(z, FN(log_poly)(z), half_square),
                               LIBM(fma)(k, CONST(LN2_TAIL), sum.lo + f_lo));
    return (FN(dd)){sum.hi, low - half_square};
}

/* The values outside (0, inf): -inf at 0, inf at inf, NaN below 0 and at NaN. */
NNRT_INLINE REAL FN(log_edges)(REAL x, REAL inside)
{
    const REAL above = FN(select)(x <= LIMIT(MAX), inside, x);
    const REAL below = FN(select)(x == 0, -(REAL)INFINITY, (REAL)NAN);
    return FN(select)(x > 0, above, below);
}

/* log x; error < 0.9 ulp. */
NNRT_INLINE REAL FN(log)(REAL x)
{
    const FN(log_parts) l = FN(log_split)(x);
    const FN(dd) y = FN(log_sum)(l.k, l.m - 1, 0);
    return FN(log_edges)(x, y.hi + y.lo);
}

/* log(1 + x); error < 0.9 ulp. */
NNRT_INLINE REAL FN(log1p)(REAL x)
{
    const FN(dd) u = FN(sum)(1, x);
    const FN(log_parts) l = FN(log_split)(u.hi);
    const bool near = l.k == 0;
    const FN(dd) y =
        FN(log_sum)(l.k, FN(select)(near, x, l.m - 1), FN(select)(near, 0, u.lo / u.hi));
    return FN(select)(LIBM(fabs)(x) < CONST(TINY), x, FN(log_edges)(u.hi, y.hi + y.lo));
}
