/* erf and the normal quantile: errors against long double, special values, symmetry. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

/* Newton's method on the tail, from our own value: its error is the square of ours. */
static long double quantile_reference(long double p)
{
    const long double root2 = 1.41421356237309504880L, root2pi = 2.50662827463100050242L;
    const bool upper = p > 0.5L;
    const long double tail = upper ? 1 - p : p;
    long double z = -(long double)nnrt_normal_quantile((double)tail);
    for (int k = 0; k < 2; k++)
        z += (erfcl(z / root2) / 2 - tail) * root2pi * expl(z * z / 2);
    return upper ? z : -z;
}

static void test_errors(Check *check)
{
    static const UlpRange erf_ranges[] = {{ULP_EVEN, -7, 7},
                                          {ULP_EVEN, -1, 1},
                                          {ULP_EVEN, 0.9, 1.5},
                                          {ULP_LOG, 1e-320, 1},
                                          {ULP_ANY, 0, 0}};
    for (size_t k = 0; k < sizeof erf_ranges / sizeof *erf_ranges; k++)
        check_sweep(check, "erf", nnrt_erf, erfl, erf_ranges[k], 1.2, 300000);
    static const UlpRange p_ranges[] = {
        {ULP_EVEN, 0, 1}, {ULP_EVEN, 0.12, 0.13}, {ULP_LOG_UP, 1e-320, 0.5}, {ULP_EVEN, 0.999, 1}};
    for (size_t k = 0; k < sizeof p_ranges / sizeof *p_ranges; k++)
        check_sweep(check, "normal quantile", nnrt_normal_quantile, quantile_reference, p_ranges[k],
                    2.3, 100000);
}

static void test_edges(Check *check)
{
    CHECK_SAME(nnrt_erf(-0.0), -0.0);
    CHECK_SAME(nnrt_erf(HUGE_VAL), 1.0);
    CHECK_SAME(nnrt_erf(-HUGE_VAL), -1.0);
    CHECK_SAME(nnrt_erf(NAN), NAN);
    CHECK_SAME(nnrt_normal_quantile(0.5), 0.0);
    CHECK_SAME(nnrt_normal_quantile(0.0), -HUGE_VAL);
    CHECK_SAME(nnrt_normal_quantile(1.0), HUGE_VAL);
    CHECK_SAME(nnrt_normal_quantile(-0.1), NAN);
    CHECK_SAME(nnrt_normal_quantile(1.1), NAN);
    CHECK_SAME(nnrt_normal_quantile(NAN), NAN);
    CHECK_NEAR(nnrt_normal_quantile(DBL_TRUE_MIN), -38.46740561714434, 1e-13);
    CHECK_NEAR(nnrt_normal_quantile(0.975), 1.959963984540054, 1e-15);
}

static void test_symmetry(Check *check)
{
    uint64_t state = 5;
    int different = 0;
    for (int n = 0; n < 100000; n++) {
        const double q =
            (double)(ulp_random_bits(&state) >> 12) * 0x1p-53; /* 1/2 - q and 1/2 + q are exact */
        different += nnrt_normal_quantile(0.5 + q) != -nnrt_normal_quantile(0.5 - q);
    }
    CHECK_EQ_INT(different, 0);
}

int main(void)
{
    Check check[1] = {{0}};
    test_errors(check);
    test_edges(check);
    test_symmetry(check);
    return check_report(check);
}
