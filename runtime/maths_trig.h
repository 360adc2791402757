/* sin, cos, tan and their inverses. Angles are reduced by x = q pi/2 + r, |r| <= pi/4 (up to
   rounding of q):
   - |x| < 2^30: q = rint(x 2/pi), pi/2 in three parts; branch-free, these are the *_near functions;
   - beyond: integer product with 2/pi in 1,408 bits (Payne and Hanek), one angle at a time.
     nnrt_sin and its like choose, so loops over them do not vectorize; loops over the *_near
     functions do. Polynomials: minimax.py. */
#ifndef NNRT_MATHS_TRIG_H
#define NNRT_MATHS_TRIG_H
#include "runtime/maths_base.h"

#define NNRT_TRIG_NEAR 0x1p30
#define NNRT_PIO2_1    0x1.921fb54442d18p+0
#define NNRT_PIO2_2    0x1.1a62633145c07p-54
#define NNRT_PIO2_3    (-0x1.f1976b7ed8fbcp-110)

/* x = quadrant pi/2 + r modulo 2 pi; only the two low bits of the quadrant count. */
typedef struct nnrt_angle {
    uint64_t quadrant;
    nnrt_dd r;
} nnrt_angle;

NNRT_INLINE nnrt_angle nnrt_angle_near(double x)
{
    const double shifted = fma(x, 0x1.45f306dc9c883p-1, 0x1.8p52);
    const double q = shifted - 0x1.8p52;
    const double r1 = fma(-q, NNRT_PIO2_1, x); /* exact */
    const nnrt_dd p = nnrt_product(-q, NNRT_PIO2_2);
    const nnrt_dd r2 = nnrt_sum(r1, p.hi);
    return (nnrt_angle){nnrt_bits(shifted),
                        nnrt_sum_ordered(r2.hi, fma(-q, NNRT_PIO2_3, r2.lo + p.lo))};
}

#define NNRT_TWO_OVER_PI_WORDS 44

/* 32 bits of 2/pi; bit 0 is the one of weight 1/2, bits before it are 0. */
static inline uint64_t nnrt_two_over_pi(int from_bit)
{
    static const uint32_t words[NNRT_TWO_OVER_PI_WORDS] = {
        0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab,
        0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e,
        0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b,
        0xbdf9283b, 0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7,
        0x4f463f66, 0x9e5fea2d, 0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1,
        0x1f8d5d08, 0x56033046, 0xfc7b6bab, 0xf0cfbc20, 0x9af4361d, 0xa9e39161, 0x5ee61b08,
        0x6599855f, 0x14a06840};
    const int word = (from_bit + 64) / 32 - 2; /* floor(from_bit/32), from_bit >= -64 */
    const int shift = from_bit - 32 * word;
    const uint64_t first = word < 0 ? 0 : words[word];
    const uint64_t second = word < -1 ? 0 : words[word + 1];
    return ((first << 32 | second) << shift) >> 32;
}

enum {
    NNRT_FAR_WORDS = 6
}; /* of the product: 2 bits quadrant, 62 for cancellation, 128 of the angle */

/* Takes 192 bits of fraction, in units of a quarter turn, as double-double. */
static inline nnrt_dd nnrt_words_sum(const uint32_t *fraction)
{
    nnrt_dd sum = {0.0, 0.0};
    double weight = 0x1p-32;
    for (int k = 0; k < NNRT_FAR_WORDS; k++) {
        const nnrt_dd step = nnrt_sum_ordered(sum.hi, fraction[k] * weight);
        sum = nnrt_sum_ordered(step.hi, step.lo + sum.lo);
        weight *= 0x1p-32;
    }
    return sum;
}

/* x finite, |x| >= 2^30; NaN and infinities give NaN. */
static inline nnrt_angle nnrt_angle_far(double x)
{
    if (!(fabs(x) <= DBL_MAX))
        return (nnrt_angle){0, {(double)NAN, (double)NAN}};
    const uint64_t bits = nnrt_bits(x) & ~NNRT_SIGN_BIT;
    const uint64_t mantissa = (bits & 0x000fffffffffffffu) | 0x0010000000000000u;
    const int exponent = (int)(bits >> 52) - 1075; /* |x| = mantissa 2^exponent */
    uint32_t product[NNRT_FAR_WORDS]; /* mantissa times the window, modulo 2^192, high word first */
    uint64_t carry_low = 0, carry_high = 0; /* of the products with both halves of the mantissa */
    const uint64_t low = mantissa & 0xffffffffu, high = mantissa >> 32;
    uint64_t above = 0; /* the word before, times `high` */
    for (int k = NNRT_FAR_WORDS - 1; k >= 0; k--) {
        const uint64_t window = nnrt_two_over_pi(exponent - 2 + 32 * k);
        carry_low += window * low;
        carry_high += above;
        const uint64_t sum = (carry_low & 0xffffffffu) + (carry_high & 0xffffffffu);
        product[k] = (uint32_t)sum;
        carry_low = (carry_low >> 32) + (sum >> 32);
        carry_high >>= 32;
        above = window * high;
    }
    uint64_t quadrant = product[0] >> 30;
    for (int k = 0; k < NNRT_FAR_WORDS; k++)
        product[k] = product[k] << 2 | (k + 1 < NNRT_FAR_WORDS ? product[k + 1] >> 30 : 0);
    const bool over_half = product[0] >> 31; /* then the next quadrant is nearer */
    for (int k = 0; over_half && k < NNRT_FAR_WORDS; k++)
        product[k] = ~product[k];
    quadrant += over_half;
    const nnrt_dd turned =
        nnrt_product_dd(nnrt_words_sum(product), (nnrt_dd){NNRT_PIO2_1, NNRT_PIO2_2});
    const bool flip = over_half != (x < 0.0);
    return (nnrt_angle){x < 0.0 ? 0 - quadrant : quadrant,
                        {flip ? -turned.hi : turned.hi, flip ? -turned.lo : turned.lo}};
}

static inline nnrt_angle nnrt_angle_of(double x)
{
    return fabs(x) < NNRT_TRIG_NEAR ? nnrt_angle_near(x) : nnrt_angle_far(x);
}

/* sin(r) and cos(r) as unevaluated sums, |r| <= pi/4. */
NNRT_INLINE nnrt_dd nnrt_sin_kernel(nnrt_dd r)
{
    const double z = r.hi * r.hi;
    double p = 0x1.5d92ff9d9cba8p-33;
    p = fma(p, z, -0x1.ae5e6637be0e0p-26);
    p = fma(p, z, 0x1.71de3577b6ab3p-19);
    p = fma(p, z, -0x1.a01a019c119fcp-13);
    p = fma(p, z, 0x1.111111110f87bp-7);
    p = fma(p, z, -0x1.5555555555549p-3);
    return nnrt_sum_ordered(r.hi, fma(r.hi * z, p, fma(-0.5 * z, r.lo, r.lo)));
}

NNRT_INLINE nnrt_dd nnrt_cos_kernel(nnrt_dd r)
{
    const nnrt_dd z = nnrt_product(r.hi, r.hi);
    double p = -0x1.8fae997323187p-37;
    p = fma(p, z.hi, 0x1.1ee9ebe3c4a7bp-29);
    p = fma(p, z.hi, -0x1.27e4f809e9bcbp-22);
    p = fma(p, z.hi, 0x1.a01a019cb1b6cp-16);
    p = fma(p, z.hi, -0x1.6c16c16c1517ep-10);
    p = fma(p, z.hi, 0x1.555555555554cp-5);
    const nnrt_dd first = nnrt_sum_ordered(1.0, -0.5 * z.hi);
    const double low = fma(-r.hi, r.lo, fma(-0.5, z.lo, first.lo));
    return nnrt_sum_ordered(first.hi, fma(z.hi * z.hi, p, low));
}

/* sin of an angle, cos being sin of the next quadrant. */
NNRT_INLINE double nnrt_sin_of(nnrt_angle a)
{
    const double size =
        nnrt_select(a.quadrant & 1, nnrt_cos_kernel(a.r).hi, nnrt_sin_kernel(a.r).hi);
    return nnrt_from_bits(nnrt_bits(size) ^ (a.quadrant >> 1) << 63);
}

NNRT_INLINE double nnrt_cos_of(nnrt_angle a)
{
    return nnrt_sin_of((nnrt_angle){a.quadrant + 1, a.r});
}

NNRT_INLINE double nnrt_tan_of(nnrt_angle a)
{
    const nnrt_dd s = nnrt_sin_kernel(a.r), c = nnrt_cos_kernel(a.r);
    const bool odd = a.quadrant & 1;
    const nnrt_dd top = {nnrt_select(odd, -c.hi, s.hi), nnrt_select(odd, -c.lo, s.lo)};
    const nnrt_dd bottom = {nnrt_select(odd, s.hi, c.hi), nnrt_select(odd, s.lo, c.lo)};
    return nnrt_quotient_dd(top, bottom);
}

/* For |x| < 2^30; errors sin, cos < 0.8 ulp, tan < 0.9 ulp. Below 2^-27 sin and tan are x. */
NNRT_INLINE double nnrt_sin_near(double x)
{
    return nnrt_select(fabs(x) < 0x1p-27, x, nnrt_sin_of(nnrt_angle_near(x)));
}

NNRT_INLINE double nnrt_cos_near(double x)
{
    return nnrt_cos_of(nnrt_angle_near(x));
}

NNRT_INLINE double nnrt_tan_near(double x)
{
    return nnrt_select(fabs(x) < 0x1p-27, x, nnrt_tan_of(nnrt_angle_near(x)));
}

/* For any x, same errors; NaN at infinities. */
static inline double nnrt_sin(double x)
{
    return fabs(x) < 0x1p-27 ? x : nnrt_sin_of(nnrt_angle_of(x));
}

static inline double nnrt_cos(double x)
{
    return nnrt_cos_of(nnrt_angle_of(x));
}

static inline double nnrt_tan(double x)
{
    return fabs(x) < 0x1p-27 ? x : nnrt_tan_of(nnrt_angle_of(x));
}

/* atan x; error < 0.8 ulp. |x| above tan(3 pi/8): pi/2 + atan(-1/x); above tan(pi/8): pi/4 +
   atan((x - 1)/(x + 1)). */
NNRT_INLINE double nnrt_atan(double x)
{
    const double size = fabs(x);
    const bool large = size > 0x1.3504f333f9de6p+1, middle = !large & (size > 0x1.a827999fcef32p-2);
    const double base =
        nnrt_select(large, NNRT_PIO2_1, nnrt_select(middle, 0.5 * NNRT_PIO2_1, 0.0));
    const double base_lo =
        nnrt_select(large, NNRT_PIO2_2, nnrt_select(middle, 0.5 * NNRT_PIO2_2, 0.0));
    const double top = nnrt_select(large, -1.0, nnrt_select(middle, size - 1.0, size));
    const nnrt_dd sum = nnrt_sum(size, 1.0);
    const double bottom = nnrt_select(large, size, nnrt_select(middle, sum.hi, 1.0));
    const double top_lo = nnrt_select(middle, nnrt_sum(size, -1.0).lo, 0.0);
    const double bottom_lo = nnrt_select(middle, sum.lo, 0.0);
    const double t = top / bottom;
    const double rest = (fma(-t, bottom, top) + fma(-t, bottom_lo, top_lo)) / bottom;
    const double t_lo = nnrt_select(size <= 0x1p60, rest, 0.0);
    const double z = t * t;
    double p = -0x1.25977122c00fep-6;
    p = fma(p, z, 0x1.37eaa93b1c78ep-5);
    p = fma(p, z, -0x1.9cdb2a0f0ceeap-5);
    p = fma(p, z, 0x1.df113141e0d46p-5);
    p = fma(p, z, -0x1.10ebda05d5b36p-4);
    p = fma(p, z, 0x1.3b111c1692037p-4);
    p = fma(p, z, -0x1.745cf906e47f4p-4);
    p = fma(p, z, 0x1.c71c70e77e582p-4);
    p = fma(p, z, -0x1.24924922b0c8cp-3);
    p = fma(p, z, 0x1.99999999958dep-3);
    p = fma(p, z, -0x1.555555555553dp-2);
    const nnrt_dd first = nnrt_sum_ordered(base, t);
    const double y = first.hi + (first.lo + (base_lo + fma(t * z, p, t_lo)));
    return nnrt_select(size < 0x1p-27, x, nnrt_copysign(y, x));
}

/* Of asin and acos: s + s_lo with |asin| = s, where |x| <= 1/2, else asin = pi/2 - 2s; s in hi,
   the rest in lo. */
NNRT_INLINE nnrt_dd nnrt_asin_kernel(double x)
{
    const double size = fabs(x);
    const bool far = size > 0.5;
    const double half = fma(-0.5, size, 0.5); /* exact where it is used */
    const double root = sqrt(half);
    const double s = nnrt_select(far, root, size);
    const double s_lo = nnrt_select(far, fma(-root, root, half) / (2.0 * root + DBL_MIN), 0.0);
    const double z = nnrt_select(far, half, size * size);
    double p = 0x1.0bcb3bc585ddbp-5;
    p = fma(p, z, -0x1.59a8671025bb2p-6);
    p = fma(p, z, 0x1.64cc8d491b89ep-6);
    p = fma(p, z, 0x1.e2050733b34cap-9);
    p = fma(p, z, 0x1.617fe8bf34003p-7);
    p = fma(p, z, 0x1.7579671e12ba2p-7);
    p = fma(p, z, 0x1.ca210d039103dp-7);
    p = fma(p, z, 0x1.1c49e030fdfefp-6);
    p = fma(p, z, 0x1.6e8bdfc959855p-6);
    p = fma(p, z, 0x1.f1c71a8c92ceep-6);
    p = fma(p, z, 0x1.6db6db7229112p-5);
    p = fma(p, z, 0x1.333333332df42p-4);
    p = fma(p, z, 0x1.5555555555578p-3);
    return (nnrt_dd){s, fma(s * z, p, s_lo)};
}

/* asin x; error < 0.8 ulp; NaN where |x| > 1. */
NNRT_INLINE double nnrt_asin(double x)
{
    const nnrt_dd s = nnrt_asin_kernel(x);
    const nnrt_dd far = nnrt_sum_ordered(NNRT_PIO2_1, -2.0 * s.hi);
    const double y =
        nnrt_select(fabs(x) > 0.5, far.hi + (far.lo + fma(-2.0, s.lo, NNRT_PIO2_2)), s.hi + s.lo);
    return nnrt_select(fabs(x) < 0x1p-27, x, nnrt_copysign(y, x));
}

/* acos x; error < 0.8 ulp; NaN where |x| > 1. */
NNRT_INLINE double nnrt_acos(double x)
{
    const nnrt_dd s = nnrt_asin_kernel(x);
    const double side = nnrt_copysign(1.0, x);
    const nnrt_dd middle = nnrt_sum_ordered(NNRT_PIO2_1, -side * s.hi);
    const nnrt_dd left = nnrt_sum_ordered(2.0 * NNRT_PIO2_1, -2.0 * s.hi);
    const double near = middle.hi + (middle.lo + fma(-side, s.lo, NNRT_PIO2_2));
    const double minus = left.hi + (left.lo + fma(-2.0, s.lo, 2.0 * NNRT_PIO2_2));
    const double far = nnrt_select(x > 0.0, 2.0 * (s.hi + s.lo), minus);
    return nnrt_select(fabs(x) > 0.5, far, near);
}
#endif
