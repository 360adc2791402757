/* Kinetic schemes: children are the nodes, other children the edges with their rates. What the scheme moves are states of the
   owner, which each node reads as its variable. At the start the first node holds all. */
#include "frontend/lems/model.h"

#include "ir/build.h"

const Str *lems_occupancy(const LemsModel *x, const LemsComponent *node, const Str *variable)
{
    return str_format(x->d->session->strings, "%s_%s", (node->id ? node->id : node->role)->s,
                      variable->s);
}

/* A list of children that the type has; false after a diagnostic. */
static bool is_list(LemsModel *x, const XmlText *list)
{
    const LemsMember *m = lems_member(x->component->type, xml_intern(x->d->session, list));
    const bool good = m && m->kind == LEMS_CHILDREN;
    if (!good)
        lems_complain(x->d, DIAG_NNC0309, list->span,
                      "the component type '%s' has no children '%.*s'", x->component->type->name->s,
                      (int)list->len, list->s);
    return good;
}

/* The node has the variable that the scheme moves; false after a diagnostic. */
static bool has_state(LemsModel *x, const LemsComponent *node, const Str *variable, Span at)
{
    static const char tag[] = "StateVariable";
    const XmlElement *e = node->type->dynamics ? xml_first(node->type->dynamics, tag) : NULL;
    while (e && !xml_is(xml_attribute(e, "name"), variable->s))
        e = xml_next(e, tag);
    const XmlText *exposure = e ? xml_attribute(e, "exposure") : NULL;
    const XmlText *dimension = e ? xml_attribute(e, "dimension") : NULL;
    if (!e)
        lems_complain(x->d, DIAG_NNC0309, at, "a %s has no state variable '%s'",
                      node->type->name->s, variable->s);
    else if (exposure && exposure->len && !xml_is(exposure, variable->s))
        lems_complain(x->d, DIAG_NNC0909, at,
                      "'%s' of a %s has an exposure of another name: its scheme cannot be "
                      "simulated yet",
                      variable->s, node->type->name->s);
    else if (dimension && dimension->len && !xml_is(dimension, "none"))
        lems_complain(x->d, DIAG_NNC0309, dimension->span,
                      "'%s' of a %s has a dimension: a kinetic scheme moves shares of 1",
                      variable->s, node->type->name->s);
    return e && !x->d->failed;
}

/* Nobody else moves it; false after a diagnostic. */
static bool is_free(const LemsModels *all, LemsModel *x, const LemsComponent *node,
                    const Str *variable, Span scheme)
{
    if (map_has(&all->given, node))
        lems_complain(x->d, DIAG_NNC0309, scheme, "'%s' of <%s> is moved by two kinetic schemes",
                      variable->s, node->element->tag->s);
    else if (ir_item(x->model, lems_occupancy(x, node, variable)))
        lems_complain(x->d, DIAG_NNC0301, node->element->span,
                      "two nodes of the kinetic scheme are called '%s'",
                      (node->id ? node->id : node->role)->s);
    return !x->d->failed;
}

void lems_kinetic_nodes(LemsModels *all, LemsModel *x, const XmlElement *scheme)
{
    const XmlText *list = lems_need(x->d, scheme, "nodes"),
                  *variable = lems_need(x->d, scheme, "stateVariable");
    if (!list || !variable || !is_list(x, list))
        return;
    const Str *nodes = xml_intern(x->d->session, list), *name = xml_intern(x->d->session, variable);
    bool first = true;
    for (uint32_t i = 0; i < x->component->children.n; i++) {
        const LemsComponent *node = x->component->children.v[i];
        if (!lems_in_list(x, node, nodes))
            continue;
        if (!has_state(x, node, name, variable->span) || !is_free(all, x, node, name, scheme->span))
            return;
        map_set(&all->given, node, (void *)name);
        IrItem *state = ir_item_new(x->d->session->arena, IR_ITEM_STATE,
                                    lems_occupancy(x, node, name), node->element->span);
        state->value = ir_number(x->d->session->arena, first, DIM_NONE, node->element->span);
        ir_model_add(x->m, x->model, state);
        first = false;
    }
}

/* The node that an attribute of an edge names. */
static const LemsComponent *end_of(LemsModel *x, const LemsComponent *edge,
                                   const XmlElement *scheme, const char *attribute)
{
    const Str *name = lems_name(x->d, scheme, attribute);
    const XmlText *id = name ? lems_attribute(edge, name->s) : NULL;
    const Str *node = xml_intern(x->d->session, id);
    if (name && !lems_member(edge->type, name)) {
        lems_complain(x->d, DIAG_NNC0309, xml_attribute(scheme, attribute)->span,
                      "a %s has no '%s'", edge->type->name->s, name->s);
        return NULL;
    }
    for (uint32_t i = 0; node && i < x->component->children.n; i++)
        if (x->component->children.v[i]->id == node)
            return x->component->children.v[i];
    lems_complain(x->d, DIAG_NNC0309, edge->element->span,
                  "<%s> leads from or to a node that does not exist", edge->element->tag->s);
    return NULL;
}

static IrBinds one_of(LemsModel *x, const LemsComponent *node, const Str *variable)
{
    IrBinds all = {0};
    const Span at = node->element->span;
    const IrBind bind = {lems_occupancy(x, node, variable), ir_integer(x->d->session->arena, 1, at),
                         at};
    VEC_PUSH(x->d->session->arena, &all, bind);
    return all;
}

static IrExpr *rate_of(LemsModel *x, const Str *part, const LemsModel *edge,
                       const XmlElement *scheme, const char *attribute)
{
    const XmlText *rate = lems_need(x->d, scheme, attribute);
    const bool known = rate && ir_item(edge->model, xml_intern(x->d->session, rate));
    if (rate && !known)
        lems_complain(x->d, DIAG_NNC0309, rate->span, "a %s has no '%.*s'",
                      edge->component->type->name->s, (int)rate->len, rate->s);
    return known ? ir_named(x->d->session->arena, IR_ITEM,
                            str_format(x->d->session->strings, "%s.%s", part->s,
                                       xml_intern(x->d->session, rate)->s),
                            scheme->span)
                 : NULL;
}

static void add_reaction(LemsModels *all, LemsModel *x, IrItem *k, const LemsComponent *edge,
                         const XmlElement *scheme)
{
    const Str *variable = lems_name(x->d, scheme, "stateVariable");
    const LemsComponent *from = end_of(x, edge, scheme, "edgeSource"),
                        *to = end_of(x, edge, scheme, "edgeTarget");
    const Str *part = from && to ? lems_part(all, x, edge) : NULL;
    const LemsModel *inner = part ? lems_model(all, edge, IR_CHANNEL) : NULL;
    if (!inner || x->d->failed)
        return;
    const IrReaction r = {.left = one_of(x, from, variable),
                          .right = one_of(x, to, variable),
                          .forward = rate_of(x, part, inner, scheme, "forwardRate"),
                          .backward = rate_of(x, part, inner, scheme, "reverseRate"),
                          .span = edge->element->span};
    VEC_PUSH(x->d->session->arena, &k->reactions, r);
}

static void add_sum(LemsModel *x, IrItem *k, const XmlElement *scheme)
{
    const Str *nodes = lems_name(x->d, scheme, "nodes"),
              *variable = lems_name(x->d, scheme, "stateVariable");
    IrReaction all = {.conserve = true,
                      .total = ir_integer(x->d->session->arena, 1, scheme->span),
                      .span = scheme->span};
    for (uint32_t i = 0; i < x->component->children.n; i++)
        if (lems_in_list(x, x->component->children.v[i], nodes)) {
            const IrBinds one = one_of(x, x->component->children.v[i], variable);
            VEC_PUSH(x->d->session->arena, &all.left, one.v[0]);
        }
    if (all.left.n > 1)
        VEC_PUSH(x->d->session->arena, &k->reactions, all);
}

void lems_kinetic(LemsModels *all, LemsModel *x, const XmlElement *scheme)
{
    const XmlText *name = lems_need(x->d, scheme, "name"),
                  *edges = lems_need(x->d, scheme, "edges");
    if (!name || !edges || !lems_need(x->d, scheme, "nodes") ||
        !lems_need(x->d, scheme, "stateVariable") || !lems_need(x->d, scheme, "edgeSource") ||
        !lems_need(x->d, scheme, "edgeTarget") || x->d->failed || !is_list(x, edges))
        return;
    IrItem *k = ir_item_new(x->d->session->arena, IR_ITEM_KINETIC, xml_intern(x->d->session, name),
                            scheme->span);
    for (uint32_t i = 0; i < x->component->children.n; i++)
        if (lems_in_list(x, x->component->children.v[i], xml_intern(x->d->session, edges)))
            add_reaction(all, x, k, x->component->children.v[i], scheme);
    add_sum(x, k, scheme);
    ir_model_add(x->m, x->model, k);
}
