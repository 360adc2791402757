/* A small reader of unit expressions: prefixes, products, quotients, integer powers. */
#include "runtime/units.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct named_unit {
    const char *name;
    double si, offset;
    int8_t dim[7];
    bool prefixed;
} named_unit;

static const named_unit units[] = {
    {"s", 1, 0, {0, 0, 1, 0, 0, 0, 0}, true},
    {"m", 1, 0, {1, 0, 0, 0, 0, 0, 0}, true},
    {"g", 1e-3, 0, {0, 1, 0, 0, 0, 0, 0}, true},
    {"A", 1, 0, {0, 0, 0, 1, 0, 0, 0}, true},
    {"K", 1, 0, {0, 0, 0, 0, 1, 0, 0}, true},
    {"mol", 1, 0, {0, 0, 0, 0, 0, 1, 0}, true},
    {"cd", 1, 0, {0, 0, 0, 0, 0, 0, 1}, true},
    {"Hz", 1, 0, {0, 0, -1, 0, 0, 0, 0}, true},
    {"N", 1, 0, {1, 1, -2, 0, 0, 0, 0}, true},
    {"Pa", 1, 0, {-1, 1, -2, 0, 0, 0, 0}, true},
    {"J", 1, 0, {2, 1, -2, 0, 0, 0, 0}, true},
    {"W", 1, 0, {2, 1, -3, 0, 0, 0, 0}, true},
    {"C", 1, 0, {0, 0, 1, 1, 0, 0, 0}, true},
    {"V", 1, 0, {2, 1, -3, -1, 0, 0, 0}, true},
    {"F", 1, 0, {-2, -1, 4, 2, 0, 0, 0}, true},
    {"ohm", 1, 0, {2, 1, -3, -2, 0, 0, 0}, true},
    {"Ohm", 1, 0, {2, 1, -3, -2, 0, 0, 0}, true},
    {"\xce\xa9", 1, 0, {2, 1, -3, -2, 0, 0, 0}, true},
    {"S", 1, 0, {-2, -1, 3, 2, 0, 0, 0}, true},
    {"M", 1e3, 0, {-3, 0, 0, 0, 0, 1, 0}, true},
    {"L", 1e-3, 0, {3, 0, 0, 0, 0, 0, 0}, true},
    {"l", 1e-3, 0, {3, 0, 0, 0, 0, 0, 0}, true},
    {"min", 60, 0, {0, 0, 1, 0, 0, 0, 0}, false},
    {"h", 3600, 0, {0, 0, 1, 0, 0, 0, 0}, false},
    {"degC", 1, 273.15, {0, 0, 0, 0, 1, 0, 0}, false},
    {"rad", 1, 0, {0}, false},
    {"deg", 0.017453292519943295, 0, {0}, false},
    {"%", 0.01, 0, {0}, false},
    {"1", 1, 0, {0}, false},
};

typedef struct prefix {
    const char *name;
    double factor;
} prefix;

static const prefix prefixes[] = {
    {"f", 1e-15},       {"p", 1e-12}, {"n", 1e-9}, {"u", 1e-6}, {"\xc2\xb5", 1e-6},
    {"\xce\xbc", 1e-6}, {"m", 1e-3},  {"c", 1e-2}, {"d", 1e-1}, {"h", 1e2},
    {"k", 1e3},         {"M", 1e6},   {"G", 1e9},  {"T", 1e12},
};

enum {
    N_UNITS = sizeof units / sizeof units[0],
    N_PREFIXES = sizeof prefixes / sizeof prefixes[0]
};

static const named_unit *unit_named(const char *name, size_t length)
{
    for (size_t i = 0; i < N_UNITS; i++)
        if (strlen(units[i].name) == length && !memcmp(units[i].name, name, length))
            return &units[i];
    return NULL;
}

static bool symbol(const char *name, size_t length, nnrt_unit *u)
{
    const named_unit *plain = unit_named(name, length);
    double factor = 1;
    for (size_t i = 0; !plain && i < N_PREFIXES; i++) {
        const size_t head = strlen(prefixes[i].name);
        if (head >= length || memcmp(name, prefixes[i].name, head))
            continue;
        const named_unit *tail = unit_named(name + head, length - head);
        if (tail && tail->prefixed) {
            plain = tail;
            factor = prefixes[i].factor;
        }
    }
    if (!plain)
        return false;
    u->si = factor * plain->si;
    u->offset = plain->offset;
    memcpy(u->dim, plain->dim, sizeof u->dim);
    return true;
}

static bool is_operator(char c)
{
    return c == '*' || c == '/' || c == '^' || c == ' ' || c == '-' || c == '+';
}

/* One symbol with its power; moves *at. */
static bool factor(const char **at, nnrt_unit *u, int *power)
{
    const char *start = *at;
    const char *end = start;
    while (*end && !is_operator(*end) && (end == start || !isdigit((unsigned char)*end)))
        end++;
    if (end == start || !symbol(start, (size_t)(end - start), u))
        return false;
    if (*end == '^')
        end++;
    else if (end[0] == '*' && end[1] == '*')
        end += 2;
    char *after;
    const long n = strtol(end, &after, 10);
    *power = after == end ? 1 : (int)n;
    *at = after;
    return *power >= -8 && *power <= 8 && *power != 0;
}

static void multiply(nnrt_unit *u, const nnrt_unit *f, int power)
{
    for (int i = 0; i < abs(power); i++)
        u->si = power > 0 ? u->si * f->si : u->si / f->si;
    for (int i = 0; i < 7; i++)
        u->dim[i] = (int8_t)(u->dim[i] + power * f->dim[i]);
}

bool nnrt_unit_parse(const char *text, nnrt_unit *u)
{
    *u = (nnrt_unit){.si = 1};
    int sign = 1;
    bool first = true;
    for (const char *at = text; *at; first = false) {
        if (!first || *at == '/') {
            while (*at == ' ')
                at++;
            if (*at != '*' && *at != '/')
                return false;
            sign = *at++ == '/' ? -1 : 1;
            while (*at == ' ')
                at++;
        }
        nnrt_unit f = {0};
        int power;
        if (!factor(&at, &f, &power))
            return false;
        if (first && !*at && power == 1)
            u->offset = f.offset;
        multiply(u, &f, sign * power);
    }
    return true;
}

/* Ratios of units are powers of ten but for their last bits: 900 pA are 0.9 nA where 900 is divided by 1000. */
static double scaled(double x, double ratio)
{
    const bool down = ratio < 1;
    const double wanted = down ? 1 / ratio : ratio;
    double power = 1;
    while (power < 0.5 * wanted && power < 1e22)
        power *= 10;
    if (!(fabs(power - wanted) <= 1e-14 * wanted))
        return x * ratio;
    return down ? x / power : x * power;
}

bool nnrt_quantity_parse(const char *text, const char *unit, double factor, double *native,
                         char why[160])
{
    char *end;
    const char *digits = text + strspn(text, "+-");
    const bool hexadecimal = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    const double x = strtod(text, &end);
    if (end == text || isnan(x) || hexadecimal) {
        snprintf(why, 160, "is no number");
        return false;
    }
    while (*end == ' ')
        end++;
    *native = scaled(x, factor);
    if (!*end)
        return true;
    nnrt_unit given, wanted;
    if (!nnrt_unit_parse(end, &given)) {
        snprintf(why, 160, "ends in '%.40s', which is no unit", end);
        return false;
    }
    if (!nnrt_unit_parse(unit, &wanted) || memcmp(given.dim, wanted.dim, sizeof given.dim)) {
        snprintf(why, 160, "has the unit %.40s where %.40s is expected", end,
                 *unit ? unit : "a bare number");
        return false;
    }
    *native = given.offset == wanted.offset
                  ? scaled(x, given.si / wanted.si * factor)
                  : (x * given.si + given.offset - wanted.offset) / wanted.si * factor;
    return true;
}
