/* Components: a class with values of its parameters, and with initial values of its states. */
#include "frontend/nineml/version.h"

const NmlValue *nml_value(const NmlValues *values, const Str *name)
{
    for (uint32_t i = 0; i < values->n; i++)
        if (values->v[i].name == name)
            return &values->v[i];
    return NULL;
}

bool nml_is_component(const NmlFile *f, const XmlElement *e)
{
    return nml_tag_kind(f->version, e->tag) == NML_TAG_COMPONENT;
}

/* ---- values ---- */
static void set_value(const NmlFile *f, NmlValues *to, const NmlValue *value)
{
    for (uint32_t i = 0; i < to->n; i++)
        if (to->v[i].name == value->name) {
            to->v[i] = *value;
            return;
        }
    VEC_PUSH(f->all->session->arena, to, *value);
}

static void suggest(const NmlFile *f, Diag *g, const NmlSymbols *known, const Str *name)
{
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < known->n; i++)
        str_nearest_offer(&near, known->v[i].name->s);
    if (near.best)
        diag_did_you_mean(f->all->session->diags, g, name->s, near.best);
}

/* Files have initial values of what is no state: those are passed over with a warning. */
static bool is_known(const NmlFile *f, const NmlComponent *c, const NmlValue *v, bool initial,
                     Span at)
{
    const NmlSymbols *known = initial ? &c->class_->states : &c->class_->parameters;
    if (nml_symbol(known, v->name))
        return true;
    Diag *g;
    if (initial)
        g = diag(f->all->session->diags, DIAG_NNC0924, at,
                 "'%s' has no state '%s': this value is not used", c->class_->name->s, v->name->s);
    else
        g = nml_complain(f->all, DIAG_NNC0923, at, "'%s' has no parameter '%s'", c->class_->name->s,
                         v->name->s);
    suggest(f, g, known, v->name);
    return false;
}

static void check_dimension(const NmlFile *f, const NmlComponent *c, const NmlValue *v,
                            bool initial)
{
    const NmlSymbol *x = nml_symbol(initial ? &c->class_->states : &c->class_->parameters, v->name);
    const Dim got = v->unit ? v->unit->dim : DIM_NONE;
    if (dim_equal(x->dim, got) || c->class_->rule) /* rules and distributions have pure numbers */
        return;
    char wanted[72], given[72];
    dim_say(x->dim, wanted);
    dim_say(got, given);
    Diag *g = nml_complain(f->all, DIAG_NNC0402, v->span, "'%s' must be %s, not %s", v->name->s,
                           wanted, given);
    diag_note(f->all->session->diags, g, x->span, "declared here");
}

static void read_values(const NmlFile *f, NmlComponent *c, const XmlElement *e)
{
    for (const XmlElement *s = e->first; s; s = s->next) {
        const bool initial = str_is(s->tag, "Initial");
        NmlValue v;
        if (!initial && !str_is(s->tag, "Property"))
            continue;
        const Str *name = nml_name(f->all, s, "name");
        if (!name || !nml_read_value(f, s, &v))
            continue;
        v.name = name;
        if (!is_known(f, c, &v, initial, s->span))
            continue;
        check_dimension(f, c, &v, initial);
        set_value(f, initial ? &c->initials : &c->properties, &v);
    }
}

/* ---- what a component is made from ---- */
static const NmlComponent *prototype_of(const NmlFile *f, const XmlElement *e)
{
    const NmlFile *owner;
    NmlEntry *entry = nml_refer(f, e, &owner);
    return entry ? nml_component(owner, entry) : NULL;
}

static void copy_values(const NmlFile *f, NmlValues *to, const NmlValues *from)
{
    for (uint32_t i = 0; i < from->n; i++)
        VEC_PUSH(f->all->session->arena, to, from->v[i]);
}

/* Parts of a MultiDynamics in the order of its class. */
static void read_parts(const NmlFile *f, NmlComponent *c, const XmlElement *e)
{
    for (uint32_t i = 0; i < c->class_->parts.n; i++) {
        const NmlComponent *part = NULL;
        for (const XmlElement *s = xml_first(e, "SubDynamicsProperties"); s;
             s = xml_next(s, "SubDynamicsProperties"))
            if (nml_name(f->all, s, "name") == c->class_->parts.v[i].name)
                part = nml_component_in(f, s);
        if (!part && !f->all->failed)
            nml_complain(f->all, DIAG_NNC0923, e->span, "'%s' has no values for its part '%s'",
                         c->name->s, c->class_->parts.v[i].name->s);
        VEC_PUSH(f->all->session->arena, &c->parts, part);
    }
}

/* Without <Definition>: the class is what the parts are, with the connections and exposures that stand here. */
static const NmlClass *class_of_parts(const NmlFile *f, const XmlElement *e)
{
    return xml_first(e, "SubDynamicsProperties") ? nml_multi_class(f, e) : NULL;
}

static bool find_class(const NmlFile *f, NmlComponent *c, const XmlElement *e)
{
    const XmlElement *definition = xml_first(e, "Definition"),
                     *prototype = xml_first(e, "Prototype");
    const NmlComponent *base = !definition && prototype ? prototype_of(f, prototype) : NULL;
    if (base) {
        c->class_ = base->class_;
        c->parts.v = base->parts.v, c->parts.n = base->parts.n;
        copy_values(f, &c->properties, &base->properties);
        copy_values(f, &c->initials, &base->initials);
    } else if (definition) {
        c->class_ = nml_find_class(f, definition);
    } else if (!prototype && !(c->class_ = class_of_parts(f, e))) {
        nml_complain(f->all, DIAG_NNC0903, e->span, "<%s> needs a <Definition> or <Prototype>",
                     e->tag->s);
    }
    return c->class_ != NULL;
}

const NmlComponent *nml_component_of(const NmlFile *f, const XmlElement *e)
{
    NmlComponent *c = ARENA_NEW(f->all->session->arena, NmlComponent);
    *c = (NmlComponent){.name = nml_name(f->all, e, "name"), .span = e->span};
    if (!c->name || !nml_enter(f->all, e->span))
        return NULL;
    const bool failed = f->all->failed;
    f->all->failed = false;
    const bool found = find_class(f, c, e); /* else it has been told */
    if (found)
        read_values(f, c, e);
    if (found && c->class_->kind == NML_MULTI_DYNAMICS && !c->parts.n)
        read_parts(f, c, e);
    const bool wrong = f->all->failed || !found;
    f->all->failed |= failed;
    nml_leave(f->all);
    return wrong ? NULL : c;
}

const NmlComponent *nml_component(const NmlFile *f, NmlEntry *entry)
{
    if (!nml_is_component(f, entry->element)) {
        nml_complain(f->all, DIAG_NNC0921, entry->element->span, "'%s' is no component",
                     entry->name->s);
        return NULL;
    }
    if (!nml_begin(f, entry, "component"))
        return entry->status == NML_DONE ? entry->what : NULL;
    return nml_end(entry, nml_component_of(f, entry->element));
}

const NmlComponent *nml_component_in(const NmlFile *f, const XmlElement *parent)
{
    for (const XmlElement *e = parent->first; e; e = e->next) {
        if (nml_is_component(f, e))
            return nml_component_of(f, e);
        if (str_is(e->tag, "Reference"))
            return prototype_of(f, e);
    }
    nml_complain(f->all, DIAG_NNC0903, parent->span, "<%s> contains no component", parent->tag->s);
    return NULL;
}
