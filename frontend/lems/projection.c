/* Projections, each of all connections of one kind: the list of its rows, and the current that joins the target's sum. */
#include "frontend/lems/network.h"

#include "ir/build.h"
#include "ir/typing.h"

static LemsDocument *document(const LemsNetwork *n)
{
    return n->all->d;
}

const LemsMember *lems_assignment(LemsDocument *d, const LemsComponent *synapse,
                                  const XmlElement *a, const Str **attribute)
{
    const XmlText *name = lems_need(d, a, "property"),
                  *value = name ? lems_need(d, a, "value") : NULL;
    const LemsMember *m =
        name && synapse ? lems_member(synapse->type, xml_intern(d->session, name)) : NULL;
    *attribute = xml_intern(d->session, value);
    if (name && (!m || m->kind != LEMS_PROPERTY))
        lems_complain(d, DIAG_NNC0907, name->span,
                      "'%.*s' is no property of what the connection makes%s%s", (int)name->len,
                      name->s, synapse ? ", a " : "", synapse ? synapse->type->name->s : "");
    return m && m->kind == LEMS_PROPERTY && value ? m : NULL;
}

static bool has_dimension(LemsDocument *d, const XmlText *text, const LemsMember *m, Dim dim)
{
    const bool same = dim_equal(dim, m->dim);
    if (!same)
        lems_wrong_dimension(d, text->span, m, dim);
    return same;
}

bool lems_assigned(LemsDocument *d, const LemsComponent *connection, const Str *attribute,
                   const LemsMember *property, double *value)
{
    const XmlText *text = lems_attribute(connection, attribute->s);
    Dim dim = DIM_NONE;
    if (!text)
        lems_lacks(d, connection->element, attribute->s);
    if (!text || !lems_number(d, text, &dim, value))
        return false;
    const LemsMember *own = lems_member(connection->type, attribute);
    return (!own || own->kind != LEMS_PARAMETER || own->any || has_dimension(d, text, own, dim)) &&
           has_dimension(d, text, property, dim);
}

/* What <Assign property="weight" value="weight"/> gives each connection. */
static bool assign(LemsNetwork *n, const LemsConnections *k, const XmlElement *a, IrData *data,
                   uint32_t column)
{
    const Str *attribute;
    const LemsMember *property = lems_assignment(document(n), k->synapse, a, &attribute);
    if (!property)
        return false;
    data->column_names[column] = property->name;
    Arena *scratch = document(n)->session->scratch;
    for (uint32_t r = 0; r < k->rows.n; r++) {
        const ArenaMark mark = arena_mark(scratch);
        const LemsComponent connection = lems_row_connection(document(n), &k->rows.v[r]);
        const bool given = lems_assigned(document(n), &connection, attribute, property,
                                         &data->values[column * data->rows + r]);
        arena_reset(scratch, mark);
        if (!given)
            return false;
    }
    data->dims[column] = property->dim;
    return true;
}

/* What each connection is given; where its synapse is a part of the cell, that is given it. */
static const XmlElement *first_assign(const LemsConnections *k)
{
    return k->part ? NULL : xml_first(k->form, "Assign");
}

static IrData *connection_list(LemsNetwork *n, const LemsConnections *k, const Str *path)
{
    Session *s = document(n)->session;
    uint32_t columns = 2 + k->delayed;
    for (const XmlElement *a = first_assign(k); a; a = xml_next(a, "Assign"))
        columns++;
    IrData *data = ARENA_NEW(s->arena, IrData);
    *data =
        (IrData){.name = lems_free_name(n->all, str_format(s->strings, "%s.connections", path->s)),
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
    for (const XmlElement *a = first_assign(k); a; a = xml_next(a, "Assign"))
        if (!assign(n, k, a, data, column++))
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
    c->name = lems_free_name(n->all, str_format(s->strings, "list of %s", data->name->s));
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

/* Of the variables of a continuous connection that a cell adds up, the one that is a current has its port, else the first. */
static bool is_better(const LemsRead *read, const LemsRead *chosen)
{
    const Dim current = dim_of(0, 0, 0, 1, 0, 0, 0);
    return !chosen ||
           (!dim_equal(chosen->reduce->dim, current) && dim_equal(read->reduce->dim, current));
}

/* The sum of the target that the current of the synapse joins: a variable that both have. */
static const Str *current_port(LemsNetwork *n, const LemsConnections *k, IrModel *synapse)
{
    const LemsModel *cell = k->post->model;
    const LemsRead *chosen = NULL;
    for (uint32_t i = 0; i < cell->reads.n; i++) {
        const LemsRead *read = &cell->reads.v[i];
        const bool has = read->attachments == k->attachments && ir_item(synapse, read->variable);
        if (has && is_better(read, chosen))
            chosen = read;
    }
    if (!chosen) {
        lems_complain(document(n), DIAG_NNC0403, k->synapse->element->span,
                      "cells of population '%s' read nothing of what is attached to them",
                      k->post->ir->name->s);
        return NULL;
    }
    IrItem *current = ir_item(synapse, chosen->variable);
    if (!current->is_current) /* of a tunnel it is one already */
        join(n, synapse, current);
    return chosen->reduce->name;
}

/* The weight of connections that say nothing: the default of the property. NULL where the list has it. */
static IrExpr *default_weight(const LemsNetwork *n, const LemsConnections *k, const IrModel *m)
{
    for (const XmlElement *a = first_assign(k); a; a = xml_next(a, "Assign"))
        if (xml_is(xml_attribute(a, "property"), "weight"))
            return NULL;
    for (uint32_t i = 0; i < m->items.n; i++)
        if (m->items.v[i]->kind == IR_ITEM_STATE && m->items.v[i]->weight)
            return ir_expr_copy(n->all->d->session->arena, m->items.v[i]->value);
    return NULL;
}

/* One for all that differ in nothing but what is recorded of them. */
static IrModel *tunnel_of(LemsNetwork *n, const LemsConnections *k)
{
    const Str *key =
        str_format(document(n)->session->strings, "%p\n%p\n%p\n%p\n%p\n%s", (const void *)k->pre,
                   (const void *)k->post, (const void *)k->synapse, (const void *)k->far_end,
                   (const void *)k->form, k->attachments->s);
    IrModel *known = map_get(&n->tunnels, key);
    if (!known) {
        known = lems_tunnel(n, k);
        map_set(&n->tunnels, key, known);
    }
    return known;
}

static IrModel *model_of(LemsNetwork *n, const LemsConnections *k)
{
    if (k->far_end)
        return tunnel_of(n, k);
    const LemsModel *x = lems_model(n->all, k->synapse, IR_SYNAPSE);
    return x ? x->model : NULL;
}

static const char *port_word(const LemsConnections *k)
{
    return k->target ? k->target->s : "synapse";
}

const Str *lems_projection_name(LemsNetwork *n, const LemsConnections *k)
{
    Session *s = document(n)->session;
    if (k->alone)
        return k->alone;
    const LemsComponent *owner = k->rows.v[0].connection->parent;
    const Str *base =
        owner && owner->id && owner != n->root
            ? owner->id
            : str_format(s->strings, "%s-%s-%s", k->pre->ir->name->s, k->post->ir->name->s,
                         k->synapse && k->synapse->id ? k->synapse->id->s : port_word(k));
    return lems_free_name(n->all, base);
}

static bool has_conditions(LemsNetwork *n, const LemsComponent *end)
{
    const LemsModel *x = lems_model(n->all, end, IR_CHANNEL);
    for (uint32_t i = 0; x && i < x->model->items.n; i++) {
        const IrItemKind kind = x->model->items.v[i]->kind;
        if (kind == IR_ITEM_WHEN || kind == IR_ITEM_WHENEVER || kind == IR_ITEM_MODE)
            return true;
    }
    return false;
}

/* To second order, where what the synapse sees of cells is states, which are extrapolated to mid-step, and it tests nothing, as
   tests see the cells of grid points. */
static bool is_linear(LemsNetwork *n, const LemsConnections *k, const IrModel *synapse)
{
    if (!k->far_end || document(n)->options->lems_euler || has_conditions(n, k->synapse) ||
        has_conditions(n, k->far_end))
        return false;
    for (uint32_t i = 0; i < synapse->items.n; i++) {
        const IrItem *in = synapse->items.v[i];
        if (in->kind != IR_ITEM_IN || in->from == IR_OWN)
            continue;
        const LemsModel *cell = in->from == IR_FROM_PRE ? k->pre->model : k->post->model;
        const IrItem *seen = ir_item(cell->model, in->from_name);
        if (!seen || !ir_is_extrapolated(cell->model, seen))
            return false;
    }
    return true;
}

static void make_projection(LemsNetwork *n, const LemsConnections *k)
{
    Session *s = document(n)->session;
    const LemsReceptor *receptor = k->target ? NULL : lems_receptor(n, k);
    IrModel *synapse = k->target || receptor ? NULL : model_of(n, k);
    const Str *port = k->target  ? k->target
                      : receptor ? receptor->part
                      : synapse  ? current_port(n, k, synapse)
                                 : NULL;
    const Str *name = lems_projection_name(n, k);
    const IrData *data = port ? connection_list(n, k, name) : NULL;
    if (!data)
        return;
    IrProjection *p = ARENA_NEW(s->arena, IrProjection);
    *p = (IrProjection){.name = name,
                        .pre = k->pre->ir->name,
                        .post = k->post->ir->name,
                        .pre_event = k->port,
                        .post_port = port,
                        .synapse = synapse ? synapse->name : NULL,
                        .zero = !k->delayed && !k->far_end,
                        .linear_coupling = synapse && is_linear(n, k, synapse),
                        .span = data->span};
    p->connector = list_connector(n, data)->name;
    p->dendritic = ir_integer(s->arena, 0, data->span);
    if (receptor && !first_assign(k))
        p->weight = ir_expr_copy(s->arena, receptor->weight);
    else if (synapse)
        p->weight = default_weight(n, k, synapse);
    VEC_PUSH(s->arena, &n->all->m->projections, p);
    ir_register(n->all->m, name, p);
}

void lems_close_connections(LemsNetwork *n)
{
    lems_own_parts(n);
    for (uint32_t i = 0; i < n->connections.n && !document(n)->failed; i++)
        if (((const LemsConnections *)n->connections.entries[i].value)->rows.n)
            make_projection(n, n->connections.entries[i].value);
}
