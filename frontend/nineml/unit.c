/* Dimensions and units of documents, and numbers in them. */
#include "frontend/nineml/document.h"
#include "ir/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const Str *nml_number(NmlDocuments *all, const XmlText *text)
{
    const char *s = arena_strndup(all->session->arena, text->s, text->len);
    s += strspn(s, " \t\r\n");
    const size_t n = strcspn(s, " \t\r\n");
    char *end;
    const bool decimal = n && strspn(s, "+-.0123456789eE") == n;
    const double x = strtod(s, &end);
    if (decimal && end == s + n && !s[n + strspn(s + n, " \t\r\n")] && isfinite(x))
        return str_intern(all->session->strings, s, n);
    nml_complain(all, DIAG_NNC0905, text->span, "'%s' is no decimal number", s);
    return NULL;
}

static bool read_exponent(const NmlFile *f, const XmlElement *e, const char *name, int *out)
{
    const XmlText *t = xml_attribute(e, name);
    *out = 0;
    if (!t)
        return true;
    const Str *number = nml_number(f->all, t);
    const double x = number ? strtod(number->s, NULL) : 0;
    *out = (int)fmax(-100, fmin(100, x));
    if (number && (x < *out || x > *out))
        nml_complain(f->all, DIAG_NNC0905, t->span, "'%s' must be a whole number from -100 to 100",
                     name);
    return number && !(x < *out || x > *out);
}

static void suggest(const NmlFile *f, Diag *g, const Map *map, const Str *name)
{
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < map->n; i++)
        str_nearest_offer(&near, ((const Str *)map->entries[i].key)->s);
    if (near.best)
        diag_did_you_mean(f->all->session->diags, g, name->s, near.best);
}

bool nml_dimension(const NmlFile *f, const XmlText *name, Dim *out)
{
    static const char *const bases[DIM_BASES] = {"m", "l", "t", "i", "k", "n", "j"};
    *out = DIM_NONE;
    if (!name)
        return true;
    const Str *word = xml_intern(f->all->session, name);
    const XmlElement *e = map_get(&f->dimensions, word);
    if (!e && str_is(word, "dimensionless"))
        return true;
    if (!e && !nml_first_missed(f->all, f->source->name, word))
        return false;
    if (!e) {
        suggest(
            f,
            nml_complain(f->all, DIAG_NNC0905, name->span, "there is no dimension '%s'", word->s),
            &f->dimensions, word);
        return false;
    }
    int p[DIM_BASES];
    for (int i = 0; i < DIM_BASES; i++)
        if (!read_exponent(f, e, bases[i], &p[i]))
            return false;
    *out = dim_of(p[0], p[1], p[2], p[3], p[4], p[5], p[6]);
    return true;
}

static bool same(const Unit *a, const Unit *b)
{
    return dim_equal(a->dim, b->dim) && a->exp10 == b->exp10 &&
           !(fabs(a->factor - b->factor) > 0) && !(fabs(a->offset - b->offset) > 0);
}

/* A number, `otherwise` where it is missing. */
static bool read_number(const NmlFile *f, const XmlElement *e, const char *attribute,
                        double otherwise, double *out)
{
    const XmlText *t = xml_attribute(e, attribute);
    const Str *number = t ? nml_number(f->all, t) : NULL;
    *out = number ? strtod(number->s, NULL) : otherwise;
    return number || !t;
}

/* SI = value scale 10^power + offset. A symbol that the compiler knows in that sense is kept, for messages and text. */
const Unit *nml_unit(const NmlFile *f, const XmlText *symbol)
{
    Session *s = f->all->session;
    const Str *name = xml_intern(s, symbol);
    const XmlElement *e = map_get(&f->units, name);
    if (!e && !nml_first_missed(f->all, f->source->name, name))
        return NULL;
    if (!e) {
        suggest(f,
                nml_complain(f->all, DIAG_NNC0905, symbol->span, "there is no unit '%s'", name->s),
                &f->units, name);
        return NULL;
    }
    Unit *unit = ARENA_NEW(s->arena, Unit), known;
    const XmlText *dimension = nml_need(f->all, e, "dimension"), *scale = xml_attribute(e, "scale");
    if (!dimension || !nml_dimension(f, dimension, &unit->dim) ||
        !read_exponent(f, e, "power", &unit->exp10) ||
        !read_number(f, e, "offset", 0, &unit->offset) ||
        !read_number(f, e, "scale", 1, &unit->factor))
        return NULL;
    if (!(unit->factor > 0)) {
        nml_complain(f->all, DIAG_NNC0905, scale->span, "the scale of a unit is positive");
        return NULL;
    }
    if (unit_parse(name->s, name->len, &known) == name->len && same(&known, unit))
        *unit = known;
    return unit;
}

/* The sign of a number stands outside, but where the scale has an offset. */
static IrExpr *literal(Session *s, const Str *number, const Unit *unit, Span at)
{
    const bool sign = number->s[0] == '-' || number->s[0] == '+';
    const size_t skip = sign && !(unit && unit->offset != 0) ? 1 : 0;
    const Str *text = str_intern(s->strings, number->s + skip, number->len - skip);
    IrExpr *e = ir_literal(s->arena, text, unit, at);
    return skip && number->s[0] == '-' ? ir_unary(s->arena, IR_NEG, e) : e;
}

IrExpr *nml_quantity(NmlDocuments *all, const Str *number, const Unit *unit, Span at)
{
    Session *s = all->session;
    double value;
    if (!unit || dim_is_none(unit->dim))
        unit = unit && unit->exp10 ? unit : NULL;
    if (!unit || unit->text[0])
        return literal(s, number, unit, at);
    if (unit_scale_literal(number->s, number->len, unit, &unit_native, &value))
        return ir_number(s->arena, value, unit->dim, at);
    nml_complain(all, DIAG_NNC0905, at, "'%s' is not finite", number->s);
    return NULL;
}
