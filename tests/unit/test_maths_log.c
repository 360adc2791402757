/* Logarithms and pow: errors against long double, special values of C11 annex F. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

enum { COUNT = 300000 };

static void test_errors(Check *check)
{
    static const UlpRow rows[] = {
        {"log",
         nnrt_log,
         logl,
         0.9,
         {{ULP_EVEN, 0, 2}, {ULP_EVEN, 0.65, 1.5}, {ULP_EVEN, 0.999, 1.001}, {ULP_ANY, 0, 0}}},
        {"log1p",
         nnrt_log1p,
         log1pl,
         0.9,
         {{ULP_EVEN, -1, 2}, {ULP_EVEN, -0.5, 1}, {ULP_LOG, 1e-320, 1}, {ULP_ANY, 0, 0}}},
        {"log10",
         nnrt_log10,
         log10l,
         0.6,
         {{ULP_EVEN, 0, 2}, {ULP_EVEN, 0.9, 1.1}, {ULP_LOG_UP, 1e-320, 1e300}, {ULP_ANY, 0, 0}}},
    };
    check_sweeps(check, rows, sizeof rows / sizeof *rows, COUNT);
}

static void test_edges(Check *check)
{
    CHECK_SAME(nnrt_log(1.0), 0.0);
    CHECK_SAME(nnrt_log(0.0), -HUGE_VAL);
    CHECK_SAME(nnrt_log(-0.0), -HUGE_VAL);
    CHECK_SAME(nnrt_log(-1.0), NAN);
    CHECK_SAME(nnrt_log(-HUGE_VAL), NAN);
    CHECK_SAME(nnrt_log(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_log(NAN), NAN);
    CHECK_SAME(nnrt_log(DBL_TRUE_MIN), -744.4400719213812);
    CHECK_SAME(nnrt_log1p(-0.0), -0.0);
    CHECK_SAME(nnrt_log1p(-1.0), -HUGE_VAL);
    CHECK_SAME(nnrt_log1p(-1.5), NAN);
    CHECK_SAME(nnrt_log1p(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_log1p(NAN), NAN);
    CHECK_SAME(nnrt_log10(0.0), -HUGE_VAL);
    CHECK_SAME(nnrt_log10(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_log10(-2.0), NAN);
    double power = 1e-300;
    for (int k = -300; k <= 22; k++) { /* literals of powers of 10 are exact in 0 ... 22 only */
        if (k >= 0)
            CHECK_SAME(nnrt_log10(power), (double)k);
        power = k >= 0 ? power * 10 : k == -1 ? 1.0 : power;
    }
}

static void test_pow_errors(Check *check)
{
    uint64_t state = 7;
    double largest = 0, at_x = 0, at_y = 0;
    for (int n = 0; n < 4 * COUNT; n++) {
        const double x = n & 1 ? fabs(ulp_argument(&state, (UlpRange){ULP_ANY, 0, 0}))
                               : ulp_random(&state, 0.2, 4.0);
        const double y =
            n & 2 ? ulp_random(&state, -1080, 1080) / log2(x) : ulp_random(&state, -30, 30);
        const double error = ulp_error(nnrt_pow(x, y), powl((long double)x, (long double)y));
        if (error > largest) {
            largest = error;
            at_x = x;
            at_y = y;
        }
    }
    if (!check_count(check, largest < 1.0, __FILE__, __LINE__))
        fprintf(stderr, "pow: error %g ulp at (%a, %a)\n", largest, at_x, at_y);
}

/* All pairs of these, against libm, which follows annex F. */
static void test_pow_edges(Check *check)
{
    static const double values[] = {
        0.0,    -0.0,   1.0,          -1.0,          0.5,      -0.5,       2.0,     -2.0,
        3.0,    -3.0,   1.5,          -1.5,          0x1p53,   0x1p53 - 1, -0x1p60, 1e300,
        -1e300, 1e-300, DBL_TRUE_MIN, -DBL_TRUE_MIN, HUGE_VAL, -HUGE_VAL,  NAN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
            const double got = nnrt_pow(values[i], values[k]), want = pow(values[i], values[k]);
            if (isfinite(want) && want != 0.0)
                CHECK(ulp_error(got, (long double)want) <= 1.0);
            else
                CHECK_SAME(got, want);
        }
}

int main(void)
{
    Check check[1] = {{0}};
    test_errors(check);
    test_edges(check);
    test_pow_errors(check);
    test_pow_edges(check);
    return check_report(check);
}
