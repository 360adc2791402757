/* Components: trees of elements with their types. */
#include "frontend/lems/document.h"

enum { INHERITED_MAX = 1000000 };

static bool takes_children(const LemsType *type)
{
    for (uint32_t i = 0; i < type->members.n; i++)
        if (type->members.v[i].kind == LEMS_CHILD || type->members.v[i].kind == LEMS_CHILDREN)
            return true;
    return false;
}

/* The type of the child of that name, unless the tag names one that is such a child; else the one that the tag names. */
static LemsType *type_of_tag(LemsDocument *d, const XmlElement *e, const LemsComponent *parent)
{
    const LemsMember *child = parent ? lems_member(parent->type, e->tag) : NULL;
    const LemsType *tagged = child ? lems_find_type(d, e->tag) : NULL;
    if (child && child->type && child->kind == LEMS_CHILD &&
        !(tagged && lems_is_a(tagged, child->type)))
        return lems_type(d, child->type, e->span);
    return lems_type(d, e->tag, e->span);
}

static const XmlElement *loose_of(LemsDocument *d, const Str *id)
{
    for (uint32_t i = 0; id && i < d->loose.n; i++)
        if (lems_name(d, d->loose.v[i], "id") == id)
            return d->loose.v[i];
    return NULL;
}

/* <Component extends="a"/> is of the type of `a`, wherever that stands. */
static const XmlElement *with_type(LemsDocument *d, const XmlElement *e)
{
    for (uint32_t n = 0; e && n <= d->loose.n; n++) {
        const XmlText *extends = xml_attribute(e, "extends");
        if (!str_is(e->tag, "Component") || xml_attribute(e, "type") || !extends)
            return e;
        e = loose_of(d, xml_intern(d->session, extends));
    }
    return NULL;
}

static void tell_untyped(LemsDocument *d, const XmlText *extends)
{
    if (loose_of(d, xml_intern(d->session, extends)))
        lems_complain(d, DIAG_NNC0306, extends->span,
                      "there is no type among the components that this extends");
    else
        lems_no_component(d, extends);
}

/* `type="X"`, else that of the tag, which may have an attribute of that name. */
static LemsType *type_of(LemsDocument *d, const XmlElement *of, const LemsComponent *parent)
{
    const XmlElement *e = with_type(d, of);
    if (!e) {
        tell_untyped(d, xml_attribute(of, "extends"));
        return NULL;
    }
    const XmlText *given = xml_attribute(e, "type");
    LemsType *type = given ? lems_find_type(d, xml_intern(d->session, given)) : NULL;
    if (type)
        return type;
    const bool named =
        !given || map_has(&d->types, e->tag) || (parent && lems_member(parent->type, e->tag));
    type = named ? type_of_tag(d, e, parent) : NULL;
    if (given && !(type && lems_member(type, str_from(d->session->strings, "type"))))
        return lems_type(d, xml_intern(d->session, given), given->span);
    return type;
}

/* What is a parameter of a type that extends the component's, as the temperature of networks, needs that type. */
static const LemsType *extended_with(LemsDocument *d, const LemsType *type, const Str *attribute)
{
    for (uint32_t i = 0; i < d->types.n; i++) {
        const LemsType *other = lems_find_type(d, d->types.entries[i].key);
        if (other && other->base == type && lems_member(other, attribute))
            return other;
    }
    return NULL;
}

static void tell_unknown_attribute(LemsDocument *d, const LemsComponent *c, const XmlAttribute *a)
{
    Diags *diags = d->session->diags;
    Diag *g = diag(diags, DIAG_NNC0908, a->value.span, "'%s' is no attribute of a %s", a->name->s,
                   c->type->name->s);
    const LemsType *extended = extended_with(d, c->type, a->name);
    StrNearest near = str_nearest_start(a->name->s);
    for (uint32_t k = 0; k < c->type->members.n; k++)
        str_nearest_offer(&near, c->type->members.v[k].name->s);
    if (near.best)
        diag_help(diags, g, "did you mean '%s'?", near.best);
    else if (extended)
        diag_help(diags, g, "type=\"%s\" has it", extended->name->s);
}

static void check_attributes(LemsDocument *d, const LemsComponent *c)
{
    static const char *const always[] = {"id",     "type",           "extends",    "name",
                                         "metaid", "schemaLocation", "description"};
    for (uint32_t i = 0; i < c->element->n_attributes; i++) {
        const XmlAttribute *a = &c->element->attributes[i];
        bool known = lems_member(c->type, a->name) != NULL;
        for (size_t k = 0; k < sizeof always / sizeof *always; k++)
            known |= str_is(a->name, always[k]);
        if (!known)
            tell_unknown_attribute(d, c, a);
    }
}

static void name_component(LemsDocument *d, LemsComponent *c, Map *names)
{
    const LemsComponent *first = map_get(names, c->id);
    if (!first) {
        map_set(names, c->id, c);
        return;
    }
    if (c->parent) /* the first one is meant: NeuroML2 asks for no more */
        return;
    Diag *g = lems_complain(d, DIAG_NNC0301, c->element->span,
                            "the component '%s' is declared twice", c->id->s);
    diag_note(d->session->diags, g, first->element->span, "first here");
}

/* Whether something in components of the type makes, connects or computes something. */
static bool is_hollow(LemsDocument *d, const LemsType *type)
{
    for (uint32_t i = 0; i < type->members.n; i++) {
        const LemsMember *m = &type->members.v[i];
        const bool inside = m->kind == LEMS_CHILD || m->kind == LEMS_CHILDREN;
        const LemsType *child = inside && m->type ? lems_find_type(d, m->type) : NULL;
        if (inside && (!child || child->structure || child->dynamics))
            return false;
    }
    return true;
}

/* What only connects or places: the structure reads its packed siblings one by one. */
static bool is_row(LemsDocument *d, const LemsComponent *c)
{
    const XmlElement *s = c->type->structure;
    return !c->type->dynamics && !xml_attribute(c->element, "extends") &&
           !xml_first(s, "ForEach") &&
           (xml_first(s, "EventConnection") || xml_first(s, "Tunnel") ||
            xml_first(s, "ChildInstance")) &&
           is_hollow(d, c->type);
}

static void add_children(LemsDocument *d, LemsComponent *c)
{
    for (const XmlElement *e = c->element->first; e; e = e->next) {
        const LemsComponent *child = e->foreign ? NULL : lems_add_component(d, e, c);
        if (!child || !is_row(d, child))
            xml_unpack_siblings(d->session, e);
    }
}

uint32_t lems_packed(LemsDocument *d, const LemsComponent *c)
{
    const uint32_t n = xml_packed(c->element);
    return n && is_row(d, c) ? n : 0;
}

LemsComponent lems_unpack(LemsDocument *d, const LemsComponent *c, uint32_t i)
{
    const XmlElement *e = xml_unpack(d->session, d->session->scratch, c->element, i);
    return (LemsComponent){.role = c->role, .type = c->type, .element = e, .parent = c->parent};
}

static bool has_place(const LemsType *owner, const LemsComponent *c)
{
    for (uint32_t i = 0; i < owner->members.n; i++) {
        const LemsMember *m = &owner->members.v[i];
        const bool inside = m->kind == LEMS_CHILD || m->kind == LEMS_CHILDREN;
        if (m->name == c->role || (inside && m->type && lems_is_a(c->type, m->type)))
            return true;
    }
    return false;
}

/* A child belongs to a list of its type, or to the role that its tag names. */
static void check_place(LemsDocument *d, const LemsComponent *c)
{
    const LemsType *owner = c->parent->type;
    if (has_place(owner, c))
        return;
    Diag *g =
        diag(d->session->diags, DIAG_NNC0908, c->element->span,
             "a %s has no place for a %s: nothing reads it", owner->name->s, c->type->name->s);
    for (uint32_t i = 0; i < d->types.n; i++) { /* a type that could stand there instead */
        const LemsType *other = lems_find_type(d, d->types.entries[i].key);
        if (other && other->base && other->base == owner->base && has_place(other, c)) {
            diag_help(d->session->diags, g, "type=\"%s\" of the %s has one", other->name->s,
                      c->parent->role->s);
            return;
        }
    }
}

LemsComponent *lems_add_component(LemsDocument *d, const XmlElement *e, LemsComponent *parent)
{
    LemsType *type = type_of(d, e, parent);
    if (!type)
        return NULL;
    LemsComponent *c = ARENA_NEW(d->session->arena, LemsComponent);
    *c = (LemsComponent){
        .id = lems_name(d, e, "id"), .role = e->tag, .type = type, .element = e, .parent = parent};
    VEC_PUSH(d->session->arena, &d->all, c);
    map_init(&c->by_id, d->session->arena);
    if (parent)
        VEC_PUSH(d->session->arena, &parent->children, c);
    if (c->id)
        name_component(d, c, parent ? &parent->by_id : &d->components);
    check_attributes(d, c);
    if (parent)
        check_place(d, c);
    if (takes_children(type))
        add_children(d, c);
    else
        xml_unpack_inside(d->session, e);
    return c;
}

const XmlText *lems_attribute(const LemsComponent *c, const char *name)
{
    const XmlText *value = xml_attribute(c->element, name);
    while (!value && (c = c->prototype))
        value = xml_attribute(c->element, name);
    return value;
}

const XmlText *lems_named_attribute(LemsDocument *d, const LemsComponent *c, const XmlElement *e,
                                    const char *attribute)
{
    const Str *name = lems_name(d, e, attribute);
    const XmlText *value = name ? lems_attribute(c, name->s) : NULL;
    if (!value)
        lems_lacks(d, c->element, name ? name->s : attribute);
    return value;
}

void lems_no_component(LemsDocument *d, const XmlText *id)
{
    const char *name = xml_intern(d->session, id)->s;
    Diag *g = lems_complain(d, DIAG_NNC0302, id->span, "there is no component '%s'", name);
    StrNearest near = str_nearest_start(name);
    for (uint32_t i = 0; i < d->components.n; i++)
        str_nearest_offer(&near, ((const Str *)d->components.entries[i].key)->s);
    if (near.best)
        diag_help(d->session->diags, g, "did you mean '%s'?", near.best);
}

const XmlElement *lems_with(LemsDocument *d, const LemsComponent *c, const Str *as)
{
    const XmlElement *e = xml_first(c->type->structure, "With");
    while (e && lems_name(d, e, "as") != as)
        e = xml_next(e, "With");
    return e;
}

static bool is_own_prototype(const LemsComponent *c)
{
    const LemsComponent *slow = c, *fast = c;
    do {
        slow = slow->prototype;
        fast = fast->prototype ? fast->prototype->prototype : NULL;
    } while (fast && fast != slow);
    return fast != NULL;
}

static void find_prototype(LemsDocument *d, LemsComponent *c, const XmlText *extends)
{
    const LemsComponent *from = lems_reference(d, c, xml_intern(d->session, extends));
    if (!from) {
        lems_no_component(d, extends);
        return;
    }
    c->prototype = from;
    if (is_own_prototype(c)) {
        c->prototype = NULL;
        lems_complain(d, DIAG_NNC0306, extends->span, "the component extends itself");
    }
}

static bool has_child(const LemsComponent *c, const LemsComponent *like)
{
    const LemsMember *m = lems_member(c->type, like->role);
    if (like->id && map_has(&c->by_id, like->id))
        return true;
    for (uint32_t i = 0; m && m->kind == LEMS_CHILD && i < c->children.n; i++)
        if (c->children.v[i]->role == like->role)
            return true;
    return false;
}

/* Children of the component that this one extends, each made anew, but where it has a child of that role or id. */
static void inherit_children(LemsDocument *d, LemsComponent *c)
{
    for (const LemsComponent *from = c->prototype; from; from = from->prototype)
        for (const XmlElement *e = takes_children(from->type) ? from->element->first : NULL; e;
             e = e->next) {
            const LemsComponent like = {.role = e->tag, .id = lems_name(d, e, "id")};
            if (!e->foreign && !has_child(c, &like))
                lems_add_component(d, e, c);
        }
}

static const LemsComponent *adoptable(LemsDocument *d, const LemsComponent *c, const LemsMember *m)
{
    const XmlText *id = m->kind == LEMS_CHILD && m->type ? lems_attribute(c, m->name->s) : NULL;
    const LemsComponent *named = id ? lems_reference(d, c, xml_intern(d->session, id)) : NULL;
    if (id && !named)
        lems_no_component(d, id);
    return named && lems_is_a(named->type, m->type) ? named : NULL;
}

/* <cell morphology="m1">: a child that stands elsewhere, for several components to share, becomes one of each. */
static void adopt_children(LemsDocument *d, LemsComponent *c)
{
    for (uint32_t i = 0; i < c->type->members.n; i++) {
        const LemsComponent *named = adoptable(d, c, &c->type->members.v[i]);
        if (!named)
            continue;
        LemsComponent *own = lems_add_component(d, named->element, c);
        if (own)
            own->role = c->type->members.v[i].name;
    }
}

/* Does the structure of the type make an instance of what the attribute names? Of populations and inputs it does not say so:
   published types ask for less there than documents give. */
static bool is_made(const LemsType *type, const Str *attribute)
{
    static const struct {
        const char *tag, *attribute;
    } makers[] = {
        {"ChildInstance", "component"}, {"Tunnel", "componentA"}, {"Tunnel", "componentB"}};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        for (const XmlElement *e = xml_first(type->structure, makers[i].tag); e;
             e = xml_next(e, makers[i].tag))
            if (xml_is(xml_attribute(e, makers[i].attribute), attribute->s))
                return true;
    return false;
}

/* An end of a connection is what has another end, whatever its type. */
static bool is_end(LemsDocument *d, const LemsType *type, const LemsComponent *named)
{
    const XmlElement *tunnel = xml_first(type->structure, "Tunnel");
    const Str *peer = tunnel ? lems_name(d, tunnel, "name") : NULL;
    const LemsMember *m = peer ? lems_member(named->type, peer) : NULL;
    return m && m->kind == LEMS_INSTANCE_REQUIREMENT;
}

/* What a component refers to exists, whether or not somebody asks for it, and is of the type that it is made as. */
static void check_references(LemsDocument *d, const LemsComponent *c)
{
    for (uint32_t i = 0; i < c->type->members.n; i++) {
        const LemsMember *m = &c->type->members.v[i];
        const XmlText *id = m->kind == LEMS_REFERENCE ? lems_attribute(c, m->name->s) : NULL;
        const LemsComponent *named =
            id && id->len ? lems_reference(d, c, xml_intern(d->session, id)) : NULL;
        if (id && id->len && !named)
            lems_no_component(d, id);
        else if (named && m->type && !lems_is_a(named->type, m->type) &&
                 is_made(c->type, m->name) && !is_end(d, c->type, named))
            lems_complain(d, DIAG_NNC0906, id->span, "'%.*s' is of type %s, which is no %s",
                          (int)id->len, id->s, named->type->name->s, m->type->s);
    }
}

static void find_prototypes(LemsDocument *d, uint32_t from)
{
    for (uint32_t i = from; i < d->all.n; i++) {
        const XmlText *extends = xml_attribute(d->all.v[i]->element, "extends");
        if (extends)
            find_prototype(d, d->all.v[i], extends);
    }
}

/* Children that are made so may extend others in turn, without end where one extends what it stands in. */
void lems_find_prototypes(LemsDocument *d)
{
    const uint32_t own = d->all.n;
    find_prototypes(d, 0);
    for (uint32_t i = 0; i < d->all.n && !d->failed; i++) {
        const uint32_t n = d->all.n;
        inherit_children(d, d->all.v[i]);
        adopt_children(d, d->all.v[i]);
        find_prototypes(d, n);
        if (d->all.n - own > INHERITED_MAX)
            lems_complain(d, DIAG_NNC0306, d->all.v[i]->element->span,
                          "components that extend others have more than %d children so",
                          INHERITED_MAX);
    }
    const bool whole = !d->failed; /* all references that lead nowhere are told */
    for (uint32_t i = 0; whole && i < d->all.n; i++)
        check_references(d, d->all.v[i]);
}

LemsComponent *lems_reference(LemsDocument *d, const LemsComponent *from, const Str *id)
{
    LemsComponent *found = map_get(&d->components, id);
    for (const LemsComponent *c = from; c && !found; c = c->parent)
        found = map_get(&c->by_id, id);
    return found;
}
