/* Unit names with their prefixes, unit expressions, and their arithmetic. */
#include "ir/base/dim.h"

#include <stdio.h>
#include <string.h>

/* Prefixes that name the same power twice have one canonical spelling, the first. */
typedef struct Prefix {
    const char *name;
    int exp10;
} Prefix;

static const Prefix prefixes[] = {
    {"", 0},    {"m", -3},  {"u", -6},  {"\xC2\xB5", -6}, {"\xCE\xBC", -6}, {"n", -9},  {"p", -12},
    {"f", -15}, {"a", -18}, {"z", -21}, {"y", -24},       {"r", -27},       {"q", -30}, {"c", -2},
    {"d", -1},  {"da", 1},  {"h", 2},   {"k", 3},         {"M", 6},         {"G", 9},   {"T", 12},
    {"P", 15},  {"E", 18},  {"Z", 21},  {"Y", 24},        {"R", 27},        {"Q", 30},
};
enum { N_PREFIXES = sizeof prefixes / sizeof *prefixes };

typedef struct UnitName {
    const char *name, *canonical;
    bool prefixable;
    int8_t exponent[DIM_BASES];
    int exp10;
    double factor, offset;
} UnitName;

#define DIMS(...)                                                                                  \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
/* Day, tonne and year are left out: `d` is distance and `dt` the step (language.md 2). Constants:
 * SI brochure, 9th edition. */
static const UnitName names[] = {
    /*                              kg  m  s  A  K mol cd */
    {"m", "m", true, DIMS(0, 1, 0, 0, 0, 0, 0), 0, 1, 0},
    {"s", "s", true, DIMS(0, 0, 1, 0, 0, 0, 0), 0, 1, 0},
    {"V", "V", true, DIMS(1, 2, -3, -1, 0, 0, 0), 0, 1, 0},
    {"A", "A", true, DIMS(0, 0, 0, 1, 0, 0, 0), 0, 1, 0},
    {"S", "S", true, DIMS(-1, -2, 3, 2, 0, 0, 0), 0, 1, 0},
    {"F", "F", true, DIMS(-1, -2, 4, 2, 0, 0, 0), 0, 1, 0},
    {"Ohm", "Ohm", true, DIMS(1, 2, -3, -2, 0, 0, 0), 0, 1, 0},
    {"ohm", "Ohm", true, DIMS(1, 2, -3, -2, 0, 0, 0), 0, 1, 0},
    {"\xCE\xA9", "Ohm", true, DIMS(1, 2, -3, -2, 0, 0, 0), 0, 1, 0},     /* Greek omega */
    {"\xE2\x84\xA6", "Ohm", true, DIMS(1, 2, -3, -2, 0, 0, 0), 0, 1, 0}, /* ohm sign */
    {"Hz", "Hz", true, DIMS(0, 0, -1, 0, 0, 0, 0), 0, 1, 0},
    {"M", "M", true, DIMS(0, -3, 0, 0, 0, 1, 0), 3, 1, 0},
    {"mol", "mol", true, DIMS(0, 0, 0, 0, 0, 1, 0), 0, 1, 0},
    {"C", "C", true, DIMS(0, 0, 1, 1, 0, 0, 0), 0, 1, 0},
    {"K", "K", true, DIMS(0, 0, 0, 0, 1, 0, 0), 0, 1, 0},
    {"g", "g", true, DIMS(1, 0, 0, 0, 0, 0, 0), -3, 1, 0},
    {"L", "L", true, DIMS(0, 3, 0, 0, 0, 0, 0), -3, 1, 0},
    {"l", "L", true, DIMS(0, 3, 0, 0, 0, 0, 0), -3, 1, 0},
    {"J", "J", true, DIMS(1, 2, -2, 0, 0, 0, 0), 0, 1, 0},
    {"eV", "eV", true, DIMS(1, 2, -2, 0, 0, 0, 0), -19, 1.602176634, 0},
    {"W", "W", true, DIMS(1, 2, -3, 0, 0, 0, 0), 0, 1, 0},
    {"N", "N", true, DIMS(1, 1, -2, 0, 0, 0, 0), 0, 1, 0},
    {"Pa", "Pa", true, DIMS(1, -1, -2, 0, 0, 0, 0), 0, 1, 0},
    {"bar", "bar", true, DIMS(1, -1, -2, 0, 0, 0, 0), 5, 1, 0},
    {"T", "T", true, DIMS(1, 0, -2, -1, 0, 0, 0), 0, 1, 0},
    {"Wb", "Wb", true, DIMS(1, 2, -2, -1, 0, 0, 0), 0, 1, 0},
    {"H", "H", true, DIMS(1, 2, -2, -2, 0, 0, 0), 0, 1, 0},
    {"cd", "cd", true, DIMS(0, 0, 0, 0, 0, 0, 1), 0, 1, 0},
    {"lm", "lm", true, DIMS(0, 0, 0, 0, 0, 0, 1), 0, 1, 0},
    {"lx", "lx", true, DIMS(0, -2, 0, 0, 0, 0, 1), 0, 1, 0},
    {"Bq", "Bq", true, DIMS(0, 0, -1, 0, 0, 0, 0), 0, 1, 0},
    {"Gy", "Gy", true, DIMS(0, 2, -2, 0, 0, 0, 0), 0, 1, 0},
    {"Sv", "Sv", true, DIMS(0, 2, -2, 0, 0, 0, 0), 0, 1, 0},
    {"kat", "kat", true, DIMS(0, 0, -1, 0, 0, 1, 0), 0, 1, 0},
    {"rad", "rad", true, DIMS(0, 0, 0, 0, 0, 0, 0), 0, 1, 0},
    {"sr", "sr", true, DIMS(0, 0, 0, 0, 0, 0, 0), 0, 1, 0},
    {"min", "min", false, DIMS(0, 0, 1, 0, 0, 0, 0), 0, 60, 0},
    {"h", "h", false, DIMS(0, 0, 1, 0, 0, 0, 0), 0, 3600, 0},
    {"deg", "deg", false, DIMS(0, 0, 0, 0, 0, 0, 0), 0, 0.017453292519943295, 0},
    {"degC", "degC", false, DIMS(0, 0, 0, 0, 1, 0, 0), 0, 1, 273.15},
};
#undef DIMS
enum { N_NAMES = sizeof names / sizeof *names };

/* Words of Python that a prefix and a unit would spell: `5 as` is no attosecond. */
static const char *const keywords[] = {"as"};

static bool is_text(const char *s, size_t len, const char *text)
{
    return strlen(text) == len && !memcmp(s, text, len);
}

static void set_unit(Unit *out, const Prefix *prefix, const UnitName *name)
{
    *out = (Unit){
        .exp10 = prefix->exp10 + name->exp10, .factor = name->factor, .offset = name->offset};
    for (int i = 0; i < DIM_BASES; i++)
        out->dim.half[i] = (int8_t)(2 * name->exponent[i]);
    const char *spelling = prefix->exp10 == -6 ? "u" : prefix->name;
    snprintf(out->text, sizeof out->text, "%s%s", spelling, name->canonical);
}

/* Whole names win over a prefix and a name: min, cd, Pa, T. */
bool unit_name(const char *s, size_t len, Unit *out)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (is_text(s, len, keywords[i]))
            return false;
    for (int p = 0; p < N_PREFIXES; p++) {
        const size_t skip = strlen(prefixes[p].name);
        if (skip >= len || memcmp(s, prefixes[p].name, skip) != 0)
            continue;
        for (int i = 0; i < N_NAMES; i++)
            if ((!skip || names[i].prefixable) && is_text(s + skip, len - skip, names[i].name)) {
                set_unit(out, &prefixes[p], &names[i]);
                return true;
            }
    }
    return false;
}

const char *unit_table_name(unsigned index)
{
    return index < N_NAMES ? names[index].name : NULL;
}

static const Unit unit_one = {.factor = 1.0, .text = "1"};

/* Appends the factors of `from` ("1/ms" has one, after '/') to `to`, above or below as they are, or
 * turned over. */
static bool append_text(char *to, size_t size, const char *from, bool turn)
{
    bool below = turn;
    if (!strncmp(from, "1/", 2)) {
        from += 2;
        below = !turn;
    }
    while (*from && strcmp(from, "1")) {
        const size_t n = strcspn(from, "*/"), len = strlen(to);
        const bool first = !strcmp(to, "1");
        if (len + n + 2 > size)
            return false;
        if (first && !below)
            snprintf(to, size, "%.*s", (int)n, from);
        else
            snprintf(to + len, size - len, "%c%.*s", below ? '/' : '*', (int)n, from);
        from += n;
        if (!*from)
            break;
        below = (*from++ == '/') != turn;
    }
    return true;
}

/* A product has no offset: mV/degC is per kelvin. */
static bool multiply(const Unit *a, const Unit *b, int sign, Unit *out)
{
    Unit unit = {
        .exp10 = a->exp10 + sign * b->exp10,
        .factor = sign > 0 ? a->factor * b->factor : a->factor / b->factor,
        .text = "1",
    };
    const bool in_range =
        sign > 0 ? dim_mul(a->dim, b->dim, &unit.dim) : dim_div(a->dim, b->dim, &unit.dim);
    if (!in_range || !append_text(unit.text, sizeof unit.text, a->text, false) ||
        !append_text(unit.text, sizeof unit.text, b->text, sign < 0))
        return false;
    *out = unit;
    return true;
}

bool unit_mul(const Unit *a, const Unit *b, Unit *out)
{
    return multiply(a, b, 1, out);
}

bool unit_div(const Unit *a, const Unit *b, Unit *out)
{
    return multiply(a, b, -1, out);
}

/* "cm" to the second is "cm2"; anything else is written out. */
static void spell_power(Unit *unit, const char *name, unsigned n)
{
    if (!strpbrk(name, "*/0123456789"))
        snprintf(unit->text, sizeof unit->text, "%.40s%u", name, n);
}

bool unit_pow(const Unit *a, int n, Unit *out)
{
    const unsigned size = n < 0 ? 0u - (unsigned)n : (unsigned)n;
    if (size > 50) /* beyond any dimension's range */
        return false;
    Unit unit = unit_one;
    for (unsigned i = 0; i < size; i++) {
        const Unit before = unit;
        if (!unit_mul(&before, a, &unit))
            return false;
        if (i > 0)
            spell_power(&unit, a->text, i + 1);
    }
    if (n < 0)
        return unit_div(&unit_one, &unit, out);
    *out = n == 1 ? *a : unit;
    return true;
}

static int at(const char *s, size_t len, size_t i)
{
    return i < len ? (unsigned char)s[i] : 0;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Digits as a small number; *i ends after them. False when there are none or too many. */
static bool parse_digits(const char *s, size_t len, size_t *i, int *value)
{
    const size_t start = *i;
    *value = 0;
    for (; is_digit(at(s, len, *i)) && *i - start < 3; ++*i)
        *value = *value * 10 + (s[*i] - '0');
    return *i > start && !is_digit(at(s, len, *i));
}

/* One factor: name[digits][("^"|"**")["-"]digits]. Returns its length, 0 if none stands here. */
static size_t parse_factor(const char *s, size_t len, Unit *out)
{
    size_t i = 0;
    int power = 1;
    while (is_letter(at(s, len, i)))
        i++;
    Unit unit;
    if (!unit_name(s, i, &unit) || (is_digit(at(s, len, i)) && !parse_digits(s, len, &i, &power)))
        return 0;
    size_t k = i;
    int sign = 1, exponent = 1;
    if (at(s, len, k) == '^')
        k++;
    else if (at(s, len, k) == '*' && at(s, len, k + 1) == '*')
        k += 2;
    if (k > i && at(s, len, k) == '-') {
        sign = -1;
        k++;
    }
    const bool more = k > i && parse_digits(s, len, &k, &exponent);
    const bool fits = unit_pow(&unit, more ? sign * power * exponent : power, out);
    return !fits ? 0 : more ? k : i;
}

size_t unit_parse(const char *s, size_t len, Unit *out)
{
    Unit unit = unit_one, factor;
    size_t i = 0;
    bool below = false;
    if (at(s, len, 0) == '1' && at(s, len, 1) == '/')
        i = 1;
    if (at(s, len, i) == '/') {
        below = true;
        i++;
    }
    size_t n = parse_factor(s + i, len - i, &factor);
    if (!n)
        return 0;
    if (!below)
        unit = factor; /* alone it keeps its offset */
    else if (!unit_div(&unit_one, &factor, &unit))
        return 0;
    for (i += n; at(s, len, i) == '/' || at(s, len, i) == '*'; i += n + 1) {
        const bool over = s[i] == '/';
        n = parse_factor(s + i + 1, len - i - 1, &factor);
        const Unit left = unit;
        if (!n || !(over ? unit_div(&left, &factor, &unit) : unit_mul(&left, &factor, &unit)))
            break;
    }
    *out = unit;
    return i;
}

/* A factor in a literal: no longer name, call, subscript or attribute may begin with it. */
static size_t factor_in_literal(const char *s, size_t len)
{
    Unit unit;
    size_t i = 0;
    while (is_letter(at(s, len, i)))
        i++;
    if (!unit_name(s, i, &unit))
        return 0;
    while (is_digit(at(s, len, i)))
        i++;
    const int next = at(s, len, i);
    if (is_letter(next) || (next && strchr("_([.`", next)))
        return 0;
    const size_t n = parse_factor(s, len, &unit);
    const int after = at(s, len, n);
    const bool joined = n > i && (is_letter(after) || after == '.' || after == '_');
    return joined ? i : n;
}

size_t unit_length_after_number(const char *s, size_t len)
{
    size_t i = 0, n;
    while (at(s, len, i) == ' ' || at(s, len, i) == '\t')
        i++;
    if (!i)
        return 0;
    if (at(s, len, i) == '/')
        i++;
    n = factor_in_literal(s + i, len - i);
    if (!n)
        return 0;
    for (i += n; at(s, len, i) == '/'; i += n + 1) {
        n = factor_in_literal(s + i + 1, len - i - 1);
        if (!n)
            break;
    }
    return i;
}
