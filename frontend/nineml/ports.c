/* Connections that hear several event ports of the source cells, with one state for all of them. The projection takes the events of the
   first port; those of a further one reach a port of its synapse by a projection onto its connections. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

static bool is_of_source(const NmlProjection *p, const NmlConnection *c)
{
    const NmlPort *port =
        str_is(c->sender, "pre") ? nml_port(p->pre->members.v[0]->cell->class_, c->send) : NULL;
    return port && port->kind == NML_EVENT_SEND;
}

const Str *nml_first_port(const NmlProjection *p)
{
    for (uint32_t i = 0; i < p->connections.n; i++)
        if (is_of_source(p, &p->connections.v[i]))
            return p->connections.v[i].send;
    return NULL;
}

/* The first connection of a port that is not the first one. */
static bool is_further(const NmlProjection *p, uint32_t k)
{
    const NmlConnection *c = &p->connections.v[k];
    bool is = is_of_source(p, c) && c->send != nml_first_port(p);
    for (uint32_t i = 0; is && i < k; i++)
        is = !is_of_source(p, &p->connections.v[i]) || p->connections.v[i].send != c->send;
    return is;
}

static uint32_t count_further(const NmlProjection *p)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < p->connections.n; k++)
        n += is_further(p, k);
    return n;
}

bool nml_keep_events(NmlNetwork *n, NmlProjection *p)
{
    const bool drawn = nml_rule_draws(p) || (p->has_delay && p->delay.kind == NML_RANDOM);
    const char *why = !count_further(p)   ? " by a response that is not linear"
                      : drawn             ? " where connections or delays are drawn"
                      : !nml_has_delay(p) ? ", without a delay, by what has states"
                                          : NULL;
    p->whole = true;
    if (why)
        nml_complain(n->all, DIAG_NNC0909, p->span,
                     "events of two ports of the source cells cannot be simulated yet%s", why);
    return !why;
}

static bool hears(const NmlProjection *p, const Str *port, const Str *from)
{
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *c = &p->connections.v[i];
        if (is_of_source(p, c) && c->send == from && c->receive == port)
            return true;
    }
    return false;
}

/* But a port that hears the event may have that name. */
static bool is_taken(const NmlProjection *p, const NmlComponent *c, const Str *from,
                     const Str *name)
{
    const NmlPort *port = c ? nml_port(c->class_, name) : NULL;
    if (port && port->kind == NML_EVENT_RECEIVE)
        return !hears(p, name, from);
    return c && nml_is_taken(c->class_, name);
}

const Str *nml_event_name(NmlNetwork *n, const NmlProjection *p, const NmlConnection *c)
{
    if (!is_of_source(p, c) || c->send == nml_first_port(p))
        return c->sender;
    const Str *name = str_format(n->all->session->strings, "pre_%s", c->send->s);
    while (is_taken(p, p->plasticity, c->send, name) || is_taken(p, p->response, c->send, name))
        name = str_format(n->all->session->strings, "%s_", name->s);
    return name;
}

void nml_declare_ports(NmlNetwork *n, const NmlProjection *p, IrModel *synapse)
{
    for (uint32_t k = 0; k < p->connections.n; k++) {
        const NmlConnection *c = &p->connections.v[k];
        if (is_further(p, k))
            ir_model_add(
                n->m, synapse,
                ir_item_new(n->m->arena, IR_ITEM_EVENT_IN, nml_event_name(n, p, c), c->span));
    }
}

/* ---- projections onto connections ---- */
/* From each source cell to its connections, with their delays where those differ. */
static IrData *rows_of(NmlNetwork *n, const Str *name, const IrData *list)
{
    Arena *a = n->m->arena;
    StrTable *strings = n->all->session->strings;
    const double *pre = ir_data_column(list, "pre"), *delay = ir_data_column(list, "delay");
    IrData *d = ARENA_NEW(a, IrData);
    *d = (IrData){.rows = list->rows, .columns = delay ? 3 : 2, .span = list->span};
    d->name = nml_free_name(n, str_format(strings, "%s.connections", name->s));
    d->values = ARENA_ARRAY(a, double, d->columns * d->rows + 1);
    d->dims = ARENA_ARRAY(a, Dim, d->columns);
    d->column_names = ARENA_ARRAY(a, const Str *, d->columns);
    static const char *const names[] = {"pre", "post", "delay"};
    for (uint32_t k = 0; k < d->columns; k++) {
        d->dims[k] = k < 2 ? DIM_NONE : dim_of(0, 0, 1, 0, 0, 0, 0);
        d->column_names[k] = str_from(strings, names[k]);
        for (uint64_t i = 0; i < d->rows; i++)
            d->values[k * d->rows + i] = k == 0 ? pre[i] : k == 1 ? (double)i : delay[i];
    }
    VEC_PUSH(a, &n->m->data, d);
    ir_register(n->m, d->name, d);
    return d;
}

static void add_port(NmlNetwork *n, const NmlProjection *p, const NmlConnection *c,
                     const IrProjection *ir, const IrData *list)
{
    Arena *a = n->m->arena;
    StrTable *strings = n->all->session->strings;
    IrProjection *to = ARENA_NEW(a, IrProjection);
    *to = (IrProjection){.pre = ir->pre, .post = ir->name, .pre_event = c->send, .span = c->span};
    to->name = nml_free_name(n, str_format(strings, "%s_%s", ir->name->s, c->send->s));
    to->post_port = nml_event_name(n, p, c);
    to->delay = ir->delay ? ir_expr_copy(a, ir->delay) : NULL;
    const IrData *rows = rows_of(n, to->name, list);
    to->connector =
        nml_new_list(n, nml_free_name(n, str_format(strings, "%s rule", to->name->s)), rows)->name;
    VEC_PUSH(a, &n->m->projections, to);
    ir_register(n->m, to->name, to);
}

void nml_add_ports(NmlNetwork *n, const NmlProjection *p, const IrProjection *ir,
                   const IrData *list)
{
    for (uint32_t k = 0; k < p->connections.n; k++)
        if (is_further(p, k))
            add_port(n, p, &p->connections.v[k], ir, list);
}
