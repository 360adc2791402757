/* Decimal text to double and back, without the locale: digits and exponent are written without a
 * point. */
#include "ir/base/dim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More digits than any midpoint of two doubles has (767), so one sticky digit stands for the rest.
 */
enum { DIGITS_MOST = 780, EXPONENT_MOST = 100000000 };

typedef struct Decimal {
    bool negative;
    int n;              /* digits kept, without leading zeros */
    long long exponent; /* value = digits * 10^exponent */
    char digits[DIGITS_MOST + 2];
} Decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void add_digit(Decimal *d, char digit, bool after_point)
{
    if (d->n == 0 && digit == '0') { /* leading zeros only shift */
        d->exponent -= after_point;
    } else if (d->n < DIGITS_MOST) {
        d->digits[d->n++] = digit;
        d->exponent -= after_point;
    } else {
        if (digit != '0')
            d->digits[DIGITS_MOST] = '1';
        d->exponent += !after_point;
    }
}

/* "e-3" and the like; true with *i after it. */
static bool parse_exponent(const char *s, size_t len, size_t *i, long long *exponent)
{
    long long value = 0;
    bool negative = false;
    ++*i;
    if (*i < len && (s[*i] == '+' || s[*i] == '-'))
        negative = s[(*i)++] == '-';
    const size_t start = *i;
    for (; *i < len && (is_digit(s[*i]) || s[*i] == '_'); ++*i)
        if (s[*i] != '_' && value < EXPONENT_MOST)
            value = value * 10 + (s[*i] - '0');
    *exponent = negative ? -value : value;
    return *i > start;
}

static bool parse_decimal(const char *s, size_t len, Decimal *d)
{
    size_t i = 0;
    bool after_point = false, any = false;
    memset(d, 0, sizeof *d);
    if (i < len && (s[i] == '-' || s[i] == '+'))
        d->negative = s[i++] == '-';
    for (; i < len && (is_digit(s[i]) || s[i] == '_' || (s[i] == '.' && !after_point)); i++) {
        if (s[i] == '.')
            after_point = true;
        else if (s[i] != '_') {
            add_digit(d, s[i], after_point);
            any = true;
        }
    }
    if (any && i < len && (s[i] == 'e' || s[i] == 'E')) {
        long long exponent;
        if (!parse_exponent(s, len, &i, &exponent))
            return false;
        d->exponent += exponent;
    }
    if (d->digits[DIGITS_MOST]) {
        d->n++;
        d->exponent--;
    }
    return any && i == len;
}

/* Powers of ten that doubles hold exactly. */
enum { EXACT_POWER = 22, EXACT_DIGITS = 15 };
static const double power_of_ten[EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* Few digits and a small exponent: both are exact, so one operation rounds once (Clinger 1990). */
static bool small_decimal(const Decimal *d, long long exponent, double *value)
{
    if (d->n > EXACT_DIGITS || exponent < -EXACT_POWER || exponent > EXACT_POWER)
        return false;
    double x = 0.0;
    for (int i = 0; i < d->n; i++)
        x = 10.0 * x + (d->digits[i] - '0');
    x = exponent < 0 ? x / power_of_ten[-exponent] : x * power_of_ten[exponent];
    *value = d->negative ? -x : x;
    return true;
}

static double decimal_value(const Decimal *d, long long shift)
{
    double value;
    char text[DIGITS_MOST + 40];
    const long long most = EXPONENT_MOST;
    long long exponent = d->exponent + shift;
    exponent = exponent > most ? most : exponent < -most ? -most : exponent;
    if (!d->n)
        return d->negative ? -0.0 : 0.0;
    if (small_decimal(d, exponent, &value))
        return value;
    snprintf(text, sizeof text, "%s%.*se%lld", d->negative ? "-" : "", d->n, d->digits, exponent);
    return strtod(text, NULL);
}

/* log10 of one coherent unit of the system, in halves. */
static int system_halves(Dim dim, const UnitSystem *system)
{
    int halves = 0;
    for (int i = 0; i < DIM_BASES; i++)
        halves += dim.half[i] * system->exp10[i];
    return halves;
}

/* The unit in coherent units of the system: factor * 10^exp10, offset aside. */
static void relate(const Unit *unit, const UnitSystem *system, double *factor, int *exp10)
{
    int halves = 2 * unit->exp10 - system_halves(unit->dim, system);
    *factor = unit->factor;
    if (halves % 2 && unit->factor == UNIT_SQRT10) { /* two roots of ten */
        *factor = 1.0;
        halves++;
    } else if (halves % 2) {
        *factor *= UNIT_SQRT10;
        halves--;
    }
    *exp10 = halves / 2;
}

bool unit_scale_literal(const char *text, size_t len, const Unit *unit, const UnitSystem *system,
                        double *out)
{
    Decimal d;
    double factor;
    int exp10;
    if (!parse_decimal(text, len, &d))
        return false;
    relate(unit, system, &factor, &exp10);
    double value = decimal_value(&d, exp10);
    if (factor != 1.0)
        value *= factor;
    const int kelvin = system->exp10[DIM_K]; /* only temperatures have an offset */
    if (unit->offset != 0.0)
        value += kelvin ? unit->offset * pow(10.0, -kelvin) : unit->offset;
    *out = value;
    return isfinite(value);
}

double unit_factor_to(const Unit *unit, const UnitSystem *system)
{
    Decimal one;
    double factor;
    int exp10;
    parse_decimal("1", 1, &one);
    relate(unit, system, &factor, &exp10);
    return factor * decimal_value(&one, exp10);
}

double unit_number_of(const Unit *unit, double native)
{
    return (native - unit->offset) / unit_factor_to(unit, &unit_native);
}

/* The digits of x > 0 where it is m/10^k with m below 10^15: no other text of so few digits reads back as x, so the
 * least k gives the shortest. Their number, or 0 where x is not of that kind. */
static int few_digits(double x, char digits[20], int *exponent)
{
    const double most = power_of_ten[EXACT_DIGITS];
    for (int k = 0; k <= EXACT_DIGITS && x * power_of_ten[k] < most; k++) {
        const double m = floor(x * power_of_ten[k] + 0.5);
        if (m < 1 || m / power_of_ten[k] != x)
            continue;
        char reversed[20] = "";
        int n = 0, zeros = 0;
        for (uint64_t rest = (uint64_t)m; rest; rest /= 10)
            reversed[n++] = (char)('0' + rest % 10);
        while (reversed[zeros] == '0')
            zeros++;
        for (int i = 0; i < n - zeros; i++)
            digits[i] = reversed[n - 1 - i];
        digits[n - zeros] = '\0';
        *exponent = n - 1 - k;
        return n - zeros;
    }
    return 0;
}

/* Digits and decimal exponent (of the first digit) of the shortest text that reads back as x > 0.
 */
static int shortest_digits(double x, char digits[20], int *exponent)
{
    char text[40];
    const int few = few_digits(x, digits, exponent);
    if (few)
        return few;
    for (int precision = 0;; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, x);
        int n = 0;
        const char *p = text;
        for (; *p != 'e'; p++)
            if (is_digit(*p))
                digits[n++] = *p;
        *exponent = atoi(p + 1);
        digits[n] = '\0';
        snprintf(text, sizeof text, "%se%d", digits, *exponent - precision);
        if (precision == 16 || strtod(text, NULL) == x)
            return n;
    }
}

/* x finite and not 0. Positional between 1e-4 and 1e16, as Python prints. */
static void print_digits(const char *sign, const char *digits, int n, int exponent, char out[64])
{
    if (exponent < -4 || exponent >= 16) {
        const char *point = n > 1 ? "." : "";
        snprintf(out, 64, "%s%c%s%se%+03d", sign, digits[0], point, digits + 1, exponent);
    } else if (exponent < 0) {
        snprintf(out, 64, "%s0.%.*s%s", sign, -exponent - 1, "000", digits);
    } else if (exponent + 1 >= n) {
        snprintf(out, 64, "%s%s%.*s.0", sign, digits, exponent + 1 - n, "0000000000000000");
    } else {
        snprintf(out, 64, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
    }
}

void number_shortest(double x, char out[32])
{
    char digits[20], text[64]; /* at most 25 bytes of text are used */
    int exponent;
    const char *sign = signbit(x) ? "-" : "";
    if (isnan(x)) {
        snprintf(text, sizeof text, "nan");
    } else if (!isfinite(x) || x == 0) {
        snprintf(text, sizeof text, "%s%s", sign, x == 0 ? "0.0" : "inf");
    } else {
        const int n = shortest_digits(fabs(x), digits, &exponent);
        print_digits(sign, digits, n, exponent, text);
    }
    snprintf(out, 32, "%.31s", text);
}
