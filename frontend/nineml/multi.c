/* A MultiDynamics: its dynamics are parts of one model, which keep their regimes to themselves. Connections bind what a part
   reads, or are wires of events; exposures are ports of the whole. */
#include "frontend/nineml/lower.h"
#include "ir/build.h"

static StrTable *strings(const NmlLowering *x)
{
    return x->all->session->strings;
}

const Str *nml_part_name(NmlDocuments *all, const Str *part, const Str *name)
{
    return str_format(all->session->strings, "%s__%s", name->s, part->s);
}

/* "soma.v" */
static const Str *path(const NmlLowering *x, const Str *part, const Str *port)
{
    return str_format(strings(x), "%s.%s", part->s, port->s);
}

static const NmlPart *part_named(const NmlLowering *x, const Str *name)
{
    for (uint32_t i = 0; i < x->class_->parts.n; i++)
        if (x->class_->parts.v[i].name == name)
            return &x->class_->parts.v[i];
    return NULL;
}

static const NmlPort *end_of(NmlLowering *x, const Str *part, const Str *name, bool sends, Span at)
{
    const NmlPart *p = part_named(x, part);
    const NmlPort *port = p ? nml_port(p->class_, name) : NULL;
    if (port && sends == (port->kind == NML_ANALOG_SEND || port->kind == NML_EVENT_SEND))
        return port;
    Diag *g = nml_complain(x->all, DIAG_NNC0922, at,
                           p ? "the part '%s' has no port '%s' that %s" : "there is no part '%s'",
                           part->s, name->s, sends ? "sends" : "receives");
    StrNearest near = str_nearest_start(name->s);
    for (uint32_t i = 0; p && i < p->class_->ports.n; i++)
        str_nearest_offer(&near, p->class_->ports.v[i].name->s);
    if (near.best && near.distance)
        diag_did_you_mean(x->all->session->diags, g, name->s, near.best);
    return NULL;
}

/* ---- what a part reads ---- */
typedef VEC(IrExpr *) Terms;

static void gather(NmlLowering *x, const NmlPart *part, const NmlPort *port, Terms *terms)
{
    Arena *a = x->m->arena;
    for (uint32_t i = 0; i < x->class_->connections.n; i++) {
        const NmlConnection *c = &x->class_->connections.v[i];
        if (c->receiver == part->name && c->receive == port->name)
            VEC_PUSH(a, terms, ir_named(a, IR_ITEM, path(x, c->sender, c->send), c->span));
    }
    for (uint32_t i = 0; i < x->class_->ports.n; i++) {
        const NmlPort *outer = &x->class_->ports.v[i];
        if (outer->part == part->name && outer->inner == port->name)
            VEC_PUSH(a, terms, ir_named(a, IR_ITEM, nml_item_name(x, outer->name), outer->span));
    }
}

static void bind_input(NmlLowering *x, const NmlPart *part, const NmlPort *port, IrItem *item)
{
    Arena *a = x->m->arena;
    Terms terms = {0};
    gather(x, part, port, &terms);
    if (port->kind == NML_ANALOG_RECEIVE && terms.n > 1)
        nml_complain(x->all, DIAG_NNC0922, terms.v[1]->span,
                     "the port '%s' receives from one sender", port->name->s);
    if (port->kind == NML_ANALOG_RECEIVE && !terms.n)
        nml_warn(x->all, DIAG_NNC0927, part->span,
                 "nothing sends to the port '%s' of '%s': it is 0", port->name->s, part->name->s);
    IrExpr *value = terms.n ? terms.v[0] : ir_number(a, 0, port->dim, part->span);
    for (uint32_t i = 1; i < terms.n; i++)
        value = ir_binary(a, IR_SUM, value, terms.v[i]);
    VEC_PUSH(a, &item->binds, (IrBind){port->name, value, part->span});
}

/* ---- a part ---- */
static void add_parameters(NmlLowering *x, const NmlPart *part, const IrModel *inner, IrItem *item)
{
    Arena *a = x->m->arena;
    for (uint32_t i = 0; i < inner->items.n; i++) {
        const IrItem *p = inner->items.v[i];
        if (p->kind != IR_ITEM_PARAM)
            continue;
        const Str *name = nml_part_name(x->all, part->name, p->name);
        nml_add_item(x, IR_ITEM_PARAM, name, p->dim, p->span);
        VEC_PUSH(a, &item->binds,
                 (IrBind){p->name, ir_named(a, IR_ITEM, nml_item_name(x, name), p->span), p->span});
    }
}

static void lower_part(NmlLowering *x, const NmlPart *part)
{
    const Str *name = path(x, x->model->name, part->name);
    NmlLowering inner;
    IrModel *model = ir_model_new(x->m, IR_CHANNEL, name, part->span);
    nml_lowering_start(&inner, x->all, x->m, model, part->class_, "");
    if (!nml_lower(&inner))
        return;
    IrItem *item = ir_item_new(x->m->arena, IR_ITEM_PART, nml_item_name(x, part->name), part->span);
    item->model = model->name;
    add_parameters(x, part, model, item);
    for (uint32_t i = 0; i < part->class_->ports.n; i++) {
        const NmlPort *port = &part->class_->ports.v[i];
        if (port->kind == NML_ANALOG_RECEIVE || port->kind == NML_ANALOG_REDUCE)
            bind_input(x, part, port, item);
    }
    ir_model_add(x->m, x->model, item);
}

/* ---- ports of the whole, events between parts ---- */
static void add_wire(NmlLowering *x, const Str *from, const Str *to, Span at)
{
    IrItem *wire = ir_item_new(x->m->arena, IR_ITEM_WIRE, NULL, at);
    wire->wire_from = from;
    wire->wire_to = to;
    ir_model_add(x->m, x->model, wire);
}

static void lower_exposure(NmlLowering *x, const NmlPort *port)
{
    const Str *inner = path(x, port->part, port->inner), *name = nml_item_name(x, port->name);
    static const IrItemKind kinds[NML_PORT_KINDS] = {
        [NML_ANALOG_SEND] = IR_ITEM_ALIAS,      [NML_ANALOG_RECEIVE] = IR_ITEM_REDUCE,
        [NML_ANALOG_REDUCE] = IR_ITEM_REDUCE,   [NML_EVENT_SEND] = IR_ITEM_EVENT_OUT,
        [NML_EVENT_RECEIVE] = IR_ITEM_EVENT_IN,
    };
    IrItemKind kind = kinds[port->kind];
    if (kind == IR_ITEM_REDUCE && x->model->role != IR_CELL)
        kind = IR_ITEM_IN;
    const Str *other = map_get(&x->outputs, port->name);
    name = other ? other : name;
    IrItem *item = ir_item_new(x->m->arena, kind, name, port->span);
    item->dim = port->dim;
    ir_model_add(x->m, x->model, item);
    if (port->kind == NML_ANALOG_SEND) {
        item->value = ir_named(x->m->arena, IR_ITEM, inner, port->span);
        item->out = true;
    }
    if (port->kind == NML_EVENT_SEND)
        add_wire(x, inner, name, port->span);
    if (port->kind == NML_EVENT_RECEIVE)
        add_wire(x, name, inner, port->span);
}

static void lower_connection(NmlLowering *x, const NmlConnection *c)
{
    const NmlPort *from = end_of(x, c->sender, c->send, true, c->span);
    const NmlPort *to = from ? end_of(x, c->receiver, c->receive, false, c->span) : NULL;
    if (!to)
        return;
    const bool event = from->kind == NML_EVENT_SEND;
    if (event != (to->kind == NML_EVENT_RECEIVE))
        nml_complain(x->all, DIAG_NNC0922, c->span,
                     "one of these ports has events, the other values");
    else if (event)
        add_wire(x, path(x, c->sender, c->send), path(x, c->receiver, c->receive), c->span);
}

bool nml_lower_multi(NmlLowering *x)
{
    const NmlClass *c = x->class_;
    for (uint32_t i = 0; i < c->ports.n; i++)
        if (!c->ports.v[i].part)
            nml_complain(x->all, DIAG_NNC0922, c->ports.v[i].span,
                         "the ports of a MultiDynamics are exposures of its parts");
    for (uint32_t i = 0; i < c->connections.n; i++)
        lower_connection(x, &c->connections.v[i]);
    for (uint32_t i = 0; i < c->parts.n && !x->all->failed; i++)
        lower_part(x, &c->parts.v[i]);
    for (uint32_t i = 0; i < c->ports.n && !x->all->failed; i++)
        lower_exposure(x, &c->ports.v[i]);
    return !x->all->failed;
}
