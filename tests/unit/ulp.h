/* Errors of double functions in units in the last place, against the 64-bit significands of long
   double: sweeps over ranges with many random arguments. The reference is good to about 0.001
   ulp of a double. */
#ifndef NN_TESTS_ULP_H
#define NN_TESTS_ULP_H
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/check.h"

_Static_assert(LDBL_MANT_DIG >= 64,
               "the references need a long double of more precision than double");

typedef double UlpFunction(double x);
typedef long double UlpReference(long double x);

typedef enum UlpSpacing {
    ULP_EVEN,   /* uniform in [from, to] */
    ULP_LOG,    /* |x| log-uniform in [from, to], both signs */
    ULP_LOG_UP, /* log-uniform, positive */
    ULP_ANY     /* any bits; from and to are not read */
} UlpSpacing;

typedef struct UlpRange {
    UlpSpacing spacing;
    double from, to;
} UlpRange;

/* One random stream per sweep (splitmix64). */
static inline uint64_t ulp_random_bits(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static inline double ulp_random(uint64_t *state, double from, double to)
{
    return from + (to - from) * ((double)(ulp_random_bits(state) >> 11) * 0x1p-53);
}

static inline double ulp_argument(uint64_t *state, UlpRange range)
{
    if (range.spacing == ULP_EVEN)
        return ulp_random(state, range.from, range.to);
    double x;
    const uint64_t bits = ulp_random_bits(state);
    if (range.spacing == ULP_ANY) {
        memcpy(&x, &bits, sizeof x);
        return x;
    }
    x = exp2(ulp_random(state, log2(range.from), log2(range.to)));
    return range.spacing == ULP_LOG && bits & 1 ? -x : x;
}

/* |got - want| in units in the last place of `want`; infinite where one is not a number or
   overflows and the other does not. */
static inline double ulp_error(double got, long double want)
{
    const double rounded = (double)want;
    if (isnan(rounded) || isinf(rounded) || isnan(got) || isinf(got))
        return got == rounded || (isnan(rounded) && isnan(got)) ? 0.0 : HUGE_VAL;
    int exponent;
    (void)frexpl(want, &exponent);
    if (exponent < DBL_MIN_EXP)
        exponent = DBL_MIN_EXP;
    return (double)fabsl(ldexpl((long double)got - want, DBL_MANT_DIG - exponent));
}

/* The largest error over `count` arguments stays under `limit`. */
static inline void check_sweep(Check *check, const char *name, UlpFunction *ours,
                               UlpReference *reference, UlpRange range, double limit,
                               unsigned count)
{
    uint64_t state = 1;
    double largest = 0.0, at = 0.0;
    for (unsigned n = 0; n < count; n++) {
        const double x = ulp_argument(&state, range);
        const double error = ulp_error(ours(x), reference((long double)x));
        if (error > largest) {
            largest = error;
            at = x;
        }
    }
    if (!check_count(check, largest < limit, __FILE__, __LINE__))
        fprintf(stderr,
                "%s: error %.4g ulp at %.17g (%a), where it is %.17g; at most %g are promised\n",
                name, largest, at, at, ours(at), limit);
}

/* Equal values; zeros of one sign; NaN equals NaN. */
static inline void check_same(Check *check, double got, double want, const char *text,
                              const char *file, int line)
{
    const bool same = isnan(want) ? isnan(got) : got == want && !signbit(got) == !signbit(want);
    if (!check_count(check, same, file, line))
        fprintf(stderr, "%s is %.17g, expected %.17g\n", text, got, want);
}
#define CHECK_SAME(got, want) check_same(check, (got), (want), #got, __FILE__, __LINE__)
/* A function, its limit and the ranges that it is tried over. */
typedef struct UlpRow {
    const char *name;
    UlpFunction *ours;
    UlpReference *reference;
    double limit;
    UlpRange ranges[5]; /* ends before the first that is all 0: {ULP_EVEN, 0, 0} */
} UlpRow;

static inline void check_sweeps(Check *check, const UlpRow *rows, size_t n, unsigned count)
{
    for (size_t k = 0; k < n; k++)
        for (int r = 0; r < 5; r++) {
            const UlpRange range = rows[k].ranges[r];
            if (range.spacing == ULP_EVEN && range.from == range.to)
                break;
            check_sweep(check, rows[k].name, rows[k].ours, rows[k].reference, range, rows[k].limit,
                        count);
        }
}
#endif
