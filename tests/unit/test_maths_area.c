/* The inverses of the hyperbolic functions: errors against long double, special values of C11 annex F. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

enum { COUNT = 300000 };

static void test_errors(Check *check)
{
    static const UlpRow rows[] = {
        {"asinh",
         nnrt_asinh,
         asinhl,
         0.9,
         {{ULP_EVEN, -2, 2}, {ULP_EVEN, -0.5, 0.5}, {ULP_LOG, 1e-320, 1e12}, {ULP_ANY, 0, 0}}},
        {"acosh",
         nnrt_acosh,
         acoshl,
         0.9,
         {{ULP_EVEN, 1, 1.5}, {ULP_EVEN, 1, 4}, {ULP_EVEN, 1, 1.00001}, {ULP_ANY, 0, 0}}},
        {"atanh",
         nnrt_atanh,
         atanhl,
         0.9,
         {{ULP_EVEN, -1, 1}, {ULP_EVEN, -0.3, 0.3}, {ULP_LOG, 1e-320, 1}, {ULP_ANY, 0, 0}}},
    };
    check_sweeps(check, rows, sizeof rows / sizeof *rows, COUNT);
    check_sweep(check, "acosh", nnrt_acosh, acoshl, (UlpRange){ULP_LOG_UP, 1, 1e12}, 0.9, COUNT);
    check_sweep(check, "atanh", nnrt_atanh, atanhl, (UlpRange){ULP_EVEN, 0.999, 1}, 0.9, COUNT);
}

static void test_edges(Check *check)
{
    CHECK_SAME(nnrt_asinh(-0.0), -0.0);
    CHECK_SAME(nnrt_asinh(-HUGE_VAL), -HUGE_VAL);
    CHECK_SAME(nnrt_asinh(DBL_MAX), 0x1.633ce8fb9f87ep+9);
    CHECK_SAME(nnrt_asinh(NAN), NAN);
    CHECK_SAME(nnrt_acosh(1.0), 0.0);
    CHECK_SAME(nnrt_acosh(1.0 + DBL_EPSILON), 0x1.6a09e667f3bccp-26);
    CHECK_SAME(nnrt_acosh(0.5), NAN);
    CHECK_SAME(nnrt_acosh(-1e20), NAN);
    CHECK_SAME(nnrt_acosh(-HUGE_VAL), NAN);
    CHECK_SAME(nnrt_acosh(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_acosh(NAN), NAN);
    CHECK_SAME(nnrt_atanh(-0.0), -0.0);
    CHECK_SAME(nnrt_atanh(1.0), HUGE_VAL);
    CHECK_SAME(nnrt_atanh(-1.0), -HUGE_VAL);
    CHECK_SAME(nnrt_atanh(1.5), NAN);
    CHECK_SAME(nnrt_atanh(-HUGE_VAL), NAN);
    CHECK_SAME(nnrt_atanh(NAN), NAN);
}

int main(void)
{
    Check check[1] = {{0}};
    test_errors(check);
    test_edges(check);
    return check_report(check);
}
