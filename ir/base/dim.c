/* Dimensions and unit systems: exponents, and the names people expect for them. Names of units are
 * in unit.c. */
#include "ir/base/dim.h"

#include <stdio.h>
#include <string.h>

enum { HALF_MOST = 100 }; /* |exponent| in halves; far beyond any equation */

const Dim DIM_NONE = {{0}, 0};

const UnitSystem unit_si = {"SI", {0}};
/* ms, nA, um, K as they are; ug makes mV, amol makes mM. */
const UnitSystem unit_native = {
    "native",
    {[DIM_KG] = -9, [DIM_M] = -6, [DIM_S] = -3, [DIM_A] = -9, [DIM_MOL] = -18},
};

Dim dim_of(int kg, int m, int s, int a, int k, int mol, int cd)
{
    return (Dim){{(int8_t)(2 * kg), (int8_t)(2 * m), (int8_t)(2 * s), (int8_t)(2 * a),
                  (int8_t)(2 * k), (int8_t)(2 * mol), (int8_t)(2 * cd)},
                 0};
}

bool dim_equal(Dim a, Dim b)
{
    return !memcmp(a.half, b.half, sizeof a.half) && a.var == b.var;
}

bool dim_is_none(Dim d)
{
    return dim_equal(d, DIM_NONE);
}

/* a * b^sign */
static bool combine(Dim a, Dim b, int sign, Dim *out)
{
    Dim result;
    for (int i = 0; i < DIM_BASES; i++) {
        const int half = a.half[i] + sign * b.half[i];
        if (half > HALF_MOST || half < -HALF_MOST)
            return false;
        result.half[i] = (int8_t)half;
    }
    const int var = a.var + sign * b.var;
    if (var < 0 || var > 1)
        return false;
    result.var = (uint8_t)var;
    *out = result;
    return true;
}

bool dim_mul(Dim a, Dim b, Dim *out)
{
    return combine(a, b, 1, out);
}

bool dim_div(Dim a, Dim b, Dim *out)
{
    return combine(a, b, -1, out);
}

bool dim_pow(Dim a, int numerator, int denominator, Dim *out)
{
    Dim result = DIM_NONE;
    if (!denominator || (a.var && numerator != denominator && numerator))
        return false;
    result.var = numerator ? a.var : 0;
    for (int i = 0; i < DIM_BASES; i++) {
        const long long product = (long long)a.half[i] * numerator;
        const long long half = product / denominator;
        if (product % denominator || half > HALF_MOST || half < -HALF_MOST)
            return false;
        result.half[i] = (int8_t)half;
    }
    *out = result;
    return true;
}

/* Units of the native system that have a name, the most usual first: the search below takes the
 * first that fits. */
typedef struct NativeName {
    const char *name;
    int8_t exponent[DIM_BASES];
} NativeName;

static const NativeName native_names[] = {
    {"mV", {[DIM_KG] = 1, [DIM_M] = 2, [DIM_S] = -3, [DIM_A] = -1}},
    {"nA", {[DIM_A] = 1}},
    {"uS", {[DIM_KG] = -1, [DIM_M] = -2, [DIM_S] = 3, [DIM_A] = 2}},
    {"nF", {[DIM_KG] = -1, [DIM_M] = -2, [DIM_S] = 4, [DIM_A] = 2}},
    {"ms", {[DIM_S] = 1}},
    {"um", {[DIM_M] = 1}},
    {"mM", {[DIM_MOL] = 1, [DIM_M] = -3}},
    {"K", {[DIM_K] = 1}},
    {"MOhm", {[DIM_KG] = 1, [DIM_M] = 2, [DIM_S] = -3, [DIM_A] = -2}},
    {"amol", {[DIM_MOL] = 1}},
    {"pC", {[DIM_A] = 1, [DIM_S] = 1}},
    {"fJ", {[DIM_KG] = 1, [DIM_M] = 2, [DIM_S] = -2}},
    {"cd", {[DIM_CD] = 1}},
    {"ug", {[DIM_KG] = 1}},
};
enum { N_NATIVE = sizeof native_names / sizeof *native_names, FACTORS_MOST = 3, POWER_MOST = 4 };

/* Names of the base dimensions alone, for what has no short spelling. */
static const char *const base_names[DIM_BASES] = {"ug", "um", "ms", "nA", "K", "amol", "cd"};

typedef struct Factor {
    const char *name; /* NULL ends a list */
    int half;         /* power in halves */
} Factor;

static Dim without(Dim d, const NativeName *name, int power)
{
    for (int i = 0; i < DIM_BASES; i++)
        d.half[i] = (int8_t)(d.half[i] - 2 * power * name->exponent[i]);
    return d;
}

/* The power of the name that may be all of d: as the first exponent says; 0 when none is small enough. */
static int power_of(Dim d, const NativeName *name, int most)
{
    for (int i = 0; i < DIM_BASES; i++) {
        if (!name->exponent[i])
            continue;
        const int power = d.half[i] / (2 * name->exponent[i]);
        return power > most || power < -most ? 0 : power;
    }
    return 0;
}

static bool find_last_factor(Dim d, int most, Factor *factor)
{
    for (int i = 0; i < N_NATIVE; i++) {
        const int power = power_of(d, &native_names[i], most);
        if (power && dim_is_none(without(d, &native_names[i], power))) {
            *factor = (Factor){native_names[i].name, 2 * power};
            return true;
        }
    }
    return false;
}

/* Writes d as exactly `n` factors, the last with a power of `most` at most. The others have power 1 or -1, positive ones
   first, so that mV/ms is found before anything odd and the search stays short. */
static bool find_factors(Dim d, int n, int most, Factor *factors)
{
    if (!n)
        return dim_is_none(d);
    if (n == 1)
        return find_last_factor(d, most, factors);
    for (int power = 1; power >= -1; power -= 2)
        for (int i = 0; i < N_NATIVE; i++)
            if (find_factors(without(d, &native_names[i], power), n - 1, most, factors + 1)) {
                *factors = (Factor){native_names[i].name, 2 * power};
                return true;
            }
    return false;
}

static bool has_odd_half(Dim d)
{
    for (int i = 0; i < DIM_BASES; i++)
        if (d.half[i] % 2)
            return true;
    return false;
}

/* d, without its weight, as a list of factors that a NULL name ends. */
static void factorize(Dim d, Factor factors[DIM_BASES + 1])
{
    memset(factors, 0, (DIM_BASES + 1) * sizeof *factors);
    d.var = 0;
    for (int n = 0; n <= FACTORS_MOST && !has_odd_half(d); n++)
        if (find_factors(d, n, 1, factors) || find_factors(d, n, POWER_MOST, factors))
            return;
    int n = 0;
    for (int i = 0; i < DIM_BASES; i++)
        if (d.half[i])
            factors[n++] = (Factor){base_names[i], d.half[i]};
}

/* "cm2" or "sqrt(ms)" or "ms^(3/2)", whatever the sign of the power. */
static int print_power(char *out, size_t size, Factor f)
{
    const int half = f.half < 0 ? -f.half : f.half;
    if (half == 2)
        return snprintf(out, size, "%s", f.name);
    if (half == 1)
        return snprintf(out, size, "sqrt(%s)", f.name);
    if (half % 2)
        return snprintf(out, size, "%s^(%d/2)", f.name, half);
    return snprintf(out, size, "%s%d", f.name, half / 2);
}

/* Factors of one sign after what stands in out already; returns the new length. */
static size_t print_factors(char *out, size_t size, size_t len, const Factor *factors, bool above)
{
    for (const Factor *f = factors; f->name; f++) {
        if ((f->half > 0) != above || len + 2 >= size)
            continue;
        if (!above && !len)
            out[len++] = '1';
        if (len)
            out[len++] = above ? '*' : '/';
        len += (size_t)print_power(out + len, size - len, *f);
    }
    return len < size ? len : size - 1;
}

static void spell(Dim d, bool with_weight, char *out, size_t size)
{
    Factor factors[DIM_BASES + 1];
    size_t len = 0;
    out[0] = '\0';
    /* Noise: a root of time beside something usual reads best at the end. */
    const Dim root = {.half = {[DIM_S] = 1}};
    Dim whole = d;
    const char *suffix = "";
    if (d.half[DIM_S] % 2 && dim_mul(d, root, &whole))
        suffix = "/sqrt(ms)";
    if (has_odd_half(whole)) {
        whole = d;
        suffix = "";
    }
    factorize(whole, factors);
    if (with_weight && d.var)
        len = (size_t)snprintf(out, size, "weight");
    len = print_factors(out, size, len, factors, true);
    len = print_factors(out, size, len, factors, false);
    snprintf(out + len, size - len, "%s%s", len ? "" : "1", suffix);
}

void dim_describe(Dim d, char out[64])
{
    spell(d, true, out, 64);
}

void dim_say(Dim d, char out[72])
{
    char unit[64];
    dim_describe(d, unit);
    snprintf(out, 72, dim_is_none(d) ? "a pure number" : "in %s", unit);
}

Unit dim_native_unit(Dim d)
{
    int halves = 0; /* the unit is 10^(halves/2) in SI */
    for (int i = 0; i < DIM_BASES; i++)
        halves += d.half[i] * unit_native.exp10[i];
    const int odd = halves % 2 != 0;
    Unit unit = {
        .dim = d,
        .exp10 = (halves - odd) / 2,
        .factor = odd ? UNIT_SQRT10 : 1.0,
    };
    spell(d, false, unit.text, sizeof unit.text);
    return unit;
}
