/* The functions of maths_base.h that are the same for both types of reals. It is included once for each, between maths_as_TYPE.h
   and maths_as_none.h, which say what REAL, FN, LIBM and CONST are. */

/* Both values are evaluated; the condition chooses. */
NNRT_INLINE REAL FN(select)(bool condition, REAL if_true, REAL if_false)
{
    return condition ? if_true : if_false;
}

/* The second is returned where the arguments are equal or one is NaN. */
NNRT_INLINE REAL FN(min)(REAL a, REAL b)
{
    return b < a ? b : a;
}

NNRT_INLINE REAL FN(max)(REAL a, REAL b)
{
    return a < b ? b : a;
}

/* x, or the bound that it passes. Comparisons are false for NaN, which therefore passes. */
NNRT_INLINE REAL FN(clamp)(REAL x, REAL low, REAL high)
{
    const REAL bounded = x > high ? high : x;
    return bounded < low ? low : bounded;
}

/* 0 where |x| < NNRT_FTZ_LIMIT: keeps decaying states out of the slow subnormal range. */
NNRT_INLINE REAL FN(ftz)(REAL x)
{
    return LIBM(fabs)(x) < CONST(FTZ_LIMIT) ? 0 : x;
}

/* 1 from 0 on, else 0; NaN stays. */
NNRT_INLINE REAL FN(heaviside)(REAL x)
{
    return FN(select)(x < 0, 0, FN(select)(x >= 0, 1, x));
}

/* 1, -1, or x itself where it is 0 or NaN. */
NNRT_INLINE REAL FN(sign)(REAL x)
{
    return FN(select)(x > 0, 1, FN(select)(x < 0, -1, x));
}

/* Nearest integer, halves away from 0; exact. */
NNRT_INLINE REAL FN(round)(REAL x)
{
    const REAL size = LIBM(fabs)(x);
    const REAL whole = LIBM(floor)(size);
    return FN(copysign)(whole + FN(select)(size - whole >= (REAL)0.5, 1, 0), x);
}

/* A sum or product of two numbers without its rounding error: hi is the rounded value, hi + lo
   the exact one. */
typedef struct FN(dd) {
    REAL hi, lo;
} FN(dd);

/* a + b where |a| >= |b| or a = 0 (Dekker). */
NNRT_INLINE FN(dd) FN(sum_ordered)(REAL a, REAL b)
{
    const REAL hi = a + b;
    return (FN(dd)){hi, b - (hi - a)};
}

/* a + b in any order (Knuth). */
NNRT_INLINE FN(dd) FN(sum)(REAL a, REAL b)
{
    const REAL hi = a + b;
    const REAL part = hi - a;
    return (FN(dd)){hi, (a - (hi - part)) + (b - part)};
}

NNRT_INLINE FN(dd) FN(product)(REAL a, REAL b)
{
    const REAL hi = a * b;
    return (FN(dd)){hi, LIBM(fma)(a, b, -hi)};
}

/* The product of two double-doubles, relative error about 2^-102 (floats: 2^-44). */
NNRT_INLINE FN(dd) FN(product_dd)(FN(dd) a, FN(dd) b)
{
    const FN(dd) p = FN(product)(a.hi, b.hi);
    return FN(sum_ordered)(p.hi, p.lo + LIBM(fma)(a.hi, b.lo, a.lo * b.hi));
}

/* a/b, correct to about 0.51 ulp; b not 0, not subnormal, its reciprocal neither. */
NNRT_INLINE REAL FN(quotient_dd)(FN(dd) a, FN(dd) b)
{
    const REAL reciprocal = 1 / b.hi;
    const REAL q = a.hi * reciprocal;
    const REAL rest = LIBM(fma)(-q, b.hi, a.hi) + LIBM(fma)(-q, b.lo, a.lo);
    return LIBM(fma)(rest, reciprocal, q);
}

/* Floor division and its remainder, which has the sign of b (Python's // and %). The remainder
   is exact where |a/b| < 2^53 (floats: 2^24), and a = fdiv*b + mod holds up to rounding; b = 0 gives NaN. */
typedef struct FN(floor_division) {
    REAL quotient, remainder;
} FN(floor_division);

NNRT_INLINE FN(floor_division) FN(divide_floor)(REAL a, REAL b)
{
    const REAL guess = LIBM(floor)(a / b);
    const REAL rest = LIBM(fma)(-guess, b, a);
    const bool low = FN(select)(b < 0, -rest, rest) < 0; /* the rounded a/b was one too high */
    const bool high = (LIBM(fabs)(rest) >= LIBM(fabs)(b)) & !low; /* ... or too low */
    const REAL step = FN(select)(low, -1, FN(select)(high, 1, 0));
    FN(floor_division) d = {guess + step, LIBM(fma)(-step, b, rest)};
    const bool endless =
        (LIBM(fabs)(b) > LIMIT(MAX)) & (LIBM(fabs)(a) <= LIMIT(MAX)); /* an infinite divisor */
    const bool opposite = ((a < 0) & (b > 0)) | ((a > 0) & (b < 0));
    d.quotient = FN(select)(endless, FN(select)(opposite, -1, 0), d.quotient);
    d.remainder = FN(select)(endless, FN(select)(opposite, b, a), d.remainder);
    return d;
}

NNRT_INLINE REAL FN(fdiv)(REAL a, REAL b)
{
    return FN(divide_floor)(a, b).quotient;
}

NNRT_INLINE REAL FN(mod)(REAL a, REAL b)
{
    return FN(divide_floor)(a, b).remainder;
}

NNRT_INLINE REAL FN(powi_bit)(REAL power, REAL x, uint32_t size, uint32_t bit)
{
    power *= power;
    return size & bit ? power * x : power;
}

/* Powers below 2^6 without a loop, which would keep the loops around it from being vectorised. */
NNRT_INLINE REAL FN(powi_small)(REAL x, uint32_t size)
{
    REAL power = FN(powi_bit)(1, x, size, 32);
    power = FN(powi_bit)(power, x, size, 16);
    power = FN(powi_bit)(power, x, size, 8);
    power = FN(powi_bit)(power, x, size, 4);
    power = FN(powi_bit)(power, x, size, 2);
    return FN(powi_bit)(power, x, size, 1);
}

/* x^n by squaring along the bits of |n| from the top; 1/x^-n where n < 0, 1 where n = 0. Error up
   to |n| ulp. */
NNRT_INLINE REAL FN(powi)(REAL x, int32_t n)
{
    const uint32_t size = n < 0 ? 0u - (uint32_t)n : (uint32_t)n;
    REAL power = FN(powi_small)(x, size < 64 ? size : size >> 26);
    if (size >= 64)
        for (uint32_t bit = 1u << 25; bit; bit >>= 1)
            power = FN(powi_bit)(power, x, size, bit);
    return n < 0 ? 1 / power : power;
}
