/* Ground of the mathematics of nnrt: bits, double-double sums and quotients, and the functions that
   are selects. Everything is branch-free, free of tables and written with explicit fma, so that a
   loop over it vectorizes and gives the same bits on every CPU and at every vector width. Compile
   with -ffp-contract=off; -fno-math-errno and -fno-trapping-math, which change no value, let gcc
   vectorize all of it (without them: exp always, the rest in part). Of libm only sqrt, fabs, floor,
   rint and fma are used, which IEEE 754 defines to the bit. */
#ifndef NNRT_MATHS_BASE_H
#define NNRT_MATHS_BASE_H
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A call that is not inlined keeps the loop around it scalar. Sources with such loops define
   NNRT_LOOPS before they include anything of nnrt; pointers to the functions may then fail to
   compile. */
#if defined(NNRT_LOOPS) && defined(__GNUC__)
#define NNRT_INLINE static inline __attribute__((always_inline))
#else
#define NNRT_INLINE static inline
#endif

#define NNRT_PI        0x1.921fb54442d18p+1
#define NNRT_SIGN_BIT  0x8000000000000000u
#define NNRT_FTZ_LIMIT 0x1p-500 /* decaying states below this are 0 */

NNRT_INLINE uint64_t nnrt_bits(double x)
{
    uint64_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

NNRT_INLINE double nnrt_from_bits(uint64_t u)
{
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* Both values are evaluated; the condition chooses. */
NNRT_INLINE double nnrt_select(bool condition, double if_true, double if_false)
{
    return condition ? if_true : if_false;
}

/* |magnitude| with the sign of `sign`. */
NNRT_INLINE double nnrt_copysign(double magnitude, double sign)
{
    return nnrt_from_bits((nnrt_bits(magnitude) & ~NNRT_SIGN_BIT) |
                          (nnrt_bits(sign) & NNRT_SIGN_BIT));
}

/* The second is returned where the arguments are equal or one is NaN. */
NNRT_INLINE double nnrt_min(double a, double b)
{
    return b < a ? b : a;
}

NNRT_INLINE double nnrt_max(double a, double b)
{
    return a < b ? b : a;
}

/* x, or the bound that it passes. Comparisons are false for NaN, which therefore passes. */
NNRT_INLINE double nnrt_clamp(double x, double low, double high)
{
    const double bounded = x > high ? high : x;
    return bounded < low ? low : bounded;
}

/* 0 where |x| < 2^-500: keeps decaying states out of the slow subnormal range. */
NNRT_INLINE double nnrt_ftz(double x)
{
    return fabs(x) < NNRT_FTZ_LIMIT ? 0.0 : x;
}

/* 1 from 0 on, else 0; NaN stays. */
NNRT_INLINE double nnrt_heaviside(double x)
{
    return nnrt_select(x < 0.0, 0.0, nnrt_select(x >= 0.0, 1.0, x));
}

/* 1, -1, or x itself where it is 0 or NaN. */
NNRT_INLINE double nnrt_sign(double x)
{
    return nnrt_select(x > 0.0, 1.0, nnrt_select(x < 0.0, -1.0, x));
}

/* Nearest integer, halves away from 0; exact. */
NNRT_INLINE double nnrt_round(double x)
{
    const double size = fabs(x);
    const double whole = floor(size);
    return nnrt_copysign(whole + nnrt_select(size - whole >= 0.5, 1.0, 0.0), x);
}

/* A sum or product of two doubles without its rounding error: hi is the rounded value, hi + lo
   the exact one. */
typedef struct nnrt_dd {
    double hi, lo;
} nnrt_dd;

/* a + b where |a| >= |b| or a = 0 (Dekker). */
NNRT_INLINE nnrt_dd nnrt_sum_ordered(double a, double b)
{
    const double hi = a + b;
    return (nnrt_dd){hi, b - (hi - a)};
}

/* a + b in any order (Knuth). */
NNRT_INLINE nnrt_dd nnrt_sum(double a, double b)
{
    const double hi = a + b;
    const double part = hi - a;
    return (nnrt_dd){hi, (a - (hi - part)) + (b - part)};
}

NNRT_INLINE nnrt_dd nnrt_product(double a, double b)
{
    const double hi = a * b;
    return (nnrt_dd){hi, fma(a, b, -hi)};
}

/* The product of two double-doubles, relative error about 2^-102. */
NNRT_INLINE nnrt_dd nnrt_product_dd(nnrt_dd a, nnrt_dd b)
{
    const nnrt_dd p = nnrt_product(a.hi, b.hi);
    return nnrt_sum_ordered(p.hi, p.lo + fma(a.hi, b.lo, a.lo * b.hi));
}

/* a/b, correct to about 0.51 ulp; b not 0, not subnormal, its reciprocal neither. */
NNRT_INLINE double nnrt_quotient_dd(nnrt_dd a, nnrt_dd b)
{
    const double reciprocal = 1.0 / b.hi;
    const double q = a.hi * reciprocal;
    const double rest = fma(-q, b.hi, a.hi) + fma(-q, b.lo, a.lo);
    return fma(rest, reciprocal, q);
}

/* Floor division and its remainder, which has the sign of b (Python's // and %). The remainder
   is exact where |a/b| < 2^53, and a = fdiv*b + mod holds up to rounding; b = 0 gives NaN. */
typedef struct nnrt_floor_division {
    double quotient, remainder;
} nnrt_floor_division;

NNRT_INLINE nnrt_floor_division nnrt_divide_floor(double a, double b)
{
    const double guess = floor(a / b);
    const double rest = fma(-guess, b, a);
    const bool low = nnrt_select(b < 0.0, -rest, rest) < 0.0; /* the rounded a/b was one too high */
    const bool high = (fabs(rest) >= fabs(b)) & !low;         /* ... or too low */
    const double step = nnrt_select(low, -1.0, nnrt_select(high, 1.0, 0.0));
    nnrt_floor_division d = {guess + step, fma(-step, b, rest)};
    const bool endless = (fabs(b) > DBL_MAX) & (fabs(a) <= DBL_MAX); /* an infinite divisor */
    const bool opposite = ((a < 0.0) & (b > 0.0)) | ((a > 0.0) & (b < 0.0));
    d.quotient = nnrt_select(endless, nnrt_select(opposite, -1.0, 0.0), d.quotient);
    d.remainder = nnrt_select(endless, nnrt_select(opposite, b, a), d.remainder);
    return d;
}

NNRT_INLINE double nnrt_fdiv(double a, double b)
{
    return nnrt_divide_floor(a, b).quotient;
}

NNRT_INLINE double nnrt_mod(double a, double b)
{
    return nnrt_divide_floor(a, b).remainder;
}

NNRT_INLINE double nnrt_powi_bit(double power, double x, uint32_t size, uint32_t bit)
{
    power *= power;
    return size & bit ? power * x : power;
}

/* Powers below 2^6 without a loop, which would keep the loops around it from being vectorised. */
NNRT_INLINE double nnrt_powi_small(double x, uint32_t size)
{
    double power = nnrt_powi_bit(1.0, x, size, 32);
    power = nnrt_powi_bit(power, x, size, 16);
    power = nnrt_powi_bit(power, x, size, 8);
    power = nnrt_powi_bit(power, x, size, 4);
    power = nnrt_powi_bit(power, x, size, 2);
    return nnrt_powi_bit(power, x, size, 1);
}

/* x^n by squaring along the bits of |n| from the top; 1/x^-n where n < 0, 1 where n = 0. Error up
   to |n| ulp. */
NNRT_INLINE double nnrt_powi(double x, int32_t n)
{
    const uint32_t size = n < 0 ? 0u - (uint32_t)n : (uint32_t)n;
    double power = nnrt_powi_small(x, size < 64 ? size : size >> 26);
    if (size >= 64)
        for (uint32_t bit = 1u << 25; bit; bit >>= 1)
            power = nnrt_powi_bit(power, x, size, bit);
    return n < 0 ? 1.0 / power : power;
}
#endif
