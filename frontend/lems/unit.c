/* Dimensions and units of documents, and the quantities in them. */
#include "frontend/lems/document.h"
#include "ir/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A whole number of an attribute; `missing` where there is none. */
static bool read_integer(LemsDocument *d, const XmlElement *e, const char *name, int missing,
                         int *out)
{
    const XmlText *t = xml_attribute(e, name);
    *out = missing;
    if (!t)
        return true;
    char *end, *text = arena_strndup(d->session->arena, t->s, t->len);
    const long n = strtol(text, &end, 10);
    if (*end || end == text || n < -100 || n > 100) {
        lems_complain(d, DIAG_NNC0903, t->span, "'%s' must be a whole number from -100 to 100",
                      name);
        return false;
    }
    *out = (int)n;
    return true;
}

static bool read_number(LemsDocument *d, const XmlElement *e, const char *name, double missing,
                        double *out)
{
    const XmlText *t = xml_attribute(e, name);
    *out = missing;
    if (!t)
        return true;
    char *end, *text = arena_strndup(d->session->arena, t->s, t->len);
    *out = strtod(text, &end);
    if (*end || end == text || !isfinite(*out)) {
        lems_complain(d, DIAG_NNC0903, t->span, "'%s' must be a number", name);
        return false;
    }
    return true;
}

/* The same name with two meanings; the first one is found where it stands. */
static void clashes(LemsDocument *d, const XmlElement *e, const char *attribute, const Str *name)
{
    Diag *g = lems_complain(d, DIAG_NNC0301, e->span, "the %s '%s' is declared twice, differently",
                            str_is(e->tag, "Unit") ? "unit" : "dimension", name->s);
    for (uint32_t i = 0; i < d->measures.n; i++) {
        const XmlElement *first = d->measures.v[i];
        if (first->tag == e->tag && lems_name(d, first, attribute) == name) {
            diag_note(d->session->diags, g, first->span, "first here");
            return;
        }
    }
}

static void add_dimension(LemsDocument *d, const XmlElement *e)
{
    static const char *const bases[DIM_BASES] = {"m", "l", "t", "i", "k", "n", "j"};
    const XmlText *name = lems_need(d, e, "name");
    int power[DIM_BASES];
    for (int i = 0; i < DIM_BASES; i++)
        if (!read_integer(d, e, bases[i], 0, &power[i]))
            return;
    if (!name)
        return;
    Dim *dim = ARENA_NEW(d->session->arena, Dim);
    *dim = dim_of(power[0], power[1], power[2], power[3], power[4], power[5], power[6]);
    const Str *key = xml_intern(d->session, name);
    const Dim *first = map_get(&d->dimensions, key);
    if (first && !dim_equal(*first, *dim))
        clashes(d, e, "name", key);
    else
        map_set(&d->dimensions, key, dim);
}

bool lems_dimension(LemsDocument *d, const XmlText *name, Dim *out, bool *any)
{
    *out = DIM_NONE;
    *any = xml_is(name, "*");
    if (!name || *any || xml_is(name, "none"))
        return true;
    const Dim *dim = map_get(&d->dimensions, xml_intern(d->session, name));
    if (dim) {
        *out = *dim;
        return true;
    }
    const char *word = xml_intern(d->session, name)->s;
    Diag *g = lems_complain(d, DIAG_NNC0905, name->span, "there is no dimension '%s'", word);
    StrNearest near = str_nearest_start(word);
    for (uint32_t i = 0; i < d->dimensions.n; i++)
        str_nearest_offer(&near, ((const Str *)d->dimensions.entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(d->session->diags, g, word, near.best);
    return false;
}

/* How the compiler spells what documents call mS_per_cm2: mS/cm2. */
static bool spell(const Str *symbol, Unit *unit)
{
    char text[sizeof unit->text], *out = text;
    const char *s = symbol->s;
    if (!strncmp(s, "per_", 4)) {
        *out++ = '1', *out++ = '/';
        s += 4;
    }
    while (*s && out < text + sizeof text - 1) {
        const bool per = !strncmp(s, "_per_", 5);
        *out++ = per ? '/' : *s == '_' ? '*' : *s;
        s += per ? 5 : 1;
    }
    *out = 0;
    Unit known;
    const size_t n = strlen(text);
    if (*s || unit_parse(text, n, &known) != n || !dim_equal(known.dim, unit->dim) ||
        known.exp10 != unit->exp10 || fabs(known.factor - unit->factor) > 0 ||
        fabs(known.offset - unit->offset) > 0)
        return false;
    *unit = known;
    return true;
}

/* "cm" is scale 0.01 as well as power -2. */
static bool same_unit(const Unit *a, const Unit *b)
{
    const double x = a->factor * pow(10, a->exp10), y = b->factor * pow(10, b->exp10);
    return dim_equal(a->dim, b->dim) && fabs(x - y) <= 1e-12 * fabs(x) &&
           fabs(a->offset - b->offset) <= 1e-9;
}

/* SI = (value + offset) scale 10^power */
static void add_unit(LemsDocument *d, const XmlElement *e)
{
    const XmlText *symbol = lems_need(d, e, "symbol");
    double scale, offset;
    bool any;
    Unit *unit = ARENA_NEW(d->session->arena, Unit);
    if (!symbol || !lems_dimension(d, lems_need(d, e, "dimension"), &unit->dim, &any) ||
        !read_integer(d, e, "power", 0, &unit->exp10) || !read_number(d, e, "scale", 1, &scale) ||
        !read_number(d, e, "offset", 0, &offset))
        return;
    if (!(scale > 0)) {
        lems_complain(d, DIAG_NNC0903, xml_attribute(e, "scale")->span, "'scale' must be above 0");
        return;
    }
    unit->factor = scale;
    unit->offset = offset * scale * pow(10, unit->exp10);
    const Str *key = xml_intern(d->session, symbol);
    if (!spell(key, unit))
        unit->text[0] = 0; /* numbers in it are converted */
    const Unit *first = map_get(&d->units, key);
    if (first && !same_unit(first, unit))
        clashes(d, e, "symbol", key);
    else
        map_set(&d->units, key, unit);
}

void lems_read_measures(LemsDocument *d)
{
    static const struct {
        const char *tag;
        void (*add)(LemsDocument *d, const XmlElement *e);
    } kinds[] = {{"Dimension", add_dimension}, {"Unit", add_unit}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (uint32_t i = 0; i < d->measures.n; i++)
            if (str_is(d->measures.v[i]->tag, kinds[k].tag))
                kinds[k].add(d, d->measures.v[i]);
}

size_t lems_number_length(const char *s)
{
    char *end;
    const char *digits = s + (*s == '-' || *s == '+');
    if (strspn(digits, ".0123456789") == 0)
        return 0;
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        return (size_t)(digits + 1 - s); /* no hexadecimal ones */
    strtod(s, &end);
    return (size_t)(end - s);
}

/* The sign of a number stands outside, but where the scale has an offset. */
static IrExpr *literal(LemsDocument *d, const char *s, size_t n, const Unit *unit, Span at)
{
    const bool sign = *s == '-' || *s == '+', apart = sign && !(unit && unit->offset != 0);
    const Str *text = str_intern(d->session->strings, s + apart, n - apart);
    IrExpr *e = ir_literal(d->session->arena, text, unit, at);
    return apart && *s == '-' ? ir_unary(d->session->arena, IR_NEG, e) : e;
}

static void no_unit(LemsDocument *d, const XmlText *text, const char *symbol)
{
    Diag *g = lems_complain(d, DIAG_NNC0905, text->span, "there is no unit '%s'", symbol);
    StrNearest near = str_nearest_start(symbol);
    for (uint32_t i = 0; i < d->units.n; i++)
        str_nearest_offer(&near, ((const Str *)d->units.entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(d->session->diags, g, symbol, near.best);
}

IrExpr *lems_quantity(LemsDocument *d, const XmlText *text, Dim *dim)
{
    Arena *a = d->session->arena;
    const char *s = arena_strndup(a, text->s, text->len);
    s += strspn(s, " \t\n");
    const size_t n = lems_number_length(s);
    const char *symbol = s + n + strspn(s + n, " \t\n");
    if (!n) {
        lems_complain(d, DIAG_NNC0905, text->span, "'%s' is no number with a unit", s);
        return NULL;
    }
    *dim = DIM_NONE;
    if (!*symbol)
        return literal(d, s, n, NULL, text->span);
    const size_t end = strcspn(symbol, " \t\n");
    const bool alone = !symbol[end + strspn(symbol + end, " \t\n")];
    const Unit *unit =
        alone ? map_get(&d->units, str_intern(d->session->strings, symbol, end)) : NULL;
    if (!unit) {
        no_unit(d, text, symbol);
        return NULL;
    }
    *dim = unit->dim;
    double value;
    if (unit->text[0])
        return literal(d, s, n, unit, text->span);
    if (unit_scale_literal(s, n, unit, &unit_native, &value))
        return ir_number(a, value, unit->dim, text->span);
    lems_complain(d, DIAG_NNC0905, text->span, "'%s' is not finite", s);
    return NULL;
}

/* The unit that the text ends with: NULL where it is not known. */
static const Unit *unit_behind(LemsDocument *d, const char *s)
{
    static const Unit pure = {.factor = 1, .text = "1"};
    s += strspn(s, " \t\n");
    const size_t n = strcspn(s, " \t\n");
    if (!n)
        return &pure;
    return s[n] ? NULL : map_get(&d->units, str_intern(d->session->strings, s, n));
}

bool lems_number(LemsDocument *d, const XmlText *text, Dim *dim, double *native)
{
    enum { SHORT = 64 };
    char copy[SHORT], *s = copy;
    if (text->len < SHORT) {
        memcpy(copy, text->s, text->len);
        copy[text->len] = 0;
        s += strspn(s, " \t\n");
        const size_t n = lems_number_length(s);
        const Unit *unit = n ? unit_behind(d, s + n) : NULL;
        *dim = unit ? unit->dim : DIM_NONE;
        if (unit && unit_scale_literal(s, n, unit, &unit_native, native))
            return true;
    }
    const IrExpr *e = lems_quantity(d, text, dim);
    if (e && !ir_constant(e, native)) {
        lems_complain(d, DIAG_NNC0211, text->span, "the number %.*s is too large", (int)text->len,
                      text->s);
        return false;
    }
    return e != NULL;
}
