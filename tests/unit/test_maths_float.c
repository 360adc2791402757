/* The mathematics of floats: special values, and functions of two arguments. Errors: tests/maths/floats.c. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

/* Floats are compared as the doubles that they are. */
#define CHECK_FLOAT(got, want)                                                                     \
    check_same(check, (double)(got), (double)(want), #got, __FILE__, __LINE__)

static void test_edges(Check *check)
{
    const float inf = (float)INFINITY, nan = (float)NAN;
    CHECK_FLOAT(nnrt_expf(-0.0F), 1.0F);
    CHECK_FLOAT(nnrt_expf(inf), inf);
    CHECK_FLOAT(nnrt_expf(-inf), 0.0F);
    CHECK_FLOAT(nnrt_expf(nan), nan);
    CHECK_FLOAT(nnrt_expf(0x1.62e42ep+6F),
                0x1.ffff08p+127F);               /* the last that does not overflow ... */
    CHECK_FLOAT(nnrt_expf(0x1.62e430p+6F), inf); /* ... the first that does */
    CHECK_FLOAT(nnrt_expf(-103.0F), FLT_TRUE_MIN);
    CHECK_FLOAT(nnrt_expf(-104.5F), 0.0F);
    CHECK_FLOAT(nnrt_expm1f(-0.0F), -0.0F);
    CHECK_FLOAT(nnrt_expm1f(FLT_TRUE_MIN), FLT_TRUE_MIN);
    CHECK_FLOAT(nnrt_expm1f(-inf), -1.0F);
    CHECK_FLOAT(nnrt_expm1f(inf), inf);
    CHECK_FLOAT(nnrt_exprelf(0.0F), 1.0F);
    CHECK_FLOAT(nnrt_exprelf(-FLT_MAX), 1.0F / FLT_MAX);
    CHECK_FLOAT(nnrt_exprelf(-inf), 0.0F);
    CHECK_FLOAT(nnrt_exprelf(inf), inf);
    CHECK_FLOAT(nnrt_exprelf(nan), nan);
    CHECK_FLOAT(nnrt_tanhf(-inf), -1.0F);
    CHECK_FLOAT(nnrt_logf(0.0F), -inf);
    CHECK_FLOAT(nnrt_logf(-1.0F), nan);
    CHECK_FLOAT(nnrt_logf(inf), inf);
    CHECK_FLOAT(nnrt_logf(FLT_TRUE_MIN), -0x1.9d1da0p+6F);
    CHECK_FLOAT(nnrt_log1pf(-1.0F), -inf);
    CHECK_FLOAT(nnrt_log1pf(-0.0F), -0.0F);
}

static void test_two_arguments(Check *check)
{
    CHECK_FLOAT(nnrt_powf(2.0F, 0.5F), 0x1.6a09e6p+0F);
    CHECK_FLOAT(nnrt_powf(-2.0F, 3.0F), -8.0F);
    CHECK_FLOAT(nnrt_powf(1e30F, 2.0F), (float)INFINITY);
    CHECK_FLOAT(nnrt_powif(3.0F, 4), 81.0F);
    CHECK_FLOAT(nnrt_powif(2.0F, -100), 0x1p-100F);
    CHECK_FLOAT(nnrt_modf(-1.0F, 3.0F), 2.0F);
    CHECK_FLOAT(nnrt_fdivf(-1.0F, 3.0F), -1.0F);
    CHECK_FLOAT(nnrt_modf(1.0F, 0.0F), (float)NAN);
    CHECK_FLOAT(nnrt_minf((float)NAN, 2.0F), (float)NAN);
    CHECK_FLOAT(nnrt_maxf(1.0F, 2.0F), 2.0F);
    CHECK_FLOAT(nnrt_clampf(5.0F, -1.0F, 1.0F), 1.0F);
    CHECK_FLOAT(nnrt_roundf(-2.5F), -3.0F);
    CHECK_FLOAT(nnrt_roundf(0x1.fffffep-2F), 0.0F);
    CHECK_FLOAT(nnrt_ftzf(0x1p-81F), 0.0F);
    CHECK_FLOAT(nnrt_ftzf(-0x1p-79F), -0x1p-79F);
}

int main(void)
{
    Check check[1] = {{0}};
    test_edges(check);
    test_two_arguments(check);
    return check_report(check);
}
