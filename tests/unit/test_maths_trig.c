/* sin, cos, tan and inverses: errors against long double, huge angles against known values. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

enum { COUNT = 300000 };

#define ANGLES                                                                                     \
    {                                                                                              \
        {ULP_EVEN, -100, 100}, {ULP_LOG, 1e-320, 1}, {ULP_EVEN, -1.1e9, 1.1e9},                    \
            {ULP_LOG, 1e9, 1e308}, {ULP_EVEN, -0.8, 0.8},                                          \
    }

static void test_errors(Check *check)
{
    static const UlpRow rows[] = {
        {"sin", nnrt_sin, sinl, 0.8, ANGLES},
        {"cos", nnrt_cos, cosl, 0.8, ANGLES},
        {"tan", nnrt_tan, tanl, 0.9, ANGLES},
        {"asin",
         nnrt_asin,
         asinl,
         0.8,
         {{ULP_EVEN, -1, 1},
          {ULP_EVEN, 0.49, 0.51},
          {ULP_LOG, 1e-320, 1},
          {ULP_EVEN, -1, -0.9999},
          {ULP_ANY, 0, 0}}},
        {"acos",
         nnrt_acos,
         acosl,
         0.8,
         {{ULP_EVEN, -1, 1},
          {ULP_EVEN, 0.49, 0.51},
          {ULP_LOG, 1e-320, 1},
          {ULP_EVEN, 0.9999, 1},
          {ULP_ANY, 0, 0}}},
        {"atan",
         nnrt_atan,
         atanl,
         0.8,
         {{ULP_EVEN, -10, 10},
          {ULP_EVEN, -1, 1},
          {ULP_LOG, 1e-320, 1},
          {ULP_LOG, 1, 1e308},
          {ULP_ANY, 0, 0}}},
    };
    check_sweeps(check, rows, sizeof rows / sizeof *rows, COUNT);
}

/* Both reductions give the same angle where both hold. */
static void test_reductions_agree(Check *check)
{
    uint64_t state = 3;
    int different = 0;
    for (int n = 0; n < COUNT; n++) {
        const double x = ulp_argument(&state, (UlpRange){ULP_LOG, 0x1p29, 0x1p30});
        const nnrt_angle near = nnrt_angle_near(x), far = nnrt_angle_far(x);
        different +=
            ((near.quadrant ^ far.quadrant) & 3) != 0 || fabs(near.r.hi - far.r.hi) > 0x1p-80;
    }
    CHECK_EQ_INT(different, 0);
}

/* 29 pi/2 is nearer to a double than any other multiple below 2^30: the cosine is 6.2e-19. */
static void test_near_a_zero(Check *check)
{
    const double x = 0x1.6c6cbc45dc8dep+5;
    CHECK(ulp_error(nnrt_cos(x), cosl(x)) < 0.8);
    CHECK(ulp_error(nnrt_cos(-x), cosl(x)) < 0.8);
    CHECK(ulp_error(nnrt_tan(x), tanl(x)) < 0.9);
}

/* Values from 1,200 digits of pi. */
static void test_huge_angles(Check *check)
{
    CHECK_SAME(nnrt_sin(1e22), -0x1.b453ab76bf397p-1);
    CHECK_SAME(nnrt_cos(1e22), 0x1.0be2cef01c8f4p-1);
    CHECK_SAME(nnrt_sin(DBL_MAX), 0x1.452fc98b34e97p-8);
    CHECK_SAME(nnrt_cos(DBL_MAX), -0x1.fffe62ecfab75p-1);
    CHECK_SAME(nnrt_sin(0x1.6ac5b262ca1ffp+849),
               1.0); /* the double nearest to a multiple of pi/2 */
    CHECK_SAME(nnrt_cos(0x1.6ac5b262ca1ffp+849), -0x1.14ae72e6ba22fp-61);
    CHECK_SAME(nnrt_tan(-1e300), -nnrt_tan(1e300));
    CHECK_SAME(nnrt_cos(-1e300), nnrt_cos(1e300));
}

static void test_edges(Check *check)
{
    CHECK_SAME(nnrt_sin(-0.0), -0.0);
    CHECK_SAME(nnrt_sin_near(-0.0), -0.0);
    CHECK_SAME(nnrt_tan(-0.0), -0.0);
    CHECK_SAME(nnrt_tan_near(-DBL_TRUE_MIN), -DBL_TRUE_MIN);
    CHECK_SAME(nnrt_cos(0.0), 1.0);
    CHECK_SAME(nnrt_sin(HUGE_VAL), NAN);
    CHECK_SAME(nnrt_cos(-HUGE_VAL), NAN);
    CHECK_SAME(nnrt_tan(NAN), NAN);
    CHECK_SAME(nnrt_asin(1.0), 0x1.921fb54442d18p+0);
    CHECK_SAME(nnrt_asin(-1.0), -0x1.921fb54442d18p+0);
    CHECK_SAME(nnrt_asin(-0.0), -0.0);
    CHECK_SAME(nnrt_asin(1.0000000000000002), NAN);
    CHECK_SAME(nnrt_acos(1.0), 0.0);
    CHECK_SAME(nnrt_acos(-1.0), 0x1.921fb54442d18p+1);
    CHECK_SAME(nnrt_acos(0.0), 0x1.921fb54442d18p+0);
    CHECK_SAME(nnrt_acos(-2.0), NAN);
    CHECK_SAME(nnrt_atan(-0.0), -0.0);
    CHECK_SAME(nnrt_atan(HUGE_VAL), 0x1.921fb54442d18p+0);
    CHECK_SAME(nnrt_atan(-HUGE_VAL), -0x1.921fb54442d18p+0);
    CHECK_SAME(nnrt_atan(NAN), NAN);
    CHECK_SAME(nnrt_atan(1.0), 0x1.921fb54442d18p-1);
}

/* The functions for loops have the bits of the others. */
static void test_near(Check *check)
{
    uint64_t state = 11;
    int different = 0;
    for (int n = 0; n < COUNT; n++) {
        const double x = ulp_argument(&state, (UlpRange){ULP_LOG, 1e-10, 0x1p29});
        different += nnrt_sin_near(x) != nnrt_sin(x) || nnrt_cos_near(x) != nnrt_cos(x) ||
                     nnrt_tan_near(x) != nnrt_tan(x);
    }
    CHECK_EQ_INT(different, 0);
}

int main(void)
{
    Check check[1] = {{0}};
    test_errors(check);
    test_reductions_agree(check);
    test_near_a_zero(check);
    test_huge_angles(check);
    test_edges(check);
    test_near(check);
    return check_report(check);
}
