/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections: lists, and rules that say of each pair whether it is connected. What is random is
   read from the lists that a simulation of the same model saved (connections.c). */
#include "codegen/ref/eval.h"
#include "ir/pass/lower.h"

#include <math.h>

static const uint64_t MOST_PAIRS = 100000000;

static RefScope pair_scope(const Ref *r, const RefProjection *p, const IrConnector *c,
                           const IrClause *k, double i, double j)
{
    RefScope s = ref_scope(r, NULL, 0);
    ref_scope_add(&s, "i", i);
    ref_scope_add(&s, "j", j);
    ref_scope_add(&s, "N_pre", p->pre.n);
    ref_scope_add(&s, "N_post", p->post.n);
    s.pair = p;
    s.cell = p->pre.v[(size_t)i];
    s.post = p->post.v[(size_t)j];
    s.connector = c;
    s.binds = &p->def->connector_args;
    if (k && k->i)
        ref_scope_add(&s, k->i->s, i);
    if (k && k->j)
        ref_scope_add(&s, k->j->s, j);
    return s;
}

bool ref_delay_steps(Ref *r, const RefProjection *p, double ms, uint32_t *out)
{
    const int64_t steps = ref_steps(ms, r->dt);
    if (!(steps >= 1 && steps <= INT32_MAX))
        return ref_refuse(r, p->def->span, "a delay of %.12g ms, steps of %.12g ms", ms, r->dt);
    *out = (uint32_t)steps;
    return true;
}

/* Not given: the model's least delay, else one step. */
static bool default_delay(Ref *r, double *ms)
{
    RefScope s = ref_scope(r, NULL, 0);
    *ms = r->dt;
    return !r->m->min_delay || ref_value(r, &s, r->m->min_delay, ms);
}

static bool dendrite_steps(Ref *r, const RefProjection *p, RefScope *s, RefConnection *c)
{
    double fraction = 1;
    if (p->def->dendritic && !ref_value(r, s, p->def->dendritic, &fraction))
        return false;
    c->dendrite = (uint32_t)ref_steps(fraction * c->delay, 1);
    return true;
}

/* Parameters that the list of the connection has, in columns of their names. */
static void add_listed(Ref *r, const RefProjection *p, const RefConnection *c, IrBinds *values)
{
    const IrData *d = c->list;
    for (uint32_t i = 0; d && d->column_names && i < d->columns; i++) {
        const IrItem *item = ir_item(p->synapse->flat, d->column_names[i]);
        if (!item || item->kind != IR_ITEM_PARAM)
            continue;
        const double x = d->values[(uint64_t)i * d->rows + c->row];
        VEC_PUSH(r->a, values,
                 (IrBind){item->name, ir_number(r->a, x, item->dim, d->span), d->span});
    }
}

static bool make_synapse(Ref *r, const RefProjection *p, RefConnection *c)
{
    if (!p->synapse)
        return true;
    c->values = ref_values(r, p->synapse, p->def->name->s);
    c->values.held = NULL;
    c->values.pre = &p->pre.v[c->pre].of->cell[p->pre.v[c->pre].index];
    c->values.post = &p->post.v[c->post].of->cell[p->post.v[c->post].index];
    c->values.port = p->def->post_port ? ir_port_name(r->strings, p->def->post_port) : NULL;
    c->values.linear = p->def->linear_coupling;
    IrBinds values = {0};
    for (uint32_t i = 0; i < p->def->synapse_args.n; i++)
        VEC_PUSH(r->a, &values, p->def->synapse_args.v[i]);
    add_listed(r, p, c, &values);
    return ref_set_params(r, &c->values, &values,
                          (RefIndex){.i = c->pre, .n = p->pre.n, .place = c->pre});
}

/* Weight and delay are in native units; NULL: the projection's. Without delay it has none. */
static bool add_connection(Ref *r, RefProjection *p, RefScope *s, RefConnection c,
                           const double *weight, const double *delay)
{
    double ms;
    if (weight)
        c.weight = *weight;
    else if (p->def->weight && !ref_value(r, s, p->def->weight, &c.weight))
        return false;
    if (delay)
        ms = *delay;
    else if (!(p->def->delay ? ref_value(r, s, p->def->delay, &ms) : default_delay(r, &ms)))
        return false;
    c.set = c.weight;
    if (!p->def->zero && (!ref_delay_steps(r, p, ms, &c.delay) || !dendrite_steps(r, p, s, &c)))
        return false;
    if (!make_synapse(r, p, &c))
        return false;
    VEC_PUSH(r->a, &p->connections, c);
    return true;
}

bool ref_connect(Ref *r, RefProjection *p, uint32_t pre, uint32_t post, const double *weight,
                 const double *delay)
{
    RefScope s = pair_scope(r, p, NULL, NULL, pre, post);
    return add_connection(r, p, &s, (RefConnection){.pre = pre, .post = post}, weight, delay);
}

bool ref_pair_value(Ref *r, const RefProjection *p, const RefConnection *c, const IrExpr *e,
                    double *out)
{
    RefScope s = pair_scope(r, p, NULL, NULL, c->pre, c->post);
    return ref_value(r, &s, e, out);
}

/* ---- rules of pairs ---- */
static bool rule_value(Ref *r, RefScope *s, const IrBinds *values, const char *name, double *out,
                       const double **given)
{
    const IrBind *bind = ir_bind(values, str_from(r->strings, name));
    *given = bind ? out : NULL;
    return !bind || ref_value(r, s, bind->value, out);
}

static bool wire_pair(Ref *r, RefProjection *p, const IrConnector *c, const IrClause *k, uint32_t i,
                      uint32_t j)
{
    RefScope s = pair_scope(r, p, c, k, i, j);
    const RefCell a = p->pre.v[i], b = p->post.v[j];
    double holds = 1, chance = 1, weight, delay;
    const double *own_weight, *own_delay;
    if (k->no_self && a.of == b.of && a.index == b.index)
        return true;
    if ((k->guard && !ref_value(r, &s, k->guard, &holds)) ||
        (k->probability && !ref_value(r, &s, k->probability, &chance)))
        return false;
    if (!(holds < 0 || holds > 0) || chance <= 0)
        return true;
    if (chance < 1 || k->no_mutual)
        return ref_refuse(
            r, p->def->span,
            "the connections of %s are random: simulate with --save-connections and give "
            "that folder with --connections",
            p->def->name->s);
    return rule_value(r, &s, &k->values, "weight", &weight, &own_weight) &&
           rule_value(r, &s, &k->values, "delay", &delay, &own_delay) &&
           add_connection(r, p, &s, (RefConnection){.pre = i, .post = j}, own_weight, own_delay);
}

static bool wire_pairs(Ref *r, RefProjection *p, const IrConnector *c, const IrClause *k)
{
    if ((uint64_t)p->pre.n * p->post.n > MOST_PAIRS)
        return nnrt_error_set(r->error, NNRT_EXIT_LIMIT,
                              "%s: %u times %u pairs are too many for the reference integrator",
                              p->def->name->s, p->pre.n, p->post.n);
    for (uint32_t i = 0; i < p->pre.n; i++)
        for (uint32_t j = 0; j < p->post.n; j++)
            if (!wire_pair(r, p, c, k, i, j))
                return false;
    return true;
}

/* ---- lists ---- */
static bool list_row(Ref *r, RefProjection *p, const IrConnector *c, const IrClause *k,
                     const IrData *d, uint64_t row)
{
    const double *weight = ir_data_column(d, "weight"), *delay = ir_data_column(d, "delay");
    const double i = d->values[row], j = d->values[d->rows + row];
    if (!(i >= 0 && i < p->pre.n && j >= 0 && j < p->post.n))
        return ref_refuse(r, k->span, "row %llu connects %.12g to %.12g, which do not exist",
                          (unsigned long long)row, i, j);
    RefScope s = pair_scope(r, p, c, k, i, j);
    const RefConnection made = {.pre = (uint32_t)i, .post = (uint32_t)j, .list = d, .row = row};
    return add_connection(r, p, &s, made, weight ? weight + row : NULL, delay ? delay + row : NULL);
}

static bool wire_list(Ref *r, RefProjection *p, const IrConnector *c, const IrClause *k)
{
    const IrData *d = k->data ? ir_find_data(r->m, k->data) : NULL;
    if (!d || d->columns < 2)
        return ref_refuse(r, k->span, "a list of connections without rows");
    for (uint64_t row = 0; row < d->rows; row++)
        if (!list_row(r, p, c, k, d, row))
            return false;
    return true;
}

static bool wire_clause(Ref *r, RefProjection *p, const IrConnector *c, const IrClause *k)
{
    if (k->loop == IR_LOOP_LIST)
        return wire_list(r, p, c, k);
    if (k->loop == IR_LOOP_PAIR)
        return wire_pairs(r, p, c, k);
    return ref_refuse(
        r, p->def->span,
        "the connections of %s are random: simulate with --save-connections and give that "
        "folder with --connections",
        p->def->name->s);
}

/* Those of one pre cell stay in the order of their making. */
static void sort_by_pre(Ref *r, RefProjection *p)
{
    RefConnection *sorted = ARENA_ARRAY(r->a, RefConnection, p->connections.n + 1);
    uint32_t *place = ARENA_ARRAY(r->a, uint32_t, p->pre.n + 1);
    for (uint32_t c = 0; c < p->connections.n; c++)
        place[p->connections.v[c].pre + 1]++;
    for (uint32_t i = 1; i < p->pre.n; i++)
        place[i] += place[i - 1];
    for (uint32_t c = 0; c < p->connections.n; c++)
        sorted[place[p->connections.v[c].pre]++] = p->connections.v[c];
    p->connections.v = sorted;
}

bool ref_wire(Ref *r, RefProjection *p)
{
    const IrConnector *c = ir_find_connector(r->m, p->def->connector);
    bool found = false;
    for (uint32_t i = 0; i < p->post.n; i++)
        if (!(p->synapse && !p->def->feed && ref_is_coupling(p->synapse->flat, false)) &&
            !ref_port(r, p->post.v[i].of, p->def->post_port))
            return ref_refuse(r, p->def->span, "%s has no port '%s' for events",
                              p->post.v[i].of->def->name->s, p->def->post_port->s);
    if (!ref_connections_read(r, p, &found))
        return false;
    for (uint32_t i = 0; !found && i < c->clauses.n; i++)
        if (!wire_clause(r, p, c, &c->clauses.v[i]))
            return false;
    sort_by_pre(r, p);
    return ref_projection_start(r, p, false);
}
