/* Times to steps: the rule of the grid. */
#include "runtime/time.h"

#include "tests/unit/check.h"

static void check_steps(Check *check, double t, double dt, int64_t k, bool off_grid)
{
    const nnrt_step_count got = nnrt_steps(t, dt);
    CHECK_EQ_INT(got.k, k);
    CHECK_EQ_INT(got.off_grid, off_grid);
}

/* Halves go up, in every unit and however the quotient is rounded. */
static void test_halves(Check *check)
{
    check_steps(check, 0.35, 0.1, 4, true);
    check_steps(check, 0.35e-3, 0.1e-3, 4, true);
    check_steps(check, 350, 100, 4, true);
    for (int k = 0; k < 100000; k++) {
        const double ms = (k + 0.5) * 0.1, s = (k + 0.5) * 1e-4;
        if (nnrt_steps(ms, 0.1).k != k + 1 || nnrt_steps(s, 1e-4).k != k + 1) {
            CHECK_EQ_INT(nnrt_steps(ms, 0.1).k, k + 1);
            CHECK_EQ_INT(nnrt_steps(s, 1e-4).k, k + 1);
            break;
        }
    }
    check_steps(check, 0.349, 0.1, 3, true);
    check_steps(check, 0.05, 0.1, 1, true);
    check_steps(check, 0.0499999, 0.1, 0, true);
    check_steps(check, -0.05, 0.1, 0, true);
    check_steps(check, -0.16, 0.1, -2, true);
}

static void test_grid(Check *check)
{
    check_steps(check, 0, 0.1, 0, false);
    check_steps(check, 0.3, 0.1, 3, false); /* the quotient is 2.9999999999999996 */
    check_steps(check, 1000, 0.1, 10000, false);
    check_steps(check, -0.3, 0.1, -3, false);
    check_steps(check, 1e9, 0.1, 10000000000, false);
    check_steps(check, 1.00001, 0.1, 10, true);
    check_steps(check, 1 + 1e-11, 0.1, 10, false); /* within 1e-9 of 10 steps */
    check_steps(check, 1 + 2e-9, 0.1, 10, true);
    check_steps(check, 1e9 + 0.00009, 0.1, 10000000000,
                false); /* the bound is a thousandth of a step at most */
    check_steps(check, 1e9 + 0.0003, 0.1, 10000000000, true);
}

static void test_huge(Check *check)
{
    check_steps(check, 0x1p62, 1, (int64_t)1 << 62, false);
    check_steps(check, 1e300, 0.1, INT64_MAX, true);
    check_steps(check, -1e300, 0.1, INT64_MIN, true);
    check_steps(check, HUGE_VAL, 0.1, INT64_MAX, true);
    check_steps(check, 0x1p63, 1, INT64_MAX, true);
    check_steps(check, -0x1p63, 1, INT64_MIN, false);
    check_steps(check, NAN, 0.1, 0, true);
    check_steps(check, 1, 1e-320, INT64_MAX, true);
}

int main(void)
{
    Check check[1] = {{0}};
    test_halves(check);
    test_grid(check);
    test_huge(check);
    return check_report(check);
}
