/* Component types: their members and what they inherit. */
#include "frontend/lems/document.h"

enum { BASES_MAX = 200 };

/* Did it come with the compiler? */
static bool is_core(const LemsDocument *d, Span at)
{
    SourcePlace place;
    return sources_place(d->session->sources, at.lo, &place) && map_has(&d->library, place.file);
}

void lems_add_type(LemsDocument *d, const XmlElement *e)
{
    const XmlText *name = lems_need(d, e, "name");
    if (!name)
        return;
    const Str *key = xml_intern(d->session, name);
    const LemsType *first = map_get(&d->types, key);
    if (first) {
        Diag *g = lems_complain(d, DIAG_NNC0301, name->span,
                                "the component type '%s' is declared twice", key->s);
        diag_note(d->session->diags, g, first->element->span, "first here");
        if (is_core(d, first->element->span) != is_core(d, name->span))
            diag_help(d->session->diags, g,
                      "NeuroML2 has a type of this name: leave yours out, or call it otherwise");
        return;
    }
    LemsType *type = ARENA_NEW(d->session->arena, LemsType);
    type->name = key;
    type->element = e;
    map_set(&d->types, key, type);
}

/* ---- members ---- */
static const char *const member_elements[] = {
#define MEMBER(id, element) element,
#include "frontend/lems/members.def"
#undef MEMBER
};

static int member_kind(const Str *tag)
{
    for (int i = 0; i < LEMS_MEMBER_KINDS; i++)
        if (str_is(tag, member_elements[i]))
            return i;
    return -1;
}

/* A type may declare again what it inherits, also as something else. */
static void set_member(LemsDocument *d, LemsType *type, LemsMember m)
{
    const uintptr_t at = (uintptr_t)map_get(&type->by_name, m.name);
    if (at) {
        type->members.v[at - 1] = m;
        return;
    }
    VEC_PUSH(d->session->arena, &type->members, m);
    map_set(&type->by_name, m.name, (void *)(uintptr_t)type->members.n);
}

static bool has_direction(LemsDocument *d, const XmlElement *port)
{
    const XmlText *way = lems_need(d, port, "direction");
    if (!way || xml_is(way, "in") || xml_is(way, "out"))
        return way != NULL;
    lems_complain(d, DIAG_NNC0903, way->span, "'direction' must be in or out, not '%.*s'",
                  (int)way->len, way->s);
    return false;
}

static bool read_member(LemsDocument *d, LemsType *type, const XmlElement *e, LemsMemberKind kind)
{
    LemsMember m = {.kind = kind, .element = e};
    const XmlText *name = lems_need(d, e, kind == LEMS_FIXED ? "parameter" : "name");
    if (!name || !lems_dimension(d, xml_attribute(e, "dimension"), &m.dim, &m.any))
        return false;
    m.name = xml_intern(d->session, name);
    m.type = lems_name(d, e, "type");
    if (kind == LEMS_EVENT_PORT && !has_direction(d, e))
        return false;
    const LemsMember *known = lems_member(type, m.name);
    if (kind == LEMS_FIXED && known)
        m.dim = known->dim;
    const bool shown = kind == LEMS_EXPOSURE && known && known->kind != LEMS_EXPOSURE;
    if (!shown) /* a parameter that is exposed stays one */
        set_member(d, type, m);
    return true;
}

static void read_structure(LemsDocument *d, LemsType *type, const XmlElement *structure)
{
    static const char *const known[] = {"MultiInstantiate", "ChildInstance", "With",
                                        "EventConnection",  "Tunnel",        "ForEach"};
    type->structure = structure;
    for (const XmlElement *e = structure->first; e; e = e->next) {
        size_t i = 0;
        while (i < sizeof known / sizeof *known && !str_is(e->tag, known[i]))
            i++;
        if (i == sizeof known / sizeof *known)
            lems_complain(d, DIAG_NNC0909, e->span, "<%s> in a structure cannot be simulated yet",
                          e->tag->s);
    }
}

/* What a type may have beside its members: how it evolves, what it builds, what it runs; texts for people and tools. */
static bool read_other(LemsDocument *d, LemsType *type, const XmlElement *e)
{
    static const char *const passed_over[] = {"About",      "Meta",  "Insertion",
                                              "annotation", "notes", "Assertion"};
    if (str_is(e->tag, "Dynamics"))
        type->dynamics = e;
    else if (str_is(e->tag, "Structure"))
        read_structure(d, type, e);
    else if (str_is(e->tag, "Simulation"))
        type->simulation = e;
    else {
        for (size_t i = 0; i < sizeof passed_over / sizeof *passed_over; i++)
            if (str_is(e->tag, passed_over[i]))
                return true;
        return e->foreign;
    }
    return true;
}

static void refuse_member(LemsDocument *d, const XmlElement *e)
{
    Diag *g =
        lems_complain(d, DIAG_NNC0909, e->span, "a component type can have no <%s> yet", e->tag->s);
    StrNearest near = str_nearest_start(e->tag->s);
    for (int i = 0; i < LEMS_MEMBER_KINDS; i++)
        str_nearest_offer(&near, member_elements[i]);
    for (const char *const *s = (const char *const[]){"Dynamics", "Structure", "Simulation", NULL};
         *s; s++)
        str_nearest_offer(&near, *s);
    if (near.best)
        diag_help(d->session->diags, g, "did you mean <%s>?", near.best);
}

static bool read_body(LemsDocument *d, LemsType *type)
{
    bool good = true;
    for (const XmlElement *e = type->element->first; e; e = e->next) {
        const int kind = member_kind(e->tag);
        if (kind >= 0)
            good &= read_member(d, type, e, (LemsMemberKind)kind);
        else if (!read_other(d, type, e)) {
            refuse_member(d, e);
            good = false;
        }
    }
    return good;
}

static bool inherit(LemsDocument *d, LemsType *type)
{
    const XmlText *extends = xml_attribute(type->element, "extends");
    if (!extends)
        return true;
    const LemsType *base = lems_type(d, xml_intern(d->session, extends), extends->span);
    if (!base)
        return false;
    type->base = base;
    type->dynamics = base->dynamics;
    type->structure = base->structure;
    type->simulation = base->simulation;
    for (uint32_t i = 0; i < base->members.n; i++)
        set_member(d, type, base->members.v[i]);
    return true;
}

static bool too_deep(LemsDocument *d, const LemsType *type)
{
    if (d->bases < BASES_MAX)
        return false;
    lems_complain(d, DIAG_NNC0501, type->element->span,
                  "component types extend each other more than %d deep", BASES_MAX);
    return true;
}

static void resolve(LemsDocument *d, LemsType *type)
{
    type->status = LEMS_OPEN;
    map_init(&type->by_name, d->session->arena);
    d->bases++;
    const bool inherited = !too_deep(d, type) && inherit(d, type), read = read_body(d, type);
    d->bases--;
    type->status = inherited && read ? LEMS_DONE : LEMS_WRONG;
}

LemsType *lems_find_type(LemsDocument *d, const Str *name)
{
    LemsType *type = map_get(&d->types, name);
    if (type && type->status == LEMS_RAW)
        resolve(d, type);
    return type && type->status == LEMS_DONE ? type : NULL;
}

/* The document of the core types that declares the type, itself or by what it includes; NULL: none. */
static const char *core_document(LemsDocument *d, const Str *name)
{
    static const char *const documents[] = {"NeuroML2CoreTypes.xml", "PyNN.xml", "Simulation.xml"};
    LemsOptions options = *d->options;
    options.n_folders = 0;
    for (size_t i = 0; options.library && i < sizeof documents / sizeof *documents; i++) {
        const SourceFile *file = options.library(options.context, documents[i]);
        LemsDocument *core = lems_document_new(d->session, &options);
        if (!file)
            continue;
        map_set(&core->library, file, (void *)(uintptr_t)file);
        if (lems_read(core, file) && map_has(&core->types, name))
            return documents[i];
    }
    return NULL;
}

/* What older documents have. */
static const char *successor(const Str *name)
{
    static const struct {
        const char *name, *help;
    } old[] = {
        {"DefaultRun", "it is called <Target component=\"...\"/> now"},
        {"blockingSynapse", "it became 'blockingPlasticSynapse'"},
        {"baseBlock", "it became 'baseBlockMechanism', which has a 'blockFactor'"},
        {"stpMechanism", "it became 'basePlasticityMechanism'"},
        {"extracellularProperties", "a temperature is that of a <network "
                                    "type=\"networkWithTemperature\" temperature=\"...\">"},
        {"stdpSynapse",
         "NeuroML2 marks it as not working: it acts as 'expTwoSynapse' does, and does not learn"}};
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (str_is(name, old[i].name))
            return old[i].help;
    return NULL;
}

static void no_type(LemsDocument *d, const Str *name, Span at)
{
    Diag *g = lems_complain(d, DIAG_NNC0906, at, "there is no component type '%s'", name->s);
    const char *core = core_document(d, name);
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; i < d->types.n; i++)
        str_nearest_offer(&near, ((const Str *)d->types.entries[i].key)->s);
    const char *help = successor(name);
    if (core)
        diag_help(d->session->diags, g, "<Include file=\"%s\"/> declares it", core);
    else if (help)
        diag_help(d->session->diags, g, "%s", help);
    else if (near.best)
        diag_did_you_mean(d->session->diags, g, name->s, near.best);
}

LemsType *lems_type(LemsDocument *d, const Str *name, Span at)
{
    LemsType *type = map_get(&d->types, name);
    if (!type) {
        no_type(d, name, at);
        return NULL;
    }
    if (type->status == LEMS_OPEN) {
        lems_complain(d, DIAG_NNC0906, at, "the component type '%s' extends itself", name->s);
        type->status = LEMS_WRONG;
    }
    return lems_find_type(d, name);
}

/* The type that it extends; NULL: none, or there is none of that name. */
static LemsType *base_of(const LemsDocument *d, const LemsType *type)
{
    const XmlText *extends = xml_attribute(type->element, "extends");
    return extends ? map_get(&d->types, xml_intern(d->session, extends)) : NULL;
}

static bool extends_itself(const LemsDocument *d, const LemsType *type)
{
    const LemsType *base = base_of(d, type);
    for (uint32_t i = 0; base && base != type && i < d->types.n; i++)
        base = base_of(d, base);
    return base == type;
}

void lems_check_types(LemsDocument *d)
{
    for (uint32_t i = 0; i < d->types.n && !d->failed; i++) {
        const LemsType *type = d->types.entries[i].value;
        const XmlText *extends =
            type->status == LEMS_RAW ? xml_attribute(type->element, "extends") : NULL;
        if (extends && !base_of(d, type))
            no_type(d, xml_intern(d->session, extends), extends->span);
        else if (extends && extends_itself(d, type))
            lems_complain(d, DIAG_NNC0906, extends->span, "the component type '%s' extends itself",
                          type->name->s);
    }
}

const LemsMember *lems_member(const LemsType *type, const Str *name)
{
    const uintptr_t at = (uintptr_t)map_get(&type->by_name, name);
    return at ? &type->members.v[at - 1] : NULL;
}

const LemsMember *lems_first_port(const LemsType *type, const char *direction)
{
    for (uint32_t i = 0; i < type->members.n; i++) {
        const LemsMember *m = &type->members.v[i];
        if (m->kind == LEMS_EVENT_PORT && xml_is(xml_attribute(m->element, "direction"), direction))
            return m;
    }
    return NULL;
}

const LemsMember *lems_input_port(const LemsType *type)
{
    for (const XmlElement *on = xml_first(type->dynamics, "OnEvent"); on;
         on = xml_next(on, "OnEvent")) {
        const XmlText *port = xml_attribute(on, "port");
        for (uint32_t i = 0; port && i < type->members.n; i++)
            if (type->members.v[i].kind == LEMS_EVENT_PORT &&
                xml_is(port, type->members.v[i].name->s))
                return &type->members.v[i];
    }
    return lems_first_port(type, "in");
}

bool lems_is_a(const LemsType *type, const Str *name)
{
    while (type && type->name != name)
        type = type->base;
    return type != NULL;
}
