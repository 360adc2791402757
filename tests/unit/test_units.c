/* Units and decimal scaling: names, expressions, exactness, and what is refused. */
#include "ir/base/dim.h"
#include "tests/unit/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double scale(const char *number, const char *unit_text, const UnitSystem *system)
{
    Unit unit;
    double value;
    if (unit_parse(unit_text, strlen(unit_text), &unit) != strlen(unit_text))
        return (double)NAN;
    return unit_scale_literal(number, strlen(number), &unit, system, &value) ? value : (double)NAN;
}

typedef struct Scaling {
    const char *number, *unit;
    const UnitSystem *system;
    double want;
} Scaling;

/* Every value is the double nearest to the exact decimal one. */
static void test_scaling_is_exact(Check *check)
{
    static const Scaling table[] = {
        {"0.1", "ms", &unit_native, 0.1},
        {"0.35", "ms", &unit_si, 0.35e-3},
        {"-65", "mV", &unit_native, -65.0},
        {"0.3", "nA", &unit_si, 0.3e-9},
        {"281", "pF", &unit_native, 0.281},
        {"80.5", "pA", &unit_native, 0.0805},
        {"1", "mS/cm2", &unit_native, 1e-5},
        {"120", "mS/cm2", &unit_native, 1.2e-3},
        {"1", "uF/cm2", &unit_native, 1e-5},
        {"10", "uA/cm^2", &unit_native, 1e-4},
        {"0.07", "/ms", &unit_native, 0.07},
        {"20", "/s", &unit_native, 0.02},
        {"20", "1/s", &unit_si, 20.0},
        {"8.1", "Hz", &unit_native, 0.0081},
        {"2", "mM", &unit_native, 2.0},
        {"50", "nM", &unit_native, 5e-5},
        {"3", "M", &unit_si, 3000.0},
        {"5", "um", &unit_native, 5.0},
        {"100", "Ohm*cm", &unit_native, 1.0},
        {"100", "MOhm", &unit_native, 100.0},
        {"0.3", "m/s", &unit_native, 300.0},
        {"1_000.5e-3", "mV", &unit_native, 1.0005},
        {"1.", "mV", &unit_native, 1.0},
        {".5", "mV", &unit_native, 0.5},
        {"2", "min", &unit_native, 120000.0},
        {"-10", "degC", &unit_si, 263.15},
        {"6.3", "degC", &unit_native, 279.45},
        {"1", "L", &unit_si, 1e-3},
        {"0", "kg", &unit_si, 0.0},
        {"1e-400", "V", &unit_si, 0.0},
        {"0.0000000000000000000000000000000000000000000000001e50", "ms", &unit_native, 10.0},
        {"179769313486231570814527423731704356798070567525844996598917476803157e240", "V", &unit_si,
         1.7976931348623157e308},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const double got = scale(table[i].number, table[i].unit, table[i].system);
        CHECK_NEAR(got, table[i].want, 0.0);
    }
    CHECK_NEAR(scale("1", "eV", &unit_si), 1.602176634e-19,
               1e-34); /* its factor rounds once more */
}

/* The halfway case that only the last of 800 digits decides. */
static void test_long_literals_are_rounded_once(Check *check)
{
    char text[1024] = "9007199254740993.";
    memset(text + 17, '0', 900);
    CHECK_NEAR(scale(text, "V", &unit_si), 9007199254740992.0, 0.0);
    text[900] = '1';
    CHECK_NEAR(scale(text, "V", &unit_si), 9007199254740994.0, 0.0);
}

static void test_bad_numbers_are_refused(Check *check)
{
    static const char *const bad[] = {
        "1e999999", "1e9999999999999999999", "1e", "1e+", "", "-", ".", "1.2.3", "x", "1x", "nan",
        "0x10"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(isnan(scale(bad[i], "V", &unit_si)));
    CHECK(isnan(scale("1e308", "kV", &unit_si)));
    CHECK_NEAR(scale("1e-999999", "V", &unit_si), 0.0, 0.0);
}

static void test_unit_names(Check *check)
{
    static const char *const good[] = {
        "mV",   "ms",   "uS",   "\xC2\xB5S", "\xCE\xBCS", "k\xCE\xA9", "M\xE2\x84\xA6",
        "MOhm", "min",  "h",    "cd",        "Pa",        "daN",       "Qg",
        "qm",   "degC", "mrad", "Hz",        "mol",       "kg",        "hPa",
        "EL",   "aM",   "T",    "eV",        "kat"};
    static const char *const bad[] = {"as",    "d",   "day", "t", "yr",  "year", "kmin",
                                      "kdegC", "mm2", "",    "x", "mmV", "Ms_"};
    Unit unit;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(unit_name(good[i], strlen(good[i]), &unit));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!unit_name(bad[i], strlen(bad[i]), &unit));
    CHECK(unit_name("k\xCE\xA9", 3, &unit));
    CHECK_EQ_STR(unit.text, "kOhm");
    CHECK_EQ_INT(unit.exp10, 3);
}

static void check_canonical(Check *check, const char *text, const char *want)
{
    Unit unit = {.text = "(none)"};
    CHECK_EQ_INT(unit_parse(text, strlen(text), &unit), strlen(text));
    CHECK_EQ_STR(unit.text, want);
}

static void test_unit_expressions(Check *check)
{
    check_canonical(check, "mS/cm2", "mS/cm2");
    check_canonical(check, "mS/cm^2", "mS/cm2");
    check_canonical(check, "mS*cm**-2", "mS/cm2");
    check_canonical(check, "/s", "1/s");
    check_canonical(check, "1/ms", "1/ms");
    check_canonical(check, "1/ms/mV", "1/ms/mV");
    check_canonical(check, "ms^-1", "1/ms");
    check_canonical(check, "\xC2\xB5\x41/cm2", "uA/cm2");
    check_canonical(check, "nA*ms", "nA*ms");
    check_canonical(check, "cm2^2", "cm4");
    Unit unit;
    CHECK_EQ_INT(unit_parse("mV/foo", 6, &unit), 2);
    CHECK_EQ_INT(unit_parse("foo", 3, &unit), 0);
    CHECK_EQ_INT(unit_parse("1", 1, &unit), 0);
    CHECK_EQ_INT(unit_parse("mV^999", 6, &unit), 0);
    CHECK_EQ_INT(unit_parse("mV100", 5, &unit), 0);
}

static void check_length(Check *check, const char *text, size_t want)
{
    CHECK_EQ_INT(unit_length_after_number(text, strlen(text)), want);
}

/* The rule of quantities: text that follows a number. */
static void test_units_after_numbers(Check *check)
{
    check_length(check, " ms", 3);
    check_length(check, "ms", 0);
    check_length(check, " \t mS/cm2 + x", 9);
    check_length(check, " /s", 3);
    check_length(check, "/s", 0);
    check_length(check, " / s", 0);
    check_length(check, " nS*m^3*h", 3);
    check_length(check, " mV^2", 5);
    check_length(check, " mV**-2", 7);
    check_length(check, " mV^x", 3);
    check_length(check, " /ms / exprel(x)", 4);
    check_length(check, " m(3)", 0);
    check_length(check, " mV/s(3)", 3);
    check_length(check, " s.x", 0);
    check_length(check, " if x", 0);
    check_length(check, " as x", 0);
    check_length(check, " mVx", 0);
    check_length(check, " mV_2", 0);
    check_length(check, " d", 0);
    check_length(check, "\nms", 0);
    check_length(check, " \xC2\xB5S,", 4);
}

static void check_describe(Check *check, Dim dim, const char *want)
{
    char text[64];
    dim_describe(dim, text);
    CHECK_EQ_STR(text, want);
}

static void test_dimensions_are_described(Check *check)
{
    Dim d = DIM_NONE, root;
    Unit unit;
    static const char *const same[] = {"mV",     "nA",    "nF",   "uS",    "ms",     "um",
                                       "mM",     "K",     "1/ms", "mV/ms", "nA/ms",  "uS/um2",
                                       "nA/um2", "um/ms", "1/nF", "um3",   "nF/um2", "um2"};
    check_describe(check, DIM_NONE, "1");
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        unit_parse(same[i], strlen(same[i]), &unit);
        check_describe(check, unit.dim, same[i]);
        CHECK_NEAR(unit_factor_to(&unit, &unit_native), 1.0, 0.0);
        const Unit native = dim_native_unit(unit.dim);
        CHECK_NEAR(unit_factor_to(&native, &unit_native), 1.0, 0.0);
    }
    CHECK(dim_pow(dim_of(0, 0, 1, 0, 0, 0, 0), -1, 2, &root));
    check_describe(check, root, "1/sqrt(ms)");
    unit_parse("mV", 2, &unit);
    CHECK(dim_mul(unit.dim, root, &d));
    check_describe(check, d, "mV/sqrt(ms)");
    const Unit native = dim_native_unit(d);
    CHECK_NEAR(unit_factor_to(&native, &unit_native), 1.0, 0.0);
    CHECK_NEAR(unit_factor_to(&native, &unit_si), 1e-3 * sqrt(1000.0), 1e-17);
    d = dim_of(0, 0, -1, 0, 0, 0, 0);
    d.var = 1;
    check_describe(check, d, "weight/ms");
    unit_parse("MOhm*ms", 7, &unit);
    check_describe(check, unit.dim, "ms/uS");
    unit.dim.var = 1;
    check_describe(check, unit.dim, "weight*ms/uS");
}

static void test_dimension_arithmetic(Check *check)
{
    const Dim metre = dim_of(0, 1, 0, 0, 0, 0, 0), weight = {{0}, 1};
    Dim d;
    CHECK(!dim_pow(metre, 1, 3, &d));
    CHECK(!dim_pow(metre, 1, 4, &d));
    CHECK(!dim_pow(metre, 1, 0, &d));
    CHECK(!dim_pow(metre, 1000, 1, &d));
    CHECK(dim_pow(metre, 2, 4, &d) && d.half[DIM_M] == 1);
    CHECK(!dim_mul(weight, weight, &d));
    CHECK(dim_div(weight, weight, &d) && dim_is_none(d));
    CHECK(!dim_div(metre, weight, &d));
    CHECK(dim_pow(weight, 0, 1, &d) && dim_is_none(d));
}

static void test_shortest_numbers(Check *check)
{
    static const struct {
        double x;
        const char *want;
    } table[] = {
        {0.1, "0.1"},
        {-65, "-65.0"},
        {1e-9, "1e-09"},
        {0, "0.0"},
        {-0.0, "-0.0"},
        {1e16, "1e+16"},
        {123456, "123456.0"},
        {0.0001, "0.0001"},
        {1e-5, "1e-05"},
        {(double)INFINITY, "inf"},
        {-(double)INFINITY, "-inf"},
        {(double)NAN, "nan"},
        {1.0 / 3, "0.3333333333333333"},
        {5e-324, "5e-324"},
        {1e15, "1000000000000000.0"},
        {1.25e22, "1.25e+22"},
        {-1.7976931348623157e308, "-1.7976931348623157e+308"},
    };
    char text[32];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        number_shortest(table[i].x, text);
        CHECK_EQ_STR(text, table[i].want);
    }
}

/* The least %.*e that reads back as x has as many digits, for numbers of all sizes, short and long. */
static void test_numbers_are_as_short_as_can_be(Check *check)
{
    uint64_t state = 1;
    for (int round = 0; round < 20000; round++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        char text[40], shortest[32];
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)(state >> (14 + round % 50)),
                 (int)(state % 30) - 20);
        const double x = strtod(text, NULL);
        CHECK(scale(text, "ms", &unit_native) == x);
        number_shortest(x, shortest);
        CHECK(strtod(shortest, NULL) == x);
        int digits = 0, precision = 0;
        const char *e = strchr(shortest, 'e');
        const char *end = e ? e : shortest + strlen(shortest);
        while (end > shortest && (end[-1] == '0' || end[-1] == '.'))
            end--;
        for (const char *p = shortest; p < end; p++)
            digits += *p >= '0' && *p <= '9' && (digits || *p != '0');
        do
            snprintf(text, sizeof text, "%.*e", precision, x);
        while (strtod(text, NULL) != x && ++precision < 17);
        CHECK(x == 0 || digits <= precision + 1);
    }
}

int main(void)
{
    Check check[1] = {{0}};
    test_scaling_is_exact(check);
    test_long_literals_are_rounded_once(check);
    test_bad_numbers_are_refused(check);
    test_unit_names(check);
    test_unit_expressions(check);
    test_units_after_numbers(check);
    test_dimensions_are_described(check);
    test_dimension_arithmetic(check);
    test_shortest_numbers(check);
    test_numbers_are_as_short_as_can_be(check);
    return check_report(check);
}
