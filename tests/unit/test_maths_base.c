/* Selects, roundings, floor division, integer powers. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

static void test_selects(Check *check)
{
    CHECK_SAME(nnrt_min(1.0, 2.0), 1.0);
    CHECK_SAME(nnrt_min(2.0, 1.0), 1.0);
    CHECK_SAME(nnrt_min(0.0, -0.0), 0.0); /* b < a ? b : a */
    CHECK_SAME(nnrt_min(NAN, 1.0), NAN);
    CHECK_SAME(nnrt_min(1.0, NAN), 1.0);
    CHECK_SAME(nnrt_max(1.0, 2.0), 2.0);
    CHECK_SAME(nnrt_max(-0.0, 0.0), -0.0); /* a < b ? b : a */
    CHECK_SAME(nnrt_max(NAN, 1.0), NAN);
    CHECK_SAME(nnrt_max(1.0, NAN), 1.0);
    CHECK_SAME(nnrt_heaviside(-DBL_TRUE_MIN), 0.0);
    CHECK_SAME(nnrt_heaviside(0.0), 1.0);
    CHECK_SAME(nnrt_heaviside(-0.0), 1.0);
    CHECK_SAME(nnrt_heaviside(NAN), NAN);
    CHECK_SAME(nnrt_sign(3.0), 1.0);
    CHECK_SAME(nnrt_sign(-HUGE_VAL), -1.0);
    CHECK_SAME(nnrt_sign(0.0), 0.0);
    CHECK_SAME(nnrt_sign(NAN), NAN);
    CHECK_SAME(nnrt_ftz(0x1p-500), 0x1p-500);
    CHECK_SAME(nnrt_ftz(-0x1p-500), -0x1p-500);
    CHECK_SAME(nnrt_ftz(0x1.fffffffffffffp-501), 0.0);
    CHECK_SAME(nnrt_ftz(-0x1p-1000), 0.0);
    CHECK_SAME(nnrt_ftz(NAN), NAN);
}

static void test_round(Check *check)
{
    static const double values[] = {0.0,    -0.0,     0.5,  -0.5,         0.49999999999999994,
                                    1.5,    2.5,      -2.5, 0x1p52 + 0.5, 0x1p53 + 2,
                                    -1e300, HUGE_VAL, NAN};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++)
        CHECK_SAME(nnrt_round(values[k]), round(values[k]));
}

/* Remainders have the sign of the divisor and are exact: fmod is. */
static void test_floor_division(Check *check)
{
    uint64_t state = 9;
    int wrong = 0;
    for (int n = 0; n < 200000; n++) {
        const double b = ulp_argument(&state, (UlpRange){ULP_LOG, 1e-3, 1e3});
        const double a = n & 1 ? ulp_argument(&state, (UlpRange){ULP_LOG, 1e-6, 1e9})
                               : rint(ulp_random(&state, -1e6, 1e6)) * b;
        const double remainder = fmod(a, b);
        const double want =
            remainder != 0.0 && (remainder < 0.0) != (b < 0.0) ? remainder + b : remainder;
        wrong += nnrt_mod(a, b) != want ||
                 fabs(nnrt_fdiv(a, b) * b + want - a) > 1e-15 * (fabs(a) + fabs(b));
        wrong += nnrt_fdiv(a, b) != floor(nnrt_fdiv(a, b));
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK_SAME(nnrt_mod(7.0, 3.0), 1.0);
    CHECK_SAME(nnrt_mod(-7.0, 3.0), 2.0);
    CHECK_SAME(nnrt_mod(7.0, -3.0), -2.0);
    CHECK_SAME(nnrt_fdiv(-7.0, 3.0), -3.0);
    CHECK_SAME(nnrt_mod(1.0, 0.1), fmod(1.0, 0.1)); /* 0.1 is more than a tenth: 9 whole times */
    CHECK_SAME(nnrt_fdiv(1.0, 0.1), 9.0);
    CHECK_SAME(nnrt_mod(5.0, HUGE_VAL), 5.0);
    CHECK_SAME(nnrt_mod(-5.0, HUGE_VAL), HUGE_VAL);
    CHECK_SAME(nnrt_fdiv(-5.0, HUGE_VAL), -1.0);
    CHECK_SAME(nnrt_mod(5.0, 0.0), NAN);
    CHECK_SAME(nnrt_mod(NAN, 2.0), NAN);
}

static void test_powi(Check *check)
{
    CHECK_SAME(nnrt_powi(3.0, 0), 1.0);
    CHECK_SAME(nnrt_powi(NAN, 0), 1.0);
    CHECK_SAME(nnrt_powi(-2.0, 3), -8.0);
    CHECK_SAME(nnrt_powi(2.0, -3), 0.125);
    CHECK_SAME(nnrt_powi(2.0, INT32_MIN), 0.0);
    CHECK_SAME(nnrt_powi(-1.0, INT32_MAX), -1.0);
    const double x = 1.1, x2 = x * x;
    CHECK_SAME(nnrt_powi(x, 3), x2 * x);
    CHECK_SAME(nnrt_powi(x, 5), x2 * x2 * x);
    CHECK_SAME(nnrt_powi(x, 6), (x2 * x) * (x2 * x)); /* from the top bit, not (x^2)^2 x^2 */
    CHECK_SAME(nnrt_powi(x, 7), (x2 * x) * (x2 * x) * x);
}

int main(void)
{
    Check check[1] = {{0}};
    test_selects(check);
    test_round(check);
    test_floor_division(check);
    test_powi(check);
    return check_report(check);
}
