/* Derived parameters that are a number of another component: "channel/conductance", and from anywhere in the document
   "//MembranePotential[species=channel/species]/reversal" (LEMS, DerivedParameter). Steps lead to children by role, id or
   list and to what references name; a test in brackets compares an attribute with a 'word', or with one that a path
   without tests leads to from the component. */
#include "frontend/lems/expression.h"
#include "frontend/lems/model.h"

#include "ir/build.h"

#include <string.h>

/* Derived parameters that come from each other, and numbers that one is made of. */
enum { DEPTH_MAX = 30, NUMBERS_MAX = 1000 };

/* The parameter that is asked for, of a component. */
typedef struct Wanted {
    LemsDocument *d;
    const LemsComponent *component;
    Span at;
    unsigned depth;
    unsigned *n; /* numbers that were read */
} Wanted;

/* "name[attribute=other]"; without a test `attribute` is NULL. */
typedef struct Step {
    const Str *name, *attribute;
    XmlText other;
} Step;
typedef VEC(Step) Steps;
typedef VEC(const LemsComponent *) Found;

/* ---- paths ---- */
static XmlText part_of(const XmlText *path, const char *from, const char *to)
{
    return (XmlText){.s = from, .len = (uint32_t)(to - from), .span = path->span};
}

static const Str *word_of(const LemsDocument *d, const char *from, const char *to)
{
    return str_intern(d->session->strings, from, (size_t)(to - from));
}

/* From `s` on to a slash that stands in no brackets, or to the end. */
static const char *step_end(const char *s, const char *end)
{
    for (int open = 0; s < end && (open || *s != '/'); s++)
        open += (*s == '[') - (*s == ']');
    return s;
}

static bool read_step(const LemsDocument *d, const XmlText *path, const char *s, const char *end,
                      Step *out)
{
    const char *open = memchr(s, '[', (size_t)(end - s));
    *out = (Step){.name = word_of(d, s, open ? open : end)};
    if (!open)
        return out->name->len > 0;
    const char *equals = memchr(open, '=', (size_t)(end - open));
    if (!out->name->len || !equals || end[-1] != ']')
        return false;
    out->attribute = word_of(d, open + 1, equals);
    out->other = part_of(path, equals + 1, end - 1);
    return out->attribute->len && equals + 1 < end - 1;
}

static bool read_steps(const LemsDocument *d, const XmlText *path, Steps *out)
{
    const char *const end = path->s + path->len;
    for (const char *s = path->s; s <= end;) {
        const char *to = step_end(s, end);
        Step step;
        if (!read_step(d, path, s, to, &step))
            return false;
        VEC_PUSH(d->session->arena, out, step);
        s = to + 1;
    }
    return true;
}

/* ---- components ---- */
static const Str *follow_word(const Wanted *w, const XmlText *path);

/* What the step compares with; NULL: there is no such thing. */
static const Str *compared(const Wanted *w, const Step *step)
{
    const XmlText *text = &step->other;
    const char first = text->s[0];
    if ((first == '\'' || first == '"') && text->len > 1 && text->s[text->len - 1] == first)
        return word_of(w->d, text->s + 1, text->s + text->len - 1);
    return follow_word(w, text);
}

static bool passes(const Wanted *w, const LemsComponent *c, const Step *step)
{
    if (!step->attribute)
        return true;
    const XmlText *own = lems_attribute(c, step->attribute->s);
    return own && xml_intern(w->d->session, own) == compared(w, step);
}

static void step_down(const Wanted *w, const LemsComponent *owner, const Step *step, Found *out)
{
    Session *s = w->d->session;
    for (uint32_t i = 0; i < owner->children.n; i++)
        if (lems_is_called(owner, owner->children.v[i], step->name) &&
            passes(w, owner->children.v[i], step))
            VEC_PUSH(s->arena, out, owner->children.v[i]);
    const XmlText *id = out->n ? NULL : lems_attribute(owner, step->name->s);
    const LemsComponent *named = id ? lems_reference(w->d, owner, xml_intern(s, id)) : NULL;
    if (named && passes(w, named, step))
        VEC_PUSH(s->arena, out, named);
}

static void everywhere(const Wanted *w, const Step *step, Found *out)
{
    for (uint32_t i = 0; i < w->d->all.n; i++) {
        const LemsComponent *c = w->d->all.v[i];
        if (lems_is_a(c->type, step->name) && passes(w, c, step))
            VEC_PUSH(w->d->session->arena, out, c);
    }
}

/* The components that all steps but the last lead to. */
static Found follow(const Wanted *w, const Steps *steps, bool anywhere)
{
    Found at = {0};
    uint32_t i = 0;
    if (anywhere)
        everywhere(w, &steps->v[i++], &at);
    else
        VEC_PUSH(w->d->session->arena, &at, w->component);
    for (; i + 1 < steps->n; i++) {
        Found next = {0};
        for (uint32_t k = 0; k < at.n; k++)
            step_down(w, at.v[k], &steps->v[i], &next);
        at = next;
    }
    return at;
}

/* The attribute that a path within a test leads to; NULL: none, or several. */
static const Str *follow_word(const Wanted *w, const XmlText *path)
{
    Steps steps = {0};
    if (memchr(path->s, '[', path->len) || !read_steps(w->d, path, &steps))
        return NULL;
    const Found found = follow(w, &steps, false);
    return found.n == 1
               ? xml_intern(w->d->session, lems_attribute(found.v[0], steps.v[steps.n - 1].name->s))
               : NULL;
}

/* ---- numbers ---- */
static IrExpr *number_of(const Wanted *w, const LemsMember *m);

static IrExpr *find_name(void *place, const Str *name, Span at)
{
    const Wanted *w = place;
    const LemsMember *m = lems_member(w->component->type, name);
    const XmlElement *constant = m ? NULL : map_get(&w->d->constants, name);
    if (m)
        return number_of(w, m);
    if (constant)
        return lems_global(w->d, constant);
    lems_complain(w->d, DIAG_NNC0907, at, "'%s' means nothing in the component type '%s'", name->s,
                  w->component->type->name->s);
    return NULL;
}

static IrExpr *read_quantity(const Wanted *w, const LemsMember *m)
{
    const XmlText *value = lems_attribute(w->component, m->name->s);
    if (!value)
        lems_lacks(w->d, w->component->element, m->name->s);
    return value ? lems_given(w->d, m, value) : NULL;
}

static IrExpr *read_constant(const Wanted *w, const LemsMember *m)
{
    const XmlText *value = lems_need(w->d, m->element, "value");
    return value ? lems_given(w->d, m, value) : NULL;
}

static IrExpr *no_number(const Wanted *w, const char *why, const LemsMember *m)
{
    lems_complain(w->d, DIAG_NNC0907, w->at, "'%s' of '%s' %s", m->name->s,
                  w->component->type->name->s, why);
    return NULL;
}

/* The parameter of the component at the end, by the name of the last step. */
static IrExpr *number_there(const Wanted *w, const Found *found, const Str *name,
                            const LemsMember *m)
{
    const LemsComponent *c = found->v[0];
    const LemsMember *there = lems_member(c->type, name);
    const Wanted next = {w->d, c, w->at, w->depth + 1, w->n};
    if (!there) {
        lems_complain(w->d, DIAG_NNC0907, w->at, "the component type '%s' has no '%s'",
                      c->type->name->s, name->s);
        return NULL;
    }
    IrExpr *e = number_of(&next, there);
    if (!e || there->any || m->any || dim_equal(there->dim, m->dim))
        return e;
    lems_wrong_dimension(w->d, w->at, m, there->dim);
    return NULL;
}

static IrExpr *select_number(const Wanted *w, const LemsMember *m, const XmlText *path)
{
    const bool anywhere = path->len > 2 && path->s[0] == '/' && path->s[1] == '/';
    const XmlText rest = part_of(path, path->s + 2 * anywhere, path->s + path->len);
    Steps steps = {0};
    if (!read_steps(w->d, &rest, &steps) || steps.n < 2) {
        lems_complain(w->d, DIAG_NNC0907, path->span, "this is no path to a parameter");
        return NULL;
    }
    const Found found = follow(w, &steps, anywhere);
    const Wanted here = {w->d, w->component, path->span, w->depth, w->n};
    if (found.n == 1)
        return number_there(&here, &found, steps.v[steps.n - 1].name, m);
    lems_complain(w->d, DIAG_NNC0907, path->span,
                  found.n ? "this path leads to %u components" : "this path leads to nothing",
                  found.n);
    return NULL;
}

static IrExpr *read_derived(const Wanted *w, const LemsMember *m)
{
    const XmlText *select = xml_attribute(m->element, "select");
    if (w->depth == DEPTH_MAX)
        return no_number(w, "comes from derived parameters without end", m);
    if (select)
        return select_number(w, m, select);
    Wanted inner = *w;
    inner.depth++;
    const XmlText *value = lems_need(w->d, m->element, "value");
    const InfixNames names = {&lems_infix, w->d->session, &inner, find_name, NULL};
    IrExpr *e = value ? infix_parse(&names, value) : NULL;
    w->d->failed |= !e;
    return e;
}

static IrExpr *number_of(const Wanted *w, const LemsMember *m)
{
    static IrExpr *(*const readers[LEMS_MEMBER_KINDS])(const Wanted *, const LemsMember *) = {
        [LEMS_PARAMETER] = read_quantity,
        [LEMS_INDEX_PARAMETER] = read_quantity,
        [LEMS_INTEGER_PARAMETER] = read_quantity,
        [LEMS_CONSTANT] = read_constant,
        [LEMS_FIXED] = read_constant,
        [LEMS_DERIVED_PARAMETER] = read_derived};
    if (!readers[m->kind])
        return no_number(w, "is no parameter", m);
    if (++*w->n > NUMBERS_MAX)
        return no_number(w, "comes from too many numbers", m);
    return readers[m->kind](w, m);
}

IrExpr *lems_selected_number(LemsModel *x, const LemsMember *m)
{
    unsigned n = 0;
    const Wanted w = {x->d, x->component, m->element->span, 0, &n};
    return number_of(&w, m);
}
