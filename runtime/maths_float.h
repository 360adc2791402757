/* The mathematics of programs in single precision: nnrt_expf and its like, for floats. What cells ask for in each step
   has polynomials of its own (minimax.py) and works in floats; the rest is that of doubles, rounded. Errors are those of
   tests/maths/floats.def, which floats.c beside it measures. */
#ifndef NNRT_MATHS_FLOAT_H
#define NNRT_MATHS_FLOAT_H
#include "runtime/maths_area.h"
#include "runtime/maths_erf.h"
#include "runtime/maths_exp.h"
#include "runtime/maths_factorial.h"
#include "runtime/maths_log.h"
#include "runtime/maths_trig.h"

#define NNRT_FTZ_LIMITF 0x1p-80F /* decaying states below this are 0 */

NNRT_INLINE uint32_t nnrt_bitsf(float x)
{
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    return u;
}

NNRT_INLINE float nnrt_from_bitsf(uint32_t u)
{
    float x;
    memcpy(&x, &u, sizeof x);
    return x;
}

NNRT_INLINE float nnrt_copysignf(float magnitude, float sign)
{
    const uint32_t mask = 0x80000000u;
    return nnrt_from_bitsf((nnrt_bitsf(magnitude) & ~mask) | (nnrt_bitsf(sign) & mask));
}

/* ---- exp and its family: constants as in maths_exp.h ---- */
#define NNRT_LOG2_EF      0x1.715476p+0F
#define NNRT_LN2_HIF      0x1.62e43p-1F
#define NNRT_LN2_LOF      (-0x1.05c61p-29F)
#define NNRT_EXP_SHIFTF   (0x1.8p23F + 254.0F)
#define NNRT_EXP_HIGHF    89.0F     /* e^x overflows above 88.72 */
#define NNRT_EXP_LOWF     (-104.0F) /* and is 0 below -103.97 */
#define NNRT_EXPM1_SCALEF 0x1p-16F
#define NNRT_EXPM1_HIGHF  98.0F
#define NNRT_EXPM1_LOWF   (-40.0F)
#define NNRT_TINYF        0x1p-25F
#define NNRT_TANH_TINYF   0x1p-12F
#define NNRT_EXPREL_NEARF 0.5F

/* For e^r, error 2^-28.3 of it. */
NNRT_INLINE float nnrt_exp_polyf(float r)
{
    float p = 0x1.6a24c4p-10F;
    p = fmaf(p, r, 0x1.1239e8p-7F);
    p = fmaf(p, r, 0x1.5558f0p-5F);
    p = fmaf(p, r, 0x1.555492p-3F);
    return fmaf(p, r, 0x1.fffffcp-2F);
}

/* For e^r - 1, error 2^-32 of that. */
NNRT_INLINE float nnrt_expm1_polyf(float r)
{
    float p = 0x1.a1a0b8p-13F;
    p = fmaf(p, r, 0x1.6d748ep-10F);
    p = fmaf(p, r, 0x1.111090p-7F);
    p = fmaf(p, r, 0x1.5554aep-5F);
    p = fmaf(p, r, 0x1.555556p-3F);
    return fmaf(p, r, 0.5F);
}

/* (e^x - 1)/x for |x| <= NNRT_EXPREL_NEARF. */
NNRT_INLINE float nnrt_exprel_nearf(float x)
{
    const float x2 = x * x;
    const float p0 = fmaf(0x1.555380p-5F, x, 0x1.555556p-3F);
    const float p2 = fmaf(0x1.6e88eap-10F, x, 0x1.110f58p-7F);
    const float p = fmaf(fmaf(0x1.a2ff5ep-13F, x2, p2), x2, p0);
    return 1 + fmaf(p, x2, 0.5F * x);
}

/* ---- logarithms: constants as in maths_log.h ---- */
#define NNRT_LN2_HEADF       0x1.62e4p-1F /* 15 bits: k times it is exact */
#define NNRT_LN2_TAILF       0x1.7f7d1cp-20F
#define NNRT_LOG_GROWF       0x1p25F
#define NNRT_LOG_GROWNF      25.0F
#define NNRT_LOG_WHOLEF      0x1p23F
#define NNRT_LOG_BIASF       256.0F
#define NNRT_ROOT_HALF_BITSF 0x3f3504f3u

NNRT_INLINE float nnrt_log_polyf(float z)
{
    float p = 0x1.e2f7d0p-3F;
    p = fmaf(p, z, 0x1.2438cep-2F);
    p = fmaf(p, z, 0x1.999a7ap-2F);
    return fmaf(p, z, 0x1.555554p-1F);
}

#include "runtime/maths_as_float.h"

#include "runtime/maths_any.h"
#include "runtime/maths_any_exp.h"
#include "runtime/maths_any_log.h"
#include "runtime/maths_as_none.h"

/* ---- those of doubles, rounded ---- */
#define NNRT_ROUNDED(name)                                                                         \
    NNRT_INLINE float nnrt_##name##f(float x)                                                      \
    {                                                                                              \
        return (float)nnrt_##name((double)x);                                                      \
    }
NNRT_ROUNDED(exprel1)
NNRT_ROUNDED(sinh)
NNRT_ROUNDED(cosh)
NNRT_ROUNDED(log10)
NNRT_ROUNDED(sin)
NNRT_ROUNDED(cos)
NNRT_ROUNDED(tan)
NNRT_ROUNDED(asin)
NNRT_ROUNDED(acos)
NNRT_ROUNDED(atan)
NNRT_ROUNDED(asinh)
NNRT_ROUNDED(acosh)
NNRT_ROUNDED(atanh)
NNRT_ROUNDED(erf)
NNRT_ROUNDED(factorial)
#undef NNRT_ROUNDED

NNRT_INLINE float nnrt_powf(float x, float y)
{
    return (float)nnrt_pow((double)x, (double)y);
}
#endif
