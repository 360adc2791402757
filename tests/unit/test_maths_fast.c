/* The functions of --math=fast: errors of exp and its kin, and what stays exact. */
#define NNRT_FAST
#include "runtime/maths.h"
#include "tests/unit/check.h"

#include <math.h>

enum { POINTS = 200000 };
#define MOST 0x1p-32

static double exprel_of(double x)
{
    return x < 0 || x > 0 ? expm1(x) / x : 1;
}

static double worst(double (*f)(double), double (*reference)(double), double lo, double hi)
{
    double most = 0;
    for (int i = 0; i <= POINTS; i++) {
        const double x = lo + (hi - lo) * i / POINTS, want = reference(x);
        const double error = fabs(f(x) - want) / fabs(want);
        if (error > most)
            most = error;
    }
    return most;
}

static double fast_exp(double x)
{
    return nnrt_exp(x);
}

static double fast_expm1(double x)
{
    return nnrt_expm1(x);
}

static double fast_exprel(double x)
{
    return nnrt_exprel(x);
}

static double fast_tanh(double x)
{
    return nnrt_tanh(x);
}

static void test_errors(Check *check)
{
    static const struct {
        double (*f)(double), (*reference)(double);
        double lo, hi;
    } table[] = {{fast_exp, exp, -700, 700},        {fast_exp, exp, -2, 2},
                 {fast_expm1, expm1, -50, 700},     {fast_expm1, expm1, 1e-9, 0.5},
                 {fast_exprel, exprel_of, -90, 90}, {fast_exprel, exprel_of, -0.6, 0.6},
                 {fast_tanh, tanh, 1e-6, 30}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const double error = worst(table[i].f, table[i].reference, table[i].lo, table[i].hi);
        CHECK(error < MOST);
        CHECK(error > 0x1p-46); /* the precise functions are elsewhere */
    }
}

static void test_exact(Check *check)
{
    CHECK_EQ_INT(nnrt_exp(0.0) == 1.0, 1);
    CHECK_EQ_INT(nnrt_exprel(0.0) == 1.0, 1);
    CHECK_EQ_INT(nnrt_expm1(0.0) == 0.0, 1);
    CHECK(isinf(nnrt_exp(800.0)));
    CHECK_EQ_INT(nnrt_exp(-800.0) == 0.0, 1);
    CHECK(isnan(nnrt_exp(NAN)) && isnan(nnrt_exprel(NAN)));
}

int main(void)
{
    Check check[1] = {{0}};
    test_errors(check);
    test_exact(check);
    return check_report(check);
}
