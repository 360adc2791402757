/* exp and its family: errors against long double, special values. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

enum { COUNT = 300000 };

static long double exprel_reference(long double x)
{
    return x == 0 ? 1 : expm1l(x) / x;
}

/* Sum of x^k/(k! (k + 2)) near 0, where the closed form cancels. */
static long double exprel1_reference(long double x)
{
    if (fabsl(x) > 1.5L)
        return x > 0 ? ((x - 1) / x) * (expl(x) / x) + 1 / (x * x)
                     : ((x - 1) * expl(x) + 1) / x / x;
    long double sum = 0, term = 1;
    for (int k = 0; k < 40; k++) {
        sum += term / (k + 2);
        term *= x / (k + 1);
    }
    return sum;
}

static void test_errors(Check *check)
{
    static const UlpRow rows[] = {
        {"exp",
         nnrt_exp,
         expl,
         0.95,
         {{ULP_EVEN, -746, 710}, {ULP_EVEN, -1, 1}, {ULP_EVEN, -746, -707}, {ULP_LOG, 1e-20, 1}}},
        {"expm1",
         nnrt_expm1,
         expm1l,
         1.0,
         {{ULP_EVEN, -50, 710}, {ULP_EVEN, -2, 2}, {ULP_EVEN, 30, 50}, {ULP_LOG, 1e-320, 1}}},
        {"exprel",
         nnrt_exprel,
         exprel_reference,
         1.8,
         {{ULP_EVEN, -50, 716.3}, {ULP_EVEN, -2, 2}, {ULP_LOG, 1e-320, 1}, {ULP_ANY, 0, 0}}},
        {"exprel1",
         nnrt_exprel1,
         exprel1_reference,
         2.6,
         {{ULP_EVEN, -50, 716.2}, {ULP_EVEN, -2, 2}, {ULP_LOG, 1e-320, 1}, {ULP_LOG, 1, 700}}},
        {"tanh",
         nnrt_tanh,
         tanhl,
         0.9,
         {{ULP_EVEN, -20, 20}, {ULP_EVEN, -1, 1}, {ULP_LOG, 1e-320, 1}, {ULP_ANY, 0, 0}}},
        {"sinh",
         nnrt_sinh,
         sinhl,
         1.7,
         {{ULP_EVEN, -711, 711}, {ULP_EVEN, -1, 1}, {ULP_LOG, 1e-320, 1}, {ULP_ANY, 0, 0}}},
        {"cosh",
         nnrt_cosh,
         coshl,
         1.1,
         {{ULP_EVEN, -711, 711}, {ULP_EVEN, -1, 1}, {ULP_LOG, 1e-320, 1}, {ULP_ANY, 0, 0}}},
    };
    check_sweeps(check, rows, sizeof rows / sizeof *rows, COUNT);
    check_sweep(check, "exp", nnrt_exp, expl, (UlpRange){ULP_ANY, 0, 0}, 0.95, COUNT);
    check_sweep(check, "expm1", nnrt_expm1, expm1l, (UlpRange){ULP_ANY, 0, 0}, 1.0, COUNT);
}

static void test_edges(Check *check)
{
    CHECK_SAME(nnrt_exp(0.0), 1.0);
    CHECK_SAME(nnrt_exp(-0.0), 1.0);
    CHECK_SAME(nnrt_exp(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_exp(-HUGE_VAL), 0.0);
    CHECK_SAME(nnrt_exp(NAN), NAN);
    CHECK_SAME(nnrt_exp(709.782712893384),
               0x1.fffffffffff2ap+1023);               /* the last that does not overflow ... */
    CHECK_SAME(nnrt_exp(709.7827128933841), HUGE_VAL); /* ... the first that does */
    CHECK_SAME(nnrt_exp(-745.1332191019411), DBL_TRUE_MIN);
    CHECK_SAME(nnrt_exp(-745.1332191019412), 0.0);
    CHECK_SAME(nnrt_expm1(-0.0), -0.0);
    CHECK_SAME(nnrt_expm1(DBL_TRUE_MIN), DBL_TRUE_MIN);
    CHECK_SAME(nnrt_expm1(-HUGE_VAL), -1.0);
    CHECK_SAME(nnrt_expm1(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_expm1(NAN), NAN);
    CHECK_SAME(nnrt_exprel(0.0), 1.0);
    CHECK_SAME(nnrt_exprel(-0.0), 1.0);
    CHECK_SAME(nnrt_exprel(-DBL_TRUE_MIN), 1.0);
    CHECK_SAME(nnrt_exprel(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_exprel(-HUGE_VAL), 0.0);
    CHECK_SAME(nnrt_exprel(-DBL_MAX), 1.0 / DBL_MAX);
    CHECK_SAME(nnrt_exprel(NAN), NAN);
    CHECK_SAME(nnrt_exprel1(0.0), 0.5);
    CHECK_SAME(nnrt_exprel1(HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_exprel1(-HUGE_VAL), 0.0);
    CHECK_SAME(nnrt_exprel1(NAN), NAN);
    CHECK_SAME(nnrt_tanh(-0.0), -0.0);
    CHECK_SAME(nnrt_tanh(-HUGE_VAL), -1.0);
    CHECK_SAME(nnrt_tanh(NAN), NAN);
    CHECK_SAME(nnrt_sinh(-HUGE_VAL), -HUGE_VAL);
    CHECK_SAME(nnrt_sinh(-0.0), -0.0);
    CHECK_SAME(nnrt_sinh(NAN), NAN);
    CHECK_SAME(nnrt_cosh(-HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_cosh(0.0), 1.0);
    CHECK_SAME(nnrt_cosh(NAN), NAN);
}

static void test_decay(Check *check)
{
    CHECK_SAME(nnrt_decay(0.1, 10.0), nnrt_exp(-0.01));
    CHECK_SAME(nnrt_decay(5.0, 0.0), 0.0);
    CHECK_SAME(nnrt_decay(0.0, 0.0), 0.0);
    CHECK_SAME(nnrt_decay(0.0, 3.0), 1.0);
}

int main(void)
{
    Check check[1] = {{0}};
    test_errors(check);
    test_edges(check);
    test_decay(check);
    return check_report(check);
}
