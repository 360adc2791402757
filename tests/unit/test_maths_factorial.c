/* Factorials: against products of more precision, and where there are none. */
#include "runtime/maths.h"
#include "tests/unit/ulp.h"

static void test_values(Check *check)
{
    long double product = 1;
    int wrong = 0;
    for (int n = 0; n < NNRT_FACTORIALS; n++) {
        product *= n ? n : 1;
        const double x = nnrt_factorial(n);
        /* the product of n numbers is good to 0.05 ulp of a double */
        wrong += !(fabsl((long double)x - product) <= 0.56L * (nextafter(x, HUGE_VAL) - x));
    }
    CHECK_EQ_INT(wrong, 0);
    CHECK_SAME(nnrt_factorial(0), 1.0);
    CHECK_SAME(nnrt_factorial(20), 2432902008176640000.0);
    CHECK_SAME(nnrt_factorial(-0.0), 1.0);
}

static void test_others(Check *check)
{
    static const double others[] = {-1, 0.5, 2.5, 170.5, 171, 1e300, HUGE_VAL, -HUGE_VAL, NAN};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CHECK_SAME(nnrt_factorial(others[i]), NAN);
}

static void test_floats(Check *check)
{
    CHECK_SAME((double)nnrt_factorialf(34.0F), (double)(float)nnrt_factorial(34));
    CHECK_SAME((double)nnrt_factorialf(35.0F), HUGE_VAL);
    CHECK_SAME((double)nnrt_factorialf(2.5F), NAN);
}

int main(void)
{
    Check check[1] = {{0}};
    test_values(check);
    test_others(check);
    test_floats(check);
    return check_report(check);
}
