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
/* The list of attachments of the cell that takes the component. */
static const Str *attachments_for(LemsNetwork *n, const LemsPopulation *p, const LemsComponent *c,
                                  const XmlText *named, Span at)
{
    const LemsType *type = p->cell->type;
    for (uint32_t i = 0; i < type->members.n; i++) {
        const LemsMember *m = &type->members.v[i];
        const bool wanted =
            !named || !named->len || m->name == xml_intern(document(n)->session, named);
        if (m->kind == LEMS_ATTACHMENTS && wanted && m->type && lems_is_a(c->type, m->type))
            return m->name;
    }
    lems_complain(document(n), DIAG_NNC0403, at,
                  "nothing of type %s can be attached to cells of type %s", c->type->name->s,
                  type->name->s);
    return NULL;
}

/* The values, one per cell, of the parameter `on` of the population. */
static double *cell_values(LemsNetwork *n, LemsPopulation *p, const Str *on, Span at)
{
    Session *s = document(n)->session;
    IrModule *m = n->all->m;
    const IrBind *known = ir_bind(&p->ir->values, on);
    if (known)
        return ir_find_data(m, known->value->u.name)->values;
    IrData *data = ARENA_NEW(s->arena, IrData);
    *data = (IrData){.name = str_format(s->strings, "%s.%s", p->ir->name->s, on->s),
                     .rows = p->size,
                     .columns = 1,
                     .span = at};
    data->values = ARENA_ARRAY(s->arena, double, p->size + 1);
    data->dims = ARENA_NEW(s->arena, Dim);
    VEC_PUSH(s->arena, &m->data, data);
    ir_register(m, data->name, data);
    IrExpr *e = ir_expr_new(s->arena, IR_DATA, 1, at);
    e->u.name = data->name;
    e->arg[0] = ir_named(s->arena, IR_VARIABLE, str_from(s->strings, "i"), at);
    VEC_PUSH(s->arena, &p->ir->values, (IrBind){on, e, at});
    return data->values;
}

/* The k-th time that a cell gets the same component, it needs another part for it. */
static void attach(LemsNetwork *n, LemsPopulation *p, uint32_t cell, const LemsComponent *what,
                   const Str *attachments)
{
    Session *s = document(n)->session;
    const Span at = what->element->span;
    for (unsigned k = 0;; k++) {
        const Str *key = str_format(s->strings, "%s\n%s\n%u", p->ir->name->s,
                                    what->id ? what->id->s : what->role->s, k);
        const Str *on = map_get(&n->inputs, key);
        if (!on && !(on = lems_attach(n->all, p->model, what, attachments)))
            return;
        map_set(&n->inputs, key, (void *)on);
        double *values = cell_values(n, p, on, at);
        if (values[cell] > 0)
            continue;
        values[cell] = 1;
        return;
    }
}

/* ---- the ends ---- */
static const XmlText *instance_path(LemsNetwork *n, const LemsComponent *c, const Str *as)
{
    for (const XmlElement *e = c->type->structure->first; e; e = e->next) {
        if (!str_is(e->tag, "With") || lems_name(document(n), e, "as") != as)
            continue;
        const Str *attribute = lems_name(document(n), e, "instance");
        return attribute ? lems_attribute(c, attribute->s) : NULL;
    }
    return NULL;
}

typedef struct End {
    LemsPopulation *population;
    uint32_t cell;
} End;

/* <With list="presynapticPopulation" index="preCell" as="a"/>: a population that an enclosing component names, and a place. */
static bool find_listed(LemsNetwork *n, const LemsComponent *c, const XmlElement *form,
                        const char *attribute, End *out)
{
    const Str *as = lems_name(document(n), form, attribute);
    const XmlElement *e = c->type->structure->first;
    while (e && (!str_is(e->tag, "With") || lems_name(document(n), e, "as") != as))
        e = e->next;
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
                     const char *attribute, End *out)
{
    const XmlText *as = lems_need(document(n), form, attribute);
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
    Dim dim;
    IrExpr *e = text ? lems_quantity(document(n), text, &dim) : NULL;
    *ms = 0;
    if (!text || (e && ir_constant(e, ms) && *ms >= 0 &&
                  (*ms <= 0 || dim_equal(dim, dim_of(0, 0, 1, 0, 0, 0, 0)))))
        return true;
    if (e)
        lems_complain(document(n), DIAG_NNC0406, text->span, "a delay is a time from 0 on");
    return false;
}

static LemsConnections *kind_of(LemsNetwork *n, const LemsConnections *like)
{
    Session *s = document(n)->session;
    const Str *key =
        str_format(s->strings, "%s\n%s\n%p\n%p\n%p\n%s\n%s\n%d", like->pre->ir->name->s,
                   like->post->ir->name->s, (const void *)like->synapse,
                   (const void *)like->far_end, (const void *)like->form,
                   like->port ? like->port->s : "", like->attachments->s, like->delayed);
    LemsConnections *known = map_get(&n->connections, key);
    if (!known) {
        known = ARENA_NEW(s->arena, LemsConnections);
        *known = *like;
        map_set(&n->connections, key, known);
    }
    return known;
}

/* Both ends are written by one attribute: the connection puts something on a cell. */
static bool is_input(LemsNetwork *n, const LemsComponent *c, const XmlElement *form)
{
    const Str *from = lems_name(document(n), form, "from"),
              *to = lems_name(document(n), form, "to");
    return instance_path(n, c, from) == instance_path(n, c, to);
}

void lems_connect(LemsNetwork *n, const LemsComponent *c, const XmlElement *form)
{
    const XmlText *receiver = xml_attribute(form, "receiver");
    End from, to;
    if (!receiver) {
        lems_complain(document(n), DIAG_NNC0909, c->element->span,
                      "connections without a receiver cannot be simulated yet");
        return;
    }
    const LemsComponent *what = lems_named(n, c, receiver);
    if (!what || !find_end(n, c, form, "from", &from) || !find_end(n, c, form, "to", &to))
        return;
    const XmlText *container = named_text(n, c, form, "receiverContainer");
    LemsConnections kind = {
        .pre = from.population, .post = to.population, .synapse = what, .form = form};
    kind.attachments = attachments_for(n, to.population, what, container, c->element->span);
    if (!kind.attachments)
        return;
    if (from.population == to.population && from.cell == to.cell && is_input(n, c, form)) {
        attach(n, to.population, to.cell, what, kind.attachments);
        return;
    }
    LemsRow row = {.pre = from.cell, .post = to.cell, .connection = c};
    kind.port = source_port(n, c, form, &from);
    if (!kind.port || !delay_of(n, c, form, &row.delay))
        return;
    kind.delayed = row.delay > 0;
    LemsConnections *all = kind_of(n, &kind);
    VEC_PUSH(document(n)->session->arena, &all->rows, row);
}

void lems_join(LemsNetwork *n, const LemsComponent *c, const XmlElement *form)
{
    const XmlText *a = lems_need(document(n), form, "componentA"),
                  *b = lems_need(document(n), form, "componentB");
    End from, to;
    const bool listed =
        find_listed(n, c, form, "endA", &from) && find_listed(n, c, form, "endB", &to);
    if (!a || !b ||
        (!listed && (document(n)->failed || !find_end(n, c, form, "endA", &from) ||
                     !find_end(n, c, form, "endB", &to))))
        return;
    LemsConnections kind = {.pre = from.population, .post = to.population, .form = form};
    kind.far_end = lems_named(n, c, a);
    kind.synapse = lems_named(n, c, b);
    if (!kind.far_end || !kind.synapse ||
        !(kind.attachments =
              attachments_for(n, to.population, kind.synapse, NULL, c->element->span)))
        return;
    const LemsRow row = {.pre = from.cell, .post = to.cell, .connection = c};
    LemsConnections *all = kind_of(n, &kind);
    VEC_PUSH(document(n)->session->arena, &all->rows, row);
}

/* ---- projections ---- */
static const Str *free_name(LemsNetwork *n, const Str *base)
{
    const Str *name = base;
    for (unsigned k = 2; map_has(&n->all->m->by_name, name); k++)
        name = str_format(document(n)->session->strings, "%s#%u", base->s, k);
    return name;
}

/* What <Assign property="weight" value="weight"/> gives each connection. */
static bool assign(LemsNetwork *n, const LemsConnections *k, const XmlElement *a, IrData *data,
                   uint32_t column)
{
    const Str *property = lems_name(document(n), a, "property");
    const Str *attribute = lems_name(document(n), a, "value");
    if (!property || !attribute) {
        lems_complain(document(n), DIAG_NNC0903, a->span, "<Assign> needs a property and a value");
        return false;
    }
    data->column_names[column] = property;
    for (uint32_t r = 0; r < k->rows.n; r++) {
        const LemsComponent *c = k->rows.v[r].connection;
        const XmlText *text = lems_attribute(c, attribute->s);
        Dim dim = DIM_NONE;
        const IrExpr *e = text ? lems_quantity(document(n), text, &dim) : NULL;
        if (!text)
            lems_complain(document(n), DIAG_NNC0903, c->element->span,
                          "<%s> needs the attribute '%s'", c->element->tag->s, attribute->s);
        if (!e || !ir_constant(e, &data->values[column * data->rows + r]))
            return false;
        if (r && !dim_equal(dim, data->dims[column])) {
            lems_complain(document(n), DIAG_NNC0402, text->span,
                          "'%s' has another dimension in the connections before", attribute->s);
            return false;
        }
        data->dims[column] = dim;
    }
    return true;
}

static IrData *connection_list(LemsNetwork *n, const LemsConnections *k, const Str *path)
{
    Session *s = document(n)->session;
    uint32_t columns = 2 + k->delayed;
    for (const XmlElement *a = k->form->first; a; a = a->next)
        columns += str_is(a->tag, "Assign");
    IrData *data = ARENA_NEW(s->arena, IrData);
    *data = (IrData){.name = free_name(n, str_format(s->strings, "%s.connections", path->s)),
                     .rows = k->rows.n,
                     .columns = columns,
                     .span = k->rows.v[0].connection->element->span};
    data->values = ARENA_ARRAY(s->arena, double, (size_t)columns * k->rows.n);
    data->dims = ARENA_ARRAY(s->arena, Dim, columns);
    data->column_names = ARENA_ARRAY(s->arena, const Str *, columns);
    for (uint32_t r = 0; r < k->rows.n; r++) {
        data->values[r] = k->rows.v[r].pre;
        data->values[data->rows + r] = k->rows.v[r].post;
        if (k->delayed)
            data->values[2 * data->rows + r] = k->rows.v[r].delay;
    }
    data->column_names[0] = str_from(s->strings, "pre");
    data->column_names[1] = str_from(s->strings, "post");
    uint32_t column = 2;
    if (k->delayed) {
        data->dims[column] = dim_of(0, 0, 1, 0, 0, 0, 0);
        data->column_names[column++] = str_from(s->strings, "delay");
    }
    for (const XmlElement *a = k->form->first; a; a = a->next)
        if (str_is(a->tag, "Assign") && !assign(n, k, a, data, column++))
            return NULL;
    VEC_PUSH(s->arena, &n->all->m->data, data);
    ir_register(n->all->m, data->name, data);
    return data;
}

static const IrConnector *list_connector(LemsNetwork *n, const IrData *data)
{
    Session *s = document(n)->session;
    IrConnector *c = ARENA_NEW(s->arena, IrConnector);
    const IrClause clause = {.loop = IR_LOOP_LIST,
                             .i = str_from(s->strings, "i"),
                             .j = str_from(s->strings, "j"),
                             .data = data->name,
                             .span = data->span};
    c->name = free_name(n, str_format(s->strings, "list of %s", data->name->s));
    c->span = data->span;
    VEC_PUSH(s->arena, &c->clauses, clause);
    VEC_PUSH(s->arena, &n->all->m->connectors, c);
    ir_register(n->all->m, c->name, c);
    return c;
}

/* A current is an alias; of a state, one that reads it. */
static void join(LemsNetwork *n, IrModel *synapse, IrItem *current)
{
    Session *s = document(n)->session;
    if (current->kind != IR_ITEM_ALIAS) {
        IrItem *alias =
            ir_item_new(s->arena, IR_ITEM_ALIAS,
                        str_format(s->strings, "%s_attached", current->name->s), current->span);
        alias->dim = current->dim;
        alias->value = ir_named(s->arena, IR_ITEM, current->name, current->span);
        ir_model_add(n->all->m, synapse, alias);
        current = alias;
    }
    current->is_current = true;
}

/* The sum of the target that the current of the synapse joins: the first variable that both have. */
static const Str *current_port(LemsNetwork *n, const LemsConnections *k, IrModel *synapse)
{
    const IrModel *cell = k->post->model->model;
    const size_t len = k->attachments->len;
    for (uint32_t i = 0; i < cell->items.n; i++) {
        const IrItem *reduce = cell->items.v[i];
        if (reduce->kind != IR_ITEM_REDUCE || reduce->name->len <= len + 1 ||
            memcmp(reduce->name->s, k->attachments->s, len) != 0)
            continue;
        IrItem *current =
            ir_item(synapse, str_from(document(n)->session->strings, reduce->name->s + len + 1));
        if (!current)
            continue;
        if (current->is_current) /* of a tunnel */
            return reduce->name;
        join(n, synapse, current);
        return reduce->name;
    }
    lems_complain(document(n), DIAG_NNC0403, k->synapse->element->span,
                  "cells of population '%s' read nothing of what is attached to them",
                  k->post->ir->name->s);
    return NULL;
}

/* The weight of connections that say nothing: the default of the property. NULL where the list has it. */
static IrExpr *default_weight(const LemsNetwork *n, const LemsConnections *k, const IrModel *m)
{
    for (const XmlElement *a = k->form->first; a; a = a->next)
        if (str_is(a->tag, "Assign") && str_is(lems_name(n->all->d, a, "property"), "weight"))
            return NULL;
    for (uint32_t i = 0; i < m->items.n; i++)
        if (m->items.v[i]->kind == IR_ITEM_STATE && m->items.v[i]->weight)
            return ir_expr_copy(n->all->d->session->arena, m->items.v[i]->value);
    return NULL;
}

static IrModel *model_of(LemsNetwork *n, const LemsConnections *k)
{
    if (k->far_end)
        return lems_tunnel(n, k);
    const LemsModel *x = lems_model(n->all, k->synapse, IR_SYNAPSE);
    return x ? x->model : NULL;
}

static void make_projection(LemsNetwork *n, const LemsConnections *k)
{
    Session *s = document(n)->session;
    IrModel *synapse = model_of(n, k);
    const Str *port = synapse ? current_port(n, k, synapse) : NULL;
    const LemsComponent *owner = k->rows.v[0].connection->parent;
    const Str *base =
        owner && owner->id && owner != n->root
            ? owner->id
            : str_format(s->strings, "%s-%s-%s", k->pre->ir->name->s, k->post->ir->name->s,
                         k->synapse->id ? k->synapse->id->s : "synapse");
    const Str *name = free_name(n, base);
    const IrData *data = port ? connection_list(n, k, name) : NULL;
    if (!data)
        return;
    IrProjection *p = ARENA_NEW(s->arena, IrProjection);
    *p = (IrProjection){.name = name,
                        .pre = k->pre->ir->name,
                        .post = k->post->ir->name,
                        .pre_event = k->port,
                        .post_port = port,
                        .synapse = synapse->name,
                        .zero = !k->delayed && !k->far_end,
                        .span = data->span};
    p->connector = list_connector(n, data)->name;
    p->dendritic = ir_integer(s->arena, 0, data->span);
    p->weight = default_weight(n, k, synapse);
    VEC_PUSH(s->arena, &n->all->m->projections, p);
    ir_register(n->all->m, name, p);
}

void lems_close_connections(LemsNetwork *n)
{
    for (uint32_t i = 0; i < n->connections.n && !document(n)->failed; i++)
        make_projection(n, n->connections.entries[i].value);
}
