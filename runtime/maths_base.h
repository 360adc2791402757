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

/* |magnitude| with the sign of `sign`. */
NNRT_INLINE double nnrt_copysign(double magnitude, double sign)
{
    return nnrt_from_bits((nnrt_bits(magnitude) & ~NNRT_SIGN_BIT) |
                          (nnrt_bits(sign) & NNRT_SIGN_BIT));
}

#include "runtime/maths_as_double.h"

#include "runtime/maths_any.h"
#include "runtime/maths_as_none.h"
#endif
