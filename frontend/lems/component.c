/* Components: trees of elements with their types. */
#include "frontend/lems/document.h"

static bool takes_children(const LemsType *type)
{
    for (uint32_t i = 0; i < type->members.n; i++)
        if (type->members.v[i].kind == LEMS_CHILD || type->members.v[i].kind == LEMS_CHILDREN)
            return true;
    return false;
}

/* `type="X"`, else the type of the child of that name, else the type that the tag names. */
static LemsType *type_of(LemsDocument *d, const XmlElement *e, const LemsComponent *parent)
{
    const XmlText *given = xml_attribute(e, "type");
    LemsType *type = given ? lems_find_type(d, xml_intern(d->session, given)) : NULL;
    if (type)
        return type;
    const LemsMember *child = parent ? lems_member(parent->type, e->tag) : NULL;
    if (child && child->type && child->kind == LEMS_CHILD && !lems_find_type(d, e->tag))
        return lems_type(d, child->type, e->span);
    if (given && !map_has(&d->types, e->tag))
        return lems_type(d, xml_intern(d->session, given), given->span);
    return lems_type(d, e->tag, e->span);
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
        if (known)
            continue;
        Diag *g = diag(d->session->diags, DIAG_NNC0908, a->value.span,
                       "'%s' is no attribute of a %s", a->name->s, c->type->name->s);
        StrNearest near = str_nearest_start(a->name->s);
        for (uint32_t k = 0; k < c->type->members.n; k++)
            str_nearest_offer(&near, c->type->members.v[k].name->s);
        if (near.best)
            diag_help(d->session->diags, g, "did you mean '%s'?", near.best);
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
    if (parent)
        VEC_PUSH(d->session->arena, &parent->children, c);
    else if (c->id)
        map_set(&d->components, c->id, c);
    check_attributes(d, c);
    for (const XmlElement *child = takes_children(type) ? e->first : NULL; child;
         child = child->next)
        if (!child->foreign)
            lems_add_component(d, child, c);
    return c;
}

const XmlText *lems_attribute(const LemsComponent *c, const char *name)
{
    const XmlText *value = xml_attribute(c->element, name);
    return value || !c->prototype ? value : lems_attribute(c->prototype, name);
}

static LemsComponent *child_of(const LemsComponent *parent, const Str *id)
{
    for (uint32_t i = 0; i < parent->children.n; i++)
        if (parent->children.v[i]->id == id)
            return parent->children.v[i];
    return NULL;
}

LemsComponent *lems_reference(LemsDocument *d, const LemsComponent *from, const Str *id)
{
    LemsComponent *found = map_get(&d->components, id);
    for (const LemsComponent *c = from; c && !found; c = c->parent)
        found = child_of(c, id);
    return found;
}
