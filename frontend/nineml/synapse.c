/* Synapses with states of their own: plasticity, and a response that is no receptor, as one synapse of the IR. */
#include "frontend/nineml/network.h"
#include "ir/build.h"

typedef struct Synapse {
    NmlNetwork *n;
    const NmlProjection *p;
    const NmlReceptor *receptor; /* or NULL: the response is in here */
    IrModel *model;
    NmlLowering members[2]; /* plasticity, response; class_ NULL: there is none */
    const Str *send;        /* port by which events leave, or NULL */
} Synapse;

enum { PLASTICITY, RESPONSE };
static const char *const roles[] = {"plasticity", "response"};

static const Str *str(const Synapse *s, const char *text)
{
    return str_from(s->n->all->session->strings, text);
}

static const NmlLowering *member(const Synapse *s, const Str *role)
{
    for (int k = 0; k < 2; k++)
        if (s->members[k].class_ && str_is(role, roles[k]))
            return &s->members[k];
    return NULL;
}

static bool is_event(const NmlClass *c, const Str *port)
{
    const NmlPort *p = nml_port(c, port);
    return p && (p->kind == NML_EVENT_SEND || p->kind == NML_EVENT_RECEIVE);
}

static bool refuse(const Synapse *s, Span at, const char *what)
{
    nml_complain(s->n->all, DIAG_NNC0909, at, "%s", what);
    return false;
}

/* ---- values that members receive ---- */
static const Str *of_cell(Synapse *s, const NmlConnection *c, Dim dim)
{
    const bool late = str_is(c->sender, "pre") && nml_has_delay(s->p);
    const Str *name = str_format(s->n->all->session->strings, "%s_%s", c->sender->s, c->send->s);
    if (ir_item(s->model, name))
        return name;
    const NmlPast past = {s->n, s->p, c, dim};
    if (late)
        nml_add_past(&past, s->model, name);
    else
        nml_add_input(&past, s->model, name, c->send);
    return name;
}

static IrExpr *sent_value(Synapse *s, const NmlConnection *c, Dim dim)
{
    const NmlLowering *from = member(s, c->sender);
    const Str *name = from ? nml_item_name(from, c->send) : of_cell(s, c, dim);
    return ir_named(s->n->m->arena, IR_ITEM, name, c->span);
}

static void connect_values(Synapse *s, NmlLowering *x, const char *role)
{
    Arena *a = s->n->m->arena;
    for (uint32_t i = 0; i < x->class_->ports.n; i++) {
        const NmlPort *port = &x->class_->ports.v[i];
        IrExpr *value = NULL;
        if (port->kind != NML_ANALOG_RECEIVE && port->kind != NML_ANALOG_REDUCE)
            continue;
        for (uint32_t k = 0; k < s->p->connections.n; k++) {
            const NmlConnection *c = &s->p->connections.v[k];
            if (!str_is(c->receiver, role) || c->receive != port->name)
                continue;
            IrExpr *one = sent_value(s, c, port->dim);
            if (value && port->kind == NML_ANALOG_RECEIVE)
                nml_complain(s->n->all, DIAG_NNC0922, c->span,
                             "the port '%s' receives from one sender", port->name->s);
            value = value ? ir_binary(a, IR_SUM, value, one) : one;
        }
        if (!value && port->kind == NML_ANALOG_RECEIVE)
            nml_warn(s->n->all, DIAG_NNC0927, s->p->span,
                     "nothing sends to the port '%s' of '%s': it is 0", port->name->s,
                     x->class_->name->s);
        map_set(&x->inputs, port->name, value ? value : ir_number(a, 0, port->dim, port->span));
    }
}

/* ---- events ---- */
static void add_wire(Synapse *s, const Str *from, const Str *to, Span at)
{
    IrItem *wire = ir_item_new(s->n->m->arena, IR_ITEM_WIRE, NULL, at);
    wire->wire_from = from;
    wire->wire_to = to;
    ir_model_add(s->n->m, s->model, wire);
}

/* Of the target, connections hear its spikes alone. */
static bool is_heard(const Synapse *s, const NmlConnection *c)
{
    for (uint32_t i = 0; str_is(c->sender, "post") && i < s->p->post->members.n; i++) {
        const NmlCells *cells = map_get(&s->n->by_population, s->p->post->members.v[i]);
        const Str *spike = ir_spike_port(cells->model);
        if (c->send == spike)
            continue;
        Diag *g =
            nml_complain(s->n->all, DIAG_NNC0909, c->span,
                         "'%s' of target cells cannot be heard by connections yet", c->send->s);
        diag_help(s->n->all->session->diags, g,
                  "those hear '%s': of several ports the one called spike, else the first",
                  spike->s);
        return false;
    }
    return true;
}

static bool receive_events(Synapse *s, NmlLowering *x, const char *role)
{
    for (uint32_t k = 0; k < s->p->connections.n; k++) {
        const NmlConnection *c = &s->p->connections.v[k];
        if (!str_is(c->receiver, role) || !is_event(x->class_, c->receive) || member(s, c->sender))
            continue;
        if (!is_heard(s, c))
            return false;
        const Str *event = nml_event_name(s->n, s->p, c),
                  *known = map_get(&x->handlers, c->receive);
        if (known && known != event)
            VEC_PUSH(s->n->m->arena, &x->further, (NmlHeard){c->receive, event});
        else
            map_set(&x->handlers, c->receive, (void *)event);
    }
    for (uint32_t i = 0; i < x->class_->ports.n; i++)
        if (x->class_->ports.v[i].kind == NML_EVENT_RECEIVE &&
            !nml_is_heard(s->p, role, x->class_->ports.v[i].name))
            map_set(&x->deaf, x->class_->ports.v[i].name, x);
    return true;
}

/* An event leaves by the port of the synapse, goes to the other member, or to nobody. */
static bool send_events(Synapse *s, NmlLowering *x, const char *role)
{
    for (uint32_t i = 0; i < x->class_->ports.n; i++) {
        const NmlPort *port = &x->class_->ports.v[i];
        uint32_t receivers = 0;
        for (uint32_t k = 0; port->kind == NML_EVENT_SEND && k < s->p->connections.n; k++) {
            const NmlConnection *c = &s->p->connections.v[k];
            if (!str_is(c->sender, role) || c->send != port->name)
                continue;
            if (receivers++)
                return refuse(s, c->span, "an event with two receivers cannot be simulated yet");
            const NmlLowering *to = member(s, c->receiver);
            if (to)
                add_wire(s, nml_item_name(x, port->name), nml_item_name(to, c->receive), c->span);
            else
                map_set(&x->outputs, port->name, (void *)s->send);
        }
        if (!receivers)
            map_set(&x->silent, port->name, x);
    }
    return true;
}

/* What comes with events: ports of plasticity, as the receptor takes them. */
static void declare_output(Synapse *s)
{
    Arena *a = s->n->m->arena;
    IrItem *out = ir_item_new(a, IR_ITEM_EVENT_OUT, s->send, s->p->span);
    const IrItem *in =
        s->receptor ? ir_item_of(s->receptor->model, IR_ITEM_EVENT_IN, str(s, "event")) : NULL;
    for (uint32_t i = 0; in && i < in->args.n; i++) {
        VEC_PUSH(a, &out->args, in->args.v[i]);
        for (uint32_t k = 0; k < s->p->connections.n; k++) {
            const NmlConnection *c = &s->p->connections.v[k];
            if (str_is(c->sender, "plasticity") && str_is(c->receiver, "response") &&
                c->receive == in->args.v[i].name)
                VEC_PUSH(a, &s->members[PLASTICITY].values, sent_value(s, c, in->args.v[i].dim));
        }
    }
    ir_model_add(s->n->m, s->model, out);
}

/* The spike of the source goes to the receptor, with what plasticity has made of it. */
static void hand_on(Synapse *s, const NmlConnection *c)
{
    Arena *a = s->n->m->arena;
    IrItem *on = ir_item_new(a, IR_ITEM_ON, nml_event_name(s->n, s->p, c), c->span);
    IrStmt emit = {.kind = IR_STMT_EMIT, .span = c->span, .name = s->send};
    for (uint32_t i = 0; i < s->members[PLASTICITY].values.n; i++)
        VEC_PUSH(a, &emit.args, ir_expr_copy(a, s->members[PLASTICITY].values.v[i]));
    on->body = ARENA_NEW(a, IrBody);
    VEC_PUSH(a, &on->body->stmts, emit);
    ir_model_add(s->n->m, s->model, on);
}

/* Events leave to the receptor, or to a port of the cell. */
static bool find_output(Synapse *s, IrProjection *ir)
{
    for (uint32_t k = 0; k < s->p->connections.n; k++) {
        const NmlConnection *c = &s->p->connections.v[k];
        const NmlLowering *from = member(s, c->sender);
        const bool event = from ? is_event(from->class_, c->send)
                                : is_event(s->p->pre->members.v[0]->cell->class_, c->send);
        const bool to_receptor = s->receptor && str_is(c->receiver, "response");
        const bool leaves = to_receptor || (str_is(c->receiver, "post") && from);
        if (!event || !leaves)
            continue;
        const Str *port = to_receptor ? s->receptor->part : c->receive;
        if (ir->post_port && ir->post_port != port)
            return refuse(s, c->span,
                          "events to two ports of the target cells cannot be simulated yet");
        ir->post_port = port;
        if (!s->send) {
            s->send = str(s, "send");
            declare_output(s);
        }
    }
    return true;
}

/* ---- values that act on cells ---- */
/* NULL: the sender is a receptor, a part of the cell. */
static const NmlPort *sender_port(const Synapse *s, const NmlConnection *c)
{
    const NmlLowering *from = member(s, c->sender);
    if (!from && str_is(c->sender, "response"))
        return NULL;
    const NmlSelection *cells = str_is(c->sender, "pre") ? s->p->pre : s->p->post;
    return nml_port(from ? from->class_ : cells->members.v[0]->cell->class_, c->send);
}

/* What is sent joins a sum of the target cells, of the source cells, or the sums of that name of both. */
static void add_current(Synapse *s, const NmlConnection *c, const NmlPort *port, IrProjection *ir)
{
    const NmlLowering *from = member(s, c->sender);
    const bool to_pre = str_is(c->receiver, "pre");
    const Str **sum = s->send ? &ir->feed : &ir->post_port;
    const char *name = from ? nml_item_name(from, c->send)->s : c->sender->s;
    *sum = c->receive; /* one of all, after split.c */
    IrItem *current = ir_item_new(
        s->n->m->arena, IR_ITEM_ALIAS,
        str_format(s->n->all->session->strings, "%s_sent%s", name, to_pre ? "_to_pre" : ""),
        c->span);
    current->dim = port->dim;
    current->value = sent_value(s, c, port->dim);
    current->is_current = true;
    current->to_pre = to_pre;
    ir_model_add(s->n->m, s->model, current);
}

static bool refuse_back(const Synapse *s, Span at)
{
    Diag *g = nml_complain(s->n->all, DIAG_NNC0909, at,
                           "events of connections to source cells cannot be simulated yet");
    diag_help(s->n->all->session->diags, g,
              "events of target cells can go to source cells, and values of connections can");
    return false;
}

static bool add_currents(Synapse *s, IrProjection *ir)
{
    for (uint32_t k = 0; k < s->p->connections.n; k++) {
        const NmlConnection *c = &s->p->connections.v[k];
        const NmlPort *port = sender_port(s, c);
        if (!port || (!str_is(c->receiver, "pre") && !str_is(c->receiver, "post")))
            continue;
        if (port->kind != NML_EVENT_SEND)
            add_current(s, c, port, ir);
        else if (str_is(c->receiver, "pre"))
            return refuse_back(s, c->span);
    }
    return true;
}

/* ---- initial values ---- */
/* A value that differs between connections is a parameter of theirs. */
static bool set_initial(Synapse *s, const NmlLowering *x, const NmlValue *v, const NmlPlace *place,
                        IrProjection *ir)
{
    Arena *a = s->n->m->arena;
    IrItem *state = ir_item(s->model, nml_item_name(x, v->name));
    if (v->name == x->weight)
        return nml_bind_weight(s->n, s->p, v, place, ir);
    if (v->kind == NML_SINGLE) {
        state->value = nml_value_expr(place, v, false);
        return state->value != NULL;
    }
    const Str *name = str_format(s->n->all->session->strings, "initial_%s", state->name->s);
    IrItem *param = ir_item_new(a, IR_ITEM_PARAM, name, state->span);
    param->dim = state->dim;
    ir_model_add(s->n->m, s->model, param);
    state->value = ir_named(a, IR_ITEM, name, state->span);
    NmlPlace here = *place;
    here.path = str_format(s->n->all->session->strings, "%s.%s", place->path->s, name->s);
    return nml_bind_value(&here, name, v, false, &ir->synapse_args);
}

static bool set_initials(Synapse *s, const NmlLowering *x, const NmlComponent *c,
                         const NmlPlace *place, IrProjection *ir)
{
    nml_tell_initials(s->n->all, c);
    for (uint32_t i = 0; i < c->initials.n; i++)
        if (!set_initial(s, x, &c->initials.v[i], place, ir))
            return false;
    return true;
}

/* ---- the whole ---- */
static void start_members(Synapse *s)
{
    const NmlComponent *const all[] = {s->p->plasticity, s->receptor ? NULL : s->p->response};
    for (int k = 0; k < 2; k++) {
        const char *prefix = s->receptor ? "" : k == PLASTICITY ? "plasticity_" : "response_";
        nml_lowering_start(&s->members[k], s->n->all, s->n->m, s->model,
                           all[k] ? all[k]->class_ : NULL, prefix);
    }
    s->members[PLASTICITY].weight = nml_learnt_weight(s->n, s->p, s->receptor);
}

/* Where nothing is said it is 0, as initial values are. */
static void mark_weight(const Synapse *s, const NmlLowering *x, IrProjection *ir)
{
    if (!x->weight)
        return;
    IrItem *state = ir_item(s->model, nml_item_name(x, x->weight));
    state->weight = true;
    ir->weight = ir_number(s->n->m->arena, 0, state->dim, s->p->span);
}

static bool lower_members(Synapse *s, const NmlPlace *place, IrProjection *ir)
{
    const NmlComponent *const all[] = {s->p->plasticity, s->p->response};
    for (int k = 0; k < 2; k++) {
        NmlLowering *x = &s->members[k];
        if (!x->class_)
            continue;
        connect_values(s, x, roles[k]);
        if (!receive_events(s, x, roles[k]) || !send_events(s, x, roles[k]) || !nml_lower(x))
            return false;
        mark_weight(s, x, ir);
        if (!nml_bind_values(place, all[k], s->model, x->prefix, &ir->synapse_args) ||
            !set_initials(s, x, all[k], place, ir))
            return false;
    }
    return nml_bind_past(s->p, s->model, place, &ir->synapse_args);
}

bool nml_make_synapse(NmlNetwork *n, const NmlProjection *p, const NmlReceptor *receptor,
                      const NmlPlace *place, IrProjection *ir)
{
    Synapse s = {.n = n, .p = p, .receptor = receptor};
    const NmlComponent *named = p->plasticity ? p->plasticity : p->response;
    s.model = ir_model_new(n->m, IR_SYNAPSE,
                           nml_free_name(n, named ? named->class_->name : p->name), p->span);
    ir->synapse = s.model->name;
    ir->dendritic = ir_integer(n->m->arena, 0, p->span);
    ir->post_port = NULL;
    start_members(&s);
    nml_declare_ports(n, p, s.model);
    if (!find_output(&s, ir) || !lower_members(&s, place, ir) || !add_currents(&s, ir))
        return false;
    for (uint32_t k = 0; receptor && k < p->connections.n; k++)
        if (str_is(p->connections.v[k].sender, "pre") &&
            str_is(p->connections.v[k].receiver, "response"))
            hand_on(&s, &p->connections.v[k]);
    return !n->all->failed;
}
