/* Quantities of the command line: units, conversions, refusals. */
#include "runtime/units.h"
#include "tests/unit/check.h"

static void test_values(Check *check)
{
    static const struct {
        const char *text, *unit;
        double factor, native;
    } good[] = {
        {"12", "ms", 1, 12},           {"12ms", "ms", 1, 12},          {"0.5 s", "ms", 1, 500},
        {"200pA", "nA", 1, 0.2},       {"3 MOhm", "ohm", 1e-6, 3},     {"0.1 mS/cm2", "S/m2", 1, 1},
        {"5", "Hz", 1e-3, 5e-3},       {"5 kHz", "Hz", 1e-3, 5},       {"1/ms", "", 1, 0},
        {"20 %", "", 1, 0.2},          {"36.5 degC", "K", 1, 309.65},  {"2 1/ms", "Hz", 1e-3, 2},
        {"1 nS*mV", "pA", 1e-3, 1e-3}, {"20 /s", "Hz", 1e-3, 2e-2},    {"20/s", "Hz", 1e-3, 2e-2},
        {"3 / ms", "1/ms", 1, 3},      {"4 /ms/mV", "1/s/V", 1e-6, 4},
    };
    char why[160];
    for (unsigned i = 0; i < sizeof good / sizeof good[0]; i++) {
        double native = -1;
        const bool read =
            nnrt_quantity_parse(good[i].text, good[i].unit, good[i].factor, &native, why);
        if (!strcmp(good[i].text, "1/ms")) { /* the number 1, then no unit */
            CHECK(!read);
            continue;
        }
        CHECK(read);
        CHECK_NEAR(native, good[i].native, 1e-12 * fabs(good[i].native));
    }
}

/* The double that stands for it, as the compiler takes it: all of these are 0.9, 0.3 or 0.0237. */
static void test_last_bits(Check *check)
{
    static const struct {
        const char *text, *unit;
        double factor, native;
    } exact[] = {
        {"900 pA", "nA", 1, 0.9},           {"0.9nA", "nA", 1, 0.9},
        {"0.0009 uA", "nA", 1, 0.9},        {"300 us", "ms", 1, 0.3},
        {"0.0003 s", "ms", 1, 0.3},         {"300", "us", 1e-3, 0.3},
        {"23.7 Hz", "Hz", 1e-3, 0.0237},    {"23.7", "Hz", 1e-3, 0.0237},
        {"0.0237 kHz", "Hz", 1e-3, 0.0237},
    };
    char why[160];
    for (unsigned i = 0; i < sizeof exact / sizeof exact[0]; i++) {
        double native = -1;
        CHECK(nnrt_quantity_parse(exact[i].text, exact[i].unit, exact[i].factor, &native, why));
        CHECK(native == exact[i].native);
    }
}

static void test_refusals(Check *check)
{
    char why[160];
    double native;
    CHECK(!nnrt_quantity_parse("", "ms", 1, &native, why));
    CHECK_EQ_STR(why, "is no number");
    CHECK(!nnrt_quantity_parse("nan", "ms", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 mV", "ms", 1, &native, why));
    CHECK_EQ_STR(why, "has the unit mV where ms is expected");
    CHECK(!nnrt_quantity_parse("3 bananas", "ms", 1, &native, why));
    CHECK_EQ_STR(why, "ends in 'bananas', which is no unit");
    CHECK(!nnrt_quantity_parse("3 ms ", "ms", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 ms", "", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 /", "ms", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 //s", "Hz", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 *s", "s", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 kmin", "ms", 1, &native, why));
    CHECK(!nnrt_quantity_parse("3 ms^99", "ms", 1, &native, why));
}

int main(void)
{
    Check check[1] = {{0}};
    test_values(check);
    test_last_bits(check);
    test_refusals(check);
    return check_report(check);
}
