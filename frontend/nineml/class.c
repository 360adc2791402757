/* Classes of the abstraction layer: dynamics, connection rules, random distributions. */
#include "frontend/nineml/version.h"

#include <string.h>

const NmlPort *nml_port(const NmlClass *c, const Str *name)
{
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (c->ports.v[i].name == name)
            return &c->ports.v[i];
    return NULL;
}

const NmlSymbol *nml_symbol(const NmlSymbols *symbols, const Str *name)
{
    for (uint32_t i = 0; i < symbols->n; i++)
        if (symbols->v[i].name == name)
            return &symbols->v[i];
    return NULL;
}

typedef struct Reading {
    const NmlFile *f;
    NmlClass *c;
} Reading;

static Arena *arena(const Reading *r)
{
    return r->f->all->session->arena;
}

/* ---- parts of dynamics ---- */
/* The expression in <MathInline>; NULL after a diagnostic. */
static const XmlText *math_of(const Reading *r, const XmlElement *e)
{
    const XmlElement *m = xml_first(e, "MathInline");
    if (m && m->text.len)
        return &m->text;
    nml_complain(r->f->all, DIAG_NNC0903, e->span, "<%s> needs a <MathInline>", e->tag->s);
    return NULL;
}

/* True where nothing has the name yet; ports may show what has it. */
static bool is_free(const Reading *r, const Str *name, Span at)
{
    const NmlSymbols *const all[] = {&r->c->parameters, &r->c->states, &r->c->aliases,
                                     &r->c->constants};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (nml_symbol(all[i], name)) {
            nml_complain(r->f->all, DIAG_NNC0301, at, "'%s' is declared twice in '%s'", name->s,
                         r->c->name->s);
            return false;
        }
    return true;
}

static bool start_symbol(const Reading *r, const XmlElement *e, NmlSymbol *out)
{
    *out = (NmlSymbol){.name = nml_name(r->f->all, e, "name"), .span = e->span};
    return out->name && is_free(r, out->name, e->span);
}

static void add_quantity(const Reading *r, const XmlElement *e, NmlSymbols *to)
{
    NmlSymbol x;
    if (start_symbol(r, e, &x) && nml_dimension(r->f, xml_attribute(e, "dimension"), &x.dim))
        VEC_PUSH(arena(r), to, x);
}

static void read_parameter(const Reading *r, const XmlElement *e)
{
    add_quantity(r, e, &r->c->parameters);
}

static void read_state(const Reading *r, const XmlElement *e)
{
    add_quantity(r, e, &r->c->states);
}

static void read_constant(const Reading *r, const XmlElement *e)
{
    NmlSymbol x;
    const XmlText *units = nml_need(r->f->all, e, "units");
    const XmlText *text =
        r->f->version->number_in_text ? &e->text : nml_need(r->f->all, e, "value");
    if (!start_symbol(r, e, &x) || !units || !text)
        return;
    const Unit *unit = nml_unit(r->f, units);
    const Str *number = unit ? nml_number(r->f->all, text) : NULL;
    if (number && (x.constant = nml_quantity(r->f->all, number, unit, text->span)))
        VEC_PUSH(arena(r), &r->c->constants, x);
}

static void read_alias(const Reading *r, const XmlElement *e)
{
    NmlSymbol x;
    if (start_symbol(r, e, &x) && (x.math = math_of(r, e)))
        VEC_PUSH(arena(r), &r->c->aliases, x);
}

/* ---- regimes ---- */
static bool named_math(const Reading *r, const XmlElement *e, const char *attribute, NmlSymbol *out)
{
    *out = (NmlSymbol){.name = nml_name(r->f->all, e, attribute), .span = e->span};
    return out->name && (out->math = math_of(r, e));
}

static void add_named_math(const Reading *r, const XmlElement *e, const char *attribute,
                           NmlSymbols *to)
{
    NmlSymbol x;
    if (!named_math(r, e, attribute, &x))
        return;
    if (nml_symbol(to, x.name))
        nml_complain(r->f->all, DIAG_NNC0301, e->span, "'%s' gets two values here", x.name->s);
    else
        VEC_PUSH(arena(r), to, x);
}

static void read_action(const Reading *r, const XmlElement *e, NmlTransition *t)
{
    if (str_is(e->tag, "StateAssignment")) {
        add_named_math(r, e, "variable", &t->assignments);
    } else if (str_is(e->tag, "OutputEvent")) {
        const Str *port = nml_name(r->f->all, e, "port");
        if (port)
            VEC_PUSH(arena(r), &t->outputs, port);
    }
}

/* As in the text of the specification, and in its schema. */
static const char *const targets[] = {"target_regime", "targetRegime"};

static void read_transition(const Reading *r, const XmlElement *e, NmlRegime *regime, bool event)
{
    NmlTransition t = {.span = e->span};
    const XmlElement *trigger = xml_first(e, "Trigger");
    if (event)
        t.port = nml_name(r->f->all, e, "port");
    else if (trigger)
        t.trigger = math_of(r, trigger);
    else
        nml_complain(r->f->all, DIAG_NNC0903, e->span, "<%s> needs a <Trigger>", e->tag->s);
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (xml_attribute(e, targets[i]))
            t.target = nml_name(r->f->all, e, targets[i]);
    for (const XmlElement *s = e->first; s; s = s->next)
        read_action(r, s, &t);
    if (t.trigger || t.port)
        VEC_PUSH(arena(r), &regime->transitions, t);
}

static void read_regime(const Reading *r, const XmlElement *e)
{
    NmlRegime x = {.name = nml_name(r->f->all, e, "name"), .span = e->span};
    for (const XmlElement *s = e->first; s; s = s->next)
        if (str_is(s->tag, "TimeDerivative"))
            add_named_math(r, s, "variable", &x.derivatives);
        else if (str_is(s->tag, "Alias"))
            add_named_math(r, s, "name", &x.aliases);
        else if (str_is(s->tag, "OnCondition") || str_is(s->tag, "OnEvent"))
            read_transition(r, s, &x, str_is(s->tag, "OnEvent"));
    for (uint32_t i = 0; x.name && i < r->c->regimes.n; i++)
        if (r->c->regimes.v[i].name == x.name)
            nml_complain(r->f->all, DIAG_NNC0301, e->span, "the regime '%s' is declared twice",
                         x.name->s);
    if (x.name)
        VEC_PUSH(arena(r), &r->c->regimes, x);
}

/* ---- ports ---- */
static const struct {
    const char *tag, *exposure;
} ports[NML_PORT_KINDS] = {
    [NML_ANALOG_SEND] = {"AnalogSendPort", "AnalogSendPortExposure"},
    [NML_ANALOG_RECEIVE] = {"AnalogReceivePort", "AnalogReceivePortExposure"},
    [NML_ANALOG_REDUCE] = {"AnalogReducePort", "AnalogReducePortExposure"},
    [NML_EVENT_SEND] = {"EventSendPort", "EventSendPortExposure"},
    [NML_EVENT_RECEIVE] = {"EventReceivePort", "EventReceivePortExposure"},
};

static void add_port(const Reading *r, const XmlElement *e, NmlPort port)
{
    const XmlText *operator= xml_attribute(e, "operator");
    if (port.kind == NML_ANALOG_REDUCE && operator&& !xml_is(operator, "+"))
        nml_complain(r->f->all, DIAG_NNC0909, operator->span,
                     "values at a reduce port can only be added up");
    if (!port.name)
        return;
    if (nml_port(r->c, port.name))
        nml_complain(r->f->all, DIAG_NNC0301, e->span, "the port '%s' is declared twice",
                     port.name->s);
    VEC_PUSH(arena(r), &r->c->ports, port);
}

static void read_exposure(const Reading *r, const XmlElement *e, NmlPort port)
{
    port.part = nml_name(r->f->all, e, "sub_component");
    port.inner = nml_name(r->f->all, e, "port");
    port.name = xml_attribute(e, "name") ? nml_name(r->f->all, e, "name") : port.inner;
    for (uint32_t i = 0; port.part && port.inner && i < r->c->parts.n; i++) {
        const NmlPart *part = &r->c->parts.v[i];
        const NmlPort *inner = part->name == port.part ? nml_port(part->class_, port.inner) : NULL;
        if (!inner || inner->kind != port.kind)
            continue;
        port.dim = inner->dim;
        add_port(r, e, port);
        return;
    }
    if (port.part && port.inner)
        nml_complain(r->f->all, DIAG_NNC0922, e->span, "'%s' has no such port '%s'", port.part->s,
                     port.inner->s);
}

/* What is no port, is passed over. */
static void read_port(const Reading *r, const XmlElement *e)
{
    for (int k = 0; k < NML_PORT_KINDS; k++) {
        NmlPort port = {.kind = (NmlPortKind)k, .span = e->span};
        if (str_is(e->tag, ports[k].exposure)) {
            read_exposure(r, e, port);
            return;
        }
        if (!str_is(e->tag, ports[k].tag))
            continue;
        port.name = nml_name(r->f->all, e, "name");
        if (nml_dimension(r->f, xml_attribute(e, "dimension"), &port.dim))
            add_port(r, e, port);
        return;
    }
}

/* ---- the whole ---- */
static const struct {
    const char *tag;
    void (*read)(const Reading *r, const XmlElement *e);
} members[] = {
    {"Parameter", read_parameter}, {"StateVariable", read_state}, {"Constant", read_constant},
    {"Alias", read_alias},         {"Regime", read_regime},
};

static const struct {
    const char *tag;
    NmlClassKind kind;
} kinds[] = {
    {"Dynamics", NML_DYNAMICS},
    {"ConnectionRule", NML_CONNECTION_RULE},
    {"RandomDistribution", NML_RANDOM_DISTRIBUTION},
    {"MultiDynamics", NML_MULTI_DYNAMICS},
};

static bool read_kind(const XmlElement *e, NmlClassKind *out)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(e->tag, kinds[i].tag)) {
            *out = kinds[i].kind;
            return true;
        }
    return false;
}

static void read_part(const Reading *r, const XmlElement *e)
{
    NmlPart part = {.name = nml_name(r->f->all, e, "name"), .span = e->span};
    const XmlElement *inner = e->first;
    while (inner && nml_is_metadata(inner))
        inner = inner->next;
    if (!inner || !part.name) {
        nml_complain(r->f->all, DIAG_NNC0903, e->span, "<%s> contains no dynamics", e->tag->s);
        return;
    }
    NmlClassKind kind;
    part.class_ = read_kind(inner, &kind) && xml_attribute(inner, "name") && inner->first
                      ? nml_class_of(r->f, inner)
                      : nml_find_class(r->f, inner);
    if (part.class_)
        VEC_PUSH(arena(r), &r->c->parts, part);
    else
        r->f->all->failed = true; /* it has been told */
}

/* The last word of "http://nineml.net/9ML/1.0/connectionrules/AllToAll". */
static void read_rule(const Reading *r, const XmlElement *e)
{
    const XmlText *url = nml_need(r->f->all, e, "standard_library");
    if (!url)
        return;
    const char *text = xml_intern(r->f->all->session, url)->s, *slash = strrchr(text, '/');
    r->c->rule = str_from(r->f->all->session->strings, slash ? slash + 1 : text);
}

static void read_members(const Reading *r, const XmlElement *e)
{
    for (const XmlElement *s = e->first; s; s = s->next) {
        size_t i = 0;
        const size_t n = sizeof members / sizeof *members;
        while (i < n && !str_is(s->tag, members[i].tag))
            i++;
        if (i < n)
            members[i].read(r, s);
        else if (str_is(s->tag, "SubDynamics"))
            read_part(r, s);
        else
            read_port(r, s);
    }
}

static const XmlElement *body_of(const NmlFile *f, const XmlElement *e, NmlClassKind *kind)
{
    if (!f->version->wrapped)
        return read_kind(e, kind) ? e : NULL;
    for (const XmlElement *s = e->first; s; s = s->next)
        if (read_kind(s, kind))
            return s;
    nml_complain(f->all, DIAG_NNC0903, e->span,
                 "<%s> contains no <Dynamics>, <ConnectionRule> or <RandomDistribution>",
                 e->tag->s);
    return NULL;
}

const NmlClass *nml_class_of(const NmlFile *f, const XmlElement *e)
{
    NmlClass *c = ARENA_NEW(f->all->session->arena, NmlClass);
    const Reading r = {f, c};
    const bool failed = f->all->failed;
    f->all->failed = false;
    *c = (NmlClass){.name = nml_name(f->all, e, "name"), .file = f, .span = e->span};
    const XmlElement *body = c->name ? body_of(f, e, &c->kind) : NULL;
    if (body) {
        read_members(&r, e);
        if (body != e)
            read_members(&r, body);
        nml_read_connections(f, body, &c->connections);
    }
    if (body && (c->kind == NML_CONNECTION_RULE || c->kind == NML_RANDOM_DISTRIBUTION))
        read_rule(&r, body);
    const bool wrong = f->all->failed || !body;
    f->all->failed |= failed;
    return wrong ? NULL : c;
}

const NmlClass *nml_multi_class(const NmlFile *f, const XmlElement *e)
{
    NmlClass *c = ARENA_NEW(f->all->session->arena, NmlClass);
    const Reading r = {f, c};
    static const char tag[] = "SubDynamicsProperties";
    *c = (NmlClass){.kind = NML_MULTI_DYNAMICS,
                    .name = nml_name(f->all, e, "name"),
                    .file = f,
                    .span = e->span};
    for (const XmlElement *s = xml_first(e, tag); s; s = xml_next(s, tag)) {
        const Str *name = nml_name(f->all, s, "name");
        const NmlComponent *part = name ? nml_component_in(f, s) : NULL;
        if (part)
            VEC_PUSH(arena(&r), &c->parts, (NmlPart){name, part->class_, s->span});
    }
    for (const XmlElement *s = e->first; s; s = s->next)
        read_port(&r, s);
    nml_read_connections(f, e, &c->connections);
    return f->all->failed ? NULL : c;
}

const NmlClass *nml_class(const NmlFile *f, NmlEntry *entry)
{
    if (nml_tag_kind(f->version, entry->element->tag) != NML_TAG_CLASS) {
        nml_complain(f->all, DIAG_NNC0921, entry->element->span, "'%s' is no class",
                     entry->name->s);
        return NULL;
    }
    if (!nml_begin(f, entry, "class"))
        return entry->status == NML_DONE ? entry->what : NULL;
    const NmlClass *c = NULL;
    if (nml_enter(f->all, entry->element->span)) {
        c = nml_class_of(f, entry->element);
        nml_leave(f->all);
    }
    return nml_end(entry, c);
}

const NmlClass *nml_find_class(const NmlFile *f, const XmlElement *definition)
{
    const NmlFile *owner;
    NmlEntry *entry = nml_refer(f, definition, &owner);
    return entry ? nml_class(owner, entry) : NULL;
}
