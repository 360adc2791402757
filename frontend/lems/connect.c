/* Connections and inputs: <EventConnection> with a receiver puts a component on the target, which gets the events of the
   source. Where source and target are one cell, as inputs are written, it becomes a part of the cell; else it is the
   synapse of a projection, one for all connections of a kind. */
#include "frontend/lems/network.h"

#include "ir/build.h"

#include <string.h>

static LemsDocument *document(const LemsNetwork *n)
{
    return n->all->d;
}

/* ---- what is attached ---- */
static bool takes(const LemsMember *m, const LemsComponent *c)
{
    return m->kind == LEMS_ATTACHMENTS && m->type && lems_is_a(c->type, m->type);
}

/* A list that the document names takes what has a variable that the cell reads of it, whatever its type. */
static bool gives(const LemsPopulation *p, const LemsMember *list, const LemsComponent *c)
{
    for (uint32_t i = 0; i < p->model->reads.n; i++) {
        const LemsRead *read = &p->model->reads.v[i];
        const LemsMember *m =
            read->attachments == list->name ? lems_member(c->type, read->variable) : NULL;
        if (m && m->kind == LEMS_EXPOSURE && dim_equal(m->dim, read->reduce->dim))
            return true;
    }
    return false;
}

/* Of two lists that take the component the one for fewer types of components; none: neither is. */
static bool is_closer(LemsNetwork *n, const LemsMember *a, const LemsMember *b)
{
    return a->type != b->type && lems_is_a(lems_find_type(document(n), a->type), b->type);
}

static const Str *tell_ambiguous(LemsNetwork *n, const LemsPopulation *p, const LemsComponent *c,
                                 const LemsMember *a, const LemsMember *b, Span at)
{
    diag_help(document(n)->session->diags,
              lems_complain(document(n), DIAG_NNC0403, at,
                            "%s and %s of cells of type %s both take a %s", a->name->s, b->name->s,
                            p->cell->type->name->s, c->type->name->s),
              "receiverContainer names one of them");
    return NULL;
}

/* The list of attachments of the cell that takes the component. */
static const Str *attachments_for(LemsNetwork *n, const LemsPopulation *p, const LemsComponent *c,
                                  const XmlText *named, Span at)
{
    const LemsType *type = p->cell->type;
    const LemsMember *found = NULL, *other = NULL;
    for (uint32_t i = 0; i < type->members.n; i++) {
        const LemsMember *m = &type->members.v[i];
        const bool wanted =
            !named || !named->len || m->name == xml_intern(document(n)->session, named);
        if (!wanted || !takes(m, c) || (found && is_closer(n, found, m)))
            continue;
        other = found && !is_closer(n, m, found) ? found : NULL;
        found = m;
    }
    if (other)
        return tell_ambiguous(n, p, c, other, found, at);
    if (found)
        return found->name;
    const LemsMember *list =
        named && named->len ? lems_member(type, xml_intern(document(n)->session, named)) : NULL;
    const bool is_list = list && list->kind == LEMS_ATTACHMENTS;
    if (is_list && gives(p, list, c))
        return list->name;
    if (named && named->len && !is_list)
        lems_complain(document(n), DIAG_NNC0403, named->span,
                      "cells of type %s have no attachments '%.*s'", type->name->s, (int)named->len,
                      named->s);
    else
        lems_complain(document(n), DIAG_NNC0403, at,
                      "nothing of type %s can be attached to cells of type %s", c->type->name->s,
                      type->name->s);
    return NULL;
}

/* ---- the ends ---- */
static const XmlText *instance_path(LemsNetwork *n, const LemsComponent *c, const Str *as)
{
    const XmlElement *with = lems_with(document(n), c, as);
    const Str *attribute = with ? lems_name(document(n), with, "instance") : NULL;
    return attribute ? lems_attribute(c, attribute->s) : NULL;
}

typedef struct End {
    LemsPopulation *population;
    uint32_t cell;
} End;

/* <With list="presynapticPopulation" index="preCell" as="a"/>: a population that an enclosing component names, and a place. */
static bool find_listed(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                        const char *attribute, End *out)
{
    const XmlElement *e = lems_with(document(n), c, lems_name(document(n), form, attribute));
    const Str *list = e ? lems_name(document(n), e, "list") : NULL,
              *index = e ? lems_name(document(n), e, "index") : NULL;
    const XmlText *name = NULL, *place = index ? lems_attribute(c, index->s) : NULL;
    for (const LemsComponent *owner = c; list && owner && !name; owner = owner->parent)
        name = lems_attribute(owner, list->s);
    if (!name || !place)
        return false;
    const char *path = arena_printf(document(n)->session->arena, "%.*s[%.*s]", (int)name->len,
                                    name->s, (int)place->len, place->s);
    const XmlText text = {path, (uint32_t)strlen(path), place->span};
    const char *rest;
    return lems_cell_path(n, &text, &out->population, &out->cell, &rest);
}

static bool find_end(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                     const char *attribute, const LemsEach *each, End *out)
{
    const XmlText *as = lems_need(document(n), form, attribute);
    for (; as && each; each = each->outer)
        if (xml_is(as, each->as->s)) {
            *out = (End){each->population, each->cell};
            return true;
        }
    const XmlText *path = as ? instance_path(n, c, xml_intern(document(n)->session, as)) : NULL;
    const char *rest;
    if (as && !path)
        lems_complain(document(n), DIAG_NNC0909, c->element->span,
                      "connections of this form cannot be simulated yet");
    return path && lems_cell_path(n, path, &out->population, &out->cell, &rest);
}

/* What the attribute of the connection that an attribute of the form names says: a text, or NULL. */
static const XmlText *named_text(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                                 const char *attribute)
{
    const Str *name = lems_name(document(n), form, attribute);
    const XmlText *text = name ? lems_attribute(c, name->s) : NULL;
    return text && text->len ? text : NULL;
}

/* Whether the connection may say nothing where the form names an attribute: a delay, a port. A text that is empty is none,
   a name that its type does not have is a mistake; but types of NeuroML2 say sourcePort="sourcePort" and have no such text. */
static bool may_lack(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                     const char *attribute)
{
    const XmlText *named = xml_attribute(form, attribute);
    const LemsMember *m =
        named ? lems_member(c->type, xml_intern(document(n)->session, named)) : NULL;
    if (named && !m && !xml_is(named, attribute))
        lems_complain(document(n), DIAG_NNC0907, named->span,
                      "the %s '%.*s' is no attribute of '%s'", attribute, (int)named->len, named->s,
                      c->type->name->s);
    else if (m && m->kind == LEMS_PARAMETER)
        lems_lacks(document(n), c->element, m->name->s);
    else
        return true;
    return false;
}

static const Str *first_output(const LemsPopulation *p)
{
    for (uint32_t i = 0; i < p->model->model->items.n; i++)
        if (p->model->model->items.v[i]->kind == IR_ITEM_EVENT_OUT)
            return p->model->model->items.v[i]->name;
    return NULL;
}

static const Str *source_port(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                              const End *from)
{
    const XmlText *named = named_text(n, c, form, "sourcePort");
    if (!named && !may_lack(n, c, form, "sourcePort"))
        return NULL;
    const Str *port =
        named ? xml_intern(document(n)->session, named) : first_output(from->population);
    const IrItem *item = port ? ir_item(from->population->model->model, port) : NULL;
    if (item && item->kind == IR_ITEM_EVENT_OUT)
        return port;
    lems_complain(document(n), DIAG_NNC0403, named ? named->span : c->element->span,
                  "cells of population '%s' have no such event port",
                  from->population->ir->name->s);
    return NULL;
}

/* ---- connections of a kind ---- */
static bool delay_of(LemsNetwork *n, const LemsComponent *c, const XmlElement *form, double *ms)
{
    const XmlText *text = named_text(n, c, form, "delay");
    if (!text && !may_lack(n, c, form, "delay"))
        return false;
    Dim dim;
    *ms = 0;
    if (!text)
        return true;
    if (!lems_number(document(n), text, &dim, ms))
        return false;
    const bool good = *ms >= 0 && (*ms <= 0 || dim_equal(dim, dim_of(0, 0, 1, 0, 0, 0, 0)));
    if (!good)
        lems_complain(document(n), DIAG_NNC0406, text->span, "a delay is a time from 0 on");
    return good;
}

static bool is_kind(const LemsConnections *k, const LemsConnections *like)
{
    return k && k->pre == like->pre && k->post == like->post && k->synapse == like->synapse &&
           k->far_end == like->far_end && k->form == like->form && k->port == like->port &&
           k->attachments == like->attachments && k->target == like->target &&
           k->delayed == like->delayed && k->part == like->part && k->alone == like->alone;
}

LemsConnections *lems_kind(LemsNetwork *n, const LemsConnections *like)
{
    if (is_kind(n->last, like))
        return n->last;
    Session *s = document(n)->session;
    const Str *key = str_format(
        s->strings, "%s\n%s\n%p\n%p\n%p\n%s\n%p\n%d\n%s\n%s", like->pre->ir->name->s,
        like->post->ir->name->s, (const void *)like->synapse, (const void *)like->far_end,
        (const void *)like->form, like->port ? like->port->s : "",
        (const void *)(like->attachments ? like->attachments : like->target), like->delayed,
        like->part ? like->part->s : "", like->alone ? like->alone->s : "");
    LemsConnections *known = map_get(&n->connections, key);
    if (!known) {
        known = ARENA_NEW(s->arena, LemsConnections);
        *known = *like;
        map_set(&n->connections, key, known);
    }
    n->last = known;
    return known;
}

LemsComponent lems_row_connection(LemsDocument *d, const LemsRow *row)
{
    return row->packed ? lems_unpack(d, row->connection, row->packed - 1) : *row->connection;
}

uint32_t lems_row_place(const LemsRow *row)
{
    const XmlElement *e = row->connection->element;
    return row->packed ? xml_packed_at(e, row->packed - 1) : e->span.lo;
}

/* Both ends are written by one attribute: the connection puts something on a cell. */
static bool is_input(LemsNetwork *n, const LemsComponent *c, const XmlElement *form)
{
    const Str *from = lems_name(document(n), form, "from"),
              *to = lems_name(document(n), form, "to");
    const XmlText *path = instance_path(n, c, from);
    return path && path == instance_path(n, c, to);
}

/* The port of the cells that takes events which come without a synapse. */
static const Str *target_port(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                              const LemsPopulation *to)
{
    const XmlText *named = named_text(n, c, form, "targetPort");
    if (!named && !may_lack(n, c, form, "targetPort"))
        return NULL;
    const IrModel *cell = to->model->model;
    const Str *wanted = xml_intern(document(n)->session, named);
    for (uint32_t i = 0; i < cell->items.n; i++)
        if (cell->items.v[i]->kind == IR_ITEM_EVENT_IN &&
            (!wanted || cell->items.v[i]->name == wanted))
            return cell->items.v[i]->name;
    lems_complain(document(n), DIAG_NNC0403, named ? named->span : c->element->span,
                  "cells of population '%s' have no such port for events", to->ir->name->s);
    return NULL;
}

/* The port of a synapse that gets the events, which the connection may name. */
static bool takes_events(LemsNetwork *n, const LemsComponent *synapse, const LemsComponent *c,
                         const XmlElement *form)
{
    const XmlText *named = named_text(n, c, form, "targetPort");
    const LemsMember *port = lems_input_port(synapse->type);
    if (!port || (named && !xml_is(named, port->name->s)))
        lems_complain(document(n), named && port ? DIAG_NNC0909 : DIAG_NNC0403,
                      named ? named->span : c->element->span,
                      port ? "events reach a %s at its port '%s' only"
                           : "a %s has no port for events%s",
                      synapse->type->name->s, port ? port->name->s : "");
    return port && (!named || xml_is(named, port->name->s));
}

static bool names_receiver(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                           LemsConnections *kind)
{
    const XmlText *receiver = xml_attribute(form, "receiver");
    kind->synapse = receiver ? lems_named(n, c, receiver) : NULL;
    if (receiver && !kind->synapse)
        return false;
    const XmlText *container = named_text(n, c, form, "receiverContainer");
    if (receiver && kind->pre != kind->post && !takes_events(n, kind->synapse, c, form))
        return false;
    if (receiver)
        kind->attachments =
            attachments_for(n, kind->post, kind->synapse, container, c->element->span);
    else
        kind->target = target_port(n, c, form, kind->post);
    return kind->attachments || kind->target;
}

/* Whether it, or what is made inside of it, does something by itself at some times. */
static bool acts_by_itself(LemsNetwork *n, const LemsComponent *c, unsigned depth)
{
    enum { DEPTH_MAX = 100 }; /* references in a circle are told where it is made */
    const XmlElement *dynamics = c->type->dynamics, *structure = c->type->structure;
    if (xml_first(dynamics, "OnCondition") || xml_first(dynamics, "Regime") || depth == DEPTH_MAX)
        return true;
    for (uint32_t i = 0; i < c->children.n; i++)
        if (acts_by_itself(n, c->children.v[i], depth + 1))
            return true;
    for (const XmlElement *e = structure ? structure->first : NULL; e; e = e->next) {
        const LemsComponent *inner = lems_child_instance(document(n), c, e);
        if (inner && acts_by_itself(n, inner, depth + 1))
            return true;
    }
    return false;
}

/* An input gets no events: one that acts on these alone, as a synapse does, would do nothing. */
static bool waits_for_events(LemsNetwork *n, const LemsComponent *input, Span at)
{
    const XmlElement *on = xml_first(input->type->dynamics, "OnEvent");
    const XmlText *port = on ? xml_attribute(on, "port") : NULL;
    if (!port || acts_by_itself(n, input, 0))
        return false;
    lems_complain(document(n), DIAG_NNC0906, at,
                  "'%s' is no input: nothing sends the events that a %s takes at its port '%.*s'",
                  input->id ? input->id->s : input->role->s, input->type->name->s, (int)port->len,
                  port->s);
    return true;
}

/* ---- lems_euler: inputs hear their cells, as the form says ---- */
static bool has_handler(const IrItem *item, const Str *port)
{
    if (item->kind == IR_ITEM_ON)
        return item->name == port && item->body && item->body->stmts.n;
    for (uint32_t r = 0; r < item->regimes.n; r++)
        for (uint32_t i = 0; i < item->regimes.v[r].items.n; i++)
            if (has_handler(item->regimes.v[r].items.v[i], port))
                return true;
    return false;
}

static bool acts_at(const LemsModel *x, const Str *port)
{
    for (uint32_t i = 0; x && port && i < x->model->items.n; i++)
        if (has_handler(x->model->items.v[i], port))
            return true;
    return false;
}

static const Str *input_port(LemsNetwork *n, const LemsComponent *c, const LemsGiven *given)
{
    const XmlText *named = named_text(n, c, given->form, "targetPort");
    const LemsMember *port = lems_input_port(given->what->type);
    if (named)
        return xml_intern(document(n)->session, named);
    return port ? port->name : NULL;
}

static void hear_own(LemsNetwork *n, const LemsComponent *c, const End *cell, LemsGiven *given)
{
    const XmlText *named = named_text(n, c, given->form, "sourcePort");
    const Str *takes = input_port(n, c, given);
    given->sends = named ? xml_intern(document(n)->session, named) : first_output(cell->population);
    const IrItem *item =
        given->sends ? ir_item(cell->population->model->model, given->sends) : NULL;
    if (item && item->kind == IR_ITEM_EVENT_OUT &&
        acts_at(lems_model(n->all, given->what, IR_CHANNEL), takes))
        given->takes = takes;
}

void lems_connect(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                  const LemsConnecting *at)
{
    End from, to;
    if (!find_end(n, c, form, "from", at->each, &from) ||
        !find_end(n, c, form, "to", at->each, &to))
        return;
    LemsConnections kind = {.pre = from.population, .post = to.population, .form = form};
    if (!names_receiver(n, c, form, &kind))
        return;
    if (kind.synapse && from.population == to.population && from.cell == to.cell &&
        is_input(n, c, form)) {
        LemsGiven given = {kind.synapse, kind.attachments, form, c, false, NULL, NULL};
        if (document(n)->options->lems_euler)
            hear_own(n, c, &from, &given);
        if (given.takes || !waits_for_events(n, kind.synapse, c->element->span))
            lems_give(n, to.population, to.cell, &given);
        return;
    }
    LemsRow row = {
        .pre = from.cell, .post = to.cell, .connection = at->lasting, .packed = at->packed};
    kind.port = source_port(n, c, form, &from);
    if (!kind.port || !delay_of(n, c, form, &row.delay))
        return;
    kind.delayed = row.delay > 0;
    LemsConnections *all = lems_kind(n, &kind);
    VEC_PUSH(document(n)->session->arena, &all->rows, row);
}

void lems_join(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
               const LemsConnecting *at)
{
    const XmlText *a = lems_need(document(n), form, "componentA"),
                  *b = lems_need(document(n), form, "componentB");
    End from, to;
    const bool listed =
        find_listed(n, c, form, "endA", &from) && find_listed(n, c, form, "endB", &to);
    if (!a || !b ||
        (!listed && (document(n)->failed || !find_end(n, c, form, "endA", NULL, &from) ||
                     !find_end(n, c, form, "endB", NULL, &to))))
        return;
    LemsConnections kind = {.pre = from.population, .post = to.population, .form = form};
    kind.far_end = lems_named(n, c, a);
    kind.synapse = lems_named(n, c, b);
    if (!kind.far_end || !kind.synapse ||
        !(kind.attachments =
              attachments_for(n, to.population, kind.synapse, NULL, c->element->span)))
        return;
    const LemsRow row = {
        .pre = from.cell, .post = to.cell, .connection = at->lasting, .packed = at->packed};
    LemsConnections *all = lems_kind(n, &kind);
    VEC_PUSH(document(n)->session->arena, &all->rows, row);
}
