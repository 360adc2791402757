/* Responses of projections as receptors. Where the response is linear, the responses of all connections add up to one that
   takes all their events: each cell has one, and what plasticity sends comes with the event. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

static bool is(const Str *role, const char *word)
{
    return str_is(role, word);
}

/* A receptor is possible where events come from one port, values from the cell and from plasticity, and values go to the cell. */
static bool has_shape(const NmlProjection *p)
{
    uint32_t events = 0;
    const Str *heard = NULL; /* by this port, where several ports of the source send to it */
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *c = &p->connections.v[i];
        const NmlPort *port =
            is(c->receiver, "response") ? nml_port(p->response->class_, c->receive) : NULL;
        if (is(c->sender, "response") && !is(c->receiver, "post"))
            return false;
        if (!port)
            continue;
        const bool event = port->kind == NML_EVENT_RECEIVE;
        events += event && !(p->whole && c->receive == heard);
        heard = event ? c->receive : heard;
        if (event ? is(c->sender, "post") : is(c->sender, "pre"))
            return false;
    }
    return events == 1;
}

/* All connections share its values, and the sum of what they start from is 0. */
static bool has_shared_values(const NmlComponent *response)
{
    for (uint32_t i = 0; i < response->properties.n; i++)
        if (response->properties.v[i].kind != NML_SINGLE)
            return false;
    for (uint32_t i = 0; i < response->initials.n; i++) {
        const NmlValue *v = &response->initials.v[i];
        for (const char *s = v->number ? v->number->s : "1"; *s && *s != 'e' && *s != 'E'; s++)
            if (*s >= '1' && *s <= '9')
                return false;
    }
    return true;
}

static const Str *key_of(NmlNetwork *n, const NmlProjection *p)
{
    StrTable *strings = n->all->session->strings;
    const NmlClass *c = p->response->class_;
    const Str *key = str_format(strings, "%s %s", c->file->source->name, c->name->s);
    for (uint32_t i = 0; i < c->parameters.n; i++) {
        const NmlValue *v = nml_value(&p->response->properties, c->parameters.v[i].name);
        if (v)
            key = str_format(strings, "%s %s=%s*10^%d+%g", key->s, v->name->s, v->number->s,
                             v->unit->exp10, v->unit->offset);
    }
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *k = &p->connections.v[i];
        if (is(k->sender, "response") || (is(k->receiver, "response") && !is(k->sender, "pre")))
            key = str_format(strings, "%s %s.%s>%s.%s", key->s, k->sender->s, k->send->s,
                             k->receiver->s, k->receive->s);
        else if (is(k->receiver, "response"))
            key = str_format(strings, "%s >%s", key->s, k->receive->s);
    }
    return key;
}

/* ---- its model ---- */
/* An analog port that plasticity sends to is an argument of the event; of the cell it is bound. */
static void connect(NmlLowering *x, NmlReceptor *r, const NmlConnection *c)
{
    Arena *a = x->m->arena;
    const NmlPort *port = nml_port(x->class_, c->receive);
    if (!port || port->kind == NML_ANALOG_SEND || port->kind == NML_EVENT_SEND)
        return;
    if (port->kind == NML_EVENT_RECEIVE) {
        map_set(&x->handlers, port->name, (void *)str_from(x->all->session->strings, "event"));
    } else if (is(c->sender, "plasticity")) {
        VEC_PUSH(a, &x->arguments, (IrArg){.name = port->name, .dim = port->dim});
        map_set(&x->inputs, port->name, ir_named(a, IR_VARIABLE, port->name, c->span));
    } else {
        VEC_PUSH(a, &r->inputs,
                 (IrBind){port->name, ir_named(a, IR_ITEM, c->send, c->span), c->span});
    }
}

static void connect_rest(NmlLowering *x, const NmlReceptor *r)
{
    for (uint32_t i = 0; i < x->class_->ports.n; i++) {
        const NmlPort *port = &x->class_->ports.v[i];
        if ((port->kind != NML_ANALOG_RECEIVE && port->kind != NML_ANALOG_REDUCE) ||
            map_has(&x->inputs, port->name) || ir_bind(&r->inputs, port->name))
            continue;
        map_set(&x->inputs, port->name, ir_number(x->m->arena, 0, port->dim, port->span));
        if (port->kind == NML_ANALOG_RECEIVE)
            nml_warn(x->all, DIAG_NNC0927, r->response->span,
                     "nothing sends to the port '%s' of '%s': it is 0", port->name->s,
                     x->class_->name->s);
    }
}

static bool is_argument(void *context, const IrExpr *e)
{
    const NmlLowering *x = context;
    for (uint32_t i = 0; e->op == IR_VARIABLE && i < x->arguments.n; i++)
        if (x->arguments.v[i].name == e->u.name)
            return true;
    return false;
}

/* What plasticity sends is read when an event comes, and at no other time. */
static bool reads_at_events(NmlLowering *x)
{
    for (uint32_t i = 0; i < x->model->items.n; i++) {
        const IrItem *item = x->model->items.v[i];
        if (item->kind != IR_ITEM_ON && item->value && ir_expr_any(item->value, is_argument, x))
            return false;
    }
    return true;
}

static void forget_model(IrModule *m)
{
    map_remove(&m->by_name, VEC_LAST(&m->models)->name);
    m->models.n--;
}

static NmlReceptor *make(NmlNetwork *n, const NmlProjection *p, const Str *key)
{
    NmlReceptor *r = ARENA_NEW(n->m->arena, NmlReceptor);
    NmlLowering x;
    *r = (NmlReceptor){.response = p->response, .key = key, .part = p->response->name};
    r->model = ir_model_new(n->m, IR_RECEPTOR, nml_free_name(n, p->response->class_->name),
                            p->response->class_->span);
    nml_lowering_start(&x, n->all, n->m, r->model, p->response->class_, "");
    for (uint32_t i = 0; i < p->connections.n; i++) {
        const NmlConnection *c = &p->connections.v[i];
        if (is(c->receiver, "response"))
            connect(&x, r, c);
        else if (is(c->sender, "response"))
            VEC_PUSH(n->m->arena, &r->feeds, (NmlFeed){c->send, c->receive, c->span});
    }
    connect_rest(&x, r);
    if (!nml_lower(&x))
        return NULL;
    if (nml_is_linear(n->m->arena, r->model) && reads_at_events(&x))
        return r;
    forget_model(n->m);
    return NULL;
}

NmlReceptor *nml_receptor(NmlNetwork *n, const NmlProjection *p)
{
    if (!p->response || p->response->class_->kind != NML_DYNAMICS || !has_shape(p) ||
        !has_shared_values(p->response))
        return NULL;
    const Str *key = key_of(n, p);
    if (map_has(&n->receptors, key))
        return map_get(&n->receptors, key);
    NmlReceptor *r = make(n, p, key);
    for (unsigned k = 2; r; k++) { /* a name of its own among receptors */
        uint32_t i = 0;
        while (i < n->receptors.n) {
            const NmlReceptor *other = n->receptors.entries[i].value;
            if (other && other->part == r->part)
                break;
            i++;
        }
        if (i == n->receptors.n)
            break;
        r->part = str_format(n->all->session->strings, "%s_%u", p->response->name->s, k);
    }
    map_set(&n->receptors, key, r);
    return r;
}
