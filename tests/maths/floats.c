/* Errors of the functions of runtime/maths_float.h against those of doubles, which are good to 2^-29 ulp of a float.
   floats [STRIDE [NAME]]: over each STRIDE-th of the 2^32 floats; 1 tries all. */
#include "runtime/maths.h"

#include <stdio.h>
#include <stdlib.h>

enum { STRIDE = 40009 };

typedef struct FloatRow {
    const char *name;
    float (*ours)(float x);
    double (*reference)(double x);
    double limit; /* ulp */
} FloatRow;

static const FloatRow rows[] = {
#define FLOAT(name, from, to, loop, limit) {#name, nnrt_##name##f, nnrt_##name, limit},
#include "tests/maths/floats.def"
#undef FLOAT
};

/* |got - want| in units in the last place of `want` as a float; infinite where one of them is no finite number and the
   other is. */
static double ulp_error(float got, double want)
{
    const float rounded = (float)want;
    if (isnan(rounded) || isinf(rounded) || isnan(got) || isinf(got))
        return got == rounded || (isnan(rounded) && isnan(got)) ? 0.0 : HUGE_VAL;
    int exponent;
    (void)frexp(want, &exponent);
    if (exponent < FLT_MIN_EXP)
        exponent = FLT_MIN_EXP;
    return fabs(ldexp((double)got - want, FLT_MANT_DIG - exponent));
}

/* Below this decaying states become 0, in floats alone. */
static bool is_flushed(const FloatRow *row, float x)
{
    return row->ours == nnrt_ftzf && fabsf(x) < NNRT_FTZ_LIMITF && nnrt_ftzf(x) == 0.0F;
}

static bool try_function(const FloatRow *row, uint64_t stride)
{
    double largest = 0.0;
    float at = 0.0F;
    for (uint64_t bits = 0; bits <= UINT32_MAX; bits += stride) {
        const float x = nnrt_from_bitsf((uint32_t)bits);
        const double error =
            is_flushed(row, x) ? 0.0 : ulp_error(row->ours(x), row->reference((double)x));
        if (error > largest) {
            largest = error;
            at = x;
        }
    }
    printf("%-10s %.4f ulp\n", row->name, largest);
    if (largest < row->limit)
        return true;
    fprintf(stderr, "%s: error %.4g ulp at %a, where it is %a; at most %g are promised\n",
            row->name, largest, (double)at, (double)row->ours(at), row->limit);
    return false;
}

int main(int argc, char **argv)
{
    const uint64_t stride = argc > 1 ? strtoull(argv[1], NULL, 10) : STRIDE;
    bool ok = stride > 0;
    for (size_t i = 0; stride && i < sizeof rows / sizeof *rows; i++)
        if (argc < 3 || !strcmp(rows[i].name, argv[2]))
            ok &= try_function(&rows[i], stride);
    return !ok;
}
